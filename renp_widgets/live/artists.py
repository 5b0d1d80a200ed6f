"""What figures are made of: matplotlib's own defaults, panels before anything is in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Transform

from renp_widgets.live.look import Look

_FIXED: Final[dict[str, Any]] = {
    **{k: v for k, v in dict.items(mpl.rcParamsDefault) if not k.startswith("backend")},
    "text.hinting": "none",  # text does not shift between scales
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "renp-widgets",
}


@contextmanager
def fixed_settings() -> Iterator[None]:
    """Make, change, draw and save figures in here: settings and style sheets do not matter then.

    It is on the way of every frame, so it passes over the checks of `matplotlib.rc_context`.
    """
    settings: Any = mpl.rcParams
    before = dict(dict.items(settings))
    dict.update(settings, _FIXED)
    try:
        yield
    finally:
        dict.update(settings, before)


class FixedFigure(Figure):
    """A Figure that is drawn and saved with the fixed settings, whoever asks for it."""

    def draw(self, renderer: Any) -> None:
        """Draw all artists that are not animated."""
        with fixed_settings():
            super().draw(renderer)

    def savefig(self, *arguments: Any, **keywords: Any) -> None:
        """Write the figure to a file."""
        with fixed_settings():
            super().savefig(*arguments, **keywords)


def placed(axes: Axes, artist: Artist, transform: Transform, *, clip: bool = True) -> None:
    """Put an artist into the figure, within the box of `axes` if it is clipped.

    The figure draws its own artists after all axes: in files, too, they lie above strips.
    """
    artist.set_transform(transform)
    figure: Any = axes.get_figure(root=True)
    figure.add_artist(artist)
    if clip:
        artist.set_clip_box(axes.bbox)


def dress(axes: Axes, look: Look) -> None:
    """Colours, grid and ticks of a panel or a strip; its limits are set by hand."""
    colors = look.colors
    axes.set_autoscale_on(False)
    axes.set_axisbelow(True)
    axes.set_facecolor(colors.paper)
    axes.grid(color=colors.grid, lw=0.8 * look.line)
    type_size, width = 9 * look.type, 0.8 * look.line
    axes.tick_params(which="both", colors=colors.ink, labelsize=type_size, width=width)
    axes.tick_params(pad=3.5 * look.type)
    axes.spines[:].set(color=colors.ink, linewidth=0.8 * look.line)
