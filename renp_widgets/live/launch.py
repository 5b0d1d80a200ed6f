"""Addresses that open the kit away from a lab: on Binder, and on its static site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from typing import Final
from urllib.parse import quote

from renp_widgets.checks import RefusedInput, choice, instance

MAX_LAUNCH_LINK: Final = 8000
"""How long an address may be, characters: many servers refuse requests beyond 8 kB."""
FRONT_ENDS: Final = ("lab", "voila", "site")
_SERVED: Final = {"lab": "lab/tree", "voila": "voila/render"}
_REPO: Final = re.compile(
    r"(?:https://github\.com/)?([A-Za-z0-9][A-Za-z0-9-]{0,38})/([\w.-]{1,100})/?", re.ASCII
)
_REF: Final = re.compile(r"\w[\w./+-]{0,199}", re.ASCII)
_NOTEBOOK: Final = re.compile(r"(?:\w[\w-]*/)*\w[\w.-]*\.ipynb", re.ASCII)


def launch_address(
    repo: str, notebook: str, given: Mapping[str, str], *, front_end: str, ref: str = "HEAD"
) -> str:
    """The address that opens a repository's notebook in a browser that has nothing.

    It has at most MAX_LAUNCH_LINK characters.

    Parameters
    ----------
    repo : on GitHub, "owner/name" or "https://github.com/owner/name".
    notebook : in the folder `notebooks`.
    given : the parameters of a link, by name.
    front_end : "lab" or "voila", on mybinder.org, or "site", the static site where it is the
        repository's page on github.io.
    ref : branch, tag or commit for mybinder.org. A tag that has been built opens fastest.
    """
    owner, name = _owner_and_name(repo)
    choice("front_end", front_end, FRONT_ENDS)
    instance("ref", ref, str)
    if not _REF.fullmatch(ref):
        raise RefusedInput(f"ref must be the name of a branch or tag, or a commit, got {ref!r}")
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
