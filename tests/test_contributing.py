"""The recipes of CONTRIBUTING.md, applied as they are printed to a copy of the package."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = {
    title: re.findall(r"```(python|diff)\n(.*?)```", body, re.DOTALL)
    for title, body in re.findall(r"\n### (.*?)\n(.*?)(?=\n##)", TEXT, re.DOTALL)
}
FILES = {"An app with one slider": 6, "A slider": 3, "A mediator": 5, "An atom": 1}
TRIED = {
    "An app with one slider": """
from renp_widgets.apps import TideExplorer
app = TideExplorer(height=2.0)
app.controls["height"].slider.value = 3.0
app.settle()
assert app.model.state.height == 3.0 and app.draws == 2 and "height=3.0" in app.link
assert app.figure.artists["water"].get_ydata()[0] == 3.0 and not app.model.errors
app.model.undo()
assert app.model.state.height == 2.0
""",
    "A slider": """
from renp_widgets.apps import TideExplorer
app = TideExplorer()
app.controls["shift"].slider.value = 0.5
assert app.figure.artists["water"].get_ydata()[0] < -0.9 and not app.model.errors
app.controls["height"].value = 0.0
assert app.controls["shift"].slider.disabled
""",
    "A mediator": """
import numpy as np
import renp_widgets as rw
from renp_widgets.apps import SpectrumExplorer
from renp_widgets.apps.spectrum.words.captions import caption
app = SpectrumExplorer()
app.controls["mediator"].value = "contact"
app.controls["contact_term"].value = 0.1
app.settle()
spectrum = app.model.scene.spectrum
assert np.any(spectrum.intensity != spectrum.standard) and not app.model.errors
assert "contact term" in caption(app.model.scene) and "contact_term=0.1" in app.link
assert app.controls["contact_term"].layout.display is None
""",
    "An atom": """
import renp_widgets as rw
from renp_widgets.apps import SpectrumExplorer
app = SpectrumExplorer(target="Ba")
app.settle()
assert app.model.scene.spectrum.target is rw.TARGETS["Ba"] and not app.model.errors
""",
}


def apply(folder: Path, kind: str, block: str) -> str:
    """Write a file, or change one as a diff says; its path."""
    first, _, rest = block.partition("\n")
    if kind == "python":
        path = first.removeprefix("# ")
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        assert not file.exists()
        file.write_text(rest, encoding="utf-8")
        return path
    path = first.removeprefix("--- a/")
    text = (folder / path).read_text(encoding="utf-8")
    for hunk in re.split(r"^@@.*\n", rest, flags=re.MULTILINE)[1:]:
        lines = hunk.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] in " -")
        new = "".join(line[1:] for line in lines if line[0] in " +")
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / path).write_text(text, encoding="utf-8")
    return path


def test_every_recipe_is_tried() -> None:
    assert set(RECIPES) == set(FILES) == set(TRIED)


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_works_as_it_is_printed(title: str, tmp_path: Path) -> None:
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "renp_widgets", tmp_path / "renp_widgets", ignore=without)
    if title == "A slider":  # goes into the app of the recipe before
        for kind, block in RECIPES["An app with one slider"]:
            apply(tmp_path, kind, block)
    touched = {apply(tmp_path, kind, block) for kind, block in RECIPES[title]}
    assert len(touched) == FILES[title]
    words = {1: "One file", 3: "Three files", 5: "Five files", 6: "Six files"}[len(touched)]
    assert words in TEXT.partition(f"### {title}")[2].partition("###")[0]
    run = subprocess.run(
        [sys.executable, "-c", TRIED[title]],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
