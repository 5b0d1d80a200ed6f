"""The import beside numpy's own: `pytest tests/benchmarks --benchmark-enable`.

Whole processes take turns, so that what slows the machine slows both, and the median ratio is
printed. Bytecode is that of an installed package: written beforehand, to a folder of the test's.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

EVERY_NAME = """
import renp_widgets
for module in (renp_widgets, renp_widgets.statistics):
    for name in module.__all__:
        getattr(module, name)
"""
ROUNDS = 15


def test_import(
    tmp_path: Path, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(tmp_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def taken(code: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, env=environment)
        return time.perf_counter() - start

    codes = ("import numpy", "import renp_widgets", EVERY_NAME)
    rounds = [[taken(code) for code in codes] for _ in range(ROUNDS if benchmark.enabled else 1)]
    if benchmark.enabled:
        rounds = rounds[1:]  # the first one writes the bytecode
        of_numpy, *_ = (statistics.median(times) for times in zip(*rounds, strict=True))
        bare, every = (statistics.median(times[k] / times[0] for times in rounds) for k in (1, 2))
        benchmark.extra_info |= {"bare_to_numpy": bare, "every_name_to_numpy": every}
        with capsys.disabled():
            print(
                f"\nimport: numpy {of_numpy * 1e3:.0f} ms, renp_widgets {bare:.2f} times that, "
                f"with every name touched {every:.2f} times"
            )
    benchmark.pedantic(taken, (EVERY_NAME,), rounds=1)
