import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

import renp_widgets as rw
from renp_widgets.statistics import (
    QUESTIONS,
    Hypothesis,
    alternative,
    discrimination,
    exposure_needed,
    fit,
    lightest_mass_profile,
    significance_against_exposure,
)
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.questions import asimov_counts

from .counting import logarithmic, profiled_chi2, scanned_chi2, signals

TRUTH = Hypothesis("normal", 0.01)
INVERTED = alternative("ordering", TRUTH)
MATRIX = [[0.97, 0, 0], [0.02, 0.98, 0], [0.03, 0.01j, 0.99]]
MOMENTS = (rw.DipoleMoments(magnetic=3e-10 * np.eye(3)),)
MASSES = np.linspace(0, 0.1, 20_001)


def lowest(experiment: Experiment, truth: Hypothesis, other: Hypothesis) -> float:
    """The lowest chi^2 of `other` on a grid of lightest masses, in the median experiment."""
    observed = experiment.background_counts + signals(experiment, truth).reshape(-1)
    return float(scanned_chi2(experiment, observed, other, lightest_mass=MASSES).min())


def test_alternatives() -> None:
    assert set(QUESTIONS) == {"ordering", "nature", "mass", "unitarity", "interactions"}
    truth = replace(TRUTH, nature="dirac", matrix=MATRIX, interactions=MOMENTS, free=("alpha21",))
    kept = ("ordering", "lightest_mass", "nature", "alpha21", "alpha31", "delta", "interactions")
    changes: dict[str, dict[str, Any]] = {
        "ordering": {"ordering": "inverted", "free": ("lightest_mass",)},
        "nature": {"nature": "majorana", "free": ("lightest_mass", "alpha21", "alpha31")},
        "mass": {"lightest_mass": 0.0, "free": ()},
        "unitarity": {"matrix": None, "free": ("lightest_mass",)},
        "interactions": {"interactions": (), "free": ("lightest_mass",)},
    }
    for question, change in changes.items():
        other = alternative(question, truth)
        for name, value in ({each: getattr(truth, each) for each in kept} | change).items():
            assert getattr(other, name) == value, (question, name)
        if question != "unitarity":
            np.testing.assert_array_equal(other.matrix, MATRIX)
        assert alternative(question, truth, free=["delta"]).free == ("delta",)
    majorana = replace(truth, nature="majorana")
    assert alternative("nature", majorana).free == ("lightest_mass",)
    assert alternative("ordering", alternative("ordering", truth)).ordering == "normal"


def test_asimov_counts() -> None:
    experiment = logarithmic(TRUTH, background=1e-5)
    expected = signals(experiment, TRUTH)[...] + 1.0
    np.testing.assert_allclose(asimov_counts(experiment, TRUTH), expected, rtol=1e-12)


@pytest.mark.parametrize("prior", [None, 0.0, 0.2])
@pytest.mark.parametrize("background", [0.0, 1e-5])
def test_ordering(prior: float | None, background: float) -> None:
    experiment = logarithmic(TRUTH, background=background, normalisation_prior=prior)
    found = discrimination(experiment, TRUTH, INVERTED)
    grid = lowest(experiment, TRUTH, INVERTED)
    assert found.chi2 <= grid + 1e-9
    assert found.chi2 == pytest.approx(grid, rel=1e-3)
    assert found.hypothesis.ordering == "inverted"


def test_mass() -> None:
    experiment = logarithmic(TRUTH)
    found = discrimination(experiment, TRUTH, alternative("mass", TRUTH))
    expected = profiled_chi2(
        asimov_counts(experiment, TRUTH), signals(experiment, replace(TRUTH, lightest_mass=0.0))
    )
    assert found.chi2 == pytest.approx(expected[0], rel=1e-10)
    profile = lightest_mass_profile(experiment, TRUTH)
    assert profile.chi2[0] == found.chi2
    assert profile.masses[0] == 0


@pytest.mark.parametrize("question", ["unitarity", "interactions"])
def test_beyond_the_standard_model(question: str) -> None:
    truth = replace(TRUTH, nature="dirac", matrix=MATRIX, interactions=MOMENTS)
    experiment = logarithmic(truth, 1e4)
    other = alternative(question, truth)
    found = discrimination(experiment, truth, other)
    grid = lowest(experiment, truth, other)
    assert found.chi2 <= grid + 1e-9
    assert found.chi2 == pytest.approx(grid, rel=3e-2)
    assert found.chi2 > 0.01


