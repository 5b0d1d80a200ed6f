from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.physics.kinematics import (
    channel_indices,
    pair_masses,
    phase_space,
    photon_energies,
)

MASSES = np.array([0.0, 0.01, 0.05])
NU = rw.Neutrinos(masses=MASSES, mixing=np.eye(3))


def test_channels() -> None:
    assert rw.channels(2) == ((1, 1), (1, 2), (2, 2))
    assert rw.channels(3) == ((1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3))
    for n in (4, 7):
        pairs = rw.channels(n)
        assert len(set(pairs)) == n * (n + 1) // 2
        assert list(pairs) == sorted(pairs)
        assert all(1 <= i <= j <= n for i, j in pairs)


def test_channel_indices_cannot_be_changed() -> None:
    i, j = channel_indices(3)
    assert list(zip(i + 1, j + 1, strict=True)) == list(rw.channels(3))
    with pytest.raises(ValueError, match="read-only"):
        i[0] = 2


def test_thresholds() -> None:
    thresholds = rw.thresholds(rw.YB, NU)
    assert thresholds.channels == rw.channels(3)
    for k, (i, j) in enumerate(thresholds.channels):
        detuning = (MASSES[i - 1] + MASSES[j - 1]) ** 2 / (2 * 2.14349)
        assert thresholds.detuning[k] == pytest.approx(detuning, rel=1e-15)
        assert thresholds.omega[k] == pytest.approx(2.14349 / 2 - detuning, rel=1e-15)
    assert thresholds.detuning[0] == 0


def test_thresholds_of_a_batch() -> None:
    nu = rw.Neutrinos.from_oscillation("inverted", np.array([[0.0], [0.1]]), alpha21=[0, 1, 2])
    thresholds = rw.thresholds(rw.XE, nu)
    assert thresholds.omega.shape == thresholds.detuning.shape == (2, 3, 6)
    one = rw.thresholds(rw.XE, rw.Neutrinos.from_oscillation("inverted", 0.1))
    np.testing.assert_array_equal(thresholds.omega[1, 2], one.omega)
    np.testing.assert_array_equal(thresholds.detuning[1, 2], one.detuning)


def test_pairs_too_heavy_for_the_atom_have_negative_thresholds() -> None:
    nu = rw.Neutrinos(masses=[0.1, 2.0], mixing=np.ones((3, 2)))
    omega = rw.thresholds(rw.YB, nu).omega
    np.testing.assert_array_equal(omega < 0, [False, False, True])
    np.testing.assert_array_equal(rw.channel_spectra(rw.YB, nu, omega=1e-9)[2], 0)


@pytest.mark.parametrize("argument", ["omega", "detuning"])
def test_photon_energies(argument: str) -> None:
    photons = photon_energies(rw.YB, **{argument: [[0.5], [1.0]]})
    assert photons.omega.shape == photons.detuning.shape == (2, 1)
    np.testing.assert_allclose(photons.omega + photons.detuning, rw.YB.end_point, rtol=1e-15)
    np.testing.assert_array_equal(getattr(photons, argument), [[0.5], [1.0]])
    assert photons.from_omega == (argument == "omega")
    assert not photons.is_scalar
    assert photon_energies(rw.YB, **{argument: 0.5}).is_scalar


