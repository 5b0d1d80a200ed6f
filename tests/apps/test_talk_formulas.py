"""The talk's formulas: those that agree, and what each of those that differ would change."""

import dataclasses
import re
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps.printed import talk_formulas as printed
from renp_widgets.apps.printed.talk_formulas import pairs_at, spectral_function
from renp_widgets.physics import effective_moments as bounds

OMEGA = np.array([0.3, 0.6, 0.9, 1.0, 1.05])
natures = pytest.mark.parametrize("nature", ["dirac", "majorana"])
KINDS = ("y_scalar", "y_pseudoscalar")


def light(nature: str, mass: float = 0.05) -> rw.Neutrinos:
    return rw.Neutrinos.from_oscillation("normal", mass, nature, alpha21=1.0, alpha31=2.0)


def massless(nature: str) -> rw.Neutrinos:
    return dataclasses.replace(light(nature), masses=np.zeros(3))


def hermitian(seed: int) -> np.ndarray:
    x = np.random.default_rng(seed).normal(size=(2, 3, 3))
    return x[0] + x[0].T + 1j * (x[1] - x[1].T)


def vector(g_e: float = 3e-12, **changes: Any) -> rw.VectorMediator:
    matrices = {"g_left": 1e-12 * hermitian(1), "g_right": 1e-12 * hermitian(2)}
    return rw.VectorMediator(2.5, g_e, **(matrices | changes), width=0.0)


def scalar(y_e: float = 1e-8, **changes: Any) -> rw.ScalarMediator:
    matrices = {"y_scalar": 1e-9 * hermitian(3), "y_pseudoscalar": 1e-9 * hermitian(4)}
    return rw.ScalarMediator(2.5, y_e, **(matrices | changes), width=0.0)


def right(nu: rw.Neutrinos, *interactions: Any, omega: Any = OMEGA) -> np.ndarray:
    return rw.spectral_function(rw.YB, nu, omega, interactions=interactions)


# What agrees.


@pytest.mark.parametrize("ordering", ["normal", "inverted"])
def test_thresholds_agree(ordering: str) -> None:
    nu = rw.Neutrinos.from_oscillation(ordering, 0.01)
    edges = rw.thresholds(rw.YB, nu)
    talk = printed.thresholds(rw.YB, nu)
    np.testing.assert_array_equal(talk, talk.T)
    assert len(np.unique(talk)) == 6
    for (i, j), omega in zip(edges.channels, edges.omega, strict=True):
        assert talk[i - 1, j - 1] == pytest.approx(omega, rel=1e-15)


@natures
@pytest.mark.parametrize("mass", [0.0, 0.01, 0.05])
def test_standard_model_agrees_with_the_derived_couplings_and_step(
    nature: str, mass: float
) -> None:
    nu = light(nature, mass)
    edges = np.unique(rw.thresholds(rw.YB, nu).omega)
    omega = np.concatenate([OMEGA, (edges[1:] + edges[:-1]) / 2, [1.2]])
    pairs = pairs_at(rw.YB, nu, omega)
    bracket = printed.standard_model(pairs, rw.axial_couplings(nu))
    np.testing.assert_allclose(
        spectral_function(pairs, bracket, opens="below"),
        right(nu, omega=omega),
        rtol=1e-11,
        atol=1e-12,
    )


@natures
def test_squared_vector_terms_agree(nature: str) -> None:
    nu = massless(nature)
    pairs = pairs_at(rw.YB, nu, OMEGA)
    squares = printed.vector_squares(pairs, vector(), rw.axial_couplings(nu))
    talk = spectral_function(pairs, squares, opens="below")
    np.testing.assert_allclose(talk, right(nu, vector()), rtol=1e-12)
    assert np.all(np.abs(talk / right(nu) - 1) > 0.1)


def test_squared_scalar_terms_agree_for_dirac_neutrinos() -> None:
    nu, mediator = massless("dirac"), scalar()
    pairs = pairs_at(rw.YB, nu, OMEGA)
    bracket = printed.standard_model(pairs, rw.axial_couplings(nu))
    talk = spectral_function(pairs, bracket + printed.scalar_squares(pairs, mediator), "below")
    np.testing.assert_allclose(talk, right(nu, mediator), rtol=1e-12)
    assert np.all(np.abs(talk / right(nu) - 1) > 0.1)


