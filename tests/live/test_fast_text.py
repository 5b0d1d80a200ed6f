import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from renp_widgets.live.fast_text import Lettering, elided, legible, width, wrapped

WORDS = st.lists(st.text("abc$_^{}−μ₁", min_size=1, max_size=30), max_size=12).map(" ".join)


def ink(text: Text, dpi: int = 100) -> np.ndarray:
    """How dark the pixels of a picture with this text are."""
    figure = Figure(figsize=(4, 0.6), dpi=dpi)
    canvas = FigureCanvasAgg(figure)
    figure.add_artist(text)
    text.set_transform(figure.transFigure)
    with mpl.rc_context({"text.hinting": "none"}):
        canvas.draw()
    return 1 - np.asarray(canvas.buffer_rgba())[..., :3].mean(axis=-1) / 255


@pytest.mark.parametrize("words", ["m₁ = 21.5 meV    δ = 0°", "$x^2$ and g_e", "Z′: ϕ − 1e-18"])
def test_lettering_looks_like_text(words: str) -> None:
    ours = ink(Lettering(0.05, 0.5, text=words, size=12, color="black"))
    its = ink(Text(0.05, 0.5, words, size=12, color="black", parse_math=False))
    assert ours.sum() == pytest.approx(its.sum(), rel=0.1)
    for axis in (0, 1):
        x = np.arange(ours.shape[1 - axis])
        centers = [(x * image.sum(axis=axis)).sum() / image.sum() for image in (ours, its)]
        assert centers[0] == pytest.approx(centers[1], abs=1.5)


def test_lettering_stays_in_place_at_twice_the_pixels() -> None:
    words = "m₁ = 21.5 meV"
    one, two = (
        ink(Lettering(0.05, 0.5, text=words, size=12, color="black"), dpi) for dpi in (100, 200)
    )
    half = two.reshape(one.shape[0], 2, one.shape[1], 2).mean(axis=(1, 3))
    assert np.abs(one - half).max() < 0.05


def test_lettering_without_words_or_out_of_sight_draws_nothing() -> None:
    assert ink(Lettering(0.05, 0.5, text="")).sum() == 0
    assert ink(Lettering(0.05, 0.5, text="a", visible=False)).sum() == 0


def test_a_halo_keeps_its_colour_off_the_letters() -> None:
    figure = Figure(figsize=(1, 0.6), facecolor="black")
    canvas = FigureCanvasAgg(figure)
    text = Lettering(0.2, 0.4, text="II", size=20, color="black", halo="white")
    text.set_transform(figure.transFigure)
    figure.add_artist(text)
    canvas.draw()
    grey = np.asarray(canvas.buffer_rgba())[..., 0]
    assert grey.max() == 255
    assert (grey > 128).sum() > 100


def test_width_is_that_of_the_drawn_text() -> None:
    canvas = FigureCanvasAgg(Figure())
    for words in ("spectral function", "iiii", "MMMM", "α₂₁ = 180°"):
        text = canvas.figure.text(0, 0, words, size=100)
        assert width(words, 100 * 100 / 72) == pytest.approx(
            text.get_window_extent(canvas.get_renderer()).width, rel=0.03
        )


def test_only_text_that_is_too_wide_is_elided() -> None:
    name = "a name of some length"
    assert elided(name, 10, width(name, 10)) == name
    short = elided(name, 10, 0.5 * width(name, 10))
    assert short.endswith("…")
    assert name.startswith(short[:-1])
    assert 0.3 * width(name, 10) < width(short, 10) <= 0.5 * width(name, 10)


@given(WORDS)
def test_wrapped_lines_fit_and_keep_every_letter(text: str) -> None:
    lines = wrapped(text, 10, 120)
    assert all(width(line, 10) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_line_breaks_are_kept() -> None:
    assert wrapped("a\n\nb", 10, 100) == ["a", "", "b"]


def test_what_the_font_lacks_is_replaced() -> None:
    assert legible("m₁ → 質\N{OK HAND SIGN}") == "m₁ → \ufffd\ufffd"
