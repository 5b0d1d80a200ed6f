from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw

RNG = np.random.default_rng(1)
MIXING = RNG.normal(size=(2, 3, 4)) + 1j * RNG.normal(size=(2, 3, 4))
NU = rw.Neutrinos(masses=np.ones(4), mixing=MIXING)
FLAVOURS = rw.Neutrinos.from_oscillation("normal", 0.01, "dirac", alpha21=1.0, alpha31=2.0)
# Diagonal and lower triangle of a matrix that non-unitarity could have, far above what is allowed.
ALPHA = np.array([[0.97, 0, 0], [0.05 + 0.08j, 0.95, 0], [0.02j, -0.04, 0.9]])


def test_axial_couplings_of_any_mixing() -> None:
    a = rw.axial_couplings(NU)
    for b, i, j in np.ndindex(2, 4, 4):
        n_i, n_j = MIXING[b, :, i], MIXING[b, :, j]
        expected = n_i[0].conj() * n_j[0] - sum(n_i.conj() * n_j) / 2
        assert a[b, i, j] == pytest.approx(expected, rel=1e-13)
    np.testing.assert_allclose(a, a.conj().swapaxes(-1, -2), rtol=0, atol=1e-14)


@pytest.mark.parametrize("ordering", ["normal", "inverted"])
def test_axial_couplings_of_unitary_mixing(ordering: str) -> None:
    nu = rw.Neutrinos.from_oscillation(ordering, 0.01, alpha21=1.0, alpha31=2.0)
    a = rw.axial_couplings(nu)
    u_e = nu.mixing[0]
    np.testing.assert_allclose(a, np.outer(u_e.conj(), u_e) - np.eye(3) / 2, rtol=0, atol=1e-15)
    assert np.sum(np.abs(a) ** 2) == pytest.approx(3 / 4, rel=1e-14)


def test_unit_matrix_leaves_the_mixing_unitary() -> None:
    same = rw.non_unitary(FLAVOURS, np.eye(3))
    np.testing.assert_array_equal(same.mixing, FLAVOURS.mixing)
    np.testing.assert_array_equal(same.masses, FLAVOURS.masses)
    assert same.nature == FLAVOURS.nature


def test_non_unitary_couplings() -> None:
    # a_ij = N*_ei N_ej - (N^dagger N)_ij / 2, N = alpha U
    n = ALPHA @ FLAVOURS.mixing
    a = rw.axial_couplings(rw.non_unitary(FLAVOURS, ALPHA))
    expected = np.outer(n[0].conj(), n[0]) - n.conj().T @ n / 2
    np.testing.assert_allclose(a, expected, rtol=0, atol=1e-15)
    # In the flavour basis a is diag(1, -1, -1) / 2 dressed by alpha: sum |a|^2 follows from it.
    dressed = ALPHA.conj().T @ np.diag([0.5, -0.5, -0.5]) @ ALPHA
    total = np.sum(np.abs(a) ** 2)
    assert total == pytest.approx(np.sum(np.abs(dressed) ** 2), rel=1e-13)
    assert abs(total - 3 / 4) > 0.1


@pytest.mark.parametrize(
    ("row", "column", "excess"),
    [
        (0, 0, lambda x: ((1 + x) ** 4 - 1) / 4),
        (1, 1, lambda x: ((1 + x) ** 4 - 1) / 4),
        (2, 2, lambda x: ((1 + x) ** 4 - 1) / 4),
        # alpha_21 and alpha_31 mix e with another sign of a: what they add cancels at order x^2.
        (1, 0, lambda x: x**4 / 4),
        (2, 0, lambda x: x**4 / 4),
        (2, 1, lambda x: x**2 + x**4 / 4),
    ],
)
def test_sum_rule_fails_for_non_unitary_mixing(
    row: int, column: int, excess: Callable[[float], float]
) -> None:
    alpha = np.eye(3)
    alpha[row, column] += 0.1
    a = rw.axial_couplings(rw.non_unitary(FLAVOURS, alpha))
    assert np.sum(np.abs(a) ** 2) - 3 / 4 == pytest.approx(excess(0.1), rel=1e-10)


def test_non_unitary_batches() -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.01, alpha21=[0.0, 1.0])
    alpha = np.stack([np.eye(3), ALPHA, 0.9 * ALPHA])[:, None]
    both = rw.non_unitary(nu, alpha)
    assert both.batch_shape == (3, 2)
    one = rw.Neutrinos.from_oscillation("normal", 0.01, alpha21=1.0)
    expected = rw.non_unitary(one, ALPHA).mixing
    np.testing.assert_allclose(both.mixing[1, 1], expected, rtol=1e-15)
    with pytest.raises(ValueError, match=r"neutrinos \(2,\), matrix \(3,\)"):
        rw.non_unitary(nu, alpha[:, 0])