def test_standard_model_moment_agrees_to_its_digit() -> None:
    nu = light("dirac")
    talk = printed.standard_model_moment(nu.masses)
    np.testing.assert_allclose(nu.dipole_moments_standard_model, talk, rtol=0.07)


def test_moment_of_one_flavour_agrees() -> None:
    nu, moments = light("dirac"), rw.DipoleMoments(hermitian(1), hermitian(2))
    talk = printed.effective_moment_solar(nu, moments)
    assert talk == bounds.effective_moment_flavour(nu, moments, "e")


# What differs, row by row.


@natures
def test_step_as_printed_leaves_nothing(nature: str) -> None:
    nu = light(nature)
    edges = rw.thresholds(rw.YB, nu).omega
    omega = np.concatenate([OMEGA, edges, np.nextafter(edges, 2), [1.072, 1.2, 2.1, 2.14]])
    pairs = pairs_at(rw.YB, nu, omega)
    bracket = printed.standard_model(pairs, rw.axial_couplings(nu))
    np.testing.assert_array_equal(spectral_function(pairs, bracket), 0)
    assert right(nu, omega=0.3) > 0.2


def test_couplings_as_printed() -> None:
    nu = massless("dirac")
    assert np.sum(np.abs(printed.couplings(nu)) ** 2) == pytest.approx(11 / 4, rel=1e-14)
    assert np.sum(np.abs(rw.axial_couplings(nu)) ** 2) == pytest.approx(3 / 4, rel=1e-14)
    pairs = pairs_at(rw.YB, nu, OMEGA)
    talk = spectral_function(pairs, printed.standard_model(pairs), opens="below")
    np.testing.assert_allclose(talk / right(nu), 11 / 3, rtol=1e-12)


def test_printed_couplings_mix_up_flavours_and_mass_states() -> None:
    # Half of the muon flavour is missing, and it is the third mass state: in the print the second
    # one notices.
    mixing = np.diag([1.0, np.sqrt(0.5), 1.0])[:, [0, 2, 1]]
    nu = rw.Neutrinos(masses=[0.1, 0.2, 0.3], mixing=mixing)
    np.testing.assert_allclose(np.diag(printed.couplings(nu)), [1.5, 0.25, 0.5])
    np.testing.assert_allclose(np.diag(rw.axial_couplings(nu)), [0.5, -0.5, -0.25])


@natures
def test_vector_mass_terms_lack_the_masses(nature: str) -> None:
    nu = light(nature)
    pairs = pairs_at(rw.YB, nu, OMEGA)
    a = rw.axial_couplings(nu)
    squares = printed.vector_squares(pairs, vector(), a)
    masses = printed.vector_masses(pairs, vector(), a)
    derived = spectral_function(pairs, squares - pairs.m_i * pairs.m_j * masses, opens="below")
    np.testing.assert_allclose(derived, right(nu, vector()), rtol=1e-11)
    talk = spectral_function(pairs, squares + masses, opens="below")
    assert np.max(np.abs(talk / derived - 1)) > 0.3


def test_vector_bracket_as_printed_is_not_the_standard_model_without_a_mediator() -> None:
    nu = light("majorana")
    pairs = pairs_at(rw.YB, nu, OMEGA)
    a = rw.axial_couplings(nu)
    squares = printed.vector_squares(pairs, vector(0.0), a)
    masses = printed.vector_masses(pairs, vector(0.0), a)
    np.testing.assert_allclose(
        squares - pairs.m_i * pairs.m_j * masses, printed.standard_model(pairs, a), rtol=1e-12
    )
    talk = spectral_function(pairs, squares + masses, opens="below")
    # For Re(a_ij^2) of the order of |a_ij|^2 the bracket changes by 100%, not by m_i m_j / q^2.
    assert np.max(np.abs(talk / right(nu) - 1)) > 0.3