def test_nature_against_majorana_phases() -> None:
    truth = replace(TRUTH, nature="dirac")
    experiment = Experiment(rw.YB, [3e-4, 1e-3, 1e-2], 1e5).with_events(1e6, truth.neutrinos())
    known = discrimination(experiment, truth, alternative("nature", truth, free=()))
    found = discrimination(experiment, truth, alternative("nature", truth))
    assert 0 < found.chi2 < known.chi2
    phases = np.linspace(0, 2 * np.pi, 40)
    mass, alpha21, alpha31 = (
        x.ravel() for x in np.meshgrid(np.linspace(0.0098, 0.0102, 21), phases, phases)
    )
    other = replace(truth, nature="majorana")
    values = {"lightest_mass": mass, "alpha21": alpha21, "alpha31": alpha31}
    grid = scanned_chi2(experiment, asimov_counts(experiment, truth), other, **values).min()
    assert found.chi2 <= grid
    assert found.chi2 == pytest.approx(grid, rel=0.3, abs=1e-3)


def test_nothing_different() -> None:
    for prior in (None, 0.0, 0.1):
        experiment = logarithmic(TRUTH, normalisation_prior=prior)
        found = discrimination(experiment, TRUTH, TRUTH)
        assert (found.chi2, found.significance) == (0.0, 0.0)
        free = replace(TRUTH, free=("lightest_mass",))
        assert discrimination(experiment, TRUTH, free).chi2 < 1e-12
        for other in (TRUTH, free):
            assert exposure_needed(experiment, TRUTH, other) == math.inf
        at = significance_against_exposure(experiment, TRUTH, TRUTH, [1.0, 1e3])
        np.testing.assert_array_equal(at, 0.0)


def test_what_the_truth_leaves_free_does_not_matter() -> None:
    experiment = logarithmic(TRUTH)
    free = replace(TRUTH, free=("lightest_mass", "dm2_21"))
    assert (
        discrimination(experiment, free, INVERTED).chi2
        == discrimination(experiment, TRUTH, INVERTED).chi2
    )


@pytest.mark.parametrize("background", [0.0, 1e-5])
@pytest.mark.parametrize("prior", [None, 0.0])
def test_significance_grows_like_the_square_root(prior: float | None, background: float) -> None:
    experiment = logarithmic(TRUTH, background=background, normalisation_prior=prior)
    factors = np.array([1e-6, 0.1, 1.0, 30.0, 1e6])
    found = significance_against_exposure(experiment, TRUTH, INVERTED, factors)
    each = [discrimination(experiment.exposed(x), TRUTH, INVERTED).significance for x in factors]
    np.testing.assert_allclose(found, each, rtol=1e-8)
    np.testing.assert_allclose(found, found[2] * np.sqrt(factors), rtol=1e-12)


def test_significance_with_a_prior() -> None:
    experiment = logarithmic(TRUTH, normalisation_prior=0.05)
    factors = [0.1, 1.0, 10.0]
    found = significance_against_exposure(experiment, TRUTH, INVERTED, factors)
    for factor, significance in zip(factors, found, strict=True):
        grid = lowest(experiment.exposed(factor), TRUTH, INVERTED)
        assert significance == pytest.approx(math.sqrt(grid), rel=1e-3)
    # The prior matters less and less: from a known normalisation to a free one.
    known, free = (
        discrimination(replace(experiment, normalisation_prior=x), TRUTH, INVERTED).significance
        for x in (0.0, None)
    )
    scaled = found / np.sqrt(factors)
    assert free < scaled[2] < scaled[1] < scaled[0] < known


def test_significance_with_pulls() -> None:
    other = replace(INVERTED, lightest_mass=0.009, free=("sin2_theta12",))
    experiment = logarithmic(TRUTH)
    found = significance_against_exposure(experiment, TRUTH, other, [1e-3, 1.0, 1e3])
    scaled = found / np.sqrt([1e-3, 1.0, 1e3])
    held = discrimination(experiment, TRUTH, replace(other, free=())).significance
    assert scaled[2] < scaled[1] <= scaled[0] <= held * (1 + 1e-9)
    assert scaled[0] == pytest.approx(held, rel=1e-3)


@pytest.mark.parametrize("wanted", [1.0, 3.0, 5.0])
def test_exposure_needed(wanted: float) -> None:
    experiment = logarithmic(TRUTH, background=1e-6)
    factor = exposure_needed(experiment, TRUTH, INVERTED, wanted)
    again = discrimination(experiment.exposed(factor), TRUTH, INVERTED)
    assert again.significance == pytest.approx(wanted, rel=1e-9)


