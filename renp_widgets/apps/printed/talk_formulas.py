"""The formulas of the talk as its slides print them, to be laid beside those of this package.

S.-F. Ge and P. Pasquini, "Probing Light Mediators in the Radiative Emission of Neutrino Pair",
NuFact 2022 (4 August 2022), after Eur. Phys. J. C 82, 208 (2022), arXiv:2110.03510.

Each docstring gives the slide's formula, then what this package has instead ("Here"). The slides'
spectra differ in the bracket of

    I = sum_ij Delta_ij / (E_vg - omega)^2 Theta(omega - omega_ij) [ ... ].

Functions give brackets, (n, n, N), eV^2, for `spectral_function` to sum, so that each difference
can be seen alone. Delta_ij and ID_ij are not on the slides: they are those of arXiv:1209.4808.

In passing the slides have q^2 ~ 1 eV, for eV^2; an integral over the target for N_a^2, without its
density; and Delta omega ~ 1e-5 eV, which holds for channel 12 with m_1 = 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import (
    RefusedInput,
    choice,
    complex_array,
    instance,
    real_array,
    square_array,
)
from renp_widgets.physics.constants import ELECTRON_MASS, G_FERMI
from renp_widgets.physics.effective_moments import effective_moment_flavour
from renp_widgets.physics.form_factors import DipoleMoments
from renp_widgets.physics.kinematics import photon_energies
from renp_widgets.physics.mediators import ScalarMediator, VectorMediator
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.targets import Target
from renp_widgets.values import Array, Matrix

PAULI: Final[Matrix] = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
"""The Pauli matrices sigma^k, (3, 2, 2)."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """What the brackets are made of, from `pairs_at`: arrays that broadcast to (n, n, N), eV.

    m_i, m_j : masses. omega_ij : thresholds. delta : Delta_ij, 0 where it is not real.
    i_d : ID_ij. q2 : E_eg (E_eg - 2 omega), 1 where the pair is closed. delta_m : 1 for Majorana.
    """

    target: Target
    neutrinos: Neutrinos
    omega: Array
    is_scalar: bool
    m_i: Array
    m_j: Array
    omega_ij: Array
    q2: Array
    delta: Array
    i_d: Array
    delta_m: float


def pairs_at(target: Target, neutrinos: Neutrinos, omega: ArrayLike) -> Pairs:
    """Ordered pairs of one set of neutrinos at photon energies `omega`, eV, (N,) or a scalar."""
    omega_ij = thresholds(target, neutrinos)[..., None]
    m_i, m_j = neutrinos.masses[:, None, None], neutrinos.masses[None, :, None]
    photons = photon_energies(target, omega)
    w = photons.omega
    if w.ndim > 1:
        raise RefusedInput(f"omega must be a number or have shape (N,), got {w.shape}")
    is_open = w < omega_ij
    q2 = np.where(is_open, target.e_eg * (target.e_eg - 2 * w), 1.0)
    s_plus, s_minus = q2 - (m_i + m_j) ** 2, q2 - (m_i - m_j) ** 2
    delta = np.sqrt(np.maximum(np.where(is_open, s_plus * s_minus, 0.0), 0.0)) / q2
    i_d = q2 + w**2 / 2 - w**2 * delta**2 / 6 - (m_i**2 + m_j**2) / 2
    i_d = (i_d - (target.e_eg - w) ** 2 * (m_i**2 - m_j**2) ** 2 / (2 * q2**2)) / 3
    delta_m = float(neutrinos.nature == "majorana")
    return Pairs(
        target, neutrinos, w, photons.is_scalar, m_i, m_j, omega_ij, q2, delta, i_d, delta_m
    )


def thresholds(target: Target, neutrinos: Neutrinos) -> Array:
    """omega_ij^max = dE/2 - (m_i + m_j)^2 / (2 dE), (n, n), eV, with dE = E_eg. It agrees."""
    instance("target", target, Target)
    m = _single(neutrinos).masses
    edges: Array = target.e_eg / 2 - (m[:, None] + m) ** 2 / (2 * target.e_eg)
    return edges


def couplings(neutrinos: Neutrinos) -> Matrix:
    """a_ij = U_ei U*_ej + 1/2 (U U^dagger)_ij, (3, 3).

    Here U*_ei U_ej - 1/2 (U^dagger U)_ij: the electron's neutral-current axial coupling is -1/2,
    and U U^dagger has flavour indices. With the plus, sum |a_ij|^2 is 11/4 in place of 3/4.
    """
    u = square_array("mixing", _single(neutrinos).mixing, n_states=3)
    a: Matrix = np.outer(u[0], u[0].conj()) + u @ u.conj().T / 2
    return a


def spectral_function(pairs: Pairs, bracket: ArrayLike, opens: str = "above") -> Array:
    """I = sum_ij Delta_ij / (E_vg - omega)^2 Theta(omega - omega_ij) [ bracket ], (N,).

    Here Theta(omega_ij - omega), as the talk's text says ("starts when omega < omega_ij"): Delta_ij
    is real, and not 0, only there, and the printed step leaves nothing.

    Parameters
    ----------
    pairs : from `pairs_at`; a scalar omega drops the axis.
    bracket : (n, n, N), eV^2, at these photon energies.
    opens : "above" omega_ij, as printed, or "below".
    """
    instance("pairs", pairs, Pairs)
    above = choice("opens", opens, ("above", "below")) == "above"
    step = pairs.omega > pairs.omega_ij if above else pairs.omega < pairs.omega_ij
    inside = complex_array("bracket", bracket).real
    if inside.shape != pairs.delta.shape:
        raise RefusedInput(f"bracket must have shape {pairs.delta.shape}, got {inside.shape}")
    # Delta vanishes above the end point: E_vg - omega only has to stay away from 0.
    denominator = (pairs.target.e_vg - np.minimum(pairs.omega, pairs.target.e_eg)) ** 2
    total: Array = (pairs.delta * step * inside / denominator).sum(axis=(0, 1))
    return total[0] if pairs.is_scalar else total


def standard_model(pairs: Pairs, a: ArrayLike | None = None) -> Array:
    """[ |a_ij|^2 ID_ij - delta_M Re(a_ij^2) m_i m_j ]. It agrees with the right `a` and step.

    `a` is (n, n); None is `couplings`, as printed.
    """
    a_ij = _a(pairs, a)
    masses = pairs.delta_m * (a_ij**2).real * pairs.m_i * pairs.m_j
    return np.asarray(np.abs(a_ij) ** 2 * pairs.i_d - masses)


def vector_squares(pairs: Pairs, mediator: VectorMediator, a: ArrayLike | None = None) -> Array:
    """(|aL|^2 + |aR|^2 - 2 delta_M Re[aL aR]) ID_ij, first in the bracket with a Z'. It agrees.

    aL = a + g_e gL / (sqrt2 G_F (q^2 - M^2)), and aR alike without a.
    """
    left, right = _chiral(pairs, mediator, a)
    mixed = 2 * pairs.delta_m * (left * right).real
    return np.asarray((np.abs(left) ** 2 + np.abs(right) ** 2 - mixed) * pairs.i_d)


def vector_masses(pairs: Pairs, mediator: VectorMediator, a: ArrayLike | None = None) -> Array:
    """+ (delta_M Re[aL^2 + aR^2] - 2 Re[aL* aR]), second in the bracket with a Z'.

    Here times -m_i m_j: without a Z' the bracket must be that of `standard_model`.
    """
    left, right = _chiral(pairs, mediator, a)
    return pairs.delta_m * (left**2 + right**2).real - 2 * (left.conj() * right).real


def scalar_squares(pairs: Pairs, mediator: ScalarMediator) -> Array:
    """{ |y_e|^2 omega^2 [ |yS|^2 + (1 - delta_M) |yP|^2 ] q^2 - |yS|^2 (m_i + m_j)^2

    - (1 - delta_M) |yP|^2 (m_i - m_j)^2 } / (24 m_e^2 G_F^2 (q^2 - M^2)^2), first in delta I_ij.

    Here |y_e|^2 omega^2 multiplies the mass terms too, as dimensions demand, and Majorana neutrinos
    have |yS|^2 + Re(yS^2) and |yP|^2 + Re(yP^2): both bilinears are allowed. The slide's eq. (29)
    has y'_S and y'_P, with primes that it does not explain; they are taken for the Lagrangian's.
    """
    y_s, y_p, propagator = _matrices(pairs, mediator, ScalarMediator, "y_scalar", "y_pseudoscalar")
    s2, p2 = np.abs(y_s) ** 2, (1 - pairs.delta_m) * np.abs(y_p) ** 2
    braces = np.asarray(mediator.y_e) ** 2 * pairs.omega**2 * (s2 + p2) * pairs.q2
    braces = braces - s2 * (pairs.m_i + pairs.m_j) ** 2 - p2 * (pairs.m_i - pairs.m_j) ** 2
    return np.asarray(braces * propagator**2 / (24 * (ELECTRON_MASS * G_FERMI) ** 2))


def scalar_interference(
    pairs: Pairs, mediator: ScalarMediator, a: ArrayLike | None = None
) -> Array:
    """y_e omega^2 / (6 sqrt2 G_F m_e (q^2 - M^2)) { Re[a yS] (m_i - m_j) [1 - (m_i + m_j)^2/q^2]

    - (1 - delta_M) Im[a yP] (m_i + m_j) [1 - (m_i - m_j)^2/q^2] }, second in delta I_ij.

    Here Im[a yS*] and + Re[a yP*] for Dirac neutrinos: the factor i of i y_e ebar gamma5 e was
    dropped on the way. As printed both terms change sign with i <-> j, and cancel in the sum for
    Hermitian couplings. For Majorana neutrinos yS* becomes yS* + yS, and yP* becomes yP* + yP.
    """
    y_s, y_p, propagator = _matrices(pairs, mediator, ScalarMediator, "y_scalar", "y_pseudoscalar")
    a_ij, plus, minus = _a(pairs, a), pairs.m_i + pairs.m_j, pairs.m_i - pairs.m_j
    braces = (a_ij * y_s).real * minus * (1 - plus**2 / pairs.q2)
    braces -= (1 - pairs.delta_m) * (a_ij * y_p).imag * plus * (1 - minus**2 / pairs.q2)
    factor = (
        np.asarray(mediator.y_e) * pairs.omega**2 / (6 * math.sqrt(2) * G_FERMI * ELECTRON_MASS)
    )
    return np.asarray(factor * propagator * braces)


def with_conjugate(mediator: ScalarMediator) -> ScalarMediator:
    """The couplings of "L_S + h.c." read literally: all twice, since phi is real.

    Here the Hermitian conjugate is part of the Hermitian yS and yP.
    """
    instance("mediator", mediator, ScalarMediator)
    values = {k: getattr(mediator, k) for k in ("y_e", "y_scalar", "y_pseudoscalar")}
    return replace(mediator, **{k: 2 * x for k, x in values.items() if x is not None})


def effective_moment_solar(neutrinos: Neutrinos, dipoles: DipoleMoments) -> Array:
    """sqrt( sum_j |sum_k U*_ek (mu_jk - i eps_jk)|^2 ), B, mu_B, for "Solar/Accelerator".

    Here that of `bounds` for the Sun, whose mass states arrive incoherently. For one flavour at its
    source the print agrees with `bounds.effective_moment_flavour`. The slide calls the square
    (mu_eff_{alpha beta})^2, with a beta that its right side lacks.
    """
    return effective_moment_flavour(neutrinos, dipoles, "e")


def effective_moment_stellar(dipoles: DipoleMoments) -> Array:
    """sqrt( sum_ij |mu_ij|^2 + |eps_ij|^2 ), B, mu_B, for "Stellar Cooling", with the Sun's symbol.

    Here a star stands for it. For Dirac neutrinos it agrees with `bounds.effective_moment_stellar`;
    for Majorana neutrinos the moments that act are twice the entries, and the sum has a factor 1/2.
    """
    instance("dipoles", dipoles, DipoleMoments)
    given = (x for x in (dipoles.magnetic, dipoles.electric) if x is not None)
    squares = sum((np.sum(np.abs(np.asarray(x)) ** 2, axis=(-2, -1)) for x in given), np.zeros(()))
    return np.asarray(np.sqrt(squares))


def standard_model_moment(mass: ArrayLike) -> Array:
    """mu, eps ~ 3e-19 (m / eV) Bohr magnetons, of masses in eV.

    For mu it agrees; with a digit more, 3.2. Here eps = 0: a diagonal electric moment vanishes at
    one loop.
    """
    return 3e-19 * real_array("mass", mass, "eV", low=0.0)


def electron_operators(transfer: ArrayLike) -> dict[str, Matrix]:
    """The non-relativistic operators of the coupling table, on the electron's spin.

    scalar 1, pseudoscalar sigma.q/(2 m_e), vector (1, (sigma.q) sigma^k/(2 m_e)), axial
    (sigma.q/(2 m_e), sigma^k): (2, 2), or (4, 2, 2) with the time component first.

    Here, for an electron of momentum p that gives away q, vector (1, [2 p^k - (sigma.q) sigma^k] /
    (2 m_e)) and axial (sigma.(2 p - q)/(2 m_e), sigma^k): the print lacks p, and its sign of q is
    the other one. Scalar and pseudoscalar agree, up to the factor i of i gamma5.

    Parameters
    ----------
    transfer : q, eV, (3,).
    """
    q = real_array("transfer", transfer, "eV")
    if q.shape != (3,):
        raise RefusedInput(f"transfer must have shape (3,), got {q.shape}")
    along = np.tensordot(q, PAULI, 1) / (2 * ELECTRON_MASS)
    return {
        "scalar": np.eye(2, dtype=np.complex128),
        "pseudoscalar": along,
        "vector": np.concatenate([np.eye(2)[None], along @ PAULI]),
        "axial": np.concatenate([along[None], PAULI]),
    }


def _single(neutrinos: Neutrinos) -> Neutrinos:
    instance("neutrinos", neutrinos, Neutrinos)
    if neutrinos.batch_shape:
        raise RefusedInput(f"neutrinos must have no batch, got batch shape {neutrinos.batch_shape}")
    return neutrinos


def _a(pairs: Pairs, a: ArrayLike | None) -> Matrix:
    instance("pairs", pairs, Pairs)
    return _matrix("a", couplings(pairs.neutrinos) if a is None else a, pairs)


def _matrix(name: str, value: ArrayLike | None, pairs: Pairs) -> Matrix:
    n = pairs.neutrinos.n_states
    matrix = square_array(name, np.zeros((n, n)) if value is None else value, n)
    if matrix.ndim > 2:
        raise RefusedInput(f"{name} must have no batch, got shape {matrix.shape}")
    return matrix[..., None]


def _matrices(
    pairs: Pairs, mediator: VectorMediator | ScalarMediator, kind: type, first: str, second: str
) -> tuple[Matrix, Matrix, Array]:
    """Two coupling matrices, (n, n, 1), and 1 / (q^2 - M^2), eV^-2, without width as printed."""
    instance("pairs", pairs, Pairs)
    instance("mediator", mediator, kind)
    if mediator.batch_shape:
        raise RefusedInput(f"mediator must have no batch, got batch shape {mediator.batch_shape}")
    offset = pairs.q2 - np.asarray(mediator.mass) ** 2
    if np.any((offset == 0) & (pairs.delta > 0)):
        raise RefusedInput("omega must not be on the mediator's pole, where the print is infinite")
    x, y = (_matrix(name, getattr(mediator, name), pairs) for name in (first, second))
    return x, y, 1 / np.where(offset == 0, 1.0, offset)


def _chiral(pairs: Pairs, mediator: VectorMediator, a: ArrayLike | None) -> tuple[Matrix, Matrix]:
    """aL and aR, (n, n, N)."""
    left, right, propagator = _matrices(pairs, mediator, VectorMediator, "g_left", "g_right")
    factor = np.asarray(mediator.g_e) * propagator / (math.sqrt(2) * G_FERMI)
    return _a(pairs, a) + factor * left, factor * right
