"""The layer over the picture and the style sheet, in JupyterLab, on an app of every control."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from .lab import Lab, Notebook, running_browser, wait_until

PANELS = {"full": (0.07, 0.13, 0.36, 0.66), "end": (0.5, 0.13, 0.475, 0.66)}
CELLS = 3
DOUBLE = 300  # milliseconds in which a second press makes a double click
NOTEBOOK = "jupyterapp.shell.currentWidget.content"

APP = (
    f"PANELS = {PANELS}"
    + """
import io, time
import ipywidgets as widgets
from PIL import Image
from renp_widgets.live.page import Frontend

png = io.BytesIO()
Image.new("RGB", (960, 420), "white").save(png, "PNG")

def group(*children, name="renp-control"):
    row = {"flex_flow": "row wrap", "align_items": "center"}
    return widgets.HBox(children, layout=row).add_class(name)

class App:
    def __init__(self):
        self.front = Frontend(panels=PANELS, label="spectrum", summary="One spectrum.")
        self.events, self.errors, self.delay = [], [], 0
        self.front.on_event(self.hear, self.errors.append)
        self.slider = widgets.FloatLogSlider(
            readout=False, tooltip="Mass of the lightest.", layout={"width": "18em"}
        )
        self.number = widgets.Text(tooltip="In meV.", layout={"width": "7em"})
        self.number.continuous_update = False
        self.button = widgets.Button(description="undo", layout={"width": "auto"})
        self.button.on_click(lambda _: self.click())
        self.click = lambda: None
        size = {"max_width": "calc(100% - 4px)", "height": "auto", "object_fit": "contain"}
        picture = widgets.Image(value=png.getvalue(), width="960", height="420", layout=size)
        exact = widgets.Checkbox(description="massless", indent=False, layout={"width": "8em"})
        orderings = widgets.ToggleButtons(
            options=["normal", "inverted"], style={"button_width": "6em"}
        )
        styles = ("primary", "success", "info", "warning", "danger")
        table = widgets.HTML(
            "<p>In <a href='#'>words</a>.</p><table><tr><th>channel</th><td>11</td></tr></table>"
        )
        self.app = widgets.VBox([
            group(widgets.Label("lightest mass"), self.slider, self.number, widgets.Label("meV"),
                  exact),
            group(widgets.Label("ordering"), orderings, widgets.Label("with"),
                  widgets.Dropdown(options=["pin", "live"], layout={"width": "8em"})),
            group(self.button, widgets.ToggleButton(value=True, description="lecture"),
                  widgets.FileUpload(),
                  *(widgets.Button(description=s, button_style=s) for s in styles), name="row"),
            group(widgets.FloatSlider(description="exposure"), widgets.Text(placeholder="a name"),
                  widgets.BoundedIntText(description="events"), name="row"),
            widgets.Tab([table, widgets.Textarea("a link")], titles=["about the spectrum", "b"]),
            widgets.Box([picture, self.front]).add_class("renp-picture"),
        ]).add_class("renp-explorer").add_class("renp-light")

    def hear(self, event):
        self.events.append(event)
        time.sleep(self.delay)
        if event["kind"] == "hover":
            text = f"<i>{event['x']:.4f}</i>, " + "a long text " * 9
            self.front.read_out(event["panel"], event["x"], text)

    def heard(self):
        heard, self.events[:] = self.events[:], []
        return heard

    def look(self, theme, lecture):
        for name in ("light", "dark", "print"):
            self.app.remove_class(f"renp-{name}")
        self.app.remove_class("renp-lecture").add_class(f"renp-{theme}")
        if lecture:
            self.app.add_class("renp-lecture")
