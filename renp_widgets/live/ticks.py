"""Where ticks stand and what they say: readable from the whole range down to a billionth of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import accumulate
from typing import Final

import numpy as np

from renp_widgets.values import Array

_TINY: Final = 1e-9  # of a step: what counts as on an edge
_MOST: Final = 7  # steps of an axis of photon energies or detunings
_OVERHANG: Final = 2.8  # characters that a label may reach beyond the end of its axis


def spread(x: Array, gap: float, low: float, high: float) -> Array:
    """Positions at least `gap` apart in [low, high], as near to the ascending `x` as can be.

    Least squares: isotonic regression of x - k gap, by its max-min formula.
    """
    if not len(x):
        return x
    k = np.arange(len(x))
    sums = [0.0, *accumulate((x - gap * k).tolist())]
    fit = [
        max(
            min((sums[j] - sums[i]) / (j - i) for j in range(n + 1, len(sums)))
            for i in range(n + 1)
        )
        for n in range(len(x))
    ]
    places: Array = np.clip(fit, low, high - gap * k[-1]) + gap * k
    return places


def decimals(step: float) -> int:
    """How many decimal places tell multiples of a round `step` > 0 apart."""
    return max(0, -math.floor(math.log10(step) + _TINY))


def exact_decimals(ticks: Array, least: float) -> int:
    """How many decimal places write `ticks` exactly, to well below their distance `least` > 0."""
    places = 0
    while places < 15 and np.any(np.abs(ticks.round(places) - ticks) > 0.01 * least):
        places += 1
    return places


def round_ticks(low: float, high: float, most: int) -> Array:
    """Multiples of 1, 2 or 5 times a power of ten in [low, high]: at least two, evenly spaced.

    There are `most` + 1 of them at most, or four where `most` is less than three.
    """
    found = np.empty(0)
    for step in _round_steps((high - low) / most):
        ticks = _multiples(step, low, high)
        if len(ticks) > 1 and (len(ticks) <= most + 1 or not len(found)):
            found = ticks
    return found


def energy_ticks(low: float, high: float, room: float) -> Array:
    """Ticks for a linear axis of photon energies, of which two or more are labelled.

    room : the axis' width, in characters of a label.
    """

    def places(x: Array) -> Array:
        return (x - low) / (high - low)

    return _roomy(low, high, room, places, lambda step: len(f"{high:.{decimals(step)}f}"))


def detuning_ticks(low: float, high: float, room: float) -> Array:
    """Ticks for a logarithmic axis from `low` > 0 to `high`, of which two or more are labelled.

    Powers of ten, or 1, 2 and 5 times them, or evenly spaced ones, as the span asks for.

    room : the axis' width, in characters of a label.
    """

    def places(x: Array) -> Array:
        return np.log(x / low) / math.log(high / low)

    first, last = math.ceil(math.log10(low) - _TINY), math.floor(math.log10(high) + _TINY)
    powers = np.power(10.0, np.arange(first, last + 1))
    if len(powers) > 2 or (len(powers) == 2 and high < 20 * low):
        return powers[:: math.ceil(5 * len(powers) / (room + 5))]
    some = np.outer(10.0 ** np.arange(first - 1, last + 1), [1.0, 2.0, 5.0]).ravel()
    some = some[(some >= low * (1 - _TINY)) & (some <= high * (1 + _TINY))]
    if len(some) > 2:
        return _whole(some, places(some), room, 4)
    return _roomy(low, high, room, places, lambda step: 5 + decimals(step / high))


def _roomy(
    low: float,
    high: float,
    room: float,
    places: Callable[[Array], Array],
    length: Callable[[float], int],
) -> Array:
    """The most round ticks, up to eight, whose labels of some length fit beside each other.

    places : from values to fractions of the axis. Where not even two round ones fit, two others do.
    """
    found = np.empty(0)
    for step in _round_steps((high - low) / _MOST):
        ticks = _multiples(step, low, high)
        ticks = _whole(ticks, places(ticks), room, length(step))
        apart = np.diff(places(ticks)).min(initial=1.0) * room
        if 1 < len(ticks) <= _MOST + 1 and apart > length(step) + 0.5:
            found = ticks
    if len(found) > 1:
        return found
    pair = low + (high - low) * np.array([0.22, 0.78])
    return pair.round(decimals(0.1 * (high - low)))


def _whole(ticks: Array, places: Array, room: float, length: int) -> Array:
    """Those ticks whose labels do not reach too far beyond the ends of their axis."""
    reach = (0.5 * length - _OVERHANG) / room
    return ticks[(places >= reach) & (places <= 1 - reach)]


def _round_steps(about: float) -> list[float]:
    """Round steps, descending, from five times `about` or more to a fifth of it or less."""
    decade = 10.0 ** math.floor(math.log10(about))
    return [decade * step for step in (50.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2)]


def _multiples(step: float, low: float, high: float) -> Array:
    first, last = math.ceil(low / step - _TINY), math.floor(high / step + _TINY)
    return np.arange(float(first), last + 1) * step


_MINUS: Final = "\N{MINUS SIGN}"


def compact(value: float, digits: int = 12) -> str:
    """`value` with so many significant digits and a short exponent: 1.2e−4."""
    return short(f"{value:.{digits}g}")


def short(text: str) -> str:
    """A number without the padding of its exponent, with a true minus sign."""
    mantissa, _, exponent = text.partition("e")
    power = f"e{int(exponent)}" if exponent and int(exponent) else ""
    return f"{mantissa}{power}".replace("-", _MINUS)
