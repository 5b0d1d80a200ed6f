"""Which notebook opens what on Binder and on the static site, and the links that say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any, Final

from renp_widgets.apps.sensitivity.state import SensitivityState
from renp_widgets.apps.spectrum.session import NOTEBOOKS, Session, View
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.checks import RefusedInput, choice
from renp_widgets.live.fields import Appearance
from renp_widgets.live.launch import FRONT_ENDS, launch_address
from renp_widgets.live.links import kinds, parameters, parts, to_link

LAUNCHED: Final[Mapping[type, Mapping[str, str]]] = {
    ExplorerState: NOTEBOOKS,
    SensitivityState: dict.fromkeys(FRONT_ENDS, "apps/sensitivity.ipynb"),
}
"""By type of state and front end: the notebook that opens the page's link, in `notebooks/`."""
_VIEWS: Final[dict[type, type]] = {ExplorerState: View, SensitivityState: Appearance}


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
    repo, front_end, ref : as in `launch_address`.
    state : of an app, with a Session its view as well, or the `link` of an app; None is the first
        state of the explorer. A link that several apps know is for the explorer.
    notebook : in the folder `notebooks`; None is the one of LAUNCHED for the state. Its app must
        be made by `from_link()`.
    """
    choice("front_end", front_end, FRONT_ENDS)
    given = {} if state is None else parameters(state if isinstance(state, str) else _link(state))
    if notebook is None:
        notebook = LAUNCHED[_type(state, given)][front_end]
    return launch_address(repo, notebook, given, front_end=front_end, ref=ref)


def _link(state: Any) -> str:
    if not is_dataclass(state) or isinstance(state, type):
        raise TypeError(f"state must be a state, a Session or a link, got {state!r}")
    return to_link(state.state, state.view) if isinstance(state, Session) else to_link(state)


def _type(state: Any, given: Mapping[str, str]) -> type:
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
