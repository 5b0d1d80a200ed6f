from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.physics.uncertainty import SpectrumBand, sample_oscillation, spectrum_band

NAMES = ("sin2_theta12", "sin2_theta13", "sin2_theta23", "delta", "dm2_21", "dm2_3l")
LEVELS = (0.025, 0.16, 0.5, 0.84, 0.975)
DETUNING = np.geomspace(1e-7, 1.0, 40)

FIT = {"oscillation": rw.NUFIT_6_0}  # which has 3 sigma ranges

orderings = pytest.mark.parametrize("ordering", ["normal", "inverted"])
natures = pytest.mark.parametrize("nature", ["dirac", "majorana"])


def narrowed(
    ordering: str = "normal", scale: float = 0.0, **scales: float
) -> MappingProxyType[str, rw.OscillationParameters]:
    """NuFIT 6.0 with its widths times `scale`, or the one given by name."""
    fit = rw.NUFIT_6_0[ordering]
    ranges: dict[str, Any] = {}
    for label in ("one_sigma", "three_sigma"):
        ranges[label] = {
            name: tuple(best + scales.get(name, scale) * (end - best) for end in ends)
            for name, ends in getattr(fit, label).items()
            for best in [getattr(fit, name)]
        }
    return MappingProxyType({ordering: replace(fit, **ranges)})


def best_fit(ordering: str, nature: str = "majorana", **options: Any) -> np.ndarray:
    nu = rw.Neutrinos.from_oscillation(ordering, 0.01, nature, **(FIT | options))
    return rw.spectral_function(rw.YB, nu, detuning=DETUNING)


def band(ordering: str = "normal", nature: str = "majorana", **options: Any) -> SpectrumBand:
    return spectrum_band(rw.YB, ordering, 0.01, nature, **({"detuning": DETUNING} | FIT | options))


@orderings
def test_samples_follow_the_fit(ordering: str) -> None:
    fit = rw.NUFIT_6_0[ordering]
    samples = sample_oscillation(fit, 4000)
    assert samples.ordering == ordering
    for name in NAMES:
        x = np.asarray(getattr(samples, name))
        best, (low, high), (least, most) = (
            getattr(fit, name),
            fit.one_sigma[name],
            fit.three_sigma[name],
        )
        assert x.shape == (4000,)
        assert np.sum(x < best) == np.sum(x > best) == 2000
        assert least <= x.min() <= x.max() <= most
        # The cut at 3 sigma takes 0.1 to 3 % of a side, and as much of these quantiles' distance.
        quantiles = (np.quantile(x, [0.15866, 0.84134]) - best) / np.array(
            [best - low, high - best]
        )
        np.testing.assert_allclose(quantiles, [-1, 1], rtol=0.05)


@orderings
def test_samples_without_three_sigma_end_at_three_widths(ordering: str) -> None:
    fit = rw.NUFIT_6_1[ordering]
    samples = sample_oscillation(fit, 4000)
    for name in NAMES:
        x, best, (low, high) = (getattr(samples, name), getattr(fit, name), fit.one_sigma[name])
        assert best - 3 * (best - low) <= x.min() < best - 2.5 * (best - low)
        assert best + 2.5 * (high - best) < x.max() <= best + 3 * (high - best)


def test_samples_are_independent_and_reproducible() -> None:
    fit = rw.NUFIT_6_0["normal"]
    first, again, other = (sample_oscillation(fit, 2000, seed) for seed in (3, 3, 4))
    rows = np.array([getattr(first, name) for name in NAMES])
    np.testing.assert_array_equal(rows, [getattr(again, name) for name in NAMES])
    assert not np.any(rows == [getattr(other, name) for name in NAMES])
    correlations = np.corrcoef(rows) - np.eye(6)
    assert np.abs(correlations).max() < 5 / np.sqrt(2000)


def test_delta_wraps() -> None:
    ranges = {**narrowed()["normal"].one_sigma, "delta": (-1.0, 1.0)}
    fit = replace(rw.NUFIT_6_0["normal"], delta=0.0, one_sigma=ranges, three_sigma=None)
    delta = np.asarray(sample_oscillation(fit, 1000).delta)
    assert np.all((delta >= 0) & (delta < 2 * np.pi))
    assert np.sum(delta < 3.0) == np.sum(delta > 2 * np.pi - 3.0) == 500


