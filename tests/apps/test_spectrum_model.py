from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import traitlets

from renp_widgets.apps.spectrum import model as model_module
from renp_widgets.apps.spectrum.compute import compute
from renp_widgets.apps.spectrum.model import ExplorerModel
from renp_widgets.apps.spectrum.session import MAX_PINS, Pin, Session, View
from renp_widgets.apps.spectrum.state import ExplorerState


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def move(model: ExplorerModel, **changes: Any) -> None:
    model.state = replace(model.state, **changes)


def look(model: ExplorerModel, **changes: Any) -> None:
    model.view = replace(model.view, **changes)


def test_one_change_is_one_computation_and_one_notification() -> None:
    model, seen = ExplorerModel(), []
    model.observe(lambda change: seen.append(change["new"]), "scene")
    assert model.computations == 1
    move(model, lightest_mass=0.02)
    assert (model.computations, len(seen)) == (2, 1)
    assert model.scene is seen[0]
    model.state = replace(model.state)  # equal: nothing happens
    assert (model.computations, len(seen)) == (2, 1)


def test_a_look_is_one_notification_and_computes_only_what_a_zoom_needs() -> None:
    model, seen = ExplorerModel(), []
    model.observe(lambda change: seen.append(change["new"]), "scene")
    look(model, theme="dark", cursor=1e-3)
    assert (model.computations, len(seen)) == (1, 1)
    assert seen[0].view.theme == "dark"
    look(model, end_window=(1e-4, 2e-4, 0.0, 0.1))
    assert (model.computations, len(seen)) == (2, 2)
    assert len(seen[1].spectrum.detuning) > len(seen[0].spectrum.detuning)
    move(model, target="Xe")  # there is no such part in another spectrum
    assert model.view.end_window is None
    assert (model.computations, len(seen)) == (3, 3)


def test_an_exception_is_raised_and_the_last_scene_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ExplorerModel()
    last = model.scene

    def fail(*_: Any) -> None:
        raise ZeroDivisionError("no such luck")

    monkeypatch.setattr(model_module, "compute", fail)
    with pytest.raises(ZeroDivisionError):
        move(model, lightest_mass=0.02)
    assert model.scene is last
    assert model.state == ExplorerState()
    monkeypatch.undo()
    move(model, lightest_mass=0.03)
    assert model.scene is not last


def test_pins_are_held_with_their_spectra_and_need_no_computation() -> None:
    model = ExplorerModel()
    model.pin("first")
    move(model, alpha21=1.0)
    model.pin()
    assert [pin.name for pin in model.pins] == ["first", "Yb NO 10 meV Majorana"]
    assert model.computations == 2
    assert model.scene is not None
    name, spectrum = model.scene.pinned[0]
    assert (name, spectrum.state) == ("first", ExplorerState())
    np.testing.assert_array_equal(spectrum.intensity, compute(ExplorerState()).intensity)
    move(model, alpha21=2.0)
    assert model.scene.pinned[0][1] is spectrum
    model.unpin("first")
    assert [name for name, _ in model.scene.pinned] == ["Yb NO 10 meV Majorana"]


def test_pins_that_cannot_be_are_refused_and_change_nothing() -> None:
    model = ExplorerModel()
    for k in range(MAX_PINS):
        model.pin(f"{k}")
    pins = model.pins
    for bad in ((*pins, Pin("more", model.state)), (pins[0], pins[0]), ("no pin",)):
        with pytest.raises((ValueError, AttributeError, traitlets.TraitError)):
            model.pins = bad
        assert model.pins == pins


def test_the_residual_compares_with_the_named_pin_or_the_first() -> None:
    model = ExplorerModel()
    look(model, compare="ratio")
    assert model.scene is not None
    assert model.scene.spectrum.reference is None
    model.pin("a")
    move(model, alpha21=np.pi)
    model.pin("b")
    move(model, alpha21=1.0)
    assert model.reference == model.pins[0]
    look(model, reference="b")
    assert model.reference == model.pins[1]
    spectrum = model.scene.spectrum
    expected = compute(spectrum.state, None, model.pins[1].state).reference
    np.testing.assert_array_equal(spectrum.reference, expected)
    look(model, reference="gone")
    assert model.reference == model.pins[0]
    look(model, compare="none")
    assert model.scene.spectrum.reference is None


def test_undo_and_redo_take_a_drag_as_one_step() -> None:
    clock = Clock()
    model = ExplorerModel(clock=clock)
    for k in range(30):  # a drag
        clock.time += 0.03
        move(model, lightest_mass=0.01 + 1e-3 * (k + 1))
    move(model, ordering="inverted")
    move(model, ordering="normal")
    clock.time += 5
    move(model, lightest_mass=0.1)
    clock.time += 5
    move(model, lightest_mass=0.2)  # a pause makes another step
    seen = []
    while model.can_undo:
        model.undo()
        seen.append((model.state.lightest_mass, model.state.ordering))
    last = pytest.approx(0.04)
    assert seen == [
        (0.1, "normal"),
        (last, "normal"),
        (last, "inverted"),
        (last, "normal"),
        (0.01, "normal"),
    ]
    model.undo()  # nothing left: nothing happens
    for _ in range(5):
        model.redo()
    assert (model.state.lightest_mass, model.can_redo) == (0.2, False)
    model.undo()
    move(model, alpha31=1.0)  # a new branch: the old future is gone
    assert not model.can_redo
    assert model.errors == []


def test_a_change_right_after_an_undo_is_a_step_of_its_own() -> None:
    clock = Clock()
    model = ExplorerModel(clock=clock)
    move(model, lightest_mass=0.02)
    clock.time += 2
    move(model, lightest_mass=0.03)
    model.undo()
    move(model, lightest_mass=0.05)
    model.undo()
    assert model.state.lightest_mass == 0.02


def test_a_drag_back_to_its_start_is_no_step() -> None:
    model = ExplorerModel(clock=Clock())
    move(model, alpha21=1.0)
    move(model, alpha21=0.0)
    assert not model.can_undo


def test_choices_are_steps_however_quick() -> None:
    model = ExplorerModel(clock=Clock())
    move(model, target="Xe")
    move(model, target="custom")
    model.undo()
    assert model.state.target == "Xe"


def test_undo_brings_back_a_pin_and_leaves_the_look() -> None:
    model = ExplorerModel()
    model.pin("a")
    model.unpin("a")
    look(model, theme="dark")
    model.undo()
    assert [pin.name for pin in model.pins] == ["a"]
    assert model.view.theme == "dark"


def test_history_is_bounded() -> None:
    model = ExplorerModel()
    for k in range(600):
        move(model, ordering=("inverted", "normal")[k % 2])
    steps = 0
    while model.can_undo:
        model.undo()
        steps += 1
    assert steps == 500


def test_a_session_is_restored_in_one_step() -> None:
    model, seen = ExplorerModel(), []
    model.observe(lambda change: seen.append(change["new"]), "scene")
    other = ExplorerState(ordering="inverted")
    session = Session(other, View(theme="print"), (Pin("a", ExplorerState()),))
    model.restore(session)
    assert model.session == session
    assert len(seen) == 1
    model.undo()
    assert (model.state, model.pins) == (ExplorerState(), ())


def test_the_band_comes_at_rest_and_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ExplorerModel()
    assert model.rested() is model.scene
    look(model, band=True)
    assert model.scene is not None
    assert model.scene.band is None
    rested = model.rested()
    assert rested is not None
    assert rested.band is not None
    look(model, cursor=1e-3)

    def fail(*_: Any) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr(model_module, "compute_band", fail)
    again = model.rested()
    assert again is not None
    assert again.band is rested.band
