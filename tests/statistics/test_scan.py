import gc
import json
import math
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any
from zlib import crc32

import numpy as np
import pytest

from renp_widgets.statistics.scan import scan, scan_steps

# A module that workers in other processes can import, as they cannot import this one.
WORK = """
    import os
    import signal
    import time
    from pathlib import Path

    import numpy as np


    def draws(task, seed_sequence):
        return np.random.default_rng(seed_sequence).normal(task, size=3)


    def square(task, log=os.devnull, wait=0.0):
        time.sleep(wait)
        with open(log, "a") as file:
            file.write(f"{task}\\n")
        return task**2


    def die():
        os.kill(os.getpid(), signal.SIGKILL)


    def interrupt():
        raise KeyboardInterrupt


    def divide():
        return 1 / 0


    def mark(task, log):
        with open(log, "a") as file:
            file.write(f"{os.getpid()}\\n")
        time.sleep(0.02)
        return task


    def square_with_trouble(task, at, trouble, marker=None, log=os.devnull):
        if task == at and not (marker and Path(marker).exists()):
            if marker:
                Path(marker).touch()
            trouble()
        return square(task, log)
"""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("work")
    (folder / "scan_work.py").write_text(textwrap.dedent(WORK))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield import_module("scan_work")
    del sys.modules["scan_work"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "scan.jsonl"


class Job(Future[Any]):
    def __init__(self, call: Callable[[], Any]) -> None:
        super().__init__()
        self._call = call

    def run(self) -> None:
        try:
            self.set_result(self._call())
        except Exception as error:
            self.set_exception(error)


class Scripted(Executor):
    """Runs nothing by itself. At so many tasks in work, the script says what becomes of them."""

    def __init__(self, n_workers: int, n_jobs: int, script: Callable[[list[Job]], object]) -> None:
        self.jobs: list[Job] = []
        self._max_workers, self._n_jobs, self._script = n_workers, n_jobs, script

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.jobs.append(Job(partial(fn, *args, **kwargs)))
        if len(self.jobs) == self._n_jobs:
            self._script(self.jobs)
        return self.jobs[-1]


def pool(n_workers: int) -> Executor:
    return ProcessPoolExecutor(n_workers, mp_context=get_context("spawn"))


def squares(n: int) -> list[int]:
    return [k**2 for k in range(n)]


def kept(file: Path) -> list[int]:
    return [json.loads(line)["task"] for line in file.read_text().splitlines()[1:]]


def logged(log: Path) -> list[int]:
    return [int(line) for line in log.read_text().split()]


@pytest.mark.parametrize("make", [ThreadPoolExecutor, partial(pool, 1), partial(pool, 2)])
def test_workers_do_not_matter(work: ModuleType, make: Callable[[], Executor]) -> None:
    tasks = [10.0, -3.0, 10.0, 2.5, 0.0, 1.0, 7.0]
    children = np.random.SeedSequence(5).spawn(len(tasks))
    expected = [
        np.random.default_rng(child).normal(task, size=3)
        for task, child in zip(tasks, children, strict=True)
    ]
    np.testing.assert_array_equal(scan(work.draws, tasks, seed=5), expected)
    with make() as executor:
        np.testing.assert_array_equal(scan(work.draws, tasks, seed=5, executor=executor), expected)
        # An executor that is passed in is not shut down; one that is made here is.
        made: list[Executor] = []
        scan(math.sqrt, tasks[2:], executor=lambda: made.append(executor) or executor)
        assert made == [executor]
        with pytest.raises(RuntimeError, match="after shutdown"):
            executor.submit(math.sqrt, 4.0)


def test_seeds_differ_by_task_and_by_seed(work: ModuleType) -> None:
    values = np.array([scan(work.draws, [0.0] * 4, seed=seed) for seed in (0, 1)])
    assert np.unique(values).size == values.size
    np.testing.assert_array_equal(scan(work.draws, [0.0] * 4, seed=np.int64(1)), values[1])


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4], [4, 2, 0, 3, 1]])
def test_results_are_arrays_of_floats_in_the_order_of_tasks(order: list[int]) -> None:
    values: list[Any] = [3, np.float32(0.5), [[1, 2]], np.zeros((0, 2)), [math.inf, -math.inf]]

    def finish(jobs: list[Job]) -> None:
        for index in order:
            jobs[index].run()

    steps = scan_steps(values.__getitem__, range(5), executor=Scripted(2, 5, finish))
    # The script is run before the last job is handed out, so that comes out last.
    assert [index for index, _ in steps] == [*(k for k in order if k != 4), 4]
    found = scan(values.__getitem__, range(5), executor=Scripted(2, 5, finish))
    for value, expected in zip(found, values, strict=True):
        assert value.dtype == np.float64
        assert value.shape == np.shape(expected)
        np.testing.assert_array_equal(value, expected)


