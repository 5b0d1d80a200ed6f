import asyncio
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets import apps
from renp_widgets.apps import ExplorerState, SpectrumExplorer
from renp_widgets.apps.spectrum.session import Session, View


@pytest.fixture
def app() -> SpectrumExplorer:
    app = SpectrumExplorer()
    app.settle()
    return app


def counts(app: SpectrumExplorer) -> tuple[int, int, int]:
    return app.model.computations, app.draws, app.rest_draws


CHANGES: list[tuple[str, Any]] = [
    ("target", "Xe"),
    ("ordering", "inverted"),
    ("nature", "dirac"),
    ("lightest_mass", 0.05),
    ("lightest_mass", 0.0),
    ("delta", 1.0),
    ("alpha21", 2.0),
    ("alpha31", math.pi),
    ("mediator", "vector"),
    ("mediator", "scalar"),
]


@pytest.mark.parametrize(("field", "value"), CHANGES)
def test_a_control_sets_its_field_with_one_computation_and_one_draw(
    app: SpectrumExplorer, field: str, value: Any
) -> None:
    before, picture = counts(app), app.picture.value
    app.controls[field].value = value
    assert app.model.state == replace(ExplorerState(), **{field: value})
    assert np.subtract(counts(app), before).tolist() == [1, 1, 0]
    assert app.picture.value != picture
    app.settle()
    app.settle()  # nothing is pending any more
    assert np.subtract(counts(app), before).tolist() == [1, 1, 1]
    assert app.model.errors == []


@pytest.mark.parametrize(("field", "value"), CHANGES)
def test_controls_follow_a_state_that_comes_from_elsewhere(
    app: SpectrumExplorer, field: str, value: Any
) -> None:
    before = counts(app)
    app.model.state = replace(app.model.state, **{field: value})
    assert app.controls[field].value == value
    assert np.subtract(counts(app), before).tolist() == [1, 1, 0]


def test_an_equal_state_does_nothing(app: SpectrumExplorer) -> None:
    before, picture = counts(app), app.picture.value
    app.model.state = replace(app.model.state)
    app.controls["lightest_mass"].value = app.model.state.lightest_mass
    app.settle()
    assert counts(app) == before
    assert app.picture.value == picture


def test_curve_and_table_show_the_state(app: SpectrumExplorer) -> None:
    app.controls["ordering"].value = "inverted"
    app.controls["lightest_mass"].value = 0.02
    neutrinos = rw.Neutrinos.from_oscillation("inverted", 0.02)
    detuning, intensity = app.figure.artists["intensity end"].get_data()
    expected = rw.spectral_function(rw.YB, neutrinos, detuning=detuning)
    np.testing.assert_array_equal(intensity, expected)
    for shift in rw.thresholds(rw.YB, neutrinos).detuning:
        assert f"{shift:.4e}" in app.panels["thresholds"].table.value


def test_slider_and_box_show_milli_ev_and_degrees(app: SpectrumExplorer) -> None:
    mass, delta = app.controls["lightest_mass"], app.controls["delta"]
    mass.slider.value = 20.0
    assert app.model.state.lightest_mass == 0.02
    assert mass.box.value == "20"
    mass.box.value = "0.001"  # below the slider's range
    assert app.model.state.lightest_mass == 1e-6
    assert mass.slider.value == mass.slider.base**mass.slider.min
    delta.slider.value = 360.0
    assert app.model.state.delta == pytest.approx(2 * math.pi)
    assert app.model.errors == []


def test_exactly_massless_and_back(app: SpectrumExplorer) -> None:
    mass = app.controls["lightest_mass"]
    mass.toggle.value = True
    assert (app.model.state.lightest_mass, mass.value, mass.box.value) == (0.0, 0.0, "0")
    mass.toggle.value = False
    assert app.model.state.lightest_mass == 0.01
    mass.box.value = "0"
    assert mass.toggle.value is True
    mass.slider.value = 5.0  # moving the slider ends it
    assert (app.model.state.lightest_mass, mass.toggle.value) == (0.005, False)


