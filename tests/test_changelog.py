"""The changelog: its versions, and that what it says has moved is where it says."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

import renp_widgets

TEXT = (Path(__file__).parents[1] / "CHANGELOG.md").read_text(encoding="utf-8")
MOVES = [line.strip("|").split(" | ") for line in TEXT.splitlines() if line.startswith("| `")]


def modules(words: str) -> list[str]:
    """The modules that a cell names; `.x` is beside the one before."""
    found: list[str] = []
    for name in re.findall(r"`([a-z_.]+)`", words):
        found.append(found[-1].rpartition(".")[0] + name if name.startswith(".") else name)
    return [f"renp_widgets.{name}" for name in found if name not in ("launch_link", "exercise")]


def is_there(module: str) -> bool:
    """Whether there is such a file; a folder that only a cache is left in is none."""
    try:
        spec = find_spec(module)
    except ModuleNotFoundError:
        return False
    return spec is not None and spec.origin is not None


def test_the_version_has_a_section_and_newest_is_first() -> None:
    sections = re.findall(r"^## (\S+)", TEXT, re.MULTILINE)
    assert renp_widgets.__version__ in sections
    assert sections[-1] == "0.1.0"
    assert sections.index(renp_widgets.__version__) <= 1


@pytest.mark.parametrize(("old", "new"), MOVES)
def test_what_moved_is_there(old: str, new: str) -> None:
    assert not [name for name in modules(old) if is_there(name)]
    below = re.search(r"the same, below `(\w+)`", new)
    if below:
        names = [name.rpartition(".")[2] for name in modules(old.partition(", each")[0])]
        wanted = [f"renp_widgets.{below[1]}.{name}" for name in names]
    else:
        wanted = [name for name in modules(new) if not name.endswith("non_unitary")]
    assert wanted
    assert [name for name in wanted if not is_there(name)] == []
