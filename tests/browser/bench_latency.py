"""Key press to changed pixels, beside an empty slider -> Label echo in the same browser.

Run it: python tests/browser/bench_latency.py
"""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path

from lab import Notebook, running_browser, running_lab

ROUNDS, PRESSES = 3, 10  # alternating, so that a busy moment of the machine meets both
ECHO = """
import ipywidgets
slider, label = ipywidgets.FloatSlider(readout=False), ipywidgets.Label("0")
slider.observe(lambda change: setattr(label, "value", f"{change['new']}"), "value")
ipywidgets.VBox([slider, label.add_class("echo")])
"""

# Milliseconds from the key's event to the first frame of the browser that can show the answer.
PICTURE_AFTER_KEY = """() => new Promise((resolve) => {
  const shown = pictures.shown.length;
  document.addEventListener('keydown', () => {
    const start = performance.now();
    const look = () => {
      const time = pictures.shown[shown]?.time;
      time ? resolve(time - start) : setTimeout(look, 1);
    };
    look();
  }, { once: true, capture: true });
})"""
ECHO_AFTER_KEY = """() => new Promise((resolve) => {
  document.addEventListener('keydown', () => {
    const start = performance.now();
    const watch = new MutationObserver(() => {
      watch.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - start));
    });
    const options = { childList: true, characterData: true, subtree: true };
    watch.observe(document.querySelector('.echo'), options);
  }, { once: true, capture: true });
})"""


def main() -> None:
    """Print median and 95th percentile of both, and the ratio of the medians."""
    with (
        tempfile.TemporaryDirectory() as home,
        running_lab(Path(home)) as lab,
        running_browser() as browser,
    ):
        (lab.folder / "echo.ipynb").write_text(json.dumps(_notebook(ECHO)))
        timed = {
            "explorer": (Notebook(browser, lab, "01_explore_spectrum.ipynb"), PICTURE_AFTER_KEY),
            "empty echo": (Notebook(browser, lab, "echo.ipynb"), ECHO_AFTER_KEY),
        }
        times: dict[str, list[float]] = {name: [] for name in timed}
        for notebook, _ in timed.values():
            notebook.run()
            notebook.page.locator("[role=slider]").first.wait_for()
        for _ in range(ROUNDS):
            for name, (notebook, after_key) in timed.items():
                times[name] += _latencies(notebook, after_key)
    print("key press to changed pixels   median    p95  (ms)")
    for name, values in times.items():
        p95 = statistics.quantiles(values, n=20)[-1]
        print(f"{name:28}  {statistics.median(values):6.1f} {p95:6.1f}")
    ratio = statistics.median(times["explorer"]) / statistics.median(times["empty echo"])
    print(f"ratio of the medians          {ratio:6.2f}")


def _latencies(notebook: Notebook, after_key: str) -> list[float]:
    page = notebook.page
    page.bring_to_front()
    page.locator("[role=slider]").first.focus()
    times = []
    for press in range(PRESSES + 1):
        page.wait_for_timeout(500)  # at rest, the sharp frame included
        page.evaluate(f"() => {{ window.latency = ({after_key})(); }}")
        page.keyboard.press("ArrowRight")
        latency = page.evaluate("latency")
        if press:  # the first one wakes the page up
            times.append(latency)
    return times


def _notebook(code: str) -> dict[str, object]:
    cell = {"cell_type": "code", "execution_count": None, "id": "echo", "metadata": {}}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": [cell | {"outputs": [], "source": code}],
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


if __name__ == "__main__":
    main()
