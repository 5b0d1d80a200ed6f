"""PropagatorExplorer: the propagator of a mediator from heavy to light, beside the W boson's."""

from __future__ import annotations

from typing import Any

from renp_widgets.ui.apps.base import LiveApp, opening
from renp_widgets.ui.frontend import Event
from renp_widgets.ui.live import FunctionModel, LiveScene
from renp_widgets.ui.panels import AppToolbar
from renp_widgets.ui.propagator.controls import PROPAGATOR_CONTROLS
from renp_widgets.ui.propagator.figure import PropagatorFigure
from renp_widgets.ui.propagator.state import PropagatorState, propagator
from renp_widgets.ui.propagator.words import reading, summary, title

__all__ = ["PropagatorExplorer"]


class PropagatorExplorer(LiveApp):
    """|1/(q^2 - M^2)| over the spectrum of an atom, for a mediator of any mass.

    Parameters
    ----------
    state : what to show first, and what "reset" goes back to.
    backend : as in `SpectrumExplorer`.
    """

    model: FunctionModel
    figure: PropagatorFigure

    def __init__(
        self, state: PropagatorState | None = None, *, backend: str = "image", **fields: Any
    ) -> None:
        model = FunctionModel(opening(PropagatorState, state, fields), propagator)
        super().__init__(model, PropagatorFigure(), PROPAGATOR_CONTROLS, backend=backend)
        self.toolbar = AppToolbar(model)
        self.frontend.label = "propagator of a mediator"
        rows = self._rows("target mediator_mass")
        self._open([self.toolbar, *rows, self.screen, self.note])

    def _on_moving(self, scene: LiveScene) -> None:
        self.toolbar.show(scene)

    def _on_rest(self, scene: LiveScene) -> None:
        self.frontend.summary = f"{title(scene.state)}. {summary(scene.state)}"

    def _hint(self) -> str:
        return summary(self.model.state)

    def _act(self, event: Event) -> None:
        with self.model.report():
            match event:
                case {"kind": "hover", "panel": panel, "x": x}:
                    detuning = self.figure.detuning_at(panel, x)
                    self.frontend.read_out(panel, x, reading(self.model.state, detuning))
                case _:
                    super()._act(event)