def test_no_tasks(file: Path) -> None:
    def never() -> Executor:
        raise AssertionError

    for _ in range(2):
        assert scan(math.sqrt, [], executor=never, file=file) == []


def test_each_step_runs_one_task() -> None:
    run: list[int] = []
    steps = scan_steps(lambda task: run.append(task) or task, [5, 6, 7])
    assert run == []
    assert next(steps) == (0, 5)
    assert run == [5]
    steps.close()
    assert run == [5]


def test_closing_cancels_what_waits() -> None:
    executor = Scripted(2, 5, lambda jobs: jobs[3].run())
    steps = scan_steps(abs, range(0, -100, -1), executor=executor)
    assert next(steps) == (3, 3)
    steps.close()
    # Two tasks in work, two waiting and one more keep two workers busy.
    assert [job.cancelled() for job in executor.jobs] == [True, True, True, False, True]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_dask(work: ModuleType, tmp_path: Path) -> None:
    distributed = pytest.importorskip(
        "distributed", reason='distributed is missing: pip install -e ".[distributed]"'
    )
    import dask

    marker = tmp_path / "killed"
    call = partial(work.square_with_trouble, at=5, trouble=work.die, marker=marker)
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True}
    with (
        # How long the results of a dead worker are asked for before they are computed anew.
        dask.config.set({"distributed.comm.timeouts.connect": "4s"}),
        distributed.LocalCluster(
            **options, dashboard_address="127.0.0.1:0", silence_logs="CRITICAL"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        drawn = scan(work.draws, range(20), seed=5, executor=client.get_executor())
        values = scan(call, range(20), executor=client.get_executor())
    gc.collect()  # what the cluster leaves open is not for the tests that follow to find
    np.testing.assert_array_equal(drawn, scan(work.draws, range(20), seed=5))
    assert marker.exists()
    assert values == squares(20)


def test_a_killed_worker_loses_nothing_but_what_was_in_work(
    work: ModuleType, tmp_path: Path, file: Path
) -> None:
    log, marker = tmp_path / "log", tmp_path / "killed"
    call = partial(work.square_with_trouble, at=26, trouble=work.die, marker=marker, log=log)
    assert scan(call, range(60), executor=partial(pool, 2), file=file) == squares(60)
    assert marker.exists()
    assert sorted(kept(file)) == list(range(60))
    assert set(logged(log)) == set(range(60))
    assert len(logged(log)) <= 60 + 5  # in work are up to two per worker and one more


def test_a_task_that_always_kills_its_worker(work: ModuleType, file: Path) -> None:
    call = partial(work.square_with_trouble, at=4, trouble=work.die)
    message = r"task 4 \(attempt 3\): [789] of 10 tasks are done and kept"
    with pytest.raises(RuntimeError, match=message) as caught:
        scan(call, range(10), executor=partial(pool, 1), file=file)
    assert isinstance(caught.value.__cause__, BrokenProcessPool)
    assert {0, 1, 2, 3, 7, 8, 9} <= set(kept(file))


def test_the_last_attempt_is_alone() -> None:
    def broken(jobs: list[Job]) -> None:
        for job in jobs:
            job.set_exception(BrokenProcessPool())

    executors = [Scripted(1, n_jobs, broken) for n_jobs in (3, 3, 1)]
    with pytest.raises(RuntimeError, match=r"attempt 3\): 0 of 3"):
        scan(abs, range(3), executor=partial(next, iter(executors)))
    assert [len(executor.jobs) for executor in executors] == [3, 3, 1]


def test_an_executor_that_breaks(work: ModuleType, tmp_path: Path, file: Path) -> None:
    marker = tmp_path / "killed"
    call = partial(work.square_with_trouble, at=3, trouble=work.die, marker=marker)
    message = r"attempt 1\): 3 of 20 tasks are done and kept in .*scan.jsonl. .*goes on"
    with pool(1) as executor:
        with pytest.raises(RuntimeError, match=message):
            scan(call, range(20), executor=executor, file=file)
        with pytest.raises(RuntimeError, match="3 of 20 tasks are done"):
            scan(call, range(20), executor=executor, file=file)
    assert scan(call, range(20), file=file) == squares(20)


def test_what_the_executor_itself_fails_at_runs_again() -> None:
    def script(jobs: list[Job]) -> None:
        jobs[0].run()
        jobs[1].cancel()
        jobs[2].set_exception(TypeError("cannot unpack non-iterable int object"))
        jobs[3].run()
        jobs[4].run()
        executor._script, executor._n_jobs = (lambda jobs: (jobs[5].run(), jobs[6].run())), 7

    executor = Scripted(2, 5, script)
    assert scan(abs, range(5), executor=executor) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("make", [lambda: None, partial(ThreadPoolExecutor, 1), partial(pool, 1)])
def test_error_in_a_task(work: ModuleType, file: Path, make: Callable[[], Executor | None]) -> None:
    call = partial(work.square_with_trouble, at=4, trouble=work.divide)
    with pytest.raises(ZeroDivisionError) as caught:
        scan(call, range(30), executor=make() and make, file=file)
    assert caught.value.__notes__ == ["in task 4 of the scan"]
    assert set(kept(file)) >= {0, 1, 2, 3}
    assert 4 not in kept(file)


def test_what_is_finished_is_kept_after_an_error(file: Path) -> None:
    def script(jobs: list[Job]) -> None:
        for job in jobs[1:5]:
            job.run()

    executor = Scripted(3, 6, script)
    with pytest.raises(ZeroDivisionError):
        scan(partial(pow, exp=-1), [1, 0, 2, math.nan, 0, 1], executor=executor, file=file)
    assert kept(file) == [2]
    assert [job.cancelled() for job in executor.jobs] == [True, *[False] * 4, True]


def test_where_there_are_no_processes() -> None:
    def none() -> Executor:
        raise NotImplementedError("This Python build lacks multiprocessing.synchronize")

    with pytest.raises(NotImplementedError) as caught:
        scan(abs, range(3), executor=none)
    assert caught.value.__notes__ == ["without an executor the tasks run here, one after another"]


def test_keyboard_interrupt(work: ModuleType, tmp_path: Path, file: Path) -> None:
    log, marker = tmp_path / "log", tmp_path / "interrupted"
    call = partial(work.square_with_trouble, at=4, trouble=work.interrupt, marker=marker, log=log)
    with pytest.raises(KeyboardInterrupt):
        scan(call, range(9), file=file)
    assert kept(file) == [0, 1, 2, 3]
    assert scan(call, range(9), file=file) == squares(9)
    assert logged(log) == list(range(9))


def test_goes_on_after_the_whole_process_was_killed(
    work: ModuleType, tmp_path: Path, file: Path
) -> None:
    log = tmp_path / "log"
    code = f"""
        from functools import partial
        from concurrent.futures import ThreadPoolExecutor
        from scan_work import square
        from renp_widgets.statistics.scan import scan
        call = partial(square, log={str(log)!r}, wait=0.05)
        scan(call, range(60), executor=partial(ThreadPoolExecutor, 2), file={str(file)!r})
    """
    path = str(Path(str(work.__file__)).parent)
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], env={**os.environ, "PYTHONPATH": path}
    )
    while process.poll() is None and not (file.exists() and file.read_bytes().count(b"\n") > 10):
        time.sleep(0.005)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    before, stored = logged(log), kept(file)
    assert 10 <= len(stored) < 60
    call = partial(work.square, log=str(log), wait=0.05)
    assert scan(call, range(60), file=file) == squares(60)
    assert logged(log)[len(before) :] == [k for k in range(60) if k not in stored]


