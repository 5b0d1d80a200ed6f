import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.physics.channel_strengths import Strengths
from renp_widgets.physics.constants import BOHR_MAGNETON, ELECTRON_MASS, G_FERMI

RNG = np.random.default_rng(1)
MIXING = RNG.normal(size=(2, 3, 4)) + 1j * RNG.normal(size=(2, 3, 4))
NU = rw.Neutrinos(masses=[0.0, 0.01, 0.03, 0.2], mixing=MIXING)
DETUNINGS = np.array([[1e-3, 0.1, 0.5, 1.0], [0.2, 0.2, 0.3, 0.7]])
natures = pytest.mark.parametrize("nature", ["dirac", "majorana"])


def strengths(
    nu: rw.Neutrinos, interactions: Sequence[Any] = (), batch: tuple[int, ...] = (2,)
) -> Strengths:
    return Strengths(rw.YB, nu, interactions, batch)


def hermitian(size: float) -> np.ndarray:
    matrix = size * (RNG.normal(size=(2, 4, 4)) + 1j * RNG.normal(size=(2, 4, 4)))
    return matrix + matrix.conj().swapaxes(-1, -2)


VECTOR = rw.VectorMediator(
    [0.7, 3.0], 1e-12, hermitian(1e-11), hermitian(1e-11), width=0.1, longitudinal=True
)
SCALAR = rw.ScalarMediator(1.5, 1e-9, hermitian(1e-8), hermitian(1e-8), width=[0.2, 0.0])
DIPOLE = rw.DipoleMoments(1j * hermitian(1e-10).imag, 1j * hermitian(1e-10).imag)


def test_strengths_of_dirac_neutrinos() -> None:
    # aL = a, aR = 0: vector and axial alike, |a_ij|^2 + |a_ji|^2 shared between them
    found = strengths(dataclasses.replace(NU, nature="dirac")).at(slice(None), DETUNINGS)
    a2 = np.abs(rw.axial_couplings(NU)) ** 2
    assert set(found) == {"vector", "axial"}
    for k, (i, j) in enumerate(rw.channels(4)):
        expected = a2[:, i - 1, j - 1] if i != j else a2[:, i - 1, j - 1] / 2
        np.testing.assert_allclose(found["vector"][:, k, 0], expected, rtol=1e-14)
        np.testing.assert_allclose(found["axial"][:, k, 0], expected, rtol=1e-14)


def test_strengths_of_majorana_neutrinos() -> None:
    # The current has the vector part 2i Im a and the axial part 2 Re a: no diagonal vector current.
    found = strengths(NU).at(slice(None), DETUNINGS)
    a = rw.axial_couplings(NU)
    for k, (i, j) in enumerate(rw.channels(4)):
        a_ij = a[:, i - 1, j - 1] * (1 if i == j else np.sqrt(2))
        vector, axial = found["vector"][:, k, 0], found["axial"][:, k, 0]
        np.testing.assert_allclose(vector, a_ij.imag**2, rtol=1e-13, atol=1e-30)
        np.testing.assert_allclose(axial, a_ij.real**2, rtol=1e-13)


def test_nature_changes_no_total_of_the_standard_model() -> None:
    majorana = strengths(NU).at(slice(None), DETUNINGS)
    dirac = strengths(dataclasses.replace(NU, nature="dirac")).at(slice(None), DETUNINGS)
    total = dirac["vector"] + dirac["axial"]
    np.testing.assert_allclose(majorana["vector"] + majorana["axial"], total, rtol=1e-13)


def by_definition(nature: str, b: int, n: int) -> dict[str, np.ndarray]:
    """Sums over ordered pairs of the squares and products in the module's docstring."""
    q2 = 2 * rw.YB.e_eg * DETUNINGS[b, n]
    vector = 1 / (q2 - VECTOR.mass[b] ** 2 + 1j * VECTOR.mass[b] * VECTOR.width)
    scalar = 1 / (q2 - SCALAR.mass**2 + 1j * SCALAR.mass * SCALAR.width[b])
    current = VECTOR.g_e * vector / (np.sqrt(2) * G_FERMI)
    gradient = VECTOR.g_e * vector / VECTOR.mass[b] ** 2
    yukawa = -1j * SCALAR.y_e * scalar / (2 * ELECTRON_MASS)
    left, right = VECTOR.g_left[b], VECTOR.g_right[b]
    minus = NU.masses[b, :, None] - NU.masses[b]
    plus = NU.masses[b, :, None] + NU.masses[b]
    a_left = rw.axial_couplings(NU)[b] + current * left
    a_right = current * right
    k_s = yukawa * SCALAR.y_scalar[b] + gradient * minus * (left + right) / 2
    k_p = yukawa * SCALAR.y_pseudoscalar[b] + gradient * plus * (right - left) / 2j
    mu, eps = DIPOLE.magnetic[b], DIPOLE.electric[b]
    weight = 1.0
    if nature == "majorana":
        a_left, a_right = a_left - a_right.T, a_right - a_left.T
        k_s, k_p, mu, eps = k_s + k_s.T, k_p + k_p.T, mu - mu.T, eps - eps.T
        weight = 0.5
    pairs = {
        "vector": np.abs(a_left + a_right) ** 2 / 2,
        "axial": np.abs(a_left - a_right) ** 2 / 2,
        "scalar": np.abs((a_left + a_right) * minus / (2 * q2) ** 0.5 - q2**0.5 * k_s / G_FERMI)
        ** 2,
        "pseudoscalar": np.abs(
            1j * (a_left - a_right) * plus / (2 * q2) ** 0.5 - q2**0.5 * k_p / G_FERMI
        )
        ** 2,
        "magnetic": np.abs(mu * BOHR_MAGNETON**2 / G_FERMI) ** 2,
        "electric": np.abs(eps * BOHR_MAGNETON**2 / G_FERMI) ** 2,
    }
    i, j = np.array(rw.channels(4)).T - 1
    return {
        name: weight * np.where(i == j, pair[i, j], pair[i, j] + pair[j, i])
        for name, pair in pairs.items()
    }


