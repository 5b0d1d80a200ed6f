"""LiveApp: the wiring that every app shares, from a control to the picture and back."""

from __future__ import annotations

import os
import sys
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar

import ipywidgets as widgets

from renp_widgets.checks import choice, instance
from renp_widgets.live.controls import line, make_controls, row
from renp_widgets.live.export import FORMATS, write
from renp_widgets.live.fields import THEMES, Appearance, State
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.image import ImageBackend
from renp_widgets.live.ipympl import CanvasBackend
from renp_widgets.live.kept import show
from renp_widgets.live.links import opened, to_link
from renp_widgets.live.model import FunctionModel, LiveModel, press
from renp_widgets.live.page import Event, Frontend
from renp_widgets.live.reruns import family, forget
from renp_widgets.live.timing import Debounce
from renp_widgets.live.toolbar import AppToolbar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Kind = TypeVar("Kind", bound="DataclassInstance")
_REST: Final = 0.2  # seconds without a change after which the sharp frame is drawn


class LiveApp(widgets.VBox):
    """Controls that set the state of a model, and a figure that shows its scene.

    A subclass names its `kind` of state and the `rows` of its controls, makes its parts, and then
    calls `_open` with all that is to be on the page. It may fill in `_tell`, `_tell_at_rest`,
    `_hint`, `_next`, `_shown` and `_act`.

    Parameters
    ----------
    model : a LiveModel.
    figure : what shows the model's scene.
    controls : the fields of the state that have a control; None is all that `rows` name.
    backend : "image" (PNG frames, needs core ipywidgets alone) or "ipympl" (matplotlib's own
        canvas with its toolbar, where ipympl is installed).

    Attributes
    ----------
    model : assign `model.state` to change what is shown.
    controls : the widgets by state field; each has `.value`, in the state's unit.
    toolbar : undo, redo, reset, theme and lecture mode.
    picture : the `ipywidgets.Image`, or canvas, on screen.
    screen : the picture with the front end's layer on it.
    note : a line for the model's message, or else for `_hint`.
    draws, rest_draws : how many moving and how many sharp frames were drawn.
    """

    kind: ClassVar[type[State]]
    """The type of the app's state."""
    rows: ClassVar[Sequence[str]] = ()
    """The controls side by side: each line names the fields of a row."""
    off_page: ClassVar[Sequence[str]] = ()
    """The fields of the state without a control: links and code set them."""
    label: ClassVar[str] = "picture"
    """What the picture is called, for who hears the page."""

    model: LiveModel
    figure: PlotFigure
    toolbar: AppToolbar

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not hasattr(cls, "kind"):
            return
        placed = [*" ".join(cls.rows).split(), *cls.off_page]
        if sorted(placed) != sorted(cls.kind.declared()):
            wrong = sorted({*placed} ^ {*cls.kind.declared()}) or "a field twice"
            raise TypeError(
                f"{cls.__name__} must place every field of {cls.kind.__name__} once: {wrong}"
            )

    def __init__(
        self,
        model: LiveModel,
        figure: PlotFigure,
        *,
        controls: Sequence[str] | None = None,
        backend: str = "image",
    ) -> None:
        choice("backend", backend, ("image", "ipympl"))
        super().__init__()
        self.add_class("renp-explorer")
        self.model = model
        self.figure = figure
        names = " ".join(self.rows).split() if controls is None else controls
        self._fields = {name: self.kind.declared()[name] for name in names}
        self.controls = make_controls(self._fields, model.state)
        self.toolbar = self._make_toolbar()
        self.frontend = Frontend()
        self.frontend.label = self.label
        self.note = widgets.HTML(layout={"min_height": "28px"})
        self._backend = (ImageBackend if backend == "image" else CanvasBackend)(figure)
        self.screen = widgets.Box([self.picture, self.frontend]).add_class("renp-picture")
        self._followed: dict[str, Any] = {}  # what each control shows
        self._dressed: tuple[str, bool] | None = None
        self._asked: tuple[Any, Any] | None = None  # what was shown when the page was asked
        self._wide: bool | None = None  # whether type was large before a narrow page made it so
        self._pause = Debounce(self._rest, _REST)

    @classmethod
    def from_link(cls, link: str | None = None, **arguments: Any) -> Self:
        """An app that shows what a link holds.

        A link that says nothing changes nothing; neither does one that is refused, with the reason
        on show. Fields that it does not give have their defaults.

        Parameters
        ----------
        link : a query string, or an address with one. None is the one that opened the page: Voila
            has it in the variable QUERY_STRING; elsewhere a page of Jupyter's tells it, once, when
            the app is on it. What has been moved by then stays.
        arguments : of the app, such as `backend`.
        """
        app = cls(**arguments)
        text = os.environ.get("QUERY_STRING", "") if link is None else link
        app._show_link(text)
        if link is None and not text:
            app._asked = app.model.state, app.model.view
            app.frontend.address_wanted = True
        return app

    def _ipython_display_(self) -> None:
        """Show the app; and its picture, where Python has gone."""
        image, text = getattr(self.picture, "value", b""), escape(self.frontend.summary, quote=True)
        source = f"data:image/png;base64,{b64encode(image).decode()}"
        show(self, f'<img src="{source}" alt="{text}" style="max-width: 100%">' if image else "")

    @property
    def link(self) -> str:
        """The query string that opens state and view again."""
        return to_link(self.model.state, self.model.view)

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

    def save(self, path: str | Path) -> None:
        """Write the figure as it is at rest: .pdf, .svg or .png, by the name's suffix."""
        path = Path(path)
        kind = choice("suffix of path", path.suffix[1:].lower(), FORMATS)
        scene = self.model.rested()
        figure = self.figure.fresh()
        figure.update(scene, at_rest=True)
        write(figure, path, kind)

    def close(self) -> None:
        """Remove the app from the page and free all that it holds."""
        if self.comm is None or sys.is_finalizing():  # closed already, or about to be
            return
        self._pause.stop()
        self.model.unobserve_all()
        for widget in set(family(self)) - {self}:
            widget.close()
        self._backend.close()
        forget(self)
        super().close()

    # What a subclass calls

    def _rows(self, *lines: str) -> list[widgets.Widget]:
        """The controls side by side, row by row: those of `lines`, or all `rows`."""
        lines = lines or tuple(self.rows)
        return [row(*(self.controls[name] for name in line.split())) for line in lines]

    def _open(self, children: Sequence[widgets.Widget]) -> None:
        """Lay out the page, draw, and follow model, controls and front end from now on."""
        self.children = children
        self._refresh()
        self.model.observe(self._refresh, "scene")
        self.model.observe(self._say, "message")
        self.frontend.on_event(self._hear, lambda error: self.model.refuse(f"{error}"))
        for name, control in self.controls.items():
            control.observe(lambda change, name=name: self._set(name, change["new"]), "value")

    # What a subclass may fill in

    def _make_toolbar(self) -> AppToolbar:
        return AppToolbar(self.model)

    def _tell(self, scene: Any) -> None:
        """Tables and words that follow every frame, once it is on its way."""

    def _tell_at_rest(self, scene: Any) -> None:
        """What follows the sharp frame."""

    def _shown(self, _state: Any) -> Mapping[str, float]:
        """Numbers of controls, where more than the state says what its value stands for."""
        return {}

    def _next(self, name: str, value: object) -> Any:
        """The state that a control asks for."""
        return replace(self.model.state, **{name: value})

    def _hint(self) -> str:
        """What the note says while nothing is wrong, as plain text."""
        return ""

    def _act(self, event: Event) -> None:
        """Do what an event of the front end asks for."""
        if event["kind"] == "key":
            with self.model.report():
                press(self.model, event["key"])

    # The wiring

    def _hear(self, event: Event) -> None:
        """What the front end says of the page that it is on, or what a hand has done."""
        with self.model.lock:
            match event["kind"]:
                case "hand":
                    self._fit(narrow=event["narrow"])
                case "left":
                    if event["page"] == self.frontend.page:
                        self._fit(narrow=False)
                case "opened":
                    self._arrive(event["query"], event["page"])
                case _:
                    self._act(event)

    def _fit(self, *, narrow: bool) -> None:
        """Large type while a hand is at work on a narrow page, where print for a desk is too small.

        What it was before comes back.
        """
        if narrow == (self._wide is not None):
            return
        before, self._wide = self._wide, self.model.view.lecture if narrow else None
        self.model.look(lecture=narrow or before)

    def _arrive(self, query: str, page: float) -> None:
        """Show the link that a page was opened with, once; on the first page, if nothing has moved.

        On a later page, of an app that has been at work by then, undo leads back.
        """
        front = self.frontend
        first, again = front.address_wanted, page == front.address_heard
        if again or not (first or front.address_heard):
            return
        front.address_wanted, front.address_heard = False, page
        if not first:
            self._show_link(query, self.model.jump)
        elif self._asked == (self.model.state, self.model.view):
            self._show_link(query)

    def _show_link(self, text: str, show: Callable[..., None] | None = None) -> None:
        """Show what a link holds, if anything: by `show`, or else as what is there first."""
        model = self.model
        with model.report("this link is refused: "):
            found, note = opened(text, type(model.state), type(model.view))
            if found:
                state, view = found
                if self._wide is not None:  # a hand is at work on a narrow page
                    self._wide, view = view.lecture, replace(view, lecture=True)
                (show or model.start)(state=state, view=view)
            model.message = model.message or note

    def _set(self, name: str, value: object) -> None:
        """A control has moved: the one way from controls to state.

        Who is at the page reads what is refused, code gets the exception.
        """
        control, model = self.controls[name], self.model
        if value == getattr(model.state, name):  # it follows
            return
        with model.report(beside=control.refuse) if control.in_hand else nullcontext():
            try:
                model.state = self._next(name, value)
            finally:
                if getattr(model.state, name) != value:  # refused: back to the state's
                    self._followed.pop(name, None)
                    self._follow()

    def _refresh(self, _change: Any = None) -> None:
        """From a new scene to the page: what every change goes through, in this order.

        The model has computed. The frame is drawn and sent before anything else is; controls
        follow where something has changed, then come tables and words, and the sharp frame once
        nothing has moved for a while.
        """
        scene = self.model.scene
        with self.model.report():
            self.figure.update(scene)
            self._backend.draw()
            self._pause.moved()
        with self.model.report():  # whatever became of the frame
            self._follow()
            self._dress(scene.view)
            self.toolbar.show(scene)
            self._tell(scene)
            self._say()

    def _follow(self) -> None:
        """Let the controls show the state: those for which something has changed."""
        state, opened = self.model.state, self.model.opened
        shown = self._shown(state)
        for name, field in self._fields.items():
            value = getattr(state, name)
            stands = getattr(field, "stands", None)
            number = stands(state) if stands else shown.get(name, value)
            idle = field.idle(state) if field.idle else ""
            seen = field.visible is None or field.visible(state)
            here = value, number, idle, seen, getattr(opened, name)
            control = self.controls[name]
            if here == self._followed.get(name) and not control.said.value:
                continue
            self._followed[name] = here
            control.set_default(here[-1])
            control.follow(value, number, idle)
            control.layout.display = None if seen else "none"

    def _rest(self) -> None:
        """Draw the sharp frame."""
        with self.model.report():
            scene = self.model.rested()
            self.figure.update(scene, at_rest=True)
            self._backend.draw_sharp()
            self._tell_at_rest(scene)

    def _dress(self, view: Appearance) -> None:
        """The page's colours and type, as the view has them, and where the panels are."""
        if (view.theme, view.lecture) != self._dressed:
            self._dressed = view.theme, view.lecture
            for theme in THEMES:
                (self.add_class if theme == view.theme else self.remove_class)(f"renp-{theme}")
            (self.add_class if view.lecture else self.remove_class)("renp-lecture")
        self.frontend.panels = dict(self.figure.panels)

    def _say(self, _change: Any = None) -> None:
        """Show the model's message, or else the hint."""
        text = self.model.message
        self.note.value = line(text or self._hint(), refused=bool(text))


