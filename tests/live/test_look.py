from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from renp_widgets.apps.spectrum.figure import CHANNEL_COLORS
from renp_widgets.apps.spectrum.session import View
from renp_widgets.live.fields import THEMES
from renp_widgets.live.look import BAND_ALPHA, HIGHLIGHT_ALPHA, Look, blended

from ..apps.scenes import contrast

LOOKS = [Look(*choice) for choice in product(THEMES, (False, True), (False, True))]


LARGER = ((False, False), (True, False), (False, True))


def rgb(color: str) -> np.ndarray:
    return np.array(to_rgb(color))


def snapped(edge: float, dots: int, look: Look) -> float:
    """Where Agg puts the middle of an axis, in pixels, with so many dots a pixel."""
    odd = round(0.8 * look.line * dots * 100 / 72) % 2
    return (np.floor(dots * edge + 0.5) + 0.5 * odd) / dots


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read_on_everything_that_lies_under_it(theme: str) -> None:
    colors = Look(theme).colors
    shaded = blended(colors.band, colors.paper, BAND_ALPHA[0])
    for under in (
        colors.paper,
        colors.zoom,
        shaded,
        blended(colors.band, shaded, BAND_ALPHA[1]),
        blended(colors.highlight, colors.paper, HIGHLIGHT_ALPHA),
    ):
        assert contrast(rgb(colors.ink), rgb(under)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_lines_can_be_seen(theme: str) -> None:
    look = Look(theme)
    paper = rgb(look.colors.paper)
    for color in (*look.pin_colors, look.colors.standard, look.colors.resonance):
        assert contrast(rgb(color), paper) >= 3
    for color in look.channel_colors:  # petroff10 is lighter, on white: 1.9 for its yellow
        assert contrast(rgb(color), paper) >= (1.8 if theme == "light" else 3)


@pytest.mark.parametrize("theme", THEMES)
def test_channels_and_pins_differ_without_colour(theme: str) -> None:
    look = Look(theme)
    assert len(set(look.line_dashes)) == 7
    assert len({style["linestyle"] for style in look.pin_styles}) == 5
    if theme != "print":
        for group in (look.line_colors, look.pin_colors):
            for one, other in combinations(group, 2):
                assert np.abs(rgb(one) - rgb(other)).sum() > 0.3


def test_print_has_greys_on_white_only() -> None:
    look = Look("print")
    assert look.colors.paper == "#ffffff"
    for color in look.palette:
        assert len(set(to_rgb(color))) == 1


def test_light_has_the_colours_by_which_others_know_the_channels() -> None:
    assert Look().channel_colors == CHANNEL_COLORS
    assert CHANNEL_COLORS[0] == "#3f90da"


@pytest.mark.parametrize("look", LOOKS)
def test_boxes_lie_inside_the_picture_and_apart(look: Look) -> None:
    width, height = look.size
    assert width == 960
    assert len(look.boxes) == (4 if look.residual else 2)
    for (x, y, w, h), (left, bottom, across, up) in combinations(look.boxes.values(), 2):
        assert x + w < left or left + across < x or y + h < bottom or bottom + up < y
    for x, y, w, h in look.boxes.values():
        assert 0 < x < x + w < 1
        assert 0 < y < y + h < 1
        for edge in (x * width, (x + w) * width, (1 - y) * height, (1 - y - h) * height):
            assert snapped(edge, 1, look) == snapped(edge, 2, look)
            assert snapped(edge + 0.04, 1, look) == snapped(edge - 0.04, 2, look)


def test_what_lecture_and_residual_do_to_the_size() -> None:
    plain, lecture, residual = (Look(lecture=a, residual=b) for a, b in LARGER)
    assert lecture.type == pytest.approx(1.5)
    assert lecture.size[1] > plain.size[1]
    assert 100 < residual.size[1] - plain.size[1] < 200


def test_the_look_that_a_view_asks_for() -> None:
    assert Look.of(View()) == Look()
    assert Look.of(View(theme="dark"), residual=True) == Look("dark", residual=True)
    assert Look.of(View(lecture=True)) == Look(lecture=True)


def test_palette_has_every_colour_once() -> None:
    for theme in THEMES:
        palette = Look(theme).palette
        assert len(set(palette)) == len(palette)
        assert set(Look(theme).line_colors) <= set(palette)


def test_impossible_looks_are_refused() -> None:
    with pytest.raises(ValueError, match="theme"):
        Look("sepia")
    with pytest.raises(TypeError, match="lecture"):
        replace(Look(), lecture=1)
