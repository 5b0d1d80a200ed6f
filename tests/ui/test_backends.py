import io

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from numpy.typing import NDArray
from PIL import Image

from renp_widgets.ui.backends import ImageBackend
from renp_widgets.ui.figures import CHANNEL_COLORS, SpectrumFigure
from renp_widgets.ui.model import compute
from renp_widgets.ui.state import ExplorerState

OTHER = ExplorerState(ordering="inverted", lightest_mass=0.03, alpha21=2.0)


@pytest.fixture
def backend() -> tuple[SpectrumFigure, ImageBackend]:
    figure = SpectrumFigure()
    figure.update(compute(ExplorerState()))
    return figure, ImageBackend(figure)


def pixels(png: bytes) -> NDArray[np.float64]:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=float)


def test_moving_frame_has_a_palette_and_the_size_of_the_widget(
    backend: tuple[SpectrumFigure, ImageBackend],
) -> None:
    backend[1].draw()
    picture = backend[1].picture
    frame = Image.open(io.BytesIO(picture.value))
    assert frame.mode == "P"
    assert frame.size == (int(picture.width), int(picture.height))


def test_frame_at_rest_is_full_colour_with_twice_the_pixels(
    backend: tuple[SpectrumFigure, ImageBackend],
) -> None:
    backend[1].draw_sharp()
    picture = backend[1].picture
    frame = Image.open(io.BytesIO(picture.value))
    assert frame.mode == "RGB"
    assert frame.size == (2 * int(picture.width), 2 * int(picture.height))


def test_both_frames_show_the_same(backend: tuple[SpectrumFigure, ImageBackend]) -> None:
    def coarse() -> NDArray[np.float64]:
        frame = Image.open(io.BytesIO(backend[1].picture.value)).convert("RGB")
        return np.asarray(frame.resize((240, 105), Image.Resampling.BOX), dtype=float)

    backend[1].draw()
    moving = coarse()
    backend[1].draw_sharp()
    sharp = coarse()
    backend[0].update(compute(OTHER))
    backend[1].draw_sharp()
    assert np.abs(moving - sharp).mean() < 0.5 * np.abs(moving - coarse()).mean()


def test_kept_background_leaves_no_trace(backend: tuple[SpectrumFigure, ImageBackend]) -> None:
    figure, live = backend
    live.draw()
    figure.update(compute(OTHER))
    live.draw()
    fresh = SpectrumFigure()
    fresh.update(compute(OTHER))
    other = ImageBackend(fresh)
    other.draw()
    assert live.picture.value == other.picture.value
    live.draw_sharp()
    other.draw_sharp()
    assert live.picture.value == other.picture.value
    live.draw()  # and back from twice the pixels
    other.draw()
    assert live.picture.value == other.picture.value


def test_palette_keeps_the_colours(backend: tuple[SpectrumFigure, ImageBackend]) -> None:
    figure, live = backend
    live.draw()
    frame = pixels(live.picture.value)
    for k, color in enumerate(CHANNEL_COLORS):
        x, y = figure.swatches[k].get_transform().transform(figure.swatches[k].get_xydata()[0])
        found = frame[int(frame.shape[0] - y), int(x)]
        assert np.abs(found - 255 * np.array(to_rgb(color))).max() < 10
    assert np.all(frame[2, -2] == 255)


def test_moving_frames_are_small(backend: tuple[SpectrumFigure, ImageBackend]) -> None:
    backend[1].draw()
    moving = len(backend[1].picture.value)
    backend[1].draw_sharp()
    assert moving < 0.3 * len(backend[1].picture.value)
