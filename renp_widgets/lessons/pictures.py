"""Small pictures as inline SVG. They take the page's own colour, whatever its theme."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

COLUMN: Final = 66
"""Pixels between two points of a sketch."""
_HEIGHT: Final = 170
_MARGIN: Final = 24
_ROW: Final = 18
_WIDTH: Final = 560
_GIVEN: Final = "#3f90da"  # what the reader has placed
_TRUE: Final = "#e76300"


def axis(
    placed: Mapping[str, float],
    low: float,
    high: float,
    unit: str,
    true: Mapping[str, float] | None = None,
) -> str:
    """Marks on a logarithmic axis from `high`, at the left, to `low`; the true ones are dashed.

    So a detuning falls towards the end point of the spectrum, at the right, as in all figures.
    """
    span = math.log10(high / low)
    base = _ROW * len(placed) + 14

    def across(value: float) -> float:
        inside = min(max(value, low), high)
        return _MARGIN + (_WIDTH - 2 * _MARGIN) * math.log10(high / inside) / span

    parts = [_line(_MARGIN, base, _WIDTH - _MARGIN, base)]
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    for power in range(first, last + 1):
        x = across(10.0**power)
        label = f'10<tspan dy="-5" font-size="10">{power}</tspan>'
        parts += [_line(x, base, x, base + 6), _text(x, base + 22, label)]
    parts.append(_text(_WIDTH - _MARGIN, base + 40, escape(unit), "end"))
    for k, (name, value) in enumerate(placed.items()):
        top = _ROW * k + 14
        if true is not None:
            x = across(true[name])
            parts.append(_line(x, top - 10, x, base, _TRUE, "4 3"))
        x = across(value)
        side, place = ("start", x + 5) if x < _WIDTH / 2 else ("end", x - 5)
        parts += [_line(x, top - 10, x, base, _GIVEN), _text(place, top, escape(name), side)]
    return _svg(_WIDTH, base + 46, "marks on an axis", parts)


def sketch(
    x: Sequence[str | float],
    heights: Sequence[float],
    low: float,
    high: float,
    true: Sequence[float] | None = None,
) -> str:
    """A curve through points, from `low` to `high`; the true one is dashed."""
    width, foot = COLUMN * len(x), _HEIGHT - 28

    def spot(k: int, value: float) -> tuple[float, float]:
        inside = min(max(value, low), high)
        return COLUMN * (k + 0.5), foot - (foot - 12.0) * (inside - low) / (high - low)

    def path(values: Sequence[float], color: str, dashes: str = "") -> str:
        spots = [spot(k, value) for k, value in enumerate(values)]
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in spots)
        dots = "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5"/>' for a, b in spots)
        style = f'fill="none" stroke="{color}" stroke-width="2" stroke-dasharray="{dashes}"'
        return f'<polyline points="{line}" {style}/><g fill="{color}">{dots}</g>'

    _, zero = spot(0, 0.0)
    parts = [_line(0, zero, width, zero)]
    for k, label in enumerate(x):
        parts.append(_text(COLUMN * (k + 0.5), foot + 20, escape(f"{label}")))
    if true is not None:
        parts.append(path(true, _TRUE, "5 4"))
    parts.append(path(heights, _GIVEN))
    return _svg(width, _HEIGHT, "the sketch", parts)


def _svg(width: float, height: float, label: str, parts: Sequence[str]) -> str:
    return (
        f'<svg role="img" aria-label="{escape(label)}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-size="13" fill="currentColor">{"".join(parts)}</svg>'
    )


def _line(
    x0: float, y0: float, x1: float, y1: float, color: str = "currentColor", dashes: str = ""
) -> str:
    wide = 1 if color == "currentColor" else 2
    return (
        f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{color}" '
        f'stroke-width="{wide}" stroke-dasharray="{dashes}"/>'
    )


def _text(x: float, y: float, html: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html}</text>'
