"""PropagatorExplorer: the propagator of a mediator from heavy to light, beside the W boson's."""

from __future__ import annotations

from typing import Any, Final

from renp_widgets.apps.propagator.compute import propagator
from renp_widgets.apps.propagator.figure import PropagatorFigure
from renp_widgets.apps.propagator.state import MASS_BOUNDS, PropagatorState
from renp_widgets.apps.propagator.words import reading, summary, title
from renp_widgets.live.app import LiveApp, opening
from renp_widgets.live.fields import Choice, Quantity, Table
from renp_widgets.live.model import FunctionModel, LiveScene
from renp_widgets.live.page import Event
from renp_widgets.live.toolbar import AppToolbar
from renp_widgets.physics.targets import TARGETS

PROPAGATOR_CONTROLS: Final[Table[PropagatorState]] = {
    "target": Choice(
        "target",
        tuple((name, name) for name in TARGETS),
        "The atom: q² reaches E_eg².",
    ),
    "mediator_mass": Quantity(
        "mass M",
        "eV",
        "Mass of the mediator, from far below a neutrino's to above the W boson's.",
        slider=(*MASS_BOUNDS, 0.02),
        logarithmic=True,
    ),
}
"""The controls by the field of a PropagatorState that they set."""


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
