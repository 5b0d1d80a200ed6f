"""Lessons: predict, then reveal. Questions to a reader, marked with the package's own physics."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from renp_widgets.floors import check_floors

if TYPE_CHECKING:
    from renp_widgets.lessons.exercises import Exercise, exercise
    from renp_widgets.lessons.locks import locked
    from renp_widgets.lessons.topics import EXERCISES

__all__ = ["EXERCISES", "Exercise", "exercise", "locked"]

_HOMES: Final = {
    "EXERCISES": "topics",
    "Exercise": "exercises",
    "exercise": "exercises",
    "locked": "locks",
}


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    check_floors("matplotlib", "ipywidgets", "pillow", "anywidget")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
