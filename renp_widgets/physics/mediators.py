"""Mediators: a vector Z' and a scalar phi between the electron and the neutrinos."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import RefusedInput, Shape, choice, instance, truth_value
from renp_widgets.physics.constants import ELECTRON_MASS, G_FERMI
from renp_widgets.physics.couplings import ELEMENTS, UNIVERSAL, is_diagonal, named_coupling
from renp_widgets.physics.interactions import (
    Contribution,
    Interaction,
    Pole,
    freeze,
    majorana_sum,
    of_states,
    pair_weight,
)
from renp_widgets.physics.kinematics import mass_detuning, pair_masses, phase_space
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.targets import Target
from renp_widgets.values import Array, Matrix, Value

__all__ = ["MediatorCoupling", "ScalarMediator", "VectorMediator"]


class _Mediator(Value, ABC):
    """What vector and scalar have in common."""

    mass: ArrayLike
    width: ArrayLike | None

    def resonance(self, target: Target) -> Array:
        """Photon energy at which the mediator is made on shell: E_eg/2 - M^2/(2 E_eg), eV, shape B.

        It shows in the spectrum if it is positive and M > m_i + m_j for a coupled pair.
        """
        instance("target", target, Target)
        return target.end_point - mass_detuning(target, np.asarray(self.mass))

    def pole(self, neutrinos: Neutrinos) -> Pole:
        """Mass and width, eV: the width that was given, or that into neutrino pairs, computed."""
        mass = np.asarray(self.mass)
        if self.width is not None:
            return Pole(mass, np.asarray(self.width), given=True)
        return Pole(mass, self._width(mass, neutrinos), given=False)

    @abstractmethod
    def _width(self, mass: Array, neutrinos: Neutrinos) -> Array:
        """The width into neutrino pairs, eV, shape B."""


@dataclass(frozen=True, eq=False)
class VectorMediator(_Mediator):
    """A vector mediator Z' with an axial coupling to the electron.

    S.-F. Ge and P. Pasquini, Eur. Phys. J. C 82, 208 (2022), arXiv:2110.03510:

    L = g_e ebar gamma^k gamma5 e Z'_k + nubar_i gamma^k (gL_ij P_L + gR_ij P_R) nu_j Z'_k

    Parameters
    ----------
    mass : M >= 0, eV; > 0 with `longitudinal`.
    g_e : coupling to the electron, dimensionless.
    g_left, g_right : gL and gR in the mass basis, Hermitian B + (n, n), dimensionless; a g_right of
        None is 0.
    width : Gamma, eV; None is the width into neutrino pairs, computed; 0.0 is none.
    longitudinal : with the part q_k q_l / M^2 of the propagator, which matters for M^2 up to a few
        omega m_nu.

    All but `longitudinal` may be arrays of one batch shape, `batch_shape`.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> z_prime = rw.VectorMediator(mass=0.5, g_e=1e-13, g_left=rw.universal_coupling(1.0))
    >>> print(f"{z_prime.resonance(rw.YB):.4f} eV")
    1.0134 eV
    """

    mass: ArrayLike
    g_e: ArrayLike
    g_left: ArrayLike
    g_right: ArrayLike | None = None
    width: ArrayLike | None = None
    longitudinal: bool = False
    batch_shape: Shape = field(init=False)
    array_axes: ClassVar = {"mass": 0, "g_e": 0, "width": 0, "g_left": 2, "g_right": 2}

    def __post_init__(self) -> None:
        freeze(self)
        object.__setattr__(self, "longitudinal", truth_value("longitudinal", self.longitudinal))
        if self.longitudinal and np.any(np.asarray(self.mass) < 1e-18):
            raise RefusedInput(
                "mass must be >= 1e-18 eV with the longitudinal part, which has 1/M^2, "
                f"got {self.mass!r}"
            )

    def contributions(self, neutrinos: Neutrinos) -> Iterator[Contribution]:
        """aL += g_e gL P / (sqrt2 G_F), aR alike, with P the propagator; longitudinal

        kS = f (m_i - m_j) (gL + gR) / 2,  kP = f (m_i + m_j) (gR - gL) / (2i),  f = g_e P / M^2.
        """
        g_e = _scale(self.g_e)
        vector, axial = (g_e * x for x in self._currents(neutrinos))
        yield Contribution("vector", vector / (math.sqrt(2) * G_FERMI))
        yield Contribution("axial", axial / (math.sqrt(2) * G_FERMI))
        if self.longitudinal:
            total, difference = pair_masses(neutrinos.masses)
            strength = 1 / (2 * G_FERMI * _scale(self.mass) ** 2)
            yield Contribution("scalar", strength * difference * vector)
            yield Contribution("pseudoscalar", strength * total * axial)

    def _width(self, mass: Array, neutrinos: Neutrinos) -> Array:
        """With w, Delta, u and v of `_at_pole`,

        Gamma = M/(16 pi) sum_ij w Delta { |gL+gR|^2 (v/2 - u v/6) + |gL-gR|^2 (u/2 - u v/6) }.
        """
        vector, axial = self._currents(neutrinos)
        u, v, weight = _at_pole(mass, neutrinos)
        pairs = _squared("vector", vector, neutrinos) * (v / 2 - u * v / 6)
        pairs = pairs + _squared("axial", axial, neutrinos) * (u / 2 - u * v / 6)
        return np.asarray(mass / (16 * np.pi) * (weight * pairs).sum(axis=(-2, -1)))

    def _currents(self, neutrinos: Neutrinos) -> tuple[Matrix, Matrix]:
        left = of_states("g_left", self.g_left, neutrinos)
        right = of_states("g_right", self.g_right, neutrinos)
        return left + right, left - right


@dataclass(frozen=True, eq=False)
class ScalarMediator(_Mediator):
    """A real scalar mediator phi.

    S.-F. Ge and P. Pasquini, Eur. Phys. J. C 82, 208 (2022), arXiv:2110.03510:

    L = i y_e ebar gamma5 e phi + nubar_i (yS_ij + i gamma5 yP_ij) nu_j phi

    Parameters
    ----------
    mass : M >= 0, eV.
    y_e : pseudoscalar coupling to the electron, dimensionless.
    y_scalar, y_pseudoscalar : yS and yP in the mass basis, Hermitian B + (n, n); None is 0. For
        Majorana neutrinos only the real part acts, doubled: pass half of a coupling g that the
        literature defines by L = (1/2) g nubar nu phi.
    width : Gamma, eV; None is the width into neutrino pairs, computed; 0.0 is none.

    All may be arrays of one batch shape, `batch_shape`.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> phi = rw.ScalarMediator(mass=0.5, y_e=1e-9, y_scalar=rw.universal_coupling(1e-9))
    >>> print(f"{phi.resonance(rw.YB):.4f} eV")
    1.0134 eV
    """

    mass: ArrayLike
    y_e: ArrayLike
    y_scalar: ArrayLike | None = None
    y_pseudoscalar: ArrayLike | None = None
    width: ArrayLike | None = None
    batch_shape: Shape = field(init=False)
    array_axes: ClassVar = {"mass": 0, "y_e": 0, "width": 0, "y_scalar": 2, "y_pseudoscalar": 2}

    def __post_init__(self) -> None:
        freeze(self)

    def contributions(self, neutrinos: Neutrinos) -> Iterator[Contribution]:
        """kS = -i y_e yS P / (2 m_e), kP = -i y_e yP P / (2 m_e), with P the propagator."""
        factor = -1j * _scale(self.y_e) / (2 * ELECTRON_MASS * G_FERMI)
        for bilinear, phase, matrix in self._couplings(neutrinos):
            yield Contribution(bilinear, phase * factor * matrix)

    def _width(self, mass: Array, neutrinos: Neutrinos) -> Array:
        """With w, Delta, u and v of `_at_pole`,

        Gamma = M/(8 pi) sum_ij w Delta { |yS|^2 u + |yP|^2 v }.
        """
        u, v, weight = _at_pole(mass, neutrinos)
        (_, _, scalar), (_, _, pseudoscalar) = self._couplings(neutrinos)
        pairs = _squared("scalar", scalar, neutrinos) * u
        pairs = pairs + _squared("pseudoscalar", pseudoscalar, neutrinos) * v
        return np.asarray(mass / (8 * np.pi) * (weight * pairs).sum(axis=(-2, -1)))

    def _couplings(self, neutrinos: Neutrinos) -> tuple[tuple[str, complex, Matrix], ...]:
        return (
            ("scalar", 1, of_states("y_scalar", self.y_scalar, neutrinos)),
            ("pseudoscalar", -1j, of_states("y_pseudoscalar", self.y_pseudoscalar, neutrinos)),
        )


def _at_pole(mass: Array, neutrinos: Neutrinos) -> tuple[Array, Array, Array]:
    """u, v and w Delta at q^2 = M^2, for ordered pairs: B + (n, n); Delta = 0 where M <= m_i + m_j.

    w is the weight of an ordered pair: 1, or 1/2 for Majorana neutrinos.
    """
    m2 = np.maximum(mass[..., None, None] ** 2, 1e-200)  # a massless mediator is below all pairs
    total, difference = pair_masses(neutrinos.masses)
    u, v, delta = phase_space(m2, total**2, difference**2)
    return u, v, delta * pair_weight(neutrinos.nature)


def _squared(bilinear: str, matrix: Matrix, neutrinos: Neutrinos) -> Array:
    acting = majorana_sum(bilinear, matrix, neutrinos.nature)
    return acting.real**2 + acting.imag**2


def _scale(number: ArrayLike) -> Array:
    """A batch of numbers that multiplies matrices."""
    return np.asarray(number)[..., None, None]


_CHOICES: Final = {
    "mediator": ("vector", "scalar"),
    "element": ELEMENTS,
    "phase": ("real", "imaginary"),
    "scalar_kind": ("scalar", "pseudoscalar"),
}


@dataclass(frozen=True)
class MediatorCoupling:
    """How a mediator couples, but for its mass and the size of its coupling.

    Parameters
    ----------
    mediator : "vector" (Z', left-handed) or "scalar" (phi).
    element : "universal" (the unit matrix in the mass basis) or a pair "11", "12", ... "33".
    phase : "real" or "imaginary" coupling ij of a pair of different states.
    scalar_kind : "scalar" or "pseudoscalar" coupling of phi to neutrinos.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> coupling = rw.statistics.MediatorCoupling("scalar", element="12", phase="imaginary")
    >>> coupling.label
    'phi S 12 imaginary'
    """

    mediator: str = "vector"
    element: str = UNIVERSAL
    phase: str = "real"
    scalar_kind: str = "scalar"

    def __post_init__(self) -> None:
        for name, allowed in _CHOICES.items():
            choice(name, getattr(self, name), allowed)

    @property
    def label(self) -> str:
        """The coupling in a few characters, such as "Z' 12", "phi S 11" or "phi P 12 imaginary"."""
        name = "Z'" if self.mediator == "vector" else f"phi {self.scalar_kind[0].upper()}"
        phase = " imaginary" if self.phase == "imaginary" and not self.is_diagonal else ""
        return f"{name} {self.element}{phase}"

    @property
    def is_diagonal(self) -> bool:
        """Whether every mass state couples to itself alone: such couplings are real."""
        return is_diagonal(self.element)

    def idle(self, nature: str) -> str:
        """Why the coupling does nothing for neutrinos of a nature, or "" where it acts."""
        imaginary = self.phase == "imaginary" and not self.is_diagonal
        if nature == "majorana" and self.mediator == "scalar" and imaginary:
            return "imaginary couplings of Majorana neutrinos to a scalar vanish"
        return ""

    def interaction(
        self, mass: ArrayLike, product: ArrayLike, width: ArrayLike | None = None
    ) -> Interaction:
        """The mediator of these masses, eV, with g_e g_nu or y_e y_nu = `product`, both B.

        The two couplings are equal in size, which matters for a computed width; the electron's has
        the sign. `width` is that of `VectorMediator`.
        """
        signed = np.asarray(product, dtype=np.float64)
        size = np.sqrt(np.abs(signed))
        electron = np.copysign(size, signed)
        matrix = named_coupling(self.element, self.phase, size)
        if self.mediator == "vector":
            return VectorMediator(mass, electron, matrix, width=width)
        couplings = {f"y_{self.scalar_kind}": matrix}
        return ScalarMediator(mass, electron, width=width, **couplings)
