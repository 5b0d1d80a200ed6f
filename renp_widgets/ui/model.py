"""ExplorerModel: holds the one state and the way back, computes once per change and says so."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import Any, Final

import traitlets

from renp_widgets.ui.scene import Scene, Spectrum, compute, compute_band
from renp_widgets.ui.session import Pin, Session, View, free_name
from renp_widgets.ui.state import ExplorerState
from renp_widgets.uncertainty import SpectrumBand

__all__ = ["ExplorerModel"]

_LOG = logging.getLogger(__name__)

_DRAG: Final = 1.0
"""Changes of one number that follow each other within this time, seconds, are one step back."""

_STEPS: Final = 500
"""How many steps back are kept."""

Step = tuple[ExplorerState, tuple[Pin, ...]]


class ExplorerModel(traitlets.HasTraits):
    """One state, how it is looked at, what it is compared with, and the way back.

    Assign `state`, `view` or `pins` to change what is shown: what needs computing is computed once,
    then `scene` changes once and whoever observes it draws. An equal value does nothing.
    `computations` counts; `errors` lists the messages of everything that went wrong, and `message`
    is the one on show ("" if none).
    """

    state = traitlets.Instance(ExplorerState)
    view = traitlets.Instance(View)
    pins = traitlets.Tuple()
    scene = traitlets.Instance(Scene, allow_none=True)
    message = traitlets.Unicode()

    def __init__(
        self,
        session: Session | ExplorerState | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.computations = 0
        self.errors: list[str] = []
        self._clock = clock
        self._past: deque[Step] = deque(maxlen=_STEPS)
        self._future: list[Step] = []
        self._last: tuple[set[str], float] = (set(), 0.0)  # what changed last, and when
        self._held: dict[tuple[ExplorerState, Any], Spectrum] = {}
        self._key: Any = None
        self._band: tuple[Any, SpectrumBand | None] = (None, None)
        self._restoring = True
        if not isinstance(session, Session):
            session = Session() if session is None else Session(session)
        self.start(session)

    # What is shown

    @property
    def session(self) -> Session:
        """State, view and pins in one value."""
        return Session(self.state, self.view, self.pins)

    def restore(self, session: Session) -> None:
        """Show a session, as one step that can be undone."""
        self._remember((self.state, self.pins), set())
        self.start(session)

    def start(self, session: Session) -> None:
        """Show all of a session with one computation, without a step of history."""
        self._restoring = True
        try:
            self.state, self.view, self.pins = session.state, session.view, session.pins
        finally:
            self._restoring = False
        self._show()

    @traitlets.validate("pins")
    def _valid_pins(self, proposal: dict[str, Any]) -> tuple[Pin, ...]:
        return Session(pins=tuple(proposal["value"])).pins

    @traitlets.observe("state", "view", "pins")
    def _on_change(self, change: dict[str, Any]) -> None:
        if self._restoring:
            return
        name, old, new = change["name"], change["old"], change["new"]
        if name == "state":
            changed = {f.name for f in fields(new) if getattr(old, f.name) != getattr(new, f.name)}
            self._remember((old, self.pins), changed)
            if old.atom != new.atom:  # a part of the old atom's spectrum is nowhere in the new one
                self._restoring = True
                self.view = replace(self.view, full_window=None, end_window=None)
                self._restoring = False
        elif name == "pins":
            self._remember((self.state, old), {"pins"})
        self._show()

    def _show(self) -> None:
        """Compute what is not known yet, and change the scene once."""
        with self.report():
            view, state = self.view, self.state
            windows = (view.full_window, view.end_window)
            compared = self.reference if view.compare != "none" else None
            key = (state, windows, compared.state if compared else None)
            if key != self._key or self.scene is None:
                spectrum = compute(state, view, key[2])
                self.computations += 1
            else:
                spectrum = self.scene.spectrum
            known = {**self._held, (state, windows): spectrum}
            held = [(pin.state, windows) for pin in self.pins]
            self._held = {k: known.get(k) or compute(k[0], view) for k in held}
            names = [pin.name for pin in self.pins]
            pinned = tuple(zip(names, (self._held[k] for k in held), strict=True))
            self._key, self.message = key, ""
            self.scene = Scene(spectrum, view, pinned)

    def rested(self) -> Scene | None:
        """The scene with what only a picture at rest shows: the uncertainty, if it is asked for."""
        scene = self.scene
        if scene is None or not scene.view.band:
            return scene
        key = (scene.spectrum.state, scene.view.full_window, scene.view.end_window)
        if key != self._band[0]:
            self._band = (key, compute_band(scene.spectrum.state, scene.view))
        return replace(scene, band=self._band[1])

    # Pins

    @property
    def reference(self) -> Pin | None:
        """The pin to compare with: the one that the view names, or else the first."""
        named = [pin for pin in self.pins if pin.name == self.view.reference]
        return next(iter((*named, *self.pins)), None)

    def pin(self, name: str = "") -> None:
        """Hold the present state for comparison, under a name; "" takes one that describes it."""
        name = name or free_name(self.state, self.pins)
        self.pins = (*self.pins, Pin(name, self.state))

    def unpin(self, name: str) -> None:
        """Let a pin go."""
        self.pins = tuple(pin for pin in self.pins if pin.name != name)

    # The way back

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return any(step != (self.state, self.pins) for step in reversed(self._past))

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return bool(self._future)

    def undo(self) -> None:
        """Take the last step back; a drag is one step."""
        self._step(self._past, self._future)

    def redo(self) -> None:
        """Take the last undone step again."""
        self._step(self._future, self._past)

    def _step(self, source: Any, back: Any) -> None:
        here = (self.state, self.pins)
        while source:
            step = source.pop()
            if step != here:  # a drag that came back to its start is no step
                back.append(here)
                self._last = (set(), 0.0)
                self.start(Session(step[0], self.view, step[1]))
                return

    def _remember(self, step: Step, changed: set[str]) -> None:
        """A step that can be taken back, unless it goes on with the last one."""
        last, when = self._last
        now = self._clock()
        dragged = changed == last and now - when < _DRAG
        # Choices are steps however quick: only numbers are dragged.
        dragged = dragged and [type(getattr(self.state, x, None)) for x in changed] == [float]
        if not dragged:
            self._past.append(step)
        self._future.clear()
        self._last = (changed, now)

    # What goes wrong

    @contextmanager
    def report(self, context: str = "") -> Iterator[None]:
        """Show and count what is raised inside, where an exception would otherwise go unseen."""
        try:
            yield
        except (ValueError, traitlets.TraitError) as error:  # refused input: it says it all
            self.refuse(f"{context}{error}")
        except Exception as error:
            _LOG.exception("in an explorer")
            self.refuse(f"{context}{type(error).__name__}: {error}")

    def refuse(self, message: str) -> None:
        """Put `message` on show and into `errors`."""
        self.errors.append(message)
        self.message = message
