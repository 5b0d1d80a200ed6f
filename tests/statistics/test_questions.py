import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

import renp_widgets as rw
from renp_widgets.experiment import Experiment
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


@pytest.mark.parametrize("prior", [None, 0.1])
def test_one_event_excludes(prior: float | None) -> None:
    heavy = Hypothesis("normal", 0.1)
    experiment = Experiment(rw.YB, [1e-4, 1e-3, 0.1], 1e5, normalisation_prior=prior)
    experiment = experiment.with_events(100, TRUTH.neutrinos())
    found = discrimination(experiment, TRUTH, heavy)
    assert found.chi2 == found.significance == math.inf
    shut = signals(experiment, TRUTH).reshape(-1)[:2].sum()
    assert found.unexplained == pytest.approx(shut, rel=1e-12)
    # Half of all experiments have one event or more there.
    needed = exposure_needed(experiment, TRUTH, heavy)
    assert 1 - math.exp(-needed * shut) == pytest.approx(0.5, rel=1e-12)
    at = significance_against_exposure(experiment, TRUTH, heavy, [0.1, 1.0])
    np.testing.assert_array_equal(at, np.inf)


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
    with pytest.raises(TypeError, match="experiment must be an Experiment, got None"):
        discrimination(None, TRUTH, INVERTED)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="hypothesis must be a Hypothesis, got 'inverted'"):
        discrimination(experiment, TRUTH, "inverted")  # type: ignore[arg-type]
