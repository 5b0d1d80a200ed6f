import io
import json
import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from timeit import repeat
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import renp_widgets as rw
from renp_widgets.apps.spectrum.compute import Scene, compute
from renp_widgets.apps.spectrum.export import (
    from_code,
    from_csv,
    from_json,
    from_link,
    to_app_code,
    to_code,
    to_csv,
    to_json,
)
from renp_widgets.apps.spectrum.session import COMPARISONS, Pin, Session, View
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.checks import RefusedInput
from renp_widgets.live.fields import THEMES
from renp_widgets.live.links import to_link
from renp_widgets.physics.constants import HC
from renp_widgets.physics.couplings import ELEMENTS
from renp_widgets.physics.kinematics import CHANNELS

Reader = Callable[[Any], Session]

LONG = "x" * 10_000_000

# Every field at its default or anywhere in its bounds

_PHASES = st.floats(0.0, 2 * math.pi)
_COUPLINGS = st.floats(1e-40, 1.0)
_STATE = {
    "target": st.sampled_from(["Yb", "Xe", "custom"]),
    "ordering": st.sampled_from(["normal", "inverted"]),
    "nature": st.sampled_from(["dirac", "majorana"]),
    "lightest_mass": st.floats(0.0, 1.0),
    "delta": st.none() | _PHASES,
    "alpha21": _PHASES,
    "alpha31": _PHASES,
    "mediator": st.sampled_from(["none", "vector", "scalar", "dipole"]),
    "mediator_mass": st.floats(1e-4, 1e6),
    "vector_coupling": _COUPLINGS,
    "scalar_coupling": _COUPLINGS,
    "dipole_moment": _COUPLINGS,
    "element": st.sampled_from(ELEMENTS),
    "phase": st.sampled_from(["real", "imaginary"]),
    "scalar_kind": st.sampled_from(["scalar", "pseudoscalar"]),
    "dipole_kind": st.sampled_from(["magnetic", "electric"]),
    "oscillation": st.sampled_from(["nufit-6.1", "nufit-6.0"]),
}
LEVELS = (
    st.tuples(st.floats(0.01, 1000.0), st.floats(0.01, 1000.0))
    .map(sorted)
    .filter(lambda levels: levels[0] < levels[1])
    .map(lambda levels: {"e_eg": levels[0], "e_vg": levels[1]})
)
STATES = st.builds(
    lambda levels, values: ExplorerState(**levels, **values),
    st.just({}) | LEVELS,
    st.fixed_dictionaries({}, optional=_STATE),
)
WINDOWS = st.builds(
    lambda x, width, y, height: (x, x * width, y, y + abs(y) * height + height),
    st.floats(1e-12, 300.0),
    st.floats(1.001, 3.0),
    st.floats(-1e100, 1e100),
    st.floats(0.001, 1.0),
)
NAMES = st.text(min_size=1, max_size=40).filter(lambda s: s.isprintable() and s == s.strip())
_VIEW = {
    "theme": st.sampled_from(THEMES),
    "lecture": st.booleans(),
    "compare": st.sampled_from(COMPARISONS),
    "cursor": st.none() | st.floats(0.0, 1e3, exclude_min=True),
    "inspected": st.sampled_from(("", *CHANNELS)),
    "band": st.booleans(),
    "full_window": st.none() | WINDOWS,
    "end_window": st.none() | WINDOWS,
    "density": st.floats(0.0, 1e30, exclude_min=True),
    "volume": st.floats(0.0, 1e30, exclude_min=True),
}
LINKED = st.builds(
    Session, STATES, st.builds(lambda v: View(**v), st.fixed_dictionaries({}, optional=_VIEW))
)
PINNED = st.builds(
    lambda session, names, state: replace(
        session,
        view=replace(session.view, reference=names[0] if names else ""),
        pins=tuple(Pin(name, state) for name in names),
    ),
    LINKED,
    st.lists(NAMES, max_size=5, unique=True),
    STATES,
)

RICH = Session(
    ExplorerState(
        target="Xe", ordering="inverted", lightest_mass=0.1 + 0.2, delta=0.0, mediator="vector"
    ),
    View(
        theme="dark",
        lecture=True,
        compare="ratio",
        reference="a <b>",
        cursor=1e-7,
        inspected="13",
        full_window=(0.5, 1.0, 0.0, 2.0),
        density=1e22,
    ),
    (Pin("a <b>", ExplorerState(nature="dirac")), Pin("δ = π/2", ExplorerState(delta=np.pi / 2))),
)


