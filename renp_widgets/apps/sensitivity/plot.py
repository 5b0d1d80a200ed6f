"""The plot of what is counted, what it says of the lightest mass, and how soon."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from renp_widgets.apps.common.axes import DETUNING
from renp_widgets.apps.sensitivity.compute import DAYS, Sensitivity
from renp_widgets.apps.sensitivity.state import MASS_RANGE
from renp_widgets.apps.sensitivity.words import title
from renp_widgets.live.plot import (
    BAND_ALPHA,
    DASHED,
    Area,
    Axis,
    Curve,
    Key,
    Label,
    Layout,
    Mark,
    Panel,
    Plot,
    Segments,
    nice_above,
)

Part = tuple[Panel, list[Mark]]
_LAYOUT: Final = Layout(
    columns=(1.0, 1.0),
    rows=((210.0, 250.0), (210.0, 250.0)),
    head=(54.3, 105.1),
    foot=(60.7, 90.9),
    gap=(100.0, 128.0),
    right=(23.7, 29.9),
    between=(87.0, 144.0),
)
_COLORS: Final = {"normal": "channel 0", "inverted": "channel 2"}
_QUESTIONS: Final = {
    "ordering": ("ordering", "channel 4", "-"),
    "mass": ("mass > 0", "channel 5", (0, (6, 2))),
    "nature": ("nature", "pin 1", (0, (5, 2, 1, 2))),
}
"""What each is called, its colour and its dashes."""
_RULE: Final[dict[str, Any]] = {"color": "standard", "width": 1.0, "at": "rule"}
_EDGES: Final[dict[str, Any]] = {**_RULE, "width": 0.8, "dashes": (0, (1, 2))}
_LEVEL: Final[dict[str, Any]] = {"at": "level", "still": True}
_DOTS: Final[dict[str, Any]] = {"dashes": "none", "marker": "o", "ring": True}
_MASSES: Final = tuple((x, f"{x}") for x in (0, 1, 2, 5, 10, 20, 50, 100, 300))  # meV
_TOPS: Final = (25.0, 100.0, 400.0)  # of the axis of chi^2
_DAYS: Final = (float(DAYS[0]), float(DAYS[-1]))
_SIGMAS: Final = tuple((x, f"{x:g}") for x in (0.1, 1.0, 10.0, 100.0))
_FAR: Final = 1e9  # in place of infinity: the line leaves the panel


def plot(scene: Any) -> Plot:
    """The plot of a LiveScene, whose result is a Sensitivity."""
    shown = scene.result
    parts = {"counts": _counts(shown), "masses": _masses(shown), "exposure": _exposure(shown)}
    panels = {name: panel for name, (panel, _) in parts.items()}
    marks = [mark for _, marks in parts.values() for mark in marks]
    return Plot(panels, marks, [("", title(shown))], _LAYOUT)


def _counts(shown: Sensitivity) -> Part:
    """Counts against detuning, with their errors, and the curves of what is expected."""
    state, counts, at = shown.state, shown.verdict.counts, shown.experiment.triggers
    drawn, x, curves = state.seed is not None, shown.detuning, shown.curves
    said = {state.ordering: "best fit" if drawn else "the truth", shown.other: "best fit"}
    points = "counts drawn, ±√N" if drawn else "counts expected, ±√N"
    low, high = (counts + sign * np.sqrt(counts) for sign in (-1, 1))
    bars = [*np.stack([(at, low), (at, high)]).transpose(2, 0, 1)]
    floor = float(shown.experiment.background_counts[0])
    floors = [[(0, 0), (1, 0), (1, floor), (0, floor)]]
    edges = [[(edge, 0), (edge, 1)] for edge in shown.thresholds if edge > 0]
    marks: list[Mark] = [
        Area("floor", "counts", floors, color="zoom", at="level", key="background" * (floor > 0)),
        Segments("thresholds", "counts", edges, **_EDGES),
        Curve(
            "truth",
            "counts",
            x,
            curves["truth"],
            color="standard",
            width=1.2,
            key="truth",
            shown=drawn,
        ),
    ]
    for name, style in _styles(shown).items():
        key = f"{name}, {said[name]}"
        marks.append(Curve(f"fit {name}", "counts", x, curves[name], key=key, **style))
    marks.append(Segments("bars", "counts", bars, width=1.2))
    marks.append(Curve("points", "counts", at, counts, size=4.9, key=points, **_DOTS))
    peak = max(float(each.max()) for each in (high, *curves.values()))
    order = "points", "truth", *(f"fit {name}" for name in said), "floor"
    panel = Panel(
        Axis(state.window[::-1], DETUNING, "log"),
        Axis(
            (0.0, nice_above(1.05 * peak)), "counts per trigger", "linear", "residual", (0.0, peak)
        ),
        columns=2,
        key=Key(align="left", lecture_columns=3, order=order),
    )
    return panel, marks


def _masses(shown: Sensitivity) -> Part:
    """Delta chi^2, on a scale of standard deviations, against the lightest mass.

    Masses that one event excludes have their line along the upper edge.
    """
    state, profiles, mass = shown.state, shown.verdict.profiles, 1e3 * shown.state.lightest_mass
    best = [profile.best_chi2 for profile in profiles.values()]
    spans = [[(a, 0), (b, 0), (b, 1), (a, 1)] for a, b in 1e3 * shown.intervals]
    marks: list[Mark] = [
        *_level("masses", 1.0, "1σ"),
        *_level("masses", 9.0, "3σ"),
        Area(
            "interval",
            "masses",
            spans,
            color="band",
            alpha=BAND_ALPHA[0],
            at="rule",
            key="68% interval",
        ),
        Curve("true mass", "masses", [mass, mass], [0, 1], key="truth", **_RULE),
    ]
    for name, style in _styles(shown).items():
        x, rise = 1e3 * profiles[name].masses, profiles[name].chi2 - min(best)
        edge = np.where(np.isinf(rise), 0.985 if name == state.ordering else 0.95, np.nan)
        marks += [
            Curve(f"profile {name}", "masses", x, np.minimum(rise, _FAR), key=name, **style),
            Curve(f"excluded {name}", "masses", x, edge, at="rule", width=3.0, **style),
        ]
    words = "excluded by one event" * any(np.isinf(each.chi2[-1]) for each in profiles.values())
    marks.append(
        Label("excluded", "masses", 0.97, 0.86, words, align="right", halo=True, at="axes")
    )
    most = max(best) - min(best)
    fitting = (x for x in _TOPS if 1.15 * most < x)
    top = _TOPS[0] if math.isinf(most) else next(fitting, _TOPS[-1])
    ticks = tuple((x, f"{x:g}") for x in (top * np.linspace(0.0, 1.0, 6) ** 2).tolist())
    order = f"profile {state.ordering}", f"profile {shown.other}", "interval", "true mass"
    panel = Panel(
        Axis((0.0, 1e3 * MASS_RANGE[1]), "lightest mass [meV]", "asinh", _MASSES, knee=3.0),
        Axis((0.0, top), "Δχ²", "root", ticks),
        row=1,
        key=Key(align="left", lecture_columns=2, order=order),
    )
    return panel, marks


def _exposure(shown: Sensitivity) -> Part:
    """Significance in the median against exposure, with one dot for each question at present."""
    days = shown.state.days
    marks = _level("exposure", 3.0, "3σ")
    marks.append(Curve("now", "exposure", [days, days], [0, 1], **_RULE))
    for question, outlook in shown.outlooks.items():
        name, color, dashes = _QUESTIONS[question]
        # A certain answer comes with its first event: a step there.
        x, y = DAYS, np.clip(outlook.significance, 1e-9, _FAR)
        if outlook.certain:
            x, y = np.array([outlook.days] * 2), np.array([0.1, _FAR])
        now = np.clip(math.sqrt(max(shown.verdict.chi2[question], 0.0)), 1e-9, _FAR)
        marks += [
            Curve(question, "exposure", x, y, color=color, dashes=dashes, key=name),
            Curve(f"{question} now", "exposure", [days], [now], color=color, size=5.9, **_DOTS),
        ]
    panel = Panel(
        Axis(_DAYS, "exposure [days]", "log"),
        Axis((0.1, 100.0), "significance [σ]", "log", _SIGMAS),
        column=1,
        row=1,
        key=Key(align="left", lecture_columns=2, order=tuple(shown.outlooks)),
    )
    return panel, marks


def _styles(shown: Sensitivity) -> dict[str, dict[str, Any]]:
    """Of both orderings: the one that is not the true one is dashed."""
    return {
        name: {"color": color, "dashes": DASHED if name == shown.other else "-"}
        for name, color in _COLORS.items()
    }


def _level(panel: str, y: float, name: str) -> list[Mark]:
    """So many standard deviations: a line across a panel, and its name."""
    dotted = {**_RULE, **_LEVEL, "dashes": (0, (1, 1.5))}
    return [
        Curve(f"{panel} {name}", panel, [0, 1], [y, y], **dotted),
        Label(f"{panel} {name} name", panel, 1, y, name, dx=3.5, dy=-4, size=8, **_LEVEL),
    ]
