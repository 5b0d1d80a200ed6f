"""The coherence plot: atoms in a box with their phases, the sum of the phases, and |sum|^2."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from renp_widgets.apps.coherence.compute import WAVES, Ensemble
from renp_widgets.apps.coherence.state import DRAWN
from renp_widgets.apps.coherence.words import title
from renp_widgets.live.plot import (
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
from renp_widgets.live.text import number

_LAYOUT: Final = Layout(
    columns=(1.0, 1.0, 1.0),
    rows=((280.0, 270.0),),
    head=(39.3, 61.1),
    foot=(52.7, 84.9),
    left=(16.3, 16.3),
    gap=((20.0, 20.0), (68.0, 96.0)),
    right=(15.7, 17.7),
)
_SPAN: Final = float(WAVES[0]), float(WAVES[-1])
_FRONTS: Final = 40  # wave fronts, at most
_HAND: Final = 0.05  # length of an atom's arrow, over L
_ENDS: Final = (-1.2 * _HAND, 1 + 1.2 * _HAND)  # of the box, with room for arrows
_CIRCLE: Final = np.exp(2j * np.pi * np.linspace(0.0, 1.0, 181))
_DASHES: Final = ((0, (1, 2)), (0, (5, 3)))  # of what random phases reach, and equal ones


def plot(scene: Any) -> Plot:
    """The plot of a LiveScene."""
    shown: Ensemble = scene.result
    n = shown.state.n_atoms
    radius = nice_above(1.1 * max(float(abs(shown.walk).max()), math.sqrt(n), 1.0))
    decades = 10.0 ** (math.floor(math.log10(n)) - 1), 10.0 ** math.ceil(math.log10(2 * n**2))
    panels = {
        "atoms": Panel(
            Axis(_ENDS, "box of edge L,  p →", ticks="none", size=9.5),
            Axis(_ENDS, ticks="none"),
            frame="",
        ),
        "walk": Panel(
            Axis((-radius, radius), "Re Σ exp(i p·x),  Im ↑", ticks="none", size=9.5),
            Axis((-radius, radius), ticks="none"),
            column=1,
        ),
        "curve": Panel(
            Axis(_SPAN, "wavelengths along the box", "log", "powers", size=9.5),
            Axis(decades, "|Σ exp(i p·x)|²", "log", "powers", away=42.0, size=9.5),
            column=2,
            key=Key(above=None, handle=1.2),
        ),
    }
    heads = {
        "atoms": title(shown),
        "walk": f"their sum: |Σ| = {number(math.sqrt(shown.factor), 3)}",
        "curve": f"|Σ|² = {number(shown.factor, 3)}",
    }
    marks = [*_atoms(shown), *_walk(shown, radius), *_curve(shown, decades[0])]
    marks += [
        Label(f"head {name}", name, 0.0, 1.0, text, at="axes", dy=9.0, size=9.5, halo=True)
        for name, text in heads.items()
    ]
    return Plot(panels, marks, layout=_LAYOUT)


def _atoms(shown: Ensemble) -> list[Mark]:
    """Atoms, their phases as hands of clocks, and the fronts of the wave."""
    places, angles = shown.places[:DRAWN, :2], shown.phases[:DRAWN]
    ends = places + _HAND * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    count = math.floor(shown.waves)
    fronts = np.arange(1, count + 1) / shown.waves if count <= _FRONTS else ()
    hands = [*np.stack([places, ends], axis=1)]
    return [
        Curve("box", "atoms", [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], width=1.0, still=True),
        Segments("fronts", "atoms", [[(x, 0.0), (x, 1.0)] for x in fronts], color="grid"),
        Segments("hands", "atoms", hands, color="channel 0", width=1.3),
        Curve("dots", "atoms", *places.T, dashes="none", marker="o", size=2.6),
    ]


def _walk(shown: Ensemble, radius: float) -> list[Mark]:
    """The walk of the phases, where it leads, and how far others would."""
    n, walk = shown.state.n_atoms, shown.walk
    marks: list[Mark] = []
    for name, size, dashes in zip(("√N", "N"), (math.sqrt(n), float(n)), _DASHES, strict=True):
        seen = n > 1 and 0.15 * radius < size <= radius
        x, y = size * _CIRCLE.real, size * _CIRCLE.imag
        marks += _named(name, "walk", x, y, dashes, (-0.71 * size, 0.71 * size), shown=seen)
    ends = walk[[0, -1]].real, walk[[0, -1]].imag
    return [
        *marks,
        Curve("steps", "walk", walk.real, walk.imag, color="channel 0", width=1.2),
        Curve("total", "walk", *ends, color="resonance", width=2.4, marker="o", every=[1]),
    ]


def _curve(shown: Ensemble, lowest: float) -> list[Mark]:
    """|sum|^2 against the size of the box, its mean, and the present one."""
    n, seen = shown.state.n_atoms, shown.state.curve
    marks: list[Mark] = []
    for name, size, dashes, x in zip(("N", "N²"), (n, n**2), _DASHES, (0.012, 12.0), strict=True):
        marks += _named(name, "curve", _SPAN, [size] * 2, dashes, (x, 1.2 * size), shown=n > 1)
    sampled = np.maximum(shown.sampled, lowest / 10)  # a line leaves its panel downwards
    here = [min(max(shown.waves, _SPAN[0]), _SPAN[1])], [max(shown.factor, lowest)]
    return [
        *marks,
        Curve(
            "sampled",
            "curve",
            WAVES,
            sampled,
            color="channel 0",
            width=0.9,
            key="this draw",
            shown=seen,
        ),
        Curve("mean", "curve", WAVES, shown.mean, width=1.6, key="mean", shown=seen),
        Curve("now", "curve", *here, color="resonance", dashes="none", marker="o", size=9.0),
    ]


def _named(
    name: str, panel: str, x: Any, y: Any, dashes: Any, at: tuple[float, float], *, shown: bool
) -> list[Mark]:
    """A line of reference with its name, which may be out of sight."""
    return [
        Curve(f"{name} {panel}", panel, x, y, color="standard", width=0.9, dashes=dashes),
        Label(f"name {name} {panel}", panel, *at, name, size=9.5, halo=True, shown=shown),
    ]
