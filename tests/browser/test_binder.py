"""Binder without Binder: its build, done by hand, and its launch links in a browser."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from renp_widgets.apps import ExplorerState, launch_link
from renp_widgets.live.launch import repository

from .lab import (
    AS_ROOT,
    ROOT,
    SHARP,
    App,
    Lab,
    Notebook,
    WatchedPage,
    environment_without,
    free_port,
    running_browser,
    running_server,
)

pytestmark = pytest.mark.skipif(
    os.environ.get("RENP_LAUNCH") != "1", reason="takes two minutes: set RENP_LAUNCH=1 to run it"
)

STATE = ExplorerState(ordering="inverted", lightest_mass=0.05)
STEP = (
    10 ** ExplorerState.declared()["lightest_mass"].slider[2]
)  # of a key press, after it has met the scale
FIRST_PICTURE = """
import time
from renp_widgets.apps import SpectrumExplorer
SpectrumExplorer().settle()
print(time.process_time())
"""
FIRST_SHOWN = """() => [
  pictures.shown[0].time / 1000,
  [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .reduce((sum, { transferSize }) => sum + transferSize, 0),
]"""
PACKED = """() => performance.getEntriesByType('resource')
  .some(({ encodedBodySize, decodedBodySize }) => encodedBodySize < decodedBodySize / 2)"""

# A hub gives each visitor a part of its paths. Browsers find hub.localhost on their own machine;
# for the server it is a name of somebody else's, as a hub's is.
VISITOR = "/user/renp-kit-renp-widgets-k3x9q7ab"
BINDER = App("jupyterlab", "{name}&")


@dataclass(frozen=True)
class Image:
    """What Binder makes of the repository.

    folder : the repository's copy, which is the visitor's home.
    programs : where Python and Jupyter are.
    figures : what was measured while it was made.
    """

    folder: Path
    programs: Path
    figures: list[str]

    @property
    def environment(self) -> dict[str, str]:
        """The variables in it."""
        other = environment_without("IPYTHON", "MPL", "PYTHON", "VIRTUAL_ENV", "XDG_")
        path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        return other | {"HOME": str(self.folder), "PATH": path}

    def run(self, *command: str, **variables: str) -> str:
        """Run one of its programs in the folder, which must succeed; what it says."""
        done = subprocess.run(
            [self.programs / command[0], *command[1:]],
            cwd=self.folder,
            env=self.environment | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    version = (ROOT / "binder/runtime.txt").read_text().strip().removeprefix("python-")
    python = next(filter(runs, pythons(version)), None)
    if python is None:
        pytest.skip(f"no Python {version} found, on PATH or among pyenv's")
    home = tmp_path_factory.mktemp("binder")
    image = Image(home / "repository", home / "environment" / "bin", [])
    copy_tracked_files(image.folder)
    subprocess.run([python, "-m", "venv", image.programs.parent], check=True)

    # The cache of downloads, which Binder's build does not have, is in the real home.
    real_home = {"HOME": os.environ["HOME"]} if "HOME" in os.environ else {}
    times = [time.monotonic()]
    image.run("pip", "install", "-r", "binder/requirements.txt", **real_home)
    times.append(time.monotonic())
    image.run(str(image.folder / "binder/postBuild"))
    times.append(time.monotonic())

    image.run("pip", "check")
    cold, warm = (
        float(image.run("python", "-P", "-c", FIRST_PICTURE, HOME=str(own)))
        for own in (home, image.folder)
    )
    size = sum(file.lstat().st_size for file in image.programs.parent.rglob("*")) / 1e6
    pip, post_build = np.diff(times)
    image.figures.append(
        f"environment {size:.0f} MB, pip {pip:.0f} s, postBuild {post_build:.0f} s"
    )
    image.figures.append(f"first picture {cold:.2f} s of work, after postBuild {warm:.2f} s")
    return image


def pythons(version: str) -> Iterator[str]:
    """Where a Python of a version may be: on PATH, or among pyenv's, which may be off."""
    yield f"python{version}"
    pyenv = shutil.which("pyenv")
    if pyenv:
        root = subprocess.run([pyenv, "root"], capture_output=True, text=True).stdout.strip()
        yield from map(str, Path(root).glob(f"versions/{version}.*/bin/python{version}"))


def runs(program: str) -> bool:
    """Whether a program is there and runs."""
    found = shutil.which(program)
    return bool(found) and subprocess.run([found, "-V"], capture_output=True).returncode == 0


def copy_tracked_files(folder: Path) -> None:
    """What a clone has; and files that are not yet tracked, while somebody works on them."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)


@pytest.fixture(scope="module")
def server(image: Image) -> Iterator[Lab]:
    """JupyterLab for a visitor, started as BinderHub starts it."""
    port, token, log = free_port(), secrets.token_urlsafe(16), image.folder.parent / "server.log"
    options = {
        "ip": "127.0.0.1",  # on Binder 0.0.0.0, which allows remote access by itself
        "allow_remote_access": "True",
        "port": f"{port}",
        "base_url": f"{VISITOR}/",
        "token": token,
        "trust_xheaders": "True",
        "allow_origin": "*",
        "allow_origin_pat": ".*",
    }
    command = [
        *(str(image.programs / "jupyter-lab"), "--no-browser", "--expose-app-in-browser", *AS_ROOT),
        *(f"--ServerApp.{name}={value}" for name, value in options.items()),
    ]
    status = f"http://127.0.0.1:{port}{VISITOR}/api/status?token={token}"
    with running_server(command, status, log, image.environment, image.folder):
        yield Lab(f"http://hub.localhost:{port}{VISITOR}", token, BINDER, image.folder, log)


def place(front_end: str) -> str:
    """Where BinderHub sends a visitor who has opened a launch link, below the visitor's paths."""
    link = launch_link(repository(), STATE, front_end=front_end)
    return parse_qs(urlsplit(link).query)["urlpath"][0]


def assert_shows_the_link_and_moves(visit: WatchedPage) -> None:
    page = visit.page
    mass = page.locator(".renp-control", has_text="lightest mass")
    number = mass.locator("input[type=text]")
    ordering = page.get_by_role("button", name="inverted", exact=True)
    expect(number).to_have_value("50")
    expect(ordering).to_have_class(re.compile(r"\bmod-active\b"))
    page.wait_for_function("width => pictures.atRest(width)", arg=SHARP)

    before = visit.png()
    mass.locator("[role=slider]").focus()
    with visit.change():
        page.keyboard.press("ArrowRight")
    assert float(number.input_value()) == pytest.approx(50 * STEP, rel=0.01)
    assert visit.png() != before
    assert visit.complaints == []


def first_picture(visit: WatchedPage) -> str:
    """When it was there after the page was asked for, and what had been loaded."""
    seconds, bytes_loaded = visit.page.evaluate(FIRST_SHOWN)
    return f"{seconds:.1f} s, {bytes_loaded / 1e6:.1f} MB"


def test_its_links_open_in_lab_and_voila(
    chromium: str,  # noqa: ARG001
    image: Image,
    server: Lab,
    screenshots: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with running_browser() as browser:
        lab = Notebook(browser, server, place("lab"))
        lab.run()
        assert_shows_the_link_and_moves(lab)
        assert lab.kernel("(app.model.errors, app.model.state.ordering)") == ([], "inverted")
        assert lab.kernel("__import__('sys').prefix") == str(image.programs.parent)
        expect(lab.page.locator(".Toastify__toast")).to_have_count(0)
        assert lab.page.evaluate(PACKED)
        lab.page.screenshot(path=screenshots / "binder-lab.png")

        voila = WatchedPage(browser, server.page(place("voila")))
        assert_shows_the_link_and_moves(voila)
        voila.page.screenshot(path=screenshots / "binder-voila.png")
        image.figures.append(f"page to first picture: Lab {first_picture(lab)}")
        image.figures.append(f"page to first picture: Voila {first_picture(voila)}")
    log = server.log.read_text()
    assert [line for line in log.splitlines() if line.startswith("[E ")] == []
    with capsys.disabled():
        print("", *(f"launch: Binder, {figure}" for figure in image.figures), sep="\n")


def test_repo2docker_finds_python_and_pins_before_the_sources(image: Image) -> None:
    image.run("pip", "install", "jupyter-repo2docker")
    steps = image.run("jupyter-repo2docker", "--no-build", "--debug", ".")
    version = (ROOT / "binder/runtime.txt").read_text().strip().removeprefix("python-")
    assert f"Building conda environment for python={version}\n" in steps
    pins = steps.index('install --no-cache-dir -r "binder/requirements.txt"')
    sources = steps.index("src/ ${REPO_DIR}/")
    assert pins < sources < steps.index("RUN ./binder/postBuild")
