"""The spectral function I(omega), dimensionless.

The published form (D. N. Dinh et al., Phys. Lett. B 719, 154 (2013), arXiv:1209.4808; N. Song et
al., Phys. Rev. D 93, 013020 (2016), arXiv:1510.00421) is, with delta_M = 0 (Dirac), 1 (Majorana),

    I = sum_ij Delta_ij / (E_vg - omega)^2 [ |a_ij|^2 ID_ij - delta_M m_i m_j Re(a_ij^2) ],
    ID_ij = 1/3 [ q^2 + omega^2/2 - omega^2 Delta_ij^2/6 - (m_i^2 + m_j^2)/2
                  - (E_eg - omega)^2 (m_i^2 - m_j^2)^2 / (2 q^4) ],

which loses digits at the thresholds: its terms are of order 1 and cancel. With the closeness of the
pair's mass sum and mass difference,

    u = 1 - (m_i + m_j)^2/q^2 = (d - d_ij)/d,    v = 1 - (m_i - m_j)^2/q^2,    Delta_ij = sqrt(u v),

the same thing, with everything else that couples, is a sum of positive parts: of spin 1, of spin 0
(the divergence of a current, or a scalar bilinear) and of the dipole moments. It is exact down to
the thresholds of massless neutrinos:

    I = sum over channels  Delta / (E_vg - omega)^2 {
            (L + q^2/2) [ vector v (1 - u/3) + axial u (1 - v/3) ]
            + L [ scalar u + pseudoscalar v ]
            + omega^2/9 [ magnetic v (3 - 2 u) + electric u (3 - 2 v) ] },      L = omega^2/6.

The strengths are those of `strengths`; without scalar bilinears scalar = vector (1 - v) and
pseudoscalar = axial (1 - u). L comes from the intermediate state's orientation along the photon.
The transverse average has L = 0 and 3/2 of the dipole part, so the average coupled by angular
momentum (weight w of `Target.transverse_weight`) has L (1 - w) and (1 + w/2). The dipole part is
multiplied by `Target.magnetic_ratio` squared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.checks import RefusedInput, Shape, broadcast_shape, choice, flat_batch, instance
from renp_widgets.physics.channel_strengths import Strengths
from renp_widgets.physics.interactions import Interaction, check_interactions, interaction_shapes
from renp_widgets.physics.kinematics import pair_detunings, photon_energies
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.targets import Target
from renp_widgets.values import Array

__all__ = ["AVERAGES", "channel_spectra", "spectral_function"]

AVERAGES: Final = ("isotropic", "coupled")
_BLOCK: Final = 24576  # numbers in a temporary array: it stays in the cache
_SMALLEST_DETUNING: Final = 1e-200  # eV; smaller ones count as this, so that 1/d stays a number
# glibc hands freed memory back to the system above a threshold that grows with the largest block
# freed so far. One block of 16 MB, never touched, lets the temporary arrays below keep their pages:
# without it, 2,000 energies with every interaction take 1.5 times as long, in page faults.
np.empty(1 << 21)


def spectral_function(
    target: Target,
    neutrinos: Neutrinos,
    omega: ArrayLike | None = None,
    detuning: ArrayLike | None = None,
    *,
    interactions: Sequence[Interaction] = (),
    average: str = "isotropic",
) -> Array:
    """Spectral function I, B + (N,), dimensionless; exactly 0 where no channel is open.

    Parameters
    ----------
    target : the atom.
    neutrinos : n states, batch shape B.
    omega : photon energies > 0, eV, shape (N,) or B + (N,); a scalar drops the last axis.
    detuning : E_eg/2 - omega, eV, in place of `omega`: keeps full precision near the end point.
    interactions : what couples beside the Standard Model, any number of VectorMediator,
        ScalarMediator and DipoleMoments: all add in the amplitude.
    average : "isotropic" over the intermediate state's orientation, as in the literature, or
        "coupled" by angular momentum (this kit's own result; needs `target.j_e`).
    """
    return spectra(target, neutrinos, omega, detuning, interactions, average, by_channel=False)


def channel_spectra(
    target: Target,
    neutrinos: Neutrinos,
    omega: ArrayLike | None = None,
    detuning: ArrayLike | None = None,
    *,
    interactions: Sequence[Interaction] = (),
    average: str = "isotropic",
) -> Array:
    """Each channel's part of `spectral_function`, with the same arguments: B + (n_channels, N)."""
    return spectra(target, neutrinos, omega, detuning, interactions, average, by_channel=True)


def spectra(
    target: Target,
    neutrinos: Neutrinos,
    omega: ArrayLike | None,
    detuning: ArrayLike | None,
    interactions: Sequence[Interaction],
    average: str,
    *,
    by_channel: bool,
) -> Array:
    """Both functions above."""
    instance("target", target, Target)
    instance("neutrinos", neutrinos, Neutrinos)
    chosen = check_interactions(interactions)
    photons = photon_energies(target, omega, detuning)
    batch = broadcast_shape(
        neutrinos=neutrinos.batch_shape,
        photon_energies=photons.omega.shape[:-1],
        **interaction_shapes(chosen),
    )
    flat = Spectra(target, neutrinos, chosen, average, batch)
    if photons.from_omega:  # a channel closes at omega_ij as `thresholds` rounds it
        flat.closing = target.end_point - (target.end_point - flat.closing)
    energy, distance = photons.omega, photons.detuning
    if energy.ndim > 1:
        energy, distance = flat_batch(energy, batch), flat_batch(distance, batch)
    result = flat.at(energy, distance, by_channel=by_channel)
    result = result.reshape(*batch, *result.shape[1:])
    return result[..., 0] if photons.is_scalar else result


class Spectra:
    """Spectra of given neutrinos with given interactions, for rows of a flat batch (b,).

    closing, differing : (m_i + m_j)^2 / (2 E_eg) and (m_i - m_j)^2 / (2 E_eg), (b, c), eV.
    poles : those of the interactions that have one; masses and widths (b, 1), eV.
    """

    def __init__(
        self,
        target: Target,
        neutrinos: Neutrinos,
        interactions: Sequence[Interaction],
        average: str,
        batch: Shape,
    ) -> None:
        self._target = target
        self._transverse = 0.0
        if choice("average", average, AVERAGES) == "coupled":
            self._transverse = target.transverse_weight
        self._has_more = bool(interactions)
        self._strengths = Strengths(target, neutrinos, interactions, batch)
        self.poles = self._strengths.poles
        self.closing, self.differing = (
            flat_batch(x, batch) for x in pair_detunings(target, neutrinos.masses)
        )

    def at(
        self,
        omega: Array,
        detuning: Array,
        rows: NDArray[np.intp] | None = None,
        offsets: Sequence[Array] | None = None,
        *,
        by_channel: bool = False,
    ) -> Array:
        """I of some `rows`, or of all, at photon energies (n,) or (b, n): (b, n) or (b, c, n).

        `offsets` are the detunings counted from each pole, (b, n), where they are known better than
        as a difference.
        """
        target, transverse = self._target, self._transverse
        inside = detuning > 0
        d = np.where(inside, np.maximum(detuning, _SMALLEST_DETUNING), 1.0)
        photon = np.minimum(omega, target.end_point)
        q2 = 2 * target.e_eg * d
        prefactor = inside / (target.e_vg - photon) ** 2
        along = (1 - transverse) * photon**2 / 6
        parts = {"spin 1": along + q2 / 2, "spin 0": along}
        if self._has_more:
            parts["dipole"] = (1 + transverse / 2) * target.magnetic_ratio**2 * photon**2 / 9

        n_batch, n_channels = self.closing.shape
        n_batch = n_batch if rows is None else len(rows)
        n_energies = d.shape[-1]
        columns = {
            name: np.broadcast_to(prefactor * part, (n_batch, n_energies))
            for name, part in parts.items()
        }
        d = np.broadcast_to(d, (n_batch, n_energies))
        shape = (n_channels, n_energies) if by_channel else (n_energies,)
        result = np.empty((n_batch, *shape))
        for b, n in _blocks(n_batch, n_channels, n_energies):
            own = b if rows is None else rows[b]
            near = None if offsets is None else [x[b, n] for x in offsets]
            with np.errstate(over="ignore", invalid="ignore"):
                result[b, ..., n] = _block(
                    [self.closing[own], self.differing[own]],
                    d[b, n],
                    {name: column[b, n] for name, column in columns.items()},
                    self._strengths.at(own, d[b, n], near),
                    by_channel,
                )
        if not np.isfinite(result).all():
            raise RefusedInput("interactions must keep the spectral function finite; it overflows")
        return result


def _block(
    rows: Sequence[Array],
    d: Array,
    parts: Mapping[str, Array],
    strengths: Mapping[str, Array],
    by_channel: bool,
) -> Array:
    """The formula above for rows (b, c), detunings and parts (b, n), strengths (b, c, 1 or n)."""
    d_ij, d_difference = rows
    # In place: time goes into memory here, not into arithmetic.
    inverse = 1 / d[:, None]
    u = d[:, None] - d_ij[..., None]
    np.maximum(u, 0.0, out=u)
    u *= inverse
    v = d[:, None] - d_difference[..., None]
    v *= inverse  # negative only where u = 0
    uv = u * v
    delta = np.sqrt(uv)
    u *= delta
    v *= delta
    uv *= delta

    vector, axial = strengths["vector"], strengths["axial"]
    spin_1, spin_0 = parts["spin 1"], parts["spin 0"]
    terms = [
        (spin_1, vector, v),
        (spin_1, axial, u),
        (-spin_1 / 3 - spin_0, vector + axial, uv),
    ]
    for name, current, shape in (("scalar", vector, u), ("pseudoscalar", axial, v)):
        if name in strengths:
            terms += [(spin_0, strengths[name], shape), (spin_0, current, uv)]
        else:
            terms.append((spin_0, current, shape))
    for name, shape in (("magnetic", v), ("electric", u)):
        if name in strengths:
            terms.append((parts["dipole"], strengths[name], 3 * shape - 2 * uv))

    total = np.zeros(u.shape if by_channel else d.shape)
    for column, strength, shape in terms:
        if by_channel:
            total += column[:, None] * strength * shape
        elif strength.shape[-1] == 1:
            total += column * np.einsum("bc,bcn->bn", strength[..., 0], shape)
        else:
            total += column * np.einsum("bcn,bcn->bn", strength, shape)
    return total


def _blocks(n_batch: int, n_channels: int, n_energies: int) -> Iterator[tuple[slice, slice]]:
    """Slices over batch and energies that keep the temporary arrays in the cache."""
    n_step = min(n_energies, max(1, _BLOCK // n_channels))
    b_step = max(1, _BLOCK // (n_channels * n_step))
    for b in range(0, n_batch, b_step):
        for n in range(0, n_energies, n_step):
            yield slice(b, b + b_step), slice(n, n + n_step)
