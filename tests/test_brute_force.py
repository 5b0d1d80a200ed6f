"""The spectrum from first principles: Dirac matrices, spinors and a numerical phase space.

The amplitude of the pair, with the electron's spin averaged over, is

    T^k = -sqrt2 G_F  nubar_i Gamma^k_ij nu_j,      Gamma^k_ij = gamma^k (aL P_L + aR P_R)_ij,

    F_ij = <sum_spins sum_k |T^k|^2 / 3> / (4 G_F^2),      I = sum_ij w Delta_ij F_ij / (E_vg - w)^2

with spinors normalised to 2E and <> the average over the pair's phase space, uniform in E_i. The
transverse average has sum_{k = x, y} / 2, z being along the pair's momentum, in place of sum_k / 3.
"""

import dataclasses

import numpy as np
import pytest

import renp_widgets as rw

PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
ZERO, ONE = np.zeros((2, 2)), np.eye(2)
# Chiral basis: gamma5 = diag(-1, 1), upper components are left-handed.
GAMMA0 = np.block([[ZERO, ONE], [ONE, ZERO]])
GAMMA = np.array([np.block([[ZERO, s], [-s, ZERO]]) for s in PAULI])
LEFT, RIGHT = np.diag([1, 1, 0, 0]), np.diag([0, 0, 1, 1])
CONJUGATION = 1j * GAMMA[1] @ GAMMA0  # C with C gamma^mu^T C^-1 = -gamma^mu


def particle_spinors(mass: float, momentum: np.ndarray) -> np.ndarray:
    """u(p, s) for momenta (..., 3): (..., 4, 2), the spins last."""
    energy = np.sqrt(mass**2 + np.sum(momentum**2, axis=-1))[..., None, None]
    p_sigma = np.einsum("...k,kab->...ab", momentum, PAULI)
    boosted = [(energy + mass) * ONE - p_sigma, (energy + mass) * ONE + p_sigma]
    return np.concatenate(boosted, axis=-2) / np.sqrt(2 * (energy + mass))


def bar(spinors: np.ndarray) -> np.ndarray:
    return spinors.conj().swapaxes(-1, -2) @ GAMMA0


def antiparticle_spinors(mass: float, momentum: np.ndarray) -> np.ndarray:
    """v = C ubar^T, for the same momenta and spins."""
    return CONJUGATION @ bar(particle_spinors(mass, momentum)).swapaxes(-1, -2)


def vertex(a_left: np.ndarray, a_right: np.ndarray, i: int, j: int) -> np.ndarray:
    """Gamma^k_ij, (3, 4, 4): nubar_i Gamma^k nu_j meets the electron's axial current."""
    return GAMMA @ (a_left[i, j] * LEFT + a_right[i, j] * RIGHT)


def matrix_element(
    gamma: np.ndarray, m_i: float, p_i: np.ndarray, m_j: float, p_j: np.ndarray
) -> np.ndarray:
    """ubar_i(p_i, s_i) Gamma^k v_j(p_j, s_j): (3, points, s_i, s_j)."""
    return bar(particle_spinors(m_i, p_i)) @ gamma[:, None] @ antiparticle_spinors(m_j, p_j)


