"""CountingState: a counting experiment and the truth, which the apps of statistics share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from renp_widgets.apps.common import fields
from renp_widgets.checks import RefusedInput
from renp_widgets.live.fields import State, choice, number
from renp_widgets.physics.oscillation import OSCILLATION_DATA
from renp_widgets.physics.rates import reference_rate
from renp_widgets.physics.targets import TARGETS, YB, Target
from renp_widgets.statistics import Hypothesis
from renp_widgets.statistics.experiment import DAY, Experiment

NORMALISATIONS: Final[dict[str, float | None]] = {"free": None, "10%": 0.1, "known": 0.0}
"""How well Gamma_0 eta is known: its relative standard deviation, None for not at all."""

MAX_TRIGGERS: Final = 100

_REFERENCE_RATE: Final = float(f"{reference_rate(YB, density=1e21, volume=100.0):.3g}")

n_triggers = partial(
    number,
    default=20,
    low=1,
    high=MAX_TRIGGERS,
    about="number of triggers",
    whole=True,
    label="triggers",
    slider=(1, MAX_TRIGGERS, 1),
    tip="How many energies of the trigger laser, evenly spaced in the logarithm of the detuning.",
)
_detuning = partial(
    number,
    low=1e-6,
    high=1.0,  # inside the spectrum of every target
    about="eV",
    unit="meV",
    scale=1e3,
    slider=(1e-3, 1e3, 0.05),
    log=True,
)


@dataclass(frozen=True)
class CountingState(State):
    """A counting experiment and the truth. An app's state adds what it asks of them.

    One trigger alone is at `low_detuning`.
    """

    target: str = fields.target()
    ordering: str = fields.ordering()
    nature: str = fields.nature()
    lightest_mass: float = fields.lightest_mass()
    alpha21: float = fields.alpha21()
    alpha31: float = fields.alpha31()
    days: float = number(
        100.0,
        low=1e-3,
        high=1e9,
        about="live time in all",
        label="exposure",
        unit="days",
        slider=(1.0, 1e6, 0.05),
        log=True,
        tip="Live time in all. Every trigger has an equal share of it.",
    )
    n_triggers: int = n_triggers()
    low_detuning: float = _detuning(
        default=1e-5, label="from", tip="Detuning E_eg/2 - ω of the first trigger."
    )
    high_detuning: float = _detuning(
        default=0.1, label="to", tip="Detuning E_eg/2 - ω of the last trigger."
    )
    background: float = number(
        0.0,
        low=0.0,
        high=1e9,
        about="per day of live time",
        label="background",
        unit="/day",
        slider=(0.01, 100.0, 0.05),
        log=True,
        special=("none", 0.0),
        tip="Expected background counts per day of live time at a trigger, known exactly.",
    )
    rate: float = number(
        _REFERENCE_RATE,
        low=1e-15,
        high=1e6,
        about="s^-1",
        label="Γ₀",
        unit="s⁻¹",
        slider=(1e-7, 1.0, 0.05),
        log=True,
        tip="Reference rate: 5.35e-4 s⁻¹ for Yb with 1e21 cm⁻³ and 100 cm³. It is good to a factor "
        "of order 1.",
    )
    normalisation: str = choice(
        "free",
        label="Γ₀ is",
        options=fields.names(*NORMALISATIONS),
        tip="How well the rate is known: not at all, to 10%, or exactly.",
    )
    oscillation: str = fields.oscillation()

    def _agree(self) -> None:
        if not self.low_detuning < self.high_detuning:
            raise RefusedInput(
                "low_detuning must be below high_detuning, "
                f"got {self.low_detuning:g} and {self.high_detuning:g} eV "
                f"({1e3 * self.low_detuning:g} and {1e3 * self.high_detuning:g} meV)"
            )

    @property
    def atom(self) -> Target:
        """The target that the state names."""
        return TARGETS[self.target]

    @property
    def experiment(self) -> Experiment:
        """The experiment that the state describes."""
        ends = math.log10(self.low_detuning), math.log10(self.high_detuning)
        return Experiment(
            self.atom,
            detuning=np.logspace(*ends, self.n_triggers),
            live_time=self.days * DAY / self.n_triggers,
            rate=self.rate,
            background=self.background / DAY,
            normalisation_prior=NORMALISATIONS[self.normalisation],
        )

    @property
    def majorana_phases(self) -> tuple[float, float]:
        """alpha21 and alpha31 in use, radians: Dirac neutrinos have none."""
        return (0.0, 0.0) if self.nature == "dirac" else (self.alpha21, self.alpha31)

    @property
    def truth(self) -> Hypothesis:
        """What nature is like in this state: the Standard Model, nothing free."""
        alpha21, alpha31 = self.majorana_phases
        return Hypothesis(
            self.ordering,
            self.lightest_mass,
            self.nature,
            alpha21=alpha21,
            alpha31=alpha31,
            oscillation=OSCILLATION_DATA[self.oscillation],
        )
