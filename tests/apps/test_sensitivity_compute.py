import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from renp_widgets import Neutrinos, spectral_function
from renp_widgets.apps.sensitivity.compute import ASKED, DAYS, _outlook, compute
from renp_widgets.apps.sensitivity.state import SensitivityState
from renp_widgets.statistics import (
    alternative,
    discrimination,
    exposure_needed,
    mass_profile,
    significance_against_exposure,
)
from renp_widgets.statistics.experiment import DAY

STATE = SensitivityState()
STATES = [
    STATE,
    SensitivityState(ordering="inverted", nature="dirac", alpha21=2.0, background=0.3),
    SensitivityState(lightest_mass=0.0, n_triggers=7),
    SensitivityState(target="Xe", lightest_mass=0.05, alpha31=3.0, low_detuning=1e-4),
    SensitivityState(normalisation="10%", lightest_mass=0.02, background=2.0),
    SensitivityState(normalisation="known", n_triggers=2, high_detuning=5e-3, low_detuning=1e-3),
]


def other(question: str, state: SensitivityState) -> Any:
    return alternative(question, state.truth, () if question == "mass" else ("lightest_mass",))


@pytest.mark.parametrize("state", STATES)
def test_the_answers_are_those_of_full_fits(state: SensitivityState) -> None:
    shown = compute(state)
    for question in ASKED:
        found = discrimination(state.experiment, state.truth, other(question, state))
        assert shown.median.chi2[question] == pytest.approx(found.chi2, rel=1e-4, abs=1e-9)
        needed = exposure_needed(state.experiment, state.truth, other(question, state))
        days = needed * state.days
        if found.chi2 < 1e-14:
            assert shown.outlooks[question].days == math.inf
        else:
            assert shown.outlooks[question].days == pytest.approx(days, rel=0.01)
            events = needed * shown.signal
            assert shown.outlooks[question].events == pytest.approx(events, rel=0.01)


def test_natures_far_apart_are_found_by_the_narrow_search() -> None:
    state = SensitivityState(days=1e6, lightest_mass=0.1, alpha21=math.pi, low_detuning=1e-3)
    median = compute(state).median
    full = mass_profile(state.experiment, median.counts, other("nature", state))
    assert full.best_chi2 > 1
    assert median.chi2["nature"] == pytest.approx(full.best_chi2, rel=1e-6)


@pytest.mark.parametrize("state", STATES[-2:])
def test_significance_against_exposure(state: SensitivityState) -> None:
    shown, some = compute(state), [4, 12, 20]
    for question in ASKED:
        expected = significance_against_exposure(
            state.experiment, state.truth, other(question, state), DAYS[some] / state.days
        )
        significance = shown.outlooks[question].significance[some]
        np.testing.assert_allclose(significance, expected, rtol=5e-3, atol=1e-6)


def test_counts_are_the_spectrum_times_rate_and_time() -> None:
    state = replace(STATE, background=1.5)
    shown = compute(state)
    neutrinos = Neutrinos.from_oscillation("normal", 0.01)
    experiment = state.experiment
    spectrum = spectral_function(experiment.target, neutrinos, detuning=experiment.triggers)
    signal = state.rate * 5 * DAY * spectrum
    np.testing.assert_allclose(shown.expected, signal + 7.5)
    assert shown.signal == pytest.approx(signal.sum())
    # The best fit of the true ordering is the truth; the curve goes through the points.
    np.testing.assert_allclose(shown.curves["normal"], shown.curves["truth"], rtol=1e-3)
    at = np.interp(np.log(experiment.triggers), np.log(shown.detuning), shown.curves["truth"])
    np.testing.assert_allclose(at, shown.expected, rtol=0.01)


def test_a_drawn_experiment_is_that_of_its_seed() -> None:
    drawn = [compute(replace(STATE, seed=seed)) for seed in (1, 1, 2)]
    counts = [each.verdict.counts for each in drawn]
    np.testing.assert_array_equal(counts[0], counts[1])
    assert not np.array_equal(counts[0], counts[2])
    assert np.array_equal(counts[0], counts[0].round())
    for each in drawn:
        for ordering, profile in each.verdict.profiles.items():
            hypothesis = replace(STATE.truth, ordering=ordering)
            best = mass_profile(STATE.experiment, each.verdict.counts, hypothesis)
            assert profile.best_chi2 == best.best_chi2
        low, high = each.intervals[0]
        assert low < each.verdict.profiles["normal"].best_mass < high
        np.testing.assert_array_equal(each.expected, drawn[0].expected)  # as in the median


def test_without_background_one_event_excludes_heavy_neutrinos() -> None:
    shown = compute(STATE)
    profile = shown.verdict.profiles["normal"]
    assert np.isinf(profile.chi2[-1])
    profile = compute(replace(STATE, background=0.1)).verdict.profiles["normal"]
    assert np.isfinite(profile.chi2).all()


def test_an_alternative_that_one_event_excludes_needs_what_exposure_needed_says() -> None:
    state = replace(STATE, n_triggers=3, days=3.0)
    shut = replace(compute(state).median, chi2={"ordering": math.inf})
    outlook = _outlook(state, shut, "ordering")
    assert outlook.certain
    needed = exposure_needed(state.experiment, state.truth, other("ordering", state))
    assert outlook.days == pytest.approx(3.0 * needed, rel=1e-12)
    np.testing.assert_array_equal(outlook.significance, np.where(outlook.days > DAYS, 0, math.inf))


def test_without_any_signal_it_is_refused() -> None:
    with pytest.raises(ValueError, match="no channel is open"):
        compute(replace(STATE, lightest_mass=0.2, high_detuning=1e-3))
