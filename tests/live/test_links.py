"""Links of every app, and the one in the address of the page. Those of sessions: test_sharing."""

from dataclasses import asdict, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renp_widgets import apps
from renp_widgets.apps.blind_spots.state import BlindSpotState
from renp_widgets.apps.coherence.state import CoherenceState
from renp_widgets.apps.levels.state import LevelState
from renp_widgets.apps.printed.state import PrintedState
from renp_widgets.apps.propagator.state import PropagatorState
from renp_widgets.apps.reach.state import SIGNIFICANCES, ReachState
from renp_widgets.apps.sensitivity.state import MAX_SEED, SensitivityState
from renp_widgets.apps.spectrum.session import View
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.apps.unitarity.state import UnitarityState
from renp_widgets.live.app import LiveApp
from renp_widgets.live.fields import THEMES, Appearance, Window
from renp_widgets.live.links import SERVER_PARAMETERS, kinds, parameters, parts, to_link
from renp_widgets.physics.couplings import ELEMENTS

from .wave import Wave, WaveState

STATES: dict[str, Any] = {
    "BlindSpotExplorer": BlindSpotState("tau", turn=0.1 + 0.2, size=1e-12),
    "CoherenceExplorer": CoherenceState(7, seed=3, curve=True, momentum=0.0),
    "FocusedExplorer": ExplorerState(ordering="inverted", delta=0.0),
    "LevelScheme": LevelState("renp", "Xe", 0.5),
    "PrintedExplorer": PrintedState("vector", "majorana"),
    "PropagatorExplorer": PropagatorState("Xe", 0.7),
    "ReachExplorer": ReachState(mediator="scalar", n_triggers=3, significance=2.0),
    "SensitivityExplorer": SensitivityState(seed=2**32 - 1, nature="dirac"),
    "SpectrumExplorer": ExplorerState(target="custom", e_eg=2.0, e_vg=3.0),
    "UnitarityExplorer": UnitarityState("inverted", phase_21=1.0),
}
TYPES = list(dict.fromkeys(map(type, STATES.values())))  # in one order in all processes


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUERY_STRING", raising=False)


# Every app

_PHASES = st.floats(0.0, 6.28)
_COUNTING = {
    "target": st.sampled_from(["Yb", "Xe"]),
    "ordering": st.sampled_from(["normal", "inverted"]),
    "nature": st.sampled_from(["dirac", "majorana"]),
    "lightest_mass": st.floats(0.0, 0.2),
    "alpha21": _PHASES,
    "alpha31": _PHASES,
    "days": st.floats(1e-3, 1e9),
    "n_triggers": st.integers(2, 40),
    "low_detuning": st.floats(1e-6, 9e-6),
    "high_detuning": st.floats(2e-5, 1.0),
    "background": st.floats(0.0, 1e9),
    "rate": st.floats(1e-15, 1e6),
    "normalisation": st.sampled_from(["free", "10%", "known"]),
    "oscillation": st.sampled_from(["nufit-6.1", "nufit-6.0"]),
}
_SENSITIVITY = _COUNTING | {"seed": st.none() | st.integers(0, MAX_SEED)}
_REACH = _COUNTING | {
    "significance": st.sampled_from(list(SIGNIFICANCES.values())),
    "mediator": st.sampled_from(["vector", "scalar"]),
    "element": st.sampled_from(ELEMENTS),
    "phase": st.sampled_from(["real", "imaginary"]),
    "scalar_kind": st.sampled_from(["scalar", "pseudoscalar"]),
    "mediator_mass": st.floats(1e-4, 1e6),
    "vector_coupling": st.floats(1e-40, 1.0),
    "scalar_coupling": st.floats(1e-40, 1.0),
}
SHOWN = st.one_of(
    st.fixed_dictionaries({}, optional=_SENSITIVITY).map(lambda v: SensitivityState(**v)),
    st.fixed_dictionaries({}, optional=_REACH).map(lambda v: ReachState(**v)),
)


def test_strategies_cover_every_field() -> None:
    for values, state in ((_SENSITIVITY, SensitivityState), (_REACH, ReachState)):
        assert set(values) == {field.name for field in fields(state)}


@given(SHOWN, st.builds(Appearance, st.sampled_from(THEMES), st.booleans()))
def test_a_link_gives_state_and_view_back(state: Any, view: Appearance) -> None:
    link = to_link(state, view)
    assert link.isascii()
    assert len(link) < 2000
    assert not set(link) & set(" \"'<>\\#+\n")
    assert parts(parameters(link), type(state), Appearance) == [state, view]


