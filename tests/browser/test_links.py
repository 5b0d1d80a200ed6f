"""The link in the address of a page that JupyterLab opens."""

from __future__ import annotations

from playwright.sync_api import Browser

from .lab import Lab, Notebook, running_browser, wait_until

APP = "from renp_widgets.apps import SpectrumExplorer\napp = SpectrumExplorer.from_link()\napp"
STATE = "(app.model.state.ordering, app.model.state.lightest_mass)"


def opened(browser: Browser, lab: Lab, link: str) -> Notebook:
    """A notebook's app on its page, when it has heard of the page's link."""
    notebook = Notebook(browser, lab, lab.write("linked", APP), link)
    notebook.run()
    wait_for_the_answer(notebook)
    return notebook


def wait_for_the_answer(notebook: Notebook) -> None:
    notebook.page.locator(".renp-surface").wait_for()
    wait_until(lambda: notebook.kernel("not app.frontend.address_wanted"))


def test_a_page_opens_its_link_once(lab: Lab) -> None:
    with running_browser() as browser:
        notebook = opened(browser, lab, "ordering=inverted&lightest_mass=0.05")
        assert notebook.kernel(STATE) == ("inverted", 0.05)
        assert notebook.kernel("(app.model.can_undo, app.model.errors)") == (False, [])

        notebook.page.get_by_role("button", name="normal", exact=True).click()
        notebook.command("docmanager:save")
        notebook.page.reload()
        notebook.wait_until_ready()
        wait_for_the_answer(notebook)
        assert notebook.kernel(STATE) == ("normal", 0.05)
        assert notebook.complaints == []
