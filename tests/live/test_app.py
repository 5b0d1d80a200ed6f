import asyncio
import gc
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ipywidgets.widgets.widget import _instances
from matplotlib.colors import to_rgb
from PIL import Image

from .wave import Wave, WaveState, wave


@pytest.fixture
def app() -> Wave:
    app = Wave()
    app.settle()
    return app


def counts(app: Wave) -> tuple[int, int, int]:
    return app.model.computations, app.draws, app.rest_draws


def test_a_control_sets_the_state_with_one_computation_and_one_draw(app: Wave) -> None:
    picture = app.picture.value
    app.controls["frequency"].slider.value = 2000.0
    assert app.model.state == WaveState(frequency=2.0)
    np.testing.assert_array_equal(app.figure.artists["line"].get_ydata(), wave(WaveState(2.0)))
    assert counts(app) == (2, 2, 1)
    assert app.picture.value != picture
    app.settle()
    assert counts(app) == (2, 2, 2)
    assert [scene.state for scene in app.rests] == [WaveState(), WaveState(2.0)]
    assert app.model.errors == []


def test_controls_follow_the_state_without_an_echo(app: Wave) -> None:
    app.model.state = WaveState(3.0, 2, damped=True)
    assert [app.controls[name].value for name in app.controls] == [3.0, 2, True]
    assert app.controls["overtones"].slider.tooltip == "damped waves have none"
    assert counts(app) == (2, 2, 1)


def test_a_refused_value_goes_back_and_says_why(app: Wave) -> None:
    before, control = counts(app), app.controls["frequency"]
    control.box.value = "20000"
    assert control.value == 1.0
    assert counts(app) == before
    assert "f = 20000 mHz is refused: it can be from" in control.said.value
    assert len(app.model.errors) == 1
    app.controls["overtones"].value = 1
    assert app.note.value == '<div style="padding:0 8px">a &lt; b</div>'  # the hint, escaped


def test_what_fails_is_on_show_and_escaped(app: Wave, caplog: pytest.LogCaptureFixture) -> None:
    picture = app.picture.value
    app.controls["frequency"].box.value = "6660"
    assert "&lt;i&gt;no such wave" in app.note.value
    assert 'role="alert"' in app.note.value
    assert app.picture.value == picture
    assert "ZeroDivisionError" in caplog.text


def test_toolbar_and_keys_know_the_way_back_and_the_look(app: Wave) -> None:
    app.controls["damped"].value = True
    app.toolbar.reset.click()
    assert app.model.state == WaveState()
    app.toolbar.undo.click()
    assert app.model.state.damped
    press(app, "undo")
    assert app.toolbar.undo.disabled
    press(app, "redo")
    assert app.model.state.damped
    app.toolbar.theme.value = "dark"
    assert {"renp-explorer", "renp-dark"} <= set(app._dom_classes)
    press(app, "theme")
    press(app, "lecture")
    assert {"renp-print", "renp-lecture"} <= set(app._dom_classes)
    assert "renp-dark" not in app._dom_classes
    assert app.toolbar.lecture.value is True
    press(app, "pin")  # there are none here: nothing happens
    assert app.frontend.panels == app.figure.panels
    assert app.model.computations == 6
    assert app.model.errors == []


def press(app: Wave, key: str) -> None:
    app.frontend._handle_custom_msg({"kind": "key", "key": key}, [])


def test_a_bad_event_is_refused_in_sight(app: Wave) -> None:
    app.frontend._handle_custom_msg({"kind": "explode"}, [])
    assert "event kind must be one of" in app.note.value


def test_longer_work_comes_into_the_scene(app: Wave) -> None:
    app.add_up()
    assert app.task.running
    app.settle()
    mean = app.model.scene.extras["mean"]
    assert mean == pytest.approx(np.mean(wave(WaveState()) ** 2))
    assert app.rests[-1].extras == {"mean": mean}


def test_the_sharp_frame_comes_by_itself_in_an_event_loop() -> None:
    async def journey() -> list[tuple[int, int, int]]:
        app = Wave()
        for frequency in (2.0, 3.0):
            app.controls["frequency"].value = frequency
        seen = [counts(app)]
        await asyncio.sleep(0.4)
        seen.append(counts(app))
        app.controls["frequency"].value = 4.0
        app.close()
        await asyncio.sleep(0.4)
        return [*seen, counts(app)]

    assert asyncio.run(journey()) == [(3, 3, 0), (3, 3, 1), (4, 4, 1)]


@pytest.mark.parametrize("kind", ["png", "pdf", "svg"])
def test_the_figure_is_saved_as_it_is_shown(app: Wave, tmp_path: Path, kind: str) -> None:
    app.model.look(theme="dark")
    path = tmp_path / f"wave.{kind}"
    app.save(path)
    assert path.read_bytes().startswith({"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml"}[kind])
    if kind == "png":
        paper = Image.open(path).convert("RGB").getpixel((0, 0))
        assert paper == tuple(round(255 * x) for x in to_rgb(app.figure.paper))
    assert app.figure.artists["line"].get_animated()  # the one on screen still moves


def test_a_file_of_another_kind_is_refused(app: Wave, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"suffix of path must be one of .*, got 'gif'"):
        app.save(tmp_path / "wave.gif")


def test_closing_frees_all_and_gives_work_up() -> None:
    gc.collect()
    before = set(_instances)
    app = Wave()
    app.add_up()
    kept: list[Any] = [weakref.ref(part) for part in (app, app.model, app.figure, app.task)]
    task = app.task
    app.close()
    app.close()
    assert not task.running
    assert set(_instances) == before
    del app, task
    gc.collect()
    assert [ref() for ref in kept] == [None] * len(kept)


def test_a_back_end_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="backend must be one of"):
        Wave(backend="webgl")
