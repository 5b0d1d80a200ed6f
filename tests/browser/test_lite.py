"""The static site that ships, in Chromium: Python in the browser, the CDN answered from disk."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from .lab import ROOT, SHARP
from .pyodide import LOCK
from .site import PATIENCE, Site, SitePage, built_site, running_site

pytestmark = pytest.mark.skipif(
    os.environ.get("RENP_LAUNCH") != "1", reason="takes minutes: set RENP_LAUNCH=1 to run it"
)

LINK = "&ordering=inverted&lightest_mass=0.05"
MASS = "lightest mass"
LECTURE = "notebooks/index.html?path=04_thresholds.ipynb"
PHONE = {"viewport": {"width": 390, "height": 844}}

_RUN = """() => {
  const { content, sessionContext } = jupyterapp.shell.currentWidget;
  const code = content.model.toJSON().cells.filter((cell) => cell.cell_type === 'code');
  const { status } = sessionContext.session.kernel;
  return code.every((cell) => cell.execution_count) && status === 'idle';
}"""
_WRONG = "[data-mime-type$='jupyter.error'], [data-mime-type$='jupyter.stderr']"
_FIRST_CELL = "jupyterapp.shell.currentWidget.content.model.cells.get(0).sharedModel"
_SAVED = """async () => {
  const { path } = jupyterapp.shell.currentWidget.context;
  return (await jupyterapp.serviceManager.contents.get(path, { content: true })).content.cells[0];
}"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def folder(home: Path) -> Path:
    built = built_site(home / "site")
    assert built.returncode == 0, built.stderr
    return home / "site"


@pytest.fixture(scope="module")
def site(folder: Path, home: Path, pyodide: Path) -> Iterator[Site]:
    with running_site(folder, home / "server.log", pyodide) as site:
        yield site


def test_the_lock_is_that_of_this_pyodide(site: Site) -> None:
    ours = json.loads((ROOT / "binder" / "site" / LOCK).read_text(encoding="utf-8"))
    theirs = json.loads((site.runtime / LOCK).read_text(encoding="utf-8"))
    assert theirs["info"] == ours["info"]
    for name, entry in theirs["packages"].items():
        assert entry["version"] == ours["packages"][name]["version"]
        if "wasm32" in entry["file_name"]:  # the others may be wheels of another origin
            assert entry == ours["packages"][name]


def test_an_app_opens_by_its_link_and_moves(
    browser: Browser, site: Site, screenshots: Path, capsys: Any
) -> None:
    start = SitePage(browser, site, "")
    start.page.screenshot(path=screenshots / "site-start.png", full_page=True)
    address = start.page.locator(".apps a").first.get_attribute("href")
    promised = re.search(r"about (\d+) MB", start.page.content())
    assert start.complaints == []
    start.page.context.close()
    site.asked.clear()

    app = SitePage(browser, site, f"{address}{LINK}")
    expect(app.note).to_be_visible()
    expect(app.note).to_contain_text("Python is being loaded", timeout=60_000)
    main = app.page.locator("#main").bounding_box()
    note = app.note.bounding_box()
    assert main["y"] + main["height"] <= note["y"] + 0.5  # it covers nothing
    app.page.screenshot(path=screenshots / "site-loading.png")
    expect(app.note).to_contain_text("Python is here", timeout=PATIENCE)
    kernel = app.page.evaluate("1e-3 * performance.now()")
    app.page.wait_for_function(f"pictures.atRest({SHARP})")
    first = 1e-3 * app.page.evaluate("pictures.shown[0].time")
    here, there = site.megabytes
    expect(app.note).to_be_hidden()
    expect(app.page.get_by_role("button", name="inverted")).to_have_class(re.compile("mod-active"))
    expect(app.page.locator(".renp-lightest_mass input[type=text]")).to_have_value("50")

    before = app.png()
    moving, rest = app.median_of_moves(MASS, SHARP)
    assert app.png() != before
    app.page.screenshot(path=screenshots / "site-app.png")
    assert app.complaints == []
    with capsys.disabled():
        print(f"\nlaunch: site, first visit {here:.1f} MB, and {there:.1f} MB of the CDN")
        print(f"launch: site, Python after {kernel:.0f} s, first picture after {first:.0f} s")
        print(f"launch: site, slider to new picture {moving:.2f} s, to sharp one {rest:.2f} s")
    assert promised
    assert float(promised[1]) == pytest.approx(here + there, rel=0.2)
    app.page.context.close()


def test_a_lecture_runs_and_a_reload_makes_it_new(
    browser: Browser, site: Site, screenshots: Path
) -> None:
    lecture = SitePage(browser, site, LECTURE, **PHONE)
    lecture.note.get_by_role("button", name="Run all cells").click()
    lecture.page.wait_for_function(_RUN)
    expect(lecture.note).to_be_hidden()
    expect(lecture.page.locator(_WRONG)).to_have_count(0)
    assert lecture.page.locator("img.widget-image").count() > 0
    lecture.page.screenshot(path=screenshots / "site-lecture.png")

    heading = lecture.page.evaluate(f"{_FIRST_CELL}.getSource()")
    lecture.page.evaluate(f"{_FIRST_CELL}.setSource('mine')")
    lecture.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    assert lecture.page.evaluate(_SAVED)["source"] == "mine"
    assert lecture.complaints == []
    lecture.page.reload()
    there = f"() => window.jupyterapp?.shell.currentWidget && {_FIRST_CELL}.getSource()"
    assert lecture.page.wait_for_function(there).json_value() == heading
    lecture.page.context.close()


def test_without_a_network_the_page_says_so(browser: Browser, folder: Path, home: Path) -> None:
    with running_site(folder, home / "offline.log", None) as site:
        app = SitePage(browser, site, "notebooks/index.html?path=apps/explorer.ipynb")
        expect(app.note).to_contain_text("Python could not be loaded", timeout=60_000)
        expect(app.note.get_by_role("button", name="Reload")).to_be_visible()
        app.page.context.close()
