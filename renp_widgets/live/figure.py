"""Figures: what every app's picture is. They know no widgets and no settings of the user's."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FixedLocator, LogLocator, NullLocator
from matplotlib.transforms import Affine2D, Transform

from renp_widgets.live.fast_text import Lettering, elided, width, wrapped
from renp_widgets.live.fields import Appearance
from renp_widgets.live.look import DPI, POINTS, WIDTH, Box, Look
from renp_widgets.live.plot import (
    Area,
    Arrow,
    Axis,
    Curve,
    Label,
    Layout,
    Mark,
    Panel,
    Plot,
    Prose,
    Segments,
    Tags,
)
from renp_widgets.live.ticks import set_detuning, set_energy, set_intensity, set_residual, spread

_MARGIN: Final = 11.5  # pixels, left of titles
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

    def fresh(self) -> BaseFigure:
        """Another one that has shown nothing yet."""
        return type(self)()

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


class PlotFigure:
    """Draws any plot: the one place that makes artists of marks, and keeps them.

    Panels and what is still are background, and made anew where their kind or the look changes;
    all else moves. While something moves, axes hold still as long as what they show fits. At rest
    their limits follow from the plot alone.

    figure : the matplotlib Figure, for a back end; it stays the same whatever is drawn.
    plot : what is shown. axes : by panel. artists : by the name of their mark.
    samples : what the keys show of marks, and their words, by the marks' names.
    keys : the boxes of the keys by panel, pixels from the lower left; None where nothing is shown.
    moving, background, palette, paper : as every LiveFigure has them.
    """

    def __init__(self, plot: Callable[[Any], Plot]) -> None:
        self._plot_of = plot
        self.plot = Plot({}, ())
        with fixed_settings():
            self.figure = FixedFigure(dpi=DPI)
        self.background = 0
        self.axes: dict[str, Axes] = {}
        self.artists: dict[str, Any] = {}
        self.moving: list[Any] = []
        self.samples: dict[str, tuple[Line2D, Lettering]] = {}
        self.keys: dict[str, Box | None] = {}
        self._boxes: dict[str, Box] = {}
        self._kind: Any = None
        self._take_on(Look())

    def fresh(self) -> PlotFigure:
        """Another one that draws the same plots, and has drawn none yet."""
        return PlotFigure(self._plot_of)

    def update(self, scene: Any, *, at_rest: bool = False) -> None:
        """Show a scene of the app's model; at rest with limits that follow from it alone."""
        plot, look = self._plot_of(scene), Look.of(scene.view)
        kind = look, plot.layout, _kind_of_panels(plot), _kind_of_marks(plot)
        with fixed_settings():
            new = kind != self._kind
            if new:
                self._build(plot, look)
                self._kind = kind
            at_rest = at_rest or new or plot.about != self.plot.about
            self.plot = plot
            changed = [self._limit(name, panel, at_rest) for name, panel in plot.panels.items()]
            self.background += new or any(changed)
            for mark in plot.marks:
                if new or any(changed) or not mark.still:
                    self._show(mark)
            for name, panel in plot.panels.items():
                self._explain(name, panel)
            for k, (name, text) in enumerate(plot.titles):
                self._entitle(k, name, text)

    # What a pointer needs

    @property
    def panels(self) -> Mapping[str, Box]:
        """The boxes of the panels that listen, in fractions of the figure."""
        listening = (name for name, panel in self.plot.panels.items() if panel.listens)
        width, height = self._size
        return {
            name: (x / width, y / height, w / width, h / height)
            for name in listening
            for x, y, w, h in [self._boxes[name]]
        }

    def data_at(self, panel: str, x: float, y: float = 0.0) -> tuple[float, float]:
        """What is at a place of a panel, in fractions from its lower left."""
        axes, seen = self.axes[panel], self.plot.panels[panel]
        return _between(x, axes.get_xlim(), seen.x), _between(y, axes.get_ylim(), seen.y)

    def place_of(self, panel: str, x: float, y: float) -> tuple[float, float]:
        """Where something is in a panel, in fractions from its lower left."""
        axes, seen = self.axes[panel], self.plot.panels[panel]
        return (
            float(_fraction(x, axes.get_xlim(), seen.x)),
            float(_fraction(y, axes.get_ylim(), seen.y)),
        )

    # Background

    def _take_on(self, look: Look) -> None:
        self.look, self.palette, self.paper = look, look.palette, look.colors.paper

    def _build(self, plot: Plot, look: Look) -> None:
        """Make all panels and artists anew, in the same Figure."""
        self._take_on(look)
        for axes in self.figure.axes:
            axes.set(xscale="linear", yscale="linear")  # clearing would give a log axis a 0
        self.figure.clear()
        self.figure.set_facecolor(self.paper)
        self._size, self._boxes = laid_out(plot.layout, plot.panels, lecture=look.lecture)
        width, height = self._size
        self.figure.set_size_inches((width / DPI, height / DPI))
        self.keys = {}
        self._in_pixels = Affine2D().scale(1 / width, 1 / height) + self.figure.transFigure
        self.axes = {name: self._panel(name, panel) for name, panel in plot.panels.items()}
        self.artists = {mark.name: self._made(mark) for mark in plot.marks}
        self._titles = [self._words(11.0) for _ in plot.titles]
        keyed = {name for name, panel in plot.panels.items() if panel.key}
        self.samples = {
            mark.name: self._sample(mark) for mark in plot.marks if mark.key and mark.panel in keyed
        }
        moving = [self.artists[mark.name] for mark in plot.marks if not mark.still]
        self.moving = [*_flat(moving), *_flat([*self.samples.values()]), *self._titles]
        for k, artist in enumerate(self.moving):
            artist.set(animated=True, zorder=3 + 0.01 * k)

    def _panel(self, name: str, panel: Panel) -> Axes:
        look, (x, y, w, h), (width, height) = self.look, self._boxes[name], self._size
        axes = self.figure.add_axes((x / width, y / height, w / width, h / height))
        dress(axes, look)
        for direction, axis in (("x", panel.x), ("y", panel.y)):
            of: Any = axes.xaxis if direction == "x" else axes.yaxis
            keywords: Any = {
                "root": {"value": "function", "functions": (_root, np.square)},
                "asinh": {"value": "asinh", "linear_width": axis.knee},
            }.get(axis.scale, {"value": axis.scale})
            (axes.set_xscale if direction == "x" else axes.set_yscale)(**keywords)
            self._scale(of, axis, w, h, vertical=direction == "y")
            of.set_label_text(axis.label, color=look.colors.ink, size=axis.size * look.type)
            of.set_tick_params(which="both", labelsize=axis.tick_size * look.type)
            if axis.bare:
                of.set_tick_params(which="both", labelleft=False, labelbottom=False)
                if direction == "x":
                    of.set_tick_params(which="both", bottom=False)
            if direction not in panel.grid:
                of.grid(visible=False)
        axes.yaxis.set_label_coords(-panel.y.away * look.type / w, 0.5)  # whatever the digits
        sides = {"l": "left", "r": "right", "t": "top", "b": "bottom"}
        for letter, side in sides.items():
            axes.spines[side].set_visible(letter in panel.frame)
        return axes

    def _scale(self, of: Any, axis: Axis, wide: float, high: float, *, vertical: bool) -> None:
        """Ticks of an axis of a panel of this size, pixels."""
        unit = self.look.type
        # Labels of the usual size are 8 pixels wide a character, and need 28 in height.
        room = 5 * high / (28 * unit) if vertical else wide / (8 * unit)
        ticks = axis.ticks or ("detuning" if axis.scale == "log" else "energy")
        if not isinstance(ticks, str):
            of.set_major_locator(FixedLocator([place for place, _ in ticks]))
            of.set_major_formatter(FixedFormatter([label for _, label in ticks]))
            of.set_minor_locator(NullLocator())
        elif ticks == "none":
            of.set_major_locator(NullLocator())
            of.set_minor_locator(NullLocator())
        elif ticks == "powers":
            of.set_major_locator(LogLocator(numticks=6))
            of.set_minor_locator(NullLocator())
        elif ticks == "intensity":
            align, right = axis.apart
            set_intensity(of, unit, align, right * unit / wide)
        elif ticks == "residual":
            set_residual(of, unit)
        else:
            (set_detuning if ticks == "detuning" else set_energy)(of, room)

    def _limit(self, name: str, panel: Panel, at_rest: bool) -> bool:
        """Set a panel's limits, unless they hold still; whether they have changed."""
        axes = self.axes[name]
        changed = False
        for axis, has, put in (
            (panel.x, axes.get_xlim(), axes.set_xlim),
            (panel.y, axes.get_ylim(), axes.set_ylim),
        ):
            wanted = axis.limits
            if tuple(has) != wanted and (at_rest or not _holds(axis, has)):
                put(*wanted)
                changed = True
        return changed

    def _explain(self, name: str, panel: Panel) -> None:
        """Write a panel's key: a sample of each mark that has one, and its words."""
        if panel.key is None:
            return
        look, key, (x, y, w, h) = self.look, panel.key, self._boxes[name]
        em = 9 * look.type * DPI / POINTS
        handle = (key.handle + 0.6) * em
        entries = []
        marks = [mark for mark in reversed(self.plot.marks) if mark.panel == name]
        if key.order:
            marks = [mark for one in key.order for mark in marks if mark.name == one]
        for mark in marks:
            if mark.name in self.samples:
                sample, words = self.samples[mark.name]
                words.set_text(mark.key if mark.shown else "")
                sample.set_visible(bool(mark.key) and mark.shown)
                if mark.key and mark.shown:
                    entries.append((sample, words, handle + self._wide(mark.key, 9.0)))
        inside = key.above is None
        n = max(len(entries), 1)
        columns = 1 if inside else min(key.lecture_columns, n) if look.lecture else n
        rows = math.ceil(n / columns)
        by_column = [entries[k : k + rows] for k in range(0, n, rows)]
        widths = [max((each[2] for each in column), default=0.0) for column in by_column]
        room = sum(widths) + 1.5 * em * (len(widths) - 1)
        left = x + 0.4 * em if inside or key.align == "left" else x + w - room - 0.4 * em
        foot = y + 0.6 * em if inside else y + h + 0.6 * em + (key.above or 0.0) * look.type
        high = em * (1.6 * rows - 0.6)
        self.keys[name] = (left, foot, room, high) if entries else None
        along = key.handle * em * np.array([0.0, 0.5, 1.0])
        for column, wide in zip(by_column, widths, strict=True):
            for k, (sample, words, _) in enumerate(column):
                base = foot + 1.6 * em * (rows - 1 - k)
                sample.set_data(left + along, [base + 0.33 * em] * 3)
                words.set_position((left + handle, base))
            left += wide + 1.5 * em

    def _sample(self, mark: Mark) -> tuple[Line2D, Lettering]:
        """A piece of a mark for the key, and its words."""
        made = self.artists[mark.name]
        if isinstance(made, Line2D):
            sample = Line2D([], [])
            sample.update_from(made)
            sample.set(animated=False, markevery=[1], clip_box=None)
        else:
            color = self._color(mark.color if isinstance(mark.color, str) else mark.color[0])
            sample = Line2D([], [], color=color, solid_capstyle="butt")
            if isinstance(mark, Area):
                sample.set(alpha=mark.alpha, linewidth=6.3 * self.look.type)
            elif isinstance(mark, Segments):
                dashes = self._dashes(mark.dashes)
                sample.set_linestyle(dashes[0] if isinstance(dashes, list) else dashes)
                sample.set_linewidth(float(np.max(mark.width)) * self.look.line)
        placed(self.axes[mark.panel], sample, self._in_pixels, clip=False)
        return sample, self._words(9.0)

    # Marks

    def _color(self, name: str) -> str:
        """The colour of a name, as #rrggbb."""
        kind, _, k = name.partition(" ")
        if kind == "channel":
            return self.look.channel_colors[int(k)]
        if kind == "pin":
            return self.look.pin_colors[int(k)]
        return str(getattr(self.look.colors, name))

    def _colors(self, mark: Mark) -> Any:
        return (
            self._color(mark.color)
            if isinstance(mark.color, str)
            else [self._color(name) for name in mark.color]
        )

    def _dashes(self, dashes: Any) -> Any:
        """Dashes by name, or of each line."""
        if isinstance(dashes, list):
            return [self._dashes(each) for each in dashes]
        named = isinstance(dashes, str) and dashes.startswith("channel")
        return self.look.line_dashes[int(dashes.split()[1])] if named else dashes

    def _made(self, mark: Mark) -> Any:
        """The artist of a mark, empty."""
        axes, wide, color = self.axes[mark.panel], self.look.line, self._colors(mark)
        where = {
            "data": axes.transData,
            "rule": axes.get_xaxis_transform(),
            "level": axes.get_yaxis_transform(),
            "axes": axes.transAxes,
        }[mark.at]
        made: Any
        match mark:
            case Curve():
                dashes = self._dashes(mark.dashes)
                made = Line2D([], [], color=color, lw=mark.width * wide, ls=dashes)
                if mark.marker:
                    made.set(marker=mark.marker, markersize=mark.size * wide, snap=False)
                    edge = mark.width * wide if mark.marker == "x" else 1.2 * mark.ring
                    made.set(markevery=mark.every, markeredgewidth=edge)
                    made.set_markeredgecolor(self.paper if mark.ring else color)
                if mark.at == "rule":
                    made.set_snap(False)
            case Segments():
                made = LineCollection([], colors=color, linestyles=self._dashes(mark.dashes))
                # Moves by less than a pixel, and stays put when the frame at rest comes.
                made.set_snap(False)
            case Area():
                made = PolyCollection([], facecolors=color, alpha=mark.alpha, linewidth=0)
                made.set_snap(False)
            case Arrow():
                made = FancyArrowPatch(
                    mark.start,
                    mark.end,
                    arrowstyle="<->" if mark.both else "-|>",
                    color=color,
                    linewidth=mark.width * wide,
                    linestyle=self._dashes(mark.dashes),
                    shrinkA=0,
                    shrinkB=0,
                    mutation_scale=14 * self.look.type,
                )
                placed(axes, made, where, clip=False)
                return made
            case Prose():
                points = mark.size * self.look.type
                rows = int(self._boxes[mark.panel][3] / (1.4 * points * DPI / POINTS))
                style: Any = {"size": points, "color": color, "parse_math": False}
                lines = [Text(0, 0, **style) for _ in range(rows)]
                for each in lines:
                    placed(axes, each, self._in_pixels, clip=False)
                return lines
            case Tags():
                halo = self.paper if mark.halo else None
                names = [self._words(mark.size, halo) for _ in mark.texts]
                leaders = LineCollection([], colors=color, linewidths=0.9 * wide)
                leaders.set_snap(False)
                placed(axes, leaders, self._in_pixels, clip=False)
                return [leaders, *names]
            case Label(math=True):
                made = Text(0, 0, color=color, size=mark.size * self.look.type, ha=mark.align)
                made.set(va=mark.stand, weight="bold" if mark.bold else "normal")
                if mark.halo:
                    made.set_path_effects([withStroke(linewidth=3, foreground=self.paper)])
                placed(axes, made, self._in_pixels, clip=False)
                return made
            case Label():
                return self._words(mark.size, self.paper if mark.halo else None, color)
            case _:
                raise TypeError(f"marks must be of live.plot, got {mark!r}")
        placed(axes, made, where, clip=getattr(mark, "clip", True))
        return made

    def _words(self, size: float, halo: str | None = None, color: Any = None) -> Lettering:
        """Words whose place is in pixels of the figure."""
        words = Lettering(
            0, 0, halo, color=color or self.look.colors.ink, size=size * self.look.type
        )
        placed(next(iter(self.axes.values())), words, self._in_pixels, clip=False)
        return words

    def _show(self, mark: Mark) -> None:
        """Let an artist show its mark."""
        made = self.artists[mark.name]
        match mark:
            case Curve():
                made.set_data(mark.x, mark.y)
            case Segments():
                made.set_segments(mark.lines)
                made.set_linewidth(np.multiply(mark.width, self.look.line))
            case Area():
                made.set_verts(mark.shapes)
            case Label():
                x, y = self._pixel(mark.panel, mark.at, mark.x, mark.y)
                unit = self.look.type
                x, y = x + mark.dx * unit, y + mark.dy * unit
                made.set_text(mark.text)
                if not mark.math:
                    wide = self._wide(mark.text, mark.size)
                    back = {"left": 0.0, "center": 0.5, "right": 1.0}[mark.align]
                    x = min(x - back * wide, self._size[0] - wide)
                made.set_position((x, y))
            case Arrow():
                made.set_positions(mark.start, mark.end)
            case Prose():
                self._write(mark, made)
                return
            case Tags():
                self._tag(mark, *made)
                return
        made.set_visible(mark.shown)

    def _tag(self, mark: Tags, leaders: LineCollection, *names: Lettering) -> None:
        """Put names beside their places, apart from each other."""
        unit, (x, y, w, h) = self.look.type, self._boxes[mark.panel]
        up = mark.along == "y"
        low, high = (y, y + h) if up else (x + 8 * unit, x + w - 8 * unit)
        here = np.array(
            [
                self._pixel(mark.panel, "data", *((1.0, p) if up else (p, 1.0)))[up]
                for p in mark.places
            ]
        )
        order = np.argsort(here, kind="stable")
        at = np.empty(len(here))
        at[order] = spread(
            np.clip(here[order], *((y, y + h) if up else (x, x + w))), mark.gap * unit, low, high
        )
        lines, end = [], y + h + (mark.rise - 5) * unit
        for name, text, middle, place in zip(names, mark.texts, at, here, strict=True):
            name.set_text(text)
            if up:
                name.set_position((x + 8 * unit, middle - 4.5 * unit))
                continue
            wide = self._wide(text, mark.size)
            name.set_position((middle - 0.5 * wide, y + h + mark.rise * unit))
            lines.append([(place, y + h), (middle, end - 7 * unit), (middle, end)])
        leaders.set_segments(lines if mark.leaders else [])

    def _write(self, mark: Prose, lines: Sequence[Text]) -> None:
        x, foot, wide, high = self._boxes[mark.panel]
        size, free = mark.size * self.look.type * DPI / POINTS, iter(lines)
        y = foot + high + 0.4 * size
        for k, text in enumerate(mark.texts):
            weight = "normal" if k else "bold"
            # Bold letters are wider than those that are measured.
            for row in wrapped(text, size, wide if k else wide / 1.12):
                y -= 1.4 * size
                next(free).set(text=row, position=(x, y), weight=weight)
            y -= 0.6 * size
        for line in free:
            line.set_text("")

    def _entitle(self, k: int, panel: str, text: str) -> None:
        """Write a title: lines that belong to one panel, or to none, stand below each other."""
        unit, (width, height) = self.look.type, self._size
        above = sum(other == panel for other, _ in self.plot.titles[:k])
        x = self._boxes[panel][0] if panel else _MARGIN
        size = 11 * unit * DPI / POINTS
        self._titles[k].set_text(elided(text, size, width - x - _MARGIN))
        self._titles[k].set_position((x, height - (24 + 21 * above) * unit))

    def _pixel(self, panel: str, at: str, x: float, y: float) -> tuple[float, float]:
        """Where something is in the figure, pixels."""
        left, foot, wide, high = self._boxes[panel]
        axes, seen = self.axes[panel], self.plot.panels[panel]
        if at in ("data", "rule"):
            x = float(_fraction(x, axes.get_xlim(), seen.x))
        if at in ("data", "level"):
            y = float(_fraction(y, axes.get_ylim(), seen.y))
        return left + x * wide, foot + y * high

    def _wide(self, text: str, size: float) -> float:
        """Width of a text of this type size, pixels."""
        return width(text, size * self.look.type * DPI / POINTS)