def test_there_is_a_state_of_every_app() -> None:
    made = {name: getattr(apps, name) for name in apps.__all__}
    shown = {name for name, x in made.items() if isinstance(x, type) and issubclass(x, LiveApp)}
    assert set(STATES) == shown


@pytest.mark.parametrize("name", STATES)
def test_every_app_opens_its_own_link(name: str) -> None:
    App: type[LiveApp] = getattr(apps, name)  # noqa: N806
    app = App.from_link("?theme=dark")
    app.model.state = STATES[name]
    assert app.link.startswith("?v=2&")
    again = App.from_link(f"https://example.org/lab/tree/a.ipynb{app.link}&token=x")
    assert (again.model.state, again.model.view) == (STATES[name], app.model.view)
    assert again.model.view.theme == "dark"
    assert not again.model.can_undo
    assert again.model.errors == []
    assert not again.frontend.address_wanted


@pytest.mark.parametrize("state", [*TYPES, View, Appearance], ids=lambda kind: kind.__name__)
def test_fields_are_what_a_link_can_say(state: type) -> None:
    for name, (kind, _) in kinds(state).items():
        assert kind in (str, bool, int, float) or kind is Window, name
    names = {field.name for field in fields(state)}
    assert not names & {"v", *SERVER_PARAMETERS}
    assert not any(name.startswith("voila-") for name in names)
    if state in TYPES:
        assert not names & {field.name for field in fields(View)}


