import io
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from renp_widgets.apps.spectrum.figure import SpectrumFigure
from renp_widgets.live.export import FORMATS
from renp_widgets.live.image import ImageBackend

from .scenes import PINS, STATE, scene

CAPTION = (
    "Costs $5 or a_b^{c} & <b>. " * 12 + "https://example.org/" + 300 * "x" + "\n\nThe end. 質"
)
CHOICES = {"pins": PINS, "compare": "ratio", "cursor": 1e-3, "inspected": "33", "band": True}


def saved(figure: SpectrumFigure, suffix: str, caption: str = "", dpi: float = 200.0) -> bytes:
    file = io.BytesIO()
    figure.save(file, suffix, caption, dpi)
    return file.getvalue()


def pixels(png: bytes) -> NDArray[np.float64]:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=float)


@pytest.fixture
def figure() -> SpectrumFigure:
    made = SpectrumFigure()
    made.update(scene(STATE, **CHOICES))
    return made


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_saved_picture_is_the_sharp_frame(theme: str) -> None:
    figure = SpectrumFigure()
    figure.update(scene(STATE, theme=theme, **CHOICES))
    live = ImageBackend(figure)
    live.draw_sharp()
    frame = pixels(live.picture.value)
    picture = pixels(saved(figure, "png"))
    assert picture.shape == frame.shape
    assert np.abs(picture - frame).mean() < 0.02


@pytest.mark.parametrize("suffix", FORMATS)
def test_saving_leaves_the_figure_as_it_is(figure: SpectrumFigure, suffix: str) -> None:
    live = ImageBackend(figure)
    live.draw()
    before, background = live.picture.value, figure.background
    saved(figure, suffix, CAPTION)
    live.draw()
    assert live.picture.value == before
    assert figure.background == background
    assert all(artist.get_animated() for artist in figure.moving)


def test_limits_are_saved_as_they_are(figure: SpectrumFigure) -> None:
    figure.end.set(xlim=(1e-3, 1e-5), ylim=(0, 0.03))
    live = ImageBackend(figure)
    live.draw_sharp()
    assert np.abs(pixels(saved(figure, "png")) - pixels(live.picture.value)).mean() < 0.02


@pytest.mark.parametrize("lecture", [False, True])
def test_the_caption_stands_below_whole(lecture: bool) -> None:
    figure = SpectrumFigure()
    figure.update(scene(STATE, lecture=lecture))
    plain, captioned = (pixels(saved(figure, "png", text)) for text in ("", CAPTION))
    height, width, _ = plain.shape
    assert captioned.shape[1] == width
    np.testing.assert_allclose(captioned[:height], plain, atol=2)
    ink = np.argwhere(captioned[height:].min(axis=-1) < 128)
    assert len(ink) > 1000
    (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0)
    assert top > 5
    assert left > 10
    assert bottom < len(captioned) - height - 10
    assert right < width - 10


def test_text_stays_text(figure: SpectrumFigure) -> None:
    svg = saved(figure, "svg", "Costs $5 & <b>").decode()
    texts = re.findall(r"<text[^>]*>([^<]*)", svg)
    wanted = ["m₁ = 10 meV", "33", "wavelength [nm]", "Costs $5 &amp; &lt;b&gt;", "xenon"]
    assert set(wanted) <= set(texts)
    pdf = saved(figure, "pdf", "Costs")
    assert b"/Type0" in pdf
    assert b"/FontFile2" in pdf  # TrueType: fonttype 42
    assert b"/Type3" not in pdf


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_figure_is_the_same_file(figure: SpectrumFigure, suffix: str) -> None:
    first = saved(figure, suffix, CAPTION)
    assert first == saved(figure, suffix, CAPTION)
    assert b"renp-widgets" in first
    assert b"20" + b"26-" not in first
    assert b"CreationDate" not in first


def test_dots_per_inch_and_paths(figure: SpectrumFigure, tmp_path: Path) -> None:
    figure.save(tmp_path / "figure.png", "png", dpi=100)
    with Image.open(tmp_path / "figure.png") as picture:
        assert picture.size == (960, 590)


def test_a_figure_without_a_scene_is_saved_empty() -> None:
    assert saved(SpectrumFigure(), "pdf").startswith(b"%PDF")


def test_impossible_files_are_refused(figure: SpectrumFigure) -> None:
    with pytest.raises(ValueError, match="format"):
        saved(figure, "exe")
    with pytest.raises(ValueError, match="dpi"):
        saved(figure, "png", dpi=1e5)
    with pytest.raises(TypeError, match="caption"):
        saved(figure, "png", 5)  # type: ignore[arg-type]


def test_no_figure_is_left_to_pyplot(figure: SpectrumFigure) -> None:
    plt = pytest.importorskip("matplotlib.pyplot")
    saved(figure, "png")
    assert plt.get_fignums() == []
    assert isinstance(figure.figure, Figure)
