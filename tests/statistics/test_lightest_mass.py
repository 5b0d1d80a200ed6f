import pickle
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import renp_widgets as rw
from renp_widgets.statistics import Hypothesis, lightest_mass_profile, mass_profile
from renp_widgets.statistics.experiment import Experiment

from .counting import LOGARITHMIC, logarithmic, profiled_chi2, scanned_chi2, signals

GRID = np.unique(np.concatenate([np.linspace(0, 0.3, 25_001), np.geomspace(1e-6, 0.3, 25_000)]))
COARSE = GRID[::6]

neutrinos = st.builds(
    Hypothesis,
    st.sampled_from(["normal", "inverted"]),
    st.floats(-4, -1).map(lambda x: 10.0**x),
    st.sampled_from(["dirac", "majorana"]),
    alpha21=st.floats(0, 6.3),
    alpha31=st.floats(0, 6.3),
    delta=st.floats(0, 6.3),
)
triggers = st.lists(
    st.floats(-5.5, -0.5).map(lambda x: 10.0**x), min_size=1, max_size=12, unique=True
)


def assert_lowest(
    experiment: Experiment, observed: np.ndarray, other: Hypothesis, grid: np.ndarray, rise: float
) -> None:
    """The profile of `other` beside chi^2 all over a grid."""
    profile = mass_profile(experiment, observed, other)
    chi2 = scanned_chi2(experiment, observed, other, lightest_mass=grid)
    again = scanned_chi2(experiment, observed, other, lightest_mass=profile.masses)
    at_best = scanned_chi2(experiment, observed, other, lightest_mass=[profile.best_mass])
    rounding = 1e-8 * (1 + 1e-3 * observed.sum())
    assert np.all(np.diff(profile.masses) >= 0)
    assert profile.best_chi2 == profile.chi2.min()
    np.testing.assert_array_equal(np.isinf(profile.chi2), np.isinf(again))
    if np.isinf(chi2).all():
        assert profile.best_chi2 == np.inf
        assert profile.intervals(rise).shape == (0, 2)
        return
    assert profile.best_chi2 <= chi2.min() + rounding
    assert profile.best_chi2 == pytest.approx(at_best[0], rel=1e-7, abs=rounding)
    # Next to a threshold counts are rounding, and chi^2 is its logarithm.
    usual = again < 1e3 * (1 + profile.best_chi2)
    np.testing.assert_allclose(profile.chi2[usual], again[usual], rtol=1e-5, atol=rounding)

    intervals = profile.intervals(rise)
    assert np.all(np.diff(intervals.ravel()) >= 0)
    assert np.any((intervals[:, 0] <= profile.best_mass) & (profile.best_mass <= intervals[:, 1]))
    inside = np.zeros(len(grid), dtype=bool)
    above = chi2 - profile.best_chi2 - rise
    certain = np.abs(above) > rounding + 1e-6 * rise
    for low, high in intervals:
        inside |= (grid >= low) & (grid <= high)
        for end in (low, high):
            certain &= np.abs(grid - end) > 1e-9 + 1e-7 * end
    assert not np.any(certain & ~inside & (above < 0))
    # A bump between two samples may hide in an interval, if it is low.
    assert not np.any(certain & inside & (above > 0.1 * rise))


@settings(max_examples=12)
@given(neutrinos, neutrinos, st.sampled_from([rw.YB, rw.XE]), triggers, st.floats(0, 6), st.data())
def test_lowest_of_a_dense_grid(
    truth: Hypothesis,
    other: Hypothesis,
    target: rw.Target,
    detuning: list[float],
    events: float,
    data: st.DataObject,
) -> None:
    experiment = Experiment(target, detuning, 1e5)
    assume(np.any(experiment.signal_counts(truth.neutrinos()) > 0))
    experiment = experiment.with_events(10**events, truth.neutrinos())
    observed = experiment.counts(truth.neutrinos())
    if data.draw(st.booleans(), label="drawn"):
        seed = data.draw(st.integers(0, 1000), label="seed")
        observed = np.random.default_rng(seed).poisson(observed).astype(float)
    rise = data.draw(st.floats(0.3, 12), label="rise")
    assert_lowest(experiment, observed, other, GRID, rise)


