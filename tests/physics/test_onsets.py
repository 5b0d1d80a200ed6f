"""How channels open: against the printed spectrum with 80 digits, and against the spectra."""

from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.physics.constants import BOHR_MAGNETON, G_FERMI
from renp_widgets.physics.onsets import Onset, onset

ONE = np.eye(3)
natures = pytest.mark.parametrize("nature", ["dirac", "majorana"])
orderings = pytest.mark.parametrize("ordering", ["normal", "inverted"])
averages = pytest.mark.parametrize("average", ["isotropic", "coupled"])
lightest_masses = pytest.mark.parametrize("lightest_mass", [0.0, 1e-6, 1e-4, 0.01, 0.1, 1.0])


def three_flavours(ordering: str, lightest_mass: float, nature: str) -> rw.Neutrinos:
    return rw.Neutrinos.from_oscillation(ordering, lightest_mass, nature, alpha21=1.0, alpha31=2.5)


def uncoupled(masses: list[float], nature: str = "dirac") -> rw.Neutrinos:
    """States without weak interactions."""
    return rw.Neutrinos(masses, np.zeros((3, len(masses))), nature)


def hermitian(size: float, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    matrix = size * (rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3)))
    return matrix + matrix.conj().T


def as_printed(
    target: rw.Target, nu: rw.Neutrinos, channel: tuple[int, int], x: Decimal
) -> Decimal:
    """One channel, x above its threshold: D. N. Dinh et al., arXiv:1209.4808."""
    i, j = (index - 1 for index in channel)
    a = rw.axial_couplings(nu)[i, j]
    e, e_vg = Decimal(target.e_eg), Decimal(target.e_vg)
    m_i, m_j = (Decimal(float(nu.masses[index])) for index in (i, j))
    d = (m_i + m_j) ** 2 / (2 * e) + x
    omega, q2 = e / 2 - d, 2 * e * d
    delta = ((q2 - (m_i + m_j) ** 2) * (q2 - (m_i - m_j) ** 2)).sqrt() / q2
    bracket = q2 + omega**2 / 2 - omega**2 * delta**2 / 6 - (m_i**2 + m_j**2) / 2
    bracket -= (e - omega) ** 2 * (m_i**2 - m_j**2) ** 2 / (2 * q2**2)
    square = complex(a**2).real
    form = Decimal(float(abs(a) ** 2)) * bracket / 3
    if nu.nature == "majorana":
        form -= m_i * m_j * Decimal(square)
    return (1 if i == j else 2) * delta * form / (e_vg - omega) ** 2


@orderings
@natures
@lightest_masses
@pytest.mark.parametrize("target", [rw.YB, rw.XE], ids=lambda target: target.name)
def test_standard_model_as_printed(
    target: rw.Target, ordering: str, nature: str, lightest_mass: float
) -> None:
    nu = three_flavours(ordering, lightest_mass, nature)
    for channel in rw.channels(3):
        result = onset(target, nu, channel)
        n_massless = int(np.sum(nu.masses[[channel[0] - 1, channel[1] - 1]] == 0))
        assert result.power == {0: 0.5, 1: 2.0, 2: 0.0}[n_massless]
        with localcontext(prec=80):
            x = Decimal("1e-30")
            near, far = (as_printed(target, nu, channel, factor * x) for factor in (1, 4))
            assert float(far / near) == pytest.approx(4**result.power, rel=1e-14)
            expected = float(near / x ** Decimal(result.power))
        assert result.coefficient == pytest.approx(expected, rel=1e-11)


@orderings
@natures
@lightest_masses
def test_standard_model_as_derived(ordering: str, nature: str, lightest_mass: float) -> None:
    # The limits in the module's docstring.
    nu, target = three_flavours(ordering, lightest_mass, nature), rw.YB
    a = rw.axial_couplings(nu)
    edges = rw.thresholds(target, nu)
    for channel, omega in zip(edges.channels, edges.omega, strict=True):
        i, j = channel[0] - 1, channel[1] - 1
        pairs = 1 if i == j else 2
        mass, product = nu.masses[i] + nu.masses[j], nu.masses[i] * nu.masses[j]
        squared = pairs * abs(a[i, j]) ** 2
        if mass == 0:
            expected = omega**2 / 9 * squared
        elif product == 0:
            expected = (2 * target.e_eg / mass**2) ** 2 * (mass**2 / 2 + omega**2 / 3) * squared
        else:
            interference = pairs * (a[i, j] ** 2).real if nature == "majorana" else 0.0
            form = squared * (1 + 2 * omega**2 / (3 * mass**2)) - interference
            expected = np.sqrt(8 * target.e_eg * product) * product / mass**2 * form
        expected /= (target.e_vg - omega) ** 2
        assert onset(target, nu, channel).coefficient == pytest.approx(expected, rel=1e-11)


