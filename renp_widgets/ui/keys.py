"""What the keys mean that every app knows."""

from __future__ import annotations

from renp_widgets.ui.appearance import THEMES
from renp_widgets.ui.live import LiveModel

__all__ = ["press"]


def press(model: LiveModel, key: str) -> None:
    """Do what a key stands for: "undo", "redo", "lecture" or "theme" (the next one); no other."""
    match key:
        case "undo":
            model.undo()
        case "redo":
            model.redo()
        case "lecture":
            model.look(lecture=not model.view.lecture)
        case "theme":
            model.look(theme=THEMES[(THEMES.index(model.view.theme) + 1) % len(THEMES)])
