"""ExplorerModel: what the spectrum explorer shows, how, and what it is compared with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import traitlets

from renp_widgets.apps.spectrum.compute import Scene, Spectrum, compute, compute_band
from renp_widgets.apps.spectrum.session import Pin, Session, View, free_name
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.live.model import LiveModel
from renp_widgets.physics.uncertainty import SpectrumBand


class ExplorerModel(LiveModel):
    """A LiveModel of an ExplorerState, a View and the pins that it is compared with.

    Assign `state`, `view` or `pins` to change what is shown.
    """

    state: traitlets.Instance[ExplorerState] = traitlets.Instance(ExplorerState)
    view: traitlets.Instance[View] = traitlets.Instance(View)
    pins = traitlets.Tuple()
    scene: traitlets.Instance[Any] = traitlets.Instance(Scene, allow_none=True)

    _undoable = ("state", "pins")

    def __init__(
        self,
        session: Session | ExplorerState | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(clock)
        self._held: dict[tuple[ExplorerState, Any], Spectrum] = {}
        self._key: Any = None
        self._band: tuple[Any, SpectrumBand | None] = (None, None)
        if not isinstance(session, Session):
            session = Session() if session is None else Session(session)
        self.start(state=session.state, view=session.view, pins=session.pins)

    # What is shown

    @property
    def session(self) -> Session:
        """State, view and pins in one value."""
        return Session(self.state, self.view, self.pins)

    def restore(self, session: Session) -> None:
        """Show a session, as one step that can be undone."""
        self.jump(state=session.state, view=session.view, pins=session.pins)

    @traitlets.validate("pins")
    def _valid_pins(self, proposal: dict[str, Any]) -> tuple[Pin, ...]:
        return Session(pins=tuple(proposal["value"])).pins

    @traitlets.observe("pins")
    def _on_pins(self, change: dict[str, Any]) -> None:
        self._on_change(change)

    def _adapt(self, old: ExplorerState) -> None:
        if old.atom != self.state.atom:  # a part of the old atom's spectrum is nowhere in the new
            self.look(full_window=None, end_window=None)

    def _compose(self) -> Scene:
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
        self._key = key
        return Scene(spectrum, view, pinned)

    def rested(self) -> Scene:
        """The scene with what only a picture at rest shows: the uncertainty, if it is asked for."""
        scene: Scene = self.scene
        if not scene.view.band:
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
