"""What interactions do to the spectrum: limits, symmetries, published numbers and digits."""

import dataclasses
from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.physics.constants import G_FERMI

DETUNING = np.concatenate([np.geomspace(1e-6, 0.1, 40), np.linspace(0.15, 1.0, 20)])
ONE = np.eye(3)
natures = pytest.mark.parametrize("nature", ["dirac", "majorana"])
averages = pytest.mark.parametrize("average", ["isotropic", "coupled"])
ignore_dead_moments = pytest.mark.filterwarnings("ignore:real and diagonal:UserWarning")


def three_flavours(nature: str, lightest_mass: float = 0.03) -> rw.Neutrinos:
    return rw.Neutrinos.from_oscillation("normal", lightest_mass, nature, alpha21=1.0, alpha31=2.5)


def hermitian(size: float, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    matrix = size * (rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3)))
    return matrix + matrix.conj().T


def parts(nu: rw.Neutrinos, *interactions: Any, **options: Any) -> np.ndarray:
    options = {"detuning": DETUNING, "target": rw.XE} | options
    return rw.channel_spectra(neutrinos=nu, interactions=interactions, **options)


def largest_change(changed: np.ndarray, reference: np.ndarray) -> float:
    """Relative, where the channels are open."""
    is_open = reference > 0
    np.testing.assert_array_equal(changed > 0, is_open)
    return float(np.max(np.abs(changed[is_open] / reference[is_open] - 1)))


def test_no_coupling_changes_nothing() -> None:
    off = [
        rw.VectorMediator(1.0, 0.0, ONE),
        rw.VectorMediator(1.0, 1e-12, 0 * ONE, longitudinal=True),
        rw.ScalarMediator(1.0, 1.0),
        rw.DipoleMoments(),
    ]
    nu = three_flavours("majorana")
    np.testing.assert_allclose(parts(nu, *off), parts(nu), rtol=1e-13)


@natures
@averages
def test_heavy_vector_mediator_shifts_the_couplings(nature: str, average: str) -> None:
    # a = U^dagger diag(1, -1, -1) U / 2: shifts that are diagonal in flavour scale its three rows.
    nu = three_flavours(nature)
    shifts, mass = np.array([0.2, -0.1, 0.3]), 1e9
    left = rw.flavour_coupling(np.diag(-shifts * np.sqrt(2) * G_FERMI * mass**2), nu)
    scale = np.sqrt(1 + 2 * shifts * [1, -1, -1])
    shifted = dataclasses.replace(nu, mixing=scale[:, None] * nu.mixing)
    np.testing.assert_allclose(
        parts(nu, rw.VectorMediator(mass, 1.0, left), average=average),
        parts(shifted, average=average),
        rtol=1e-12,
    )


@natures
def test_shift_is_approached_like_the_mass_squared(nature: str) -> None:
    nu, distances = three_flavours(nature), []
    for mass in (100.0, 1000.0, 1e6):
        g = 0.1 * np.sqrt(2) * G_FERMI * mass**2 / 1e-12
        mediator = rw.VectorMediator(mass, 1e-12, g * ONE, -g * ONE / 2, 0.0, longitudinal=True)
        distances.append(rw.spectral_function(rw.YB, nu, omega=0.5, interactions=[mediator]))
    first, second = (distances[k] / distances[2] - 1 for k in (0, 1))
    assert first / second == pytest.approx(100, rel=0.01)
    assert abs(second) < 1e-5


def test_equal_couplings_of_two_mediators_add() -> None:
    nu, g = three_flavours("dirac"), hermitian(1e-11, 1)
    half = rw.VectorMediator(0.5, 0.5e-12, g, width=0.01, longitudinal=True)
    whole = dataclasses.replace(half, g_e=1e-12)
    np.testing.assert_allclose(parts(nu, half, half), parts(nu, whole), rtol=1e-13)


def test_order_of_the_interactions_does_not_matter() -> None:
    nu = three_flavours("majorana")
    several = everything()
    np.testing.assert_allclose(parts(nu, *several), parts(nu, *several[::-1]), rtol=1e-12)


