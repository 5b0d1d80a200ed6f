"""The sensitivity explorer in JupyterLab: a slider, a drawn experiment, long work, every look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from renp_widgets.apps import SensitivityExplorer, SensitivityState

from .frames import Frame, expected_frames
from .lab import SHARP, Lab, Notebook, running_browser
from .test_journey import CONTROLS_AND_PICTURE, LAYOUT_FAULTS, LOWEST_CONTRAST

CELL = "from renp_widgets.apps import SensitivityExplorer\napp = SensitivityExplorer()\napp"


class Sensitivity(Notebook):
    """A notebook that holds a sensitivity explorer, run."""

    def __init__(self, browser: Browser, lab: Lab, screenshots: Path) -> None:
        super().__init__(browser, lab, lab.write("sensitivity", CELL))
        self._screenshots = screenshots
        self.page.set_viewport_size({"width": 1400, "height": 2000})
        self.picture = self.page.locator("img.widget-image")
        self.output = self.page.locator(".jp-OutputArea-output").filter(has=self.picture)
        self.run()
        self.picture.wait_for(state="attached")
        self.output.evaluate("area => area.scrollIntoView({ block: 'start' })")
        self.page.wait_for_function("width => pictures.atRest(width)", arg=SHARP)

    @property
    def state(self) -> SensitivityState:
        """The model's state."""
        return SensitivityState(**self.kernel("__import__('dataclasses').asdict(app.model.state)"))

    def screenshot(self, name: str) -> None:
        """Keep a picture of the app, for people to look at."""
        self.output.screenshot(path=self._screenshots / f"sensitivity-{name}.png")


@pytest.fixture(scope="module")
def app(lab: Lab, screenshots: Path) -> Iterator[Sensitivity]:
    with running_browser() as browser:
        yield Sensitivity(browser, lab, screenshots)


def _at_rest(state: SensitivityState) -> Frame:
    return expected_frames(SensitivityExplorer(state))[1]


def test_the_journey(app: Sensitivity) -> None:
    button = app.output.get_by_role("button", name="draw one experiment", exact=True)
    app.screenshot("first")
    first = app.pixels()
    np.testing.assert_array_equal(first, _at_rest(SensitivityState()))

    app.page.locator(".renp-lightest_mass [role=slider]").focus()
    with app.change():
        app.page.keyboard.press("ArrowRight")
    assert app.state.lightest_mass > SensitivityState().lightest_mass
    moved = app.pixels()
    assert not np.array_equal(moved, first)
    np.testing.assert_array_equal(moved, _at_rest(app.state))

    with app.change():
        button.click()
    assert app.state.seed == 1
    expect(app.output.get_by_text("this experiment: ")).to_be_visible()
    assert not np.array_equal(app.pixels(), moved)
    app.screenshot("drawn")

    many = app.output.get_by_role("button", name="1000 experiments", exact=True)
    many.click()
    cancel = app.output.get_by_role("button", name="cancel", exact=True)
    expect(cancel).to_be_visible()
    cancel.click()
    expect(cancel).to_be_hidden()
    assert app.kernel("app.task.running") is False
    assert app.kernel("dict(app.model.scene.extras)") == {}
    many.click()
    expect(app.output.get_by_text("1000 experiments: normal ordering")).to_be_visible()
    app.screenshot("study")

    box = app.page.locator(".renp-seed input[type=checkbox]")
    with app.change():
        box.click()
    assert app.state.seed is None

    detuning = app.page.locator(".renp-low_detuning input[type=text]")
    detuning.fill("500")
    detuning.press("Enter")
    expect(app.output.get_by_role("alert")).to_contain_text("low_detuning must be below")
    app.screenshot("refused")
    assert app.kernel("len(app.model.errors)") == 1
    assert app.complaints == []


@pytest.mark.parametrize(("theme", "lecture"), [("light", False), ("dark", True), ("print", False)])
def test_looks(app: Sensitivity, theme: str, lecture: bool) -> None:
    state = SensitivityState(background=0.5, seed=3)
    app.kernel("None", f"app.model.errors.clear(); app.model.look(theme={theme!r})")
    with app.change():
        app.kernel(
            "None",
            f"app.model.look(lecture={lecture})\n"
            f"app.model.state = type(app.model.state)(**{asdict(state)})\n"
            "app._refresh()",
        )
    app.screenshot(f"{theme}-{'lecture' if lecture else 'desk'}")
    faults = app.output.evaluate(LAYOUT_FAULTS, f"{CONTROLS_AND_PICTURE}, th, td, p")
    assert faults == [], faults
    assert app.output.evaluate(LOWEST_CONTRAST) >= 4.5
    assert app.complaints == []
    assert app.kernel("app.model.errors") == []
