"""Answers: what an experiment, the median one or one that was drawn, says to three questions.

Ordering: the other one, with its lightest mass free. Nature: the other one, with its lightest mass
free and the state's Majorana phases. Mass: a massless lightest neutrino.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from renp_widgets.apps.sensitivity.state import SensitivityState
from renp_widgets.physics.kinematics import detuning_grid, thresholds
from renp_widgets.statistics import (
    Hypothesis,
    MassProfile,
    alternative,
    exposure_needed,
    mass_profile,
    poisson_chi2,
)
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.hypothesis import Objective
from renp_widgets.statistics.questions import asimov_counts
from renp_widgets.statistics.toys import toy_counts
from renp_widgets.values import Array

ASKED: Final = ("ordering", "mass", "nature")
"""The questions of `renp_widgets.statistics.QUESTIONS` that are asked."""
DAYS: Final = np.geomspace(1.0, 1e7, 29)
"""Exposures against which significances are shown, days."""
_NEAR: Final = 10  # samples around the best mass, where other exposures have theirs
_FINER: Final = 6  # times as many masses as samples
_WANTED: Final = 3.0  # standard deviations
_NOISE: Final = 1e-15  # a chi^2 below this is 0
_SPAN: Final = 30.0  # times chi^2: natures cannot be more alike beyond this


@dataclass(frozen=True, eq=False)
class Verdict:
    """What counts say.

    counts : (K,).
    profiles : chi^2 against the lightest mass, by ordering.
    chi2 : of the alternative less that of the true ordering and nature at their best, by question;
        may be inf, and is negative where the alternative fits better.
    masses : the alternatives' lightest masses that fit best, best first, (n,), eV, by question.
    """

    counts: Array
    profiles: Mapping[str, MassProfile]
    chi2: Mapping[str, float]
    masses: Mapping[str, Array]


@dataclass(frozen=True, eq=False)
class Outlook:
    """How well a question is answered, in the median, against exposure.

    significance : at DAYS, standard deviations, (29,); where one event excludes the alternative, 0
        before `days` and inf from there on.
    days : where it reaches 3, as `exposure_needed` has it; inf if nowhere.
    events : expected signal events until then.
    certain : whether one event excludes the alternative.
    """

    significance: Array
    days: float
    events: float
    certain: bool


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """All that the explorer shows of a state.

    signal : expected signal events in all. expected : counts at the triggers, (K,).
    median, verdict : what the expected counts say, and those that are shown.
    intervals : 68.3% intervals of the lightest mass in the true ordering, (n, 2), eV.
    outlooks : by question.
    detuning, curves : counts that a trigger would have at these detunings, (N,), eV: of the truth
        ("truth") and of the best fits of both orderings ("normal", "inverted"), each (N,).
    thresholds : of the truth, (6,), eV.
    """

    state: SensitivityState
    experiment: Experiment
    signal: float
    expected: Array
    median: Verdict
    verdict: Verdict
    intervals: Array
    outlooks: Mapping[str, Outlook]
    detuning: Array
    curves: Mapping[str, Array]
    thresholds: Array

    @property
    def other(self) -> str:
        """The ordering that is not the true one."""
        return next(x for x in self.verdict.profiles if x != self.state.ordering)


def compute(state: SensitivityState) -> Sensitivity:
    """What a state's experiment says. Without any signal it is refused."""
    experiment, truth = state.experiment, state.truth
    median, outlooks = _median(replace(state, seed=None))
    verdict = median
    if state.seed is not None:
        counts = toy_counts(experiment, truth, 1, state.seed)[0]
        verdict = _verdict(experiment, truth, counts)
    at_threshold = thresholds(experiment.target, truth.neutrinos()).detuning
    detuning, curves = _curves(state, verdict)
    return Sensitivity(
        state=state,
        experiment=experiment,
        signal=float(median.counts.sum() - experiment.background_counts.sum()),
        expected=median.counts,
        median=median,
        verdict=verdict,
        intervals=verdict.profiles[state.ordering].intervals(1.0),
        outlooks=outlooks,
        detuning=detuning,
        curves=curves,
        thresholds=at_threshold,
    )


@lru_cache(maxsize=4)
def _median(state: SensitivityState) -> tuple[Verdict, dict[str, Outlook]]:
    """What the expected counts say; kept while experiments are drawn."""
    experiment, truth = state.experiment, state.truth
    verdict = _verdict(experiment, truth, asimov_counts(experiment, truth), expected=True)
    return verdict, {question: _outlook(state, verdict, question) for question in ASKED}


def _other(question: str, truth: Hypothesis) -> Hypothesis:
    return alternative(question, truth, () if question == "mass" else ("lightest_mass",))


