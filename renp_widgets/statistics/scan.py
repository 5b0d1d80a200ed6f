"""Scan: independent tasks, run here or on many workers, kept in a file as they finish.

    results = scan(function, tasks, executor=ProcessPoolExecutor, file="scan.jsonl", progress=True)

A result depends on its task and on the seed alone, not on the workers, on their number, or on
whether the scan was interrupted and went on from its file.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from reprlib import repr as shortened
from typing import TYPE_CHECKING, Any

from renp_widgets.checks import whole_number
from renp_widgets.values import Array

if TYPE_CHECKING:
    import os

    from renp_widgets.statistics.workers import Function, Workers

__all__ = ["Progress", "scan", "scan_steps"]

Progress = bool | Callable[[int, int], object]


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

    Examples
    --------
    >>> import math
    >>> import renp_widgets as rw
    >>> rw.scan(math.sqrt, [1, 4, 9])
    [array(1.), array(2.), array(3.)]
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

    Examples
    --------
    >>> import math
    >>> import renp_widgets as rw
    >>> for index, value in rw.scan_steps(math.sqrt, [1, 4]):
    ...     print(index, value)
    0 1.0
    1 2.0
    """
    # What runs tasks and what keeps them are slow to import: concurrent.futures, json, pathlib.
    from pathlib import Path

    from renp_widgets.statistics.scan_file import ScanFile, scan_header
    from renp_widgets.statistics.workers import check_workers, steps

    tasks = list(tasks)
    check_workers(executor)
    if seed is not None:
        seed = whole_number("seed", seed, 0, None)
    if not callable(function):
        raise TypeError(f"function must be callable, got {shortened(function)}")
    kept = None if file is None else ScanFile(Path(file), scan_header(function, tasks, seed))
    return steps(function, tasks, seed, executor, kept)


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
