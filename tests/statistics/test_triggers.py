from dataclasses import replace
from itertools import combinations_with_replacement

import numpy as np
import pytest

from renp_widgets.physics.targets import YB
from renp_widgets.statistics import Hypothesis, alternative, discrimination, exposure_needed
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.triggers import best_triggers

TRUTH = Hypothesis("normal", 0.01, alpha21=1.0, alpha31=2.0)
OTHER = alternative("ordering", TRUTH)


def experiment_of(truth=TRUTH, events=1000.0, **given):
    made = Experiment(YB, np.geomspace(1e-5, 0.1, 20), 1.0, **given)
    return made.with_events(events, truth.neutrinos())


def question(name, truth):
    other = alternative(name, truth)
    return replace(other, free=("lightest_mass",)) if name == "nature" else other


@pytest.mark.parametrize(
    ("name", "count", "background"), [("mass", 2, 0.0), ("ordering", 3, 0.0), ("ordering", 3, 5.0)]
)
def test_no_set_on_a_grid_does_better(name, count, background):
    experiment = experiment_of(background=background)
    other = question(name, TRUTH)
    choice = best_triggers(experiment, TRUTH, other, count)
    best, needed = 0.0, np.inf
    for detuning in combinations_with_replacement(np.geomspace(1e-5, 0.1, 7), count):
        made = replace(experiment, detuning=detuning, live_time=20 / count)
        if made.signal_counts(TRUTH.neutrinos()).any():
            best = max(best, discrimination(made, TRUTH, other).chi2)
            needed = min(needed, exposure_needed(made, TRUTH, other))
    assert best > 0
    assert choice.fit.chi2 >= best
    assert exposure_needed(choice.experiment, TRUTH, other) <= 1.01 * needed  # it is a search


@pytest.mark.parametrize("name", ["ordering", "mass", "nature"])
@pytest.mark.parametrize("mass", [0.001, 0.05])
def test_chosen_triggers_beat_even_ones(name, mass):
    truth = replace(TRUTH, lightest_mass=mass)
    experiment = experiment_of(truth)
    other = question(name, truth)
    choice = best_triggers(experiment, truth, other, 3)
    assert choice.fit.significance > 1.1 * choice.even_fit.significance
    for made, found in (
        (choice.experiment, choice.fit),
        (choice.even_experiment, choice.even_fit),
    ):
        assert discrimination(made, truth, other).chi2 == pytest.approx(found.chi2, rel=1e-9)
        assert made.live_times.sum() == pytest.approx(20.0)
        np.testing.assert_array_equal(made.live_times, made.live_times[0])
        assert made.reference_rate == experiment.reference_rate
    np.testing.assert_allclose(choice.even_experiment.triggers, np.geomspace(1e-5, 0.1, 3))
    assert np.all((choice.detuning >= 1e-5) & (choice.detuning <= 0.1 * (1 + 1e-12)))
    assert np.all(np.diff(choice.detuning) >= 0)


def test_the_range_holds():
    choice = best_triggers(experiment_of(), TRUTH, OTHER, 3, low=1e-3, high=1e-2)
    assert np.all((choice.detuning >= 1e-3) & (choice.detuning <= 1e-2 * (1 + 1e-12)))


def test_the_even_spacing_stays_where_nothing_can_be_told():
    choice = best_triggers(experiment_of(), TRUTH, TRUTH, 3)
    assert choice.fit.chi2 == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_array_equal(choice.detuning, choice.even_experiment.triggers)


def test_the_choice_is_reproducible():
    one, two = (best_triggers(experiment_of(), TRUTH, OTHER, 2) for _ in range(2))
    np.testing.assert_array_equal(one.detuning, two.detuning)
    assert one.evaluations == two.evaluations > 0