def test_exposure_needed_with_a_prior() -> None:
    experiment = logarithmic(TRUTH, normalisation_prior=0.05)
    grid = brentq(
        lambda x: lowest(experiment.exposed(x), TRUTH, INVERTED) - 9, 0.05, 0.2, rtol=1e-3
    )
    for start in (1e-3, 1e3):
        factor = start * exposure_needed(experiment.exposed(start), TRUTH, INVERTED)
        assert factor == pytest.approx(grid, rel=3e-3)


def test_no_exposure_is_enough() -> None:
    # With one trigger nothing but the rate can differ, and the prior holds that back by so much:
    # s = 1.2 would explain it, (0.2 / 0.1)^2 = 4 at most.
    one = Experiment(rw.YB, [0.3], 1e5, normalisation_prior=0.1).with_events(100, TRUTH.neutrinos())
    shifted = replace(TRUTH, lightest_mass=0.1)
    ratio = np.divide(signals(one, TRUTH), signals(one, shifted)).item()
    most = abs(ratio - 1) / 0.1
    far = significance_against_exposure(one, TRUTH, shifted, [1e9])
    assert far[0] == pytest.approx(most, rel=1e-3)
    assert exposure_needed(one, TRUTH, shifted, 1.01 * most) == math.inf
    assert exposure_needed(one, TRUTH, shifted, 0.9 * most) < math.inf
    assert exposure_needed(replace(one, normalisation_prior=None), TRUTH, shifted) == math.inf


def test_one_event_excludes() -> None:
    heavy = Hypothesis("normal", 0.1)
    experiment = Experiment(rw.YB, [1e-4, 1e-3, 0.1], 1e5).with_events(100, TRUTH.neutrinos())
    found = discrimination(experiment, TRUTH, heavy)
    assert found.chi2 == found.significance == math.inf
    shut = signals(experiment, TRUTH).reshape(-1)[:2].sum()
    assert found.unexplained == pytest.approx(shut, rel=1e-12)
    # One trigger is left, which says nothing. Half of all experiments have one event or more.
    for wanted in (1.0, 3.0):
        needed = exposure_needed(experiment, TRUTH, heavy, wanted)
        assert 1 - math.exp(-needed * shut) == pytest.approx(0.5, rel=1e-12)
    at = significance_against_exposure(experiment, TRUTH, heavy, [0.1, 1.0])
    np.testing.assert_array_equal(at, np.inf)


# With parameters of its own, which a newer preset leaves as they are.
OLD = Hypothesis("normal", 0.01, oscillation=rw.NUFIT_6_0)


def test_an_event_that_excludes_does_not_put_the_other_triggers_aside() -> None:
    heavy = replace(OLD, lightest_mass=0.05)
    four = Experiment(rw.YB, [3e-3, 5e-3, 0.02, 0.1], 1e5).with_events(1000, OLD.neutrinos())
    [threshold, *_] = rw.thresholds(rw.YB, OLD.neutrinos()).detuning
    five = replace(four, detuning=[*four.triggers, threshold * (1 + 1e-9)])
    rare = discrimination(five, OLD, heavy)
    assert rare.chi2 == math.inf
    assert math.log(2) / rare.unexplained == pytest.approx(1630, rel=1e-3)
    chi2 = discrimination(four, OLD, heavy).chi2
    assert exposure_needed(four, OLD, heavy) == pytest.approx(9 / chi2, rel=1e-12)
    assert 9 / chi2 == pytest.approx(0.120, abs=5e-4)
    for wanted in (1.0, 9.0, 25.0):
        both = wanted / (chi2 + wanted / math.log(2) * rare.unexplained)
        needed = exposure_needed(five, OLD, heavy, math.sqrt(wanted))
        assert needed == pytest.approx(both, rel=1e-12)


def longest(experiment: Experiment, truth: Hypothesis, other: Hypothesis, wanted: float) -> float:
    """The exposure for chi^2 = `wanted` in proportion, by the formula, on a grid of masses."""
    masses = np.array([other.lightest_mass])
    if other.free:
        low, high = other.mass_range
        ends = np.array([low, *other.crossings(experiment.target, experiment.triggers), high])
        turn = (1 - np.cos(np.linspace(0, np.pi, 801))) / 2
        masses = np.sort((ends[:-1, None] + np.diff(ends)[:, None] * turn).ravel())
    counts = experiment.background_counts + signals(experiment, truth).reshape(-1)
    signal = signals(experiment, replace(other, free=()), lightest_mass=masses)
    empty = (signal == 0) & (experiment.background_counts == 0)
    sums = []
    for shut in np.unique(empty, axis=0):
        rows, seen = signal[(empty == shut).all(axis=1)], np.where(shut, 0, counts)
        chi2 = profiled_chi2(seen, rows, experiment.background_counts).min()
        sums.append(chi2 + wanted / math.log(2) * counts[shut].sum())
    return float(wanted / min(sums))


