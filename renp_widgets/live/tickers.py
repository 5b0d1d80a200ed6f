"""What matplotlib asks about ticks, answered by `ticks`: locators and formatters."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import Formatter, Locator, NullFormatter

from renp_widgets.live.ticks import (
    compact,
    decimals,
    detuning_ticks,
    energy_ticks,
    exact_decimals,
    round_ticks,
    short,
)
from renp_widgets.values import Array


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


def set_as_said(
    axis: Axis,
    places: Callable[[float, float, float], Array],
    labels: Callable[[Array], list[str]],
    room: float,
) -> None:
    """Ticks where `places(low, high, room)` says, called what `labels(places)` says."""
    axis.set_major_locator(_AsSaid(places, room))
    axis.set_major_formatter(_Called(labels))


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


class _AsSaid(_Ticks):
    def __init__(self, say: Callable[[float, float, float], Array], room: float) -> None:
        self._say, self._room = say, room

    def places(self, low: float, high: float) -> Any:
        return self._say(low, high, self._room)


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
        return [short(f"{x:.{places}f}") for x in ticks]


class _Detuning(_Labels):
    """Powers of ten, or else mantissa and exponent."""

    def labels(self, ticks: Array, step: float) -> list[str]:
        exponents = np.log10(ticks)
        whole = np.abs(exponents - exponents.round()) < 1e-9
        if np.all(whole) and len({*exponents.round()}) == len(ticks):
            return [f"$10^{{{exponent:.0f}}}$" for exponent in exponents]
        powers = 10.0 ** np.floor(exponents + 1e-9)
        places = exact_decimals(ticks / powers, step / float(powers.max()))
        return [short(f"{x:.{places}e}") for x in ticks]


class _Called(_Labels):
    def __init__(self, say: Callable[[Array], list[str]]) -> None:
        self._say = say

    def format_ticks(self, values: Any) -> list[str]:
        return self._say(np.asarray(values, dtype=float))


class _Residual(_Labels):
    """Fixed decimals where these are few, else an exponent."""

    def labels(self, ticks: Array, step: float) -> list[str]:
        largest = float(np.abs(ticks).max())
        if largest < 0.02 or largest >= 1e4:
            powers = 10.0 ** np.floor(np.log10(np.abs(np.where(ticks, ticks, 1.0))) + 1e-9)
            places = exact_decimals(ticks / powers, step / float(powers.max()))
            return [short(f"{x:.{places}e}") if abs(x) > 0.1 * step else "0" for x in ticks]
        return [short(f"{x:.{decimals(step)}f}") for x in ticks]


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
        parts = [short(f"1e{exponent}")] * (exponent != 0) + [f"+{compact(base)}"] * (base != 0)
        self._offset = "\n".join(parts)
        places = decimals(step / 10.0**exponent)
        return [short(f"{(x - base) / 10.0**exponent:.{places}f}") for x in ticks]

    def get_offset(self) -> str:
        """What has been left out of the labels."""
        return self._offset
