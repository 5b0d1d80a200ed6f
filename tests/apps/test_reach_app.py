import gc
import weakref
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from ipywidgets.widgets.widget import _instances

from renp_widgets.apps import ReachExplorer, ReachState, SpectrumExplorer
from renp_widgets.apps.spectrum.state import ExplorerState

FEW = ReachState(n_triggers=4, low_detuning=1e-3, normalisation="10%")


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> ReachExplorer:
    monkeypatch.setattr("renp_widgets.apps.reach.compute._EVENLY", 61)
    app = ReachExplorer(FEW)
    app.settle()
    return app


def counts(app: ReachExplorer) -> tuple[int, int, int]:
    return app.model.computations, app.draws, app.rest_draws


def send(app: ReachExplorer, **event: Any) -> None:
    app.frontend._handle_custom_msg(event, [])


def test_at_rest_the_curve_becomes_fine(app: ReachExplorer) -> None:
    assert app.model.scene is not None
    assert app.model.scene.is_fine
    assert counts(app) == (1, 2, 2)  # the live curve, then the fine one
    assert len(app.figure.artists["reach"].get_xdata()) > 61
    assert "Reach in g_e g_nu (universal)" in app.frontend.summary
    assert not app.task.running


def test_a_slider_moves_the_curve_with_one_computation_and_one_draw(app: ReachExplorer) -> None:
    picture = app.picture.value
    app.controls["days"].slider.value = 1000.0
    assert counts(app) == (2, 3, 2)
    assert app.picture.value != picture
    longer = np.asarray(app.figure.artists["reach"].get_ydata())
    assert len(longer) < 60
    app.settle()
    assert app.model.state == replace(FEW, days=1000.0)
    app.model.undo()
    shorter = np.asarray(app.figure.artists["reach"].get_ydata())
    assert np.all(shorter > longer)  # the same masses, fewer counts
    app.model.redo()
    np.testing.assert_array_equal(app.figure.artists["reach"].get_ydata(), longer)
    assert app.model.errors == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("low_detuning", 500.0, "from = 500 meV is refused: low_detuning must be below"),
        ("mediator_mass", 1e8, "mass M = 1e8 eV is refused: it can be from"),
        ("background", -1.0, "background = -1 /day is refused"),
    ],
)
def test_refused_input_is_in_sight_and_the_picture_stays(
    app: ReachExplorer, field: str, value: float, words: str
) -> None:
    picture, before = app.picture.value, counts(app)
    app.controls[field].box.value = f"{value}"
    assert words in app.controls[field].said.value
    assert (app.picture.value, counts(app)) == (picture, before)
    assert app.model.state == FEW


def test_an_experiment_without_signal_is_refused_in_sight(app: ReachExplorer) -> None:
    app.model.state = replace(FEW, high_detuning=2e-3)
    picture, state = app.picture.value, app.model.state
    with pytest.raises(ValueError, match="a trigger where the truth expects some signal"):
        app.model.state = replace(state, lightest_mass=0.9)
    mass = app.controls["lightest_mass"]
    mass.box.value = "900"
    assert "must have a trigger where the truth expects some signal" in mass.said.value
    assert app.picture.value == picture
    assert app.model.state == state
    assert mass.value == state.lightest_mass
    mass.value = 0.011
    assert mass.said.value == ""


def test_a_click_chooses_a_point_and_shows_its_spectrum(app: ReachExplorer) -> None:
    send(app, kind="click", panel="plane", x=0.4, y=0.3)
    _, coupling = app.figure.data_at("plane", 0.4, 0.3)
    assert coupling == pytest.approx(6.31e-25, rel=1e-3)
    assert app.model.state == FEW.at(1.0, 6.31e-25)
    assert app.model.computations == 1  # the curve stays
    assert app.spectrum is not None
    assert app.spectrum.model.state == ExplorerState(**app.model.state.shared)
    assert app.spectrum in app.children[-1].children
    assert "M = 1 eV, g_e g_ν = 6.31e-25: " in app.words.value
    first = app.spectrum
    send(app, kind="click", panel="plane", x=0.5, y=0.5)
    assert app.spectrum is first
    assert first.model.state.mediator_mass == pytest.approx(10.0)
    assert app.model.errors == []
    app.model.undo()
    assert app.model.state == FEW.at(1.0, 6.31e-25)
    app.model.look(theme="dark")
    app.settle()
    assert first.model.state.mediator_mass == 1.0  # it follows
    assert first.model.view.theme == "dark"


