from pathlib import Path

import pytest

from renp_widgets.apps import ExplorerState, FocusedExplorer, Pin

START = ExplorerState(lightest_mass=0.05, alpha21=1.0)
DIRAC = ExplorerState(lightest_mass=0.05, nature="dirac")


@pytest.fixture
def app() -> FocusedExplorer:
    app = FocusedExplorer(START, ("alpha21", "nature"), compare=Pin("Dirac", DIRAC))
    app.settle()
    return app


def test_only_the_named_controls_are_there_and_they_draw_once(app: FocusedExplorer) -> None:
    assert tuple(app.controls) == ("alpha21", "nature")
    draws, computations = app.draws, app.model.computations
    app.controls["alpha21"].slider.value = 90.0
    assert app.model.state.alpha21 == pytest.approx(1.5707963)
    assert (app.draws, app.model.computations) == (draws + 1, computations + 1)
    assert app.model.errors == []


def test_resets_go_back_to_the_first_state(app: FocusedExplorer) -> None:
    app.controls["alpha21"].value = 2.0
    app.controls["nature"].value = "dirac"
    app.controls["alpha21"].reset.click()
    assert app.model.state.alpha21 == START.alpha21
    app.toolbar.reset.click()
    assert app.model.state == START
    app.toolbar.undo.click()
    assert app.model.state.nature == "dirac"


def test_it_is_compared_by_ratio(app: FocusedExplorer) -> None:
    assert [(pin.name, pin.state) for pin in app.model.pins] == [("Dirac", DIRAC)]
    assert app.model.view.compare == "ratio"
    assert "end strip" in app.figure.axes
    assert 'Pinned: "Dirac"' in app.frontend.summary
    other = FocusedExplorer(START, compare=DIRAC, residual="difference")
    assert other.model.view.compare == "difference"
    assert "Dirac" in other.model.pins[0].name


def test_nothing_is_compared_unless_asked_for() -> None:
    app = FocusedExplorer()
    assert tuple(app.controls) == ("lightest_mass",)
    assert app.model.state == ExplorerState()
    assert app.model.pins == ()
    assert app.model.view.compare == "none"


def test_pointer_and_keys_work(app: FocusedExplorer) -> None:
    app.frontend._handle_custom_msg({"kind": "key", "key": "lecture"}, [])
    assert app.toolbar.lecture.value is True
    place = app.figure.place_of("end", app.model.scene.spectrum.thresholds.detuning[5], 0.0)[0]
    click = {"kind": "click", "panel": "end", "x": place, "y": 0.5}
    app.frontend._handle_custom_msg(click, [])
    assert app.model.view.inspected == "33"
    assert app.model.errors == []


def test_the_picture_is_saved_with_what_it_is_compared_with(
    app: FocusedExplorer, tmp_path: Path
) -> None:
    app.save(tmp_path / "focused.svg")
    text = (tmp_path / "focused.svg").read_text(encoding="utf-8")
    assert "I₀: Dirac" in text


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match=r"controls must be one of .*, got 'mass'"):
        FocusedExplorer(controls=("mass",))
    with pytest.raises(TypeError, match="controls must be a sequence of names"):
        FocusedExplorer(controls="lightest_mass")
    with pytest.raises(ValueError, match="compare must be one of"):
        FocusedExplorer(compare=DIRAC, residual="quotient")
    with pytest.raises(TypeError, match="state must be"):
        FocusedExplorer("normal")  # type: ignore[arg-type]
