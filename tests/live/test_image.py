import io
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from numpy.typing import NDArray
from PIL import Image

from renp_widgets.apps.spectrum.compute import Scene, compute
from renp_widgets.apps.spectrum.plot import plot
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.live.fields import THEMES
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.image import ImageBackend

from ..apps.scenes import PINS, STATE, scene

OTHER = ExplorerState(ordering="inverted", lightest_mass=0.03, alpha21=2.0)
CHOICES = {"pins": PINS[:3], "compare": "ratio", "cursor": 1e-3, "inspected": "33"}


@pytest.fixture
def backend() -> tuple[PlotFigure, ImageBackend]:
    return drawn(STATE)


def drawn(state: ExplorerState, **choices: Any) -> tuple[PlotFigure, ImageBackend]:
    figure = PlotFigure(plot)
    figure.update(scene(state, **choices))
    return figure, ImageBackend(figure)


def pixels(png: bytes) -> NDArray[np.float64]:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=float)


def test_moving_frame_has_a_palette_and_the_size_of_the_widget(
    backend: tuple[PlotFigure, ImageBackend],
) -> None:
    backend[1].draw()
    picture = backend[1].picture
    frame = Image.open(io.BytesIO(picture.value))
    assert frame.mode == "P"
    assert frame.size == (int(picture.width), int(picture.height)) == (960, 440)


def test_frame_at_rest_is_full_colour_with_twice_the_pixels(
    backend: tuple[PlotFigure, ImageBackend],
) -> None:
    backend[1].draw_sharp()
    picture = backend[1].picture
    frame = Image.open(io.BytesIO(picture.value))
    assert frame.mode == "RGB"
    assert frame.size == (2 * int(picture.width), 2 * int(picture.height))


@pytest.mark.parametrize(
    ("theme", "lecture", "compare"), [*product(THEMES, (False, True), ("none", "ratio"))]
)
def test_both_frames_show_the_same_at_the_same_places(
    theme: str, lecture: bool, compare: str
) -> None:
    choices = CHOICES | {"theme": theme, "lecture": lecture, "compare": compare}
    _, live = drawn(STATE, **choices)
    live.draw()
    moving = pixels(live.picture.value)
    live.draw_sharp()
    sharp = pixels(live.picture.value)
    height, width, _ = moving.shape
    half = sharp.reshape(height, 2, width, 2, 3).mean(axis=(1, 3))
    for shift in (-1, 1):
        for axis in (0, 1):
            moved = np.roll(half, shift, axis)
            assert np.abs(moving - half).mean() < 0.6 * np.abs(moving - moved).mean()


def test_kept_background_leaves_no_trace(backend: tuple[PlotFigure, ImageBackend]) -> None:
    figure, live = backend
    live.draw()
    figure.update(scene(OTHER))
    live.draw()
    _, other = drawn(OTHER)
    other.draw()
    assert live.picture.value == other.picture.value
    live.draw_sharp()
    other.draw_sharp()
    assert live.picture.value == other.picture.value
    live.draw()  # and back from twice the pixels
    other.draw()
    assert live.picture.value == other.picture.value


def test_another_look_leaves_no_trace_either(backend: tuple[PlotFigure, ImageBackend]) -> None:
    figure, live = backend
    live.draw()
    for view in ({"theme": "dark", "lecture": True}, CHOICES, {}):
        figure.update(scene(OTHER, **view))
        _, other = drawn(OTHER, **view)
        for draw in ("draw", "draw_sharp"):
            getattr(live, draw)()
            getattr(other, draw)()
            assert live.picture.value == other.picture.value
            assert (
                live.picture.height
                == other.picture.height
                == str(round(100 * figure.figure.get_size_inches()[1]))
            )


@pytest.mark.parametrize("theme", THEMES)
def test_palette_keeps_the_colours(theme: str) -> None:
    figure, live = drawn(STATE, theme=theme)
    live.draw()
    frame = pixels(live.picture.value)
    colors = figure.look.channel_colors
    swatches = figure.artists["tags"][0].get_paths()[1:7]
    middles = [path.vertices[:4].mean(axis=0) for path in swatches]
    for color, (x, y) in zip(colors, middles, strict=True):
        found = frame[int(frame.shape[0] - y), int(x)]
        np.testing.assert_array_equal(found, 255 * np.array(to_rgb(color)))
    np.testing.assert_array_equal(frame[2, -2], 255 * np.array(to_rgb(figure.paper)))
    left, bottom, _, height = figure.panels["full"]
    x = figure.place_of("full", 1.0, 0.0)[0] * figure.panels["full"][2] + left
    zoom = frame[int((1 - bottom - 0.97 * height) * frame.shape[0]), int(x * 960) - 3]
    np.testing.assert_array_equal(zoom, 255 * np.array(to_rgb(figure.look.colors.zoom)))


SIZES = {"plain": 20_000, "pins": 24_500, "residual": 29_000}
"""Bytes of a moving frame at most; a lecture's larger letters and lines take 28 % more."""


@pytest.mark.parametrize(("theme", "lecture"), [*product(THEMES, (False, True))])
@pytest.mark.parametrize("mass", [0.0, 0.01, 0.1])
def test_moving_frames_are_small(theme: str, lecture: bool, mass: float) -> None:
    state = replace(STATE, lightest_mass=mass, delta=1.0, alpha21=2.0, alpha31=3.0)
    for case, choices in (
        ("plain", {}),
        ("pins", {"pins": PINS[:3]}),
        ("residual", {"pins": PINS[:3], "compare": "ratio"}),
    ):
        _, live = drawn(state, theme=theme, lecture=lecture, **choices)
        live.draw()
        assert len(live.picture.value) <= SIZES[case] * (1.28 if lecture else 1)


def test_one_message_for_each_frame(backend: tuple[PlotFigure, ImageBackend]) -> None:
    figure, live = backend
    changes: list[dict[str, Any]] = []
    live.picture.observe(changes.append)
    figure.update(scene(OTHER, lecture=True))
    live.draw()
    assert {change["name"] for change in changes} == {"value", "height"}
    assert (live.draws, live.rest_draws) == (1, 0)


def test_a_closed_back_end_keeps_nothing(backend: tuple[PlotFigure, ImageBackend]) -> None:
    figure, live = backend
    live.draw()
    live.draw_sharp()
    live.close()
    assert live.picture.comm is None
    figure.update(Scene(compute(OTHER)))  # the figure lives on
    other = ImageBackend(figure)
    other.draw()
    assert len(other.picture.value) > 1000
