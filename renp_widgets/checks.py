"""Checks of what comes in. Each one names the argument, the value and what is allowed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from operator import index
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "RefusedInput",
    "angle",
    "angle_array",
    "broadcast_shape",
    "choice",
    "complex_array",
    "flat_batch",
    "hermitian_array",
    "instance",
    "random_seed",
    "real_array",
    "real_number",
    "shortened",
    "square_array",
    "truth_value",
    "whole_number",
]


Shape = tuple[int, ...]
_MOST: Final = 10**15  # exact as a float
_MAX_SHOWN: Final = 200  # characters of a value in a message
_PLAIN: Final = frozenset((float, int, complex, bool, str, type(None), np.float64))
_MAX_AXES: Final = 24  # numpy has 64, some of its functions 32


class RefusedInput(ValueError):  # noqa: N818  # a refusal is no error of ours
    """Input that cannot be used: the message names it and says what is allowed.

    The apps show it to who is at the page, and nothing else of an exception.

    ends : the interval of a number that is out of it, in its own unit, for who says it in another.
    """

    ends: tuple[float, float] | None = None


def real_array(
    name: str,
    value: ArrayLike,
    unit: str = "",
    *,
    low: float = -math.inf,
    high: float = math.inf,
    open_low: bool = False,
    open_high: bool = False,
    can_be_empty: bool = False,
) -> NDArray[np.float64]:
    """A copy of `value` as an array of finite floats from `low` to `high`, open ends left out.

    `unit` is what the plain numbers stand for, for messages; "" is a pure number.
    """
    array = _array(name, value, unit, "iuf", "real numbers", can_be_empty).astype(np.float64)
    # NaN fails every comparison, and infinity those with an open end.
    good = (array > low) if open_low or low == -math.inf else (array >= low)
    good &= (array < high) if open_high or high == math.inf else (array <= high)
    _refuse_first(name, array, good, _interval(low, high, open_low, open_high), unit, (low, high))
    return array


def angle_array(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """A copy of `value` as an array of angles within two turns: degrees would rarely be."""
    array = real_array(name, value, "radians")
    good = np.abs(array) <= 4 * math.pi
    _refuse_first(name, array, good, "in radians, from -4 pi to 4 pi", "")
    return array


def complex_array(name: str, value: ArrayLike, unit: str = "") -> NDArray[np.complex128]:
    """A copy of `value` as an array of finite complex numbers, below 1e30 in modulus."""
    array = _array(name, value, unit, "iufc", "numbers").astype(np.complex128)
    # Infinity and NaN fail the comparison too; its warnings would say nothing more.
    with np.errstate(invalid="ignore", over="ignore"):
        good = np.abs(array) < 1e30
    _refuse_first(name, array, good, "finite and below 1e30 in modulus", unit)
    return array


def square_array(
    name: str, value: ArrayLike, n_states: int | None = None, unit: str = ""
) -> NDArray[np.complex128]:
    """A copy of `value` as complex matrices B + (n, n), with n = `n_states` where that is given."""
    matrix = complex_array(name, value, unit)
    n = matrix.shape[-1] if matrix.ndim and n_states is None else n_states
    if matrix.ndim < 2 or matrix.shape[-2:] != (n, n):
        wanted = "n" if n_states is None else n_states
        raise RefusedInput(f"{name} must have shape (..., {wanted}, {wanted}), got {matrix.shape}")
    return matrix


def hermitian_array(
    name: str, value: ArrayLike, n_states: int | None = None, unit: str = ""
) -> NDArray[np.complex128]:
    """A copy of `value` as Hermitian matrices B + (n, n), up to rounding."""
    matrix = square_array(name, value, n_states, unit)
    excess = np.abs(matrix - matrix.conj().swapaxes(-1, -2))
    if np.any(excess > 1e-12 * np.abs(matrix).max(axis=(-2, -1), keepdims=True)):
        raise RefusedInput(f"{name} must be Hermitian, got {value!r}")
    return matrix


def real_number(
    name: str,
    value: object,
    unit: str = "",
    *,
    low: float = -math.inf,
    high: float = math.inf,
    open_low: bool = False,
    open_high: bool = False,
) -> float:
    """`value` as one finite float from `low` to `high`, open ends left out; see `real_array`."""
    ends = {"low": low, "high": high, "open_low": open_low, "open_high": open_high}
    array = real_array(name, value, unit, **ends)  # type: ignore[arg-type]
    if array.ndim:
        raise RefusedInput(f"{name} must be one number, got an array of shape {array.shape}")
    return float(array)


def angle(name: str, value: object) -> float:
    """`value` as one angle, radians, within two turns."""
    return real_number(name, angle_array(name, value))  # type: ignore[arg-type]


def whole_number(name: str, value: object, low: int, high: int | None = _MOST) -> int:
    """`value` as a plain integer from `low` to `high`; numpy's are taken, truth values are not.

    `high` is None for numbers of any size, such as seeds.
    """
    _refuse_dressed(name, value, "")
    allowed = (
        f"a whole number >= {low}"
        if high in (_MOST, None)
        else f"a whole number in [{low}, {high}]"
    )
    try:
        if isinstance(value, bool | np.bool_):
            raise TypeError
        number = index(value)  # type: ignore[arg-type]
    except TypeError:
        raise RefusedInput(f"{name} must be {allowed}, got {shortened(value)}") from None
    if number < low or (high is not None and number > high):
        raise RefusedInput(f"{name} must be {allowed}, got {shortened(number)}")
    return number


def truth_value(name: str, value: object) -> bool:
    """`value` as a plain True or False; numpy's are taken."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be True or False, got {shortened(value)}")
    return bool(value)


