"""The whole app by keyboard alone: no mouse, no focus but what the Tab key gives."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from renp_widgets.apps import ExplorerState

from .explorer import Explorer

FAR = 250  # presses of Tab after which something counts as out of reach


class Keyboard:
    """Hands that have keys only."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.press = explorer.page.keyboard.press
        self.type = explorer.page.keyboard.type

    def reach(self, target: Locator) -> None:
        """Press Tab until the focus is on `target`."""
        for _ in range(FAR):
            if target.evaluate("part => part === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"the Tab key does not reach {target}")

    def button(self, text: str) -> Locator:
        """A button by its text."""
        return self.explorer.output.get_by_role("button", name=text, exact=True)


def test_the_whole_app_by_keyboard(explorer: Explorer) -> None:
    keys = Keyboard(explorer)

    def state() -> ExplorerState:
        return explorer.state

    # Choices, sliders, boxes, check boxes.
    keys.reach(explorer.button("ordering", "inverted"))
    with explorer.change():
        keys.press("Enter")
    assert state().ordering == "inverted"
    keys.reach(explorer.handle("lightest_mass"))
    with explorer.change():
        keys.press("ArrowRight")
    keys.reach(explorer.number("lightest_mass"))
    keys.press("Control+a")
    with explorer.change():
        keys.type("20")
        keys.press("Enter")
    assert state().lightest_mass == 0.02
    keys.reach(explorer.checkbox("lightest_mass"))
    with explorer.change():
        keys.press("Space")
    assert state().lightest_mass == 0.0
    keys.reach(explorer.page.locator(".renp-lightest_mass button"))  # its reset
    with explorer.change():
        keys.press("Space")
    assert state().lightest_mass == ExplorerState().lightest_mass

    # The picture: cursor by arrows, zoom and home by keys.
    picture = explorer.output.locator(".renp-surface")
    keys.reach(picture)
    with explorer.change():
        keys.press("ArrowRight")
    with explorer.change():
        keys.press("ArrowRight")
    assert explorer.view.cursor is not None
    with explorer.change():
        keys.press("+")
    assert explorer.view.end_window is not None
    with explorer.change():
        keys.press("Home")
    assert explorer.view.end_window is None

    # Shortcuts: undo, redo, pin, lecture, theme.
    with explorer.change():
        keys.press("Control+z")
    with explorer.change():
        keys.press("Control+Shift+z")
    with explorer.change():
        keys.press("p")
    assert len(explorer.kernel("[pin.name for pin in app.model.pins]")) == 1
    for key, field, value in (("l", "lecture", True), ("d", "theme", "dark")):
        with explorer.change():
            keys.press(key)
        assert getattr(explorer.view, field) == value
    for key in "ldd":
        with explorer.change():
            keys.press(key)

    # Panels.
    keys.reach(explorer.section("compare"))
    keys.press("Enter")
    keys.reach(keys.button("ratio"))
    with explorer.change():
        keys.press("Enter")
    assert explorer.view.compare == "ratio"
    keys.reach(explorer.section("thresholds"))
    keys.press("Enter")
    keys.reach(keys.button("33"))
    with explorer.change():
        keys.press("Enter")
    keys.reach(keys.button("zoom on it"))
    with explorer.change():
        keys.press("Enter")
    assert explorer.view.end_window is not None
    keys.reach(explorer.section("uncertainty"))
    keys.press("Enter")
    keys.reach(keys.button("show the band"))
    with explorer.change():
        keys.press("Space")
    assert explorer.view.band is True
    expect(explorer.output.get_by_text("dominates")).to_be_visible()
    keys.reach(explorer.section("share"))
    keys.press("Enter")
    keys.reach(keys.button("JSON"))
    with explorer.page.expect_download() as download:
        keys.press("Enter")
    assert download.value.suggested_filename == "renp-spectrum.json"

    # Presets, by the list's own keys, and everything back.
    keys.reach(explorer.output.locator("select").first)
    with explorer.change():
        keys.press("End")
    assert state().mediator == "dipole"
    keys.reach(keys.button("reset all"))
    with explorer.change():
        keys.press("Enter")
    assert state() == ExplorerState()
