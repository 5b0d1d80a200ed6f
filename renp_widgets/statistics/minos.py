"""MINOS: the intervals of every free parameter, with all others profiled, by way of iminuit.

F. James and M. Roos, Comput. Phys. Commun. 10, 343 (1975). MINOS follows chi^2 from its minimum
until it has risen by 1. It takes chi^2 to be smooth on the way, which it is not where a threshold
crosses a trigger, and sees one dip alone, where Majorana phases often make several of about the
same depth. `mass_profile` can deal with kinks and dips, for the lightest mass alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.experiment import Experiment
from renp_widgets.statistics.fits import fit
from renp_widgets.statistics.hypotheses import PHASES, Hypothesis
from renp_widgets.statistics.objective import HUGE, Objective
from renp_widgets.validation import RefusedInput, real_number
from renp_widgets.values import FrozenMapping

__all__ = ["minos_intervals"]

_FIRST_STEP: Final = 1e-3  # to start with, in units of a parameter's range


def minos_intervals(
    experiment: Experiment, observed: ArrayLike, hypothesis: Hypothesis, rise: float = 1.0
) -> Mapping[str, tuple[float, float]]:
    """Where chi^2 rises above its minimum, for every free parameter, (low, high), in its unit.

    Needs iminuit, the extra `minuit`.

    Parameters
    ----------
    experiment : what is counted; its normalisation is profiled.
    observed : counts, (K,).
    hypothesis : with `free` parameters, the best ones inside their ranges. Where chi^2 rises by
        less than `rise` up to the end of a parameter's range, the interval ends there: for a phase,
        half a circle from the best one.
    rise : of chi^2; 1 is 68.3% for each parameter.
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
