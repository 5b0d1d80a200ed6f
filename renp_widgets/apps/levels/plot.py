"""The level scheme's plot: levels to scale, what goes from one to another, and a caption."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from renp_widgets.apps.levels.compute import Scheme
from renp_widgets.apps.levels.words import TITLES, caption
from renp_widgets.live.plot import Arrow, Axis, Curve, Label, Layout, Mark, Panel, Plot, Prose
from renp_widgets.physics.levels import Level

_LAYOUT: Final = Layout(
    columns=((550.0, 500.0), (301.0, 328.0)),
    rows=((390.0, 520.0),),
    head=(29.3, 39.3),
    foot=(30.7, 40.7),
    left=(66.3, 96.3),
    gap=(28.7, 21.7),
    right=(14.0, 14.0),
)
_EMPTY: Final = Axis((0.0, 1.0), ticks="none")
_LINES: Final = {"e": (0.14, 0.45), "v": (0.6, 0.91), "g": (0.14, 0.91)}
_UNUSED: Final = {"laser": "e", "forbidden": "v"}  # the level that a slide does without
_PHOTON: Final = "channel 0"
_SIZES: Final = (10.0, 13 / 1.5)  # of the caption; with large type all else grows by 1.5


def plot(scene: Any) -> Plot:
    """The plot of a LiveScene: a slide."""
    shown: Scheme = scene.result
    atom, step = shown.atom, shown.state.step
    top = 1.2 * atom.virtual.energy
    energy = Axis((-top / 9, top), "energy above  |g⟩  [eV]", away=33.0)
    panels = {
        "levels": Panel(_EMPTY, energy, grid="", frame="l"),
        "caption": Panel(_EMPTY, _EMPTY, column=1, grid="", frame=""),
    }
    slide = {"laser": _laser, "forbidden": _forbidden}.get(step, _detour)
    marks = [
        mark
        for level in (atom.ground, atom.excited, atom.virtual)
        for mark in _level(level, 0.012 * top, unused=_UNUSED.get(step) == level.ket)
    ]
    texts = (TITLES[step], *caption(shown))
    prose = Prose("caption", "caption", texts, size=_SIZES[scene.view.lecture])
    return Plot(panels, [*marks, *slide(shown), prose], layout=_LAYOUT)


# The slides


def _laser(shown: Scheme) -> list[Mark]:
    top, middle = shown.omega, shown.omega / 2
    return [
        Arrow("E1", "levels", (0.63, top), (0.63, 0.0), color=_PHOTON),
        _words("E1", 0.645, 0.28 * top, "E1", _PHOTON),
        *_wave("in", shown, (0.16, 0.58), middle, "ω in"),
        *_wave("out", shown, (0.67, 0.97), 1.18 * middle, "ω out"),
        *_wave("out too", shown, (0.67, 0.97), 0.82 * middle, "ω out", below=True),
    ]


def _forbidden(shown: Scheme) -> list[Mark]:
    top, red = shown.atom.excited.energy, "channel 2"
    cross: dict[str, Any] = {"dashes": "none", "marker": "x", "size": 17.0, "width": 3.0}
    return [
        Arrow("E1, M1", "levels", (0.3, top), (0.3, 0.0), color=red, dashes=(0, (4, 3))),
        Curve("cross", "levels", [0.3], [top / 2], color=red, **cross),
        _words("E1, M1", 0.36, top / 2, "E1, M1\nforbidden", red, bold=True),
    ]


def _detour(shown: Scheme) -> list[Mark]:
    omega, top, virtual = shown.omega, shown.atom.excited.energy, shown.atom.virtual.energy
    half, pair = (omega + top) / 2, shown.state.step == "renp"
    color, grey = "channel 4" if pair else _PHOTON, "standard"
    names = {1: r"$\nu_i$", -1: r"$\bar{\nu}_j$"} if pair else {}
    ends = {name: half + sign * 0.055 * top for sign, name in names.items()}
    gap = r"$E_{vg}-\omega$" + f"\n{shown.gap:.3f} eV"
    return [
        Curve(
            "omega", "levels", (0.14, 0.91), [omega] * 2, color=grey, dashes=(0, (3, 3)), width=1.2
        ),
        Arrow("M1", "levels", (0.3, top), (0.3, omega), color=color),
        _words("M1", 0.285, half, "M1", color, align="right"),
        *(Arrow(x, "levels", (0.32, half), (0.46, y), color=color) for x, y in ends.items()),
        *(_words(name, 0.47, y, name, color) for name, y in ends.items()),
        *([] if pair else _wave("rest", shown, (0.32, 0.56), half, r"$E_{eg}-\omega$")),
        Arrow("E1", "levels", (0.42, omega), (0.42, 0.0), color=_PHOTON),
        _words("E1", 0.405, omega / 2, "E1", _PHOTON, align="right"),
        *_wave("photon", shown, (0.44, 0.72), omega / 2, r"photon  $\omega$"),
        Arrow("gap", "levels", (0.75, omega), (0.75, virtual), color=grey, both=True),
        _words("gap", 0.765, (omega + virtual) / 2, gap, grey),
    ]


# Their parts


def _level(level: Level, gap: float, *, unused: bool) -> list[Mark]:
    """A level with its name, pale where a slide does without it."""
    ends, height = _LINES[level.ket], level.energy
    color, words = ("grid", "standard") if unused else ("ink", "ink")
    text = rf"$|{level.ket}\rangle$  ${level.term}$"
    style: dict[str, Any] = {"color": words, "size": 10.0, "math": True, "stand": "top"}
    if level.energy:
        text, gap, style["stand"] = f"{text}\n{level.energy:.4f} eV", -gap, "bottom"
    return [
        Curve(level.ket, "levels", ends, [height] * 2, color=color, width=2.2),
        Label(f"name {level.ket}", "levels", ends[0], height - gap, text, **style),
    ]


def _wave(
    name: str, shown: Scheme, x: tuple[float, float], y: float, text: str, *, below: bool = False
) -> list[Mark]:
    """A photon on its way, with its name above or below."""
    first, last = x
    neck, swing = last - 0.035, 0.0144 * shown.atom.virtual.energy
    along = np.linspace(0.0, 1.0, 200)
    up = swing * np.sin(2 * np.pi * round((neck - first) / 0.035) * along)
    aside, stand = (-2.4, "top") if below else (2.4, "bottom")
    words: dict[str, Any] = {"align": "center", "stand": stand}
    wave = first + (neck - first) * along, y + up
    return [
        Curve(f"wave {name}", "levels", *wave, color=_PHOTON, width=1.6),
        Arrow(f"tip {name}", "levels", (neck, y), (last, y), color=_PHOTON),
        _words(f"wave {name}", (first + last) / 2, y + aside * swing, text, _PHOTON, **words),
    ]


def _words(name: str, x: float, y: float, text: str, color: str, **style: Any) -> Label:
    """Words on a halo of paper, centred on a height if nothing else is said."""
    style = {"stand": "center", **style}
    return Label(
        f"name {name}", "levels", x, y, text, color=color, size=11, halo=True, math=True, **style
    )
