"""LiveModel: one state, the way back, one computation per change. What every app's model is."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, MutableSequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, Final, Generic, TypeVar

import traitlets

from renp_widgets.checks import RefusedInput, instance
from renp_widgets.live.fields import THEMES, Appearance

Step = TypeVar("Step")
_DRAG: Final = 1.0
"""Changes of one number that follow each other within this time, seconds, are one step back."""
_STEPS: Final = 500
"""How many steps back are kept."""


class History(Generic[Step]):
    """What was shown before, and after what has been taken back. `here` is what is shown now."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._past: deque[Step] = deque(maxlen=_STEPS)
        self._future: list[Step] = []
        self._last: tuple[set[str], float] = (set(), 0.0)  # what changed last, and when

    def remember(self, step: Step, changed: Collection[str] = (), *, number: bool = False) -> None:
        """Keep a step that can be taken back, unless the change goes on with the last one.

        changed : the names of what has changed.
        number : whether that is one number. Choices are steps however quick: only numbers are
            dragged.
        """
        last, when = self._last
        now, names = self._clock(), set(changed)
        if not (number and names == last and now - when < _DRAG):
            self._past.append(step)
        self._future.clear()
        self._last = (names, now)

    def kept(self) -> tuple[list[Step], list[Step], tuple[set[str], float]]:
        """All that is remembered, for `put_back`."""
        return list(self._past), list(self._future), self._last

    def put_back(self, kept: tuple[list[Step], list[Step], tuple[set[str], float]]) -> None:
        """Forget what has come since `kept`."""
        past, self._future, self._last = kept
        self._past = deque(past, maxlen=_STEPS)

    def can_undo(self, here: Step) -> bool:
        """Whether there is a step to take back."""
        return any(step != here for step in reversed(self._past))

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return bool(self._future)

    def undo(self, here: Step) -> Step | None:
        """What was shown before the last step; None if there was none."""
        return self._move(self._past, self._future, here)

    def redo(self, here: Step) -> Step | None:
        """What the last undone step has shown; None if there was none."""
        return self._move(self._future, self._past, here)

    def _move(
        self, source: MutableSequence[Step], back: MutableSequence[Step], here: Step
    ) -> Step | None:
        while source:
            step = source.pop()
            if step != here:  # a drag that came back to its start is no step
                back.append(here)
                self._last = (set(), 0.0)
                return step
        return None


_LOG = logging.getLogger(__name__)


