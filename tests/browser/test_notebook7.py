"""The first notebook in Notebook 7, the other application that people open it in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .explorer import FIRST, Explorer
from .focus import assert_keys_stay
from .lab import NOTEBOOK_7, Lab, Notebook, running_browser, running_lab
from .test_journey import (
    CONTROLS_AND_PICTURE,
    FIRST_MASS,
    LAYOUT_FAULTS,
    MASS,
    STEP,
    assert_shows_the_state,
)
from .test_links import STATE, opened


@pytest.fixture(scope="module")
def notebook7(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:  # noqa: ARG001
    with running_lab(tmp_path_factory.mktemp("notebook7"), NOTEBOOK_7) as lab:
        yield lab


def test_the_first_notebook_runs_moves_and_fits(notebook7: Lab, screenshots: Path) -> None:
    with running_browser() as browser:
        # What Notebook 7 complains of by itself, of this text without the app, is not ours.
        text = json.loads((notebook7.folder / FIRST).read_text(encoding="utf-8"))
        text["cells"] = [cell for cell in text["cells"] if cell["cell_type"] == "markdown"]
        (notebook7.folder / "text.ipynb").write_text(json.dumps(text))
        empty = Notebook(browser, notebook7, "text.ipynb")
        empty.run()
        explorer = Explorer(browser, notebook7, screenshots)
        with explorer.change():
            explorer.handle(MASS).focus()
            explorer.page.keyboard.press("ArrowRight")
        explorer.screenshot("notebook-7")

        expect(explorer.number(MASS)).to_have_value(f"{FIRST_MASS * 10**STEP:.6g}")
        assert explorer.state.lightest_mass == pytest.approx(1e-3 * FIRST_MASS * 10**STEP)
        assert_shows_the_state(explorer)
        faults = explorer.output.evaluate(LAYOUT_FAULTS, CONTROLS_AND_PICTURE)
        assert faults == [], faults
        assert explorer.errors == []
        app = explorer.page.locator(".renp-explorer")
        assert_keys_stay(explorer.page, app, hears_first=True)
        assert set(explorer.complaints) <= set(empty.complaints)


def test_a_page_whose_link_is_refused_says_so(notebook7: Lab) -> None:
    with running_browser() as browser:
        notebook = opened(browser, notebook7, "lightest_mass=0.05&orderin=inverted")
        alert = notebook.page.get_by_role("alert")
        expect(alert).to_contain_text("this link is refused: 'orderin' is not known")
        assert notebook.kernel(STATE) == ("normal", 0.01)
