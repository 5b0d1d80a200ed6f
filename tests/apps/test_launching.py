import importlib.metadata
import subprocess
import sys
from collections.abc import Iterator
from email.message import Message
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

import pytest
from hypothesis import given, settings

from renp_widgets.apps import (
    ExplorerState,
    ReachState,
    SensitivityExplorer,
    SensitivityState,
    Session,
    SpectrumExplorer,
    View,
    launch_link,
)
from renp_widgets.apps.launching import LAUNCHED
from renp_widgets.apps.spectrum.export import from_link
from renp_widgets.live.fields import Appearance
from renp_widgets.live.launch import FRONT_ENDS, MAX_LAUNCH_LINK, repository
from renp_widgets.live.links import parameters, parts

from ..live.test_links import SHOWN
from .test_spectrum_export import LINKED

REPO = "owner/some-name"
STATE = ExplorerState(ordering="inverted", lightest_mass=0.05)
QUERY = "v%3D2%26ordering%3Dinverted%26lightest_mass%3D0.05%26oscillation%3Dnufit-6.1"


@pytest.fixture
def _fresh_repository() -> Iterator[None]:
    repository.cache_clear()
    yield
    repository.cache_clear()


def landed(address: str) -> tuple[str, str]:
    """Where a browser lands: the path on the server, and the page's address with its token.

    Binder's page decodes `urlpath`, appends the token as browsers do, who write the query anew.
    """
    launch = urlsplit(address)
    if launch.hostname == "mybinder.org":
        (path,) = parse_qs(launch.query, strict_parsing=True)["urlpath"]
        page = urlsplit(f"https://hub.example/user/a/{path}")
        query = urlencode([*parse_qsl(page.query), ("token", "a b")])
        return path.partition("?")[0], page._replace(query=query).geturl()
    (path,) = parse_qs(launch.query)["path"]
    return path, address


# What a link looks like


def test_a_state_is_opened_in_jupyterlab_on_binder() -> None:
    assert launch_link(REPO, STATE) == (
        "https://mybinder.org/v2/gh/owner/some-name/HEAD?urlpath="
        f"lab%2Ftree%2Fnotebooks%2F01_explore_spectrum.ipynb%3F{QUERY}"
    )


def test_a_state_is_opened_without_code_on_binder() -> None:
    assert launch_link(REPO, STATE, front_end="voila", ref="v1.0") == (
        "https://mybinder.org/v2/gh/owner/some-name/v1.0?urlpath="
        f"voila%2Frender%2Fnotebooks%2Fapps%2Fexplorer.ipynb%3F{QUERY}"
    )


def test_a_state_is_opened_on_the_static_site() -> None:
    assert launch_link("Owner/some-name", STATE, front_end="site") == (
        "https://owner.github.io/some-name/notebooks/index.html?path=apps%2Fexplorer.ipynb"
        "&v=2&ordering=inverted&lightest_mass=0.05&oscillation=nufit-6.1"
    )


def test_without_a_state_there_is_no_query() -> None:
    assert launch_link(REPO).endswith("%2F01_explore_spectrum.ipynb")
    assert launch_link(REPO, front_end="site").endswith("?path=apps%2Fexplorer.ipynb")


@pytest.mark.parametrize(
    "repo",
    [
        "https://github.com/owner/some-name",
        "https://github.com/owner/some-name/",
        "https://github.com/owner/some-name.git",
        "owner/some-name.git",
    ],
)
def test_a_repository_has_several_names(repo: str) -> None:
    assert launch_link(repo, STATE) == launch_link(REPO, STATE)


def test_a_branch_is_one_part_of_the_path() -> None:
    path = urlsplit(launch_link(REPO, ref="feature/../../x")).path
    assert path == "/v2/gh/owner/some-name/feature%2F..%2F..%2Fx"


# Where it leads


@given(LINKED)
@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_a_session_arrives(front_end: str, session: Session) -> None:
    path, page = landed(launch_link(REPO, session, front_end=front_end))
    assert path.endswith(LAUNCHED[ExplorerState][front_end])
    assert from_link(page) == session


@given(SHOWN.filter(lambda state: isinstance(state, SensitivityState)))
@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_a_sensitivity_arrives_in_its_own_app(front_end: str, state: SensitivityState) -> None:
    path, page = landed(launch_link(REPO, state, front_end=front_end))
    assert path.endswith("apps/sensitivity.ipynb")
    assert parts(parameters(page), SensitivityState, Appearance)[0] == state


def test_the_link_of_an_app_arrives_in_that_app() -> None:
    explorer = SpectrumExplorer(Session(STATE, View(cursor=1e-3)))
    sensitivity = SensitivityExplorer(SensitivityState(days=7.0))
    for app, notebook in ((explorer, "01_explore_spectrum"), (sensitivity, "apps/sensitivity")):
        path, page = landed(launch_link(REPO, app.link))
        assert path == f"lab/tree/notebooks/{notebook}.ipynb"
        again = type(app).from_link(page)
        assert (again.model.state, again.model.view) == (app.model.state, app.model.view)


