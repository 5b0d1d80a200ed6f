"""Where the focus is after a click in an app, and which keys get past the app. No fixtures."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page

OWN = ("d", "d", "x", "a", "b", "z", "0", "Escape", "ArrowDown", "Enter")
PASSED = {"Tab": "Tab", "Shift+Enter": "Enter", "Control+Enter": "Enter", "Control+s": "s"}

_LISTEN = """() => {
  window.past = [];
  document.addEventListener('keydown', (event) => {
    if (['Shift', 'Control'].includes(event.key)) return;
    past.push(event.key);
    event.preventDefault();
    event.stopImmediatePropagation(); // what has got past the app has been seen: no more
  });
}"""
_INSIDE = "app => app.contains(document.activeElement)"


def spots(page: Page, app: Locator) -> dict[str, Callable[[], object]]:
    """Ways to click where nothing happens, by what is there."""

    def margin() -> None:
        app.evaluate("app => app.scrollIntoView()")
        box = app.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] - 4, box["y"] + 6)

    return {
        "margin": margin,
        "title": lambda: app.locator(".renp-surface").click(position={"x": 200, "y": 8}),
        "table": lambda: app.locator("th").first.click(),
        "a disabled button": lambda: app.get_by_role("button", name="redo").click(force=True),
    }


def assert_keys_stay(page: Page, app: Locator, *, hears_first: bool = False) -> None:
    """After each such click, and after a button that is disabled by its press, keys stay inside.

    hears_first : whether the page has what passes before the app has it, as Notebook does.
    """
    page.evaluate(_LISTEN)
    for name, click in spots(page, app).items():
        click()
        assert app.evaluate(_INSIDE), name
        for key in OWN:
            page.keyboard.press(key)
        assert page.evaluate("past") == [], name
    app.get_by_role("button", name="inverted").click()
    undo = app.get_by_role("button", name="undo")
    while undo.is_enabled():
        undo.click(force=True)  # it may have been disabled by the last press by now
        page.wait_for_timeout(500)
    assert app.evaluate(_INSIDE), "undo"
    for key in () if hears_first else PASSED:
        page.keyboard.press(key)
        app.focus()
    assert page.evaluate("past") == ([] if hears_first else list(PASSED.values()))
