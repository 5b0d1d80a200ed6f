"""The static site, in a browser that gets from the disk what Pyodide's CDN has. No fixtures."""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from .lab import ROOT, WatchedPage, free_port, running_server
from .pyodide import VERSION

CDN = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
LOCK = "static/packages/pyodide-lock.json"
PATIENCE = 120_000  # milliseconds until a wait for the browser's Python fails
TYPES = {".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json"}

# When a key went down, and when the first picture after it and the one at rest had loaded.
_KEYS = """() => {
  if (window.keys) return;
  window.keys = [];
  addEventListener('keydown', ({ timeStamp }) => keys.push(timeStamp), true);
}"""
_LAGS = """(width) => {
  const pressed = keys.at(-1);
  const after = pictures.shown.filter(({ time }) => time > pressed);
  const sharp = after.find((shown) => shown.width === width);
  return [after[0], sharp].map(({ time }) => time - pressed);
}"""
_AT_REST = "([count, width]) => pictures.shown.length > count && pictures.atRest(width)"


def built_site(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command that builds the site."""
    command = [sys.executable, str(ROOT / "binder" / "site" / "build.py"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@dataclass
class Site:
    """The site, as a plain file server hands it out.

    folder : of the site.
    runtime : folder of the Pyodide that answers for the CDN; None: the CDN cannot be reached.
    asked : addresses that pages have asked for.
    """

    url: str
    folder: Path
    runtime: Path | None
    asked: set[str] = field(default_factory=set)

    def new_page(self, browser: Browser, **device: Any) -> Page:
        """A new page of a browser that knows nothing of the site yet."""
        context = browser.new_context(**device)
        context.on("request", lambda request: self.asked.add(request.url))
        context.route(f"{CDN}**", self._answer)
        if self.runtime is not None:
            context.route(f"{self.url}/{LOCK}", self._answer_with_lock)
        return context.new_page()

    def _answer(self, route: Route) -> None:
        file = self._file(route.request.url)
        if file is None:
            route.abort()
        else:
            kind = TYPES.get(file.suffix, "application/octet-stream")
            anyone = {"Access-Control-Allow-Origin": "*"}
            route.fulfill(path=file, content_type=kind, headers=anyone)

    def _answer_with_lock(self, route: Route) -> None:
        """The site's lock, but for checksums: the runtime has its pure Python from elsewhere."""
        lock = json.loads((self.folder / LOCK).read_text(encoding="utf-8"))
        there = json.loads((self.runtime / "pyodide-lock.json").read_text(encoding="utf-8"))
        for name, entry in there["packages"].items():
            lock["packages"][name]["file_name"] = CDN + entry["file_name"]
            lock["packages"][name]["sha256"] = entry["sha256"]
        route.fulfill(json=lock)

    def _file(self, address: str) -> Path | None:
        if address.startswith(CDN):
            file = self.runtime and self.runtime / address.removeprefix(CDN)
        else:
            file = self.folder / address.removeprefix(f"{self.url}/").split("?")[0]
        return file if file and file.is_file() else None

    @property
    def megabytes(self) -> tuple[float, float]:
        """What has been asked for of the site and of the CDN, as it goes over the line, MB."""
        sizes = {self.url: 0, CDN: 0}
        for address in self.asked:
            if file := self._file(address):
                content = file.read_bytes()
                origin = CDN if address.startswith(CDN) else self.url
                sizes[origin] += min(len(content), len(gzip.compress(content, 6)))
        return 1e-6 * sizes[self.url], 1e-6 * sizes[CDN]


@contextmanager
def running_site(folder: Path, log: Path, runtime: Path | None) -> Iterator[Site]:
    """The site in `folder`, served by Python's own server of files, without any settings."""
    site = Site(f"http://127.0.0.1:{free_port()}", folder, runtime)
    port = site.url.split(":")[-1]
    command = [sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1"]
    command += ["--directory", str(folder)]
    with running_server(command, f"{site.url}/", log, dict(os.environ)):
        yield site


class SitePage(WatchedPage):
    """A page of the site.

    note : what says that Python is being loaded.
    """

    def __init__(self, browser: Browser, site: Site, path: str, **device: Any) -> None:
        super().__init__(_Visitor(browser, site), f"{site.url}/{path}", **device)
        self.page.set_default_timeout(PATIENCE)
        self.note = self.page.locator("#renp-loading")

    def move(self, slider: str, key: str, sharp: int) -> tuple[float, float]:
        """Press a key on a slider; seconds to the first new picture and to the one at rest."""
        self.page.get_by_role("slider", name=slider).first.focus()
        self.page.evaluate(_KEYS)
        count = self.page.evaluate("pictures.shown.length")
        self.page.keyboard.press(key)
        self.page.wait_for_function(_AT_REST, arg=[count, sharp])
        moving, rest = self.page.evaluate(_LAGS, sharp)
        return 1e-3 * moving, 1e-3 * rest

    def median_of_moves(self, slider: str, sharp: int, count: int = 5) -> tuple[float, float]:
        """The medians of `move` to the right."""
        moves = [self.move(slider, "ArrowRight", sharp) for _ in range(count)]
        moving, rest = zip(*moves, strict=True)
        return statistics.median(moving), statistics.median(rest)


@dataclass(frozen=True)
class _Visitor:
    """Of a browser, what `WatchedPage` needs."""

    browser: Browser
    site: Site

    def new_page(self, **device: Any) -> Page:
        return self.site.new_page(self.browser, **device)
