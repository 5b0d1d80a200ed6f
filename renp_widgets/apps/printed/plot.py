"""The plot of two spectra, over the whole range and near the end point, and their ratio below."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np

from renp_widgets.apps.printed.state import AVERAGE, TITLES
from renp_widgets.apps.printed.words import curve_names
from renp_widgets.live.plot import (
    DASHED,
    STRIPS,
    Axis,
    Curve,
    Key,
    Mark,
    Panel,
    Plot,
    Segments,
    nice_above,
)
from renp_widgets.physics.targets import YB
from renp_widgets.values import Array

_END: Final = (0.1, 1e-6)  # detunings at the ends of the panel "end", eV
_AXES: Final = {
    "full": Axis((0.0, YB.end_point), "photon energy  ω  [eV]"),
    "end": Axis(_END, r"detuning  $E_{eg}/2-ω$  [eV]", "log"),
}
_ORDER: Final = ("printed end", "derived end", "thresholds end")


def plot(scene: Any) -> Plot:
    """The plot of a LiveScene, whose result is a Comparison."""
    state, shown = scene.state, scene.result
    first, second = curve_names(state)
    compared = "ratio" if state.formula == AVERAGE else "printed / derived"
    detuning, ratio = shown.ratio
    panels: dict[str, Panel] = {}
    marks: list[Mark] = []
    for column, (name, x) in enumerate(_AXES.items()):
        strip, full = f"{name} strip", name == "full"
        along = [shown.detuning, shown.thresholds, detuning]
        at, edges, there = (YB.end_point - each if full else each for each in along)
        seen = YB.end_point if full else _END[0]
        near = shown.detuning <= seen
        heights = np.append(shown.printed[near], shown.derived[near])
        panels[name] = Panel(
            replace(x, label="", bare=True),
            _height(heights, "spectral function I" * full),
            column,
            key=None if full else Key(order=_ORDER),
        )
        panels[strip] = Panel(x, _about_one(ratio[detuning <= seen], compared * full), column, 1)
        marks += [
            Segments(
                f"thresholds {name}",
                name,
                [[(edge, 0), (edge, 1)] for edge in edges if edge > 0],
                color="standard",
                width=0.8,
                dashes=(0, (1, 2)),
                at="rule",
                key="thresholds",
            ),
            Curve(f"derived {name}", name, at, shown.derived, key=second),
            Curve(
                f"printed {name}",
                name,
                at,
                shown.printed,
                color="resonance",
                dashes=DASHED,
                key=first,
            ),
            Curve(f"one {name}", strip, [0, 1], [1, 1], width=1.0, at="level", still=True),
            Curve(f"ratio {name}", strip, there, ratio, color="resonance", width=1.6),
        ]
    title = TITLES[state.formula].replace("a_ij", "aᵢⱼ")
    return Plot(panels, marks, [("full", title)], STRIPS, about=state.formula)


def _height(values: Array, label: str) -> Axis:
    """An axis from 0, or from below what is negative."""
    foot, peak = float(values.min()), float(values.max())
    foot = foot if foot < -0.01 * peak else 0.0
    limits = -nice_above(-1.05 * foot) if foot else 0.0, nice_above(1.05 * peak)
    return Axis(limits, label, ticks="intensity", needs=(foot, peak), away=45.0)


def _about_one(ratio: Array, label: str) -> Axis:
    """An axis for a ratio: 1 is in sight, and not at an end."""
    up, down = max(float(ratio.max()) - 1, 0.0), max(1 - float(ratio.min()), 0.0)
    above, below = (nice_above(max(1.05 * x, 0.05)) for x in (up, down))
    above, below = max(above, 0.2 * below), max(below, 0.2 * above)
    if down <= 1.0 < below:  # nothing is negative
        below = 1.0 + 0.05 * above
    limits = 1 - below, 1 + above
    return Axis(limits, label, ticks="residual", needs=(1 - down, 1 + up), away=45.0)
