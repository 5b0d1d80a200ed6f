from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from renp_widgets import coherence_factor, sampled_coherence_factor
from renp_widgets.apps import CoherenceExplorer, CoherenceState
from renp_widgets.apps.coherence.compute import WAVES, ensemble
from renp_widgets.apps.coherence.plot import plot
from renp_widgets.apps.coherence.state import DRAWN
from renp_widgets.apps.coherence.words import numbers_table, regime, sentences
from renp_widgets.live.fields import THEMES, Appearance
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.look import Look
from renp_widgets.live.model import LiveScene
from renp_widgets.physics.constants import HC

STATE = CoherenceState()


@pytest.fixture
def app() -> CoherenceExplorer:
    app = CoherenceExplorer()
    app.settle()
    return app


@pytest.mark.parametrize("seed", [0, 7])
def test_the_walk_is_the_librarys_sum(seed: int) -> None:
    state = CoherenceState(37, 900.0, 2.0, seed=seed)
    shown = ensemble(state)
    rng = np.random.default_rng(seed)
    expected = sampled_coherence_factor(37, (2.0, 0.0, 0.0), 900.0, rng)
    assert shown.factor == pytest.approx(float(expected), rel=1e-12)
    assert shown.expected == coherence_factor(37, (2.0, 0.0, 0.0), 900.0)
    assert shown.waves == pytest.approx(2.0 * 900.0 / HC)
    turns = np.angle(np.diff(shown.walk)) / (2 * np.pi * shown.waves)
    np.testing.assert_allclose(np.abs(np.diff(shown.walk)), 1.0)
    np.testing.assert_allclose(
        turns % (1 / shown.waves), np.sort(shown.places[:, 0]) % (1 / shown.waves)
    )
    k = 200  # the same atoms at another momentum
    other = ensemble(replace(state, momentum=float(WAVES[k] * HC / 900.0)))
    assert shown.sampled[k] == pytest.approx(other.factor, rel=1e-9)
    assert shown.mean[k] == pytest.approx(other.expected, rel=1e-9)


def test_balanced_momenta_put_all_in_phase_and_photons_add_one() -> None:
    shown = ensemble(CoherenceState(50, 1e9, 0.0, n_photons=9.0))
    assert (shown.factor, shown.expected, shown.form) == (2500.0, 2500.0, 1.0)
    assert shown.stimulated == 10.0
    assert "2.5e4" in numbers_table(shown)
    assert "infinite" in sentences(shown)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("n_atoms", 0),
        ("n_atoms", 1001),
        ("size", 0.5),
        ("momentum", -1.0),
        ("n_photons", np.inf),
        ("seed", -1),
    ],
)
def test_a_bad_state_is_refused(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=field):
        CoherenceState(**{field: value})


def test_numbers_of_things_are_whole() -> None:
    assert CoherenceState(n_atoms=63.0, seed=2.0) == CoherenceState(n_atoms=63, seed=2)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"n_atoms must be a whole number, got 63\.1"):
        CoherenceState(n_atoms=63.1)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="curve"):
        CoherenceState(curve=1)  # type: ignore[arg-type]


def test_words_of_the_regimes() -> None:
    for waves, said in ((0.05, "in phase"), (0.7, "partly in phase"), (20.0, "random phases")):
        assert regime(ensemble(replace(STATE, momentum=waves * HC / STATE.size))) == said


def test_hands_and_walk_show_the_phases(app: CoherenceExplorer) -> None:
    app.controls["momentum"].value = 3.0
    shown, figure = app.model.scene.result, app.figure
    np.testing.assert_array_equal(
        np.transpose(figure.artists["dots"].get_data()), shown.places[:, :2]
    )
    hands = np.array([end - start for start, end in figure.artists["hands"].get_segments()])
    turned = np.exp(1j * shown.phases)
    np.testing.assert_allclose(hands[:, 0] + 1j * hands[:, 1], 0.05 * turned, atol=1e-12)
    (_, x), (_, y) = figure.artists["total"].get_data()
    assert complex(x, y) == pytest.approx(turned.sum())
    spacing = np.diff([segment[0, 0] for segment in figure.artists["fronts"].get_segments()])
    np.testing.assert_allclose(spacing, HC / 3.0 / STATE.size)
    assert abs(shown.walk).max() <= figure.axes["walk"].get_xlim()[1]


@pytest.mark.parametrize("momentum", [0.0, 0.1, 1.24, 5.0, 100.0])
@pytest.mark.parametrize("n_atoms", [1, 7, 1000])
def test_the_present_point_is_in_the_picture(n_atoms: int, momentum: float) -> None:
    figure, state = PlotFigure(plot), CoherenceState(n_atoms, 1e6, momentum)
    figure.update(LiveScene(state, ensemble(state), Appearance()))
    (x,), (y,) = figure.artists["now"].get_data()
    axes = figure.axes["curve"]
    assert axes.get_xlim()[0] <= x <= axes.get_xlim()[1]
    assert axes.get_ylim()[0] <= y <= axes.get_ylim()[1]
    assert axes.get_ylim()[1] >= n_atoms**2


def test_the_curve_is_seen_when_it_is_asked_for(app: CoherenceExplorer) -> None:
    figure = app.figure
    assert not figure.artists["mean"].get_visible()
    assert figure.keys.boxes["curve"] is None
    background = figure.background
    app.controls["curve"].value = True
    assert figure.artists["mean"].get_visible()
    assert figure.artists["sampled"].get_visible()
    words = [figure.keys.samples[name][1].get_text() for name in ("mean", "sampled")]
    assert words == ["mean", "this draw"]
    assert all(figure.keys.samples[name][0].get_visible() for name in ("mean", "sampled"))
    assert figure.keys.boxes["curve"] is not None
    assert figure.background == background
    np.testing.assert_array_equal(figure.artists["mean"].get_ydata(), app.model.scene.result.mean)
    app.controls["size"].value = 1100.0
    assert figure.background == background


def test_every_control_reaches_the_state(app: CoherenceExplorer) -> None:
    values: dict[str, Any] = {
        "n_atoms": 300,
        "size": 5000.0,
        "momentum": 0.0,
        "n_photons": 1e6,
        "seed": 4,
        "curve": True,
    }
    for field, value in values.items():
        app.controls[field].value = value
    assert app.model.state == CoherenceState(**values)
    assert app.model.computations == app.draws == 1 + len(values)
    assert f"{DRAWN} of the 300 atoms" in app.note.value
    assert len(app.figure.artists["hands"].get_segments()) == DRAWN
    app.settle()
    assert app.frontend.summary == sentences(app.model.scene.result)
    assert app.numbers.value == numbers_table(app.model.scene.result)
    assert app.model.errors == []


def test_looks() -> None:
    figure, shown = PlotFigure(plot), ensemble(replace(STATE, curve=True))
    for theme, lecture in product(THEMES, (False, True)):
        figure.update(LiveScene(shown.state, shown, Appearance(theme, lecture)))
        assert figure.look == Look(theme, lecture)
        assert figure.paper == figure.look.colors.paper
        assert figure.artists["mean"].get_visible()
        assert all(artist.get_animated() for artist in figure.moving)


def test_it_is_saved(app: CoherenceExplorer, tmp_path: Any) -> None:
    app.save(tmp_path / "coherence.svg")
    assert (tmp_path / "coherence.svg").read_bytes().startswith(b"<?xml")
