"""Fits: the lowest chi^2 that a hypothesis can reach, and the intervals of all that is free.

chi^2 has kinks and infinities where thresholds cross triggers, and several dips. With the lightest
mass alone `mass_profile` finds the lowest one. With more that is free, the places to start from are
the lowest points of all pieces between crossings, for Majorana phases all around their circles;
from each of the best few a quasi-Newton search (L-BFGS-B), then a simplex (Nelder and Mead), which
passes kinks, and the whole range of the lightest mass once more, until nothing is gained.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import RefusedInput, real_number
from renp_widgets.floors import check_floors
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.hypothesis import HUGE, PHASES, Hypothesis, Objective
from renp_widgets.statistics.lightest_mass import piece_edges, profile_of
from renp_widgets.values import Array, FrozenMapping, Value

__all__ = ["Fit", "fit", "minos_intervals"]

_AROUND: Final = 6  # values of a phase to start from
_STARTS: Final = 4
_ROUNDS: Final = 20
_GAIN: Final = 1e-7  # of chi^2, relative to 1 + chi^2: less is none
_STEP: Final = 1e-6  # of a gradient, in units of a parameter's range


@dataclass(frozen=True, eq=False)
class Fit(Value):
    """The best that a hypothesis can do.

    hypothesis : the hypothesis at its best, with nothing free.
    parameters : the values of what was free, in their units.
    chi2 : with all pulls; inf if the hypothesis is excluded.
    normalisation : of the signal.
    observed, expected : counts, (K,).
    unexplained : counts observed where nothing can be expected: where it is > 0, chi2 is inf, and
        one such event excludes the hypothesis.
    evaluations : at how many points chi^2 was computed.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> other = rw.statistics.alternative("ordering", truth)
    >>> found = rw.statistics.discrimination(experiment, truth, other)
    >>> found.hypothesis.ordering, found.unexplained
    ('inverted', 0.0)
    """

    hypothesis: Hypothesis
    parameters: Mapping[str, float]
    chi2: float
    normalisation: float
    observed: Array
    expected: Array
    unexplained: float
    evaluations: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", FrozenMapping(self.parameters))

    @property
    def significance(self) -> float:
        """sqrt(chi2): standard deviations for one degree of freedom; may be inf."""
        return float(np.sqrt(self.chi2))


def fit(experiment: Experiment, observed: ArrayLike, hypothesis: Hypothesis) -> Fit:
    """The lowest chi^2 of a hypothesis over all that it leaves free.

    Parameters
    ----------
    experiment : what is counted; its normalisation is profiled.
    observed : counts, (K,): of one experiment, or those that a truth expects (Asimov).
    hypothesis : with `free` parameters, or none.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> free = rw.statistics.Hypothesis("normal", free=["lightest_mass"])
    >>> found = rw.statistics.fit(experiment, experiment.counts(truth.neutrinos()), free)
    >>> f"{found.parameters['lightest_mass']:.4f} eV"
    '0.0100 eV'
    """
    return fit_of(Objective(experiment, observed, hypothesis))


def fit_of(objective: Objective) -> Fit:
    """The fit that makes an objective's chi^2 smallest: see `fit`."""
    best = _Search(objective).best()
    chi2, scale, unexplained = objective.at(best)
    signal = float(scale) * objective.signal(best)
    return Fit(
        hypothesis=objective.hypothesis.fixed(**best),
        parameters=best,
        chi2=float(chi2),
        normalisation=float(scale),
        observed=objective.observed,
        expected=signal + objective.experiment.background_counts,
        unexplained=float(unexplained),
        evaluations=objective.evaluations,
    )


