"""Batch axes, blocks and scalars: one call is the same as a loop over single ones."""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw

SPECTRA = (rw.spectral_function, rw.channel_spectra)
ENERGIES = np.linspace(0.02, 1.0, 7)
spectra = pytest.mark.parametrize("spectrum", SPECTRA, ids=lambda spectrum: spectrum.__name__)


def neutrinos(**given: Any) -> rw.Neutrinos:
    return rw.Neutrinos.from_oscillation(**({"ordering": "normal", "lightest_mass": 0.01} | given))


def of_batch(nu: rw.Neutrinos, batch: tuple[int, ...], index: tuple[int, ...]) -> rw.Neutrinos:
    n = nu.n_states
    return rw.Neutrinos(
        masses=np.broadcast_to(nu.masses, (*batch, n))[index],
        mixing=np.broadcast_to(nu.mixing, (*batch, 3, n))[index],
        nature=nu.nature,
    )


COLUMN = np.arange(1, 4)[:, None]


@spectra
@pytest.mark.parametrize("variable", ["omega", "detuning"])
@pytest.mark.parametrize("average", ["isotropic", "coupled"])
@pytest.mark.parametrize(
    ("nu", "energies", "batch"),
    [
        (neutrinos(lightest_mass=[0.0, 0.01, 0.1]), ENERGIES, (3,)),
        (neutrinos(alpha21=[0.0, 1.0, 2.0, 3.0]), ENERGIES, (4,)),
        (neutrinos(lightest_mass=COLUMN / 50, alpha31=np.arange(4)), ENERGIES, (3, 4)),
        (neutrinos(), ENERGIES * COLUMN / 3, (3,)),
        (neutrinos(), ENERGIES[None, None], (1, 1)),
        (neutrinos(delta=[0.0, 1.0, 2.0], nature="dirac"), ENERGIES * COLUMN / 3, (3,)),
        (neutrinos(alpha21=np.arange(4)), ENERGIES * COLUMN[:, None] / 3, (3, 4)),
        (neutrinos(lightest_mass=COLUMN / 50), ENERGIES[:1] * np.ones((1, 4, 1)), (3, 4)),
    ],
    ids=["mass", "phase", "3x4", "energies", "1x1", "both", "crossed", "one energy"],
)
def test_batch_is_a_loop(
    spectrum: Callable[..., np.ndarray],
    variable: str,
    average: str,
    nu: rw.Neutrinos,
    energies: np.ndarray,
    batch: tuple[int, ...],
) -> None:
    batched = spectrum(rw.YB, nu, **{variable: energies}, average=average)
    channels = (6,) if spectrum is rw.channel_spectra else ()
    assert batched.shape == (*batch, *channels, energies.shape[-1])
    each = np.broadcast_to(energies, (*batch, energies.shape[-1]))
    for index in np.ndindex(batch):
        one = spectrum(
            rw.YB, of_batch(nu, batch, index), **{variable: each[index]}, average=average
        )
        np.testing.assert_allclose(batched[index], one, rtol=1e-14)


SIZES = np.array([0.5, 1.0, -3.0])
MATRIX = np.array([[1.0, 0.5j, 0.2], [-0.5j, 0.3, 0.4 + 0.1j], [0.2, 0.4 - 0.1j, -0.6]])
MATRICES = SIZES[:, None, None] * MATRIX
MOMENTS = 1e-10j * MATRIX.imag
VECTOR = rw.VectorMediator(0.4, 1e-12, 1e-11 * MATRIX, 2e-11 * MATRIX, 0.05, longitudinal=True)
SCALAR = rw.ScalarMediator(1.5, 1e-9, 1e-8 * MATRIX, 2e-8 * MATRIX.T, 0.05)
DIPOLE = rw.DipoleMoments(MOMENTS, 2 * MOMENTS)


def replaced(interaction: Any, **changes: Any) -> Any:
    return dataclasses.replace(interaction, **changes)


