"""Exercises of notebook 04: where the six thresholds are, and what they tell."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from renp_widgets.apps.spectrum.focused import FocusedExplorer
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.lessons.questions import (
    ChoiceQuestion,
    NumberQuestion,
    PlacementQuestion,
    Question,
)
from renp_widgets.physics.kinematics import channels, thresholds
from renp_widgets.physics.neutrinos import ORDERINGS, Neutrinos
from renp_widgets.physics.targets import YB
from renp_widgets.statistics import Hypothesis, fit
from renp_widgets.statistics.experiment import Experiment

_MASSES: Final = (5.0, 10.0, 50.0)  # meV
_NAMES: Final = tuple(f"{i}{j}" for i, j in channels(3))
_E_EG: Final = 1e3 * YB.e_eg  # meV
_FIRST: Final = 0.4  # meV, detuning at which a spectrum begins
_DETUNINGS: Final = (0.03, 0.3, 1.0, 3.0, 10.0, 30.0)  # meV
_COUNTS: Final = (77, 72, 93, 202, 275, 292)
_MOMENTUM: Final = "The pair has to balance the photon's momentum, and that takes energy."
_SHARE: Final = "Two things are emitted, and on average each of them gets half of the energy."
_VIRTUAL: Final = "The photon gets the energy between |v⟩ and |g⟩, and that is half."
_MASS: Final = "The other half goes into the masses of the neutrinos."


def _places() -> dict[str, float]:
    """The six thresholds of `_MASSES`, detunings in meV."""
    masses = 1e-3 * np.array(_MASSES)
    neutrinos = Neutrinos(masses, np.eye(3, dtype=complex), "dirac")
    detuning = 1e3 * thresholds(YB, neutrinos).detuning
    return dict(zip(_NAMES, map(float, detuning), strict=True))


def _like(wrong: Callable[[float, float], float]) -> Callable[[Mapping[str, float]], bool]:
    """Whether marks are where a formula of the two masses, meV, would put them."""
    formula = {
        f"{i}{j}": wrong(_MASSES[i - 1], _MASSES[j - 1]) / (2 * _E_EG) for i, j in channels(3)
    }

    def fits(places: Mapping[str, float]) -> bool:
        return all(abs(math.log10(places[name] / formula[name])) < 0.1 for name in _NAMES)

    return fits


def _reversed(places: Mapping[str, float]) -> bool:
    return places["33"] < places["22"] < places["11"]


def _lightest() -> float:
    """The lightest mass, meV, whose pair is made from `_FIRST` on."""
    return math.sqrt(2 * _E_EG * _FIRST) / 2


def _times(factor: float) -> Callable[[float], bool]:
    return lambda number: abs(number - factor * _lightest()) < 0.06 * factor * _lightest()


def _ordering() -> str:
    """The ordering that fits the counts better, whatever the lightest mass and the rate."""
    experiment = Experiment(YB, 1e-3 * np.array(_DETUNINGS), live_time=1.0)

    def misfit(ordering: str) -> float:
        hypothesis = Hypothesis(ordering, 0.001, "majorana", free=("lightest_mass",))
        return fit(experiment, np.array(_COUNTS, dtype=float), hypothesis).chi2

    return min(ORDERINGS, key=misfit)


def _table() -> str:
    pairs = zip(_DETUNINGS, _COUNTS, strict=True)
    return "; ".join(f"{count} at {detuning:g} meV" for detuning, count in pairs)


EXERCISES: Final[Mapping[str, Question]] = {
    "thresholds: half of the energy": ChoiceQuestion(
        "The atom gives the energy $E_{eg}$ to a photon and two neutrinos. Why does the photon "
        "never get more than $E_{eg}/2$, even if neutrinos have no mass?",
        (_SHARE, _MOMENTUM, _VIRTUAL, _MASS),
        lambda: _MOMENTUM,
        {
            _SHARE: "An average is no limit: what keeps a single photon from getting more?",
            _VIRTUAL: "The state |v⟩ is virtual: the atom is never found in it, and its energy "
            "need not fit. It lies above |e⟩, by the way.",
            _MASS: "The limit is there without any mass. What else must balance, beside energy?",
        },
        explanation="All atoms together take up no momentum, so the pair has that of the photon, "
        "$\\omega$, and with it at least the energy $\\omega$. With $E_{eg} = \\omega + E_{pair}$ "
        "and $E_{pair} \\ge \\omega$, the photon has at most $E_{eg}/2$.",
    ),
    "thresholds: six places": PlacementQuestion(
        "Three neutrinos have the masses $m_1 = 5$, $m_2 = 10$ and $m_3 = 50$ meV. With "
        "$E_{eg} = 2143.49$ meV, as in ytterbium, place the six thresholds on the axis of "
        "detuning, each within 20%.",
        _NAMES,
        "meV",
        0.01,
        10.0,
        _places,
        0.2,
        (
            (_reversed, "A heavier pair takes more energy, so it opens farther from the end."),
            (
                _like(lambda a, b: a**2 + b**2),
                "You have added the squares. At the threshold both neutrinos move side by side, "
                "like one particle of mass $m_i + m_j$: square the sum.",
            ),
            (
                _like(lambda a, b: 2 * (a + b) ** 2),
                "All are too far by the same factor: $q^2 = E_{eg}(E_{eg} - 2\\omega)$ is twice "
                "$E_{eg}$ times the detuning.",
            ),
            (
                _like(lambda a, b: (a + b) ** 2 / 4),
                "All are too near by the same factor: it is the sum of the masses that counts, "
                "not their mean.",
            ),
        ),
        explanation="The detuning of a threshold is $(m_i+m_j)^2/(2E_{eg})$. These masses are "
        "close to those of normal ordering with a lightest mass of 5 meV.",
        reveal=lambda: FocusedExplorer(ExplorerState(lightest_mass=0.005)),
    ),
    "thresholds: the mass scale": NumberQuestion(
        "The spectrum of ytterbium is found to begin 0.40 meV below the end point: nearer to it, "
        "nothing is emitted. How heavy is the lightest neutrino?",
        "meV",
        _lightest,
        0.03,
        (
            (_times(2.0), "That is the mass of the pair. Two neutrinos share it."),
            (
                _times(math.sqrt(2.0)),
                "Nearly: look for a factor of two under the root. The detuning is "
                "$(2m)^2/(2E_{eg})$.",
            ),
            (_times(1 / math.sqrt(2.0)), "Nearly: look for a factor of two under the root."),
            (_times(1e-3), "That would be in eV. It is asked in meV."),
            (
                lambda number: abs(number - _FIRST) < 0.05 * _FIRST,
                "The detuning is not the mass: it is $(2m)^2/(2E_{eg})$, much smaller.",
            ),
        ),
        explanation="The first pair is made of the lightest neutrino twice: "
        "$m = \\sqrt{E_{eg} d/2}$ with the detuning $d$. The square root makes it hard for small "
        "masses: a tenth of the mass is a hundredth of the detuning.",
        reveal=lambda: FocusedExplorer(ExplorerState(lightest_mass=1e-3 * _lightest())),
    ),
    "thresholds: the ordering": ChoiceQuestion(
        "At six detunings photons are counted for an equal time each. The rate is known badly, so "
        f"only the shape counts. The counts are: {_table()}. Which ordering is it?",
        ORDERINGS,
        _ordering,
        {
            "normal": "In normal ordering the pairs of the light states 1 and 2 come first, with "
            "two thirds of all strength: between 0.3 and 1 meV the counts would be more than half "
            "of those at 10 meV.",
        },
        explanation="From 1 to 3 meV the counts double: the large steps 11, 12 and 22 come last. "
        "Before them stands only 33, and a little of 13 and 23. The place of the step is nearly "
        "the same in both orderings; its size is not.",
        reveal=lambda: FocusedExplorer(
            ExplorerState(ordering="inverted", lightest_mass=0.001), ("ordering", "lightest_mass")
        ),
    ),
}
"""The questions by name."""
