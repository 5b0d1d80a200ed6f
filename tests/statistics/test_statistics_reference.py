"""Twelve counting experiments whose minima were found with grids by other code.

A minimum may come out lower than listed, but not more than 0.1 % higher; ends of intervals agree to
1e-4, values without a minimum over the mass to 1e-8.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.statistics import (
    Hypothesis,
    alternative,
    discrimination,
    exposure_needed,
    lightest_mass_profile,
)
from renp_widgets.statistics.experiment import Experiment

from .counting import plain_chi2

DATA = json.loads(
    Path(__file__).parents[1].joinpath("data", "statistics.json").read_text(encoding="utf-8")
)
Case = dict[str, Any]
cases = pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["id"])


def truth(case: Case) -> Hypothesis:
    return Hypothesis(
        case["true_ordering"],
        case["m_lightest_eV"],
        case["nature"],
        alpha21=case["alpha21_rad"],
        alpha31=case["alpha31_rad"],
        delta=case["delta_rad"],
        oscillation=rw.NUFIT_6_0,  # those of the table
    )


def experiment(case: Case) -> Experiment:
    time = 1e5
    background = np.array(case["background_counts"]) / time
    made = Experiment(rw.TARGETS[case["target"]], case["detuning_eV"], time, background=background)
    return made.with_events(1000, truth(case).neutrinos())


def test_table_is_complete() -> None:
    assert len(DATA["cases"]) == 12
    seen = {(case["true_ordering"], case["nature"]) for case in DATA["cases"]}
    assert len(seen) == 4
    assert any(np.any(case["background_counts"]) for case in DATA["cases"])


@cases
def test_expected_counts(case: Case) -> None:
    counts = experiment(case).signal_counts(truth(case).neutrinos())
    np.testing.assert_allclose(counts, case["signal_counts"], rtol=1e-9, atol=0)
    np.testing.assert_allclose(experiment(case).background_counts, case["background_counts"])


@cases
def test_other_ordering(case: Case) -> None:
    other = alternative("ordering", truth(case))
    assert (other.free, other.mass_range) == (("lightest_mass",), (0.0, 0.3))
    found = discrimination(experiment(case), truth(case), other)
    assert 0.9 * case["chi2_other_ordering"] < found.chi2 <= 1.001 * case["chi2_other_ordering"]
    # Lower is better only if it is true.
    assert found.chi2 == pytest.approx(plain_chi2(found.observed, found.expected), rel=1e-9)
    best = found.normalisation * experiment(case).signal_counts(found.hypothesis.neutrinos())
    np.testing.assert_allclose(found.expected - best, case["background_counts"], atol=1e-9)


@cases
def test_interval_of_the_lightest_mass(case: Case) -> None:
    profile = lightest_mass_profile(experiment(case), truth(case))
    assert profile.best_chi2 < 1e-9
    interval = profile.intervals(1.0)
    np.testing.assert_allclose(interval, [case["m_lightest_interval_eV"]], rtol=1e-4, atol=1e-12)


@cases
def test_other_nature_at_the_same_parameters(case: Case) -> None:
    other = alternative("nature", truth(case), free=())
    found = discrimination(experiment(case), truth(case), other)
    assert found.chi2 == pytest.approx(case["chi2_other_nature_same_parameters"], rel=1e-8)


def logarithmic_cases() -> list[Case]:
    triggers = np.geomspace(1e-5, 0.1, 20)
    return [
        case
        for case in DATA["cases"]
        if len(case["detuning_eV"]) == 20 and np.allclose(case["detuning_eV"], triggers, rtol=1e-9)
    ]


def test_what_a_thousand_events_can_tell() -> None:
    """N. Song et al., Phys. Rev. D 93, 013020 (2016): 3 sigma on ordering and lightest mass with
    about 1e3 events; Dirac or Majorana takes very many more."""
    chosen = logarithmic_cases()
    assert len(chosen) >= 4
    for case in chosen:
        found = discrimination(experiment(case), truth(case), alternative("ordering", truth(case)))
        if case["m_lightest_eV"] <= 0.02:
            assert 6 < found.significance < 11.1
            needed = 1000 * exposure_needed(
                experiment(case), truth(case), alternative("ordering", truth(case))
            )
            assert 50 < needed < 300
        natures = alternative("nature", truth(case), free=())
        needed = 1000 * exposure_needed(experiment(case), truth(case), natures)
        assert 2e5 < needed < 3.1e6
        if case["m_lightest_eV"] == 0.01:
            [[low, high]] = lightest_mass_profile(experiment(case), truth(case)).intervals()
            assert max(0.01 - low, high - 0.01) < 1e-3