# One parameter of an interaction at a time: arrays of three entries.
VARIED: dict[str, tuple[Any, dict[str, np.ndarray]]] = {
    "Z' mass": (VECTOR, {"mass": np.array([0.1, 0.4, 300.0])}),
    "Z' mass, computed width": (replaced(VECTOR, width=None), {"mass": np.array([0.1, 0.4, 9.0])}),
    "g_e": (VECTOR, {"g_e": 1e-12 * SIZES}),
    "g_left": (VECTOR, {"g_left": 1e-11 * MATRICES}),
    "g_left, computed width": (replaced(VECTOR, width=None), {"g_left": 1e-6 * MATRICES}),
    "g_right": (VECTOR, {"g_right": 1e-11 * MATRICES}),
    "Z' width": (VECTOR, {"width": np.array([0.0, 0.1, 1.0])}),
    "phi mass": (SCALAR, {"mass": np.array([0.1, 0.4, 300.0])}),
    "y_e": (SCALAR, {"y_e": 1e-9 * SIZES}),
    "y_scalar": (SCALAR, {"y_scalar": 1e-8 * MATRICES}),
    "y_pseudoscalar": (replaced(SCALAR, width=None), {"y_pseudoscalar": 1e-8 * MATRICES}),
    "phi width": (SCALAR, {"width": np.array([0.0, 0.1, 1.0])}),
    "magnetic": (DIPOLE, {"magnetic": SIZES[:, None, None] * MOMENTS}),
    "electric": (DIPOLE, {"electric": SIZES[:, None, None] * MOMENTS}),
    "mass and coupling": (VECTOR, {"mass": np.array([0.1, 0.4, 2.0]), "g_left": MATRICES * 1e-11}),
}


@spectra
@pytest.mark.parametrize("alone", [True, False], ids=["alone", "with all"])
@pytest.mark.parametrize(("interaction", "varied"), VARIED.values(), ids=VARIED)
def test_batch_of_an_interaction_is_a_loop(
    spectrum: Callable[..., np.ndarray],
    interaction: Any,
    varied: dict[str, np.ndarray],
    alone: bool,
) -> None:
    def of(**changes: Any) -> np.ndarray:
        several = [replaced(interaction, **changes)]
        if not alone:
            several += [x for x in (VECTOR, SCALAR, DIPOLE) if type(x) is not type(interaction)]
        return spectrum(rw.XE, neutrinos(), omega=4 * ENERGIES, interactions=several)

    batched = of(**varied)
    assert batched.shape[0] == 3
    for k in range(3):
        one = of(**{name: values[k] for name, values in varied.items()})
        np.testing.assert_allclose(batched[k], one, rtol=1e-12)
        other = of(**{name: values[k - 1] for name, values in varied.items()})
        assert np.max(np.abs(one / other - 1)) > 1e-5  # else nothing would have been varied


