"""What a picture shows, in words."""

from __future__ import annotations

import math

from renp_widgets.targets import TARGETS
from renp_widgets.ui.model import Spectrum

__all__ = ["mediator_title", "titles"]


def titles(spectrum: Spectrum) -> tuple[str, str]:
    """The title in two parts: what only a click changes, and what a slider changes."""
    state, name = spectrum.state, spectrum.target.name
    if state.target not in TARGETS:
        name += f" ({state.e_eg:.5g}, {state.e_vg:.5g} eV)"
    nature = {"dirac": "Dirac", "majorana": "Majorana"}[state.nature]
    lightest = "m₁" if state.ordering == "normal" else "m₃"
    phases = {"δ": state.delta, "α₂₁": state.alpha21 or None, "α₃₁": state.alpha31 or None}
    if state.nature == "dirac":
        phases.clear()
    moving = [f"{lightest} = {1e3 * state.lightest_mass:.4g} meV"]
    moving += [f"{k} = {math.degrees(x):.4g}°" for k, x in phases.items() if x is not None]
    return f"{name}, {state.ordering} ordering, {nature}", "    ".join(moving)


def mediator_title(spectrum: Spectrum) -> str:
    """What couples beside the Standard Model, or ""."""
    state = spectrum.state
    if spectrum.standard is None:
        return ""
    if state.mediator == "dipole":
        symbol = {"magnetic": "μ", "electric": "ε"}[state.dipole_kind]
        return f"{symbol} = {state.dipole_moment:.3g} μ_B, {state.element}"
    if state.mediator == "vector":
        coupling = f"Z′: g_e g_ν = {state.vector_coupling:.3g}"
    else:
        coupling = f"ϕ: y_e y_ν = {state.scalar_coupling:.3g}"
    return f"{coupling}, {state.element}, M = {state.mediator_mass:.4g} eV"