@pytest.mark.parametrize("lost", [1, 9, 25, 26, 60])
def test_goes_on_from_a_file_cut_anywhere(
    work: ModuleType, tmp_path: Path, file: Path, lost: int
) -> None:
    log = tmp_path / "log"
    call = partial(work.square, log=log)
    scan(call, range(9), file=file)
    whole = file.read_bytes()
    file.write_bytes(whole[:-lost])
    n_left = whole[:-lost].count(b"\n") - 1
    log.unlink()
    assert scan(call, range(9), file=file) == squares(9)
    assert logged(log) == list(range(n_left, 9))
    assert file.read_bytes() == whole


def test_a_header_cut_anywhere_is_a_new_file(work: ModuleType, file: Path) -> None:
    scan(work.square, range(2), file=file)
    whole = file.read_bytes()
    for n_bytes in [0, 40, whole.index(b"\n")]:
        file.write_bytes(whole[:n_bytes])
        assert scan(work.square, range(2), file=file) == [0, 1]
        assert file.read_bytes() == whole


def test_done_tasks_are_not_run_again(work: ModuleType, file: Path) -> None:
    def never() -> Executor:
        raise AssertionError

    counts: list[tuple[int, int]] = []
    scan(work.draws, [1.0, 2.0], seed=3, file=file)
    again = scan(
        work.draws,
        [1.0, 2.0],
        seed=3,
        file=file,
        executor=never,
        progress=lambda *done: counts.append(done),
    )
    np.testing.assert_array_equal(again, scan(work.draws, [1.0, 2.0], seed=3))
    assert counts == [(1, 2), (2, 2)]