def test_a_given_explorer_gets_the_point_as_one_step_back() -> None:
    spectrum = SpectrumExplorer()
    before = replace(spectrum.model.state, target="Xe", delta=1.0, dipole_moment=1e-12)
    spectrum.model.state = before
    app = ReachExplorer(FEW, spectrum=spectrum)
    app.settle()
    assert spectrum.model.state == before  # until a point is chosen
    app.controls["mediator_mass"].box.value = "2.5"
    app.show_spectrum.click()
    wanted = replace(ExplorerState(**app.model.state.shared), dipole_moment=1e-12)
    assert spectrum.model.state == wanted
    spectrum.model.undo()
    assert spectrum.model.state == before
    app.close()
    assert spectrum.comm is not None
    spectrum.close()


def test_an_explorer_that_was_closed_is_made_anew(app: ReachExplorer) -> None:
    app.show_spectrum.click()
    first = app.spectrum
    assert first is not None
    first.close()
    app.show_spectrum.click()
    assert app.spectrum is not first
    assert app.model.errors == []


def test_pointer_and_arrows(app: ReachExplorer) -> None:
    sent: list[dict[str, Any]] = []
    app.frontend.send = lambda content, buffers=None: sent.append(content)  # type: ignore[method-assign]  # noqa: ARG005
    send(app, kind="hover", panel="plane", x=0.4, y=0.9)
    assert sent[0]["text"].startswith("M = 1 eV\nexcluded above ")
    send(app, kind="cursor", steps=-10)
    assert app.model.state.mediator_mass == pytest.approx(0.05)
    assert app.model.state.coupling == FEW.coupling
    send(app, kind="cursor", steps=1000)
    assert app.model.state.mediator_mass == pytest.approx(1e6)
    send(app, kind="key", key="theme")
    assert app.model.view.theme == "dark"
    assert app.model.errors == []


def test_a_coupling_that_does_nothing_says_why(app: ReachExplorer) -> None:
    app.model.state = replace(FEW, mediator="scalar", element="12", phase="imaginary")
    assert "This coupling does nothing: imaginary couplings of Majorana" in app.note.value
    assert app.controls["mediator_mass"].box.disabled
    assert np.all(np.isfinite(app.figure.artists["reach"].get_ydata()))
    app.settle()
    assert app.model.errors == []


# Longer work


def test_a_free_lightest_mass_is_a_curve_of_its_own(
    app: ReachExplorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    curve = app.model.scene.curve  # type: ignore[union-attr]

    def steps(_state: ReachState) -> Any:
        yield 1, 2
        return replace(curve, positive=10 * curve.positive)

    monkeypatch.setattr("renp_widgets.apps.reach.app.profiled_steps", steps)
    app.free_mass.click()
    assert app.task.running
    app.settle()
    np.testing.assert_array_equal(app.figure.artists["profiled"].get_ydata(), 10 * curve.positive)
    app.controls["mediator_mass"].value = 3.0
    assert app.figure.artists["profiled"].get_visible()
    app.controls["days"].value = 3.0
    assert not app.figure.artists["profiled"].get_visible()


def test_another_question_gives_work_up_and_another_point_does_not(app: ReachExplorer) -> None:
    app.controls["days"].value = 20.0
    app._pause.settle()
    assert app.task.running
    app.controls["mediator_mass"].value = 3.0
    assert app.task.running
    app.controls["days"].value = 30.0
    assert not app.task.running


def test_who_cancels_keeps_the_coarse_curve(app: ReachExplorer) -> None:
    app.controls["days"].value = 20.0
    app._pause.settle()
    app.task.stop.click()
    app.controls["mediator_mass"].value = 3.0
    app.settle()
    assert app.model.scene is not None
    assert not app.model.scene.is_fine


def test_closing_frees_all() -> None:
    gc.collect()
    before = set(_instances)
    app = ReachExplorer(FEW)
    app.show_spectrum.click()
    app._pause.settle()
    kept: list[Any] = [weakref.ref(x) for x in (app, app.model, app.figure, app.spectrum)]
    app.close()
    app.close()
    assert set(_instances) == before
    del app
    gc.collect()
    assert [ref() for ref in kept] == [None] * len(kept)
