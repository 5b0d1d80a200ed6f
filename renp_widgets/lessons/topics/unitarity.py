"""Exercises of notebook 06: what is left of the sum rule, and who would notice."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from renp_widgets.apps.unitarity.app import UnitarityExplorer
from renp_widgets.apps.unitarity.compute import compared, discriminations
from renp_widgets.apps.unitarity.state import PUBLISHED, UnitarityState
from renp_widgets.lessons.questions import ChoiceQuestion, NumberQuestion, Question, SketchQuestion
from renp_widgets.physics.kinematics import CHANNELS
from renp_widgets.values import Array

_LIMIT: Final = UnitarityState(alpha_11=PUBLISHED["alpha_11"])
_TENTH: Final = UnitarityState(alpha_11=0.9)
_INVISIBLE: Final = {
    "α₁₁ = 0.95": UnitarityState(alpha_11=0.95),
    "α₂₂ = α₃₃ = 0.95": UnitarityState(alpha_11=1.0, alpha_22=0.95, alpha_33=0.95),
    "α₁₁ = α₂₂ = α₃₃ = 0.95": UnitarityState(alpha_11=0.95, alpha_22=0.95, alpha_33=0.95),
    "|α₂₁| = 0.05": UnitarityState(alpha_11=1.0, alpha_21=0.05),
}


def _changes() -> Array:
    """By how much the strengths of the six channels change."""
    mixings = compared(_TENTH)
    return mixings.strengths - mixings.unitary_strengths


def _same_shape() -> str:
    """The mixing whose spectrum is most nearly a constant times that of U."""

    def bend(name: str) -> float:
        mixings = compared(_INVISIBLE[name])
        there = mixings.unitary > 0
        return float(np.ptp(mixings.intensity[there] / mixings.unitary[there]))

    return min(_INVISIBLE, key=bend)


def _near(value: float) -> Callable[[float], bool]:
    return lambda number: abs(number - value) < 0.005


EXERCISES: Final[Mapping[str, Question]] = {
    "unitarity: the sum": NumberQuestion(
        "Oscillations allow $\\alpha_{11} = 0.969$. With all else as for unitary mixing, what is "
        "$\\sum_{ij}|a_{ij}|^2$? Give three digits.",
        "",
        lambda: compared(_LIMIT).total,
        0.01,
        (
            (_near(0.75), "That is the sum for unitary mixing."),
            (
                _near(0.75 * 0.969**4),
                "You have let the whole sum shrink. $\\alpha_{11}$ concerns the electron's "
                "flavour alone: the other two thirds of the sum stay.",
            ),
            (
                _near((0.969**2 + 2) / 4),
                "Each $a_{ij}$ has N twice, and $|a_{ij}|^2$ four times.",
            ),
            (_near(0.75 * 0.969**2), "Each $a_{ij}$ has N twice. And which flavours change?"),
        ),
        explanation="$(0.969^4 + 1 + 1)/4 = 0.7204$: four percent less than 3/4. It depends "
        "neither on the angles of U nor on its phases.",
    ),
    "unitarity: six bars": SketchQuestion(
        "Let $\\alpha_{11}$ fall from 1 to 0.9, so that the electron couples less to all three "
        "light states. Sketch how the strengths $|a_{ij}|^2$ of the six channels change: down or "
        "up, and which of them most. (For U they are 0.03, 0.41, 0.03, 0.04, 0.01 and 0.23; "
        "$|U_{ei}|^2$ = 0.68, 0.30 and 0.02.)",
        CHANNELS,
        -1.0,
        1.0,
        _changes,
        0.15,
        (
            (
                lambda sketch: bool(np.all(sketch <= 0.0)),
                "Not all of them fall. $a_{22} = \\frac12|N_{e2}|^2 - \\ldots$ is the difference "
                "of charged and neutral current, and for state 2 the neutral current wins. What "
                "happens to a difference if the smaller part shrinks?",
            ),
            (
                lambda sketch: bool(np.all(sketch >= 0.0)),
                "The electron couples less, and most of all strength is in channel 12.",
            ),
            (
                lambda sketch: bool(np.abs(sketch[5]) > 0.5),
                "State 3 has little to do with the electron: channel 33 is neutral current of "
                "muon and tau flavour.",
            ),
        ),
        explanation="Channel 12 lives from the electron alone and loses most. 11 is positive and "
        "shrinks; 22 is negative and becomes more so, thus stronger; 33 hardly notices.",
        reveal=lambda: UnitarityExplorer(_TENTH),
    ),
    "unitarity: invisible": ChoiceQuestion(
        "The normalisation of the rate is not known: only the shape of the spectrum counts. Which "
        "of these can then never be told from unitary mixing?",
        tuple(_INVISIBLE),
        _same_shape,
        {
            "α₁₁ = 0.95": "This changes channel 12 by much and 33 by little, and they have "
            "different thresholds: the shape changes.",
            "α₂₂ = α₃₃ = 0.95": "This changes channel 33 by much and 12 by little, and they have "
            "different thresholds: the shape changes.",
            "|α₂₁| = 0.05": "The sum stays near 3/4, but strength moves from one channel to "
            "another: the shape changes, if only by little.",
        },
        explanation="Then $N = 0.95\\,U$, every $a_{ij}$ shrinks by $0.95^2$ and the spectrum by "
        "$0.95^4 = 0.81$ everywhere. Only who knows the rate to better than 19% could tell.",
        reveal=lambda: UnitarityExplorer(
            UnitarityState(alpha_11=0.95, alpha_22=0.95, alpha_33=0.95)
        ),
    ),
    "unitarity: how many events": NumberQuestion(
        "$\\alpha_{11} = 0.969$, normal ordering, lightest mass 10 meV, no background, and only "
        "the shape counts. Some $10^n$ events tell it from unitary mixing at three standard "
        "deviations. What is n? (The ratio of the spectra varies by 2% in all.)",
        "",
        lambda: math.log10(discriminations(_LIMIT)[0].events),
        margin=0.5,
        hints=(
            (
                lambda number: number > 20,
                "That is the number of events. It is asked for its power of ten.",
            ),
            (
                lambda number: number < 4.0,
                "That would do if the normalisation were known: then the 4% of the sum rule count.",
            ),
            (
                lambda number: number < 4.6,
                "Some more: the ratio differs from its mean only where few events are, between "
                "the thresholds. The lightest mass is free, too.",
            ),
            (
                lambda number: number > 5.6,
                "Too many: N events know a shape to about $1/\\sqrt{N}$.",
            ),
        ),
        explanation="About $10^5$ events, 30 years at ten a day and nearly thirty times what it "
        "takes if the rate is known. The words below the app tell both numbers.",
        reveal=lambda: UnitarityExplorer(_LIMIT),
    ),
}
"""The questions by name."""
