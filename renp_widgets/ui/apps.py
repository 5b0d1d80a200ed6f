"""The apps that notebooks call: each wires one model, its controls and a figure."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any, Final

import ipywidgets as widgets

from renp_widgets.ui.backends import ImageBackend
from renp_widgets.ui.canvas import CanvasBackend
from renp_widgets.ui.controls import CONTROLS, LIGHTEST_MASS_SLIDER, make_controls
from renp_widgets.ui.figures import SpectrumFigure
from renp_widgets.ui.frontend import Frontend
from renp_widgets.ui.gestures import Gestures
from renp_widgets.ui.model import ExplorerModel
from renp_widgets.ui.panels import (
    ComparePanel,
    CursorPanel,
    Panel,
    SharePanel,
    ThresholdPanel,
    Toolbar,
    UncertaintyPanel,
    WordsPanel,
    exported,
    imported,
    row,
)
from renp_widgets.ui.pause import Pause
from renp_widgets.ui.scene import Scene
from renp_widgets.ui.session import THEMES, Session
from renp_widgets.ui.sharing import from_link, to_link
from renp_widgets.ui.state import ExplorerState
from renp_widgets.ui.words.captions import changes, summary
from renp_widgets.ui.words.readouts import mass_scale_bar
from renp_widgets.validation import choice

__all__ = ["SpectrumExplorer"]

_REST: Final = 0.2  # seconds without a change after which the sharp frame is drawn

_ROWS: Final = (
    "target ordering nature",
    "lightest_mass e_eg e_vg",
    "delta",
    "alpha21 alpha31",
    "mediator element phase scalar_kind dipole_kind",
    "mediator_mass vector_coupling scalar_coupling dipole_moment",
)


class SpectrumExplorer(widgets.VBox):
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
    picture : the `ipywidgets.Image`, or canvas, on screen.
    draws, rest_draws : how many moving and how many sharp frames were drawn.
    """

    def __init__(
        self, state: ExplorerState | Session | None = None, *, backend: str = "image"
    ) -> None:
        choice("backend", backend, ("image", "ipympl"))
        self.model = ExplorerModel(state)
        self.controls = make_controls()
        self.figure = SpectrumFigure()
        self._backend = (ImageBackend if backend == "image" else CanvasBackend)(self.figure)
        self.frontend = Frontend()
        self.toolbar = Toolbar(self.model)
        self._words = WordsPanel(self.model)
        self.panels: dict[str, Panel] = {
            "thresholds": ThresholdPanel(self.model),
            "cursor": CursorPanel(self.model),
            "compare": ComparePanel(self.model),
            "uncertainty": UncertaintyPanel(self.model),
            "in words": self._words,
            "share": SharePanel(self.model, self.frontend.download, self.frontend.copy),
        }
        self.section = widgets.ToggleButtons(
            options=[*self.panels], style={"button_width": "7.6em"}, layout={"width": "auto"}
        )
        self.note = widgets.HTML(layout={"min_height": "28px"})
        # Under the slider's track: behind the label, and as wide.
        self.mass_scale = widgets.HTML(
            layout={"margin": "1px 0 4px 100px", "width": "190px", "overflow": "visible"}
        )
        self._following = False
        self._pause = Pause(self._rest, _REST)
        self._shown: Scene | None = None  # the scene of the last picture at rest

        super().__init__(
            [
                self.toolbar,
                *self._rows(),
                self.note,
                widgets.Box([self.picture, self.frontend]).add_class("renp-picture"),
                self.section,
                *self.panels.values(),
            ]
        )
        self.add_class("renp-explorer")
        self._follow()
        self._choose()
        self._draw()
        self.model.observe(self._draw, "scene")
        self.model.observe(self._follow, "state")
        self.model.observe(self._say, "message")
        self.section.observe(self._choose, "value")
        gestures = Gestures(self.model, self.figure, self.frontend.read_out, self._inspect)
        self.frontend.on_event(gestures.act, lambda error: self.model.refuse(f"{error}"))
        for field, control in self.controls.items():
            control.observe(lambda change, field=field: self._set(field, change["new"]), "value")

    @classmethod
    def from_link(cls, link: str | None = None, *, backend: str = "image") -> SpectrumExplorer:
        """An explorer of what a link holds; None reads Voila's, the variable QUERY_STRING.

        A link that cannot be read gives the first state, with the reason on show.
        """
        app = cls(backend=backend)
        text = os.environ.get("QUERY_STRING", "") if link is None else link
        with app.model.report("this link is refused: "):
            app.model.start(from_link(text))
        return app

    @classmethod
    def from_file(cls, path: str | Path, *, backend: str = "image") -> SpectrumExplorer:
        """An explorer of what `save` wrote as JSON, CSV or Python (which is read, not run)."""
        path = Path(path)
        return cls(imported(path.name, path.read_bytes()), backend=backend)

    @property
    def link(self) -> str:
        """The query string that opens state and view again."""
        return to_link(self.model.session)

    def save(self, path: str | Path) -> None:
        """Write what is shown: .json, .csv, .py, .pdf, .png or .svg, by the name's suffix."""
        path = Path(path)
        path.write_bytes(exported(self.model.session, path.suffix[1:].lower()))

    @property
    def picture(self) -> widgets.DOMWidget:
        """The picture on screen."""
        return self._backend.picture

    @property
    def draws(self) -> int:
        """Moving frames drawn so far."""
        return self._backend.draws

    @property
    def rest_draws(self) -> int:
        """Sharp frames drawn so far."""
        return self._backend.rest_draws

    def settle(self) -> None:
        """Draw the frame at rest now, if one is pending."""
        self._pause.settle()

    def close(self) -> None:
        """Remove the app from the page and free all that it holds."""
        if self.comm is None or sys.is_finalizing():  # closed already, or about to be
            return
        self._pause.stop()
        self.model.unobserve_all()
        for widget in set(_family(self)) - {self}:
            widget.close()
        self._backend.close()
        super().close()

    def _set(self, field: str, value: object) -> None:
        """A control has moved: the one way from controls to state."""
        if self._following:
            return
        with self.model.report(f"{CONTROLS[field].describe(value)} is refused: "):
            try:
                self.model.state = replace(self.model.state, **{field: value})  # type: ignore[arg-type]
            except Exception:
                self._follow()  # a refused value goes back to the state's
                raise

    def _follow(self, _change: Any = None) -> None:
        """Let every control show the state, without setting off another change."""
        state = self.model.state
        # What a control shows where the state's value stands for something else.
        shown = {"delta": state.delta_value, "e_eg": state.atom.e_eg, "e_vg": state.atom.e_vg}
        self._following = True
        try:
            for field, entry in CONTROLS.items():
                value = getattr(state, field)
                control = self.controls[field]
                control.follow(value, shown.get(field, value), entry.inactive(state))
                control.layout.display = None if entry.visible(state) else "none"
        finally:
            self._following = False
        self.mass_scale.value = mass_scale_bar(state.ordering, *LIGHTEST_MASS_SLIDER[:2])
        self._say()

    def _draw(self, _change: Any = None) -> None:
        """Draw a moving frame now, and the sharp one once nothing has moved for a while."""
        scene = self.model.scene
        if scene is None:
            return
        with self.model.report():
            self.figure.update(scene)
            self._backend.draw()
            self._dress(scene)
            self.toolbar.show(scene)
            self._panel.show(scene)
            self._pause.moved()

    def _rest(self) -> None:
        """Draw the sharp frame, and tell who listens what it shows."""
        with self.model.report():
            scene = self.model.rested()
            if scene is None:
                return
            self.figure.update(scene)
            self._backend.draw_sharp()
            self._panel.show(scene)
            text = summary(scene)
            changed = changes(self._shown, scene) if self._shown else ""
            self._shown = scene
            self._words.tell(changed, text)
            self.frontend.summary = f"{changed} {text}".strip()

    def _dress(self, scene: Scene) -> None:
        """The page's colours and type, as the view has them, and where the panels are."""
        for theme in THEMES:
            (self.add_class if theme == scene.view.theme else self.remove_class)(f"renp-{theme}")
        (self.add_class if scene.view.lecture else self.remove_class)("renp-lecture")
        self.frontend.panels = dict(self.figure.panels)

    def _say(self, _change: Any = None) -> None:
        """Show the model's message, why the chosen coupling does nothing, or a preset's words."""
        text, style = self.model.message, 'role="alert" style="color:#8c0d00;background:#fdecea;'
        idle = self.model.state.idle_coupling
        if not text:
            text = f"This coupling does nothing: {idle}." if idle else self.toolbar.text
            style = 'style="'
        self.note.value = f'<div {style}padding:0 8px">{escape(text)}</div>' if text else ""

    @property
    def _panel(self) -> Panel:
        return self.panels[self.section.value]

    def _choose(self, _change: Any = None) -> None:
        """Show the chosen panel alone."""
        for name, panel in self.panels.items():
            panel.layout.display = None if name == self.section.value else "none"
        scene = self.model.rested()
        if scene is not None:
            with self.model.report():
                self._panel.show(scene)

    def _inspect(self, channel: str) -> None:
        """Bring up the panel that tells about a threshold."""
        self.model.view = replace(self.model.view, inspected=channel)
        self.section.value = "thresholds"

    def _rows(self) -> list[widgets.Widget]:
        rows = [row(*(self.controls[field] for field in line.split())) for line in _ROWS]
        rows.insert(2, row(self.mass_scale))
        return rows


def _family(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    """A widget and all that it is made of."""
    yield widget
    for name in ("layout", "style", "children"):
        value = getattr(widget, name, ())
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, widgets.Widget):
                yield from _family(part)