def random_case(
    rng: np.random.Generator, **options: Any
) -> tuple[Experiment, Hypothesis, list[Hypothesis]]:
    """Triggers, some of them a billionth beside thresholds, a truth, and others."""
    truth = replace(OLD, lightest_mass=10 ** rng.uniform(-3, -1.2))
    other = alternative("ordering", truth, ())
    others = [
        replace(truth, lightest_mass=truth.lightest_mass * rng.uniform(0.8, 3)),
        replace(other, free=("lightest_mass",)),
        replace(other, free=("lightest_mass",), mass_range=(truth.lightest_mass, 0.3)),
    ]
    beside = np.concatenate(
        [rw.thresholds(rw.YB, each.neutrinos()).detuning for each in (truth, others[0])]
    )
    own = beside[:6].min()
    detuning = own * (0.1 / own) ** rng.uniform(0.01, 1, rng.integers(2, 6))
    beside = rng.choice(beside[beside < 0.3], 2) * (1 + rng.choice([-1e-9, 1e-9], 2))
    experiment = Experiment(rw.YB, [*detuning, *beside, own * (1 + 1e-9)], 1.0, **options)
    return experiment.with_events(10 ** rng.uniform(0, 4), truth.neutrinos()), truth, others


@pytest.mark.parametrize("seed", range(8))
def test_exposure_needed_is_that_of_the_alternative_that_needs_most(seed: int) -> None:
    experiment, truth, others = random_case(np.random.default_rng(seed))
    background = np.where(np.arange(len(experiment.triggers)) < seed % 3, 0.5, 0.0)
    experiment = replace(experiment, background=background)
    for other in others:
        needed = exposure_needed(experiment, truth, other, 2.0)
        grid = longest(experiment, truth, other, 4.0)
        assert grid <= needed * (1 + 1e-9)
        assert needed == pytest.approx(grid, rel=0.01)


def exposures(experiment: Experiment, truth: Hypothesis, other: Hypothesis) -> np.ndarray:
    """What is needed with two triggers, with three, and so on to lower detunings."""
    triggers = np.sort(experiment.triggers)[::-1]
    few = [replace(experiment, detuning=triggers[:n]) for n in range(2, len(triggers) + 1)]
    needed = np.array([exposure_needed(each, truth, other) for each in few])
    return np.minimum(needed, 1e9)  # beyond, chi^2 is rounding


@pytest.mark.parametrize("seed", range(8))
def test_a_trigger_more_never_lengthens_the_exposure(seed: int) -> None:
    experiment, truth, others = random_case(np.random.default_rng(100 + seed))
    for other in others:
        needed = exposures(experiment, truth, other)
        assert np.all(np.diff(needed) <= 1e-9 * needed[1:]), needed


@pytest.mark.parametrize("seed", range(2))
def test_nor_where_it_is_not_in_proportion(seed: int) -> None:
    rng = np.random.default_rng(200 + seed)
    experiment, truth, [other, *_] = random_case(rng, normalisation_prior=0.1)
    free = replace(experiment, normalisation_prior=None, detuning=experiment.triggers[-4:])
    for needed in (
        exposures(experiment, truth, other),
        exposures(free, truth, replace(other, free=("dm2_21",))),
    ):
        assert np.all(np.diff(needed) <= 3e-6 * needed[1:]), needed


def test_exposure_needed_with_a_prior_and_events_that_exclude() -> None:
    heavy = Hypothesis("normal", 0.1)
    experiment = Experiment(rw.YB, [1e-4, 1e-3, 0.05, 0.1], 1e5, normalisation_prior=0.1)
    experiment = experiment.with_events(20, TRUTH.neutrinos())
    counts, signal = (signals(experiment, each).reshape(-1) for each in (TRUTH, heavy))
    np.testing.assert_array_equal(signal > 0, [False, False, True, True])

    def missing(factor: float) -> float:
        chi2 = profiled_chi2(factor * counts[2:], factor * signal[2:], prior=0.1)[0]
        return float(chi2 + 9 / math.log(2) * factor * counts[:2].sum() - 9)

    needed = exposure_needed(experiment, TRUTH, heavy)
    assert needed == pytest.approx(brentq(missing, 1e-3, 1e3), rel=2e-6)


