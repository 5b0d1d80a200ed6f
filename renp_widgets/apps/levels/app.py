"""LevelScheme: from the usual laser to RENP, slide by slide."""

from __future__ import annotations

import ipywidgets as widgets

from renp_widgets.apps.levels.compute import scheme
from renp_widgets.apps.levels.plot import plot
from renp_widgets.apps.levels.state import LevelState
from renp_widgets.apps.levels.words import levels_table, sentences
from renp_widgets.live.app import FunctionApp
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.model import LiveScene


class LevelScheme(FunctionApp):
    """Level diagrams, to scale: the usual laser, what is forbidden, E1 x M1, and RENP.

    Parameters
    ----------
    state : a LevelState: what to show first.
    backend : as in `SpectrumExplorer`.

    Attributes
    ----------
    model : assign `model.state` to change what is shown.
    levels : the table of levels, with what each may emit.
    """

    kind = LevelState
    rows = ("step", "target share")
    label = "level scheme"
    compute = staticmethod(scheme)
    plot = staticmethod(plot)

    figure: PlotFigure

    def _page(self) -> list[widgets.Widget]:
        self.levels = widgets.HTML()
        return [self.note, self.screen, self.levels]

    def _tell(self, scene: LiveScene) -> None:
        self.levels.value = levels_table(scene.result)

    def _tell_at_rest(self, scene: LiveScene) -> None:
        self.frontend.summary = sentences(scene.result)
