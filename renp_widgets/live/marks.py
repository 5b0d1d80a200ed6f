"""Marks: the artists of each kind of them, and how they show what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from renp_widgets.live.artists import placed
from renp_widgets.live.fast_text import Lettering, elided, width, wrapped
from renp_widgets.live.look import DPI, POINTS
from renp_widgets.live.plot import (
    HIGHLIGHT_ALPHA,
    Area,
    Arrow,
    Curve,
    Inset,
    Label,
    Mark,
    Notes,
    Prose,
    Segments,
    Tags,
)
from renp_widgets.live.sheet import Sheet
from renp_widgets.live.ticks import spread
from renp_widgets.values import Array

# Pixels, at the usual type.
_NOTES: Final = (6, 10.0, 11.0, 18.0)  # lines at most, left and lower margin, from line to line
_SWATCH: Final = (-9.0, 9.7)  # from the middle of a tag, and its size
_LIT: Final = (-16.0, 18.4, 20.0)  # what makes a tag stand out: left, right, height


def made_of(sheet: Sheet, mark: Mark) -> Any:
    """The artist of a mark, empty."""
    axes, wide, color = sheet.axes[mark.panel], sheet.look.line, sheet.colors(mark)
    where = {
        "data": axes.transData,
        "rule": axes.get_xaxis_transform(),
        "level": axes.get_yaxis_transform(),
        "axes": axes.transAxes,
    }[mark.at]
    made: Any
    match mark:
        case Curve():
            dashes = sheet.dashes(mark.dashes)
            lw = sheet.width(mark.width)
            made = Line2D([], [], color=color, lw=lw, ls=dashes, alpha=mark.alpha)
            if mark.marker:
                made.set(marker=mark.marker, markersize=mark.size * wide, snap=False)
                edge = lw if mark.marker == "x" else 1.2 * mark.ring
                made.set(markevery=mark.every, markeredgewidth=edge)
                made.set_markeredgecolor(sheet.look.colors.paper if mark.ring else color)
            if mark.at == "rule":
                made.set(snap=False, solid_capstyle="butt")
        case Segments():
            where = axes.transAxes if mark.at == "rule" else where  # see `show`
            made = LineCollection([], colors=color, linestyles=sheet.dashes(mark.dashes))
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
                linestyle=sheet.dashes(mark.dashes),
                shrinkA=0,
                shrinkB=0,
                mutation_scale=14 * sheet.look.type,
            )
            placed(axes, made, where, clip=False)
            return made
        case Prose():
            rows = int(sheet.boxes[mark.panel][3] / (1.4 * sheet.pixels(mark.size)))
            size = mark.size * sheet.look.type
            style: Any = {"size": size, "color": color, "parse_math": False}
            lines = [Text(0, 0, **style) for _ in range(rows)]
            for each in lines:
                placed(axes, each, sheet.in_pixels, clip=False)
            return lines
        case Inset():
            made = Rectangle((0, 0), 0, 1, transform=axes.get_xaxis_transform(), zorder=0)
            made.set_color(color)
            axes.add_patch(made)
            return made
        case Notes():
            return [sheet.words(9.0, halo=True) for _ in range(_NOTES[0])]
        case Tags():
            names = [sheet.words(mark.size, halo=mark.halo) for _ in mark.texts]
            swatches = [sheet.color(name) for name in mark.colors]
            lit = to_rgba(sheet.look.colors.highlight, HIGHLIGHT_ALPHA)
            shapes = PolyCollection([], facecolors=[lit, *swatches, *swatches], linewidth=0)
            shapes.set_snap(False)
            placed(axes, shapes, sheet.in_pixels, clip=False)
            leaders = LineCollection([], colors=color, linewidths=0.9 * wide)
            leaders.set_snap(False)
            placed(axes, leaders, sheet.in_pixels, clip=False)
            return [shapes, leaders, *names]
        case Label(math=True):
            made = Text(0, 0, color=color, size=mark.size * sheet.look.type, ha=mark.align)
            made.set(va=mark.stand, weight="bold" if mark.bold else "normal")
            if mark.halo:
                made.set_path_effects([withStroke(linewidth=3, foreground=sheet.look.colors.paper)])
            placed(axes, made, sheet.in_pixels, clip=False)
            return made
        case Label():
            return sheet.words(mark.size, halo=mark.halo, color=color)
        case _:
            raise TypeError(f"marks must be of live.plot, got {mark!r}")
    placed(axes, made, where, clip=getattr(mark, "clip", True))
    return made


def show(sheet: Sheet, mark: Mark, made: Any, marks: Sequence[Mark]) -> None:
    """Let what `made_of` has made show its mark, which is one of `marks`."""
    shown = mark.shown
    match mark:
        case Curve():
            made.set_data(mark.x, mark.y)
            shown &= len(mark.x) > 0  # to draw nothing takes time
        case Segments():
            lines: Any = mark.lines
            if mark.at == "rule" and len(lines):  # fractions are drawn faster than logarithms
                lines = np.array(lines, dtype=float)
                lines[..., 0] = sheet.fraction(mark.panel, "x", lines[..., 0])
            made.set_segments(lines)
            widths = np.atleast_1d(np.multiply(mark.width, sheet.look.line))
            if not np.array_equal(widths, made.get_linewidth()):  # they seldom change
                made.set_linewidth(widths)
        case Area():
            made.set_verts(mark.shapes)
            shown &= len(mark.shapes) > 0
        case Label():
            x, y = sheet.pixel(mark.panel, mark.at, mark.x, mark.y)
            unit = sheet.look.type
            x, y = x + mark.dx * unit, y + mark.dy * unit
            text = mark.text
            if mark.room:
                room = mark.room * sheet.boxes[mark.panel][2]
                text = elided(text, sheet.pixels(mark.size), room)
            made.set_text(text)
            if not mark.math:
                wide = sheet.wide(text, mark.size)
                back = {"left": 0.0, "center": 0.5, "right": 1.0}[mark.align]
                x = min(x - back * wide, sheet.size[0] - wide)
            made.set_position((x, y))
        case Arrow():
            made.set_positions(mark.start, mark.end)
        case Prose():
            _write(sheet, mark, made)
        case Inset():
            left, right = sorted(mark.zero - x for x in sheet.axes[mark.of].get_xlim())
            made.set_bounds(left, 0, right - left, 1)
        case Notes():
            _note(sheet, mark, made, marks)
        case Tags():
            _tag(sheet, mark, *made)
    for artist in made if isinstance(made, list) else [made]:
        artist.set_visible(shown)


def _tag(
    sheet: Sheet, mark: Tags, shapes: PolyCollection, leaders: LineCollection, *names: Lettering
) -> None:
    """Put names beside their places, apart from each other."""
    unit, (x, y, w, h) = sheet.look.type, sheet.boxes[mark.panel]
    up, margin = mark.along == "y", (14 if mark.colors else 8) * unit
    ends = (y, y + h) if up else (x, x + w)
    inside = ends if up else (x + margin, x + w - margin)
    along = "y" if up else "x"
    fractions = sheet.fraction(mark.panel, along, np.asarray(mark.places, float))
    there = ends[0] + fractions * (ends[1] - ends[0])
    here = np.clip(there, *ends)
    order = np.argsort(here, kind="stable")
    at = np.empty(len(here))
    at[order] = spread(here[order], mark.gap * unit, *inside)
    top = y + h
    foot, end = top + mark.rise * unit, top + (mark.rise - 5) * unit
    for k, (name, text) in enumerate(zip(names, mark.texts, strict=True)):
        name.set_text(text if k < len(at) else "")
        if k < len(at):
            across = at[k] - (1.5 * unit if mark.colors else 0.5 * sheet.wide(text, mark.size))
            name.set_position((x + 8 * unit, at[k] - 4.5 * unit) if up else (across, foot))
    lines = [
        [(place, top), (middle, end - 7 * unit), (middle, end)]
        for place, middle in zip(here.tolist(), at.tolist(), strict=True)
    ]
    leaders.set_segments(lines if mark.leaders else [])
    if mark.colors:
        beyond = np.sign(there - here)
        lit, *swatches = _swatches(sheet, at, foot + 5 * unit, mark.lit)
        nothing = [_box(0.0, 0.0, 0.0, 0.0)] * (len(names) - len(at))  # so that colours fit
        markers = _markers(sheet, here, beyond, top) if np.any(beyond) else []
        shapes.set_verts([lit, *swatches, *nothing, *markers], closed=False)


def _swatches(sheet: Sheet, at: Array, middle: float, lit: int | None) -> list[Any]:
    """What makes a tag stand out, or nothing, and the swatches of all."""
    unit = sheet.look.type
    left, right, high = (each * unit for each in _LIT)
    x = 0.0 if lit is None else at[lit]
    ends = (0.0, 0.0) if lit is None else (x + left, x + right)
    away, size = (each * unit for each in _SWATCH)
    swatches = [_box(x + away - size / 2, x + away + size / 2, middle, size) for x in at.tolist()]
    return [_box(*ends, middle, high), *swatches]


def _markers(sheet: Sheet, here: Array, beyond: Array, top: float) -> list[Any]:
    """Triangles at the edge, to the left (-1) or right (1), or nothing (0)."""
    half = 4.0 * sheet.look.line * DPI / POINTS
    return [
        [(x + s * half, top), (x - s * half, top - s * half), (x - s * half, top + s * half)]
        for x, s in zip(here.tolist(), beyond.tolist(), strict=True)
    ]


def _box(left: float, right: float, middle: float, high: float) -> list[tuple[float, float]]:
    low, top = middle - high / 2, middle + high / 2
    return [(left, low), (right, low), (right, top), (left, top)]


def _note(sheet: Sheet, mark: Notes, lines: Sequence[Lettering], marks: Sequence[Mark]) -> None:
    """Write below the curves, or above them if there is room only there."""
    unit, (x, y, w, h) = sheet.look.type, sheet.boxes[mark.panel]
    size = sheet.pixels(9.0)
    _, left, foot, step = (each * unit for each in _NOTES)
    rows = [row for text in mark.texts for row in reversed(wrapped(text, size, 0.84 * w))]
    if rows:
        low, high = _reach(
            sheet, mark.panel, marks, (left + max(width(row, size) for row in rows)) / w
        )
        room = (foot + step * len(rows)) / h
        if low < room and high < 1 - room:
            foot = h * (1 - room) + 9 * unit
    for k, line in enumerate(lines):
        line.set_text(rows[k] if k < len(rows) else "")
        line.set_position((x + left, y + foot + step * k))


def _reach(sheet: Sheet, panel: str, marks: Sequence[Mark], right: float) -> tuple[float, float]:
    """Lowest and highest place of what is drawn left of a fraction of a panel's width.

    Both are fractions of the panel's height.
    """
    low, high = 1.0, 0.0
    for mark in marks:
        if mark.panel == panel and mark.at == "data" and mark.shown:
            drawn: list[Any] = [(mark.x, mark.y)] if isinstance(mark, Curve) else []
            drawn += [np.transpose(x) for x in mark.shapes] if isinstance(mark, Area) else []
            for x, y in drawn:
                across = sheet.fraction(panel, "x", np.asarray(x))
                up = sheet.fraction(panel, "y", np.asarray(y))[(across >= 0) & (across <= right)]
                low, high = min(low, up.min(initial=1.0)), max(high, up.max(initial=0.0))
    return float(low), float(high)


def _write(sheet: Sheet, mark: Prose, lines: Sequence[Text]) -> None:
    x, foot, wide, high = sheet.boxes[mark.panel]
    size, free = sheet.pixels(mark.size), iter(lines)
    y = foot + high + 0.4 * size
    for k, text in enumerate(mark.texts):
        weight = "normal" if k else "bold"
        # Bold letters are wider than those that are measured.
        for row in wrapped(text, size, wide if k else wide / 1.12):
            y -= 1.4 * size
            if line := next(free, None):  # as many as fit
                line.set(text=row, position=(x, y), weight=weight)
        y -= 0.6 * size
    for line in free:
        line.set_text("")