def unpinned(session: Session) -> Session:
    return replace(session, view=replace(session.view, reference=""), pins=())


def document(**keys: object) -> str:
    return json.dumps({"format": "renp_widgets session", **keys})


def short(value: object) -> str:
    return repr(value)[:40]


def test_strategies_cover_every_field() -> None:
    assert {*_STATE, "e_eg", "e_vg"} == {f.name for f in fields(ExplorerState)}
    assert {*_VIEW, "reference"} == {f.name for f in fields(View)}


def test_sharing_needs_neither_widgets_nor_figures() -> None:
    code = (
        "import sys; import renp_widgets.apps.spectrum.export;"
        "print({'ipywidgets', 'matplotlib', 'IPython'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"


# Links


def link_of(session: Session) -> str:
    return to_link(session.state, session.view)


@given(LINKED)
def test_a_link_gives_its_session_back(session: Session) -> None:
    link = link_of(session)
    assert link.startswith("?v=2&")
    assert link.isascii()
    assert len(link) < 2000
    assert not set(link) & set(" \"'<>\\#+\n")
    assert from_link(link) == session


def test_a_link_is_plain_to_read() -> None:
    assert link_of(Session()) == "?v=2&oscillation=nufit-6.1"
    session = Session(
        ExplorerState(ordering="inverted", lightest_mass=0.05), View(lecture=True, density=1e21 / 8)
    )
    assert (
        link_of(session) == "?v=2&ordering=inverted&lightest_mass=0.05&oscillation=nufit-6.1"
        "&lecture=true&density=1.25e20"
    )
    assert (
        link_of(RICH) == "?v=2&target=Xe&ordering=inverted&lightest_mass=0.30000000000000004"
        "&delta=0.0&mediator=vector&oscillation=nufit-6.1&theme=dark&lecture=true&compare=ratio&cursor=1e-07"
        "&inspected=13&full_window=0.5,1.0,0.0,2.0&density=1e22"
    )
    assert from_link(link_of(RICH)) == unpinned(RICH)


def test_defaults_of_version_2_stay() -> None:
    """Links leave them out: a change here turns old links into other spectra."""
    assert asdict(ExplorerState()) == {
        "target": "Yb",
        "e_eg": 2.14349,
        "e_vg": 2.23072,
        "ordering": "normal",
        "nature": "majorana",
        "lightest_mass": 0.01,
        "delta": None,
        "alpha21": 0.0,
        "alpha31": 0.0,
        "mediator": "none",
        "mediator_mass": 0.5,
        "vector_coupling": 1e-24,
        "scalar_coupling": 1e-18,
        "dipole_moment": 1e-10,
        "element": "universal",
        "phase": "real",
        "scalar_kind": "scalar",
        "dipole_kind": "magnetic",
        "oscillation": "nufit-6.1",
    }
    assert asdict(View()) == {
        "theme": "light",
        "lecture": False,
        "compare": "none",
        "reference": "",
        "cursor": None,
        "inspected": "",
        "band": False,
        "full_window": None,
        "end_window": None,
        "density": 1e21,
        "volume": 100.0,
    }


def test_names_of_parameters_do_not_collide() -> None:
    state, view = ({f.name for f in fields(part)} for part in (ExplorerState, View))
    assert not state & view
    assert not (state | view) & {"v", "token", "reset"}
    assert not any(name.startswith("voila-") for name in state | view)


@pytest.mark.parametrize(
    "text",
    [
        "?v=2&ordering=inverted&lightest_mass=0.05",
        "v=2&ordering=inverted&lightest_mass=0.05",
        "ordering=inverted&lightest_mass=5e-2",
        "  ?ordering=inverted&&lightest_mass=+.05&\n",
        "?lightest%5Fmass=%30.05&ordering=%69nverted",
        "https://hub.example/voila/render/explorer.ipynb?ordering=inverted&lightest_mass=0.05#top",
        "/voila/render/explorer.ipynb?token=a%FFb&ordering=inverted&lightest_mass=0.05&reset",
        "?voila-theme=dark&voila-template=lab&token=1&token=2&ordering=inverted&lightest_mass=.05",
    ],
)
def test_links_are_read_in_every_form(text: str) -> None:
    assert from_link(text) == Session(ExplorerState(ordering="inverted", lightest_mass=0.05))


@pytest.mark.parametrize("text", ["", "?", "?v=2", "http://localhost:8866/?"])
def test_an_empty_link_is_the_default_session(text: str) -> None:
    assert from_link(text) == Session()


def test_a_hand_written_plus_is_a_plus_and_none_is_none() -> None:
    session = from_link("?density=1e+22&delta=none&full_window=none&band=false")
    assert session == Session(view=View(density=1e22))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("ordering=normal&ordering=normal", "'ordering' must be given once"),
        ("ordering=normal&order%69ng=inverted", "'ordering' must be given once"),
        ("ordering=Normal", "^ordering must be one of .*'inverted'.*got 'Normal'"),
        ("ordering", "name=value, got 'ordering'"),
        ("ordering=", "^ordering must be one of .*got ''"),
        ("ordering=normal;nature=dirac", "^ordering must be one of"),
        ("ordering=%00", r"^ordering must be one of .*got '\\x00'"),
        ("ordering=🙂", "^ordering must be one of .*got '🙂'"),
        ("ordering=<img src=x onerror=alert(1)>", "^ordering must be one of"),
        ("ordering=__import__('os')", "^ordering must be one of"),
        ("ordering=%FF", "^'ordering' must be UTF-8, got '%FF'"),
        ("%FF=1", "name must be UTF-8"),
        ("ordering=%zz", "^ordering must be one of .*got '%zz'"),
        ("colour=red", "^'colour' is not known; is it from a newer"),
        ("reference=a", "^'reference' is not known"),
        ("pins=a", "^'pins' is not known"),
        ("v=3&colour=red", "^v must be at most 2, got 3: this comes from a newer version"),
        ("v=0", "^v must be a whole number from 1, got 0"),
        ("v=1.0", "^v must be a whole number from 1, got '1.0'"),
        ("v=" + "9" * 3000, "^v must be a whole number"),
        ("lightest_mass=2", r"^lightest_mass \(eV\) must be in \[0, 1\], got 2.0"),
        ("alpha21=none", "^alpha21 must be a finite number, got 'none'"),
        ("delta=best", "^delta must be a finite number or none, got 'best'"),
        ("lecture=True", "^lecture must be true or false, got 'True'"),
        ("lecture=1", "^lecture must be true or false"),
        ("end_window=1,2,3", "^end_window must be a list of four finite numbers or none"),
        ("end_window=1,2,3,1e400", "^end_window must be a list of four finite numbers"),
        ("end_window=2,1,0,1", "^end_window: x low must lie well below x high"),
        ("cursor=-1", r"^cursor \(eV\) must be in \(0, 1000\], got -1.0"),
        ("target=custom&e_eg=3&e_vg=2", "^e_vg must be larger than e_eg"),
        ("&".join(f"a{k}=1" for k in range(65)), "at most 64 parameters, got 65"),
        ("a" * 4097, "at most 4096 characters, got 4097"),
        (LONG, "at most 4096 characters, got 10000000"),
        ("ordering=" + "x" * 3000, r"^ordering must be text .* \(3000 characters\)"),
        ("lightest_mass=" + "x" * 3000, r"^lightest_mass must be .* \(3000 characters\)"),
        ("x" * 3000 + "=1", "not known"),
        ("see example.org/notes", "name=value"),
    ],
    ids=short,
)
def test_bad_links_are_refused_by_name(query: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        from_link(query)
    assert type(caught.value) is RefusedInput
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    "number",
    [
        *("1e400", "-1e400", "nan", "inf", "Infinity", "0x1p-4", "0_1", "٠.٥", "１", " 0.1"),
        *("", ".", "1e", "0.1f", "--1", "1,0", "0.1\x00", "1e5e5", "None", "1j", "0.1 "),
    ],
)
def test_what_is_not_a_plain_finite_number_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match=r"^lightest_mass must be a finite number, got"):
        from_link(f"?lightest_mass={number}&v=2")