@pytest.mark.parametrize(
    ("energies", "error", "message"),
    [
        ({"omega": 0.0}, ValueError, "omega must be finite and > 0, got 0.0"),
        ({"omega": [0.5, -0.5, -1]}, ValueError, r"omega\[1\] must be finite and > 0, got -0.5"),
        ({"omega": [0.5, None]}, TypeError, "omega must be real numbers, got .*None"),
        ({"omega": [0.5, float("nan")]}, ValueError, r"omega\[1\] must be .* > 0, got nan"),
        ({"omega": float("inf")}, ValueError, "omega must be finite and > 0, got inf"),
        ({"omega": 0.5j}, TypeError, "omega must be real numbers, got 0.5j"),
        ({"omega": "0.5"}, TypeError, "omega must be real numbers, got '0.5'"),
        ({"omega": True}, TypeError, "omega must be real numbers, got True"),
        ({"omega": []}, ValueError, r"omega must not be empty, got shape \(0,\)"),
        ({"detuning": []}, ValueError, r"detuning must not be empty, got shape \(0,\)"),
        (
            {"detuning": [0.1, float("nan")]},
            ValueError,
            r"detuning\[1\] must be finite and < 1.07174, got nan",
        ),
        (
            {"detuning": -float("inf")},
            ValueError,
            "detuning must be finite and < 1.07174, got -inf",
        ),
        (
            {"detuning": [0.1, 1.2, 3]},
            ValueError,
            r"detuning\[1\] must be finite and < 1.07174, got 1.2",
        ),
        (
            {"detuning": rw.YB.end_point},
            ValueError,
            "detuning must be finite and < 1.07174, got 1.071745",
        ),
        ({"detuning": False}, TypeError, "detuning must be real numbers, got False"),
        ({}, TypeError, "exactly one of omega and detuning"),
        ({"omega": 0.5, "detuning": 0.5}, TypeError, "exactly one of omega and detuning"),
    ],
)
def test_bad_photon_energies(
    energies: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        rw.spectral_function(rw.YB, NU, **energies)


@pytest.mark.parametrize("points", [2, 50, 400])
def test_detuning_grid(points: int) -> None:
    low, high = 1e-6, 0.1
    grid = rw.detuning_grid(rw.YB, NU, low, high, points)
    assert grid[0] == low
    assert grid[-1] == high
    assert np.all(np.diff(grid) > 0)
    edges = rw.thresholds(rw.YB, NU).detuning
    inside = edges[edges > low]
    assert len(inside) == 5
    assert np.isin(inside, grid).all()
    for edge in inside:  # the kink is drawn from its foot, closely
        after = grid[grid > edge][0]
        assert after - edge < 2e-6 * edge


def test_detuning_grid_follows_a_smooth_curve() -> None:
    # Straight lines between the points stay on the curve, kinks included.
    nu = rw.Neutrinos.from_oscillation("normal", 0.01)
    grid = rw.detuning_grid(rw.YB, nu, 1e-5, 1e-2)
    middle = np.sqrt(grid[1:] * grid[:-1])
    drawn = np.interp(np.log(middle), np.log(grid), rw.spectral_function(rw.YB, nu, detuning=grid))
    exact = rw.spectral_function(rw.YB, nu, detuning=middle)
    assert np.max(np.abs(drawn - exact)) < 2e-3 * exact.max()


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ((0.0, 0.1), "low must be finite and > 0, got 0.0"),
        ((-1e-3, 0.1), "low must be finite and > 0, got -0.001"),
        ((1e-3, 1e-4), r"high must be in \(0.001, .*\), got 0.0001"),
        ((1e-3, 1e-3), r"high must be in \(0.001, .*\), got 0.001"),
        ((1e-3, 2.0), r"high must be in \(0.001, 1.07174\), got 2.0"),
        ((1e-3, float("nan")), "high must be in .*, got nan"),
    ],
)
def test_bad_detuning_grid(limits: tuple[float, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rw.detuning_grid(rw.YB, NU, *limits)


def test_detuning_grid_refuses_a_batch_and_odd_numbers_of_points() -> None:
    batch = rw.Neutrinos.from_oscillation("normal", [0.01, 0.02])
    with pytest.raises(ValueError, match=r"neutrinos must have no batch, got batch shape \(2,\)"):
        rw.detuning_grid(rw.YB, batch, 1e-6, 1e-1)
    one = rw.Neutrinos.from_oscillation("normal", 0.01)
    for points in (1, -1, 2.5):
        with pytest.raises(
            ValueError, match=r"points must be a whole number in \[2, 1000000\], got"
        ):
            rw.detuning_grid(rw.YB, one, 1e-6, 1e-1, points)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"n_states must be a whole number in \[1, 1000\], got 0"):
        rw.channels(0)


def test_wrong_objects_are_named() -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.01)
    with pytest.raises(TypeError, match="target must be a Target, got 'Yb'"):
        rw.thresholds("Yb", nu)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"neutrinos must be a Neutrinos, got 0.01"):
        rw.spectral_function(rw.YB, 0.01, omega=1.0)  # type: ignore[arg-type]


def test_phase_space_in_squares_and_in_detunings() -> None:
    masses, q2 = np.array([0.0, 0.01, 0.05]), 0.0024
    total, difference = pair_masses(masses)
    u, v, delta = phase_space(np.array(q2), total**2, difference**2)
    assert (u > 0).tolist() == [[True, True, False], [True, True, False], [False, False, False]]
    assert np.array_equal(delta > 0, u > 0)
    assert u[0, 0] == v[0, 0] == delta[0, 0] == 1
    m_i, m_j = 0.0, 0.01
    lam = (q2 - (m_i + m_j) ** 2) * (q2 - (m_i - m_j) ** 2)  # Kallen's function
    assert delta[0, 1] == pytest.approx(np.sqrt(lam) / q2, rel=1e-14)
    scaled = phase_space(*(x / (2 * rw.YB.e_eg) for x in (np.array(q2), total**2, difference**2)))
    np.testing.assert_allclose(scaled, (u, v, delta), rtol=1e-13, atol=1e-15)