class _Search:
    """Looks for the lowest chi^2; a point holds the free parameters in units of their ranges."""

    def __init__(self, objective: Objective) -> None:
        self._objective = objective
        self._ranges = objective.hypothesis.ranges
        self._low = np.array([low for low, _ in self._ranges.values()])
        self._width = np.array([high - low for low, high in self._ranges.values()])
        # Twice around, so that no dip of a phase lies across the ends of its range.
        circle = np.isin(list(self._ranges), PHASES)
        self._low[circle] -= np.pi
        self._width[circle] *= 2

    def best(self) -> dict[str, float]:
        """The best values by name."""
        free = tuple(self._ranges)
        if not free:
            return {}
        if free == ("lightest_mass",):
            return self._over_masses({})
        starts = self._starts()
        if np.isinf(self._chi2(starts)).all():  # then no event could be explained better
            unexplained = self._objective.unexplained(self._named(starts))
            return self._numbers(starts[unexplained.argmin()])
        return self._numbers(min(map(self._settled, starts), key=self._value))

    def _starts(self) -> Array:
        """The lowest points of the few pieces that reach lowest, (n, parameters)."""
        hypothesis, experiment = self._objective.hypothesis, self._objective.experiment
        axes = {name: np.array([value]) for name, value in hypothesis.values.items()}
        for name in PHASES & axes.keys():
            axes[name] = 2 * np.pi * np.arange(_AROUND) / _AROUND
        of_piece = 1
        if "lightest_mass" in axes:
            edges = piece_edges(hypothesis, experiment)
            inside = np.array([0.05, 0.5, 0.95])
            masses = (edges[:-1, None] + np.diff(edges)[:, None] * inside).ravel()
            axes["lightest_mass"] = masses
            of_piece = len(inside)

        order = sorted(axes, key=lambda name: name != "lightest_mass")
        grid = np.meshgrid(*(axes[name] for name in order), indexing="ij")
        named = dict(zip(order, (x.ravel() for x in grid), strict=True))
        n_points = len(named[order[0]])
        pieces = len(axes["lightest_mass"]) // of_piece if "lightest_mass" in axes else n_points
        chi2 = self._objective.chi2(named).reshape(pieces, -1)
        if np.isinf(chi2).all():
            chi2 = self._objective.unexplained(named).reshape(pieces, -1)
        lowest = chi2.argmin(axis=1) + np.arange(pieces) * chi2.shape[1]
        lowest = lowest[np.argsort(chi2.ravel()[lowest], kind="stable")[:_STARTS]]
        return self._point({name: named[name][lowest] for name in self._ranges})

    def _settled(self, start: Array) -> Array:
        """The bottom of the dip around a start, or of a deeper one at another lightest mass."""
        check_floors("scipy")
        from scipy.optimize import minimize

        point, value = start, self._value(start)
        bounds = [(0.0, 1.0)] * len(point)
        for _ in range(_ROUNDS):
            before = value
            smooth = minimize(self._with_slope, point, jac=True, method="L-BFGS-B", bounds=bounds)
            simplex = minimize(
                self._value,
                min(point, smooth.x, key=self._value),
                method="Nelder-Mead",
                bounds=bounds,
                options={"xatol": 1e-9, "fatol": 1e-10, "maxfev": 400 * len(point)},
            )
            point, value = self._moved(simplex.x)
            if before - value <= _GAIN * (1 + abs(value)):
                return point
        raise RuntimeError(
            f"the fit of {', '.join(self._ranges)} did not settle: chi^2 = {value:g} still falls "
            f"after {_ROUNDS} rounds of L-BFGS-B, Nelder-Mead and all lightest masses, "
            f"{self._objective.evaluations} evaluations in all"
        )

    def _moved(self, point: Array) -> tuple[Array, float]:
        """The point, or a lower one at another lightest mass, and its value."""
        value = self._value(point)
        if "lightest_mass" in self._ranges:
            other = self._numbers(point)
            other |= self._over_masses({k: v for k, v in other.items() if k != "lightest_mass"})
            moved = self._point(other)
            if (lower := self._value(moved)) < value:
                return moved, lower
        return point, value

    def _over_masses(self, others: Mapping[str, float]) -> dict[str, float]:
        """The best lightest mass with all others fixed."""
        objective = self._objective
        fixed = objective.hypothesis.fixed(**others)
        profile = profile_of(
            Objective(objective.experiment, objective.observed, fixed, objective.event)
        )
        objective.evaluations += profile.evaluations
        return {"lightest_mass": profile.best_mass}

    def _value(self, point: Array) -> float:
        return min(float(self._chi2(point)), HUGE)

    def _with_slope(self, point: Array) -> tuple[float, Array]:
        """chi^2 and its slope, of one batch of points; the steps stay inside the ranges."""
        step = np.where(point < 0.5, _STEP, -_STEP)
        around = np.vstack([point, point + np.diag(step)])
        values = np.minimum(self._chi2(around), HUGE)
        return float(values[0]), (values[1:] - values[0]) / step

    def _chi2(self, points: Array) -> Array:
        return self._objective.chi2(self._named(points))

    def _named(self, points: Array) -> dict[str, Array]:
        values = np.clip(points, 0.0, 1.0) * self._width + self._low
        return dict(zip(self._ranges, np.moveaxis(values, -1, 0), strict=True))

    def _point(self, values: Mapping[str, ArrayLike]) -> Array:
        """The reverse of `_named`; a parameter whose range has no width stays where it is."""
        width = np.where(self._width > 0, self._width, 1.0)
        point = (np.stack([*values.values()], axis=-1) - self._low) / width
        return np.asarray(np.clip(point, 0.0, 1.0))

    def _numbers(self, point: Array) -> dict[str, float]:
        values = self._named(point)
        return {k: float(x % (2 * np.pi) if k in PHASES else x) for k, x in values.items()}


