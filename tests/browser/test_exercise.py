"""An exercise in JupyterLab by keyboard alone: wrong, told why, right, and what shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from renp_widgets.lessons.topics import EXERCISES

from .lab import Lab, Notebook, running_browser
from .test_journey import LAYOUT_FAULTS, LOWEST_CONTRAST

NUMBER, CHOICE = "thresholds: the mass scale", "thresholds: the ordering"
SKETCH = "unitarity: six bars"
CELLS = (
    "from renp_widgets.lessons import exercise",
    f"number = exercise({NUMBER!r})\nnumber",
    f"choice = exercise({CHOICE!r})\nchoice",
    f"sketch = exercise({SKETCH!r})\nsketch",
)


@pytest.fixture(scope="module")
def notebook(lab: Lab) -> Iterator[Notebook]:
    with running_browser() as browser:
        notebook = Notebook(browser, lab, lab.write("exercise", *CELLS))
        notebook.page.set_viewport_size({"width": 1400, "height": 2400})
        notebook.run()
        notebook.page.locator(".renp-question").nth(2).wait_for()
        yield notebook


def test_wrong_then_right_by_keyboard(notebook: Notebook, screenshots: Path) -> None:
    page, keys = notebook.page, notebook.page.keyboard
    ask = page.locator(".renp-exercise").first
    question = ask.get_by_role("group", name="exercise: The spectrum of ytterbium")
    answer = float(f"{EXERCISES[NUMBER].answer():.4g}")  # type: ignore[attr-defined]
    assert f"{answer}" not in ask.inner_html()
    expect(ask.get_by_role("button", name="show me")).to_be_hidden()

    question.get_by_role("textbox", name="your answer in meV").focus()
    keys.press("Enter")
    expect(ask.locator(".renp-told")).to_contain_text("! Type a number first.")

    keys.type(f"{2 * answer}")
    keys.press("Enter")
    expect(ask.locator(".renp-wrong")).to_contain_text("✗ Not yet. That is the mass of the pair.")
    expect(ask.locator("[aria-live=polite]")).to_contain_text("That is the mass of the pair.")
    expect(ask.get_by_role("button", name="show me")).to_be_visible()
    expect(ask.locator("img")).to_have_count(0)
    ask.screenshot(path=screenshots / "exercise-wrong.png")

    keys.press("Control+a")
    keys.type(f"{answer}")
    keys.press("Enter")
    expect(ask.locator(".renp-right")).to_contain_text("✓ Right. The first pair is made of")
    expect(ask.locator(".renp-right mjx-container")).not_to_have_count(0)
    expect(ask.locator("img.widget-image")).to_be_visible()
    ask.screenshot(path=screenshots / "exercise-right.png")

    assert notebook.kernel("(number.tries, number.solved, number.errors)") == (2, True, [])
    assert notebook.kernel("type(number.revealed).__name__") == "FocusedExplorer"
    assert notebook.complaints == []


def test_a_choice_by_keyboard_leaves_the_notebook_alone(notebook: Notebook) -> None:
    page, keys = notebook.page, notebook.page.keyboard
    ask = page.locator(".renp-exercise").nth(1)
    ask.get_by_role("radio", name="normal").focus()
    keys.press("Space")
    keys.press("Enter")
    expect(ask.locator(".renp-wrong")).to_contain_text("✗ No: it is the other one. In normal")
    for key in "ddx":  # in a notebook, "d d" deletes a cell
        keys.press(key)
    assert notebook.kernel("(choice.tries, choice.solved, choice.errors)") == (1, False, [])
    assert page.locator(".jp-CodeCell").count() == len(CELLS)
    assert notebook.complaints == []


def test_a_sketch_by_keyboard(notebook: Notebook) -> None:
    ask = notebook.page.locator(".renp-exercise").nth(2)
    circle = ask.locator("circle").nth(1)
    before = float(circle.get_attribute("cy") or "nan")
    ask.get_by_role("slider", name="height at 12").focus()
    notebook.page.keyboard.press("ArrowDown")
    expect(circle).not_to_have_attribute("cy", f"{before:.1f}")
    assert float(circle.get_attribute("cy") or "nan") > before
    heights = notebook.kernel("sketch.input.value")
    assert heights[1] < 0.0
    assert heights[:1] + heights[2:] == (0.0,) * 5
    notebook.page.keyboard.press("Enter")
    expect(ask.locator(".renp-wrong")).to_be_visible()
    assert notebook.kernel("(sketch.tries, sketch.errors)") == (1, [])
    assert notebook.complaints == []


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_looks(notebook: Notebook, theme: str, screenshots: Path) -> None:
    notebook.command("apputils:change-theme", {"theme": theme})
    notebook.page.wait_for_function(
        "theme => document.body.dataset.jpThemeName === theme", arg=theme
    )
    for question in notebook.page.locator(".renp-question").all():
        faults = question.evaluate(LAYOUT_FAULTS, "button:not([disabled]), label, p, svg")
        assert faults == [], faults
        assert question.evaluate(LOWEST_CONTRAST) >= 4.5
    name = theme.split()[-1].lower()
    notebook.page.locator(".renp-exercise").first.screenshot(
        path=screenshots / f"exercise-{name}.png"
    )
