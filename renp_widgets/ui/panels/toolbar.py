"""The row above the controls: presets, the way back, pinning, and the look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from renp_widgets.ui.appearance import THEMES
from renp_widgets.ui.inputs import small_button
from renp_widgets.ui.live import LiveModel
from renp_widgets.ui.model import ExplorerModel
from renp_widgets.ui.panels.base import Panel, row
from renp_widgets.ui.presets import PRESETS, Preset
from renp_widgets.ui.scene import Scene
from renp_widgets.ui.session import MAX_PINS, Session

__all__ = ["AppToolbar", "Toolbar"]


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


class Toolbar(AppToolbar):
    """The toolbar of the spectrum explorer: with presets, and a quick pin.

    text : what the last chosen preset shows and where it comes from; "" once the state differs.
    """

    _model: ExplorerModel

    def __init__(self, model: ExplorerModel) -> None:
        self.presets = widgets.Dropdown(
            options=[("presets …", ""), *((f"{p.group}: {p.name}", p) for p in PRESETS)],
            tooltip="Cases of the papers, each with its source.",
            layout={"width": "21em"},
        )
        self.pin = small_button("pin", "Hold the present curve for comparison (P).")
        super().__init__(model, [self.presets], [self.pin])
        self.reset.tooltip = (
            "All controls and the zoom as they were at first. Pins, cursor, band and look stay."
        )
        self.presets.observe(self._on(self._choose), "value")
        self.pin.on_click(self._on(lambda: model.pin()))

    @property
    def text(self) -> str:
        """What the chosen preset shows and where it comes from, as long as it is on show."""
        preset = self.presets.value
        shown = preset and preset.state == self._model.state
        return f"{preset.text} ({preset.citation})" if shown else ""

    def _choose(self, preset: Preset | str) -> None:
        if isinstance(preset, str):  # the list's own name
            return
        view = replace(self._model.view, full_window=None, end_window=None)
        pins = self._model.pins
        if preset.pins:
            pins, view = preset.pins, replace(view, compare=preset.compare, reference="")
        self._model.restore(Session(preset.state, view, pins))

    def _reset(self) -> None:
        view = replace(self._model.view, full_window=None, end_window=None)
        self._model.restore(Session(self._model.opened, view, self._model.pins))

    def _show(self, scene: Scene) -> None:
        preset = self.presets.value
        if preset and preset.state != self._model.state:
            self.presets.value = ""
        super()._show(scene)
        self.pin.disabled = len(scene.pinned) == MAX_PINS
