"""One slider change, state set to PNG bytes in the Image widget, beside rebuilding everything.

`pytest tests/benchmarks --benchmark-enable -s` prints the ratios; without the option each way runs
once, and the pictures are compared.
"""

import io
import statistics
import time
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from pytest_benchmark.fixture import BenchmarkFixture

from renp_widgets.apps import ExplorerState, SpectrumExplorer
from renp_widgets.apps.spectrum.compute import Scene, compute
from renp_widgets.apps.spectrum.plot import plot
from renp_widgets.apps.spectrum.session import View
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.image import ImageBackend

PINS = (
    ("phase", ExplorerState(alpha21=np.pi)),
    ("inverted", ExplorerState(ordering="inverted")),
    ("30 meV", ExplorerState(lightest_mass=0.03)),
)
VIEWS = {
    "plain": View(),
    "dark": View(theme="dark"),
    "lecture": View(lecture=True),
    "3 pins and residual": View(compare="ratio", cursor=1e-3, inspected="33"),
}


def rebuilt(state: ExplorerState) -> bytes:
    """The picture as a callback without memory makes it: a new figure, saved whole."""
    figure = PlotFigure(plot)
    figure.update(Scene(compute(state)))
    for artist in figure.moving:
        artist.set_animated(False)
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
    assert Image.open(io.BytesIO(rebuilt(app.model.state))).size == (960, 440)
    assert app.draws == app.model.computations == 1 + len(times["change"])
    assert app.model.errors == []
    if benchmark.enabled:
        change, rebuild = (statistics.median(times[name]) for name in ("change", "rebuild"))
        with capsys.disabled():
            print(
                f"\nslider change {1e3 * change:.1f} ms, rebuilding {1e3 * rebuild:.0f} ms: "
                f"{rebuild / change:.1f} times faster"
            )


@pytest.mark.parametrize("name", VIEWS)
def test_one_frame(
    name: str, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Computation, update and moving frame, without the widgets around them."""
    view, compared = VIEWS[name], PINS[0][1] if name.endswith("residual") else None
    pinned = tuple((pin, compute(state)) for pin, state in PINS) if compared else ()
    figure = PlotFigure(plot)
    backend = ImageBackend(figure)
    masses = iter(0.01 * (1 + 1e-4 * np.arange(1000)))

    def frame() -> None:
        state = ExplorerState(lightest_mass=next(masses))
        figure.update(Scene(compute(state, view, compared), view, pinned))
        backend.draw()

    frame()
    background = figure.background
    benchmark.pedantic(frame, rounds=60, warmup_rounds=5)
    # Few frames change limits: those of a ratio that grows from nothing do, in steps of 1, 2, 5.
    assert figure.background <= background + (4 if compared else 1)
    if benchmark.enabled:
        with capsys.disabled():
            median = 1e3 * benchmark.stats.stats.median
            print(f"\n{name}: {median:.1f} ms, {len(backend.picture.value) / 1e3:.1f} kB")
