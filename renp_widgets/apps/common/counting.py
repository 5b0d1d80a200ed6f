"""CountingState: a counting experiment and the truth, which the apps of statistics share."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from renp_widgets.apps.common.fields import CONTROLS, MAX_LIGHTEST_MASS, TWO_PI
from renp_widgets.checks import RefusedInput, choice, real_number
from renp_widgets.live.fields import Choice, Quantity, Table
from renp_widgets.physics.neutrinos import NATURES, ORDERINGS
from renp_widgets.physics.oscillation import DEFAULT_DATA, OSCILLATION_DATA
from renp_widgets.physics.rates import reference_rate
from renp_widgets.physics.targets import TARGETS, YB, Target
from renp_widgets.statistics import Hypothesis
from renp_widgets.statistics.experiment import DAY, Experiment

DAYS_BOUNDS: Final = (1e-3, 1e9)
"""Bounds of the live time in all, days."""
MAX_TRIGGERS: Final = 100
DETUNING_BOUNDS: Final = (1e-6, 1.0)
"""Bounds of the triggers' detunings, eV: inside the spectrum of every target."""
BACKGROUND_BOUNDS: Final = (0.0, 1e9)
"""Bounds of the background, counts per day of live time."""
RATE_BOUNDS: Final = (1e-15, 1e6)
"""Bounds of Gamma_0, s^-1."""
NORMALISATIONS: Final[dict[str, float | None]] = {"free": None, "10%": 0.1, "known": 0.0}
"""How well Gamma_0 eta is known: its relative standard deviation, None for not at all."""
_REFERENCE_RATE: Final = float(f"{reference_rate(YB, density=1e21, volume=100.0):.3g}")


@dataclass(frozen=True)
class CountingState:
    """A counting experiment and the truth. An app's state adds what it asks of them.

    Parameters
    ----------
    target : "Yb" or "Xe".
    ordering : "normal" or "inverted".
    nature : "dirac" or "majorana".
    lightest_mass : eV, in [0, 1]; 0 is exactly massless.
    alpha21, alpha31 : Majorana phases, radians in [0, 2 pi]; without effect for Dirac neutrinos.
    days : live time in all, shared equally by the triggers, in [1e-3, 1e9].
    n_triggers : a whole number in [1, 100].
    low_detuning, high_detuning : of the first and the last trigger, eV, in [1e-6, 1]; those between
        are evenly spaced in the logarithm. One trigger alone is at `low_detuning`.
    background : counts per day of live time, in [0, 1e9].
    rate : Gamma_0, s^-1, in [1e-15, 1e6]; that of Yb with 1e21 cm^-3 and 100 cm^3 unless given.
    normalisation : "free", "10%" or "known".
    oscillation : whose oscillation parameters, one of OSCILLATION_DATA.
    """

    target: str = YB.name
    ordering: str = "normal"
    nature: str = "majorana"
    lightest_mass: float = 0.01
    alpha21: float = 0.0
    alpha31: float = 0.0
    days: float = 100.0
    n_triggers: int = 20
    low_detuning: float = 1e-5
    high_detuning: float = 0.1
    background: float = 0.0
    rate: float = _REFERENCE_RATE
    normalisation: str = "free"
    oscillation: str = field(default=DEFAULT_DATA, metadata={"linked": True})

    def __post_init__(self) -> None:
        choice("target", self.target, TARGETS)
        choice("ordering", self.ordering, ORDERINGS)
        choice("nature", self.nature, NATURES)
        choice("normalisation", self.normalisation, NORMALISATIONS)
        choice("oscillation", self.oscillation, OSCILLATION_DATA)
        bounds = {
            "lightest_mass": ("eV", (0.0, MAX_LIGHTEST_MASS)),
            "alpha21": ("rad", (0.0, TWO_PI)),
            "alpha31": ("rad", (0.0, TWO_PI)),
            "days": ("live time in all", DAYS_BOUNDS),
            "n_triggers": ("number of triggers", (1, MAX_TRIGGERS)),
            "low_detuning": ("eV", DETUNING_BOUNDS),
            "high_detuning": ("eV", DETUNING_BOUNDS),
            "background": ("per day of live time", BACKGROUND_BOUNDS),
            "rate": ("s^-1", RATE_BOUNDS),
        }
        for name, (what, (low, high)) in bounds.items():
            number = real_number(f"{name} ({what})", getattr(self, name), low=low, high=high)
            object.__setattr__(self, name, number)  # plain floats: hashable and comparable
        if self.n_triggers != int(self.n_triggers):
            raise RefusedInput(f"n_triggers must be a whole number, got {self.n_triggers}")
        object.__setattr__(self, "n_triggers", int(self.n_triggers))
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


_SHARED: Final = ("ordering", "nature", "lightest_mass", "alpha21", "alpha31", "oscillation")
COUNTING_CONTROLS: Final[Table[Any]] = {
    "target": Choice(
        "target", tuple((name, name) for name in TARGETS), "The atom: its spectrum ends at E_eg/2."
    ),
    **{field: CONTROLS[field] for field in _SHARED},
    "days": Quantity(
        "exposure",
        "days",
        "Live time in all. Every trigger has an equal share of it.",
        slider=(1.0, 1e6, 0.05),
        logarithmic=True,
    ),
    "n_triggers": Quantity(
        "triggers",
        "",
        "How many energies of the trigger laser, evenly spaced in the logarithm of the detuning.",
        slider=(1, MAX_TRIGGERS, 1),
    ),
    "low_detuning": Quantity(
        "from",
        "meV",
        "Detuning E_eg/2 - ω of the first trigger.",
        scale=1e3,
        slider=(1e-3, 1e3, 0.05),
        logarithmic=True,
    ),
    "high_detuning": Quantity(
        "to",
        "meV",
        "Detuning E_eg/2 - ω of the last trigger.",
        scale=1e3,
        slider=(1e-3, 1e3, 0.05),
        logarithmic=True,
    ),
    "background": Quantity(
        "background",
        "/day",
        "Expected background counts per day of live time at a trigger, known exactly.",
        slider=(0.01, 100.0, 0.05),
        logarithmic=True,
        special=("none", 0.0),
    ),
    "rate": Quantity(
        "Γ₀",
        "s⁻¹",
        "Reference rate: 5.35e-4 s⁻¹ for Yb with 1e21 cm⁻³ and 100 cm³. It is good to a factor of "
        "order 1.",
        slider=(1e-7, 1.0, 0.05),
        logarithmic=True,
    ),
    "normalisation": Choice(
        "Γ₀ is",
        tuple((name, name) for name in NORMALISATIONS),
        "How well the rate is known: not at all, to 10%, or exactly.",
    ),
}
"""The controls by the field of a CountingState that they set."""
