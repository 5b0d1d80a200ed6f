"""Words in a figure: how wide they are, how they break, and a text that is drawn fast.

No text here is ever parsed: a $ is a $.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, Final

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from renp_widgets.live.look import POINTS

_UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"


class Lettering(Text):
    """One line of text, left-aligned on its baseline, for what changes with every frame.

    On pixels it is drawn as outlines of kept glyphs, 20 times faster than a Text whose words
    change, and at the same place on frames of all sizes; in PDF and SVG it is text.

    halo : a colour that surrounds the letters, to keep off what they stand on.
    """

    def __init__(self, x: float, y: float, halo: str | None = None, **keywords: Any) -> None:
        self._said = ""
        super().__init__(x, y, parse_math=False, **keywords)
        self._halo = halo

    def set_text(self, s: Any) -> None:
        """Say something else, with what the font lacks replaced."""
        if s != self._said:
            self._said = s
            super().set_text(legible(s))

    def draw(self, renderer: Any) -> None:
        """Draw the text, if there is any."""
        if not isinstance(renderer, RendererAgg):
            super().draw(renderer)
            return
        if not (self.get_visible() and self.get_text()):
            return
        scale = self.get_fontsize() * renderer.dpi / POINTS
        place = self.get_transform().transform(self.get_position())
        transform = Affine2D().scale(scale).translate(*place)
        path = _outline(self.get_text())
        pen: Any = renderer  # whose methods have no types
        gc = pen.new_gc()
        gc.set_snap(False)
        if self._halo is not None:
            gc.set_foreground(self._halo)
            gc.set_linewidth(pen.points_to_pixels(3.0))
            gc.set_joinstyle("round")
            pen.draw_path(gc, path, transform)
        gc.set_linewidth(0.0)
        pen.draw_path(gc, path, transform, to_rgb(self.get_color()))
        gc.restore()


def legible(text: str) -> str:
    """`text` with a replacement character for each one that the font lacks."""
    font = get_font(_font())
    return "".join(c if font.get_char_index(ord(c)) else _UNKNOWN for c in text)


def width(text: str, size: float) -> float:
    """Width of a line of text whose size and width have one unit."""
    return size * sum(_advance(character) for character in text)


def elided(text: str, size: float, room: float) -> str:
    """`text`, shortened with an ellipsis if it is wider than `room`."""
    if width(text, size) <= room:
        return text
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrapped(text: str, size: float, room: float) -> list[str]:
    """`text` in lines that are at most `room` wide; a longer word is broken."""
    lines = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if width(longer, size) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            while width(word, size) > room and len(word) > 1:
                fits = next(
                    n for n in range(len(word), 0, -1) if n == 1 or width(word[:n], size) <= room
                )
                lines.append(word[:fits])
                word = word[fits:]
            line = word
        lines.append(line)
    return lines


@lru_cache(256)
def _outline(text: str) -> Path:
    """The outlines of a line of text, one unit high, from (0, 0) on."""
    x, vertices, codes = 0.0, [np.empty((0, 2))], [np.empty(0, np.uint8)]
    for character in text:
        points, kinds = _glyph(character)
        vertices.append(points + np.array([x, 0.0]))
        codes.append(kinds)
        x += _advance(character)
    return Path(np.concatenate(vertices), np.concatenate(codes))


@cache
def _font() -> str:
    return str(findfont(FontProperties()))


@cache
def _glyph(character: str) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    if character.isspace():
        return np.empty((0, 2)), np.empty(0, np.uint8)
    path = TextPath((0, 0), legible(character), size=1, usetex=False)
    return np.asarray(path.vertices), np.asarray(path.codes)


@cache
def _advance(character: str) -> float:
    font = get_font(_font())
    font.set_size(POINTS, POINTS)
    glyph = font.load_char(ord(legible(character)), flags=LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / 65536 / POINTS
