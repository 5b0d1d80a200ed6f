"""Sheet: what marks are drawn on. Panels with their axes, where they stand, colours and type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, LogLocator, NullLocator
from matplotlib.transforms import Affine2D

from renp_widgets.live.artists import dress, placed
from renp_widgets.live.fast_text import Lettering, width
from renp_widgets.live.layout import SCALES, fraction_of, laid_out, value_at
from renp_widgets.live.look import DPI, POINTS, Look
from renp_widgets.live.plot import Axis, Mark, Panel, Plot, Top
from renp_widgets.live.tickers import (
    set_as_said,
    set_detuning,
    set_energy,
    set_intensity,
    set_residual,
)


class Sheet:
    """The panels of a plot, empty, in a look; all else of the figure goes.

    size : width and height, pixels. boxes, axes : of the panels, by name, in pixels from the lower
        left. in_pixels : the transform from there.
    follow : what is to be called when limits change.
    """

    def __init__(
        self, figure: Figure, plot: Plot, look: Look, follow: Callable[[Axes], None]
    ) -> None:
        for axes in figure.axes:
            axes.set(xscale="linear", yscale="linear")  # clearing would give a log axis a 0
        figure.clear()
        figure.set_facecolor(look.colors.paper)
        self.look, self.layout = look, plot.layout
        self.size, self.boxes = laid_out(plot.layout, plot.panels, lecture=look.lecture)
        self._panels = plot.panels
        width, height = self.size
        figure.set_size_inches((width / DPI, height / DPI))
        self.in_pixels = Affine2D().scale(1 / width, 1 / height) + figure.transFigure
        self.axes: dict[str, Axes] = {}
        for name, panel in plot.panels.items():
            left, foot, wide, high = self.boxes[name]
            box = left / width, foot / height, wide / width, high / height
            shared: Any = self.axes.get(panel.shares)
            self.axes[name] = axes = figure.add_axes(box, sharex=shared)
            self._dress(axes, panel, wide, high)
            axes.callbacks.connect("xlim_changed", follow)
            axes.callbacks.connect("ylim_changed", follow)

    # Values and places

    def fraction(self, panel: str, direction: str, value: Any) -> Any:
        """Where values of the "x" or "y" axis are, in fractions of the panel."""
        ends, axis = self._seen(panel, direction)
        return fraction_of(value, ends, axis)

    def value(self, panel: str, direction: str, fraction: float) -> float:
        """What is there."""
        ends, axis = self._seen(panel, direction)
        return value_at(fraction, ends, axis)

    def _seen(self, panel: str, direction: str) -> tuple[tuple[float, float], Axis]:
        axes, seen = self.axes[panel], self._panels[panel]
        return (axes.get_xlim(), seen.x) if direction == "x" else (axes.get_ylim(), seen.y)

    def pixel(self, panel: str, at: str, x: float, y: float) -> tuple[float, float]:
        """Where something is in the figure, pixels; `at` as that of a Mark."""
        left, foot, wide, high = self.boxes[panel]
        if at in ("data", "rule"):
            x = float(self.fraction(panel, "x", x))
        if at in ("data", "level"):
            y = float(self.fraction(panel, "y", y))
        return left + x * wide, foot + y * high

    # Colours, dashes, words

    def color(self, name: str) -> str:
        """The colour of a name, as #rrggbb."""
        kind, _, k = name.partition(" ")
        if kind == "channel":
            return self.look.channel_colors[int(k)]
        if kind == "pin":
            return self.look.pin_colors[int(k)]
        return str(getattr(self.look.colors, name))

    def colors(self, mark: Mark) -> Any:
        """The colour of a mark, or of each of its parts."""
        return (
            self.color(mark.color)
            if isinstance(mark.color, str)
            else [self.color(name) for name in mark.color]
        )

    def dashes(self, dashes: Any) -> Any:
        """Dashes by name, or of each line."""
        if isinstance(dashes, list):
            return [self.dashes(each) for each in dashes]
        match dashes.split() if isinstance(dashes, str) else ():
            case ["channel", k]:
                return self.look.line_dashes[int(k)]
            case ["resonance"]:
                return self.look.line_dashes[-1]
            case ["pin", k]:
                return self.look.pin_dashes[int(k)]
        return dashes

    def width(self, width: float | str) -> float:
        """Width of a curve, or of a pin by its name, points."""
        if isinstance(width, str):
            width = self.look.pin_widths[int(width.split()[1])]
        return width * self.look.line

    def words(self, size: float, *, halo: bool = False, color: Any = None) -> Lettering:
        """Words whose place is in pixels of the figure; a halo is of paper."""
        colors = self.look.colors
        around = colors.paper if halo else None
        words = Lettering(0, 0, around, color=color or colors.ink, size=size * self.look.type)
        placed(next(iter(self.axes.values())), words, self.in_pixels, clip=False)
        return words

    def pixels(self, size: float) -> float:
        """The size of type of so many points at the usual type, pixels."""
        return size * self.look.type * DPI / POINTS

    def wide(self, text: str, size: float) -> float:
        """Width of a text of this type size, pixels."""
        return width(text, self.pixels(size))

    # Axes

    def _dress(self, axes: Axes, panel: Panel, wide: float, high: float) -> None:
        """Scales, ticks and labels of a panel of this size, pixels."""
        look = self.look
        dress(axes, look)
        for direction, axis in (("x", panel.x), ("y", panel.y)):
            of: Any = axes.xaxis if direction == "x" else axes.yaxis
            keywords: Any = {
                "root": {"value": "function", "functions": SCALES["root"]},
                "asinh": {"value": "asinh", "linear_width": axis.knee},
            }.get(axis.scale, {"value": axis.scale})
            (axes.set_xscale if direction == "x" else axes.set_yscale)(**keywords)
            self._scale(of, axis, wide, high, vertical=direction == "y")
            of.set_label_text(axis.label, color=look.colors.ink, size=axis.size * look.type)
            of.set_tick_params(which="both", labelsize=axis.tick_size * look.type)
            if axis.bare:
                of.set_tick_params(which="both", labelleft=False, labelbottom=False)
                if direction == "x":
                    of.set_tick_params(which="both", bottom=False)
            if direction not in panel.grid:
                of.grid(visible=False)
        axes.yaxis.set_label_coords(-panel.y.away * look.type / wide, 0.5)  # whatever the digits
        if panel.says:
            setattr(axes, "format_coord", panel.says)  # noqa: B010
        if panel.top:
            self._measure(axes, panel.top, wide / (8 * look.type))
        sides = {"l": "left", "r": "right", "t": "top", "b": "bottom"}
        for letter, side in sides.items():
            axes.spines[side].set_visible(letter in panel.frame)

    def _measure(self, axes: Axes, top: Top, room: float) -> None:
        """Another measure above a panel."""
        look, ink = self.look, self.look.colors.ink
        above = axes.secondary_xaxis("top")
        above.set_xlabel(top.label, color=ink, size=9 * look.type)
        above.tick_params(colors=ink, labelsize=8 * look.type, width=0.8 * look.line)
        above.spines[:].set(color=ink, linewidth=0.8 * look.line)
        set_as_said(above.xaxis, top.places, top.labels, room)

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
