"""What a propagator is, in words."""

from __future__ import annotations

from typing import Final

import numpy as np

from renp_widgets.apps.propagator.state import W_MASS, PropagatorState
from renp_widgets.live.text import number
from renp_widgets.physics.couplings import universal_coupling
from renp_widgets.physics.mediators import VectorMediator
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.oscillation import OSCILLATION_DATA

COUPLING: Final = 1e-12
"""Of electron and of neutrinos, for which a width is quoted."""


def title(state: PropagatorState) -> str:
    """The regime, in a few words."""
    mass = f"M = {number(state.mediator_mass)} eV"
    if not state.has_pole:
        return f"{mass}: a contact interaction, 1/M² everywhere"
    place = f"{1e3 * state.pole:.3g} meV" if state.pole > 1e-6 else f"{state.pole:.1e} eV"
    return (
        f"{mass}: made on shell at ω = {state.atom.end_point - state.pole:.6g} eV, detuning {place}"
    )


def summary(state: PropagatorState) -> str:
    """The regime in sentences."""
    strength = number(float(state.at(np.array(1e-3))) * W_MASS**2, 2)
    text = f"At a detuning of 1 meV the propagator is {strength} times that of the W boson. "
    if not state.has_pole:
        return text + "M is above every q in the spectrum: only 1/M² matters, and no pole is seen."
    width = _line_width(state)
    if width == 0.0:
        return text + (
            "At the pole no pair is made: M is below the mass of the lightest one, 20 meV "
            "where the lightest neutrino has 10 meV."
        )
    return text + (
        f"With couplings of {number(COUPLING, 2)} the peak is {number(width, 2)} eV wide in photon "
        "energy: no plot resolves it, so the line M marks it."
    )


def reading(state: PropagatorState, detuning: float) -> str:
    """What the pointer reads at a detuning, eV."""
    size = float(state.at(np.array(detuning)))
    q = float(np.sqrt(2 * state.atom.e_eg * detuning))
    return (
        f"detuning {number(detuning, 2)} eV: q = {number(q, 2)} eV, {number(size, 2)} eV⁻², "
        f"{number(size * W_MASS**2, 2)} × W"
    )


def _line_width(state: PropagatorState) -> float:
    """Full width of the peak in photon energy, M Gamma / E_eg, eV; Dirac, 10 meV, normal."""
    data = OSCILLATION_DATA[state.oscillation]
    neutrinos = Neutrinos.from_oscillation("normal", 0.01, "dirac", oscillation=data)
    mediator = VectorMediator(state.mediator_mass, COUPLING, universal_coupling(COUPLING))
    return state.mediator_mass * float(mediator.pole(neutrinos).width) / state.atom.e_eg