def laid_out(
    layout: Layout, panels: Mapping[str, Panel], *, lecture: bool
) -> tuple[tuple[int, int], dict[str, Box]]:
    """Width and height of a figure, and the boxes of its panels, pixels."""

    def of(pair: tuple[float, float]) -> float:
        return pair[lecture]

    pairs = np.broadcast_to(layout.gap, (len(layout.columns) - 1, 2)).tolist()
    gaps = [of(pair) for pair in pairs]
    room = WIDTH - of(layout.left) - of(layout.right) - sum(gaps)
    shares = [of(share) if isinstance(share, tuple) else share for share in layout.columns]
    wide = [room * share / sum(shares) for share in shares]
    high = [of(row) for row in layout.rows]
    between = of(layout.between)
    height = round(of(layout.head) + sum(high) + between * (len(high) - 1) + of(layout.foot))
    boxes = {}
    for name, panel in panels.items():
        x = of(layout.left) + sum(wide[: panel.column]) + sum(gaps[: panel.column])
        rows = high[panel.row : panel.row + panel.rows]
        down = of(layout.head) + sum(high[: panel.row]) + between * panel.row
        tall = sum(rows) + between * (len(rows) - 1)
        # Their fractions of a pixel put axes on the same pixels at one and at two dots each: lines
        # of one pixel snap to the middle of pixels, those of two or four to their edges.
        left, foot = math.floor(x) + 0.3, math.floor(height - down - tall) + 0.7
        across = sum(wide[panel.column : panel.column + panel.columns])
        across += sum(gaps[panel.column : panel.column + panel.columns - 1])
        boxes[name] = left, foot, float(round(across)), float(round(tall))
    return (WIDTH, height), boxes