def test_defaults_of_version_2_stay() -> None:
    """Links leave them out: a change here turns old links into other counts."""
    counting = {
        "target": "Yb",
        "ordering": "normal",
        "nature": "majorana",
        "lightest_mass": 0.01,
        "alpha21": 0.0,
        "alpha31": 0.0,
        "days": 100.0,
        "n_triggers": 20,
        "low_detuning": 1e-5,
        "high_detuning": 0.1,
        "background": 0.0,
        "rate": 0.000535,
        "normalisation": "free",
        "oscillation": "nufit-6.1",
    }
    assert asdict(SensitivityState()) == counting | {"seed": None}
    assert asdict(ReachState()) == counting | {
        "significance": 1.645,
        "mediator": "vector",
        "element": "universal",
        "phase": "real",
        "scalar_kind": "scalar",
        "mediator_mass": 0.5,
        "vector_coupling": 1e-24,
        "scalar_coupling": 1e-18,
    }


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("seed=1.5", "^seed must be a whole number .* or none, got '1.5'"),
        ("seed=one", "^seed must be a whole number .*, got 'one'"),
        ("seed=1e3", "^seed must be a whole number .*, got '1e3'"),
        ("seed=-1", "^seed must be in"),
        ("n_triggers=none", "^n_triggers must be a whole number .*, got 'none'"),
        ("n_triggers=41", "^n_triggers .* must be in"),
        ("cursor=1", "^'cursor' is not known; .* or for another app?"),
        ("seed=9" + 3000 * "9", "^seed must be a whole number"),
    ],
)
def test_what_is_no_number_of_its_kind_is_refused(query: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        parts(parameters(query), SensitivityState, Appearance)
    assert len(str(caught.value)) < 250


def test_whole_numbers_can_be_written_by_hand() -> None:
    (state,) = parts(parameters("seed=0010&n_triggers=+7"), SensitivityState)
    assert (state.seed, state.n_triggers) == (10, 7)
    assert type(state.seed) is int


def test_a_link_of_another_app_is_read_where_all_of_it_is_known() -> None:
    link = apps.SpectrumExplorer(ExplorerState(ordering="inverted", lightest_mass=0.05)).link
    shared = apps.SensitivityExplorer.from_link(link)
    assert shared.model.state == SensitivityState(ordering="inverted", lightest_mass=0.05)
    other = apps.SensitivityExplorer.from_link(link + "&cursor=0.01")
    assert other.model.state == shared.model.state
    assert "without what is not known here: &#x27;cursor&#x27;" in other.note.value


PLATFORMS = ("fbclid=IwAR0", "gclid=x", "utm_source=mail", "next=%2Fhub", "vscodeBrowserReqId=17")


@pytest.mark.parametrize("more", PLATFORMS)
def test_what_platforms_append_is_passed_over_and_named(more: str) -> None:
    link = apps.SpectrumExplorer(ExplorerState(ordering="inverted", lightest_mass=0.05)).link
    app = apps.SpectrumExplorer.from_link(f"{link}&{more}")
    assert (app.model.state.ordering, app.model.state.lightest_mass) == ("inverted", 0.05)
    assert more.partition("=")[0] in app.model.message
    assert app.model.errors == []
    pasting = apps.SpectrumExplorer()
    share = pasting.panels["share"]
    share.pasted.value = f"{link}&{more}"
    share.open_link.click()
    assert pasting.model.state == app.model.state
    assert more.partition("=")[0] in pasting.model.message


@pytest.mark.parametrize("name", ["lightest_mas", "ordring", "Nature", "lightest-mass"])
def test_a_misspelt_field_is_refused_by_name(name: str) -> None:
    app = apps.SpectrumExplorer.from_link(f"?v=2&ordering=inverted&{name}=0.05")
    assert app.model.state.ordering == "normal"
    assert f"{name!r} is not known" in app.model.message


def test_a_focused_explorer_keeps_its_own_state_unless_the_link_says_something() -> None:
    state = ExplorerState(nature="dirac")
    app = apps.FocusedExplorer.from_link("?token=1", state=state, controls=("ordering",))
    assert app.model.state == state
    app = apps.FocusedExplorer.from_link("?ordering=inverted", state=state)
    assert app.model.state == ExplorerState(ordering="inverted")


# The page's address


def tell(app: LiveApp, query: object, page: float = 1.0) -> None:
    """What a page sends when it is asked for its address."""
    app.frontend._handle_custom_msg({"kind": "opened", "query": query, "page": page}, [])


def counts(app: LiveApp) -> tuple[int, int]:
    return app.model.computations, app.draws


def test_the_page_is_asked_once_and_its_link_shown_as_the_first_state() -> None:
    app = Wave.from_link()
    assert app.frontend.address_wanted
    assert app.frontend.get_state()["address_wanted"] is True
    tell(app, "?reset&frequency=2&theme=dark&token=a%FFb&path=a.ipynb")
    assert not app.frontend.address_wanted
    assert app.model.state == WaveState(2.0)
    assert app.model.view == Appearance("dark")
    assert app.controls["frequency"].value == 2.0
    assert counts(app) == (2, 2)
    assert not app.model.can_undo
    assert app.model.errors == []
    tell(app, "?frequency=3")  # the app is shown there again
    assert app.model.state == WaveState(2.0)


def test_a_link_opened_while_the_app_is_at_work_is_shown_and_can_be_undone() -> None:
    app = Wave.from_link()
    tell(app, "?frequency=2")
    app.controls["damped"].value = True
    tell(app, "?reset&token=1", 2.0)
    assert app.model.state == WaveState(2.0, damped=True)
    tell(app, "?frequency=3", 3.0)
    assert app.model.state == WaveState(3.0)
    app.model.undo()
    assert app.model.state == WaveState(2.0, damped=True)
    tell(app, "?frequency=3", 3.0)
    assert app.model.state == WaveState(2.0, damped=True)
    tell(app, "?frequency=99", 4.0)
    assert "this link is refused: " in app.note.value
    assert app.model.state == WaveState(2.0, damped=True)


def hand(app: LiveApp, page: float, *, narrow: bool) -> None:
    """What a page sends when a hand is at work on it."""
    app.frontend._handle_custom_msg({"kind": "hand", "page": page, "narrow": narrow}, [])


def test_a_narrow_page_has_large_print_and_its_link() -> None:
    app = Wave.from_link()
    tell(app, "?frequency=2")
    hand(app, 1.0, narrow=True)
    assert app.model.state == WaveState(2.0)
    assert app.model.view.lecture
    tell(app, "?frequency=3", 2.0)  # which says nothing of large type
    assert app.model.state == WaveState(3.0)
    assert app.model.view.lecture
    hand(app, 3.0, narrow=False)
    assert not app.model.view.lecture


@pytest.mark.parametrize("lecture", [False, True])
def test_type_follows_the_page_whose_hand_moved_last(lecture: bool) -> None:
    app = Wave()
    app.model.look(lecture=lecture)
    for k in range(2):
        hand(app, 1.0, narrow=True)
        assert app.model.view.lecture
        hand(app, 2.0, narrow=False)
        assert app.model.view.lecture is lecture, k
    hand(app, 1.0, narrow=True)
    app.frontend._handle_custom_msg({"kind": "left", "page": 2.0}, [])
    assert app.model.view.lecture
    app.frontend._handle_custom_msg({"kind": "left", "page": 1.0}, [])
    assert app.model.view.lecture is lecture


def test_files_and_texts_are_for_the_page_that_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    app, sent = Wave(), []
    monkeypatch.setattr(app.frontend, "send", lambda message, *_: sent.append(message))
    hand(app, 7.0, narrow=False)
    app.frontend.copy("a")
    app.frontend.download("a.txt", "text/plain", b"a")
    assert [message["page"] for message in sent] == [7.0, 7.0]


@pytest.mark.parametrize("query", ["", "?", "?reset=&token=1&path=a&path=b", "?voila-theme=dark"])
def test_a_page_without_a_link_changes_nothing(query: str) -> None:
    app = Wave.from_link(state=WaveState(5.0))
    tell(app, query)
    assert not app.frontend.address_wanted
    assert app.model.state == WaveState(5.0)
    assert counts(app) == (1, 1)
    assert app.model.errors == []
    assert not app.model.can_undo


@pytest.mark.parametrize(
    "query", ["?frequenzy=2", "?frequency=<b>", "?" + 9999 * "x", "?frequency=99", "?v=3"]
)
def test_a_page_whose_link_is_refused_says_so_and_keeps_its_picture(query: str) -> None:
    app = Wave.from_link()
    picture = app.picture.value
    tell(app, query)
    assert "this link is refused: " in app.note.value
    assert "<b>" not in app.note.value
    assert len(app.model.errors) == 1
    assert app.picture.value is picture
    assert app.model.state == WaveState()
    app.controls["damped"].value = True  # and on it goes
    assert "refused" not in app.note.value


def test_what_was_moved_before_the_page_answered_stays() -> None:
    app = Wave.from_link()
    app.controls["damped"].value = True
    tell(app, "?frequency=2")
    assert app.model.state == WaveState(damped=True)
    look = Wave.from_link()
    look.toolbar.lecture.value = True
    tell(look, "?frequency=2")
    assert look.model.state == WaveState()
    assert app.model.errors + look.model.errors == []


def test_an_answer_that_is_no_text_is_refused() -> None:
    app = Wave.from_link()
    tell(app, None)
    assert "query must be a str, got None" in app.note.value
    assert app.model.state == WaveState()


def test_a_page_is_not_asked_where_the_link_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Wave().frontend.address_wanted
    plain = Wave.from_link("")
    tell(plain, "?frequency=3")
    assert plain.model.state == WaveState()
    monkeypatch.setenv("QUERY_STRING", "voila-theme=dark&frequency=2&token=abc")
    app = Wave.from_link()
    assert app.model.state == WaveState(2.0)
    assert not app.frontend.address_wanted
    monkeypatch.setenv("QUERY_STRING", "")  # Voila's, where a kernel waits ahead of the page
    assert Wave.from_link().frontend.address_wanted


def test_pins_made_before_the_page_answered_stay() -> None:
    app = apps.SpectrumExplorer.from_link()
    app.model.pin("a")
    tell(app, "?ordering=inverted")
    assert app.model.state == ExplorerState(ordering="inverted")
    assert [pin.name for pin in app.model.pins] == ["a"]


@pytest.mark.parametrize(
    "query",
    [
        "ordering=inverted&utm_campaign=caf%E9",
        "ordering=inverted&flag",
        "fbclid=x&ordering=inverted&fbclid=y",
    ],
)
def test_what_is_not_known_may_have_any_form(query: str) -> None:
    app = apps.SpectrumExplorer.from_link(query)
    assert app.model.state.ordering == "inverted"
    assert app.model.errors == []
    assert "without what is not known here" in app.model.message


@pytest.mark.parametrize("query", ["fbclid=abc", "utm_source=a&gclid=b", "vscodeBrowserReqId=1"])
def test_an_address_of_a_platform_alone_changes_nothing(query: str) -> None:
    app = apps.SpectrumExplorer.from_link(query)
    state = ExplorerState(lightest_mass=0.02)
    app.model.state = state
    app._show_link(query, app.model.jump)
    assert (app.model.state, app.model.errors) == (state, [])
    assert "without what is not known here" in app.model.message
