"""Figures as files, each with its caption below it."""

from __future__ import annotations

import os
from typing import IO, Final

from matplotlib.transforms import Bbox

from renp_widgets.checks import choice, instance, real_number
from renp_widgets.live.artists import fixed_settings
from renp_widgets.live.fast_text import legible, wrapped
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.look import DPI, POINTS

File = str | os.PathLike[str] | IO[bytes]
FORMATS: Final = ("pdf", "svg", "png")
_TITLE: Final = "Radiative emission of neutrino pairs (RENP)"
_CREATOR: Final = "renp-widgets"
# No dates: the same figure is the same file.
_METADATA: Final[dict[str, dict[str, str | None]]] = {
    "pdf": {"Title": _TITLE, "Creator": _CREATOR, "CreationDate": None},
    "svg": {"Title": _TITLE, "Creator": _CREATOR, "Date": None},
    "png": {"Title": _TITLE, "Software": _CREATOR},
}
_SIZE: Final = 9.0  # points, of the caption
_MARGIN: Final = 11.5  # pixels, around it
_LINE: Final = 1.4  # from line to line, as a multiple of its size


def write(
    shown: PlotFigure,
    file: File,
    format: str,  # noqa: A002
    caption: str = "",
    dpi: float = 200.0,
) -> None:
    """Write a figure that is not on show: its moving artists no longer move thereafter.

    file : a path or a binary file. format : "pdf", "svg" or "png".
    caption : what is to stand below it. dpi : of PNG, dots per inch; the figure is 9.6 inches wide.
    Text stays text in PDF, whose fonts are embedded, and in SVG, which needs DejaVu Sans.
    """
    choice("format", format, FORMATS)
    instance("caption", caption, str)
    dpi = real_number("dpi", dpi, low=20.0, high=1200.0)
    figure, look = shown.figure, shown.look
    for artist in shown.moving:
        artist.set_animated(False)
    width, height = DPI * figure.get_size_inches()
    size = _SIZE * look.type
    pixels = size * DPI / POINTS
    lines = wrapped(legible_lines(caption), pixels, width - 2 * _MARGIN) if caption else []
    for k, line in enumerate(lines):
        y = -(_LINE * k + 1) * pixels / height
        with fixed_settings():
            text = figure.text(_MARGIN / width, y, line, size=size, color=look.colors.ink)
        text.set_parse_math(False)
    foot = _LINE * len(lines) * pixels + _MARGIN if lines else 0.0
    box = Bbox([[0, -round(foot) / DPI], [width / DPI, height / DPI]])
    figure.savefig(
        file,
        format=format,
        dpi=dpi,
        bbox_inches=box,
        facecolor=look.colors.paper,
        metadata=_METADATA[format],
    )


def legible_lines(text: str) -> str:
    """`text` with its line breaks, and with what the font lacks replaced."""
    return "\n".join(map(legible, text.splitlines()))
