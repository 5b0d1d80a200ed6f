"""LevelScheme: from the usual laser to RENP, slide by slide."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets as widgets

from renp_widgets.apps.levels.compute import scheme
from renp_widgets.apps.levels.figure import LevelFigure
from renp_widgets.apps.levels.state import LevelState
from renp_widgets.apps.levels.words import levels_table, sentences
from renp_widgets.live.app import LiveApp, opening
from renp_widgets.live.fields import Choice, Quantity, Table
from renp_widgets.live.model import FunctionModel, LiveScene
from renp_widgets.live.toolbar import AppToolbar
from renp_widgets.physics.levels import ATOMS


def _one_photon(state: LevelState) -> str:
    return "one photon has all the energy" if state.step in ("laser", "forbidden") else ""


_CONTROLS: Final[Table[LevelState]] = {
    "step": Choice(
        "",
        (
            ("1 laser", "laser"),
            ("2 forbidden", "forbidden"),
            ("3 E1 × M1", "two_step"),
            ("4 RENP", "renp"),
        ),
        "The slides, one after another.",
    ),
    "target": Choice("target", tuple((name, name) for name in ATOMS), "The atom."),
    "share": Quantity(
        "ω / (E_eg/2)",
        "",
        "Energy of the E1 photon, as a share of half the excited state's.",
        slider=(0.1, 1.0, 0.01),
        inactive=_one_photon,
    ),
}


class LevelScheme(LiveApp):
    """Level diagrams, to scale: the usual laser, what is forbidden, E1 x M1, and RENP.

    Parameters
    ----------
    state : what to show first.
    backend : "image" (PNG frames, needs core ipywidgets alone) or "ipympl" (matplotlib's own
        canvas with its toolbar, where ipympl is installed).

    Attributes
    ----------
    model : assign `model.state`, a LevelState, to change what is shown.
    levels : the table of levels, with what each may emit.
    """

    model: FunctionModel
    figure: LevelFigure

    def __init__(
        self, state: LevelState | None = None, *, backend: str = "image", **fields: Any
    ) -> None:
        model = FunctionModel(opening(LevelState, state, fields), scheme)
        super().__init__(model, LevelFigure(), _CONTROLS, backend=backend)
        self.frontend.label = "level scheme"
        self.toolbar = AppToolbar(model)
        self.levels = widgets.HTML()
        rows = self._rows("step", "target share")
        self._open([self.toolbar, *rows, self.note, self.screen, self.levels])

    def _on_moving(self, scene: LiveScene) -> None:
        self.toolbar.show(scene)
        self.levels.value = levels_table(scene.result)

    def _on_rest(self, scene: LiveScene) -> None:
        self.frontend.summary = sentences(scene.result)