def test_a_link_is_text() -> None:
    with pytest.raises(TypeError, match="a link must be a string, got a bytes"):
        from_link(LONG.encode())  # type: ignore[arg-type]


def test_a_link_is_soon_made_beside_its_spectrum() -> None:
    making = repeat(lambda: link_of(RICH), number=1, repeat=20)
    computing = repeat(lambda: compute(RICH.state), number=1, repeat=20)
    assert min(making) < min(computing) / 3


# JSON


@given(PINNED)
def test_json_gives_its_session_back(session: Session) -> None:
    text = to_json(session)
    assert from_json(text) == session
    assert from_json(text.encode()) == session


def test_json_is_complete_and_in_order() -> None:
    document = json.loads(to_json(RICH))
    assert list(document) == ["format", "version", "made_by", "state", "view", "pins"]
    assert document["format"] == "renp_widgets session"
    assert document["made_by"] == f"renp_widgets {rw.__version__}"
    assert document["version"] == 2
    assert list(document["state"]) == [f.name for f in fields(ExplorerState)]
    assert list(document["view"]) == [f.name for f in fields(View)]
    assert [pin["name"] for pin in document["pins"]] == ["a <b>", "δ = π/2"]
    assert '\n    "lightest_mass": 0.30000000000000004,\n' in to_json(RICH)