def test_a_token_stays_behind() -> None:
    address = launch_link(
        REPO, "https://hub.example/lab/tree/a.ipynb?token=secret&ordering=inverted"
    )
    assert "secret" not in unquote(unquote(address))
    assert from_link(landed(address)[1]) == Session(ExplorerState(ordering="inverted"))


def test_a_notebook_of_ones_own_opens_any_state() -> None:
    state = ReachState(mediator="scalar")
    path, page = landed(launch_link(REPO, state, notebook="my/reach.ipynb"))
    assert path == "lab/tree/notebooks/my/reach.ipynb"
    assert parts(parameters(page), ReachState) == [state]


# What is refused


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"repo": "some-name"}, "repo must be 'owner/name' .*, got 'some-name'"),
        ({"repo": "https://example.org/owner/name"}, "repo must be"),
        ({"repo": "http://github.com/owner/name"}, "repo must be"),
        ({"repo": "https://github.com.example.org/owner/name"}, "repo must be"),
        ({"repo": "owner/name/tree/main"}, "repo must be"),
        ({"repo": "owner/name?urlpath=x"}, "repo must be"),
        ({"repo": "owner/name\n"}, "repo must be"),
        ({"repo": "ówner/name"}, "repo must be"),
        ({"repo": "example.org/name"}, "repo must be"),
        ({"repo": "../name"}, "repo must be"),
        ({"repo": "owner/.."}, "repo must be"),
        ({"repo": "owner/..git"}, "repo must be"),
        ({"repo": "@evil/name"}, "repo must be"),
        ({"front_end": "colab"}, "front_end must be one of .*'voila'.*got 'colab'"),
        ({"ref": ""}, "ref must be .*, got ''"),
        ({"ref": ".."}, "ref must be"),
        ({"ref": "a b"}, "ref must be"),
        ({"ref": "main?urlpath=x"}, "ref must be"),
        ({"notebook": "../secret.ipynb"}, "notebook must be like .*, got '../secret.ipynb'"),
        ({"notebook": "/etc/passwd"}, "notebook must be"),
        ({"notebook": "a.ipynb?path=b.ipynb"}, "notebook must be"),
        ({"state": ReachState()}, "notebook must be given for a ReachState"),
        ({"state": "?colour=red"}, "'colour' is not known"),
        ({"state": "?lightest_mass=2"}, "lightest_mass"),
        ({"state": "?days=1&lightest_mass=0.5"}, "lightest_mass .* 0.2"),
        ({"state": "?a=" + 3000 * "%25", "notebook": "a.ipynb"}, "at most 4096 characters"),
        ({"state": "?a=" + 4000 * ",", "notebook": "a.ipynb"}, "at most 8000 char.*, got 12"),
    ],
)
def test_what_makes_no_link_is_refused_by_name(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        launch_link(**{"repo": REPO} | arguments)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"repo": None}, "repo must be a str, got None"),
        ({"state": ExplorerState}, "state must be a state, a Session or a link, got <class"),
        ({"state": {"ordering": "normal"}}, "state must be a state"),
        ({"ref": 1}, "ref must be a str, got 1"),
        ({"notebook": 1}, "notebook must be a str, got 1"),
    ],
)
def test_what_is_of_another_type_is_refused_by_name(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(TypeError, match=says):
        launch_link(**{"repo": REPO} | arguments)


@settings(max_examples=20)
@given(LINKED)
def test_states_are_far_below_the_limit(session: Session) -> None:
    assert len(launch_link(REPO, session)) < MAX_LAUNCH_LINK / 3


# The kit's own repository


def test_the_repository_is_the_projects() -> None:
    address = repository()
    assert address is not None
    assert launch_link(address).startswith("https://mybinder.org/v2/gh/")


@pytest.mark.usefixtures("_fresh_repository")
@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("Repository, https://github.com/a/b", "https://github.com/a/b"),
        ("Repository, https://example.org/a/b", None),
        ("Homepage, https://github.com/a/b", None),
        (None, None),
    ],
)
def test_a_repository_is_known_where_the_package_says_it(
    monkeypatch: pytest.MonkeyPatch, url: str | None, address: str | None
) -> None:
    message = Message()
    if url:
        message["Project-URL"] = url
    monkeypatch.setattr("renp_widgets.live.launch.metadata", lambda _name: message)
    assert repository() == address
    launches = SpectrumExplorer().panels["share"].launches
    assert bool(launches) is (address is not None)


@pytest.mark.usefixtures("_fresh_repository")
def test_a_package_that_is_not_installed_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Message:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr("renp_widgets.live.launch.metadata", missing)
    assert repository() is None


def test_it_needs_neither_widgets_nor_figures() -> None:
    code = (
        "import sys; from renp_widgets.apps import launch_link; "
        "launch_link('a/b', '?lecture=true');"
        "print({'ipywidgets', 'matplotlib', 'IPython', 'scipy.optimize'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"