def test_floats_come_back_bit_by_bit(file: Path) -> None:
    bits = np.random.default_rng(1).integers(0, 2**64, 3000, dtype=np.uint64)
    random = bits.view(np.float64)
    special = [0.0, -0.0, 5e-324, -1.7976931348623157e308, 0.1, math.inf, -math.inf]
    tasks = [
        random[~np.isnan(random)],
        np.array(special).reshape(7, 1),
        np.array(-math.inf),
        np.zeros((2, 0)),
    ]
    scan(np.positive, tasks, file=file)
    for value, task in zip(scan(np.positive, tasks, file=file), tasks, strict=True):
        assert value.shape == task.shape
        assert value.tobytes() == task.tobytes()


def test_the_same_scan_by_its_contents(file: Path) -> None:
    shared = np.arange(3.0)
    scan(len, [(shared, "a b"), (shared, "a b")], file=file)
    scan(len, [(np.arange(3.0), " ".join("ab")) for _ in range(2)], file=file)
    with pytest.raises(ValueError, match="digest of the tasks must be"):
        scan(len, [(shared, "a b"), (np.nextafter(shared, 9), "a b")], file=file)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": 4}, "its seed must be 4, got 3"),
        ({"seed": None}, "its seed must be None, got 3"),
        ({"tasks": range(4)}, "its tasks must be 4, got 3"),
        ({"tasks": [0, 1, 3]}, "its digest of the tasks must be"),
        ({"function": np.add}, "its digest of the function must be"),
        ({"function": partial(np.hypot, dtype=float)}, "its digest of the function must be"),
    ],
)
def test_the_file_of_another_scan(work: ModuleType, file: Path, change: Any, message: str) -> None:
    same = {"function": work.draws, "tasks": range(3), "seed": 3}
    scan(**same, file=file)
    before = file.read_bytes()
    with pytest.raises(ValueError, match=f"scan.jsonl is the file of another scan: {message}"):
        scan(**same | change, file=file)
    assert file.read_bytes() == before


