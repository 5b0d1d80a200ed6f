"""Neutrinos: masses, mixing and nature of n mass states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.checks import (
    RefusedInput,
    Shape,
    angle_array,
    broadcast_shape,
    choice,
    complex_array,
    instance,
    real_array,
    square_array,
)
from renp_widgets.physics.constants import ELECTRON_MASS, G_FERMI
from renp_widgets.physics.oscillation import DEFAULT_PRESET, OscillationParameters
from renp_widgets.values import Value

__all__ = ["NATURES", "ORDERINGS", "Neutrinos", "mixing_matrix", "non_unitary", "uncoupled"]

ORDERINGS: Final = ("normal", "inverted")
NATURES: Final = ("dirac", "majorana")
_MAX_MASS: Final = 1e30  # eV; above the Planck mass, and its fourth power is still a float


@dataclass(frozen=True, eq=False)
class Neutrinos(Value):
    """n mass states with their mixing; every array may have leading batch axes B.

    Parameters
    ----------
    masses : B + (n,), eV, n >= 2, each >= 0. Their order is kept: index 1 is the first one.
    mixing : B + (3, n), complex; rows e, mu, tau. It need not be unitary, and n may exceed 3:
        sterile states and non-unitary mixing are written this way.
    nature : "dirac" or "majorana".

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> print(nu.masses.round(4), f"{nu.effective_majorana_mass:.4f} eV")
    [0.01   0.0132 0.0511] 0.0113 eV
    """

    masses: NDArray[np.float64]
    mixing: NDArray[np.complex128]
    nature: str = "majorana"

    def __post_init__(self) -> None:
        masses = real_array("masses", self.masses, "eV", low=0.0, high=_MAX_MASS)
        mixing = complex_array("mixing", self.mixing)
        choice("nature", self.nature, NATURES)
        if masses.ndim < 1 or masses.shape[-1] < 2:
            raise RefusedInput(f"masses must have shape (..., n) with n >= 2, got {masses.shape}")
        n = masses.shape[-1]
        if mixing.ndim < 2 or mixing.shape[-2:] != (3, n):
            raise RefusedInput(
                f"mixing must have shape (..., 3, {n}) for {n} masses, got {mixing.shape}"
            )
        batch = broadcast_shape(masses=masses.shape[:-1], mixing=mixing.shape[:-2])
        for name, array, tail in (("masses", masses, (n,)), ("mixing", mixing, (3, n))):
            array.flags.writeable = False
            object.__setattr__(self, name, np.broadcast_to(array, batch + tail))

    @property
    def n_states(self) -> int:
        """Number n of mass states."""
        return int(self.masses.shape[-1])

    @property
    def batch_shape(self) -> Shape:
        """The batch shape B that masses and mixing share."""
        return self.masses.shape[:-1]

    @property
    def mass_sum(self) -> NDArray[np.float64]:
        """Sum of all masses, B, eV: what cosmology constrains for three light neutrinos."""
        return np.asarray(self.masses.sum(axis=-1))

    @property
    def effective_beta_mass(self) -> NDArray[np.float64]:
        """m_beta = sqrt(sum_i |U_ei|^2 m_i^2), B, eV: what beta decay's end point constrains.

        PDG, Phys. Rev. D 110, 030001 (2024), section 14, for states that are not resolved.
        """
        return np.asarray(np.sqrt(np.sum((np.abs(self._electron_row) * self.masses) ** 2, axis=-1)))

    @property
    def effective_majorana_mass(self) -> NDArray[np.float64]:
        """m_bb = |sum_i U_ei^2 m_i|, B, eV: what neutrinoless double beta decay constrains.

        PDG, Phys. Rev. D 110, 030001 (2024), section 14. 0 for Dirac neutrinos: no such decay.
        """
        if self.nature == "dirac":
            return np.zeros(self.batch_shape)
        return np.asarray(np.abs(np.sum(self._electron_row**2 * self.masses, axis=-1)))

    @property
    def dipole_moments_standard_model(self) -> NDArray[np.float64]:
        """The Standard Model's mu_ii = 3 e G_F m_i / (8 sqrt2 pi^2), B + (n,), Bohr magnetons.

        3.2e-19 (m_i / eV) for Dirac neutrinos (K. Fujikawa and R. E. Shrock, Phys. Rev. Lett. 45,
        963 (1980)), times (N^dagger N)_ii: a sterile state has none. 0 for Majorana neutrinos.
        """
        if self.nature == "majorana":
            return np.zeros(self.masses.shape)
        active = np.sum(np.abs(self.mixing) ** 2, axis=-2)
        moment = 3 * G_FERMI * ELECTRON_MASS / (4 * np.sqrt(2) * np.pi**2)
        return np.asarray(moment * active * self.masses)

    @property
    def _electron_row(self) -> NDArray[np.complex128]:
        return self.mixing[..., 0, :]

    @classmethod
    def from_oscillation(
        cls,
        ordering: str,
        lightest_mass: ArrayLike,
        nature: str = "majorana",
        *,
        alpha21: ArrayLike = 0.0,
        alpha31: ArrayLike = 0.0,
        delta: ArrayLike | None = None,
        oscillation: Mapping[str, OscillationParameters] | OscillationParameters = DEFAULT_PRESET,
    ) -> Neutrinos:
        """Three neutrinos from the lightest mass and what oscillations have measured.

        Normal ordering: m_1 = lightest, m_2^2 = m_1^2 + dm2_21, m_3^2 = m_1^2 + dm2_3l.
        Inverted: m_3 = lightest, m_2^2 = m_3^2 - dm2_3l, m_1^2 = m_2^2 - dm2_21.

        Parameters
        ----------
        ordering : "normal" or "inverted".
        lightest_mass : eV, >= 0.
        nature : "dirac" or "majorana".
        alpha21, alpha31 : Majorana phases, radians. For Dirac neutrinos they turn only the basis
            in which couplings of mass states are given: without effect in the Standard Model.
        delta : Dirac CP phase, radians; None takes that of `oscillation`.
        oscillation : a preset (parameters by ordering) or one set of parameters.

        Numbers and arrays broadcast to the batch shape B.
        """
        choice("ordering", ordering, ORDERINGS)
        parameters = oscillation_of(ordering, oscillation)
        m = real_array("lightest_mass", lightest_mass, "eV", low=0.0, high=_MAX_MASS)
        dm2_21, dm2_3l = np.asarray(parameters.dm2_21), np.asarray(parameters.dm2_3l)
        if ordering == "normal":
            squares = (m**2 + dm2_21, m**2 + dm2_3l)
            masses = np.broadcast_arrays(m, np.sqrt(squares[0]), np.sqrt(squares[1]))
        else:
            squares = (m**2 - dm2_3l - dm2_21, m**2 - dm2_3l)
            masses = np.broadcast_arrays(np.sqrt(squares[0]), np.sqrt(squares[1]), m)
        mixing = mixing_matrix(
            parameters.sin2_theta12,
            parameters.sin2_theta13,
            parameters.sin2_theta23,
            parameters.delta if delta is None else delta,
            alpha21,
            alpha31,
        )
        return cls(masses=np.stack(masses, axis=-1), mixing=mixing, nature=nature)

    def with_sterile(
        self,
        mass: ArrayLike,
        u_e4: ArrayLike = 0.0,
        u_mu4: ArrayLike = 0.0,
        u_tau4: ArrayLike = 0.0,
    ) -> Neutrinos:
        """These neutrinos and one more state, as its last: "3 + 1" from three flavours.

        The mixing becomes N = [(1 - u u^dagger)^{1/2} U, u] with u = (u_e4, u_mu4, u_tau4): one of
        the completions for which N N^dagger = 1 if U U^dagger = 1, so that N is part of a unitary
        matrix. The square root is 1 - u u^dagger / (1 + sqrt(1 - |u|^2)).

        Parameters
        ----------
        mass : of the new state, eV, >= 0.
        u_e4, u_mu4, u_tau4 : its mixing with e, mu, tau, complex, |u| <= 1.

        Numbers and arrays broadcast to the batch shape B.
        """
        m = real_array("mass", mass, "eV", low=0.0, high=_MAX_MASS)
        given = {"u_e4": u_e4, "u_mu4": u_mu4, "u_tau4": u_tau4}
        elements = {name: complex_array(name, value) for name, value in given.items()}
        shapes = {name: x.shape for name, x in elements.items()}
        broadcast_shape(neutrinos=self.batch_shape, mass=m.shape, **shapes)
        u = np.stack(np.broadcast_arrays(*elements.values()), axis=-1)[..., None]
        norm2 = np.sum(np.abs(u) ** 2, axis=(-2, -1), keepdims=True)
        if np.any(norm2 > 1 + 1e-12):
            raise RefusedInput(f"|u_e4|^2 + |u_mu4|^2 + |u_tau4|^2 must be <= 1, got {norm2.max()}")
        overlap = u.conj().swapaxes(-1, -2) @ self.mixing  # u^dagger U, B + (1, n)
        light = self.mixing - u @ overlap / (1 + np.sqrt(np.maximum(1 - norm2, 0.0)))
        return Neutrinos(_append(self.masses, m[..., None]), _append(light, u), self.nature)


def mixing_matrix(
    sin2_theta12: ArrayLike,
    sin2_theta13: ArrayLike,
    sin2_theta23: ArrayLike,
    delta: ArrayLike = 0.0,
    alpha21: ArrayLike = 0.0,
    alpha31: ArrayLike = 0.0,
) -> NDArray[np.complex128]:
    """Leptonic mixing matrix U, B + (3, 3), in the PDG convention with Majorana phases.

    U = V(theta12, theta13, theta23, delta) diag(1, e^{i alpha21/2}, e^{i alpha31/2}); S. Navas et
    al. (PDG), Phys. Rev. D 110, 030001 (2024), section 14. Phases in radians; all broadcast to B.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> print(abs(rw.mixing_matrix(0.3, 0.02, 0.5)).round(3))
    [[0.828 0.542 0.141]
     [0.471 0.537 0.7  ]
     [0.304 0.646 0.7  ]]
    """
    sin2 = {
        "sin2_theta12": real_array("sin2_theta12", sin2_theta12, low=0.0, high=1.0),
        "sin2_theta13": real_array("sin2_theta13", sin2_theta13, low=0.0, high=1.0),
        "sin2_theta23": real_array("sin2_theta23", sin2_theta23, low=0.0, high=1.0),
    }
    phases = {
        "delta": angle_array("delta", delta),
        "alpha21": angle_array("alpha21", alpha21),
        "alpha31": angle_array("alpha31", alpha31),
    }
    batch = broadcast_shape(**{name: x.shape for name, x in (sin2 | phases).items()})
    s12, s13, s23 = (np.sqrt(x) for x in sin2.values())
    c12, c13, c23 = (np.sqrt(1 - x) for x in sin2.values())
    cp = s13 * np.exp(1j * phases["delta"])
    rows = (
        (c12 * c13, s12 * c13, cp.conj()),
        (-s12 * c23 - c12 * s23 * cp, c12 * c23 - s12 * s23 * cp, s23 * c13),
        (s12 * s23 - c12 * c23 * cp, -c12 * s23 - s12 * c23 * cp, c23 * c13),
    )
    majorana = (1.0, np.exp(0.5j * phases["alpha21"]), np.exp(0.5j * phases["alpha31"]))
    u = np.empty((*batch, 3, 3), dtype=np.complex128)
    for flavour, row in enumerate(rows):
        for state, entry in enumerate(row):
            u[..., flavour, state] = entry * majorana[state]
    return u


def _append(states: NDArray[Any], new: NDArray[Any]) -> NDArray[Any]:
    """States (..., n) and one more (..., 1) as (..., n + 1)."""
    leading = np.broadcast_shapes(states.shape[:-1], new.shape[:-1])
    parts = [np.broadcast_to(x, (*leading, x.shape[-1])) for x in (states, new)]
    return np.concatenate(parts, axis=-1)


def oscillation_of(
    ordering: str, oscillation: Mapping[str, OscillationParameters] | OscillationParameters
) -> OscillationParameters:
    """The parameters of an ordering, from a preset or one set of them."""
    chosen = oscillation.get(ordering) if isinstance(oscillation, Mapping) else oscillation
    if not isinstance(chosen, OscillationParameters):
        raise TypeError(
            "oscillation must be OscillationParameters or a preset of them by ordering, "
            f"got {oscillation!r}"
        )
    if chosen.ordering != ordering:
        raise RefusedInput(
            f"oscillation must be of {ordering} ordering, got dm2_3l = {chosen.dm2_3l!r} eV^2, "
            f"which is {chosen.ordering}"
        )
    return chosen


def uncoupled(neutrinos: Neutrinos) -> Neutrinos:
    """The same neutrinos without mixing: what couples beyond the Standard Model acts alone."""
    return Neutrinos(neutrinos.masses, np.zeros_like(neutrinos.mixing), neutrinos.nature)


def non_unitary(neutrinos: Neutrinos, matrix: ArrayLike) -> Neutrinos:
    """The same neutrinos with the mixing N = `matrix` U of non-unitary light states.

    Parameters
    ----------
    neutrinos : with the unitary mixing U.
    matrix : lower triangular, B + (3, 3): alpha_11, alpha_22, alpha_33 real and close to 1 on the
        diagonal, alpha_21, alpha_31, alpha_32 complex below it (F. J. Escrihuela et al., Phys. Rev.
        D 92, 053009 (2015), arXiv:1503.08879). Not the Majorana phases alpha21, alpha31.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> found = rw.non_unitary(nu, [[0.97, 0, 0], [0, 1, 0], [0, 0, 1]])
    >>> print(abs(found.mixing[0] / nu.mixing[0]).round(4))
    [0.97 0.97 0.97]
    """
    instance("neutrinos", neutrinos, Neutrinos)
    alpha = square_array("matrix", matrix, n_states=3)
    if np.any(np.triu(alpha, 1)):
        raise RefusedInput(f"matrix must be lower triangular, got {matrix!r}")
    if np.any(np.diagonal(alpha, axis1=-2, axis2=-1).imag):
        raise RefusedInput(f"matrix must have a real diagonal, got {matrix!r}")
    broadcast_shape(neutrinos=neutrinos.batch_shape, matrix=alpha.shape[:-2])
    return Neutrinos(neutrinos.masses, alpha @ neutrinos.mixing, neutrinos.nature)
