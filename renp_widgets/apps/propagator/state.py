"""PropagatorState: the mediator's mass, beside the W boson's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from renp_widgets.checks import choice, real_number
from renp_widgets.physics.kinematics import mass_detuning
from renp_widgets.physics.oscillation import DEFAULT_DATA, OSCILLATION_DATA
from renp_widgets.physics.targets import TARGETS, YB, Target
from renp_widgets.values import Array

W_MASS: Final = 80.3692e9
"""Mass of the W boson, eV (Particle Data Group, Phys. Rev. D 110, 030001 (2024))."""
MASS_BOUNDS: Final = (1e-4, 1e12)
"""Bounds of the mediator's mass, eV."""
LOWEST_DETUNING: Final = 1e-7
"""The nearest to the end point that is shown, eV."""


@dataclass(frozen=True)
class PropagatorState:
    """A mediator between the electron and the neutrinos of an atom.

    Parameters
    ----------
    target : "Yb" or "Xe".
    mediator_mass : M, eV, in [1e-4, 1e12].
    oscillation : whose oscillation parameters, one of OSCILLATION_DATA: for the mediator's width.
    """

    target: str = YB.name
    mediator_mass: float = 0.5
    oscillation: str = field(default=DEFAULT_DATA, metadata={"linked": True})

    def __post_init__(self) -> None:
        choice("target", self.target, TARGETS)
        choice("oscillation", self.oscillation, OSCILLATION_DATA)
        low, high = MASS_BOUNDS
        mass = real_number("mediator_mass (eV)", self.mediator_mass, low=low, high=high)
        object.__setattr__(self, "mediator_mass", mass)

    @property
    def atom(self) -> Target:
        """The target that the state names."""
        return TARGETS[self.target]

    @property
    def pole(self) -> float:
        """Detuning at which q^2 = M^2, eV; beyond the end of the spectrum where M > E_eg."""
        return float(mass_detuning(self.atom, np.asarray(self.mediator_mass)))

    @property
    def has_pole(self) -> bool:
        """Whether the mediator is made on shell at some photon energy."""
        return self.pole < self.atom.end_point

    def at(self, detuning: Array) -> Array:
        """|1/(q^2 - M^2)| at these detunings (eV), eV^-2; 1e300 exactly on the pole."""
        distance = 2 * self.atom.e_eg * np.abs(detuning - self.pole)
        return np.asarray(1 / np.maximum(distance, 1e-300))
