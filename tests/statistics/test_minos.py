import sys
from dataclasses import replace

import numpy as np
import pytest

from renp_widgets.physics.targets import YB
from renp_widgets.statistics import Hypothesis, mass_profile
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.fits import minos_intervals
from renp_widgets.statistics.hypothesis import Objective

TRUTH = Hypothesis("normal", 0.05, alpha21=1.0, alpha31=2.0, free=("lightest_mass",))
ABOVE = np.geomspace(4e-3, 0.1, 6)  # no threshold crosses these between 0 and 64 meV


def counted(truth=TRUTH, detuning=ABOVE, events=1e5, seed=2):
    experiment = Experiment(YB, detuning, 1.0).with_events(events, truth.neutrinos())
    return experiment, np.random.default_rng(seed).poisson(experiment.counts(truth.neutrinos()))


@pytest.mark.parametrize("rise", [1.0, 4.0])
def test_minos_agrees_with_the_profile_where_chi2_is_smooth(rise):
    experiment, observed = counted()
    expected = mass_profile(experiment, observed, TRUTH).intervals(rise)
    found = minos_intervals(experiment, observed, TRUTH, rise)
    np.testing.assert_allclose([found["lightest_mass"]], expected, rtol=1e-4)


def test_what_counts_do_not_know_stays_within_its_pull():
    truth = replace(TRUTH, free=("lightest_mass", "sin2_theta12"))
    experiment, observed = counted(truth, events=1e3)
    low, high = minos_intervals(experiment, observed, truth)["sin2_theta12"]
    assert (low, high) == pytest.approx(truth.parameters.one_sigma["sin2_theta12"], abs=2e-3)


def test_other_parameters_are_profiled():
    both = replace(TRUTH, free=("lightest_mass", "alpha21"))
    experiment, observed = counted()
    found = minos_intervals(experiment, observed, both)
    assert np.diff(found["alpha21"]) == pytest.approx(2 * np.pi)
    ends = np.array(found["lightest_mass"])
    phases = np.linspace(0.0, 2 * np.pi, 361)
    masses = np.linspace(0.049, 0.051, 401)[:, None]
    objective = Objective(experiment, observed, both)
    lowest = objective.chi2({"lightest_mass": masses, "alpha21": phases}).min()
    chi2 = objective.chi2({"lightest_mass": ends[:, None], "alpha21": phases}).min(axis=1)
    np.testing.assert_allclose(chi2 - lowest, 1.0, atol=0.01)
    alone = mass_profile(experiment, observed, both).intervals()[0]
    assert np.diff(ends) > 1.05 * np.diff(alone)


def test_an_interval_ends_where_the_range_does():
    truth = replace(TRUTH, lightest_mass=0.005)
    low, high = minos_intervals(*counted(truth), truth)["lightest_mass"]
    assert low == 0.0
    assert high == pytest.approx(mass_profile(*counted(truth), truth).intervals()[0, 1], rel=1e-4)


def test_kinks_and_best_values_at_an_end_are_refused():
    truth = replace(TRUTH, lightest_mass=0.01)
    case = counted(truth, np.geomspace(1e-5, 0.1, 20), 1000)
    with pytest.raises(RuntimeError, match="MINOS found no interval of lightest_mass"):
        minos_intervals(*case, truth)
    truth = replace(TRUTH, lightest_mass=0.0)
    experiment, _ = counted(truth)
    with pytest.raises(RuntimeError, match="mass_profile finds the intervals"):
        minos_intervals(experiment, experiment.counts(truth.neutrinos()), truth)


def test_bad_input_is_refused(monkeypatch):
    experiment, observed = counted()
    with pytest.raises(ValueError, match="free must name"):
        minos_intervals(experiment, observed, replace(TRUTH, free=()))
    with pytest.raises(ValueError, match="rise must be"):
        minos_intervals(experiment, observed, TRUTH, rise=0.0)
    heavy = replace(TRUTH, mass_range=(0.2, 0.3))
    with pytest.raises(ValueError, match="chi\\^2 is inf"):
        minos_intervals(experiment, observed, heavy)
    monkeypatch.setitem(sys.modules, "iminuit", None)
    with pytest.raises(ImportError, match=r"renp-widgets\[minuit\]"):
        minos_intervals(experiment, observed, TRUTH)
