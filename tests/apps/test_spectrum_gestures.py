from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps.spectrum.gestures import Gestures
from renp_widgets.apps.spectrum.model import ExplorerModel
from renp_widgets.apps.spectrum.plot import plot
from renp_widgets.apps.spectrum.session import View
from renp_widgets.live.figure import PlotFigure


class Hand:
    """A model, its figure, and gestures over it; `read` and `inspected` record what they say."""

    def __init__(self) -> None:
        self.model = ExplorerModel()
        self.figure = PlotFigure(plot)
        self.read: list[tuple[str, float, str]] = []
        self.inspected: list[str] = []
        self.gestures = Gestures(
            self.model, self.figure, lambda *said: self.read.append(said), self.inspected.append
        )
        self.model.observe(self.draw, "scene")
        self.draw()

    def draw(self, _: Any = None) -> None:
        assert self.model.scene is not None
        self.figure.update(self.model.scene)

    def __call__(self, kind: str, **event: Any) -> None:
        self.gestures.act({"kind": kind, **event})


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.mark.parametrize("panel", ["full", "end"])
def test_hovering_reads_the_spectrum_exactly(hand: Hand, panel: str) -> None:
    hand("hover", panel=panel, x=0.3, y=0.9)
    ((where, x, text),) = hand.read
    assert (where, x) == (panel, 0.3)
    at = hand.figure.data_at(panel, 0.3, 0.9)[0]
    detuning = at if panel == "end" else rw.YB.end_point - at
    intensity = rw.spectral_function(rw.YB, hand.model.state.neutrinos, detuning=detuning)
    assert text.endswith(f"I = {float(intensity):.4g}")
    assert f"{detuning:.3e} eV" in text
    assert hand.model.computations == 1


def test_hovering_beyond_the_end_point_says_so(hand: Hand) -> None:
    hand("hover", panel="full", x=0.999, y=0.5)
    assert hand.read[0][2] == "beyond the end point: I = 0"
    hand("hover", panel="full", x=0.0, y=0.5)
    assert hand.read[1][2] == ""  # no photon of no energy


@pytest.mark.parametrize("panel", ["full", "end"])
def test_a_dragged_frame_becomes_the_axes_and_home_takes_it_back(hand: Hand, panel: str) -> None:
    axes = hand.figure.axes[panel]
    x, y = axes.get_xlim(), axes.get_ylim()
    a, b = (hand.figure.data_at(panel, *at) for at in ((0.8, 0.7), (0.5, 0.2)))
    hand("zoom", panel=panel, x0=0.8, y0=0.7, x1=0.5, y1=0.2)
    np.testing.assert_allclose(sorted(axes.get_xlim()), sorted((a[0], b[0])))
    np.testing.assert_allclose(sorted(axes.get_ylim()), sorted((a[1], b[1])))
    assert (axes.get_xlim()[0] < axes.get_xlim()[1]) == (x[0] < x[1])  # the same way round
    hand("home", panel=panel)
    assert (axes.get_xlim(), axes.get_ylim()) == (x, y)
    assert hand.model.errors == []


def test_a_click_on_a_threshold_inspects_it_and_elsewhere_sets_the_cursor(hand: Hand) -> None:
    assert hand.model.scene is not None
    thresholds = hand.model.scene.spectrum.thresholds
    at = hand.figure.place_of("end", float(thresholds.detuning[5]), 0.0)[0]
    hand("click", panel="end", x=at + 0.003, y=0.5)
    assert hand.inspected == ["33"]
    assert hand.model.view.cursor is None
    hand("click", panel="end", x=0.2, y=0.5)
    assert hand.model.view.cursor == pytest.approx(hand.figure.data_at("end", 0.2, 0)[0])
    hand("click", panel="full", x=0.5, y=0.5)
    omega = hand.figure.data_at("full", 0.5, 0)[0]
    assert hand.model.view.cursor == pytest.approx(rw.YB.end_point - omega)
    assert hand.inspected == ["33"]


def test_keys_undo_pin_and_dress(hand: Hand) -> None:
    model = hand.model
    model.state = replace(model.state, ordering="inverted")
    hand("key", key="undo")
    assert model.state.ordering == "normal"
    hand("key", key="redo")
    assert model.state.ordering == "inverted"
    hand("key", key="pin")
    assert len(model.pins) == 1
    hand("key", key="lecture")
    hand("key", key="theme")
    assert (model.view.lecture, model.view.theme) == (True, "dark")
    for _ in range(2):
        hand("key", key="theme")
    assert model.view.theme == "light"
    model.view = replace(model.view, end_window=(1e-4, 1e-3, 0.0, 0.1))
    hand("key", key="home")
    assert model.view == View(lecture=True)
    assert model.errors == []


def test_arrow_keys_move_the_cursor_and_stop_at_the_panels_ends(hand: Hand) -> None:
    hand("cursor", steps=1)
    first = hand.model.view.cursor
    assert first == pytest.approx(1e-4)  # it comes in the middle
    hand("cursor", steps=1)
    hand("cursor", steps=-1)
    assert hand.model.view.cursor == pytest.approx(first)
    for _ in range(12):
        hand("cursor", steps=10)
    assert hand.model.view.cursor == pytest.approx(1e-7)
    assert hand.model.errors == []


def test_what_goes_wrong_is_shown(hand: Hand) -> None:
    hand("zoom", panel="end", x0=0.5, y0=0.2, x1=0.5, y1=0.4)
    assert "x low must lie well below x high" in hand.model.message
    assert hand.model.view == View()


def test_keys_zoom_at_the_cursor_and_out_again(hand: Hand) -> None:
    hand("cursor", steps=1)
    x = hand.figure.axes["end"].get_xlim()
    hand("key", key="zoom-in")
    zoomed = hand.figure.axes["end"].get_xlim()
    assert zoomed == pytest.approx((10**-2.5, 10**-5.5))
    hand("key", key="zoom-out")
    assert hand.figure.axes["end"].get_xlim() == pytest.approx(x)
