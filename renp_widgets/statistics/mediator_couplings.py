"""Couplings of a mediator that an experiment looks for, and how its counts answer to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.bilinears import Interaction
from renp_widgets.constants import ELECTRON_MASS, G_FERMI
from renp_widgets.couplings import ELEMENTS, UNIVERSAL, is_diagonal, named_coupling, uncoupled
from renp_widgets.experiment import Experiment
from renp_widgets.interactions import ScalarMediator, VectorMediator
from renp_widgets.kinematics import mass_detuning
from renp_widgets.statistics.hypotheses import Hypothesis
from renp_widgets.statistics.responses import Response
from renp_widgets.validation import choice

__all__ = ["MediatorCoupling", "mediator_response"]

Array = NDArray[np.float64]

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
        imaginary = self.phase == "imaginary" and not is_diagonal(self.element)
        phase = " imaginary" if imaginary else ""
        return f"{name} {self.element}{phase}"

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


def mediator_response(
    experiment: Experiment, truth: Hypothesis, coupling: MediatorCoupling, masses: Array
) -> Response:
    """The counts' response to g_e g_nu or y_e y_nu of mediators of these masses (n,), eV."""
    neutrinos = truth.neutrinos()
    alone = uncoupled(neutrinos)
    standard = truth.signal_counts(experiment)
    on_shell = np.zeros((len(masses), len(standard)))
    if experiment.linewidth > 0:
        width = None
        size = G_FERMI * (masses**2 + experiment.target.e_eg**2)
        if coupling.mediator == "scalar":
            size *= ELECTRON_MASS / experiment.target.e_eg
        once, twice = (
            experiment.signal_counts(alone, (coupling.interaction(masses, x),))
            for x in (size, 2 * size)
        )
        on_shell = np.maximum(2 * once - twice / 2, 0.0) / size[:, None]
        square = np.maximum(twice / 2 - once, 0.0) / size[:, None] ** 2
    else:
        width = 0.0
        _refuse_poles(experiment, masses)
        square = experiment.signal_counts(alone, (coupling.interaction(masses, 1.0, width),))
        acting = (square > 0) & (standard > 0)
        ratio = np.divide(standard, square, out=np.full_like(square, np.inf), where=acting)
        # As large as the Standard Model's signal where it matters most: nothing cancels.
        size = np.sqrt(ratio.min(axis=-1))
        size[np.isinf(size)] = 1.0
    once = size[:, None] * (on_shell + size[:, None] * square)
    mediator = coupling.interaction(masses, size, width)
    both = experiment.signal_counts(neutrinos, (*truth.interactions, mediator))
    interference = (both - standard - once) / size[:, None]
    return Response(standard, interference, on_shell, square)


def _refuse_poles(experiment: Experiment, masses: Array) -> None:
    poles = mass_detuning(experiment.target, masses)
    mass, trigger = np.nonzero(poles[:, None] == experiment.triggers)
    if len(mass):
        raise ValueError(
            f"masses must have no pole exactly on a trigger, got {masses[mass[0]]} eV, whose "
            f"pole is at detuning {experiment.triggers[trigger[0]]} eV: move it, or give the "
            "experiment the linewidth of its laser"
        )
