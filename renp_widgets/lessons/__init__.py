"""Lessons: predict, then reveal. Questions to a reader, marked with the package's own physics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renp_widgets.doors import door

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
    return sorted({*globals(), *__all__})


_NEEDS: Final = ("matplotlib", "ipywidgets", "pillow", "anywidget")
__getattr__ = door(__name__, _HOMES, *_NEEDS, below=__name__)
