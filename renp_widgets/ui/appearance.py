"""Appearance: theme and type size, which every app lets its reader choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from renp_widgets.validation import choice, truth_value

__all__ = ["THEMES", "Appearance"]

THEMES: Final = ("light", "dark", "print")


@dataclass(frozen=True)
class Appearance:
    """How an app looks: nothing here changes what it computes. Vary it with `replace`.

    Parameters
    ----------
    theme : "light", "dark" or "print".
    lecture : large type and thick lines.
    """

    theme: str = "light"
    lecture: bool = False

    def __post_init__(self) -> None:
        choice("theme", self.theme, THEMES)
        object.__setattr__(self, "lecture", truth_value("lecture", self.lecture))
