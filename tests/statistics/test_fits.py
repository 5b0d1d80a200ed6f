import dataclasses
import pickle
import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.statistics import Hypothesis, fit, fits
from renp_widgets.statistics.experiment import Experiment

from .counting import logarithmic, plain_chi2, scanned_chi2, signals

TRUTH = Hypothesis("normal", 0.01, alpha21=1.0, alpha31=2.5)
FEW = [1e-4, 3e-4, 1e-3, 1e-2, 0.2]  # triggers, eV


def few(truth: Hypothesis = TRUTH, events: float = 1e4, **options) -> tuple[Experiment, np.ndarray]:
    """An experiment with few triggers, and what it expects to count."""
    experiment = Experiment(rw.YB, FEW, 1e5, **options).with_events(events, truth.neutrinos())
    return experiment, experiment.counts(truth.neutrinos())


def grid_of(hypothesis: Hypothesis, **points: int) -> dict[str, np.ndarray]:
    """An even grid over the ranges of the free parameters, flat."""
    axes = [np.linspace(*hypothesis.ranges[name], n) for name, n in points.items()]
    grid = np.meshgrid(*axes, indexing="ij")
    return {name: x.ravel() for name, x in zip(points, grid, strict=True)}


def pulls(hypothesis: Hypothesis, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """The sum of ((x - best) / width)^2 over oscillation parameters."""
    given = rw.NUFIT_6_1[hypothesis.ordering]
    total = np.zeros(len(next(iter(values.values()))))
    for name in values.keys() & given.one_sigma.keys():
        best, (low, high) = getattr(given, name), given.one_sigma[name]
        x = values[name] - best
        total += np.where(x < 0, x / (best - low), x / (high - best)) ** 2
    return total


def brute(
    experiment: Experiment, observed: np.ndarray, hypothesis: Hypothesis, zooms=0, **points: int
) -> float:
    """The lowest chi^2 on a grid, and on finer ones around its lowest point."""
    values = grid_of(hypothesis, **points)
    lowest = np.inf
    for zoom in range(zooms + 1):
        chi2 = scanned_chi2(experiment, observed, hypothesis, **values) + pulls(hypothesis, values)
        lowest = min(lowest, chi2.min())
        box = {}
        for name, n in points.items():
            low, high = hypothesis.ranges[name]
            center, reach = values[name][chi2.argmin()], 2 * (high - low) / n * 0.3**zoom
            box[name] = np.linspace(max(center - reach, low), min(center + reach, high), n)
        grid = np.meshgrid(*box.values(), indexing="ij")
        values = {name: x.ravel() for name, x in zip(box, grid, strict=True)}
    return float(lowest)


def assert_consistent(found: fits.Fit, experiment: Experiment, hypothesis: Hypothesis) -> None:
    """What a fit says of itself fits together."""
    values = {name: np.array([x]) for name, x in found.parameters.items()}
    signal = signals(experiment, hypothesis, **values).reshape(-1)
    expected = found.normalisation * signal + experiment.background_counts
    np.testing.assert_allclose(found.expected, expected, rtol=1e-9)
    pull = pulls(hypothesis, values)[0] if values else 0.0
    prior = experiment.normalisation_prior
    chi2 = plain_chi2(found.observed, expected, found.normalisation, prior) + pull
    assert found.chi2 == pytest.approx(chi2, rel=1e-9, abs=1e-10 * found.observed.sum())
    assert found.significance == np.sqrt(found.chi2)
    assert found.hypothesis.free == ()
    again = experiment.signal_counts(found.hypothesis.neutrinos(), hypothesis.interactions)
    np.testing.assert_allclose(again, signal, rtol=1e-9)
    for name, (low, high) in hypothesis.ranges.items():
        assert low - 1e-9 <= found.parameters[name] <= high + 1e-9
    assert tuple(found.parameters) == hypothesis.free


@pytest.mark.parametrize("prior", [None, 0.0, 0.1])
@pytest.mark.parametrize("background", [0.0, 1e-4])
def test_nothing_free(prior: float | None, background: float) -> None:
    experiment, observed = few(background=background, normalisation_prior=prior)
    for other in (TRUTH, replace(TRUTH, nature="dirac"), replace(TRUTH, lightest_mass=0.011)):
        found = fit(experiment, observed, other)
        [expected] = scanned_chi2(experiment, observed, other)
        assert found.chi2 == pytest.approx(expected, rel=1e-6, abs=1e-8)
        assert found.evaluations == 1
        assert dict(found.parameters) == {}
        assert_consistent(found, experiment, other)
        assert (found.chi2 < 1e-24) is (other is TRUTH)


def test_nothing_free_and_nothing_different() -> None:
    experiment, observed = few()
    found = fit(experiment, observed, TRUTH)
    assert (found.chi2, found.significance, found.normalisation) == (0.0, 0.0, 1.0)
    assert found.unexplained == 0


def test_lightest_mass() -> None:
    experiment = logarithmic(TRUTH)
    observed = experiment.counts(TRUTH.neutrinos())
    other = replace(TRUTH, ordering="inverted", free=("lightest_mass",))
    found = fit(experiment, observed, other)
    lowest = brute(experiment, observed, other, zooms=6, lightest_mass=5000)
    assert found.chi2 == pytest.approx(lowest, rel=1e-6)
    assert_consistent(found, experiment, other)


@pytest.mark.parametrize("free", [("alpha21",), ("alpha31", "delta")])
def test_phases(free: tuple[str, ...]) -> None:
    experiment, observed = few(background=1e-5, normalisation_prior=0.1)
    other = replace(TRUTH, lightest_mass=0.0098, alpha21=3.0, alpha31=5.0, free=free)
    found = fit(experiment, observed, other)
    points = dict.fromkeys(free, 2000 if len(free) == 1 else 40)
    lowest = brute(experiment, observed, other, zooms=8 if len(free) > 1 else 3, **points)
    assert found.chi2 == pytest.approx(lowest, rel=1e-6, abs=1e-7)
    assert found.chi2 > 1e-3
    assert_consistent(found, experiment, other)


def test_phases_that_explain_all() -> None:
    experiment, observed = few()
    other = replace(TRUTH, alpha21=0.0, alpha31=0.0, free=("alpha21", "alpha31"))
    found = fit(experiment, observed, other)
    assert found.chi2 < 1e-12
    # Conjugating U changes nothing, up to what delta does to alpha31.
    delta = rw.NUFIT_6_1["normal"].delta
    given = np.array([1.0, 2.5])
    mirrored = np.array([-1.0, 4 * delta - 2.5]) % (2 * np.pi)
    phases = np.array([found.parameters["alpha21"], found.parameters["alpha31"]])
    assert min(np.abs(phases - given).max(), np.abs(phases - mirrored).max()) < 1e-4


def test_order_of_names_does_not_matter() -> None:
    # Around the lowest point to start from phases only reach a dip that is not the lowest one.
    truth = Hypothesis("normal", 0.0257, alpha21=1.5, alpha31=6.0, delta=1.4)
    experiment = Experiment(rw.YB, [3.8e-4, 9.3e-4, 2.3e-3, 5.6e-3], 1e5)
    experiment = experiment.with_events(1e5, truth.neutrinos())
    observed = experiment.counts(truth.neutrinos())
    other = Hypothesis("normal", 0.018, delta=5.2)
    names = ("sin2_theta12", "alpha21", "alpha31")
    lowest = brute(experiment, observed, replace(other, free=names), 8, **dict.fromkeys(names, 18))
    for free in (names, names[::-1]):
        found = fit(experiment, observed, replace(other, free=free))
        assert found.chi2 == pytest.approx(lowest, rel=1e-6)


def test_pulls() -> None:
    truth = replace(TRUTH, oscillation=replace(rw.NUFIT_6_1["normal"], sin2_theta12=0.325))
    experiment, observed = few(truth, 1e5)
    other = replace(TRUTH, free=("sin2_theta12", "dm2_21"))
    found = fit(experiment, observed, other)
    lowest = brute(experiment, observed, other, zooms=8, sin2_theta12=61, dm2_21=61)
    assert found.chi2 == pytest.approx(lowest, rel=1e-6)
    assert found.chi2 < fit(experiment, observed, TRUTH).chi2
    # The pull holds back: in between the best fit and what would explain the counts.
    assert 0.3088 < found.parameters["sin2_theta12"] < 0.325
    assert_consistent(found, experiment, other)


def test_lightest_mass_and_a_pull() -> None:
    experiment, observed = few(events=3e4)
    other = replace(TRUTH, ordering="inverted", free=("dm2_3l", "lightest_mass"))
    found = fit(experiment, observed, other)
    lowest = brute(experiment, observed, other, zooms=8, dm2_3l=40, lightest_mass=600)
    assert found.chi2 <= lowest * (1 + 1e-6)
    assert found.chi2 == pytest.approx(lowest, rel=1e-3)
    assert_consistent(found, experiment, other)


def test_lightest_mass_and_phases() -> None:
    experiment, observed = few(events=3e3)
    other = Hypothesis("inverted", free=("lightest_mass", "alpha21", "alpha31"))
    found = fit(experiment, observed, other)
    points = {"lightest_mass": 60, "alpha21": 16, "alpha31": 16}
    small = replace(other, mass_range=(0.0, 0.06))  # heavier ones shut the first triggers
    lowest = brute(experiment, observed, small, zooms=8, **points)
    assert found.chi2 <= lowest * (1 + 1e-6)
    assert found.chi2 == pytest.approx(lowest, rel=1e-3)
    assert_consistent(found, experiment, other)


def test_phases_do_nothing_for_dirac() -> None:
    experiment, observed = few()
    other = replace(TRUTH, nature="dirac", free=("alpha21",))
    found = fit(experiment, observed, other)
    expected = fit(experiment, observed, replace(other, free=())).chi2
    assert found.chi2 == pytest.approx(expected, rel=1e-12)


def test_excluded_by_one_event() -> None:
    experiment = Experiment(rw.YB, [1e-4, 1e-2], 1e5, rate=1e-2)
    for free in ((), ("alpha21",), ("sin2_theta12", "alpha21"), ("lightest_mass", "dm2_3l")):
        other = Hypothesis("normal", 0.05, free=free, mass_range=(0.05, 0.2))
        found = fit(experiment, [3.0, 4.0], other)
        assert found.chi2 == found.significance == np.inf
        # Of the masses in the range, some leave the second trigger inside the spectrum.
        assert found.unexplained == 3.0
        assert found.expected[0] == 0
        assert np.isfinite(found.normalisation)
        assert not np.isnan(list(found.parameters.values())).any()
    noisy = fit(replace(experiment, background=1e-9), [3.0, 4.0], other)
    assert noisy.chi2 == pytest.approx(6 * np.log(3e4) - 6, rel=1e-3)
    assert noisy.unexplained == 0


def test_nothing_observed() -> None:
    experiment, _ = few()
    for free in ((), ("lightest_mass",), ("alpha21", "dm2_21")):
        found = fit(experiment, np.zeros(5), replace(TRUTH, free=free))
        assert (found.chi2, found.normalisation, found.unexplained) == (0.0, 0.0, 0.0)
        np.testing.assert_array_equal(found.expected, 0)
    known = replace(experiment, normalisation_prior=0.0)
    found = fit(known, np.zeros(5), TRUTH)
    assert found.chi2 == pytest.approx(2e4, rel=1e-12)


@pytest.mark.parametrize("ends", [(0.46, 0.47), (0.47, 0.47)])
def test_parameter_without_room(ends: tuple[float, float]) -> None:
    given = rw.NUFIT_6_1["normal"]
    one = {**given.one_sigma, "sin2_theta23": ends}
    preset = {"normal": replace(given, one_sigma=one, three_sigma=None)}
    experiment, observed = few(replace(TRUTH, nature="dirac"))
    other = replace(TRUTH, oscillation=preset, free=("sin2_theta23",))
    # The electron's row does not know theta_23.
    found = fit(experiment, observed, other)
    assert found.parameters["sin2_theta23"] == pytest.approx(0.47, abs=1e-6)
    assert found.chi2 == pytest.approx(fit(experiment, observed, TRUTH).chi2, rel=1e-6)


def test_a_search_that_fails_says_what_it_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment, observed = few()
    monkeypatch.setattr(fits, "_ROUNDS", 0)
    message = (
        r"the fit of alpha21, dm2_21 did not settle: chi\^2 = \S+ still falls after 0 rounds of "
        r"L-BFGS-B, Nelder-Mead and all lightest masses, \d+ evaluations in all"
    )
    with pytest.raises(RuntimeError, match=message):
        fit(experiment, observed, replace(TRUTH, free=("alpha21", "dm2_21")))


def test_immutable_and_travels_to_workers() -> None:
    experiment, observed = few()
    other = replace(TRUTH, ordering="inverted", free=("lightest_mass",))
    found = fit(experiment, observed, other)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.chi2 = 0.0  # type: ignore[misc]
    with pytest.raises(TypeError):
        found.parameters["lightest_mass"] = 0.0  # type: ignore[index]
    copy = pickle.loads(pickle.dumps(found))
    assert copy.parameters == found.parameters
    assert (copy.chi2, copy.significance) == (found.chi2, found.significance)
    np.testing.assert_array_equal(copy.expected, found.expected)
    assert_consistent(copy, experiment, other)
    # Counts come in from outside, and stay there.
    observed[0] = 0
    assert found.observed[0] > 0


@pytest.mark.parametrize(
    ("observed", "message"),
    [
        ([1.0, 2.0], "observed must have one number of counts for each of 5 triggers"),
        (np.ones((2, 5)), "got shape (2, 5)"),
        ([1.0, -1.0, 1.0, 1.0, 1.0], "observed[1] must be in [0, 1e+30], got -1.0"),
    ],
)
def test_bad_counts(observed: list[float], message: str) -> None:
    experiment, _ = few()
    with pytest.raises(ValueError, match=re.escape(message)):
        fit(experiment, observed, TRUTH)
