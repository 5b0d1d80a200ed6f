"""Bounds: effective dipole moments, the directions that they miss, and published limits.

With lambda = mu - i eps for the moments that act (for Majorana neutrinos those of `majorana_sum`):

    one flavour   mu_alpha^2 = sum_j |sum_k U*_{alpha k} lambda_jk|^2    reactor, accelerator
    solar         mu_sun^2   = sum_k P_ek sum_j |lambda_jk|^2            incoherent mass states
    stellar       mu_star^2  = w sum_ij (|mu_ij|^2 + |eps_ij|^2)         w = 1, Majorana 1/2

(C. Giunti and A. Studenikin, Rev. Mod. Phys. 87, 531 (2015), arXiv:1403.6344; D. Aristizabal Sierra
et al., Phys. Rev. D 105, 035027 (2022), arXiv:2112.12817.)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.bilinears import majorana_sum, of_states, pair_weight
from renp_widgets.interactions import DipoleMoments
from renp_widgets.neutrinos import Neutrinos
from renp_widgets.validation import RefusedInput, broadcast_shape, choice, instance, real_array

__all__ = [
    "FLAVOURS",
    "LIMITS",
    "MISSING_LIMITS",
    "Limit",
    "blind_directions",
    "effective_moment_flavour",
    "effective_moment_solar",
    "effective_moment_stellar",
]

FLAVOURS: Final = ("e", "mu", "tau")

Array = NDArray[np.float64]
Matrix = NDArray[np.complex128]


def effective_moment_flavour(neutrinos: Neutrinos, dipoles: DipoleMoments, flavour: str) -> Array:
    """mu_alpha seen in the scattering of one flavour near its source, B, Bohr magnetons.

    Parameters
    ----------
    neutrinos : n states.
    dipoles : their moments, of a batch shape that broadcasts with theirs to B.
    flavour : "e", "mu" or "tau". For antineutrinos the moment is the same.
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
    """mu_star that plasmon decay in stars feels, B, Bohr magnetons. It has no blind directions."""
    magnetic, electric = _acting(neutrinos, dipoles)
    squares = np.sum(np.abs(magnetic) ** 2 + np.abs(electric) ** 2, axis=(-2, -1))
    return np.asarray(np.sqrt(pair_weight(neutrinos.nature) * squares))


