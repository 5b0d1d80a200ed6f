from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .explorer import Explorer
from .lab import Lab, browser_path, running_browser, running_lab
from .pyodide import RuntimeUnavailable, node, pyodide_runtime


@pytest.fixture(scope="session")
def chromium() -> str:
    path = browser_path()
    if path is None:
        pytest.skip("no Chromium found: install it to run the browser journey")
    return path


@pytest.fixture(scope="session")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:  # noqa: ARG001
    with running_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="session")
def pyodide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Pyodide."""
    try:
        node()
        return pyodide_runtime(tmp_path_factory.mktemp("pyodide"))
    except RuntimeUnavailable as reason:
        pytest.skip(f"no Pyodide to run: {reason}")


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = os.environ.get("RENP_SCREENSHOTS")
    return Path(folder) if folder else tmp_path_factory.mktemp("screenshots")


# Not longer than a module: while a browser runs, Playwright's event loop is the thread's, and tests
# that run one of their own could not.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:  # noqa: ARG001
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def opened(lab: Lab, screenshots: Path) -> Iterator[Explorer]:
    with running_browser() as browser:
        explorer = Explorer(browser, lab, screenshots)
        assert explorer.kernel("__import__('sys').executable") == sys.executable
        yield explorer


@pytest.fixture
def explorer(opened: Explorer) -> Iterator[Explorer]:
    """The explorer in its first state; neither page nor model may complain while a test runs."""
    opened.reset()
    yield opened
    assert opened.complaints == []
    assert opened.errors == []