def test_best_fit_delta_follows_the_ordering(app: SpectrumExplorer) -> None:
    delta = app.controls["delta"]
    assert (delta.toggle.value, delta.box.value) == (True, "212")
    app.controls["ordering"].value = "inverted"
    assert delta.box.value == "274"
    delta.toggle.value = False
    assert app.model.state.delta == pytest.approx(math.radians(274))
    delta.toggle.value = True
    assert app.model.state.delta is None


def test_phases_do_nothing_for_dirac_neutrinos_and_say_so(app: SpectrumExplorer) -> None:
    app.controls["nature"].value = "dirac"
    for field in ("delta", "alpha21", "alpha31"):
        slider = app.controls[field].slider
        assert slider.disabled
        reason = {"delta": "no phase changes this spectrum of Dirac neutrinos"}
        assert slider.tooltip == reason.get(field, "Dirac neutrinos have no Majorana phases")
    app.controls["nature"].value = "majorana"
    assert not app.controls["delta"].slider.disabled


def test_energies_are_the_targets_and_can_be_set_for_the_custom_one(app: SpectrumExplorer) -> None:
    e_eg, e_vg = app.controls["e_eg"], app.controls["e_vg"]
    app.controls["target"].value = "Xe"
    assert (float(e_eg.box.value), e_eg.box.disabled) == (rw.XE.e_eg, True)
    assert e_eg.box.tooltip == "the level energies are those of Xe"
    app.controls["target"].value = "custom"
    assert (float(e_eg.box.value), e_eg.box.disabled) == (rw.YB.e_eg, False)
    e_vg.box.value = "6"
    e_eg.box.value = "5"
    assert app.model.state.atom.e_eg == 5.0
    assert app.figure.axes["full"].get_xlim()[1] > 2.5


def test_a_slider_that_reports_its_nearest_step_does_not_change_the_state(
    app: SpectrumExplorer,
) -> None:
    state = replace(app.model.state, lightest_mass=0.015, delta=1.0, mediator_mass=0.5)
    app.model.state = state
    before = counts(app)
    for field in ("lightest_mass", "delta", "mediator_mass"):
        slider = app.controls[field].slider
        slider.value = slider.value * (1 + 1e-15)  # as the front end rounds it
    assert app.model.state is state
    assert counts(app) == before
    mass = app.controls["lightest_mass"]
    mass.slider.value *= 10**0.02  # one step is a change
    assert app.model.state.lightest_mass == pytest.approx(1e-3 * mass.slider.value)


def test_mediator_panel_shows_what_matters_and_says_why_not(app: SpectrumExplorer) -> None:
    controls = app.controls
    assert controls["mediator_mass"].slider.disabled
    assert controls["element"].buttons.tooltip == "no mediator is chosen"
    controls["mediator"].value = "vector"
    assert not controls["mediator_mass"].slider.disabled
    assert controls["phase"].buttons.tooltip == "diagonal couplings are real"
    controls["mediator"].value = "dipole"
    assert controls["mediator_mass"].slider.tooltip == "the photon is massless"
    assert controls["dipole_moment"].layout.display is None
    assert controls["vector_coupling"].layout.display == "none"
    assert (controls["element"].value, controls["phase"].value) == ("12", "imaginary")
    controls["element"].value = "universal"
    assert "This coupling does nothing: diagonal moments of Majorana" in app.note.value
    controls["element"].value = "12"
    controls["phase"].value = "real"
    assert "real moments of Majorana neutrinos vanish" in app.note.value
    controls["phase"].value = "imaginary"
    assert app.note.value == ""
    assert app.model.errors == []


