"""Sections: panels of which one is seen at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets

from renp_widgets.ui.live import LiveModel
from renp_widgets.ui.panels.base import Panel

__all__ = ["Sections"]


class Sections:
    """Panels by name, and `buttons` that choose which one is seen; only that one is kept up."""

    def __init__(self, model: LiveModel, panels: Mapping[str, Panel]) -> None:
        self._model = model
        self._panels = panels
        self.buttons = widgets.ToggleButtons(
            options=[*panels], style={"button_width": "7.6em"}, layout={"width": "auto"}
        )
        self.buttons.observe(self._choose, "value")
        self._choose()

    def show(self, scene: Any) -> None:
        """Let the chosen panel follow a scene."""
        self._panels[self.buttons.value].show(scene)

    def _choose(self, _change: Any = None) -> None:
        for name, panel in self._panels.items():
            panel.layout.display = None if name == self.buttons.value else "none"
        scene = self._model.rested()
        if scene is not None:
            with self._model.report():
                self.show(scene)
