"""Fields: what a state is made of, declared once. Checks, controls, links, files and words read it.

@dataclass(frozen=True)
class BoxState(State):
size: float = number(1e3, low=1.0, high=1e9, about="nm", label="L", unit="µm", scale=1e-3)
kind: str = choice("cube", options={"cube": "cube", "ball": "sphere"})
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from renp_widgets import checks
from renp_widgets.checks import RefusedInput, real_number, truth_value
from renp_widgets.live.units import written


@dataclass(frozen=True, kw_only=True)
class Field:
    """What all kinds share.

    label, tip : what a person reads beside the control, and over it.
    idle : why the control does nothing in a state, or "" where it does something. None: never.
    visible : whether the control is to be seen in a state. None: always.
    linked : whether links hold the field: always, never, or (None) where it is not at its default.
    """

    label: str = ""
    tip: str = ""
    idle: Callable[[Any], str] | None = None
    visible: Callable[[Any], bool] | None = None
    linked: bool | None = None

    def checked(self, name: str, value: Any) -> Any:
        """The value as a state holds it, plain and hashable; ValueError or TypeError names it."""
        raise NotImplementedError

    @property
    def allowed(self) -> str:
        """What values there are, for a docstring."""
        raise NotImplementedError

    @property
    def kind(self) -> tuple[Any, bool]:
        """What links and files hold: str, bool, int, float or Window, and whether None is one."""
        raise NotImplementedError

    def describe(self, value: object) -> str:
        """The value as a person reads it."""
        return f"{self.label} = {value}" if self.label else f"{value}"

    def refusal(self, value: object, error: Exception) -> str:
        """Why a value is refused, in words."""
        return f"{self.describe(value)} is refused: {error}"


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of `options`: what is shown, and the state's value: texts, numbers, or True and False.

    dropdown : a drop-down list in place of buttons.
    """

    options: Mapping[str, Any]
    dropdown: bool = False

    def checked(self, name: str, value: Any) -> Any:
        """As in Field."""
        options = tuple(self.options.values())
        if isinstance(options[0], bool):
            return truth_value(name, value)
        if isinstance(options[0], str):
            return checks.choice(name, value, options)
        found = real_number(name, value)
        if found not in options:
            allowed = ", ".join(f"{x:g}" for x in options)
            raise RefusedInput(f"{name} must be one of {allowed}, got {found!r}")
        return found

    @property
    def allowed(self) -> str:
        """As in Field."""
        return "one of " + ", ".join(f"{value!r}" for value in self.options.values())

    @property
    def kind(self) -> tuple[Any, bool]:
        """As in Field."""
        return type(next(iter(self.options.values()))), False

    def describe(self, value: object) -> str:
        """As in Field."""
        return super().describe(next((k for k, v in self.options.items() if v == value), value))


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A number from `low` to `high`, shown as `value * scale` in `unit`.

    about : what the state's plain number is, for messages: its unit, mostly.
    whole : an integer.
    slider : ends and step as shown, the step in decades if `log`. None: a box alone.
    digits : of the number in the box, at most.
    special : the words of a check box and the value that it stands for; that may be None.
    stands : the number to show in a state where the value stands for another one.
    """

    low: float = -math.inf
    high: float = math.inf
    open_low: bool = False
    about: str = ""
    whole: bool = False
    unit: str = ""
    scale: float = 1.0
    slider: tuple[float, float, float] | None = None
    log: bool = False
    digits: int = 6
    special: tuple[str, float | None] | None = None
    stands: Callable[[Any], float] | None = None

    def checked(self, name: str, value: Any) -> Any:
        """As in Field."""
        if value is None and self.special and self.special[1] is None:
            return None
        if type(value) is float and self.low < value < self.high and not self.whole:
            return value  # as nearly all are, with every move of a slider
        full = f"{name} ({self.about})" if self.about else name
        found = real_number(full, value, low=self.low, high=self.high, open_low=self.open_low)
        if not self.whole:
            return found
        if found != int(found):
            raise RefusedInput(f"{name} must be a whole number, got {found:g}")
        return int(found)

    @property
    def allowed(self) -> str:
        """As in Field."""
        about = f"{self.about}, " if self.about else ""
        none = "; None is " + self.special[0] if self.special and self.special[1] is None else ""
        return f"{about}in {'(' if self.open_low else '['}{self.low:g}, {self.high:g}]{none}"

    @property
    def kind(self) -> tuple[Any, bool]:
        """As in Field."""
        return int if self.whole else float, self.special is not None and self.special[1] is None

    def describe(self, value: object) -> str:
        """As in Field."""
        if self.special and value == self.special[1]:
            return f"{self.label}: {self.special[0]}"
        if isinstance(value, (int, float)):
            return f"{self.label} = {self.write(value)}"
        return f"{self.label} = {value}"

    def refusal(self, value: object, error: Exception) -> str:
        """As in Field, in the unit that is shown."""
        ends = getattr(error, "ends", None)
        if ends is None:
            return super().refusal(value, error)
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


@dataclass(frozen=True, kw_only=True)
class Other(Field):
    """Anything else: `check(name, value)` gives what the state holds, `what` says what that is.

    holds : its `kind`.
    """

    check: Callable[[str, Any], Any]
    what: str
    holds: tuple[Any, bool]

    def checked(self, name: str, value: Any) -> Any:
        """As in Field."""
        return self.check(name, value)

    @property
    def allowed(self) -> str:
        """As in Field."""
        return self.what

    @property
    def kind(self) -> tuple[Any, bool]:
        """As in Field."""
        return self.holds


def choice(default: Any, **given: Any) -> Any:
    """A field of a State that is a Choice, with its default."""
    return dataclasses.field(default=default, metadata={"field": Choice(**given)})


def number(default: float | None, **given: Any) -> Any:
    """A field of a State that is a Number, with its default."""
    return dataclasses.field(default=default, metadata={"field": Number(**given)})


def other(default: Any, **given: Any) -> Any:
    """A field of a State that is an Other, with its default."""
    return dataclasses.field(default=default, metadata={"field": Other(**given)})


SWITCH: Final[Mapping[str, bool]] = {"off": False, "on": True}


class State:
    """A frozen dataclass of declared fields, which checks itself. Vary it with `replace`.

    A subclass says in `_agree` what must hold between its fields. Its docstring gets an entry for
    each of them.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {k: v for k, v in vars(cls).items() if isinstance(v, dataclasses.Field)}
        known = getattr(cls, "__dataclass_fields__", {}) | own
        fields = {name: field.metadata["field"] for name, field in known.items()}
        entries = [f"{k} : {v.allowed}\n    {v.tip}".rstrip() for k, v in fields.items()]
        doc = (cls.__doc__ or "").rstrip()
        cls.__doc__ = "\n".join([doc, "", "Parameters", "-" * 10, *entries])

    @classmethod
    @cache
    def declared(cls) -> Mapping[str, Any]:
        """The fields by name."""
        return {f.name: f.metadata["field"] for f in dataclasses.fields(cls)}  # type: ignore[arg-type]

    def __post_init__(self) -> None:
        for name, field in self.declared().items():
            object.__setattr__(self, name, field.checked(name, getattr(self, name)))
        self._agree()

    def _agree(self) -> None:
        """Refuse fields that do not fit together."""


THEMES: Final = ("light", "dark", "print")


@dataclass(frozen=True)
class Appearance(State):
    """How an app looks: nothing here changes what it computes. Vary it with `replace`."""

    theme: str = choice("light", options={theme: theme for theme in THEMES}, tip="Colours.")
    lecture: bool = choice(False, options=SWITCH, tip="Large type and thick lines.")


Window = tuple[float, float, float, float]