@natures
def test_scalar_interference_as_printed_cancels(nature: str) -> None:
    nu = light(nature)
    pairs = pairs_at(rw.YB, nu, OMEGA)
    for a in (rw.axial_couplings(nu), None):
        bracket = printed.scalar_interference(pairs, scalar(), a)
        largest = np.abs(bracket).max()
        assert largest > 1e-5
        np.testing.assert_allclose(bracket, -bracket.swapaxes(0, 1), atol=1e-14 * largest)
        talk = spectral_function(pairs, bracket, opens="below")
        np.testing.assert_allclose(talk, 0, atol=1e-13 * largest)


def test_scalar_interference_with_its_factor_i() -> None:
    # The part odd in y_e is the print with -i a and conjugate y: Im[a yS*] and Re[a yP*].
    nu = light("dirac")
    pairs = pairs_at(rw.YB, nu, OMEGA)
    conjugate = scalar(
        y_scalar=np.conj(scalar().y_scalar), y_pseudoscalar=np.conj(scalar().y_pseudoscalar)
    )
    bracket = printed.scalar_interference(pairs, conjugate, -1j * rw.axial_couplings(nu))
    odd = (right(nu, scalar(1e-8)) - right(nu, scalar(-1e-8))) / 2
    np.testing.assert_allclose(spectral_function(pairs, bracket, opens="below"), odd, rtol=1e-10)
    assert np.max(np.abs(odd) / right(nu)) > 1e-3


def test_scalar_squares_as_printed_miss_what_majorana_neutrinos_do() -> None:
    nu = massless("majorana")
    pairs = pairs_at(rw.YB, nu, OMEGA)
    standard = spectral_function(
        pairs, printed.standard_model(pairs, rw.axial_couplings(nu)), "below"
    )

    def new_terms(**couplings: Any) -> tuple[np.ndarray, np.ndarray]:
        """As derived and as printed."""
        mediator = scalar(**({"y_scalar": None, "y_pseudoscalar": None} | couplings))
        talk = spectral_function(pairs, printed.scalar_squares(pairs, mediator), opens="below")
        return right(nu, mediator) - standard, talk

    real, imaginary = 1e-8 * np.eye(3), rw.element_coupling(1, 2, 1e-8j)
    derived, talk = new_terms(y_scalar=real)  # |yS|^2 + Re(yS^2) = 2 |yS|^2
    np.testing.assert_allclose(derived, 2 * talk, rtol=1e-9)
    nothing, talk = new_terms(y_scalar=imaginary)  # |yS|^2 - |yS|^2
    np.testing.assert_allclose(nothing, 0, atol=1e-9 * talk.min())
    majoron, nothing = new_terms(y_pseudoscalar=real)
    np.testing.assert_allclose(majoron, derived, rtol=1e-9)
    np.testing.assert_array_equal(nothing, 0)


def test_bracket_of_delta_i_closes_too_early() -> None:
    nu = light("dirac")
    pairs = pairs_at(rw.YB, nu, OMEGA)
    standard = right(nu)
    # Without a coupling to the electron nothing may remain; the mass terms do, and negative.
    talk = spectral_function(pairs, printed.scalar_squares(pairs, scalar(0.0)), opens="below")
    np.testing.assert_array_equal(right(nu, scalar(0.0)), standard)
    assert np.all(talk < -1e10)
    # With y_e omega = 1 (in eV) it makes no difference where the bracket closes.
    for k, omega in enumerate(OMEGA):
        mediator = scalar(1 / omega)
        pairs = pairs_at(rw.YB, nu, omega)
        talk = spectral_function(pairs, printed.scalar_squares(pairs, mediator), opens="below")
        even = (right(nu, mediator) + right(nu, scalar(-1 / omega))) / 2 - standard
        assert talk == pytest.approx(even[k], rel=1e-10)


def test_conjugate_added_to_a_real_field_doubles_all() -> None:
    nu = massless("dirac")
    pairs = pairs_at(rw.YB, nu, OMEGA)
    literal = printed.with_conjugate(scalar())
    assert literal.y_e == 2 * scalar().y_e
    np.testing.assert_array_equal(literal.y_scalar, 2 * np.asarray(scalar().y_scalar))
    squares, sixteen = (printed.scalar_squares(pairs, x) for x in (scalar(), literal))
    np.testing.assert_allclose(sixteen, 16 * squares, rtol=1e-14)
    only_scalar = printed.with_conjugate(scalar(y_pseudoscalar=None))
    assert only_scalar.y_pseudoscalar is None
    change = right(nu, literal) - right(nu)
    np.testing.assert_allclose(change, 16 * (right(nu, scalar()) - right(nu)), rtol=1e-11)


