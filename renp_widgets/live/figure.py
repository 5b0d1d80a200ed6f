"""PlotFigure: draws any plot, with artists kept from frame to frame. It knows no widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from renp_widgets.live.artists import FixedFigure, fixed_settings
from renp_widgets.live.fast_text import Lettering
from renp_widgets.live.keys import TITLE, Keys, entitle
from renp_widgets.live.layout import holds
from renp_widgets.live.look import DPI, Box, Look
from renp_widgets.live.marks import made_of, show
from renp_widgets.live.plot import Arrow, Axis, Curve, Mark, Panel, Plot, Tags
from renp_widgets.live.sheet import Sheet


class PlotFigure:
    """Draws any plot, and keeps the artists of its marks.

    Panels and what is still are background, and made anew where their kind or the look changes;
    all else moves. While something moves, axes hold still as long as what they show fits. At rest
    their limits follow from the plot alone. Limits that someone else has set, such as a toolbar,
    stay until the plot is about something else or has another look.

    figure : the matplotlib Figure, for a back end; it stays the same whatever is drawn.
    plot : what is shown. axes : by panel. artists : by the name of their mark.
    sheet, keys, titles : what has been drawn of its panels, of their keys and above them.
    moving, background, palette, paper : as every LiveFigure has them.
    """

    plot: Plot
    sheet: Sheet
    keys: Keys
    titles: list[Lettering]

    def __init__(self, plot: Callable[[Any], Plot]) -> None:
        self._plot_of = plot
        self._kind: Any = None  # what the artists were made for
        self._given: dict[tuple[str, str], set[Any]] = {}  # limits that were set, by panel and axis
        self._busy = False
        self.background = 0
        with fixed_settings():
            self.figure = FixedFigure(dpi=DPI)
            self._build(Plot({}, ()), Look())

    def fresh(self) -> PlotFigure:
        """Another one that draws the same plots, and has drawn none yet."""
        return PlotFigure(self._plot_of)

    def update(self, scene: Any, *, at_rest: bool = False) -> None:
        """Show a scene of the app's model; at rest with limits that follow from it alone."""
        plot, look = self._plot_of(scene), Look.of(scene.view)
        kind = look, _kind(plot)
        self._busy = True
        try:
            with fixed_settings():
                new = kind != self._kind
                anew = new or plot.about != self.plot.about
                before = self.plot.marks
                if new:
                    self._build(plot, look)
                    self._kind = kind
                self.plot, limited = plot, new
                for name, panel in plot.panels.items():
                    limited |= self._limit(name, panel, anew=anew, at_rest=at_rest)
                changed = self._show(None if limited else before)
                self.background += self.keys.show(plot) or changed
                entitle(self.sheet, self.titles, plot.titles)
        except Exception:
            self._kind = None  # all is made anew next time
            raise
        finally:
            self._busy = False

    # What a pointer needs

    @property
    def panels(self) -> Mapping[str, Box]:
        """The boxes of the panels that listen, in fractions of the figure."""
        listening = (name for name, panel in self.plot.panels.items() if panel.listens)
        width, height = self.sheet.size
        return {
            name: (x / width, y / height, w / width, h / height)
            for name in listening
            for x, y, w, h in [self.sheet.boxes[name]]
        }

    def data_at(self, panel: str, x: float, y: float = 0.0) -> tuple[float, float]:
        """What is at a place of a panel, in fractions from its lower left."""
        return self.sheet.value(panel, "x", x), self.sheet.value(panel, "y", y)

    def place_of(self, panel: str, x: float, y: float) -> tuple[float, float]:
        """Where something is in a panel, in fractions from its lower left."""
        sheet = self.sheet
        return float(sheet.fraction(panel, "x", x)), float(sheet.fraction(panel, "y", y))

    # How it is drawn

    def _build(self, plot: Plot, look: Look) -> None:
        """Make all panels and artists anew, in the same Figure."""
        self.plot, self.look = plot, look
        self.palette, self.paper = look.palette, look.colors.paper
        self.sheet = Sheet(self.figure, plot, look, self._follow)
        self.axes, self._given = self.sheet.axes, {}
        self.artists = {mark.name: made_of(self.sheet, mark) for mark in plot.marks}
        self.titles = [self.sheet.words(TITLE) for _ in plot.titles]
        self.keys = Keys(self.sheet, plot, self.artists)
        moving = [mark.name for mark in plot.marks if not mark.still]
        samples = [self.keys.samples[name] for name in moving if name in self.keys.samples]
        artists = [self.artists[name] for name in moving]
        self.moving = [*_flat(artists), *_flat(samples), *self.titles]
        for k, artist in enumerate(self.moving):
            artist.set(animated=True, zorder=3 + 0.01 * k)

    def _limit(self, name: str, panel: Panel, *, anew: bool, at_rest: bool) -> bool:
        """Set a panel's limits, unless they hold still; whether they have changed."""
        axes = self.axes[name]
        changed = False
        for across, axis, get, put in (
            ("x", panel.x, axes.get_xlim, axes.set_xlim),
            ("y", panel.y, axes.get_ylim, axes.set_ylim),
        ):
            given, has = self._given.setdefault((name, across), set()), get()
            if anew:
                given.clear()
            if anew or (has in given and (at_rest or not holds(axis, has))):
                if has != axis.limits:
                    put(*axis.limits)
                    changed = True
                given.add(get())
        return changed

    def _show(self, before: Sequence[Mark] | None) -> bool:
        """Let all artists show their marks, but for still ones that are as they were `before`.

        Whether the background has changed.
        """
        marks, changed = self.plot.marks, before is None
        for k, mark in enumerate(marks):
            if before is None or not mark.still or not _same(mark, before[k]):
                changed |= mark.still
                show(self.sheet, mark, self.artists[mark.name], marks)
        return changed

    def _follow(self, _axes: Axes) -> None:
        """Let what depends on limits follow where someone else has set them, such as a toolbar."""
        if not self._busy:
            with fixed_settings():
                self.background += self._show(None)


