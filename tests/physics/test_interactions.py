"""What an interaction accepts, and its pole: width, threshold and resonance."""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw

NAN = float("nan")
RNG = np.random.default_rng(8)
ONE = np.eye(3)
NU = rw.Neutrinos.from_oscillation("normal", 0.03, "dirac", alpha21=1.0)
natures = pytest.mark.parametrize("nature", ["dirac", "majorana"])
spectra = pytest.mark.parametrize(
    "spectrum",
    [rw.spectral_function, rw.channel_spectra, lambda *a, **k: rw.line_averaged(*a, 1e-4, **k)],
    ids=["spectral_function", "channel_spectra", "line_averaged"],
)


def hermitian(size: float = 1.0) -> np.ndarray:
    matrix = size * (RNG.normal(size=(3, 3)) + 1j * RNG.normal(size=(3, 3)))
    return matrix + matrix.conj().T


TILTED = np.array([[0, 1j, 0], [1j, 0, 0], [0, 0, 0]])


@pytest.mark.parametrize(
    ("kind", "given", "error", "message"),
    [
        (rw.VectorMediator, {"mass": -1e-9}, ValueError, r"mass must be in \[0, 1e\+18\], got -1e"),
        (
            rw.VectorMediator,
            {"mass": [1.0, 0.0], "longitudinal": True},
            ValueError,
            "mass must be >= 1e-18 eV with the longitudinal part",
        ),
        (rw.VectorMediator, {"mass": [1.0, NAN]}, ValueError, r"mass\[1\] must be .* got nan"),
        (rw.VectorMediator, {"mass": 1j}, TypeError, "mass must be real numbers, got 1j"),
        (rw.VectorMediator, {"g_e": NAN}, ValueError, "g_e must be .* got nan"),
        (rw.VectorMediator, {"g_e": "1"}, TypeError, "g_e must be real numbers, got '1'"),
        (rw.VectorMediator, {"g_e": 1e31}, ValueError, r"g_e must be in \[-1e\+30, 1e\+30\]"),
        (rw.VectorMediator, {"g_left": TILTED}, ValueError, "g_left must be Hermitian, got array"),
        (rw.VectorMediator, {"g_right": 1j * ONE}, ValueError, "g_right must be Hermitian"),
        (rw.VectorMediator, {"g_left": ONE * NAN}, ValueError, r"g_left\[0, 0\] must be finite"),
        (rw.VectorMediator, {"g_left": ONE[:2]}, ValueError, r"shape \(..., n, n\), got \(2, 3\)"),
        (rw.VectorMediator, {"g_left": 1.0}, ValueError, r"shape \(..., n, n\), got \(\)"),
        (rw.VectorMediator, {"width": -1e-9}, ValueError, r"width must be in \[0, 1e\+18\], got"),
        (rw.VectorMediator, {"width": NAN}, ValueError, "width must be .* got nan"),
        (rw.VectorMediator, {"longitudinal": 1}, TypeError, "longitudinal must be True or False"),
        (rw.VectorMediator, {"longitudinal": None}, TypeError, "longitudinal must be True or"),
        (
            rw.VectorMediator,
            {"mass": [1.0, 2.0], "g_e": [1.0, 2.0, 3.0]},
            ValueError,
            r"batch shapes do not broadcast: mass \(2,\), g_e \(3,\), g_left \(\)",
        ),
        (rw.ScalarMediator, {"mass": -0.1}, ValueError, "mass must be .* got -0.1"),
        (rw.ScalarMediator, {"y_e": NAN}, ValueError, "y_e must be .* got nan"),
        (rw.ScalarMediator, {"y_scalar": TILTED}, ValueError, "y_scalar must be Hermitian"),
        (rw.ScalarMediator, {"y_pseudoscalar": [1.0]}, ValueError, r"n, n\), got \(1,\)"),
        (rw.ScalarMediator, {"width": -1.0}, ValueError, "width must be .* got -1.0"),
        (rw.DipoleMoments, {"magnetic": TILTED}, ValueError, "magnetic must be Hermitian"),
        (
            rw.DipoleMoments,
            {"electric": ONE * 1e30},
            ValueError,
            r"electric\[0, 0\] must be finite",
        ),
        (rw.DipoleMoments, {"magnetic": "mu"}, TypeError, "magnetic must be numbers"),
    ],
)
def test_bad_parameters(
    kind: Callable[..., Any], given: dict[str, Any], error: type[Exception], message: str
) -> None:
    good: dict[Any, dict[str, Any]] = {
        rw.VectorMediator: {"mass": 1.0, "g_e": 1.0, "g_left": ONE},
        rw.ScalarMediator: {"mass": 1.0, "y_e": 1.0},
        rw.DipoleMoments: {},
    }
    kind(**good[kind])
    with pytest.raises(error, match=message):
        kind(**(good[kind] | given))


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (rw.VectorMediator, (None, 1.0, ONE)),
        (rw.VectorMediator, (1.0, None, ONE)),
        (rw.ScalarMediator, (None, 1.0)),
        (rw.ScalarMediator, (1.0, None)),
    ],
)
def test_mass_and_electron_coupling_are_needed(
    kind: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    with pytest.raises(TypeError, match="must be real numbers, got None"):
        kind(*arguments)


@spectra
@pytest.mark.parametrize(
    ("interactions", "message"),
    [
        (rw.DipoleMoments(ONE), r"interactions must be a tuple or list of .*, got DipoleMoments"),
        (None, r"interactions must be a tuple or list of .*, got None"),
        ("phi", r"interactions must be a tuple or list of .*, got 'phi'"),
        ((rw.DipoleMoments(), "Z'"), r"interactions must be .*, got \[1\] = \"Z'\""),
        ([rw.DipoleMoments], r"interactions must be .*, got \[0\] = <class"),
    ],
)
def test_unknown_interactions(
    spectrum: Callable[..., np.ndarray], interactions: Any, message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        spectrum(rw.YB, NU, omega=0.5, interactions=interactions)


@spectra
@pytest.mark.parametrize(
    ("interaction", "name"),
    [
        (rw.VectorMediator(1.0, 1.0, np.eye(4)), "g_left"),
        (rw.VectorMediator(1.0, 1.0, ONE, np.eye(4)), "g_right"),
        (rw.ScalarMediator(1.0, 1.0, y_pseudoscalar=np.eye(4)), "y_pseudoscalar"),
        (rw.DipoleMoments(np.eye(4)), "magnetic"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_couplings_of_another_number_of_states(
    spectrum: Callable[..., np.ndarray], interaction: Any, name: str
) -> None:
    with pytest.raises(ValueError, match=rf"{name} must have shape \(..., 3, 3\), got \(4, 4\)"):
        spectrum(rw.YB, NU, omega=0.5, interactions=[interaction])


def test_parameters_are_frozen_copies() -> None:
    mass, g_left, width = np.array([1.0, 2.0]), np.eye(3), np.array(0.1)
    mediator = rw.VectorMediator(mass, 1e-12, g_left, width=width)
    mass[0] = g_left[0, 0] = width[...] = -5
    np.testing.assert_array_equal(mediator.mass, [1.0, 2.0])
    np.testing.assert_array_equal(mediator.g_left, np.eye(3))
    assert mediator.width == 0.1
    arrays = [v for v in vars(mediator).values() if isinstance(v, np.ndarray)]
    for array in [*arrays, rw.DipoleMoments(ONE).magnetic, rw.ScalarMediator(1.0, 1.0, ONE).y_e]:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        mediator.mass = 1.0  # type: ignore[misc]


def test_absent_matrices_are_zero() -> None:
    zero = np.zeros((3, 3))
    pairs = [
        (rw.VectorMediator(1.0, 1e-12, ONE), rw.VectorMediator(1.0, 1e-12, ONE, zero)),
        (rw.ScalarMediator(1.0, 1e-9, ONE), rw.ScalarMediator(1.0, 1e-9, ONE, zero)),
        (rw.ScalarMediator(1.0, 1e-9, None, ONE), rw.ScalarMediator(1.0, 1e-9, zero, ONE)),
        (rw.DipoleMoments(None, ONE), rw.DipoleMoments(zero, ONE)),
    ]
    for absent, given in pairs:
        of_absent, of_given = (
            rw.channel_spectra(rw.YB, NU, omega=[0.3, 0.9], interactions=[x])
            for x in (absent, given)
        )
        np.testing.assert_array_equal(of_absent, of_given)
        plain = rw.channel_spectra(rw.YB, NU, omega=[0.3, 0.9])
        assert np.max(np.abs(of_given / plain - 1)) > 1e-3


@pytest.mark.parametrize("kind", ["vector", "scalar"])
@spectra
def test_width_zero_exactly_on_the_pole(spectrum: Callable[..., np.ndarray], kind: str) -> None:
    mass = 0.5
    kinds = {"vector": rw.VectorMediator, "scalar": rw.ScalarMediator}
    mediator = kinds[kind](mass, 1e-12, ONE, width=0.0)
    pole = mass**2 / (2 * rw.YB.e_eg)
    with pytest.raises(ValueError, match="width must be positive or None"):
        spectrum(rw.YB, NU, detuning=[0.01, pole], interactions=[mediator])
    off = spectrum(rw.YB, NU, detuning=pole + 0.1, interactions=[mediator])
    assert np.all(np.isfinite(off))
    for width in (None, 1e-9):
        finite = dataclasses.replace(mediator, width=width)
        on = spectrum(rw.YB, NU, detuning=[0.01, pole], interactions=[finite])
        assert np.all(np.isfinite(on))
        assert np.max(on[..., 1]) > np.max(off)


def vector_width(
    mass: float, left: np.ndarray, right: np.ndarray, masses: np.ndarray, nature: str
) -> float:
    """Sum of the partial widths into ordered pairs, as published."""
    weight = 1.0
    if nature == "majorana":
        left, right, weight = left - right.T, right - left.T, 0.5
    total = 0.0
    for i, j in np.ndindex(left.shape):
        m_i, m_j = masses[i], masses[j]
        if mass <= m_i + m_j:
            continue
        s_plus, s_minus = mass**2 - (m_i + m_j) ** 2, mass**2 - (m_i - m_j) ** 2
        bracket = (abs(left[i, j]) ** 2 + abs(right[i, j]) ** 2) * (
            1 - (m_i**2 + m_j**2) / (2 * mass**2) - (m_i**2 - m_j**2) ** 2 / (2 * mass**4)
        ) + 6 * (left[i, j].conj() * right[i, j]).real * m_i * m_j / mass**2
        total += weight * np.sqrt(s_plus * s_minus) / mass**2 * mass / (24 * np.pi) * bracket
    return total


def scalar_width(
    mass: float, scalar: np.ndarray, pseudo: np.ndarray, masses: np.ndarray, nature: str
) -> float:
    weight = 1.0
    if nature == "majorana":
        scalar, pseudo, weight = scalar + scalar.T, pseudo + pseudo.T, 0.5
    total = 0.0
    for i, j in np.ndindex(scalar.shape):
        m_i, m_j = masses[i], masses[j]
        if mass <= m_i + m_j:
            continue
        s_plus, s_minus = mass**2 - (m_i + m_j) ** 2, mass**2 - (m_i - m_j) ** 2
        bracket = abs(scalar[i, j]) ** 2 * s_plus + abs(pseudo[i, j]) ** 2 * s_minus
        total += weight * np.sqrt(s_plus * s_minus) / mass**2 / (8 * np.pi * mass) * bracket
    return total


WIDTHS = ((rw.VectorMediator, vector_width), (rw.ScalarMediator, scalar_width))
widths = pytest.mark.parametrize(("kind", "formula"), WIDTHS, ids=["vector", "scalar"])


@widths
@natures
@pytest.mark.parametrize("mass", [0.07, 0.1, 0.4, 2.0])  # between thresholds and above them all
def test_width_into_pairs(
    kind: Callable[..., Any], formula: Callable[..., float], nature: str, mass: float
) -> None:
    nu = rw.Neutrinos(masses=[0.0, 0.02, 0.05], mixing=NU.mixing, nature=nature)
    for first, second in ((hermitian(), hermitian()), (ONE, 0 * ONE), (0 * ONE, ONE)):
        pole = kind(mass, 1e-12, first, second).pole(nu)
        expected = formula(mass, first, second, nu.masses, nature)
        assert expected > 0
        assert pole.width == pytest.approx(expected, rel=1e-13)
        assert pole.mass == mass
        assert not pole.given


@natures
def test_width_into_massless_pairs(nature: str) -> None:
    # 1/(24 pi), 1/(8 pi) of g^2 M per Dirac pair; for Majorana pairs the same g is 2 g/sqrt2.
    nu = rw.Neutrinos(masses=[0.0, 0.0], mixing=np.zeros((3, 2)), nature=nature)
    one = rw.element_coupling(1, 1, 0.1, n_states=2)
    vector = rw.VectorMediator(3.0, 1.0, one).pole(nu).width
    scalar = rw.ScalarMediator(3.0, 1.0, one).pole(nu).width
    assert vector == pytest.approx(3 * 0.01 / (24 * np.pi), rel=1e-14)
    factor = 2.0 if nature == "majorana" else 1.0
    assert scalar == pytest.approx(factor * 3 * 0.01 / (8 * np.pi), rel=1e-14)


@natures
def test_massless_mediators_do_not_decay(nature: str) -> None:
    nu = rw.Neutrinos(masses=[0.0, 0.1, 0.2], mixing=NU.mixing, nature=nature)
    for mediator in (rw.VectorMediator(0.0, 1e-12, ONE), rw.ScalarMediator(0.0, 1e-9, ONE)):
        pole = mediator.pole(nu)
        assert pole.width == 0
        assert mediator.resonance(rw.YB) == rw.YB.end_point


@widths
@natures
def test_no_width_below_the_threshold(
    kind: Callable[..., Any], formula: Callable[..., float], nature: str
) -> None:
    nu = dataclasses.replace(NU, nature=nature)
    edge = nu.masses[1] + nu.masses[2]
    real = rw.element_coupling(2, 3, 1.0)
    for mass in (0.01, 0.9 * edge, np.nextafter(edge, 0)):
        assert kind(mass, 1.0, real, real).pole(nu).width == 0
    mass = 1.001 * edge
    expected = formula(mass, real, real, nu.masses, nature)
    assert kind(mass, 1.0, real, real).pole(nu).width == pytest.approx(expected, rel=1e-11)
    assert expected > 0 or nature == "majorana"


def test_given_width_is_kept() -> None:
    for mediator in (
        rw.VectorMediator(1.0, 1.0, ONE, width=[0.0, 0.5]),
        rw.ScalarMediator(1.0, 1.0, ONE, width=[0.0, 0.5]),
    ):
        pole = mediator.pole(NU)
        np.testing.assert_array_equal(pole.width, [0.0, 0.5])
        assert pole.given
    assert rw.DipoleMoments(ONE).pole(NU) is None


@widths
def test_widths_of_batches(kind: Callable[..., Any], formula: Callable[..., float]) -> None:
    nu = rw.Neutrinos.from_oscillation("inverted", np.array([[0.0], [0.1]]))
    masses, first, second = np.array([0.15, 0.3, 3.0]), hermitian(), hermitian()
    width = kind(masses, 1e-12, first, second).pole(nu).width
    assert width.shape == (2, 3)
    for k, m in np.ndindex(2, 3):
        expected = formula(masses[m], first, second, nu.masses[k, 0], "majorana")
        assert width[k, m] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("mediator", [rw.VectorMediator, rw.ScalarMediator])
@pytest.mark.parametrize("target", [rw.YB, rw.XE], ids=["Yb", "Xe"])
def test_resonance(mediator: Callable[..., Any], target: rw.Target) -> None:
    masses = np.array([0.3, 1.0, target.e_eg])
    resonance = mediator(masses, 1.0, ONE).resonance(target)
    expected = target.e_eg / 2 - masses**2 / (2 * target.e_eg)
    np.testing.assert_allclose(resonance, expected, rtol=1e-15, atol=1e-15)
    with pytest.raises(TypeError, match="target must be a Target"):
        mediator(1.0, 1.0, ONE).resonance("Yb")

    # The spectrum peaks there, and is half as high where q^2 - M^2 = M Gamma.
    mass, width = 1.0, 1e-6
    x = mediator(mass, 1e-6, ONE * 1e-6, width=width)
    half = mass * width / (2 * target.e_eg)
    omega = x.resonance(target) + np.linspace(-3, 3, 61) * half
    spectrum = rw.spectral_function(target, NU, omega=omega, interactions=[x])
    assert np.argmax(spectrum) == 30
    np.testing.assert_allclose(spectrum[[20, 40]] / spectrum[30], 0.5, rtol=1e-5)


def test_resonance_shows_where_the_pair_is_open() -> None:
    for mass, shows in ((0.99, False), (1.01, True)):
        nu = dataclasses.replace(NU, masses=[0.5, 0.5, 0.5])
        x = rw.VectorMediator(mass, 1e-6, ONE * 1e-6, width=1e-6)
        on = rw.spectral_function(rw.YB, nu, omega=x.resonance(rw.YB), interactions=[x])
        assert (on > 0) == shows


@spectra
def test_overflow_is_an_error(spectrum: Callable[..., np.ndarray]) -> None:
    absurd = rw.VectorMediator(1.0, 1e25, ONE * 1e25, -ONE * 1e25, width=1.0, longitudinal=True)
    moments = rw.DipoleMoments(rw.element_coupling(1, 2, 1e25j))
    options = {"detuning": [0.1, 1 / (2 * rw.YB.e_eg)], "interactions": [absurd, moments]}
    assert np.all(np.isfinite(spectrum(rw.YB, NU, **options)))
    # A peak of height 1 / Gamma^2 = 1e400 is more than a float can hold.
    options["interactions"] = [dataclasses.replace(absurd, width=1e-200)]
    with pytest.raises(ValueError, match="interactions must keep the spectral function finite"):
        spectrum(rw.YB, NU, **options)


def test_scalar_couplings_of_majorana_neutrinos_act_doubled() -> None:
    """A real y is g/2 of L = (1/2) g nubar nu phi: twice in the amplitude, half the pairs."""
    dirac, majorana = (
        rw.Neutrinos.from_oscillation("normal", 0.05, x) for x in ("dirac", "majorana")
    )
    y = 1e-9 * np.array([[1.0, 0.3, 0.0], [0.3, 2.0, 0.5], [0.0, 0.5, 1.0]])
    for name in ("y_scalar", "y_pseudoscalar"):
        one = rw.ScalarMediator(0.5, 1e-9, **{name: y})
        widths = [float(one.pole(nu).width) for nu in (dirac, majorana)]
        assert widths[1] == pytest.approx(2 * widths[0], rel=1e-12)
        alone = [rw.Neutrinos(nu.masses, 0 * nu.mixing, nu.nature) for nu in (dirac, majorana)]
        heavy = rw.ScalarMediator(5.0, 1e-9, **{name: y})
        spectra = [
            rw.spectral_function(rw.YB, nu, detuning=[0.01, 0.1], interactions=[heavy])
            for nu in alone
        ]
        np.testing.assert_allclose(spectra[1], 2 * spectra[0], rtol=1e-12)


def test_universal_is_the_unit_matrix_of_flavours_only_for_unitary_mixing() -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.05)
    unit = rw.flavour_coupling(np.eye(3), nu)
    np.testing.assert_allclose(unit, rw.universal_coupling(1.0), atol=1e-12)
    other = rw.non_unitary(nu, np.diag([0.9, 1.0, 1.0]))
    assert np.abs(rw.flavour_coupling(np.eye(3), other) - rw.universal_coupling(1.0)).max() > 0.05
