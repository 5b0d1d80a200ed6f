"""Presets: the cases of the talk and of the papers behind it, each with what to look at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from renp_widgets.apps.common.beyond import STANDARD, citation
from renp_widgets.apps.spectrum.session import Pin, Session, View
from renp_widgets.apps.spectrum.state import ExplorerState


@dataclass(frozen=True)
class Preset:
    """A case worth looking at.

    name : unique, to choose it by.
    group : what it is about; presets of one group follow each other.
    state : what it shows.
    text : what to look at, one sentence of at most 160 characters.
    citation : where the case comes from, with its arXiv number.
    pins : what it is compared with; the first one is the reference of the residual.
    compare : what the residual panel shows, as in `View`.
    """

    name: str
    group: str
    state: ExplorerState
    text: str
    citation: str
    pins: tuple[Pin, ...] = ()
    compare: str = "none"

    @property
    def session(self) -> Session:
        """State, pins and comparison in one value."""
        return Session(self.state, View(compare=self.compare), self.pins)


_ORDERINGS: Final = (
    ("normal", 0.0, "Channel 11 opens at the end point itself, the last one, 33, 2.34 meV below."),
    (
        "normal",
        1e-3,
        "Against massless ν₁, channel 11 has left the end point by 0.93 μeV and 12 has moved from "
        "18 to 22 μeV; the others hardly move.",
    ),
    (
        "normal",
        0.01,
        "Two groups of steps: 11, 12 and 22 open 0.09 to 0.16 meV below the end point, 13, 23 and "
        "33 at 0.87 to 2.44 meV.",
    ),
    (
        "normal",
        0.05,
        "The spectrum ends 2.33 meV early: 11, 12 and 22 open within 0.07 meV, 33 comes last at "
        "4.68 meV.",
    ),
    (
        "inverted",
        0.0,
        "33 opens at the end point, but until 11 opens, 2.25 meV below, I is about half that of "
        "normal ordering.",
    ),
    (
        "inverted",
        1e-3,
        "The lightest pair, 33, opens 0.93 μeV below the end point; 13 and 23 follow at 0.58 and "
        "0.60 meV.",
    ),
    (
        "inverted",
        0.01,
        "The steps of 13 and 23 are small; the large ones, 11, 12 and 22, wait until 2.34 meV "
        "below the end point.",
    ),
    (
        "inverted",
        0.05,
        "33 opens first, at 2.33 meV, and 22 last, at 4.65 meV: in normal ordering 33 is the last.",
    ),
)
_DIRAC: Final = ExplorerState(nature="dirac", lightest_mass=0.1)
_PIN_DIRAC: Final = (Pin("Dirac", _DIRAC),)


def _majorana(alpha21: float) -> ExplorerState:
    return ExplorerState(lightest_mass=0.1, alpha21=alpha21)


def _dipole(element: str, kind: str = "magnetic") -> ExplorerState:
    return ExplorerState(
        nature="dirac", mediator="dipole", element=element, dipole_kind=kind, dipole_moment=5e-11
    )


# Where the channel opens, meV, and by how much I then exceeds the Standard Model at most.
_MOMENTS: Final = {
    "11": ("0.093", "to 10 times"),
    "12": ("0.126", "to 2.2 times"),
    "13": ("0.871", "to 1.6 times"),
    "22": ("0.164", "to 1.5 times"),
    "23": ("0.966", "to 1.6 times"),
    "33": ("2.436", "to 1.3 times"),
}
PRESETS: Final[tuple[Preset, ...]] = (
    *(
        Preset(
            f"{ordering.capitalize()}, {1e3 * mass:g} meV",
            "Ordering and mass scale",
            ExplorerState(ordering=ordering, lightest_mass=mass),
            text,
            STANDARD,
        )
        for ordering, mass, text in _ORDERINGS
    ),
    Preset(
        "Dirac, 100 meV",
        "Dirac or Majorana",
        _DIRAC,
        "The thresholds lie close together, 9.3 to 11.7 meV below the end point, and no phase "
        "changes anything.",
        STANDARD,
    ),
    Preset(
        "Majorana, 100 meV",
        "Dirac or Majorana",
        _majorana(0.0),
        "Below the pinned Dirac spectrum throughout: by 5.9 % at a detuning of 24 meV, by less "
        "than 1 % far from the end point.",
        STANDARD,
        _PIN_DIRAC,
        "ratio",
    ),
    Preset(
        "Majorana, α₂₁ = 180°",
        "Dirac or Majorana",
        _majorana(math.pi),
        "Opposite CP parities turn the sign in channel 12: 5 % below the pinned Dirac spectrum "
        "before it opens, at 9.37 meV, 4 % above after.",
        STANDARD,
        _PIN_DIRAC,
        "ratio",
    ),
    Preset(
        "Z′ of 0.7 eV",
        "Light mediators",
        ExplorerState(mediator="vector", mediator_mass=0.7, vector_coupling=1e-24),
        "Z′ is made on shell at ω = 0.957 eV: I is 3.4 times the Standard Model's at 0.98 eV and "
        "11 % below it at 0.87 eV.",
        citation("vector"),
    ),
    Preset(
        "Z′ of 5 eV",
        "Light mediators",
        ExplorerState(mediator="vector", mediator_mass=5.0, vector_coupling=1e-22),
        "Heavier than E_eg, so no resonance: I grows by 55 % at a detuning of 10 meV and by 73 % "
        "at 1 eV, but the first steps shrink.",
        citation("vector"),
    ),
    Preset(
        "ϕ of 0.5 eV",
        "Light mediators",
        ExplorerState(mediator="scalar", mediator_mass=0.5, scalar_coupling=1e-18),
        "ϕ is made on shell at ω = 1.013 eV; it only adds: I is 5 times the Standard Model's at "
        "1 eV and nowhere below it.",
        citation("scalar"),
    ),
    Preset(
        "μ₃₃ against ε₃₃",
        "Dipole moments",
        _dipole("33"),
        "Both add to channel 33, but the magnetic moment rises at once: 22 % above the pinned "
        "electric one at 3.4 meV.",
        citation("dipole"),
        (Pin("ε₃₃", _dipole("33", "electric")),),
        "ratio",
    ),
    Preset(
        "ε₃₃ against μ₃₃",
        "Dipole moments",
        _dipole("33", "electric"),
        "The electric moment starts slowly beyond 2.44 meV: 18 % below the pinned magnetic one at "
        "3.4 meV, and the same far from there.",
        citation("dipole"),
        (Pin("μ₃₃", _dipole("33")),),
        "ratio",
    ),
    *(
        Preset(
            f"μ{''.join('₀₁₂₃'[int(k)] for k in element)}",
            "Dipole moments",
            _dipole(element),
            f"I leaves the Standard Model (dashed) where channel {element} opens, {opens} meV "
            f"below the end point, and rises {factor} its height.",
            citation("dipole"),
        )
        for element, (opens, factor) in _MOMENTS.items()
    ),
)
"""All presets, in the order in which to offer them."""
