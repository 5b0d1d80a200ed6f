"""UnitarityExplorer: what non-unitary mixing does to the spectrum and to the sum rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Final

import ipywidgets as widgets

from renp_widgets.apps.unitarity.compute import compared, discriminations
from renp_widgets.apps.unitarity.plot import plot
from renp_widgets.apps.unitarity.state import DIAGONAL, OFF_DIAGONAL, PUBLISHED, UnitarityState
from renp_widgets.apps.unitarity.words import beyond_published, discrimination_words, summary
from renp_widgets.live.app import FunctionApp
from renp_widgets.live.controls import small_button
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.model import LiveScene
from renp_widgets.live.toolbar import AppToolbar

_UNITARY: Final = {**dict.fromkeys(DIAGONAL, 1.0), **dict.fromkeys(OFF_DIAGONAL, 0.0)}


class UnitarityExplorer(FunctionApp):
    """The couplings and the spectrum of a mixing matrix N = alpha U beside those of the unitary U.

    Parameters
    ----------
    state : a UnitarityState: what to show first, and what "reset" goes back to.
    backend : as in `SpectrumExplorer`.

    Attributes
    ----------
    model : assign `model.state` to change what is shown.
    unitary, published : the buttons: alpha = 1, and all of alpha at its published limit.
    words : how many events would tell N from U.
    """

    kind = UnitarityState
    rows = (
        "ordering residual",
        "lightest_mass",
        "alpha_11 alpha_22 alpha_33",
        "alpha_21 phase_21",
        "alpha_31 phase_31",
        "alpha_32 phase_32",
    )
    off_page = ("oscillation",)
    compute = staticmethod(compared)
    plot = staticmethod(plot)

    figure: PlotFigure

    _told: UnitarityState | None = None  # what the words are about

    def _make_toolbar(self) -> AppToolbar:
        self.unitary = small_button("unitary", "α = 1.")
        self.published = small_button("published limits", "All of α at its 90% limit.")
        self.unitary.on_click(lambda _: self._jump(_UNITARY))
        self.published.on_click(lambda _: self._jump(PUBLISHED))
        return AppToolbar(self.model, between=(self.unitary, self.published))

    def _page(self) -> list[widgets.Widget]:
        self.words = widgets.HTML()
        return [self.note, self.screen, self.words]

    def _tell_at_rest(self, scene: LiveScene) -> None:
        state = replace(scene.state, residual="ratio")
        if state != self._told:
            told = None if state.is_unitary else discriminations(state)
            self._told = state
            text = escape(discrimination_words(told))
            self.words.value = f'<div style="padding:0 8px">{text}</div>'
        self.frontend.summary = summary(scene.state, scene.result)

    def _hint(self) -> str:
        """What is beyond the published limits."""
        return beyond_published(self.model.state)

    def _jump(self, values: Mapping[str, float]) -> None:
        with self.model.report():
            self.model.state = replace(self.model.state, **values)
