from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from renp_widgets.apps.spectrum.session import View
from renp_widgets.live.fields import THEMES
from renp_widgets.live.look import Look, blended
from renp_widgets.live.plot import BAND_ALPHA, HIGHLIGHT_ALPHA

from ..apps.scenes import contrast


def rgb(color: str) -> np.ndarray:
    return np.array(to_rgb(color))


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
    assert len(set(look.pin_dashes)) == len(look.pin_widths) == 5
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
    assert Look().channel_colors[0] == "#3f90da"


def test_the_look_that_a_view_asks_for() -> None:
    assert Look.of(View()) == Look()
    assert Look.of(View(theme="dark")) == Look("dark")
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
