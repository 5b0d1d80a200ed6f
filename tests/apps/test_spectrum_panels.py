from typing import Any

import pytest

import renp_widgets as rw
from renp_widgets.apps.spectrum.app import SpectrumExplorer
from renp_widgets.apps.spectrum.session import MAX_PINS, View
from renp_widgets.apps.spectrum.state import ExplorerState

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def app() -> SpectrumExplorer:
    app = SpectrumExplorer()
    app.settle()
    return app


def opened(app: SpectrumExplorer, name: str) -> Any:
    """A panel, brought up."""
    app.section.value = name
    return app.panels[name]


def test_one_panel_is_open_at_a_time(app: SpectrumExplorer) -> None:
    for name in app.panels:
        opened(app, name)
        shown = [n for n, panel in app.panels.items() if panel.layout.display != "none"]
        assert shown == [name]
    assert app.model.errors == []


def test_a_panel_that_is_not_open_is_right_once_it_is(app: SpectrumExplorer) -> None:
    cursor = opened(app, "cursor")
    cursor.detuning.value = 1e-3
    opened(app, "thresholds")
    app.controls["ordering"].value = "inverted"
    before = cursor.readout.value
    opened(app, "cursor")
    assert cursor.readout.value != before


def test_a_threshold_is_chosen_and_zoomed_on(app: SpectrumExplorer) -> None:
    panel = opened(app, "thresholds")
    assert panel.zoom.disabled
    assert panel.home.disabled
    panel.chooser.value = "12"
    assert app.model.view.inspected == "12"
    assert "12" in panel.inspector.value
    panel.zoom.click()
    low, high = sorted(app.figure.axes["end"].get_xlim())
    at = app.model.scene.spectrum.thresholds.detuning[1]
    assert low < at < high < 1.5 * at
    app.controls["lightest_mass"].value = 0.0101  # the zoom stays
    assert sorted(app.figure.axes["end"].get_xlim()) == [low, high]
    panel.home.click()
    assert app.model.view.end_window is None
    assert app.figure.axes["end"].get_xlim() == (1e-1, 1e-7)
    panel.chooser.value = ""
    assert panel.inspector.value == ""
    assert app.model.errors == []


def test_a_threshold_without_a_place_is_not_zoomed_on_and_says_why(app: SpectrumExplorer) -> None:
    app.controls["lightest_mass"].value = 0.0
    panel = opened(app, "thresholds")
    panel.chooser.value = "11"
    panel.zoom.click()
    assert "11 has no place on a logarithmic axis" in app.note.value
    assert app.model.view.end_window is None


def test_the_cursor_reads_the_spectrum(app: SpectrumExplorer) -> None:
    computations = app.model.computations
    panel = opened(app, "cursor")
    assert panel.detuning.toggle.value is True
    assert panel.readout.value == ""
    panel.omega.value = 1.0
    detuning = rw.YB.end_point - 1.0
    assert app.model.view.cursor == pytest.approx(detuning, rel=1e-12)
    intensity = float(rw.spectral_function(rw.YB, app.model.state.neutrinos, omega=1.0))
    assert f"{intensity:.5g}" in panel.readout.value
    panel.detuning.slider.value = 1e-3
    assert panel.omega.value == pytest.approx(rw.YB.end_point - 1e-3, rel=1e-9)
    few = panel.readout.value
    panel.density.value = 2e21  # eight times the rate
    assert panel.readout.value != few
    panel.detuning.toggle.value = True
    assert app.model.view.cursor is None
    assert app.model.computations == computations
    assert app.model.errors == []


@pytest.mark.parametrize("omega", ["0", "-1", "1.08"])
def test_an_energy_outside_the_spectrum_is_refused(app: SpectrumExplorer, omega: str) -> None:
    panel = opened(app, "cursor")
    panel.detuning.value = 1e-3
    last = panel.omega.value
    panel.omega.box.value = omega
    says = f"or at ω = {omega} eV is refused: it must be above 0 and below 1.071745 eV"
    assert says in panel.omega.said.value
    assert app.model.view.cursor == 1e-3
    assert panel.omega.value == last
    panel.omega.box.value = "1.07 eV"
    assert panel.omega.said.value == ""
    assert app.model.view.cursor == pytest.approx(0.001745)


