"""The reach explorer's plot: the plane of a mediator's mass and coupling."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from renp_widgets.apps.common.fields import MEDIATOR_MASS_BOUNDS
from renp_widgets.apps.reach import words
from renp_widgets.apps.reach.compute import ReachScene
from renp_widgets.live.plot import (
    BAND_ALPHA,
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
    Tags,
)

COUPLINGS: Final = {"vector": (1e-32, 1e-6), "scalar": (1e-26, 1e0)}
"""Ends of the axis of couplings, by mediator."""
_LABELS: Final = {"vector": r"$|g_e\,g_ν|$", "scalar": r"$|y_e\,y_ν|$"}
_HIGHEST: Final = 1e30  # in place of infinity: there a line leaves the plane upwards
_LAYOUT: Final = Layout(
    columns=(1.0,),
    rows=((395.0, 439.0),),
    head=(78.3, 118.1),
    foot=(62.7, 94.9),
    left=(80.3, 118.1),
    right=(22.3, 30.1),
)


def plot(scene: ReachScene) -> Plot:
    """The plot of a scene. The axes stay as they are unless the kind of mediator changes."""
    state, curve = scene.state, scene.curve
    (left, _), (low, high) = MEDIATOR_MASS_BOUNDS, COUPLINGS[state.mediator]
    plane = Panel(
        Axis(MEDIATOR_MASS_BOUNDS, "mass of the mediator M [eV]", "log"),
        Axis((low, high), _LABELS[state.mediator], "log", away=56.0),
        key=Key(align="left", lecture_columns=3),
        listens=True,
    )
    names = words.curve_names(state)
    reach = _drawn(curve.positive)
    shade = np.stack([curve.masses, np.clip(reach, 0.1 * low, 10 * high)], axis=-1)
    lid = [(curve.masses[-1], 10 * high), (curve.masses[0], 10 * high)]
    freed = scene.profiled
    mass, coupling, e_eg = state.mediator_mass, state.coupling, state.atom.e_eg
    shown = words.merged(words.published(state.mediator))
    limits = [each for each in shown if not each.is_range]
    ranges = [each for each in shown if each.is_range]
    marks: list[Mark] = [
        Area(
            "excluded", "plane", [np.concatenate([shade, lid])], color="band", alpha=BAND_ALPHA[0]
        ),
        Segments(
            "ranges",
            "plane",
            [_outline(each) for each in ranges],
            color="channel 4",
            width=1.4,
            dashes=[(0, (6, 3))],
        ),
        Segments(
            "limits",
            "plane",
            [[(max(m, left), each.couplings[0]) for m in each.masses] for each in limits],
            color="channel 2",
            width=1.5,
        ),
        Segments(
            "resonances",
            "plane",
            [[(m, 0.0), (m, 0.024)] for m in curve.resonances],
            color="resonance",
            width=0.9,
            at="rule",
        ),
        Curve(
            "kinematic",
            "plane",
            [e_eg, e_eg],
            [low, high],
            color="resonance",
            width=1.2,
            dashes=(0, (1.5, 2)),
        ),
        Curve(
            "opposite",
            "plane",
            curve.masses,
            _drawn(curve.negative),
            width=0.9,
            key=names["opposite"],
            shown=words.signs_differ(scene),
        ),
        Curve(
            "profiled",
            "plane",
            *([], []) if freed is None else (freed.masses, _drawn(freed.positive)),
            color="pin 0",
            width=1.6,
            dashes=(0, (9, 3)),
            key=names["profiled"],
            shown=freed is not None,
        ),
        Curve("reach", "plane", curve.masses, reach, width=2.2, key=names["reach"]),
        Curve(
            "cross",
            "plane",
            [left, mass, mass],
            [coupling, coupling, low],
            width=0.9,
            dashes=(0, (4, 3)),
        ),
        Tags(
            "limit names",
            "plane",
            [each.couplings[0] for each in limits],
            [each.name for each in limits],
            along="y",
            gap=24.0,
            size=9.0,
            halo=True,
        ),
        *(
            Label(
                each.name,
                "plane",
                each.masses[1],
                each.couplings[0],
                each.name,
                dx=-7,
                dy=7,
                align="right",
                halo=True,
            )
            for each in ranges
        ),
        Label(
            "missing",
            "plane",
            1.0,
            1.0,
            words.missing(),
            at="axes",
            dx=-9,
            dy=-18,
            align="right",
            halo=True,
        ),
        Label(
            "line",
            "plane",
            1.0,
            0.0,
            words.line(scene),
            at="axes",
            dx=-9,
            dy=8,
            align="right",
            halo=True,
        ),
        Label("M = E_eg", "plane", e_eg, low, "M = E_eg", dx=6, dy=8, halo=True),
        Curve("dot", "plane", [mass], [coupling], marker="o", size=7.0, ring=True),
    ]
    titles = [("", title) for title in words.titles(state)]
    return Plot({"plane": plane}, marks, titles, _LAYOUT)


def _drawn(couplings: Any) -> Any:
    """Couplings as a line shows them: infinity is far above the plane."""
    return np.minimum(couplings, _HIGHEST)


def _outline(each: words.Published) -> list[tuple[float, float]]:
    (left, right), (low, high) = each.masses, each.couplings
    return [(left, low), (right, low), (right, high), (left, high), (left, low)]