@pytest.mark.parametrize(
    ("state", "interactions"),
    [
        (
            ExplorerState(mediator="vector", mediator_mass=0.7, vector_coupling=1e-22),
            rw.VectorMediator(0.7, 1e-11, rw.universal_coupling(1e-11)),
        ),
        (
            ExplorerState(mediator="scalar", element="23", scalar_kind="pseudoscalar"),
            rw.ScalarMediator(
                0.5,
                math.sqrt(1e-18),
                None,
                rw.element_coupling(2, 3, math.sqrt(1e-18)),
            ),
        ),
        (
            ExplorerState(
                mediator="dipole", element="13", phase="imaginary", dipole_kind="electric"
            ),
            rw.DipoleMoments(electric=rw.element_coupling(1, 3, 1e-10j)),
        ),
    ],
)
def test_curves_show_the_mediator_beside_the_standard_model(
    state: ExplorerState, interactions: Any
) -> None:
    app = SpectrumExplorer(state)
    detuning, intensity = app.figure.artists["intensity end"].get_data()
    expected = rw.spectral_function(
        rw.YB, state.neutrinos, detuning=detuning, interactions=[interactions]
    )
    np.testing.assert_allclose(intensity, expected, rtol=1e-9)
    standard = rw.spectral_function(rw.YB, state.neutrinos, detuning=detuning)
    np.testing.assert_array_equal(app.figure.artists["standard end"].get_ydata(), standard)
    app.controls["mediator"].value = "none"
    assert len(app.figure.artists["standard end"].get_xdata()) == 0
    assert app.model.errors == []


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        (
            "lightest_mass",
            "-1",
            "lightest mass = -1 meV is refused: it can be from 0 meV to 1000 meV",
        ),
        ("lightest_mass", "5 eV", "lightest mass = 5000 meV is refused"),
        ("mediator_mass", "1e9", "mass M = 1e9 eV is refused: it can be from 0.0001 eV to 1e6 eV"),
        ("e_eg", "3", "E_eg = 3 eV is refused: e_vg must be larger than e_eg = 3.0 eV"),
    ],
)
def test_a_refused_value_is_shown_and_the_last_good_picture_stays(
    app: SpectrumExplorer, field: str, typed: str, says: str
) -> None:
    app.controls["target"].value = "custom"
    last = app.controls[field].box.value
    state, picture, before = app.model.state, app.picture.value, counts(app)
    control = app.controls[field]
    control.box.value = typed
    assert app.model.state is state
    assert app.picture.value == picture
    assert counts(app) == before
    assert control.box.value == typed  # to be mended
    assert len(app.model.errors) == 1
    assert says in app.model.errors[0]
    assert says in control.said.value
    assert 'role="alert"' in control.said.value
    control.box.value = last  # the next good entry takes the words away, though nothing changes
    assert (control.said.value, control.said.layout.display) == ("", "none")
    control.box.value = typed
    app.controls["nature"].value = "dirac"  # and so does any good change
    assert (control.said.value, control.box.value) == ("", last)


@pytest.mark.parametrize(
    ("field", "typed", "value", "shown"),
    [
        ("lightest_mass", "10,5", 0.0105, "10.5"),
        ("lightest_mass", "1/3", 1e-3 / 3, "0.333333"),
        ("lightest_mass", "20 meV", 0.02, "20"),
        ("lightest_mass", "0.03 eV", 0.03, "30"),
        ("lightest_mass", "124 µeV", 1.24e-4, "0.124"),
        ("delta", "-148", math.radians(212), "212"),
        ("alpha21", "361", math.radians(1), "1"),
        ("alpha31", "0.5 rad", 0.5, "28.6479"),
        ("dipole_moment", "1.5×10^-11 μ_B", 1.5e-11, "1.5e-11"),
        ("vector_coupling", "10^-20", 1e-20, "1e-20"),
        ("lightest_mass", "0.0000154", 1.54e-8, "1.54e-5"),
    ],
)
def test_numbers_are_taken_as_people_type_them(
    app: SpectrumExplorer, field: str, typed: str, value: float, shown: str
) -> None:
    control = app.controls[field]
    control.box.value = typed
    assert getattr(app.model.state, field) == pytest.approx(value, rel=1e-12)
    assert (control.box.value, control.said.value) == (shown, "")


def test_a_doubtful_number_is_said_as_it_was_understood(app: SpectrumExplorer) -> None:
    mass = app.controls["lightest_mass"]
    mass.box.value = "1,000"
    assert app.model.state.lightest_mass == 1.0
    assert "1,000 was read as 1000" in mass.said.value
    mass.box.value = "900"
    assert mass.said.value == ""