def test_samples_stay_physical() -> None:
    fit = rw.NUFIT_6_0["normal"]
    wide = {
        **fit.one_sigma,
        "sin2_theta13": (0.0, 0.5),
        "sin2_theta23": (-1e3, 1.0),
        "dm2_21": (-1.0, 8e-5),
        "dm2_3l": (2.4e-3, 1.0),
    }
    samples = sample_oscillation(replace(fit, one_sigma=wide, three_sigma=None), 10_000)
    assert np.min(samples.sin2_theta13) < 1e-4
    assert np.max(samples.sin2_theta13) > 0.9
    assert 0 < np.min(samples.dm2_21) < 1e-6
    assert 0.09 < np.max(samples.dm2_3l) <= 0.1
    assert np.median(samples.sin2_theta23) == pytest.approx(0.47, abs=1e-3)


def test_samples_need_intervals() -> None:
    bare = {k: replace(v, one_sigma=None) for k, v in rw.NUFIT_6_1.items()}
    with pytest.raises(ValueError, match=r"inverted ordering must have one_sigma .* NuFIT 6\.1"):
        sample_oscillation(bare["inverted"])
    with pytest.raises(ValueError, match="one_sigma intervals"):
        band("inverted", oscillation=bare)
    fit = rw.NUFIT_6_0["normal"]
    for delta in ({}, {"delta": (4.0, 5.0)}):
        ranges = {name: ends for name, ends in fit.one_sigma.items() if name != "delta"} | delta
        with pytest.raises(
            ValueError, match=r"one_sigma must have an interval for delta around 3\.7"
        ):
            sample_oscillation(replace(fit, one_sigma=ranges))
    with pytest.raises(ValueError, match="delta must be one number"):
        sample_oscillation(replace(fit, delta=[1.0, 2.0]))
    with pytest.raises(TypeError, match="parameters must be an OscillationParameters"):
        sample_oscillation(rw.NUFIT_6_0)


@orderings
@natures
def test_band_is_that_of_a_loop(ordering: str, nature: str) -> None:
    interactions = (rw.VectorMediator(0.3, 1e-12, rw.element_coupling(1, 2, 1e-11j)),)
    phases = {"alpha21": 1.0, "alpha31": 2.5}
    fit = rw.NUFIT_6_0[ordering]
    drawn = sample_oscillation(fit, 30, seed=5)
    spectra = []
    for row in zip(*(getattr(drawn, name) for name in NAMES), strict=True):
        values = dict(zip(NAMES, row, strict=True))
        nu = rw.Neutrinos.from_oscillation(
            ordering, 0.01, nature, **phases, oscillation=replace(fit, **values)
        )
        spectra.append(
            rw.spectral_function(rw.YB, nu, detuning=DETUNING, interactions=interactions)
        )
    options = {"interactions": interactions, "samples": 30, "seed": 5, **phases}
    result = band(ordering, nature, levels=(0.0, 0.3, 0.5, 1.0), **options)
    expected = np.quantile(spectra, [0.0, 0.3, 0.5, 1.0], axis=0)
    np.testing.assert_allclose(result.quantiles, expected, rtol=1e-12)
    np.testing.assert_array_equal(result.detuning, DETUNING)
    assert result.levels == (0.0, 0.3, 0.5, 1.0)


@orderings
@pytest.mark.parametrize("lightest_mass", [0.0, 0.01])
def test_shares_are_those_of_one_parameter_at_a_time(ordering: str, lightest_mass: float) -> None:
    fit = rw.NUFIT_6_0[ordering]
    drawn = sample_oscillation(fit, 2000, seed=9)
    variances = {}
    for name in NAMES:
        one = replace(fit, **{name: getattr(drawn, name)})
        nu = rw.Neutrinos.from_oscillation(ordering, lightest_mass, alpha31=2.0, oscillation=one)
        variances[name] = rw.spectral_function(rw.YB, nu, detuning=DETUNING).var(axis=0)
    total = sum(variances.values())
    options = {"alpha31": 2.0, "detuning": DETUNING} | FIT
    shares = spectrum_band(rw.YB, ordering, lightest_mass, **options).shares
    assert tuple(shares) == NAMES
    seen = total > 1e-6 * total.max()
    assert seen.sum() > 20
    for name in NAMES:
        expected = variances[name][seen] / total[seen]
        np.testing.assert_allclose(shares[name][seen], expected, atol=0.06)
    sums = np.sum(list(shares.values()), axis=0)
    np.testing.assert_allclose(sums[sums > 0], 1, rtol=1e-12)


