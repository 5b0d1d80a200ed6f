"""BlindSpotExplorer: dipole moments that some experiments miss, and RENP does not."""

from __future__ import annotations

import math
from typing import Any, Final

from renp_widgets.apps.blind_spots.compute import seen
from renp_widgets.apps.blind_spots.figure import BlindSpotFigure
from renp_widgets.apps.blind_spots.state import SIZE_BOUNDS, BlindSpotState
from renp_widgets.apps.blind_spots.words import summary, title
from renp_widgets.apps.common.fields import CONTROLS
from renp_widgets.live.app import LiveApp, opening
from renp_widgets.live.fields import Choice, Quantity, Table
from renp_widgets.live.model import FunctionModel, LiveScene
from renp_widgets.live.toolbar import AppToolbar

_DEGREES: Final = math.degrees(1.0)
_QUARTER: Final = (0.0, 90.0, 1.0)
BLIND_SPOT_CONTROLS: Final[Table[BlindSpotState]] = {
    "flavour": Choice(
        "blind spot of",
        (("e", "e"), ("μ", "mu"), ("τ", "tau")),
        "The flavour whose scattering does not see the moments at 0°.",
    ),
    "turn": Quantity(
        "turn",
        "°",
        "Towards the blind direction of the next flavour, which the first one sees in full.",
        scale=_DEGREES,
        slider=_QUARTER,
    ),
    "phase": Quantity(
        "μ to ε",
        "°",
        "Turns magnetic moments into electric ones: no effective moment changes.",
        scale=_DEGREES,
        slider=_QUARTER,
    ),
    "size": Quantity(
        "size",
        "μ_B",
        "Size of all moments together: the effective moment of stars.",
        slider=(*SIZE_BOUNDS, 0.02),
        logarithmic=True,
    ),
    "ordering": CONTROLS["ordering"],
    "lightest_mass": CONTROLS["lightest_mass"],
}
"""The controls by the field of a BlindSpotState that they set."""


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
