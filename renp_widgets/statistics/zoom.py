"""Zoom: where a function is lowest, or crosses a limit, for many rows at once.

Each round samples all rows evenly between their ends, in one call of the function, and goes on
between the neighbours of the best sample. Functions take places (N, points) and return as many
values. What is smooth in another variable is asked for in that one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from renp_widgets.values import Array

__all__ = ["between", "dips", "first_crossing", "lowest", "neighbours"]

Indices = NDArray[np.intp]
Bools = NDArray[np.bool_]


def between(low: Array, high: Array, points: int) -> Array:
    """Places from low to high (N,), both included, (N, points)."""
    return np.asarray(low[:, None] + (high - low)[:, None] * np.linspace(0.0, 1.0, points))


def neighbours(places: Array, k: Indices) -> tuple[Array, Array]:
    """The places before and after the one with index k (N,), or that one at an end, both (N,)."""
    rows, last = np.arange(len(k)), places.shape[1] - 1
    return places[rows, np.maximum(k - 1, 0)], places[rows, np.minimum(k + 1, last)]


def dips(values: Array) -> Bools:
    """Which samples along the last axis are below both neighbours; an end has one of them."""
    around = np.pad(values, [(0, 0)] * (values.ndim - 1) + [(1, 1)], constant_values=np.inf)
    return np.asarray((values < around[..., :-2]) & (values <= around[..., 2:]))


def lowest(
    function: Callable[[Array], Array], low: Array, high: Array, points: int, rounds: int
) -> tuple[Array, Array]:
    """Where a function with one dip between low and high (N,) is lowest, and its value, (N,)."""
    rows = np.arange(len(low))
    for _ in range(rounds):
        places = between(low, high, points)
        values = function(places)
        k = values.argmin(axis=1)
        low, high = neighbours(places, k)
    return places[rows, k], values[rows, k]


def first_crossing(
    before: Callable[[Array], Bools], start: Array, end: Array, points: int, rounds: int
) -> tuple[Array, Array]:
    """The last place seen `before` a crossing, and the first one after it, both (N,).

    On the way from start (N,), where `before` is true, to end, where it is not.
    """
    rows = np.arange(len(start))
    for _ in range(rounds if len(rows) else 0):
        places = between(start, end, points)
        k = before(places[:, 1:-1]).cumprod(axis=1).sum(axis=1)
        start, end = places[rows, k], places[rows, k + 1]
    return start, end