class LiveModel(traitlets.HasTraits):
    """One state, how it is looked at, and the way back.

    Assign `state` or `view` to change what is shown: what needs computing is computed once, then
    `scene` changes once and whoever observes it draws. An equal value does nothing. What cannot be
    computed is raised, and all is as before: state and scene always agree.
    `computations` counts; `errors` lists the messages of everything that went wrong, and `message`
    is the one on show ("" if none).

    A subclass says in `_compose` what a scene is, and sets the first state by `_assign`. Both state
    and view are frozen dataclasses; the view is an Appearance or has its fields, and every scene
    has it as `scene.view`.

    One thread at a time changes a model: where a kernel has subshells, what a hand does, what
    another page does and what a cell does come in threads of their own. `lock` is for who reads a
    model to change it.
    """

    state = traitlets.Any()
    view = traitlets.Instance(Appearance)
    scene = traitlets.Any()
    message = traitlets.Unicode()

    _undoable: ClassVar[tuple[str, ...]] = ("state",)
    """What a step back restores: names of traits, in which changes are steps."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.opened: Any = None
        self.computations = 0
        self.errors: list[str] = []
        self._history: History[tuple[Any, ...]] = History(clock)
        self._quiet: int | None = None  # the thread that sets traits without consequence
        self.lock = threading.RLock()

    # What is shown

    def look(self, **changes: Any) -> None:
        """Change fields of the view."""
        with self.lock:
            self.view = replace(self.view, **changes)

    def jump(self, **values: Any) -> None:
        """Set several of state, view and the like, as one step that can be undone."""
        with self._or_as_before({}):
            self._history.remember(self._here)
            self._assign(**values)

    def start(self, **values: Any) -> None:
        """Set several of state, view and the like, as what is there first: no step leads back.

        The state is what `opened` holds from then on, for who wants to begin anew.
        """
        before, self.opened = self.opened, values.get("state", self.opened)
        try:
            self._assign(**values)
        except Exception:
            self.opened = before
            raise

    def refresh(self) -> None:
        """Compute what is not known yet, and change the scene once."""
        scene = self._compose()
        self.message = ""
        self.scene = scene

    def rested(self) -> Any:
        """The scene with what only a picture at rest shows."""
        return self.scene

    def _compose(self) -> Any:
        """The scene of the present state and view; counts in `computations`."""
        raise NotImplementedError

    def _adapt(self, old: Any) -> None:
        """What else changes with the state, before anything is computed; `old` is the last one."""

    def _assign(self, **values: Any) -> None:
        """Set several traits with one computation, without a step of history; or none of them."""
        with self._or_as_before({}):
            with self._quietly():
                for name, value in values.items():
                    setattr(self, name, value)
            self.refresh()

    @contextmanager
    def _or_as_before(self, old: dict[str, Any]) -> Iterator[None]:
        """Undo what is done inside if it raises; `old` has what had changed before."""
        with self.lock, self._undone(old):
            yield

    @contextmanager
    def _undone(self, old: dict[str, Any]) -> Iterator[None]:
        names = ("state", "view", *self._undoable)
        before = {x: self._trait_values[x] for x in names if x in self._trait_values} | old
        history = self._history.kept()
        try:
            yield
        except Exception:
            self._history.put_back(history)
            with self._quietly():
                for name, value in before.items():
                    setattr(self, name, value)
            raise

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        self._quiet = threading.get_ident()
        try:
            yield
        finally:
            self._quiet = None

    @traitlets.observe("state", "view")
    def _on_change(self, change: dict[str, Any]) -> None:
        if self._quiet == threading.get_ident():
            return
        with self._or_as_before({change["name"]: change["old"]}):
            self._take(change["name"], change["old"])

    def _take(self, name: str, old: Any) -> None:
        """Remember a change of a trait, and show what it makes."""
        if name in self._undoable:
            step = tuple(old if x == name else getattr(self, x) for x in self._undoable)
            changed = {name}
            if name == "state":
                changed = {x.name for x in fields(old) if _differ(old, self.state, x.name)}
            kinds = [type(getattr(self.state, x, None)) for x in changed]
            self._history.remember(step, changed, number=kinds in ([float], [int]))
        if name == "state":
            with self._quietly():
                self._adapt(old)
        self.refresh()

    # The way back

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._history.can_undo(self._here)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return self._history.can_redo

    def undo(self) -> None:
        """Take the last step back; a drag is one step."""
        self._go(self._history.undo)

    def redo(self) -> None:
        """Take the last undone step again."""
        self._go(self._history.redo)

    @property
    def _here(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._undoable)

    def _go(self, move: Callable[[tuple[Any, ...]], tuple[Any, ...] | None]) -> None:
        with self._or_as_before({}):
            step = move(self._here)
            if step is not None:
                self._assign(**dict(zip(self._undoable, step, strict=True)))

    # What goes wrong

    @contextmanager
    def report(
        self, context: str = "", beside: Callable[[Exception], str] | None = None
    ) -> Iterator[None]:
        """Show and count what is raised inside, where an exception would otherwise go unseen.

        beside : shows what is refused beside what was pressed, in place of `message`; its words.
        """
        try:
            with self.lock:
                yield
        except (RefusedInput, traitlets.TraitError) as error:  # it says it all
            if beside:
                self.errors.append(beside(error))
            else:
                self.refuse(f"{context}{error}")
        except Exception as error:
            _LOG.exception("in an app")
            self.refuse(f"{context}{type(error).__name__}: {error}")

    def refuse(self, message: str) -> None:
        """Put `message` on show and into `errors`."""
        self.errors.append(message)
        self.message = message


@dataclass(frozen=True, eq=False)
class LiveScene:
    """What a FunctionModel shows: a state, what was computed of it, and how it is looked at.

    extras : what longer work has found out about the state, by name.
    """

    state: Any
    result: Any
    view: Appearance
    extras: Mapping[str, Any] = field(default_factory=dict)


class FunctionModel(LiveModel):
    """A model whose scene is a function of its state: a LiveScene with `compute(state)` in it.

    state : the first one, a frozen dataclass that checks itself; those that follow are of its type.
    """

    def __init__(
        self,
        state: Any,
        compute: Callable[[Any], Any],
        view: Appearance | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(clock)
        self._compute = compute
        self._type = type(state)
        self.start(state=state, view=Appearance() if view is None else view)

    def add(self, state: Any, **extras: Any) -> None:
        """Show what longer work has found out about a state, unless another one is shown by now.

        It stays until the state changes.
        """
        with self.lock:
            scene: LiveScene | None = self.scene
            if scene is not None and scene.state == state:
                self.scene = replace(scene, extras={**scene.extras, **extras})

    @traitlets.validate("state")
    def _valid_state(self, proposal: dict[str, Any]) -> Any:
        instance("state", proposal["value"], self._type)
        return proposal["value"]

    def _compose(self) -> LiveScene:
        scene: LiveScene | None = self.scene
        if scene is not None and scene.state == self.state:
            return replace(scene, state=self.state, view=self.view)
        result = self._compute(self.state)
        self.computations += 1
        return LiveScene(self.state, result, self.view)


def _differ(old: Any, new: Any, name: str) -> bool:
    return bool(getattr(old, name) != getattr(new, name))


def press(model: LiveModel, key: str) -> None:
    """Do what a key stands for: "undo", "redo", "lecture" or "theme" (the next one); no other."""
    match key:
        case "undo":
            model.undo()
        case "redo":
            model.redo()
        case "lecture":
            model.look(lecture=not model.view.lecture)
        case "theme":
            model.look(theme=THEMES[(THEMES.index(model.view.theme) + 1) % len(THEMES)])