@pytest.mark.parametrize(
    ("matrix", "error", "message"),
    [
        (ALPHA.T, ValueError, "matrix must be lower triangular"),
        (ALPHA * 1j, ValueError, "matrix must have a real diagonal"),
        (np.eye(4), ValueError, r"matrix must have shape \(..., 3, 3\), got \(4, 4\)"),
        (np.eye(3) * np.nan, ValueError, r"matrix\[0, 0\] must be finite"),
        (1.0, ValueError, r"matrix must have shape \(..., 3, 3\), got \(\)"),
        ("alpha", TypeError, "matrix must be numbers"),
    ],
)
def test_non_unitary_refuses(matrix: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        rw.non_unitary(FLAVOURS, matrix)


def test_non_unitary_needs_neutrinos_of_three_states() -> None:
    with pytest.raises(TypeError, match="neutrinos must be a Neutrinos"):
        rw.non_unitary(FLAVOURS.mixing, ALPHA)
    four = rw.non_unitary(NU, ALPHA)  # the rows are flavours: a sterile column is fine
    np.testing.assert_allclose(four.mixing, ALPHA @ MIXING, rtol=1e-14)


def test_universal_coupling() -> None:
    np.testing.assert_array_equal(rw.universal_coupling(0.5), np.diag([0.5, 0.5, 0.5]))
    batch = rw.universal_coupling([[1.0, 2.0]], n_states=4)
    np.testing.assert_array_equal(batch, [[np.eye(4), 2 * np.eye(4)]])
    with pytest.raises(TypeError, match="coupling must be real numbers"):
        rw.universal_coupling(1j)


def test_element_coupling() -> None:
    expected = np.zeros((4, 4), dtype=complex)
    expected[0, 2], expected[2, 0] = 1 + 2j, 1 - 2j
    np.testing.assert_array_equal(rw.element_coupling(1, 3, 1 + 2j, n_states=4), expected)
    np.testing.assert_array_equal(rw.element_coupling(3, 1, 1 - 2j, n_states=4), expected)
    np.testing.assert_array_equal(rw.element_coupling(2, 2, 0.5), np.diag([0, 0.5, 0]))
    batch = rw.element_coupling(1, 2, [1j, 2.0])
    np.testing.assert_array_equal(batch[0], rw.element_coupling(1, 2, 1j))
    np.testing.assert_array_equal(batch[1], rw.element_coupling(1, 2, 2.0))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 1, 1.0), r"i must be a whole number in \[1, 3\], got 0"),
        ((1, 4, 1.0), r"j must be a whole number in \[1, 3\], got 4"),
        ((1.0, 1, 1.0), r"i must be a whole number in \[1, 3\], got 1.0"),
        ((2, 2, [1.0, 1j]), "coupling must be real on the diagonal"),
        ((1, 2, np.nan), "coupling must be finite"),
    ],
)
def test_element_coupling_refuses(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rw.element_coupling(*arguments)


def test_flavour_coupling() -> None:
    # G_ij = sum U*_fi G_fg U_gj
    g = np.array([[1.0, 0.2j, 0.3], [-0.2j, 2.0, 0.1 - 0.1j], [0.3, 0.1 + 0.1j, -1.0]])
    u = FLAVOURS.mixing
    expected = np.einsum("fi,fg,gj->ij", u.conj(), g, u)
    np.testing.assert_allclose(rw.flavour_coupling(g, FLAVOURS), expected, rtol=0, atol=1e-15)
    unit = rw.flavour_coupling(np.eye(3), FLAVOURS)
    np.testing.assert_allclose(unit, rw.universal_coupling(1.0), rtol=0, atol=1e-15)
    # The charged current singles out the electron: a = G - 1/2 with G = diag(1, 0, 0).
    electron = rw.flavour_coupling(np.diag([1.0, 0, 0]), FLAVOURS)
    a = rw.axial_couplings(FLAVOURS)
    np.testing.assert_allclose(electron - np.eye(3) / 2, a, rtol=0, atol=1e-15)


def test_flavour_coupling_of_batches() -> None:
    nu = rw.Neutrinos(masses=np.ones(4), mixing=MIXING[:1])
    g = np.stack([np.eye(3), np.diag([1.0, 2.0, 3.0])])
    coupling = rw.flavour_coupling(g, nu)
    assert coupling.shape == (2, 4, 4)
    expected = rw.flavour_coupling(g[1], rw.Neutrinos(np.ones(4), MIXING[0]))
    np.testing.assert_allclose(coupling[1], expected, rtol=0, atol=1e-14)
    # Hermitian to the last bit: fit for an interaction
    rw.VectorMediator(1.0, 1e-12, coupling)
    np.testing.assert_array_equal(coupling, coupling.conj().swapaxes(-1, -2))


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[1, 1, 0], [0, 1, 0], [0, 0, 1]], "matrix must be Hermitian"),
        (np.eye(2), r"matrix must have shape \(..., 3, 3\), got \(2, 2\)"),
    ],
)
def test_flavour_coupling_refuses(matrix: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rw.flavour_coupling(matrix, FLAVOURS)
