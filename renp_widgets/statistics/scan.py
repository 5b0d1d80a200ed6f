"""Scans: independent tasks, run here or on many workers, kept in a file as they finish.

    results = scan(function, tasks, executor=ProcessPoolExecutor, file="scan.jsonl", progress=True)

A result depends on its task and on the seed alone, not on the workers, on their number, or on
whether the scan was interrupted and went on from its file.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from pickle import PicklingError
from queue import SimpleQueue
from reprlib import repr as shortened
from threading import Thread
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import RefusedInput, whole_number
from renp_widgets.statistics.scan_file import ScanFile, scan_header
from renp_widgets.values import Array

__all__ = ["end_with_parent", "scan", "scan_steps"]

Function = Callable[..., ArrayLike]
Workers = Executor | Callable[[], Executor] | None
Progress = bool | Callable[[int, int], object]
_ATTEMPTS: Final = 3  # at a task whose worker dies
_WORKERS: Final = 500  # expected of an executor that does not tell
_watched = 0  # the process that `end_with_parent` watches the parent of


def scan(
    function: Function,
    tasks: Iterable[Any],
    *,
    executor: Workers = None,
    file: str | os.PathLike[str] | None = None,
    progress: Progress = False,
    seed: int | None = None,
) -> list[Array]:
    """The results of all tasks in their order, as arrays of floats; see `scan_steps`.

    Parameters
    ----------
    progress : True shows a bar; a function is called with how many tasks are done, and of how many.
    """
    tasks = list(tasks)
    results = {}
    steps = scan_steps(function, tasks, executor=executor, file=file, seed=seed)
    with closing(steps), _progress(progress, len(tasks)) as tell:
        for index, value in steps:
            results[index] = value
            tell(len(results), len(tasks))
    return [results[index] for index in range(len(tasks))]


def scan_steps(
    function: Function,
    tasks: Iterable[Any],
    *,
    executor: Workers = None,
    file: str | os.PathLike[str] | None = None,
    seed: int | None = None,
) -> Generator[tuple[int, Array], None, None]:
    """The index and the result of each task as it finishes; those from the file come first.

    Without an executor each step runs one task, so that an event loop can take one at a time.
    To cancel, stop and `close()` the steps: tasks that wait are cancelled, and what is finished is
    in the file. The same holds after an error in a task, which says which one it was.

    Parameters
    ----------
    function : `function(task)`, or `function(task, seed_sequence)` where there is a `seed`: a
        number or an array of floats, +-inf included, NaN not. Workers in other processes import it.
    tasks : what `function` takes, to be pickled where workers are other processes.
    executor : None runs the tasks here, in order; a browser's Python has neither processes nor
        threads. An Executor, such as a process pool or Dask's `client.get_executor()`, is left
        open. A function that makes one, such as `ProcessPoolExecutor`, is called anew when a
        worker dies and breaks the pool: the tasks that were in work run again, up to 3 times, the
        last time alone. Workers end with the process that has started them, even if it is killed.
    file : of JSON lines, written to as tasks finish. If it is there, and of the same function (by
        name, with what `functools.partial` adds to it), tasks, seed and version of this package,
        the scan goes on from it. One scan at a time may use it.
    seed : >= 0. Task k gets `numpy.random.SeedSequence(seed, spawn_key=(k,))`.
    """
    tasks = list(tasks)
    if not (executor is None or isinstance(executor, Executor) or callable(executor)):
        raise TypeError(f"executor must be an Executor or a function that makes one: {executor!r}")
    if seed is not None:
        seed = whole_number("seed", seed, 0, None)
    if not callable(function):
        raise TypeError(f"function must be callable, got {shortened(function)}")
    kept = None if file is None else ScanFile(Path(file), scan_header(function, tasks, seed))
    return _steps(function, tasks, seed, executor, kept)


def _steps(
    function: Function,
    tasks: Sequence[Any],
    seed: int | None,
    executor: Workers,
    file: ScanFile | None,
) -> Generator[tuple[int, Array], None, None]:
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


@contextmanager
def _progress(progress: Progress, total: int) -> Iterator[Callable[[int, int], object]]:
    if callable(progress):
        yield progress
    elif progress:
        from tqdm.auto import tqdm  # type: ignore[import-untyped, unused-ignore]

        with tqdm(total=total) as bar:
            yield lambda done, _: bar.update(done - bar.n)
    else:
        yield lambda *_: None
