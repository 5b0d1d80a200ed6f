"""PrintedExplorer: the talk's formulas as printed, beside those derived."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from renp_widgets.ui.apps.base import LiveApp, opening
from renp_widgets.ui.live import FunctionModel, LiveScene
from renp_widgets.ui.panels import AppToolbar
from renp_widgets.ui.printed.comparison import comparison
from renp_widgets.ui.printed.controls import PRINTED_CONTROLS
from renp_widgets.ui.printed.figure import PrintedFigure
from renp_widgets.ui.printed.state import PrintedState
from renp_widgets.ui.printed.words import explanation, summary

__all__ = ["PrintedExplorer"]


class PrintedExplorer(LiveApp):
    """A formula of the talk as its slides print it, beside the derived one: spectra and ratio.

    Parameters
    ----------
    state : what to show first.
    backend : as in `SpectrumExplorer`.

    Attributes
    ----------
    model : assign `model.state` to change what is shown.
    words : the two formulas, and why they differ.
    """

    model: FunctionModel
    figure: PrintedFigure

    def __init__(
        self, state: PrintedState | None = None, *, backend: str = "image", **fields: Any
    ) -> None:
        model = FunctionModel(opening(PrintedState, state, fields), comparison)
        super().__init__(model, PrintedFigure(), PRINTED_CONTROLS, backend=backend)
        self.frontend.label = "spectra as printed and as derived"
        self.toolbar = AppToolbar(model)
        self.words = widgets.HTMLMath()
        rows = self._rows("formula nature", "lightest_mass mediator_mass")
        self._open([self.toolbar, *rows, self.words, self.note, self.screen])

    def _on_moving(self, scene: LiveScene) -> None:
        self.toolbar.show(scene)
        self.words.value = explanation(scene.state)

    def _on_rest(self, scene: LiveScene) -> None:
        self.frontend.summary = summary(scene.state, scene.result)
