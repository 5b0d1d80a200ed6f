"""The spectrum with one formula as printed, and the spectrum as derived.

Each difference is seen alone: all the rest of the printed spectrum is as derived. The target is
ytterbium. A mediator couples to all mass states alike, and so strongly that the amplitude it adds
is of the order of (5 eV^2)/M^2 times the Standard Model's: a Z' with gR = gL/2, a phi with yP = yS.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from renp_widgets.apps.printed import talk_formulas as printed
from renp_widgets.apps.printed.state import PrintedState
from renp_widgets.apps.printed.talk_formulas import Pairs, pairs_at
from renp_widgets.physics.constants import ELECTRON_MASS, G_FERMI
from renp_widgets.physics.couplings import axial_couplings, universal_coupling
from renp_widgets.physics.interactions import Interaction
from renp_widgets.physics.kinematics import detuning_grid, thresholds
from renp_widgets.physics.mediators import ScalarMediator, VectorMediator
from renp_widgets.physics.spectrum import spectral_function
from renp_widgets.physics.targets import YB
from renp_widgets.values import Array

_SIZE: Final = 5.0  # of what a mediator adds
_SPAN: Final = (1e-6, 0.999 * YB.end_point)  # detunings, eV


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two spectra of ytterbium at the same photon energies.

    detuning : eV, ascending, (N,).
    printed, derived : I with the formula as printed, and as derived, dimensionless, (N,); of the
        average, coupled by angular momentum and isotropic.
    thresholds : detunings of the six, eV.
    """

    detuning: Array
    printed: Array
    derived: Array
    thresholds: Array

    @property
    def omega(self) -> Array:
        """Photon energies, eV, (N,)."""
        return YB.end_point - self.detuning

    @property
    def ratio(self) -> tuple[Array, Array]:
        """Detunings where the derived spectrum is above 0, and printed / derived there."""
        there = self.derived > 0
        return self.detuning[there], self.printed[there] / self.derived[there]


def vector_mediator(mass: float) -> VectorMediator:
    """The Z' of mass M, eV, that is compared: no width, as printed."""
    coupling = math.sqrt(_SIZE * math.sqrt(2) * G_FERMI)
    g_left = universal_coupling(coupling)
    return VectorMediator(mass, coupling, g_left, g_left / 2, width=0.0)


def scalar_mediator(mass: float, sign: float = 1.0) -> ScalarMediator:
    """The phi of mass M, eV, that is compared; `sign` is that of its amplitude."""
    coupling = math.sqrt(_SIZE * 2 * ELECTRON_MASS * G_FERMI)
    y = universal_coupling(coupling)
    return ScalarMediator(mass, sign * coupling, y, y, width=0.0)


def comparison(state: PrintedState) -> Comparison:
    """Both spectra of a state, on a grid that resolves the thresholds."""
    neutrinos = state.neutrinos
    edges = thresholds(YB, neutrinos).detuning
    detuning = detuning_grid(YB, neutrinos, *_SPAN)
    pairs = pairs_at(YB, neutrinos, YB.end_point - detuning)
    both = _COMPARED[state.formula](pairs, state.mediator_mass)
    return Comparison(detuning, *both, edges)


def _derived(pairs: Pairs, *interactions: Interaction, average: str = "isotropic") -> Array:
    return spectral_function(
        pairs.target, pairs.neutrinos, pairs.omega, interactions=interactions, average=average
    )


def _sum(pairs: Pairs, bracket: Array) -> Array:
    return printed.spectral_function(pairs, bracket, opens="below")


def _step(pairs: Pairs, _mass: float) -> tuple[Array, Array]:
    bracket = printed.standard_model(pairs, axial_couplings(pairs.neutrinos))
    return printed.spectral_function(pairs, bracket), _derived(pairs)


def _couplings(pairs: Pairs, _mass: float) -> tuple[Array, Array]:
    return _sum(pairs, printed.standard_model(pairs)), _derived(pairs)


def _vector(pairs: Pairs, mass: float) -> tuple[Array, Array]:
    mediator, a = vector_mediator(mass), axial_couplings(pairs.neutrinos)
    bracket = printed.vector_squares(pairs, mediator, a) + printed.vector_masses(pairs, mediator, a)
    return _sum(pairs, bracket), _derived(pairs, mediator)


def _parts(pairs: Pairs, mass: float) -> tuple[Array, Array, Array]:
    """Without the mediator, its square, and the interference, as derived."""
    plus, minus = (_derived(pairs, scalar_mediator(mass, sign)) for sign in (1.0, -1.0))
    without = _derived(pairs)
    return without, (plus + minus) / 2 - without, (plus - minus) / 2


def _interference(pairs: Pairs, mass: float) -> tuple[Array, Array]:
    without, squares, interference = _parts(pairs, mass)
    a = axial_couplings(pairs.neutrinos)
    talk = _sum(pairs, printed.scalar_interference(pairs, scalar_mediator(mass), a))
    return without + squares + talk, without + squares + interference


def _squares(pairs: Pairs, mass: float) -> tuple[Array, Array]:
    """What is printed for Majorana neutrinos: |yS|^2, and no yP."""
    without, squares, interference = _parts(pairs, mass)
    mediator = scalar_mediator(mass)
    s2 = np.abs(np.asarray(mediator.y_scalar))[..., None] ** 2
    p2 = (1 - pairs.delta_m) * np.abs(np.asarray(mediator.y_pseudoscalar))[..., None] ** 2
    # The brackets closed as dimensions demand: |y_e|^2 omega^2 before the mass terms, too.
    braces = s2 * (pairs.q2 - (pairs.m_i + pairs.m_j) ** 2)
    braces = braces + p2 * (pairs.q2 - (pairs.m_i - pairs.m_j) ** 2)
    size = np.asarray(mediator.y_e) * pairs.omega / (ELECTRON_MASS * G_FERMI * (pairs.q2 - mass**2))
    talk = _sum(pairs, braces * size**2 / 24)
    return without + talk + interference, without + squares + interference


def _conjugate(pairs: Pairs, mass: float) -> tuple[Array, Array]:
    mediator = scalar_mediator(mass)
    return _derived(pairs, printed.with_conjugate(mediator)), _derived(pairs, mediator)


def _average(pairs: Pairs, _mass: float) -> tuple[Array, Array]:
    return _derived(pairs, average="coupled"), _derived(pairs)


_COMPARED: Final[dict[str, Callable[[Pairs, float], tuple[Array, Array]]]] = {
    "step": _step,
    "couplings": _couplings,
    "vector": _vector,
    "interference": _interference,
    "squares": _squares,
    "conjugate": _conjugate,
    "average": _average,
}