def _kind_of_panels(plot: Plot) -> Any:
    def kind(axis: Axis) -> Any:
        return {k: v for k, v in vars(axis).items() if k not in ("limits", "needs")}

    return {
        name: vars(panel) | {"x": kind(panel.x), "y": kind(panel.y)}
        for name, panel in plot.panels.items()
    }


_MOVES: Final = {
    *("x", "y", "lines", "width", "shapes", "places", "text", "texts", "shown", "key"),
    *("dx", "dy", "start", "end"),
}


def _kind_of_marks(plot: Plot) -> Any:
    """What artists are made by; curves have a width for good."""
    kinds = []
    for mark in plot.marks:
        own = {k: v for k, v in vars(mark).items() if k not in _MOVES}
        more = (mark.width,) if isinstance(mark, Arrow | Curve) else ()
        more = (len(mark.texts),) if isinstance(mark, Tags) else more
        kinds.append((type(mark), own, more))
    return kinds, len(plot.titles)


def _holds(axis: Axis, has: tuple[float, float]) -> bool:
    """Whether an axis with these limits shows what it needs to, and not much more."""
    if axis.needs is None:
        return False
    (low, high), (least, most) = sorted(has), axis.needs
    wide = abs(axis.limits[1] - axis.limits[0])
    return low <= least and most <= high and wide >= 0.4 * (high - low)


def _root(x: Any) -> Any:
    return np.sqrt(np.maximum(x, 0.0))


_SCALES: Final[dict[str, tuple[Any, Any]]] = {
    "linear": (np.positive, np.positive),
    "log": (np.log, np.exp),
    "root": (_root, np.square),
    "asinh": (np.arcsinh, np.sinh),
}
"""What is even along an axis, and its inverse, by scale."""


def _fraction(x: Any, ends: tuple[float, float], axis: Axis) -> Any:
    even, _ = _SCALES[axis.scale]
    low, high = (even(end / axis.knee) for end in ends)
    return (even(x / axis.knee) - low) / (high - low)


def _between(fraction: float, ends: tuple[float, float], axis: Axis) -> float:
    even, back = _SCALES[axis.scale]
    low, high = (even(end / axis.knee) for end in ends)
    return float(axis.knee * back(low + fraction * (high - low)))


def _flat(artists: Sequence[Any]) -> Iterator[Any]:
    for artist in artists:
        yield from artist if isinstance(artist, list | tuple) else [artist]
