"""Plots: what is to be seen, as frozen values. An app's plot.py makes them, live/figure.py draws.

No matplotlib here, no pixels but distances that grow with the type, and no colours but names:
"ink", "standard", "resonance", "band", ... of a theme, "channel 0" to "channel 5", "pin 0", ...
Dashes are "-", "none", (offset, (on, off, ...)), or those of "channel 0" to "channel 5",
"resonance" or "pin 0", ...; a curve has a pin's width by the same name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from renp_widgets.values import Array

DASHED: Final = (0, (5, 2))
DOTTED: Final = (0, (1.5, 1.5))
BAND_ALPHA: Final = (0.2, 0.25)  # of the wide band, and of the narrow one on top of it
HIGHLIGHT_ALPHA: Final = 0.45
_NICE: Final = np.array([1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0])


def nice_above(value: float, steps: Array = _NICE) -> float:
    """The smallest round number, of `steps` times a power of ten, not below `value` > 0."""
    decade = 10.0 ** math.floor(math.log10(value))
    return float(decade * steps[np.searchsorted(steps, value / decade)])


@dataclass(frozen=True)
class Axis:
    """One direction of a panel.

    limits : its ends at rest; the first may be the larger one.
    needs : what must be in sight. Given, the axis holds still while something moves, as long as
        that is, and `limits` would not be much narrower. None: they are always as given.
    scale : "linear", "log", "root" (of squares), or "asinh": linear up to `knee`, then logarithmic.
    ticks : "energy" and "detuning" (the usual ones of linear and log axes), "intensity" (short,
        what they leave out stands above), "residual" (a few), "powers" (of ten, on a log axis, and
        nothing in between), "none", or (place, label) of each.
    bare : ticks without labels: another panel has them. Across, they have no marks either.
    away : of the label from a vertical axis. size, tick_size : of the label and of the ticks',
        points.
    apart : where what "intensity" leaves out stands: how aligned, and how far right of the axis.
    """

    limits: tuple[float, float]
    label: str = ""
    scale: str = "linear"
    ticks: str | tuple[tuple[float, str], ...] = ""
    needs: tuple[float, float] | None = None
    bare: bool = False
    away: float = 47.7
    size: float = 10.0
    knee: float = 1.0
    apart: tuple[str, float] = ("left", 0.0)
    tick_size: float = 9.0


@dataclass(frozen=True)
class Top:
    """Another measure of what a panel has across, above it.

    places : from the panel's limits, ascending, and its width in characters, to where ticks are.
    labels : from those places to what they are called.
    """

    label: str
    places: Callable[[float, float, float], Array]
    labels: Callable[[Array], list[str]]


@dataclass(frozen=True)
class Key:
    """Explains the marks of a panel that have a `key`.

    above : above the panel, raised by so much; None: in its lower left corner.
    foot : at the foot of the picture instead, with room up to the right end of all panels, in which
        long words are shortened.
    align : "left" or "right", where it is above.
    lecture_columns : with large type; with the usual one all stand side by side.
    order : names of marks that come first; of others, what lies on top does.
    handle : length of its lines, in sizes of its type.
    """

    above: float | None = 0.0
    foot: bool = False
    align: str = "right"
    lecture_columns: int = 1
    order: tuple[str, ...] = ()
    handle: float = 2.4


@dataclass(frozen=True)
class Panel:
    """Axes: where they stand in a layout, what they measure, and what frames them.

    column, row, rows, columns : the cell of the layout, from the upper left, and how many the panel
        takes down and across.
    grid : the directions that have grid lines, "xy", "x", "y" or "".
    frame : the sides that have a line, of "lrtb".
    listens : whether a pointer may ask about places.
    shares : the panel above it that has the same x axis, whoever zooms there.
    top : what else is measured across. says : what is at (x, y), for a canvas with a footer.
    """

    x: Axis
    y: Axis
    column: int = 0
    row: int = 0
    rows: int = 1
    columns: int = 1
    key: Key | None = None
    grid: str = "xy"
    frame: str = "lrtb"
    listens: bool = False
    shares: str = ""
    top: Top | None = None
    says: Callable[[float, float], str] | None = None


@dataclass(frozen=True)
class Layout:
    """Cells for panels, in pixels at the usual type; for large type the second number.

    columns : relative widths, or pairs of them. rows : heights, from above.
    head, foot, left, right : margins. gap : between columns, for ticks and label; one for all, or
        one for each. between : rows.
    stacked : with large type the titles of panels stand below each other, at the left.
    """

    columns: tuple[float, ...] | tuple[tuple[float, float], ...] = ((343.0, 300.0), (456.0, 420.0))
    rows: tuple[tuple[float, float], ...] = ((280.0, 340.0),)
    head: tuple[float, float] = (87.3, 151.1)
    foot: tuple[float, float] = (72.7, 110.9)
    left: tuple[float, float] = (66.3, 102.1)
    gap: tuple[float, float] | tuple[tuple[float, float], ...] = (71.0, 98.0)
    right: tuple[float, float] = (23.7, 39.9)
    between: tuple[float, float] = (20.0, 30.0)
    stacked: bool = False


STRIPS: Final = Layout(rows=((280.0, 340.0), (130.0, 160.0)))
"""Panels with strips below them."""


@dataclass(frozen=True, eq=False)
class Mark:
    """What all marks share.

    name : its own among the marks of a plot. panel : where it is.
    at : what x and y are: "data", "rule" (x data, y a fraction of the panel), "level" (y data, x a
        fraction), "axes" (fractions).
    key : what the panel's key calls it; one that is "" at first has a place in the key's order.
    still : part of the background, which is drawn anew when it changes.
    shown : whether it is to be seen.
    """

    name: str
    panel: str
    color: str | Sequence[str] = field(default="ink", kw_only=True)
    at: str = field(default="data", kw_only=True)
    key: str = field(default="", kw_only=True)
    still: bool = field(default=False, kw_only=True)
    shown: bool = field(default=True, kw_only=True)


@dataclass(frozen=True, eq=False)
class Curve(Mark):
    """A line through points, or only its markers ("o", or an "x" as wide, with dashes "none")."""

    x: Any = ()
    y: Any = ()
    width: float | str = field(default=1.8, kw_only=True)
    dashes: Any = field(default="-", kw_only=True)
    marker: str = field(default="", kw_only=True)
    size: float = field(default=6.0, kw_only=True)
    ring: bool = field(default=False, kw_only=True)  # of paper, around the markers
    every: Sequence[int] | None = field(default=None, kw_only=True)  # points with a marker
    alpha: float = field(default=1.0, kw_only=True)


@dataclass(frozen=True, eq=False)
class Segments(Mark):
    """Lines of several points each; colours, widths and dashes for each of them, or for all."""

    lines: Sequence[Any] = ()
    width: Any = field(default=1.0, kw_only=True)
    dashes: Any = field(default="-", kw_only=True)
    clip: bool = field(default=True, kw_only=True)


@dataclass(frozen=True, eq=False)
class Area(Mark):
    """Filled polygons."""

    shapes: Sequence[Any] = ()
    alpha: float = field(default=1.0, kw_only=True)


@dataclass(frozen=True, eq=False)
class Inset(Mark):
    """Marks the part of a panel that another one, `of`, shows; behind all else.

    zero : this panel's x where the other's is 0, which counts down from there.
    """

    of: str = ""
    zero: float = 0.0


@dataclass(frozen=True, eq=False)
class Label(Mark):
    """One line of words at a place, moved by (dx, dy) pixels that grow with the type.

    align : "left", "center" or "right", as far as the picture has room.
    halo : of paper, to keep off what they stand on.
    room : widths of the panel to which they are shortened; 0: they are not.
    math : whether $...$ is a formula; it is drawn more slowly. Only with it there may be more lines
        than one, bold ones, and what stands at the place: "baseline", "bottom", "center" or "top".
    """

    x: float = 0.0
    y: float = 0.0
    text: str = ""
    dx: float = field(default=0.0, kw_only=True)
    dy: float = field(default=0.0, kw_only=True)
    align: str = field(default="left", kw_only=True)
    size: float = field(default=9.0, kw_only=True)
    halo: bool = field(default=False, kw_only=True)
    math: bool = field(default=False, kw_only=True)
    bold: bool = field(default=False, kw_only=True)
    stand: str = field(default="baseline", kw_only=True)
    room: float = field(default=0.0, kw_only=True)


@dataclass(frozen=True, eq=False)
class Arrow(Mark):
    """A straight arrow to its end, or with heads at both ends."""

    start: tuple[float, float] = (0.0, 0.0)
    end: tuple[float, float] = (1.0, 1.0)
    width: float = field(default=1.8, kw_only=True)
    dashes: Any = field(default="-", kw_only=True)
    both: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, eq=False)
class Prose(Mark):
    """Plain paragraphs from the top of a panel on, as wide as that; the first is bold."""

    texts: Sequence[str] = ()
    size: float = field(default=10.0, kw_only=True)


@dataclass(frozen=True, eq=False)
class Notes(Mark):
    """Small lines in a panel's lower left corner, or in the upper one if curves leave room there.

    Six lines at most; longer texts are wrapped.
    """

    texts: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Tags(Mark):
    """Names of places along a panel, spread so that none lies on another.

    places : of the first names; those without a place are not shown.
    along : "x", above the panel, or "y", inside it at the left.
    gap : from name to name. rise : above the panel. leaders : lines from the names to the places.
    colors : above the panel, of a swatch beside each name, and of a marker at the panel's edge for
        a place beyond it. lit : the number of a name that stands out.
    """

    places: Any = ()
    texts: Sequence[str] = ()
    gap: float = field(default=25.0, kw_only=True)
    rise: float = field(default=24.0, kw_only=True)
    leaders: bool = field(default=False, kw_only=True)
    along: str = field(default="x", kw_only=True)
    halo: bool = field(default=False, kw_only=True)
    size: float = field(default=10.0, kw_only=True)
    colors: Sequence[str] = field(default=(), kw_only=True)
    lit: int | None = field(default=None, kw_only=True)


@dataclass(frozen=True, eq=False)
class Plot:
    """All of a picture.

    titles : lines at the top; one with the name of a panel stands above that panel.
    about : the question that is looked at; with another one limits are chosen anew, as at rest.
    """

    panels: Mapping[str, Panel]
    marks: Sequence[Mark]
    titles: Sequence[tuple[str, str]] = ()
    layout: Layout = Layout()
    about: Hashable = ""

    def __getitem__(self, name: str) -> Any:
        """The mark of a name."""
        return next(mark for mark in self.marks if mark.name == name)
