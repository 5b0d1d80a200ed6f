"""Fields that the states of several apps have, declared once: each is called where a state has it.

What an app says otherwise it passes: `lightest_mass(high=0.2)`.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any, Final

from renp_widgets.apps.common.beyond import BEYOND
from renp_widgets.live.fields import choice, number
from renp_widgets.physics.couplings import ELEMENTS, UNIVERSAL
from renp_widgets.physics.limits import LIMITS
from renp_widgets.physics.oscillation import DEFAULT_DATA, OSCILLATION_DATA
from renp_widgets.physics.targets import TARGETS, YB

MAX_LIGHTEST_MASS: Final = 1.0
"""Upper bound of the lightest mass, eV: beyond twice KATRIN's limit of 0.45 eV on m_beta
(KATRIN, Science 388, 180 (2025))."""

MEDIATOR_MASS_BOUNDS: Final = (1e-4, 1e6)
"""Bounds of the mediator's mass, eV."""


def names(*values: str) -> dict[str, str]:
    """Options that are shown as they are called."""
    return {value: value for value in values}


def published(*quantities: str) -> str:
    """The published limits on some quantities, in words."""
    listed = []
    for limit in LIMITS:
        if limit.quantity in quantities:
            values = limit.value if isinstance(limit.value, tuple) else (limit.value,)
            numbers = " to ".join(f"{value:.2g}" for value in values)
            level = f" at {limit.confidence:.0%}" if limit.confidence else " within reach"
            listed.append(f"{limit.name} {limit.quantity} {numbers} {limit.unit}".rstrip() + level)
    return "Published: " + "; ".join(listed) + "."


def no_phase(state: Any) -> str:
    """Why a Majorana phase does nothing."""
    return "Dirac neutrinos have no Majorana phases" if state.nature == "dirac" else ""


def no_mediator(state: Any) -> str:
    """Why nothing of a mediator does anything."""
    return "no mediator is chosen" if state.mediator == "none" else ""


def _idle(state: Any) -> str:
    return no_mediator(state) or str(state.idle_coupling)


def _no_mass(state: Any) -> str:
    massless = state.mediator in BEYOND and not BEYOND[state.mediator].massive
    return "the photon is massless" if massless else _idle(state)


def _only_real(state: Any) -> str:
    return no_mediator(state) or ("diagonal couplings are real" if state.is_diagonal else "")


target = partial(
    choice,
    default=YB.name,
    label="target",
    options=names(*TARGETS),
    tip="The atom: its spectrum ends at E_eg/2.",
)
ordering = partial(
    choice,
    default="normal",
    label="ordering",
    options=names("normal", "inverted"),
    tip="Normal: m1 is the lightest mass; inverted: m3 is.",
)
nature = partial(
    choice,
    default="majorana",
    label="nature",
    options={"Majorana": "majorana", "Dirac": "dirac"},
    tip="Majorana neutrinos are their own antiparticles, Dirac neutrinos are not.",
)
lightest_mass = partial(
    number,
    default=0.01,
    low=0.0,
    high=MAX_LIGHTEST_MASS,
    about="eV",
    label="lightest mass",
    unit="meV",
    scale=1e3,
    slider=(0.01, 1e3 * MAX_LIGHTEST_MASS, 0.02),
    log=True,
    special=("massless", 0.0),
    tip="Mass of the lightest neutrino. " + published("m_beta", "mass_sum"),
)
oscillation = partial(
    choice,
    default=DEFAULT_DATA,
    label="data",
    options={preset["normal"].name: name for name, preset in OSCILLATION_DATA.items()},
    dropdown=True,
    linked=True,  # at its default too: another default may come
    tip="Oscillation parameters: the global fits NuFIT 6.1 (2025, with JUNO) and 6.0 (2024), both "
    "with Super-Kamiokande's atmospheric data.",
)
angle = partial(
    number,
    default=0.0,
    low=0.0,
    high=2 * math.pi,
    about="rad",
    unit="°",
    scale=math.degrees(1.0),
    slider=(0.0, 360.0, 1.0),
)
alpha21 = partial(angle, label="α₂₁", idle=no_phase, tip="Majorana phase of m2 against m1.")
alpha31 = partial(angle, label="α₃₁", idle=no_phase, tip="Majorana phase of m3 against m1.")
mediator = partial(
    choice,
    default="none",
    label="beyond",
    options={"none": "none", **{each.option: name for name, each in BEYOND.items()}},
    tip="What couples beyond the Standard Model: a vector mediator Z′, a scalar mediator ϕ, or "
    "the photon through dipole moments.",
)
element = partial(
    choice,
    default=UNIVERSAL,
    label="element",
    options=names(*ELEMENTS),
    dropdown=True,
    idle=no_mediator,
    tip="Which mass states couple: all alike (the unit matrix in the mass basis), or one element "
    "of the coupling matrix.",
)
phase = partial(
    choice,
    default="real",
    options=names("real", "imaginary"),
    idle=_only_real,
    tip="Whether the element is real or imaginary.",
)
scalar_kind = partial(
    choice,
    default="scalar",
    options={"scalar": "scalar", "pseudo": "pseudoscalar"},
    visible=lambda state: state.mediator == "scalar",
    tip="How ϕ couples to neutrinos: 1 or iγ₅.",
)
mediator_mass = partial(
    number,
    default=0.5,
    low=MEDIATOR_MASS_BOUNDS[0],
    high=MEDIATOR_MASS_BOUNDS[1],
    about="eV",
    label="mass M",
    unit="eV",
    slider=(*MEDIATOR_MASS_BOUNDS, 0.02),
    log=True,
    idle=_no_mass,
    tip="Mass of the mediator. Below E_eg it is made on shell at one photon energy, marked M.",
)
_coupling = partial(number, low=1e-40, high=1.0, log=True, idle=_idle)
vector_coupling = partial(
    _coupling,
    default=1e-24,
    label=BEYOND["vector"].product,
    slider=(1e-32, 1e-8, 0.05),
    visible=lambda state: state.mediator in ("none", "vector"),
    tip="Product of the couplings of Z′ to electron and (left-handed) neutrino. Its width takes "
    "them equal. " + published(BEYOND["vector"].limited),
)
scalar_coupling = partial(
    _coupling,
    default=1e-18,
    label=BEYOND["scalar"].product,
    slider=(1e-25, 1e-1, 0.05),
    visible=lambda state: state.mediator == "scalar",
    tip="Product of the couplings of ϕ to electron and neutrino. Its width takes them equal. "
    + published(BEYOND["scalar"].limited),
)
dipole_moment = partial(
    _coupling,
    default=1e-10,
    label="moment",
    unit="μ_B",
    slider=(1e-14, 1e-8, 0.02),
    visible=lambda state: state.mediator == "dipole",
    tip="Size of the dipole moment in Bohr magnetons. " + published("mu_e", "mu_sun", "mu_star"),
)
