"""The row above the controls: presets, the way back, pinning, and the look."""

from __future__ import annotations

from dataclasses import replace

import ipywidgets as widgets

from renp_widgets.ui.inputs import small_button
from renp_widgets.ui.model import ExplorerModel
from renp_widgets.ui.panels.base import Panel, row
from renp_widgets.ui.presets import PRESETS, Preset
from renp_widgets.ui.scene import Scene
from renp_widgets.ui.session import MAX_PINS, THEMES, Session
from renp_widgets.ui.state import ExplorerState

__all__ = ["Toolbar"]


class Toolbar(Panel):
    """Presets, undo and redo, reset of all, a quick pin, theme and lecture mode.

    text : what the last chosen preset shows and where it comes from; "" once the state differs.
    """

    def __init__(self, model: ExplorerModel) -> None:
        self.presets = widgets.Dropdown(
            options=[("presets …", ""), *((f"{p.group}: {p.name}", p) for p in PRESETS)],
            tooltip="Cases of the papers, each with its source.",
            layout={"width": "21em"},
        )
        self.undo = small_button("↶ undo", "Take the last step back (Ctrl+Z).")
        self.redo = small_button("↷ redo", "Take it again (Ctrl+Shift+Z).")
        self.reset = small_button("reset all", "All controls as at the start.")
        self.pin = small_button("pin", "Hold the present curve for comparison (P).")
        self.theme = widgets.Dropdown(
            options=THEMES, tooltip="Colours of picture and page (D).", layout={"width": "6.5em"}
        )
        self.lecture = widgets.ToggleButton(
            description="lecture",
            tooltip="Large type and thick lines (L).",
            layout={"width": "auto"},
        )
        children = [self.presets, self.undo, self.redo, self.reset, self.pin]
        super().__init__(model, [row(*children, self.theme, self.lecture)])
        self.presets.observe(self._on(self._choose), "value")
        self.undo.on_click(self._on(model.undo))
        self.redo.on_click(self._on(model.redo))
        self.reset.on_click(self._on(self._reset))
        self.pin.on_click(self._on(lambda: model.pin()))
        self.theme.observe(self._on(lambda theme: self._look(theme=theme)), "value")
        self.lecture.observe(self._on(lambda lecture: self._look(lecture=lecture)), "value")

    @property
    def text(self) -> str:
        """What the chosen preset shows and where it comes from."""
        preset = self.presets.value
        return f"{preset.text} ({preset.citation})" if preset else ""

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
        self._model.restore(Session(ExplorerState(), view, self._model.pins))

    def _show(self, scene: Scene) -> None:
        preset = self.presets.value
        if preset and preset.state != self._model.state:
            self.presets.value = ""
        self.undo.disabled = not self._model.can_undo
        self.redo.disabled = not self._model.can_redo
        self.pin.disabled = len(scene.pinned) == MAX_PINS
        self.theme.value = scene.view.theme
        self.lecture.value = scene.view.lecture
