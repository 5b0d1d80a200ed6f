"""Scans: independent tasks, run here or on many workers, kept in a file as they finish.

    results = scan(function, tasks, executor=ProcessPoolExecutor, file="scan.jsonl", progress=True)

A result depends on its task and on the seed alone, not on the workers, on their number, or on
whether the scan was interrupted and went on from its file.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from reprlib import repr as shortened
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.scan_files import append_result, scan_header, stored_results

__all__ = ["scan", "scan_steps"]

Array = NDArray[np.float64]
Function = Callable[..., ArrayLike]
Workers = Executor | Callable[[], Executor] | None
Progress = bool | Callable[[int, int], object]

_ATTEMPTS: Final = 3  # at a task whose worker dies
_WORKERS: Final = 500  # expected of an executor that does not tell


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
        last time alone.
    file : of JSON lines, written to as tasks finish. If it is there, and of the same function (by
        name, with what `functools.partial` adds to it), tasks, seed and version of this package,
        the scan goes on from it. One process at a time may use it.
    seed : >= 0. Task k gets `numpy.random.SeedSequence(seed, spawn_key=(k,))`.
    """
    tasks = list(tasks)
    if not (executor is None or isinstance(executor, Executor) or callable(executor)):
        raise TypeError(f"executor must be an Executor or a function that makes one: {executor!r}")
    if seed is not None and (not isinstance(seed, int | np.integer) or seed < 0):
        raise ValueError(f"seed must be None or a whole number >= 0, got {seed!r}")
    path = None if file is None else Path(file)
    found = {} if path is None else stored_results(path, scan_header(function, tasks, seed))
    return _steps(function, tasks, seed, executor, path, found)


def _steps(
    function: Function,
    tasks: Sequence[Any],
    seed: int | None,
    executor: Workers,
    path: Path | None,
    found: dict[int, Array],
) -> Generator[tuple[int, Array], None, None]:
    missing = deque(index for index in range(len(tasks)) if index not in found)
    n_done = len(found)
    for index in sorted(found):
        yield index, found.pop(index)
    if not missing:
        return

    def submitted(pool: Executor, index: int) -> Future[Array]:
        # A partial, since Dask looks into arguments.
        return pool.submit(partial(_result, function, index, tasks[index], seed))

    def keep(index: int, value: Array) -> None:
        nonlocal n_done
        if path is not None:
            append_result(path, index, value)
        n_done += 1

    try:
        yield from _finished(submitted, missing, executor, keep)
    except _LostError as lost:
        kept = "" if path is None else f" and kept in {path}"
        raise RuntimeError(
            f"{lost}: {n_done} of {len(tasks)} tasks are done{kept}. With a file, the same scan "
            "goes on from there; a function that makes executors replaces broken ones"
        ) from lost.__cause__


def _finished(
    submitted: Callable[[Executor, int], Future[Array]],
    todo: deque[int],
    executor: Workers,
    keep: Callable[[int, Array], object],
) -> Iterator[tuple[int, Array]]:
    """Run all that is `todo`, with as much in work as keeps the workers busy."""
    own = executor is not None and not isinstance(executor, Executor)
    pool = _executor(executor)
    finished: SimpleQueue[Future[Array]] = SimpleQueue()
    in_work: dict[Future[Array], tuple[int, Executor]] = {}
    losses: Counter[int] = Counter()
    last_attempts: deque[int] = deque()
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
                if losses[index] == _ATTEMPTS or (broken and not own):
                    lost = f"the executor lost task {index} (attempt {losses[index]})"
                    raise _LostError(lost) from error
                (last_attempts if losses[index] == _ATTEMPTS - 1 else todo).append(index)
                if broken and used is pool:
                    pool.shutdown(wait=False)
                    pool = _executor(executor)
            else:
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
            raise ValueError(f"the result of task {index} must hold no NaN, got {value}")
    except Exception as error:
        error.add_note(_note(index))
        raise
    return value


def _note(index: int) -> str:
    return f"in task {index} of the scan"


class _LostError(Exception):
    """The executor has lost a task too often."""


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
