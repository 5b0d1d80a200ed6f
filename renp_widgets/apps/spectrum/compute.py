"""Spectrum and Scene: what a state looks like, and all that a figure shows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from renp_widgets.apps.common.beyond import BEYOND
from renp_widgets.apps.spectrum.session import View
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.physics.couplings import axial_couplings
from renp_widgets.physics.kinematics import (
    Thresholds,
    channel_indices,
    detuning_grid,
    mass_detuning,
    thresholds,
)
from renp_widgets.physics.targets import Target
from renp_widgets.physics.uncertainty import SpectrumBand
from renp_widgets.values import Array


@dataclass(frozen=True, eq=False)
class Spectrum:
    """What a state looks like: the one result that figure and table draw from.

    omega, detuning, intensity : (N,), eV, eV and dimensionless; detunings ascend.
    thresholds : of the state's neutrinos and target.
    couplings : |a_ij|^2 per channel, (n_channels,), dimensionless.
    standard : the intensity without the mediator, (N,); None where there is none.
    resonance : detuning at which the mediator is made on shell, eV, if that is in the spectrum.
    reference : the intensity of the state that this one is compared with, on the same energies,
        (N,); None where nothing is compared.
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
    reference: Array | None = None


@dataclass(frozen=True, eq=False)
class Scene:
    """All that a figure shows.

    pinned : the held spectra by the names of their pins.
    band : the uncertainty of the spectrum; None where it is not shown, or not there yet.
    """

    spectrum: Spectrum
    view: View = field(default_factory=View)
    pinned: tuple[tuple[str, Spectrum], ...] = ()
    band: SpectrumBand | None = None


def compute(
    state: ExplorerState, view: View | None = None, reference: ExplorerState | None = None
) -> Spectrum:
    """The spectrum of a state on one grid that serves the full range and the end point.

    view : parts of panels that it zooms on get energies of their own.
    reference : a state to compare with; one of another target is not compared.
    """
    target, neutrinos, interactions = state.atom, state.neutrinos, state.interactions
    at = []
    if interactions and BEYOND[state.mediator].massive:
        at = [float(mass_detuning(target, np.asarray(state.mediator_mass)))]
    resonance = next((d for d in at if d < target.end_point), None)
    low, high = _span(target)
    grid = detuning_grid(target, neutrinos, low, high, peaks=at)
    detuning = np.unique(
        np.concatenate([grid, np.linspace(0, high, 200)[1:], _zoomed(target, view)])
    )
    compared = None
    if reference is not None and reference.atom == target:
        compared = reference.intensity(detuning)
    i, j = channel_indices(neutrinos.n_states)
    return Spectrum(
        state=state,
        target=target,
        omega=target.end_point - detuning,
        detuning=detuning,
        intensity=state.intensity(detuning),
        thresholds=thresholds(target, neutrinos),
        couplings=np.abs(axial_couplings(neutrinos)[i, j]) ** 2,
        standard=state.standard.intensity(detuning) if interactions else None,
        resonance=resonance,
        reference=compared,
    )


def compute_band(state: ExplorerState, view: View) -> SpectrumBand:
    """What the oscillation parameters' uncertainty makes of the spectrum of a state."""
    low, high = _span(state.atom)
    parts = [np.geomspace(low, high, 300), np.linspace(0, high, 100)[1:]]
    return state.band(np.unique(np.concatenate([*parts, _zoomed(state.atom, view)])))


def _span(target: Target) -> tuple[float, float]:
    return 1e-9 * target.end_point, 0.999 * target.end_point


def _zoomed(target: Target, view: View | None) -> Array:
    """Detunings, eV, that fill the parts of the panels that a view zooms on."""
    parts = []
    if view is not None and view.full_window:
        parts.append(target.end_point - np.linspace(*view.full_window[:2], 300))
    if view is not None and view.end_window:
        parts.append(np.geomspace(*view.end_window[:2], 300))
    detuning = np.concatenate([*parts, []])
    return detuning[(detuning > 0) & (detuning <= _span(target)[1])]