def test_missing_keys_of_json_have_their_defaults() -> None:
    assert from_json(document()) == Session()
    assert from_json("\ufeff" + document()) == Session()
    some = document(state={"lightest_mass": 0}, pins=[{"name": "a"}])
    assert from_json(some) == Session(
        ExplorerState(lightest_mass=0.0), pins=(Pin("a", ExplorerState()),)
    )


NESTED = "[" * 49_000 + "]" * 49_000


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", r"this is not JSON: Expecting value \(line 1, column 1\)"),
        ('{\n "state": {,}}', r"this is not JSON: .* \(line 2, column 12\)"),
        (b"\xff\xfe", "must be UTF-8, byte 0 is not"),
        ("\x00", "not JSON"),
        ("🙂", "not JSON"),
        (LONG, "at most 100000 bytes, got 10000000"),
        (LONG.encode(), "at most 100000 bytes, got 10000000"),
        (NESTED, "must be nested less deeply"),
        ("[" * 251 + "]" * 251 + "{" * 250, "must be nested less deeply"),
        (document(state={"delta": 0.5}).replace("0.5", NESTED), "nested less deeply"),
        ("[]", "the JSON must be an object, got a list"),
        ("{}", "format must be 'renp_widgets session', got None"),
        (document().replace("session", "x" * 5000), r"format must be .* \(5013 characters\)"),
        ('{"format": {"a": 1}}', "format must be .*, got an object"),
        ('{"format": 1, "format": 2}', "'format' must be given once"),
        (document(version=3, colour=1), "version must be at most 2, got 3: .* newer version"),
        (document(version=9**15), "version must be at most 2, got 205891132094649"),
        (document(version=True), "version must be a whole number from 1, got True"),
        (document(version=1.5), "version must be a whole number"),
        (document(version=5).replace("5", "9" * 4000), "version must be a whole number .* inf"),
        (document(colour="red"), "'colour' is not known; is it from a newer"),
        (document(state={"colour": 1}), "'state.colour' is not known"),
        (document(view={"x" * 5000: 1}), r"'view.xxx.* \(5005 characters\) is not known"),
        (document(state=[]), "state must be an object, got a list"),
        (document(view=None), "view must be an object, got None"),
        (document(state={"ordering": "up"}), "state.ordering must be one of .*got 'up'"),
        (document(state={"ordering": 1}), "state.ordering must be text .*, got 1"),
        (document(state={"lightest_mass": True}), "state.lightest_mass must be .*, got True"),
        (document(state={"lightest_mass": "0.1"}), "state.lightest_mass must be .*, got '0.1'"),
        (document(state={"lightest_mass": None}), "state.lightest_mass must be .*, got None"),
        (document(state={"lightest_mass": [0.1]}), "state.lightest_mass must be .*, got a list"),
        (document(state={"lightest_mass": float("nan")}), "numbers must be finite, got NaN"),
        (document(state={"lightest_mass": -float("inf")}), "must be finite, got -Infinity"),
        (document(state={"lightest_mass": 10**30}), r"state.lightest_mass \(eV\) must be in"),
        (document(state={"e_vg": 1.0}), "state.e_vg must be larger"),
        (document(view={"lecture": 1}), "view.lecture must be true or false, got 1"),
        (document(view={"cursor": 0}), r"view.cursor \(eV\) must be in"),
        (document(view={"end_window": [1, 2, 3]}), "view.end_window must be a list of four"),
        (document(view={"end_window": [1, 2, 3, "4"]}), "view.end_window must be a list of four"),
        (document(view={"end_window": [2, 1, 0, 1]}), "view.end_window: x low"),
        (document(view={"reference": "a\nb"}), "view.reference must have 1 to 40 printable"),
        (document(pins={}), "pins must be a list of at most 5, got an object"),
        (document(pins=[{}] * 6), "pins must be a list of at most 5, got 6"),
        (document(pins=[1]), r"pins\[0\] must be an object, got 1"),
        (document(pins=[{}]), r"pins\[0\].name must be text .*, got None"),
        (document(pins=[{"name": ""}]), r"pins\[0\]: pin name must have 1 to 40"),
        (document(pins=[{"name": "\ud800"}]), r"pins\[0\]: pin name .* printable"),
        (document(pins=[{"name": "a"}] * 2), "pin names must differ, got 'a' twice"),
        (document(pins=[{"name": "a", "colour": 1}]), r"'pins\[0\].colour' is not known"),
        (
            document(pins=[{"name": "a"}, {"name": "b", "state": {"ordering": "<b>"}}]),
            r"pins\[1\].state.ordering must be one of .*got '<b>'",
        ),
    ],
    ids=short,
)
def test_bad_json_is_refused_by_path(text: str | bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        from_json(text)
    assert type(caught.value) is RefusedInput
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" * 5000, "1e999999999"])
def test_huge_numbers_in_json_are_refused_by_path(number: str) -> None:
    text = document(state={"delta": 0.5}).replace("0.5", number)
    with pytest.raises(ValueError, match=r"^state.delta must be a finite number or none, got"):
        from_json(text)


def test_a_document_of_the_largest_size_is_refused_quickly() -> None:
    many = document(pins=[{"name": "a"}] * 6000)
    long = document(state={"delta": 0.5}).replace("0.5", "1" * 99_000)

    def refuse() -> None:
        for text in (many, long):
            with pytest.raises(ValueError, match="must be"):
                from_json(text)

    refusing = repeat(refuse, number=1, repeat=20)
    parsing = repeat(lambda: json.loads(many), number=1, repeat=20)
    assert min(refusing) < 10 * min(parsing)


def test_json_is_text_or_bytes() -> None:
    with pytest.raises(TypeError, match="must be text or bytes, got a dict"):
        from_json({})  # type: ignore[arg-type]


# Whatever comes in, nothing but a ValueError comes out


def read_or_refused(reader: Reader, text: Any) -> bool:
    """Whether it is read as a Session, or refused in 80 characters, escaped at worst each."""
    try:
        return isinstance(reader(text), Session)
    except ValueError as error:
        return len(str(error)) < 1500


PIECES = st.sampled_from(
    [f.name for part in (ExplorerState, View) for f in fields(part)]
    + ["v", "reset", "?", "&", "=", "%", "%FF", ";", "+", ",", "#", "1", "0.05", "1e400", "-", "e9"]
    + ["none", "true", "inverted", "custom", "\x00", "🙂", "\ud800", "<script>", "nan", "\n"]
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | PIECES, inner),
    max_leaves=10,
)


