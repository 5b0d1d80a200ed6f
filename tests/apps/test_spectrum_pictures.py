import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from renp_widgets.apps.spectrum.plot import plot
from renp_widgets.live.export import FORMATS, write
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.image import ImageBackend

from .scenes import PINS, STATE, scene

CAPTION = (
    "Costs $5 or a_b^{c} & <b>. " * 12 + "https://example.org/" + 300 * "x" + "\n\nThe end. 質"
)
CHOICES = {"pins": PINS, "compare": "ratio", "cursor": 1e-3, "inspected": "33", "band": True}


def saved(suffix: str, caption: str = "", dpi: float = 200.0, **choices: Any) -> bytes:
    figure, file = PlotFigure(plot), io.BytesIO()
    figure.update(scene(STATE, **(choices or CHOICES)))
    write(figure, file, suffix, caption, dpi)
    return file.getvalue()


def pixels(png: bytes) -> NDArray[np.float64]:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=float)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_saved_picture_is_the_sharp_frame(theme: str) -> None:
    figure = PlotFigure(plot)
    figure.update(scene(STATE, theme=theme, **CHOICES))
    live = ImageBackend(figure)
    live.draw_sharp()
    frame = pixels(live.picture.value)
    picture = pixels(saved("png", theme=theme, **CHOICES))
    assert picture.shape == frame.shape
    assert np.abs(picture - frame).mean() < 0.02


@pytest.mark.parametrize("lecture", [False, True])
def test_the_caption_stands_below_whole(lecture: bool) -> None:
    plain, captioned = (pixels(saved("png", text, lecture=lecture)) for text in ("", CAPTION))
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


def test_text_stays_text() -> None:
    svg = saved("svg", "Costs $5 & <b>").decode()
    texts = re.findall(r"<text[^>]*>([^<]*)", svg)
    wanted = ["m₁ = 10 meV", "33", "wavelength [nm]", "Costs $5 &amp; &lt;b&gt;", "xenon"]
    assert set(wanted) <= set(texts)
    pdf = saved("pdf", "Costs")
    assert b"/Type0" in pdf
    assert b"/FontFile2" in pdf  # TrueType: fonttype 42
    assert b"/Type3" not in pdf


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_figure_is_the_same_file(suffix: str) -> None:
    first = saved(suffix, CAPTION)
    assert first == saved(suffix, CAPTION)
    assert b"renp-widgets" in first
    assert b"20" + b"26-" not in first
    assert b"CreationDate" not in first


def test_dots_per_inch_and_paths(tmp_path: Path) -> None:
    figure = PlotFigure(plot)
    figure.update(scene(STATE, **CHOICES))
    write(figure, tmp_path / "figure.png", "png", dpi=100)
    with Image.open(tmp_path / "figure.png") as picture:
        assert picture.size == (960, 590)


def test_impossible_files_are_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        saved("exe")
    with pytest.raises(ValueError, match="dpi"):
        saved("png", dpi=1e5)
    with pytest.raises(TypeError, match="caption"):
        saved("png", 5)  # type: ignore[arg-type]


def test_no_figure_is_left_to_pyplot() -> None:
    plt = pytest.importorskip("matplotlib.pyplot")
    saved("png")
    assert plt.get_fignums() == []
