"""Pane: one of the two panels of a spectrum, with the strip below it, and the artists in both."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox, TransformedBbox

from renp_widgets.apps.spectrum.compute import Scene, Spectrum
from renp_widgets.apps.spectrum.session import MAX_PINS
from renp_widgets.live.artists import dress, line, placed, segments
from renp_widgets.live.fields import Window
from renp_widgets.live.look import BAND_ALPHA, HIGHLIGHT_ALPHA, Box, Look
from renp_widgets.live.plot import nice_above
from renp_widgets.physics.targets import Target
from renp_widgets.physics.uncertainty import SpectrumBand
from renp_widgets.values import Array

HIGHLIGHT_WIDTH: Final = 8.0  # points


class Pane:
    """A panel ("full" against the photon energy, "end" against the detuning) and its strip.

    axes, strip : the panel, and the strip below it if the look has one.
    lines : the threshold lines through both; `rules` makes more of them.
    moving : the artists that may change with every frame, in drawing order.
    """

    def __init__(self, figure: Figure, look: Look, name: str) -> None:
        self.name, self.look = name, look
        self.box: Box = look.boxes[name]
        self.axes = figure.add_axes(self.box)
        self.strip: Axes | None = None
        if look.residual:
            self.strip = figure.add_axes(look.boxes[f"{name} strip"], sharex=self.axes)
            self.axes.tick_params(which="both", bottom=False, labelbottom=False)
        for axes in self.all_axes:
            dress(axes, look)
        self.home: Any = None  # what the limits were chosen for
        self._limits: Any = None  # as this pane has set them
        self._make_artists(look)

    def _make_artists(self, look: Look) -> None:
        axes, colors = self.axes, look.colors
        self.pins = [axes.plot([], [], **look.pin_styles[k])[0] for k in range(MAX_PINS)]
        self._shades = [
            PolyCollection([], facecolor=colors.band, alpha=alpha, linewidth=0)
            for alpha in BAND_ALPHA
        ]
        for shade in self._shades:
            placed(axes, shade, axes.transData)
        self.highlight = self._rule(colors.highlight, HIGHLIGHT_WIDTH * look.line, HIGHLIGHT_ALPHA)
        transform = axes.get_xaxis_transform() if self.name == "full" else axes.transAxes
        self.lines = segments(axes, look, transform, look.line_dashes)
        self.lines.set_clip_box(self._reach)
        self.cursor = self._rule(colors.ink, 0.9 * look.line, 1.0)
        self.standard = line(axes, color=colors.standard, lw=1.4 * look.line, dashes=(4, 2))
        self.curve = line(axes, color=colors.ink, lw=1.8 * look.line)
        self.dot = line(axes, color=colors.ink, marker="o", ms=5.5 * look.line)
        self.dot.set(markeredgecolor=colors.paper, mew=1.0, snap=False)

    @property
    def all_axes(self) -> list[Axes]:
        """The panel and, if there is one, its strip."""
        return [self.axes, self.strip] if self.strip else [self.axes]

    @property
    def moving(self) -> list[Any]:
        """The artists that may change with every frame, in drawing order."""
        marks = [*self._shades, self.highlight, self.lines, self.cursor]
        return [*marks, self.standard, self.curve, self.dot]

    def x(self, target: Target, detuning: Any) -> Any:
        """Where a detuning is on this panel's axis."""
        return target.end_point - detuning if self.name == "full" else detuning

    def data_at(self, x: float, y: float) -> tuple[float, float]:
        """What the axes say at a place, in fractions of the panel."""
        (left, right), (low, high) = self.axes.get_xlim(), self.axes.get_ylim()
        across = left + x * (right - left) if self.name == "full" else left * (right / left) ** x
        return float(across), float(low + y * (high - low))

    def place_of(self, x: float) -> float:
        """Where a value of the x axis is, as a fraction of the panel's width; may be infinite."""
        left, right = self.axes.get_xlim()
        if self.name == "full":
            return float((x - left) / (right - left))
        return math.log(x / left) / math.log(right / left) if x > 0 else math.inf

    def samples(self, target: Target, count: int) -> Array:
        """Detunings, eV, ascending, evenly spaced over the panel's width; some may not exist."""
        left, right = self.axes.get_xlim()
        if self.name == "full":
            return target.end_point - np.linspace(right, left, count)
        return np.geomspace(right, left, count)

    # Limits

    def frame(self, home: Any, limits: tuple[float, float], window: Window | None) -> bool:
        """Show `window`, or else the x `limits` that belong to `home`; whether they are new.

        Nothing is set as long as neither has changed: whoever zooms in another way is left alone.
        """
        if (home, window) == self.home:
            return False
        self.home = (home, window)
        if window is None:
            self.axes.set_xlim(*limits)
        else:
            left, right, low, high = window
            self.axes.set_xlim(*((left, right) if self.name == "full" else (right, left)))
            self.axes.set_ylim(low, high)
        self._limits = self.seen
        return True

    def span(self, scene: Scene, right: float) -> tuple[float, float]:
        """Lowest and highest place of what is drawn, left of a fraction of the panel's width.

        Both are fractions of the panel's height.
        """
        drawn = [(x.target, x.detuning, x.intensity) for _, x in scene.pinned]
        target, detuning = scene.spectrum.target, scene.spectrum.detuning
        drawn.append((target, detuning, scene.spectrum.intensity))
        if scene.band is not None:
            drawn += [(target, scene.band.detuning, x) for x in scene.band.quantiles[[0, -1]]]
        (x_low, x_high), (low, high) = self.axes.get_xlim(), self.axes.get_ylim()
        x_high = x_low + right * (x_high - x_low)
        parts = [np.empty(0)]
        for its_target, its_detuning, intensity in drawn:
            x = self.x(its_target, its_detuning)
            parts.append(intensity[(x >= x_low) & (x <= x_high)])
        places = (np.concatenate(parts) - low) / (high - low)
        return float(places.min(initial=1.0)), float(places.max(initial=0.0))

    def fit(self, peak: float, *, anew: bool) -> None:
        """Choose the upper limit of I, anew or if `peak` has left it."""
        top = self.axes.get_ylim()[1]
        if self._limits == self.seen and (anew or peak > top or 0 < peak < 0.25 * top):
            self.axes.set_ylim(0.0, nice_above(1.05 * peak) if peak > 0 else 1.0)
            self._limits = self.seen

    def limit_like(self, other: Pane) -> None:
        """Show the same part of the world as another pane."""
        for mine, its in zip(self.all_axes, other.all_axes, strict=True):
            mine.set(xlim=its.get_xlim(), ylim=its.get_ylim())

    def peak(
        self, target: Target, detuning: Array, intensity: Array, resonance: float | None
    ) -> float:
        """The largest intensity that the axis is for: within its x limits, beside a resonance."""
        x, (low, high) = self.x(target, detuning), sorted(self.axes.get_xlim())
        seen = (x >= low) & (x <= high)
        if resonance is not None:  # this reaches far above any axis
            seen &= np.abs(detuning / resonance - 1) > 0.31
        return float(intensity.max(initial=0.0, where=seen))

    @property
    def seen(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The limits of both axes."""
        return self.axes.get_xlim(), self.axes.get_ylim()

    # What is drawn

    def show(self, curve: Line2D, spectrum: Spectrum, intensity: Array | None) -> None:
        """Draw an intensity, down to 0 beyond the end point; nothing where it is None."""
        curve.set_visible(intensity is not None)
        if intensity is None:
            curve.set_data([], [])
        elif self.name == "end":
            curve.set_data(spectrum.detuning, intensity)
        else:
            beyond = [spectrum.target.end_point, 2 * spectrum.target.end_point]
            curve.set_data(
                np.concatenate([spectrum.omega[::-1], beyond]),
                np.concatenate([intensity[::-1], [0.0, 0.0]]),
            )

    def show_band(self, target: Target, band: SpectrumBand | None) -> None:
        """Shade between the outer, then the inner quantiles; nothing where there is no band."""
        for k, shade in enumerate(self._shades):
            shade.set_visible(band is not None and len(band.levels) > 2 * k + 1)
            if band is None or not shade.get_visible():
                continue
            x = self.x(target, band.detuning)
            low, high = band.quantiles[k], band.quantiles[-1 - k]
            around = np.concatenate([np.stack([x, low], -1), np.stack([x, high], -1)[::-1]])
            shade.set_verts([around])

    def show_cursor(self, spectrum: Spectrum, cursor: float | None) -> None:
        """Draw the cursor at a detuning, eV, with a dot on the curve; nothing where it is None."""
        detuning = spectrum.detuning
        self.show_rule(self.cursor, None if cursor is None else self.x(spectrum.target, cursor))
        self.dot.set_visible(cursor is not None and detuning[0] <= cursor <= detuning[-1])
        if cursor is not None:
            intensity = np.interp(cursor, detuning, spectrum.intensity)
            self.dot.set_data([self.x(spectrum.target, cursor)], [intensity])

    def show_rule(self, rule: Line2D, x: float | None) -> None:
        """Draw a rule at a value of the x axis, or nowhere."""
        rule.set_visible(x is not None)
        if x is not None:
            rule.set_data(*zip(*self.through(x), strict=True))

    def through(self, x: float) -> list[tuple[float, float]]:
        """A line from the top of the panel to its foot, and through the strip."""
        points = [(x, 1.0), (x, 0.0)]
        if self.strip is not None:
            top, foot = self._strip_span
            points += [(x, math.nan), (x, top), (x, foot)]
        return points

    @property
    def _strip_span(self) -> tuple[float, float]:
        """Top and foot of the strip, in heights of the panel above its foot."""
        _, low, _, height = self.look.boxes[f"{self.name} strip"]
        return (low + height - self.box[1]) / self.box[3], (low - self.box[1]) / self.box[3]

    def _rule(self, color: str, width: float, alpha: float) -> Line2D:
        rule = line(self.axes, color=color, lw=width, alpha=alpha, solid_capstyle="butt")
        rule.set(transform=self.axes.get_xaxis_transform(), snap=False)
        rule.set_clip_box(self._reach)
        return rule

    @property
    def _reach(self) -> TransformedBbox:
        """The box of the panel and its strip."""
        foot = 0.0 if self.strip is None else self._strip_span[1]
        return TransformedBbox(Bbox([[0.0, foot], [1.0, 1.0]]), self.axes.transAxes)
