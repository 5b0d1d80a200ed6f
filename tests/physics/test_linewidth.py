"""The average over a laser line: adaptive quadrature, closed forms and the Voigt profile."""

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad_vec
from scipy.special import ndtr, voigt_profile

import renp_widgets as rw
from renp_widgets.physics.spectrum import Spectra

ONE = np.eye(3)
NU = rw.Neutrinos.from_oscillation("normal", 0.01, alpha21=1.0, alpha31=2.5)
EDGES = rw.thresholds(rw.YB, NU).detuning
LINEWIDTHS = (1e-9, 1e-6, 1e-4, 1e-2)


def mediator(mass: float, width: float | None, size: float = 1e-11) -> rw.VectorMediator:
    """A Z' that matters beside the Standard Model, vector and axial."""
    left = size * np.array([[1.0, 0.5j, 0.2], [-0.5j, 0.3, 0.4], [0.2, 0.4, -0.6]])
    return rw.VectorMediator(mass, 1e-12, left, 2 * size * ONE, width, longitudinal=True)


def pole_of(x: Any) -> float:
    return float(x.mass**2 / (2 * rw.YB.e_eg))


def quadrature(
    center: float,
    linewidth: float,
    interactions: Sequence[Any] = (),
    nu: rw.Neutrinos = NU,
    average: str = "isotropic",
) -> float:
    """The integral over +-14 standard deviations, cut at every kink, at poles and around them."""

    low = max(0.0, center - 14 * linewidth)
    high = min(center + 14 * linewidth, rw.YB.end_point * (1 - 1e-12))
    cuts = [low, high, center, center - 3 * linewidth, center + 3 * linewidth]
    cuts += rw.thresholds(rw.YB, nu).detuning.tolist()
    for x in interactions:
        around = float(x.mass * x.width) / (2 * rw.YB.e_eg) * 10.0 ** np.arange(0, 6, 0.5)
        cuts += [pole_of(x), *(pole_of(x) - around), *(pole_of(x) + around)]
    cuts = np.unique([cut for cut in cuts if low <= cut <= high])
    edges = np.concatenate([cuts[:-1], cuts[1:]])
    signs = np.repeat([1, -1], len(cuts) - 1)
    lengths = np.sqrt(np.tile(np.diff(cuts) / 2, 2))

    def integrand(t: float) -> np.ndarray:
        """All pieces at once; from each edge x goes like t^2, which smooths a square root."""
        x = edges + signs * (lengths * t) ** 2
        line = np.exp(-(((x - center) / linewidth) ** 2) / 2) / (linewidth * np.sqrt(2 * np.pi))
        options = {"interactions": interactions, "average": average}
        return 2 * t * lengths**2 * line * rw.spectral_function(rw.YB, nu, detuning=x, **options)

    pieces, error = quad_vec(integrand, 0, 1, epsabs=0, epsrel=1e-10, norm="max", limit=500)
    assert error < 1e-9 * pieces.sum()
    return float(pieces.sum())


def assert_average(
    center: float,
    linewidth: float,
    interactions: Sequence[Any] = (),
    nu: rw.Neutrinos = NU,
    average: str = "isotropic",
) -> None:
    found = rw.line_averaged(
        rw.YB, nu, linewidth, detuning=center, interactions=interactions, average=average
    )
    expected = quadrature(center, linewidth, interactions, nu, average)
    assert expected > 0
    assert found == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("average", ["isotropic", "coupled"])
@pytest.mark.parametrize("linewidth", LINEWIDTHS)
def test_across_the_thresholds(linewidth: float, average: str) -> None:
    for center in (EDGES[0], EDGES[5] + linewidth, EDGES[3] + 2 * linewidth, EDGES[2]):
        assert_average(center, linewidth, average=average)


@pytest.mark.parametrize("linewidth", [1e-2, 0.3])
def test_line_wide_enough_to_reach_zero_photon_energy(linewidth: float) -> None:
    for center in (1.0, 1.07, 0.5):
        assert_average(center, linewidth)


@pytest.mark.parametrize("linewidth", LINEWIDTHS)
@pytest.mark.parametrize("nature", ["dirac", "majorana"])
def test_at_the_end_point_and_above(linewidth: float, nature: str) -> None:
    massless = rw.Neutrinos(masses=[0.0, 0.0, 0.05], mixing=NU.mixing, nature=nature)
    for center in (0.0, -linewidth, -5 * linewidth, 3 * linewidth):
        assert_average(center, linewidth, nu=massless)


