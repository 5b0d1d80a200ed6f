"""Exercises of notebook 08: the photon as mediator."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from renp_widgets.lessons.questions import (
    ChoiceQuestion,
    NumberQuestion,
    PlacementQuestion,
    Question,
)
from renp_widgets.physics.constants import BOHR_MAGNETON, FINE_STRUCTURE, G_FERMI
from renp_widgets.physics.couplings import element_coupling, flavour_coupling
from renp_widgets.physics.effective_moments import (
    effective_moment_flavour,
    effective_moment_solar,
    effective_moment_stellar,
)
from renp_widgets.physics.form_factors import DipoleMoments
from renp_widgets.physics.kinematics import thresholds
from renp_widgets.physics.limits import LIMITS
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.spectrum import spectral_function
from renp_widgets.physics.targets import YB

_MASS: Final = 0.05  # eV, for the Standard Model's moment
_LIGHTEST: Final = 0.02  # eV
_MAGNETIC, _ELECTRIC = "the magnetic moment", "the electric moment"


def _neutrinos() -> Neutrinos:
    return Neutrinos.from_oscillation("normal", _LIGHTEST, "dirac")


def _starts() -> dict[str, float]:
    found = thresholds(YB, _neutrinos())
    return {
        f"{i}{j}": float(d)
        for (i, j), d in zip(found.channels, found.detuning, strict=True)
        if i != j
    }


def _differences() -> dict[str, float]:
    """Where the steps would be if the difference of the masses counted."""
    m = _neutrinos().masses
    return {e: (m[int(e[0]) - 1] - m[int(e[1]) - 1]) ** 2 / (2 * YB.e_eg) for e in _starts()}


def _steeper() -> str:
    """Which kind adds more just beyond the step 12."""
    detuning = 1.02 * _starts()["12"]
    matrix = element_coupling(1, 2, 1e-11)
    sizes = [
        spectral_function(YB, _neutrinos(), detuning=detuning, interactions=[dipoles])
        for dipoles in (DipoleMoments(matrix), DipoleMoments(electric=matrix))
    ]
    return _MAGNETIC if sizes[0] > sizes[1] else _ELECTRIC


def _standard_moment() -> float:
    """3 e G_F m / (8 sqrt2 pi^2), Bohr magnetons."""
    charge = math.sqrt(4 * math.pi * FINE_STRUCTURE)
    return 3 * charge * G_FERMI * _MASS / (8 * math.sqrt(2) * math.pi**2) / BOHR_MAGNETON


def _xenon() -> float:
    (limit,) = (x.value for x in LIMITS if x.name == "XENONnT")
    return float(np.max(limit))


def _signal_ratio() -> float:
    return (_xenon() / _standard_moment()) ** 2


def _unseen() -> str:
    """Who does not see a moment between muon and tau neutrinos."""
    flavours = np.zeros((3, 3))
    flavours[1, 2] = flavours[2, 1] = 1e-11
    neutrinos = _neutrinos()
    dipoles = DipoleMoments(flavour_coupling(flavours, neutrinos))
    effective = {
        "reactor experiments": effective_moment_flavour(neutrinos, dipoles, "e"),
        "accelerators with muon neutrinos": effective_moment_flavour(neutrinos, dipoles, "mu"),
        "experiments with solar neutrinos": effective_moment_solar(neutrinos, dipoles),
        "stars": effective_moment_stellar(neutrinos, dipoles),
    }
    return min(effective, key=lambda name: float(effective[name]))


def _reveal_steps() -> Any:
    from renp_widgets.apps.spectrum.focused import FocusedExplorer
    from renp_widgets.apps.spectrum.state import ExplorerState

    state = ExplorerState(
        nature="dirac",
        lightest_mass=_LIGHTEST,
        mediator="dipole",
        element="12",
        dipole_moment=1e-10,
    )
    return FocusedExplorer(state, ("element", "dipole_kind"))


def _reveal_blind_spots() -> Any:
    from renp_widgets.apps.blind_spots.app import BlindSpotExplorer

    return BlindSpotExplorer()


EXERCISES: Final[Mapping[str, Question]] = {
    "moments: where they begin": PlacementQuestion(
        "Ytterbium ($E_{eg}$ = 2.143 eV), normal ordering, masses of 20.0, 21.8 and 54.0 meV. A "
        "single element of μ is not zero: 12, or 13, or 23. At which detuning does the part that "
        "it adds begin? Place all three.",
        ("12", "13", "23"),
        "eV",
        1e-6,
        1e-1,
        _starts,
        tolerance=0.2,
        hints=(
            (
                lambda p: all(
                    abs(math.log10(p[e] / max(d, 1e-6))) < 0.2 for e, d in _differences().items()
                ),
                "These are differences of masses. The photon need not turn one neutrino into "
                "another here: both are made.",
            ),
            (
                lambda p: p["12"] > p["13"] or p["12"] > p["23"],
                "Heavier pairs cost more energy: their part begins further from the end point.",
            ),
            (
                lambda p: all(
                    abs(math.log10(p[e] / d) - math.log10(2)) < 0.1 for e, d in _starts().items()
                ),
                "Each is a factor of two too far out: q² is 2 E_eg times the detuning.",
            ),
        ),
        explanation="$(m_i+m_j)^2/(2E_{eg})$, as always: the thresholds are those of the pair, "
        "whoever makes it. 13 and 23 nearly coincide.",
        reveal=_reveal_steps,
    ),
    "moments: the steeper one": ChoiceQuestion(
        "$\\mu_{12}$ and $\\epsilon_{12}$ of the same size, each alone. Just beyond the step 12, "
        "which one adds more to the spectrum?",
        (_MAGNETIC, _ELECTRIC, "both add the same"),
        _steeper,
        hints={
            _ELECTRIC: "γ₅ changes the parity of the pair. Which of the two can be made in an s "
            "wave, with the neutrinos at rest against each other?",
            "both add the same": "Far from the step, yes: there the masses do not matter. Here "
            "they do.",
        },
        explanation="The magnetic part begins like Δ, an s wave. The electric part begins like "
        "Δ³, a p wave. Masses are what tells the two apart: far from the step they agree.",
    ),
    "moments: how far to go": NumberQuestion(
        "The Standard Model with a Dirac mass gives $\\mu$ = 3.2e-19 (m/eV) $\\mu_B$. Take m = 50 "
        "meV. XENONnT's limit is 6.4e-12 $\\mu_B$. How many times smaller than a signal at "
        "that limit is the signal of the Standard Model's moment? (Write it like 3e15.)",
        "",
        _signal_ratio,
        tolerance=0.2,
        hints=(
            (
                lambda x: 0.5 < x / math.sqrt(_signal_ratio()) < 2,
                "That is the ratio of the moments. The moment is in the amplitude.",
            ),
            (
                lambda x: any(
                    0.5 < x / (_signal_ratio() ** (k / 2) * _MASS**k) < 2 for k in (1, 2)
                ),
                "That is for a mass of 1 eV. Here it is 0.05 eV.",
            ),
            (lambda x: 0 < x < 1, "The other way round: how many times smaller, a large number."),
        ),
        explanation="The moments differ by 4 × 10⁸, and the signal goes like the square. What "
        "RENP can find is a moment from beyond the Standard Model.",
    ),
    "moments: who is blind": ChoiceQuestion(
        "Dirac neutrinos, and a single transition moment that links muon and tau neutrinos, "
        "nothing that touches electron neutrinos. Which of these does not see it at all?",
        (
            "reactor experiments",
            "accelerators with muon neutrinos",
            "experiments with solar neutrinos",
            "stars",
        ),
        _unseen,
        hints={
            "accelerators with muon neutrinos": "A muon neutrino scatters and becomes a tau "
            "neutrino: that is seen as a recoil.",
            "experiments with solar neutrinos": "They leave the Sun as mass states, and each of "
            "these is partly a muon and partly a tau neutrino.",
            "stars": "A plasmon decays into any pair that couples: all elements count alike.",
        },
        explanation="A reactor makes electron antineutrinos, and close to it they are nothing "
        "else. What does not touch them is a blind spot.",
        reveal=_reveal_blind_spots,
    ),
}
"""The questions by the names that the notebook calls them by."""