@given(st.text() | st.lists(PIECES).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    for reader in (from_link, from_json, from_code, from_csv):
        assert read_or_refused(reader, text)
    assert read_or_refused(from_code, f"# session: {text}")


@given(st.binary())
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert read_or_refused(from_json, content)


@given(st.sampled_from(["state", "view", "pins", "version", "made_by"]), JSON_VALUES)
def test_any_json_is_read_or_refused(key: str, value: Any) -> None:
    assert read_or_refused(from_json, document(**{key: value}))


@given(PIECES, JSON_VALUES)
def test_any_value_of_a_field_is_read_or_refused(name: str, value: Any) -> None:
    for part in ("state", "view"):
        assert read_or_refused(from_json, document(**{part: {name: value}}))
    assert read_or_refused(from_json, document(pins=[{"name": value, "state": {name: value}}]))


# Code


COUPLED = [
    ExplorerState(
        mediator=mediator, element=element, phase=phase, nature=nature, lightest_mass=0.02, **kind
    )
    for mediator, kind in (
        ("vector", {"vector_coupling": 3e-24}),
        ("scalar", {"scalar_kind": "scalar"}),
        ("scalar", {"scalar_kind": "pseudoscalar", "mediator_mass": 0.07}),
        ("dipole", {"dipole_kind": "magnetic", "dipole_moment": 1e-9}),
        ("dipole", {"dipole_kind": "electric"}),
    )
    for element in ELEMENTS
    for phase in ("real", "imaginary")
    for nature in ("dirac", "majorana")
]
PLAIN = [
    ExplorerState(),
    ExplorerState(lightest_mass=0.0),
    ExplorerState(ordering="inverted", lightest_mass=0.02, delta=0.0, alpha21=1.1),
    ExplorerState(target="Xe", nature="dirac", delta=1 / 3),
    ExplorerState(target="custom", e_eg=0.1, e_vg=0.3, alpha31=2.0),
    # Off the diagonal, Majorana phases act on Dirac neutrinos too: they fix the coupling's phase.
    ExplorerState(mediator="vector", element="12", nature="dirac", alpha21=1.0),
]


@pytest.mark.parametrize("state", PLAIN + COUPLED)
def test_code_computes_the_spectrum_of_the_state(state: ExplorerState) -> None:
    code = to_code(Session(state))
    made: dict[str, Any] = {}
    exec(code.partition("figure, axes")[0].replace("import matplotlib.pyplot as plt", ""), made)
    expected = compute(state)
    at = np.searchsorted(expected.detuning, made["detuning"])
    np.testing.assert_array_equal(expected.detuning[at], made["detuning"])
    np.testing.assert_allclose(made["intensity"], expected.intensity[at], rtol=1e-12, atol=0)
    assert ("new" in made) == bool(state.interactions)
    if expected.resonance is not None:  # it is drawn as closely as in the explorer
        near = np.abs(expected.detuning / expected.resonance - 1) < 1e-4
        assert np.count_nonzero(near) > 10
        assert set(expected.detuning[near]) <= set(made["detuning"])
    assert max(map(len, code.splitlines()[1:])) <= 100


@pytest.mark.parametrize("state", [*PLAIN, *COUPLED[1::29]])
def test_code_runs_as_it_stands_and_draws(state: ExplorerState) -> None:
    code = to_code(Session(state))
    made: dict[str, Any] = {}
    with mpl.rc_context():
        plt.switch_backend("agg")  # whatever other tests have drawn with
        exec(code, made)
        made["figure"].canvas.draw()
        made["plt"].close(made["figure"])
    axes = made["axes"]
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), made["intensity"])
    assert "detuning" in axes.get_xlabel()
    assert "(eV)" in axes.get_xlabel()
    assert axes.get_ylabel()
    assert state.ordering in axes.get_title()


