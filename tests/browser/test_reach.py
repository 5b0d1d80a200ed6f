"""The reach explorer in JupyterLab: a slider, a click on the plane, long work, every look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from renp_widgets.apps import ReachExplorer, ReachState

from .lab import SHARP, Lab, Notebook, running_browser, wait_until
from .test_journey import CONTROLS_AND_PICTURE, LAYOUT_FAULTS, LOWEST_CONTRAST

CELL = "from renp_widgets.apps import ReachExplorer\napp = ReachExplorer()\napp"


class Reach(Notebook):
    """A notebook that holds a reach explorer, run.

    picture : the plane.
    """

    def __init__(self, browser: Browser, lab: Lab, screenshots: Path) -> None:
        super().__init__(browser, lab, lab.write("reach", CELL))
        self._screenshots = screenshots
        self.page.set_viewport_size({"width": 1400, "height": 2400})
        self.picture = self.page.locator("img.widget-image").first
        self.output = self.page.locator(".jp-OutputArea-output").filter(has=self.picture)
        self.run()
        self.picture.wait_for(state="attached")
        self.output.evaluate("area => area.scrollIntoView({ block: 'start' })")
        self.settle()

    def settle(self) -> None:
        """Wait until the curve is fine and all pictures are at rest."""
        at_rest = "app.model.scene.is_fine and not app._pause._pending"
        wait_until(lambda: self.kernel(at_rest))
        self.page.wait_for_function("width => pictures.atRest(width)", arg=SHARP)

    def click_plane(self, x: float, y: float) -> None:
        """Click at a place in fractions of the plane from its lower left."""
        left, bottom, wide, high = self.kernel("dict(app.figure.panels)")["plane"]
        box = self.picture.bounding_box()
        assert box is not None
        across, up = left + x * wide, bottom + y * high
        self.page.mouse.click(box["x"] + across * box["width"], box["y"] + (1 - up) * box["height"])

    def button(self, name: str) -> None:
        """Press a button of the app."""
        self.output.get_by_role("button", name=name, exact=True).click()

    @property
    def state(self) -> ReachState:
        """The model's state."""
        return ReachState(**self.kernel("__import__('dataclasses').asdict(app.model.state)"))

    def painted(self) -> bytes:
        """The plane as it is on the screen."""
        return self.picture.screenshot()

    def screenshot(self, name: str) -> None:
        """Keep a picture of the app, for people to look at."""
        self.output.screenshot(path=self._screenshots / f"reach-{name}.png")


@pytest.fixture(scope="module")
def app(lab: Lab, screenshots: Path) -> Iterator[Reach]:
    with running_browser() as browser:
        yield Reach(browser, lab, screenshots)


def curve(state: ReachState) -> list[list[float]]:
    """The fine curve of a state, as a figure outside the browser has it."""
    app = ReachExplorer(state)
    app.settle()
    data = [np.asarray(x).tolist() for x in app.figure.artists["reach"].get_data()]
    app.close()
    return data


def test_the_journey(app: Reach) -> None:
    app.screenshot("first")
    first = app.painted()

    app.page.locator(".renp-days [role=slider]").focus()
    app.page.keyboard.press("ArrowRight")
    wait_until(lambda: app.state.days == pytest.approx(100 * 10**0.05))
    app.settle()
    moved = app.painted()
    assert moved != first
    drawn = app.kernel("[x.tolist() for x in app.figure.artists['reach'].get_data()]")
    np.testing.assert_allclose(drawn, curve(app.state))

    app.click_plane(0.35, 0.45)
    app.page.locator("img.widget-image").nth(1).wait_for(state="visible")
    state = app.state
    assert state.mediator_mass == pytest.approx(10**-0.5, rel=0.03)
    assert app.kernel(
        "all(getattr(app.spectrum.model.state, k) == v for k, v in app.model.state.shared.items())"
    )
    expect(
        app.output.get_by_text("by this experiment. The mediator is made on shell").last
    ).to_be_visible()
    app.settle()
    app.screenshot("point")

    mass = app.page.locator(".renp-mediator_mass input[type=text]").first
    mass.fill("0.02")
    mass.press("Enter")
    app.output.get_by_role("button", name="show its spectrum").click()
    wait_until(lambda: app.kernel("app.spectrum.model.state.mediator_mass == 0.02"))

    app.button("free the lightest mass")
    cancel = app.output.get_by_role("button", name="cancel", exact=True)
    expect(app.output.get_by_text("freeing the lightest mass: 0 of 31")).to_be_visible()
    app.screenshot("working")
    cancel.click()
    expect(cancel).to_be_hidden()
    assert app.kernel("app.task.running") is False

    detuning = app.page.locator(".renp-low_detuning input[type=text]")
    detuning.fill("500")
    detuning.press("Enter")
    expect(app.output.get_by_role("alert").first).to_contain_text("low_detuning must be below")
    app.screenshot("refused")
    assert app.kernel("len(app.model.errors)") == 1
    assert app.kernel("app.spectrum.model.errors") == []
    assert app.complaints == []


@pytest.mark.parametrize(("theme", "lecture"), [("light", False), ("dark", True), ("print", False)])
def test_looks(app: Reach, theme: str, lecture: bool) -> None:
    app.kernel(
        "None",
        "app.model.errors.clear()\n"
        f"app.model.look(theme={theme!r}, lecture={lecture})\n"
        "app.model.state = type(app.model.state)(mediator='scalar', element='12')",
    )
    app.page.wait_for_timeout(300)
    app.settle()
    app.screenshot(f"{theme}-{'lecture' if lecture else 'desk'}")
    faults = app.output.evaluate(LAYOUT_FAULTS, CONTROLS_AND_PICTURE)
    assert faults == [], faults
    assert app.output.evaluate(LOWEST_CONTRAST) >= 4.5
    assert app.complaints == []
    assert app.kernel("app.model.errors") == []
