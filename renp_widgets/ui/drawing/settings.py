"""Settings: figures depend on matplotlib's own defaults, whatever the user's settings are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure

__all__ = ["FixedFigure", "fixed_settings"]

_FIXED: Final[dict[str, Any]] = {
    **{k: v for k, v in dict.items(mpl.rcParamsDefault) if not k.startswith("backend")},
    "text.hinting": "none",  # text does not shift between scales
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "renp-widgets",
}


@contextmanager
def fixed_settings() -> Iterator[None]:
    """Make, change, draw and save figures in here: settings and style sheets do not matter then.

    It is on the way of every frame, so it passes over the checks of `matplotlib.rc_context`.
    """
    settings: Any = mpl.rcParams
    before = dict(dict.items(settings))
    dict.update(settings, _FIXED)
    try:
        yield
    finally:
        dict.update(settings, before)


class FixedFigure(Figure):
    """A Figure that is drawn and saved with the fixed settings, whoever asks for it."""

    def draw(self, renderer: Any) -> None:
        """Draw all artists that are not animated."""
        with fixed_settings():
            super().draw(renderer)

    def savefig(self, *arguments: Any, **keywords: Any) -> None:
        """Write the figure to a file."""
        with fixed_settings():
            super().savefig(*arguments, **keywords)
