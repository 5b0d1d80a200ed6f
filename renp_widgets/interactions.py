"""What couples: the Standard Model, mixing that is not unitary, mediators and dipole moments.

Every coupling enters one bilinear of neutrino i and antineutrino j (rows i, columns j):

    vector        nubar_i gamma^k nu_j             aL + aR
    axial         nubar_i gamma^k gamma5 nu_j      aL - aR
    scalar        nubar_i nu_j                     kS
    pseudoscalar  nubar_i i gamma5 nu_j            kP
    magnetic      nubar_i sigma^{kn} nu_j          mu
    electric      nubar_i i sigma^{kn} gamma5 nu_j eps

An interaction gives a matrix for each bilinear that it enters, in the units of `Contribution`; a
mediator's matrices are multiplied by 1/(q^2 - M^2 + i M Gamma). All contributions add in the
amplitude, so any number of interactions may be on together.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.constants import BOHR_MAGNETON, ELECTRON_MASS, G_FERMI
from renp_widgets.neutrinos import Neutrinos
from renp_widgets.targets import Target
from renp_widgets.validation import (
    Shape,
    broadcast_shape,
    hermitian_array,
    instance,
    real_array,
)

__all__ = [
    "Contribution",
    "DipoleMoments",
    "Interaction",
    "Pole",
    "ScalarMediator",
    "VectorMediator",
    "check_interactions",
    "majorana_sum",
]

Array = NDArray[np.float64]
Matrix = NDArray[np.complex128]

# A Majorana bilinear with i and j exchanged is the same one up to this sign.
_EXCHANGE: Final = {
    "vector": -1.0,
    "axial": 1.0,
    "scalar": 1.0,
    "pseudoscalar": 1.0,
    "magnetic": -1.0,
    "electric": -1.0,
}


class Contribution(NamedTuple):
    """What an interaction adds to one bilinear: a matrix B + (n, n), times the propagator if any.

    vector, axial: dimensionless. scalar, pseudoscalar: kS / G_F and -i kP / G_F, eV^-1 (the factor
    -i makes the interference with axial the real part of a product, like that of scalar with
    vector). magnetic, electric: mu mu_B^2 / G_F and eps mu_B^2 / G_F, dimensionless. With a
    propagator all of them gain eV^2.
    """

    bilinear: str
    matrix: Matrix


class Pole(NamedTuple):
    """Mass M and width Gamma of a propagator, eV, shape B; `given` if not computed."""

    mass: Array
    width: Array
    given: bool


def majorana_sum(bilinear: str, matrix: Matrix, nature: str) -> Matrix:
    """The matrix that acts: itself for Dirac, with its exchange, the same term, for Majorana.

    aL_ij -> aL_ij - aR_ji, aR_ij -> aR_ij - aL_ji, kS_ij -> kS_ij + kS_ji (kP alike),
    mu_ij -> mu_ij - mu_ji (eps alike). Majorana sums over pairs are then multiplied by 1/2.
    """
    if nature == "dirac":
        return matrix
    return matrix + _EXCHANGE[bilinear] * matrix.swapaxes(-1, -2)


class Interaction(Protocol):
    """Something that couples to neutrinos beside the Standard Model."""

    @property
    def batch_shape(self) -> Shape:
        """The batch shape of its parameters."""

    def contributions(self, neutrinos: Neutrinos) -> Iterator[Contribution]:
        """Its matrices for these neutrinos."""

    def pole(self, neutrinos: Neutrinos) -> Pole | None:
        """The pole of its propagator; None without one."""


@dataclass(frozen=True, eq=False)
class VectorMediator:
    """A vector mediator Z' with an axial coupling to the electron.

    S.-F. Ge and P. Pasquini, Eur. Phys. J. C 82, 208 (2022), arXiv:2110.03510:

    L = g_e ebar gamma^k gamma5 e Z'_k + nubar_i gamma^k (gL_ij P_L + gR_ij P_R) nu_j Z'_k

    Parameters
    ----------
    mass : M >= 0, eV; > 0 with `longitudinal`.
    g_e : coupling to the electron, dimensionless.
    g_left, g_right : gL and gR in the mass basis, Hermitian B + (n, n), dimensionless; None is 0.
    width : Gamma, eV; None is the width into neutrino pairs, computed; 0.0 is none.
    longitudinal : with the part q_k q_l / M^2 of the propagator, which matters for M^2 up to a few
        omega m_nu.

    All but `longitudinal` may be arrays of one batch shape, `batch_shape`.
    """

    mass: ArrayLike
    g_e: ArrayLike
    g_left: ArrayLike
    g_right: ArrayLike | None = None
    width: ArrayLike | None = None
    longitudinal: bool = False
    batch_shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        shape = _freeze(self, reals=("mass", "g_e", "width"), matrices=("g_left", "g_right"))
        object.__setattr__(self, "batch_shape", shape)
        if not isinstance(self.longitudinal, bool):
            raise TypeError(f"longitudinal must be True or False, got {self.longitudinal!r}")
        if self.longitudinal and np.any(np.asarray(self.mass) < 1e-18):
            raise ValueError(
                "mass must be >= 1e-18 eV with the longitudinal part, which has 1/M^2, "
                f"got {self.mass!r}"
            )

    def resonance(self, target: Target) -> Array:
        """Photon energy at which the mediator is made on shell: E_eg/2 - M^2/(2 E_eg), eV, shape B.

        It shows in the spectrum if it is positive and M > m_i + m_j for a coupled pair.
        """
        return _resonance(self.mass, target)

    def contributions(self, neutrinos: Neutrinos) -> Iterator[Contribution]:
        """aL += g_e gL P / (sqrt2 G_F), aR alike, with P the propagator; longitudinal

        kS = f (m_i - m_j) (gL + gR) / 2,  kP = f (m_i + m_j) (gR - gL) / (2i),  f = g_e P / M^2.
        """
        g_e = _scale(self.g_e)
        vector, axial = (g_e * x for x in self._currents(neutrinos))
        yield Contribution("vector", vector / (math.sqrt(2) * G_FERMI))
        yield Contribution("axial", axial / (math.sqrt(2) * G_FERMI))
        if self.longitudinal:
            m_i, m_j = neutrinos.masses[..., :, None], neutrinos.masses[..., None, :]
            strength = 1 / (2 * G_FERMI * _scale(self.mass) ** 2)
            yield Contribution("scalar", strength * (m_i - m_j) * vector)
            yield Contribution("pseudoscalar", strength * (m_i + m_j) * axial)

    def pole(self, neutrinos: Neutrinos) -> Pole:
        """Mass and width, eV. The computed width, with D, u and v at q^2 = M^2, is

        Gamma = M/(16 pi) sum_ij D { |gL+gR|^2 (v/2 - u v/6) + |gL-gR|^2 (u/2 - u v/6) }.
        """
        mass = np.asarray(self.mass)
        if self.width is not None:
            return Pole(mass, np.asarray(self.width), given=True)
        vector, axial = self._currents(neutrinos)
        u, v, weight = _phase_space(mass, neutrinos)
        pairs = _squared("vector", vector, neutrinos) * (v / 2 - u * v / 6)
        pairs = pairs + _squared("axial", axial, neutrinos) * (u / 2 - u * v / 6)
        width = mass / (16 * np.pi) * (weight * pairs).sum(axis=(-2, -1))
        return Pole(mass, width, given=False)

    def _currents(self, neutrinos: Neutrinos) -> tuple[Matrix, Matrix]:
        left = _of_states("g_left", self.g_left, neutrinos)
        right = _of_states("g_right", self.g_right, neutrinos)
        return left + right, left - right


@dataclass(frozen=True, eq=False)
class ScalarMediator:
    """A real scalar mediator phi.

    S.-F. Ge and P. Pasquini, Eur. Phys. J. C 82, 208 (2022), arXiv:2110.03510:

    L = i y_e ebar gamma5 e phi + nubar_i (yS_ij + i gamma5 yP_ij) nu_j phi

    Parameters
    ----------
    mass : M >= 0, eV.
    y_e : pseudoscalar coupling to the electron, dimensionless.
    y_scalar, y_pseudoscalar : yS and yP in the mass basis, Hermitian B + (n, n); None is 0.
    width : Gamma, eV; None is the width into neutrino pairs, computed; 0.0 is none.

    All may be arrays of one batch shape, `batch_shape`.
    """

    mass: ArrayLike
    y_e: ArrayLike
    y_scalar: ArrayLike | None = None
    y_pseudoscalar: ArrayLike | None = None
    width: ArrayLike | None = None
    batch_shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        shape = _freeze(
            self, reals=("mass", "y_e", "width"), matrices=("y_scalar", "y_pseudoscalar")
        )
        object.__setattr__(self, "batch_shape", shape)

    def resonance(self, target: Target) -> Array:
        """Photon energy at which the mediator is made on shell: E_eg/2 - M^2/(2 E_eg), eV, shape B.

        It shows in the spectrum if it is positive and M > m_i + m_j for a coupled pair.
        """
        return _resonance(self.mass, target)

    def contributions(self, neutrinos: Neutrinos) -> Iterator[Contribution]:
        """kS = -i y_e yS P / (2 m_e), kP = -i y_e yP P / (2 m_e), with P the propagator."""
        factor = -1j * _scale(self.y_e) / (2 * ELECTRON_MASS * G_FERMI)
        for bilinear, phase, matrix in self._couplings(neutrinos):
            yield Contribution(bilinear, phase * factor * matrix)

    def pole(self, neutrinos: Neutrinos) -> Pole:
        """Mass and width, eV. The computed width, with D, u and v at q^2 = M^2, is

        Gamma = M/(8 pi) sum_ij D { |yS|^2 u + |yP|^2 v }.
        """
        mass = np.asarray(self.mass)
        if self.width is not None:
            return Pole(mass, np.asarray(self.width), given=True)
        u, v, weight = _phase_space(mass, neutrinos)
        (_, _, scalar), (_, _, pseudoscalar) = self._couplings(neutrinos)
        pairs = _squared("scalar", scalar, neutrinos) * u
        pairs = pairs + _squared("pseudoscalar", pseudoscalar, neutrinos) * v
        width = mass / (8 * np.pi) * (weight * pairs).sum(axis=(-2, -1))
        return Pole(mass, width, given=False)

    def _couplings(self, neutrinos: Neutrinos) -> tuple[tuple[str, complex, Matrix], ...]:
        return (
            ("scalar", 1, _of_states("y_scalar", self.y_scalar, neutrinos)),
            ("pseudoscalar", -1j, _of_states("y_pseudoscalar", self.y_pseudoscalar, neutrinos)),
        )


@dataclass(frozen=True, eq=False)
class DipoleMoments:
    """Magnetic and electric dipole moments, with the photon as mediator.

    S.-F. Ge and P. Pasquini, Phys. Lett. B 841, 137911 (2023), arXiv:2206.11717:

    L = -1/2 nubar_i sigma^{kl} (mu_ij + i gamma5 eps_ij) nu_j F_kl

    Parameters
    ----------
    magnetic, electric : mu and eps in the mass basis, Hermitian B + (n, n), Bohr magnetons; None is
        0. For Majorana neutrinos only the imaginary part off the diagonal acts, doubled: pass half
        of a published Majorana moment.

    `batch_shape` is B.
    """

    magnetic: ArrayLike | None = None
    electric: ArrayLike | None = None
    batch_shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        shape = _freeze(self, reals=(), matrices=("magnetic", "electric"))
        object.__setattr__(self, "batch_shape", shape)

    def contributions(self, neutrinos: Neutrinos) -> Iterator[Contribution]:
        """The moments; with a UserWarning where part of them cannot act for Majorana neutrinos."""
        for bilinear in ("magnetic", "electric"):
            matrix = _of_states(bilinear, getattr(self, bilinear), neutrinos)
            if neutrinos.nature == "majorana" and np.any(matrix.real):
                warnings.warn(
                    f"real and diagonal {bilinear} moments vanish for Majorana neutrinos",
                    stacklevel=2,
                )
            yield Contribution(bilinear, BOHR_MAGNETON**2 / G_FERMI * matrix)

    def pole(self, _neutrinos: Neutrinos) -> None:
        """None: the photon is massless, and its propagator is part of the formula."""


def check_interactions(interactions: object) -> tuple[Interaction, ...]:
    """`interactions` as a tuple, if they are a sequence of the interactions known here."""
    known = (VectorMediator, ScalarMediator, DipoleMoments)
    allowed = "a tuple or list of " + ", ".join(kind.__name__ for kind in known)
    if not isinstance(interactions, tuple | list):
        raise TypeError(f"interactions must be {allowed}, got {interactions!r}")
    for k, interaction in enumerate(interactions):
        if not isinstance(interaction, known):
            raise TypeError(f"interactions must be {allowed}, got [{k}] = {interaction!r}")
    return tuple(interactions)


def _resonance(mass: ArrayLike, target: Target) -> Array:
    instance("target", target, Target)
    energy: Array = target.end_point - np.asarray(mass) ** 2 / (2 * target.e_eg)
    return energy


def _phase_space(mass: Array, neutrinos: Neutrinos) -> tuple[Array, Array, Array]:
    """u and v at q^2 = M^2, and w D, for ordered pairs: B + (n, n); 0 where M <= m_i + m_j."""
    m2 = np.maximum(mass[..., None, None] ** 2, 1e-300)  # a massless mediator is below all pairs
    m_i, m_j = neutrinos.masses[..., :, None], neutrinos.masses[..., None, :]
    u = np.maximum(m2 - (m_i + m_j) ** 2, 0.0) / m2
    v = np.maximum(m2 - (m_i - m_j) ** 2, 0.0) / m2
    return u, v, np.sqrt(u * v) * (0.5 if neutrinos.nature == "majorana" else 1.0)


def _squared(bilinear: str, matrix: Matrix, neutrinos: Neutrinos) -> Array:
    acting = majorana_sum(bilinear, matrix, neutrinos.nature)
    return acting.real**2 + acting.imag**2


def _scale(number: ArrayLike) -> Array:
    """A batch of numbers that multiplies matrices."""
    return np.asarray(number)[..., None, None]


def _freeze(interaction: object, reals: tuple[str, ...], matrices: tuple[str, ...]) -> Shape:
    """Replace the fields of an interaction by checked read-only arrays; their batch shape."""
    bounds: dict[str, dict[str, float | bool]] = {
        "mass": {"low": 0.0, "high": 1e18},
        "width": {"low": 0.0, "high": 1e18},
    }
    optional = {f.name for f in fields(interaction) if f.default is None}  # type: ignore[arg-type]
    shapes = {}
    for name in (*reals, *matrices):
        value = getattr(interaction, name)
        if value is None and name in optional:
            continue
        array: NDArray[np.generic]
        if name in matrices:
            array = hermitian_array(name, value)
            shapes[name] = array.shape[:-2]
        else:
            array = real_array(name, value, **bounds.get(name, {"low": -1e30, "high": 1e30}))  # type: ignore[arg-type]
            shapes[name] = array.shape
        array.flags.writeable = False
        object.__setattr__(interaction, name, array)
    return broadcast_shape(**shapes)


def _of_states(name: str, matrix: ArrayLike | None, neutrinos: Neutrinos) -> Matrix:
    n = neutrinos.n_states
    if matrix is None:
        return np.zeros((n, n), dtype=np.complex128)
    array = np.asarray(matrix, dtype=np.complex128)
    if array.shape[-1] != n:
        raise ValueError(f"{name} must have shape (..., {n}, {n}), got {array.shape}")
    return array