# Quadrature in the detuning itself lacks digits where line or pole are narrow beside it.
@pytest.mark.parametrize(
    ("mass", "width", "linewidth"),
    [
        (mass, width, linewidth)
        for mass, width in ((0.2, 1e-3), (0.2, 1e-5), (0.9, 1e-4))
        for linewidth in (1e-6, 1e-4, 1e-2)
    ]
    + [(0.025, 1e-6, 1e-9), (0.025, 1e-7, 1e-8)],
)
def test_on_and_beside_a_pole(mass: float, width: float, linewidth: float) -> None:
    x = mediator(mass, width)
    for sigmas in (0.0, 0.3, -0.55, 1.0, -7.0):
        assert_average(pole_of(x) + sigmas * linewidth, linewidth, [x])


@pytest.mark.parametrize("linewidth", [1e-4, 1e-2])
@pytest.mark.parametrize("fraction", [1e-5, 1e-3, 1e-2])
@pytest.mark.parametrize("sigmas", [0, -3, 3])
def test_a_little_off_a_pole(sigmas: int, fraction: float, linewidth: float) -> None:
    x = mediator(0.2, 1e-5)
    assert_average(pole_of(x) + (sigmas + fraction) * linewidth, linewidth, [x])


@pytest.mark.parametrize(("k", "linewidth"), [(5, 1e-2), (5, 1e-4), (3, 1e-4), (0, 1e-6)])
@pytest.mark.parametrize("fraction", [1e-5, 1e-3])
def test_a_little_off_a_threshold(k: int, linewidth: float, fraction: float) -> None:
    assert_average(EDGES[k] + fraction * linewidth, linewidth)


@pytest.mark.parametrize("linewidth", [1e-4, 1e-2])
@pytest.mark.parametrize("closeness", [1e-2, 1e-6, -1e-6, -1e-2])
def test_pole_at_a_threshold(closeness: float, linewidth: float) -> None:
    mass = (NU.masses[1] + NU.masses[2]) * (1 + closeness)
    x = mediator(mass, 1e-5)
    for center in (pole_of(x), pole_of(x) - linewidth / 2):
        assert_average(center, linewidth, [x])


@pytest.mark.parametrize("apart", [0.3, 1e-3, 1e-6, 0.0])
def test_two_mediators(apart: float) -> None:
    first, second = mediator(0.4, 1e-5), mediator(0.4 + apart, 1e-3, size=3e-11)
    third = rw.ScalarMediator(0.4, 1e-9, ONE * 1e-8, -2e-8 * ONE, width=1e-4)
    for center in (pole_of(first), (pole_of(first) + pole_of(second)) / 2):
        assert_average(center, 1e-4, [first, second])
    assert_average(pole_of(first), 1e-3, [second, third])


@pytest.mark.parametrize("linewidth", [1e-9, 1e-6, 1e-4])
@pytest.mark.parametrize(
    ("g_e", "g", "sigmas"),
    [(1e-12, 1e-12, [0.0, 0.5, -2.0, 4.0, 6.0]), (1e-18, 1e-24, [0.0, 3.0, 6.0, -7.0, 8.0, 11.0])],
    ids=["strong", "weak"],
)
def test_narrow_resonance_is_a_voigt_profile(
    g_e: float, g: float, sigmas: list[float], linewidth: float
) -> None:
    # Near the pole I = I_SM + |R P|^2 with |P|^2 = 1 / (4 E^2 (x^2 + c^2)), a Lorentzian in the
    # distance x from the pole, of area pi c times its peak and half width c = M Gamma / (2 E).
    # Interference is negligible: either the peak outweighs all, or the couplings are too weak.
    x = rw.VectorMediator(0.2, g_e, g * ONE)
    width = float(x.pole(NU).width)
    assert width < 1e-26
    half = 0.2 * width / (2 * rw.YB.e_eg)
    peak = rw.spectral_function(rw.YB, NU, detuning=pole_of(x), interactions=[x])
    centers = pole_of(x) + linewidth * np.array(sigmas)
    smooth = rw.line_averaged(rw.YB, NU, linewidth, detuning=centers)
    resonance = peak * np.pi * half * voigt_profile(centers - pole_of(x), linewidth, half)
    found = rw.line_averaged(rw.YB, NU, linewidth, detuning=centers, interactions=[x])
    np.testing.assert_allclose(found, smooth + resonance, rtol=1e-8)
    assert resonance.max() > smooth.max()


