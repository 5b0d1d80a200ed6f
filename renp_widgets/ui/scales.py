"""Numbers for axes and labels: round limits, wavelength ticks, places that do not overlap."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renp_widgets.constants import HC

__all__ = ["nice_above", "spread", "wavelength_ticks"]

Array = NDArray[np.float64]

_NICE: Final = np.array([1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0])
_WAVELENGTHS: Final = np.array([1.0, 1.2, 1.5, 2.0, 3.0, 5.0])


def spread(x: Array, gap: float, low: float, high: float) -> Array:
    """Positions at least `gap` apart in [low, high], as near to the ascending `x` as can be.

    Least squares: isotonic regression of x - k gap, by its max-min formula.
    """
    k = np.arange(len(x))
    y = x - gap * k
    fit = [max(min(y[i : j + 1].mean() for j in range(n, len(y))) for i in range(n + 1)) for n in k]
    places: Array = np.clip(fit, low, high - gap * k[-1]) + gap * k
    return places


def nice_above(value: float) -> float:
    """The smallest round number that is not below `value` > 0."""
    decade = 10.0 ** math.floor(math.log10(value))
    return float(decade * _NICE[np.searchsorted(_NICE, value / decade)])


def wavelength_ticks(end_point: float) -> Array:
    """Round wavelengths, nm, whose photon energies below `end_point`, eV, lie well apart."""
    shortest = HC / end_point
    decades = 10.0 ** (math.floor(math.log10(shortest)) + np.arange(3))
    ticks: list[float] = []
    for wavelength in np.outer(decades, _WAVELENGTHS).ravel().tolist():
        at = shortest / wavelength
        gap = 0.04 + 0.016 * len(f"{wavelength:g}")
        if gap < at <= 1 and (not ticks or shortest / ticks[-1] - at > gap):
            ticks.append(wavelength)
    return np.array(ticks)
