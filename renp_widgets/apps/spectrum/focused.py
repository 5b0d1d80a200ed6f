"""FocusedExplorer: the live spectrum with only those controls that matter for one question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from renp_widgets.apps.spectrum.compute import Scene
from renp_widgets.apps.spectrum.gestures import Gestures
from renp_widgets.apps.spectrum.model import ExplorerModel
from renp_widgets.apps.spectrum.plot import plot
from renp_widgets.apps.spectrum.session import Pin, Session, View, free_name
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.apps.spectrum.words.captions import summary
from renp_widgets.checks import choice
from renp_widgets.live.app import LiveApp, opening
from renp_widgets.live.controls import row
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.page import Event


class FocusedExplorer(LiveApp):
    """The picture of the spectrum explorer with a few of its controls.

    Parameters
    ----------
    state : what to show first, and what "reset" goes back to.
    controls : the fields of the state that can be changed, in the order of their controls.
    compare : a state, or a Pin with a name of its own, that stays in the picture; None is none.
    residual : how the spectrum differs from it, below both panels: "ratio", "difference" or "none".
    backend : as in `SpectrumExplorer`.

    Attributes
    ----------
    model : the ExplorerModel; assign `model.state` to change what is shown.
    controls : the widgets by state field; each has `.value`, in the state's unit.
    """

    kind = ExplorerState
    off_page = tuple(ExplorerState.declared())  # which of them have a control is asked for

    model: ExplorerModel
    figure: PlotFigure

    def __init__(
        self,
        state: ExplorerState | None = None,
        controls: Sequence[str] = ("lightest_mass",),
        *,
        compare: ExplorerState | Pin | None = None,
        residual: str = "ratio",
        backend: str = "image",
        **fields: Any,
    ) -> None:
        state = opening(ExplorerState, state, fields)
        if isinstance(controls, str):
            raise TypeError(f"controls must be a sequence of names, got {controls!r}")
        for name in controls:
            choice("controls", name, ExplorerState.declared())
        session = Session(state)
        if compare is not None:
            pin = compare if isinstance(compare, Pin) else Pin(free_name(compare, ()), compare)
            session = Session(state, View(compare=residual), (pin,))
        model = ExplorerModel(session)
        super().__init__(model, PlotFigure(plot), controls=controls, backend=backend)
        self._gestures = Gestures(
            model,
            self.figure,
            self.frontend.read_out,
            lambda channel: model.look(inspected=channel),
        )
        self._open([self.toolbar, row(*self.controls.values()), self.note, self.screen])

    def _tell_at_rest(self, scene: Scene) -> None:
        self.frontend.summary = summary(scene)

    def _hint(self) -> str:
        """Why the chosen coupling does nothing."""
        idle = self.model.state.idle_coupling
        return f"This coupling does nothing: {idle}." if idle else ""

    def _act(self, event: Event) -> None:
        self._gestures.act(event)
