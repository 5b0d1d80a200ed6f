"""The spectrum from first principles: Dirac matrices, spinors and a numerical phase space.

The amplitude of the pair, with the electron's spin averaged over, is T^k = ubar_i Gamma^k_ij v_j,

    Gamma^k = -sqrt2 G_F gamma^k (aL P_L + aR P_R)  +  q^k (kS + i gamma5 kP)  -  i (mu_B / q^2)
              (J x q)^k,        J^k = -mu_B i sigma^{kl} q_l (mu + i gamma5 eps),

    F_ij = <sum_spins sum_k |T^k|^2 / 3> / (4 G_F^2),      I = sum_ij w Delta_ij F_ij / (E_vg - w)^2

with spinors normalised to 2E and <> the average over the pair's phase space, uniform in E_i. The
transverse average has sum_{k = x, y} / 2, z being along the pair's momentum, in place of sum_k / 3.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import renp_widgets as rw
from renp_widgets.physics.constants import BOHR_MAGNETON, ELECTRON_MASS, G_FERMI

PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
ZERO, ONE = np.zeros((2, 2)), np.eye(2)
# Chiral basis: gamma5 = diag(-1, 1), upper components are left-handed.
GAMMA0 = np.block([[ZERO, ONE], [ONE, ZERO]])
GAMMA = np.array([np.block([[ZERO, s], [-s, ZERO]]) for s in PAULI])
LEFT, RIGHT, GAMMA5 = np.diag([1, 1, 0, 0]), np.diag([0, 0, 1, 1]), np.diag([-1, -1, 1, 1])
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


@dataclasses.dataclass
class Couplings:
    """Matrices (n, n) of everything that couples; rows are neutrinos, columns antineutrinos."""

    a_left: np.ndarray
    a_right: np.ndarray
    k_scalar: np.ndarray
    k_pseudoscalar: np.ndarray
    magnetic: np.ndarray
    electric: np.ndarray

    def substituted(self) -> "Couplings":
        """Those of Majorana neutrinos, in whose sum over pairs each pair is counted twice."""
        return Couplings(
            self.a_left - self.a_right.T,
            self.a_right - self.a_left.T,
            self.k_scalar + self.k_scalar.T,
            self.k_pseudoscalar + self.k_pseudoscalar.T,
            self.magnetic - self.magnetic.T,
            self.electric - self.electric.T,
        )


def all_couplings(
    target: rw.Target, nu: rw.Neutrinos, interactions: Sequence[Any], detuning: float
) -> Couplings:
    """The Standard Model's couplings and those of the interactions, whose widths are given."""
    n, n_e = nu.mixing, nu.mixing[0]
    nothing = np.zeros((nu.n_states, nu.n_states), dtype=complex)
    k = Couplings(*(nothing.copy() for _ in range(6)))
    k.a_left += np.outer(n_e.conj(), n_e) - n.conj().T @ n / 2
    q2 = 2 * target.e_eg * detuning
    m_i, m_j = nu.masses[:, None], nu.masses[None, :]
    for x in interactions:
        if isinstance(x, rw.DipoleMoments):
            k.magnetic += x.magnetic
            k.electric += x.electric
            continue
        denominator = q2 - x.mass**2 + 1j * x.mass * x.width
        if isinstance(x, rw.ScalarMediator):
            k.k_scalar += 1j * x.y_e * x.y_scalar / (2 * ELECTRON_MASS * -denominator)
            k.k_pseudoscalar += 1j * x.y_e * x.y_pseudoscalar / (2 * ELECTRON_MASS * -denominator)
            continue
        k.a_left += x.g_e * x.g_left / (np.sqrt(2) * G_FERMI * denominator)
        k.a_right += x.g_e * x.g_right / (np.sqrt(2) * G_FERMI * denominator)
        if x.longitudinal:
            f = x.g_e / (x.mass**2 * denominator)
            k.k_scalar += f * (m_i - m_j) * (x.g_left + x.g_right) / 2
            k.k_pseudoscalar += f * (m_i + m_j) * (x.g_right - x.g_left) / 2j
    return k


