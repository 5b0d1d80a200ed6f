"""A Jupyter server of its own, a browser, and a notebook in it. No fixtures: scripts use them."""

from __future__ import annotations

import ast
import base64
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from .frames import Frame, pixels

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
AS_ROOT = ("--allow-root",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
SHARP = 1920  # pixels across a frame at rest
PATIENCE = 20_000  # milliseconds until a wait fails: far beyond what a busy machine needs

# `pictures` sees every frame that an image widget is given (`made`) and every one that has loaded
# (`shown`): a frame of 0.2 seconds is seen however slowly the test asks for it.
_RECORDER = """
window.pictures = {
  made: 0,
  shown: [],
  blobs: new Map(), // by address: the widget revokes an address when the next frame comes
  newest: null,
  atRest(width) {
    const last = this.shown.at(-1);
    return last?.url === this.newest && last.width === width;
  },
  async png(url) {
    const blob = this.blobs.get(url) ?? await (await fetch(url)).blob();
    const reader = new FileReader();
    await new Promise((resolve) => { reader.onload = resolve; reader.readAsDataURL(blob); });
    return reader.result.split(',')[1];
  },
};
const createObjectURL = URL.createObjectURL.bind(URL);
URL.createObjectURL = (blob) => {
  const url = createObjectURL(blob);
  if (blob.type === 'image/png') pictures.blobs.set(url, blob);
  return url;
};
const source = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, 'src');
Object.defineProperty(HTMLImageElement.prototype, 'src', {
  ...source,
  set(url) {
    if (this.matches('.widget-image')) {
      pictures.made += 1;
      pictures.newest = url;
    }
    source.set.call(this, url);
  },
});
document.addEventListener('load', ({ target: img }) => {
  if (!img.matches?.('img.widget-image')) return;
  pictures.shown.push({ url: img.src, width: img.naturalWidth, time: performance.now() });
}, true);
"""

_WRONG_OUTPUTS = """() => jupyterapp.shell.currentWidget.content.model.toJSON().cells
  .flatMap((cell) => cell.outputs ?? [])
  .filter(({ output_type, name }) => output_type === 'error' || name === 'stderr')
  .map(({ evalue, text }) => evalue ?? text)
"""

_ASK_KERNEL = """async ([code, expression]) => {
  const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
  const request = kernel.requestExecute({
    code, silent: true, store_history: false, user_expressions: { answer: expression },
  });
  const { content } = await request.done;
  return content.user_expressions?.answer ?? content;
}"""


@dataclass(frozen=True)
class App:
    """A notebook application: its module, the page of a notebook, and flags of its own."""

    module: str
    page: str
    flags: tuple[str, ...] = ()


JUPYTERLAB = App(
    "jupyterlab",
    "lab/tree/{name}?reset&",
    (
        *("--LabApp.news_url=None", "--LabApp.extension_manager=readonly"),
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ),
)
NOTEBOOK_7 = App("notebook", "notebooks/{name}?")


@dataclass(frozen=True)
class Lab:
    """A running server: its address, token and application, the folder it serves, and its log."""

    url: str
    token: str
    app: App
    folder: Path
    log: Path

    def page(self, name: str, link: str = "") -> str:
        """The address of a notebook's page, with the parameters of a link in it."""
        return f"{self.url}/{self.app.page.format(name=name)}{link}&token={self.token}"

    def write(self, name: str, *sources: str) -> str:
        """Write a notebook of these code cells into the folder; its name, for `Notebook`."""
        cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
        kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
        notebook = {
            "cells": [cell | {"id": f"cell-{k}", "source": s} for k, s in enumerate(sources)],
            "metadata": {"kernelspec": kernel},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        (self.folder / f"{name}.ipynb").write_text(json.dumps(notebook))
        return f"{name}.ipynb"


@contextmanager
def running_lab(home: Path, app: App = JUPYTERLAB) -> Iterator[Lab]:
    """`app` on a copy of the notebooks; what it writes is in `home`, as are its settings."""
    folder = home / "notebooks"
    shutil.copytree(NOTEBOOKS, folder, ignore=shutil.ignore_patterns(".*"))
    _write_settings(home / "settings", "apputils-extension/notification", {"fetchNews": "false"})
    # Older versions take cells off the page that are out of sight.
    _write_settings(home / "settings", "notebook-extension/tracker", {"windowingMode": "defer"})
    environment = environment_without() | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    port = free_port()
    lab = Lab(f"http://127.0.0.1:{port}", secrets.token_hex(16), app, folder, home / "server.log")
    command = [
        *(sys.executable, "-m", app.module, "--no-browser", "--expose-app-in-browser"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--IdentityProvider.token={lab.token}", f"--ServerApp.root_dir={folder}"),
        *app.flags,
        *AS_ROOT,
    ]
    status = f"{lab.url}/api/status?token={lab.token}"
    with running_server(command, status, lab.log, environment):
        yield lab


def _write_settings(settings: Path, plugin: str, values: dict[str, Any]) -> None:
    file = settings / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(values))


def environment_without(*names: str) -> dict[str, str]:
    """This process's environment without the variables whose names begin like this.

    Nor does it have what a user, or a server around this process, has set for Jupyter.
    """
    left_out = ("JUPYTER", "JPY_", *names)
    return {name: value for name, value in os.environ.items() if not name.startswith(left_out)}


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running_server(
    command: list[str], address: str, log: Path, environment: dict[str, str], folder: Path = ROOT
) -> Iterator[None]:
    """A server, started by `command` in `folder`, that answers at `address`."""
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=file, stderr=file, start_new_session=True
        )
    try:
        _wait_until_ready(address, process, log)
        yield
    finally:
        process.terminate()  # the server then ends its kernels
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # kernels end with their parent
            process.wait()


def _wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    local = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), local.open(address, timeout=5):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start; its log:\n{log.read_text()}")


