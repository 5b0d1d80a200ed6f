"""What the page does itself around an exercise: Enter checks, and what is said is read out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import anywidget
import traitlets

from renp_widgets.ui.keeper import KEEPER

__all__ = ["ExercisePage"]

_MAX_TEXT: Final = 200


class ExercisePage(anywidget.AnyWidget):
    """A part without a size in the box of class `renp-question` that it serves.

    label : the box's name, for who hears the page.
    names : of the sliders or text boxes in it, in their order, for the same.
    summary : what is read out when it changes.
    """

    _esm = KEEPER + Path(__file__).with_name("page.js").read_text(encoding="utf-8")
    _css = Path(__file__).with_name("page.css").read_text(encoding="utf-8")

    label = traitlets.Unicode().tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    summary = traitlets.Unicode().tag(sync=True)

    def on_enter(self, callback: Callable[[str | None], object]) -> None:
        """Call back when Enter is pressed, with the text of the box that it is pressed in."""

        def receive(_widget: object, content: object, _buffers: object) -> None:
            if isinstance(content, dict) and content.get("kind") == "enter":
                text = content.get("text")
                callback(text[:_MAX_TEXT] if isinstance(text, str) else None)

        self.on_msg(receive)
