"""BlindSpotExplorer: dipole moments that some experiments miss, and RENP does not."""

from __future__ import annotations

from typing import Any

from renp_widgets.ui.apps.base import LiveApp, opening
from renp_widgets.ui.blind_spots.controls import BLIND_SPOT_CONTROLS
from renp_widgets.ui.blind_spots.figure import BlindSpotFigure
from renp_widgets.ui.blind_spots.seen import seen
from renp_widgets.ui.blind_spots.state import BlindSpotState
from renp_widgets.ui.blind_spots.words import summary, title
from renp_widgets.ui.live import FunctionModel, LiveScene
from renp_widgets.ui.panels import AppToolbar

__all__ = ["BlindSpotExplorer"]


class BlindSpotExplorer(LiveApp):
    """Effective moments beside their published limits, and the spectrum of the same moments in Yb.

    Parameters
    ----------
    state : what to show first, and what "reset" goes back to.
    backend : as in `SpectrumExplorer`.
    """

    model: FunctionModel
    figure: BlindSpotFigure

    def __init__(
        self, state: BlindSpotState | None = None, *, backend: str = "image", **fields: Any
    ) -> None:
        model = FunctionModel(opening(BlindSpotState, state, fields), seen)
        super().__init__(model, BlindSpotFigure(), BLIND_SPOT_CONTROLS, backend=backend)
        self.toolbar = AppToolbar(model)
        self.frontend.label = "blind spots of dipole moments"
        rows = self._rows("flavour", "turn phase", "size", "ordering lightest_mass")
        self._open([self.toolbar, *rows, self.screen, self.note])

    def _on_moving(self, scene: LiveScene) -> None:
        self.toolbar.show(scene)

    def _on_rest(self, scene: LiveScene) -> None:
        self.frontend.summary = f"{title(scene.state)}. {summary(scene.result)}"

    def _hint(self) -> str:
        scene = self.model.scene
        return "" if scene is None else summary(scene.result)