class FunctionApp(LiveApp):
    """An app whose scene is a function of its state: a LiveScene with `compute(state)` in it.

    Parameters
    ----------
    state : what to show first, and what "reset" goes back to; fields can be given by name, too.
    backend : as in `LiveApp`.
    """

    compute: ClassVar[Any]
    """What is computed of a state: a staticmethod."""
    plot: ClassVar[Any]
    """What is to be seen of a LiveScene: a staticmethod."""

    model: FunctionModel

    def __init__(self, state: Any = None, *, backend: str = "image", **fields: Any) -> None:
        model = FunctionModel(opening(self.kind, state, fields), self.compute)
        super().__init__(model, PlotFigure(self.plot), backend=backend)
        self._open([self.toolbar, *self._rows(), *self._page()])

    def _page(self) -> Sequence[widgets.Widget]:
        """What is below the controls."""
        return [self.note, self.screen]


def opening(kind: type[Kind], state: Kind | None, fields: Mapping[str, Any]) -> Kind:
    """The state that an app opens with: `state`, or a `kind` made without it, with these fields."""
    for field in fields:
        if field not in kind.__dataclass_fields__:
            known = ", ".join(kind.__dataclass_fields__)
            raise TypeError(f"{field!r} is no field of {kind.__name__}; there are {known}")
    first = kind() if state is None else state
    instance("state", first, kind)
    return replace(first, **fields)