def test_an_alternative_that_events_exclude():
    # Between the thresholds of 10 and of 12 meV one event is enough.
    heavier = replace(TRUTH, lightest_mass=0.012)
    choice = best_triggers(experiment_of(), TRUTH, heavier, 3)
    assert np.isinf(choice.fit.chi2)
    assert choice.fit.unexplained > 10 * choice.even_fit.unexplained
    single = replace(experiment_of(), live_time=20 / 3, detuning=np.geomspace(1e-5, 0.1, 2000))
    signal = single.signal_counts(TRUTH.neutrinos())
    empty = single.signal_counts(heavier.neutrinos()) == 0
    assert choice.fit.unexplained > 0.9 * 2 * signal[empty].max()


def test_triggers_of_an_alternative_that_events_exclude_need_the_shortest_exposure():
    heavier = replace(TRUTH, lightest_mass=0.012)
    choice = best_triggers(experiment_of(), TRUTH, heavier, 3, low=2e-4, high=2e-3)
    needed = [
        exposure_needed(replace(choice.experiment, detuning=detuning), TRUTH, heavier)
        for detuning in combinations_with_replacement(np.geomspace(2e-4, 2e-3, 15), 3)
    ]
    assert exposure_needed(choice.experiment, TRUTH, heavier) <= min(needed)


def test_of_several_alternatives_the_hardest_to_tell_counts():
    around = [replace(TRUTH, lightest_mass=mass) for mass in (0.009, 0.011)]
    choice = best_triggers(experiment_of(), TRUTH, around, 3)
    found = [discrimination(choice.experiment, TRUTH, each).chi2 for each in around]
    assert choice.fit.chi2 == min(found)
    even = [discrimination(choice.even_experiment, TRUTH, each).chi2 for each in around]
    assert min(found) > 10 * min(even)


def test_free_phases_are_fitted():
    truth = Hypothesis("normal", 0.05, "dirac")
    other = replace(truth, nature="majorana", free=("alpha21",))
    choice = best_triggers(experiment_of(truth), truth, other, 2)
    assert set(choice.fit.parameters) == {"alpha21"}
    assert choice.fit.chi2 >= choice.even_fit.chi2
    found = discrimination(choice.experiment, truth, other)
    assert found.chi2 == pytest.approx(choice.fit.chi2, rel=1e-6)


def test_one_trigger_is_enough_where_the_normalisation_is_known():
    known = experiment_of(normalisation_prior=0.05)
    choice = best_triggers(known, TRUTH, alternative("mass", TRUTH), 1)
    assert choice.detuning.shape == (1,)
    assert choice.fit.chi2 > choice.even_fit.chi2
    np.testing.assert_array_equal(choice.even_experiment.triggers, [0.1])


def test_bad_input_is_refused():
    experiment = experiment_of()
    with pytest.raises(ValueError, match=r"in \[2, 100\], got 1; one trigger"):
        best_triggers(experiment, TRUTH, OTHER, 1)
    with pytest.raises(ValueError, match="count must be a whole number"):
        best_triggers(experiment, TRUTH, OTHER, 2.5)
    with pytest.raises(ValueError, match="count must be a whole number"):
        best_triggers(experiment, TRUTH, OTHER, 101)
    with pytest.raises(ValueError, match="high must be in"):
        best_triggers(experiment, TRUTH, OTHER, 2, low=1e-2, high=1e-3)
    with pytest.raises(ValueError, match="high must be in"):
        best_triggers(experiment, TRUTH, OTHER, 2, low=1e-2, high=1e-2)
    with pytest.raises(ValueError, match="low must be finite and > 0"):
        best_triggers(experiment, TRUTH, OTHER, 2, low=0.0)
    with pytest.raises(ValueError, match="eta must be the same at all triggers"):
        best_triggers(replace(experiment, eta=np.linspace(0.5, 1, 20)), TRUTH, OTHER, 2)
    with pytest.raises(ValueError, match="no channel is open"):
        best_triggers(experiment, TRUTH, OTHER, 2, low=1e-7, high=1e-6)
    with pytest.raises(TypeError, match="other must be a Hypothesis"):
        best_triggers(experiment, TRUTH, ["inverted"], 2)
    with pytest.raises(ValueError, match="other must be at least one"):
        best_triggers(experiment, TRUTH, [], 2)
