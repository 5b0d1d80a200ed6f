"""Checks of what comes in. Each one names the argument, the value and what is allowed."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["broadcast_shape", "choice", "complex_array", "real_array", "real_number"]

Shape = tuple[int, ...]


def real_array(
    name: str,
    value: ArrayLike,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    open_low: bool = False,
) -> NDArray[np.float64]:
    """`value` as an array of finite floats in [low, high], or in (low, high] with `open_low`."""
    array = _array(name, value, kinds="iuf", allowed="real numbers").astype(np.float64)
    good = np.isfinite(array) & (array <= high) & ((array > low) if open_low else (array >= low))
    _refuse_first(name, array, good, _interval(low, high, open_low))
    return array


def complex_array(name: str, value: ArrayLike) -> NDArray[np.complex128]:
    """`value` as an array of finite complex numbers."""
    array = _array(name, value, kinds="iufc", allowed="numbers").astype(np.complex128)
    _refuse_first(name, array, np.isfinite(array), "finite")
    return array


def real_number(
    name: str,
    value: object,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    open_low: bool = False,
) -> float:
    """`value` as one finite float in [low, high], or in (low, high] with `open_low`."""
    array = real_array(name, value, low=low, high=high, open_low=open_low)  # type: ignore[arg-type]
    if array.ndim:
        raise ValueError(f"{name} must be one number, got an array of shape {array.shape}")
    return float(array)


def choice(name: str, value: object, allowed: Iterable[str]) -> str:
    """`value`, if it is one of the `allowed` strings."""
    options = tuple(allowed)
    if not isinstance(value, str):
        raise TypeError(f"{name} must be one of {options}, got {value!r}")
    if value not in options:
        raise ValueError(f"{name} must be one of {options}, got {value!r}")
    return value


def broadcast_shape(**shapes: Shape) -> Shape:
    """The common shape of the named shapes, or a ValueError that lists them."""
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ValueError(f"batch shapes do not broadcast: {listed}") from None


def _array(name: str, value: ArrayLike, *, kinds: str, allowed: str) -> NDArray[np.generic]:
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must be an array of {allowed}: {error}") from None
    if array.dtype.kind not in kinds:
        raise TypeError(f"{name} must be {allowed}, got {value!r} of type {array.dtype}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {array.shape}")
    return array


def _refuse_first(
    name: str, array: NDArray[np.generic], good: NDArray[np.bool_], allowed: str
) -> None:
    if good.all():
        return
    index = tuple(int(k) for k in np.argwhere(~good)[0])
    where = name + (f"[{', '.join(map(str, index))}]" if index else "")
    raise ValueError(f"{where} must be {allowed}, got {array[index]}")


def _interval(low: float, high: float, open_low: bool) -> str:
    if math.isinf(low) and math.isinf(high):
        return "finite"
    if math.isinf(high):
        return f"finite and {'>' if open_low else '>='} {low:g}"
    return f"in {'(' if open_low else '['}{low:g}, {high:g}]"
