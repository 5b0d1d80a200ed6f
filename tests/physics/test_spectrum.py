"""Limits, thresholds and digits of the spectral function."""

import dataclasses
from decimal import Decimal, localcontext

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.physics.spectrum import AVERAGES

NATURES = ("dirac", "majorana")
# Couples to the average by angular momentum with w = 1, -1/2 and 1/10.
TARGETS = (rw.YB, rw.Target("J_e = 1", 3.0, 3.5, j_e=1), rw.XE)

natures = pytest.mark.parametrize("nature", NATURES)
averages = pytest.mark.parametrize("average", AVERAGES)
orderings = pytest.mark.parametrize("ordering", ["normal", "inverted"])
targets = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)


def massless(nature: str = "majorana") -> rw.Neutrinos:
    nu = rw.Neutrinos.from_oscillation("normal", 0.0, nature)
    return dataclasses.replace(nu, masses=np.zeros(3))


def anarchic(masses: list[float], nature: str = "majorana") -> rw.Neutrinos:
    rng = np.random.default_rng(7)
    mixing = rng.normal(size=(2, 3, len(masses)))
    return rw.Neutrinos(masses=masses, mixing=mixing[0] + 1j * mixing[1], nature=nature)


def as_printed(
    target: rw.Target, nu: rw.Neutrinos, omega: np.ndarray, average: str = "isotropic"
) -> np.ndarray:
    """D. N. Dinh et al., arXiv:1209.4808: the nine ordered pairs of three unitary flavours."""
    a = np.outer(nu.mixing[0].conj(), nu.mixing[0]) - np.eye(3) / 2
    w = target.transverse_weight if average == "coupled" else 0.0
    q2 = target.e_eg * (target.e_eg - 2 * omega)
    total = np.zeros_like(omega)
    for i, j in np.ndindex(3, 3):
        m_i, m_j = nu.masses[i], nu.masses[j]
        s_plus, s_minus = q2 - (m_i + m_j) ** 2, q2 - (m_i - m_j) ** 2
        delta = np.sqrt(np.where(s_plus > 0, s_plus * s_minus, 0)) / q2
        isotropic = (
            q2
            + omega**2 / 2
            - omega**2 * delta**2 / 6
            - (m_i**2 + m_j**2) / 2
            - (target.e_eg - omega) ** 2 * (m_i**2 - m_j**2) ** 2 / (2 * q2**2)
        ) / 3
        transverse = (q2 - m_i**2 - m_j**2) / 2 - q2 * delta**2 / 6
        f = abs(a[i, j]) ** 2 * ((1 - w) * isotropic + w * transverse)
        if nu.nature == "majorana":
            f = f - m_i * m_j * (a[i, j] ** 2).real
        total += delta / (target.e_vg - omega) ** 2 * f
    return total


@orderings
@natures
@averages
@targets
@pytest.mark.parametrize("lightest_mass", [0.0, 0.001, 0.05])
def test_published_formula(
    ordering: str, nature: str, average: str, target: rw.Target, lightest_mass: float
) -> None:
    nu = rw.Neutrinos.from_oscillation(ordering, lightest_mass, nature, alpha21=1.0, alpha31=2.5)
    edges = np.unique(rw.thresholds(target, nu).omega)  # and halfway between the thresholds
    omega = np.concatenate([np.linspace(0.01, edges[0] - 1e-3, 50), (edges[1:] + edges[:-1]) / 2])
    spectrum = rw.spectral_function(target, nu, omega=omega, average=average)
    expected = as_printed(target, nu, omega, average)
    # Only ever as good as the printed form: terms of order 1 cancel in it.
    np.testing.assert_allclose(spectrum, expected, rtol=1e-11, atol=1e-12)


@natures
@targets
def test_massless(nature: str, target: rw.Target) -> None:
    omega = np.linspace(1e-3, 0.99, 40) * target.end_point
    e = target.e_eg
    expected = (3 * e**2 - 6 * e * omega + omega**2) / (12 * (target.e_vg - omega) ** 2)
    spectrum = rw.spectral_function(target, massless(nature), omega=omega)
    np.testing.assert_allclose(spectrum, expected, rtol=1e-13)


@natures
@pytest.mark.parametrize(
    ("omega", "ratio"), [(0.5, 0.97), (1.00, 0.48), (1.06, 0.12), (1.07, 0.02)]
)
def test_coupled_average_of_massless_neutrinos(nature: str, omega: float, ratio: float) -> None:
    nu = massless(nature)
    coupled = rw.spectral_function(rw.YB, nu, omega=omega, average="coupled")
    assert coupled / rw.spectral_function(rw.YB, nu, omega=omega) == pytest.approx(ratio, abs=0.005)


