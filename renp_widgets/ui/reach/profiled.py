"""The reach with the lightest mass free, by other processes where Python can make them."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_EXCEPTION, Executor, Future, wait
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renp_widgets.statistics.reach import CouplingReach, reach_steps
from renp_widgets.ui.reach.scene import Steps
from renp_widgets.ui.reach.state import ReachState
from renp_widgets.ui.state import MEDIATOR_MASS_BOUNDS

__all__ = ["profiled_steps"]

Array = NDArray[np.float64]

_Found = Generator[tuple[int, int], None, list[Array]]
"""Steps that come to the reach for both signs, (2,), at every mass."""

_MASSES: Final = 31
_FREE: Final = ("lightest_mass",)
_LOOK: Final = 0.02  # seconds


def profiled_steps(state: ReachState) -> Steps:
    """The curve with the lightest mass free.

    A mass takes seconds. So other processes work, and a step only looks what they have done. Where
    there can be none, as in a browser, a step is one of the dozens of fits that a mass takes.
    """
    masses = np.geomspace(*MEDIATOR_MASS_BOUNDS, _MASSES)
    workers = min(_MASSES, os.cpu_count() or 1)
    pool = _pool(workers)
    if pool is None:
        found = yield from _found_here(state, masses)
    else:
        found = yield from _found_by(pool, workers, state, masses)
    positive, negative = np.stack(found, axis=-1)
    line = state.experiment.linewidth
    return CouplingReach(masses, positive, negative, np.empty(0), line)


def _pool(workers: int) -> Executor | None:
    """Processes that work, or None where Python can make none."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    try:
        # A fork of a kernel, which has threads, might hang.
        return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    except NotImplementedError:
        return None


def _found_by(pool: Executor, workers: int, state: ReachState, masses: Array) -> _Found:
    found: list[Future[Array]] = []
    busy: set[Future[Array]] = set()
    try:
        while len(found) < len(masses) or busy:
            for mass in masses[len(found) :][: workers - len(busy)].tolist():
                found.append(pool.submit(_profiled, state, mass))
                busy.add(found[-1])
            busy = wait(busy, _LOOK, FIRST_EXCEPTION).not_done
            yield len(found) - len(busy), len(masses)
        return [each.result() for each in found]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _found_here(state: ReachState, masses: Array) -> _Found:
    found: list[Array] = []
    for mass in masses.tolist():
        for reach in _steps(state, mass):
            if reach is not None:
                found.append(reach)
            yield len(found), len(masses)
    return found


def _profiled(state: ReachState, mass: float) -> Array:
    """What `_steps` come to: what another process does."""
    *_, reach = _steps(state, mass)
    return np.asarray(reach)


def _steps(state: ReachState, mass: float) -> Iterator[Array | None]:
    """Fits, and at last the reach for both signs, (2,), at one mediator mass, eV."""
    question = state.experiment, state.truth, state.looked_for
    return reach_steps(*question, mass, significance=state.significance, free=_FREE)
