"""Propagator: its size along the spectrum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from renp_widgets.apps.propagator.state import LOWEST_DETUNING, PropagatorState
from renp_widgets.values import Array

_POINTS: Final = 400
_CLOSING_IN: Final = np.geomspace(1e-9, 0.3, 40)  # on the pole, in parts of its detuning


@dataclass(frozen=True, eq=False)
class Propagator:
    """What is drawn: detunings, ascending, eV, and the propagators there, eV^-2.

    size : |1/(q^2 - M^2)|. massless : 1/q^2.
    """

    detuning: Array
    size: Array
    massless: Array


def propagator(state: PropagatorState) -> Propagator:
    """The propagator over the whole spectrum, with points that close in on the pole."""
    end = state.atom.end_point
    grids = [np.geomspace(LOWEST_DETUNING, end, _POINTS), np.linspace(0, end, _POINTS)]
    if state.has_pole:
        grids += [state.pole * (1 - _CLOSING_IN), state.pole * (1 + _CLOSING_IN)]
    detuning = np.unique(np.concatenate(grids))
    detuning = detuning[(detuning >= LOWEST_DETUNING) & (detuning <= end)]
    detuning = detuning[detuning != state.pole]
    return Propagator(detuning, state.at(detuning), 1 / (2 * state.atom.e_eg * detuning))
