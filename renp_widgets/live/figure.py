"""Figures: what every app's picture is. They know no widgets and no settings of the user's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Transform

from renp_widgets.live.fast_text import Lettering
from renp_widgets.live.fields import Appearance
from renp_widgets.live.look import DPI, WIDTH, Box, Look

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


class BaseFigure:
    """Artists that are made once for each look, then updated.

    What moves with a slider is `moving`; all else is background, and `background` counts its
    changes, so that a drawing back end can keep it. A subclass makes its artists in `_make` and
    changes them in `_update(scene)`.

    figure : the matplotlib Figure, for a back end; it stays the same whatever the look.
    look : theme, type size and strips.
    moving : the artists that `update` changes, in drawing order.
    at_rest : whether the limits of axes are to be chosen anew.
    palette, paper : the colours in use; a picture mixes those of the palette with the paper's only.
    """

    def __init__(self, look: Look | None = None) -> None:
        with fixed_settings():
            self.figure = FixedFigure(dpi=DPI)
        self.background = 0
        self.at_rest = False
        self.moving: list[Any] = []
        self.set_look(Look() if look is None else look)

    @property
    def panels(self) -> Mapping[str, Box]:
        """Boxes that listen to a pointer, by name, in fractions of the figure: none."""
        return {}

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return self.look.size

    def set_look(self, look: Look) -> None:
        """Make all artists anew, in the same Figure."""
        self.look, self.palette, self.paper = look, look.palette, look.colors.paper
        for axes in self.figure.axes:
            axes.set(xscale="linear", yscale="linear")  # clearing would give a log axis a 0
        self.figure.clear()
        self.figure.set_facecolor(self.paper)
        width, height = self.size
        self.figure.set_size_inches((width / DPI, height / DPI))
        self.moving = []
        with fixed_settings():
            self._make()
        for k, artist in enumerate(self.moving):
            artist.set(animated=True, zorder=3 + 0.01 * k)
        self.background += 1

    def update(self, scene: Any, *, at_rest: bool = False) -> None:
        """Show a scene.

        While something moves, axes hold still as long as what they show fits. At rest their limits
        follow from the scene alone.
        """
        self.at_rest = at_rest
        with fixed_settings():
            self._update(scene)

    def _follow(self, view: Appearance) -> None:
        """Take on the look of a view."""
        look = Look.of(view)
        if look != self.look:
            self.set_look(look)

    def _make(self) -> None:
        """Make the axes and the artists, and name those that move in `moving`."""
        raise NotImplementedError

    def _update(self, scene: Any) -> None:
        """Change the artists so that they show a scene."""
        raise NotImplementedError


def placed(axes: Axes, artist: Artist, transform: Transform, *, clip: bool = True) -> None:
    """Put an artist that moves into the figure, within the box of `axes` if it is clipped.

    The figure draws its own artists after all axes: in files, too, they lie above strips.
    """
    artist.set_transform(transform)
    figure: Any = axes.get_figure(root=True)
    figure.add_artist(artist)
    if clip:
        artist.set_clip_box(axes.bbox)


def line(axes: Axes, **style: Any) -> Line2D:
    """An empty moving line in the data of `axes`."""
    made = Line2D([], [], **style)
    placed(axes, made, axes.transData)
    return made


def segments(axes: Axes, look: Look, transform: Transform, dashes: Any) -> LineCollection:
    """An empty moving collection of lines in the channels' colours, not clipped."""
    lines = LineCollection([], colors=look.line_colors, linestyles=dashes)
    # Moves by less than a pixel, and stays put when the frame at rest comes.
    lines.set_snap(False)
    placed(axes, lines, transform, clip=False)
    return lines


def fraction(pixels: float, box: Box, look: Look) -> tuple[float, float]:
    """A length in pixels as fractions of the width and of the height of a box of the figure."""
    width, height = look.size
    return pixels / (box[2] * width), pixels / (box[3] * height)


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


class Panel:
    """One of the panels.

    size : width and height, pixels.
    moving : the artists that change with every frame, in drawing order.
    """

    def __init__(self, figure: Figure, look: Look, box: Box, x: str, y: str) -> None:
        self.look = look
        self.axes = figure.add_axes(box)
        dress(self.axes, look)
        words: Any = {"color": look.colors.ink, "size": 10 * look.type}
        self.axes.set_xlabel(x, **words)
        self.axes.set_ylabel(y, **words)
        self.size = (box[2] * WIDTH, box[3] * figure.get_figheight() * DPI)
        # Fixed, whatever the ticks' digits.
        self.axes.yaxis.set_label_coords(-47.7 * look.type / self.size[0], 0.5)
        self.moving: list[Artist] = []
        self._named: list[str] = []

    def update(self, shown: Any) -> bool:
        """Show what was computed; whether anything but `moving` has changed."""
        raise NotImplementedError

    def _key(self, entries: Sequence[tuple[Any, str]], columns: int) -> bool:
        """Explain artists above the panel, in columns if type is large; whether it has changed."""
        names = [name for _, name in entries]
        if names == self._named:
            return False
        self._named = names
        self.axes.legend(
            [handle for handle, _ in entries],
            names,
            loc="lower left",
            bbox_to_anchor=(0.0, 1.0),
            ncols=columns if self.look.lecture else len(entries),
            frameon=False,
            fontsize=9 * self.look.type,
            labelcolor=self.look.colors.ink,
            borderpad=0.2,
            borderaxespad=0.2,
            handlelength=2.4,
            handletextpad=0.6,
            columnspacing=1.5,
        )
        return True

    def _moving(self, artist: Any) -> Any:
        self.moving.append(artist)
        return artist

    def _line(self, **style: Any) -> Line2D:
        """A moving line, empty at first."""
        made: Line2D = self._moving(line(self.axes, **style))
        return made

    def _rule(self, **style: Any) -> Line2D:
        """A moving vertical line from top to bottom."""
        rule = self._line(**style)
        rule.set(transform=self.axes.get_xaxis_transform(), snap=False)
        return rule

    def _words(self) -> Lettering:
        """Moving words, whose place is in fractions of the panel."""
        colors = self.look.colors
        words = Lettering(0, 0, halo=colors.paper, color=colors.ink, size=9 * self.look.type)
        placed(self.axes, words, self.axes.transAxes, clip=False)
        self.moving.append(words)
        return words