@settings(max_examples=10)
@given(
    neutrinos,
    neutrinos,
    triggers,
    st.floats(0, 5),
    st.floats(-4, 0),
    st.sampled_from([None, 0.0, 0.03, 0.5]),
)
def test_lowest_with_background_and_prior(
    truth: Hypothesis,
    other: Hypothesis,
    detuning: list[float],
    events: float,
    background: float,
    prior: float | None,
) -> None:
    experiment = Experiment(rw.YB, detuning, 1e5, eta=0.5, normalisation_prior=prior)
    assume(np.any(experiment.signal_counts(truth.neutrinos()) > 0))
    experiment = experiment.with_events(10**events, truth.neutrinos())
    experiment = replace(experiment, background=10 ** (events + background) / 1e5 / len(detuning))
    assert_lowest(experiment, experiment.counts(truth.neutrinos()), other, COARSE, 2.0)


@pytest.mark.parametrize("average", ["isotropic", "coupled"])
def test_non_unitary_mixing_interactions_and_average(average: str) -> None:
    truth = Hypothesis(
        "normal",
        0.02,
        "dirac",
        matrix=[[0.95, 0, 0], [0.03, 0.98, 0], [0.05j, 0.02, 0.99]],
        interactions=(rw.DipoleMoments(magnetic=2e-10 * np.eye(3)),),
    )
    experiment = logarithmic(truth, 3e3, average=average)
    observed = experiment.counts(truth.neutrinos(), truth.interactions)
    assert lightest_mass_profile(experiment, truth).best_mass == pytest.approx(0.02, rel=1e-6)
    assert_lowest(experiment, observed, replace(truth, ordering="inverted"), COARSE, 1.0)
    assert_lowest(experiment, observed, replace(truth, matrix=None), COARSE, 1.0)


def test_crossings_are_among_the_masses() -> None:
    truth = Hypothesis("inverted", 0.02)
    profile = lightest_mass_profile(logarithmic(truth), truth)
    crossings = truth.crossings(rw.YB, LOGARITHMIC)
    assert set(crossings) <= set(profile.masses)
    assert profile.best_mass in profile.masses


def test_separate_intervals() -> None:
    # The ratio of both counts falls with the mass, rises and falls again: three masses explain it.
    truth = Hypothesis("normal")
    experiment = Experiment(rw.XE, [1e-3, 1.3e-3], 1e5)
    masses = np.linspace(0, 0.0644, 20_000)
    ratios = np.divide(*signals(experiment, truth, lightest_mass=masses).T)
    found = np.flatnonzero(np.diff(np.sign(ratios - 0.78)))
    assert len(found) == 3
    for events in (1e6, 1e9):
        observed = np.array([0.78, 1.0]) * events
        profile = mass_profile(experiment, observed, truth)
        intervals = profile.intervals(1.0)
        assert len(intervals) == 3
        for (low, high), k in zip(intervals, found, strict=True):
            assert low < masses[k + 1]
            assert masses[k] < high
            assert high - low < 2e-2 / np.sqrt(events / 1e4)
            ends = scanned_chi2(experiment, observed, truth, lightest_mass=[low, high])
            np.testing.assert_allclose(ends, profile.best_chi2 + 1, rtol=1e-4)


def test_range_of_masses() -> None:
    truth = Hypothesis("normal", 0.02)
    experiment = logarithmic(truth, background=1e-5)  # without it, one event would exclude some
    observed = experiment.counts(truth.neutrinos())
    for ends in ((0.0, 0.015), (0.03, 0.1), (0.0195, 0.2)):
        profile = mass_profile(experiment, observed, replace(truth, mass_range=ends))
        assert (profile.masses[0], profile.masses[-1]) == ends
        grid = np.linspace(*ends, 20_000)
        chi2 = scanned_chi2(experiment, observed, truth, lightest_mass=grid)
        assert profile.best_chi2 <= chi2.min() + 1e-9
        low, high = profile.intervals(4.0)[[0, -1], [0, -1]]
        inside = grid[chi2 <= profile.best_chi2 + 4]
        assert (low, high) == pytest.approx((inside[0], inside[-1]), abs=1e-5)


