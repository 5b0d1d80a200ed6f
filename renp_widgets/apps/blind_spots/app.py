"""BlindSpotExplorer: dipole moments that some experiments miss, and RENP does not."""

from __future__ import annotations

import ipywidgets as widgets

from renp_widgets.apps.blind_spots.compute import effective_moments
from renp_widgets.apps.blind_spots.plot import plot
from renp_widgets.apps.blind_spots.state import BlindSpotState
from renp_widgets.apps.blind_spots.words import summary, title
from renp_widgets.live.app import FunctionApp
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.model import LiveScene


class BlindSpotExplorer(FunctionApp):
    """Effective moments beside their published limits, and the spectrum of the same moments in Yb.

    Parameters
    ----------
    state : a BlindSpotState: what to show first, and what "reset" goes back to.
    backend : as in `SpectrumExplorer`.
    """

    kind = BlindSpotState
    rows = ("flavour", "turn phase", "size", "ordering lightest_mass")
    off_page = ("oscillation",)
    label = "blind spots of dipole moments"
    compute = staticmethod(effective_moments)
    plot = staticmethod(plot)

    figure: PlotFigure

    def _page(self) -> list[widgets.Widget]:
        return [self.screen, self.note]

    def _tell_at_rest(self, scene: LiveScene) -> None:
        self.frontend.summary = f"{title(scene.state)}. {summary(scene.result)}"

    def _hint(self) -> str:
        return summary(self.model.scene.result)
