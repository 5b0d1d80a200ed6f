"""Where panels stand in a figure, and where values stand in panels. Numbers alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from renp_widgets.live.look import WIDTH, Box
from renp_widgets.live.plot import (
    Axis,
    Layout,
    Panel,
)


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
        part = 0.1 if lecture else 0.3
        left, foot = math.floor(x) + part, math.floor(height - down - tall) + 1 - part
        across = sum(wide[panel.column : panel.column + panel.columns])
        across += sum(gaps[panel.column : panel.column + panel.columns - 1])
        boxes[name] = left, foot, float(round(across)), float(round(tall))
    return (WIDTH, height), boxes


def holds(axis: Axis, has: tuple[float, float]) -> bool:
    """Whether an axis with these limits shows what it needs to, and not much more."""
    if axis.needs is None:
        return False
    (low, high), (least, most) = sorted(has), axis.needs
    if least == most:  # nothing that could be dwarfed
        return low <= least <= high
    wide = abs(axis.limits[1] - axis.limits[0])
    return low <= least and most <= high and wide >= 0.4 * (high - low)


def shared_widths(wanted: list[float], room: float) -> list[float]:
    """Widths that fit into `room` together: as wanted, or else with the widest ones cut alike."""
    if sum(wanted) <= room:
        return wanted
    share, left = 0.0, room
    for n, least in enumerate(sorted(wanted)):
        share = left / (len(wanted) - n)
        if least > share:
            break
        left -= least
    return [min(each, share) for each in wanted]


def _root(x: Any) -> Any:
    return np.sqrt(np.maximum(x, 0.0))


def _log(x: Any) -> Any:
    return np.log(np.maximum(x, 1e-300))  # zero is far beyond any end


SCALES: Final[dict[str, tuple[Any, Any]]] = {
    "linear": (np.positive, np.positive),
    "log": (_log, np.exp),
    "root": (_root, np.square),
    "asinh": (np.arcsinh, np.sinh),
}
"""What is even along an axis, and its inverse, by scale."""


def fraction_of(x: Any, ends: tuple[float, float], axis: Axis) -> Any:
    """Where values are between the ends of an axis, in fractions of its length."""
    even, _ = SCALES[axis.scale]
    low, high = (even(end / axis.knee) for end in ends)
    return (even(x / axis.knee) - low) / (high - low)


def value_at(fraction: float, ends: tuple[float, float], axis: Axis) -> float:
    """What is at a fraction of the length of an axis."""
    even, back = SCALES[axis.scale]
    low, high = (even(end / axis.knee) for end in ends)
    return float(axis.knee * back(low + fraction * (high - low)))
