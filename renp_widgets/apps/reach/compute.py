"""What a state of the reach explorer looks like: curve, point, scene, and how they are computed."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_EXCEPTION, Executor, Future, wait
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from renp_widgets.apps.common.fields import MEDIATOR_MASS_BOUNDS
from renp_widgets.apps.reach.state import ReachState
from renp_widgets.live.fields import Appearance
from renp_widgets.physics.kinematics import mass_detuning
from renp_widgets.statistics import discrimination
from renp_widgets.statistics.mediator_reach import CouplingReach, coupling_reach, reach_steps
from renp_widgets.statistics.workers import end_with_parent
from renp_widgets.values import Array

Steps = Generator[tuple[int, int], None, CouplingReach]
"""Work in steps, as a Task takes it."""
_COST: Final = 1800.0  # masses times triggers of a curve that follows a slider
_NEWTON: Final = 2.5  # how much longer a mass takes with background
_FEWEST: Final = 12
_BELOW: Final = np.array([0.1, 0.3, 0.8])  # the lowest resonance's mass
_ABOVE: Final = np.array([1.3, 2.0, 5.0])  # the highest one's
_BESIDE: Final = np.array([-1.0, 1.0])
_NEAR: Final = 0.015  # to a resonance's mass
_NEARER: Final = np.array([0.9, 0.96, 0.985, 0.996, 1.004, 1.015, 1.04, 1.1])
_EDGE: Final = 15.0  # standard deviations from a pole, where the line has ended
_WITHIN: Final = np.array([-15.0, -11.0, -8.0, -4.0, 0.0, 4.0, 8.0, 11.0, 15.0])
_EVENLY: Final = 161  # masses of the fine curve, beside those at resonances
_AT_ONCE: Final = 400.0  # masses times triggers in a step of longer work


@dataclass(frozen=True, eq=False)
class Point:
    """What the experiment says about the chosen point.

    significance : standard deviations at which the median experiment excludes it; may be inf.
    reach : the coupling beyond which, at the point's mass, all are excluded; may be inf. None where
        the point itself is excluded.
    detuning : at which the mediator is made on shell, eV; None if it is too heavy.
    """

    significance: float
    reach: float | None
    detuning: float | None


@dataclass(frozen=True, eq=False)
class ReachScene:
    """All that the reach explorer's figure shows.

    curve : the reach for the state.
    profiled : the reach with the lightest mass free; None as long as it is not known.
    is_fine : whether `curve` is the one of `fine_steps`.
    """

    state: ReachState
    view: Appearance
    curve: CouplingReach
    point: Point
    profiled: CouplingReach | None = None
    is_fine: bool = False


def live_masses(state: ReachState) -> Array:
    """Mediator masses (n,), eV, ascending, at which the reach follows a slider.

    They are few where the curve is smooth. Between resonances of neighbouring triggers there is one
    and, as long as there is time for that, each resonance with one on both sides of its dip.
    """
    poles, line = _poles(state), state.experiment.linewidth
    between = np.sqrt(poles[1:] * poles[:-1])
    edge = np.maximum(2 * _NEAR * mass_detuning(state.atom, poles), _EDGE * line)
    dips = np.concatenate([poles, _beside(state, np.outer(edge, _BESIDE))])
    outside = np.concatenate([poles[0] * _BELOW, poles[-1] * _ABOVE])
    room = max(_FEWEST, round(_COST / _cost(state))) - len(outside) - 2
    if len(between) + len(dips) > room:
        dips = dips[:0]
    if len(between) > room:
        between = between[np.linspace(0, len(between) - 1, room).round().astype(int)]
    return _ordered([outside, between, dips])


def fine_masses(state: ReachState) -> Array:
    """Mediator masses (n,), eV, ascending, of the curve at rest."""
    poles = _poles(state)
    evenly = np.geomspace(*MEDIATOR_MASS_BOUNDS, _EVENLY)
    within = _beside(state, state.experiment.linewidth * _WITHIN)
    return _ordered([evenly, np.outer(poles, _NEARER).ravel(), within])


def live_reach(state: ReachState) -> CouplingReach:
    """The curve that follows a slider."""
    return _reach(state, live_masses(state))


def compute_point(state: ReachState) -> Point:
    """What the experiment says about the state's point."""
    truth = state.truth
    other = replace(truth, interactions=state.interactions)
    significance = discrimination(state.experiment, truth, other).significance
    mass, reach = np.array([state.mediator_mass]), None
    if significance < state.significance:
        reach = float(_reach(state, mass).positive[0])
    detuning = float(mass_detuning(state.atom, mass)[0])
    return Point(significance, reach, detuning if detuning < state.atom.end_point else None)


def fine_steps(state: ReachState) -> Steps:
    """The fine curve, some masses by a step."""
    masses = fine_masses(state)
    at_once = max(1, round(_AT_ONCE / _cost(state)))
    parts = []
    for start in range(0, len(masses), at_once):
        parts.append(_reach(state, masses[start : start + at_once]))
        yield min(start + at_once, len(masses)), len(masses)
    return _joined(parts)


def _reach(state: ReachState, masses: Array) -> CouplingReach:
    return coupling_reach(
        state.experiment, state.truth, state.looked_for, masses, significance=state.significance
    )


def _joined(parts: list[CouplingReach]) -> CouplingReach:
    """One curve of several, whose masses go on ascending."""
    masses, positive, negative, resonances = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("masses", "positive", "negative", "resonances")
    )
    return CouplingReach(masses, positive, negative, np.unique(resonances), parts[0].linewidth)


def _cost(state: ReachState) -> float:
    """What a mass costs: one unit for each trigger without background."""
    return state.n_triggers * (_NEWTON if state.background else 1.0)


def _poles(state: ReachState) -> Array:
    """Mediator masses whose pole is on a trigger inside the spectrum, (k,), eV, ascending.

    That of the highest trigger, if none is.
    """
    poles: Array = np.sqrt(2 * state.atom.e_eg * state.experiment.triggers)
    open_ = poles > 2 * state.truth.neutrinos().masses.min()
    return poles[open_] if open_.any() else poles[-1:]


def _beside(state: ReachState, steps: Array) -> Array:
    """Masses whose pole is so many `steps` of detuning, eV, from a resonance; one row for all."""
    detunings = mass_detuning(state.atom, _poles(state))[:, None] + steps
    return np.sqrt(2 * state.atom.e_eg * detunings[detunings > 0])


def _ordered(parts: list[Array]) -> Array:
    """Masses from end to end, ascending."""
    low, high = MEDIATOR_MASS_BOUNDS
    masses = np.unique(np.concatenate([[low, high], *parts]))
    return masses[(masses >= low) & (masses <= high)]


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
        return ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=end_with_parent
        )
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
