"""Pause: what happens once nothing has moved for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

__all__ = ["Pause"]


class Pause:
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
