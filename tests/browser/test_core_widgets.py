"""The explorer where a page has core ipywidgets alone: it still draws and moves.

What anywidget adds is missing there: pointer and keys on the picture, copy and save, themes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from .lab import Lab, Notebook, running_browser, running_lab

EXPLORER = "from renp_widgets.apps import SpectrumExplorer\napp = SpectrumExplorer()\napp"


@pytest.fixture(scope="module")
def core_alone(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:  # noqa: ARG001
    home = tmp_path_factory.mktemp("core")
    (home / "config/labconfig").mkdir(parents=True)
    disabled = {"disabledExtensions": {"anywidget": True}}
    (home / "config/labconfig/page_config.json").write_text(json.dumps(disabled))
    with running_lab(home) as lab:
        yield lab


def test_the_picture_follows_the_slider_without_anywidget(
    core_alone: Lab, screenshots: Path
) -> None:
    with running_browser() as browser:
        notebook = Notebook(browser, core_alone, core_alone.write("core", EXPLORER))
        with notebook.change():
            notebook.command("notebook:run-all-cells")
        before = notebook.png()
        assert any("anywidget" in complaint for complaint in notebook.complaints)

        notebook.page.locator("[role=slider]").first.focus()
        with notebook.change():
            notebook.page.keyboard.press("ArrowRight")
        notebook.page.screenshot(path=screenshots / "core-widgets.png")

        assert notebook.kernel("app.model.state.lightest_mass") > 0.01
        assert notebook.kernel("app.model.errors") == []
        assert notebook.png() != before
