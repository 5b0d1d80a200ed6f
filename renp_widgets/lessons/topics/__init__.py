"""The exercises of the notebooks, one module for each."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Final

from renp_widgets.lessons.questions import Question

TOPICS: Final = (
    *("laser", "coherence", "thresholds", "nature", "unitarity"),
    *("mediators", "moments", "experiment", "printed"),
)
"""The modules, in the order of the notebooks."""


def _all() -> Iterator[tuple[str, Question]]:
    for topic in TOPICS:
        yield from import_module(f"{__name__}.{topic}").EXERCISES.items()


EXERCISES: Final = dict(_all())
"""All questions by the names that notebooks call them by."""
