"""View, Pin and Session: how a state is looked at, what it is compared with, and all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.checks import RefusedInput, choice, instance, real_number, truth_value
from renp_widgets.live.fields import Appearance, Window
from renp_widgets.physics.kinematics import CHANNELS
from renp_widgets.physics.oscillation import DEFAULT_DATA

NOTEBOOKS: Final = {
    "lab": "01_explore_spectrum.ipynb",
    "voila": "apps/explorer.ipynb",
    "site": "apps/explorer.ipynb",
}
"""By front end: the notebook that opens a link of the explorer, in `notebooks/`."""
COMPARISONS: Final = ("none", "difference", "ratio")
MAX_PINS: Final = 5
MAX_PIN_NAME: Final = 40
_MAX_DETUNING: Final = 1e3  # eV, as the custom target's levels
_MAX_INTENSITY: Final = 1e120


@dataclass(frozen=True)
class View(Appearance):
    """How a state is looked at: nothing here changes a spectrum. Vary it with `replace`.

    Parameters
    ----------
    theme, lecture : as in Appearance.
    compare : what the residual panel shows: "none" (no panel), "difference" or "ratio".
    reference : name of the pin to compare with; "" is the first one.
    cursor : detuning of the cursor, eV, in (0, 1000]; None: no cursor.
    inspected : the threshold under inspection, "11", "12", ... "33", or "" for none.
    band : whether the uncertainty of the oscillation parameters is shown.
    full_window, end_window : the part of a panel that is zoomed on, (x low, x high, I low, I high),
        None for all of it. x is the photon energy (full) or the detuning (end), eV.
    density, volume : of the target, cm^-3 and cm^3: for event rates.
    """

    compare: str = "none"
    reference: str = field(default="", metadata={"linked": False})
    cursor: float | None = None
    inspected: str = ""
    band: bool = False
    full_window: Window | None = None
    end_window: Window | None = None
    density: float = 1e21
    volume: float = 100.0

    def __post_init__(self) -> None:
        super().__post_init__()
        choice("compare", self.compare, COMPARISONS)
        choice("inspected", self.inspected, ("", *CHANNELS))
        self._set("band", truth_value("band", self.band))
        if not isinstance(self.reference, str) or self.reference:
            _pin_name("reference", self.reference)
        if self.cursor is not None:
            self._set(
                "cursor",
                real_number("cursor (eV)", self.cursor, low=0.0, high=_MAX_DETUNING, open_low=True),
            )
        for name, high in (("density", 1e30), ("volume", 1e30)):
            number = real_number(name, getattr(self, name), low=0.0, high=high, open_low=True)
            self._set(name, number)
        for name in ("full_window", "end_window"):
            if getattr(self, name) is not None:
                self._set(name, _window(name, getattr(self, name)))

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)  # plain numbers: hashable and comparable


@dataclass(frozen=True)
class Pin:
    """A state that is held for comparison, by a name of 1 to 40 printable characters."""

    name: str
    state: ExplorerState

    def __post_init__(self) -> None:
        _pin_name("pin name", self.name)
        instance("pin state", self.state, ExplorerState)


@dataclass(frozen=True)
class Session:
    """All that an explorer can give away and take back: state, view and pins (at most 5)."""

    state: ExplorerState = field(default_factory=ExplorerState)
    view: View = field(default_factory=View)
    pins: tuple[Pin, ...] = ()

    def __post_init__(self) -> None:
        instance("state", self.state, ExplorerState)
        instance("view", self.view, View)
        if len(self.pins) > MAX_PINS:
            raise RefusedInput(f"pins must be at most {MAX_PINS}, got {len(self.pins)}")
        names = [pin.name for pin in self.pins]
        for name in names:
            if names.count(name) > 1:
                raise RefusedInput(f"pin names must differ, got {name!r} twice")


def free_name(state: ExplorerState, pins: Sequence[Pin]) -> str:
    """A name for a state that says what it is and that none of the pins has."""
    ordering = {"normal": "NO", "inverted": "IO"}[state.ordering]
    beyond = {"none": "", "vector": " Z′", "scalar": " ϕ", "dipole": f" {state.dipole_kind}"}
    name = f"{state.target} {ordering} {1e3 * state.lightest_mass:.4g} meV {state.nature.title()}"
    name += beyond[state.mediator]
    if state.oscillation != DEFAULT_DATA:
        name += " " + state.parameters.name.partition(" (")[0]
    ends = ("", *(f" ({k})" for k in range(2, len(pins) + 2)))
    names = (f"{_shortened(name, MAX_PIN_NAME - len(end))}{end}" for end in ends)
    taken = {pin.name for pin in pins}
    return next(free for free in names if free not in taken)


def _shortened(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


def _pin_name(name: str, value: object) -> None:
    instance(name, value, str)
    text = str(value)
    if not (0 < len(text) <= MAX_PIN_NAME and text.isprintable() and text == text.strip()):
        raise RefusedInput(
            f"{name} must have 1 to {MAX_PIN_NAME} printable characters and no space at its ends, "
            f"got {text[: 2 * MAX_PIN_NAME]!r}"
        )


def _window(name: str, value: Any) -> Window:
    if not isinstance(value, tuple | list) or len(value) != 4:
        raise TypeError(
            f"{name} must be four numbers (x low, x high, I low, I high), got {value!r}"
        )
    left, right, low, high = (
        real_number(f"{name} ({edge})", number, low=least, high=most)
        for edge, number, least, most in zip(
            ("x low", "x high", "I low", "I high"),
            value,
            (0.0, 0.0, -_MAX_INTENSITY, -_MAX_INTENSITY),
            (_MAX_DETUNING, _MAX_DETUNING, _MAX_INTENSITY, _MAX_INTENSITY),
            strict=True,
        )
    )
    if name == "end_window" and left == 0:
        raise RefusedInput(f"{name} (x low) must be > 0 on a logarithmic axis, got {left}")
    for axis, least, most in (("x", left, right), ("I", low, high)):
        if not most - least > 1e-9 * max(abs(least), abs(most)):
            raise RefusedInput(f"{name}: {axis} low must lie well below {axis} high, got {value!r}")
    return left, right, low, high
