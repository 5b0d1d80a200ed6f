"""A Voila server with the settings for visitors, and what a visitor sees. No fixtures."""

from __future__ import annotations

import http.client
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from .lab import WatchedPage, environment_without, free_port, running_server

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "has_touch": True,
    "is_mobile": True,
}

# What came over the line for the page and all that it loads; a WebSocket's frames come on top.
_LOADED = """performance.getEntries()
  .reduce((sum, { transferSize }) => sum + (transferSize ?? 0), 0)"""


@dataclass(frozen=True)
class Voila:
    """A running server: its port, and its log."""

    port: int
    log: Path

    def page(self, app: str, link: str = "") -> str:
        """The address of an app, with a link."""
        return f"http://localhost:{self.port}/voila/render/{app}.ipynb{link}"

    def ask(self, path: str, method: str = "GET") -> tuple[int, str]:
        """Status and text of an answer; the path is sent as it is, dots and all."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def runs(self, kernel: str) -> bool:
        """Whether a kernel runs."""
        return self.ask(f"/api/kernels/{kernel}")[0] == 200


@contextmanager
def running_voila(home: Path, *flags: str) -> Iterator[Voila]:
    """Voila with the settings in `binder` and these flags; its own settings and log in `home`."""
    home.mkdir(exist_ok=True)
    folders = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    environment = environment_without("QUERY_STRING") | folders | {"IPYTHONDIR": str(home)}
    voila = Voila(free_port(), home / "voila.log")
    command = [sys.executable, "-m", "voila", "--Voila.config_file_paths=binder"]
    command += [f"--port={voila.port}", "--Voila.port_retries=0", *flags]
    with running_server(command, f"http://localhost:{voila.port}/", voila.log, environment):
        yield voila


def kernel_of(page: str) -> str:
    """The kernel that a page, as HTML, belongs to."""
    found = re.search(r'"kernelId": "([\w-]+)"', page)
    assert found, page
    return found[1]


class Visit(WatchedPage):
    """An app on a visitor's screen.

    seconds : from the visit to the first picture.
    """

    def __init__(self, browser: Browser, address: str, **device: Any) -> None:
        super().__init__(browser, address, **device)
        self.picture = self.page.locator("img.widget-image")
        self.surface = self.page.locator(".renp-surface")
        self.page.wait_for_function("pictures.shown.length > 0")
        self.seconds = 1e-3 * self.page.evaluate("pictures.shown[0].time")
        self.surface.wait_for()

    @property
    def kernel(self) -> str:
        """The kernel of this page."""
        return kernel_of(self.page.content())

    @property
    def loaded(self) -> int:
        """Bytes that the page and all that it loads have taken."""
        return int(self.page.evaluate(_LOADED))

    @contextmanager
    def change(self) -> Iterator[None]:
        """Something that changes the picture: on leaving, a new one is at rest."""
        before = self.png()
        with super().change():
            yield
        assert self.png() != before

    def slider(self, name: str) -> Any:
        """The handle of a slider."""
        return self.page.get_by_role("slider", name=name)