@natures
def test_strengths_of_everything_together(nature: str) -> None:
    nu = dataclasses.replace(NU, nature=nature)
    found = strengths(nu, [VECTOR, SCALAR, DIPOLE]).at(slice(None), DETUNINGS)
    for b, n in np.ndindex(DETUNINGS.shape):
        expected = by_definition(nature, b, n)
        assert set(found) == set(expected)
        for name, strength in found.items():
            moving = name not in ("magnetic", "electric")
            assert strength.shape == (2, 10, 4 if moving else 1)
            atol = 1e-13 * np.abs(expected[name]).max()
            values = strength[b, :, n if moving else 0]
            np.testing.assert_allclose(values, expected[name], rtol=1e-12, atol=atol)


def test_only_what_couples_has_a_strength() -> None:
    vector = rw.VectorMediator(1.0, 1e-12, np.eye(4))
    cases: list[tuple[list[Any], set[str]]] = [
        ([], set()),
        ([vector], set()),
        ([rw.VectorMediator(1.0, 1e-12, np.eye(4), longitudinal=True)], {"pseudoscalar"}),
        ([rw.ScalarMediator(1.0, 1e-9, y_scalar=np.eye(4))], {"scalar"}),
        ([rw.ScalarMediator(1.0, 1e-9)], set()),
        ([rw.DipoleMoments(electric=np.eye(4))], {"electric"}),
        ([rw.DipoleMoments()], set()),
    ]
    nu = dataclasses.replace(NU, nature="dirac")
    for interactions, expected in cases:
        found = strengths(nu, interactions).at(slice(None), DETUNINGS)
        acting = {name for name, strength in found.items() if np.any(strength)}
        assert acting == {"vector", "axial"} | expected


def test_blocks_of_the_batch_and_of_the_energies() -> None:
    whole = strengths(NU, [VECTOR, SCALAR, DIPOLE])
    expected = whole.at(slice(None), DETUNINGS)
    part = whole.at(slice(1, 2), DETUNINGS[1:, 1:3])
    for name, strength in part.items():
        of_all = expected[name][1:, :, 1:3] if expected[name].shape[-1] > 1 else expected[name][1:]
        np.testing.assert_allclose(strength, of_all, rtol=1e-14, err_msg=name)


def test_offsets_from_the_pole_keep_their_digits() -> None:
    # 1e-30 eV off the pole, far below the spacing of floats: |P|^2 halves there.
    mass, width = 1.0, 2e-30 * 2 * rw.YB.e_eg
    mediator = rw.VectorMediator(mass, 1e-12, np.eye(4) * 1e-12, width=width)
    pole = mass**2 / (2 * rw.YB.e_eg)
    offsets = [np.array([0.0, 2e-30, -2e-30, 6e-30])]
    found = strengths(NU, [mediator], batch=(2,)).at(slice(None), np.full((2, 4), pole), offsets)
    first = found["axial"][0, 0]  # the resonance dwarfs the Standard Model
    np.testing.assert_allclose(first / first[0], [1, 1 / 2, 1 / 2, 1 / 10], rtol=1e-12)


def test_width_zero_on_the_pole_is_refused() -> None:
    pole = 0.5**2 / (2 * rw.YB.e_eg)
    mediator = rw.VectorMediator(0.5, 1e-12, np.eye(4), width=0.0)
    expected = f"width must be positive or None on the pole, got 0.0 at detuning {pole} eV"
    with pytest.raises(ValueError, match=expected):
        strengths(NU, [mediator]).at(slice(None), np.array([[0.1, pole], [0.2, 0.3]]))


def test_mediator_that_decays_to_nothing_open_is_silent_on_its_pole() -> None:
    # It couples to 44 alone, which M < 2 m_4 keeps closed: computed width 0, and nothing to see.
    mediator = rw.VectorMediator(0.3, 1e-12, rw.element_coupling(4, 4, 1.0, n_states=4))
    assert not np.any(mediator.pole(NU).width)
    pole = np.full((2, 1), 0.3**2 / (2 * rw.YB.e_eg))
    found = strengths(NU, [mediator]).at(slice(None), pole)
    expected = strengths(NU).at(slice(None), pole)
    np.testing.assert_allclose(found["axial"], expected["axial"], rtol=1e-14)
