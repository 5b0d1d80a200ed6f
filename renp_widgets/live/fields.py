"""Fields: what a state is made of, as its controls show it, and the look that every app has."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from renp_widgets.checks import choice, truth_value
from renp_widgets.live.units import written

State = TypeVar("State")


def _always(_: object) -> str:
    return ""


def _everywhere(_: object) -> bool:
    return True


@dataclass(frozen=True)
class Choice(Generic[State]):
    """A choice between values: `options` are (what is shown, the state's value).

    inactive : why the control does nothing in a state, or "" where it does something.
    visible : whether the control is to be seen in a state.
    dropdown : a drop-down list in place of buttons.
    """

    label: str
    options: tuple[tuple[str, object], ...]
    tooltip: str
    inactive: Callable[[State], str] = _always
    visible: Callable[[State], bool] = _everywhere
    dropdown: bool = False

    def describe(self, value: object) -> str:
        """The value as a person reads it."""
        shown = next((name for name, option in self.options if option == value), value)
        return f"{self.label} = {shown}" if self.label else f"{shown}"

    def refusal(self, value: object, error: Exception) -> str:
        """Why a value is refused, in words."""
        return f"{self.describe(value)} is refused: {error}"


@dataclass(frozen=True)
class Quantity(Generic[State]):
    """A number, shown as `value * scale` in `unit`.

    slider : ends and step as shown, the step in decades if `logarithmic`. None: a box alone.
    digits : of the number in the box, at most.
    special : the words of a check box and the value that it stands for.
    inactive : why the control does nothing in a state, or "" where it does something.
    visible : whether the control is to be seen in a state.
    """

    label: str
    unit: str
    tooltip: str
    scale: float = 1.0
    slider: tuple[float, float, float] | None = None
    logarithmic: bool = False
    special: tuple[str, float | None] | None = None
    digits: int = 6
    inactive: Callable[[State], str] = _always
    visible: Callable[[State], bool] = _everywhere

    def describe(self, value: object) -> str:
        """The value as a person reads it."""
        if self.special and value == self.special[1]:
            return f"{self.label}: {self.special[0]}"
        if isinstance(value, (int, float)):
            return f"{self.label} = {self.write(value)}"
        return f"{self.label} = {value}"

    def refusal(self, value: object, error: Exception) -> str:
        """Why a value is refused, in words and in the unit that is shown."""
        ends = getattr(error, "ends", None)
        if ends is None:
            return f"{self.describe(value)} is refused: {error}"
        low, high = ends
        if math.isinf(low):
            allowed = f"{self.write(high)} at the most"
        elif math.isinf(high):
            allowed = f"{self.write(low)} at the least"
        else:
            allowed = f"from {self.write(low)} to {self.write(high)}"
        return f"{self.describe(value)} is refused: it can be {allowed}"

    def write(self, value: float) -> str:
        """The number and the unit that stand for a value."""
        return f"{written(value * self.scale, self.digits)} {self.unit}".rstrip()

    def turned(self, shown: float) -> float:
        """A number as shown, an angle of a full circle within it."""
        if self.slider is None or self.unit != "°" or self.slider[:2] != (0.0, 360.0):
            return shown
        return shown if 0.0 <= shown <= 360.0 else shown % 360.0


Table = Mapping[str, Choice[State] | Quantity[State]]
"""The controls of an app, by the fields of its state."""
THEMES: Final = ("light", "dark", "print")


@dataclass(frozen=True)
class Appearance:
    """How an app looks: nothing here changes what it computes. Vary it with `replace`.

    Parameters
    ----------
    theme : "light", "dark" or "print".
    lecture : large type and thick lines.
    """

    theme: str = "light"
    lecture: bool = False

    def __post_init__(self) -> None:
        choice("theme", self.theme, THEMES)
        object.__setattr__(self, "lecture", truth_value("lecture", self.lecture))


Window = tuple[float, float, float, float]
