"""Workers: the tasks of a scan on an executor, again where one of its processes dies."""

from __future__ import annotations

import os
import pickle
import sys
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from pickle import PicklingError
from queue import SimpleQueue
from reprlib import repr as shortened
from threading import Thread
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import RefusedInput
from renp_widgets.statistics.scan_file import ScanFile
from renp_widgets.values import Array

__all__ = ["Function", "Workers", "check_workers", "end_with_parent", "steps"]

Function = Callable[..., ArrayLike]
Workers = Executor | Callable[[], Executor] | None
_ATTEMPTS: Final = 3  # at a task whose worker dies
_WORKERS: Final = 500  # expected of an executor that does not tell
_watched = 0  # the process that `end_with_parent` watches the parent of


def check_workers(executor: object) -> None:
    """Refuse what neither is an executor nor makes one."""
    if not (executor is None or isinstance(executor, Executor) or callable(executor)):
        raise TypeError(f"executor must be an Executor or a function that makes one: {executor!r}")


def steps(
    function: Function,
    tasks: Sequence[Any],
    seed: int | None,
    executor: Workers,
    file: ScanFile | None,
) -> Generator[tuple[int, Array], None, None]:
    """The index and the result of each task as it finishes: see `scan_steps`."""
    found = {} if file is None else file.results
    missing = deque(index for index in range(len(tasks)) if index not in found)
    n_done = len(found)

    def submitted(pool: Executor, index: int) -> Future[Array]:
        # A partial, since Dask looks into arguments.
        return pool.submit(partial(_result, function, index, tasks[index], seed))

    def unsent(index: int) -> Exception | None:
        return _unpicklable(function, tasks[index])

    def keep(index: int, value: Array) -> None:
        nonlocal n_done
        if file is not None:
            file.append(index, value)
        n_done += 1

    try:
        for index in sorted(found):
            yield index, found.pop(index)
        if missing:
            yield from _finished(submitted, missing, executor, keep, unsent)
    except _LostError as lost:
        if lost.problem is not None:
            raise TypeError(
                f"task {lost.index} cannot be sent to another process: {lost.problem}. What is "
                "sent must be made of functions and classes of modules, no lambdas; or scan "
                "without an executor"
            ) from lost.__cause__
        kept = "" if file is None else f" and kept in {file.path}"
        advice = (
            "with a file, the same scan goes on from there; a function that makes executors "
            "replaces broken ones"
        )
        if lost.never_worked:
            advice = (
                "no worker has ever finished a task. Other processes import the function: one of a "
                "notebook or a console belongs in a module, and a script that scans must guard "
                'what it runs by if __name__ == "__main__"; or scan without an executor'
            )
        raise RuntimeError(
            f"{lost}: {n_done} of {len(tasks)} tasks are done{kept}; {advice}"
        ) from lost.__cause__
    finally:
        if file is not None:
            file.close()


def _finished(
    submitted: Callable[[Executor, int], Future[Array]],
    todo: deque[int],
    executor: Workers,
    keep: Callable[[int, Array], object],
    unsent: Callable[[int], Exception | None],
) -> Iterator[tuple[int, Array]]:
    """Run all that is `todo`, with as much in work as keeps the workers busy."""
    own = executor is not None and not isinstance(executor, Executor)
    pool = _executor(executor)
    finished: SimpleQueue[Future[Array]] = SimpleQueue()
    in_work: dict[Future[Array], tuple[int, Executor]] = {}
    losses: Counter[int] = Counter()
    last_attempts: deque[int] = deque()
    worked = False
    try:
        while todo or in_work or last_attempts:
            if not (todo or in_work):
                todo.append(last_attempts.popleft())  # alone, so that no other task is blamed
            while todo and len(in_work) <= 2 * getattr(pool, "_max_workers", _WORKERS):
                index = todo.popleft()
                try:
                    future = submitted(pool, index)
                except BrokenExecutor as error:
                    future = Future()
                    future.set_exception(error)
                in_work[future] = index, pool
                future.add_done_callback(finished.put)
            future = finished.get()
            index, used = in_work.pop(future)
            try:
                value = future.result()
            except Exception as error:
                if _note(index) in getattr(error, "__notes__", ()):
                    raise
                # All else is the executor's: Dask's, for one, can mistake the result of a worker
                # that died for an exception.
                losses[index] += 1
                broken = isinstance(error, BrokenExecutor)
                lost = _LostError(index, losses[index], never_worked=not worked)
                if isinstance(error, PicklingError | AttributeError | TypeError):
                    lost.problem = unsent(index)
                if losses[index] == _ATTEMPTS or (broken and not own) or lost.problem:
                    raise lost from error
                (last_attempts if losses[index] == _ATTEMPTS - 1 else todo).append(index)
                if broken and used is pool:
                    pool.shutdown(wait=False)
                    pool = _executor(executor)
            else:
                worked = True
                keep(index, value)
                yield index, value
    finally:
        for future, (index, _) in in_work.items():
            if not future.cancel() and future.done() and future.exception() is None:
                keep(index, future.result())
        if own:
            pool.shutdown(wait=not in_work)


def _result(function: Function, index: int, task: Any, seed: int | None) -> Array:
    """What a worker runs. Its errors carry a note, which tells them from the executor's own."""
    end_with_parent()
    try:
        if seed is None:
            value = np.asarray(function(task))
        else:
            sequence = np.random.SeedSequence(seed, spawn_key=(index,))
            value = np.asarray(function(task, sequence))
        if value.dtype.kind not in "iuf":
            raise TypeError(f"the result of task {index} must be numbers, got {shortened(value)}")
        value = value.astype(np.float64)
        if np.isnan(value).any():
            raise RefusedInput(f"the result of task {index} must hold no NaN, got {value}")
    except Exception as error:
        error.add_note(_note(index))
        raise
    return value


def end_with_parent() -> None:
    """End this process when the one that has started it does, even if that is killed.

    A worker of a pool would wait for ever for its next task. Elsewhere it does nothing.
    """
    global _watched
    process = sys.modules.get("multiprocessing.process")  # loaded in every worker
    parent = None if process is None else process.parent_process()
    if parent is None or _watched == os.getpid():
        return
    _watched = os.getpid()

    def watch() -> None:
        parent.join()
        os._exit(1)

    Thread(target=watch, name="end with parent", daemon=True).start()


def _note(index: int) -> str:
    return f"in task {index} of the scan"


def _unpicklable(function: Function, task: Any) -> Exception | None:
    """Why function and task cannot be sent to another process."""
    try:
        pickle.dumps((function, task))
    except Exception as error:  # whatever an object of the user's raises
        return error
    return None


class _LostError(Exception):
    """The executor has lost a task too often."""

    def __init__(self, index: int, attempt: int, *, never_worked: bool) -> None:
        super().__init__(f"the executor lost task {index} (attempt {attempt})")
        self.index, self.never_worked = index, never_worked
        self.problem: Exception | None = None  # why the task cannot be sent


class _Here(Executor):
    """Runs what is submitted at once; errors wait in the future as they do elsewhere."""

    _max_workers = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def _executor(executor: Workers) -> Executor:
    made = _Here() if executor is None else executor
    if not isinstance(made, Executor):
        try:
            made = made()
        except NotImplementedError as error:
            error.add_note("without an executor the tasks run here, one after another")
            raise
    if not isinstance(made, Executor):
        raise TypeError(f"executor must make an Executor, got {made!r}")
    return made