@pytest.mark.parametrize("typed", ["", "ten", "10 kg", "1e400", "<b>1</b>"])
def test_what_is_no_number_stays_in_its_box_with_the_reason(
    app: SpectrumExplorer, typed: str
) -> None:
    mass, before = app.controls["lightest_mass"], counts(app)
    mass.box.value = typed
    assert (mass.box.value, counts(app)) == (typed, before)
    assert 'role="alert"' in mass.said.value
    assert "<b>" not in mass.said.value
    mass.box.value = "10"
    assert (mass.said.value, app.model.state.lightest_mass) == ("", 0.01)


def test_a_choice_that_is_none_is_refused(app: SpectrumExplorer) -> None:
    ordering = app.controls["ordering"]
    with pytest.raises(ValueError, match=r"ordering must be one of \['normal', 'inverted'\]"):
        ordering.value = "normal-ish"
    assert app.model.state == ExplorerState()
    assert ordering.value == "normal"


def test_a_failing_draw_is_shown_and_escaped(
    app: SpectrumExplorer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    picture = app.picture.value

    def fail(_: Any) -> None:
        raise RuntimeError("<b>no ink</b>")

    monkeypatch.setattr(app.figure, "update", fail)
    app.controls["lightest_mass"].value = 0.02
    assert app.model.errors == ["RuntimeError: <b>no ink</b>"]
    assert "&lt;b&gt;no ink" in app.note.value
    assert "RuntimeError" in caplog.text
    assert app.picture.value == picture
    assert app.controls["lightest_mass"].box.value == "20"  # controls follow all the same
    monkeypatch.undo()
    app.controls["lightest_mass"].value = 0.03
    assert app.note.value == ""
    assert app.picture.value != picture


def test_one_sharp_draw_at_rest_and_none_while_moving() -> None:
    async def journey() -> list[tuple[int, int, int]]:
        app = SpectrumExplorer()
        seen = []
        for k in range(5):
            app.controls["lightest_mass"].value = 0.01 + 0.001 * k
            await asyncio.sleep(0.02)
        seen.append(counts(app))
        await asyncio.sleep(0.5)
        seen.append(counts(app))
        app.settle()
        seen.append(counts(app))
        return seen

    moving, rested, settled = asyncio.run(journey())
    assert moving == (5, 5, 0)  # the first value is the one already shown
    assert rested == settled == (5, 5, 1)


def test_closing_stops_the_pending_frame() -> None:
    async def journey() -> int:
        app = SpectrumExplorer()
        app.close()
        await asyncio.sleep(0.4)
        return app.rest_draws

    assert asyncio.run(journey()) == 0


def test_explorers_do_not_share_state() -> None:
    one, two = SpectrumExplorer(), SpectrumExplorer(ExplorerState(ordering="inverted"))
    picture = two.picture.value
    one.controls["lightest_mass"].value = 0.03
    assert two.model.state == ExplorerState(ordering="inverted")
    assert two.picture.value == picture


def test_a_canvas_of_ipympl_is_a_choice() -> None:
    pytest.importorskip("ipympl")
    app = SpectrumExplorer(backend="ipympl")
    app.controls["lightest_mass"].value = 0.02
    app.settle()
    assert counts(app) == (2, 2, 1)
    assert type(app.picture).__name__ == "Canvas"
    app.toolbar.theme.value = "dark"
    app.settle()
    assert app.model.errors == []
    app.close()
    assert app.picture.comm is None


def test_a_back_end_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"backend must be one of .*got 'webgl'"):
        SpectrumExplorer(backend="webgl")


def test_the_page_is_dressed_and_told_with_the_picture() -> None:
    app = SpectrumExplorer()
    assert "renp-light" in app._dom_classes
    assert set(app.frontend.panels) == {"full", "end"}
    assert app.frontend.summary == ""  # it is read out at rest
    app.settle()
    assert "m1 = 10 meV" in app.frontend.summary
    app.controls["lightest_mass"].value = 0.02
    app.settle()
    assert app.frontend.summary.startswith("Lightest mass from 10 to 20 meV")
    assert "10 to 20 meV" in app.panels["in words"].text.value