_FIRST_STEP: Final = 1e-3  # to start with, in units of a parameter's range


def minos_intervals(
    experiment: Experiment, observed: ArrayLike, hypothesis: Hypothesis, rise: float = 1.0
) -> Mapping[str, tuple[float, float]]:
    """Where chi^2 rises above its minimum, for every free parameter, (low, high), in its unit.

    MINOS, by way of iminuit, the extra `minuit` (F. James and M. Roos, Comput. Phys. Commun. 10,
    343 (1975)): it follows chi^2 from its minimum, with all others profiled. It takes chi^2 to be
    smooth on the way, which it is not where a threshold crosses a trigger, and sees one dip alone,
    where Majorana phases often make several; `mass_profile` deals with both for the lightest mass.

    Parameters
    ----------
    experiment : what is counted; its normalisation is profiled.
    observed : counts, (K,).
    hypothesis : with `free` parameters, the best ones inside their ranges. Where chi^2 rises by
        less than `rise` up to the end of a parameter's range, the interval ends there: for a phase,
        half a circle from the best one.
    rise : of chi^2; 1 is 68.3% for each parameter.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> free = rw.statistics.Hypothesis("normal", lightest_mass=0.01, free=["sin2_theta12"])
    >>> counts = experiment.counts(truth.neutrinos())
    >>> low, high = rw.statistics.minos_intervals(experiment, counts, free)["sin2_theta12"]
    >>> f"{low:.3f} to {high:.3f}"
    '0.302 to 0.315'
    """
    try:
        from iminuit import Minuit  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        message = "MINOS needs iminuit: pip install 'renp-widgets[minuit]' brings it"
        raise ImportError(message) from error

    rise = real_number("rise", rise, low=0.0, open_low=True)
    best = fit(experiment, observed, hypothesis)
    names = tuple(best.parameters)
    if not names:
        raise RefusedInput("free must name the parameters to find intervals for, got none")
    if np.isinf(best.chi2):
        raise RefusedInput(
            "observed must be something that the hypothesis can expect; chi^2 is inf"
        )
    objective = Objective(experiment, best.observed, hypothesis)

    def chi2(values: Sequence[float]) -> float:
        if not np.isfinite(values).all():  # where Minuit is lost
            return HUGE
        return min(float(objective.chi2(dict(zip(names, values, strict=True)))), HUGE)

    search = Minuit(chi2, list(best.parameters.values()), name=names)
    search.errordef = rise
    search.strategy = 2
    limits = dict(hypothesis.ranges)
    for name, value in best.parameters.items():
        if name in PHASES:
            limits[name] = value - np.pi, value + np.pi
        search.limits[name] = limits[name]
        search.errors[name] = _FIRST_STEP * (limits[name][1] - limits[name][0])
    search.migrad()
    if search.valid:
        search.minos()

    intervals = {}
    for name, (first, last) in limits.items():
        found = search.merrors.get(name)
        if found is None or not (found.lower_valid and found.upper_valid):
            raise RuntimeError(
                f"MINOS found no interval of {name} around its best value "
                f"{best.parameters[name]:g}, in {objective.evaluations} evaluations: chi^2 has a "
                "kink there, or its minimum is at the end of a range. For the lightest mass alone "
                "mass_profile finds the intervals"
            )
        low = first if found.at_lower_limit else search.values[name] + found.lower
        high = last if found.at_upper_limit else search.values[name] + found.upper
        intervals[name] = float(low), float(high)
    return FrozenMapping(intervals)
