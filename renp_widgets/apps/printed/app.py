"""PrintedExplorer: the talk's formulas as printed, beside those derived."""

from __future__ import annotations

import ipywidgets as widgets

from renp_widgets.apps.printed.compute import comparison
from renp_widgets.apps.printed.plot import plot
from renp_widgets.apps.printed.state import PrintedState
from renp_widgets.apps.printed.words import explanation, summary
from renp_widgets.live.app import FunctionApp
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.model import LiveScene


class PrintedExplorer(FunctionApp):
    """A formula of the talk as its slides print it, beside the derived one: spectra and ratio.

    Parameters
    ----------
    state : a PrintedState: what to show first.
    backend : as in `SpectrumExplorer`.

    Attributes
    ----------
    model : assign `model.state` to change what is shown.
    words : the two formulas, and why they differ.
    """

    kind = PrintedState
    rows = ("formula nature", "lightest_mass mediator_mass")
    off_page = ("oscillation",)
    label = "spectra as printed and as derived"
    compute = staticmethod(comparison)
    plot = staticmethod(plot)

    figure: PlotFigure

    def _page(self) -> list[widgets.Widget]:
        self.words = widgets.HTMLMath()
        return [self.words, self.note, self.screen]

    def _tell(self, scene: LiveScene) -> None:
        self.words.value = explanation(scene.state)

    def _tell_at_rest(self, scene: LiveScene) -> None:
        self.frontend.summary = summary(scene.state, scene.result)
