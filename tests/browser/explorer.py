"""The spectrum explorer as a person at the browser sees it and moves it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator

from renp_widgets.apps import ExplorerState
from renp_widgets.apps.spectrum.session import View

from .frames import Frame, pixels
from .lab import SHARP, Lab, Notebook

MOVING = SHARP // 2  # pixels across a frame in motion
FIRST = "01_explore_spectrum.ipynb"
FIRST_SIZE = {"width": 1400, "height": 1000}

# Where the picture is, on every frame that the browser paints.
_WATCH = """() => {
  const places = pictures.places = new Set();
  const look = () => {
    const { x, y, width, height } =
      document.querySelector('img.widget-image').getBoundingClientRect();
    places.add(JSON.stringify([x, y, width, height]));
    pictures.watching = requestAnimationFrame(look);
  };
  look();
}"""
_WATCHED = "() => (cancelAnimationFrame(pictures.watching), [...pictures.places].map(JSON.parse))"

_RESET = """
from renp_widgets.apps.spectrum.session import Session
app.model.restore(Session(type(app.model.state)(target="Xe")))
app.model.restore(Session())
app.section.value = "thresholds"
app.model.errors.clear()
"""


class Explorer(Notebook):
    """The first notebook, run, with its explorer on screen.

    output : the output area that holds the app.
    picture : the `img` in it.
    """

    def __init__(self, browser: Browser, lab: Lab, screenshots: Path) -> None:
        super().__init__(browser, lab, FIRST)
        self._screenshots = screenshots
        self.picture = self.page.locator("img.widget-image")
        self.output = self.page.locator(".jp-OutputArea-output").filter(has=self.picture)
        self.run()
        self.picture.wait_for(state="attached")
        self.output.evaluate("area => area.scrollIntoView({ block: 'start' })")

    def reset(self) -> None:
        """Back to the first state, by way of another target: no axis keeps its past limits."""
        self.page.set_viewport_size(FIRST_SIZE)
        with self.change():
            self.kernel("None", _RESET)
        self.complaints.clear()

    def handle(self, field: str) -> Locator:
        """The handle of a slider."""
        return self.page.locator(f".renp-{field} [role=slider]")

    def number(self, field: str) -> Locator:
        """The number box of a quantity."""
        return self.page.locator(f".renp-{field} input[type=text]")

    def checkbox(self, field: str) -> Locator:
        """The check box of a special value."""
        return self.page.locator(f".renp-{field} input[type=checkbox]")

    def button(self, field: str, text: str) -> Locator:
        """A button of a choice."""
        return self.page.locator(f".renp-{field} button", has_text=text)

    def section(self, name: str) -> Locator:
        """The button that opens a panel."""
        return self.output.get_by_role("button", name=name, exact=True)

    @contextmanager
    def still(self) -> Iterator[None]:
        """The picture may change, but stays in its place, on every frame that is painted."""
        self.page.evaluate(_WATCH)
        try:
            yield
        finally:
            places = self.page.evaluate(_WATCHED)
        assert len(places) == 1, f"the picture jumps, x, y, width, height: {places}"

    def wait_for_number_at_handle(self, field: str) -> None:
        """Wait until a number box shows where the handle of its logarithmic slider is."""
        self.page.wait_for_function(
            """([handle, box]) =>
              Math.abs(10 ** handle.getAttribute('aria-valuetext') / box.value - 1) < 1e-4""",
            arg=[self.handle(field).element_handle(), self.number(field).element_handle()],
        )

    def forgive(self) -> None:
        """Strike what the app has complained about: the test has seen it."""
        self.kernel("app.model.errors.clear()")

    @property
    def errors(self) -> list[str]:
        """What the app has complained about."""
        return list(self.kernel("app.model.errors"))

    @property
    def state(self) -> ExplorerState:
        """The model's state."""
        return ExplorerState(**self.kernel("__import__('dataclasses').asdict(app.model.state)"))

    @property
    def view(self) -> View:
        """The model's view."""
        return View(**self.kernel("__import__('dataclasses').asdict(app.model.view)"))

    @property
    def counters(self) -> tuple[int, int, int]:
        """Computations, moving frames and sharp frames so far."""
        return self.kernel("(app.model.computations, app.draws, app.rest_draws)")

    def painted(self) -> Frame:
        """The picture as it is on the screen."""
        return pixels(self.picture.screenshot())

    def table(self) -> dict[str, list[float]]:
        """The table of thresholds by channel: omega_ij, shift, wavelength, |a_ij|^2."""
        rows = self.output.locator("tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
        )
        return {channel.split()[-1]: [float(c) for c in cells] for channel, *cells in rows}

    def screenshot(self, name: str) -> None:
        """Keep a picture of the app, for people to look at."""
        self.output.screenshot(path=self._screenshots / f"{name}.png")
