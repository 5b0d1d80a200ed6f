"""Wavelengths: the axis above the full range."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from matplotlib.axis import Axis

from renp_widgets.live.ticks import _Labels, _Ticks, compact, decimals, round_ticks
from renp_widgets.physics.constants import HC
from renp_widgets.values import Array

_WAVELENGTHS: Final = np.array([1.0, 1.2, 1.5, 2.0, 3.0, 5.0])


def wavelength_ticks(low: float, high: float, type_size: float = 1.0) -> Array:
    """Round wavelengths, nm, ascending, whose photon energies in [low, high], eV, lie well apart.

    type_size : of the labels, as a multiple of the usual one.
    """
    shortest = HC / high
    if high > 2.5 * low:
        decades = 10.0 ** (math.floor(math.log10(shortest)) + np.arange(3))
        candidates = np.outer(decades, _WAVELENGTHS).ravel()
    else:
        candidates = round_ticks(shortest, HC / low, 4)
    ticks: list[float] = []
    places: list[float] = []
    for wavelength in candidates.tolist():
        at = (HC / wavelength - low) / (high - low)
        gap = 0.04 + 0.016 * type_size * len(f"{wavelength:.12g}")
        if gap < at < 1.05 - gap / 2 and (not ticks or places[-1] - at > gap):
            ticks.append(wavelength)
            places.append(at)
    return np.array(ticks)


def set_wavelength(axis: Axis, type_size: float) -> None:
    """Ticks of round wavelengths on an axis of photon energies."""
    axis.set_major_locator(_Wavelengths(type_size))
    axis.set_major_formatter(_Wavelength())


class _Wavelengths(_Ticks):
    def __init__(self, type_size: float) -> None:
        self._type_size = type_size

    def places(self, low: float, high: float) -> Any:
        return HC / wavelength_ticks(max(low, 0.0), high, self._type_size)


class _Wavelength(_Labels):
    def __call__(self, x: float, pos: int | None = None) -> str:  # noqa: ARG002
        return compact(HC / x) if x > 0 else ""

    def labels(self, ticks: Array, step: float) -> list[str]:  # noqa: ARG002
        wavelengths = HC / ticks
        places = decimals(float(np.diff(np.sort(wavelengths)).min()))
        return [f"{x:.{places}f}" for x in wavelengths]
