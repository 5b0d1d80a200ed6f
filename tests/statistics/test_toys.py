from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest
from scipy.special import kl_div

from renp_widgets.physics.targets import YB
from renp_widgets.statistics import Hypothesis, alternative, fit, mass_profile
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.hypothesis import Objective
from renp_widgets.statistics.toys import toy_counts, toy_study, toy_study_steps

TRIGGERS = np.geomspace(1e-5, 0.1, 20)
ABOVE = np.geomspace(4e-3, 0.1, 6)  # no threshold crosses these between 0 and 64 meV
WILKS = 0.6827


def truth_of(mass=0.01, ordering="normal", **given):
    return Hypothesis(ordering, mass, alpha21=1.0, alpha31=2.0, **given)


def experiment_of(truth, detuning=TRIGGERS, events=1000.0, **given):
    made = Experiment(YB, detuning, 1.0, **given)
    return made.with_events(events, truth.neutrinos())


def same(one, two):
    names = ("best_mass", "chi2", "rise", "delta_chi2")
    return all(np.array_equal(getattr(one, name), getattr(two, name)) for name in names)


def assert_near(study, part, rise=1.0):
    covered, _ = study.coverage(rise)
    error = np.sqrt(part * (1 - part) / len(study.rise))
    assert abs(covered - part) < 3 * error


def test_toys_are_poisson_numbers_around_what_the_truth_expects():
    truth = truth_of()
    experiment = experiment_of(truth, background=3.0)
    counts = toy_counts(experiment, truth, 4000, seed=1)
    assert counts.shape == (4000, 20)
    assert np.all((counts >= 0) & (counts == np.round(counts)))
    expected = experiment.counts(truth.neutrinos())
    pulls = (counts.mean(axis=0) - expected) / np.sqrt(expected / len(counts))
    assert np.abs(pulls).max() < 4
    np.testing.assert_allclose(counts.var(axis=0), expected, rtol=0.12)


def test_toys_follow_their_seed():
    truth = truth_of()
    experiment = experiment_of(truth)
    one = toy_counts(experiment, truth, 5, seed=1)
    np.testing.assert_array_equal(toy_counts(experiment, truth, 5, np.random.SeedSequence(1)), one)
    assert not np.array_equal(toy_counts(experiment, truth, 5, seed=2), one)


def test_with_a_prior_the_normalisation_differs_from_toy_to_toy():
    truth = truth_of()
    experiment = experiment_of(truth, events=1e6, normalisation_prior=0.1)
    total = toy_counts(experiment, truth, 2000, seed=1).sum(axis=1) / 1e6
    assert total.std() == pytest.approx(0.1, rel=0.1)
    wide = replace(experiment, normalisation_prior=1.0)
    assert toy_counts(wide, truth, 2000, seed=1).sum(axis=1).min() == 0


