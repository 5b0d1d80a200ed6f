"""The plot of the spectrum: the full range, and the end point against logarithmic detuning.

Near the end point the six thresholds spread over decades. Strips below both panels show how the
spectrum differs from a pinned one.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, Final

import numpy as np

from renp_widgets.apps.common.axes import DETUNING
from renp_widgets.apps.spectrum.compute import Scene, Spectrum
from renp_widgets.apps.spectrum.session import MAX_PINS
from renp_widgets.apps.spectrum.wavelengths import WAVELENGTHS
from renp_widgets.apps.spectrum.words.captions import mediator_title, titles
from renp_widgets.live.plot import (
    BAND_ALPHA,
    HIGHLIGHT_ALPHA,
    STRIPS,
    Area,
    Axis,
    Curve,
    Inset,
    Key,
    Label,
    Layout,
    Mark,
    Notes,
    Panel,
    Plot,
    Segments,
    Tags,
    nice_above,
)
from renp_widgets.live.residuals import residual, residual_span
from renp_widgets.live.ticks import compact
from renp_widgets.physics.kinematics import CHANNELS
from renp_widgets.physics.uncertainty import SpectrumBand
from renp_widgets.values import Array

LINES: Final = (*CHANNELS, "M")
"""The channels' thresholds, and the resonance of a mediator."""
_COLORS: Final = [*(f"channel {k}" for k in range(len(CHANNELS))), "resonance"]
_LABELS: Final = {"full": "photon energy ω [eV]", "end": DETUNING}
_RESIDUALS: Final = {"difference": "I − I₀", "ratio": "I / I₀"}
_LEAST: Final = {"difference": 1e-6, "ratio": 1e-3}  # span: of a panel's height, and of the ratio
_ROUND: Final = np.array([1.0, 2.0, 5.0, 10.0])
_SAMPLES: Final = 300
_WORDS: Final[dict[str, Any]] = {"at": "axes", "still": True}

Limits = tuple[float, float]


def plot(scene: Scene) -> Plot:
    """The plot of a scene."""
    spectrum, view = scene.spectrum, scene.view
    target, limits = spectrum.target, _limits(scene)
    panels: dict[str, Panel] = {}
    marks: list[Mark] = [
        Inset("inset", "full", of="end", zero=target.end_point, color="zoom", still=True)
    ]
    compared = view.compare != "none"
    for column, name in enumerate(("full", "end")):
        across = Axis(limits[name], _LABELS[name], "log" if name == "end" else "linear")
        up = _intensities(scene, name, limits[name])
        bare = replace(across, label="", bare=True)
        panels[name] = _panel(name, bare if compared else across, up, column)
        marks += [*_pins(scene, name), *_shades(scene, name)]
        marks += [*_rules(scene, name, name), *_curves(scene, name)]
        if compared:
            strip = f"{name} strip"
            down, residue = _strip(scene, name, limits[name], max(map(abs, up.limits)))
            panels[strip] = Panel(across, down, column, 1, shares=name)
            marks += [*_rules(scene, name, strip), *residue]
    marks += [_tags(spectrum, view.inspected), Notes("notes", "full", _notes(scene))]
    clicked, moving = titles(spectrum)
    return Plot(
        panels,
        marks,
        [("", clicked), ("end", moving)],
        replace(STRIPS if compared else Layout(), stacked=True),
        about=(target, limits["end"][0], view.full_window, view.end_window),
    )


# Panels


def _x(name: str, spectrum: Spectrum, detuning: Any) -> Any:
    """Where a detuning is on a panel's axis."""
    return spectrum.target.end_point - detuning if name == "full" else detuning


def _limits(scene: Scene) -> dict[str, Limits]:
    """From left to right of both panels, eV."""
    spectrum, view = scene.spectrum, scene.view
    end, detuning = spectrum.target.end_point, spectrum.thresholds.detuning
    high = 10.0 ** math.floor(math.log10(0.1 * end))
    low = 1e-6 * high
    if np.any((detuning > 0.5 * high) & (detuning < end)):
        high = end
    return {
        "full": view.full_window[:2] if view.full_window else (0.0, 1.03 * end),
        "end": view.end_window[1::-1] if view.end_window else (high, low),
    }