def test_code_says_only_what_the_state_needs() -> None:
    code = to_code(Session())
    for word in ("Mediator", "Dipole", "interactions", "peak", "alpha", "delta", "Target("):
        assert word not in code
    assert len(code.splitlines()) < 30
    idle = ExplorerState(mediator="dipole")  # diagonal, of Majorana neutrinos
    assert "Dipole" not in to_code(Session(idle))


@given(LINKED)
def test_code_gives_its_session_back(session: Session) -> None:
    code = to_code(session)
    compile(code, "cell", "exec")
    assert from_code(code) == session
    assert from_code("\ufeff" + code.replace("\n", "\r\n")) == session


def test_code_is_read_and_never_run() -> None:
    code = "raise SystemExit\n# session: ?v=2&ordering=inverted\n__import__('os').abort()"
    assert from_code(code) == Session(ExplorerState(ordering="inverted"))


@pytest.mark.parametrize("reader", [from_code, from_csv])
def test_what_has_no_session_is_refused(reader: Reader) -> None:
    for text in ("", "import os", LONG, "x" * 30_000 + "\n# session: ?v=2", " # session: ?v=2"):
        with pytest.raises(ValueError, match="must be at the top, got") as caught:
            reader(text)
        assert len(str(caught.value)) < 200
    with pytest.raises(ValueError, match="lightest_mass must be a finite number"):
        reader("# session: ?lightest_mass=1e400")
    with pytest.raises(ValueError, match="at most 4096"):
        reader("# session: ?" + LONG)


@given(LINKED)
def test_app_code_opens_the_session(session: Session) -> None:
    first, second = to_app_code(session).splitlines()
    assert first == "from renp_widgets.apps import SpectrumExplorer"

    class Explorer:
        from_link = staticmethod(from_link)

    assert eval(second, {"SpectrumExplorer": Explorer}) == session