def blind_directions(neutrinos: Neutrinos, flavour: str) -> tuple[DipoleMoments, ...]:
    """Moments that act, but leave the effective moment of one flavour at zero.

    A basis, orthonormal under tr(mu mu' + eps eps'), of the real null space of
    (mu, eps) -> sum_k U*_{alpha k} lambda_jk: 2 n (n - 1) moments for Dirac neutrinos, for Majorana
    neutrinos (n - 1)(n - 2), imaginary and antisymmetric. Any real combination is blind as well.
    One set of neutrinos, no batch.
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


@dataclass(frozen=True)
class Limit:
    """A published limit, to lay over a plot.

    Parameters
    ----------
    name : experiment or object.
    quantity : what is limited: "mu_e", "mu_sun", "mu_star" (the effective moments of this module),
        "m_beta", "m_bb", "mass_sum" (properties of `Neutrinos`), "|g_e g_nu|", "|y_e y_nu|"
        (products of mediator couplings), "alpha11", "|alpha21|", ... (matrix of `non_unitary`).
    value : upper limit, lower limit for alpha11, alpha22 and alpha33; (low, high) where the source
        gives a range of limits.
    unit : "mu_B", "eV" or "" (dimensionless).
    confidence : level, or None where the source was not transcribed.
    citation : where the number comes from.
    status : "primary" (seen in the paper or its abstract), "transcribed" (by a third party) or "as
        quoted" (well known; the paper was not at hand).
    note : what to know before comparing.
    masses : of the mediator for which a limit on couplings holds, (low, high), eV; None elsewhere.
    """

    name: str
    quantity: str
    value: float | tuple[float, float]
    unit: str
    confidence: float | None
    citation: str
    status: str
    note: str = ""
    masses: tuple[float, float] | None = None


_GE: Final = "S.-F. Ge and P. Pasquini, Eur. Phys. J. C 82, 208 (2022), arXiv:2110.03510"
_KHAN: Final = "A. N. Khan, Phys. Lett. B 819, 136415 (2021), arXiv:2008.10279"
_TRGB: Final = "F. Capozzi and G. Raffelt, Phys. Rev. D 102, 083007 (2020), arXiv:2007.03694"
_TRGB_NOTE: Final = "6e-12 is not excluded with free stellar physics, arXiv:2307.13050"
_FORERO: Final = "D. V. Forero et al., Phys. Rev. D 104, 075030 (2021), arXiv:2103.01998"
_REACH: Final = (
    "reach of RENP, not a measurement; over existing limits the authors claim 3 to 4 orders of "
    "magnitude, Phys. Sci. Forum 8, 51 (2023)"
)
_XENON: Final = (
    "XENONnT data take vector and scalar limits an order of magnitude lower, arXiv:2208.02144"
)

# fmt: off
LIMITS: Final = (
    Limit("GEMMA", "mu_e", 2.9e-11, "mu_B", 0.90,
          "A. G. Beda et al., Adv. High Energy Phys. 2012, 350150 (2012)", "as quoted"),
    Limit("Borexino", "mu_sun", 2.8e-11, "mu_B", 0.90,
          "M. Agostini et al., Phys. Rev. D 96, 091103 (2017), arXiv:1707.09355", "as quoted"),
    Limit("XENONnT", "mu_sun", 6.4e-12, "mu_B", 0.90,
          "E. Aprile et al., Phys. Rev. Lett. 129, 161805 (2022), arXiv:2207.11330", "as quoted"),
    Limit("LZ", "mu_sun", 1.1e-11, "mu_B", 0.90,
          "M. Atzori Corona et al., JHEP 09 (2022) 164, arXiv:2207.05036", "primary"),
    Limit("TRGB omega Centauri", "mu_star", 1.2e-12, "mu_B", 0.95, _TRGB, "primary", _TRGB_NOTE),
    Limit("TRGB NGC 4258", "mu_star", 1.5e-12, "mu_B", 0.95, _TRGB, "primary", _TRGB_NOTE),
    Limit("KATRIN", "m_beta", 0.45, "eV", 0.90,
          "M. Aker et al., Science 388, 180 (2025), arXiv:2406.13516", "primary"),
    Limit("KamLAND-Zen", "m_bb", (0.028, 0.122), "eV", 0.90,
          "S. Abe et al., arXiv:2406.11438", "transcribed", "range of nuclear matrix elements"),
    Limit("Planck + BAO", "mass_sum", 0.12, "eV", 0.95,
          "N. Aghanim et al., Astron. Astrophys. 641, A6 (2020), arXiv:1807.06209", "as quoted"),
    Limit("DESI DR2 + CMB", "mass_sum", 0.0642, "eV", 0.95,
          "arXiv:2503.14744", "primary", "in LambdaCDM"),
    Limit("PandaX-II vector", "|g_e g_nu|", 3.2e-6**2, "", 0.90, _KHAN, "primary",
          f"g_V = 3.2e-6 of electron and neutrino; RENP needs the axial one; {_XENON}", (0, 1e4)),
    Limit("PandaX-II axial", "|g_e g_nu|", 3.4e-6**2, "", 0.90, _KHAN, "primary",
          f"g_A = 3.4e-6 of electron and neutrino; {_XENON}", (0, 1e4)),
    Limit("PandaX-II scalar", "|y_e y_nu|", 4.9e-6**2, "", 0.90, _KHAN, "primary",
          f"g_S = 4.9e-6 of electron and neutrino; RENP needs the pseudoscalar one; {_XENON}",
          (0, 2e4)),
    Limit("PandaX-II pseudoscalar", "|y_e y_nu|", 6.7e-6**2, "", 0.90, _KHAN, "primary",
          f"g_P = 6.7e-6 of electron and neutrino; {_XENON}", (0, 3e4)),
    Limit("RENP", "|g_e g_nu|", (1e-26, 1e-15), "", None, _GE, "primary", _REACH,
          (1e-3, 1e4)),
    Limit("RENP", "|y_e y_nu|", (1e-19, 1e-9), "", None, _GE, "primary", _REACH,
          (1e-3, 1e4)),
    Limit("Oscillations", "alpha11", 0.969, "", 0.90, _FORERO, "as quoted", "lower limit"),
    Limit("Oscillations", "alpha22", 0.995, "", 0.90, _FORERO, "as quoted", "lower limit"),
    Limit("Oscillations", "alpha33", 0.890, "", 0.90, _FORERO, "as quoted", "lower limit"),
    Limit("Oscillations", "|alpha21|", 0.013, "", 0.90, _FORERO, "as quoted"),
    Limit("Oscillations", "|alpha31|", 0.033, "", 0.90, _FORERO, "as quoted"),
    Limit("Oscillations", "|alpha32|", 0.009, "", 0.90, _FORERO, "as quoted"),
)
# fmt: on
"""Published limits: one table, to be corrected here. On mediators it has what the scattering of
neutrinos on electrons says, and none of MISSING_LIMITS. How y_nu is defined there for Majorana
neutrinos, a factor of 2, is not known to us.
"""

MISSING_LIMITS: Final = ("stellar cooling", "fifth forces", "cosmology")
"""What else limits light mediators: over much of their masses far below scattering. No table of it
was at hand.
"""