@natures
def test_one_effective_moment_for_sun_and_accelerator(nature: str) -> None:
    nu = light(nature)
    for moments in bounds.blind_directions(nu, "e"):
        assert printed.effective_moment_solar(nu, moments) < 1e-14
        assert bounds.effective_moment_solar(nu, moments) > 0.1
    # In the print the phases of the mixing matter for the Sun.
    moments = rw.DipoleMoments(hermitian(1), hermitian(2))
    other = rw.Neutrinos.from_oscillation("normal", 0.05, nature, alpha21=-1.0, alpha31=0.0)
    talk, derived = (
        [f(x, moments) for x in (nu, other)]
        for f in (printed.effective_moment_solar, bounds.effective_moment_solar)
    )
    assert abs(talk[1] / talk[0] - 1) > 0.01
    assert derived[1] == pytest.approx(derived[0], rel=1e-13)


# Shapes and bad input.


def test_scalar_omega_drops_the_axis() -> None:
    nu = light("dirac")
    pairs = pairs_at(rw.YB, nu, 0.9)
    bracket = printed.standard_model(pairs, rw.axial_couplings(nu))
    assert bracket.shape == (3, 3, 1)
    spectrum = spectral_function(pairs, bracket, opens="below")
    assert spectrum.shape == ()
    assert spectrum == pytest.approx(right(nu, omega=0.9), rel=1e-12)


def test_four_states() -> None:
    nu = light("majorana").with_sterile(0.5, 0.2)
    pairs = pairs_at(rw.YB, nu, OMEGA)
    bracket = printed.standard_model(pairs, rw.axial_couplings(nu))
    spectrum = spectral_function(pairs, bracket, opens="below")
    np.testing.assert_allclose(spectrum, right(nu), rtol=1e-11)
    with pytest.raises(ValueError, match=r"mixing must have shape \(..., 3, 3\), got \(3, 4\)"):
        printed.standard_model(pairs)


def test_pole() -> None:
    nu = light("dirac")
    target = rw.Target("binary", 2.0, 2.5)
    mediator = rw.ScalarMediator(1.0, 1.0, np.eye(3))
    with pytest.raises(ValueError, match="omega must not be on the mediator's pole"):
        printed.scalar_squares(pairs_at(target, nu, [0.5, 0.75]), mediator)
    closed = pairs_at(target, nu, [0.5, 1.5])
    assert np.all(np.isfinite(printed.scalar_squares(closed, mediator)))