def test_the_names_for_notebooks_are_handed_out() -> None:
    for name in apps.__all__:
        assert getattr(apps, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'Explorer'"):
        _ = apps.Explorer


def test_the_module_of_the_apps_lists_them() -> None:
    assert set(apps.__all__) <= set(dir(apps))


def test_a_state_that_cannot_be_computed_makes_no_app() -> None:
    state = apps.SensitivityState(lightest_mass=0.2, low_detuning=1e-6, high_detuning=2e-6)
    with pytest.raises(ValueError, match="no channel is open at detunings from 1e-06 to 2e-06 eV"):
        apps.SensitivityExplorer(state)


def test_fields_of_the_state_are_accepted_by_name() -> None:
    app = apps.SpectrumExplorer(lightest_mass=0.02, ordering="inverted")
    assert app.model.state == apps.ExplorerState(lightest_mass=0.02, ordering="inverted")
    session = Session(apps.ExplorerState(nature="dirac"), View(theme="dark"))
    app = apps.SpectrumExplorer(session, lightest_mass=0.03)
    assert app.model.session == replace(
        session, state=apps.ExplorerState(nature="dirac", lightest_mass=0.03)
    )
    with pytest.raises(TypeError, match="'mass' is no field of ExplorerState; there are target, "):
        apps.SpectrumExplorer(mass=0.02)
    with pytest.raises(ValueError, match="lightest_mass"):
        apps.SpectrumExplorer(lightest_mass=20)
    assert apps.ReachExplorer(mediator="scalar").model.state.mediator == "scalar"
    assert apps.FocusedExplorer(nature="dirac").model.state.nature == "dirac"


def test_code_hears_what_is_refused_and_which_controls_there_are() -> None:
    app = apps.SpectrumExplorer(lightest_mass=0.02)
    with pytest.raises(ValueError, match=r"lightest_mass \(eV\) must be in"):
        app.controls["lightest_mass"].value = 20
    assert app.controls["lightest_mass"].value == app.model.state.lightest_mass == 0.02
    with pytest.raises(
        KeyError, match=r"there is no control 'mass'; there are target, .*lightest_"
    ):
        app.controls["mass"]
    assert app.model.errors == []


def test_reset_leads_back_to_what_the_app_was_opened_with() -> None:
    app = apps.SpectrumExplorer(lightest_mass=0.02)
    for mass in (0.02, 0.05):
        if mass == 0.05:
            app.model.start(state=apps.ExplorerState(lightest_mass=mass))  # by a link
        control = app.controls["lightest_mass"]
        assert control.reset.layout.visibility == "hidden"
        app.controls["lightest_mass"].value = 0.01
        control.reset.click()
        assert app.model.state.lightest_mass == mass
        app.controls["ordering"].value = "inverted"
        app.toolbar.reset.click()
        assert app.model.state == apps.ExplorerState(lightest_mass=mass)


def test_what_is_chosen_beyond_the_standard_model_does_something_at_once() -> None:
    app = apps.SpectrumExplorer()
    for mediator in ("vector", "dipole", "scalar"):
        app.controls["mediator"].buttons.value = mediator
        state = app.model.state
        assert state.mediator == mediator
        assert state.idle_coupling == ""
    app.model.state = ExplorerState(mediator="dipole")  # code gets what it asks for
    assert app.model.state.element == "universal"


@pytest.mark.parametrize("way", ["undo", "reset", "link", "slider"])
def test_a_presets_sentence_goes_with_its_state(way: str) -> None:
    app = apps.SpectrumExplorer()
    preset = next(p for p in app.toolbar.presets.options if p[1] and p[1].state != ExplorerState())
    app.toolbar.presets.value = preset[1]
    assert preset[1].citation in app.note.value.replace("&#x27;", "'").replace("&amp;", "&")
    if way == "undo":
        app.model.undo()
    elif way == "reset":
        app.toolbar.reset.click()
    elif way == "link":
        app.model.start(state=ExplorerState(), view=app.model.view)
    else:
        app.controls["lightest_mass"].value = 0.0123
    app.settle()
    assert app.note.value == ""
    assert app.toolbar.presets.value == ""
