"""Objective: chi^2 of one hypothesis against observed counts, at many values of what is free."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.experiment import Experiment
from renp_widgets.statistics.hypotheses import Hypothesis
from renp_widgets.statistics.likelihood import explained_chi2
from renp_widgets.validation import RefusedInput, instance, real_array

__all__ = ["HUGE", "Objective"]

Array = NDArray[np.float64]

_MOST: Final = 1e30  # counts

HUGE: Final = 1e100
"""In place of infinity, where a search subtracts values."""


class Objective:
    """chi^2 of a hypothesis against counts; `evaluations` counts the points asked for.

    event : what a count that cannot be expected adds to chi^2: inf, or an `event_worth`.
    """

    def __init__(
        self,
        experiment: Experiment,
        observed: ArrayLike,
        hypothesis: Hypothesis,
        event: float = math.inf,
    ) -> None:
        instance("experiment", experiment, Experiment)
        instance("hypothesis", hypothesis, Hypothesis)
        self.observed = real_array("observed", observed, "counts", low=0.0, high=_MOST)
        self.experiment, self.hypothesis, self.event = experiment, hypothesis, event
        if self.observed.shape != experiment.triggers.shape:
            raise RefusedInput(
                f"observed must have one number of counts for each of "
                f"{len(experiment.triggers)} triggers, got shape {self.observed.shape}"
            )
        self.evaluations = 0

    def signal(self, values: Mapping[str, ArrayLike]) -> Array:
        """Expected signal with normalisation 1, B + (K,), at values of batch shape B."""
        counts = self.hypothesis.signal_counts(self.experiment, **values)
        if np.any(counts > _MOST):
            raise RefusedInput(
                f"the hypothesis must expect at most {_MOST:g} events at a trigger, got "
                f"{counts.max():.3g}: its couplings or the exposure are too large"
            )
        return counts

    def at(self, values: Mapping[str, ArrayLike]) -> tuple[Array, Array, Array]:
        """chi^2 with all pulls, the normalisation, and counts that cannot be expected, all B."""
        experiment = self.experiment
        signal = self.signal(values)
        self.evaluations += signal.size // signal.shape[-1]
        chi2, scale, unexplained = explained_chi2(
            self.observed, signal, experiment.background_counts, experiment.normalisation_prior
        )
        some = unexplained > 0
        chi2[some] += self.event * unexplained[some]
        return chi2 + self.hypothesis.pull(**values), scale, unexplained

    def chi2(self, values: Mapping[str, ArrayLike]) -> Array:
        """chi^2 with all pulls, B."""
        return self.at(values)[0]

    def unexplained(self, values: Mapping[str, ArrayLike]) -> Array:
        """Observed counts at the triggers where nothing can be expected, B."""
        return self.at(values)[2]
