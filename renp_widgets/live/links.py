"""What an app shows as a link, "?v=2&ordering=inverted&oscillation=nufit-6.1", and back.

What is read is data, checked field by field, within limits.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final, TypeVar
from urllib.parse import quote, unquote

from renp_widgets.checks import RefusedInput
from renp_widgets.live.fields import State, Window

FORMAT_VERSION: Final = 2
"""Version of links and JSON. A new default needs a new version: links leave defaults out.

1 : without `oscillation`, which was "nufit-6.0".
"""
MAX_JSON: Final = 100_000
"""How long JSON may be, bytes (characters where it is a string)."""
_MAX_TEXT: Final = 80
_MAX_BRACKETS: Final = 500  # nested much more deeply, they would end a browser's Python
_ALLOWED: Final[dict[Any, str]] = {
    str: f"text of at most {_MAX_TEXT} characters",
    bool: "true or false",
    int: "a whole number of at most 15 digits",
    float: "a finite number",
    Window: "a list of four finite numbers",
}
Part = TypeVar("Part", bound=State)
Kind = tuple[Any, bool]


def kinds(part: type[State]) -> Mapping[str, Kind]:
    """What the values of a state's or a view's fields are, by name, and whether None is one.

    They are of type str, bool, int, float or Window.
    """
    return {name: field.kind for name, field in part.declared().items()}


def from_data(
    part: type[Part], data: object, path: str = "", version: int = FORMAT_VERSION
) -> Part:
    """A state or a view from plain data: text, truth values, numbers, lists of numbers, None.

    `path` is where the data come from, for messages; `version` what they were written by.
    """
    fields = _object(data, path)
    if version == 1 and "oscillation" in kinds(part):
        fields = {"oscillation": "nufit-6.0", **fields}
    dot = f"{path}." if path else ""
    known = kinds(part)
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


MAX_LINK: Final = 4096
"""How long a link may be, characters."""
MAX_PARAMETERS: Final = 64
"""How many parameters a link may have."""
SERVER_PARAMETERS: Final = (
    *("token", "redirects"),  # JupyterHub, and BinderHub
    *("reset", "clone", "file-browser-path"),  # JupyterLab
    "factory",  # Notebook
    *("path", "workspace", "mode", "kernel", "room", "fromURL"),  # JupyterLite and extensions
    "template",  # Voila, as all that begins with voila-
)
"""What the address of a page says to servers and front ends: links pass over it."""
_PLATFORMS: Final = re.compile(r"utm_\w+|[a-z]*clid|next|vscode\w+|mc_[a-z]+|_ga|si|igsh")
"""What platforms append to the addresses that they pass on."""
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,15}")
_WORDS: Final = {"true": True, "false": False}


def to_link(state: Any, view: Any = None) -> str:
    """The link of what an app shows: its format version `v`, and each field not at its default.

    What a field says by `linked` comes first.

    Numbers are written with all their digits, truth values as true and false, windows as four
    numbers with commas between.

    Parameters
    ----------
    state : of an app.
    view : how that state is looked at; None leaves it out.
    """
    words = [f"?v={FORMAT_VERSION}"]
    for part in (state,) if view is None else (state, view):
        defaults, declared = type(part), part.declared()
        for name, field in declared.items():
            value = getattr(part, name)
            if value != getattr(defaults, name) if field.linked is None else field.linked:
                words.append(f"{name}={quote(_spelling(value), safe=',')}")
    return "&".join(words)


def parameters(text: str, *shown: type) -> dict[str, str]:
    """The parameters of a link by name, without those for servers; their values as they are.

    shown : the types of what the link is for. What no field of theirs is like has any form.
    """
    names = _names(*shown)
    if not isinstance(text, str):
        raise TypeError(f"a link must be a string, got a {type(text).__name__}")
    if len(text) > MAX_LINK:
        raise RefusedInput(f"a link must have at most {MAX_LINK} characters, got {len(text)}")
    before, mark, after = text.strip().partition("?")
    query = (after if mark else before).partition("#")[0]
    words = [word for word in query.split("&") if word]
    if len(words) > MAX_PARAMETERS:
        raise RefusedInput(
            f"a link must have at most {MAX_PARAMETERS} parameters, got {len(words)}"
        )
    given: dict[str, str] = {}
    for word in words:
        # Not `parse_qs`: it takes + for a space, and hand-written numbers such as 1e+21 have one.
        name, equals, value = word.partition("=")
        readable = unquote(name)
        if readable in SERVER_PARAMETERS or readable.startswith("voila-"):
            continue
        if shown and not _like(readable, names):
            given.setdefault(readable, unquote(value))
            continue
        name = _decoded("a parameter's name", name)
        if not equals:
            raise RefusedInput(f"a link must be made of name=value, got {shortened(word)}")
        if name in given:
            raise RefusedInput(f"{shortened(name)} must be given once, got it twice")
        given[name] = _decoded(shortened(name), value)
    return given


def opened(text: str, *shown: type[State]) -> tuple[list[Any], str]:
    """What a link stands for, as `parts` has it, and a sentence on what was passed over.

    Platforms append names of their own to links. A name that is almost a field's is misspelt, and
    refused, and so is a link of which nothing is known; one of platforms' names alone is as one
    that says nothing: there are no parts.
    """
    given, names = parameters(text, *shown), _names(*shown)
    known = {k: v for k, v in given.items() if _like(k, names)}
    if not known.keys() - {"v"}:
        known = {k: v for k, v in given.items() if not _PLATFORMS.fullmatch(k)}
    others = ", ".join(shortened(name) for name in given if name not in known)
    note = f"the link was opened without what is not known here: {others}" if others else ""
    return parts(known, *shown) if known else [], note


def _names(*shown: type) -> set[str]:
    return {"v", *(name for part in shown for name in kinds(part))}


def _like(name: str, names: set[str]) -> bool:
    """Whether a name is one of these, or one of them misspelt."""
    return name in names or bool(get_close_matches(name, names, 1, 0.8))


def parts(given: Mapping[str, str], *shown: type[State]) -> list[Any]:
    """What the parameters of a link stand for: a state and a view, of the types `shown`.

    Apps share names: the link of another app is good if all that it says is known here, too.
    """
    given = dict(given)
    spelt = given.pop("v", str(FORMAT_VERSION))
    version: Any = int(spelt) if re.fullmatch("[0-9]{1,9}", spelt) else spelt
    check_version("v", version)
    data: dict[type, dict[str, Any]] = {part: {} for part in shown}
    for name, value in given.items():
        part = next((part for part in shown if name in kinds(part)), None)
        if part is None or part.declared()[name].linked is False:
            raise unknown(name)
        data[part][name] = _plain(value, *kinds(part)[name])
    return [from_data(part, values, version=version) for part, values in data.items()]


def _spelling(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(_spelling, value))
    if isinstance(value, float):
        return repr(value).replace("e+", "e")  # some programs take + for a space
    if isinstance(value, bool):
        return "true" if value else "false"
    return "none" if value is None else str(value)


def _plain(text: str, kind: Any, optional: bool) -> Any:
    """What a spelling stands for, or the text itself if it stands for nothing of the kind."""
    if optional and text == "none":
        return None
    if kind is bool:
        return _WORDS.get(text, text)
    if kind is float:
        return _number(text)
    if kind is int:
        return int(text) if _WHOLE.fullmatch(text) else text
    if kind is Window:
        numbers = [_number(number) for number in text.split(",")]
        return text if any(isinstance(number, str) for number in numbers) else numbers
    return text


def _number(text: str) -> float | str:
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    return number if math.isfinite(number) else text


def _decoded(name: str, text: str) -> str:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise RefusedInput(f"{name} must be UTF-8, got {shortened(text)}") from None
