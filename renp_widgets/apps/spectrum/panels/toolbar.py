"""The row above the controls: presets, the way back, pinning, and the look."""

from __future__ import annotations

from dataclasses import replace

import ipywidgets as widgets

from renp_widgets.apps.spectrum.compute import Scene
from renp_widgets.apps.spectrum.model import ExplorerModel
from renp_widgets.apps.spectrum.presets import PRESETS, Preset
from renp_widgets.apps.spectrum.session import MAX_PINS, Session
from renp_widgets.live.controls import small_button
from renp_widgets.live.toolbar import AppToolbar


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
