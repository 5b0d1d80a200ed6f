"""Wavelengths: the measure above the full range."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from renp_widgets.live.plot import Top
from renp_widgets.live.ticks import compact, decimals, round_ticks
from renp_widgets.physics.constants import HC
from renp_widgets.values import Array

_ROUND: Final = np.array([1.0, 1.2, 1.5, 2.0, 3.0, 5.0])


def wavelength_ticks(low: float, high: float, room: float) -> Array:
    """Round wavelengths, nm, ascending, whose photon energies in [low, high], eV, lie well apart.

    room : the axis' width, in characters of a label.
    """
    low = max(low, 0.0)
    shortest = HC / high
    if high > 2.5 * low:
        decades = 10.0 ** (math.floor(math.log10(shortest)) + np.arange(3))
        candidates = np.outer(decades, _ROUND).ravel()
    else:
        candidates = round_ticks(shortest, HC / low, 4)
    ticks: list[float] = []
    places: list[float] = []
    for wavelength in candidates.tolist():
        at = (HC / wavelength - low) / (high - low)
        gap = 0.04 + 0.686 / room * len(f"{wavelength:.12g}")
        if gap < at < 1.05 - gap / 2 and (not ticks or places[-1] - at > gap):
            ticks.append(wavelength)
            places.append(at)
    return np.array(ticks)


def _places(low: float, high: float, room: float) -> Array:
    energies: Array = HC / wavelength_ticks(low, high, room)
    return energies


def _labels(energies: Array) -> list[str]:
    wavelengths = HC / energies
    if len(wavelengths) < 2:
        return [compact(each) for each in wavelengths.tolist()]
    places = decimals(float(np.diff(np.sort(wavelengths)).min()))
    return [f"{each:.{places}f}" for each in wavelengths]


WAVELENGTHS: Final = Top("wavelength [nm]", _places, _labels)
