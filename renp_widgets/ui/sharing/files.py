"""A session as JSON and back. What is read is data, checked field by field, within limits."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from types import NoneType
from typing import Any, Final, TypeVar, get_args, get_type_hints

from renp_widgets import __version__
from renp_widgets.ui.session import MAX_PINS, Pin, Session, View, Window
from renp_widgets.ui.state import ExplorerState
from renp_widgets.validation import RefusedInput

__all__ = [
    "FORMAT_VERSION",
    "MAX_JSON",
    "check_version",
    "from_data",
    "from_json",
    "kinds",
    "shortened",
    "to_json",
    "unknown",
]

FORMAT_VERSION: Final = 2
"""Version of links and JSON. A new default needs a new version: links leave defaults out.

1 : without `oscillation`, which was "nufit-6.0".
"""

MAX_JSON: Final = 100_000
"""How long JSON may be, bytes (characters where it is a string)."""

_FORMAT: Final = "renp_widgets session"
_KEYS: Final = ("format", "version", "made_by", "state", "view", "pins")
_MAX_TEXT: Final = 80
_MAX_BRACKETS: Final = 500  # nested much more deeply, they would end a browser's Python
_ALLOWED: Final[dict[Any, str]] = {
    str: f"text of at most {_MAX_TEXT} characters",
    bool: "true or false",
    int: "a whole number of at most 15 digits",
    float: "a finite number",
    Window: "a list of four finite numbers",
}

Part = TypeVar("Part")
Kind = tuple[Any, bool]


@cache
def kinds(part: type) -> Mapping[str, Kind]:
    """What the values of a state's or a view's fields are, by name, and whether None is one.

    They are of type str, bool, int, float or Window.
    """
    found = {}
    for name, hint in get_type_hints(part).items():
        optional = NoneType in get_args(hint)
        found[name] = (get_args(hint)[0] if optional else hint, optional)
    return found


def to_json(session: Session) -> str:
    """All of a session, pins included, as indented JSON; numbers with all their digits."""
    document = {
        "format": _FORMAT,
        "version": FORMAT_VERSION,
        "made_by": f"renp_widgets {__version__}",
        "state": asdict(session.state),
        "view": asdict(session.view),
        "pins": [{"name": pin.name, "state": asdict(pin.state)} for pin in session.pins],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def from_json(text: str | bytes) -> Session:
    """The session of a JSON text, or of a file's bytes in UTF-8.

    `format` must be there, and the names of pins; all else that is missing has its default.
    """
    document = _object(_parsed(text), "the JSON")
    if document.get("format") != _FORMAT:
        got = shortened(document.get("format"))
        raise RefusedInput(f"format must be {_FORMAT!r}, got {got}: this is no session")
    version = document.get("version", FORMAT_VERSION)
    check_version("version", version)
    _refuse_unknown(document, _KEYS)
    pins = document.get("pins", [])
    if not isinstance(pins, list) or len(pins) > MAX_PINS:
        got = f"{len(pins)}" if isinstance(pins, list) else shortened(pins)
        raise RefusedInput(f"pins must be a list of at most {MAX_PINS}, got {got}")
    return Session(
        from_data(ExplorerState, document.get("state", {}), "state", version),
        from_data(View, document.get("view", {}), "view"),
        tuple(_pin(pin, f"pins[{k}]", version) for k, pin in enumerate(pins)),
    )


def from_data(
    part: type[Part], data: object, path: str = "", version: int = FORMAT_VERSION
) -> Part:
    """A state or a view from plain data: text, truth values, numbers, lists of numbers, None.

    `path` is where the data come from, for messages; `version` what they were written by.
    """
    fields = _object(data, path)
    if version == 1 and "oscillation" in kinds(part):  # type: ignore[arg-type]
        fields = {"oscillation": "nufit-6.0", **fields}
    dot = f"{path}." if path else ""
    known = kinds(part)  # type: ignore[arg-type]  # types can be hashed
    _refuse_unknown(fields, known, dot)
    values = {name: _checked(dot + name, value, *known[name]) for name, value in fields.items()}
    try:
        return part(**values)
    except RefusedInput as error:  # its message begins with the field's name
        raise RefusedInput(f"{dot}{error}") from None


def check_version(name: str, version: object) -> None:
    """Refuse what is not a format version, or one that is newer than this package."""
    if type(version) is not int or version < 1:
        raise RefusedInput(f"{name} must be a whole number from 1, got {shortened(version)}")
    if version > FORMAT_VERSION:
        raise RefusedInput(
            f"{name} must be at most {FORMAT_VERSION}, got {shortened(version)}: "
            "this comes from a newer version of renp_widgets"
        )


def shortened(value: object) -> str:
    """How a message shows a refused value: with 80 characters of it at most."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    if isinstance(value, str) and len(value) > _MAX_TEXT:
        return f"{value[:60]!r}... ({len(value)} characters)"
    return repr(value)