# Tables


def table(text: str) -> Any:
    lines = text.splitlines()
    (hint,) = [line for line in lines if "skip_header=" in line]
    skipped = int(hint.partition("skip_header=")[2].partition(")")[0])
    return np.genfromtxt(io.StringIO(text), delimiter=",", names=True, skip_header=skipped)


@pytest.mark.parametrize("state", [*PLAIN, *COUPLED[::23]])
def test_a_table_has_the_spectrum_and_its_channels(state: ExplorerState) -> None:
    spectrum = compute(state)
    text = to_csv(spectrum)
    data = table(text)
    np.testing.assert_array_equal(data["detuning_eV"], spectrum.detuning)
    np.testing.assert_array_equal(data["omega_eV"], spectrum.omega)
    np.testing.assert_array_equal(data["wavelength_nm"], HC / spectrum.omega)
    np.testing.assert_array_equal(data["I"], spectrum.intensity)
    total = sum(data[f"I_{channel}"] for channel in CHANNELS)
    np.testing.assert_allclose(total, data["I"], rtol=1e-12, atol=0)
    np.testing.assert_array_equal(
        data["I_23"],
        rw.channel_spectra(
            state.atom,
            state.neutrinos,
            detuning=spectrum.detuning,
            interactions=state.interactions,
        )[4],
    )
    if spectrum.standard is None:
        assert "I_standard" not in data.dtype.names
    else:
        np.testing.assert_array_equal(data["I_standard"], spectrum.standard)
    assert "I_reference" not in data.dtype.names
    bare = [line for line in text.splitlines() if not line.startswith("# ")]
    assert bare[0].startswith("detuning_eV,")
    np.testing.assert_array_equal(
        np.loadtxt(bare[1:], delimiter=","), np.array(data.tolist()), strict=True
    )


@pytest.mark.parametrize("name", ["a", "=1+1,@SUM(1),<script>"])
def test_a_table_has_the_pin_that_is_compared_and_not_its_name(name: str) -> None:
    state, pinned = ExplorerState(), ExplorerState(ordering="inverted")
    view = View(compare="ratio", reference=name, end_window=(1e-6, 1e-2, 0.0, 0.1))
    spectrum = compute(state, view, pinned)
    others = (("other", compute(ExplorerState(nature="dirac"))), (name, compute(pinned)))
    text = to_csv(Scene(spectrum, view, others))
    np.testing.assert_array_equal(table(text)["I_reference"], spectrum.reference)
    assert "# I_reference: I of ?v=2&ordering=inverted&oscillation=nufit-6.1\n" in text
    assert name not in text.partition("\ndetuning_eV")[0].split()
    assert "=1+1" not in text
    assert from_csv(text) == Session(state, replace(view, reference=""))
    first = to_csv(Scene(spectrum, replace(view, reference=""), others))
    assert "# I_reference: I of ?v=2&nature=dirac&oscillation=nufit-6.1\n" in first
    assert "# I_reference: I of another state\n" in to_csv(spectrum)


def test_a_table_says_where_it_comes_from() -> None:
    state = ExplorerState(mediator="scalar", element="13", phase="imaginary", nature="dirac")
    head = to_csv(compute(state)).partition("\ndetuning_eV")[0]
    for words in (
        f"renp_widgets {rw.__version__}",
        "target: Yb; E_eg = 2.14349 eV",
        "Dirac; normal ordering; m1 = 0.01 eV",
        "(best fit)",
        "arXiv:2410.05380",
        "mediator of mass 0.5 eV; scalar; scalar coupling y_e y_nu = 1e-18; states 13 (imaginary)",
        "threshold 33: omega = 1.069",
        "cite: ",
        "arXiv:2110.03510",
    ):
        assert words in head
    plain = to_csv(compute(replace(state, nature="majorana")))
    assert "nothing (imaginary couplings of Majorana neutrinos to a scalar vanish)" in plain
    assert "2110.03510" not in plain


@settings(max_examples=15)
@given(LINKED)
def test_a_table_gives_its_session_back(session: Session) -> None:
    text = to_csv(Scene(compute(session.state), session.view))
    assert from_csv(text) == session
    assert text.splitlines()[1].startswith("# renp_widgets")
    assert all(line.isascii() for line in text.splitlines())