"""
)

# Contrast (WCAG 2.2, 1.4.3) of every word with the first opaque background behind it.
CONTRASTS = """(root) => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const [R, G, B] = channels(color).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  const background = (part) => {
    const color = getComputedStyle(part).backgroundColor;
    return channels(color)[3] === 0 ? background(part.parentElement) : color;
  };
  window.contrast = (color, part) => {
    const pair = [luminance(color), luminance(background(part))];
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  };
  const contrasts = [];
  for (const part of root.querySelectorAll('*')) {
    const words = [...part.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.data.trim()).join('') || part.value || part.placeholder;
    if (!words || !part.checkVisibility() || part.matches('.renp-hidden')) continue;
    const kind = part.placeholder && !part.value ? '::placeholder' : null;
    contrasts.push([window.contrast(getComputedStyle(part, kind).color, part), words]);
  }
  return contrasts;
}"""

# The contrast of the ring around what has the focus, and its width.
RING = """(part) => {
  const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(part);
  const width = outlineStyle === 'none' ? 0 : parseFloat(outlineWidth);
  return [window.contrast(outlineColor, part.closest('.renp-explorer')), width];
}"""
AT = "([line, x]) => !line.hidden && Math.abs(line.getBoundingClientRect().x - x) <= 1"
CUT = """(root) => [...root.querySelectorAll('button, label, .widget-label, .lm-TabBar-tabLabel')]
  .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth)
  .map((part) => part.innerText)"""


class Page(Notebook):
    """A notebook with an app of every control, of which the kernel notes what it hears."""

    def __init__(self, browser: Browser, lab: Lab) -> None:
        sources = (f"{APP}\nit = App()\nit.app", "other = App()\nother.app", "1 + 1")
        (lab.folder / "frontend.ipynb").write_text(json.dumps(notebook(sources)))
        super().__init__(browser, lab, "frontend.ipynb")
        self.run()
        self.app, self.other = (self.page.locator(".renp-explorer").nth(k) for k in (0, 1))
        self.surface, self.note, self.band = (
            self.app.locator(f".renp-{part}") for part in ("surface", "note", "band")
        )
        self.mouse, self.keyboard = self.page.mouse, self.page.keyboard
        self.page.locator(".renp-surface").nth(1).wait_for()
        expect(self.app.get_by_role("slider", name="lightest mass")).to_have_count(1)
        self.command("notebook:hide-all-cell-code")

    @property
    def heard(self) -> list[dict[str, Any]]:
        """The events since the last look."""
        return list(self.kernel("it.heard()"))

    @property
    def deeds(self) -> list[dict[str, Any]]:
        """The events that are more than the pointer's way, once no click can come any more."""
        self.page.wait_for_timeout(DOUBLE + 100)
        return [event for event in self.heard if event["kind"] not in ("hover", "leave", "hand")]

    @property
    def cells(self) -> list[str]:
        """The ids of the cells."""
        return list(self.page.evaluate(f"{NOTEBOOK}.widgets.map((cell) => cell.model.id)"))

    def at(self, panel: str, x: float, y: float) -> tuple[float, float]:
        """The pixel at fractions of a panel, in the window."""
        left, bottom, width, height = PANELS[panel]
        box = self.box(self.surface)
        return (
            box["x"] + box["width"] * (left + x * width),
            box["y"] + box["height"] * (1 - bottom - y * height),
        )

    def box(self, part: Locator) -> dict[str, float]:
        """Where a part is in the window."""
        box = part.bounding_box()
        assert box is not None
        return dict(box)

    def drag(self, panel: str, *path: tuple[float, float]) -> None:
        """Press at the first place of a panel, and go along the others."""
        self.mouse.move(*self.at(panel, *path[0]))
        self.mouse.down()
        for place in path[1:]:
            self.mouse.move(*self.at(panel, *place), steps=3)


