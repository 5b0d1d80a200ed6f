"""Oscillation parameters: what global fits say about mixing angles and mass splittings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.checks import (
    RefusedInput,
    angle_array,
    broadcast_shape,
    choice,
    instance,
    real_array,
    real_number,
)
from renp_widgets.values import FrozenMapping, Value

__all__ = [
    "DEFAULT_DATA",
    "DEFAULT_PRESET",
    "NUFIT_6_0",
    "NUFIT_6_1",
    "OSCILLATION_DATA",
    "OscillationParameters",
]

Ranges = Mapping[str, tuple[float, float]]
PARAMETERS: Final = (
    "sin2_theta12",
    "sin2_theta13",
    "sin2_theta23",
    "delta",
    "dm2_21",
    "dm2_3l",
)
"""The six parameters by name."""
_LARGEST: Final = {"dm2_21": 1e-2, "dm2_3l": 1e-1}  # eV^2: about 100 and 40 times what is measured
_INTERVAL_UNITS: Final = {"delta": "radians", "dm2_21": "eV^2", "dm2_3l": "eV^2"}
_FARTHEST: Final = 5.0  # widths from the best fit, wherever the 3 sigma interval ends


@dataclass(frozen=True, eq=False)
class OscillationParameters(Value):
    """Three-flavour oscillation parameters of one mass ordering, PDG convention.

    Parameters
    ----------
    sin2_theta12, sin2_theta13, sin2_theta23 : sin^2 of the mixing angles, in [0, 1].
    delta : Dirac CP phase, radians.
    dm2_21 : m_2^2 - m_1^2, eV^2, positive.
    dm2_3l : m_3^2 - m_1^2 > 0 in normal, m_3^2 - m_2^2 < 0 in inverted ordering, eV^2.
    one_sigma, three_sigma : intervals (low, high) by field name, in the field's unit, or None where
        the source was not transcribed.
    citation, name : where the numbers come from, in full and in short.

    The six parameters may be arrays of one batch shape.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> rw.NUFIT_6_1["inverted"].ordering, rw.NUFIT_6_1["inverted"].dm2_21
    ('inverted', 7.537e-05)
    """

    sin2_theta12: ArrayLike
    sin2_theta13: ArrayLike
    sin2_theta23: ArrayLike
    delta: ArrayLike
    dm2_21: ArrayLike
    dm2_3l: ArrayLike
    one_sigma: Ranges | None = field(default=None, repr=False)
    three_sigma: Ranges | None = field(default=None, repr=False)
    citation: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        checked = {name: _checked(name, getattr(self, name)) for name in PARAMETERS}
        splitting = checked["dm2_3l"]
        if not (np.all(splitting > 0) or np.all(splitting < 0)):
            raise RefusedInput(
                "dm2_3l must be positive (normal) or negative (inverted) throughout, "
                f"got {splitting}"
            )
        broadcast_shape(**{name: array.shape for name, array in checked.items()})
        if np.any(np.abs(splitting) < checked["dm2_21"]):
            raise RefusedInput(
                "dm2_3l must be <= -dm2_21 in inverted and >= dm2_21 in normal ordering, got "
                f"{splitting} eV^2"
            )
        for name, array in checked.items():
            array.flags.writeable = False
            object.__setattr__(self, name, array if array.ndim else float(array))
        for ranges in ("one_sigma", "three_sigma"):
            value = getattr(self, ranges)
            if value is not None:
                object.__setattr__(self, ranges, _intervals(ranges, value))

    @property
    def ordering(self) -> str:
        """The mass ordering, "normal" or "inverted", as the sign of dm2_3l says."""
        return "normal" if np.all(np.asarray(self.dm2_3l) > 0) else "inverted"

    def one_sigma_errors(self, name: str) -> tuple[float, tuple[float, float], tuple[float, float]]:
        """Best fit, its errors below and above, and where each side is cut off, in such errors.

        The errors reach to the ends of `one_sigma`, the cuts to those of `three_sigma`, or without
        that to three errors, or to where sin^2 theta or the sign of a splitting would stop being
        physical. Best fit and errors are in the parameter's unit.
        """
        choice("name", name, PARAMETERS)
        best = real_number(name, getattr(self, name))
        if self.one_sigma is None:
            raise RefusedInput(
                f"parameters of {self.ordering} ordering must have one_sigma intervals to be "
                f"varied, got None: not transcribed from {self.citation or 'their source'}"
            )
        widths = _distances("one_sigma", self.one_sigma, name, best)
        reach = (3 * widths[0], 3 * widths[1])
        if self.three_sigma is not None:
            reach = _distances("three_sigma", self.three_sigma, name, best)
        room = [math.inf, math.inf]
        if name.startswith("sin2"):
            room = [best, 1 - best]
        elif name.startswith("dm2"):
            room = [abs(best), _LARGEST[name] - abs(best)][:: 1 if best > 0 else -1]
        below, above = (
            min(r, limit, _FARTHEST * w) / w if w > 0 else 0.0
            for r, limit, w in zip(reach, room, widths, strict=True)
        )
        return best, widths, (below, above)


def _checked(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """One of PARAMETERS within what is physical, and not in the unit of a printed table."""
    if name == "delta":
        return angle_array(name, value)
    if name.startswith("sin2"):
        return real_array(name, value, low=0.0, high=1.0)
    positive = {"low": 0.0, "open_low": True} if name == "dm2_21" else {}
    array = real_array(name, value, "eV^2", **positive)  # type: ignore[arg-type]
    if np.any(np.abs(array) > _LARGEST[name]):
        raise RefusedInput(
            f"{name} must be in eV^2, at most {_LARGEST[name]:g} in size (far beyond all "
            f"measurements), got {value!r}"
        )
    return array


def _intervals(label: str, given: object) -> Ranges:
    """Intervals by parameter, as plain numbers. Angles may end beyond a turn."""
    instance(label, given, Mapping)
    intervals = {}
    for name, ends in given.items():  # type: ignore[attr-defined]
        choice(f"name in {label}", name, PARAMETERS)
        unit = _INTERVAL_UNITS.get(name, "")
        pair = real_array(f"{label}[{name!r}]", ends, unit)
        if pair.shape != (2,) or pair[0] > pair[1]:
            raise RefusedInput(f"{label}[{name!r}] must be two ascending numbers, got {ends!r}")
        intervals[name] = (float(pair[0]), float(pair[1]))
    return FrozenMapping(intervals)


def _distances(label: str, intervals: Ranges, name: str, best: float) -> tuple[float, float]:
    """From the best fit to both ends of an interval."""
    low, high = intervals.get(name, (math.nan, math.nan))
    if not low <= best <= high:
        raise RefusedInput(
            f"{label} must have an interval for {name} around {best}, got {intervals}"
        )
    return best - low, high - best


_UNITS: Final = {"delta": math.pi / 180, "dm2_21": 1e-5, "dm2_3l": 1e-3}
_Row = tuple[float, ...]


def _parameters(name: str, citation: str, **rows: _Row) -> OscillationParameters:
    """From rows as printed: best fit, ends of the 1 sigma interval, ends of the 3 sigma one."""
    scaled = {name: [x * _UNITS.get(name, 1.0) for x in row] for name, row in rows.items()}
    has_one = all(len(row) >= 3 for row in scaled.values())
    has_three = all(len(row) >= 5 for row in scaled.values())
    return OscillationParameters(
        **{name: row[0] for name, row in scaled.items()},
        one_sigma={k: (row[1], row[2]) for k, row in scaled.items()} if has_one else None,
        three_sigma={k: (row[3], row[4]) for k, row in scaled.items()} if has_three else None,
        citation=citation,
        name=name,
    )


_NUFIT_6_0: Final = (
    "NuFIT 6.0 (with SK)",
    "NuFIT 6.0 (September 2024) with SK atmospheric data (IC24 + SK-atm): I. Esteban et al., "
    "JHEP 12 (2024) 216, arXiv:2410.05380",
)
_NUFIT_6_1: Final = (
    "NuFIT 6.1 (with SK)",
    "NuFIT 6.1 (December 2025, with JUNO's first data) with SK atmospheric data, www.nu-fit.org, "
    "after I. Esteban et al., JHEP 12 (2024) 216, arXiv:2410.05380",
)
NUFIT_6_0: Final[Mapping[str, OscillationParameters]] = FrozenMapping(
    {
        "normal": _parameters(
            *_NUFIT_6_0,
            sin2_theta12=(0.308, 0.297, 0.320, 0.275, 0.345),
            sin2_theta13=(0.02215, 0.02157, 0.02271, 0.02030, 0.02388),
            sin2_theta23=(0.470, 0.457, 0.487, 0.435, 0.585),
            delta=(212, 171, 238, 124, 364),
            dm2_21=(7.49, 7.30, 7.68, 6.92, 8.05),
            dm2_3l=(2.513, 2.494, 2.534, 2.451, 2.578),
        ),
        "inverted": _parameters(
            *_NUFIT_6_0,
            sin2_theta12=(0.308, 0.297, 0.320, 0.275, 0.345),
            sin2_theta13=(0.02231, 0.02175, 0.02287, 0.02060, 0.02409),
            sin2_theta23=(0.550, 0.535, 0.562, 0.440, 0.584),
            delta=(274, 249, 296, 201, 335),
            dm2_21=(7.49, 7.30, 7.68, 6.92, 8.05),
            dm2_3l=(-2.484, -2.504, -2.464, -2.547, -2.421),
        ),
    }
)
"""NuFIT 6.0 best fits and ranges with SK atmospheric data, by ordering."""
NUFIT_6_1: Final[Mapping[str, OscillationParameters]] = FrozenMapping(
    {
        "normal": _parameters(
            *_NUFIT_6_1,
            sin2_theta12=(0.3088, 0.3022, 0.3155),
            sin2_theta13=(0.02248, 0.02189, 0.02303),
            sin2_theta23=(0.470, 0.456, 0.487),
            delta=(212, 176, 238),
            dm2_21=(7.537, 7.437, 7.631),
            dm2_3l=(2.511, 2.491, 2.532),
        ),
        "inverted": _parameters(
            *_NUFIT_6_1,
            sin2_theta12=(0.3088, 0.3022, 0.3155),
            sin2_theta13=(0.02262, 0.02206, 0.02319),
            sin2_theta23=(0.550, 0.534, 0.563),
            delta=(274, 249, 296),
            dm2_21=(7.537, 7.437, 7.631),
            dm2_3l=(-2.483, -2.503, -2.463),
        ),
    }
)
"""NuFIT 6.1 best fits and 1 sigma ranges with SK atmospheric data, by ordering.

There are no 3 sigma ranges: not all of them could be transcribed, and none is made up here. What is
sampled or fitted ends at three widths.
"""
OSCILLATION_DATA: Final[Mapping[str, Mapping[str, OscillationParameters]]] = FrozenMapping(
    {"nufit-6.1": NUFIT_6_1, "nufit-6.0": NUFIT_6_0}
)
"""The presets by the names that links and files give them."""
DEFAULT_DATA: Final = "nufit-6.1"
"""The name of the oscillation data that are used unless others are chosen."""
DEFAULT_PRESET: Final = OSCILLATION_DATA[DEFAULT_DATA]