def vertex(
    k: Couplings, i: int, j: int, pair_energy: float, pair_momentum: float, magnetic_ratio: float
) -> np.ndarray:
    """Gamma^k_ij / G_F, (3, 4, 4)."""
    q = np.array([0, 0, pair_momentum])
    q2 = pair_energy**2 - pair_momentum**2
    current = -np.sqrt(2) * GAMMA @ (k.a_left[i, j] * LEFT + k.a_right[i, j] * RIGHT)
    scalar = (k.k_scalar[i, j] * np.eye(4) + 1j * k.k_pseudoscalar[i, j] * GAMMA5) / G_FERMI
    q_slash = pair_energy * GAMMA0 - np.tensordot(q, GAMMA, 1)
    # sigma^{kl} q_l = i/2 [gamma^k, q_slash]
    sigma_q = 0.5j * (GAMMA @ q_slash - q_slash @ GAMMA)
    moments = k.magnetic[i, j] * np.eye(4) + 1j * k.electric[i, j] * GAMMA5
    j_mu = -1j * BOHR_MAGNETON * sigma_q @ moments
    dipole = -1j * BOHR_MAGNETON / G_FERMI / q2 * np.cross(j_mu, q, axisa=0, axisc=0)
    return current + q[:, None, None] * scalar + magnetic_ratio * dipole


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
    couplings: Couplings,
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
    pair = target.e_eg - omega, omega
    m_i, m_j = masses[i], masses[j]
    p_i, p_j, weights = phase_space(*pair, m_i, m_j)
    t = matrix_element(vertex(couplings, i, j, *pair, target.magnetic_ratio), m_i, p_i, m_j, p_j)
    if exchange:
        gamma = vertex(couplings, j, i, *pair, target.magnetic_ratio)
        t = t - matrix_element(gamma, m_j, p_j, m_i, p_i).swapaxes(-1, -2)
    x, y, z = np.sum(np.abs(t) ** 2, axis=(-2, -1)) @ weights
    q2 = 2 * target.e_eg * detuning
    delta = np.sqrt((q2 - (m_i + m_j) ** 2) * (q2 - (m_i - m_j) ** 2)) / q2
    factor = delta / (target.e_vg - omega) ** 2 / 4
    return factor * (x + y + z) / 3, factor * (x + y) / 2


def brute_force(
    target: rw.Target,
    nu: rw.Neutrinos,
    detuning: float,
    interactions: Sequence[Any] = (),
    *,
    exchange: bool,
) -> dict[str, np.ndarray]:
    """Channel spectra by average. Majorana with `exchange`, or with the couplings substituted."""
    couplings = all_couplings(target, nu, interactions, detuning)
    majorana = nu.nature == "majorana"
    if majorana and not exchange:
        couplings = couplings.substituted()
    parts = []
    for (i, j), edge in zip(
        rw.channels(nu.n_states), rw.thresholds(target, nu).detuning, strict=True
    ):
        pairs = {(i - 1, j - 1), (j - 1, i - 1)} if detuning > edge else set()
        both = [
            pair_spectrum(target, nu.masses, couplings, *pair, detuning, exchange=exchange)
            for pair in pairs
        ]
        parts.append(np.sum(both, axis=0) * (0.5 if majorana else 1.0) if both else (0.0, 0.0))
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


def hermitian(rng: np.random.Generator, n: int, size: float) -> np.ndarray:
    matrix = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    return size * (matrix + matrix.conj().T) / 2


def vector_mediator(
    rng: np.random.Generator, n: int, mass: float, width: float, size: float, longitudinal: bool
) -> rw.VectorMediator:
    """A Z' that adds `size` to the couplings of the Standard Model, or so, off its pole."""
    left, right = (hermitian(rng, n, size * 1e12 * G_FERMI * max(1, mass**2)) for _ in range(2))
    return rw.VectorMediator(mass, 1e-12, left, right, width, longitudinal)


def scalar_mediator(
    rng: np.random.Generator, n: int, mass: float, width: float, size: float
) -> rw.ScalarMediator:
    size *= 2 * ELECTRON_MASS * G_FERMI * max(1, mass**2) * 1e9
    return rw.ScalarMediator(mass, 1e-9, hermitian(rng, n, size), hermitian(rng, n, size), width)


def dipole_moments(rng: np.random.Generator, n: int, size: float) -> rw.DipoleMoments:
    size *= G_FERMI / BOHR_MAGNETON**2
    magnetic, electric = hermitian(rng, n, size), hermitian(rng, n, size)
    return rw.DipoleMoments(magnetic - np.diag(np.diag(magnetic)), electric)


RNG = np.random.default_rng(5)
# One of each, with poles in and out of reach, and all of them in one amplitude.
INTERACTIONS: dict[str, list[Any]] = {
    "vector": [vector_mediator(RNG, 3, 0.7, 0.1, 1.0, False)],
    "longitudinal": [vector_mediator(RNG, 3, 0.2, 0.02, 1.0, True)],
    "massless": [vector_mediator(RNG, 3, 0.0, 0.0, 0.5, False)],
    "scalar": [scalar_mediator(RNG, 3, 40.0, 0.5, 1.0)],
    "dipole": [dipole_moments(RNG, 3, 1.0)],
}
INTERACTIONS["all"] = [x for several in INTERACTIONS.values() for x in several]
ignore_dead_moments = pytest.mark.filterwarnings("ignore:real and diagonal:UserWarning")


