from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from renp_widgets.apps import SensitivityState
from renp_widgets.apps.sensitivity.app import SensitivityExplorer
from renp_widgets.statistics.experiment import DAY

STATE = SensitivityState()


def test_the_live_time_is_shared() -> None:
    experiment = replace(STATE, days=30.0, n_triggers=6, background=0.5).experiment
    np.testing.assert_allclose(experiment.live_times, 5 * DAY)
    np.testing.assert_allclose(experiment.background_counts, 2.5)
    assert experiment.reference_rate == pytest.approx(5.35e-4, rel=1e-3)


def test_the_truth_keeps_the_phases_that_it_is_compared_with() -> None:
    truth = replace(STATE, nature="dirac", alpha21=1.0).truth
    assert (truth.nature, truth.alpha21, truth.free) == ("dirac", 1.0, ("lightest_mass",))


def test_the_window_holds_all_triggers() -> None:
    low, high = replace(STATE, low_detuning=3e-5, high_detuning=2e-2).window
    assert (low, high) == pytest.approx((1e-5 * 10**-0.2, 0.1 * 10**0.2))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lightest_mass": 0.21}, r"lightest_mass .* \[0, 0.2\], got 0.21"),
        ({"n_triggers": 1}, r"n_triggers .* \[2, 40\], got 1"),
        ({"n_triggers": 2.5}, "n_triggers must be a whole number"),
        ({"seed": -1}, "seed must be in"),
        ({"seed": 1.5}, "seed must be a whole number, got 1.5"),
        ({"low_detuning": 0.1, "high_detuning": 0.1}, "low_detuning must be below"),
        ({"days": 0.0}, "days"),
        ({"normalisation": "guessed"}, "normalisation must be one of"),
    ],
)
def test_what_no_experiment_is_made_of_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(STATE, **changes)


def test_every_field_has_a_control_and_numbers_from_controls_are_equal() -> None:
    assert {*SensitivityExplorer().controls} == {*SensitivityState.declared()}
    assert replace(STATE, n_triggers=20.0, seed=3.0) == replace(STATE, seed=3)
