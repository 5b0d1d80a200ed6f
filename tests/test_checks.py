from typing import Any

import numpy as np
import pytest

from renp_widgets.checks import (
    broadcast_shape,
    choice,
    complex_array,
    flat_batch,
    hermitian_array,
    instance,
    real_array,
    real_number,
    square_array,
    whole_number,
)

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize("value", [2, 2.0, np.float32(2), np.int8(2), np.array(2)])
def test_real_array_of_numbers(value: Any) -> None:
    array = real_array("x", value)
    assert array.dtype == np.float64
    assert array.shape == ()
    assert array == 2


def test_whole_numbers_beyond_numpys() -> None:
    assert real_array("x", 10**21) == 1e21
    np.testing.assert_array_equal(real_array("x", [1, -(10**21)]), [1.0, -1e21])
    with pytest.raises(TypeError, match="x must be real numbers, got 1000"):
        real_array("x", 10**400)


def test_arrays_are_copies() -> None:
    given = np.array([1.0, 2.0])
    real_array("x", given)[0] = 5
    complex_array("x", given.astype(complex))[0] = 5
    np.testing.assert_array_equal(given, [1.0, 2.0])


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ([1.0, NAN], ValueError, r"x\[1\] must be finite, got nan"),
        ([[1.0], [-INF]], ValueError, r"x\[1, 0\] must be finite, got -inf"),
        (INF, ValueError, r"x must be finite, got inf"),
        ([], ValueError, r"x must not be empty, got shape \(0,\)"),
        ([[1.0, 2.0], [3.0]], ValueError, r"x must be an array of real numbers"),
        (1j, TypeError, r"x must be real numbers, got 1j of type complex128"),
        (True, TypeError, r"x must be real numbers, got True of type bool"),
        ("1", TypeError, r"x must be real numbers, got '1'"),
        (None, TypeError, r"x must be real numbers, got None"),
    ],
)
def test_real_array_refuses(value: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        real_array("x", value)


@pytest.mark.parametrize(
    ("bounds", "good", "bad", "message"),
    [
        ({"low": 0.0}, 0.0, -1.0, r"x must be finite and >= 0, got -1.0"),
        ({"low": 0.0, "open_low": True}, 1e-300, 0.0, r"x must be finite and > 0, got 0.0"),
        ({"low": 1.0, "high": 2.0}, 2.0, 2.5, r"x must be in \[1, 2\], got 2.5"),
        ({"low": 1.0, "high": 2.0, "open_low": True}, 2.0, 1.0, r"x must be in \(1, 2\], got 1.0"),
    ],
)
def test_bounds(bounds: dict[str, Any], good: float, bad: float, message: str) -> None:
    assert real_number("x", good, **bounds) == good
    with pytest.raises(ValueError, match=message):
        real_number("x", bad, **bounds)


def test_real_number_refuses_arrays() -> None:
    with pytest.raises(ValueError, match=r"x must be one number, got an array of shape \(1,\)"):
        real_number("x", [1.0])


def test_complex_array_of_reals() -> None:
    np.testing.assert_array_equal(complex_array("x", [1, 2.5]), [1 + 0j, 2.5 + 0j])


@pytest.mark.parametrize("bad", [complex(NAN, 0), complex(0, INF)])
def test_complex_array_refuses_what_is_not_finite(bad: complex) -> None:
    with pytest.raises(ValueError, match=r"x\[1\] must be finite and below 1e30 in modulus, got "):
        complex_array("x", [1j, bad])


@pytest.mark.parametrize("bad", ["1j", True, None])
def test_complex_array_refuses_what_is_no_number(bad: Any) -> None:
    with pytest.raises(TypeError, match="x must be numbers, got "):
        complex_array("x", bad)


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (3, 2), (4, 2, 3)])
def test_square_array_refuses(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"x must have shape \(..., n, n\), got \("):
        square_array("x", np.ones(shape))
    with pytest.raises(ValueError, match=r"x must have shape \(..., 5, 5\), got \("):
        square_array("x", np.ones((*shape, 3, 3)), n_states=5)


def test_square_array() -> None:
    assert square_array("x", np.ones((2, 3, 3))).shape == (2, 3, 3)
    assert square_array("x", np.ones((3, 3)), n_states=3).dtype == np.complex128


def test_hermitian_array() -> None:
    matrix = np.array([[1.0, 1e-3j], [-1e-3j, 5.0]])
    np.testing.assert_array_equal(hermitian_array("x", [matrix, 2 * matrix])[1], 2 * matrix)
    rounded = matrix * (1 + np.array([[0, 1e-16], [-1e-16, 0]]))
    np.testing.assert_array_equal(hermitian_array("x", rounded), rounded)
    off = np.array([[1.0, 1e-9], [0.0, 1.0]])
    for bad in (1j * matrix, off, np.stack([matrix, off])):
        with pytest.raises(ValueError, match="x must be Hermitian, got array"):
            hermitian_array("x", bad)
    np.testing.assert_array_equal(hermitian_array("x", np.zeros((2, 2))), 0)


def test_instance() -> None:
    instance("x", 1, int)
    with pytest.raises(TypeError, match="x must be a int, got '1'"):
        instance("x", "1", int)


@pytest.mark.parametrize(
    ("shape", "batch"),
    [
        ((2,), ()),
        ((2,), (3,)),
        ((3, 2), (3,)),
        ((3, 1, 2), (3, 4)),
        ((4, 2), (3, 4)),
        ((1, 2), (1,)),
    ],
)
def test_flat_batch(shape: tuple[int, ...], batch: tuple[int, ...]) -> None:
    array = np.arange(np.prod(shape)).reshape(shape)
    flat = flat_batch(array, batch)
    np.testing.assert_array_equal(
        flat.reshape(*batch, shape[-1]), np.broadcast_to(array, (*batch, shape[-1]))
    )
    assert flat.ndim == 2


def test_choice() -> None:
    assert choice("x", "a", ("a", "b")) == "a"
    with pytest.raises(ValueError, match=r"x must be one of \('a', 'b'\), got 'A'"):
        choice("x", "A", ("a", "b"))
    with pytest.raises(TypeError, match=r"x must be one of \('a', 'b'\), got None"):
        choice("x", None, ("a", "b"))


def test_broadcast_shape() -> None:
    assert broadcast_shape(x=(3, 1), y=(4,), z=()) == (3, 4)
    with pytest.raises(ValueError, match=r"do not broadcast: x \(3,\), y \(4,\)"):
        broadcast_shape(x=(3,), y=(4,))


@pytest.mark.parametrize("value", [2**63, 10**400])
def test_seeds_are_of_any_size(value: int) -> None:
    assert whole_number("seed", value, 0, None) == value
    with pytest.raises(ValueError, match=r"n must be a whole number >= 0, got [0-9]+"):
        whole_number("n", value, 0)
