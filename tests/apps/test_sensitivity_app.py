import gc
import weakref
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from ipywidgets.widgets.widget import _instances

from renp_widgets.apps import SensitivityExplorer, SensitivityState
from renp_widgets.apps.sensitivity.compute import compute
from renp_widgets.apps.sensitivity.words import sentences
from renp_widgets.statistics.toys import toy_study

STATE = SensitivityState()


@pytest.fixture
def app() -> SensitivityExplorer:
    app = SensitivityExplorer()
    app.settle()
    return app


def counts(app: SensitivityExplorer) -> tuple[int, int, int]:
    return app.model.computations, app.draws, app.rest_draws


def test_a_slider_moves_picture_and_words_once(app: SensitivityExplorer) -> None:
    picture, words = app.picture.value, app.answers.value
    app.controls["lightest_mass"].slider.value = 20.0
    state = app.model.state
    assert state.lightest_mass == pytest.approx(0.02, rel=0.03)
    assert counts(app) == (2, 2, 1)
    assert app.picture.value != picture
    assert app.answers.value != words
    expected = compute(state).verdict.counts
    np.testing.assert_array_equal(app.figure.artists["points"].get_ydata(), expected)
    app.settle()
    assert counts(app) == (2, 2, 2)
    assert app.frontend.summary == sentences(app.model.scene.result)
    assert app.model.errors == []


def test_every_control_reaches_the_picture(app: SensitivityExplorer) -> None:
    values: dict[str, Any] = {
        "target": "Xe",
        "ordering": "inverted",
        "nature": "dirac",
        "lightest_mass": 0.0,
        "alpha21": 1.0,
        "alpha31": 2.0,
        "days": 300.0,
        "n_triggers": 11,
        "low_detuning": 3e-5,
        "high_detuning": 0.3,
        "background": 0.5,
        "rate": 1e-3,
        "normalisation": "known",
        "seed": 5,
    }
    for field, value in values.items():
        app.controls[field].value = value
    assert app.model.state == SensitivityState(**values)
    assert counts(app)[:2] == (1 + len(values), 1 + len(values))
    assert app.model.errors == []


def test_without_a_signal_the_last_picture_stays_and_the_reason_is_in_sight(
    app: SensitivityExplorer,
) -> None:
    app.controls["lightest_mass"].value = 0.2
    picture = app.picture.value
    app.controls["high_detuning"].box.value = "1"
    said = app.controls["high_detuning"].said
    assert 'role="alert"' in said.value
    assert "no channel is open" in said.value
    assert app.picture.value == picture
    app.controls["lightest_mass"].value = 0.01
    assert said.value == ""
    assert len(app.model.errors) == 1


def test_a_refused_control_goes_back(app: SensitivityExplorer) -> None:
    app.controls["low_detuning"].box.value = "500"
    assert "low_detuning must be below high_detuning" in app.controls["low_detuning"].said.value
    assert app.controls["low_detuning"].value == STATE.low_detuning
    assert app.model.state == STATE


def test_experiments_are_drawn_again_by_their_seeds(app: SensitivityExplorer) -> None:
    expected = app.figure.artists["points"].get_ydata()
    seen = []
    for _ in range(2):
        app.draw_one.click()
        seen.append(app.figure.artists["points"].get_ydata())
    assert app.model.state.seed == 2
    assert app.controls["seed"].box.value == "2"
    assert not np.array_equal(*seen)
    app.controls["seed"].box.value = "1"
    np.testing.assert_array_equal(app.figure.artists["points"].get_ydata(), seen[0])
    app.controls["seed"].toggle.value = True  # back to what is expected
    assert app.model.state == STATE
    np.testing.assert_array_equal(app.figure.artists["points"].get_ydata(), expected)
    assert app.note.value == ""


def test_another_change_drops_the_experiment_and_undo_brings_it_back(
    app: SensitivityExplorer,
) -> None:
    app.draw_one.click()
    drawn = app.model.state
    app.controls["days"].value = 50.0
    assert app.model.state == replace(STATE, days=50.0)
    assert "Experiment 1 belonged to other settings" in app.note.value
    app.toolbar.undo.click()
    assert app.model.state == drawn
    assert app.note.value == ""
    app.toolbar.undo.click()
    assert app.model.state == STATE
    app.toolbar.redo.click()
    assert app.model.state == drawn
    app.controls["days"].value = 60.0
    app.draw_one.click()
    assert (app.model.state.seed, app.note.value) == (2, "")


def test_many_experiments_are_those_of_the_library(
    app: SensitivityExplorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("renp_widgets.apps.sensitivity.app._EXPERIMENTS", 120)
    app.model.state = state = replace(STATE, n_triggers=6, days=20.0)
    app.study.click()
    assert app.task.running
    app.settle()
    study = app.model.scene.extras["study"]
    other = replace(state.truth, ordering="inverted")
    again = toy_study(state.experiment, state.truth, other, n=120)
    np.testing.assert_array_equal(study.delta_chi2, again.delta_chi2)
    assert "120 experiments: normal ordering" in app.words.value
    app.draw_one.click()  # it stays while experiments are drawn, and goes with its settings
    assert "120 experiments" in app.words.value
    app.controls["days"].value = 21.0
    assert "120 experiments" not in app.words.value
    assert app.model.errors == []


def test_a_change_gives_the_study_up_but_drawing_does_not(app: SensitivityExplorer) -> None:
    app.study.click()
    app.draw_one.click()
    assert app.task.running
    app.controls["lightest_mass"].value = 0.011
    assert not app.task.running
    app.study.click()
    app.task.stop.click()
    assert not app.task.running
    app.settle()
    assert app.model.scene.extras == {}


def test_a_theme_computes_nothing(app: SensitivityExplorer) -> None:
    app.toolbar.theme.value = "dark"
    app.toolbar.lecture.value = True
    assert counts(app)[:2] == (1, 3)
    assert app.figure.look.lecture
    assert app.model.errors == []


def test_closing_frees_all() -> None:
    gc.collect()
    before = set(_instances)
    app = SensitivityExplorer()
    app.study.click()
    kept: list[Any] = [weakref.ref(part) for part in (app, app.model, app.figure, app.task)]
    app.close()
    assert set(_instances) == before
    del app
    gc.collect()
    assert [ref() for ref in kept] == [None] * len(kept)
