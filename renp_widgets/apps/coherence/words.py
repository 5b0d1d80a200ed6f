"""What the coherence explorer says: a table of numbers, and sentences for who listens."""

from __future__ import annotations

from renp_widgets.apps.coherence.compute import Ensemble
from renp_widgets.live.text import number, table
from renp_widgets.physics.constants import HC


def title(shown: Ensemble) -> str:
    """How many atoms, and what their phases do: one line."""
    n = shown.state.n_atoms
    return f"{n} atom{'s' if n > 1 else ''}: {regime(shown)}"


def regime(shown: Ensemble) -> str:
    """What the phases do, by the number of wavelengths along the box."""
    if shown.waves < 0.1:
        return "in phase"
    if shown.waves < 2:
        return "partly in phase"
    return "random phases"


def numbers_table(shown: Ensemble) -> str:
    """|sum|^2 between N and N^2, and what the photons add: HTML."""
    n = float(shown.state.n_atoms)
    rows = [
        ("wavelengths along the box, |p| L / 2πħc", number(shown.waves, 3)),
        ("random phases: N", number(n, 4)),
        ("<b>these atoms: |Σ exp(i p·x)|²</b>", f"<b>{number(shown.factor, 4)}</b>"),
        ("mean over all places: N + N(N−1) F(p)", number(shown.expected, 4)),
        ("all in phase: N²", number(n**2, 4)),
        ("photons: N_γ + 1", number(shown.stimulated, 4)),
        ("together: (N_γ + 1) |Σ|²", number(shown.stimulated * shown.factor, 4)),
    ]
    return table(rows)


def sentences(shown: Ensemble) -> str:
    """The picture in plain text."""
    state = shown.state
    length = f"{number(HC / state.momentum)} nm" if state.momentum else "infinite"
    return (
        f"{title(shown)}. The box is {number(state.size / 1000)} µm long, the wavelength of the "
        f"net momentum {length}. The sum of the phases, squared, is {number(shown.factor)}: "
        f"random phases would give {state.n_atoms} on average, equal ones {state.n_atoms**2}."
    )
