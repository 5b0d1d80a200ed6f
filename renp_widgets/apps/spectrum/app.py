"""SpectrumExplorer: the live spectrum with all that reads it, compares it and shares it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from renp_widgets.apps.spectrum.compute import Scene
from renp_widgets.apps.spectrum.gestures import Gestures
from renp_widgets.apps.spectrum.model import ExplorerModel
from renp_widgets.apps.spectrum.panels.reading import (
    ComparePanel,
    CursorPanel,
    ThresholdPanel,
    UncertaintyPanel,
    WordsPanel,
)
from renp_widgets.apps.spectrum.panels.share import SharePanel, exported, imported_file
from renp_widgets.apps.spectrum.panels.toolbar import Toolbar
from renp_widgets.apps.spectrum.plot import plot
from renp_widgets.apps.spectrum.session import Session
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.apps.spectrum.words.captions import changes, summary
from renp_widgets.apps.spectrum.words.mass_scale import mass_scale_bar
from renp_widgets.live.app import LiveApp, opening
from renp_widgets.live.controls import Panel, Sections, row
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.page import Event


class SpectrumExplorer(LiveApp):
    """The live spectrum: controls, picture, and panels that read it, compare it and share it.

    Parameters
    ----------
    state : what to show first, an ExplorerState or a whole Session.
    backend : "image" (PNG frames, needs core ipywidgets alone) or "ipympl" (matplotlib's own
        canvas with its toolbar, where ipympl is installed).

    Attributes
    ----------
    model : the ExplorerModel; assign `model.state` to change what is shown.
    controls : the widgets by state field; each has `.value`, in the state's unit.
    panels : what is below the picture, by name; the buttons `section` choose one.
    picture : the `ipywidgets.Image`, or canvas, on screen.
    draws, rest_draws : how many moving and how many sharp frames were drawn.
    """

    kind = ExplorerState
    rows = (
        "target ordering nature",
        "lightest_mass e_eg e_vg",
        "delta oscillation",
        "alpha21 alpha31",
        "mediator element phase scalar_kind dipole_kind",
        "mediator_mass vector_coupling scalar_coupling dipole_moment",
    )

    model: ExplorerModel
    figure: PlotFigure
    toolbar: Toolbar

    _scale: tuple[str, str] | None = None  # of which ordering and data the mass scale is

    def __init__(
        self,
        state: ExplorerState | Session | None = None,
        *,
        backend: str = "image",
        **fields: Any,
    ) -> None:
        session = Session()
        if isinstance(state, Session):
            session, state = state, state.state
        session = replace(session, state=opening(ExplorerState, state, fields))
        super().__init__(ExplorerModel(session), PlotFigure(plot), backend=backend)
        self._words = WordsPanel(self.model)
        self._share = SharePanel(self.model, self.frontend.download, self.frontend.copy)
        self.panels: dict[str, Panel] = {
            "thresholds": ThresholdPanel(self.model),
            "cursor": CursorPanel(self.model),
            "compare": ComparePanel(self.model),
            "uncertainty": UncertaintyPanel(self.model),
            "in words": self._words,
            "share": self._share,
        }
        self._sections = Sections(self.model, self.panels)
        self.section = self._sections.buttons
        # Under the slider's track: behind the label, and as wide.
        self.mass_scale = widgets.HTML(
            layout={"margin": "1px 0 4px 100px", "width": "190px", "overflow": "visible"}
        ).add_class("renp-mass-scale")
        mass = widgets.VBox(
            [self.controls["lightest_mass"], self.mass_scale],
            layout={"max_width": "100%", "overflow": "visible"},
        )
        masses = row(mass, self.controls["e_eg"], self.controls["e_vg"])
        masses.layout.align_items = "flex-start"
        self._last: Scene | None = None  # the scene of the last picture at rest
        self._gestures = Gestures(self.model, self.figure, self.frontend.read_out, self._inspect)
        self._open(
            [
                self.toolbar,
                *self._rows(self.rows[0]),
                masses,
                *self._rows(*self.rows[2:]),
                self.note,
                self.screen,
                self.section,
                *self.panels.values(),
            ]
        )

    @classmethod
    def from_file(cls, path: str | Path, *, backend: str = "image") -> SpectrumExplorer:
        """An explorer of what `save` wrote as JSON, CSV or Python (which is read, not run)."""
        return cls(imported_file(Path(path)), backend=backend)

    def save(self, path: str | Path) -> None:
        """Write what is shown: .json, .csv, .py, .pdf, .png or .svg, by the name's suffix."""
        path = Path(path)
        path.write_bytes(exported(self.model.session, path.suffix[1:].lower()))

    def _make_toolbar(self) -> Toolbar:
        return Toolbar(self.model)

    def _tell(self, scene: Scene) -> None:
        self._sections.show(scene)
        state = self.model.state
        if (state.ordering, state.oscillation) != self._scale:
            self._scale = state.ordering, state.oscillation
            low, high, _ = self._fields["lightest_mass"].slider
            self.mass_scale.value = mass_scale_bar(state.ordering, low, high, state.oscillation)

    def _tell_at_rest(self, scene: Scene) -> None:
        """Tell who listens what the picture shows."""
        self._sections.show(scene)
        text = summary(scene)
        changed = changes(self._last, scene) if self._last else ""
        self._last = scene
        self._words.tell(changed, text)
        self.frontend.summary = f"{changed} {text}".strip()

    def _next(self, name: str, value: object) -> ExplorerState:
        state: ExplorerState = super()._next(name, value)
        return state.acting() if name == "mediator" else state  # a new one does something

    def _hint(self) -> str:
        """Why the chosen coupling does nothing, or a preset's words."""
        idle = self.model.state.idle_coupling
        return f"This coupling does nothing: {idle}." if idle else self.toolbar.text

    def _act(self, event: Event) -> None:
        if event["kind"] == "copied":
            self._share.copied(ok=event["ok"])
        self._gestures.act(event)

    def _inspect(self, channel: str) -> None:
        """Bring up the panel that tells about a threshold."""
        self.model.look(inspected=channel)
        self.section.value = "thresholds"
