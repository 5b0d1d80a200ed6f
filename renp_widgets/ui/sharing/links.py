"""A session as a link, "?v=1&ordering=inverted&lightest_mass=0.05", and back."""

from __future__ import annotations

import math
import re
from dataclasses import fields
from typing import Any, Final
from urllib.parse import quote, unquote

from renp_widgets.ui.session import Session, View, Window
from renp_widgets.ui.sharing.files import (
    FORMAT_VERSION,
    KINDS,
    check_version,
    session_part,
    shortened,
    unknown,
)
from renp_widgets.ui.state import ExplorerState

__all__ = ["MAX_LINK", "MAX_PARAMETERS", "from_link", "to_link"]

MAX_LINK: Final = 4096
"""How long a link may be, characters."""

MAX_PARAMETERS: Final = 64
"""How many parameters a link may have."""

_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_WORDS: Final = {"true": True, "false": False}
_UNLINKED: Final = "reference"  # the name of a pin, and pins are not in links


def to_link(session: Session) -> str:
    """The link of a session: its format version `v`, and each field that is not at its default.

    Numbers are written with all their digits, truth values as true and false, windows as four
    numbers with commas between. Pins are left out, and with them `reference`, the name of one.
    """
    words = [f"?v={FORMAT_VERSION}"]
    for part in (session.state, session.view):
        for field in fields(part):
            value = getattr(part, field.name)
            if value != field.default and field.name != _UNLINKED:
                words.append(f"{field.name}={quote(_spelling(value), safe=',')}")
    return "&".join(words)


def from_link(text: str) -> Session:
    """The session of a link: a query string, with or without its "?", or a whole address.

    Fields that are not given have their defaults; "none" is None where that is allowed. What the
    address says to servers (`token`, `reset`, `voila-...`) is passed over, all else must be known.
    An empty text is the default session: Voila gives the query of the address that opened it in
    the environment variable QUERY_STRING, which is empty if there was none.
    """
    given = _parameters(text)
    version = given.pop("v", str(FORMAT_VERSION))
    check_version("v", int(version) if re.fullmatch("[0-9]{1,9}", version) else version)
    data: dict[type, dict[str, Any]] = {part: {} for part in KINDS}
    for name, value in given.items():
        part = next((part for part, kinds in KINDS.items() if name in kinds), None)
        if part is None or name == _UNLINKED:
            raise unknown(name)
        data[part][name] = _plain(value, *KINDS[part][name])
    return Session(session_part(ExplorerState, data[ExplorerState]), session_part(View, data[View]))


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
    if kind is Window:
        numbers = [_number(number) for number in text.split(",")]
        return text if any(isinstance(number, str) for number in numbers) else numbers
    return text


def _number(text: str) -> float | str:
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    return number if math.isfinite(number) else text


def _parameters(text: str) -> dict[str, str]:
    """The parameters of a link, without those for servers."""
    if not isinstance(text, str):
        raise TypeError(f"a link must be a string, got a {type(text).__name__}")
    if len(text) > MAX_LINK:
        raise ValueError(f"a link must have at most {MAX_LINK} characters, got {len(text)}")
    before, mark, after = text.strip().partition("?")
    query = (after if mark else before).partition("#")[0]
    words = [word for word in query.split("&") if word]
    if len(words) > MAX_PARAMETERS:
        raise ValueError(f"a link must have at most {MAX_PARAMETERS} parameters, got {len(words)}")
    parameters: dict[str, str] = {}
    for word in words:
        # Not `parse_qs`: it takes + for a space, and hand-written numbers such as 1e+21 have one.
        name, equals, value = word.partition("=")
        name = _decoded("a parameter's name", name)
        if name in ("token", "reset") or name.startswith("voila-"):
            continue
        if not equals:
            raise ValueError(f"a link must be made of name=value, got {shortened(word)}")
        if name in parameters:
            raise ValueError(f"{shortened(name)} must be given once, got it twice")
        parameters[name] = _decoded(shortened(name), value)
    return parameters


def _decoded(name: str, text: str) -> str:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise ValueError(f"{name} must be UTF-8, got {shortened(text)}") from None
