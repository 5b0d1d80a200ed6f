import asyncio
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from renp_widgets.checks import RefusedInput
from renp_widgets.live.model import FunctionModel
from renp_widgets.live.timing import Steps, Task

from .wave import WaveState, wave


class Counting:
    """Steps that note what became of them."""

    def __init__(self, total: int = 10, seconds: float = 0.0) -> None:
        self.total, self.seconds = total, seconds
        self.count = 0
        self.ended = False

    def steps(self) -> Steps[str]:
        try:
            for _ in range(self.total):
                time.sleep(self.seconds)
                self.count += 1
                yield self.count, self.total
        finally:
            self.ended = True
        return f"{self.count} counted"


@pytest.fixture
def task() -> Iterator[Task]:
    task = Task(FunctionModel(WaveState(), wave))
    yield task
    task.close()


def errors(task: Task) -> list[str]:
    return task._model.errors


def test_it_finishes_without_an_event_loop_and_is_seen_meanwhile(task: Task) -> None:
    results: list[str] = []
    assert (task.running, task.layout.visibility) == (False, "hidden")
    task.start("counting", Counting().steps(), results.append)
    assert (task.running, task.layout.visibility) == (True, "visible")
    assert task.words.value == "counting"
    assert results == []
    task.finish()
    task.finish()
    assert results == ["10 counted"]
    assert (task.running, task.layout.visibility) == (False, "hidden")


def test_the_loop_lives_while_it_works(task: Task) -> None:
    async def journey() -> tuple[list[str], list[float]]:
        results: list[str] = []
        task.start("counting", Counting(100, 0.003).steps(), results.append)
        shares = []
        while task.running:
            await asyncio.sleep(0.001)
            shares.append(task.bar.value)
        return results, shares

    results, shares = asyncio.run(journey())
    assert results == ["100 counted"]
    assert shares == sorted(shares)
    assert len(set(shares)) > 4
    assert max(np.diff([0.0, *shares])) < 0.5
    assert task.words.value.startswith("counting: ")
    assert task.words.value.endswith(" of 100")


def test_the_cancel_button_ends_it(task: Task) -> None:
    work, results = Counting(1000, 0.001), []

    async def journey() -> int:
        task.start("counting", work.steps(), results.append)
        await asyncio.sleep(0.05)
        task.stop.click()
        count = work.count
        await asyncio.sleep(0.05)
        return count

    assert 0 < asyncio.run(journey()) == work.count < 1000
    assert work.ended
    assert (results, task.running, task.layout.visibility) == ([], False, "hidden")
    assert errors(task) == []


def test_the_next_work_takes_the_place_of_the_last(task: Task) -> None:
    first, second, results = Counting(1000, 0.001), Counting(3), []

    async def journey() -> None:
        task.start("first", first.steps(), results.append)
        await asyncio.sleep(0.05)
        task.start("second", second.steps(), results.append)
        while task.running:
            await asyncio.sleep(0.01)

    asyncio.run(journey())
    assert first.ended
    assert first.count < 1000
    assert results == ["3 counted"]


@pytest.mark.parametrize("close", [True, False])
def test_closing_ends_it(task: Task, close: bool) -> None:
    work = Counting(5)
    steps = work.steps()
    next(steps)
    task.start("counting", steps, pytest.fail)
    if close:
        task.close()
    else:
        task.cancel()
    task.cancel()
    task.finish()
    assert (work.ended, work.count) == (True, 1)


def failing(error: BaseException) -> Steps[None]:
    yield 1, 2
    raise error


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (RefusedInput("no start"), "fitting: no start"),
        (ZeroDivisionError("0"), "fitting: ZeroDivisionError: 0"),
    ],
)
def test_what_fails_is_reported_and_ends_it(task: Task, error: Exception, says: str) -> None:
    task.start("fitting", failing(error), pytest.fail)
    task.finish()
    assert errors(task) == [says]
    assert (task.running, task.layout.visibility) == (False, "hidden")


def test_an_interrupt_ends_it_and_goes_on(task: Task) -> None:
    task.start("fitting", failing(KeyboardInterrupt()), pytest.fail)
    with pytest.raises(KeyboardInterrupt):
        task.finish()
    assert not task.running


def test_a_failing_end_is_reported(task: Task) -> None:
    def done(_: Any) -> None:
        raise RefusedInput("nowhere to put it")

    task.start("counting", Counting().steps(), done)
    task.finish()
    assert errors(task) == ["counting: nowhere to put it"]


def test_one_work_can_start_another_when_it_is_done(task: Task) -> None:
    results: list[str] = []
    second = Counting(2).steps()
    task.start("first", Counting(1).steps(), lambda _: task.start("next", second, results.append))
    task.finish()
    assert results == ["2 counted"]
    assert errors(task) == []
