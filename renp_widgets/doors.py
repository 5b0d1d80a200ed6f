"""Doors: packages hand out their names when they are asked for, and not before."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from renp_widgets.floors import check_floors

__all__ = ["door"]


def door(
    package: str, homes: Mapping[str, str], *needs: str, below: str = "renp_widgets"
) -> Callable[[str], Any]:
    """The `__getattr__` of a package.

    homes : by name the module that has it, `below` a package; a package is at home in its name.
    needs : other packages, which must not be older than their floors.
    """

    def handed_out(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        check_floors(*needs)
        found: Any = import_module(f"{below}.{homes[name]}")
        if homes[name] != name:
            found = getattr(found, name)
        setattr(sys.modules[package], name, found)
        return found

    return handed_out