def _verdict(
    experiment: Experiment, truth: Hypothesis, counts: Array, *, expected: bool = False
) -> Verdict:
    others = {question: _other(question, truth) for question in ASKED}
    own = mass_profile(experiment, counts, truth)
    ordering = mass_profile(experiment, counts, others["ordering"])
    if expected:
        others["nature"] = _narrowed(experiment, counts, others["nature"], own)
    nature = mass_profile(experiment, counts, others["nature"])
    masses = {"ordering": _nearest(ordering), "mass": np.zeros(1), "nature": _nearest(nature)}
    chi2 = {}
    for question, other in others.items():
        objective, at = Objective(experiment, counts, other), {"lightest_mass": masses[question][0]}
        difference = float(objective.chi2(at)) - own.best_chi2
        chi2[question] = difference if abs(difference) > _NOISE else 0.0
    profiles = {truth.ordering: own, others["ordering"].ordering: ordering}
    return Verdict(counts, profiles, chi2, masses)


def _narrowed(
    experiment: Experiment, counts: Array, other: Hypothesis, own: MassProfile
) -> Hypothesis:
    """The other nature, sought only among masses that fit expected counts about as well.

    sqrt(chi^2) is a distance. Two natures of one mass are some d apart at the true mass, and not
    much more nearby: a mass whose own distance is several times d cannot come closer than d.
    """
    at = {"lightest_mass": own.best_mass}
    apart = float(Objective(experiment, counts, other).chi2(at))
    near = np.flatnonzero(own.chi2 <= _SPAN * apart)
    if len(near) == 0:
        return other
    low, high = max(near[0] - 1, 0), min(near[-1] + 1, len(own.masses) - 1)
    return replace(other, mass_range=(float(own.masses[low]), float(own.masses[high])))


def _nearest(profile: MassProfile) -> Array:
    """The masses that fit best, and some between these, the best one first, (n,), eV."""
    lowest = np.sort(profile.masses[np.argsort(profile.chi2, kind="stable")[:_NEAR]])
    between = np.interp(np.arange(0, len(lowest), 1 / _FINER), np.arange(len(lowest)), lowest)
    return np.array([profile.best_mass, *between])


def _outlook(state: SensitivityState, verdict: Verdict, question: str) -> Outlook:
    experiment, truth = state.experiment, state.truth
    factors, certain = DAYS / state.days, math.isinf(verdict.chi2[question])
    if certain:
        factor = exposure_needed(experiment, truth, _other(question, truth), _WANTED)
        significance = np.where(factors < factor, 0.0, np.inf)
    else:
        chi2 = verdict.chi2[question] * factors
        if experiment.normalisation_prior:
            chi2 = _grown(experiment, verdict, _other(question, truth), question, factors)
        significance = np.sqrt(np.maximum(chi2, 0.0))
        factor = _reached(factors, significance)
    signal = verdict.counts.sum() - experiment.background_counts.sum()
    return Outlook(significance, factor * state.days, float(factor * signal), certain)


def _grown(
    experiment: Experiment, verdict: Verdict, other: Hypothesis, question: str, factors: Array
) -> Array:
    """chi^2 with the live times multiplied by factors, (n,), where the normalisation has a prior.

    Then it is not in proportion, and the best mass moves, but not far: the masses that fit best at
    present have it among them.
    """
    signal = experiment.signal_counts(other.neutrinos(lightest_mass=verdict.masses[question]))
    grown = factors[:, None, None]
    chi2, _ = poisson_chi2(
        grown * verdict.counts,
        grown * signal,
        grown * experiment.background_counts,
        experiment.normalisation_prior,
    )
    return np.asarray(chi2.min(axis=1))


def _reached(factors: Array, significance: Array) -> float:
    """The factor of the exposure that reaches 3 standard deviations; inf if none does.

    Beyond the first and the last factor significances are square roots, between them nearly so.
    """
    if significance[-1] == 0:
        return math.inf
    for end, beyond in ((0, significance[0] > _WANTED), (-1, significance[-1] < _WANTED)):
        if beyond:
            return float(factors[end] * (_WANTED / significance[end]) ** 2)
    logs = np.log(significance), np.log(factors)
    return float(np.exp(np.interp(math.log(_WANTED), *logs)))


def _curves(state: SensitivityState, verdict: Verdict) -> tuple[Array, dict[str, Array]]:
    """Counts against detuning: of the truth, and of both orderings at their best."""
    experiment, truth = state.experiment, state.truth
    shown, scales = {"truth": truth.fixed()}, {"truth": 1.0}
    for ordering, profile in verdict.profiles.items():
        own, at = replace(truth, ordering=ordering), {"lightest_mass": profile.best_mass}
        shown[ordering] = own.fixed(**at)
        scales[ordering] = float(Objective(experiment, verdict.counts, own).at(at)[1])
    target, (low, high) = experiment.target, state.window
    high = min(high, 0.999 * target.end_point)
    grids = [detuning_grid(target, x.neutrinos(), low, high, 200) for x in shown.values()]
    detuning = np.unique(np.concatenate(grids))
    everywhere = replace(experiment, detuning=detuning)
    background = everywhere.background_counts
    return detuning, {
        name: scales[name] * everywhere.signal_counts(each.neutrinos()) + background
        for name, each in shown.items()
    }