_MOVES: Final = {
    *("x", "y", "lines", "width", "shapes", "places", "text", "texts", "shown", "key"),
    *("dx", "dy", "start", "end", "lit", "zero", "limits", "needs"),
}
"""What changes without an artist being made anew; curves and arrows have a width for good."""


class _Parts(dict[type, Callable[[Any], Any]]):
    """By kind of axis, panel and mark: a function to those of its values that move, or do not."""

    def __init__(self, *, moving: bool) -> None:
        super().__init__()
        self._moving = moving

    def __missing__(self, kind: Any) -> Callable[[Any], Any]:
        moves = {"x", "y"} if kind is Panel else _MOVES
        moves = moves - {"width"} if kind in (Arrow, Curve) else moves
        names = [each.name for each in fields(kind) if (each.name in moves) == self._moving]
        self[kind] = attrgetter(*names)
        return self[kind]


_MADE_BY: Final = _Parts(moving=False)
_SHOWS: Final = _Parts(moving=True)


def _kind(plot: Plot) -> Any:
    """What panels and artists are made by."""
    panels = plot.panels.values()
    axes = [axis for panel in panels for axis in (panel.x, panel.y)]
    return (
        plot.layout,
        [*plot.panels],
        [_MADE_BY[Panel](panel) for panel in panels],
        [_MADE_BY[Axis](axis) for axis in axes],
        [(type(mark), _MADE_BY[type(mark)](mark)) for mark in plot.marks],
        [len(mark.texts) for mark in plot.marks if isinstance(mark, Tags)],
        len(plot.titles),
    )


def _same(one: Any, other: Any) -> bool:
    """Whether two marks of one kind, or two of their values, are the same."""
    if isinstance(one, Mark):
        return _same(_SHOWS[type(one)](one), _SHOWS[type(other)](other))
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other)
    if isinstance(one, list | tuple):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(a is b or _same(a, b) for a, b in pairs)
    return bool(one == other)


def _flat(artists: Sequence[Any]) -> Iterator[Any]:
    for artist in artists:
        yield from artist if isinstance(artist, list | tuple) else [artist]