def test_the_file_of_another_version(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan(abs, [1, 2], file=file)
    monkeypatch.setattr("renp_widgets.statistics.scan_file.version", lambda _: "99.0")
    with pytest.raises(ValueError, match=r"its made_by must be 'renp_widgets 99.0', got"):
        scan(abs, [1, 2], file=file)


@pytest.mark.parametrize(
    "contents",
    [
        *(b"\n", b"notes", b"[1, 2]\n", b"{}\n", b"\xff\xfe\n", b"[" * 100_000),
        *(b'{"format":1e999}\n', b"{", b'{"format"', b'{"format":"renp_widgets sc'),
    ],
    ids=range(10),
)
def test_a_file_of_something_else(file: Path, contents: bytes) -> None:
    file.write_bytes(contents)
    with pytest.raises(ValueError, match="must be the file of a scan, or new"):
        scan(abs, [1, 2], file=file)
    assert file.read_bytes() == contents


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"", "was changed"),
        (b"\x00\x00", "was changed"),
        (b"[" * 100_000, "was changed"),
        (b"{" + b"[" * 100_000 + b"}", "nested so deeply"),
        (b'{"a":' * 100_000 + b"}", "nested so deeply"),
        (b"{7}", "Expecting property name"),
        (b"{\xff}", "decode"),
        (b"{}", "an object of"),
        (b'{"task":0,"shape":[]}', "an object of"),
        (b'{"task":0,"shape":[],"value":[1.0],"more":1}', "an object of"),
        (b'{"task":2,"shape":[],"value":[1.0]}', "task must be from 0 to 1, got 2"),
        (b'{"task":-1,"shape":[],"value":[1.0]}', "task must be"),
        (b'{"task":true,"shape":[],"value":[1.0]}', "task must be"),
        (b'{"task":"0","shape":[],"value":[1.0]}', "task must be"),
        (b'{"task":' + b"9" * 5000 + b',"shape":[],"value":[1.0]}', "digits"),
        (b'{"task":0,"shape":[],"value":1.0}', "value must be a list of floats"),
        (b'{"task":0,"shape":[],"value":[NaN]}', "value must be"),
        (b'{"task":0,"shape":[],"value":[Infinity]}', "value must be"),
        (b'{"task":0,"shape":[],"value":[1e999]}', "value must be"),
        (b'{"task":0,"shape":[],"value":["nan"]}', "value must be"),
        (b'{"task":0,"shape":[],"value":[true]}', "value must be"),
        (b'{"task":0,"shape":[1],"value":[[1.0]]}', "value must be"),
        (b'{"task":0,"shape":[2],"value":[1.0]}', "shape must fit 1 numbers, got"),
        (b'{"task":0,"shape":[-1],"value":[1.0]}', "shape must fit"),
        (b'{"task":0,"shape":[1.0],"value":[1.0]}', "shape must fit"),
        (b'{"task":0,"shape":1,"value":[1.0]}', "shape must fit"),
        (b'{"task":0,"shape":[0,1000000000],"value":[]}', "shape must fit"),
        (b'{"task":0,"shape":[1,1,1,1,1,1,1,1,1],"value":[1.0]}', "shape must fit"),
        (b" " * 3_000_000, "less than 3000000 bytes"),
    ],
    ids=range(29),
)
def test_a_line_that_was_not_written_here(file: Path, line: bytes, message: str) -> None:
    scan(abs, [1, 2], file=file)
    if line.endswith(b"}"):
        line = line[:-1] + f',"check":"{crc32(line[:-1]):08x}"}}'.encode()
    contents = file.read_bytes() + line + b"\n"
    file.write_bytes(contents)
    with pytest.raises(ValueError, match=f"scan.jsonl, line 4: .*{message}"):
        scan(abs, [1, 2], file=file)
    assert file.read_bytes() == contents