def wait_until(holds: Callable[[], object]) -> None:
    """Ask until the answer is yes."""
    end = time.monotonic() + 1e-3 * PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


def browser_path() -> str | None:
    """Where Chromium is installed, if it is."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A headless Chromium."""
    arguments = ("no-sandbox", "disable-gpu", "no-first-run", "disable-background-networking")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(),
            headless=True,
            args=[f"--{a}" for a in (*arguments, "disable-component-update", "disable-sync")],
        )
        try:
            yield browser
        finally:
            browser.close()


class WatchedPage:
    """A page of the browser, whose pictures and errors are kept.

    device : of the browser's, as Playwright has it, such as the viewport.
    complaints : what the page has reported as an error so far.
    """

    def __init__(self, browser: Browser, address: str, **device: Any) -> None:
        self.complaints: list[str] = []
        viewport = {"width": 1400, "height": 1000}
        self.page: Page = browser.new_page(**{"viewport": viewport, **device})
        self.page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        self.page.add_init_script(_RECORDER)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{error}"))
        self.page.on("console", self._listen)
        self.page.goto(address)

    def _listen(self, message: Any) -> None:
        # A resource that does not load (a source map, an icon) is the browser's line, not a
        # script's, and the application's affair. Any other error is ours until shown otherwise.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    @contextmanager
    def change(self) -> Iterator[None]:
        """Something that changes the picture: on leaving, the picture is at rest again."""
        made = self.page.evaluate("pictures.made")
        yield
        self.page.wait_for_function(
            "([made, width]) => pictures.made > made && pictures.atRest(width)", arg=[made, SHARP]
        )

    def png(self, frame: int = -1) -> bytes:
        """The PNG of a frame that was shown."""
        show = "(frame) => pictures.png(pictures.shown.at(frame).url)"
        return base64.b64decode(self.page.evaluate(show, frame))

    def pixels(self, frame: int = -1) -> Frame:
        """A frame that was shown."""
        return pixels(self.png(frame))


class Notebook(WatchedPage):
    """A notebook in a page of the browser."""

    def __init__(self, browser: Browser, lab: Lab, name: str, link: str = "") -> None:
        super().__init__(browser, lab.page(name, link))
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until the page has its notebook, and the notebook a kernel that waits for work."""
        self.page.wait_for_function(
            "() => window.jupyterapp?.shell.currentWidget?.sessionContext"
            "?.session?.kernel?.status === 'idle'"
        )

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> None:
        """Run a command of the application's, as its menus do."""
        self.page.evaluate(
            "([name, args]) => jupyterapp.commands.execute(name, args)", [name, arguments or {}]
        )

    def run(self) -> None:
        """Run all cells; an error, or a word on standard error, is raised here."""
        self.command("notebook:run-all-cells")
        wrong = self.page.evaluate(_WRONG_OUTPUTS)
        if wrong:
            raise RuntimeError(f"the notebook does not run: {wrong}")

    def kernel(self, expression: str, code: str = "") -> Any:
        """Run `code` in the notebook's kernel, behind all that the page has sent, and evaluate."""
        answer = self.page.evaluate(_ASK_KERNEL, [code, expression])
        if answer["status"] != "ok":
            raise RuntimeError(f"{expression!r} fails in the kernel: {answer}")
        return ast.literal_eval(answer["data"]["text/plain"])
