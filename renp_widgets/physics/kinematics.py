"""Kinematics: photon energies, detunings, channels and their thresholds.

Macro-coherence makes the neutrino pair's momentum minus the photon's, |q| = omega, so with the pair
energy E_eg - omega

    q^2 = E_eg (E_eg - 2 omega) = 2 E_eg d,        d = E_eg/2 - omega (the detuning).

Channel ij is open for q^2 > (m_i + m_j)^2, that is for d > d_ij = (m_i + m_j)^2 / (2 E_eg). Next to
omega ~ 1 eV the thresholds sit at d_ij from 1e-11 to 1e-2 eV: the detuning is the well-conditioned
variable. (M. Yoshimura, Phys. Rev. D 75, 113007 (2007), arXiv:hep-ph/0611362; D. N. Dinh et al.,
arXiv:1209.4808.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.checks import RefusedInput, instance, real_array, real_number, whole_number
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.targets import Target
from renp_widgets.values import Array, Value

__all__ = [
    "CHANNELS",
    "PhotonEnergies",
    "Thresholds",
    "channels",
    "detuning_grid",
    "photon_energies",
    "thresholds",
]

MAX_STATES: Final = 1000
_MAX_POINTS: Final = 10**6


@dataclass(frozen=True, eq=False)
class Thresholds(Value):
    """Where the channels open.

    omega : B + (n_channels,), threshold photon energies omega_ij, eV. Channel ij contributes below.
    detuning : B + (n_channels,), the same as detunings d_ij = E_eg/2 - omega_ij, eV.
    channels : ((1, 1), (1, 2), ...), unordered pairs sorted by (i, j).

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> rw.thresholds(rw.YB, nu).channels
    ((1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3))
    """

    omega: Array
    detuning: Array
    channels: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class PhotonEnergies:
    """Photon energies, checked, with their detunings; both have the energies as last axis, eV."""

    omega: Array
    detuning: Array
    from_omega: bool
    is_scalar: bool


def channels(n_states: int) -> tuple[tuple[int, int], ...]:
    """Unordered pairs (i, j) of 1 to 1000 mass states, counted from 1, sorted by (i, j).

    Examples
    --------
    >>> import renp_widgets as rw
    >>> rw.channels(3)
    ((1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3))
    """
    return _channels(whole_number("n_states", n_states, 1, MAX_STATES))


@cache
def _channels(n_states: int) -> tuple[tuple[int, int], ...]:
    return tuple(combinations_with_replacement(range(1, n_states + 1), 2))


@cache
def channel_indices(n_states: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices i and j, counted from 0, of the channels in the order of `channels`."""
    i, j = np.array(channels(n_states)).T - 1
    i.flags.writeable = j.flags.writeable = False
    return i, j


def mass_detuning(target: Target, mass: Array) -> Array:
    """Detuning at which q^2 = mass^2: mass^2 / (2 E_eg), eV, in the shape of `mass`."""
    return mass**2 / (2 * target.e_eg)


def pair_detunings(target: Target, masses: Array) -> tuple[Array, Array]:
    """(m_i + m_j)^2 / (2 E_eg) and (m_i - m_j)^2 / (2 E_eg) per channel, B + (n_channels,), eV."""
    i, j = channel_indices(masses.shape[-1])
    m_i, m_j = np.take(masses, i, axis=-1), np.take(masses, j, axis=-1)
    return mass_detuning(target, m_i + m_j), mass_detuning(target, m_i - m_j)


def pair_masses(masses: Array) -> tuple[Array, Array]:
    """m_i + m_j and m_i - m_j of all ordered pairs, B + (n, n), eV."""
    m_i, m_j = masses[..., :, None], masses[..., None, :]
    return m_i + m_j, m_i - m_j


