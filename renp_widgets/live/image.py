"""How a figure reaches a screen: as PNG frames in an `ipywidgets.Image`.

While something moves, only the moving artists are drawn, over a kept background, and the frame is a
PNG of a fixed palette; at rest, one full-colour frame at twice the pixels. One Agg figure serves
screen, export and tests, and nothing beyond core ipywidgets is needed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, Protocol

import ipywidgets as widgets
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import NDArray
from PIL import Image

from renp_widgets.live.artists import fixed_settings
from renp_widgets.live.look import DPI

_SHARP: Final = 2  # pixels of the frame at rest per pixel of the moving one
_STEPS: Final = 6  # from each colour of the palette to the paper's


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
        """The colours of the figure, but for the paper's."""

    @property
    def paper(self) -> str:
        """The colour that a frame mixes with those of the palette; no others are mixed."""


class ImageBackend:
    """Draws a figure into `picture`, an `ipywidgets.Image`.

    draws, rest_draws : how many moving and how many sharp frames were sent.
    """

    def __init__(self, figure: LiveFigure) -> None:
        self._figure = figure
        self._canvas = FigureCanvasAgg(figure.figure)
        self._kept: dict[int, tuple[int, Any]] = {}
        self.picture = widgets.Image(
            format="png",
            layout=widgets.Layout(
                max_width="calc(100% - 4px)", height="auto", object_fit="contain"
            ),
        )
        self._send(b"")
        self.draws = 0
        self.rest_draws = 0

    def draw(self) -> None:
        """Send a moving frame."""
        palette = _palette(self._figure.palette, self._figure.paper)
        self._send(_palette_png(self._pixels(1), palette))
        self.draws += 1

    def draw_sharp(self) -> None:
        """Send the frame at rest."""
        buffer = io.BytesIO()
        Image.fromarray(self._pixels(_SHARP)[..., :3]).save(buffer, "PNG", compress_level=1)
        self._send(buffer.getvalue())
        self.rest_draws += 1

    def close(self) -> None:
        """Let go of the picture and of what is kept for it."""
        self.picture.close()
        self._kept.clear()

    def _send(self, png: bytes) -> None:
        """Show a frame in its size, in one message."""
        inches = self._figure.figure.get_size_inches()
        with self.picture.hold_sync():
            self.picture.width, self.picture.height = (str(round(DPI * x)) for x in inches)
            self.picture.value = png

    def _pixels(self, scale: int) -> NDArray[np.uint8]:
        figure = self._figure.figure
        if figure.dpi != scale * DPI:
            figure.set_dpi(scale * DPI)
        renderer = self._canvas.get_renderer()  # type: ignore[no-untyped-call]
        count, region = self._kept.get(scale, (-1, None))
        if count == self._figure.background:
            renderer.restore_region(region)
        else:
            renderer.clear()
            figure.draw(renderer)  # leaves out the moving artists: they are animated
            region = renderer.copy_from_bbox(Bbox([[0, 0], [renderer.width, renderer.height]]))
            self._kept[scale] = (self._figure.background, region)
        with fixed_settings():
            for artist in self._figure.moving:
                artist.draw(renderer)
        return np.asarray(renderer.buffer_rgba())


def _palette_png(pixels: NDArray[np.uint8], palette: tuple[bytes, NDArray[np.uint8]]) -> bytes:
    colors, nearest = palette
    image = Image.fromarray(nearest.take(_packed(pixels.view("<u4")[..., 0])), "P")
    image.putpalette(colors)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def _packed(colors: Any) -> Any:
    """The upper four bits of red (lowest byte), green and blue, gathered by one multiplication."""
    return (colors & 0x00F0F0F0) * np.uint32((1 << 20) | (1 << 8)) >> 20


@cache
def _palette(palette: tuple[str, ...], paper: str) -> tuple[bytes, NDArray[np.uint8]]:
    """The palette, and its nearest entry to each colour of 4 bits of blue, red and green."""
    colors = np.concatenate([_ramp(color, paper, _STEPS) for color in palette]).round()
    level = np.arange(16) * 17.0
    blue, red, green = np.meshgrid(level, level, level, indexing="ij")
    cube = np.stack([red, green, blue], axis=-1).reshape(-1, 3)
    # Squared distance up to a term that all palette entries share.
    nearest = ((colors**2).sum(axis=1) - 2 * cube @ colors.T).argmin(axis=1).astype(np.uint8)
    # Areas of one colour keep it: above all the paper, then those that come first.
    for entry in (*range(0, len(colors), _STEPS)[::-1], _STEPS - 1):
        color = np.append(colors[entry], 0.0).astype(np.uint8).view("<u4")
        nearest[_packed(color)] = entry
    return colors.astype(np.uint8).tobytes(), nearest


def _ramp(color: str, paper: str, steps: int) -> NDArray[np.float64]:
    return 255 * np.linspace(to_rgb(color), to_rgb(paper), steps)
