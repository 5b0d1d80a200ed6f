import numpy as np
import pytest

from renp_widgets.physics.targets import YB
from renp_widgets.statistics import Hypothesis, alternative, mass_profile
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.hypothesis import Objective
from renp_widgets.statistics.lightest_mass import MassTable
from renp_widgets.statistics.toys import toy_counts


def hypothesis_of(mass, ordering="normal", **given):
    return Hypothesis(ordering, mass, alpha21=1.0, alpha31=2.0, **given)


def experiment_of(truth, events=1000.0, **given):
    made = Experiment(YB, np.geomspace(1e-5, 0.1, 20), 1.0, **given)
    return made.with_events(events, truth.neutrinos())


@pytest.mark.parametrize(
    ("truth", "events", "given"),
    [
        (hypothesis_of(0.01), 1000, {}),
        (hypothesis_of(0.001), 1000, {"background": 2.0}),
        (hypothesis_of(0.02, "inverted"), 30, {}),
        (hypothesis_of(0.05), 1e6, {"normalisation_prior": 0.1}),
        (hypothesis_of(0.0, "inverted"), 1e4, {"normalisation_prior": 0.0}),
    ],
)
def test_many_fits_at_once_agree_with_one_at_a_time(truth, events, given):
    experiment = experiment_of(truth, events=events, **given)
    counts = toy_counts(experiment, truth, 20, seed=4)
    for hypothesis in (truth, alternative("ordering", truth)):
        found = MassTable(experiment, hypothesis).best_masses(counts)
        for observed, mass in zip(counts, found, strict=True):
            chi2 = Objective(experiment, observed, hypothesis).chi2({"lightest_mass": mass})
            best = mass_profile(experiment, observed, hypothesis).best_chi2
            assert chi2 == pytest.approx(best, rel=1e-9, abs=1e-6)


def test_of_equal_masses_the_lowest_is_best():
    low, high = mass_range = (0.01, 0.2)
    hypothesis = hypothesis_of(0.01, mass_range=mass_range)
    table = MassTable(experiment_of(hypothesis), hypothesis)
    excluded = np.eye(20)[0]  # the first trigger is closed from 10 meV on
    assert table.best_masses(np.stack([np.zeros(20), excluded])).tolist() == [low, low]
    last = np.eye(20)[19]  # above its range nothing is left but the last one
    assert low < table.best_masses(last[None])[0] <= high
