"""PropagatorState: the mediator's mass, beside the W boson's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from renp_widgets.apps.common import fields
from renp_widgets.live.fields import State, number
from renp_widgets.physics.kinematics import mass_detuning
from renp_widgets.physics.targets import TARGETS, Target
from renp_widgets.values import Array

W_MASS: Final = 80.3692e9
"""Mass of the W boson, eV (Particle Data Group, Phys. Rev. D 110, 030001 (2024))."""
LOWEST_DETUNING: Final = 1e-7
"""The nearest to the end point that is shown, eV."""


@dataclass(frozen=True)
class PropagatorState(State):
    """A mediator between the electron and the neutrinos of an atom."""

    target: str = fields.target(tip="The atom: q² reaches E_eg².")
    mediator_mass: float = number(
        0.5,
        low=1e-4,
        high=1e12,
        about="eV",
        label="mass M",
        unit="eV",
        slider=(1e-4, 1e12, 0.02),
        log=True,
        tip="Mass of the mediator, from far below a neutrino's to above the W boson's.",
    )
    oscillation: str = fields.oscillation()  # for the mediator's width

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