def polynomial(center: np.ndarray, linewidth: float, e: float) -> np.ndarray:
    """Average of 6 e x + (e/2 - x)^2 over a Gaussian cut off at x = 0."""
    z = center / linewidth
    inside, edge = ndtr(z), np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    mean = center * inside + linewidth * edge
    square = (center**2 + linewidth**2) * inside + center * linewidth * edge
    return 5 * e * mean + e**2 / 4 * inside + square


@pytest.mark.parametrize("linewidth", [1e-14, 1e-9, 1e-4, 1e-2, 0.03])
def test_closed_form_of_massless_neutrinos(linewidth: float) -> None:
    # With E_vg far away I is a polynomial: (6 E d + omega^2) / (12 E_vg^2).
    target = rw.Target("far", 2.0, 1e15)
    nu = rw.Neutrinos(masses=np.zeros(3), mixing=NU.mixing)
    centers = linewidth * np.array([14.5, 3.0, 1.0, 0.0, -1.0, -4.0])
    found = rw.line_averaged(target, nu, linewidth, detuning=centers) * 12e30
    np.testing.assert_allclose(found, polynomial(centers, linewidth, target.e_eg), rtol=1e-12)
    # Away from the end point nodes are known to the spacing of floats there.
    found = rw.line_averaged(target, nu, linewidth, detuning=0.55) * 12e30
    expected = polynomial(np.array(0.55), linewidth, target.e_eg)
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("interactions", [[], [mediator(0.5, 0.01)]], ids=["SM", "Z'"])
def test_narrow_line_shows_the_spectrum_itself(interactions: list[Any]) -> None:
    detuning = np.array([1.2 * EDGES[1], 1.05 * EDGES[4], 0.1, 0.5, 1.0])
    assert np.all(np.abs(detuning - EDGES[:, None]) > 1e-5)
    spectrum = rw.spectral_function(rw.YB, NU, detuning=detuning, interactions=interactions)
    found = rw.line_averaged(rw.YB, NU, 1e-10, detuning=detuning, interactions=interactions)
    np.testing.assert_allclose(found, spectrum, rtol=1e-9)


def test_zero_where_no_part_of_the_line_is_open() -> None:
    linewidth = 1e-6
    found = rw.line_averaged(rw.YB, NU, linewidth, detuning=[-1.0, -1e-4, 0.0, EDGES[0] - 2e-5])
    np.testing.assert_array_equal(found, 0)
    assert rw.line_averaged(rw.YB, NU, linewidth, detuning=EDGES[0] - 1e-5) > 0
    for alone in (-1e-3, -1.0, -13 * linewidth):
        assert rw.line_averaged(rw.YB, NU, linewidth, detuning=[alone]) == 0
        omega = rw.YB.end_point - alone
        setup = {"live_time": 1.0, "density": 1e21, "volume": 1.0}
        assert rw.events(rw.YB, NU, omega, linewidth=linewidth, **setup) == 0
    massless = rw.Neutrinos(masses=np.zeros(3), mixing=NU.mixing)
    assert rw.line_averaged(rw.YB, massless, linewidth, detuning=[-13 * linewidth]) > 0
    assert rw.line_averaged(rw.YB, massless, linewidth, detuning=[-15 * linewidth]) == 0


def test_tail_of_the_one_channel_that_couples() -> None:
    """Its threshold may be the last, and the lines below it meet open channels without coupling."""
    linewidth, last = 1e-6, EDGES[5]
    nu = rw.Neutrinos(masses=NU.masses, mixing=np.zeros((3, 3)), nature="dirac")
    for sigmas in (5.0, 10.0, 13.0):
        x = rw.VectorMediator(0.3, 1e-12, rw.element_coupling(3, 3, 1e-12), width=0.0)
        assert_average(last - sigmas * linewidth, linewidth, [x], nu)


def test_photon_energies_and_detunings() -> None:
    detuning = np.array([-0.01, 0.0, 1e-3, 0.1, 0.9])
    by_detuning = rw.line_averaged(rw.YB, NU, 1e-3, detuning=detuning)
    by_omega = rw.line_averaged(rw.YB, NU, 1e-3, rw.YB.end_point - detuning)
    np.testing.assert_allclose(by_omega, by_detuning, rtol=1e-10)
    scalar = rw.line_averaged(rw.YB, NU, 1e-3, detuning=0.1)
    assert scalar.shape == ()
    assert scalar == pytest.approx(by_detuning[3], rel=1e-13)