def _intensities(scene: Scene, name: str, limits: Limits) -> Axis:
    """The axis of I, for all that a panel shows, beside a resonance."""
    window = scene.view.full_window if name == "full" else scene.view.end_window
    look: Any = {"ticks": "intensity", "apart": ("right", -4.0)}
    if name == "full":
        look = look | {"label": "spectral function I(ω)", "away": 49.7, "apart": ("left", -63.0)}
    if window:
        return Axis(window[2:], **look)
    shown = [(x, x.detuning, x.intensity) for x in (*(x for _, x in scene.pinned), scene.spectrum)]
    if scene.band is not None:
        shown.append((scene.spectrum, scene.band.detuning, scene.band.quantiles[-1]))
    low, high = sorted(limits)
    peak = 0.0
    for spectrum, detuning, intensity in shown:
        x = _x(name, spectrum, detuning)
        seen = (x >= low) & (x <= high)
        if spectrum.resonance is not None:  # this reaches far above any axis
            seen &= np.abs(detuning / spectrum.resonance - 1) > 0.31
        peak = max(peak, float(intensity.max(initial=0.0, where=seen)))
    top = nice_above(1.05 * peak) if peak > 0 else 1.0
    return Axis((0.0, top), needs=(0.0, peak), **look)


def _panel(name: str, across: Axis, up: Axis, column: int) -> Panel:
    if name == "end":
        return Panel(across, up, column, listens=True, says=_end_says)
    order = tuple(f"pin {k} full" for k in range(MAX_PINS))
    key = Key(foot=True, order=order, handle=2.9)
    return Panel(across, up, column, listens=True, says=_full_says, key=key, top=WAVELENGTHS)


def _full_says(x: float, y: float) -> str:
    return f"ω = {x:.7g} eV, I = {compact(y, 4)}"


def _end_says(x: float, y: float) -> str:
    return f"detuning {compact(x, 4)} eV, I = {compact(y, 4)}"


# Marks


def _curve(name: str, panel: str, spectrum: Spectrum, intensity: Array | None, **look: Any) -> Mark:
    """An intensity, down to 0 beyond the end point; nothing where it is None."""
    x, y = spectrum.detuning, intensity
    if y is not None and panel == "full":
        end = spectrum.target.end_point
        x = np.concatenate([spectrum.omega[::-1], [end, 2 * end]])
        y = np.concatenate([y[::-1], [0.0, 0.0]])
    return Curve(f"{name} {panel}", panel, () if y is None else x, () if y is None else y, **look)


def _curves(scene: Scene, panel: str) -> list[Mark]:
    spectrum, cursor = scene.spectrum, scene.view.cursor
    detuning = spectrum.detuning
    dot: Any = ((), ())
    if cursor is not None and detuning[0] <= cursor <= detuning[-1]:
        dot = [_x(panel, spectrum, cursor)], [np.interp(cursor, detuning, spectrum.intensity)]
    dashed: dict[str, Any] = {"color": "standard", "width": 1.4, "dashes": (0, (4, 2))}
    return [
        _curve("standard", panel, spectrum, spectrum.standard, **dashed),
        _curve("intensity", panel, spectrum, spectrum.intensity),
        Curve(f"dot {panel}", panel, *dot, marker="o", size=5.5, ring=True, dashes="none"),
    ]


def _pins(scene: Scene, panel: str) -> list[Mark]:
    """Pinned spectra, which do not move with the sliders.

    Every one is drawn at its own photon energies, and near the end point against the detuning from
    its own end point: of another target, one sees what lies within the panels as they are.
    """
    marks = []
    for k in range(MAX_PINS):
        look: dict[str, Any] = _style(k) | {"still": True}
        name, held, intensity = "", scene.spectrum, None
        if k < len(scene.pinned):
            name, held = scene.pinned[k]
            intensity = held.intensity
        marks.append(_curve(f"pin {k}", panel, held, intensity, key=name, **look))
    return marks


def _style(k: int) -> dict[str, Any]:
    return dict.fromkeys(("color", "dashes", "width"), f"pin {k}")


def _shades(scene: Scene, panel: str) -> list[Mark]:
    """Between the outer, then the inner quantiles."""
    marks: list[Mark] = []
    for k, alpha in enumerate(BAND_ALPHA):
        shapes = []
        if scene.band is not None and len(scene.band.levels) > 2 * k + 1:
            x = _x(panel, scene.spectrum, scene.band.detuning)
            low, high = scene.band.quantiles[k], scene.band.quantiles[-1 - k]
            edges = [np.stack([x, low], -1), np.stack([x, high], -1)[::-1]]
            shapes = [np.concatenate(edges)]
        marks.append(Area(f"shade {k} {panel}", panel, shapes, color="band", alpha=alpha))
    return marks


