"""Residuals: how a curve differs from another one, and how far that reaches."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from renp_widgets.values import Array

_MOST_RATIO: Final = 1e12  # a ratio above this is left out
_NOISE: Final = 1e-9  # below this there is no difference at all


def residual(intensity: Array, reference: Array, compare: str) -> tuple[Array, NDArray[np.bool_]]:
    """I - I_0 or I / I_0, and where that is: a mask (N,), for the ratio true where I_0 > 0.

    compare : "difference" or "ratio".
    """
    if compare == "difference":
        return intensity - reference, np.full(intensity.shape, True)
    there = (reference > 0) & (reference >= intensity / _MOST_RATIO)
    return intensity[there] / reference[there], there


def residual_span(distances: Array, scale: float, *, pole: bool = False) -> float:
    """How far a residual reaches from its base line, but for a divergence; 0 if it lies on it.

    distances : from the base line, evenly spaced over a panel, in the unit of `scale`.
    The largest one counts, up to three times what 80 % of those that are not zero stay below. Where
    there is no pole, what 99 % stay below counts too, up to 2 % of the scale.
    """
    sizes = np.abs(distances)
    sizes = sizes[sizes > _NOISE * scale]
    if not len(sizes):
        return 0.0
    most, nearly_all = np.quantile(sizes, [0.8, 0.99])
    rise = 0.0 if pole else min(nearly_all, 0.02 * scale)
    return float(min(sizes.max(), max(3 * most, rise)))
