"""The row above the controls that every app has: the way back, and the look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from renp_widgets.live.controls import Panel, row, small_button
from renp_widgets.live.fields import THEMES
from renp_widgets.live.model import LiveModel


class AppToolbar(Panel):
    """Undo and redo, reset of all, theme and lecture mode: what every app can have.

    before, between : widgets of an app's own, at the left and in front of the theme.
    """

    def __init__(
        self,
        model: LiveModel,
        before: Sequence[widgets.Widget] = (),
        between: Sequence[widgets.Widget] = (),
    ) -> None:
        self.undo = small_button("↶ undo", "Take the last step back (Ctrl+Z).")
        self.redo = small_button("↷ redo", "Take it again (Ctrl+Shift+Z).")
        self.reset = small_button(
            "reset all", "All controls as they were at first. The picture's look stays."
        )
        self.theme = widgets.Dropdown(
            options=THEMES, tooltip="Colours of picture and page (D).", layout={"width": "6.5em"}
        )
        self.lecture = widgets.ToggleButton(
            description="lecture",
            tooltip="Large type and thick lines (L).",
            layout={"width": "auto"},
        )
        back = (self.undo, self.redo, self.reset)
        super().__init__(model, [row(*before, *back, *between, self.theme, self.lecture)])
        self.undo.on_click(self._on(model.undo))
        self.redo.on_click(self._on(model.redo))
        self.reset.on_click(self._on(self._reset))
        self.theme.observe(self._on(lambda theme: model.look(theme=theme)), "value")
        self.lecture.observe(self._on(lambda lecture: model.look(lecture=lecture)), "value")

    def _reset(self) -> None:
        self._model.jump(state=self._model.opened)

    def _show(self, scene: Any) -> None:
        self.undo.disabled = not self._model.can_undo
        self.redo.disabled = not self._model.can_redo
        self.theme.value = scene.view.theme
        self.lecture.value = scene.view.lecture
