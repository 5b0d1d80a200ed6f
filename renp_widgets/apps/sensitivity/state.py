"""SensitivityState: a truth, an experiment that is to find it, and whether that one is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from renp_widgets.apps.common import counting, fields
from renp_widgets.live.fields import number
from renp_widgets.statistics import Hypothesis

MASS_RANGE: Final = (0.0, 0.3)
"""Where fits look for the lightest mass, eV."""
_MAX_MASS: Final = 0.2  # eV, of the true lightest mass: well inside MASS_RANGE
_MAX_TRIGGERS: Final = 40  # with more of them fits would not follow a slider
MAX_SEED: Final = 2**32 - 1
_MARGIN: Final = 0.2  # decades
_PHASE: Final = "Majorana phase of m{} against m1; if the truth is Dirac, of what it is told from."


@dataclass(frozen=True)
class SensitivityState(counting.CountingState):
    """A truth and an experiment. Vary it with `dataclasses.replace`."""

    lightest_mass: float = fields.lightest_mass(
        high=_MAX_MASS,
        slider=(0.1, 1e3 * _MAX_MASS, 0.02),
        tip="True mass of the lightest neutrino. Fits look for it from 0 to 300 meV.",
    )
    alpha21: float = fields.alpha21(idle=None, tip=_PHASE.format(2))
    alpha31: float = fields.alpha31(idle=None, tip=_PHASE.format(3))
    n_triggers: int = counting.n_triggers(low=2, high=_MAX_TRIGGERS, slider=(2, _MAX_TRIGGERS, 1.0))
    seed: int | None = number(
        None,
        low=0,
        high=MAX_SEED,
        whole=True,
        label="experiment",
        special=("expected counts", None),
        tip="Seed of the random numbers: the same seed draws the same experiment.",
    )

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