def phase_space(q2: Array, closing: Array, differing: Array) -> tuple[Array, Array, Array]:
    """u, v and Delta of pairs with these q^2, (m_i + m_j)^2 and (m_i - m_j)^2, all in one unit:

        u = 1 - (m_i + m_j)^2/q^2,    v = 1 - (m_i - m_j)^2/q^2,    Delta = sqrt(u v),

    with u = Delta = 0 where the pair is too heavy. Detunings do as well: they are q^2 / (2 E_eg).
    """
    # In place: time goes into memory here, not into arithmetic.
    inverse = 1 / q2
    u = q2 - closing
    np.maximum(u, 0.0, out=u)
    u *= inverse
    v = q2 - differing
    v *= inverse  # negative only where u = 0
    return u, v, np.sqrt(u * v)


def thresholds(target: Target, neutrinos: Neutrinos) -> Thresholds:
    """Thresholds of all channels: omega_ij = E_eg/2 - (m_i + m_j)^2 / (2 E_eg).

    For very heavy pairs omega_ij is negative: that channel never opens.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> print(rw.thresholds(rw.YB, nu).omega.round(5))
    [1.07165 1.07162 1.07087 1.07158 1.07078 1.06931]
    """
    instance("target", target, Target)
    instance("neutrinos", neutrinos, Neutrinos)
    detuning, _ = pair_detunings(target, neutrinos.masses)
    return Thresholds(target.end_point - detuning, detuning, channels(neutrinos.n_states))


def photon_energies(
    target: Target, omega: ArrayLike | None = None, detuning: ArrayLike | None = None
) -> PhotonEnergies:
    """Photon energies from exactly one of `omega` and `detuning`, eV, with energies last."""
    if omega is not None and detuning is None:
        energy = real_array("omega", omega, "eV", low=0.0, open_low=True)
        if energy.max() > target.e_eg:
            raise RefusedInput(
                f"omega must be at most E_eg = {target.e_eg:g} eV, above which nothing is defined, "
                f"got {energy.max():g} eV: it is an energy, not a wavelength"
            )
        distance = target.end_point - energy
    elif detuning is not None and omega is None:
        # At E_eg/2 the photon energy reaches 0.
        distance = real_array("detuning", detuning, "eV", high=target.end_point, open_high=True)
        energy = target.end_point - distance
    else:
        raise TypeError("give exactly one of omega and detuning")
    return PhotonEnergies(
        np.atleast_1d(energy), np.atleast_1d(distance), omega is not None, energy.ndim == 0
    )


def detuning_grid(
    target: Target,
    neutrinos: Neutrinos,
    low: float,
    high: float,
    points: int = 400,
    peaks: Sequence[float] = (),
) -> Array:
    """Detunings from `low` to `high`, eV, ascending, that draw the thresholds' kinks sharply.

    A logarithmic grid, and for every threshold inside it the threshold itself and points that close
    in on it from the open side, where I rises like sqrt(d - d_ij). Points close in on `peaks`
    (resonances of mediators, detunings in eV) from both sides. One set of neutrinos, no batch.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> grid = rw.detuning_grid(rw.YB, nu, 1e-5, 0.1)
    >>> set(rw.thresholds(rw.YB, nu).detuning) <= set(grid)
    True
    """
    edges = np.unique(thresholds(target, neutrinos).detuning)
    if neutrinos.batch_shape:
        raise RefusedInput(f"neutrinos must have no batch, got batch shape {neutrinos.batch_shape}")
    low = real_number("low", low, "eV", low=0.0, open_low=True)
    end = target.end_point
    high = real_number("high", high, "eV", low=low, high=end, open_low=True, open_high=True)
    points = whole_number("points", points, 2, _MAX_POINTS)
    near = real_array("peaks", peaks, "eV", can_be_empty=True).ravel()
    step = np.geomspace(1e-6, 0.3, 24)
    around: list[ArrayLike] = [
        np.outer(edges, np.append(0.0, step) + 1),
        np.outer(near, np.append(-step, step) + 1),
    ]
    grid = np.unique(np.concatenate([np.geomspace(low, high, points), *map(np.ravel, around)]))
    return grid[(grid >= low) & (grid <= high)]


CHANNELS: Final = tuple(f"{i}{j}" for i, j in channels(3))
