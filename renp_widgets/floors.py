"""Floors: the oldest versions of other packages that this one works with, from pyproject.toml.

`pip` holds them, unless it is told not to look at dependencies. Then an import would fail deep
inside, or a result be wrong: one sentence says it instead.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires, version

__all__ = ["check_floors"]


def check_floors(*names: str) -> None:
    """Refuse packages that are older than what this one needs, by ImportError.

    What is not installed is left to its import; so is everything where this package is not
    installed itself, and its metadata are not there.
    """
    try:
        needed = requires("renp-widgets") or []
    except PackageNotFoundError:
        return
    for requirement in needed:
        found = re.fullmatch(r"([A-Za-z0-9_-]+)>=([0-9.]+)", requirement)
        if found is None or found[1] not in names:
            continue
        name, floor = found.groups()
        try:
            installed = version(name)
        except PackageNotFoundError:
            continue
        if _numbers(installed) < _numbers(floor):
            raise ImportError(
                f"renp_widgets needs {name} {floor} or later, found {installed}: "
                f"pip install --upgrade {name}"
            )


def _numbers(text: str) -> tuple[int, ...]:
    """The leading numbers of a version: (2, 0) of 2.0rc1."""
    return tuple(int(x) for x in re.findall(r"[0-9]+", re.split(r"[a-z+-]", text)[0]))
