import dataclasses
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.interactions import current_strengths

RNG = np.random.default_rng(1)
MIXING = RNG.normal(size=(2, 3, 4)) + 1j * RNG.normal(size=(2, 3, 4))
NU = rw.Neutrinos(masses=np.ones(4), mixing=MIXING)


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


def test_strengths_of_dirac_neutrinos() -> None:
    # aL = a, aR = 0: vector and axial alike, |a_ij|^2 + |a_ji|^2 shared between them
    strengths = current_strengths(dataclasses.replace(NU, nature="dirac"))
    a2 = np.abs(rw.axial_couplings(NU)) ** 2
    for k, (i, j) in enumerate(rw.channels(4)):
        expected = a2[:, i - 1, j - 1] if i != j else a2[:, i - 1, j - 1] / 2
        np.testing.assert_allclose(strengths.vector[:, k], expected, rtol=1e-14)
        np.testing.assert_allclose(strengths.axial[:, k], expected, rtol=1e-14)


def test_strengths_of_majorana_neutrinos() -> None:
    # The current has the vector part 2i Im a and the axial part 2 Re a: no diagonal vector current.
    strengths = current_strengths(NU)
    a = rw.axial_couplings(NU)
    for k, (i, j) in enumerate(rw.channels(4)):
        a_ij = a[:, i - 1, j - 1] * (1 if i == j else np.sqrt(2))
        np.testing.assert_allclose(strengths.vector[:, k], a_ij.imag**2, rtol=1e-13, atol=1e-30)
        np.testing.assert_allclose(strengths.axial[:, k], a_ij.real**2, rtol=1e-13)


def test_nature_changes_no_total() -> None:
    majorana = sum(current_strengths(NU))
    dirac = sum(current_strengths(dataclasses.replace(NU, nature="dirac")))
    np.testing.assert_allclose(majorana, dirac, rtol=1e-13)


@pytest.mark.parametrize("interactions", [("Z'",), [1], "phi"])
def test_no_interaction_is_known_yet(interactions: Any) -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.01)
    for spectrum in (rw.spectral_function, rw.channel_spectra):
        with pytest.raises(TypeError, match=r"interactions must be an empty tuple, got \S+"):
            spectrum(rw.YB, nu, omega=0.5, interactions=interactions)