def test_many_energies_are_those_of_one() -> None:
    detuning = np.random.default_rng(4).uniform(-1e-3, 0.1, 600)
    found = rw.line_averaged(rw.YB, NU, 1e-4, detuning=detuning, interactions=[mediator(0.2, None)])
    for k in (0, 255, 256, 599):
        one = rw.line_averaged(
            rw.YB, NU, 1e-4, detuning=detuning[k], interactions=[mediator(0.2, None)]
        )
        assert found[k] == pytest.approx(one, rel=1e-12)


def test_batches_are_loops() -> None:
    detuning = np.array([0.0, pole_of(mediator(0.2, None)), 0.02])
    linewidths, masses = np.array([1e-6, 1e-3]), np.array([0.2, 0.3, 2.0])
    nu = rw.Neutrinos.from_oscillation("normal", 0.01, alpha21=[0.0, 2.0])
    moments = 1e-10 * np.array([[0, 1j, 0], [-1j, 0, 2j], [0, -2j, 0]])
    x = mediator(0.2, None)
    several = [dataclasses.replace(x, mass=masses[:, None]), rw.DipoleMoments(moments)]
    found = rw.line_averaged(rw.YB, nu, linewidths, detuning=detuning, interactions=several)
    assert found.shape == (3, 2, 3)
    for k, m in np.ndindex(3, 2):
        one = rw.line_averaged(
            rw.YB,
            rw.Neutrinos(nu.masses[m], nu.mixing[m], nu.nature),
            linewidths[m],
            detuning=detuning,
            interactions=[dataclasses.replace(x, mass=masses[k]), several[1]],
        )
        np.testing.assert_allclose(found[k, m], one, rtol=1e-12)
    energies = np.array([[0.01, 0.02], [0.1, 0.2]])
    found = rw.line_averaged(rw.YB, nu, 1e-3, detuning=energies)
    for m in range(2):
        one = rw.Neutrinos(nu.masses[m], nu.mixing[m], nu.nature)
        expected = rw.line_averaged(rw.YB, one, 1e-3, detuning=energies[m])
        np.testing.assert_allclose(found[m], expected, rtol=1e-12)


@pytest.mark.parametrize("average", ["isotropic", "coupled"])
def test_width_0_is_the_bare_spectrum(average: str) -> None:
    options = {"interactions": [mediator(0.2, 1e-5)], "average": average}
    detuning = np.array([-1e-3, EDGES[2], pole_of(mediator(0.2, None)), 0.1])
    bare = rw.spectral_function(rw.YB, NU, detuning=detuning, **options)
    for width, wanted in ((0.0, bare), (0, bare), ([0.0, 0.0], [bare, bare])):
        found = rw.line_averaged(rw.YB, NU, width, detuning=detuning, **options)
        np.testing.assert_array_equal(found, wanted)
    omega = rw.thresholds(rw.YB, NU).omega
    found = rw.line_averaged(rw.YB, NU, 0.0, omega, **options)
    np.testing.assert_array_equal(found, rw.spectral_function(rw.YB, NU, omega, **options))
    mixed = rw.line_averaged(rw.YB, NU, [1e-4, 0.0, 1e-3], detuning=detuning, **options)
    np.testing.assert_array_equal(mixed[1], bare)
    for k, width in ((0, 1e-4), (2, 1e-3)):
        one = rw.line_averaged(rw.YB, NU, width, detuning=detuning, **options)
        np.testing.assert_allclose(mixed[k], one, rtol=1e-13)
    scalar = rw.line_averaged(rw.YB, NU, [0.0, 1e-4], detuning=0.1, **options)
    assert scalar.shape == (2,)
    assert scalar[0] == pytest.approx(bare[3], rel=1e-14)


