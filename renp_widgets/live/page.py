"""Frontend: what the page does itself, over the picture and around it.

A transparent layer on the picture turns pointer and keyboard into events in fractions of a panel,
and draws the rubber band and the hairline at once. What an event means is decided by whoever
listens. The style sheet of the explorers comes along: themes, lecture mode, the layer's place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import anywidget
import traitlets

from renp_widgets.checks import RefusedInput, choice, instance, real_number
from renp_widgets.live.keeper import KEEPER

Event = dict[str, Any]
KEYS: Final = ("undo", "redo", "pin", "lecture", "theme", "home", "zoom-in", "zoom-out")
"""What the "key" of an event of kind "key" can be."""
_FRACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "hover": ("x", "y"),
    "click": ("x", "y"),
    "zoom": ("x0", "x1", "y0", "y1"),
    "home": (),
}
_ALIVE: Final = "alive"  # a question of the page's own: is anybody there?
_PAGES: Final = ("opened", "hand", "left")  # what says which page it comes from
_KINDS: Final = (*_FRACTIONS, "leave", "cursor", "key", "copied", *_PAGES, _ALIVE)
_MAX_STEPS: Final = 1000
_MAX_NAME: Final = 100


class Frontend(anywidget.AnyWidget):
    """A layer that lies exactly on the picture: both are in one Box of class `renp-picture`.

    panels : where the panels are, (left, bottom, width, height) by name, in fractions of the
        picture.
    label : the picture's name, for who hears the page.
    summary : the picture in words. A change is read out: set it when the picture is at rest.
    address_wanted : whether the page is to send its address, by an event of kind "opened".
    address_heard : the page that has last done so; None where none has. Others then do so, too.
    page : the page whose hand moved last, by when it was opened (ms since 1970); None is all. Files
        and texts for the clipboard are for it alone.

    Events are dicts, told apart by "kind"; x and y are fractions of a panel from its lower left.

        hover, click : "panel", "x", "y". A click has neither moved nor become a double click.
        leave : the pointer is on no panel.
        zoom : "panel", "x0" < "x1", "y0" < "y1"; 0 and 1 in a direction that is left as it is.
        home : "panel", by a double click.
        cursor : "steps", whole, negative to the left: presses of an arrow key, 10 with Shift.
        key : "key", one of KEYS.
        copied : "ok", whether `copy` has reached the clipboard.
        opened : "query", of the address that the page was opened with, and "page". Only pages of
            Jupyter's own send it: editors put the app into a frame of theirs, whose address holds
            no link.
        hand : a hand is at work on a "page" that is another one than before, or has another
            width; "narrow" tells whether it is as narrow as a phone's. A narrow one says so once
            by itself, after its address.
        left : the "page" has gone.
    """

    # As texts: anywidget watches files for as long as the kernel lives, and keeps who uses them.
    _esm = KEEPER + Path(__file__).with_name("page.js").read_text(encoding="utf-8")
    _css = Path(__file__).with_name("page.css").read_text(encoding="utf-8")

    panels = traitlets.Dict(
        traitlets.Tuple(*(traitlets.Float(min=0, max=1) for _ in range(4)))
    ).tag(sync=True)
    label = traitlets.Unicode("picture").tag(sync=True)
    summary = traitlets.Unicode().tag(sync=True)
    address_wanted = traitlets.Bool(False).tag(sync=True)
    address_heard = traitlets.Float(None, allow_none=True).tag(sync=True)
    page = traitlets.Float(None, allow_none=True).tag(sync=True)

    _asking: float | None = None  # the view whose hover is being answered

    def on_event(
        self, callback: Callable[[Event], object], on_error: Callable[[Exception], object]
    ) -> None:
        """Call `callback` with every event; `on_error` with what it raises, or why one is refused.

        An event on a panel that has just gone is dropped: the page could not know.
        """

        def receive(_widget: object, content: object, _buffers: object) -> None:
            view = content.get("view") if isinstance(content, dict) else None
            try:
                event = _event(content)
                if event["kind"] == "hand":
                    self.page = event["page"]
                self._asking = view if event["kind"] == "hover" else None
                known = "panel" not in event or event["panel"] in self.panels
                if known and event["kind"] != _ALIVE:
                    callback(event)
            except Exception as error:
                on_error(error)
            finally:
                self._asking = None
                if isinstance(view, float):  # it keeps one event in flight: the next may come
                    self.send({"kind": "done", "view": view})

        self.on_msg(receive)

    def read_out(self, panel: str, x: float, text: str) -> None:
        """Show a line at the fraction `x` of a panel and `text` beside it; "" hides both.

        As the answer to a hover, it is for the view that asked, while the pointer is there.
        """
        choice("panel", panel, self.panels)
        x = real_number("x", x, low=0.0, high=1.0)
        message = {"kind": "read_out", "panel": panel, "x": x, "text": text}
        self.send(message | {"view": self._asking})

    def download(self, name: str, mime: str, data: bytes) -> None:
        """Let the browser save `data` under a name; what a file name should not hold becomes _."""
        if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", mime):
            raise RefusedInput(f"mime must be like 'text/csv', got {mime!r}")
        instance("data", data, bytes)
        safe = re.sub(r"[^\w.+-]+", "_", name)[-_MAX_NAME:].lstrip(".") or "download"
        self.send({"kind": "download", "name": safe, "mime": mime, "page": self.page}, [data])

    def copy(self, text: str) -> None:
        """Put `text` on the clipboard; an event of kind "copied" tells whether that worked."""
        self.send({"kind": "copy", "text": text, "page": self.page})


def _event(content: object) -> Event:
    """What the page has sent, if it is an event in every part; nothing else of it."""
    if not isinstance(content, dict):
        raise TypeError(f"event must be a dict, got {content!r}")
    kind = choice("event kind", content.get("kind"), _KINDS)
    event: Event = {"kind": kind}
    if kind in _FRACTIONS:
        instance("panel", content.get("panel"), str)
        event["panel"] = content["panel"]
        for name in _FRACTIONS[kind]:
            event[name] = real_number(name, content.get(name), low=0.0, high=1.0)
    if kind == "zoom" and not (event["x0"] < event["x1"] and event["y0"] < event["y1"]):
        raise RefusedInput(f"zoom must have x0 < x1 and y0 < y1, got {event}")
    if kind == "cursor":
        steps = event["steps"] = content.get("steps")
        if type(steps) is not int or abs(steps) > _MAX_STEPS:
            raise RefusedInput(f"steps must be whole and within ±{_MAX_STEPS}, got {steps!r}")
    if kind == "key":
        event["key"] = choice("key", content.get("key"), KEYS)
    if kind == "copied":
        event["ok"] = content.get("ok") is True
    if kind == "opened":
        instance("query", content.get("query"), str)
        event["query"] = content["query"]
    if kind == "hand":
        event["narrow"] = content.get("narrow") is True
    if kind in _PAGES:
        event["page"] = real_number("page", content.get("page"), low=0.0)
    return event
