"""The controls of the explorers: one declarative table, and the widgets made from it.

Every control is a widget with one `.value`, in the unit of the state's field (eV, radians). What a
person sees (meV, degrees) is converted inside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import ipywidgets as widgets
import traitlets

from renp_widgets.ui.state import CUSTOM, MAX_LIGHTEST_MASS, TARGET_NAMES, ExplorerState

__all__ = ["CONTROLS", "Choice", "ChoiceControl", "Quantity", "QuantityControl", "make_controls"]


def _always(_: ExplorerState) -> str:
    return ""


def _dirac(state: ExplorerState) -> str:
    return "no phase changes a Dirac spectrum" if state.nature == "dirac" else ""


def _preset(state: ExplorerState) -> str:
    return "" if state.target == CUSTOM else f"the level energies are those of {state.target}"


@dataclass(frozen=True)
class Choice:
    """A choice between names: `options` are (what is shown, the state's value)."""

    label: str
    options: tuple[tuple[str, str], ...]
    tooltip: str
    inactive: Callable[[ExplorerState], str] = _always

    def describe(self, value: object) -> str:
        """The value as a person reads it."""
        return f"{self.label} = {value}"


@dataclass(frozen=True)
class Quantity:
    """A number, shown as `value * scale` in `unit`.

    slider : ends and step as shown, the step in decades if `logarithmic`. None: a box alone.
    special : the words of a check box and the value that it stands for.
    inactive : why the control does nothing in a state, or "" where it does something.
    """

    label: str
    unit: str
    tooltip: str
    scale: float = 1.0
    slider: tuple[float, float, float] | None = None
    logarithmic: bool = False
    special: tuple[str, float | None] | None = None
    inactive: Callable[[ExplorerState], str] = _always

    def describe(self, value: object) -> str:
        """The value as a person reads it."""
        if isinstance(value, (int, float)):
            return f"{self.label} = {value * self.scale:g} {self.unit}"
        return f"{self.label} = {value}"


_DEGREES: Final = math.degrees(1.0)
_CIRCLE: Final = (0.0, 360.0, 1.0)

CONTROLS: Final[Mapping[str, Choice | Quantity]] = {
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
        "Mass of the lightest neutrino. KATRIN 2025 (Science 388, 180): m_beta < 450 meV.",
        scale=1e3,
        slider=(0.01, 1e3 * MAX_LIGHTEST_MASS, 0.02),
        logarithmic=True,
        special=("exactly massless", 0.0),
    ),
    "delta": Quantity(
        "δ",
        "°",
        "Dirac CP phase of the mixing matrix, PDG convention.",
        scale=_DEGREES,
        slider=_CIRCLE,
        special=("NuFIT best fit", None),
        inactive=_dirac,
    ),
    "alpha21": Quantity(
        "α₂₁",
        "°",
        "Majorana phase of m2 against m1.",
        scale=_DEGREES,
        slider=_CIRCLE,
        inactive=_dirac,
    ),
    "alpha31": Quantity(
        "α₃₁",
        "°",
        "Majorana phase of m3 against m1.",
        scale=_DEGREES,
        slider=_CIRCLE,
        inactive=_dirac,
    ),
}
"""The controls by the state field that they set."""


class ChoiceControl(widgets.ToggleButtons):
    """Buttons for a Choice; `value` is the state's."""

    def __init__(self, choice: Choice) -> None:
        super().__init__(
            options=choice.options,
            tooltips=[choice.tooltip] * len(choice.options),
            style={"button_width": "84px"},
            layout={"width": "auto"},
        )

    def follow(self, value: object, _number: float | None, _reason: str) -> None:
        """Show the state's value."""
        self.value = value


class QuantityControl(widgets.HBox):
    """Slider, number box and check box of a Quantity; `value` is the state's, in its unit."""

    value = traitlets.Any(allow_none=True)

    def __init__(self, quantity: Quantity, default: float | None) -> None:
        self._quantity = quantity
        self._following = False
        self._number = default or 0.0
        self._special = quantity.special[1] if quantity.special else None
        self.slider = _slider(quantity.slider, quantity.logarithmic) if quantity.slider else None
        self.box = widgets.FloatText(layout={"width": "96px"})
        self.toggle = None
        if quantity.special:
            self.toggle = widgets.Checkbox(
                description=quantity.special[0], indent=False, layout={"width": "140px"}
            )
            self.toggle.observe(self._on_toggle, "value")
        self._inputs = [part for part in (self.slider, self.box, self.toggle) if part]
        for part in self._inputs[: 2 if self.slider else 1]:
            part.observe(self._on_number, "value")
        unit = widgets.Label(quantity.unit, layout={"width": "32px"})
        label = widgets.Label(quantity.label, layout={"width": "84px" if self.slider else "40px"})
        parts = [label, self.slider, self.box, unit, self.toggle]
        super().__init__([part for part in parts if part], layout={"align_items": "center"})

    def follow(self, value: float | None, number: float | None, reason: str) -> None:
        """Show the state's value, as `number` where it stands for one; disabled for a `reason`."""
        self._number = number or self._number
        shown = float(f"{(number or 0.0) * self._quantity.scale:.6g}")
        self._following = True
        try:
            self.value = value
            self.box.value = shown
            if self.slider and self._quantity.slider:
                low, high, _ = self._quantity.slider
                self.slider.value = min(max(shown, low), high)
            if self.toggle:
                self.toggle.value = value == self._special
        finally:
            self._following = False
        for part in self._inputs:
            part.disabled, part.tooltip = bool(reason), reason or self._quantity.tooltip

    def _on_number(self, change: Any) -> None:
        if not self._following:
            self.value = change["new"] / self._quantity.scale

    def _on_toggle(self, change: Any) -> None:
        if not self._following:
            self.value = self._special if change["new"] else self._number


def _slider(
    span: tuple[float, float, float], logarithmic: bool
) -> widgets.FloatSlider | widgets.FloatLogSlider:
    low, high, step = span
    common = {"readout": False, "layout": {"width": "230px"}}
    if logarithmic:
        ends = {"min": math.log10(low), "max": math.log10(high), "step": step}
        return widgets.FloatLogSlider(value=low, **ends, **common)
    return widgets.FloatSlider(value=low, min=low, max=high, step=step, **common)


def make_controls() -> dict[str, ChoiceControl | QuantityControl]:
    """A fresh widget for each entry of CONTROLS, by state field."""
    defaults = ExplorerState()
    return {
        field: ChoiceControl(entry)
        if isinstance(entry, Choice)
        else QuantityControl(entry, getattr(defaults, field))
        for field, entry in CONTROLS.items()
    }