def test_coupled_average_needs_j_e() -> None:
    target = dataclasses.replace(rw.YB, j_e=None)
    with pytest.raises(ValueError, match=r"average 'coupled' needs j_e \(0, 1 or 2\)"):
        rw.spectral_function(target, massless(), omega=0.5, average="coupled")


@pytest.mark.parametrize(("average", "error"), [("Coupled", ValueError), (None, TypeError)])
def test_misspelt_average(average: str, error: type[Exception]) -> None:
    allowed = r"average must be one of \('isotropic', 'coupled'\), got '?(Coupled|None)"
    with pytest.raises(error, match=allowed):
        rw.channel_spectra(rw.YB, massless(), omega=0.5, average=average)


def onset_power(nu: rw.Neutrinos, channel: tuple[int, int], average: str = "isotropic") -> float:
    """Power p of I ~ x^p in x = d - d_ij just inside the threshold of a channel, in ytterbium."""
    k = rw.channels(nu.n_states).index(channel)
    edge = rw.thresholds(rw.YB, nu).detuning[k]
    x = np.geomspace(1e-8, 1e-7, 5) * (edge or 1e-6)
    part = rw.channel_spectra(rw.YB, nu, detuning=edge + x, average=average)[k]
    return float(np.polyfit(np.log(x), np.log(part), 1)[0])


@orderings
@natures
@pytest.mark.parametrize("lightest_mass", [0.0, 0.001, 0.01])
def test_onsets(ordering: str, nature: str, lightest_mass: float) -> None:
    nu = rw.Neutrinos.from_oscillation(ordering, lightest_mass, nature, alpha21=1.0, alpha31=2.5)
    power = {0: 0.5, 1: 2.0, 2: 0.0}  # by the number of massless neutrinos in the pair
    for i, j in rw.channels(3):
        expected = power[int(np.sum(nu.masses[[i - 1, j - 1]] == 0))]
        assert onset_power(nu, (i, j)) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("channel", "dirac", "majorana"),
    [
        ((1, 1), 1.0, 1.0),
        ((1, 2), 2.0, 2.0),
        ((2, 2), 0.5, 1.5),  # a diagonal Majorana current is axial: p wave
        ((2, 3), 0.5, 0.5),
        ((3, 3), 0.5, 1.5),
    ],
)
def test_onsets_in_the_transverse_average(
    channel: tuple[int, int], dirac: float, majorana: float
) -> None:
    for nature, power in (("dirac", dirac), ("majorana", majorana)):
        nu = anarchic([0.0, 0.03, 0.05], nature)
        assert onset_power(nu, channel, "coupled") == pytest.approx(power, abs=1e-5)


@natures
def test_step_at_the_end_point(nature: str) -> None:
    omega = rw.YB.end_point
    expected = omega**2 / (12 * (rw.YB.e_vg - omega) ** 2)
    nu = massless(nature)
    for detuning in (1e-300, 1e-20, 1e-12):
        step = rw.spectral_function(rw.YB, nu, detuning=detuning)
        assert step == pytest.approx(expected, rel=1e-9)
    assert rw.spectral_function(rw.YB, nu, detuning=0.0) == 0


@orderings
@averages
@targets
@pytest.mark.parametrize("lightest_mass", [0.0, 1e-12, 1e-8, 1e-3, 0.05, 0.3])
def test_zero_from_the_threshold_on(
    ordering: str, average: str, target: rw.Target, lightest_mass: float
) -> None:
    nu = rw.Neutrinos.from_oscillation(ordering, lightest_mass, alpha21=1.0, alpha31=2.5)
    edges = rw.thresholds(target, nu)

    omega = np.concatenate([edges.omega, np.nextafter(edges.omega, 0)])
    parts = rw.channel_spectra(target, nu, omega=omega, average=average)
    np.testing.assert_array_equal(parts > 0, omega < edges.omega[:, None])
    np.testing.assert_array_equal(parts[parts <= 0], 0)

    edge = edges.detuning
    detuning = np.concatenate([edge, np.nextafter(edge[edge > 0], 1)])
    parts = rw.channel_spectra(target, nu, detuning=detuning, average=average)
    np.testing.assert_array_equal(parts > 0, detuning > edge[:, None])
    np.testing.assert_array_equal(parts[parts <= 0], 0)


@averages
@targets
def test_zero_from_the_end_point_on(average: str, target: rw.Target) -> None:
    end = target.end_point
    omega = np.array([end, np.nextafter(end, 9), 0.9 * target.e_eg, target.e_eg])
    for nu in (massless("dirac"), massless("majorana"), anarchic([0.0, 0.1, 3.0])):
        beyond = {"omega": omega}, {"detuning": np.append(end - omega, [-1e6, -1e300])}
        for energies in beyond:
            np.testing.assert_array_equal(
                rw.channel_spectra(target, nu, **energies, average=average), 0
            )