@pytest.mark.parametrize("interactions", INTERACTIONS.values(), ids=INTERACTIONS)
@pytest.mark.parametrize("fraction", [0.02, 0.3])
@pytest.mark.parametrize("masses", [[0.0, 0.0, 0.02], [0.01, 0.013, 0.05]], ids=str)
@pytest.mark.parametrize(
    ("nature", "exchange"),
    [("dirac", False), ("majorana", True), ("majorana", False)],
    ids=["dirac", "majorana contractions", "majorana substitution"],
)
@ignore_dead_moments
def test_interactions_from_first_principles(
    interactions: list[Any], fraction: float, masses: list[float], nature: str, exchange: bool
) -> None:
    target = dataclasses.replace(rw.YB, j_e=2, magnetic_ratio=0.5)
    nu = random_neutrinos(masses, nature)
    detuning = fraction * target.end_point
    expected = brute_force(target, nu, detuning, interactions, exchange=exchange)
    for average, parts in expected.items():
        options = {"detuning": detuning, "average": average}
        with_all = rw.channel_spectra(target, nu, interactions=interactions, **options)
        np.testing.assert_allclose(with_all, parts, rtol=1e-11)
        changed = np.abs(with_all / rw.channel_spectra(target, nu, **options) - 1)
        assert np.max(changed) > 1e-3  # else the interactions would not have been tested


@st.composite
def systems(draw: st.DrawFn) -> dict[str, Any]:
    """Any neutrinos with any mediators and moments, at a detuning off the thresholds."""
    energies = draw(st.sampled_from([(2.14349, 2.23072), (8.31532, 8.43652), (1.0, 5.0)]))
    target = rw.Target(
        "any",
        *energies,
        j_e=draw(st.sampled_from([0, 1, 2])),
        magnetic_ratio=draw(st.sampled_from([1.0, 0.5, -2.0])),
    )
    masses = draw(st.lists(st.sampled_from([0.0, 0.03]) | st.floats(1e-4, 0.5), min_size=2))
    masses = masses[:4]
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n, size = len(masses), st.floats(-3, 2).map(lambda power: 10**power)
    interactions: list[Any] = []
    for kind in draw(st.lists(st.sampled_from("vvllssd"), min_size=1, max_size=5)):
        if kind == "d":
            interactions.append(dipole_moments(rng, n, draw(size)))
            continue
        mass = draw(st.floats(0.01, 0.99)) * target.e_eg
        mass *= draw(st.sampled_from([1.0, 1.0, 100.0]))  # the pole in or out of the spectrum
        width = mass * 10 ** draw(st.floats(-6, 0))
        if kind == "s":
            interactions.append(scalar_mediator(rng, n, mass, width, draw(size)))
        else:
            interactions.append(vector_mediator(rng, n, mass, width, draw(size), kind == "l"))
    mixing = rng.normal(size=(2, 3, n))
    nature = draw(st.sampled_from(["dirac", "majorana"]))
    nu = rw.Neutrinos(masses=masses, mixing=mixing[0] + 1j * mixing[1], nature=nature)
    detuning = target.end_point * draw(st.floats(0.001, 0.999))
    poles = [x.mass**2 / (2 * target.e_eg) for x in interactions if hasattr(x, "mass")]
    if draw(st.booleans()) and poles and poles[0] < target.end_point:
        detuning = poles[0]
    edges = rw.thresholds(target, nu).detuning
    assume(np.all(np.abs(edges - detuning) > 1e-3 * detuning) and detuning > edges.min())
    return {"target": target, "nu": nu, "detuning": detuning, "interactions": interactions}


@ignore_dead_moments
@given(systems(), st.booleans())
def test_anything_from_first_principles(system: dict[str, Any], exchange: bool) -> None:
    target, nu = system["target"], system["nu"]
    options = {"detuning": system["detuning"], "interactions": system["interactions"]}
    exchange &= nu.nature == "majorana"
    for average, expected in brute_force(target, nu, **options, exchange=exchange).items():
        parts = rw.channel_spectra(target, nu, **options, average=average)
        np.testing.assert_allclose(parts, expected, rtol=1e-9)
        total = rw.spectral_function(target, nu, **options, average=average)
        assert total == pytest.approx(expected.sum(), rel=1e-9)