@orderings
def test_one_monotonic_parameter(ordering: str) -> None:
    # The quantiles of I are then I at the quantiles of the parameter.
    name, detuning = "sin2_theta13", np.array([0.3, 0.5, 1.0])
    preset = narrowed(ordering, **{name: 1.0})
    result = band(ordering, detuning=detuning, oscillation=preset, samples=4000)
    low, high = preset[ordering].one_sigma[name]
    for level, value in ((1, low), (3, high)):
        nu = rw.Neutrinos.from_oscillation(
            ordering, 0.01, oscillation=replace(preset[ordering], **{name: value})
        )
        expected = rw.spectral_function(rw.YB, nu, detuning=detuning)
        falls = expected < result.quantiles[2] if level == 3 else expected > result.quantiles[2]
        quantile = np.where(falls, result.quantiles[4 - level], result.quantiles[level])
        width = np.abs(expected - result.quantiles[2])
        np.testing.assert_array_less(np.abs(quantile - expected), 0.03 * width)
    for share_of, share in result.shares.items():
        np.testing.assert_array_equal(share, float(share_of == name))


def test_narrow_distributions_are_linear() -> None:
    # Widths add in quadrature: I = I_best + sum_p dI/dp (p - p_best), Gaussian.
    scale, varied = 1e-3, ("sin2_theta12", "dm2_21", "dm2_3l")
    preset = narrowed(**dict.fromkeys(varied, scale))
    fit = preset["normal"]
    detuning = np.array([2e-4, 1e-3, 0.1])
    parts = []
    for name in varied:
        low, high = fit.one_sigma[name]
        nu = rw.Neutrinos.from_oscillation(
            "normal", 0.01, oscillation=replace(fit, **{name: np.array([low, high])})
        )
        parts.append(np.diff(rw.spectral_function(rw.YB, nu, detuning=detuning), axis=0)[0] / 2)
    result = band(detuning=detuning, oscillation=preset, samples=10_000)
    half = (result.quantiles[3] - result.quantiles[1]) / 2
    expected = np.sqrt(np.sum(np.square(parts), axis=0))
    np.testing.assert_allclose(half, expected, rtol=0.04)
    for name, part in zip(varied, parts, strict=True):
        np.testing.assert_allclose(result.shares[name], (part / expected) ** 2, atol=0.03)


@orderings
@natures
def test_no_widths_no_band(ordering: str, nature: str) -> None:
    result = band(ordering, nature, oscillation=narrowed(ordering))
    expected = best_fit(ordering, nature)
    np.testing.assert_allclose(result.quantiles, np.tile(expected, (5, 1)), rtol=1e-13)
    assert not np.any(list(result.shares.values()))


@orderings
@natures
def test_band_lies_about_the_best_fit(ordering: str, nature: str) -> None:
    result = band(ordering, nature)
    assert np.all(np.diff(result.quantiles, axis=0) >= 0)
    low, high = result.quantiles[[1, 3]]
    expected = best_fit(ordering, nature)
    inside = (expected >= low * (1 - 1e-12)) & (expected <= high * (1 + 1e-12))
    assert inside.all()
    assert np.any(high > 1.001 * low)


def test_more_samples_change_quantiles_within_their_error() -> None:
    few, many, other = (band(samples=n, seed=s) for n, s in ((500, 0), (1000, 1), (4000, 2)))
    sigma = (other.quantiles[3] - other.quantiles[1]) / 2
    for result, bound in ((few, 0.35), (many, 0.25)):
        difference = np.abs(result.quantiles - other.quantiles)
        assert np.all(difference <= bound * sigma + 1e-12)
    np.testing.assert_array_equal(band(seed=0).quantiles, few.quantiles)
    for name in NAMES:
        np.testing.assert_array_equal(many.shares[name], few.shares[name])


def test_exactly_zero_where_no_channel_opens() -> None:
    detuning = np.array([-1.0, 0.0, 1e-6, 1e-5, 1e-3])
    result = spectrum_band(rw.YB, "normal", 0.01, detuning=detuning)
    edge = 4e-4 / (2 * rw.YB.e_eg)  # of channel 11, the same for all samples
    closed = detuning < edge
    assert closed.sum() == 4
    np.testing.assert_array_equal(result.quantiles[:, closed], 0)
    for share in result.shares.values():
        np.testing.assert_array_equal(share[closed], 0)


