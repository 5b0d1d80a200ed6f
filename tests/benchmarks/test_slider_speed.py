"""One slider change, state set to PNG bytes in the Image widget, beside rebuilding everything.

`pytest tests/benchmarks --benchmark-enable -s` prints the ratio; without the option each way runs
once, and the pictures are compared.
"""

import io
import statistics
import time
from dataclasses import replace

import pytest
from PIL import Image
from pytest_benchmark.fixture import BenchmarkFixture

from renp_widgets.ui import ExplorerState, SpectrumExplorer
from renp_widgets.ui.figures import SpectrumFigure
from renp_widgets.ui.model import compute


def rebuilt(state: ExplorerState) -> bytes:
    """The picture as a callback without memory makes it: a new figure, saved whole."""
    figure = SpectrumFigure()
    figure.update(compute(state))
    buffer = io.BytesIO()
    figure.figure.savefig(buffer, format="png")
    return buffer.getvalue()


def test_one_slider_change_beside_rebuilding(
    benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    app = SpectrumExplorer()
    times: dict[str, list[float]] = {"change": [], "rebuild": []}

    def both() -> None:
        mass = 0.01 * (1 + 1e-3 * len(times["change"]))
        state = replace(app.model.state, lightest_mass=mass * 1.0001)
        start = time.perf_counter()
        app.model.state = state
        middle = time.perf_counter()
        rebuilt(state)
        times["change"].append(middle - start)
        times["rebuild"].append(time.perf_counter() - middle)

    benchmark.pedantic(both, rounds=30, warmup_rounds=3)
    assert Image.open(io.BytesIO(rebuilt(app.model.state))).size == (960, 420)
    assert app.draws == app.model.computations == 1 + len(times["change"])
    assert app.model.errors == []
    if benchmark.enabled:
        change, rebuild = (statistics.median(times[name]) for name in ("change", "rebuild"))
        with capsys.disabled():
            print(
                f"\nslider change {1e3 * change:.1f} ms, rebuilding {1e3 * rebuild:.0f} ms: "
                f"{rebuild / change:.1f} times faster"
            )
