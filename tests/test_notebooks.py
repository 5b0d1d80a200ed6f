"""The notebooks: their form, their links and spelling, and that each runs as a reader runs it."""

import json
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LECTURES = [path for path in NOTEBOOKS if path.stem >= "02"]
APPS = {"explorer": "SpectrumExplorer", "sensitivity": "SensitivityExplorer"}
PAGES = [ROOT / "notebooks" / "apps" / f"{name}.ipynb" for name in APPS]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REPOSITORY = PROJECT["urls"]["Repository"]
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}
SLIDES = ("slide", "subslide", "fragment", "skip", "-")
SECTIONS = ("## Questions", "## Try it", "## For a slide or a paper", "## Read on")
ADDRESSES = [
    r"https://arxiv\.org/abs/(\d{4}\.\d{4,5}|[a-z-]+/\d{7})",
    r"https://doi\.org/10\.\d{4,}/[^\s)]+",
    r"https://github\.com/[\w.-]+/[\w.-]+[\w./-]*",
    r"https://[\w.-]+\.[a-z]+(/[\w./~%?=&#-]*)?",
]
ARXIV = r"\d{4}\.\d{4,5}|[a-z-]+/\d{7}"

# Appended to a notebook: each exercise is tried, and given up; then every app is there, and no app
# and no exercise, shown or revealed, may have recorded an error.
CHECK = """
from ipywidgets.widgets.widget import _instances
from renp_widgets.lessons import Exercise
from renp_widgets.live.app import LiveApp
from renp_widgets.lessons.locks import Locked
exercises = [widget for widget in list(_instances.values()) if isinstance(widget, Exercise)]
for ask in exercises:
    ask.check.click()
    assert not ask.solved, f"solved as it stands: {ask.question.prompt}"
    ask.show.click()
    assert ask.shown and ask.errors == [], (ask.question.prompt, ask.errors)
held = [widget for widget in list(_instances.values()) if isinstance(widget, Locked)]
assert all(lock.is_open for lock in held)
apps = [widget for widget in list(_instances.values()) if isinstance(widget, LiveApp)]
for app in apps:
    if "lightest_mass" in app.controls:
        app.controls["lightest_mass"].value = 0.03
    app.settle()
    assert app.model.errors == [] and app.rest_draws >= 1, app.model.errors
print(len(apps), "apps and", len(exercises), "exercises without errors")
"""

each = pytest.mark.parametrize("path", [*NOTEBOOKS, *PAGES], ids=lambda path: path.stem)
each_with_sections = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
each_lecture = pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS
    assert LECTURES


@each
def test_it_is_stored_without_outputs_and_defines_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    nbformat.validate(notebook)
    assert text == json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    assert notebook["metadata"] == METADATA
    for k, cell in enumerate(notebook["cells"]):
        assert cell["id"] == f"cell-{k}"
        assert cell["metadata"]["slideshow"]["slide_type"] in SLIDES
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
            source = "".join(cell["source"])
            assert not re.search(r"^\s*(def|class|async) |\blambda\b", source, re.MULTILINE)


@each_with_sections
def test_it_opens_and_closes_as_readers_expect(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert re.match(r"# \S.*\n\n\*\*You will\*\* .*\*\*You need\*\* ", cells[0].source, re.DOTALL)
    assert "inute" in cells[0].source
    assert cells[0].metadata["slideshow"]["slide_type"] == "slide"
    assert "## Try it" in markdown(path)


@each_lecture
def test_a_lecture_asks_and_answers(path: Path) -> None:
    text = markdown(path)
    places = [text.index(section) for section in SECTIONS]
    assert places == sorted(places)
    questions = text[places[0] : places[1]]
    folded = re.findall(r"<details>\s*<summary>Answer</summary>\s*\S.*?</details>", questions, re.S)
    assert 3 <= len(folded) <= 5
    assert questions.count("<details>") == questions.count("</details>") == len(folded)
    assert re.search(r"\.save\([\"'][\w-]+\.pdf[\"']\)", source(path, "code") + text)
    assert len(re.findall(r"\bexercise\(", source(path, "code"))) >= 2


def test_pages_of_apps_are_alone_in_their_folder() -> None:
    assert sorted(PAGES[0].parent.glob("[!.]*")) == PAGES


@each_page
def test_a_page_is_a_title_and_an_app_that_takes_its_link(path: Path) -> None:
    text, code = nbformat.read(path, as_version=4).cells
    assert re.fullmatch(rf"# \S.*\n\n\S.*\[Read on\]\({re.escape(REPOSITORY)}\)", text.source)
    app = APPS[path.stem]
    assert code.source == f"from renp_widgets.apps import {app}\n\n{app}.from_link()"


@pytest.mark.parametrize(
    "path", [*NOTEBOOKS, *PAGES, ROOT / "README.md"], ids=lambda path: path.stem
)
def test_links_are_well_formed_and_what_they_name_is_there(path: Path) -> None:
    text = markdown(path) if path.suffix == ".ipynb" else path.read_text(encoding="utf-8")
    links = re.findall(r"\[([^\]]*)\]\(([^)\s]*)\)", text)
    for words, target in links:
        if target.startswith("http"):
            assert any(re.fullmatch(address, target) for address in ADDRESSES), target
            assert "arxiv.org" not in target or re.fullmatch(ADDRESSES[0], target), target
            if words.startswith("arXiv:"):
                assert target == f"https://arxiv.org/abs/{words.removeprefix('arXiv:')}"
        else:
            assert (path.parent / target.split("#")[0]).exists(), target
    assert "http" not in re.sub(r"\]\([^)]*\)", "", re.sub(r"```.*?```", "", text, flags=re.S))
    linked = {target.removeprefix("https://arxiv.org/abs/") for _, target in links}
    assert set(re.findall(rf"arXiv:({ARXIV})", text)) <= linked


def test_spelling() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "codespell_lib", "README.md", "renp_widgets", "notebooks", "binder"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (told.returncode, told.stdout + told.stderr) == (0, "")


@each
def test_it_runs_within_a_minute_and_nothing_records_an_error(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    gated = [cell.source for cell in notebook.cells if ".answered():" in cell.source]
    notebook.cells.append(nbformat.v4.new_code_cell(CHECK))
    notebook.cells += [nbformat.v4.new_code_cell(code) for code in gated]
    start = time.monotonic()
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    assert time.monotonic() - start < 60
    outputs: list[Any] = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    printed = [output["text"] for output in outputs if output.get("name") == "stdout"]
    told = "First answer the question above"
    assert sum(told in text for text in printed) == len(gated)
    assert not any(told in text for text in printed[len(printed) - len(gated) :])
    results = (re.match(r"(\d+) apps and (\d+) exercises without errors", x) for x in printed)
    found = next(filter(None, results))
    assert int(found[1]) >= 1
    assert int(found[2]) == len(re.findall(r"\bexercise\(", source(path, "code")))


def markdown(path: Path) -> str:
    """The text of a notebook."""
    return source(path, "markdown")


def source(path: Path, kind: str) -> str:
    """The cells of a kind, one after another."""
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == kind)
