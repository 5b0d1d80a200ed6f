import threading
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import traitlets

from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.checks import RefusedInput
from renp_widgets.live.fields import Appearance
from renp_widgets.live.model import FunctionModel, LiveModel

from .wave import WaveState, wave


@pytest.fixture
def model() -> FunctionModel:
    return FunctionModel(WaveState(), wave, clock=lambda: 0.0)


def move(model: LiveModel, **changes: Any) -> None:
    model.state = replace(model.state, **changes)


def test_one_change_is_one_computation_and_one_scene(model: FunctionModel) -> None:
    seen: list[Any] = []
    model.observe(lambda change: seen.append(change["new"]), "scene")
    move(model, frequency=2.0)
    model.state = replace(model.state)  # equal: nothing happens
    assert (model.computations, len(seen)) == (2, 1)
    np.testing.assert_array_equal(seen[0].result, wave(WaveState(2.0)))
    assert seen[0].state == WaveState(2.0)


def test_a_look_computes_nothing_and_is_no_step(model: FunctionModel) -> None:
    scene = model.scene
    model.look(theme="dark")
    assert model.scene.view == Appearance("dark")
    assert model.scene.result is scene.result
    assert (model.computations, model.can_undo) == (1, False)
    with pytest.raises(ValueError, match="theme must be one of"):
        model.look(theme="pink")


def test_a_drag_of_whole_numbers_is_one_step_and_a_choice_is_another(model: FunctionModel) -> None:
    for overtones in (1, 2, 3):
        move(model, overtones=overtones)
    move(model, damped=True)
    move(model, damped=False)
    seen = []
    while model.can_undo:
        model.undo()
        seen.append((model.state.overtones, model.state.damped))
    assert seen == [(3, True), (3, False), (0, False)]
    for _ in seen:
        model.redo()
    assert (model.state, model.can_redo) == (WaveState(overtones=3), False)


def test_a_jump_is_one_step(model: FunctionModel) -> None:
    model.jump(state=WaveState(3.0), view=Appearance("print"))
    assert (model.scene.state, model.scene.view) == (WaveState(3.0), Appearance("print"))
    assert model.computations == 2
    model.undo()
    assert (model.state, model.view) == (WaveState(), Appearance("print"))


def test_what_cannot_be_computed_is_raised_and_all_is_as_before(model: FunctionModel) -> None:
    move(model, damped=True)
    move(model, frequency=2.0)
    model.undo()
    scene, state = model.scene, model.state
    for change in (
        lambda: move(model, frequency=6.66),
        lambda: model.jump(state=WaveState(6.66), view=Appearance("dark")),
        lambda: model.start(view=Appearance("dark"), state=WaveState(6.66)),
        lambda: model.start(view=Appearance("dark"), state="no state"),
    ):
        with pytest.raises((ZeroDivisionError, TypeError, traitlets.TraitError)):
            change()
        assert (model.scene, model.state, model.view) == (scene, state, Appearance())
        assert model.can_undo
        assert model.can_redo
    model.redo()
    assert model.state == WaveState(2.0, damped=True)
    assert model.errors == []


def test_only_refusals_are_shown_without_a_trace(
    model: FunctionModel, caplog: pytest.LogCaptureFixture
) -> None:
    with model.report("here: "):
        raise RefusedInput("x must be 1")
    assert caplog.text == ""
    with model.report():
        raise ValueError("zip() argument 2 is longer")
    assert model.errors == ["here: x must be 1", "ValueError: zip() argument 2 is longer"]
    assert "Traceback" in caplog.text


def test_a_state_of_another_kind_is_refused(model: FunctionModel) -> None:
    with pytest.raises((TypeError, traitlets.TraitError), match="state must be"):
        model.state = ExplorerState()
    assert model.state == WaveState()


def test_extras_stay_with_their_state(model: FunctionModel) -> None:
    state = model.state
    model.add(state, mean=0.5)
    model.add(replace(state), peak=1.0)
    assert model.scene.extras == {"mean": 0.5, "peak": 1.0}
    model.look(lecture=True)
    assert set(model.scene.extras) == {"mean", "peak"}
    move(model, frequency=2.0)
    assert model.scene.extras == {}
    model.add(state, mean=0.5)  # too late
    assert model.scene.extras == {}
    assert model.computations == 2


def test_what_threads_do_at_once_is_done_one_after_another() -> None:
    # Where a kernel has subshells, pages and cells have threads of their own.
    started = threading.Event()

    def slow(state: WaveState) -> Any:
        started.set()
        time.sleep(0.1)
        return wave(state)

    model = FunctionModel(WaveState(), slow)
    for other, expected in (
        (lambda: model.look(lecture=True), (2.0, True)),
        (lambda: move(model, overtones=2), (3.0, False)),
    ):
        first = (expected[0], Appearance())
        jump = threading.Thread(
            target=lambda at=first: model.jump(state=WaveState(at[0]), view=at[1])
        )
        started.clear()
        jump.start()
        started.wait()
        other()  # type: ignore[no-untyped-call]
        jump.join()
        assert (model.state.frequency, model.view.lecture) == expected
        assert (model.scene.state, model.scene.view) == (model.state, model.view)