@spectra
@pytest.mark.parametrize("block", [7, 24576])
def test_crossed_batches_of_everything(
    spectrum: Callable[..., np.ndarray], block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("renp_widgets.physics.spectrum._BLOCK", block)
    masses, widths = np.array([0.1, 0.4, 300.0]), np.array([0.05, 0.2])
    moments = SIZES[:, None, None, None] * MOMENTS
    nu = neutrinos(lightest_mass=[0.01, 0.1])
    energies = ENERGIES * np.array([[3.0], [4.0]])
    batched = spectrum(
        rw.XE,
        nu,
        omega=energies,
        interactions=[
            replaced(VECTOR, mass=masses[:, None], width=widths),
            SCALAR,
            replaced(DIPOLE, magnetic=moments),
        ],
    )
    assert batched.shape[:2] == (3, 2)
    for k, m in np.ndindex(3, 2):
        one = spectrum(
            rw.XE,
            of_batch(nu, (2,), (m,)),
            omega=energies[m],
            interactions=[
                replaced(VECTOR, mass=masses[k], width=widths[m]),
                SCALAR,
                replaced(DIPOLE, magnetic=moments[k, 0]),
            ],
        )
        np.testing.assert_allclose(batched[k, m], one, rtol=1e-12)


@spectra
def test_batches_of_interactions_that_do_not_broadcast(
    spectrum: Callable[..., np.ndarray],
) -> None:
    several = [SCALAR, replaced(VECTOR, mass=[1.0, 2.0, 3.0])]
    expected = r"interactions\[0\] \(\), interactions\[1\] \(3,\)"
    with pytest.raises(ValueError, match=expected):
        spectrum(rw.YB, neutrinos(alpha21=[0.0, 1.0]), omega=ENERGIES, interactions=several)


@spectra
@pytest.mark.parametrize("variable", ["omega", "detuning"])
@pytest.mark.parametrize("nu", [neutrinos(), neutrinos(alpha21=np.arange(6).reshape(2, 3))])
def test_scalar_energy_drops_the_last_axis(
    spectrum: Callable[..., np.ndarray], variable: str, nu: rw.Neutrinos
) -> None:
    scalar = spectrum(rw.YB, nu, **{variable: 0.5})
    array = spectrum(rw.YB, nu, **{variable: [0.5]})
    assert array.shape == (*scalar.shape, 1)
    assert scalar.shape[: len(nu.batch_shape)] == nu.batch_shape
    np.testing.assert_array_equal(scalar, array[..., 0])


def test_channels_sum_to_the_spectrum() -> None:
    nu = neutrinos(lightest_mass=COLUMN / 50, alpha31=np.arange(4))
    parts = rw.channel_spectra(rw.XE, nu, detuning=np.geomspace(1e-6, 4, 50))
    total = rw.spectral_function(rw.XE, nu, detuning=np.geomspace(1e-6, 4, 50))
    np.testing.assert_allclose(parts.sum(axis=-2), total, rtol=1e-14)


@spectra
@pytest.mark.parametrize("block", [1, 7, 64, 6144])
@pytest.mark.parametrize(
    ("n_batch", "n_energies"), [(1, 3), (5, 1), (13, 11), (2, 1023), (1, 1024), (3, 1025)]
)
def test_blocks_leave_no_seams(
    spectrum: Callable[..., np.ndarray],
    block: int,
    n_batch: int,
    n_energies: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nu = neutrinos(lightest_mass=np.geomspace(1e-4, 0.1, n_batch))
    detuning = np.geomspace(1e-5, 1.0, n_energies)
    monkeypatch.setattr("renp_widgets.physics.spectrum._BLOCK", 10**9)
    whole = spectrum(rw.YB, nu, detuning=detuning)
    monkeypatch.setattr("renp_widgets.physics.spectrum._BLOCK", block)
    np.testing.assert_allclose(spectrum(rw.YB, nu, detuning=detuning), whole, rtol=1e-14)


@pytest.mark.parametrize(("n_batch", "n_energies"), [(1, 5000), (2100, 1), (300, 50)])
def test_more_than_one_block(n_batch: int, n_energies: int) -> None:
    nu = neutrinos(lightest_mass=np.geomspace(1e-4, 0.1, n_batch))
    omega = np.linspace(0.01, 1.0, n_energies)
    whole = rw.spectral_function(rw.YB, nu, omega=omega)
    for index in {0, n_batch // 2, n_batch - 1}:
        one = rw.spectral_function(rw.YB, of_batch(nu, (n_batch,), (index,)), omega=omega)
        np.testing.assert_allclose(whole[index], one, rtol=1e-14)


@spectra
def test_batches_that_do_not_broadcast(spectrum: Callable[..., np.ndarray]) -> None:
    nu = neutrinos(alpha21=[0.0, 1.0])
    expected = r"batch shapes do not broadcast: neutrinos \(2,\), photon_energies \(3,\)"
    with pytest.raises(ValueError, match=expected):
        spectrum(rw.YB, nu, omega=np.full((3, 5), 0.5))


@spectra
@pytest.mark.parametrize("variable", ["omega", "detuning"])
def test_inputs_stay_as_they_are(spectrum: Callable[..., np.ndarray], variable: str) -> None:
    nu, energies = neutrinos(), ENERGIES.copy()
    before = nu.masses.copy(), nu.mixing.copy()
    spectrum(rw.YB, nu, **{variable: energies})[...] = np.nan  # the result is its own
    np.testing.assert_array_equal(energies, ENERGIES)
    np.testing.assert_array_equal(nu.masses, before[0])
    np.testing.assert_array_equal(nu.mixing, before[1])


def test_order_of_the_energies_does_not_matter() -> None:
    nu, detuning = neutrinos(), np.geomspace(1e-5, 1.0, 40)
    shuffled = np.random.default_rng(3).permutation(40)
    np.testing.assert_allclose(
        rw.spectral_function(rw.YB, nu, detuning=detuning[shuffled]),
        rw.spectral_function(rw.YB, nu, detuning=detuning)[shuffled],
        rtol=1e-14,
    )
