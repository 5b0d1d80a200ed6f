"""What `test_pyodide.py` runs in Pyodide. The last line that is printed is its answer, as JSON."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

MOVES = 11
APPS = ("SpectrumExplorer", "FocusedExplorer", "SensitivityExplorer", "ReachExplorer")
NO_PROCESSES = (
    "platform emscripten is not supported",
    "does not support processes",
    "lacks multiprocessing",
    "can't start new thread",
    "No module named '_multiprocessing'",
)


def run_tests(files: list[str]) -> None:
    """Run test files of /folder by pytest; those that need processes or threads are skipped."""
    import pytest

    class Plugin:
        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_call(self) -> Iterator[None]:
            try:
                return (yield)
            except Exception as error:
                if any(words in f"{error}" for words in NO_PROCESSES):
                    pytest.skip(f"{error}")
                raise

        @pytest.hookimpl
        def pytest_terminal_summary(self, terminalreporter: Any) -> None:
            self.counts = {name: len(found) for name, found in terminalreporter.stats.items()}

    plugin = Plugin()
    shutil.copytree(
        "/folder/tests",
        "tests",
        ignore=shutil.ignore_patterns("browser", "live", "apps", "lessons"),
    )
    shutil.copy("/folder/pyproject.toml", ".")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    options = ["-o", "addopts=--import-mode=importlib", "-p", "no:cacheprovider", "-q"]
    options += ["-p", "_hypothesis_pytestplugin", "--hypothesis-profile=ci", "--tb=short"]
    start = time.monotonic()
    status = pytest.main([*options, *files], plugins=[plugin])
    answer = {name: plugin.counts.get(name, 0) for name in ("passed", "skipped", "failed", "error")}
    loaded = {name.split(".")[0] for name in sys.modules}
    print(
        json.dumps(
            answer
            | {
                "status": int(status),
                "seconds": time.monotonic() - start,
                "bits": __import__("numpy").dtype(int).itemsize * 8,
                "interface": sorted(loaded & {"matplotlib", "ipywidgets", "IPython", "PIL"}),
            }
        )
    )


async def moved_apps() -> dict[str, Any]:
    """What `moved` finds, by app."""
    from renp_widgets import apps

    return {name: await moved(getattr(apps, name)()) for name in APPS}


async def moved(app: Any) -> dict[str, Any]:
    """How long a slider takes to a moving frame, and to the sharp one: medians, ms."""
    control, model, backend = app.controls["lightest_mass"], app.model, app._backend
    for k in range(2):  # fills what is kept: backgrounds, glyphs
        control.value = 0.02 + 0.001 * k
        app.settle()
    with (
        timed(type(model), "_compose") as computed,
        timed(backend, "draw") as drawn,
        timed(backend, "draw_sharp") as sharp,
    ):
        moves, sizes = [], []
        for k in range(MOVES):
            start = time.perf_counter()
            control.value = 0.03 + 0.001 * k
            moves.append(1e3 * (time.perf_counter() - start))
            sizes.append(len(app.picture.value))
            if k % 5 == 0:
                before = app.rest_draws
                async with asyncio.timeout(30):
                    while app.rest_draws == before:
                        await asyncio.sleep(0.01)
    found = {
        "move": statistics.median(moves),
        "computed": statistics.median(computed),
        "drawn": statistics.median(drawn),
        "sharp": statistics.median(sharp),
        "bytes": statistics.median(sizes),
        "draws": app.draws,
        "errors": list(model.errors),
    }
    app.close()
    return found


async def freed() -> dict[str, Any]:
    """The lightest mass freed for a while, and given up: the longest time that nothing else can."""
    import scipy.optimize  # noqa: F401  # takes its time, once

    from renp_widgets.apps import ReachExplorer

    app = ReachExplorer()
    app.settle()
    app.free_mass.click()
    gaps, last = [], time.perf_counter()
    while app.task.bar.value == 0 and not app.model.errors:
        await asyncio.sleep(0)
        now = time.perf_counter()
        gaps.append(1e3 * (now - last))
        last = now
    running, words = app.task.running, app.task.words.value
    app.task.stop.click()
    found = {
        "longest": max(gaps),
        "seconds": 1e-3 * sum(gaps),
        "running": running,
        "words": words,
        "after": app.task.running,
        "errors": list(app.model.errors),
    }
    app.close()
    return found


@contextmanager
def timed(thing: Any, name: str) -> Iterator[list[float]]:
    """Milliseconds of every call of a method."""
    method: Callable[..., Any] = getattr(thing, name)
    times: list[float] = []

    def call(*arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return method(*arguments)
        finally:
            times.append(1e3 * (time.perf_counter() - start))

    setattr(thing, name, call)
    try:
        yield times
    finally:
        setattr(thing, name, method)
