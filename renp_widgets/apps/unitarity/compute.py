"""What the unitarity explorer shows: both spectra, the sum rule, and how many events would tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from renp_widgets.apps.unitarity.state import UnitarityState
from renp_widgets.physics.couplings import axial_couplings
from renp_widgets.physics.kinematics import channel_indices, detuning_grid, thresholds
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.spectrum import spectral_function
from renp_widgets.physics.targets import YB
from renp_widgets.statistics import alternative, discrimination, exposure_needed
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.values import Array

SPAN: Final = (1e-6, 0.1)
"""Detunings that are shown, eV."""
EVENTS: Final = 1000
"""How many events `discriminations` counts."""
_TRIGGERS: Final = np.geomspace(1e-5, 0.1, 20)  # detunings, eV
_DAY: Final = 86400.0  # seconds


@dataclass(frozen=True, eq=False)
class Mixings:
    """The spectra of N and of U in ytterbium.

    detuning : (K,), eV, ascending. thresholds : of the six channels, eV.
    intensity, unitary : the spectral functions, (K,), dimensionless.
    strengths, unitary_strengths : |a_ij|^2 of the six channels, ij and ji added.
    """

    detuning: Array
    thresholds: Array
    intensity: Array
    unitary: Array
    strengths: Array
    unitary_strengths: Array

    @property
    def total(self) -> float:
        """sum_ij |a_ij|^2 of N."""
        return float(self.strengths.sum())

    @property
    def unitary_total(self) -> float:
        """sum_ij |a_ij|^2 of U: 3/4, whatever U is."""
        return float(self.unitary_strengths.sum())


def compared(state: UnitarityState) -> Mixings:
    """The spectra of a state's N and U."""
    here, there = state.neutrinos, state.unitary_neutrinos
    detuning = detuning_grid(YB, there, *SPAN)
    return Mixings(
        detuning,
        thresholds(YB, there).detuning,
        spectral_function(YB, here, detuning=detuning),
        spectral_function(YB, there, detuning=detuning),
        _strengths(here),
        _strengths(there),
    )


def _strengths(neutrinos: Neutrinos) -> Array:
    squares = np.abs(axial_couplings(neutrinos)) ** 2
    i, j = channel_indices(3)
    strengths: Array = np.where(i == j, squares[i, j], squares[i, j] + squares[j, i])
    return strengths


@dataclass(frozen=True)
class Discrimination:
    """How well counts tell N from U, whose lightest mass is free then.

    significance : of EVENTS events, standard deviations.
    events : how many it takes for three; inf where no number does.
    """

    significance: float
    events: float


def discriminations(state: UnitarityState) -> tuple[Discrimination, Discrimination]:
    """How well counts tell N from U, with the normalisation free, and with it known.

    In ytterbium, at 20 triggers from 1e-5 to 0.1 eV of detuning, without background.
    """
    truth = state.hypothesis
    other = alternative("unitarity", truth)
    free = Experiment(YB, _TRIGGERS, live_time=_DAY).with_events(EVENTS, truth.neutrinos())

    def told(experiment: Experiment) -> Discrimination:
        significance = discrimination(experiment, truth, other).significance
        return Discrimination(significance, EVENTS * exposure_needed(experiment, truth, other))

    return told(free), told(replace(free, normalisation_prior=0.0))
