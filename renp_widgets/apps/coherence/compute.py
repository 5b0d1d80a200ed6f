"""Ensemble: what becomes of the atoms' phases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renp_widgets.apps.coherence.state import CoherenceState
from renp_widgets.physics.coherence import (
    coherence_factor,
    form_factor,
    sampled_coherence_factor,
    stimulated_factor,
)
from renp_widgets.physics.constants import HC
from renp_widgets.values import Array

WAVES: Final = np.geomspace(0.01, 100.0, 400)
"""Wavelengths along the box at which the curves are computed, (400,)."""


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Atoms in a box, and how they add up.

    places : x, y, z over L, (N, 3). phases : p x_a, in radians, (N,).
    walk : sums of exp(i phase) over the first 0, 1, ... N atoms along x, complex, (N + 1,).
    factor : |sum|^2 of these atoms. expected : its mean over all places.
    form : the form factor F(p), from 0 to 1. stimulated : N_gamma + 1.
    waves : p L / (2 pi), wavelengths along the box.
    sampled, mean : `factor` and `expected` at the numbers WAVES of wavelengths, (400,).
    """

    state: CoherenceState
    places: Array
    phases: Array
    walk: NDArray[np.complex128]
    factor: float
    expected: float
    form: float
    stimulated: float
    waves: float
    sampled: Array
    mean: Array


def ensemble(state: CoherenceState) -> Ensemble:
    """The atoms of a state: their places follow from `seed`, as in `sampled_coherence_factor`."""
    n = state.n_atoms
    places = np.random.default_rng(state.seed).random((n, 3))
    waves = state.momentum * state.size / HC
    phases = 2 * np.pi * waves * places[:, 0]
    in_order = phases[places[:, 0].argsort()]  # so that the walk curls up, wave by wave
    walk = np.concatenate([[0.0], np.exp(1j * in_order).cumsum()])
    along_x = np.multiply.outer(WAVES * HC / state.size, (1.0, 0.0, 0.0))
    momentum = (state.momentum, 0.0, 0.0)
    return Ensemble(
        state,
        places,
        phases,
        walk,
        factor=float(abs(walk[-1]) ** 2),
        expected=float(coherence_factor(n, momentum, state.size)),
        form=float(form_factor(momentum, state.size)),
        stimulated=float(stimulated_factor(state.n_photons)),
        waves=waves,
        sampled=sampled_coherence_factor(n, along_x, state.size, np.random.default_rng(state.seed)),
        mean=coherence_factor(n, along_x, state.size),
    )
