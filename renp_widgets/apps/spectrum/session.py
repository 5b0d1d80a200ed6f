"""View, Pin and Session: how a state is looked at, what it is compared with, and all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from renp_widgets.apps.common.beyond import BEYOND
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.checks import RefusedInput, instance, real_number
from renp_widgets.live.fields import SWITCH, Appearance, Window, choice, number, other
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


def _reference(name: str, value: object) -> object:
    if not isinstance(value, str) or value:
        _pin_name(name, value)
    return value


_amount = partial(number, low=0.0, high=1e30, open_low=True)


def _zoom(name: str, value: object) -> Window | None:
    return None if value is None else _window(name, value)


_ZOOM: Final[dict[str, Any]] = {
    "check": _zoom,
    "what": "(x low, x high, I low, I high), x in eV; None is all of it",
    "holds": (Window, True),
}


@dataclass(frozen=True)
class View(Appearance):
    """How a state is looked at: nothing here changes a spectrum. Vary it with `replace`."""

    compare: str = choice(
        "none",
        options={name: name for name in COMPARISONS},
        tip="What the residual panel shows; none: there is no panel.",
    )
    reference: str = other(
        "",
        check=_reference,
        what="text of at most 40 characters",
        holds=(str, False),
        linked=False,  # the name of a pin, and pins are not in links
        tip='Name of the pin to compare with; "" is the first one.',
    )
    cursor: float | None = number(
        None,
        low=0.0,
        high=_MAX_DETUNING,
        open_low=True,
        about="eV",
        label="detuning",
        unit="eV",
        slider=(1e-8, 10.0, 0.01),
        log=True,
        special=("no cursor", None),
        tip="Where the cursor stands: photon energy below the end point E_eg/2.",
    )
    inspected: str = choice(
        "",
        options={name: name for name in ("", *CHANNELS)},
        tip='The threshold under inspection, or "" for none.',
    )
    band: bool = choice(
        False,
        options=SWITCH,
        tip="Whether the uncertainty of the oscillation parameters is shown.",
    )
    full_window: Window | None = other(
        None, **_ZOOM, tip="The part that is zoomed on, against the photon energy."
    )
    end_window: Window | None = other(None, **_ZOOM, tip="The same against the detuning.")
    density: float = _amount(
        default=1e21,
        about="cm^-3",
        label="n",
        unit="cm⁻³",
        tip="Density of the target's atoms, for the rate.",
    )
    volume: float = _amount(
        default=100.0,
        about="cm^3",
        label="V",
        unit="cm³",
        tip="Volume of the target, for the rate.",
    )


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
    name = f"{state.target} {ordering} {1e3 * state.lightest_mass:.4g} meV {state.nature.title()}"
    if state.mediator in BEYOND:
        name += f" {BEYOND[state.mediator].name(state)}"
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