def everything(longitudinal: bool = True) -> list[Any]:
    """One of each, all of the size of the Standard Model."""
    moments = (1j * hermitian(1e-10, seed).imag for seed in (5, 6))
    return [
        rw.VectorMediator(0.7, 1e-12, hermitian(1e-11, 1), hermitian(1e-11, 2), 0.05, longitudinal),
        rw.ScalarMediator(2.0, 1e-9, hermitian(1e-8, 3), hermitian(1e-8, 4)),
        rw.DipoleMoments(*moments),
    ]


def test_couplings_that_act_for_majorana_neutrinos() -> None:
    # nu = nu^c ties the currents: only these combinations of the couplings act.
    nu = three_flavours("majorana")
    vector, scalar, dipole = everything()
    left = vector.g_left - vector.g_right.T
    equal = [
        (vector, dataclasses.replace(vector, g_left=left, g_right=None)),
        (vector, dataclasses.replace(vector, g_left=0 * left, g_right=-left.T)),
        (
            scalar,
            dataclasses.replace(
                scalar, y_scalar=scalar.y_scalar.real, y_pseudoscalar=scalar.y_pseudoscalar.real
            ),
        ),
    ]
    for one, other in equal:
        np.testing.assert_allclose(parts(nu, other), parts(nu, one), rtol=1e-12)
        dirac = dataclasses.replace(nu, nature="dirac")
        assert largest_change(parts(dirac, other), parts(dirac, one)) > 1e-3
    full = rw.DipoleMoments(dipole.magnetic + hermitian(1e-10, 9).real, dipole.electric)
    with pytest.warns(UserWarning, match="real and diagonal magnetic moments vanish for Majorana"):
        of_full = parts(nu, full)
    np.testing.assert_allclose(of_full, parts(nu, dipole), rtol=1e-14)
    assert largest_change(of_full, parts(nu)) > 1e-3


@pytest.mark.parametrize("field", ["magnetic", "electric"])
def test_real_transition_moment_of_majorana_neutrinos(field: str) -> None:
    nu = three_flavours("majorana")
    real = rw.DipoleMoments(**{field: rw.element_coupling(1, 2, 1.0)})
    with pytest.warns(UserWarning, match=f"real and diagonal {field} moments vanish"):
        np.testing.assert_array_equal(parts(nu, real), parts(nu))
    imaginary = rw.DipoleMoments(**{field: rw.element_coupling(1, 2, 1j)})
    assert np.max(parts(nu, imaginary)[1]) > 1e10  # and no warning


@natures
@pytest.mark.parametrize("average", ["isotropic", "coupled"])
def test_conjugation_is_a_symmetry_but_for_the_scalar_coupling(nature: str, average: str) -> None:
    def of(nu: rw.Neutrinos, interactions: Sequence[Any]) -> np.ndarray:
        return parts(nu, *interactions, average=average)

    def conjugated(interaction: Any) -> Any:
        arrays = {k: v for k, v in vars(interaction).items() if isinstance(v, np.ndarray)}
        return dataclasses.replace(interaction, **{k: v.conj() for k, v in arrays.items()})

    nu = three_flavours(nature)
    mirrored = dataclasses.replace(nu, mixing=nu.mixing.conj())
    vector, scalar, dipole = everything()
    without = [vector, dataclasses.replace(scalar, y_scalar=None), dipole]
    mirrored_parts = of(mirrored, [conjugated(x) for x in without])
    np.testing.assert_allclose(mirrored_parts, of(nu, without), rtol=1e-11)
    for several in ([scalar], [vector, scalar]):
        changed = of(mirrored, [conjugated(x) for x in several])
        assert largest_change(changed, of(nu, several)) > 1e-3


@natures
@averages
def test_no_longitudinal_part_for_universal_vector_currents(nature: str, average: str) -> None:
    nu = three_flavours(nature)
    equal = [(0.3 * ONE, 0.3 * ONE), (np.diag([1.0, 2.0, -3.0]), np.diag([1.0, 2.0, -3.0]))]
    degenerate = dataclasses.replace(nu, masses=np.full(3, 0.03))
    cases = [(nu, *pair) for pair in equal]
    if nature == "dirac":
        cases.append((degenerate, hermitian(1.0, 3), hermitian(1.0, 3)))
    for neutrinos, left, right in cases:
        mediator = rw.VectorMediator(0.2, 1e-23, left, right, width=1e-3)
        with_longitudinal = dataclasses.replace(mediator, longitudinal=True)
        np.testing.assert_array_equal(
            parts(neutrinos, with_longitudinal, average=average),
            parts(neutrinos, mediator, average=average),
        )
    axial = rw.VectorMediator(0.2, 1e-23, ONE, -ONE, width=1e-3)
    changed = parts(nu, dataclasses.replace(axial, longitudinal=True), average=average)
    assert largest_change(changed, parts(nu, axial, average=average)) > 1e-3


