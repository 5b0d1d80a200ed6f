import dataclasses
import re
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw

MASSES = [0.01, 0.02, 0.05]
ANGLES = (0.3, 0.02, 0.5)
NAN, INF = float("nan"), float("inf")


def rotation(i: int, j: int, sin2: float, phase: float = 0.0) -> np.ndarray:
    matrix = np.eye(3, dtype=complex)
    matrix[i, i] = matrix[j, j] = np.sqrt(1 - sin2)
    matrix[i, j] = np.sqrt(sin2) * np.exp(-1j * phase)
    matrix[j, i] = -np.sqrt(sin2) * np.exp(1j * phase)
    return matrix


def test_mixing_matrix_is_the_product_of_rotations() -> None:
    sin2_12, sin2_13, sin2_23 = ANGLES
    expected = (
        rotation(1, 2, sin2_23)
        @ rotation(0, 2, sin2_13, phase=3.7)
        @ rotation(0, 1, sin2_12)
        @ np.diag(np.exp([0, 0.5j * 1.1, 0.5j * 2.2]))
    )
    u = rw.mixing_matrix(*ANGLES, delta=3.7, alpha21=1.1, alpha31=2.2)
    np.testing.assert_allclose(u, expected, rtol=0, atol=1e-15)
    np.testing.assert_allclose(u @ u.conj().T, np.eye(3), rtol=0, atol=1e-15)


def test_mixing_matrix_in_the_convention_of_dinh() -> None:
    # D. N. Dinh et al., arXiv:1209.4808: U_e2 ~ e^{i alpha}, U_e3 ~ e^{i (beta - delta)}
    alpha, beta, delta = 0.4, 0.7, 1.3
    u = rw.mixing_matrix(*ANGLES, delta=delta, alpha21=2 * alpha, alpha31=2 * beta)
    np.testing.assert_allclose(np.angle(u[0]), [0, alpha, beta - delta], rtol=0, atol=1e-15)


def test_mixing_matrix_broadcasts() -> None:
    delta, alpha21 = np.linspace(0, 3, 4)[:, None], np.linspace(0, 2, 5)
    u = rw.mixing_matrix(*ANGLES, delta=delta, alpha21=alpha21)
    assert u.shape == (4, 5, 3, 3)
    for row, column in np.ndindex(4, 5):
        one = rw.mixing_matrix(*ANGLES, delta=delta[row, 0], alpha21=alpha21[column])
        np.testing.assert_allclose(u[row, column], one, rtol=0, atol=1e-15)


def test_masses_of_normal_ordering() -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.01)
    preset = rw.NUFIT_6_1["normal"]
    expected = np.sqrt(0.01**2 + np.array([0, preset.dm2_21, preset.dm2_3l]))
    np.testing.assert_allclose(nu.masses, expected, rtol=1e-15)


def test_masses_of_inverted_ordering_keep_their_index() -> None:
    nu = rw.Neutrinos.from_oscillation("inverted", 0.01)
    preset = rw.NUFIT_6_1["inverted"]
    m1, m2, m3 = nu.masses
    assert m3 == 0.01
    assert m2**2 - m3**2 == pytest.approx(-preset.dm2_3l, rel=1e-13)
    assert m2**2 - m1**2 == pytest.approx(preset.dm2_21, rel=1e-12)


@pytest.mark.parametrize(("ordering", "lightest"), [("normal", 0), ("inverted", 2)])
def test_lightest_mass_is_kept_exactly(ordering: str, lightest: int) -> None:
    given = np.array([0.0, 1e-300, 1e-8, 0.1, 100.0])
    nu = rw.Neutrinos.from_oscillation(ordering, given)
    np.testing.assert_array_equal(nu.masses[:, lightest], given)
    assert np.all(nu.masses >= given[:, None])


def test_from_oscillation_defaults() -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.01)
    best = rw.NUFIT_6_1["normal"]
    u = rw.mixing_matrix(best.sin2_theta12, best.sin2_theta13, best.sin2_theta23, best.delta)
    assert nu.nature == "majorana"
    np.testing.assert_array_equal(nu.mixing, u)


