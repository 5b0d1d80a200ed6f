"""The first notebook in JupyterLab, moved by keyboard and mouse."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from playwright.sync_api import expect

from renp_widgets import YB
from renp_widgets.apps import ExplorerState, SpectrumExplorer
from renp_widgets.live.look import Look
from renp_widgets.physics.constants import HC

from .explorer import MOVING, Explorer
from .frames import expected_frames
from .lab import SHARP, wait_until

MASS = "lightest_mass"
FIRST_MASS = 1e3 * ExplorerState().lightest_mass  # meV, as are all masses on the page
STEP = ExplorerState.declared()[MASS].slider[2]  # decades of the lightest mass per key press

# What a person would call broken: words cut off, parts beyond the cell, a scroll bar.
LAYOUT_FAULTS = """(area, parts) => {
  const faults = [];
  const { right } = area.getBoundingClientRect();
  for (const part of area.querySelectorAll(parts)) {
    const box = part.getBoundingClientRect();
    if (box.width === 0) continue;
    const name = part.innerText || part.outerHTML.slice(0, 40);
    if (part.clientWidth && part.scrollWidth > part.clientWidth + 1) faults.push(`cut: ${name}`);
    if (box.right > right + 0.5) faults.push(`${box.right - right} px beyond the cell: ${name}`);
  }
  if (area.scrollWidth > area.clientWidth) faults.push('a horizontal scroll bar');
  return faults;
}"""
CONTROLS_AND_PICTURE = "label, button, input, img, .widget-label"

# The lowest contrast (WCAG 2.2, 1.4.3) of text and the first opaque background behind it.
LOWEST_CONTRAST = """(area) => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [R, G, B] = [r, g, b].map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  const background = (part) => {
    const color = channels(getComputedStyle(part).backgroundColor);
    return color[3] === 0 ? background(part.parentElement) : color;
  };
  const contrasts = [...area.querySelectorAll('label, button, .widget-label, th, td, [role=alert]')]
    .filter((part) => part.innerText)
    .map((part) => [luminance(channels(getComputedStyle(part).color)), luminance(background(part))])
    .map((pair) => (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05));
  return Math.min(...contrasts);
}"""


def shift_of_pair(mass: float) -> float:
    """The shift of the threshold of two neutrinos of one mass (meV), eV."""
    return (2e-3 * mass) ** 2 / (2 * YB.e_eg)


def assert_shows_the_state(explorer: Explorer) -> None:
    # On a slow machine a frame at rest may come between two key presses, and numbers may reach the
    # page before their picture: what counts is the picture that stays.
    expected = expected_frames(SpectrumExplorer(explorer.state))[1]
    wait_until(lambda: np.array_equal(explorer.pixels(), expected))


@pytest.mark.parametrize(
    ("width", "parts"),
    [
        (1400, f"{CONTROLS_AND_PICTURE}, th, td"),
        (1100, f"{CONTROLS_AND_PICTURE}, th, td"),
        (800, CONTROLS_AND_PICTURE),  # the table may scroll, by itself
    ],
    ids=["1400", "1100", "800"],
)
def test_everything_is_whole_and_inside_the_cell(
    explorer: Explorer, width: int, parts: str
) -> None:
    explorer.page.set_viewport_size({"width": width, "height": 1000})
    explorer.screenshot(f"width-{width}")
    faults = explorer.output.evaluate(LAYOUT_FAULTS, parts)
    assert faults == [], faults


def test_at_rest_the_picture_has_two_pixels_per_pixel(explorer: Explorer) -> None:
    box = explorer.picture.bounding_box()
    assert box is not None
    assert box["width"] == MOVING
    height, width, _ = explorer.pixels().shape
    assert (width, height) == (2 * box["width"], 2 * box["height"])
    assert width == SHARP


def test_a_key_press_moves_picture_numbers_and_box(explorer: Explorer) -> None:
    painted, table, counters = explorer.painted(), explorer.table(), explorer.counters
    explorer.handle(MASS).focus()
    with explorer.still(), explorer.change():
        explorer.page.keyboard.press("ArrowRight")
    explorer.screenshot("one-key-press")

    mass = FIRST_MASS * 10**STEP
    expect(explorer.number(MASS)).to_have_value(f"{mass:.6g}")
    moved = explorer.table()
    assert all(moved[channel][0] < table[channel][0] for channel in table)
    assert all(moved[channel][2] > table[channel][2] for channel in table)
    omega, shift, wavelength, _ = moved["11"]
    assert shift == pytest.approx(shift_of_pair(mass), rel=1e-4)
    assert omega == pytest.approx(YB.e_eg / 2 - shift, abs=2e-9)
    assert wavelength == pytest.approx(HC / omega, rel=1e-8)

    assert np.subtract(explorer.counters, counters).tolist() == [1, 1, 1]
    moving, sharp = expected_frames(SpectrumExplorer(explorer.state))
    np.testing.assert_array_equal(explorer.pixels(-2), moving)
    np.testing.assert_array_equal(explorer.pixels(-1), sharp)
    assert (explorer.painted() != painted).any()


def test_the_ordering_moves_picture_and_numbers(explorer: Explorer) -> None:
    painted, table = explorer.painted(), explorer.table()
    with explorer.still(), explorer.change():
        explorer.button("ordering", "inverted").click()
    explorer.screenshot("inverted")

    assert explorer.state.ordering == "inverted"
    moved = explorer.table()
    assert moved["33"][1] == pytest.approx(shift_of_pair(FIRST_MASS), rel=1e-4)
    assert moved["11"][1] > table["11"][1]
    assert (explorer.painted() != painted).any()
    assert_shows_the_state(explorer)


@pytest.mark.parametrize(("ordering", "lightest"), [("normal", "11"), ("inverted", "33")])
def test_quick_presses_end_at_the_last(explorer: Explorer, ordering: str, lightest: str) -> None:
    if ordering != explorer.state.ordering:
        with explorer.change():
            explorer.button("ordering", ordering).click()
    presses = 25
    computations = explorer.counters[0]
    explorer.handle(MASS).focus()
    with explorer.still(), explorer.change():
        for _ in range(presses):
            explorer.page.keyboard.press("ArrowRight")
        last = f"{FIRST_MASS * 10 ** (presses * STEP):.6g}"
        expect(explorer.number(MASS)).to_have_value(last)
        # The picture may have been at rest between two presses.
        wait_until(lambda: explorer.state.lightest_mass == pytest.approx(1e-3 * float(last), 1e-5))
    explorer.screenshot(f"quick-presses-{ordering}")

    mass = float(explorer.number(MASS).input_value())
    assert explorer.state.lightest_mass == pytest.approx(1e-3 * mass, rel=1e-5)
    assert explorer.table()[lightest][1] == pytest.approx(shift_of_pair(mass), rel=1e-4)
    assert_shows_the_state(explorer)
    # The page keeps one change in flight and then sends the latest: at most one for each press.
    computed, draws, _ = explorer.counters
    assert 1 < computed - computations <= presses + 1
    assert computed == draws


def test_a_drag_ends_where_the_hand_lets_go(explorer: Explorer) -> None:
    box = explorer.handle(MASS).bounding_box()
    assert box is not None
    x, y, mouse = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, explorer.page.mouse
    mouse.move(x, y)
    mouse.down()
    with explorer.still(), explorer.change():
        mouse.move(x + 40, y, steps=20)
        mouse.up()
        expect(explorer.number(MASS)).not_to_have_value(f"{FIRST_MASS:g}")
        explorer.wait_for_number_at_handle(MASS)

    box = explorer.handle(MASS).bounding_box()
    assert box is not None
    assert box["x"] + box["width"] / 2 == pytest.approx(x + 40, abs=2)
    mass = float(explorer.number(MASS).input_value())
    assert explorer.table()["11"][1] == pytest.approx(shift_of_pair(mass), rel=1e-4)
    assert_shows_the_state(explorer)


def test_an_impossible_mass_is_refused_in_words(explorer: Explorer) -> None:
    png, table, counters = explorer.png(), explorer.table(), explorer.counters
    alert = explorer.output.get_by_role("alert")
    expect(alert).to_have_count(0)
    with explorer.still():
        explorer.number(MASS).fill("5000")
        explorer.number(MASS).press("Enter")
        expect(alert).to_be_visible()
        expect(alert).to_contain_text("lightest mass")
        expect(explorer.number(MASS)).to_have_value("5000")
    explorer.screenshot("refused")
    assert len(explorer.errors) == 1
    assert (explorer.png(), explorer.table(), explorer.counters) == (png, table, counters)

    explorer.forgive()
    with explorer.still(), explorer.change():
        explorer.number(MASS).fill("100")
        explorer.number(MASS).press("Enter")
    expect(alert).to_have_count(0)
    assert explorer.state.lightest_mass == pytest.approx(0.1)


def test_a_number_between_two_steps_of_the_slider_stays_as_typed(explorer: Explorer) -> None:
    counters = explorer.counters
    with explorer.still(), explorer.change():
        explorer.number(MASS).fill("33.3")
        explorer.number(MASS).press("Enter")
    assert explorer.state.lightest_mass == pytest.approx(0.0333, rel=1e-12)
    expect(explorer.number(MASS)).to_have_value("33.3")
    assert np.subtract(explorer.counters, counters).tolist() == [1, 1, 1]
    assert_shows_the_state(explorer)


def test_a_state_set_in_code_stays_as_set(explorer: Explorer) -> None:
    counters = explorer.counters
    state = ExplorerState(ordering="inverted", lightest_mass=0.015, delta=1.0, alpha21=0.5)
    with explorer.still(), explorer.change():
        explorer.kernel("None", f"from renp_widgets.apps import *; app.model.state = {state!r}")
    assert explorer.state == state
    assert np.subtract(explorer.counters, counters).tolist() == [1, 1, 1]
    assert_shows_the_state(explorer)


def test_a_massless_pair_gets_a_marker_at_the_edge(explorer: Explorer) -> None:
    color = 255 * np.array(to_rgb(Look().channel_colors[0]))
    edge = SpectrumExplorer().figure.axes["end"].get_position().x1

    def marked() -> bool:
        beyond = explorer.pixels()[:, int(edge * SHARP) + 2 :].astype(float)
        return bool((np.abs(beyond - color).max(axis=-1) < 2).sum() > 20)

    assert not marked()
    with explorer.still(), explorer.change():
        explorer.checkbox(MASS).check()
    explorer.screenshot("massless")
    assert marked()
    omega, shift, _, _ = explorer.table()["11"]
    assert (omega, shift) == (pytest.approx(YB.e_eg / 2, abs=1e-9), 0.0)
    expect(explorer.number(MASS)).to_have_value("0")
    assert_shows_the_state(explorer)

    with explorer.still(), explorer.change():
        explorer.checkbox(MASS).uncheck()
    assert explorer.state == ExplorerState()
    assert not marked()


def test_another_target_leaves_the_picture_in_its_place(explorer: Explorer) -> None:
    with explorer.still(), explorer.change():
        explorer.button("target", "Xe").click()
    explorer.screenshot("xenon")
    assert explorer.state.target == "Xe"
    assert_shows_the_state(explorer)


def test_the_boxes_of_a_custom_target_leave_the_picture_in_its_place(explorer: Explorer) -> None:
    expect(explorer.number("e_eg")).to_be_disabled()
    with explorer.still(), explorer.change():
        explorer.button("target", "custom").click()
        expect(explorer.number("e_eg")).to_be_enabled()
    with explorer.still(), explorer.change():
        explorer.number("e_eg").fill("2")
        explorer.number("e_eg").press("Enter")
    explorer.screenshot("custom")
    assert explorer.state.atom.e_eg == 2
    assert_shows_the_state(explorer)


def test_a_mediator_adds_to_the_picture_and_its_mass_moves_the_resonance(
    explorer: Explorer,
) -> None:
    with explorer.still(), explorer.change():
        explorer.button("mediator", "Z′").click()
    assert_shows_the_state(explorer)
    explorer.handle("mediator_mass").focus()
    with explorer.still(), explorer.change():
        explorer.page.keyboard.press("ArrowLeft")
    explorer.screenshot("mediator")
    assert explorer.state.mediator == "vector"
    assert explorer.state.mediator_mass == pytest.approx(0.5 / 10**0.02, rel=0.03)


def test_a_dirac_spectrum_has_no_phases_to_move(explorer: Explorer) -> None:
    with explorer.still(), explorer.change():
        explorer.button("nature", "Dirac").click()
    explorer.screenshot("dirac")
    for phase in ("delta", "alpha21", "alpha31"):
        expect(explorer.number(phase)).to_be_disabled()
    expect(explorer.number(MASS)).to_be_enabled()
    assert_shows_the_state(explorer)


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_words_can_be_read_in_every_theme(explorer: Explorer, theme: str) -> None:
    explorer.command("apputils:change-theme", {"theme": f"JupyterLab {theme}"})
    light = str(theme == "Light").lower()
    explorer.page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")
    explorer.number(MASS).fill("5000")
    explorer.number(MASS).press("Enter")
    expect(explorer.output.get_by_role("alert")).to_be_visible()
    explorer.screenshot(f"theme-{theme.lower()}")
    assert explorer.output.evaluate(LOWEST_CONTRAST) >= 4.5
    explorer.forgive()
