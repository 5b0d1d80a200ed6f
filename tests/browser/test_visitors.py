"""Voila with the settings for visitors: many, those who hang up, and pages around an app."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, expect

from .lab import wait_until
from .voila import Visit, Voila, kernel_of, running_voila

pytestmark = pytest.mark.skipif(find_spec("voila") is None, reason="Voila is not installed")

EXPLORER = "/voila/render/explorer.ipynb"
CROWD = 20
COURSE = "https://course.example.org"


@pytest.fixture(scope="module")
def voila(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voila]:
    """A server that lets one course embed its apps, and adds a header."""
    flags = [f"--AppKernels.limit={CROWD + 4}", f"--AppKernels.frame_ancestors='self' {COURSE}"]
    flags += ["--Voila.tornado_settings={'headers': {'X-Hall': '7'}}"]
    with running_voila(tmp_path_factory.mktemp("visitors"), *flags) as voila:
        yield voila


def ask(voila: Voila, **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
    """Status, headers and text of the explorer's page, for a request with these headers."""
    connection = http.client.HTTPConnection("localhost", voila.port, timeout=300)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", EXPLORER, headers=sent)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, text


def kernels(voila: Voila) -> int:
    """How many kernels have been started so far."""
    return voila.log.read_text(errors="replace").count("Kernel started")


FRAME = {"Sec_Fetch_Dest": "iframe", "Sec_Fetch_Site": "cross-site"}


def test_a_page_may_have_an_app_in_a_frame_only_if_it_is_named(voila: Voila) -> None:
    before = kernels(voila)
    for referer in ("https://elsewhere.example.org/", "https://course.example.org.evil.org/", ""):
        status, _, text = ask(voila, **FRAME, Referer=referer)
        assert status == 403
        assert "may not be shown inside of another page" in text
    assert kernels(voila) == before
    status, headers, text = ask(voila, **FRAME, Referer=f"{COURSE}/week-3")
    assert status == 200
    assert kernels(voila) == before + 1
    assert headers["Content-Security-Policy"] == f"frame-ancestors 'self' {COURSE}"
    assert headers["X-Hall"] == "7"
    # The shipped settings hold beside the header: the page can end its kernel.
    assert voila.ask(f"/voila/api/shutdown/{kernel_of(text)}", "POST")[0] < 300
    assert not voila.runs(kernel_of(text))


def test_nothing_comes_from_elsewhere(voila: Voila) -> None:
    _, _, text = ask(voila)
    for part in text.split("<link")[1:] + text.split("<script")[1:]:
        assert "//cdn" not in part.split(">")[0]


def test_who_hangs_up_early_keeps_no_place(tmp_path: Path) -> None:
    flags = ("--MappingKernelManager.cull_interval=1", "--AppKernels.arrival_timeout=3")
    with running_voila(tmp_path, *flags) as voila:
        for _ in range(3):
            with socket.create_connection(("localhost", voila.port)) as caller:
                caller.sendall(f"GET {EXPLORER} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                caller.recv(1)
        wait_until(lambda: kernels(voila) == 3)
        wait_until(lambda: voila.log.read_text().count("Kernel shutdown") == 3)


def test_a_frame_that_is_taken_away_gives_its_place_back(voila: Voila, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"http://localhost:{voila.port}/")
    page.evaluate(
        "path => { document.body.innerHTML = `<iframe src=${path} width=900 height=900>`; }",
        EXPLORER,
    )
    page.frame_locator("iframe").locator(".renp-surface").wait_for()
    kernel = kernel_of(page.frames[1].content())
    assert voila.runs(kernel)
    page.evaluate("document.querySelector('iframe').remove()")
    wait_until(lambda: not voila.runs(kernel))


def test_all_who_come_at_once_get_their_app(voila: Voila, browser: Browser) -> None:
    with ThreadPoolExecutor(CROWD) as visitors:
        answers = list(visitors.map(lambda _: ask(voila), range(CROWD)))
    for status, _, text in answers:
        assert status == 200
        assert "application/vnd.jupyter.widget-view+json" in text
    for _, _, text in answers:
        voila.ask(f"/voila/api/shutdown/{kernel_of(text)}", "POST")
    Visit(browser, voila.page("explorer")).page.close()  # and the server is none the worse


def test_a_page_that_could_not_get_its_app_says_so(tmp_path: Path, browser: Browser) -> None:
    # Whatever has kept it from coming: there is no output.
    served = tmp_path / "served"
    served.mkdir()
    nothing = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("pass")])
    nbformat.write(nothing, served / "explorer.ipynb")
    with running_voila(tmp_path / "home", f"--Voila.root_dir={served}") as voila:
        page = browser.new_page()
        page.goto(voila.page("explorer"))
        alert = page.get_by_role("alert")
        expect(alert).to_have_text("The app could not be started: please reload the page.")