def test_excluded_at_every_mass() -> None:
    truth = Hypothesis("normal", 0.0)
    experiment = Experiment(rw.YB, [1e-4, 1e-2, 0.1], 1e5, rate=1e-2)
    observed = [2.0, 5.0, 7.0]
    # The first trigger is outside the spectrum for all these masses, the second for many.
    profile = mass_profile(experiment, observed, replace(truth, mass_range=(0.05, 0.3)))
    assert profile.best_chi2 == np.inf
    assert np.isinf(profile.chi2).all()
    assert profile.intervals(1.0).shape == (0, 2)
    assert profile.best_mass < 0.1036  # where the second one still is inside
    # With background the same counts are only unlikely.
    noisy = replace(experiment, background=1e-7)
    assert np.isfinite(mass_profile(noisy, observed, truth).best_chi2)


def test_nothing_observed() -> None:
    hypothesis = Hypothesis("normal")
    free = Experiment(rw.YB, [1e-3, 0.1], 1e5, rate=1e-2)
    profile = mass_profile(free, [0.0, 0.0], hypothesis)
    assert np.all(profile.chi2 == 0)
    np.testing.assert_array_equal(profile.intervals(1.0), [[0.0, 0.3]])
    # With a known rate the fewest expected events are best.
    known = replace(free, normalisation_prior=0.0)
    profile = mass_profile(known, [0.0, 0.0], hypothesis)
    expected = 2 * signals(known, hypothesis, lightest_mass=GRID).sum(axis=-1)
    assert profile.best_chi2 <= expected.min() + 1e-9
    assert profile.best_chi2 == pytest.approx(expected.min(), rel=1e-6)


def test_linewidth() -> None:
    truth = Hypothesis("normal", 0.01, mass_range=(0.005, 0.015))
    experiment = Experiment(rw.YB, [1e-4, 3e-4, 1e-2], 1e5, linewidth=5e-5)
    experiment = experiment.with_events(2000, truth.neutrinos())
    profile = lightest_mass_profile(experiment, truth)
    assert profile.best_mass == pytest.approx(0.01, abs=1e-6)
    assert profile.best_chi2 < 1e-6
    [[low, high]] = profile.intervals(1.0)
    masses = np.array([low, high])
    nu = rw.Neutrinos.from_oscillation("normal", masses)
    line = rw.line_averaged(rw.YB, nu, 5e-5, detuning=experiment.triggers)
    observed = experiment.counts(truth.neutrinos())
    chi2 = profiled_chi2(observed, line * 1e5 * experiment.reference_rate)
    np.testing.assert_allclose(chi2, 1, rtol=1e-6)


def test_travels_to_workers() -> None:
    truth = Hypothesis("normal", 0.01)
    profile = lightest_mass_profile(logarithmic(truth), truth)
    copy = pickle.loads(pickle.dumps(profile))
    np.testing.assert_array_equal(copy.intervals(4.0), profile.intervals(4.0))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"experiment": None}, TypeError, "experiment must be an Experiment, got None"),
        ({"hypothesis": "normal"}, TypeError, "hypothesis must be a Hypothesis, got 'normal'"),
        ({"observed": [1.0]}, ValueError, "observed must have one number of counts for each of 2"),
        ({"observed": [[1.0, 2.0]]}, ValueError, "triggers, got shape (1, 2)"),
        ({"observed": [1.0, -2.0]}, ValueError, "observed[1] must be in [0, 1e+30], got -2.0"),
        ({"observed": [1.0, np.nan]}, ValueError, "observed[1] must be in [0, 1e+30], got nan"),
    ],
)
def test_bad_input(change: dict[str, Any], error: type[Exception], message: str) -> None:
    good = {
        "experiment": Experiment(rw.YB, [1e-3, 1e-2], 1e5),
        "observed": [1.0, 2.0],
        "hypothesis": Hypothesis("normal"),
    }
    with pytest.raises(error, match=re.escape(message)):
        mass_profile(**(good | change))


@pytest.mark.parametrize("rise", [0.0, -1.0, np.nan])
def test_bad_rise(rise: float) -> None:
    profile = mass_profile(Experiment(rw.YB, [1e-3], 1e5), [1.0], Hypothesis("normal"))
    with pytest.raises(ValueError, match=f"rise must be finite and > 0, got {rise}"):
        profile.intervals(rise)
