"""The public names as pages: pdoc, told how this package writes its docstrings.

    python -m binder.site.reference FOLDER

One page for each package in PACKAGES, from its docstrings. The pages load nothing from elsewhere.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import NewType

import numpy.typing
import pdoc
import pdoc.render

PACKAGES = ("renp_widgets", "renp_widgets.statistics", "renp_widgets.apps", "renp_widgets.lessons")
HEADING = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)
ENTRY = re.compile(r"([\w., ]+) : (?=\S)")


class ShortType(NewType):
    """A type that is shown by its name, where numpy would show all that it stands for."""

    def __init__(self, name: str) -> None:
        super().__init__(name, object)
        self.__module__ = "builtins"

    def __repr__(self) -> str:
        return self.__name__

    def __getitem__(self, item: type) -> ShortType:
        return ShortType(f"{self.__name__}[{item.__name__}]")


def markdown(docstring: str) -> str:
    """A docstring, which is plain text with entries `name : what it is`, as Markdown."""
    blocks = HEADING.sub(r"\g<0>\n", docstring).split("\n\n")
    return "\n\n".join(map(_block, blocks))


def _block(block: str) -> str:
    if heading := HEADING.fullmatch(block):
        return f"**{heading[1]}**"
    if block.startswith(">>>"):
        return f"```pycon\n{block}\n```"
    if block.startswith(" "):  # a formula
        return block
    lines = [""]
    for line in block.splitlines():
        if entry := ENTRY.match(line):
            lines.append(f"- **{entry[1]}**: {_plain(line[entry.end() :])}")
        else:  # in one line with what it goes on from, so that no line begins like a list
            lines[-1] += f" {_plain(line.strip())}"
    return "\n".join(lines).strip()


def _plain(line: str) -> str:
    """Text in which Markdown finds nothing to do but `names`."""
    parts = re.split(r"(`[^`]*`)", line)
    parts[::2] = (re.sub(r"([*<~\[\]\\])", r"\\\1", part) for part in parts[::2])
    return "".join(parts)


def reference(folder: Path) -> None:
    """Write the pages to `folder`."""
    numpy.typing.ArrayLike = ShortType("ArrayLike")
    numpy.typing.NDArray = ShortType("NDArray")
    for name in PACKAGES:
        package = import_module(name)
        for public in package.__all__:  # those that are handed out lazily
            setattr(package, public, getattr(package, public))
    pdoc.render.configure(
        docformat="markdown",
        show_source=False,
        search=False,
        template_directory=Path(__file__).with_name("api"),
    )
    pdoc.render.env.filters["to_markdown"] = markdown
    others = rf"!(?!({'|'.join(PACKAGES)})$)"
    pdoc.pdoc("renp_widgets", *PACKAGES[2:], others, output_directory=folder)


if __name__ == "__main__":
    reference(Path(sys.argv[1]))
