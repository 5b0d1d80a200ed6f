import math
from dataclasses import replace

import numpy as np
import pytest

from renp_widgets.apps.sensitivity.compute import compute
from renp_widgets.apps.sensitivity.state import SensitivityState
from renp_widgets.apps.sensitivity.words import (
    answers_table,
    answers_words,
    conditions,
    count,
    sentences,
    study_words,
    title,
)
from renp_widgets.statistics.toys import ToyStudy

STATE = SensitivityState()


@pytest.mark.parametrize(
    ("number", "words"), [(1.777, "1.78"), (217.3, "217"), (123456.7, "123457"), (2e9, "2e9")]
)
def test_count(number: float, words: str) -> None:
    assert count(number) == words


def test_the_title_says_what_is_true_and_counted() -> None:
    assert title(compute(STATE)) == (
        "Yb, normal ordering, Majorana, m₁ = 10 meV    217 signal events expected"
    )
    drawn = compute(replace(STATE, ordering="inverted", nature="dirac", seed=7))
    total = int(drawn.verdict.counts.sum())
    assert title(drawn) == (
        f"Yb, inverted ordering, Dirac, m₃ = 10 meV    experiment 7: {total} counts"
    )


def test_sentences_of_the_median() -> None:
    shown = compute(replace(STATE, background=1.0))
    text = sentences(shown)
    assert "217 signal events and 100 background events are expected in 100 days" in text
    sigma = math.sqrt(shown.median.chi2["ordering"])
    assert f"disfavours inverted ordering by {sigma:.2g} standard deviations" in text
    assert "Dirac neutrinos by" in text
    low, high = 1e3 * shown.intervals[0]
    assert f"Lightest mass in normal ordering: {low:.3g} to {high:.3g} meV" in text
    assert "excluded" not in text
    assert "meV are excluded by one event." in sentences(compute(STATE))


def test_a_drawn_experiment_says_what_it_prefers() -> None:
    shown = compute(replace(STATE, seed=1))
    chi2 = shown.verdict.chi2["ordering"]
    assert f"normal ordering preferred by Δχ² = {chi2:.3g}" in answers_words(shown)
    assert f"+{chi2:.3g}</td>" in answers_table(shown)
    verdict = replace(shown.verdict, chi2={**shown.verdict.chi2, "ordering": -2.5})
    wrong = replace(shown, verdict=verdict)
    assert "inverted ordering preferred by Δχ² = 2.5" in sentences(wrong)
    assert "−2.5</td>" in answers_table(wrong)
    assert "neither ordering preferred" in sentences(compute(replace(STATE, days=0.01, seed=1)))


def test_a_narrow_interval_has_two_ends() -> None:
    shown = replace(compute(STATE), intervals=np.array([[0.0100001, 0.0100002]]))
    assert "10.0001 to 10.0002 meV (68%)" in answers_words(shown)


def test_what_is_never_reached_and_what_is_certain() -> None:
    shown = compute(replace(STATE, lightest_mass=0.0))
    assert "<td" in answers_table(shown)
    assert "never" in answers_table(shown)
    certain = replace(shown.outlooks["ordering"], certain=True)
    shown = replace(shown, outlooks={**shown.outlooks, "ordering": certain})
    assert "excluded by one event</td>" in answers_table(shown)
    assert "inverted ordering for certain with one event" in sentences(shown)


def test_long_exposures_are_in_years() -> None:
    shown = compute(STATE)
    days = {question: outlook.days for question, outlook in shown.outlooks.items()}
    assert f"{days['ordering']:.1f} days" in answers_table(shown)
    assert f"{days['nature'] / 365.25:.0f} years" in answers_table(shown)


def test_conditions_name_rate_and_phases() -> None:
    text = conditions(compute(replace(STATE, alpha21=math.pi)))
    assert "5.35e-4 s⁻¹ is good to O(1)" in text
    assert "α₂₁ = 180°" in text


def test_a_study_is_counted() -> None:
    delta = np.array([-1.0, 1.0, 2.0, 3.0, math.inf])
    rise = np.array([0.1, 0.2, 0.3, 2.0, 3.0])
    study = ToyStudy(np.full(5, 0.01), np.ones(5), rise, delta)
    text = study_words(compute(STATE), study)
    assert "5 experiments: normal ordering, the true one, fits better in 80.0%" in text
    assert "has median 2," in text
    assert "60.0 ± 21.9%" in text
    assert text.count("<rect") == 40
    assert study_words(compute(STATE), replace(study, delta_chi2=np.full(5, math.inf)))
