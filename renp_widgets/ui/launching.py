"""Addresses that open the kit away from a lab: on Binder, and on its static site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any, Final
from urllib.parse import quote

from renp_widgets.ui.appearance import Appearance
from renp_widgets.ui.sensitivity.state import SensitivityState
from renp_widgets.ui.session import Session, View
from renp_widgets.ui.sharing.files import kinds
from renp_widgets.ui.sharing.links import parameters, parts, to_link
from renp_widgets.ui.state import ExplorerState
from renp_widgets.validation import RefusedInput, choice, instance

__all__ = ["FRONT_ENDS", "MAX_LAUNCH_LINK", "launch_link", "repository"]

MAX_LAUNCH_LINK: Final = 8000
"""How long an address may be, characters: many servers refuse requests beyond 8 kB."""

_EXPLORER: Final = "apps/explorer.ipynb"
_SENSITIVITY: Final = "apps/sensitivity.ipynb"

FRONT_ENDS: Final[Mapping[str, Mapping[type, str]]] = {
    "lab": {ExplorerState: "01_explore_spectrum.ipynb", SensitivityState: _SENSITIVITY},
    "voila": {ExplorerState: _EXPLORER, SensitivityState: _SENSITIVITY},
    "site": {ExplorerState: _EXPLORER, SensitivityState: _SENSITIVITY},
}
"""By front end and type of state: the notebook that opens the page's link, in `notebooks/`."""

_SERVED: Final = {"lab": "lab/tree", "voila": "voila/render"}
_VIEWS: Final[dict[type, type]] = {ExplorerState: View, SensitivityState: Appearance}
_REPO: Final = re.compile(
    r"(?:https://github\.com/)?([A-Za-z0-9][A-Za-z0-9-]{0,38})/([\w.-]{1,100})/?", re.ASCII
)
_REF: Final = re.compile(r"\w[\w./+-]{0,199}", re.ASCII)
_NOTEBOOK: Final = re.compile(r"(?:\w[\w-]*/)*\w[\w.-]*\.ipynb", re.ASCII)


def launch_link(
    repo: str,
    state: Any = None,
    *,
    front_end: str = "lab",
    ref: str = "HEAD",
    notebook: str | None = None,
) -> str:
    """The address that opens a repository, with a state on show, in a browser that has nothing.

    It has at most MAX_LAUNCH_LINK characters.

    Parameters
    ----------
    repo : on GitHub, "owner/name" or "https://github.com/owner/name".
    state : of an app, with a Session its view as well, or the `link` of an app; None is the first
        state of the explorer. A link that several apps know is for the explorer.
    front_end : "lab" or "voila", on mybinder.org, or "site", the static site where it is the
        repository's page on github.io.
    ref : branch, tag or commit for mybinder.org. A tag that has been built opens fastest.
    notebook : in the folder `notebooks`; None is the one of FRONT_ENDS for the state. Its app must
        be made by `from_link()`.
    """
    owner, name = _owner_and_name(repo)
    choice("front_end", front_end, FRONT_ENDS)
    instance("ref", ref, str)
    if not _REF.fullmatch(ref):
        raise RefusedInput(f"ref must be the name of a branch or tag, or a commit, got {ref!r}")
    given = {} if state is None else parameters(state if isinstance(state, str) else _link(state))
    if notebook is None:
        notebook = FRONT_ENDS[front_end][_app(state, given)]
    instance("notebook", notebook, str)
    if not _NOTEBOOK.fullmatch(notebook):
        raise RefusedInput(f"notebook must be like 'folder/name.ipynb', got {notebook!r}")
    query = "&".join(f"{quote(key, safe='')}={quote(given[key], safe=',')}" for key in given)
    if front_end == "site":
        site = f"https://{owner.lower()}.github.io/{name}/notebooks/index.html"
        address = f"{site}?path={quote(notebook, safe='')}{query and '&' + query}"
    else:
        path = f"{_SERVED[front_end]}/notebooks/{notebook}{query and '?' + query}"
        hub = f"https://mybinder.org/v2/gh/{owner}/{name}/{quote(ref, safe='')}"
        address = f"{hub}?urlpath={quote(path, safe='')}"
    if len(address) > MAX_LAUNCH_LINK:
        raise RefusedInput(
            f"a launch link must have at most {MAX_LAUNCH_LINK} characters, got {len(address)}"
        )
    return address


@cache
def repository() -> str | None:
    """The kit's own repository, as pyproject's `project.urls` said when the kit was installed.

    None where that is unknown, or not on GitHub.
    """
    try:
        urls = metadata("renp-widgets").get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    addresses = [url.partition(", ")[2] for url in urls if url.startswith("Repository, ")]
    return next((address for address in addresses if _REPO.fullmatch(address)), None)


def _owner_and_name(repo: str) -> tuple[str, str]:
    instance("repo", repo, str)
    found = _REPO.fullmatch(repo)
    name = found[2].removesuffix(".git") if found else ""
    if found is None or not name.strip("."):
        raise RefusedInput(
            f"repo must be 'owner/name' or 'https://github.com/owner/name', got {repo!r}"
        )
    return found[1], name


def _link(state: Any) -> str:
    if not is_dataclass(state) or isinstance(state, type):
        raise TypeError(f"state must be a state, a Session or a link, got {state!r}")
    return to_link(state)


def _app(state: Any, given: Mapping[str, str]) -> type:
    """The type of state that a link is for, with the link read as its app will read it."""
    if isinstance(state, Session) or state is None:
        return ExplorerState
    if not isinstance(state, str):
        if type(state) not in _VIEWS:
            raise RefusedInput(f"notebook must be given for a {type(state).__name__}")
        return type(state)
    known = {app: {"v", *kinds(app), *kinds(view)} for app, view in _VIEWS.items()}
    app = next((app for app, names in known.items() if names.issuperset(given)), ExplorerState)
    parts(given, app, _VIEWS[app])
    return app
