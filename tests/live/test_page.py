from collections.abc import Callable
from typing import Any

import pytest
import traitlets

from renp_widgets.checks import RefusedInput
from renp_widgets.live.page import KEYS, Event, Frontend

PANELS = {"full": (0.07, 0.13, 0.36, 0.66), "end": (0.5, 0.13, 0.475, 0.66)}
VIEW = 0.25
DONE = [({"kind": "done", "view": VIEW}, [])]


class Page:
    """A Frontend with what it has sent, and what came out of it."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, callback: Callable[[Event], object] | None = None
    ) -> None:
        self.frontend = Frontend(panels=PANELS)
        self.sent: list[tuple[Any, list[bytes]]] = []
        self.events: list[Event] = []
        self.errors: list[Exception] = []
        monkeypatch.setattr(
            self.frontend,
            "send",
            lambda content, buffers=None: self.sent.append((content, buffers or [])),
        )
        self.frontend.on_event(callback or self.events.append, self.errors.append)

    def send(self, content: object) -> None:
        """As the page would."""
        self.frontend._handle_custom_msg(content, [])


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    return Page(monkeypatch)


GOOD: list[Event] = [
    {"kind": "hover", "panel": "end", "x": 0.0, "y": 1.0},
    {"kind": "click", "panel": "full", "x": 0.5, "y": 0.25},
    {"kind": "zoom", "panel": "end", "x0": 0.0, "x1": 1.0, "y0": 0.25, "y1": 0.5},
    {"kind": "home", "panel": "full"},
    {"kind": "leave"},
    {"kind": "cursor", "steps": -10},
    {"kind": "copied", "ok": False},
    {"kind": "opened", "query": "?ordering=<b>", "page": 1.5e12},
    {"kind": "hand", "page": 1.5e12, "narrow": True},
    {"kind": "left", "page": 1.5e12},
    *({"kind": "key", "key": key} for key in KEYS),
]


def test_whether_anybody_is_there_is_answered_and_nobody_else_hears_it(page: Page) -> None:
    page.send({"kind": "alive", "view": VIEW})
    assert page.sent == DONE
    assert page.events == page.errors == []


@pytest.mark.parametrize("event", GOOD, ids=str)
def test_an_event_arrives_whole_and_without_what_does_not_belong_to_it(
    page: Page, event: Event
) -> None:
    page.send({**event, "view": VIEW, "html": "<b>"})
    assert page.events == [event]
    assert page.errors == []
    assert page.sent == DONE


BAD: list[object] = [
    None,
    "hover",
    {},
    {"kind": "eval"},
    {"kind": ["hover"]},
    {"kind": "hover", "panel": "end", "x": 0.5},
    {"kind": "hover", "panel": "end", "x": 0.5, "y": 1.01},
    {"kind": "hover", "panel": "end", "x": float("nan"), "y": 0.5},
    {"kind": "hover", "panel": "end", "x": "0.5", "y": 0.5},
    {"kind": "hover", "panel": "end", "x": True, "y": 0.5},
    {"kind": "hover", "panel": "end", "x": [0.5, 0.5], "y": 0.5},
    {"kind": "hover", "panel": ["end"], "x": 0.5, "y": 0.5},
    {"kind": "click", "x": 0.5, "y": 0.5},
    {"kind": "zoom", "panel": "end", "x0": 0.5, "x1": 0.25, "y0": 0.0, "y1": 1.0},
    {"kind": "zoom", "panel": "end", "x0": 0.0, "x1": 1.0, "y0": 0.5, "y1": 0.5},
    {"kind": "cursor", "steps": 0.5},
    {"kind": "cursor", "steps": 10**9},
    {"kind": "cursor", "steps": True},
    {"kind": "key", "key": "quit"},
    {"kind": "opened", "page": 1.5e12},
    {"kind": "opened", "query": ["?"], "page": 1.5e12},
    {"kind": "opened", "query": "?"},
    {"kind": "hand", "page": "first"},
    {"kind": "left", "page": float("nan")},
]


@pytest.mark.parametrize("content", BAD, ids=str)
def test_what_is_no_event_is_reported_and_goes_no_further(page: Page, content: object) -> None:
    page.send(content)
    assert page.events == []
    assert [type(error) for error in page.errors] in ([RefusedInput], [TypeError])


def test_an_event_on_a_panel_that_has_gone_is_dropped_and_answered(page: Page) -> None:
    page.frontend.panels = {"full": PANELS["full"]}
    page.send({"kind": "hover", "panel": "end", "x": 0.5, "y": 0.5, "view": VIEW})
    assert (page.events, page.errors, page.sent) == ([], [], DONE)


def test_what_a_callback_raises_is_reported_and_the_page_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    error = RuntimeError("no spectrum")

    def fail(_event: Event) -> None:
        raise error

    page = Page(monkeypatch, fail)
    page.send({"kind": "hover", "panel": "end", "x": 0.5, "y": 0.5, "view": VIEW})
    assert page.errors == [error]
    assert page.sent == DONE


def test_a_read_out_goes_to_a_place_on_a_panel(page: Page) -> None:
    page.frontend.read_out("end", 0.5, "<b>1 meV</b>")
    assert page.sent == [
        (
            {"kind": "read_out", "panel": "end", "x": 0.5, "text": "<b>1 meV</b>", "view": None},
            [],
        )
    ]
    with pytest.raises(ValueError, match="panel must be one of"):
        page.frontend.read_out("residual", 0.5, "")
    with pytest.raises(ValueError, match=r"x must be in \[0, 1\], got 1.5"):
        page.frontend.read_out("end", 1.5, "")


def test_the_answer_to_a_hover_is_for_the_view_that_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = Page(monkeypatch, lambda _event: page.frontend.read_out("end", 0.5, "1 meV"))
    page.send({"kind": "hover", "panel": "end", "x": 0.5, "y": 0.5, "view": VIEW})
    page.send({"kind": "cursor", "steps": 1, "view": VIEW})
    assert [content["view"] for content, _ in page.sent] == [VIEW, VIEW, None, VIEW]


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("renp-spectrum.csv", "renp-spectrum.csv"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a b\n<c>.pdf", "a_b_c_.pdf"),
        ("δ.png", "δ.png"),
        ("..", "download"),
        (200 * "x" + ".json", 95 * "x" + ".json"),
    ],
)
def test_a_download_has_a_name_that_is_one(page: Page, name: str, saved: str) -> None:
    page.frontend.download(name, "text/csv", b"\x00\xff")
    message = {"kind": "download", "name": saved, "mime": "text/csv", "page": None}
    assert page.sent == [(message, [b"\x00\xff"])]


def test_a_download_is_bytes_of_a_media_type(page: Page) -> None:
    with pytest.raises(ValueError, match="mime must be like 'text/csv', got 'csv'"):
        page.frontend.download("x.csv", "csv", b"")
    with pytest.raises(TypeError, match="data must be a bytes, got 'text'"):
        page.frontend.download("x.csv", "text/csv", "text")  # type: ignore[arg-type]


@pytest.mark.parametrize("place", [(0.1, 0.1, 0.5), (0.1, 0.1, 0.5, 1.5), "left"])
def test_a_panel_is_four_fractions(place: object) -> None:
    with pytest.raises(traitlets.TraitError):
        Frontend(panels={"end": place})


def test_the_style_sheet_and_the_script_come_from_the_package(page: Page) -> None:
    state = page.frontend.get_state()
    assert "renp-surface" in state["_css"]
    assert "export default" in state["_esm"]
    assert "://" not in state["_esm"]
