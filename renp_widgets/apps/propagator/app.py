"""PropagatorExplorer: the propagator of a mediator from heavy to light, beside the W boson's."""

from __future__ import annotations

import ipywidgets as widgets

from renp_widgets.apps.propagator.compute import propagator
from renp_widgets.apps.propagator.plot import plot
from renp_widgets.apps.propagator.state import LOWEST_DETUNING, PropagatorState
from renp_widgets.apps.propagator.words import reading, summary, title
from renp_widgets.live.app import FunctionApp
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.model import LiveScene
from renp_widgets.live.page import Event


class PropagatorExplorer(FunctionApp):
    """|1/(q^2 - M^2)| over the spectrum of an atom, for a mediator of any mass.

    Parameters
    ----------
    state : a PropagatorState: what to show first, and what "reset" goes back to.
    backend : as in `SpectrumExplorer`.
    """

    kind = PropagatorState
    rows = ("target mediator_mass",)
    off_page = ("oscillation",)
    label = "propagator of a mediator"
    compute = staticmethod(propagator)
    plot = staticmethod(plot)

    figure: PlotFigure

    def _page(self) -> list[widgets.Widget]:
        return [self.screen, self.note]

    def _tell_at_rest(self, scene: LiveScene) -> None:
        self.frontend.summary = f"{title(scene.state)}. {summary(scene.state)}"

    def _hint(self) -> str:
        return summary(self.model.state)

    def _act(self, event: Event) -> None:
        with self.model.report():
            match event:
                case {"kind": "hover", "panel": panel, "x": x}:
                    state, (here, _) = self.model.state, self.figure.data_at(panel, x)
                    if panel == "energy":
                        here = max(state.atom.end_point - here, LOWEST_DETUNING)
                    self.frontend.read_out(panel, x, reading(state, here))
                case _:
                    super()._act(event)
