"""Exercises of notebook 07: light mediators."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from renp_widgets.apps.propagator.state import W_MASS, PropagatorState
from renp_widgets.lessons.questions import (
    ChoiceQuestion,
    NumberQuestion,
    PlacementQuestion,
    Question,
)
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.spectrum import spectral_function
from renp_widgets.physics.targets import YB
from renp_widgets.statistics import MediatorCoupling

_MILLI: Final = 1e-3  # eV, the trigger's detuning
_MASSES: Final = {"0.05 eV": 0.05, "0.5 eV": 0.5, "1.5 eV": 1.5}
_SIZES: Final = {"vector": 1e-24, "scalar": 1e-18}
_ZPRIME, _PHI = "that of Z′ only", "that of ϕ only"
_TIMES: Final = {0.0: "nothing", 0.5: "half as much", 1.0: "the same", 2.0: "twice as much"}


def _times_the_w() -> float:
    return W_MASS**2 / (2 * YB.e_eg * _MILLI)


def _near(expected: float, factor: float = 1.5) -> Any:
    """Whether a number is `expected` within a factor."""
    return lambda x: expected / factor < x < expected * factor


def _poles() -> dict[str, float]:
    return {name: PropagatorState(YB.name, mass).pole for name, mass in _MASSES.items()}


def _added(mediator: str, nature: str, sign: float = 1.0) -> float:
    """What a mediator of 0.5 eV adds to the spectrum at a detuning of 10 meV."""
    neutrinos = Neutrinos.from_oscillation("normal", 0.01, nature)
    interaction = MediatorCoupling(mediator).interaction(0.5, sign * _SIZES[mediator])
    with_it, without = (
        spectral_function(YB, neutrinos, detuning=0.01, interactions=interactions)
        for interactions in ((interaction,), ())
    )
    return float(with_it - without)


def _whose_sign_shows() -> str:
    changes = {
        mediator: not math.isclose(
            _added(mediator, "dirac", 1.0), _added(mediator, "dirac", -1.0), rel_tol=1e-3
        )
        for mediator in _SIZES
    }
    if all(changes.values()):
        return "both"
    return _ZPRIME if changes["vector"] else _PHI if changes["scalar"] else "neither"


def _majorana_to_dirac() -> str:
    ratio = _added("scalar", "majorana") / _added("scalar", "dirac")
    return _TIMES[min(_TIMES, key=lambda times: abs(times - ratio))]


def _reveal_propagator(mass: float) -> Any:
    from renp_widgets.apps.propagator.app import PropagatorExplorer

    return PropagatorExplorer(PropagatorState(mediator_mass=mass))


def _reveal_scalar() -> Any:
    from renp_widgets.apps.spectrum.focused import FocusedExplorer
    from renp_widgets.apps.spectrum.state import ExplorerState

    state = ExplorerState(mediator="scalar", scalar_coupling=2e-18)
    return FocusedExplorer(state, ("nature", "mediator_mass", "scalar_coupling"))


EXERCISES: Final[Mapping[str, Question]] = {
    "mediators: times the W": NumberQuestion(
        "In ytterbium ($E_{eg}$ = 2.143 eV) a trigger laser stands at a detuning of 1 meV. A "
        "mediator is massless. How many times larger than the W boson's $1/M_W^2$, with $M_W$ = "
        "80.4 GeV, is its propagator there? (Write it like 3e15.)",
        "",
        _times_the_w,
        tolerance=0.1,
        hints=(
            (
                lambda x: _near(math.sqrt(_times_the_w()))(x),
                "You have compared M_W with q. The propagators are one over squares of masses.",
            ),
            (
                lambda x: _near(W_MASS**2)(x),
                "That would be right for q² = 1 eV². So near the end point the pair has less: "
                "q² is 2 E_eg times the detuning.",
            ),
            (
                lambda x: _near((W_MASS / _MILLI) ** 2)(x),
                "You have taken the detuning for q. But q² is 2 E_eg times the detuning.",
            ),
            (
                lambda x: 0 < x < 1e-10,
                "The other way round: a large mass makes a small propagator.",
            ),
            (
                lambda x: _near(_times_the_w() * 1e-18)(x),
                "Bring both to one unit: M_W is 8.04e10 eV.",
            ),
        ),
        explanation="q² = 2 × 2.143 eV × 1 meV = (0.065 eV)², and $M_W^2/q^2$ is the ratio. "
        "This is why couplings far too small for a collider can matter in an atom.",
        reveal=lambda: _reveal_propagator(1e-4),
    ),
    "mediators: three poles": PlacementQuestion(
        "Three mediators have masses of 0.05, 0.5 and 1.5 eV. At which detunings in ytterbium is "
        "each of them made on shell? Place all three.",
        tuple(_MASSES),
        "eV",
        1e-5,
        1.0,
        _poles,
        tolerance=0.3,
        hints=(
            (
                lambda p: p["0.05 eV"] >= p["0.5 eV"] or p["0.5 eV"] >= p["1.5 eV"],
                "A light mediator leaves the photon more energy: it is nearer to the end point.",
            ),
            (
                lambda p: all(_near(0.5 * mass, 1.2)(p[name]) for name, mass in _MASSES.items()),
                "That is M/2, as if the pair were at rest. It carries the momentum ω.",
            ),
            (
                lambda p: 6 < p["0.5 eV"] / p["0.05 eV"] < 16,
                "You have let the detuning grow like M. The condition is on q² = M².",
            ),
            (
                lambda p: all(_near(2 * pole, 1.2)(p[name]) for name, pole in _poles().items()),
                "Each is a factor of two too far out: q² is 2 E_eg times the detuning.",
            ),
        ),
        explanation="q² = M² is a detuning of $M^2/(2E_{eg})$: ten times the mass is a hundred "
        "times as far from the end point.",
        reveal=lambda: _reveal_propagator(0.5),
    ),
    "mediators: the sign": ChoiceQuestion(
        "A mediator of 0.5 eV couples to all three mass states alike, Z′ through "
        "$\\gamma^\\mu P_L$ or ϕ through 1. Now the product of its couplings to electron and "
        "neutrino changes sign, from + to −. Whose spectrum changes?",
        (_ZPRIME, _PHI, "both", "neither"),
        _whose_sign_shows,
        hints={
            _PHI: "ϕ makes neutrinos of the other chirality. Can that amplitude interfere with "
            "that of the W and Z?",
            "both": "For one of them the amplitudes of mediator and Standard Model make different "
            "chiralities: their squares add, and a sign is lost.",
            "neither": "It would be so if only squares added. One of the two makes the same "
            "left-handed pair as the W and Z do.",
        },
        explanation="Z′ adds to the Standard Model's amplitude $a_{ij}$, so the sign decides "
        "whether the spectrum grows or shrinks. ϕ adds its square.",
    ),
    "mediators: nature": ChoiceQuestion(
        "ϕ couples to all three mass states alike through 1, with the same Lagrangian and the same "
        "number for Dirac and for Majorana neutrinos. How much does it add to the spectrum of "
        "Majorana neutrinos, compared with what it adds for Dirac?",
        tuple(_TIMES.values()),
        _majorana_to_dirac,
        hints={
            "nothing": "That holds for imaginary couplings between two states. These are real.",
            "half as much": "The 1/2 is for counting every pair twice. But first, particle and "
            "antiparticle are the same: two terms add in the amplitude.",
            "the same": "Two terms add in the amplitude of Majorana neutrinos, and then every "
            "pair is counted twice. Do both factors cancel?",
        },
        explanation="$y_{ij}+y_{ji}$ takes the place of $y_{ij}$: the amplitude doubles, its "
        "square is four times as large, and 1/2 is for identical particles.",
        reveal=_reveal_scalar,
    ),
}
"""The questions by the names that the notebook calls them by."""
