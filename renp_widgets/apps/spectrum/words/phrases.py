"""Numbers and states in words, for captions and read-outs: plain text, ASCII but for user text."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Final

from renp_widgets.apps.common.beyond import BEYOND
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.live.fields import Number
from renp_widgets.live.text import distinct, number
from renp_widgets.physics.constants import HC
from renp_widgets.physics.oscillation import DEFAULT_DATA
from renp_widgets.physics.targets import TARGETS

_NAMES: Final = {
    "e_eg": "E_eg",
    "e_vg": "E_vg",
    **{each.coupling: each.plain_product for each in BEYOND.values()},
}
_PLAIN: Final = {"°": " deg", "μ_B": " mu_B", "": ""}
_THZ: Final = 299792.458 / HC  # THz per eV: the speed of light is 299792.458 nm THz
_FREQUENCIES: Final = (("THz", 1.0), ("GHz", 1e-3), ("MHz", 1e-6), ("kHz", 1e-9))


def round_energy(end_point: float) -> float:
    """A photon energy of one digit inside a spectrum, eV: 1 for Yb, 3 for Xe."""
    decade = 10.0 ** math.floor(math.log10(0.95 * end_point))
    return float(number(math.floor(0.95 * end_point / decade) * decade, 1))


def frequency(energy: float) -> str:
    """An energy, eV, as a frequency in THz, GHz, MHz or kHz."""
    value = energy * _THZ
    unit, size = next((u for u in _FREQUENCIES if value >= u[1]), _FREQUENCIES[-1])
    return f"{number(value / size)} {unit}"


def parameter_words(parameter: str, ordering: str) -> str:
    """An oscillation parameter by its field: "sin^2 theta12", "Dm^2_31"."""
    if parameter == "dm2_3l":
        parameter = "dm2_31" if ordering == "normal" else "dm2_32"
    return parameter.replace("sin2_", "sin^2 ").replace("dm2_", "Dm^2_")


def target_words(state: ExplorerState) -> str:
    """The target: "Yb", or the levels of a custom one."""
    if state.target in TARGETS:
        return state.target
    levels = f"E_eg = {number(state.e_eg, 6)} eV, E_vg = {number(state.e_vg, 6)} eV"
    return f"{state.target} target ({levels})"


def data_words(state: ExplorerState) -> str:
    """Whose oscillation parameters; "" for the default ones."""
    return "" if state.oscillation == DEFAULT_DATA else state.parameters.name


def phase_words(state: ExplorerState, *, every: bool = False) -> str:
    """The phases that act: those that differ from best fit and zero, or `every` one of them."""
    usual = {"delta": None, "alpha21": 0.0, "alpha31": 0.0}
    return ", ".join(
        f"{name} = {_value(name, state)}"
        for name, value in usual.items()
        if name in acting_fields(state) and (every or getattr(state, name) != value)
    )


def mediator_words(state: ExplorerState) -> str:
    """What couples beyond the Standard Model, or ""."""
    if state.mediator == "none":
        return ""
    element = state.element if state.is_diagonal else f"{state.element} {state.phase}"
    words = BEYOND[state.mediator].words(state, element)
    return words + (f", without effect: {state.idle_coupling}" if state.idle_coupling else "")


def acting_fields(state: ExplorerState) -> set[str]:
    """The fields that the spectrum of a state depends on."""
    names = {"target", "ordering", "nature", "lightest_mass", "mediator", "oscillation"}
    if state.target not in TARGETS:
        names |= {"e_eg", "e_vg"}
    if not state.idle_delta:
        names |= {"delta"}
    if state.nature == "majorana":
        names |= {"alpha21", "alpha31"}
    if state.mediator != "none" and not state.idle_coupling:
        names |= {"element", *BEYOND[state.mediator].fields}
        names |= set() if state.is_diagonal else {"phase"}
    return names


def state_changes(old: ExplorerState, new: ExplorerState) -> list[tuple[str, str, str]]:
    """What differs between two states: name, old and new value, such as "lightest mass", "10",
    "12.6 meV".

    Fields that act in neither state are left out, unless nothing else differs.
    """
    differing = [f.name for f in fields(old) if getattr(old, f.name) != getattr(new, f.name)]
    acting = acting_fields(old) | acting_fields(new)
    if "mediator" in differing:  # whose words say the rest
        acting -= {"element", "phase"}.union(*(each.fields for each in BEYOND.values()))
    chosen = [name for name in differing if name in acting]
    return [_change(name, old, new) for name in chosen or differing]


def _change(field: str, old: ExplorerState, new: ExplorerState) -> tuple[str, str, str]:
    numbers = getattr(old, field), getattr(new, field)
    name = "oscillation data" if field == "oscillation" else field.replace("_", " ")
    name = _NAMES.get(field, name)
    declared = ExplorerState.declared()[field]
    if None in numbers or not isinstance(declared, Number):
        return name, _value(field, old), _value(field, new)
    before, after = distinct(*(declared.scale * x for x in numbers))
    return name, before, after + _unit(declared)


def _value(field: str, state: ExplorerState) -> str:
    value = getattr(state, field)
    if field == "oscillation":
        return state.parameters.name
    if field == "mediator":
        return mediator_words(state) or "none"
    if field == "delta" and value is None:
        return f"{number(math.degrees(state.delta_value))} deg (best fit)"
    declared = ExplorerState.declared()[field]
    if isinstance(declared, Number):
        return number(declared.scale * value) + _unit(declared)
    return {"dirac": "Dirac", "majorana": "Majorana"}.get(value, str(value))


def _unit(field: Number) -> str:
    """The unit that stands behind a number, in ASCII."""
    return _PLAIN.get(field.unit, f" {field.unit}")