INTERACTIONS: dict[str, tuple[Any, ...]] = {
    "vector": (rw.VectorMediator(0.5, 1e-12, hermitian(1e-11, 1), hermitian(1e-11, 2)),),
    "longitudinal": (
        rw.VectorMediator(2.5, 1e-12, hermitian(1e-11, 1), hermitian(1e-11, 2), longitudinal=True),
    ),
    "scalar": (rw.ScalarMediator(5.0, 1e-5, hermitian(1e-9, 3), hermitian(1e-9, 4)),),
    "dipole": (rw.DipoleMoments(1j * hermitian(1e-14, 5).imag, 1j * hermitian(1e-14, 6).imag),),
}
INTERACTIONS["all"] = tuple(x for each in INTERACTIONS.values() for x in each)


@natures
@averages
@pytest.mark.parametrize("target", [rw.YB, rw.XE], ids=lambda target: target.name)
@pytest.mark.parametrize("lightest_mass", [0.0, 1e-6, 0.01])
@pytest.mark.parametrize("interactions", INTERACTIONS.values(), ids=INTERACTIONS)
def test_the_spectrum_converges_to_the_onset(
    target: rw.Target,
    nature: str,
    average: str,
    lightest_mass: float,
    interactions: tuple[Any, ...],
) -> None:
    nu = three_flavours("normal", lightest_mass, nature)
    options = {"interactions": interactions, "average": average}
    for k, channel in enumerate(rw.channels(3)):
        result = onset(target, nu, channel, **options)
        assert result.power is not None
        edge = rw.thresholds(target, nu).detuning[k]
        for scale in (1e-3, 1e-5):
            detuning = edge + scale * result.reach
            x = detuning - edge
            spectrum = rw.channel_spectra(target, nu, detuning=detuning, **options)[k]
            law = result.coefficient * x**result.power
            assert spectrum == pytest.approx(law, rel=2 * scale + 1e-11)


@natures
@averages
@pytest.mark.parametrize(("field", "power"), [("magnetic", 0.5), ("electric", 1.5)])
def test_dipoles(nature: str, average: str, field: str, power: float) -> None:
    # Near the threshold, q^2 = (m_i + m_j)^2 and s_minus = 4 m_i m_j, in
    # mu_B^4 omega^2 / (9 G_F^2 q^4) { |mu|^2 s_minus (q^2 + 2 (m_i + m_j)^2)
    #                                  + |eps|^2 s_plus (q^2 + 2 (m_i - m_j)^2) }.
    nu, target, moment = uncoupled([0.01, 0.03, 0.05], nature), rw.XE, 1e-13
    interactions = (rw.DipoleMoments(**{field: rw.element_coupling(1, 3, 1j * moment)}),)
    m_i, m_j = 0.01, 0.05
    q2, s_minus, s_plus = (m_i + m_j) ** 2, 4 * m_i * m_j, 2 * target.e_eg
    omega = target.end_point - q2 / (2 * target.e_eg)
    form = s_minus * 3 * q2 if field == "magnetic" else s_plus * (q2 + 2 * (m_i - m_j) ** 2)
    form *= moment**2 * BOHR_MAGNETON**4 * omega**2 / (9 * G_FERMI**2 * q2**2)
    # Majorana: twice the moment squared, half the weight.
    pairs = 2 if nature == "dirac" else 4
    transverse = target.transverse_weight if average == "coupled" else 0.0
    form *= pairs * (1 + transverse / 2) / (target.e_vg - omega) ** 2
    result = onset(target, nu, (1, 3), interactions, average)
    assert result.power == power
    assert result.coefficient == pytest.approx(form * np.sqrt(s_plus * s_minus) / q2, rel=1e-12)
    assert result.kink == (field == "magnetic")