PAIRS = pairs_at(rw.YB, light("dirac"), OMEGA)
BATCH = rw.Neutrinos.from_oscillation("normal", [0.0, 0.1])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: pairs_at("Yb", BATCH, 0.5), TypeError, "target must be a Target, got 'Yb'"),
        (lambda: pairs_at(rw.YB, None, 0.5), TypeError, "neutrinos must be a Neutrinos"),
        (lambda: pairs_at(rw.YB, BATCH, 0.5), ValueError, "neutrinos must have no batch, got"),
        (lambda: pairs_at(rw.YB, light("dirac"), 0.0), ValueError, "omega must be finite and > 0"),
        (
            lambda: pairs_at(rw.YB, light("dirac"), [[0.5]]),
            ValueError,
            "omega must be a number or have shape (N,), got (1, 1)",
        ),
        (lambda: printed.couplings(BATCH), ValueError, "neutrinos must have no batch"),
        (lambda: printed.standard_model(1), TypeError, "pairs must be a Pairs, got 1"),
        (
            lambda: printed.standard_model(PAIRS, np.eye(2)),
            ValueError,
            "a must have shape (..., 3, 3), got (2, 2)",
        ),
        (
            lambda: printed.standard_model(PAIRS, np.ones((2, 3, 3))),
            ValueError,
            "a must have no batch, got shape (2, 3, 3)",
        ),
        (
            lambda: spectral_function(PAIRS, np.ones((3, 3, 4))),
            ValueError,
            "bracket must have shape (3, 3, 5), got (3, 3, 4)",
        ),
        (
            lambda: spectral_function(PAIRS, np.ones((3, 3, 5)), opens="over"),
            ValueError,
            "opens must be one of ('above', 'below'), got 'over'",
        ),
        (lambda: printed.vector_squares(PAIRS, scalar()), TypeError, "mediator must be a Vector"),
        (lambda: printed.vector_masses(PAIRS, None), TypeError, "mediator must be a VectorMed"),
        (lambda: printed.scalar_squares(PAIRS, vector()), TypeError, "mediator must be a Scalar"),
        (
            lambda: printed.scalar_interference(PAIRS, scalar([1e-9, 1e-8])),
            ValueError,
            "mediator must have no batch, got batch shape (2,)",
        ),
        (lambda: printed.with_conjugate(vector()), TypeError, "mediator must be a ScalarMed"),
        (lambda: printed.standard_model_moment(-1.0), ValueError, "mass must be finite and >= 0"),
    ],
)
def test_bad_input(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        call()


# What is derived, as docstrings, app and notebook display it, for both natures.


def prefactor(pairs: Any) -> Any:
    return pairs.delta / (rw.YB.e_vg - pairs.omega) ** 2


@natures
@pytest.mark.parametrize("mass", [0.0, 0.01, 0.05, 0.3])
@pytest.mark.parametrize("kinds", [("y_scalar",), ("y_pseudoscalar",), KINDS])
def test_interference_as_derived(nature: str, mass: float, kinds: tuple[str, ...]) -> None:
    nu, m = light(nature, mass), 3.0
    given = {name: 1e-9 * hermitian(k) for k, name in enumerate(KINDS) if name in kinds}
    y_e, y = 1e-8, {"y_scalar": np.zeros((3, 3)), "y_pseudoscalar": np.zeros((3, 3))} | given
    omega = rw.YB.end_point - np.array([0.02, 0.1, 0.2, 0.5])
    pairs, a = pairs_at(rw.YB, nu, omega), rw.axial_couplings(nu)[..., None]
    delta_m = float(nature == "majorana")
    y_s, y_p = (x.conj()[..., None] + delta_m * x[..., None] for x in y.values())
    plus, minus = pairs.m_i + pairs.m_j, pairs.m_i - pairs.m_j
    braces = (a * y_s).imag * minus * (1 - plus**2 / pairs.q2)
    braces = braces + (a * y_p).real * plus * (1 - minus**2 / pairs.q2)
    size = y_e * omega**2 / (6 * np.sqrt(2) * printed.G_FERMI * printed.ELECTRON_MASS)
    formula = (prefactor(pairs) * size / (pairs.q2 - m**2) * braces).sum(axis=(0, 1))
    spectra = [
        right(nu, rw.ScalarMediator(m, sign * y_e, **given, width=0.0), omega=omega)
        for sign in (1, -1)
    ]
    expected = (spectra[0] - spectra[1]) / 2
    room = 1e-9 * np.abs(spectra).max()
    np.testing.assert_allclose(formula, expected, rtol=1e-7, atol=room)
    if mass == 0.05:
        assert np.abs(expected).max() > 100 * room


@natures
@pytest.mark.parametrize("mass", [0.01, 0.3])
def test_squares_as_derived(nature: str, mass: float) -> None:
    nu, y_e, m = light(nature, mass), 1e-8, 3.0
    y_s, y_p = 1e-9 * hermitian(3), 1e-9 * hermitian(4)
    pairs, delta_m = pairs_at(rw.YB, nu, OMEGA), float(nature == "majorana")
    squares = [(np.abs(y) ** 2 + delta_m * (y**2).real)[..., None] for y in (y_s, y_p)]
    braces = squares[0] * (pairs.q2 - (pairs.m_i + pairs.m_j) ** 2)
    braces = braces + squares[1] * (pairs.q2 - (pairs.m_i - pairs.m_j) ** 2)
    size = y_e * OMEGA / (printed.ELECTRON_MASS * printed.G_FERMI * (pairs.q2 - m**2))
    formula = (prefactor(pairs) * size**2 / 24 * braces).sum(axis=(0, 1))
    spectra = [right(nu, rw.ScalarMediator(m, sign * y_e, y_s, y_p, width=0.0)) for sign in (1, -1)]
    expected = (spectra[0] + spectra[1]) / 2 - right(nu)
    np.testing.assert_allclose(formula, expected, rtol=1e-9)


@natures
@pytest.mark.parametrize("mass", [0.01, 0.3])
def test_vector_bracket_as_derived(nature: str, mass: float) -> None:
    nu, mediator = light(nature, mass), vector()
    pairs, a = pairs_at(rw.YB, nu, OMEGA), rw.axial_couplings(nu)
    masses = -pairs.m_i * pairs.m_j * printed.vector_masses(pairs, mediator, a)
    bracket = printed.vector_squares(pairs, mediator, a) + masses
    formula = (prefactor(pairs) * bracket).sum(axis=(0, 1))
    np.testing.assert_allclose(formula, right(nu, mediator), rtol=1e-9)


# Moments and the electron's couplings.


def test_stellar_moment_as_printed() -> None:
    dipoles = rw.DipoleMoments(1e-11 * hermitian(5), 1e-12 * hermitian(6))
    talk = printed.effective_moment_stellar(dipoles)
    assert talk == pytest.approx(float(rw.effective_moment_stellar(light("dirac"), dipoles)))
    ours = float(rw.effective_moment_stellar(light("majorana"), dipoles))
    acting = [2 * x.imag for x in (dipoles.magnetic, dipoles.electric)]
    assert ours == pytest.approx(np.sqrt(sum(np.sum(x**2) for x in acting) / 2))
    assert ours != pytest.approx(float(talk), rel=0.01)
    assert printed.effective_moment_stellar(rw.DipoleMoments()) == 0
    with pytest.raises(TypeError, match="dipoles must be a DipoleMoments"):
        printed.effective_moment_stellar(np.eye(3))  # type: ignore[arg-type]


GAMMA_0 = np.diag([1, 1, -1, -1]).astype(complex)
GAMMA_5 = np.block([[np.zeros((2, 2)), np.eye(2)], [np.eye(2), np.zeros((2, 2))]])
ALPHA = [
    np.block([[np.zeros((2, 2)), s], [s, np.zeros((2, 2))]]) for s in printed.PAULI
]  # gamma^0 gamma^k


def spinors(p: np.ndarray) -> np.ndarray:
    """u(p) of both spins as columns (4, 2), u^dagger u = 1 up to (p / m)^2."""
    m = printed.ELECTRON_MASS
    energy = np.sqrt(m**2 + p @ p)
    lower = np.tensordot(p, printed.PAULI, 1) / (energy + m)
    return np.vstack([np.eye(2), lower])


def test_electron_operators_against_dirac_spinors() -> None:
    m, p, q = printed.ELECTRON_MASS, np.array([3.0, -2.0, 1.0]), np.array([0.7, 0.4, -1.1])
    before, after = spinors(p), spinors(p - q).conj().T
    talk = printed.electron_operators(q)
    small = {"rtol": 1e-4, "atol": 1e-4 * np.linalg.norm(q) / m}
    np.testing.assert_allclose(after @ GAMMA_0 @ before, talk["scalar"], atol=1e-10)
    pseudoscalar = after @ GAMMA_0 @ GAMMA_5 @ before
    np.testing.assert_allclose(pseudoscalar, talk["pseudoscalar"], **small)
    vector_ = np.array([after @ before, *(after @ x @ before for x in ALPHA)])
    axial = np.array([after @ GAMMA_5 @ before, *(after @ x @ GAMMA_5 @ before for x in ALPHA)])
    rest = p[:, None, None] / m * np.eye(2)
    np.testing.assert_allclose(vector_[0], talk["vector"][0], atol=1e-10)
    np.testing.assert_allclose(vector_[1:], rest - talk["vector"][1:], **small)
    assert not np.allclose(vector_[1:], talk["vector"][1:], **small)
    time = np.tensordot(2 * p - q, printed.PAULI, 1) / (2 * m)
    np.testing.assert_allclose(axial[0], time, **small)
    assert not np.allclose(axial[0], talk["axial"][0], **small)
    np.testing.assert_allclose(axial[1:], talk["axial"][1:], atol=1e-9)
    with pytest.raises(ValueError, match=r"transfer must have shape \(3,\)"):
        printed.electron_operators([1.0, 2.0])
