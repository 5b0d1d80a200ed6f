import re
from typing import Any

import numpy as np
import pytest
from scipy import constants

from renp_widgets.physics.coherence import (
    coherence_factor,
    form_factor,
    sampled_coherence_factor,
    stimulated_factor,
)

RNG = np.random.default_rng(1)
MOMENTA = RNG.normal(size=(4, 5, 3))
SIZE = np.array([300.0, 700.0, 1100.0])


def test_form_factor_is_the_integral_over_the_box() -> None:
    hbar_c = constants.hbar * constants.c / constants.e * 1e9  # eV nm
    nodes, weights = np.polynomial.legendre.leggauss(60)
    form = form_factor(MOMENTA, SIZE)
    for b in np.ndindex(4, 5):
        expected = 1.0
        for p, length in zip(MOMENTA[b], SIZE, strict=True):
            integral = np.sum(weights / 2 * np.exp(1j * p * nodes * length / 2 / hbar_c))
            expected *= abs(integral) ** 2
        assert form[b] == pytest.approx(expected, rel=1e-9)


def test_form_factor_vanishes_at_whole_wavelengths() -> None:
    # A photon of 1 eV has a wavelength of 1239.84 nm.
    np.testing.assert_allclose(form_factor([1.0, 0.0, 0.0], 1239.841984), 0, atol=1e-18)
    np.testing.assert_allclose(form_factor([0.0, 0.5, 0.0], 1239.841984), (2 / np.pi) ** 2)


def test_all_atoms_radiate_together_without_momentum() -> None:
    for n in (1.0, 1000.0, 1e23):
        assert coherence_factor(n, np.zeros(3), 1e7) == pytest.approx(n**2, rel=1e-15)


def test_random_phases_leave_the_number_of_atoms() -> None:
    p = np.array([1.0, 1.0, 1.0]) * np.array([1.0, -2.0, 3.0])[:, None]
    np.testing.assert_allclose(coherence_factor(1e6, p, 1e8), 1e6, rtol=1e-3)


def test_between_one_and_all() -> None:
    n = 1e6
    factor = coherence_factor(n, np.outer(np.geomspace(1e-6, 10, 50), [1, 1, 1]), 1000.0)
    assert np.all((factor >= n) & (factor <= n**2))
    assert factor[0] > 0.99 * n**2
    assert factor[-1] < 1.01 * n


def test_sampling_agrees_with_the_expectation() -> None:
    n, samples = 40, 4000
    p = np.outer([0.0, 0.2, 0.6, 1.0, 2.0, 30.0], [1.0, 0.5, -0.3])
    sampled = sampled_coherence_factor(n, p, SIZE, np.random.default_rng(7), samples)
    exact = coherence_factor(n, p, SIZE)
    singles = np.array(
        [sampled_coherence_factor(n, p, SIZE, np.random.default_rng(k)) for k in range(500)]
    )
    error = singles.std(axis=0) / np.sqrt(samples)
    assert sampled[0] == pytest.approx(n**2, rel=1e-14)
    np.testing.assert_array_less(np.abs(sampled - exact)[1:], 4 * error[1:])
    assert np.all(error[1:] / exact[1:] < 0.02)


def test_samples_are_reproducible_and_see_the_same_atoms() -> None:
    draws = [
        sampled_coherence_factor(30, MOMENTA, SIZE, np.random.default_rng(3)) for _ in range(2)
    ]
    np.testing.assert_array_equal(*draws)
    one = sampled_coherence_factor(30, MOMENTA[2, 1], SIZE, np.random.default_rng(3))
    np.testing.assert_allclose(draws[0][2, 1], one, rtol=1e-10)


def test_stimulated_emission() -> None:
    np.testing.assert_array_equal(stimulated_factor([0.0, 1.0, 1e15]), [1, 2, 1e15 + 1])


def test_batches_of_momenta_sizes_and_numbers() -> None:
    sizes = np.array([100.0, 1000.0])[:, None, None, None] * np.ones(3)
    assert form_factor(MOMENTA, sizes).shape == (2, 4, 5)
    assert coherence_factor([1e3] * 5, MOMENTA, sizes).shape == (2, 4, 5)
    rng = np.random.default_rng(0)
    assert sampled_coherence_factor(3, MOMENTA, sizes, rng).shape == (2, 4, 5)
    assert form_factor(np.zeros(3), 1.0).shape == ()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"n_atoms": 0}, ValueError, "n_atoms must be a whole number >= 1, got 0"),
        ({"n_atoms": 3.0}, ValueError, "n_atoms must be a whole number >= 1, got 3.0"),
        ({"samples": True}, ValueError, "samples must be a whole number >= 1, got True"),
        ({"momentum": 1.0}, ValueError, "momentum must have shape (..., 3), got ()"),
        ({"momentum": [1.0, 2.0]}, ValueError, "momentum must have shape (..., 3), got (2,)"),
        ({"momentum": [0, np.nan, 0]}, ValueError, "momentum[1] must be in"),
        ({"size": 0.0}, ValueError, "size must be in (0, 1e+100], got 0.0"),
        ({"size": [1.0, 2.0]}, ValueError, "size must be a number or have shape (..., 3)"),
        ({"size": np.ones((7, 3))}, ValueError, "momentum (2, 3), size (7, 3)"),
        ({"rng": 7}, TypeError, "rng must be a Generator, got 7"),
    ],
)
def test_bad_sample(change: dict[str, Any], error: type[Exception], message: str) -> None:
    good = {"n_atoms": 3, "momentum": np.ones((2, 3)), "size": 1.0, "rng": RNG}
    with pytest.raises(error, match=re.escape(message)):
        sampled_coherence_factor(**(good | change))


def test_bad_numbers() -> None:
    with pytest.raises(ValueError, match=r"n_atoms must be in \[1, 1e\+100\], got 0.5"):
        coherence_factor(0.5, np.zeros(3), 1.0)
    with pytest.raises(ValueError, match=r"n_atoms \(2,\), form_factor \(4, 5\)"):
        coherence_factor([1.0, 2.0], MOMENTA, SIZE)
    with pytest.raises(ValueError, match="n_photons must be finite and >= 0, got -1"):
        stimulated_factor(-1)