def test_linewidth() -> None:
    # A wide line sees across thresholds: what would exclude is only unlikely then.
    heavy = Hypothesis("normal", 0.02)
    sharp = Experiment(rw.YB, [1.5e-4, 1e-2], 1e5).with_events(100, TRUTH.neutrinos())
    assert discrimination(sharp, TRUTH, heavy).chi2 == math.inf
    wide = replace(sharp, linewidth=1e-4)
    found = discrimination(wide, TRUTH, heavy)
    rate = 1e5 * sharp.reference_rate
    observed, expected = (
        rate * rw.line_averaged(rw.YB, each.neutrinos(), 1e-4, detuning=sharp.triggers)
        for each in (TRUTH, heavy)
    )
    assert found.chi2 == pytest.approx(profiled_chi2(observed, expected)[0], rel=1e-9)


def test_a_thousand_events_of_song_and_others() -> None:
    """N. Song et al., Phys. Rev. D 93, 013020 (2016), arXiv:1510.00421: ordering and lightest mass
    with about 1e3 events. Their triggers and assumptions differ, and so only the size is compared.
    """
    for mass in (0.001, 0.003, 0.01, 0.02):
        for ordering in ("normal", "inverted"):
            truth = Hypothesis(ordering, mass)
            experiment = logarithmic(truth)
            other = alternative("ordering", truth)
            assert 1e3 * exposure_needed(experiment, truth, other) < 1e3
            found = discrimination(experiment, truth, other)
            assert 5.5 < found.significance < 15
            natures = alternative("nature", truth, free=())
            assert 1e3 * exposure_needed(experiment, truth, natures) > 1e5


def test_no_signal_to_expect() -> None:
    heavy = Hypothesis("normal", 0.3)
    experiment = Experiment(rw.YB, [1e-4, 1e-3], 1e5, background=1e-3)
    for question in (
        lambda: discrimination(experiment, heavy, TRUTH),
        lambda: lightest_mass_profile(experiment, heavy),
        lambda: exposure_needed(experiment, heavy, TRUTH),
    ):
        with pytest.raises(ValueError, match="must have a trigger where the truth expects some"):
            question()
    # The other way round nothing but background is expected, and that is fine.
    assert 0 < discrimination(experiment, TRUTH, heavy).chi2 < np.inf
    assert fit(experiment, [0.0, 0.0], heavy).chi2 == pytest.approx(400)


@pytest.mark.parametrize(
    ("question", "truth", "error", "message"),
    [
        ("flavour", TRUTH, ValueError, "question must be one of ('ordering', 'nature', 'mass'"),
        (None, TRUTH, TypeError, "question must be one of ('ordering', 'nature', 'mass'"),
        ("ordering", "normal", TypeError, "truth must be a Hypothesis, got 'normal'"),
        ("unitarity", TRUTH, ValueError, "matrix of the truth must be given to ask for unitarity"),
        ("interactions", TRUTH, ValueError, "interactions of the truth must be given to ask for"),
        (
            "ordering",
            Hypothesis("normal", oscillation=rw.NUFIT_6_0["normal"]),
            TypeError,
            "oscillation of the truth must be a preset with both orderings",
        ),
    ],
)
def test_bad_questions(question: Any, truth: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        alternative(question, truth)


def test_bad_input() -> None:
    experiment = logarithmic(TRUTH)
    with pytest.raises(TypeError, match="free must be a sequence of names, got 'lightest_mass'"):
        alternative("ordering", TRUTH, free="lightest_mass")
    bare = {k: replace(v, one_sigma=None) for k, v in rw.NUFIT_6_1.items()}
    with pytest.raises(ValueError, match="must have one_sigma intervals to be varied"):
        alternative("ordering", replace(TRUTH, oscillation=bare), free=("dm2_21",))
    for factors, message in (
        (2.0, "factors must be one row of numbers"),
        ([1.0, 0.0], r"factors\[1\] must be finite and > 0, got 0.0"),
        ([-1.0], r"factors\[0\] must be finite and > 0, got -1.0"),
    ):
        with pytest.raises(ValueError, match=message):
            significance_against_exposure(experiment, TRUTH, INVERTED, factors)
    with pytest.raises(ValueError, match=r"significance must be finite and > 0, got 0\.0"):
        exposure_needed(experiment, TRUTH, INVERTED, 0.0)
    for question in (
        discrimination,
        exposure_needed,
        lambda *given: significance_against_exposure(*given, [1.0]),
    ):
        with pytest.raises(TypeError, match="experiment must be an Experiment, got None"):
            question(None, TRUTH, INVERTED)  # type: ignore[operator]
        with pytest.raises(TypeError, match=r"(hypothesis|other) must be a Hypothesis, got 'x'"):
            question(experiment, TRUTH, "x")  # type: ignore[operator]
