"""Questions that counts can answer: which ordering, which nature, which mass, is U unitary.

Each is the median discrimination of one hypothesis when another is true (`poisson_chi2`). N. Song
et al., Phys. Rev. D 93, 013020 (2016), arXiv:1510.00421, ask the first three.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import RefusedInput, choice, instance, real_array, real_number
from renp_widgets.floors import check_floors
from renp_widgets.physics.neutrinos import NATURES, ORDERINGS
from renp_widgets.physics.oscillation import PARAMETERS
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.fits import Fit, fit, fit_of
from renp_widgets.statistics.hypothesis import PHASES, Hypothesis, Objective
from renp_widgets.statistics.lightest_mass import MassProfile, mass_profile
from renp_widgets.statistics.likelihood import chi2_per_event
from renp_widgets.values import Array

__all__ = [
    "QUESTIONS",
    "alternative",
    "discrimination",
    "exposure_needed",
    "lightest_mass_profile",
    "significance_against_exposure",
]

_FARTHEST: Final = 1e15  # times the exposure, where the search for one ends


def _other_ordering(truth: Hypothesis) -> Hypothesis:
    if not isinstance(truth.oscillation, Mapping):
        raise TypeError(
            "oscillation of the truth must be a preset with both orderings, got parameters of "
            f"{truth.ordering} ordering alone"
        )
    ordering = ORDERINGS[1 - ORDERINGS.index(truth.ordering)]
    return replace(truth, ordering=ordering, free=("lightest_mass",))


def _other_nature(truth: Hypothesis) -> Hypothesis:
    nature = NATURES[1 - NATURES.index(truth.nature)]
    phases = PHASES if nature == "majorana" else ()
    return replace(truth, nature=nature, free=("lightest_mass", *phases))


def _massless(truth: Hypothesis) -> Hypothesis:
    return replace(truth, lightest_mass=0.0, free=())


def _unitary(truth: Hypothesis) -> Hypothesis:
    if truth.matrix is None:
        raise RefusedInput("matrix of the truth must be given to ask for unitarity, got None")
    return replace(truth, matrix=None, free=("lightest_mass",))


def _standard(truth: Hypothesis) -> Hypothesis:
    if not truth.interactions:
        raise RefusedInput("interactions of the truth must be given to ask for them, got none")
    return replace(truth, interactions=(), free=("lightest_mass",))


QUESTIONS: Final[Mapping[str, Callable[[Hypothesis], Hypothesis]]] = {
    "ordering": _other_ordering,
    "nature": _other_nature,
    "mass": _massless,
    "unitarity": _unitary,
    "interactions": _standard,
}
"""What can be asked, and what stands against the truth then:

