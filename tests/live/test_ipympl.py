import io
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.backend_bases import KeyEvent
from numpy.typing import NDArray
from PIL import Image

from renp_widgets.apps.spectrum.plot import plot
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.ipympl import CanvasBackend

from ..apps.scenes import PINS, STATE, scene

pytest.importorskip("ipympl")

OTHER = ExplorerState(ordering="inverted", lightest_mass=0.03, alpha21=2.0)


@pytest.fixture
def live() -> tuple[PlotFigure, CanvasBackend]:
    return drawn(STATE)


def drawn(state: ExplorerState, **choices: Any) -> tuple[PlotFigure, CanvasBackend]:
    figure = PlotFigure(plot)
    figure.update(scene(state, **choices))
    backend = CanvasBackend(figure)
    backend.draw()
    return figure, backend


def pixels(backend: CanvasBackend) -> NDArray[np.uint8]:
    return np.asarray(backend.picture.get_renderer().buffer_rgba())[..., :3].copy()


def test_frames_over_the_kept_background_leave_no_trace(
    live: tuple[PlotFigure, CanvasBackend],
) -> None:
    figure, backend = live
    first = pixels(backend)
    figure.update(scene(OTHER))
    backend.draw()
    moved = pixels(backend)
    assert (moved != first).any()
    np.testing.assert_array_equal(moved, pixels(drawn(OTHER)[1]))
    figure.update(scene(OTHER, theme="dark", lecture=True, compare="ratio", pins=PINS))
    backend.draw()
    assert pixels(backend).shape == (round(100 * figure.figure.get_size_inches()[1]), 960, 3)
    figure.update(scene())
    backend.draw_sharp()
    np.testing.assert_array_equal(pixels(backend), first)
    assert (backend.draws, backend.rest_draws) == (3, 1)


def test_a_moving_frame_draws_no_background(
    live: tuple[PlotFigure, CanvasBackend],
) -> None:
    figure, backend = live
    drawings: list[Any] = []
    backend.picture.mpl_connect("draw_event", drawings.append)
    figure.update(scene(replace(STATE, lightest_mass=0.011)))
    backend.draw()
    assert drawings == []
    figure.update(scene(OTHER, theme="dark"))
    backend.draw()
    assert len(drawings) == 1


def test_what_the_toolbar_zooms_on_stays_while_a_slider_moves(
    live: tuple[PlotFigure, CanvasBackend],
) -> None:
    figure, backend = live
    toolbar, home = backend.picture.toolbar, figure.axes["end"].get_xlim()
    toolbar.push_current()
    figure.axes["end"].set(xlim=(1e-3, 1e-5), ylim=(0, 0.05))  # as the toolbar does
    toolbar.push_current()
    backend.picture.draw()
    zoomed = pixels(backend)
    figure.update(scene(OTHER))
    backend.draw()
    assert figure.axes["end"].get_xlim() == (1e-3, 1e-5)
    assert (pixels(backend) != zoomed).any()
    toolbar.home()
    assert figure.axes["end"].get_xlim() == home
    backend.picture.draw()  # the page asks for it
    np.testing.assert_array_equal(pixels(backend), pixels(drawn(OTHER)[1]))


def test_the_page_may_ask_for_more_pixels(live: tuple[PlotFigure, CanvasBackend]) -> None:
    figure, backend = live
    backend.picture.handle_event({"type": "set_device_pixel_ratio", "device_pixel_ratio": 2})
    figure.update(scene(OTHER))
    backend.draw()
    assert pixels(backend).shape == (880, 1920, 3)
    figure.update(scene(STATE))
    backend.draw()
    assert pixels(backend).shape == (880, 1920, 3)


def test_a_saved_canvas_has_everything_and_is_not_disturbed(
    live: tuple[PlotFigure, CanvasBackend],
) -> None:
    figure, backend = live
    before, file = pixels(backend), io.BytesIO()
    figure.figure.savefig(file, format="png", dpi=200)
    with Image.open(file) as picture:
        assert picture.size == (1920, 880)
        small = np.asarray(picture.convert("RGB").resize((960, 440), Image.Resampling.BOX))
    assert np.abs(small.astype(float) - before).mean() < 3  # titles and labels included
    backend.draw()
    np.testing.assert_array_equal(pixels(backend), before)


def test_keys_are_left_to_the_explorer(live: tuple[PlotFigure, CanvasBackend]) -> None:
    figure, backend = live
    x, y = figure.axes["end"].transAxes.transform((0.5, 0.5))
    KeyEvent("key_press_event", backend.picture, "l", x, y)._process()  # matplotlib's: log scale
    assert figure.axes["end"].get_yscale() == "linear"


def test_no_pyplot_and_nothing_left_after_closing(
    live: tuple[PlotFigure, CanvasBackend],
) -> None:
    figure, backend = live
    assert pyplot.get_fignums() == []
    backend.close()
    assert backend.picture.comm is None
    figure.update(scene(OTHER))


def test_without_ipympl_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "ipympl"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ipympl", None)
    with pytest.raises(ImportError, match=r"pip install .*ipympl"):
        CanvasBackend(PlotFigure(plot))