def test_the_study_agrees_with_brute_force():
    truth = truth_of()
    other = alternative("ordering", truth)
    experiment = experiment_of(truth, TRIGGERS[4:16:4], events=200)
    study = toy_study(experiment, truth, other, n=25, seed=6)
    counts = toy_counts(experiment, truth, 25, np.random.SeedSequence(6, spawn_key=(0,)))
    masses = np.linspace(0.0, 0.05, 10001)  # only one trigger is open above 23 meV

    def chi2(hypothesis, masses):
        signal = experiment.signal_counts(hypothesis.neutrinos(lightest_mass=masses))
        scale = counts.sum(axis=1)[:, None] / signal.sum(axis=1)
        return 2 * kl_div(counts[:, None], scale[..., None] * signal).sum(axis=-1)

    on_grid = chi2(truth, masses)
    assert np.all(study.chi2 <= on_grid.min(axis=1) + 1e-9)
    np.testing.assert_allclose(study.chi2, on_grid.min(axis=1), atol=0.01)
    np.testing.assert_allclose(study.best_mass, masses[on_grid.argmin(axis=1)], atol=1e-5)
    true = chi2(truth, np.array([0.01]))[:, 0]
    np.testing.assert_allclose(study.chi2 + study.rise, true, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(
        study.chi2 + study.delta_chi2, chi2(other, masses).min(axis=1), atol=0.01
    )


def test_without_an_alternative_the_truth_stands_against_itself():
    truth = truth_of()
    study = toy_study(experiment_of(truth), truth, n=20)
    np.testing.assert_array_equal(study.delta_chi2, study.rise)
    assert np.all(study.rise >= 0)


def test_alternatives_with_nothing_or_more_free():
    truth = truth_of(0.05, nature="dirac")
    experiment = experiment_of(truth, ABOVE[:3], events=100)
    counts = toy_counts(experiment, truth, 2, np.random.SeedSequence(0, spawn_key=(0,)))
    massless = alternative("mass", truth)
    study = toy_study(experiment, truth, massless, n=2)
    expected = [float(Objective(experiment, each, massless).chi2({})) for each in counts]
    np.testing.assert_allclose(study.chi2 + study.delta_chi2, expected, rtol=1e-9)
    phase = replace(truth, nature="majorana", free=("alpha21",))
    study = toy_study(experiment, truth, phase, n=2)
    expected = [fit(experiment, each, phase).chi2 for each in counts]
    np.testing.assert_allclose(study.chi2 + study.delta_chi2, expected, rtol=1e-9)


def test_coverage_is_that_of_wilks_with_many_events_and_no_kinks_nearby():
    truth = truth_of(0.05)
    study = toy_study(experiment_of(truth, ABOVE, events=1e5), truth, n=4000, seed=1)
    assert_near(study, WILKS)
    assert_near(study, 0.9545, rise=4.0)
    low, high = mass_profile(*_median(truth), truth).intervals()[0]
    width = np.diff(np.quantile(study.best_mass, [0.16, 0.84]))
    assert width == pytest.approx(high - low, rel=0.05)


def _median(truth):
    experiment = experiment_of(truth, ABOVE, events=1e5)
    return experiment, experiment.counts(truth.neutrinos())


def test_a_massless_neutrino_is_covered_more_often():
    # Half of the best masses are at 0 (Chernoff): 1/2 + 0.683/2.
    truth = truth_of(0.0)
    study = toy_study(experiment_of(truth), truth, n=1000, seed=1)
    assert_near(study, (1 + WILKS) / 2)


def test_kinks_within_the_interval_spoil_coverage():
    truth = truth_of(0.01)
    study = toy_study(experiment_of(truth), truth, n=1000, seed=1)
    covered, error = study.coverage()
    assert covered < WILKS - 3 * error


def test_error_of_coverage_is_binomial():
    truth = truth_of()
    study = toy_study(experiment_of(truth, events=10), truth, n=50)
    part, error = study.coverage()
    assert part == np.mean(study.rise <= 1)
    assert error == pytest.approx(np.sqrt(part * (1 - part) / 50))


def test_toys_without_any_event_allow_every_mass():
    truth = truth_of()
    experiment = experiment_of(truth, events=1e-6)
    study = toy_study(experiment, truth, alternative("ordering", truth), n=10)
    for numbers in (study.best_mass, study.chi2, study.rise, study.delta_chi2):
        np.testing.assert_array_equal(numbers, 0.0)
    assert study.coverage() == (1.0, 0.0)
    assert study.best_mass.tolist() == [0.0] * 10


def test_an_excluded_alternative_is_infinitely_far():
    truth = truth_of()
    heavy = replace(truth, lightest_mass=0.1)
    study = toy_study(experiment_of(truth), truth, heavy, n=20)
    assert np.isinf(study.delta_chi2).all()
    ranged = replace(truth, mass_range=(0.1, 0.3), free=("lightest_mass",))
    assert np.isinf(toy_study(experiment_of(truth), truth, ranged, n=20).delta_chi2).all()


def test_studies_do_not_depend_on_workers_steps_or_files(tmp_path):
    truth = truth_of()
    experiment = experiment_of(truth, TRIGGERS[::4])
    other = alternative("ordering", truth)
    given = {"n": 58, "seed": 5}
    here = toy_study(experiment, truth, other, **given)
    assert len(here.rise) == 58
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert same(toy_study(experiment, truth, other, executor=pool, **given), here)
    file = tmp_path / "toys.jsonl"
    steps = toy_study_steps(experiment, truth, other, file=file, **given)
    first = next(steps)
    np.testing.assert_array_equal(first.rise, here.rise[:25])
    steps.close()
    rest = [*toy_study_steps(experiment, truth, other, file=file, **given)]
    assert [len(each.rise) for each in rest] == [25, 50, 58]
    assert same(rest[-1], here)
    assert not same(toy_study(experiment, truth, other, n=58, seed=6), here)


def test_bad_input_is_refused():
    truth = truth_of()
    experiment = experiment_of(truth)
    with pytest.raises(ValueError, match="n must be a whole number >= 1, got 0"):
        toy_counts(experiment, truth, 0, seed=1)
    with pytest.raises(ValueError, match=r"n must be a whole number >= 1, got 2\.5"):
        toy_study(experiment, truth, n=2.5)
    with pytest.raises(ValueError, match="seed must be a whole number >= 0, got None"):
        toy_study(experiment, truth, n=2, seed=None)
    with pytest.raises(TypeError, match="other must be a Hypothesis"):
        toy_study(experiment, truth, "inverted")
    with pytest.raises(ValueError, match="lightest_mass of the truth must be in"):
        toy_study(experiment, replace(truth, mass_range=(0.02, 0.3)))
    with pytest.raises(ValueError, match="largest expected count"):
        toy_counts(experiment.exposed(1e18), truth, 2, seed=1)
    with pytest.raises(ValueError, match="rise must be"):
        toy_study(experiment, truth, n=2).coverage(0.0)