def test_from_oscillation_takes_a_preset_or_one_set() -> None:
    by_preset = rw.Neutrinos.from_oscillation("inverted", 0.01, oscillation=rw.NUFIT_6_0)
    by_set = rw.Neutrinos.from_oscillation("inverted", 0.01, oscillation=rw.NUFIT_6_0["inverted"])
    default = rw.Neutrinos.from_oscillation("inverted", 0.01)
    np.testing.assert_array_equal(by_preset.masses, by_set.masses)
    np.testing.assert_array_equal(by_preset.mixing, by_set.mixing)
    assert np.all(by_preset.masses[:2] != default.masses[:2])
    assert np.all(np.abs(by_preset.mixing) != np.abs(default.mixing))


def test_delta_of_zero_is_not_the_best_fit() -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.01, delta=0.0)
    np.testing.assert_array_equal(nu.mixing.imag, 0)


def test_batch_of_everything() -> None:
    parameters = dataclasses.replace(
        rw.NUFIT_6_0["normal"], dm2_3l=np.array([2.4e-3, 2.5e-3, 2.6e-3])[:, None, None]
    )
    lightest, phase = np.array([0.0, 0.1])[:, None], np.linspace(0, 3, 5)
    nu = rw.Neutrinos.from_oscillation(
        "normal", lightest, alpha21=phase, delta=phase, oscillation=parameters
    )
    assert nu.batch_shape == (3, 2, 5)
    assert nu.masses.shape == (3, 2, 5, 3)
    assert nu.mixing.shape == (3, 2, 5, 3, 3)
    one = rw.Neutrinos.from_oscillation(
        "normal",
        0.1,
        alpha21=phase[4],
        delta=phase[4],
        oscillation=dataclasses.replace(parameters, dm2_3l=2.6e-3),
    )
    np.testing.assert_allclose(nu.masses[2, 1, 4], one.masses, rtol=1e-15)
    np.testing.assert_allclose(nu.mixing[2, 1, 4], one.mixing, rtol=0, atol=1e-15)


def test_any_number_of_states() -> None:
    nu = rw.Neutrinos(masses=np.ones((4, 1, 5)), mixing=np.ones((6, 3, 5)), nature="dirac")
    assert (nu.n_states, nu.batch_shape) == (5, (4, 6))
    assert nu.mixing.dtype == np.complex128


def test_frozen() -> None:
    nu = rw.Neutrinos(masses=MASSES, mixing=np.eye(3))
    with pytest.raises(dataclasses.FrozenInstanceError):
        nu.nature = "dirac"  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        nu.masses[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        nu.mixing[0, 0] = 1


def test_inputs_are_copied_and_left_alone() -> None:
    masses, mixing = np.array(MASSES), np.eye(3, dtype=complex)
    nu = rw.Neutrinos(masses=masses, mixing=mixing)
    masses[0], mixing[0, 0] = 7, 7  # still writable, and without effect
    np.testing.assert_array_equal(nu.masses, MASSES)
    np.testing.assert_array_equal(nu.mixing, np.eye(3))


def test_replace() -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.01)
    dirac = dataclasses.replace(nu, nature="dirac")
    assert (nu.nature, dirac.nature) == ("majorana", "dirac")
    np.testing.assert_array_equal(dirac.masses, nu.masses)


