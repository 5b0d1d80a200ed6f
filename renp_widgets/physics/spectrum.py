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

The strengths are those of `channel_strengths`; without scalar bilinears scalar = vector (1 - v) and
pseudoscalar = axial (1 - u). L comes from the intermediate state's orientation along the photon.
The transverse average has L = 0 and 3/2 of the dipole part, so the average coupled by angular
momentum (weight w of `Target.transverse_weight`) has L (1 - w) and (1 + w/2). The dipole part is
multiplied by `Target.magnetic_ratio` squared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.checks import RefusedInput, Shape, broadcast_shape, choice, flat_batch, instance
from renp_widgets.physics.channel_strengths import Strengths
from renp_widgets.physics.interactions import Interaction, check_interactions, interaction_shapes
from renp_widgets.physics.kinematics import pair_detunings, phase_space, photon_energies
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.targets import Target
from renp_widgets.values import Array

__all__ = ["AVERAGES", "channel_spectra", "spectral_function"]

AVERAGES: Final = ("isotropic", "coupled")
_BLOCK: Final = 24576  # numbers in a temporary array: it stays in the cache
_SMALLEST_DETUNING: Final = 1e-200  # eV; smaller ones count as this, so that 1/d stays a number


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
    interactions : what couples beyond the Standard Model, any number of VectorMediator,
        ScalarMediator and DipoleMoments: all add in the amplitude.
    average : "isotropic" over the intermediate state's orientation, as in the literature, or
        "coupled" by angular momentum (this kit's own result; needs `target.j_e`).

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> print(rw.spectral_function(rw.YB, nu, omega=[0.5, 1.0, 1.08]).round(4))
    [0.2111 0.1049 0.    ]
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
    """Each channel's part of `spectral_function`, with the same arguments: B + (n_channels, N).

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> rw.channel_spectra(rw.YB, nu, 1.07).round(4).tolist()  # 11, 12, 13, 22, 23, 33
    [0.003, 0.0391, 0.0021, 0.0038, 0.0009, 0.0]
    """
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


@cache
def _keep_pages() -> None:
    """Let temporary arrays keep their memory, once and for all.

    glibc hands freed memory back to the system above a threshold that grows with the largest block
    freed so far: here one of 16 MB, never touched. Without it, 2,000 energies take up to 1.5 times
    as long, in page faults: always with a mediator, and by chance in the Standard Model.
    """
    np.empty(1 << 21)


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
        _keep_pages()
        self._target = target
        self._transverse = 0.0
        if choice("average", average, AVERAGES) == "coupled":
            self._transverse = target.transverse_weight
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
        detuning, omega = np.atleast_2d(detuning, omega)
        d = np.where(detuning > 0, np.maximum(detuning, _SMALLEST_DETUNING), 1.0)
        parts = self._parts(omega, d, detuning > 0)
        n_batch, n_channels = self.closing.shape
        n_batch = n_batch if rows is None else len(rows)
        n_energies = d.shape[-1]
        shape = (n_channels, n_energies) if by_channel else (n_energies,)
        result = np.empty((n_batch, *shape))
        for b, n in _blocks(n_batch, n_channels, n_energies):
            own = b if rows is None else rows[b]
            common = b if len(d) > 1 else slice(None)  # where all rows have the same energies
            near = None if offsets is None else [x[b, n] for x in offsets]
            q2 = d[common, None, n]
            with np.errstate(over="ignore", invalid="ignore"):
                u, v, delta = phase_space(
                    q2, self.closing[own, :, None], self.differing[own, :, None]
                )
                u *= delta
                uv = u * v
                v *= delta
                strengths = self._strengths.at(own, d[common, n], near)
                result[b, ..., n] = _sum(
                    [x[common, n] for x in parts], strengths, u, v, uv, by_channel
                )
        if not np.isfinite(result).all():
            raise RefusedInput("interactions must keep the spectral function finite; it overflows")
        return result

    def waves(self, detuning: float) -> Array:
        """What multiplies Delta v, Delta u and Delta u v in each channel's I, (3, c), of one row.

        At its threshold these are its s waves, its p waves, and what is both.
        """
        d = np.array([[detuning]])
        parts = self._parts(self._target.end_point - d, d)
        v, u, uv = np.eye(3)[:, None, None]
        waves = _sum(parts, self._strengths.at(slice(1), d), u, v, uv, by_channel=True)
        return np.asarray(waves[0].T)

    def _parts(
        self, omega: Array, d: Array, inside: NDArray[np.bool_] | float = 1.0
    ) -> tuple[Array, Array, Array]:
        """L + q^2/2, L and the dipoles' omega^2/9, all over (E_vg - omega)^2, (b, n)."""
        target, transverse = self._target, self._transverse
        photon = np.minimum(omega, target.end_point)
        prefactor = np.asarray(inside / (target.e_vg - photon) ** 2)
        square = prefactor * photon**2
        along = (1 - transverse) / 6 * square
        dipole = (1 + transverse / 2) / 9 * target.magnetic_ratio**2 * square
        return along + target.e_eg * prefactor * d, along, dipole


def _sum(
    parts: Sequence[Array],
    strengths: Mapping[str, Array],
    u: Array,
    v: Array,
    uv: Array,
    by_channel: bool,
) -> Array:
    """The formula above, with Delta in u, v and uv: (b, n), or (b, c, n) by channel.

    parts : three of (b, n). strengths : (b, c, 1 or n). u, v, uv : (b, c, n).
    """

    def of(strength: Array, shape: Array) -> Array:
        if by_channel:
            return strength * shape
        if strength.shape[-1] == 1:
            summed: Array = (strength.swapaxes(1, 2) @ shape)[:, 0]
            return summed
        return np.asarray(np.einsum("bcn,bcn->bn", strength, shape))

    vector, axial = strengths["vector"], strengths["axial"]
    both = of(vector + axial, uv)
    spin_1 = of(vector, v) + of(axial, u) - both / 3
    spin_0 = -both
    for name, current, shape in (("scalar", vector, u), ("pseudoscalar", axial, v)):
        if name in strengths:
            spin_0 += of(strengths[name], shape) + of(current, uv)
        else:
            spin_0 += of(current, shape)
    of_spin_1, of_spin_0, of_dipoles = (x[:, None] if by_channel else x for x in parts)
    total = of_spin_1 * spin_1 + of_spin_0 * spin_0
    for name, shape in (("magnetic", v), ("electric", u)):
        if name in strengths:
            total += of_dipoles * of(strengths[name], 3 * shape - 2 * uv)
    return total


def _blocks(n_batch: int, n_channels: int, n_energies: int) -> Iterator[tuple[slice, slice]]:
    """Slices over batch and energies that keep the temporary arrays in the cache."""
    n_step = min(n_energies, max(1, _BLOCK // n_channels))
    b_step = max(1, _BLOCK // (n_channels * n_step))
    for b in range(0, n_batch, b_step):
        for n in range(0, n_energies, n_step):
            yield slice(b, b + b_step), slice(n, n + n_step)