def test_a_file_too_long_for_its_scan(file: Path) -> None:
    scan(abs, [1, 2], file=file)
    os.truncate(file, 9_000_001)
    with pytest.raises(ValueError, match="must have at most 9000000 bytes"):
        scan(abs, [1, 2], file=file)


def test_a_file_that_goes_away(file: Path) -> None:
    steps = scan_steps(abs, [1, 2], file=file)
    next(steps)
    file.unlink()
    with pytest.raises(FileNotFoundError):
        next(steps)


@pytest.mark.parametrize("size", [100_000, 100_001])
def test_the_largest_result_of_a_file(file: Path, size: int) -> None:
    call = partial(np.full, fill_value=-1.2345678901234567e-100)
    if size > 100_000:
        with pytest.raises(ValueError, match="task 0 must have at most 100000 numbers"):
            scan(call, [size], file=file)
    else:
        assert np.all(scan(call, [size], file=file) == np.array(scan(call, [size], file=file)))


@pytest.mark.parametrize("result", [math.nan, [0.0, math.nan]])
def test_nan_is_refused(file: Path, result: Any) -> None:
    with pytest.raises(ValueError, match="the result of task 1 must hold no NaN"):
        scan(np.positive, [1.0, result], file=file)
    assert kept(file) == [0]


@pytest.mark.parametrize("result", [None, "1.0", 1j, True, [[1], [1, 2]], {"a": 1.0}])
def test_results_that_are_no_numbers(result: Any) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        scan([1.0, result].__getitem__, range(2))
    assert caught.value.__notes__ == ["in task 1 of the scan"]


@pytest.mark.parametrize("seed", [-1, 1.5, "1"])
def test_seed_refused(seed: Any) -> None:
    with pytest.raises(ValueError, match="seed must be a whole number >= 0, got "):
        scan(abs, [1], seed=seed)


def test_executor_refused() -> None:
    with pytest.raises(TypeError, match="executor must be an Executor or a function"):
        scan(abs, [1], executor=2)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="executor must make an Executor, got 2"):
        scan(abs, [1], executor=lambda: 2)  # type: ignore[arg-type, return-value]


def test_what_no_file_can_tell_apart_is_refused(file: Path) -> None:
    with pytest.raises(ValueError, match="function must be picklable for a scan with a file"):
        scan(lambda task: task, [1], file=file)
    with pytest.raises(ValueError, match="tasks must be picklable"):
        scan(len, [[lambda: 1]], file=file)
    assert not file.exists()


def test_a_bar_shows_progress(capsys: pytest.CaptureFixture[str]) -> None:
    assert scan(abs, [-1, 2, -3], progress=True) == [1, 2, 3]
    assert "3/3" in capsys.readouterr().err
    assert scan(abs, [-1, 2, -3]) == [1, 2, 3]
    assert capsys.readouterr().err == ""


def test_an_error_in_the_callback_ends_the_scan(file: Path) -> None:
    def callback(done: int, total: int) -> None:
        if done == 2:
            raise LookupError(total)

    with pytest.raises(LookupError):
        scan(abs, [-1, 2, -3], file=file, progress=callback)
    assert kept(file) == [0, 1]


# Processes