IN_RANGE = "must be in [0, 1e+30], got"
AN_ORDERING = "ordering must be one of ('normal', 'inverted'), got"
A_NATURE = "nature must be one of ('dirac', 'majorana'), got"


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"masses": [0.1, -0.1, 0.1]}, ValueError, f"masses[1] {IN_RANGE} -0.1"),
        ({"masses": [0.1, 0.1, NAN]}, ValueError, f"masses[2] {IN_RANGE} nan"),
        ({"masses": [[0.1, INF, 1]]}, ValueError, f"masses[0, 1] {IN_RANGE} inf"),
        ({"masses": [0.1, 0.1, 1e31]}, ValueError, f"masses[2] {IN_RANGE} 1e+31"),
        ({"masses": [0.1, 1j, 0.1]}, TypeError, "masses must be real numbers, got [0.1, 1j,"),
        ({"masses": ["a", "b"]}, TypeError, "masses must be real numbers, got ['a', 'b']"),
        ({"masses": [True, True]}, TypeError, "masses must be real numbers, got [True, True]"),
        ({"masses": []}, ValueError, "masses must not be empty, got shape (0,)"),
        ({"masses": 0.1}, ValueError, "masses must have shape (..., n) with n >= 2, got ()"),
        ({"masses": [0.1]}, ValueError, "masses must have shape (..., n) with n >= 2, got (1,)"),
        ({"mixing": np.eye(4)}, ValueError, "(..., 3, 3) for 3 masses, got (4, 4)"),
        ({"mixing": np.eye(3)[0]}, ValueError, "(..., 3, 3) for 3 masses, got (3,)"),
        ({"mixing": np.ones((3, 4))}, ValueError, "(..., 3, 3) for 3 masses, got (3, 4)"),
        (
            {"mixing": np.full((3, 3), NAN)},
            ValueError,
            "mixing[0, 0] must be finite and below 1e30 in modulus, got (nan",
        ),
        (
            {"mixing": np.full((3, 3), 1e31)},
            ValueError,
            "mixing[0, 0] must be finite and below 1e30",
        ),
        ({"mixing": [["a"] * 3] * 3}, TypeError, "mixing must be numbers, got [['a', "),
        ({"nature": "Dirac"}, ValueError, f"{A_NATURE} 'Dirac'"),
        ({"nature": None}, TypeError, f"{A_NATURE} None"),
        (
            {"masses": np.ones((2, 3)), "mixing": np.ones((5, 3, 3))},
            ValueError,
            "batch shapes do not broadcast: masses (2,), mixing (5,)",
        ),
    ],
)
def test_bad_field(change: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        rw.Neutrinos(**({"masses": MASSES, "mixing": np.eye(3)} | change))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"ordering": "Normal"}, ValueError, f"{AN_ORDERING} 'Normal'"),
        ({"ordering": 1}, TypeError, f"{AN_ORDERING} 1"),
        ({"nature": "majoranna"}, ValueError, f"{A_NATURE} 'majoranna'"),
        ({"lightest_mass": -1e-3}, ValueError, f"lightest_mass {IN_RANGE} -0.001"),
        ({"lightest_mass": [0.1, NAN]}, ValueError, f"lightest_mass[1] {IN_RANGE} nan"),
        ({"lightest_mass": []}, ValueError, "lightest_mass must not be empty, got shape (0,)"),
        ({"lightest_mass": "0.1"}, TypeError, "lightest_mass must be real numbers, got '0.1'"),
        ({"lightest_mass": None}, TypeError, "lightest_mass must be real numbers, got None"),
        ({"alpha21": INF}, ValueError, "alpha21 must be finite, got inf"),
        ({"alpha31": 1j}, TypeError, "alpha31 must be real numbers, got 1j"),
        ({"delta": [NAN]}, ValueError, "delta[0] must be finite, got nan"),
        (
            {"alpha21": [0.1, 0.2], "alpha31": [0.1, 0.2, 0.3]},
            ValueError,
            "delta (), alpha21 (2,), alpha31 (3,)",
        ),
        (
            {"lightest_mass": [0.1, 0.2], "alpha31": [0.1, 0.2, 0.3]},
            ValueError,
            "batch shapes do not broadcast: masses (2,), mixing (3,)",
        ),
        (
            {"oscillation": rw.NUFIT_6_0["inverted"]},
            ValueError,
            "oscillation must be of normal ordering, got dm2_3l = -0.002484 eV^2",
        ),
        ({"oscillation": {}}, TypeError, "oscillation must be OscillationParameters or a preset"),
        ({"oscillation": "6.0"}, TypeError, "a preset of them by ordering, got '6.0'"),
    ],
)
def test_bad_oscillation(change: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        rw.Neutrinos.from_oscillation(**({"ordering": "normal", "lightest_mass": 0.1} | change))
