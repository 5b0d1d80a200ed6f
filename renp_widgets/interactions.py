"""What couples: from neutrinos to the strengths that enter the spectrum, channel by channel.

The electron's axial current meets the neutrino current nubar_i gamma^k (aL P_L + aR P_R)_ij nu_j.
Its vector part aL + aR and its axial part aL - aR do not interfere: per channel the spectrum needs

    vector = w sum |aL + aR|^2 / 2,        axial = w sum |aL - aR|^2 / 2,

summed over the ordered pairs ij and ji, with w = 1 (Dirac) or 1/2 (Majorana).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from renp_widgets.kinematics import channel_indices
from renp_widgets.neutrinos import Neutrinos

__all__ = ["CurrentStrengths", "axial_couplings", "current_strengths"]


class CurrentStrengths(NamedTuple):
    """Squared vector and axial neutrino currents per channel, B + (n_channels,), dimensionless."""

    vector: NDArray[np.float64]
    axial: NDArray[np.float64]


def axial_couplings(neutrinos: Neutrinos) -> NDArray[np.complex128]:
    """Standard Model couplings a_ij = N*_ei N_ej - (N^dagger N)_ij / 2, B + (n, n), dimensionless.

    For unitary mixing this is U*_ei U_ej - delta_ij / 2: the charged current, and the neutral
    current with the electron's axial coupling -1/2 (D. N. Dinh et al., arXiv:1209.4808).
    """
    rows = neutrinos.mixing
    products = rows[..., :, None].conj() * rows[..., None, :]  # N*_fi N_fj, B + (3, n, n)
    couplings: NDArray[np.complex128] = products[..., 0, :, :] - products.sum(axis=-3) / 2
    return couplings


def current_strengths(neutrinos: Neutrinos) -> CurrentStrengths:
    """Vector and axial strengths per channel, with the Majorana substitution.

    Dirac: aL = a, aR = 0. Majorana: aL_ij -> aL_ij - aR_ji, aR_ij -> aR_ij - aL_ji and w = 1/2.
    """
    a_left = axial_couplings(neutrinos)
    a_right = np.zeros_like(a_left)
    weight = 1.0
    if neutrinos.nature == "majorana":
        a_left, a_right = a_left - a_right.swapaxes(-1, -2), a_right - a_left.swapaxes(-1, -2)
        weight = 0.5
    currents = np.stack([a_left + a_right, a_left - a_right])
    squares = weight / 2 * (currents.real**2 + currents.imag**2)
    return CurrentStrengths(*_per_channel(squares))


def _per_channel(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of ij and ji for each channel: B + (n, n) -> B + (n_channels,)."""
    n = matrix.shape[-1]
    i, j = channel_indices(n)
    flat = matrix.reshape(*matrix.shape[:-2], n * n)
    summed: NDArray[np.float64] = flat[..., i * n + j] + flat[..., j * n + i] * (i != j)
    return np.ascontiguousarray(summed)
