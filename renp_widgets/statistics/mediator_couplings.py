"""Couplings of a mediator that an experiment looks for, and how its counts answer to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.bilinears import Interaction
from renp_widgets.constants import ELECTRON_MASS, G_FERMI
from renp_widgets.couplings import ELEMENTS, UNIVERSAL, is_diagonal, named_coupling, uncoupled
from renp_widgets.experiment import Experiment
from renp_widgets.interactions import ScalarMediator, VectorMediator
from renp_widgets.kinematics import mass_detuning
from renp_widgets.linewidth import LINE_REACH
from renp_widgets.statistics.hypotheses import Hypothesis
from renp_widgets.statistics.responses import Response
from renp_widgets.validation import choice, instance

__all__ = [
    "TRIGGER_LINEWIDTH",
    "MediatorCoupling",
    "line_meets",
    "mediator_response",
    "over_a_line",
]

Array = NDArray[np.float64]

TRIGGER_LINEWIDTH: Final = 1e-7
"""Standard deviation of the trigger laser's line, eV, where an experiment gives none.

A choice, for what a pulsed laser can do: a Gaussian pulse of 7.8 ns has this line at the Fourier
limit, 57 MHz wide at half its height.
"""

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


def over_a_line(experiment: Experiment) -> Experiment:
    """The experiment with the line of its laser, or with that of TRIGGER_LINEWIDTH."""
    instance("experiment", experiment, Experiment)
    if experiment.linewidth > 0:
        return experiment
    return replace(experiment, linewidth=TRIGGER_LINEWIDTH)


def line_meets(experiment: Experiment, masses: Array) -> NDArray[np.bool_]:
    """Whether some trigger's line meets the pole of mediators of these masses (n,), eV."""
    away = np.abs(mass_detuning(experiment.target, masses)[:, None] - experiment.triggers)
    return np.asarray((away < LINE_REACH * experiment.linewidth).any(axis=1))


def mediator_response(
    experiment: Experiment, truth: Hypothesis, coupling: MediatorCoupling, masses: Array
) -> Response:
    """The counts' response to g_e g_nu or y_e y_nu of mediators of these masses (n,), eV.

    A width matters only where a line meets the pole.
    """
    experiment = over_a_line(experiment)
    instance("truth", truth, Hypothesis)
    neutrinos = truth.neutrinos()
    alone = uncoupled(neutrinos)
    standard = truth.signal_counts(experiment)
    size = G_FERMI * (masses**2 + experiment.target.e_eg**2)  # as strong as the weak force
    if coupling.mediator == "scalar":
        size *= ELECTRON_MASS / experiment.target.e_eg
    once, both = np.empty((2, len(masses), len(standard)))
    met = line_meets(experiment, masses)
    for some, width in ((met, None), (~met, 0.0)):
        if some.any():
            mediator = coupling.interaction(masses[some], size[some], width)
            once[some] = experiment.signal_counts(alone, (mediator,))
            both[some] = experiment.signal_counts(neutrinos, (*truth.interactions, mediator))
    twice = 4 * once
    if met.any():
        mediator = coupling.interaction(masses[met], 2 * size[met])
        twice[met] = experiment.signal_counts(alone, (mediator,))
    interference = (both - standard - once) / size[:, None]
    on_shell = np.maximum(2 * once - twice / 2, 0.0) / size[:, None]
    square = np.maximum(twice / 2 - once, 0.0) / size[:, None] ** 2
    return Response(standard, interference, on_shell, square)
