"""Exercises of the notebook on what an experiment could see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from renp_widgets.lessons.questions import ChoiceQuestion, NumberQuestion, Question
from renp_widgets.physics.targets import YB
from renp_widgets.statistics import (
    Hypothesis,
    MediatorCoupling,
    alternative,
    coupling_reach,
    exposure_needed,
)
from renp_widgets.statistics.experiment import Experiment

_DAY: Final = 86400.0  # s
_QUESTIONS: Final = {
    "normal or inverted ordering": "ordering",
    "lightest mass 10 meV or zero": "mass",
    "Majorana or Dirac": "nature",
}


def _truth() -> Hypothesis:
    return Hypothesis("normal", lightest_mass=0.01, nature="majorana")


def _experiment(truth: Hypothesis) -> Experiment:
    experiment = Experiment(YB, np.geomspace(1e-5, 0.1, 20), live_time=_DAY)
    return experiment.with_events(1000, truth.neutrinos())


def _most_events() -> str:
    truth = _truth()
    experiment = _experiment(truth)

    def needed(words: str) -> float:
        other = alternative(_QUESTIONS[words], truth)
        return float(exposure_needed(experiment, truth, other))

    return max(_QUESTIONS, key=needed)


def _two_to_three_sigma() -> float:
    """Days for 3 sigma, where 100 give 2."""
    truth = _truth()
    experiment, other = _experiment(truth), alternative("ordering", truth)
    two, three = (exposure_needed(experiment, truth, other, significance=x) for x in (2.0, 3.0))
    return float(100 * three / two)


def _below_background() -> float:
    """How much less exposure it takes at twice the density, far below the background."""
    truth = _truth()
    other = alternative("ordering", truth)
    experiment = replace(_experiment(truth), rate=None, background=1e3)  # per second
    once, twice = (
        float(exposure_needed(replace(experiment, density=density), truth, other))
        for density in (1e21, 2e21)
    )
    return once / twice


def _ten_times_heavier() -> float:
    truth = _truth()
    three = YB.end_point - np.array([1.0700, 1.0712, 1.0716])
    days = Experiment(YB, three, live_time=2 / 3 * _DAY, normalisation_prior=0.0)
    curve = coupling_reach(days, truth, MediatorCoupling("vector"), [1e2, 1e3])
    return float(curve.coupling[1] / curve.coupling[0])


EXERCISES: Final[Mapping[str, Question]] = {
    "experiment: three questions": ChoiceQuestion(
        "Normal ordering, Majorana neutrinos, lightest mass 10 meV, no background. Which of these "
        "needs the most events before it is answered at 3σ?",
        tuple(_QUESTIONS),
        _most_events,
        hints={
            "normal or inverted ordering": "The ordering moves whole thresholds and changes the "
            "size of every step: it takes some hundred events.",
            "lightest mass 10 meV or zero": "The mass moves the thresholds, and a threshold on "
            "the wrong side of a trigger is seen at once.",
        },
        explanation="Dirac and Majorana neutrinos have the same thresholds. Only the term "
        "$m_im_j\\,\\mathrm{Re}\\,a^2$ differs, beside terms with q²: half a percent of a "
        "trigger's counts, and less at most of them. The statistical error must become "
        "smaller than that.",
    ),
    "experiment: two to three sigma": NumberQuestion(
        "After 100 days without background, the median experiment tells the ordering at 2σ. After "
        "how many days in all will it be 3σ?",
        unit="days",
        answer=_two_to_three_sigma,
        tolerance=0.03,
        hints=(
            (
                lambda x: abs(x - 150) < 5,
                "Not σ but χ² = σ² grows in proportion to the exposure.",
            ),
            (
                lambda x: abs(x - 125) < 5,
                "That is how many more. How many are they in all?",
            ),
            (
                lambda x: abs(x - 900) < 20,
                "9 is what χ² must be; it is 4 already after the first 100 days.",
            ),
        ),
        explanation="100 days × (3/2)². Each term of χ² is linear in the counts, so its square "
        "root grows like the square root of the exposure.",
    ),
    "experiment: below a background": NumberQuestion(
        "There is far more background than signal, and it stays as it is. You double the density "
        "of excited atoms, and so $\\Gamma_0$, with its $n^3$, grows by 8. By what factor does the "
        "exposure for 3σ shrink?",
        unit="",
        answer=_below_background,
        tolerance=0.05,
        hints=(
            (
                lambda x: abs(x - 8) < 0.2,
                "So it is without background, where χ² is linear in the signal. Here the "
                "fluctuations are those of the background, and do not grow with the signal.",
            ),
            (
                lambda x: abs(x - 8**0.5) < 0.1,
                "More signal over the same fluctuations: that is better than without background, "
                "not worse.",
            ),
            (
                lambda x: abs(x - 2) < 0.05 or abs(x - 4) < 0.1,
                "The signal grows by 8. How does χ² depend on signal and background?",
            ),
            (
                lambda x: 0 < x < 1,
                "That is what remains of the exposure: it is asked how much smaller it becomes.",
            ),
        ),
        explanation="A difference S of the signals stands against √b: χ² is S²/b, summed over the "
        "triggers. It is still linear in the time, but quadratic in the rate. So with background "
        "density is worth even more, and a low rate even less.",
    ),
    "experiment: a heavier mediator": NumberQuestion(
        "A Z′ with a mass of 100 eV is excluded above some coupling $g_e g_\\nu$. At 1000 eV, by "
        "what factor is the excluded coupling larger?",
        unit="",
        answer=_ten_times_heavier,
        tolerance=0.05,
        hints=(
            (
                lambda x: abs(x - 10) < 1,
                "The propagator is $1/(q^2-M^2)$, with the mass squared.",
            ),
            (
                lambda x: abs(x - 1e4) < 500,
                "$M^{-4}$ is the mediator's amplitude squared. But it interferes with that of the "
                "W and Z, which is far larger: the change is linear in $g_e g_\\nu/M^2$.",
            ),
            (
                lambda x: abs(x - 1) < 0.1,
                "So it is for $M^2 \\ll q^2$. Here $q^2$ is below 0.5 eV².",
            ),
        ),
        explanation="What is measured is $g_eg_\\nu/M^2$, so that the reach in the coupling "
        "goes like M². At every mass the reach in g/M² is the same: that is a contact interaction.",
    ),
}