def random_seed(name: str, value: object) -> int | np.random.SeedSequence:
    """`value` as what numpy makes random numbers of: a whole number >= 0 or a SeedSequence."""
    if isinstance(value, np.random.SeedSequence):
        return value
    return whole_number(name, value, 0, None)


def choice(name: str, value: object, allowed: Iterable[str]) -> str:
    """`value`, if it is one of the `allowed` strings."""
    options = tuple(allowed)
    if not isinstance(value, str):
        raise TypeError(f"{name} must be one of {options}, got {shortened(value)}")
    if value not in options:
        raise RefusedInput(f"{name} must be one of {options}, got {shortened(value)}")
    return value


def instance(name: str, value: object, kind: type) -> None:
    """Refuse a `value` that is not of the `kind`."""
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise TypeError(f"{name} must be {article} {kind.__name__}, got {shortened(value)}")


def broadcast_shape(**shapes: Shape) -> Shape:
    """The common shape of the named shapes, or a ValueError that lists them."""
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise RefusedInput(f"batch shapes do not broadcast: {listed}") from None


def flat_batch(array: NDArray[Any], batch: Shape) -> NDArray[Any]:
    """B + (k,) as (b, k), without a copy where there is no batch axis."""
    shape = (math.prod(batch), array.shape[-1])
    if array.size == math.prod(shape):
        return array.reshape(shape)
    if array.ndim == 1:
        return np.broadcast_to(array, shape)
    return np.broadcast_to(array, batch + shape[1:]).reshape(shape)


def shortened(value: object) -> str:
    """`value` as a message shows it: an array or a long text would hide what is said of it."""
    try:
        text = repr(value)
    except Exception:  # an integer too long to print, or a foreign object
        text = f"a {type(value).__name__}"
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}..."


def _array(
    name: str, value: ArrayLike, unit: str, kinds: str, allowed: str, can_be_empty: bool = False
) -> NDArray[np.generic]:
    _refuse_dressed(name, value, unit)
    try:
        array = np.asarray(value)
    except Exception as error:  # whatever a foreign object raises when it is read
        raise RefusedInput(f"{name} must be an array of {allowed}: {error}") from None
    if array.ndim > _MAX_AXES:
        raise RefusedInput(f"{name} must have at most {_MAX_AXES} axes, got {array.ndim}")
    _refuse_dressed(name, array, unit)
    if array.dtype.kind == "O" and all(type(x) is int and abs(x) < 10**300 for x in array.flat):
        array = array.astype(np.float64)  # 10**21 has no integer of numpy's
    if array.dtype.kind not in kinds:
        raise TypeError(f"{name} must be {allowed}, got {shortened(value)} of type {array.dtype}")
    if array.size == 0 and not can_be_empty:
        raise RefusedInput(f"{name} must not be empty, got shape {array.shape}")
    return array


def _refuse_dressed(name: str, value: object, unit: str) -> None:
    """Refuse what carries a unit or a mask: numpy would take them off without a word."""
    kind = type(value)
    if kind in _PLAIN:
        return
    if kind in (list, tuple, np.ndarray):
        parts: Any = value
        if kind is np.ndarray:
            parts = parts.flat if parts.dtype.kind == "O" else ()
        for each in parts:
            if type(each) not in _PLAIN:
                _refuse_dressed(name, each, unit)
        return
    plain = f"plain numbers in {unit}" if unit else "plain numbers"
    for of in (value, getattr(value, "dtype", None)):
        for attribute in ("unit", "units"):
            if getattr(of, attribute, None) is not None:
                raise TypeError(
                    f"{name} must be {plain}, got {shortened(value)}, which carries a unit: "
                    "convert it and pass its value"
                )
    mask = getattr(value, "mask", None)  # of numpy's and of astropy's; pandas has a method
    if isinstance(value, np.ma.MaskedArray) or not (mask is None or callable(mask)):
        raise TypeError(
            f"{name} must be {plain}, got {shortened(value)}, which is masked: fill or drop what "
            "is masked first"
        )


def _refuse_first(
    name: str,
    array: NDArray[np.generic],
    good: NDArray[np.bool_],
    allowed: str,
    unit: str,
    ends: tuple[float, float] | None = None,
) -> None:
    if good.all():
        return
    first = tuple(int(k) for k in np.argwhere(~good)[0])
    where = name + (f"[{', '.join(map(str, first))}]" if first else "")
    error = RefusedInput(f"{where} must be {allowed}, got {array[first]} {unit}".rstrip())
    error.ends = ends if name == where else None
    raise error


def _interval(low: float, high: float, open_low: bool, open_high: bool) -> str:
    if math.isinf(low) and math.isinf(high):
        return "finite"
    if math.isinf(high):
        return f"finite and {'>' if open_low else '>='} {low:g}"
    if math.isinf(low):
        return f"finite and {'<' if open_high else '<='} {high:g}"
    return f"in {'(' if open_low else '['}{low:g}, {high:g}{')' if open_high else ']'}"