@natures
def test_the_splitting_behind_a_threshold_dominates_it(nature: str) -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.01, nature)
    edges = dict(zip(rw.channels(3), rw.thresholds(rw.YB, nu).detuning, strict=True))
    for channel, name in (((1, 2), "dm2_21"), ((2, 2), "dm2_21"), ((3, 3), "dm2_3l")):
        shares = band(nature=nature, detuning=[1.001 * edges[channel]]).shares
        assert shares[name][0] > 0.8


@orderings
def test_delta_matters_for_majorana_neutrinos_only(ordering: str) -> None:
    only_delta = narrowed(ordering, delta=1.0)
    phases = {"alpha31": 2.0, "oscillation": only_delta}
    assert band(ordering, "majorana", **phases).shares["delta"].max() == 1.0
    assert not np.any(list(band(ordering, "dirac", **phases).shares.values()))
    assert not np.any(band(ordering, "dirac").shares["delta"])
    given = band(ordering, "majorana", delta=0.7, **phases)
    expected = best_fit(ordering, delta=0.7, alpha31=2.0)
    np.testing.assert_allclose(given.quantiles, np.tile(expected, (5, 1)), rtol=1e-13)
    assert not np.any(given.shares["delta"])


@orderings
@natures
def test_theta23_does_not_matter(ordering: str, nature: str) -> None:
    assert not np.any(band(ordering, nature, alpha31=2.0).shares["sin2_theta23"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"samples": 0}, r"samples must be a whole number in \[1, 10000\], got 0"),
        ({"samples": 10_001}, "samples must be"),
        ({"samples": 1e3}, "samples must be"),
        ({"seed": -1}, "seed must be a whole number >= 0, got -1"),
        ({"levels": (0.5,)}, "levels must be two or more"),
        ({"levels": (0.84, 0.16)}, "levels must be one row of ascending"),
        ({"levels": (0.5, 1.1)}, r"levels\[1\] must be in \[0, 1\], got 1.1"),
        ({"detuning": 0.1}, "detuning must be one row of ascending"),
        ({"detuning": [0.1, 0.05]}, "detuning must be one row of ascending"),
        ({"detuning": [0.1, 2.0]}, r"detuning\[1\] must be finite and <"),
        ({"detuning": np.arange(-3000.0, 0.0), "samples": 10_000}, "at most 20000000 numbers"),
        ({"ordering": "other"}, "ordering must be one of"),
        ({"nature": "other"}, "nature must be one of"),
        ({"lightest_mass": -1.0}, "lightest_mass must be finite and >= 0"),
        ({"lightest_mass": [0.1, 0.2]}, "lightest_mass must be one number"),
        ({"alpha21": np.nan}, "alpha21 must be finite"),
        ({"delta": [1.0, 2.0]}, "delta must be one number"),
        (
            {"interactions": (rw.VectorMediator([1.0, 2.0], 1e-12, np.eye(3)),)},
            r"interactions\[0\] must have no batch, got batch shape \(2,\)",
        ),
    ],
    ids=str,
)
def test_refused(options: dict[str, Any], message: str) -> None:
    arguments = {"ordering": "normal", "lightest_mass": 0.01, "detuning": DETUNING}
    with pytest.raises(ValueError, match=message):
        spectrum_band(rw.YB, **(arguments | options))


def test_one_set_of_parameters_is_as_good_as_a_preset() -> None:
    one, preset = (band(oscillation=x) for x in (rw.NUFIT_6_1["normal"], rw.NUFIT_6_1))
    np.testing.assert_array_equal(one.quantiles, preset.quantiles)


def test_refused_kinds() -> None:
    for bad in ({}, rw.NUFIT_6_0["normal"].delta):
        with pytest.raises(TypeError, match="oscillation must be OscillationParameters or a prese"):
            band(oscillation=bad)
    with pytest.raises(ValueError, match="oscillation must be of inverted ordering"):
        band("inverted", oscillation=rw.NUFIT_6_0["normal"])
    with pytest.raises(TypeError, match="interactions must be"):
        band(interactions=[1])