@pytest.mark.parametrize(("field", "power"), [("y_scalar", 1.5), ("y_pseudoscalar", 0.5)])
def test_scalar_exchange(field: str, power: float) -> None:
    # A pair in a scalar state must be in a p wave, in a pseudoscalar state in an s wave.
    mediator = rw.ScalarMediator(5.0, 1e-5, **{field: 1e-9 * ONE})
    result = onset(rw.XE, uncoupled([0.01, 0.03, 0.05]), (2, 2), (mediator,))
    assert result.power == power


@pytest.mark.parametrize(
    ("channel", "dirac", "majorana"),
    [((1, 1), 1.0, 1.0), ((1, 2), 2.0, 2.0), ((2, 2), 0.5, 1.5), ((2, 3), 0.5, 0.5)],
)
def test_transverse_average(channel: tuple[int, int], dirac: float, majorana: float) -> None:
    # Ytterbium's coupled average is transverse: no step, and diagonal Majorana currents, which
    # are axial, have p waves alone.
    for nature, power in (("dirac", dirac), ("majorana", majorana)):
        nu = three_flavours("normal", 0.0, nature)
        assert onset(rw.YB, nu, channel, average="coupled").power == power


def test_rounding_is_no_s_wave() -> None:
    # Real couplings of different states are axial for Majorana neutrinos; a Majorana phase of
    # pi turns them into vector currents, up to the rounding of cos(pi / 2).
    for alpha21, power in ((0.0, 1.5), (np.pi, 0.5), (2 * np.pi, 1.5)):
        nu = rw.Neutrinos.from_oscillation("normal", 0.01, alpha21=alpha21)
        assert onset(rw.YB, nu, (1, 2), average="coupled").power == power


def test_step() -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.0)
    result = onset(rw.YB, nu, (1, 1))
    expected = rw.spectral_function(rw.YB, nu, detuning=1e-15)
    assert result.step == result.coefficient == pytest.approx(expected, rel=1e-12)
    assert result.kink
    assert onset(rw.YB, nu, (1, 2)).step == 0
    assert not onset(rw.YB, nu, (1, 2)).kink
    assert onset(rw.YB, three_flavours("normal", 0.01, "dirac"), (1, 2)).kink


def test_massless_mediator_diverges_at_the_end_point() -> None:
    # |P|^2 = 1/q^4 of a vector; a scalar's pair has q^2 |P|^2.
    nu = rw.Neutrinos.from_oscillation("normal", 0.0)
    vector = rw.VectorMediator(0.0, 1e-13, 1e-13 * ONE, width=0.0)
    scalar = rw.ScalarMediator(0.0, 1e-6, 1e-10 * ONE, width=0.0)
    for mediator, power in ((vector, -2.0), (scalar, -1.0)):
        result = onset(rw.YB, nu, (1, 1), (mediator,))
        assert (result.power, result.step) == (power, np.inf)
        near = rw.spectral_function(rw.YB, nu, detuning=1e-30, interactions=(mediator,))
        assert result.coefficient * 1e-30**power == pytest.approx(near, rel=1e-9)


def test_heavy_pairs_never_open() -> None:
    target = rw.Target("soft", 0.05, 0.06)
    nu = three_flavours("normal", 0.01, "majorana")
    assert nu.masses[2] + nu.masses[0] > target.e_eg > 2 * nu.masses[1]
    expected = Onset((1, 3), opens=False, power=None, coefficient=0.0, reach=0.0)
    assert onset(target, nu, (1, 3)) == expected
    assert (expected.step, expected.kink) == (0.0, False)
    assert onset(target, nu, (2, 2)).opens
    barely = rw.Target("barely", float(np.nextafter(2 * nu.masses[2], 1)), 0.2)
    assert onset(barely, nu, (3, 3)).opens
    assert onset(barely, nu, (3, 3)).reach == 0


def test_nothing_couples() -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.01).with_sterile(0.3)
    for channel in ((1, 4), (4, 4)):
        expected = Onset(channel, opens=True, power=None, coefficient=0.0, reach=0.0)
        assert onset(rw.YB, nu, channel) == expected
    assert onset(rw.YB, uncoupled([0.0, 0.1]), (1, 1)).power is None
    # Without theta_13, a_13 is the rounding of a sum over three flavours that vanishes.
    mixing = rw.mixing_matrix(0.308, 0.0, 0.47, 1.0, 0.7, 0.3)
    for masses in ([0.01, 0.02, 0.05], [0.0, 0.01, 0.05], [0.0, 0.0, 0.0]):
        bare = rw.Neutrinos(masses, mixing)
        assert onset(rw.YB, bare, (1, 3)).power is None
        assert onset(rw.YB, bare, (1, 2)).power is not None


