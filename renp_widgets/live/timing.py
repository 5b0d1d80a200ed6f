"""Debounce and Task: what follows once nothing has moved for a while, and long work in steps."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Generator
from typing import Any, Final, TypeVar

import ipywidgets as widgets

from renp_widgets.live.controls import small_button
from renp_widgets.live.model import LiveModel


class Debounce:
    """Calls `rest` once, when `delay` seconds have passed since the last `moved`.

    Without an event loop, in a script or a test, `settle` calls it.
    """

    def __init__(self, rest: Callable[[], None], delay: float) -> None:
        self._rest = rest
        self._delay = delay
        self._timer: asyncio.TimerHandle | None = None
        self._pending = False

    def moved(self) -> None:
        """Something has moved: wait anew."""
        self.stop()
        self._pending = True
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._timer = loop.call_later(self._delay, self.settle)

    def settle(self) -> None:
        """Rest now, if something has moved."""
        pending = self._pending
        self.stop()
        if pending:
            self._rest()

    def stop(self) -> None:
        """Rest no more, until something moves."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._pending = None, False


Result = TypeVar("Result")
Steps = Generator[tuple[int, int], None, Result]
"""Work in steps: each yields how much is done and of how much; what it returns is the result."""
_TURN: Final = 0.02  # seconds of work after which the page has its turn
_BREATH: Final = 0.005  # seconds in which what has come from the page is dealt with


class Task(widgets.HBox):
    """A bar and a cancel button, seen while work is going on: one work at a time, and no threads.

    The work goes on in the event loop. Where none runs, in a script or a test, `finish` does it.
    A step should take less than 50 ms: what the page asks for waits for it. What goes wrong is
    shown by the model, and ends the work.
    """

    def __init__(self, model: LiveModel) -> None:
        self._model = model
        self._work: tuple[Steps[Any], Callable[[Any], object]] | None = None
        self._name = ""
        self._timer: asyncio.TimerHandle | None = None
        self.bar = widgets.FloatProgress(max=1.0, layout={"width": "200px"})
        self.words = widgets.Label()
        self.stop = small_button("cancel", "Give this work up.")
        self.stop.on_click(lambda _: self.cancel())
        super().__init__(
            [self.bar, self.words, self.stop],
            layout={"align_items": "center", "flex_flow": "row wrap"},
        )
        self._hide()

    @property
    def running(self) -> bool:
        """Whether there is work to be done."""
        return self._work is not None

    def start(self, name: str, steps: Steps[Result], done: Callable[[Result], object]) -> None:
        """Begin to work, in place of what was going on.

        name : what is being done, such as "drawing experiments".
        done : gets the result; it is not called if the work is given up or fails.
        """
        self.cancel()
        self._name, self._work = name, (steps, done)
        self._tell(0, 0)
        self.layout.visibility = "visible"
        self._wait()

    def cancel(self) -> None:
        """Give up what is going on, if anything is."""
        work = self._end()
        if work is not None:
            with self._model.report(f"{self._name}: "):
                work[0].close()

    def finish(self) -> None:
        """Do the rest of the work now."""
        while self.running:
            self._turn(math.inf)

    def close(self) -> None:
        """Give up what is going on, and leave the page."""
        self.cancel()
        super().close()

    def _turn(self, seconds: float = _TURN) -> None:
        """Work for some time, one step at least."""
        if self._work is None:
            return
        (steps, done), end = self._work, time.monotonic() + seconds
        with self._model.report(f"{self._name}: "):
            try:
                progress = next(steps)
                while time.monotonic() < end:
                    progress = next(steps)
            except StopIteration as stop:
                result = stop.value
            except BaseException:  # an interrupt ends it, too
                self._end()
                raise
            else:
                self._tell(*progress)
                self._wait()
                return
            self._end()
            done(result)

    def _wait(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._timer = loop.call_later(_BREATH, self._turn)

    def _end(self) -> tuple[Steps[Any], Callable[[Any], object]] | None:
        """No work from now on; the one that there was."""
        if self._timer is not None:
            self._timer.cancel()
        work, self._work, self._timer = self._work, None, None
        self._hide()
        return work

    def _hide(self) -> None:
        self.layout.visibility = "hidden"  # it keeps its place: nothing moves when it comes

    def _tell(self, done: int, total: int) -> None:
        self.bar.value = done / total if total else 0.0
        self.words.value = f"{self._name}: {done} of {total}" if total else self._name