def notebook(sources: tuple[str, ...]) -> dict[str, object]:
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    return {
        "cells": [cell | {"id": f"cell-{k}", "source": s} for k, s in enumerate(sources)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


@pytest.fixture(scope="module")
def opened(lab: Lab) -> Iterator[Page]:
    with running_browser() as browser:
        yield Page(browser, lab)


@pytest.fixture
def page(opened: Page) -> Iterator[Page]:
    opened.page.set_viewport_size({"width": 1400, "height": 1000})
    opened.surface.scroll_into_view_if_needed()
    opened.mouse.move(5, 5)
    opened.kernel("None", "it.look('light', False); it.heard(); other.heard(); it.delay = 0")
    yield opened
    assert opened.complaints == []
    assert opened.kernel("[repr(error) for error in it.errors]") == []
    assert len(opened.cells) == CELLS


@pytest.mark.parametrize("width", [1400, 700])
def test_the_layer_is_exactly_on_the_picture(page: Page, width: int) -> None:
    page.page.set_viewport_size({"width": width, "height": 1000})
    assert page.box(page.surface) == pytest.approx(page.box(page.app.locator("img")), abs=0.01)


@pytest.mark.parametrize("width", [1400, 700])
def test_the_label_follows_the_pointer_and_stays_in_the_picture(page: Page, width: int) -> None:
    page.page.set_viewport_size({"width": width, "height": 1000})
    page.surface.scroll_into_view_if_needed()
    picture, line = page.box(page.surface), page.app.locator(".renp-hair")
    for panel in PANELS:
        for x, y in ((0.001, 0.5), (0.49, 0.999), (0.51, 0.001), (0.999, 0.5)):
            page.mouse.move(*page.at(panel, x, y))
            page.page.wait_for_function(AT, arg=[line.element_handle(), page.at(panel, x, y)[0]])
            expect(page.note).to_contain_text(f"<i>{page.heard[-1]['x']:.4f}</i>")
            label = page.box(page.note)
            assert label["x"] >= picture["x"]
            assert label["x"] + label["width"] <= picture["x"] + picture["width"]
            assert label["y"] >= picture["y"]
            assert label["y"] + label["height"] <= picture["y"] + picture["height"]


def test_a_hover_is_a_fraction_of_its_panel(page: Page) -> None:
    page.mouse.move(*page.at("end", 0.25, 0.75))
    expect(page.note).to_be_visible()
    [event] = page.heard
    *_, width, height = PANELS["end"]
    assert (event["kind"], event["panel"]) == ("hover", "end")
    assert event["x"] == pytest.approx(0.25, abs=1 / (width * page.box(page.surface)["width"]))
    assert event["y"] == pytest.approx(0.75, abs=1 / (height * page.box(page.surface)["height"]))


def test_off_the_panels_nothing_is_read_out_even_if_the_answer_is_late(page: Page) -> None:
    page.kernel("None", "it.delay = 0.2")
    page.mouse.move(*page.at("end", 0.5, 0.5))
    page.mouse.move(*page.at("end", 0.5, 1.2))
    heard: list[str] = []

    def has_left() -> bool:
        heard.extend(event["kind"] for event in page.heard)
        return "leave" in heard

    wait_until(has_left)
    assert heard == ["hover", "leave"]
    expect(page.note).to_be_hidden()


def test_a_slow_kernel_is_asked_for_the_latest_place_only(page: Page) -> None:
    page.kernel("None", "it.delay = 0.1")
    start = time.monotonic()
    for k in range(100):
        page.mouse.move(*page.at("full", (k + 1) / 200, 0.5))
        page.page.wait_for_timeout(10)
    expect(page.note).to_contain_text(re.compile(r"0\.(500|499)"))
    places = [event["x"] for event in page.heard]
    assert 3 <= len(places) <= 2 + (time.monotonic() - start) / 0.1
    assert all(before < after for before, after in pairwise(places))


def test_a_drag_zooms_on_its_rectangle(page: Page) -> None:
    page.drag("end", (0.6, 0.3), (0.2, 0.8))
    *_, width, height = PANELS["end"]
    picture, band = page.box(page.surface), page.box(page.band)
    assert band["x"] == pytest.approx(page.at("end", 0.2, 0)[0], abs=1)
    assert band["y"] == pytest.approx(page.at("end", 0, 0.8)[1], abs=1)
    assert band["width"] == pytest.approx(0.4 * width * picture["width"], abs=1)
    assert band["height"] == pytest.approx(0.5 * height * picture["height"], abs=1)
    expect(page.note).to_be_hidden()
    page.mouse.up()
    expect(page.band).to_be_hidden()
    [event] = page.deeds
    assert (event.pop("kind"), event.pop("panel")) == ("zoom", "end")
    pixel = 1 / (min(width, height) * picture["height"])
    assert event == pytest.approx({"x0": 0.2, "x1": 0.6, "y0": 0.3, "y1": 0.8}, abs=pixel)


def test_a_thin_drag_zooms_in_one_direction_and_ends_at_the_panel(page: Page) -> None:
    page.drag("full", (0.5, 0.5), (1.5, 0.52))
    page.mouse.up()
    page.drag("full", (0.5, 0.5), (0.51, -0.4))
    page.mouse.up()
    wide, high = page.deeds
    assert (wide["x1"], wide["y0"], wide["y1"]) == (1, 0, 1)
    assert (high["x0"], high["x1"], high["y0"]) == (0, 1, 0)
    assert (wide["x0"], high["y1"]) == pytest.approx((0.5, 0.5), abs=0.01)


def test_escape_ends_a_drag(page: Page) -> None:
    page.drag("end", (0.2, 0.2), (0.6, 0.6))
    page.keyboard.press("Escape")
    expect(page.band).to_be_hidden()
    page.mouse.up()
    assert page.deeds == []


def test_a_double_click_is_no_click(page: Page) -> None:
    page.mouse.click(*page.at("full", 0.25, 0.75))
    [click] = page.deeds
    assert (click.pop("kind"), click.pop("panel")) == ("click", "full")
    assert click == pytest.approx({"x": 0.25, "y": 0.75}, abs=0.005)
    page.mouse.dblclick(*page.at("full", 0.25, 0.75))
    assert page.deeds == [{"kind": "home", "panel": "full"}]
    page.mouse.click(*page.at("full", -0.1, 0.5))  # on the axis
    assert page.deeds == []


def test_a_finger_up_or_down_scrolls_and_across_zooms(page: Page) -> None:
    browser = page.page.context.new_cdp_session(page.page)

    def swipe(*path: tuple[float, float]) -> None:
        places = [dict(zip("xy", page.at("end", *place), strict=True)) for place in path]
        for name, points in (("Start", places[:1]), *(("Move", [p]) for p in places), ("End", [])):
            event = {"type": f"touch{name}", "touchPoints": points}
            browser.send("Input.dispatchTouchEvent", event)
            page.page.wait_for_timeout(16)

    before = page.box(page.surface)["y"]
    swipe(*((0.2, 0.9 - 0.04 * k) for k in range(20)))
    assert page.deeds == []
    assert abs(page.box(page.surface)["y"] - before) > 20
    page.surface.scroll_into_view_if_needed()
    swipe(*((0.2 + 0.02 * k, 0.5) for k in range(20)))
    assert [event["kind"] for event in page.deeds] == ["zoom"]
    swipe((0.2, 0.5))
    assert [event["kind"] for event in page.deeds] == ["click"]


def test_keys_on_the_picture_move_the_cursor_and_the_view(page: Page) -> None:
    page.surface.focus()
    for key in ("ArrowLeft", "Shift+ArrowRight", "Home", "+", "-"):
        page.keyboard.press(key)
    events = page.deeds
    assert sum(event.get("steps", 0) for event in events) == 9
    keys = [event["key"] for event in events if event["kind"] == "key"]
    assert keys == ["home", "zoom-in", "zoom-out"]


def test_a_held_key_adds_up_while_the_kernel_is_busy(page: Page) -> None:
    page.kernel("None", "it.delay = 0.1")
    page.surface.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    steps = [event["steps"] for event in page.deeds]
    assert len(steps) < 15
    assert sum(steps) == 30


@pytest.mark.parametrize("focus", ["surface", "slider", "button"])
def test_keys_are_the_apps_and_not_the_notebooks(page: Page, focus: str) -> None:
    page.page.evaluate(f"() => {{ {NOTEBOOK}.activeCellIndex = {CELLS - 1}; }}")
    page.command("notebook:delete-cell")  # something that the notebook could undo
    page.command("notebook:insert-cell-below")
    cells = page.cells
    slider = page.app.get_by_role("slider", name="lightest mass")
    parts = {"surface": page.surface, "slider": slider, "button": page.app.get_by_text("inverted")}
    parts[focus].focus()
    keys = ["p", "l", "d", "d", "Control+z", "Control+Shift+z", "Control+y"]
    for key in [*keys, "x", "a", "b", "z", "Shift+L"]:
        page.keyboard.press(key)
    expected = ["pin", "lecture", "theme", "theme", "undo", "redo", "redo"]
    assert [event["key"] for event in page.deeds] == expected
    assert page.cells == cells
    assert page.kernel("other.heard()") == []


def test_arrow_keys_still_move_a_slider_and_enter_presses_a_button(page: Page) -> None:
    slider = page.app.get_by_role("slider", name="lightest mass")
    before = page.kernel("it.slider.value")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.kernel("None", "it.click = lambda: it.events.append('pressed')")
    page.app.get_by_role("button", name="undo").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    assert page.kernel("it.slider.value") > before
    assert page.kernel("it.heard()") == ["pressed", "pressed"]


def test_what_is_typed_stays_in_its_box(page: Page) -> None:
    number = page.app.get_by_role("textbox", name="lightest mass")
    number.fill("5")
    page.keyboard.type("0")
    page.keyboard.press("Control+z")
    name = page.app.get_by_placeholder("a name")
    name.focus()
    page.keyboard.type("pld")
    expect(name).to_have_value("pld")
    choice = page.app.get_by_role("combobox", name="with")
    choice.focus()
    page.keyboard.press("l")
    expect(choice).to_have_value("live")
    assert page.deeds == []


def test_the_notebook_keeps_the_keys_that_are_its_own(page: Page) -> None:
    dirty = "jupyterapp.shell.currentWidget.context.model.dirty"
    page.app.get_by_role("combobox", name="with").focus()
    page.keyboard.press("Control+s")
    page.page.wait_for_function(f"!{dirty}")
    assert page.deeds == []
    expect(page.page.locator(":focus[data-lm-suppress-shortcuts]")).to_have_count(0)


def test_a_download_has_its_bytes_once_however_often_the_app_is_shown(page: Page) -> None:
    saved = []
    page.page.on("download", lambda download: saved.append(download))
    page.kernel("None", "display(it.front); it.click = lambda: None")
    with page.page.expect_download() as download:
        page.kernel("None", "it.front.download('a.csv', 'text/csv', bytes(range(256)))")
    assert download.value.suggested_filename == "a.csv"
    assert download.value.path().read_bytes() == bytes(range(256))
    page.page.wait_for_timeout(300)
    assert len(saved) == 1


@pytest.mark.parametrize("secure", [True, False])
def test_a_copy_reaches_the_clipboard_and_says_so(page: Page, secure: bool) -> None:
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if not secure:
        page.page.evaluate(
            "() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }"
        )
    text = f"renp, secure: {secure}\n<b>"
    page.kernel("None", f"it.click = lambda: it.front.copy({text!r})")
    page.app.get_by_role("button", name="undo").click()
    assert page.deeds == [{"kind": "copied", "ok": True}]
    assert page.page.evaluate("navigator.clipboard.readText()") == text
    expect(page.app.get_by_role("button", name="undo")).to_be_focused()


def test_what_can_be_moved_has_a_name_and_says_what_it_does(page: Page) -> None:
    app = page.app
    for role in ("slider", "textbox"):
        expect(app.get_by_role(role, name="lightest mass (meV)", exact=True)).to_have_count(1)
    expect(app.get_by_role("slider", name="lightest mass")).to_have_attribute(
        "aria-description", "Mass of the lightest."
    )
    expect(app.get_by_role("group", name="ordering", exact=True)).to_have_count(1)
    expect(app.get_by_role("button", name="normal", pressed=True)).to_have_count(1)
    expect(app.get_by_role("combobox", name="with", exact=True)).to_have_count(1)
    app.get_by_role("button", name="inverted").click()
    expect(app.get_by_role("button", name="inverted", pressed=True)).to_have_count(1)
    page.kernel("None", "it.slider.tooltip = 'No mass to move.'")
    expect(app.get_by_role("slider", name="lightest mass")).to_have_attribute(
        "aria-description", "No mass to move."
    )


def test_the_picture_is_described_and_its_changes_are_announced(page: Page) -> None:
    picture = page.app.get_by_role("application", name="spectrum", exact=True)
    expect(picture).to_have_accessible_description("One spectrum.")
    live = page.app.locator("[aria-live=polite]").element_handle()
    page.kernel("None", "it.front.summary = 'Two <b>spectra</b>.'")
    expect(picture).to_have_accessible_description("Two <b>spectra</b>.")
    assert live.is_visible()  # the same element all along: only so is a change announced
    assert live.text_content() == "Two <b>spectra</b>."


@pytest.mark.parametrize("lecture", [False, True], ids=["desk", "lecture"])
@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize("around", ["Light", "Dark"])
def test_every_word_and_every_focus_can_be_seen(
    page: Page, around: str, theme: str, lecture: bool
) -> None:
    page.command("apputils:change-theme", {"theme": f"JupyterLab {around}"})
    light = str(around == "Light").lower()
    page.page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")
    page.kernel("None", f"it.look({theme!r}, {lecture})")
    expect(page.app).to_have_class(re.compile(f"renp-{theme}"))
    page.page.wait_for_timeout(100)
    faint = [(ratio, words) for ratio, words in page.app.evaluate(CONTRASTS) if ratio < 4.5]
    assert faint == []
    assert page.app.evaluate(CUT) == []
    page.app.get_by_placeholder("a name").focus()
    page.keyboard.press("Tab")  # from here on, the browser shows where the focus is
    for part in (
        page.surface,
        page.app.get_by_role("slider", name="lightest mass"),
        page.app.get_by_role("textbox", name="lightest mass"),
        page.app.get_by_role("combobox", name="with"),
        page.app.get_by_role("button", name="undo"),
        page.app.get_by_role("checkbox"),
    ):
        part.focus()
        contrast, width = part.evaluate(RING)
        assert contrast >= 3, part
        assert width >= 2, part


def test_a_lecture_has_larger_type_and_handles(page: Page) -> None:
    handle = page.app.locator(".noUi-handle").first
    size = "part => parseFloat(getComputedStyle(part).fontSize)"
    label = page.app.get_by_text("lightest mass")
    small, narrow = label.evaluate(size), page.box(handle)["width"]
    page.kernel("None", "it.look('light', True)")
    expect(page.app).to_have_class(re.compile("renp-lecture"))
    assert label.evaluate(size) == pytest.approx(1.5 * small)
    assert page.box(handle)["width"] >= 1.5 * narrow


def test_what_leaves_the_page_leaves_nothing_behind(page: Page) -> None:
    gone = page.other.element_handle()
    page.kernel("None", "other.app.close()")
    page.page.wait_for_function("(part) => !part.isConnected", arg=gone)
    page.page.wait_for_timeout(100)
    gone.evaluate(
        "part => part.dispatchEvent(new KeyboardEvent('keydown', { key: 'p', bubbles: true }))"
    )
    assert page.kernel("other.heard()") == []
    page.mouse.move(*page.at("end", 0.5, 0.5))
    expect(page.note).to_be_visible()