@averages
@natures
def test_omega_and_detuning_agree(average: str, nature: str) -> None:
    nu = rw.Neutrinos.from_oscillation("inverted", 0.02, nature)
    detuning = np.geomspace(0.005, 1.07, 50)
    by_detuning = rw.channel_spectra(rw.YB, nu, detuning=detuning, average=average)
    omega = rw.YB.end_point - detuning
    by_omega = rw.channel_spectra(rw.YB, nu, omega=omega, average=average)
    np.testing.assert_allclose(by_omega, by_detuning, rtol=1e-11)
    assert by_detuning.min() > 0


def exact(target: rw.Target, nu: rw.Neutrinos, channel: tuple[int, int], detuning: float) -> float:
    """The printed formula with 80 digits from the given doubles, for both ij and ji."""
    i, j = (state - 1 for state in channel)
    with localcontext(prec=80):
        e, d = Decimal(target.e_eg), Decimal(float(detuning))
        m_i, m_j = (Decimal(float(nu.masses[k])) for k in (i, j))
        omega, q2 = e / 2 - d, 2 * e * d
        s_plus, s_minus = q2 - (m_i + m_j) ** 2, q2 - (m_i - m_j) ** 2
        if s_plus <= 0:
            return 0.0
        re = [[Decimal(float(x)) for x in row] for row in nu.mixing.real]
        im = [[Decimal(float(x)) for x in row] for row in nu.mixing.imag]
        sign = (Decimal("0.5"), Decimal("-0.5"), Decimal("-0.5"))  # N*_ei N_ej - N^dagger N / 2
        a_re = sum(s * (x[i] * x[j] + y[i] * y[j]) for s, x, y in zip(sign, re, im, strict=True))
        a_im = sum(s * (x[i] * y[j] - y[i] * x[j]) for s, x, y in zip(sign, re, im, strict=True))
        difference = m_i**2 - m_j**2
        delta2 = s_plus * s_minus / q2**2
        f = q2 + omega**2 / 2 - omega**2 * delta2 / 6 - (m_i**2 + m_j**2) / 2
        f = (a_re**2 + a_im**2) * (f - (e - omega) ** 2 * difference**2 / (2 * q2**2)) / 3
        if nu.nature == "majorana":
            f -= m_i * m_j * (a_re**2 - a_im**2)
        ordered_pairs = 1 if i == j else 2
        return float(ordered_pairs * delta2.sqrt() / (Decimal(target.e_vg) - omega) ** 2 * f)


@natures
def test_full_precision_down_to_the_thresholds(nature: str) -> None:
    # Powers of two: the thresholds are exact, so that all that is lost is lost by the formula.
    target = rw.Target("binary", 2.0, 2.125)
    nu = anarchic([0.0, 2.0**-27, 3 * 2.0**-27, 2.0**-5], nature)
    edges = rw.thresholds(target, nu).detuning
    edges = edges[edges > 0]
    detuning = np.outer(edges, [1, 1 + 2.0**-40, 1 + 2.0**-20, 1.25, 3.0, 64.0]).ravel()
    parts = rw.channel_spectra(target, nu, detuning=detuning)
    expected = [[exact(target, nu, channel, d) for d in detuning] for channel in rw.channels(4)]
    np.testing.assert_allclose(parts, expected, rtol=1e-14)
    assert np.count_nonzero(parts == 0) > 50


@orderings
@natures
@targets
@pytest.mark.parametrize("lightest_mass", [1e-12, 1e-8, 1e-4])
def test_full_precision_of_very_light_neutrinos(
    ordering: str, nature: str, target: rw.Target, lightest_mass: float
) -> None:
    nu = rw.Neutrinos.from_oscillation(ordering, lightest_mass, nature, alpha21=1.0, alpha31=2.5)
    edges = rw.thresholds(target, nu).detuning
    detuning = np.geomspace(1.5 * edges.min(), 0.3, 40)
    # A threshold is known to one unit in the last place: keep off by a per cent.
    detuning = detuning[np.all(np.abs(detuning / edges[:, None] - 1) > 0.01, axis=0)]
    parts = rw.channel_spectra(target, nu, detuning=detuning)
    expected = [[exact(target, nu, channel, d) for d in detuning] for channel in rw.channels(3)]
    np.testing.assert_allclose(parts, expected, rtol=2e-13)
    assert rw.spectral_function(target, nu, detuning=detuning).min() > 0
