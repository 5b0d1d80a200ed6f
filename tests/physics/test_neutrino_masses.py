"""Mass observables, Standard Model moments and sterile states of `Neutrinos`."""

import dataclasses
import re
from typing import Any

import numpy as np
import pytest
from scipy import constants

import renp_widgets as rw

BATCH = rw.Neutrinos.from_oscillation("inverted", [[0.0], [0.01]], alpha21=[0.0, 1.0, 3.0])
DETUNING = np.geomspace(1e-3, 1.0, 30)


def test_mass_observables_of_a_batch() -> None:
    for b in np.ndindex(BATCH.batch_shape):
        m, u_e = BATCH.masses[b], BATCH.mixing[b][0]
        m_beta = np.sqrt(sum(abs(u) ** 2 * x**2 for u, x in zip(u_e, m, strict=True)))
        m_bb = abs(sum(u**2 * x for u, x in zip(u_e, m, strict=True)))
        assert BATCH.effective_beta_mass[b] == pytest.approx(m_beta, rel=1e-14)
        assert BATCH.effective_majorana_mass[b] == pytest.approx(m_bb, rel=1e-13)
        assert BATCH.mass_sum[b] == pytest.approx(m[0] + m[1] + m[2], rel=1e-15)


def test_mass_observables_of_the_oscillation_minimum() -> None:
    # The smallest masses that oscillations allow, NuFIT 6.1: 0.059 and 0.099 eV in sum, m_beta of 9
    # and 49 meV, and in inverted ordering m_bb of 48 meV without phases.
    normal, inverted = (rw.Neutrinos.from_oscillation(x, 0.0) for x in ("normal", "inverted"))
    assert normal.mass_sum == pytest.approx(0.0588, abs=1e-4)
    assert inverted.mass_sum == pytest.approx(0.0989, abs=1e-4)
    assert normal.effective_beta_mass == pytest.approx(0.0089, abs=1e-4)
    assert inverted.effective_beta_mass == pytest.approx(0.0488, abs=1e-4)
    assert inverted.effective_majorana_mass == pytest.approx(0.0482, abs=1e-4)


def test_phases_move_the_majorana_mass_alone() -> None:
    no_phase, phase = (rw.Neutrinos.from_oscillation("inverted", 0.0, alpha21=x) for x in (0, 3))
    assert phase.effective_beta_mass == no_phase.effective_beta_mass
    assert phase.effective_majorana_mass < 0.5 * no_phase.effective_majorana_mass


def test_dirac_neutrinos_have_no_majorana_mass() -> None:
    dirac = dataclasses.replace(BATCH, nature="dirac")
    np.testing.assert_array_equal(dirac.effective_majorana_mass, np.zeros((2, 3)))
    np.testing.assert_array_equal(dirac.effective_beta_mass, BATCH.effective_beta_mass)


def test_standard_model_moments() -> None:
    # K. Fujikawa and R. E. Shrock, Phys. Rev. Lett. 45, 963 (1980): 3.2e-19 (m / eV) mu_B
    dirac = rw.Neutrinos.from_oscillation("normal", [0.01, 1.0], "dirac")
    moments = dirac.dipole_moments_standard_model
    np.testing.assert_allclose(moments, 3.2027e-19 * dirac.masses, rtol=1e-4)
    charge = np.sqrt(4 * np.pi * constants.alpha)
    m_e = constants.value("electron mass energy equivalent in MeV") * 1e6
    in_natural_units = 3 * charge * 1.1663787e-23 * dirac.masses / (8 * np.sqrt(2) * np.pi**2)
    np.testing.assert_allclose(moments * charge / (2 * m_e), in_natural_units, rtol=1e-8)


def test_standard_model_moments_vanish_for_majorana_and_for_sterile_states() -> None:
    np.testing.assert_array_equal(BATCH.dipole_moments_standard_model, np.zeros((2, 3, 3)))
    four = rw.Neutrinos.from_oscillation("normal", 0.01, "dirac").with_sterile(1.0)
    assert four.dipole_moments_standard_model[3] == 0


@pytest.mark.parametrize(
    "u",
    [
        (0.15, 0.1, 0.0),
        (0.15j, -0.1 + 0.2j, 0.3),
        (0.6, 0.0, 0.8),  # all of one flavour direction goes into the new state
        (1.0, 0.0, 0.0),
        (1e-9, 0.0, 0.0),
    ],
)
def test_sterile_mixing_has_orthonormal_rows(u: tuple[complex, complex, complex]) -> None:
    four = rw.Neutrinos.from_oscillation("normal", 0.01, alpha21=1.0).with_sterile(1.3, *u)
    rows = four.mixing
    np.testing.assert_allclose(rows @ rows.conj().T, np.eye(3), rtol=0, atol=1e-15)
    np.testing.assert_array_equal(rows[:, 3], u)
    assert four.masses[3] == 1.3
    # The couplings' eigenvalues are 1/2, -1/2, -1/2 and 0: the sum rule of three flavours stays.
    assert np.sum(np.abs(rw.axial_couplings(four)) ** 2) == pytest.approx(3 / 4, rel=1e-14)


