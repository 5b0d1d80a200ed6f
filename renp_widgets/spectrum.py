"""The spectral function I(omega), dimensionless.

The published form (D. N. Dinh et al., Phys. Lett. B 719, 154 (2013), arXiv:1209.4808; N. Song et
al., Phys. Rev. D 93, 013020 (2016), arXiv:1510.00421) is, with delta_M = 0 (Dirac), 1 (Majorana),

    I = sum_ij Delta_ij / (E_vg - omega)^2 [ |a_ij|^2 ID_ij - delta_M m_i m_j Re(a_ij^2) ],
    ID_ij = 1/3 [ q^2 + omega^2/2 - omega^2 Delta_ij^2/6 - (m_i^2 + m_j^2)/2
                  - (E_eg - omega)^2 (m_i^2 - m_j^2)^2 / (2 q^4) ],

which loses digits at the thresholds: its terms are of order 1 and cancel. With the closeness of the
pair's mass sum and mass difference,

    u = 1 - (m_i + m_j)^2/q^2 = (d - d_ij)/d,    v = 1 - (m_i - m_j)^2/q^2,    Delta_ij = sqrt(u v),

the same thing is a sum of positive parts, exact down to the thresholds of massless neutrinos:

    I = sum over channels  Delta / (E_vg - omega)^2 { vector [T + q^2 (v/2 - u v/6)]
                                                   + axial  [T + q^2 (u/2 - u v/6)] },
    T = omega^2 [ (u + v)/6 - 2 u v/9 ].

`vector` and `axial` are the strengths of `interactions`. T comes from the intermediate state's
orientation along the photon; the transverse average has T = 0, so the average coupled by angular
momentum (weight w of `Target.transverse_weight`) multiplies T by 1 - w.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.interactions import current_strengths
from renp_widgets.kinematics import pair_detunings, photon_energies
from renp_widgets.neutrinos import Neutrinos
from renp_widgets.targets import Target
from renp_widgets.validation import Shape, broadcast_shape, choice, instance

__all__ = ["AVERAGES", "channel_spectra", "spectral_function"]

AVERAGES: Final = ("isotropic", "coupled")

_BLOCK: Final = 24576  # numbers in a temporary array: it stays in the cache
_SMALLEST_DETUNING: Final = 1e-200  # eV; smaller ones count as this, so that 1/d stays a number

Array = NDArray[np.float64]


def spectral_function(
    target: Target,
    neutrinos: Neutrinos,
    omega: ArrayLike | None = None,
    detuning: ArrayLike | None = None,
    *,
    interactions: tuple[()] = (),
    average: str = "isotropic",
) -> Array:
    """Spectral function I, B + (N,), dimensionless; exactly 0 where no channel is open.

    Parameters
    ----------
    target : the atom.
    neutrinos : n states, batch shape B.
    omega : photon energies > 0, eV, shape (N,) or B + (N,); a scalar drops the last axis.
    detuning : E_eg/2 - omega, eV, in place of `omega`: keeps full precision near the end point.
    interactions : what couples beside the Standard Model; none is known yet.
    average : "isotropic" over the intermediate state's orientation, as in the literature, or
        "coupled" by angular momentum (this kit's own result; needs `target.j_e`).
    """
    return _spectra(target, neutrinos, omega, detuning, interactions, average, by_channel=False)


def channel_spectra(
    target: Target,
    neutrinos: Neutrinos,
    omega: ArrayLike | None = None,
    detuning: ArrayLike | None = None,
    *,
    interactions: tuple[()] = (),
    average: str = "isotropic",
) -> Array:
    """Each channel's part of `spectral_function`, with the same arguments: B + (n_channels, N)."""
    return _spectra(target, neutrinos, omega, detuning, interactions, average, by_channel=True)


def _spectra(
    target: Target,
    neutrinos: Neutrinos,
    omega: ArrayLike | None,
    detuning: ArrayLike | None,
    interactions: tuple[()],
    average: str,
    *,
    by_channel: bool,
) -> Array:
    instance("target", target, Target)
    instance("neutrinos", neutrinos, Neutrinos)
    if not (isinstance(interactions, tuple | list) and len(interactions) == 0):
        raise TypeError(f"interactions must be an empty tuple, got {interactions!r}")
    orientation = 1.0
    if choice("average", average, AVERAGES) == "coupled":
        orientation -= target.transverse_weight
    photons = photon_energies(target, omega, detuning)
    batch = broadcast_shape(
        neutrinos=neutrinos.batch_shape, photon_energies=photons.omega.shape[:-1]
    )
    d_ij, d_difference = pair_detunings(target, neutrinos.masses)
    if photons.from_omega:  # a channel closes at omega_ij as `thresholds` rounds it
        d_ij = target.end_point - (target.end_point - d_ij)
    of_channels = (d_ij, d_difference, *current_strengths(neutrinos))

    inside = photons.detuning > 0
    d = np.where(inside, np.maximum(photons.detuning, _SMALLEST_DETUNING), 1.0)
    omega = np.minimum(photons.omega, target.end_point)
    q2 = 2 * target.e_eg * d
    omega2 = orientation * omega**2
    prefactor = inside / (target.e_vg - omega) ** 2
    both, product, current = omega2 / 6, 2 / 9 * omega2 + q2 / 6, q2 / 2
    of_energies = (d, prefactor * both, prefactor * product, prefactor * current)

    n_channels = d_ij.shape[-1]
    shape = (n_channels, d.shape[-1]) if by_channel else (d.shape[-1],)
    result = np.empty((math.prod(batch), *shape))
    rows = [_flat(array, batch) for array in of_channels]
    columns = [_flat(array, batch)[:, None, :] for array in of_energies]
    for b, n in _blocks(len(result), n_channels, d.shape[-1]):
        block = _channels([x[b] for x in rows], [x[b, :, n] for x in columns], by_channel)
        result[b, ..., n] = block
    spectra = result.reshape(*batch, *shape)
    return spectra[..., 0] if photons.is_scalar else spectra


def _channels(rows: list[Array], columns: list[Array], by_channel: bool) -> Array:
    """The formula above for rows (b, c) and columns (b, 1, n): (b, c, n), or summed to (b, n)."""
    d_ij, d_difference, vector, axial = rows
    d, *parts = columns
    subscripts = "bc,bcn->bcn"
    if not by_channel:
        subscripts, parts = "bc,bcn->bn", [part[:, 0] for part in parts]
    both_part, product_part, current_part = parts

    # In place: time goes into memory here, not into arithmetic.
    inverse = 1 / d
    u = d - d_ij[..., None]
    np.maximum(u, 0.0, out=u)
    u *= inverse
    v = d - d_difference[..., None]
    v *= inverse  # negative only where u = 0
    product = u * v
    delta = np.sqrt(product)
    u *= delta
    v *= delta
    product *= delta
    total = vector + axial
    current = np.einsum(subscripts, axial, u) + np.einsum(subscripts, vector, v)
    u += v
    spectra: Array = (
        both_part * np.einsum(subscripts, total, u)
        - product_part * np.einsum(subscripts, total, product)
        + current_part * current
    )
    return spectra


def _flat(array: Array, batch: Shape) -> Array:
    """B + (k,) as (b, k), without a copy where there is no batch axis."""
    shape = (math.prod(batch), array.shape[-1])
    if array.size == math.prod(shape):
        return array.reshape(shape)
    if array.ndim == 1:
        return np.broadcast_to(array, shape)
    return np.broadcast_to(array, batch + shape[1:]).reshape(shape)


def _blocks(n_batch: int, n_channels: int, n_energies: int) -> Iterator[tuple[slice, slice]]:
    """Slices over batch and energies that keep the temporary arrays in the cache."""
    n_step = min(n_energies, max(1, _BLOCK // n_channels))
    b_step = max(1, _BLOCK // (n_channels * n_step))
    for b in range(0, n_batch, b_step):
        for n in range(0, n_energies, n_step):
            yield slice(b, b + b_step), slice(n, n + n_step)