def test_the_band_comes_at_rest_and_says_what_dominates(app: SpectrumExplorer) -> None:
    panel = opened(app, "uncertainty")
    picture = app.picture.value
    panel.band.value = True
    app.settle()
    assert app.picture.value != picture
    assert "θ" in panel.readout.value
    app.controls["lightest_mass"].value = 0.02
    assert app.model.scene.band is None  # a moving picture shows no stale band
    app.settle()
    panel.band.value = False
    assert panel.readout.value == ""
    assert app.model.errors == []


def test_curves_are_pinned_compared_shown_and_let_go(app: SpectrumExplorer) -> None:
    panel = opened(app, "compare")
    panel.name.value = HOSTILE
    panel.pin.click()
    app.controls["alpha21"].value = 3.0
    panel.pin.click()
    assert [pin.name for pin in app.model.pins] == [HOSTILE, "Yb NO 10 meV Majorana"]
    visible = [label.value for line, label in panel.pin_rows if line.layout.display != "none"]
    assert len(visible) == 2
    assert "&lt;img" in visible[0]
    assert "<img" not in visible[0]
    panel.compare.value = "ratio"
    assert app.model.scene.spectrum.reference is not None
    assert panel.reference.value == HOSTILE
    panel.reference.value = "Yb NO 10 meV Majorana"
    assert app.model.reference is app.model.pins[1]
    line, _ = panel.pin_rows[0]
    line.children[1].click()  # go to it
    assert app.model.state == ExplorerState()
    line.children[2].click()  # let go
    assert [pin.name for pin in app.model.pins] == ["Yb NO 10 meV Majorana"]
    assert app.model.errors == []


def test_a_name_that_is_taken_is_refused(app: SpectrumExplorer) -> None:
    panel = opened(app, "compare")
    for _ in range(2):
        panel.name.value = "a"
        panel.pin.click()
    assert "pin names must differ, got &#x27;a&#x27; twice" in app.note.value
    assert len(app.model.pins) == 1


def test_no_more_pins_than_there_is_room_for(app: SpectrumExplorer) -> None:
    panel = opened(app, "compare")
    for _ in range(MAX_PINS):
        assert not app.toolbar.pin.disabled
        app.toolbar.pin.click()
    assert app.toolbar.pin.disabled
    assert panel.pin.disabled
    assert app.model.errors == []


def test_presets_are_steps_with_their_words_and_source(app: SpectrumExplorer) -> None:
    presets = app.toolbar.presets
    for _, preset in presets.options[1:]:
        presets.value = preset
        assert app.model.state == preset.state
        assert app.model.pins[: len(preset.pins)] == preset.pins
        assert preset.citation.split(",")[0].replace("'", "&#x27;") in app.note.value
        app.settle()
    app.controls["lightest_mass"].value = 0.0123
    assert presets.value == ""  # this is no preset
    assert app.note.value == ""
    for _ in presets.options:
        app.toolbar.undo.click()
    assert app.model.state == ExplorerState()
    assert app.toolbar.undo.disabled
    app.toolbar.redo.click()
    assert app.model.state == presets.options[1][1].state
    assert app.model.errors == []


def test_reset_of_one_and_of_all(app: SpectrumExplorer) -> None:
    mass, ordering = app.controls["lightest_mass"], app.controls["ordering"]
    assert mass.reset.layout.visibility == "hidden"
    mass.value, ordering.value = 0.3, "inverted"
    assert mass.reset.layout.visibility == "visible"
    mass.reset.click()
    assert (app.model.state.lightest_mass, app.model.state.ordering) == (0.01, "inverted")
    assert mass.reset.layout.visibility == "hidden"
    app.controls["alpha21"].value = 1.0
    app.toolbar.reset.click()
    assert app.model.state == ExplorerState()
    app.toolbar.undo.click()
    assert app.model.state == ExplorerState(ordering="inverted", alpha21=1.0)
    assert app.model.errors == []


def test_theme_and_lecture_dress_picture_and_page(app: SpectrumExplorer) -> None:
    picture = app.picture.value
    app.toolbar.theme.value = "dark"
    app.toolbar.lecture.value = True
    app.settle()
    assert app.model.view == View(theme="dark", lecture=True)
    assert {"renp-dark", "renp-lecture"} < set(app._dom_classes)
    assert "renp-light" not in app._dom_classes
    assert app.picture.value != picture
    app.toolbar.theme.value = "light"
    app.toolbar.lecture.value = False
    app.settle()
    assert app.picture.value == picture
    assert app.model.errors == []
