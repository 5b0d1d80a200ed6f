"""Ticks and limits of axes: readable from the whole range down to a billionth of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import Formatter, Locator, NullFormatter

from renp_widgets.values import Array

_TINY: Final = 1e-9  # of a step: what counts as on an edge
_MOST: Final = 7  # steps of an axis of photon energies or detunings
_OVERHANG: Final = 2.8  # characters that a label may reach beyond the end of its axis


def spread(x: Array, gap: float, low: float, high: float) -> Array:
    """Positions at least `gap` apart in [low, high], as near to the ascending `x` as can be.

    Least squares: isotonic regression of x - k gap, by its max-min formula.
    """
    k = np.arange(len(x))
    y = x - gap * k
    fit = [max(min(y[i : j + 1].mean() for j in range(n, len(y))) for i in range(n + 1)) for n in k]
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
    return _short(f"{value:.{digits}g}")


def set_energy(axis: Axis, room: float) -> None:
    """Ticks of photon energies, with all the digits that tell them apart; no offsets.

    room : the axis' width, in characters of a label.
    """
    axis.set_major_locator(_Energies(room))
    axis.set_major_formatter(_Plain())


def set_detuning(axis: Axis, room: float) -> None:
    """Ticks on a logarithmic axis, which may show much less than a decade.

    room : the axis' width, in characters of a label.
    """
    axis.set_major_locator(_Detunings(room))
    axis.set_major_formatter(_Detuning())
    axis.set_minor_locator(_Between())
    axis.set_minor_formatter(NullFormatter())


def set_intensity(axis: Axis, type_size: float, ha: str, x: float) -> None:
    """Up to about seven round ticks; what their labels leave out stands above them.

    ha, x : how that is aligned, and where, as a fraction of the panel's width.
    """
    axis.set_major_locator(_Rounded(round(7 / type_size)))
    axis.set_major_formatter(_Intensity())
    axis.get_offset_text().set(ha=ha, x=x, size=8 * type_size, linespacing=1.1)
    axis.OFFSETTEXTPAD = round(6 * type_size)  # clear of the uppermost label


def set_residual(axis: Axis, type_size: float) -> None:
    """A few ticks, with their digits in full."""
    axis.set_major_locator(_Rounded(round(4 / type_size)))
    axis.set_major_formatter(_Residual())


class _Ticks(Locator):
    """Ticks for the limits of the axis, whichever way it points."""

    def __call__(self) -> Any:
        low, high = self.axis.get_view_interval()  # type: ignore[union-attr]
        return self.tick_values(low, high)

    def tick_values(self, vmin: float, vmax: float) -> Any:
        return self.places(*sorted((vmin, vmax)))

    def places(self, low: float, high: float) -> Any:
        raise NotImplementedError


class _Rounded(_Ticks):
    def __init__(self, most: int) -> None:
        self._most = most

    def places(self, low: float, high: float) -> Any:
        return round_ticks(low, high, self._most)


class _Energies(_Ticks):
    def __init__(self, room: float) -> None:
        self._room = room

    def places(self, low: float, high: float) -> Any:
        return energy_ticks(low, high, self._room)


class _Detunings(_Energies):
    def places(self, low: float, high: float) -> Any:
        return detuning_ticks(low, high, self._room)


class _Between(_Ticks):
    """Minor ticks at 2 ... 9 times the powers of ten, where the axis shows several of these."""

    def places(self, low: float, high: float) -> Any:
        if not 20 < high / low < 1e10:
            return []
        first, last = math.floor(math.log10(low)), math.floor(math.log10(high))
        return np.outer(10.0 ** np.arange(first, last + 1), np.arange(2, 10)).ravel()


class _Labels(Formatter):
    """Labels of all ticks of an axis at once, with the digits that tell them apart."""

    def __call__(self, x: float, pos: int | None = None) -> str:  # noqa: ARG002
        return compact(x, 6)

    def format_ticks(self, values: Any) -> list[str]:
        ticks = np.asarray(values, dtype=float)
        if len(ticks) < 2:
            return [self(x) for x in ticks]
        return self.labels(ticks, float(np.diff(np.sort(ticks)).min()))

    def labels(self, ticks: Array, step: float) -> list[str]:
        raise NotImplementedError


class _Plain(_Labels):
    """Fixed decimals."""

    def labels(self, ticks: Array, step: float) -> list[str]:
        places = exact_decimals(ticks, step)
        return [_short(f"{x:.{places}f}") for x in ticks]


class _Detuning(_Labels):
    """Powers of ten, or else mantissa and exponent."""

    def labels(self, ticks: Array, step: float) -> list[str]:
        exponents = np.log10(ticks)
        whole = np.abs(exponents - exponents.round()) < 1e-9
        if np.all(whole) and len({*exponents.round()}) == len(ticks):
            return [f"$10^{{{exponent:.0f}}}$" for exponent in exponents]
        powers = 10.0 ** np.floor(exponents + 1e-9)
        places = exact_decimals(ticks / powers, step / float(powers.max()))
        return [_short(f"{x:.{places}e}") for x in ticks]


class _Residual(_Labels):
    """Fixed decimals where these are few, else an exponent."""

    def labels(self, ticks: Array, step: float) -> list[str]:
        largest = float(np.abs(ticks).max())
        if largest < 0.02 or largest >= 1e4:
            powers = 10.0 ** np.floor(np.log10(np.abs(np.where(ticks, ticks, 1.0))) + 1e-9)
            places = exact_decimals(ticks / powers, step / float(powers.max()))
            return [_short(f"{x:.{places}e}") if abs(x) > 0.1 * step else "0" for x in ticks]
        return [_short(f"{x:.{decimals(step)}f}") for x in ticks]


class _Intensity(_Labels):
    """Short labels: a common factor, or what all ticks have in common, stands beside the end."""

    _offset = ""

    def labels(self, ticks: Array, step: float) -> list[str]:
        largest = float(np.abs(ticks).max())
        order = math.floor(math.log10(largest))
        base, exponent = 0.0, 0 if -3 < order < 5 else order
        if decimals(step / 10.0**exponent) + max(order - exponent, 0) > 3:
            base = float(ticks.min())
            exponent = math.floor(math.log10(float(ticks.max()) - base))
        parts = [_short(f"1e{exponent}")] * (exponent != 0) + [f"+{compact(base)}"] * (base != 0)
        self._offset = "\n".join(parts)
        places = decimals(step / 10.0**exponent)
        return [_short(f"{(x - base) / 10.0**exponent:.{places}f}") for x in ticks]

    def get_offset(self) -> str:
        """What has been left out of the labels."""
        return self._offset


def _short(text: str) -> str:
    """A number without the padding of its exponent, with a true minus sign."""
    mantissa, _, exponent = text.partition("e")
    power = f"e{int(exponent)}" if exponent and int(exponent) else ""
    return f"{mantissa}{power}".replace("-", _MINUS)
