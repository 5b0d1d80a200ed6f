"""PlotFigure: draws any plot, with artists kept from frame to frame. It knows no widgets."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FixedLocator, LogLocator, NullLocator
from matplotlib.transforms import Affine2D

from renp_widgets.live.artists import FixedFigure, dress, fixed_settings, placed
from renp_widgets.live.fast_text import Lettering, elided, width, wrapped
from renp_widgets.live.layout import SCALES, fraction_of, holds, laid_out, value_at
from renp_widgets.live.look import DPI, POINTS, Box, Look
from renp_widgets.live.plot import (
    Area,
    Arrow,
    Axis,
    Curve,
    Label,
    Mark,
    Panel,
    Plot,
    Prose,
    Segments,
    Tags,
)
from renp_widgets.live.ticks import set_detuning, set_energy, set_intensity, set_residual, spread

_MARGIN: Final = 11.5  # pixels, left of titles


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
        return value_at(x, axes.get_xlim(), seen.x), value_at(y, axes.get_ylim(), seen.y)

    def place_of(self, panel: str, x: float, y: float) -> tuple[float, float]:
        """Where something is in a panel, in fractions from its lower left."""
        axes, seen = self.axes[panel], self.plot.panels[panel]
        return (
            float(fraction_of(x, axes.get_xlim(), seen.x)),
            float(fraction_of(y, axes.get_ylim(), seen.y)),
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
                "root": {"value": "function", "functions": SCALES["root"]},
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
            if tuple(has) != wanted and (at_rest or not holds(axis, has)):
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
        ends = (y, y + h) if up else (x, x + w)
        inside = ends if up else (x + 8 * unit, x + w - 8 * unit)
        places = [(1.0, place) if up else (place, 1.0) for place in mark.places]
        here = np.array([self._pixel(mark.panel, "data", *place)[up] for place in places])
        order = np.argsort(here, kind="stable")
        at = np.empty(len(here))
        at[order] = spread(np.clip(here[order], *ends), mark.gap * unit, *inside)
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
            x = float(fraction_of(x, axes.get_xlim(), seen.x))
        if at in ("data", "level"):
            y = float(fraction_of(y, axes.get_ylim(), seen.y))
        return left + x * wide, foot + y * high

    def _wide(self, text: str, size: float) -> float:
        """Width of a text of this type size, pixels."""
        return width(text, size * self.look.type * DPI / POINTS)


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


def _flat(artists: Sequence[Any]) -> Iterator[Any]:
    for artist in artists:
        yield from artist if isinstance(artist, list | tuple) else [artist]
