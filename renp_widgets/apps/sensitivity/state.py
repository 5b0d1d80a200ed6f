"""SensitivityState: a truth, an experiment that is to find it, and whether that one is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from renp_widgets.apps.common.counting import CountingState
from renp_widgets.checks import RefusedInput, real_number
from renp_widgets.statistics import Hypothesis

MAX_LIGHTEST_MASS: Final = 0.2
"""Upper bound of the true lightest mass, eV: well inside MASS_RANGE."""
MASS_RANGE: Final = (0.0, 0.3)
"""Where fits look for the lightest mass, eV."""
TRIGGERS_BOUNDS: Final = (2, 40)
"""Bounds of the number of triggers: with more of them fits would not follow a slider."""
MAX_SEED: Final = 2**32 - 1
_MARGIN: Final = 0.2  # decades


@dataclass(frozen=True)
class SensitivityState(CountingState):
    """A truth and an experiment. Vary it with `dataclasses.replace`.

    Parameters
    ----------
    target, ordering, nature, days, background, rate, normalisation : as in CountingState.
    lightest_mass : of the truth, eV, in [0, 0.2].
    alpha21, alpha31 : Majorana phases, radians in [0, 2 pi]: of the truth, or for Dirac neutrinos
        of the Majorana ones that they are compared with.
    n_triggers : a whole number in [2, 40].
    low_detuning, high_detuning : of the first and the last trigger, eV; they are evenly spaced in
        the logarithm.
    seed : of one experiment, drawn at random; None has the counts that the truth expects.
    """

    seed: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        real_number("lightest_mass (eV)", self.lightest_mass, high=MAX_LIGHTEST_MASS)
        low, high = TRIGGERS_BOUNDS
        real_number("n_triggers (number of triggers)", self.n_triggers, low=low, high=high)
        if self.seed is not None:
            seed = real_number("seed", self.seed, low=0, high=MAX_SEED)
            if seed != int(seed):
                raise RefusedInput(f"seed must be a whole number, got {self.seed}")
            object.__setattr__(self, "seed", int(seed))

    @property
    def truth(self) -> Hypothesis:
        """What nature is like; where it is fitted, the lightest mass is free in MASS_RANGE."""
        return replace(
            super().truth,
            alpha21=self.alpha21,
            alpha31=self.alpha31,
            free=("lightest_mass",),
            mass_range=MASS_RANGE,
        )

    @property
    def window(self) -> tuple[float, float]:
        """Detunings to be shown, low and high, eV: whole decades around all triggers, and some."""
        low = math.floor(math.log10(self.low_detuning))
        high = math.ceil(math.log10(self.high_detuning))
        return 10.0 ** (low - _MARGIN), 10.0 ** (high + _MARGIN)
