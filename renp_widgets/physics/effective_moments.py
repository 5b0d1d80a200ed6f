"""Effective moments: what one number per experiment says of dipole moments, and what it misses.

With lambda = mu - i eps for the moments that act (for Majorana neutrinos those of `majorana_sum`):

    one flavour   mu_alpha^2 = sum_j |sum_k U*_{alpha k} lambda_jk|^2    reactor, accelerator
    solar         mu_sun^2   = sum_k P_ek sum_j |lambda_jk|^2            incoherent mass states
    stellar       mu_star^2  = w sum_ij (|mu_ij|^2 + |eps_ij|^2)         w = 1, Majorana 1/2

(C. Giunti and A. Studenikin, Rev. Mod. Phys. 87, 531 (2015), arXiv:1403.6344; D. Aristizabal Sierra
et al., Phys. Rev. D 105, 035027 (2022), arXiv:2112.12817.)
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import RefusedInput, broadcast_shape, choice, instance, real_array
from renp_widgets.physics.form_factors import DipoleMoments
from renp_widgets.physics.interactions import majorana_sum, of_states, pair_weight
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.values import Array, Matrix

__all__ = [
    "FLAVOURS",
    "blind_directions",
    "effective_moment_flavour",
    "effective_moment_solar",
    "effective_moment_stellar",
]

FLAVOURS: Final = ("e", "mu", "tau")


def effective_moment_flavour(neutrinos: Neutrinos, dipoles: DipoleMoments, flavour: str) -> Array:
    """mu_alpha seen in the scattering of one flavour near its source, B, Bohr magnetons.

    Parameters
    ----------
    neutrinos : n states.
    dipoles : their moments, of a batch shape that broadcasts with theirs to B.
    flavour : "e", "mu" or "tau". For antineutrinos the moment is the same.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> dipoles = rw.DipoleMoments(rw.element_coupling(1, 2, 1e-11j))
    >>> f"{rw.effective_moment_flavour(nu, dipoles, 'e'):.3e} Bohr magnetons"
    '1.977e-11 Bohr magnetons'
    """
    magnetic, electric = _acting(neutrinos, dipoles)
    row = _flavour_row(neutrinos, flavour).conj()
    amplitudes = ((magnetic - 1j * electric) @ row[..., None])[..., 0]
    return np.asarray(np.sqrt(np.sum(np.abs(amplitudes) ** 2, axis=-1)))


def effective_moment_solar(
    neutrinos: Neutrinos, dipoles: DipoleMoments, probabilities: ArrayLike | None = None
) -> Array:
    """mu_sun seen in the scattering of solar neutrinos, B, Bohr magnetons.

    Parameters
    ----------
    neutrinos, dipoles : as in `effective_moment_flavour`.
    probabilities : P_ek that the mass state k arrives, B + (n,), in [0, 1]; None is |U_ek|^2, which
        is right at low energy, where matter in the Sun does not matter.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> dipoles = rw.DipoleMoments(rw.element_coupling(1, 2, 1e-11j))
    >>> f"{rw.effective_moment_solar(nu, dipoles):.3e} Bohr magnetons"
    '1.977e-11 Bohr magnetons'
    """
    magnetic, electric = _acting(neutrinos, dipoles)
    if probabilities is None:
        arriving: Array = np.abs(neutrinos.mixing[..., 0, :]) ** 2
    else:
        arriving = real_array("probabilities", probabilities, low=0.0, high=1.0)
        if arriving.ndim < 1 or arriving.shape[-1] != neutrinos.n_states:
            wanted = f"(..., {neutrinos.n_states})"
            raise RefusedInput(f"probabilities must have shape {wanted}, got {arriving.shape}")
    squares = np.sum(np.abs(magnetic - 1j * electric) ** 2, axis=-2)
    broadcast_shape(probabilities=arriving.shape, moments=squares.shape)
    return np.asarray(np.sqrt(np.sum(arriving * squares, axis=-1)))


def effective_moment_stellar(neutrinos: Neutrinos, dipoles: DipoleMoments) -> Array:
    """mu_star that plasmon decay in stars feels, B, Bohr magnetons. It has no blind directions.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> dipoles = rw.DipoleMoments(rw.element_coupling(1, 2, 1e-11j))
    >>> f"{rw.effective_moment_stellar(nu, dipoles):.3e} Bohr magnetons"
    '2.000e-11 Bohr magnetons'
    """
    magnetic, electric = _acting(neutrinos, dipoles)
    squares = np.sum(np.abs(magnetic) ** 2 + np.abs(electric) ** 2, axis=(-2, -1))
    return np.asarray(np.sqrt(pair_weight(neutrinos.nature) * squares))


def blind_directions(neutrinos: Neutrinos, flavour: str) -> tuple[DipoleMoments, ...]:
    """Moments that act, but leave the effective moment of one flavour at zero.

    A basis, orthonormal under tr(mu mu' + eps eps'), of the real null space of
    (mu, eps) -> sum_k U*_{alpha k} lambda_jk: 2 n (n - 1) moments for Dirac neutrinos, for Majorana
    neutrinos (n - 1)(n - 2), imaginary and antisymmetric. Any real combination is blind as well.
    One set of neutrinos, no batch.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> len(rw.blind_directions(nu, "e"))
    2
    """
    row = _flavour_row(neutrinos, flavour).conj()
    if neutrinos.batch_shape:
        raise RefusedInput(f"neutrinos must have no batch, got batch shape {neutrinos.batch_shape}")
    n = neutrinos.n_states
    basis = _hermitian_basis(n)
    if neutrinos.nature == "majorana":
        basis = basis[-(n * (n - 1) // 2) :]
    columns = majorana_sum("magnetic", basis, neutrinos.nature) @ row
    amplitudes = np.concatenate([columns, -1j * columns]).T  # n complex numbers per parameter
    _, sizes, parameters = np.linalg.svd(np.vstack([amplitudes.real, amplitudes.imag]))
    rank = int(np.sum(sizes > 1e-12 * max(sizes[0], 1e-300)))
    magnetic, electric = np.split(parameters[rank:], 2, axis=-1)
    return tuple(
        DipoleMoments(np.tensordot(mu, basis, 1), np.tensordot(eps, basis, 1))
        for mu, eps in zip(magnetic, electric, strict=True)
    )


def _acting(neutrinos: Neutrinos, dipoles: DipoleMoments) -> tuple[Matrix, Matrix]:
    """mu and eps as they act, B + (n, n), Bohr magnetons."""
    instance("neutrinos", neutrinos, Neutrinos)
    instance("dipoles", dipoles, DipoleMoments)
    batch = broadcast_shape(neutrinos=neutrinos.batch_shape, dipoles=dipoles.batch_shape)
    n, matrices = neutrinos.n_states, []
    for name in ("magnetic", "electric"):
        matrix = of_states(name, getattr(dipoles, name), neutrinos)
        matrix = majorana_sum(name, matrix, neutrinos.nature)
        matrices.append(np.broadcast_to(matrix, (*batch, n, n)))
    return matrices[0], matrices[1]


def _flavour_row(neutrinos: Neutrinos, flavour: str) -> Matrix:
    """U_{alpha k}, B + (n,)."""
    instance("neutrinos", neutrinos, Neutrinos)
    row: Matrix = neutrinos.mixing[..., FLAVOURS.index(choice("flavour", flavour, FLAVOURS)), :]
    return row


def _hermitian_basis(n: int) -> Matrix:
    """n^2 Hermitian matrices, orthonormal under tr(A B): the n (n - 1)/2 imaginary ones last."""
    i, j = np.triu_indices(n, 1)
    unit = np.eye(n)
    upper = (unit[i, :, None] * unit[j, None, :]) / math.sqrt(2)
    lower = upper.swapaxes(-1, -2)
    return np.concatenate(
        [unit[:, :, None] * unit[:, None, :], upper + lower, 1j * (upper - lower)]
    )
