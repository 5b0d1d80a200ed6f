"""Checks of what comes in. Each one names the argument, the value and what is allowed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "broadcast_shape",
    "choice",
    "complex_array",
    "flat_batch",
    "hermitian_array",
    "instance",
    "real_array",
    "real_number",
    "square_array",
]

Shape = tuple[int, ...]


def real_array(
    name: str,
    value: ArrayLike,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    open_low: bool = False,
    open_high: bool = False,
) -> NDArray[np.float64]:
    """A copy of `value` as an array of finite floats from `low` to `high`, open ends left out."""
    array = _array(name, value, kinds="iuf", allowed="real numbers").astype(np.float64)
    good = np.isfinite(array)
    good &= (array > low) if open_low else (array >= low)
    good &= (array < high) if open_high else (array <= high)
    _refuse_first(name, array, good, _interval(low, high, open_low, open_high))
    return array


def complex_array(name: str, value: ArrayLike) -> NDArray[np.complex128]:
    """A copy of `value` as an array of finite complex numbers, below 1e30 in modulus."""
    array = _array(name, value, kinds="iufc", allowed="numbers").astype(np.complex128)
    # Infinity and NaN fail the comparison too; its warnings would say nothing more.
    with np.errstate(invalid="ignore", over="ignore"):
        good = np.abs(array) < 1e30
    _refuse_first(name, array, good, "finite and below 1e30 in modulus")
    return array


def square_array(
    name: str, value: ArrayLike, n_states: int | None = None
) -> NDArray[np.complex128]:
    """A copy of `value` as complex matrices B + (n, n), with n = `n_states` where that is given."""
    matrix = complex_array(name, value)
    n = matrix.shape[-1] if matrix.ndim and n_states is None else n_states
    if matrix.ndim < 2 or matrix.shape[-2:] != (n, n):
        wanted = "n" if n_states is None else n_states
        raise ValueError(f"{name} must have shape (..., {wanted}, {wanted}), got {matrix.shape}")
    return matrix


def hermitian_array(
    name: str, value: ArrayLike, n_states: int | None = None
) -> NDArray[np.complex128]:
    """A copy of `value` as Hermitian matrices B + (n, n), up to rounding."""
    matrix = square_array(name, value, n_states)
    excess = np.abs(matrix - matrix.conj().swapaxes(-1, -2))
    if np.any(excess > 1e-12 * np.abs(matrix).max(axis=(-2, -1), keepdims=True)):
        raise ValueError(f"{name} must be Hermitian, got {value!r}")
    return matrix


def real_number(
    name: str,
    value: object,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    open_low: bool = False,
    open_high: bool = False,
) -> float:
    """`value` as one finite float from `low` to `high`, open ends left out."""
    ends = {"low": low, "high": high, "open_low": open_low, "open_high": open_high}
    array = real_array(name, value, **ends)  # type: ignore[arg-type]
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


def instance(name: str, value: object, kind: type) -> None:
    """Refuse a `value` that is not of the `kind`."""
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise TypeError(f"{name} must be {article} {kind.__name__}, got {value!r}")


def broadcast_shape(**shapes: Shape) -> Shape:
    """The common shape of the named shapes, or a ValueError that lists them."""
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ValueError(f"batch shapes do not broadcast: {listed}") from None


def flat_batch(array: NDArray[Any], batch: Shape) -> NDArray[Any]:
    """B + (k,) as (b, k), without a copy where there is no batch axis."""
    shape = (math.prod(batch), array.shape[-1])
    if array.size == math.prod(shape):
        return array.reshape(shape)
    if array.ndim == 1:
        return np.broadcast_to(array, shape)
    return np.broadcast_to(array, batch + shape[1:]).reshape(shape)


def _array(name: str, value: ArrayLike, *, kinds: str, allowed: str) -> NDArray[np.generic]:
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must be an array of {allowed}: {error}") from None
    if array.dtype.kind == "O" and all(type(x) is int and abs(x) < 10**300 for x in array.flat):
        array = array.astype(np.float64)  # 10**21 has no integer of numpy's
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


def _interval(low: float, high: float, open_low: bool, open_high: bool) -> str:
    if math.isinf(low) and math.isinf(high):
        return "finite"
    if math.isinf(high):
        return f"finite and {'>' if open_low else '>='} {low:g}"
    if math.isinf(low):
        return f"finite and {'<' if open_high else '<='} {high:g}"
    return f"in {'(' if open_low else '['}{low:g}, {high:g}{')' if open_high else ']'}"