ordering : the other one, with the lightest mass free.
nature : the other one, with the lightest mass and any Majorana phases free.
mass : a massless lightest neutrino.
unitarity : unitary mixing, with the lightest mass free.
interactions : the Standard Model, with the lightest mass free.
"""


def alternative(question: str, truth: Hypothesis, free: Sequence[str] | None = None) -> Hypothesis:
    """The hypothesis that stands against the truth in a question.

    Parameters
    ----------
    question : one of QUESTIONS.
    truth : what nature is like.
    free : what the alternative leaves free, from FREE_PARAMETERS; None is what QUESTIONS says.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> other = rw.statistics.alternative("ordering", truth)
    >>> other.ordering, other.free
    ('inverted', ('lightest_mass',))
    """
    instance("truth", truth, Hypothesis)
    other = QUESTIONS[choice("question", question, QUESTIONS)](truth)
    return other if free is None else replace(other, free=free)


def discrimination(experiment: Experiment, truth: Hypothesis, other: Hypothesis) -> Fit:
    """How well the median experiment discriminates another hypothesis from the truth.

    The fit of `other` to the counts that `truth` expects: its chi2 is that of the median experiment
    (Asimov), its significance the square root, in standard deviations.

    Parameters
    ----------
    experiment : what is counted.
    truth : what nature is like; what it leaves free does not matter.
    other : such as `alternative("ordering", truth)`.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> other = rw.statistics.alternative("ordering", truth)
    >>> f"{rw.statistics.discrimination(experiment, truth, other).significance:.1f} sigma"
    '9.3 sigma'
    """
    instance("other", other, Hypothesis)
    return fit(experiment, asimov_counts(experiment, truth), other)


def lightest_mass_profile(experiment: Experiment, truth: Hypothesis) -> MassProfile:
    """chi^2 against the lightest mass in the median experiment, all else known.

    Its `intervals(1.0)` is the 68.3% interval of the lightest mass.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> f"{rw.statistics.lightest_mass_profile(experiment, truth).best_mass:.4f} eV"
    '0.0100 eV'
    """
    return mass_profile(experiment, asimov_counts(experiment, truth), truth)


def significance_against_exposure(
    experiment: Experiment, truth: Hypothesis, other: Hypothesis, factors: ArrayLike
) -> Array:
    """Significances of `discrimination` with the live times multiplied by factors, (n,).

    Parameters
    ----------
    experiment, truth, other : as in `discrimination`.
    factors : > 0, (n,). chi^2 grows in proportion, unless the normalisation has a prior or
        oscillation parameters are held by pulls: then every factor is a fit of its own.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> other = rw.statistics.alternative("ordering", truth)
    >>> found = rw.statistics.significance_against_exposure(experiment, truth, other, [1, 4])
    >>> f"{found[1] / found[0]:.3f}"
    '2.000'
    """
    given = real_array("factors", factors, low=0.0, open_low=True)
    if given.ndim != 1:
        raise RefusedInput(f"factors must be one row of numbers, got shape {given.shape}")
    if _in_proportion(experiment, other):
        chi2 = discrimination(experiment, truth, other).chi2
        return np.sqrt(chi2 * given)
    fits = [discrimination(experiment.exposed(x), truth, other) for x in given]
    return np.array([each.significance for each in fits])


def exposure_needed(
    experiment: Experiment, truth: Hypothesis, other: Hypothesis, significance: float = 3.0
) -> float:
    """By what to multiply the live times for the median experiment to reach a significance.

    With what `other` leaves free such that it needs the most, it is the x at which

        chi^2(x) + (wanted/ln 2) x u = wanted = significance^2,

    where chi^2(x) is that of the triggers whose counts `other` can expect, and u the number of
    events at the others, each of which excludes it: without prior and pulls
    wanted / (chi^2(1) + (wanted/ln 2) u). Such events alone do it where one is as likely as not,
    u x = ln 2; another trigger can only shorten it. inf where no exposure up to 1e15 times this one
    does it.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> other = rw.statistics.alternative("ordering", truth)
    >>> f"{rw.statistics.exposure_needed(experiment, truth, other):.2f} times the live times"
    '0.10 times the live times'
    """
    wanted = real_number("significance", significance, low=0.0, open_low=True) ** 2
    event = chi2_per_event(wanted)

    def reached(factor: float) -> float:
        exposed = experiment.exposed(factor)
        return fit_of(Objective(exposed, asimov_counts(exposed, truth), other, event)).chi2 / wanted

    if _in_proportion(experiment, other):
        each = reached(1.0)
        return 1 / each if each > 1 / _FARTHEST else math.inf

    check_floors("scipy")
    from scipy.optimize import brentq

    low = high = 1.0
    while reached(high) < 1:
        low, high = high, 10 * high
        if high > _FARTHEST:
            return math.inf
    while reached(low) > 1:
        low, high = low / 10, low
    return float(brentq(lambda factor: reached(factor) - 1, low, high, rtol=1e-6))


def asimov_counts(experiment: Experiment, truth: Hypothesis) -> Array:
    """What the truth expects to be counted, (K,); refused where that is no signal at all."""
    instance("experiment", experiment, Experiment)
    instance("truth", truth, Hypothesis)
    signal = truth.signal_counts(experiment)
    if not np.any(signal):
        first, last = experiment.triggers.min(), experiment.triggers.max()
        raise RefusedInput(
            "experiment must have a trigger where the truth expects some signal; no channel is "
            f"open at detunings from {first:.6g} to {last:.6g} eV"
        )
    return signal + experiment.background_counts


def _in_proportion(experiment: Experiment, other: Hypothesis) -> bool:
    """Whether chi^2 grows in proportion to the exposure."""
    instance("experiment", experiment, Experiment)
    instance("other", other, Hypothesis)
    held = any(name in PARAMETERS for name in other.free)
    return experiment.normalisation_prior in (None, 0.0) and not held
