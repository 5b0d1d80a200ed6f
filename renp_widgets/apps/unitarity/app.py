"""UnitarityExplorer: what non-unitary mixing does to the spectrum and to the sum rule."""

from __future__ import annotations

import math
from dataclasses import replace
from html import escape
from typing import Any, Final

import ipywidgets as widgets

from renp_widgets.apps.unitarity.compute import compared, telling
from renp_widgets.apps.unitarity.figure import UnitarityFigure
from renp_widgets.apps.unitarity.state import (
    DIAGONAL,
    MAX_MASS,
    OFF_DIAGONAL,
    PUBLISHED,
    RESIDUALS,
    UnitarityState,
)
from renp_widgets.apps.unitarity.words import beyond_published, summary, telling_words
from renp_widgets.live.app import LiveApp, opening
from renp_widgets.live.controls import small_button
from renp_widgets.live.fields import Choice, Quantity, Table
from renp_widgets.live.model import FunctionModel, LiveScene
from renp_widgets.live.toolbar import AppToolbar

_SUBSCRIPTS: Final = str.maketrans("123", "₁₂₃")


def _diagonal(name: str) -> Quantity[UnitarityState]:
    symbol = "α" + name[-2:].translate(_SUBSCRIPTS)
    limit = f"Published: above {PUBLISHED[name]:g} at 90%, from oscillations."
    return Quantity(symbol, "", f"1 for unitary mixing. {limit}", slider=(0.7, 1.0, 0.001))


def _size(name: str) -> Quantity[UnitarityState]:
    symbol = "|α" + name[-2:].translate(_SUBSCRIPTS) + "|"
    limit = f"Published: below {PUBLISHED[name]:g} at 90%, from oscillations."
    return Quantity(symbol, "", f"0 for unitary mixing. {limit}", slider=(0.0, 0.2, 0.001))


def _phase(name: str) -> Quantity[UnitarityState]:
    symbol = "α" + name[-2:].translate(_SUBSCRIPTS)

    def idle(state: UnitarityState) -> str:
        return "" if getattr(state, name) else f"{symbol} is 0"

    return Quantity(
        f"arg {symbol}",
        "°",
        f"Phase of {symbol}.",
        scale=math.degrees(1.0),
        slider=(0.0, 360.0, 1.0),
        inactive=idle,
    )


UNITARITY_CONTROLS: Final[Table[UnitarityState]] = {
    "ordering": Choice(
        "ordering",
        (("normal", "normal"), ("inverted", "inverted")),
        "Normal: m1 is the lightest mass; inverted: m3 is.",
    ),
    "residual": Choice(
        "compare by",
        tuple((name, name) for name in RESIDUALS),
        "How the spectrum is compared with that of unitary mixing.",
    ),
    "lightest_mass": Quantity(
        "lightest mass",
        "meV",
        "Mass of the lightest neutrino.",
        scale=1e3,
        slider=(0.01, 1e3 * MAX_MASS, 0.02),
        logarithmic=True,
        special=("massless", 0.0),
    ),
    **{name: _diagonal(name) for name in DIAGONAL},
    **{name: _size(name) for name in OFF_DIAGONAL},
    **{name.replace("alpha", "phase"): _phase(name) for name in OFF_DIAGONAL},
}


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
