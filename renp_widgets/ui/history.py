"""History: the steps that can be taken back; a drag is one of them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, MutableSequence
from typing import Final, Generic, TypeVar

__all__ = ["History"]

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
