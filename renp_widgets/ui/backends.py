"""How a figure reaches a screen: as PNG frames in an `ipywidgets.Image`.

While something moves, only the moving artists are drawn, over a kept background, and the frame is a
PNG of a fixed palette; at rest, one full-colour frame at twice the pixels. One Agg figure serves
screen, export and tests, and nothing beyond core ipywidgets is needed.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, Protocol

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import NDArray
from PIL import Image

__all__ = ["ImageBackend", "LiveFigure"]

_SHARP: Final = 2  # pixels of the frame at rest per pixel of the moving one


class LiveFigure(Protocol):
    """What a back end needs to know of a figure."""

    @property
    def figure(self) -> Figure:
        """The matplotlib figure."""

    @property
    def moving(self) -> Sequence[Artist]:
        """The artists that change with every frame; animated, so that drawing leaves them out."""

    @property
    def background(self) -> int:
        """Counts the changes of everything else."""

    @property
    def palette(self) -> tuple[str, ...]:
        """The colours of the figure; a frame mixes them with white only."""


class ImageBackend:
    """Draws a figure into `picture`, an `ipywidgets.Image`.

    draws, rest_draws : how many moving and how many sharp frames were sent.
    """

    def __init__(self, figure: LiveFigure) -> None:
        self._figure = figure
        self._canvas = FigureCanvasAgg(figure.figure)
        self._dpi = figure.figure.dpi
        self._kept: dict[int, tuple[int, Any]] = {}
        width, height = self._canvas.get_width_height()
        self.picture = widgets.Image(
            format="png",
            width=str(width),
            height=str(height),
            layout=widgets.Layout(
                max_width="calc(100% - 4px)", height="auto", object_fit="contain"
            ),
        )
        self.draws = 0
        self.rest_draws = 0

    def draw(self) -> None:
        """Send a moving frame."""
        self.picture.value = _palette_png(self._pixels(1), _palette(self._figure.palette))
        self.draws += 1

    def draw_sharp(self) -> None:
        """Send the frame at rest."""
        buffer = io.BytesIO()
        Image.fromarray(self._pixels(_SHARP)[..., :3]).save(buffer, "PNG", compress_level=1)
        self.picture.value = buffer.getvalue()
        self.rest_draws += 1

    def _pixels(self, scale: int) -> NDArray[np.uint8]:
        figure = self._figure.figure
        if figure.dpi != scale * self._dpi:
            figure.set_dpi(scale * self._dpi)
        renderer = self._canvas.get_renderer()  # type: ignore[no-untyped-call]
        with mpl.rc_context({"text.hinting": "none"}):  # text does not shift between the scales
            count, region = self._kept.get(scale, (-1, None))
            if count == self._figure.background:
                renderer.restore_region(region)
            else:
                renderer.clear()
                figure.draw(renderer)  # leaves out the moving artists: they are animated
                region = renderer.copy_from_bbox(Bbox([[0, 0], [renderer.width, renderer.height]]))
                self._kept[scale] = (self._figure.background, region)
            for artist in self._figure.moving:
                artist.draw(renderer)
        return np.asarray(renderer.buffer_rgba())


def _palette_png(pixels: NDArray[np.uint8], palette: tuple[bytes, NDArray[np.uint8]]) -> bytes:
    colors, nearest = palette
    # The upper four bits of red (lowest byte), green and blue, gathered by one multiplication.
    packed = (pixels.view("<u4")[..., 0] & 0x00F0F0F0) * np.uint32((1 << 20) | (1 << 8)) >> 20
    image = Image.fromarray(nearest.take(packed), "P")
    image.putpalette(colors)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1, compress_type=zlib.Z_RLE)
    return buffer.getvalue()


@cache
def _palette(palette: tuple[str, ...]) -> tuple[bytes, NDArray[np.uint8]]:
    """The palette, and its nearest entry to each colour of 4 bits of blue, red and green."""
    colors = np.concatenate([_ramp(color, 256 // len(palette)) for color in palette])
    level = np.arange(16) * 17.0
    blue, red, green = np.meshgrid(level, level, level, indexing="ij")
    cube = np.stack([red, green, blue], axis=-1).reshape(-1, 3)
    # Squared distance up to a term that all palette entries share.
    distance = (colors**2).sum(axis=1) - 2 * cube @ colors.T
    return colors.round().astype(np.uint8).tobytes(), distance.argmin(axis=1).astype(np.uint8)


def _ramp(color: str, steps: int) -> NDArray[np.float64]:
    return 255 * np.linspace(to_rgb(color), (1.0, 1.0, 1.0), steps)
