"""An app among what is around it: the notebook's keys, other pages of its kernel, and none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .focus import assert_keys_stay, spots
from .lab import Lab, Notebook, WatchedPage, wait_until

APP = """from renp_widgets.apps import SpectrumExplorer; from renp_widgets.lessons import exercise
app = SpectrumExplorer.from_link()
app"""
EXERCISE = "exercise('thresholds: six places')"
STATE = "(app.model.state.ordering, app.model.state.lightest_mass)"


def started(browser: Browser, lab: Lab, name: str) -> tuple[Notebook, Locator]:
    """A notebook of seven cells, and the app in its first."""
    notebook = Notebook(browser, lab, lab.write(name, APP, EXERCISE, "1 + 1", "2", "3", "4", "5"))
    notebook.run()
    app = notebook.page.locator(".renp-explorer")
    app.locator(".renp-surface").wait_for()
    expect(app.get_by_role("slider", name="lightest mass")).to_have_count(1)  # the layer is there
    return notebook, app


def cells(page: Page) -> int:
    return int(page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length"))


def test_no_key_gets_from_the_app_into_the_notebook(browser: Browser, lab: Lab) -> None:
    notebook, app = started(browser, lab, "keys")
    page = notebook.page
    for name, click in spots(page, app).items():
        click()
        for key in "ddxabz0":
            page.keyboard.press(key)
        assert cells(page) == 7, name
    question = page.locator(".renp-exercise")
    for part in (question.locator("p").first, question.get_by_role("button", name="check")):
        part.click()
        for key in "ddxabz0":
            page.keyboard.press(key)
        assert cells(page) == 7
    assert_keys_stay(page, app)


def test_shortcuts_know_other_scripts(browser: Browser, lab: Lab) -> None:
    notebook, app = started(browser, lab, "scripts")

    def press(key: str, code: str, ctrl: bool) -> None:
        options = {"key": key, "code": code, "ctrlKey": ctrl, "bubbles": True, "cancelable": True}
        app.locator(".renp-surface").dispatch_event("keydown", options)

    app.get_by_role("button", name="inverted").click()
    press("я", "KeyZ", ctrl=True)
    wait_until(lambda: notebook.kernel("app.model.state.ordering") == "normal")
    press("ω", "KeyZ", ctrl=True)  # there is nothing more to undo
    press("w", "KeyZ", ctrl=True)  # AZERTY: the letter counts, not its place
    press("д", "KeyL", ctrl=False)
    wait_until(lambda: notebook.kernel("app.model.view.lecture"))
    assert notebook.kernel("app.model.errors") == []
    notebook.kernel("app.model.look(lecture=False)")


def test_two_pages_of_one_kernel(browser: Browser, lab: Lab) -> None:
    first, app = started(browser, lab, "two")
    first.command("docmanager:save")
    context = browser.new_context(
        viewport={"width": 500, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    second = context.new_page()
    second.goto(lab.page("two.ipynb", "ordering=inverted&"))
    other = second.locator(".renp-explorer")
    other.locator(".renp-surface").wait_for()

    # Its link is shown, and can be undone; it is narrow, so that type is large.
    wait_until(lambda: first.kernel(STATE) == ("inverted", 0.01))
    other.get_by_role("button", name="cursor").click()
    wait_until(lambda: first.kernel("app.model.view.lecture"))
    assert first.kernel("app.model.can_undo")

    # A hand on the wide page has its own type back; on the narrow one large type again.
    app.get_by_role("button", name="normal").click()
    wait_until(lambda: not first.kernel("app.model.view.lecture"))
    other.get_by_role("button", name="share").click()
    wait_until(lambda: first.kernel("app.model.view.lecture"))

    # What is asked for on a page goes there alone.
    downloads: list[str] = []
    first.page.on("download", lambda file: downloads.append(file.suggested_filename))
    with second.expect_download() as file:
        other.get_by_role("button", name="JSON").click()
    assert file.value.suggested_filename == "renp-spectrum.json"
    expect(other.get_by_text("handed to the browser as renp-spectrum.json")).to_be_in_viewport()
    other.get_by_role("button", name="copy", exact=True).click()
    expect(other.get_by_text("copied", exact=True)).to_be_in_viewport()
    assert second.evaluate("navigator.clipboard.readText()") == first.kernel("app.link")
    assert downloads == []

    context.close()
    wait_until(lambda: not first.kernel("app.model.view.lecture"))


def test_a_refused_link_is_told_beside_its_button(browser: Browser, lab: Lab) -> None:
    notebook, app = started(browser, lab, "refused")
    app.get_by_role("button", name="share").click()
    app.get_by_placeholder("paste a link").fill("?orderin=inverted")
    app.get_by_role("button", name="open the link").click()
    told = app.locator(".renp-said-here", has_text="'orderin' is not known")
    expect(told).to_be_in_viewport()
    assert len(notebook.kernel("app.model.errors")) == 1


@pytest.fixture
def kept(browser: Browser, lab: Lab) -> Notebook:
    """A notebook whose kernel has been restarted, saved."""
    notebook, _ = started(browser, lab, "kept")
    notebook.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    expect(notebook.page.get_by_role("alert").filter(has_text="run the cell again")).to_be_visible()
    notebook.command("docmanager:save")
    return notebook


# Nothing pushes the rows apart: no part has a mark in front of it.
MARKS = """app => [app, ...app.querySelectorAll('*')]
  .filter((part) => !['none', 'normal'].includes(getComputedStyle(part, '::before').content))
  .filter((part) => part.matches('.jupyter-widgets')).length"""


def test_without_its_kernel_an_app_says_what_to_do(kept: Notebook) -> None:
    app = kept.page.locator(".renp-explorer")
    expect(app.locator("img")).to_be_visible()
    assert app.evaluate(MARKS) == 0
    assert kept.page.locator(".renp-question").evaluate(MARKS) == 0


@pytest.mark.usefixtures("kept")
def test_a_notebook_opened_again_shows_the_picture(
    browser: Browser, lab: Lab, tmp_path: Path
) -> None:
    saved = lab.folder / "kept.ipynb"
    wait_until(lambda: "renp-kept" in saved.read_text())
    text = json.loads(saved.read_text())
    text["cells"][6]["source"] = "changed elsewhere: not trusted"
    (lab.folder / "foreign.ipynb").write_text(json.dumps(text))
    for name in ("kept.ipynb", "foreign.ipynb"):
        page = WatchedPage(browser, lab.page(name)).page
        assert_a_picture_is_kept(page)
        expect(page.get_by_text("model not found")).to_be_hidden()
    command = ["-m", "jupyter", "nbconvert", "--to", "html", "--output-dir", tmp_path, saved]
    subprocess.run([sys.executable, *map(str, command)], check=True, capture_output=True)
    page = browser.new_page()
    page.goto((tmp_path / "kept.html").as_uri())
    assert_a_picture_is_kept(page)


def assert_a_picture_is_kept(page: Page) -> None:
    """A spectrum's picture, a question, and how to bring each back."""
    expect(page.get_by_text("run this cell to bring it back.")).to_have_count(2)
    picture = page.locator(".renp-kept img")
    expect(picture).to_be_visible()
    assert picture.evaluate("img => img.naturalWidth") == 960
    expect(page.get_by_text("Three neutrinos have the masses")).to_be_visible()
