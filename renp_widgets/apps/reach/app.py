"""ReachExplorer: which mediators an experiment would exclude, beside what is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, Final

import ipywidgets as widgets

from renp_widgets.apps.reach.compute import ReachScene, fine_steps, profiled_steps
from renp_widgets.apps.reach.model import ReachModel
from renp_widgets.apps.reach.plot import plot
from renp_widgets.apps.reach.state import ReachState
from renp_widgets.apps.reach.words import point_words, reading, summary
from renp_widgets.live.app import LiveApp, opening
from renp_widgets.live.controls import row, small_button
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.page import Event
from renp_widgets.live.timing import Task

if TYPE_CHECKING:
    from renp_widgets.apps import SpectrumExplorer

_STEP: Final = 0.01  # of the plane's width: what an arrow key moves the point by


class ReachExplorer(LiveApp):
    """The plane of a mediator's mass and coupling, with what an experiment would exclude of it.

    A click chooses a point, and shows its spectrum in a spectrum explorer. Counts are averaged over
    a laser line of `statistics.TRIGGER_LINEWIDTH`, which is what limits the reach on a resonance.

    Parameters
    ----------
    state : what to show first.
    spectrum : a spectrum explorer that follows the chosen point from then on; None makes one, below
        the plane, with the first click or the button "show its spectrum".
    backend : as in `SpectrumExplorer`.

    Attributes
    ----------
    model : assign `model.state` to change what is shown.
    spectrum : the spectrum explorer, or None as long as there is none.
    show_spectrum, free_mass : the buttons: the point's spectrum, the curve with the lightest mass
        free.
    words : what the chosen point is.
    task : longer work: the fine curve, once nothing moves, and what `free_mass` asks for.
    """

    kind = ReachState
    rows = (
        "target ordering nature",
        "lightest_mass oscillation",
        "alpha21 alpha31",
        "days rate",
        "n_triggers normalisation",
        "low_detuning high_detuning",
        "background",
        "mediator element phase scalar_kind significance",
        "mediator_mass vector_coupling scalar_coupling",
    )
    label = "reach in coupling against mass"

    model: ReachModel
    figure: PlotFigure

    def __init__(
        self,
        state: ReachState | None = None,
        *,
        spectrum: SpectrumExplorer | None = None,
        backend: str = "image",
        **fields: Any,
    ) -> None:
        model = ReachModel(opening(ReachState, state, fields))
        super().__init__(model, PlotFigure(plot), backend=backend)
        self.spectrum = spectrum
        self.task = Task(self.model)
        self.words = widgets.HTML()
        self.show_spectrum = small_button("show its spectrum", "In a spectrum explorer.")
        self.free_mass = small_button(
            "free the lightest mass",
            "Draw the reach with the lightest mass unknown: it takes long.",
        )
        self.show_spectrum.on_click(self._reported(self._pass_on))
        self.free_mass.on_click(self._reported(self._profile))
        self._below = widgets.VBox()  # for a spectrum explorer
        self._question = self.model.state.question  # of the last picture
        self._refined = False
        self._sent: dict[str, Any] | None = None
        buttons = row(self.show_spectrum, self.free_mass, self.task)
        parts = [self.toolbar, *self._rows(), self.note, self.screen, self.words, buttons]
        self._open([*parts, self._below])

    def settle(self) -> None:
        """Draw the frame at rest now, with all that longer work finds out."""
        super().settle()
        while self.task.running:
            self.task.finish()
            super().settle()

    def close(self) -> None:
        """Remove the app from the page, with the spectrum explorer that it has made."""
        if self.comm is not None:  # None where it was refused before it was made
            for made in self._below.children:
                made.close()
        super().close()

    def choose(self, mass: float, coupling: float) -> None:
        """Choose a point of the plane, to three digits, and show its spectrum.

        Parameters
        ----------
        mass : of the mediator, eV.
        coupling : g_e g_nu or y_e y_nu.
        """
        self.model.state = self.model.state.at(float(f"{mass:.3g}"), float(f"{coupling:.3g}"))
        self._pass_on()

    def _tell(self, scene: ReachScene) -> None:
        self.words.value = f'<div style="padding:0 8px">{escape(point_words(scene))}</div>'
        if scene.state.question != self._question:
            self._question = scene.state.question
            self._refined = False
            self.task.cancel()

    def _tell_at_rest(self, scene: ReachScene) -> None:
        self.frontend.summary = summary(scene)
        self._match()
        if self._sent not in (None, scene.state.shared):
            self._pass_on()
        if not (scene.is_fine or self._refined or self.task.running):
            self._refined = True  # once: who cancels it does not want it again
            state = scene.state
            self.task.start("drawing finely", fine_steps(state), partial(self.model.refine, state))

    def _profile(self) -> None:
        """Let the lightest mass be free, too."""
        state = self.model.state
        self._refined = False  # what this work displaces is done after it
        steps = profiled_steps(state)
        self.task.start("freeing the lightest mass", steps, partial(self.model.profile, state))

    def _pass_on(self) -> None:
        """Show the point's spectrum in the spectrum explorer; the first time, make one."""
        state = self.model.state
        self._sent = state.shared
        if self.spectrum is None or self.spectrum.comm is None:  # none, or closed
            from renp_widgets.apps import SpectrumExplorer  # only who asks for one waits for it

            self.spectrum = SpectrumExplorer(**state.shared)
            self._below.children = [self.spectrum]
            self._match()
        else:
            model = self.spectrum.model
            model.state = replace(model.state, delta=None, **state.shared)

    def _match(self) -> None:
        """Let the spectrum explorer below the plane look like it."""
        view = self.model.view
        for below in self._below.children:
            below.model.look(theme=view.theme, lecture=view.lecture)

    def _hint(self) -> str:
        """Why the chosen coupling does nothing."""
        idle = self.model.state.idle_coupling
        return f"This coupling does nothing: {idle}." if idle else ""

    def _act(self, event: Event) -> None:
        with self.model.report():
            match event:
                case {"kind": "hover", "panel": panel, "x": x, "y": y}:
                    mass, _ = self.figure.data_at("plane", x, y)
                    if self.model.scene is not None:
                        self.frontend.read_out(panel, x, reading(self.model.scene, mass))
                case {"kind": "click", "x": x, "y": y}:
                    self.choose(*self.figure.data_at("plane", x, y))
                case {"kind": "cursor", "steps": steps}:
                    state = self.model.state
                    x, y = self.figure.place_of("plane", state.mediator_mass, state.coupling)
                    mass, _ = self.figure.data_at("plane", min(max(x + _STEP * steps, 0.0), 1.0), y)
                    self.model.state = state.at(mass, state.coupling)
                case _:
                    super()._act(event)

    def _reported(self, action: Callable[[], None]) -> Callable[[Any], None]:
        """`action` as a button's callback, its errors in sight."""

        def callback(_button: object) -> None:
            with self.model.report():
                action()

        return callback