def test_sterile_mixing_is_the_matrix_square_root() -> None:
    u = np.array([0.2, 0.1j, 0.3 - 0.1j])
    light = rw.Neutrinos.from_oscillation("normal", 0.01)
    root = light.with_sterile(1.0, *u).mixing[:, :3] @ light.mixing.conj().T
    np.testing.assert_allclose(root, root.conj().T, rtol=0, atol=1e-15)
    np.testing.assert_allclose(root @ root, np.eye(3) - np.outer(u, u.conj()), atol=1e-15)
    assert np.all(np.linalg.eigvalsh(root) > 0)


@pytest.mark.parametrize("nature", ["dirac", "majorana"])
def test_unmixed_sterile_state_changes_no_spectrum(nature: str) -> None:
    light = rw.Neutrinos.from_oscillation("inverted", 0.01, nature)
    four = light.with_sterile(0.3)
    assert (four.nature, four.n_states) == (nature, 4)
    np.testing.assert_array_equal(four.mixing[:, :3], light.mixing)
    np.testing.assert_allclose(
        rw.spectral_function(rw.YB, four, detuning=DETUNING),
        rw.spectral_function(rw.YB, light, detuning=DETUNING),
        rtol=1e-14,
    )


def test_mixed_sterile_state_opens_its_own_channels() -> None:
    four = rw.Neutrinos.from_oscillation("normal", 0.0).with_sterile(1.0, u_e4=0.15)
    channel = rw.channels(4).index((1, 4))
    part = rw.channel_spectra(rw.YB, four, detuning=[0.20, 0.30])[channel]
    assert rw.thresholds(rw.YB, four).detuning[channel] == pytest.approx(0.2333, abs=1e-4)
    assert part[0] == 0
    assert part[1] > 1e-5


def test_sterile_batches() -> None:
    mass, u_e4 = np.array([0.5, 1.0])[:, None, None], np.array([0.1, 0.2j, 0.3])
    four = BATCH.with_sterile(mass, u_e4, u_mu4=0.1)
    assert (four.batch_shape, four.masses.shape) == ((2, 2, 3), (2, 2, 3, 4))
    one = dataclasses.replace(BATCH, masses=BATCH.masses[1, 2], mixing=BATCH.mixing[1, 2])
    one = one.with_sterile(1.0, 0.3, 0.1)
    np.testing.assert_array_equal(four.masses[1, 1, 2], one.masses)
    np.testing.assert_allclose(four.mixing[1, 1, 2], one.mixing, rtol=0, atol=1e-16)


def test_two_sterile_states() -> None:
    five = rw.Neutrinos.from_oscillation("normal", 0.0).with_sterile(1.0, 0.1, 0.2)
    five = five.with_sterile(2.0, 0.2, 0.1j)
    np.testing.assert_allclose(five.mixing @ five.mixing.conj().T, np.eye(3), atol=1e-15)
    np.testing.assert_array_equal(five.masses[3:], [1.0, 2.0])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"mass": -1.0}, ValueError, "mass must be in [0, 1e+30], got -1.0"),
        ({"mass": "1"}, TypeError, "mass must be real numbers, got '1'"),
        ({"u_e4": np.nan}, ValueError, "u_e4 must be finite and below 1e30 in modulus, got (nan"),
        ({"u_mu4": "x"}, TypeError, "u_mu4 must be numbers, got 'x'"),
        (
            {"u_e4": 0.8, "u_tau4": 0.8j},
            ValueError,
            "|u_e4|^2 + |u_mu4|^2 + |u_tau4|^2 must be <= 1, got 1.28",
        ),
        (
            {"mass": [1.0, 2.0], "u_e4": [0.1, 0.2, 0.3]},
            ValueError,
            "batch shapes do not broadcast: neutrinos (), mass (2,), u_e4 (3,)",
        ),
    ],
)
def test_bad_sterile_state(change: dict[str, Any], error: type[Exception], message: str) -> None:
    light = rw.Neutrinos.from_oscillation("normal", 0.01)
    with pytest.raises(error, match=re.escape(message)):
        light.with_sterile(**({"mass": 1.0} | change))
