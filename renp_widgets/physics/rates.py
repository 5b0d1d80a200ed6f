"""Rates: the reference rate Gamma_0 and expected event counts.

    Gamma(omega) = Gamma_0 I(omega) eta(omega),
    Gamma_0 = 3 n^3 V G_F^2 gamma_vg E_eg / (2 E_vg^3) (2 J_v + 1) C_ep

with density n, volume V and gamma_vg the A coefficient of v -> g: of n^3, two powers come from
macro-coherence and one from the stored field (D. N. Dinh et al., Phys. Lett. B 719, 154 (2013),
arXiv:1209.4808; N. Song et al., Phys. Rev. D 93, 013020 (2016), arXiv:1510.00421). The prefactor is
the literature's normalisation, good to a factor of order 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import RefusedInput, broadcast_shape, instance, real_array
from renp_widgets.physics.constants import G_FERMI, HC
from renp_widgets.physics.interactions import Interaction
from renp_widgets.physics.kinematics import photon_energies
from renp_widgets.physics.linewidth import line_averaged
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.targets import Target
from renp_widgets.values import Array

__all__ = ["events", "reference_rate"]

_HBAR_C: Final = HC / (2 * math.pi) * 1e-7  # eV cm


def reference_rate(target: Target, density: ArrayLike, volume: ArrayLike) -> Array:
    """Reference rate Gamma_0, s^-1; for Yb, 1e21 cm^-3 and 100 cm^3 it is 5.35e-4 s^-1.

    Parameters
    ----------
    target : the atom, with its `a_vg` and `spin_factor`.
    density : number density n of excited atoms, cm^-3, >= 0.
    volume : V, cm^3, >= 0; broadcasts with `density`.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> f"{rw.reference_rate(rw.YB, density=1e21, volume=100.0):.3e} per second"
    '5.351e-04 per second'
    """
    instance("target", target, Target)
    if target.a_vg is None or target.spin_factor is None:
        raise RefusedInput(f"rates need a_vg and spin_factor of the target, got {target}")
    n = real_array("density", density, "cm^-3", low=0.0, high=1e30)
    v = real_array("volume", volume, "cm^3", low=0.0, high=1e30)
    broadcast_shape(density=n.shape, volume=v.shape)
    n3_v = n**3 * v * _HBAR_C**6  # eV^6
    levels = target.e_eg / (2 * target.e_vg**3)
    return np.asarray(3 * n3_v * G_FERMI**2 * target.a_vg * levels * target.spin_factor)


def events(
    target: Target,
    neutrinos: Neutrinos,
    omega: ArrayLike | None = None,
    detuning: ArrayLike | None = None,
    *,
    live_time: ArrayLike,
    density: ArrayLike,
    volume: ArrayLike,
    eta: ArrayLike = 1.0,
    interactions: Sequence[Interaction] = (),
    linewidth: ArrayLike = 0.0,
    average: str = "isotropic",
) -> Array:
    """Expected counts Gamma_0 I eta t at every photon energy, B + (N,).

    Parameters
    ----------
    target, neutrinos, omega, detuning, interactions, average : as in `spectral_function`.
    live_time : t, s, >= 0; an array has the photon energies as its last axis.
    density, volume : as in `reference_rate`; arrays have the batch shape B.
    eta : dynamical factor, in [0, 1]; an array has the photon energies as its last axis.
    linewidth : standard deviation of a Gaussian laser line, eV, as in `line_averaged`; 0 is none.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> n = rw.events(rw.YB, nu, detuning=0.01, live_time=86400.0, density=1e21, volume=100.0)
    >>> f"{n:.2f} events a day"
    '3.47 events a day'
    """
    gamma_0 = reference_rate(target, density, volume)
    time = real_array("live_time", live_time, "s", low=0.0, high=1e30)
    factor = real_array("eta", eta, low=0.0, high=1.0)
    if not photon_energies(target, omega, detuning).is_scalar:
        gamma_0 = gamma_0[..., None]
    spectrum = line_averaged(
        target, neutrinos, linewidth, omega, detuning, interactions=interactions, average=average
    )
    broadcast_shape(
        spectrum=spectrum.shape, live_time=time.shape, eta=factor.shape, rate=gamma_0.shape
    )
    return np.asarray(gamma_0 * spectrum * factor * time)
