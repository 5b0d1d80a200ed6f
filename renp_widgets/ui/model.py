"""ExplorerModel: holds the one state, computes once per change and says so to who listens."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from renp_widgets.couplings import axial_couplings
from renp_widgets.interactions import ScalarMediator, VectorMediator
from renp_widgets.kinematics import (
    Thresholds,
    channel_indices,
    detuning_grid,
    mass_detuning,
    thresholds,
)
from renp_widgets.spectrum import spectral_function
from renp_widgets.targets import Target
from renp_widgets.ui.state import ExplorerState

__all__ = ["ExplorerModel", "Spectrum", "compute"]

Array = NDArray[np.float64]

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Spectrum:
    """What a state looks like: the one result that figure and table draw from.

    omega, detuning, intensity : (N,), eV, eV and dimensionless; detunings ascend.
    thresholds : of the state's neutrinos and target.
    couplings : |a_ij|^2 per channel, (n_channels,), dimensionless.
    standard : the intensity without the mediator, (N,); None where there is none.
    resonance : detuning at which the mediator is made on shell, eV, if that is in the spectrum.
    """

    state: ExplorerState
    target: Target
    omega: Array
    detuning: Array
    intensity: Array
    thresholds: Thresholds
    couplings: Array
    standard: Array | None
    resonance: float | None


def compute(state: ExplorerState) -> Spectrum:
    """The spectrum of a state on one grid that serves the full range and the end point."""
    target, neutrinos, interactions = state.atom, state.neutrinos, state.interactions
    poles = [x.mass for x in interactions if isinstance(x, VectorMediator | ScalarMediator)]
    at = [float(mass_detuning(target, np.asarray(mass))) for mass in poles]
    resonance = next((d for d in at if d < target.end_point), None)
    high = 0.999 * target.end_point
    grid = detuning_grid(target, neutrinos, 1e-9 * target.end_point, high, peaks=at)
    detuning = np.union1d(grid, np.linspace(0, high, 200)[1:])
    intensity = standard = spectral_function(target, neutrinos, detuning=detuning)
    if interactions:
        intensity = spectral_function(
            target, neutrinos, detuning=detuning, interactions=interactions
        )
    i, j = channel_indices(neutrinos.n_states)
    return Spectrum(
        state=state,
        target=target,
        omega=target.end_point - detuning,
        detuning=detuning,
        intensity=intensity,
        thresholds=thresholds(target, neutrinos),
        couplings=np.abs(axial_couplings(neutrinos)[i, j]) ** 2,
        standard=standard if interactions else None,
        resonance=resonance,
    )


class ExplorerModel(traitlets.HasTraits):
    """One state and its spectrum.

    Assign `state` to change what is shown: the spectrum is computed once, then `spectrum` changes
    and whoever observes it draws. An equal state does nothing. `computations` counts; `errors`
    lists the messages of everything that went wrong, and `message` is the one on show ("" if none).
    """

    state = traitlets.Instance(ExplorerState)
    spectrum = traitlets.Instance(Spectrum, allow_none=True)
    message = traitlets.Unicode()

    def __init__(self, state: ExplorerState | None = None) -> None:
        super().__init__()
        self.computations = 0
        self.errors: list[str] = []
        self.state = ExplorerState() if state is None else state

    @traitlets.observe("state")
    def _compute(self, change: dict[str, Any]) -> None:
        with self.report():
            spectrum = compute(change["new"])
            self.computations += 1
            self.message = ""
            self.spectrum = spectrum

    @contextmanager
    def report(self, context: str = "") -> Iterator[None]:
        """Show and count what is raised inside, where an exception would otherwise go unseen."""
        try:
            yield
        except ValueError as error:  # refused input: the message says it all
            self.refuse(f"{context}{error}")
        except Exception as error:
            _LOG.exception("in an explorer")
            self.refuse(f"{context}{type(error).__name__}: {error}")

    def refuse(self, message: str) -> None:
        """Put `message` on show and into `errors`."""
        self.errors.append(message)
        self.message = message
