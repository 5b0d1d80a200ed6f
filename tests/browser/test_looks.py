"""Every look: nothing cut, nothing beyond the cell, text that can be read; kept to be looked at."""

from __future__ import annotations

import pytest

from .explorer import Explorer
from .test_journey import CONTROLS_AND_PICTURE, LAYOUT_FAULTS, LOWEST_CONTRAST

LOOK = """
from dataclasses import replace
app.model.pin("10 meV, held")
state = replace(app.model.state, lightest_mass=0.012, alpha21=3.0)
view = replace(app.model.view, theme={theme!r}, lecture={lecture}, compare={compare!r},
               cursor=3e-4, inspected="12", band=True)
app.model.restore(Session(state, view, app.model.pins))
"""


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize("lecture", [False, True], ids=["desk", "lecture"])
def test_looks(explorer: Explorer, theme: str, lecture: bool) -> None:
    explorer.page.set_viewport_size({"width": 1400, "height": 2300})  # for whole screenshots
    compare = {"light": "none", "dark": "ratio", "print": "difference"}[theme]
    with explorer.change():
        explorer.kernel("None", LOOK.format(theme=theme, lecture=lecture, compare=compare))
    for section in explorer.kernel("[*app.panels]"):
        explorer.section(section).click()
        explorer.page.wait_for_timeout(300)
        explorer.screenshot(f"{theme}-{'lecture' if lecture else 'desk'}-{section}")
        faults = explorer.output.evaluate(LAYOUT_FAULTS, CONTROLS_AND_PICTURE)
        assert faults == [], (section, faults)
        contrast = explorer.output.evaluate(LOWEST_CONTRAST)
        assert contrast >= 4.5, (section, contrast)
