import asyncio
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np
import pytest

from renp_widgets.apps import ReachExplorer, ReachState
from renp_widgets.apps.reach.compute import live_reach, profiled_steps
from renp_widgets.statistics.mediator_reach import CouplingReach

FEW = ReachState(n_triggers=4, low_detuning=1e-3, normalisation="10%")


@pytest.fixture(autouse=True)
def two_masses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("renp_widgets.apps.reach.compute._MASSES", 2)


@pytest.fixture
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a browser's Python says."""

    def refuse(*_: Any, **__: Any) -> None:
        raise NotImplementedError("This Python build lacks multiprocessing.synchronize")

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refuse)


def worked(state: ReachState) -> tuple[list[tuple[int, int]], CouplingReach]:
    """What the steps tell, and what they come to."""
    steps, told = profiled_steps(state), []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as stop:
            return told, stop.value


@pytest.mark.usefixtures("no_processes")
def test_a_free_lightest_mass_only_loses_reach() -> None:
    _, profiled = worked(FEW)
    known = live_reach(FEW)
    np.testing.assert_array_equal(profiled.masses, [1e-4, 1e6])
    gains = profiled.positive / known.positive[[0, -1]]
    assert gains[0] > 2
    assert gains[1] > 0.999


def test_work_by_processes_can_be_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[dict[str, bool]] = []

    class Pool(ProcessPoolExecutor):
        def shutdown(self, **how: bool) -> None:  # type: ignore[override]
            ended.append(how)
            super().shutdown(**how)

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", Pool)
    steps = profiled_steps(FEW)
    assert next(steps)[1] == 2
    steps.close()  # no error, and no waiting
    assert ended == [{"wait": False, "cancel_futures": True}]


def test_without_processes_it_is_the_same_curve(request: pytest.FixtureRequest) -> None:
    _, theirs = worked(FEW)
    request.getfixturevalue("no_processes")
    told, ours = worked(FEW)
    for name in ("masses", "positive", "negative"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))
    assert told[0] == (0, 2)
    assert told[-1] == (2, 2)
    assert told == sorted(told)
    assert len(told) > 30  # dozens of steps to a mass


@pytest.mark.usefixtures("no_processes")
def test_without_processes_the_page_lives_meanwhile() -> None:
    async def journey() -> tuple[list[str], str]:
        app = ReachExplorer(FEW)
        app.free_mass.click()
        seen = []
        while app.task.running and len(seen) < 3:
            await asyncio.sleep(0.02)
            seen.append(app.task.words.value)
            app.controls["mediator_mass"].value += 0.1  # the same question
        assert app.task.running
        app.task.stop.click()
        assert not app.task.running
        app.close()
        return seen, "; ".join(app.model.errors)

    seen, errors = asyncio.run(journey())
    assert errors == ""
    assert len(seen) == 3
    assert seen[-1].startswith("freeing the lightest mass: ")
    assert seen[-1].endswith(" of 2")