def test_a_task_that_cannot_be_sent_is_named_and_not_tried_again(work: ModuleType) -> None:
    made: list[Executor] = []

    def make() -> Executor:
        made.append(pool(1))
        return made[-1]

    for function, tasks, bad in (
        (lambda task: task, [1, 2], 0),
        (work.square, [1, threading.Lock(), 3], 1),
    ):
        made.clear()
        with pytest.raises(TypeError, match=f"task {bad} cannot be sent to another process: ") as e:
            scan(function, tasks, executor=make)
        assert "no lambdas; or scan without an executor" in str(e.value)
        assert len(made) == 1


@pytest.mark.parametrize("executor", ["make", "make()"])
def test_a_function_of_a_notebook_belongs_in_a_module(executor: str) -> None:
    # Text that Python gets by standard input has no file, like a cell: workers cannot find it.
    code = f"""
        from concurrent.futures import ProcessPoolExecutor
        from functools import partial
        from multiprocessing import get_context
        from renp_widgets.statistics.scan import scan

        def cell(task):
            return task

        make = partial(ProcessPoolExecutor, 1, mp_context=get_context("spawn"))
        try:
            scan(cell, [1, 2], executor={executor})
        except RuntimeError as error:
            print(error)
    """
    run = subprocess.run(
        [sys.executable, "-"], input=textwrap.dedent(code), capture_output=True, text=True
    )
    assert "one of a notebook or a console belongs in a module" in run.stdout, run.stderr
    assert "or scan without an executor" in run.stdout


def alive(pid: int) -> bool:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return text.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_workers_end_with_a_killed_parent(work: ModuleType, tmp_path: Path, method: str) -> None:
    log = tmp_path / "log"
    code = f"""
        from concurrent.futures import ProcessPoolExecutor
        from functools import partial
        from multiprocessing import get_context
        from scan_work import mark
        from renp_widgets.statistics.scan import scan

        if __name__ == "__main__":
            make = partial(ProcessPoolExecutor, 2, mp_context=get_context({method!r}))
            scan(partial(mark, log={str(log)!r}), range(1000), executor=make)
    """
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(code))
    path = os.pathsep.join([str(Path(str(work.__file__)).parent), *sys.path])
    process = subprocess.Popen(
        [sys.executable, str(script)], env={**os.environ, "PYTHONPATH": path}
    )
    workers: set[int] = set()
    while process.poll() is None and len(workers) < 2:
        time.sleep(0.05)
        workers = {int(x) for x in log.read_text().split()} if log.exists() else set()
    process.kill()
    process.wait()
    for _ in range(600):
        if not any(map(alive, workers)):
            break
        time.sleep(0.05)
    assert not any(map(alive, workers))


# Files


@pytest.mark.skipif(sys.platform == "emscripten", reason="a browser has no locks, nor processes")
def test_one_scan_at_a_time_has_the_file(file: Path) -> None:
    first = scan_steps(abs, [1, 2], file=file)
    next(first)
    with pytest.raises(ValueError, match="is in use: another scan, here or in another process"):
        scan_steps(abs, [1, 2], file=file)
    first.close()
    assert scan(abs, [1, 2], file=file) == [1, 2]
    scan_steps(abs, [1, 2], file=file)  # never begun, and so let go
    assert scan(abs, [1, 2], file=file) == [1, 2]


def test_a_changed_file_never_gives_other_results(file: Path) -> None:
    expected = scan(np.sqrt, [2.0, 3.0], file=file)
    whole = file.read_bytes()
    random = np.random.default_rng(3)
    refused = 0
    for place in range(0, len(whole), 2):
        byte = whole[place]
        for other in {byte ^ 1, ord("9"), random.integers(256)}:
            if other == byte:
                continue
            file.write_bytes(whole[:place] + bytes([other]) + whole[place + 1 :])
            try:
                assert scan(np.sqrt, [2.0, 3.0], file=file) == expected
            except ValueError:
                refused += 1
    assert refused > len(whole)
