"""Floors: the oldest versions of other packages that this one works with, as in pyproject.toml.

`pip` holds them, unless it is told not to look at dependencies. Then an import would fail deep
inside, or a result be wrong: one sentence says it instead.
"""

from __future__ import annotations

import re
import sys
from typing import Final

__all__ = ["FLOORS", "check_floors"]

FLOORS: Final = {
    "numpy": "2.0",
    "scipy": "1.14",
    "matplotlib": "3.10",
    "ipywidgets": "8.1",
    "pillow": "10.4",
    "anywidget": "0.9",
}


def check_floors(*names: str) -> None:
    """Refuse packages that are older than what this one needs, by ImportError.

    What is not installed is left to its import.
    """
    for name in names:
        floor, installed = FLOORS[name], version(name)
        if installed is not None and _numbers(installed) < _numbers(floor):
            raise ImportError(
                f"renp_widgets needs {name} {floor} or later, found {installed}: "
                f"pip install --upgrade {name}"
            )


def version(name: str) -> str | None:
    """The installed version of a package; None without one."""
    loaded = getattr(sys.modules.get(name), "__version__", None)
    if loaded is not None:
        return str(loaded)
    from importlib import metadata  # slow: a third of numpy's own import

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _numbers(text: str) -> tuple[int, ...]:
    """The leading numbers of a version: (2, 0) of 2.0rc1."""
    return tuple(int(x) for x in re.findall(r"[0-9]+", re.split(r"[a-z+-]", text)[0]))
