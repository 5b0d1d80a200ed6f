"""Exercises of the notebook on formulas as printed and as derived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from renp_widgets.apps.printed.app import PrintedExplorer
from renp_widgets.apps.printed.compute import comparison
from renp_widgets.apps.printed.state import MEDIATED, TITLES, PrintedState
from renp_widgets.lessons.questions import ChoiceQuestion, NumberQuestion, Question
from renp_widgets.physics.couplings import axial_couplings
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.onsets import onset
from renp_widgets.physics.spectrum import spectral_function
from renp_widgets.physics.targets import XE, YB, Target

_HEAVY: Final = 1000.0  # eV, of a mediator that should do nothing
_LAWS: Final = {0.0: "a step", 0.5: "like √x", 1.0: "like x", 1.5: "like x^(3/2)", 2.0: "like x²"}
_XENON: Final = {
    "smaller by a large factor": (0.0, 1 / 8),
    "smaller by about a tenth": (0.85, 0.95),
    "the same": (0.999, 1.001),
    "larger by about a half": (1.4, 1.6),
}


def _massless() -> Neutrinos:
    nu = Neutrinos.from_oscillation("normal", 0.0)
    return Neutrinos(masses=np.zeros(3), mixing=nu.mixing)


def _sum_rule() -> float:
    return float(np.sum(np.abs(axial_couplings(Neutrinos.from_oscillation("normal", 0.01))) ** 2))


def _coupled_over_isotropic(target: Target, detuning: float) -> float:
    isotropic, coupled = (
        float(spectral_function(target, _massless(), detuning=detuning, average=average))
        for average in ("isotropic", "coupled")
    )
    return coupled / isotropic


def _two_averages() -> float:
    return 1 / _coupled_over_isotropic(YB, YB.end_point - 1.06)


def _another_atom() -> str:
    ratio = _coupled_over_isotropic(XE, 1e-3)
    return next(words for words, (low, high) in _XENON.items() if low <= ratio <= high)


def _without_limit() -> str:
    def off(formula: str) -> float:
        shown = comparison(PrintedState(formula, "majorana", mediator_mass=_HEAVY))
        return float(np.abs(shown.ratio[1] - 1).max())

    return TITLES[max(MEDIATED, key=off)]


def _onset() -> str:
    power = onset(YB, Neutrinos.from_oscillation("normal", 0.0), (1, 3)).power
    return _LAWS[2.0 if power is None else power]


def _explorer(formula: str, **state: object) -> PrintedExplorer:
    return PrintedExplorer(PrintedState(formula, **state))  # type: ignore[arg-type]


EXERCISES: Final[Mapping[str, Question]] = {
    "printed: sum rule": NumberQuestion(
        "Three neutrinos, $U$ unitary, $a_{ij}=U_{ei}^*U_{ej}-\\tfrac12\\delta_{ij}$. What is the "
        "sum of $|a_{ij}|^2$ over all nine $ij$?",
        unit="",
        answer=_sum_rule,
        tolerance=0.01,
        hints=(
            (
                lambda x: abs(x - 2.75) < 0.01,
                "That is the sum with a plus sign. Mind the sign of the mixed term "
                "$-\\sum_i |U_{ei}|^2$.",
            ),
            (
                lambda x: abs(x - 1.75) < 0.01,
                "The mixed term is missing: $|u-\\tfrac12\\delta|^2$ has three terms, not two.",
            ),
            (
                lambda x: abs(x - 1.0) < 0.01,
                "That is the first term alone, $\\sum_{ij}|U_{ei}|^2|U_{ej}|^2 = 1$. What does the "
                "δ add?",
            ),
            (
                lambda x: abs(x - 0.25) < 0.01,
                "$\\tfrac14\\delta_{ij}$ occurs three times: once for each mass state.",
            ),
        ),
        explanation="1 from the squares of the mixing, −1 from the mixed term, and 3 times ¼. The "
        "plus sign of the slide would give 11/4, and a spectrum larger by 11/3 far from the "
        "thresholds.",
        reveal=lambda: _explorer("couplings"),
    ),
    "printed: heavy mediator": ChoiceQuestion(
        "Majorana neutrinos. Make a mediator infinitely heavy, and nothing of it may remain. "
        "Which printed formula fails this check?",
        tuple(TITLES[formula] for formula in MEDIATED),
        _without_limit,
        hints={
            TITLES["interference"]: "Wrong signs in it vanish with it: it has the propagator as a "
            "factor.",
            TITLES["squares"]: "What is missing there has the propagator squared as a factor.",
            TITLES["conjugate"]: "Twice a coupling is still divided by M².",
        },
        explanation="Only there does something without a propagator change: aL keeps the Standard "
        "Model's a, and the printed term has $\\mathrm{Re}\\,a^2$ where it should have "
        "$-m_im_j\\,\\mathrm{Re}\\,a^2$.",
        reveal=lambda: _explorer("vector", nature="majorana", mediator_mass=_HEAVY),
    ),
    "printed: two averages": NumberQuestion(
        "Ytterbium, massless neutrinos, ω = 1.06 eV: by what factor is the isotropic average "
        "larger than the coupled one? Use the two formulas above, with $E_{eg}$ = 2.14349 eV.",
        unit="",
        answer=_two_averages,
        tolerance=0.05,
        hints=(
            (
                lambda x: abs(x * _two_averages() - 1) < 0.05,
                "That is the coupled one divided by the isotropic one: it is asked the other way.",
            ),
            (
                lambda x: abs(x - 1.5) < 0.02,
                "Two orientations in place of three are not all: the third, along the photon, has "
                "the term ω²/3 beside q², and so most of what is there near the end point.",
            ),
            (
                lambda x: abs(x - 1.0) < 0.05,
                "They are nearly equal for small ω only. Put in ω = 1.06 eV: there q² is small.",
            ),
        ),
        explanation="The isotropic average has ω²/3 beside q², and at the end point q² goes to 0: "
        "there the ratio has no bound. A measured rate near the end point would tell.",
        reveal=lambda: _explorer("average", lightest_mass=0.0),
    ),
    "printed: another atom": ChoiceQuestion(
        "Xenon begins in a state with $J_e=2$, ytterbium in one with $J_e=0$. 1 meV before its end "
        "point, what is xenon's coupled average, compared with the isotropic one?",
        tuple(_XENON),
        _another_atom,
        hints={
            "smaller by a large factor": "So it is for $J_e=0$, where the intermediate "
            "state has the pair's orientation. Here $|e\\rangle$ has an orientation of its own.",
            "the same": "That would need a weight of exactly 0; it depends on $J_e$.",
            "larger by about a half": "So it would be for $J_e=1$, whose weight is negative.",
        },
        explanation="The weights of the transverse average are 1, −1/2 and 1/10 for $J_e$ = 0, 1 "
        "and 2. So the choice matters much for ytterbium and little for xenon.",
    ),
    "printed: onset": ChoiceQuestion(
        "The lightest neutrino is massless, $m_1=0$. How does channel 13 begin, as a function of "
        "the distance x from its threshold?",
        tuple(_LAWS.values()),
        _onset,
        hints={
            "a step": "That takes two massless neutrinos, and is at the end point.",
            "like √x": "So it is for two massive ones. With $m_1=0$, $s_+$ and $s_-$ vanish "
            "together.",
            "like x": "So is $\\Delta$ there. But what does the bracket behind it do?",
            "like x^(3/2)": "That is $\\Delta^3$ with both massive.",
        },
        explanation="With one mass zero $s_+=s_-$, so that $\\Delta=s_+/q^2$ is like x and not "
        "like √x; the bracket adds one more power. Two massive neutrinos have √x, and two massless "
        "ones a step at the end point.",
    ),
}
