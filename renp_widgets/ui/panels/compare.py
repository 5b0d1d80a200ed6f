"""The panel of the pins, and of what the live spectrum is compared with."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets

from renp_widgets.ui.drawing.looks import Look
from renp_widgets.ui.inputs import small_button
from renp_widgets.ui.model import ExplorerModel
from renp_widgets.ui.panels.base import Panel, row
from renp_widgets.ui.scene import Scene
from renp_widgets.ui.session import COMPARISONS, MAX_PINS
from renp_widgets.ui.words.markup import swatch

__all__ = ["ComparePanel"]


class ComparePanel(Panel):
    """The pins, and what the live spectrum is compared with."""

    _model: ExplorerModel

    def __init__(self, model: ExplorerModel) -> None:
        self.name = widgets.Text(placeholder="a name of its own", layout={"width": "18em"})
        self.pin = small_button("pin the curve", "Hold the present curve as a reference.")
        self.compare = widgets.ToggleButtons(
            options=[(name, name) for name in COMPARISONS],
            style={"button_width": "6.6em"},
            layout={"width": "auto"},
            tooltips=["no residual", "live minus pinned", "live over pinned"],
        )
        self.reference = widgets.Dropdown(options=[""], layout={"width": "18em"})
        self.pin_rows = [self._pin_row(k) for k in range(MAX_PINS)]
        parts = [
            row(widgets.Label("hold it as"), self.name, self.pin),
            *(line for line, _ in self.pin_rows),
            row(widgets.Label("residual"), self.compare, widgets.Label("with"), self.reference),
        ]
        for part in (parts[0], parts[-1]):
            part.add_class("renp-control")
        super().__init__(model, parts)
        self.pin.on_click(self._on(self._pin))
        self.compare.observe(self._on(lambda how: self._model.look(compare=how)), "value")
        self.reference.observe(self._on(lambda name: self._model.look(reference=name)), "value")

    def _pin_row(self, k: int) -> tuple[widgets.HBox, widgets.HTML]:
        label = widgets.HTML(layout={"width": "22em"})
        show = small_button("go to it", "Make this the live curve.")
        remove = small_button("let go", "Take this curve away.")
        show.on_click(self._on(self._restore, k))
        remove.on_click(self._on(self._remove, k))
        return row(label, show, remove), label

    def _pin(self) -> None:
        self._model.pin(self.name.value.strip())
        self.name.value = ""

    def _restore(self, k: int) -> None:
        self._model.state = self._model.pins[k].state

    def _remove(self, k: int) -> None:
        self._model.unpin(self._model.pins[k].name)

    def _show(self, scene: Scene) -> None:
        names = [name for name, _ in scene.pinned]
        colors = Look.of(scene.view).pin_colors
        for k, (line, label) in enumerate(self.pin_rows):
            line.layout.display = None if k < len(names) else "none"
            if k < len(names):
                label.value = swatch(colors[k], escape(names[k]))
        if self.reference.options != tuple(names or [""]):
            self.reference.options = names or ("",)
        reference = self._model.reference
        self.reference.value = reference.name if reference else ""
        self.pin.disabled = len(names) == MAX_PINS
        self.compare.value = scene.view.compare
        self.reference.disabled = scene.view.compare == "none" or len(names) < 2