@pytest.mark.parametrize(
    ("mass", "largest", "smallest"), [(0.2, 2.676, 0.547), (0.5, 1.025, 0.908), (2.0, 1.0, 0.994)]
)
def test_size_of_the_longitudinal_part(mass: float, largest: float, smallest: float) -> None:
    # |Z' term|^2 of axial couplings, m = 0.05 eV, Yb: with over without, extremes of the spectrum.
    # It matters for M^2 up to a few omega m: a factor 2.7 at 0.2 eV, 10% at 0.5 eV.
    nu = dataclasses.replace(three_flavours("dirac"), masses=np.full(3, 0.05))
    mediator = rw.VectorMediator(mass, 1.0, ONE, -ONE, width=1e-3)
    omega = np.linspace(0.05, 1.0689, 2000)
    without, with_longitudinal = (
        rw.spectral_function(
            rw.YB, nu, omega=omega, interactions=[dataclasses.replace(mediator, longitudinal=on)]
        )
        for on in (False, True)
    )
    ratio = with_longitudinal / without
    assert ratio.max() == pytest.approx(largest, abs=1e-3)
    assert ratio.min() == pytest.approx(smallest, abs=1e-3)


@ignore_dead_moments
def test_one_bohr_magneton() -> None:
    # mu_11 = 1 mu_B, m = 0.05 eV, omega = 0.5 eV in Yb: F = 1.5867e18
    nu = dataclasses.replace(three_flavours("dirac"), masses=np.full(3, 0.05))
    moments = rw.DipoleMoments(rw.element_coupling(1, 1, 1.0))
    omega, m, e = 0.5, 0.05, rw.YB.e_eg
    q2 = e * (e - 2 * omega)
    factor = np.sqrt(1 - 4 * m**2 / q2) / (rw.YB.e_vg - omega) ** 2
    of_channel = parts(nu, moments, target=rw.YB, detuning=None, omega=omega)[0]
    assert of_channel / factor == pytest.approx(1.5867e18, rel=4e-5)


@natures
@averages
def test_dipoles_scale_with_the_magnetic_ratio_squared(nature: str, average: str) -> None:
    nu = three_flavours(nature)
    moments = everything()[2]
    plain = parts(nu, average=average)
    added = parts(nu, moments, average=average) - plain
    for ratio in (0.5, -2.0, 0.0):
        target = dataclasses.replace(rw.XE, magnetic_ratio=ratio)
        np.testing.assert_array_equal(parts(nu, target=target, average=average), plain)
        scaled = parts(nu, moments, target=target, average=average) - plain
        np.testing.assert_allclose(scaled, ratio**2 * added, rtol=1e-10, atol=1e-13)


@natures
def test_dipoles_do_not_interfere(nature: str) -> None:
    nu = three_flavours(nature)
    vector, scalar, dipole = everything()
    without, with_dipole = parts(nu, vector, scalar), parts(nu, vector, scalar, dipole)
    alone = parts(nu, dipole) - parts(nu)
    scale = with_dipole.max()
    np.testing.assert_allclose(with_dipole - without, alone, rtol=1e-9, atol=1e-13 * scale)
    for moments in (rw.DipoleMoments(dipole.magnetic), rw.DipoleMoments(None, dipole.electric)):
        alone = alone - (parts(nu, moments) - parts(nu))
    np.testing.assert_allclose(alone, 0, atol=1e-12 * scale)


