"""UnitarityExplorer: what non-unitary mixing does to the spectrum and to the sum rule."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

import ipywidgets as widgets

from renp_widgets.ui.apps.base import LiveApp, opening
from renp_widgets.ui.inputs import small_button
from renp_widgets.ui.live import FunctionModel, LiveScene
from renp_widgets.ui.panels import AppToolbar
from renp_widgets.ui.unitarity.answers import compared, telling
from renp_widgets.ui.unitarity.controls import UNITARITY_CONTROLS
from renp_widgets.ui.unitarity.figure import UnitarityFigure
from renp_widgets.ui.unitarity.state import DIAGONAL, OFF_DIAGONAL, PUBLISHED, UnitarityState
from renp_widgets.ui.unitarity.words import beyond_published, summary, telling_words

__all__ = ["UnitarityExplorer"]


class UnitarityExplorer(LiveApp):
    """The couplings and the spectrum of a mixing matrix N = alpha U beside those of the unitary U.

    Parameters
    ----------
    state : what to show first, and what "reset" goes back to.
    backend : as in `SpectrumExplorer`.

    Attributes
    ----------
    model : assign `model.state` to change what is shown.
    unitary, published : the buttons: alpha = 1, and all of alpha at its published limit.
    words : how many events would tell N from U.
    """

    model: FunctionModel
    figure: UnitarityFigure

    def __init__(
        self, state: UnitarityState | None = None, *, backend: str = "image", **fields: Any
    ) -> None:
        model = FunctionModel(opening(UnitarityState, state, fields), compared)
        super().__init__(model, UnitarityFigure(), UNITARITY_CONTROLS, backend=backend)
        self.unitary = small_button("unitary", "α = 1.")
        self.published = small_button("published limits", "All of α at its 90% limit.")
        self.unitary.on_click(lambda _: self._jump(_UNITARY))
        self.published.on_click(lambda _: self._jump(PUBLISHED))
        self.toolbar = AppToolbar(model, between=(self.unitary, self.published))
        self.words = widgets.HTML()
        self._told: UnitarityState | None = None  # what the words are about
        self._open(
            [
                self.toolbar,
                *self._rows(
                    "ordering residual",
                    "lightest_mass",
                    "alpha_11 alpha_22 alpha_33",
                    "alpha_21 phase_21",
                    "alpha_31 phase_31",
                    "alpha_32 phase_32",
                ),
                self.note,
                self.screen,
                self.words,
            ]
        )

    def _on_moving(self, scene: LiveScene) -> None:
        self.toolbar.show(scene)

    def _on_rest(self, scene: LiveScene) -> None:
        state = replace(scene.state, residual="ratio")
        if state != self._told:
            told = None if state.is_unitary else telling(state)
            self._told = state
            text = escape(telling_words(told))
            self.words.value = f'<div style="padding:0 8px">{text}</div>'
        self.frontend.summary = summary(scene.state, scene.result)

    def _hint(self) -> str:
        """What is beyond the published limits."""
        return beyond_published(self.model.state)

    def _jump(self, values: Any) -> None:
        with self.model.report():
            self.model.state = replace(self.model.state, **values)


_UNITARY = {**dict.fromkeys(DIAGONAL, 1.0), **dict.fromkeys(OFF_DIAGONAL, 0.0)}
