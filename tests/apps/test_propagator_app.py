from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb

import renp_widgets as rw
from renp_widgets.apps import PropagatorExplorer, PropagatorState
from renp_widgets.apps.propagator.compute import propagator
from renp_widgets.apps.propagator.state import W_MASS
from renp_widgets.apps.propagator.words import reading, summary, title
from renp_widgets.live.fields import THEMES


@pytest.fixture
def app() -> PropagatorExplorer:
    app = PropagatorExplorer()
    app.settle()
    return app


@pytest.mark.parametrize("mass", [1e-4, 0.05, 0.5, 2.0, 1e3, W_MASS])
@pytest.mark.parametrize("target", ["Yb", "Xe"])
def test_the_propagator_is_the_formula(target: str, mass: float) -> None:
    result = propagator(PropagatorState(target, mass))
    e_eg = rw.TARGETS[target].e_eg
    q2 = (e_eg / 2 + result.detuning) ** 2 - (e_eg / 2 - result.detuning) ** 2
    far = np.abs(q2 - mass**2) > 1e-3 * q2
    np.testing.assert_allclose(result.size[far], 1 / np.abs(q2 - mass**2)[far], rtol=1e-6)
    np.testing.assert_allclose(result.massless, 1 / q2, rtol=1e-6)
    assert np.all(np.diff(result.detuning) > 0)
    assert np.all(np.isfinite(result.size))


def test_the_pole_is_that_of_the_mediator() -> None:
    state = PropagatorState("Yb", 0.5)
    mediator = rw.VectorMediator(0.5, 1e-12, rw.universal_coupling(1e-12))
    resonance = mediator.resonance(rw.YB)
    assert rw.YB.end_point - state.pole == pytest.approx(float(resonance), rel=1e-12)
    assert state.has_pole
    assert not PropagatorState("Yb", 2.2).has_pole
    assert PropagatorState("Xe", 2.2).has_pole
    result = propagator(state)
    assert result.size.max() > 1e8  # points close in on it
    assert state.pole not in result.detuning
    assert f"ω = {float(resonance):.6g} eV" in title(state)


def test_a_light_mediator_beats_the_w_boson_by_what_the_talk_says() -> None:
    light = PropagatorState("Yb", PropagatorState.declared()["mediator_mass"].low)
    one = 1.0 / (2 * rw.YB.e_eg)  # the detuning at which q^2 = 1 eV^2
    assert light.at(np.array(one)) * W_MASS**2 == pytest.approx(6.46e21, rel=1e-3)
    assert "6.5e21 × W" in reading(light, one)
    heavy = PropagatorState("Yb", W_MASS)
    np.testing.assert_allclose(propagator(heavy).size, W_MASS**-2, rtol=1e-12)


def test_the_width_in_words_is_that_of_its_decays() -> None:
    width = 3 * 1e-24 * 0.5 / (24 * np.pi) * 0.5 / rw.YB.e_eg  # massless neutrinos
    text = summary(PropagatorState("Yb", 0.5))
    assert float(text.split("the peak is ")[1].split(" eV")[0]) == pytest.approx(width, rel=0.03)
    assert "no pair is made" in summary(PropagatorState("Yb", 0.01))
    assert "no pole" in summary(PropagatorState("Yb", 100.0))


@pytest.mark.parametrize("wrong", [{"target": "custom"}, {"mediator_mass": 0.0}])
def test_a_wrong_state_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        PropagatorState(**wrong)


def test_the_slider_moves_curve_and_mark(app: PropagatorExplorer) -> None:
    figure = app.figure
    app.controls["mediator_mass"].slider.value = 0.1
    state = PropagatorState("Yb", app.model.state.mediator_mass)
    assert state.mediator_mass == pytest.approx(0.1)
    result = propagator(state)
    np.testing.assert_array_equal(figure.artists["mediator detuning"].get_xdata(), result.detuning)
    np.testing.assert_allclose(
        figure.artists["mediator energy"].get_xdata(), rw.YB.end_point - result.detuning
    )
    assert list(figure.artists["pole detuning"].get_xdata()) == [state.pole] * 2
    assert figure.artists["M"].get_text() == "M"
    assert (app.model.computations, app.draws) == (2, 2)
    app.settle()
    assert app.rest_draws == 2
    assert title(state) in app.frontend.summary
    assert app.model.errors == []


def test_beyond_the_spectrum_nothing_is_marked(app: PropagatorExplorer) -> None:
    app.model.state = PropagatorState("Yb", 1e5)
    assert len(app.figure.artists["pole energy"].get_xdata()) == 0
    assert app.figure.artists["M"].get_text() == ""
    assert "contact" in app.figure.plot.titles[0][1]


def test_only_target_and_look_change_the_background(app: PropagatorExplorer) -> None:
    before = app.figure.background
    app.model.state = PropagatorState("Yb", 3.0)
    assert app.figure.background == before
    app.model.state = PropagatorState("Xe", 3.0)
    assert app.figure.background == before + 1
    assert app.figure.axes["energy"].get_xlim()[1] > rw.XE.end_point


@pytest.mark.parametrize("theme", THEMES)
def test_every_look_shows_the_state(app: PropagatorExplorer, theme: str) -> None:
    app.model.state = PropagatorState("Xe", 3.0)
    app.model.look(theme=theme, lecture=True)
    app.settle()
    assert app.figure.axes["energy"].get_xlim()[1] > rw.XE.end_point
    colors = {to_rgb(x) for x in (*app.figure.palette, app.figure.paper)}
    assert {
        to_rgb(app.figure.artists[f"mediator {x}"].get_color()) for x in app.figure.axes
    } <= colors
    assert app.model.errors == []


def test_the_pointer_reads_q(app: PropagatorExplorer) -> None:
    sent: list[Any] = []
    app.frontend.send = lambda content, *_: sent.append(content)
    for panel, x in (("energy", 0.5), ("detuning", 0.5), ("energy", 1.0)):
        app.frontend._handle_custom_msg({"kind": "hover", "panel": panel, "x": x, "y": 0.5}, [])
    texts = [each["text"] for each in sent if each["kind"] == "read_out"]
    assert len(texts) == 3
    assert all("× W" in text for text in texts)
    assert app.figure.data_at("energy", 0.0)[0] == 0.0
    assert app.figure.data_at("detuning", 1.0)[0] == pytest.approx(1e-7)
    assert app.figure.place_of("detuning", 1e-7, 1e10) == pytest.approx((1.0, 1.0))
    assert app.model.errors == []


def test_reset_goes_back_to_the_start() -> None:
    app = PropagatorExplorer(PropagatorState("Xe", 7.0))
    app.controls["mediator_mass"].value = 8.0
    app.toolbar.reset.click()
    assert app.model.state == PropagatorState("Xe", 7.0)


def test_the_figure_is_saved(app: PropagatorExplorer, tmp_path: Path) -> None:
    app.save(tmp_path / "propagator.pdf")
    assert (tmp_path / "propagator.pdf").read_bytes().startswith(b"%PDF")
