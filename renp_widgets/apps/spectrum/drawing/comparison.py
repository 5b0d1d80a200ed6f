"""Pinned spectra: their curves, their names, and what differs from them in strips below."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from renp_widgets.apps.spectrum.compute import Scene, Spectrum
from renp_widgets.apps.spectrum.drawing.panes import Pane
from renp_widgets.apps.spectrum.session import MAX_PINS
from renp_widgets.live.artists import line
from renp_widgets.live.fast_text import elided, legible, width
from renp_widgets.live.look import DPI, POINTS, Look
from renp_widgets.live.plot import nice_above
from renp_widgets.live.residuals import residual, residual_span
from renp_widgets.live.ticks import set_residual

# Pixels: a sample of a line, from name to sample, and height for type of the usual size.
_SAMPLE: Final = 42.0
_GAP: Final = 22.0
_HEIGHT: Final = 10.0


def shared_widths(wanted: list[float], room: float) -> list[float]:
    """Widths that fit into `room` together: as wanted, or else with the widest ones cut alike."""
    if sum(wanted) <= room:
        return wanted
    share, left = 0.0, room
    for n, least in enumerate(sorted(wanted)):
        share = left / (len(wanted) - n)
        if least > share:
            break
        left -= least
    return [min(each, share) for each in wanted]


class PinnedCurves:
    """Up to five pinned spectra, which do not move with the sliders.

    Every one is drawn at its own photon energies, and near the end point against the detuning from
    its own end point: of another target, one sees what lies within the panels as they are.

    names, samples : the texts in the row at the foot, and the lines before them.
    """

    def __init__(self, figure: Figure, look: Look, panes: tuple[Pane, ...]) -> None:
        self._look, self._panes = look, panes
        self._pinned: Any = ()
        self._left = look.boxes["full"][0] * look.size[0]
        left, _, across, _ = look.boxes["end"]
        self._room = (left + across) * look.size[0] - self._left
        size, ink = 9 * look.type, look.colors.ink
        self.names = [figure.text(0, 0, "", color=ink, size=size) for _ in range(MAX_PINS)]
        for name in self.names:
            name.set_parse_math(False)
        self.samples = [
            Line2D([], [], transform=figure.transFigure, **style) for style in look.pin_styles
        ]
        for sample in self.samples:
            figure.add_artist(sample)

    def update(self, pinned: tuple[tuple[str, Spectrum], ...]) -> bool:
        """Draw pinned spectra; whether they are others than before."""
        if pinned == self._pinned:
            return False
        self._pinned = pinned
        for k in range(MAX_PINS):
            for pane in self._panes:
                spectrum = pinned[k][1] if k < len(pinned) else None
                if spectrum is None:
                    pane.pins[k].set_data([], [])
                else:
                    pane.show(pane.pins[k], spectrum, spectrum.intensity)
        self._write([legible(name) for name, _ in pinned])
        return True

    def _write(self, names: list[str]) -> None:
        """The row of names, in which long ones are shortened where there is no room."""
        scale, (across, up) = self._look.type, self._look.size
        size = 9 * scale * DPI / POINTS
        wanted = [width(name, size) for name in names]
        room = self._room - len(names) * (_SAMPLE + _GAP) + _GAP
        x, y = self._left, _HEIGHT * scale
        places = shared_widths(wanted, room) + [np.nan] * (MAX_PINS - len(names))
        for k, (text, sample) in enumerate(zip(self.names, self.samples, strict=True)):
            text.set_text(elided(names[k], size, places[k]) if k < len(names) else "")
            sample.set_data([], [])
            if k < len(names):
                middle = y + 0.26 * size
                sample.set_data([x / across, (x + _SAMPLE - 6) / across], [middle / up] * 2)
                text.set_position(((x + _SAMPLE) / across, y / up))
                x += _SAMPLE + places[k] + _GAP


_LABELS: Final = {"difference": "I − I₀", "ratio": "I / I₀"}
_ROUND: Final = np.array([1.0, 2.0, 5.0, 10.0])
_LEAST: Final = {"difference": 1e-6, "ratio": 1e-3}  # span: of a panel's height, and of the ratio
_SAMPLES: Final = 300


class ResidualStrips:
    """The residual below both panels, and what it is compared with.

    lines : the residuals, the only artists that move.
    label, reference, message : what is shown, the name of I_0, and why there is nothing to see.
    """

    def __init__(self, figure: Figure, look: Look, panes: tuple[Pane, ...]) -> None:
        self._look = look
        self._strips = [_Strip(pane, pane.strip, look) for pane in panes if pane.strip is not None]
        self.lines = [strip.line for strip in self._strips]
        if not self._strips:
            return
        ink, size = look.colors.ink, 9 * look.type
        left, bottom, width, height = look.boxes["full strip"]
        self._room = width * look.size[0]
        above = bottom + height + 6 * look.type / look.size[1]
        self.reference = figure.text(left, above, "", color=ink, size=size, parse_math=False)
        middle = (left + 0.5 * width, bottom + 0.5 * height)
        self.message = figure.text(*middle, "", color=ink, size=size, ha="center", va="center")
        self.message.set_parse_math(False)
        self.label = self._strips[0].axes.set_ylabel("", color=ink, size=10 * look.type)

    def update(self, scene: Scene, *, at_rest: bool) -> bool:
        """Show the residual of a scene; whether anything but `lines` has changed."""
        if not self._strips:
            return False
        compare, names = scene.view.compare, [name for name, _ in scene.pinned]
        k = names.index(scene.view.reference) if scene.view.reference in names else 0
        name = names[k] if names else ""
        changed = self._name(scene, compare, name)
        for strip in self._strips:
            style = self._look.pin_styles[k] if names else {}
            changed |= strip.show(scene.spectrum, compare, name, style, at_rest=at_rest)
        return changed

    def _name(self, scene: Scene, compare: str, name: str) -> bool:
        size = 9 * self._look.type * DPI / POINTS
        reference = message = ""
        if scene.spectrum.reference is not None:
            reference = elided(f"I₀: {legible(name)}", size, self._room)
        elif name:
            message = f"{elided(legible(name), size, 0.8 * self._room)}\nhas another target"
        else:
            message = "nothing is pinned\nto compare with"
        texts = {
            self.label: _LABELS[compare],
            self.reference: reference,
            self.message: message,
        }
        changed = any(artist.get_text() != text for artist, text in texts.items())
        for artist, text in texts.items():
            artist.set_text(text)
        return changed


class _Strip:
    """The residual below one panel. Until it rests its limits stay while it fits."""

    def __init__(self, pane: Pane, axes: Axes, look: Look) -> None:
        self.axes = axes
        self._pane = pane
        self._kind: Any = None  # what the limits were chosen for
        self._span = 0.0
        self._limits = axes.get_ylim()
        set_residual(axes.yaxis, look.type)
        axes.tick_params(axis="y", labelsize=8 * look.type)
        self._base = axes.axhline(0.0)
        self.line = line(axes, color=look.colors.ink, lw=1.4 * look.line)

    def show(
        self,
        spectrum: Spectrum,
        compare: str,
        name: str,
        style: dict[str, Any],
        *,
        at_rest: bool,
    ) -> bool:
        """Draw the residual; whether the limits or the base line have changed."""
        base = 1.0 if compare == "ratio" else 0.0
        kind = (compare, name, str(style), spectrum.reference is None, self._pane.home)
        anew = kind != self._kind
        self._kind = kind
        if anew:
            self._base.set(ydata=[base, base], **style)
        self._base.set_visible(spectrum.reference is not None)
        if spectrum.reference is None:
            self.line.set_data([], [])
            return self._fit(base, 0.01, anew) or anew
        values, there = residual(spectrum.intensity, spectrum.reference, compare)
        detuning = spectrum.detuning[there]
        self.line.set_data(self._pane.x(spectrum.target, detuning), values)
        scale = 1.0 if compare == "ratio" else float(np.abs(self._pane.axes.get_ylim()).max())
        reach = 0.0
        if len(detuning):
            at = self._pane.samples(spectrum.target, _SAMPLES)
            at = at[(at >= detuning[0]) & (at <= detuning[-1])]
            distances = np.interp(at, detuning, values) - base
            reach = residual_span(distances, scale, pole=spectrum.resonance is not None)
        span = max(nice_above(1.05 * reach, _ROUND), _LEAST[compare] * scale) if reach else 0.0
        leaves = bool(reach) and (span > self._span or span < 0.2 * self._span)
        untouched = self._limits == self.axes.get_ylim()
        choose = anew or (untouched and (leaves or at_rest))
        return self._fit(base, span or 0.01 * scale, choose) or anew

    def _fit(self, base: float, span: float, choose: bool) -> bool:
        if not choose:
            return False
        self._span, before = span, self.axes.get_ylim()
        low = 0.0 if base and self._span >= base else base - self._span
        self.axes.set_ylim(low, base + self._span)
        self._limits = self.axes.get_ylim()
        return self._limits != before
