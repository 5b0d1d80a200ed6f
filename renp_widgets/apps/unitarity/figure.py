"""UnitarityFigure: the strengths of the channels, and the spectrum against that of unitary mixing.

It knows no widgets. Axes with their ticks are background: all else may change with every frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.transforms import Affine2D

from renp_widgets.apps.unitarity.compute import SPAN, Mixings
from renp_widgets.live.fast_text import Lettering, width
from renp_widgets.live.figure import BaseFigure, dress, line, placed, segments
from renp_widgets.live.look import DPI, POINTS, Box, Look
from renp_widgets.live.model import LiveScene
from renp_widgets.live.ticks import (
    nice_above,
    residual,
    residual_span,
    set_detuning,
    set_intensity,
    set_residual,
    spread,
)
from renp_widgets.physics.kinematics import CHANNELS

_HALF: Final = 0.36  # of a bar's width
_SUM: Final = len(CHANNELS)  # where the bar of the sum stands
_LABELS: Final = {"ratio": "I / I₀", "difference": "I − I₀"}
_LEAST: Final = {"ratio": 1e-3, "difference": 1e-6}  # span of the residual
_GAP: Final = 25.0  # pixels, from label to label


class UnitarityFigure(BaseFigure):
    """The unitarity explorer's figure.

    strengths : axes of the bars. spectrum, strip : axes of the spectra, and of the residual.
    bars : |a_ij|^2 of N, and their sum. caps : the same of U.
    curve, unitary : the spectral functions of N and U.
    residual, rule : how they differ, and what the sum rule alone would make of the ratio.
    moving, background, palette, paper : as every LiveFigure has them.
    """

    panels: Final[Mapping[str, Box]] = {}

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels: those of a figure with residual strips."""
        return self._sized.size

    @property
    def _sized(self) -> Look:
        return replace(self.look, residual=True)

    def _make(self) -> None:
        boxes = self._sized.boxes
        left, bottom, across, _ = boxes["full strip"]
        top = boxes["full"][1] + boxes["full"][3]
        self.strengths = self.figure.add_axes((left, bottom, across, top - bottom))
        self.spectrum = self.figure.add_axes(boxes["end"])
        self.strip = self.figure.add_axes(boxes["end strip"], sharex=self.spectrum)
        self._kind, self._spans = "", [0.0, 0.0]  # of the residual
        self._dress()
        self._make_artists()

    def _update(self, scene: LiveScene) -> None:
        """Show a scene, whose result is Mixings."""
        self._follow(scene.view)
        mixings: Mixings = scene.result
        changed = self._show_strengths(mixings)
        changed |= self._show_spectra(mixings)
        changed |= self._show_residual(mixings, scene.state.residual)
        self._show_thresholds(mixings)
        self._write(scene)
        self.background += changed

    # What does not move

    def _dress(self) -> None:
        look = self.look
        size: Any = {"color": look.colors.ink, "size": 10 * look.type}
        for axes in (self.strengths, self.spectrum, self.strip):
            dress(axes, look)
        bars = self.strengths
        bars.set(xlim=(-0.6, _SUM + 0.6), ylim=(0.0, 0.8))
        bars.set_xticks(range(_SUM + 1), [*CHANNELS, "sum"])
        bars.grid(visible=False, axis="x")
        bars.set_xlabel("channel", **size)
        bars.set_ylabel("coupling $|a_{ij}|^2$, both orders", **size)
        across = self._sized.boxes["full"][2] * self.size[0]
        set_intensity(bars.yaxis, look.type, "left", -63 * look.type / across)
        bars.yaxis.set_label_coords(-44.7 * look.type / across, 0.5)
        self.spectrum.set_xscale("log")
        self.spectrum.set(xlim=SPAN[::-1], ylim=(0.0, 0.1))
        self.spectrum.tick_params(which="both", bottom=False, labelbottom=False)
        wide = self._sized.boxes["end"][2] * self.size[0]
        set_detuning(self.strip.xaxis, wide / (8 * look.type))
        set_intensity(self.spectrum.yaxis, look.type, "right", -4 * look.type / wide)
        set_residual(self.strip.yaxis, look.type)
        self.strip.tick_params(axis="y", labelsize=8 * look.type)
        self.strip.set_xlabel(r"detuning from the end point  $E_{eg}/2-ω$  [eV]", **size)

    def _make_artists(self) -> None:
        look, colors = self.look, self.look.colors
        thin, thick = 0.9 * look.line, 1.8 * look.line
        dashed: dict[str, Any] = {"color": colors.standard, "lw": 1.5 * thin, "dashes": (4, 2)}
        self.bars = PolyCollection([], facecolors=(*colors.channels, colors.ink), linewidth=0)
        self.caps = LineCollection([], colors=colors.standard, linewidths=1.5 * thin)
        self.caps.set_linestyle([(0, (4, 2))])
        for artist in (self.bars, self.caps):
            placed(self.strengths, artist, self.strengths.transData)
        spectrum, strip = self.spectrum, self.strip
        self.lines = [
            segments(axes, look, axes.get_xaxis_transform(), look.line_dashes)
            for axes in (spectrum, strip)
        ]
        self.leaders = segments(spectrum, look, spectrum.transAxes, "solid")
        self.leaders.set_linewidth(thin)
        self.unitary = line(spectrum, **dashed)
        self.curve = line(spectrum, color=colors.ink, lw=thick)
        self.base = line(strip, **dashed)
        self.rule = line(strip, color=colors.resonance, lw=1.5 * thin, dashes=(1.5, 1.5))
        self.residual = line(strip, color=colors.ink, lw=0.8 * thick)
        across, up = self.size
        self._in_pixels = Affine2D().scale(1 / across, 1 / up) + self.figure.transFigure
        self._names = [self._text(name, 10) for name in CHANNELS]
        self._titles = [self._text("", 11), self._text("", 11)]
        self._compared, self._ruled = self._text("", 9), self._text("", 9)
        self._named = self._text("spectral function I(ω)", 9, colors.paper)
        self.moving = [*self.lines, self.leaders, self.bars, self.caps]
        self.moving += [self.unitary, self.curve, self.base, self.rule, self.residual]
        self.moving += [*self._names, *self._titles, self._compared, self._ruled, self._named]

    def _text(self, words: str, size: float, halo: str | None = None) -> Lettering:
        """A text placed in pixels of the figure."""
        ink = self.look.colors.ink
        text = Lettering(0, 0, halo, text=words, color=ink, size=size * self.look.type)
        placed(self.strengths, text, self._in_pixels, clip=False)
        return text

    # What moves

    def _show_strengths(self, mixings: Mixings) -> bool:
        here = np.append(mixings.strengths, mixings.total)
        there = np.append(mixings.unitary_strengths, mixings.unitary_total)
        self.bars.set_verts(
            [
                [(x - _HALF, 0), (x - _HALF, y), (x + _HALF, y), (x + _HALF, 0)]
                for x, y in enumerate(here)
            ]
        )
        self.caps.set_segments([[(x - 0.48, y), (x + 0.48, y)] for x, y in enumerate(there)])
        return _raise(self.strengths, max(0.75, mixings.total), anew=self.at_rest)

    def _show_spectra(self, mixings: Mixings) -> bool:
        self.curve.set_data(mixings.detuning, mixings.intensity)
        self.unitary.set_data(mixings.detuning, mixings.unitary)
        peak = float(max(mixings.intensity.max(), mixings.unitary.max()))
        return _raise(self.spectrum, peak, anew=self.at_rest)

    def _show_residual(self, mixings: Mixings, kind: str) -> bool:
        ratio = kind == "ratio"
        base, scale = (1.0, 1.0) if ratio else (0.0, self.spectrum.get_ylim()[1])
        values, there = residual(mixings.intensity, mixings.unitary, kind)
        there &= mixings.unitary > 0
        detuning = mixings.detuning[there]
        values = values if ratio else values[there]
        self.residual.set_data(detuning, values)
        self.base.set_data(SPAN, [base, base])
        ruled = mixings.total / mixings.unitary_total
        self.rule.set_data(SPAN, [ruled, ruled])
        self.rule.set_visible(ratio)
        away = np.array([ruled - base if ratio else 0.0])
        if len(detuning):
            even = np.geomspace(detuning[0], detuning[-1], 300)
            away = np.append(away, np.interp(even, detuning, values) - base)
        down, up = (residual_span(np.maximum(sign * away, 0.0), scale) for sign in (-1, 1))
        spans = [
            nice_above(1.05 * max(x, 0.2 * y, _LEAST[kind])) for x, y in ((down, up), (up, down))
        ]
        fits = all(0.2 * has <= span <= has for span, has in zip(spans, self._spans, strict=True))
        if kind == self._kind and fits and not self.at_rest:
            return False
        before = self._kind, self._spans
        self._kind, self._spans = kind, spans
        self.strip.set_ylim(max(base - spans[0], 0.0) if ratio else -spans[0], base + spans[1])
        return before != (kind, spans)

    def _show_thresholds(self, mixings: Mixings) -> None:
        """Lines through both panels of the spectrum, and their names above."""
        widths = ((0.8 + 3 * np.sqrt(mixings.strengths / 2)) * self.look.line).tolist()
        detuning = np.maximum(mixings.thresholds, SPAN[0])
        height = (mixings.thresholds > SPAN[0]).astype(float)  # none beyond the edge
        for lines in self.lines:
            lines.set_segments([[(x, 0), (x, y)] for x, y in zip(detuning, height, strict=True)])
            lines.set_linewidth(widths)
        left, foot, across, up = self._pixels("end")
        unit = self.look.type
        at = np.clip(np.log(detuning / SPAN[1]) / np.log(SPAN[0] / SPAN[1]), 0.0, 1.0)
        order = np.argsort(at, kind="stable")
        x = np.empty_like(at)
        x[order] = spread(at[order] * across, _GAP * unit, 8 * unit, across - 8 * unit)
        low, high = 1 + 12 * unit / up, 1 + 19 * unit / up
        self.leaders.set_segments(
            [[(a, 1.0), (b / across, low), (b / across, high)] for a, b in zip(at, x, strict=True)]
        )
        for name, place in zip(self._names, x, strict=True):
            wide = width(name.get_text(), _pixels(10 * unit))
            name.set_position((left + place - 0.5 * wide, foot + up + 24 * unit))

    def _write(self, scene: LiveScene) -> None:
        """Titles, and what the strip shows."""
        mixings, state, unit = scene.result, scene.state, self.look.type
        left, foot, across, high = self._pixels("end strip")
        lightest = "m₁" if state.ordering == "normal" else "m₃"
        ratio = state.residual == "ratio"
        ruled = f"dotted: sum rule, × {mixings.total / mixings.unitary_total:.3f}" * ratio
        right = left + across - width(ruled, _pixels(9 * unit))
        top, above = self.size[1] - 23 * unit, foot + high + 5 * unit
        total, unitary = mixings.total, mixings.unitary_total
        x = left + across - width(self._named.get_text(), _pixels(9 * unit)) - 9 * unit
        _, low, _, high = self._pixels("end")
        self._named.set_position((x, low + high - 21 * unit))
        _put(self._titles[0], f"Σ|aᵢⱼ|² = {total:.3f}; unitary (dashed): {unitary:.3f}", 11.5, top)
        mass = f"{1e3 * state.lightest_mass:.4g} meV"
        _put(self._titles[1], f"Yb, {state.ordering} ordering, {lightest} = {mass}", left, top)
        _put(self._compared, _LABELS[state.residual], left, above)
        _put(self._ruled, ruled, right, above)

    def _pixels(self, name: str) -> Box:
        x, y, w, h = self._sized.boxes[name]
        return x * self.size[0], y * self.size[1], w * self.size[0], h * self.size[1]


def _raise(axes: Any, peak: float, *, anew: bool) -> bool:
    """Let an axis from 0 on hold a peak; whether its end has changed."""
    top = axes.get_ylim()[1]
    wanted = nice_above(1.05 * peak) if peak > 0 else 1.0
    if not anew and peak <= top and wanted >= 0.4 * top:
        return False
    axes.set_ylim(0.0, wanted)
    return bool(wanted != top)


def _pixels(points: float) -> float:
    return points * DPI / POINTS


def _put(text: Lettering, words: str, x: float, y: float) -> None:
    text.set_text(words)
    text.set_position((x, y))
