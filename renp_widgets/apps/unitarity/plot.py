"""The plot of the channels' strengths, and of the spectrum against that of unitary mixing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np

from renp_widgets.apps.common.axes import DETUNING
from renp_widgets.apps.unitarity.compute import SPAN, Mixings
from renp_widgets.live.plot import (
    DOTTED,
    STRIPS,
    Area,
    Axis,
    Curve,
    Label,
    Panel,
    Plot,
    Segments,
    Tags,
    nice_above,
)
from renp_widgets.live.residuals import residual_span
from renp_widgets.physics.kinematics import CHANNELS
from renp_widgets.values import Array

_CHANNELS: Final = [f"channel {k}" for k in range(len(CHANNELS))]
_DASHED: Final[dict[str, Any]] = {"color": "standard", "width": 1.35, "dashes": (0, (4, 2))}
_DOTTED: Final[dict[str, Any]] = {"color": "resonance", "width": 1.35, "dashes": DOTTED}
_RULES: Final[dict[str, Any]] = {"color": _CHANNELS, "dashes": _CHANNELS, "at": "rule"}
_RIGHT: Final[dict[str, Any]] = {"align": "right", "at": "axes"}
_LEAST: Final = {"ratio": 1e-3, "difference": 1e-6}  # span of the residual


def plot(scene: Any) -> Plot:
    """The plot of a LiveScene, whose result is Mixings."""
    state, shown = scene.state, scene.result
    ratio, ruled = state.residual == "ratio", shown.total / shown.unitary_total
    base, there = float(ratio), shown.unitary > 0
    detuning, here, unitary = (
        each[there] for each in (shown.detuning, shown.intensity, shown.unitary)
    )
    residual = here / unitary if ratio else here - unitary
    peak = float(max(shown.intensity.max(), shown.unitary.max()))
    intensity = _from_zero(peak, apart=("right", -4.0))
    away = np.array([ruled - 1 if ratio else 0.0])
    if len(detuning):
        even = np.geomspace(detuning[0], detuning[-1], 300)
        away = np.append(away, np.interp(even, detuning, residual) - base)
    compared = _around(base, away, state.residual, 1.0 if ratio else intensity.limits[1])
    across = Axis(SPAN[::-1], DETUNING, "log")
    panels = {
        "strengths": _bars(shown),
        "spectrum": Panel(replace(across, label="", bare=True), intensity, 1),
        "strip": Panel(across, compared, 1, 1),
    }
    x = np.clip(shown.thresholds, *SPAN)
    rules = [[(at, 0.0), (at, float(at > SPAN[0]))] for at in x]  # none beyond the edge
    widths = (0.8 + 3 * np.sqrt(shown.strengths / 2)).tolist()
    tops = [*shown.strengths, shown.total]
    bars = [
        [(k - 0.36, 0), (k - 0.36, y), (k + 0.36, y), (k + 0.36, 0)] for k, y in enumerate(tops)
    ]
    caps = enumerate([*shown.unitary_strengths, shown.unitary_total])
    words = f"dotted: sum rule, × {ruled:.3f}" * ratio
    marks = [
        Segments("thresholds", "spectrum", rules, width=widths, clip=False, **_RULES),
        Segments("thresholds strip", "strip", rules, width=widths, clip=False, **_RULES),
        Tags("channels", "spectrum", x, CHANNELS, color=_CHANNELS, leaders=True),
        Area("strengths", "strengths", bars, color=[*_CHANNELS, "ink"]),
        Segments(
            "unitary strengths",
            "strengths",
            [[(k - 0.48, y), (k + 0.48, y)] for k, y in caps],
            **_DASHED,
        ),
        Curve("unitary", "spectrum", shown.detuning, shown.unitary, **_DASHED),
        Curve("intensity", "spectrum", shown.detuning, shown.intensity),
        Curve("base", "strip", SPAN, [base, base], **_DASHED),
        Curve("sum rule", "strip", SPAN, [ruled, ruled], shown=ratio, **_DOTTED),
        Curve("residual", "strip", detuning, residual, width=1.44),
        Label("compared", "strip", 0, 1, "I / I₀" if ratio else "I − I₀", dy=5, at="axes"),
        Label("dotted", "strip", 1, 1, words, dy=5, **_RIGHT),
        Label("I", "spectrum", 1, 1, "spectral function I(ω)", dx=-9, dy=-21, halo=True, **_RIGHT),
    ]
    lightest = (
        f"{'m₁' if state.ordering == 'normal' else 'm₃'} = {1e3 * state.lightest_mass:.4g} meV"
    )
    titles = [
        ("", f"Σ|aᵢⱼ|² = {shown.total:.3f}; unitary (dashed): {shown.unitary_total:.3f}"),
        ("spectrum", f"Yb, {state.ordering} ordering, {lightest}"),
    ]
    return Plot(panels, marks, titles, STRIPS, about=state.residual)


def _bars(shown: Mixings) -> Panel:
    """The panel of the strengths, beside both others."""
    names = (*CHANNELS, "sum")
    label = "coupling $|a_{ij}|^2$, both orders"
    up = _from_zero(max(0.75, shown.total), label=label, away=44.7, apart=("left", -63.0))
    across = Axis((-0.6, len(names) - 0.4), "channel", ticks=tuple(enumerate(names)))
    return Panel(across, up, rows=2, grid="y")


def _from_zero(peak: float, **more: Any) -> Axis:
    top = nice_above(1.05 * peak) if peak > 0 else 1.0
    return Axis((0.0, top), ticks="intensity", needs=(0.0, peak), **more)


def _around(base: float, away: Array, kind: str, scale: float) -> Axis:
    """An axis for what is so far from its base line, in the unit of `scale`."""
    down, up = (residual_span(np.maximum(sign * away, 0.0), scale) for sign in (-1, 1))
    below, above = (
        nice_above(1.05 * max(x, 0.2 * y, _LEAST[kind])) for x, y in ((down, up), (up, down))
    )
    low = max(base - below, 0.0) if kind == "ratio" else -below
    needs = base - down, base + up
    return Axis((low, base + above), ticks="residual", needs=needs, tick_size=8.0)
