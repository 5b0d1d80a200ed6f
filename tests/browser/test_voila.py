"""Voila with the settings for visitors: the apps at a desk and on a phone, and nothing else."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
import websocket
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from playwright.sync_api import Browser, Locator, expect

from renp_widgets.apps import ExplorerState, SpectrumExplorer

from .focus import assert_keys_stay
from .frames import Frame, expected_frames
from .lab import NOTEBOOKS, SHARP, wait_until
from .voila import PHONE, Visit, Voila, kernel_of, running_voila

pytestmark = pytest.mark.skipif(find_spec("voila") is None, reason="Voila is not installed")

LIMIT = 2
LINK = "?ordering=inverted&lightest_mass=0.05"
EXPLORER = "/voila/render/explorer.ipynb"
PROTOCOL = "v1.kernel.websocket.jupyter.org"
NOBODY = "00000000-0000-0000-0000-000000000000"

# What a visitor could try: other notebooks, other files, and what a Jupyter server has to offer.
CLOSED = [
    "/voila/render/../01_explore_spectrum.ipynb",
    "/voila/render/%2e%2e/01_explore_spectrum.ipynb",
    "/voila/render/..%2f01_explore_spectrum.ipynb",
    "/voila/render/..%252f01_explore_spectrum.ipynb",
    "/voila/files/../../../binder/voila.py",
    "/voila/render/missing.ipynb",
    "/voila/tree/..",
    "/voila/files/explorer.ipynb",
    "/voila/files/../images/explorer.png",
    "/voila/files/..%2f..%2fREADME.md",
    "/voila/files/..%2f..%2fpyproject.toml",
    "/voila/static/..%2f..%2fapp.py",
    "/voila/labextensions/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/voila/api/contents/..",
    "/voila/api/contents/%2e%2e",
    f"/voila/query/{NOBODY}",
    f"/voila/execution/{NOBODY}",
    f"/api/kernels/{NOBODY}",
    *("/api/kernels", "/api/sessions", "/api/kernelspecs", "/api/contents", "/api/terminals"),
    *("/files/explorer.ipynb", "/notebooks/explorer.ipynb", "/lab", "/tree", "/metrics"),
]

# All that is wider than the page, but for tables, which may scroll by themselves.
BEYOND = """[...document.querySelectorAll('.renp-explorer *')]
  .filter((part) => part.checkVisibility() && !part.closest('.renp-hidden, table'))
  .filter((part) => part.getBoundingClientRect().right > innerWidth + 0.5)
  .map((part) => part.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def voila_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("voila")


@pytest.fixture(scope="module")
def voila(voila_home: Path) -> Iterator[Voila]:
    with running_voila(voila_home / "usual") as voila:
        yield voila


@pytest.fixture
def visit(browser: Browser, voila: Voila) -> Iterator[Callable[..., Visit]]:
    """Opens an app; when its page is closed, its kernel ends, and nothing has been complained."""
    visits: list[Visit] = []

    def opened(app: str, link: str = "", **device: Any) -> Visit:
        visits.append(Visit(browser, voila.page(app, link), **device))
        return visits[-1]

    yield opened
    for each in visits:
        kernel = each.kernel
        assert voila.runs(kernel)
        each.page.goto("about:blank")
        wait_until(lambda kernel=kernel: not voila.runs(kernel))
        assert each.complaints == []


def at_rest(state: ExplorerState) -> Frame:
    """The picture of a state."""
    return expected_frames(SpectrumExplorer(state))[1]


# What the server refuses


def test_two_apps_are_offered_and_their_code_is_not(voila: Voila) -> None:
    status, text = voila.ask("/")
    assert status == 200
    assert text.count("/voila/render/") == 2
    for app in ("explorer", "sensitivity"):
        assert f"/voila/render/{app}.ipynb" in text
        status, listed = voila.ask(f"/voila/api/contents/{app}.ipynb")
        assert status == 200
        assert json.loads(listed)["content"] is None


@pytest.mark.parametrize("path", CLOSED)
def test_what_is_closed(voila: Voila, path: str) -> None:
    assert voila.ask(path)[0] in (403, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/api/kernels", "/voila/api/contents/explorer.ipynb", EXPLORER])
def test_nothing_can_be_made_or_changed(voila: Voila, path: str, method: str) -> None:
    assert voila.ask(path, method)[0] in (403, 404, 405)


# What happens to kernels


Crowd = tuple[Voila, list[tuple[int, str]]]


@pytest.fixture(scope="module")
def crowd(voila_home: Path) -> Iterator[Crowd]:
    """A server that is quick to end kernels, and what many visitors at once have got of it.

    It also has a notebook that fails.
    """
    served = voila_home / "served"
    shutil.copytree(NOTEBOOKS / "apps", served)
    failing = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    nbformat.write(failing, served / "failing.ipynb")
    flags = [f"--Voila.root_dir={served}", f"--AppKernels.limit={LIMIT}"]
    flags += ["--MappingKernelManager.cull_idle_timeout=5", "--AppKernels.open_timeout=9"]
    flags += ["--MappingKernelManager.cull_interval=1"]
    with running_voila(voila_home / "crowd", *flags) as voila, ThreadPoolExecutor(8) as visitors:
        path = f"{EXPLORER}?template=classic&theme=dark"
        yield voila, sorted(visitors.map(voila.ask, [path] * 8))


def test_when_all_places_are_taken_a_page_says_so(crowd: Crowd) -> None:
    _, answers = crowd
    assert [status for status, _ in answers] == [200] * LIMIT + [503] * (8 - LIMIT)
    for _, text in answers[LIMIT:]:
        assert "All places are taken. Please try again in a minute." in text
        assert "Traceback" not in text


def test_a_page_has_the_look_that_is_set_and_no_code(crowd: Crowd) -> None:
    for _, text in crowd[1][:LIMIT]:
        assert 'class="jp-Notebook theme-light"' in text
        assert "from_link" not in text
        assert not re.search(r'class="[^"]*(jp-InputArea-editor|jp-InputPrompt|highlight)', text)


def test_kernels_run_no_code_and_end_when_nobody_is_there(crowd: Crowd, tmp_path: Path) -> None:
    voila, answers = crowd
    watched, left = (kernel_of(text) for _, text in answers[:LIMIT])
    address = f"ws://localhost:{voila.port}/api/kernels/{watched}/channels"
    page = websocket.create_connection(address, subprotocols=[PROTOCOL], timeout=20)
    code = f"open({str(tmp_path / 'mark')!r}, 'w')"
    for channel in ("shell", "control"):
        say(page, "execute_request", channel, {"code": code, "silent": False})
        say(page, "shutdown_request", channel, {"restart": False})
    for frame in NO_MESSAGES:
        page.send_binary(frame)
    say(page, "kernel_info_request", "shell", {})
    heard = ""
    while "kernel_info_reply" not in heard:  # answered in turn, so the others never will be
        heard += str(page.recv())
    assert "execute_reply" not in heard
    assert "execute_input" not in heard
    assert "shutdown" not in heard
    assert list(tmp_path.iterdir()) == []
    for protocols in ([], ["v2.kernel.websocket.jupyter.org"]):
        with pytest.raises(websocket.WebSocketBadStatusException, match="400"):
            websocket.create_connection(address, subprotocols=protocols, timeout=20)

    wait_until(lambda: not voila.runs(left))
    assert voila.runs(watched)
    wait_until(lambda: not voila.runs(watched))
    page.close()


def test_what_fails_says_so_without_a_traceback(crowd: Crowd) -> None:
    wait_until(lambda: crowd[0].ask("/voila/render/failing.ipynb")[0] == 200)  # a place is free
    status, text = crowd[0].ask("/voila/render/failing.ipynb")
    assert status == 200
    assert "Please reload the page" in text
    assert "ZeroDivisionError" not in text
    assert "1 / 0" not in text


def offsets(*places: int) -> bytes:
    """The head of a binary message: how many places follow, and they."""
    return b"".join(n.to_bytes(8, "little") for n in (len(places), *places))


# Frames that Jupyter's own reader takes long over, fails at, or passes on.
NO_MESSAGES = [
    (10**18).to_bytes(8, "little"),
    b"",
    b"{}",
    offsets(*range(56, 62)),
    offsets(56, 61, 61, 61, 61, 61) + b"shell",
    offsets(56, 61, 10**9, 10**9, 10**9, 10**9) + b"shell",
    offsets(*[8 * 66] * 65) + b"shell",
]


def say(page: Any, kind: str, channel: str, content: dict[str, Any]) -> None:
    """Send a message to a kernel, in the protocol that was agreed on."""
    header = {"msg_id": secrets.token_hex(8), "msg_type": kind, "session": "visitor"}
    header |= {"username": "", "date": "2026-01-01T00:00:00Z", "version": "5.3"}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    page.send_binary(
        serialize_msg_to_ws_v1(message, channel, lambda part: json.dumps(part).encode())
    )


# What a visitor sees


def test_a_link_opens_its_state_and_a_slider_moves_it(
    visit: Callable[..., Visit], capsys: pytest.CaptureFixture[str]
) -> None:
    explorer = visit("explorer", LINK)
    explorer.page.wait_for_function("width => pictures.atRest(width)", arg=SHARP)
    opened = ExplorerState(ordering="inverted", lightest_mass=0.05)
    np.testing.assert_array_equal(explorer.pixels(), at_rest(opened))
    expect(explorer.page.get_by_role("heading", name="Neutrino masses")).to_be_visible()
    expect(explorer.page.locator(".jp-InputArea-editor, .jp-CodeMirrorEditor")).to_have_count(0)
    assert "from_link" not in explorer.page.content()
    explorer.slider("lightest mass").focus()
    with explorer.change():
        explorer.page.keyboard.press("ArrowRight")
    with capsys.disabled():
        seconds, megabytes = explorer.seconds, 1e-6 * explorer.loaded
        print(f"\nlaunch: Voila: {seconds:.1f} s to the first picture, {megabytes:.1f} MB")


def test_a_link_that_is_refused_says_so_above_a_picture(visit: Callable[..., Visit]) -> None:
    explorer = visit("explorer", "?ordering=sideways")
    alert = explorer.page.get_by_role("alert")
    expect(alert).to_be_in_viewport()
    expect(alert).to_contain_text("this link is refused: ordering must be one of")
    assert "Traceback" not in explorer.page.content()
    explorer.page.wait_for_function("width => pictures.atRest(width)", arg=SHARP)
    np.testing.assert_array_equal(explorer.pixels(), at_rest(ExplorerState()))


def test_a_page_whose_kernel_has_ended_says_so(
    browser: Browser, voila: Voila, screenshots: Path
) -> None:
    explorer = Visit(browser, voila.page("explorer"))
    alert = explorer.page.get_by_role("alert")
    voila.ask(f"/api/kernels/{explorer.kernel}", "DELETE")
    expect(alert).to_have_count(0)
    explorer.slider("lightest mass").press("ArrowRight")
    expect(alert).to_contain_text("No answer from Python")
    explorer.page.screenshot(path=screenshots / "ended.png")
    explorer.page.close()


def test_the_sensitivity_explorer(visit: Callable[..., Visit]) -> None:
    app = visit("sensitivity", "?lightest_mass=0.02")
    expect(app.page.get_by_role("textbox", name="lightest mass")).to_have_value("20")
    app.slider("lightest mass").focus()
    with app.change():
        app.page.keyboard.press("ArrowRight")


def test_on_a_phone(visit: Callable[..., Visit], screenshots: Path) -> None:
    explorer = visit("explorer", LINK, **PHONE)
    page = explorer.page
    expect(page.locator(".renp-explorer.renp-lecture")).to_be_visible()
    page.wait_for_function("width => pictures.atRest(width)", arg=SHARP)
    page.screenshot(path=screenshots / "phone.png")
    handle = explorer.slider("lightest mass")
    with explorer.change():
        drag_by_touch(explorer, handle, 60)
    expect(page.get_by_role("textbox", name="lightest mass")).not_to_have_value("50")
    for name in ("cursor", "compare", "uncertainty", "in words", "share", "thresholds"):
        page.get_by_role("button", name=name, exact=True).tap()
        page.wait_for_timeout(200)
        page.screenshot(path=screenshots / f"phone-{name}.png")
        assert page.evaluate(BEYOND) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        expect(explorer.picture).to_be_in_viewport(ratio=1)
    for down in (400, 600):  # the picture stays at the top, in the page's margin, as controls go by
        page.evaluate("down => scrollTo(0, down)", down)
        top = page.locator(".renp-picture").evaluate("box => box.getBoundingClientRect().y")
        assert 0 <= top <= 12


def test_no_key_gets_past_the_app(visit: Callable[..., Visit]) -> None:
    explorer = visit("explorer")
    explorer.page.wait_for_function("width => pictures.atRest(width)", arg=SHARP)
    assert_keys_stay(explorer.page, explorer.page.locator(".renp-explorer"))


def drag_by_touch(visit: Visit, part: Locator, across: int) -> None:
    """Put a finger on a part of the page, and draw it to the right."""
    box = part.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24  # as WCAG 2.2, 2.5.8, wants it for a finger
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = visit.page.context.new_cdp_session(visit.page)
    for kind, step in (("Start", 0), *(("Move", k) for k in range(1, 7)), ("End", None)):
        points = [] if step is None else [{"x": x + across * step / 6, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
