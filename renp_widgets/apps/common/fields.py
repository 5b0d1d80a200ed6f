"""Fields that the states of several apps have: their bounds, and the controls that show them."""

from __future__ import annotations

import math
from typing import Any, Final

from renp_widgets.live.fields import Choice, Quantity, Table
from renp_widgets.physics.couplings import ELEMENTS
from renp_widgets.physics.limits import LIMITS
from renp_widgets.physics.oscillation import OSCILLATION_DATA
from renp_widgets.physics.targets import TARGETS

CUSTOM: Final = "custom"
TARGET_NAMES: Final = (*TARGETS, CUSTOM)
MAX_LIGHTEST_MASS: Final = 1.0
"""Upper bound of the lightest mass, eV: beyond twice KATRIN's limit of 0.45 eV on m_beta
(KATRIN, Science 388, 180 (2025))."""
ENERGY_BOUNDS: Final = (0.01, 1000.0)
"""Bounds of the custom level energies, eV."""
TWO_PI: Final = 6.283185307179586
"""Upper bound of the phases, radians."""

MEDIATOR_MASS_BOUNDS: Final = (1e-4, 1e6)
"""Bounds of the mediator's mass, eV."""


def _limits(*quantities: str) -> str:
    """The published limits on some quantities, in words."""
    listed = []
    for limit in LIMITS:
        if limit.quantity in quantities:
            values = limit.value if isinstance(limit.value, tuple) else (limit.value,)
            numbers = " to ".join(f"{value:.2g}" for value in values)
            level = f" at {limit.confidence:.0%}" if limit.confidence else " within reach"
            listed.append(f"{limit.name} {limit.quantity} {numbers} {limit.unit}".rstrip() + level)
    return "Published: " + "; ".join(listed) + "."


def _no_phase(state: Any) -> str:
    return "Dirac neutrinos have no Majorana phases" if state.nature == "dirac" else ""


def _no_mass(state: Any) -> str:
    return "the photon is massless" if state.mediator == "dipole" else _idle(state)


def _no_mediator(state: Any) -> str:
    return "no mediator is chosen" if state.mediator == "none" else ""


def _idle(state: Any) -> str:
    return _no_mediator(state) or state.idle_coupling


def _only_real(state: Any) -> str:
    return _no_mediator(state) or ("diagonal couplings are real" if state.is_diagonal else "")


def _preset(state: Any) -> str:
    return "" if state.target == CUSTOM else f"the level energies are those of {state.target}"


_DEGREES: Final = math.degrees(1.0)
_CIRCLE: Final = (0.0, 360.0, 1.0)
LIGHTEST_MASS_SLIDER: Final = (0.01, 1e3 * MAX_LIGHTEST_MASS, 0.02)
"""Ends of the lightest mass' slider, meV, and its step, decades."""
CONTROLS: Final[Table[Any]] = {
    "target": Choice(
        "target",
        tuple((name, name) for name in TARGET_NAMES),
        "The atom: its spectrum ends at E_eg/2.",
    ),
    "e_eg": Quantity(
        "E_eg", "eV", "Energy of the excited state |e> above the ground state.", inactive=_preset
    ),
    "e_vg": Quantity(
        "E_vg", "eV", "Energy of the virtual state |v>; it lies above E_eg.", inactive=_preset
    ),
    "ordering": Choice(
        "ordering",
        (("normal", "normal"), ("inverted", "inverted")),
        "Normal: m1 is the lightest mass; inverted: m3 is.",
    ),
    "nature": Choice(
        "nature",
        (("Majorana", "majorana"), ("Dirac", "dirac")),
        "Majorana neutrinos are their own antiparticles, Dirac neutrinos are not.",
    ),
    "lightest_mass": Quantity(
        "lightest mass",
        "meV",
        "Mass of the lightest neutrino. " + _limits("m_beta", "mass_sum"),
        scale=1e3,
        slider=LIGHTEST_MASS_SLIDER,
        logarithmic=True,
        special=("massless", 0.0),
    ),
    "delta": Quantity(
        "δ",
        "°",
        "Dirac CP phase of the mixing matrix, PDG convention.",
        scale=_DEGREES,
        slider=_CIRCLE,
        special=("best fit", None),
        inactive=lambda state: state.idle_delta,
    ),
    "oscillation": Choice(
        "data",
        tuple((preset["normal"].name, name) for name, preset in OSCILLATION_DATA.items()),
        "Oscillation parameters: the global fits NuFIT 6.1 (2025, with JUNO) and 6.0 (2024), both "
        "with Super-Kamiokande's atmospheric data.",
        dropdown=True,
    ),
    "alpha21": Quantity(
        "α₂₁",
        "°",
        "Majorana phase of m2 against m1.",
        scale=_DEGREES,
        slider=_CIRCLE,
        inactive=_no_phase,
    ),
    "alpha31": Quantity(
        "α₃₁",
        "°",
        "Majorana phase of m3 against m1.",
        scale=_DEGREES,
        slider=_CIRCLE,
        inactive=_no_phase,
    ),
    "mediator": Choice(
        "beyond",
        (("none", "none"), ("Z′", "vector"), ("ϕ", "scalar"), ("dipoles", "dipole")),
        "What couples beside the Standard Model: a vector mediator Z′, a scalar mediator ϕ, or "
        "the photon through dipole moments.",
    ),
    "element": Choice(
        "element",
        tuple((name, name) for name in ELEMENTS),
        "Which mass states couple: all alike (the unit matrix in the mass basis), or one element "
        "of the coupling matrix.",
        inactive=_no_mediator,
        dropdown=True,
    ),
    "phase": Choice(
        "",
        (("real", "real"), ("imaginary", "imaginary")),
        "Whether the element is real or imaginary.",
        inactive=_only_real,
    ),
    "scalar_kind": Choice(
        "",
        (("scalar", "scalar"), ("pseudo", "pseudoscalar")),
        "How ϕ couples to neutrinos: 1 or iγ₅.",
        visible=lambda state: state.mediator == "scalar",
    ),
    "dipole_kind": Choice(
        "",
        (("magnetic", "magnetic"), ("electric", "electric")),
        "Magnetic moment μ or electric dipole moment ε.",
        visible=lambda state: state.mediator == "dipole",
    ),
    "mediator_mass": Quantity(
        "mass M",
        "eV",
        "Mass of the mediator. Below E_eg it is made on shell at one photon energy, marked M.",
        slider=(*MEDIATOR_MASS_BOUNDS, 0.02),
        logarithmic=True,
        inactive=_no_mass,
    ),
    "vector_coupling": Quantity(
        "g_e g_ν",
        "",
        "Product of the couplings of Z′ to electron and (left-handed) neutrino. "
        + _limits("|g_e g_nu|"),
        slider=(1e-32, 1e-8, 0.05),
        logarithmic=True,
        inactive=_idle,
        visible=lambda state: state.mediator in ("none", "vector"),
    ),
    "scalar_coupling": Quantity(
        "y_e y_ν",
        "",
        "Product of the couplings of ϕ to electron and neutrino. " + _limits("|y_e y_nu|"),
        slider=(1e-25, 1e-1, 0.05),
        logarithmic=True,
        inactive=_idle,
        visible=lambda state: state.mediator == "scalar",
    ),
    "dipole_moment": Quantity(
        "moment",
        "μ_B",
        "Size of the dipole moment in Bohr magnetons. " + _limits("mu_e", "mu_sun", "mu_star"),
        slider=(1e-14, 1e-8, 0.02),
        logarithmic=True,
        inactive=_idle,
        visible=lambda state: state.mediator == "dipole",
    ),
}
"""The controls by the state field that they set."""