def unknown(name: str) -> RefusedInput:
    """The error that refuses a field of this name."""
    reason = "is it from a newer renp_widgets, or for another app?"
    return RefusedInput(f"{shortened(name)} is not known; {reason}")


def _checked(name: str, value: object, kind: Any, optional: bool = False) -> Any:
    if value is None and optional:
        return None
    if kind is str:
        good = isinstance(value, str) and len(value) <= _MAX_TEXT
    elif kind is bool:
        good = isinstance(value, bool)
    elif kind is int:
        good = type(value) is int and abs(value) < 10**15
    elif kind is float:
        good = _is_number(value)
    else:
        good = isinstance(value, list) and len(value) == 4 and all(map(_is_number, value))
    if not good:
        allowed = _ALLOWED[kind] + (" or none" if optional else "")
        raise RefusedInput(f"{name} must be {allowed}, got {shortened(value)}")
    return value


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]


def _pin(data: object, path: str, version: int) -> Pin:
    pin = _object(data, path)
    _refuse_unknown(pin, ("name", "state"), f"{path}.")
    name = _checked(f"{path}.name", pin.get("name"), str)
    state = from_data(ExplorerState, pin.get("state", {}), f"{path}.state", version)
    try:
        return Pin(name, state)
    except RefusedInput as error:
        raise RefusedInput(f"{path}: {error}") from None


def _object(value: object, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RefusedInput(f"{path} must be an object, got {shortened(value)}")
    return value


def _refuse_unknown(data: Mapping[str, Any], known: object, dot: str = "") -> None:
    for name in data:
        if name not in known:  # type: ignore[operator]
            raise unknown(dot + name)


def _parsed(text: str | bytes) -> object:
    if not isinstance(text, str | bytes):
        raise TypeError(f"a session in JSON must be text or bytes, got a {type(text).__name__}")
    if len(text) > MAX_JSON:
        raise RefusedInput(f"a session in JSON must have at most {MAX_JSON} bytes, got {len(text)}")
    try:
        decoded = text if isinstance(text, str) else text.decode()
        brackets = decoded.count("[") + decoded.count("{")
        if brackets > _MAX_BRACKETS:
            allowed = f"nested less deeply, with at most {_MAX_BRACKETS} brackets"
            raise RefusedInput(f"a session in JSON must be {allowed}, got {brackets}")
        return json.loads(
            decoded.removeprefix("\ufeff"),  # some editors put it before UTF-8
            object_pairs_hook=_unique,
            parse_int=lambda digits: int(digits) if len(digits) < 20 else float(digits),
            parse_constant=_refuse_constant,
        )
    except UnicodeDecodeError as error:
        raise RefusedInput(f"a session in JSON must be UTF-8, byte {error.start} is not") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise RefusedInput(f"this is not JSON: {error.msg} ({where})") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, value in pairs:
        if name in data:
            raise RefusedInput(f"{shortened(name)} must be given once, got it twice")
        data[name] = value
    return data


def _refuse_constant(name: str) -> None:
    raise RefusedInput(f"numbers must be finite, got {name}")