@pytest.mark.parametrize("sigmas", [8.5, 9.5, 13.9, 14.1, 20.0, 63.0, 65.0, 300.0])
@pytest.mark.parametrize("sign", [-1, 1])
def test_smooth_lines(sigmas: float, sign: int) -> None:
    """Near a pole or threshold, but no longer on it, against 400 nodes across the line."""
    linewidth = 1e-4
    heavy = rw.Neutrinos.from_oscillation("normal", 0.5)
    last = rw.thresholds(rw.YB, heavy).detuning.max()
    t, w = np.polynomial.legendre.leggauss(400)
    x = mediator(1.5, 1e-5)
    for place, interactions in ((pole_of(x), [x]), (last, [])):
        center = place + (sign if interactions else 1) * sigmas * linewidth
        edge = min(sigmas, 10.0)
        nodes = np.array([center + edge * linewidth * t])
        line = edge * w * np.exp(-((edge * t) ** 2) / 2) / np.sqrt(2 * np.pi)
        values = rw.spectral_function(rw.YB, heavy, detuning=nodes, interactions=interactions)
        found = rw.line_averaged(
            rw.YB, heavy, linewidth, detuning=center, interactions=interactions
        )
        if sigmas > 14 or not interactions:
            assert found == pytest.approx(float(values[0] @ line), rel=3e-12)
        else:
            assert_average(center, linewidth, interactions, heavy)


def test_a_batch_takes_no_more_evaluations_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    at = Spectra.at

    def noted(*arguments: Any, **options: Any) -> Any:
        calls.append(arguments)
        return at(*arguments, **options)

    monkeypatch.setattr(Spectra, "at", noted)
    counts = []
    for masses in (np.array([0.3]), np.linspace(0.2, 0.4, 50)):
        x = dataclasses.replace(mediator(0.3, None), mass=masses)
        rw.line_averaged(rw.YB, NU, 1e-4, detuning=[EDGES[3], 0.02, 0.5], interactions=[x])
        counts.append(len(calls))
        calls.clear()
    assert counts[1] < 3 * counts[0]


@pytest.mark.parametrize(
    ("linewidth", "error", "message"),
    [
        (1e-16, ValueError, r"linewidth must be 0 or in \[1e-15, 1e\+15\] eV, got 1e-16"),
        (-1e-6, ValueError, "linewidth must be .* got -1e-06"),
        ([1e-6, math.nan], ValueError, r"linewidth\[1\] must be .* got nan"),
        (math.inf, ValueError, "linewidth must be .* got inf"),
        (None, TypeError, "linewidth must be real numbers, got None"),
    ],
)
def test_linewidths_refused(linewidth: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        rw.line_averaged(rw.YB, NU, linewidth, omega=0.5)


def test_batches_that_do_not_broadcast() -> None:
    nu = rw.Neutrinos.from_oscillation("normal", [0.0, 0.1])
    with pytest.raises(ValueError, match=r"neutrinos \(2,\).* linewidth \(3,\)"):
        rw.line_averaged(rw.YB, nu, [1e-3, 1e-4, 1e-5], omega=0.5)


def test_pole_without_width_inside_the_line_is_refused() -> None:
    x = mediator(0.3, 0.0)
    for center in (pole_of(x), pole_of(x) + 1e-3, pole_of(x) - 13e-4):
        with pytest.raises(ValueError, match="width must be positive or None where the line"):
            rw.line_averaged(rw.YB, NU, 1e-4, detuning=[0.5, center], interactions=[x])
    away = rw.line_averaged(rw.YB, NU, 1e-4, detuning=pole_of(x) + 2e-3, interactions=[x])
    with_width = rw.line_averaged(
        rw.YB, NU, 1e-4, detuning=pole_of(x) + 2e-3, interactions=[mediator(0.3, 1e-9)]
    )
    assert away == pytest.approx(with_width, rel=1e-9)


def test_massless_mediator() -> None:
    # Its pole is the end point: integrable for massive neutrinos only.
    x = rw.VectorMediator(0.0, 1e-12, 1e-12 * ONE)
    found = rw.line_averaged(rw.YB, NU, 1e-3, detuning=0.0, interactions=[x])
    closed = dataclasses.replace(x, width=0.0)
    assert found == pytest.approx(quadrature(0.0, 1e-3, [closed]), rel=1e-8)
    massless = rw.Neutrinos(masses=[0.0, 0.01, 0.05], mixing=NU.mixing)
    with pytest.raises(ValueError, match="mass must be > 0 where the line meets the end point"):
        rw.line_averaged(rw.YB, massless, 1e-3, detuning=0.0, interactions=[x])
    away = rw.line_averaged(rw.YB, massless, 1e-5, detuning=0.1, interactions=[x])
    alone = rw.spectral_function(rw.YB, massless, detuning=0.1, interactions=[x])
    assert away == pytest.approx(alone, rel=1e-6)