@natures
def test_a_light_neutrino_leaves_little_to_the_square_root(nature: str) -> None:
    nu = three_flavours("normal", 1e-6, nature)
    result = onset(rw.YB, nu, (1, 3))
    scale = 1e-6 * nu.masses[2] / rw.YB.e_eg
    assert result.power == 0.5
    assert 0.01 * scale < result.reach < scale
    # Between that and the threshold's own scale, x^2 of a massless neutrino.
    edge = rw.thresholds(rw.YB, nu).detuning[2]
    x = np.array([0.9, 1.1]) * np.sqrt(scale * edge)
    near, far = rw.channel_spectra(rw.YB, nu, detuning=edge + x)[2]
    assert np.log(far / near) / np.log(1.1 / 0.9) == pytest.approx(2, abs=0.05)


def test_reach() -> None:
    for lightest_mass in (0.0, 0.01):
        nu = three_flavours("normal", lightest_mass, "majorana")
        for k, channel in enumerate(rw.channels(3)):
            result = onset(rw.YB, nu, channel)
            edge = rw.thresholds(rw.YB, nu).detuning[k]
            x = result.reach * np.array([0.01, 0.1, 1.0, 1.15])
            spectrum = rw.channel_spectra(rw.YB, nu, detuning=edge + x)[k]
            off = np.abs(spectrum / (result.coefficient * x**result.power) - 1)
            assert np.all(off[:3] < 0.1 + 1e-6)
            assert off[3] > 0.1


def test_far_lighter_masses_count_as_zero() -> None:
    mixing = rw.mixing_matrix(0.308, 0.022, 0.47)
    zero, tiny = (rw.Neutrinos([m, 0.01, 0.05], mixing, "dirac") for m in (0.0, 1e-18))
    for channel in ((1, 2), (1, 3)):
        expected = onset(rw.YB, zero, channel)
        result = onset(rw.YB, tiny, channel)
        assert result.power == expected.power == 2
        assert result.coefficient == pytest.approx(expected.coefficient, rel=1e-12)
        assert result.reach == pytest.approx(expected.reach, rel=0.15)
    assert onset(rw.YB, tiny, (1, 1)).power == 0.5


def test_channel_in_either_order() -> None:
    nu = three_flavours("normal", 0.01, "majorana")
    assert onset(rw.YB, nu, (3, 1)) == onset(rw.YB, nu, (1, 3))
    assert onset(rw.YB, nu, (3, 1)).channel == (1, 3)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"channel": (1, 4)}, r"channel must be one of \(\(1, 1\), .*got \(1, 4\)"),
        ({"channel": (0, 1)}, "channel must be one of"),
        ({"channel": "11"}, "channel must be one of"),
        ({"average": "other"}, "average must be one of"),
        (
            {"neutrinos": rw.Neutrinos.from_oscillation("normal", [0.0, 0.1])},
            r"neutrinos must have no batch, got batch shape \(2,\)",
        ),
        (
            {"interactions": (rw.VectorMediator([1.0, 2.0], 1e-12, ONE),)},
            r"interactions\[0\] must have no batch, got batch shape \(2,\)",
        ),
    ],
    ids=str,
)
def test_refused(options: dict[str, Any], message: str) -> None:
    arguments = {"neutrinos": three_flavours("normal", 0.01, "majorana"), "channel": (1, 1)}
    with pytest.raises(ValueError, match=message):
        onset(rw.YB, **(arguments | options))


def test_refused_kinds() -> None:
    nu = three_flavours("normal", 0.01, "majorana")
    with pytest.raises(TypeError, match="target must be a Target"):
        onset("Yb", nu, (1, 1))
    with pytest.raises(TypeError, match="neutrinos must be a Neutrinos"):
        onset(rw.YB, "nu", (1, 1))
    with pytest.raises(TypeError, match="interactions must be"):
        onset(rw.YB, nu, (1, 1), [1])