def phase_space(
    pair_energy: float, pair_momentum: float, m_i: float, m_j: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Momenta p_i, p_j (points, 3) of neutrinos whose sum is along z, and weights of sum 1."""
    q2 = pair_energy**2 - pair_momentum**2
    delta = np.sqrt((q2 - (m_i + m_j) ** 2) * (q2 - (m_i - m_j) ** 2)) / q2
    # |T|^2 is a polynomial of degree 2 in E_i and of degree 2 in cos(phi), sin(phi).
    nodes, weights = np.polynomial.legendre.leggauss(4)
    azimuth = np.arange(5) * 2 * np.pi / 5
    e_i = pair_energy * (q2 + m_i**2 - m_j**2) / (2 * q2) + pair_momentum * delta / 2 * nodes
    p2_i, p2_j = e_i**2 - m_i**2, (pair_energy - e_i) ** 2 - m_j**2
    along = (p2_i + pair_momentum**2 - p2_j) / (2 * pair_momentum)
    across = np.sqrt(p2_i - along**2)
    p_i = np.stack(
        [
            np.outer(across, np.cos(azimuth)),
            np.outer(across, np.sin(azimuth)),
            np.outer(along, np.ones(5)),
        ],
        axis=-1,
    ).reshape(-1, 3)
    return p_i, [0, 0, pair_momentum] - p_i, np.repeat(weights / 2, 5) / 5


def pair_spectrum(
    target: rw.Target,
    masses: np.ndarray,
    couplings: tuple[np.ndarray, np.ndarray],
    i: int,
    j: int,
    detuning: float,
    *,
    exchange: bool,
) -> tuple[float, float]:
    """Delta F / (E_vg - omega)^2 of an ordered pair ij: isotropic and transverse average.

    `exchange` adds the second contraction of a Majorana pair: neutrino i may come from nu_j too.
    """
    omega = target.end_point - detuning
    m_i, m_j = masses[i], masses[j]
    p_i, p_j, weights = phase_space(target.e_eg - omega, omega, m_i, m_j)
    t = matrix_element(vertex(*couplings, i, j), m_i, p_i, m_j, p_j)
    if exchange:
        crossed = matrix_element(vertex(*couplings, j, i), m_j, p_j, m_i, p_i)
        t = t - crossed.swapaxes(-1, -2)
    x, y, z = 2 * np.sum(np.abs(t) ** 2, axis=(-2, -1)) @ weights  # |sqrt2 G_F|^2 / G_F^2
    q2 = 2 * target.e_eg * detuning
    delta = np.sqrt((q2 - (m_i + m_j) ** 2) * (q2 - (m_i - m_j) ** 2)) / q2
    factor = delta / (target.e_vg - omega) ** 2 / 4
    return factor * (x + y + z) / 3, factor * (x + y) / 2


def brute_force(
    target: rw.Target, nu: rw.Neutrinos, detuning: float, *, exchange: bool
) -> dict[str, np.ndarray]:
    """Channel spectra by average. Majorana with `exchange`, or with the couplings substituted."""
    n, n_e = nu.mixing, nu.mixing[0]
    a_left = np.outer(n_e.conj(), n_e) - n.conj().T @ n / 2
    a_right = np.zeros_like(a_left)
    weight = 0.5 if nu.nature == "majorana" else 1.0
    if nu.nature == "majorana" and not exchange:
        a_left, a_right = a_left - a_right.T, a_right - a_left.T
    parts = []
    for i, j in rw.channels(nu.n_states):
        pairs = {(i - 1, j - 1), (j - 1, i - 1)}
        both = [
            pair_spectrum(target, nu.masses, (a_left, a_right), *pair, detuning, exchange=exchange)
            for pair in pairs
        ]
        parts.append(weight * np.sum(both, axis=0))
    isotropic, transverse = np.transpose(parts)
    w = target.transverse_weight
    return {"isotropic": isotropic, "coupled": (1 - w) * isotropic + w * transverse}


def random_neutrinos(masses: list[float], nature: str) -> rw.Neutrinos:
    rng = np.random.default_rng(11)
    mixing = rng.normal(size=(2, 3, len(masses)))
    return rw.Neutrinos(masses=masses, mixing=mixing[0] + 1j * mixing[1], nature=nature)


def test_spinors() -> None:
    momentum = np.array([0.3, -0.2, 0.5])
    for mass in (0.0, 0.4):
        energy = np.sqrt(mass**2 + momentum @ momentum)
        p_slash = energy * GAMMA0 - np.tensordot(momentum, GAMMA, 1)
        u, v = particle_spinors(mass, momentum), antiparticle_spinors(mass, momentum)
        np.testing.assert_allclose(u @ bar(u), p_slash + mass * np.eye(4), atol=1e-15)
        np.testing.assert_allclose(v @ bar(v), p_slash - mass * np.eye(4), atol=1e-15)


@pytest.mark.parametrize("target", [rw.YB, rw.XE], ids=["Yb", "Xe"])
@pytest.mark.parametrize("fraction", [1e-2, 0.3, 0.9])
@pytest.mark.parametrize(
    "masses", [[0.0, 0.0, 0.02], [0.01, 0.013, 0.05], [0.04, 0.04, 0.0]], ids=str
)
@pytest.mark.parametrize(
    ("nature", "exchange"),
    [("dirac", False), ("majorana", True), ("majorana", False)],
    ids=["dirac", "majorana contractions", "majorana substitution"],
)
def test_spectrum_from_first_principles(
    target: rw.Target, fraction: float, masses: list[float], nature: str, exchange: bool
) -> None:
    detuning = fraction * target.end_point
    nu = random_neutrinos(masses, nature)
    for average, expected in brute_force(target, nu, detuning, exchange=exchange).items():
        parts = rw.channel_spectra(target, nu, detuning=detuning, average=average)
        assert expected.min() > 0
        np.testing.assert_allclose(parts, expected, rtol=1e-10)


def test_nature_tells_for_massive_neutrinos() -> None:
    # Otherwise the two contractions above would prove nothing.
    nu = random_neutrinos([0.01, 0.02, 0.05], "majorana")
    detuning = 0.01 * rw.YB.end_point
    dirac = dataclasses.replace(nu, nature="dirac")
    one = brute_force(rw.YB, nu, detuning, exchange=True)["isotropic"]
    other = brute_force(rw.YB, dirac, detuning, exchange=False)["isotropic"]
    assert np.all(np.abs(one / other - 1) > 1e-4)
