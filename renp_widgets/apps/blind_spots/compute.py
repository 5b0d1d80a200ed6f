"""What is seen of dipole moments: effective moments, and RENP's spectrum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from renp_widgets.apps.blind_spots.state import BlindSpotState
from renp_widgets.physics.effective_moments import (
    FLAVOURS,
    effective_moment_flavour,
    effective_moment_solar,
    effective_moment_stellar,
)
from renp_widgets.physics.form_factors import DipoleMoments
from renp_widgets.physics.kinematics import channels, detuning_grid, thresholds
from renp_widgets.physics.limits import LIMITS
from renp_widgets.physics.neutrinos import uncoupled
from renp_widgets.physics.spectrum import spectral_function
from renp_widgets.physics.targets import YB
from renp_widgets.values import Array

DETUNINGS: Final = (1e-5, 1.0)
"""Of the spectrum that is shown, eV, in Yb."""
_BLIND: Final = 1e-9  # of the size: what rounding leaves of nothing


@dataclass(frozen=True, eq=False)
class EffectiveMoments:
    """What is seen of the moments of a state.

    effective : effective moments, Bohr magnetons, by quantity: "mu_e", "mu_mu", "mu_tau", "mu_sun"
        and "mu_star"; exactly 0 in a blind spot.
    detuning : of the spectra, ascending, eV.
    standard, magnetic, electric : the spectral function without moments, and what mu and eps add.
    thresholds : detunings of the transitions, eV, by element: "12", "13" and "23".
    """

    effective: Mapping[str, float]
    detuning: Array
    standard: Array
    magnetic: Array
    electric: Array
    thresholds: Mapping[str, float]


@cache
def limits_on(quantity: str) -> dict[str, float]:
    """The published limits on an effective moment by their source, Bohr magnetons, ascending."""
    found = {x.name: x.value for x in LIMITS if x.quantity == quantity}
    single = {name: value for name, value in found.items() if isinstance(value, float)}
    return dict(sorted(single.items(), key=lambda item: item[1]))


def effective_moments(state: BlindSpotState) -> EffectiveMoments:
    """What experiments see of the moments of a state."""
    neutrinos, dipoles = state.neutrinos, state.dipoles
    effective = {
        f"mu_{flavour}": effective_moment_flavour(neutrinos, dipoles, flavour)
        for flavour in FLAVOURS
    }
    effective["mu_sun"] = effective_moment_solar(neutrinos, dipoles)
    effective["mu_star"] = effective_moment_stellar(neutrinos, dipoles)
    detuning = detuning_grid(YB, neutrinos, *DETUNINGS, points=300)
    alone = uncoupled(neutrinos)
    parts = (DipoleMoments(dipoles.magnetic), DipoleMoments(electric=dipoles.electric))
    magnetic, electric = (
        spectral_function(YB, alone, detuning=detuning, interactions=[part]) for part in parts
    )
    standard = spectral_function(YB, neutrinos, detuning=detuning)
    opening = thresholds(YB, neutrinos).detuning
    elements = {
        f"{i}{j}": float(d) for (i, j), d in zip(channels(3), opening, strict=True) if i != j
    }
    visible = {
        name: float(value) if value > _BLIND * state.size else 0.0
        for name, value in effective.items()
    }
    return EffectiveMoments(visible, detuning, standard, magnetic, electric, elements)