def _rules(scene: Scene, panel: str, part: str) -> list[Mark]:
    """Lines through a panel, or through the strip below it."""
    spectrum, view = scene.spectrum, scene.view
    at = _lines(spectrum)
    widths = 0.8 + 3 * np.sqrt(spectrum.couplings)
    widths = np.append(widths, [2.0] * (len(at) - len(widths)))
    k = LINES.index(view.inspected) if view.inspected else None

    def through(detuning: float | None) -> Any:
        return ([], []) if detuning is None else ([_x(panel, spectrum, detuning)] * 2, [1.0, 0.0])

    return [
        Curve(
            f"highlight {part}",
            part,
            *through(None if k is None else at[k]),
            at="rule",
            color="highlight",
            width=8.0,
            alpha=HIGHLIGHT_ALPHA,
        ),
        Segments(
            f"lines {part}",
            part,
            [[(x, 1.0), (x, 0.0)] for x in _x(panel, spectrum, at).tolist()],
            at="rule",
            color=_COLORS,
            dashes=_COLORS,
            width=widths * (0.5 if panel == "full" else 1.0),
        ),
        Curve(f"cursor {part}", part, *through(view.cursor), at="rule", width=0.9),
    ]


def _lines(spectrum: Spectrum) -> Array:
    """Detunings of the thresholds and of the resonance, in the order of LINES, eV."""
    at = spectrum.thresholds.detuning
    return at if spectrum.resonance is None else np.append(at, spectrum.resonance)


def _tags(spectrum: Spectrum, inspected: str) -> Mark:
    return Tags(
        "tags",
        "end",
        _lines(spectrum),
        LINES,
        gap=33.0,
        rise=31.5,
        leaders=True,
        color=_COLORS,
        colors=_COLORS,
        lit=LINES.index(inspected) if inspected else None,
    )


def _notes(scene: Scene) -> list[str]:
    notes = [] if scene.spectrum.standard is None else ["dashed: Standard Model"]
    return [x for x in (*notes, mediator_title(scene.spectrum), _band_note(scene.band)) if x]


def _band_note(band: SpectrumBand | None) -> str:
    if band is None:
        return ""
    pairs = zip(band.levels, reversed(band.levels), strict=True)
    shares = [f"{100 * (high - low):.0f} %" for low, high in pairs if low < high]
    return f"shades: {' and '.join(reversed(shares))} of oscillation fits"


# What differs from a pin


def _strip(scene: Scene, panel: str, limits: Limits, top: float) -> tuple[Axis, list[Mark]]:
    """The vertical axis of the strip below a panel that reaches up to `top`, and what is in it."""
    spectrum, kind, strip = scene.spectrum, scene.view.compare, f"{panel} strip"
    names = [name for name, _ in scene.pinned]
    k = names.index(scene.view.reference) if scene.view.reference in names else 0
    base, scale = (1.0, 1.0) if kind == "ratio" else (0.0, top)
    x, values, reach = np.empty(0), np.empty(0), 0.0
    if spectrum.reference is not None:
        values, there = residual(spectrum.intensity, spectrum.reference, kind)
        detuning = spectrum.detuning[there]
        x = _x(panel, spectrum, detuning)
        if len(detuning):
            at = _even(panel, spectrum, limits)
            at = at[(at >= detuning[0]) & (at <= detuning[-1])]
            away = np.interp(at, detuning, values) - base
            reach = residual_span(away, scale, pole=spectrum.resonance is not None)
    span = max(nice_above(1.05 * reach, _ROUND), _LEAST[kind] * scale) if reach else 0.01 * scale
    low = 0.0 if base and span >= base else base - span
    needs = (max(base - reach, low), base + reach)
    axis = Axis((low, base + span), ticks="residual", needs=needs, tick_size=8.0, away=49.7)
    ends: dict[str, Any] = {"at": "level", "still": True, "shown": spectrum.reference is not None}
    marks: list[Mark] = [
        Curve(f"base {panel}", strip, [0.0, 1.0], [base, base], **_style(k), **ends),
        Curve(f"residual {panel}", strip, x, values, width=1.4),
    ]
    if panel == "full":
        axis = replace(axis, label=_RESIDUALS[kind])
        marks += _said(spectrum, names[k] if names else "", strip)
    return axis, marks


def _even(panel: str, spectrum: Spectrum, limits: Limits) -> Array:
    """Detunings, eV, ascending, evenly spaced over a panel's width; some may not exist."""
    left, right = limits
    if panel == "end":
        return np.geomspace(right, left, _SAMPLES)
    return spectrum.target.end_point - np.linspace(right, left, _SAMPLES)


def _said(spectrum: Spectrum, name: str, strip: str) -> list[Mark]:
    """The name of what is compared with, or why there is nothing to see."""
    reference, message = f"I₀: {name}", ("", "")
    if spectrum.reference is None:
        reference = ""
        message = (name, "has another target") if name else ("nothing is pinned", "to compare with")
    return [
        Label("reference", strip, 0.0, 1.0, reference, dy=6, room=1.0, **_WORDS),
        *(
            Label(f"message {k}", strip, 0.5, 0.5, text, dy=dy, align="center", room=0.8, **_WORDS)
            for k, (text, dy) in enumerate(zip(message, (4.0, -13.0), strict=True))
        ),
    ]