@pytest.mark.parametrize("average", ["isotropic", "coupled"])
@pytest.mark.parametrize(("field", "power"), [("magnetic", 0.5), ("electric", 1.5)])
@natures
def test_onsets_of_dipoles(field: str, power: float, average: str, nature: str) -> None:
    # In x = d - d_ij magnetic moments start like Delta, electric ones like Delta^3.
    nu = three_flavours(nature)
    for i, j in ((1, 2), (1, 3), (2, 3)):
        k = rw.channels(3).index((i, j))
        edge = rw.thresholds(rw.YB, nu).detuning[k]
        x = np.geomspace(1e-7, 1e-6, 5) * edge
        moments = rw.DipoleMoments(**{field: rw.element_coupling(i, j, 1e3j)})
        options = {"target": rw.YB, "detuning": edge + x, "average": average}
        part = parts(nu, moments, **options)[k]
        assert np.all(part > 1e5 * parts(nu, **options)[k])
        slope = np.polyfit(np.log(x), np.log(part), 1)[0]
        assert slope == pytest.approx(power, abs=1e-5)


@pytest.mark.parametrize(
    ("couplings", "power"), [({"y_scalar": ONE}, 1.5), ({"y_pseudoscalar": ONE}, 0.5)], ids=str
)
@natures
def test_onsets_of_scalar_exchange(
    couplings: dict[str, np.ndarray], power: float, nature: str
) -> None:
    # A pair in a scalar state must be in a p wave, in a pseudoscalar state in an s wave.
    nu = three_flavours(nature)
    edge = rw.thresholds(rw.XE, nu).detuning[0]
    x = np.geomspace(1e-7, 1e-6, 5) * edge
    strong = rw.ScalarMediator(5.0, 1.0, **couplings)
    part = parts(nu, strong, detuning=edge + x)[0]
    assert np.polyfit(np.log(x), np.log(part), 1)[0] == pytest.approx(power, abs=1e-5)


def exactly(
    target: rw.Target, nu: rw.Neutrinos, mediator: rw.VectorMediator, detuning: float
) -> tuple[float, float]:
    """Channel 11 for a Z' without width, with 60 digits; and |a_11 + shift| / |a_11|."""
    with localcontext(prec=60):
        e, d, m = Decimal(target.e_eg), Decimal(detuning), Decimal(float(nu.masses[0]))
        g_fermi, mass = Decimal(G_FERMI), Decimal(float(mediator.mass))
        omega, q2 = e / 2 - d, 2 * e * d
        weights = (Decimal("0.5"), Decimal("-0.5"), Decimal("-0.5"))
        column = [(Decimal(x.real), Decimal(x.imag)) for x in nu.mixing[:, 0].tolist()]
        a = sum(w * (x * x + y * y) for w, (x, y) in zip(weights, column, strict=True))
        g = Decimal(float(mediator.g_e)) * Decimal(float(mediator.g_left[0, 0].real))
        total = a + g / (Decimal(2).sqrt() * g_fermi * (q2 - mass**2))
        delta2 = 1 - 4 * m**2 / q2
        f = (q2 + omega**2 / 2 - omega**2 * delta2 / 6 - m**2) / 3
        f -= m**2 if nu.nature == "majorana" else 0
        spectrum = total**2 * f * delta2.sqrt() / (Decimal(target.e_vg) - omega) ** 2
        return float(spectrum), float(total / a)


@natures
@pytest.mark.parametrize("remainder", [1e-3, 1e-6, -1e-6, 1e-9])
def test_cancellation_keeps_its_digits(nature: str, remainder: float) -> None:
    # Amplitudes add before they are squared: relative to a sum 1e-6 of its terms, rounding is
    # 1e-10. Summing squares and products, each of order 1, would leave 1e-4.
    nu = three_flavours(nature)
    detuning, mass = 0.1, 1.5
    a = rw.axial_couplings(nu)[0, 0].real
    q2 = 2 * rw.YB.e_eg * detuning
    left = -(1 - remainder) * a * np.sqrt(2) * G_FERMI * (q2 - mass**2) / 1e-12
    mediator = rw.VectorMediator(mass, 1e-12, rw.element_coupling(1, 1, left), width=0.0)
    expected, fraction = exactly(rw.YB, nu, mediator, detuning)
    assert fraction == pytest.approx(remainder, rel=1e-5)
    part = parts(nu, mediator, target=rw.YB, detuning=detuning)[0]
    assert part == pytest.approx(expected, rel=2e-15 / abs(remainder))
