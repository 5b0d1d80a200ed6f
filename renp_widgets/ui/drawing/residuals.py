"""What differs from a pinned spectrum, in strips below both panels."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from renp_widgets.ui.drawing.dressing import line
from renp_widgets.ui.drawing.lettering import elided, legible
from renp_widgets.ui.drawing.looks import DPI, POINTS, Look
from renp_widgets.ui.drawing.panes import Pane
from renp_widgets.ui.drawing.scales import nice_above
from renp_widgets.ui.drawing.ticks import set_residual
from renp_widgets.ui.scene import Scene, Spectrum

__all__ = ["ResidualStrips", "residual", "residual_span"]

Array = NDArray[np.float64]

_LABELS: Final = {"difference": "I − I₀", "ratio": "I / I₀"}
_ROUND: Final = np.array([1.0, 2.0, 5.0, 10.0])
_MOST_RATIO: Final = 1e12  # a ratio above this is left out
_NOISE: Final = 1e-9  # below this there is no difference at all
_LEAST: Final = {"difference": 1e-6, "ratio": 1e-3}  # span: of a panel's height, and of the ratio
_SAMPLES: Final = 300


def residual(intensity: Array, reference: Array, compare: str) -> tuple[Array, NDArray[np.bool_]]:
    """I - I_0 or I / I_0, and where that is: a mask (N,), for the ratio true where I_0 > 0.

    compare : "difference" or "ratio".
    """
    if compare == "difference":
        return intensity - reference, np.full(intensity.shape, True)
    there = (reference > 0) & (reference >= intensity / _MOST_RATIO)
    return intensity[there] / reference[there], there


def residual_span(distances: Array, scale: float, *, pole: bool = False) -> float:
    """How far a residual reaches from its base line, but for a divergence; 0 if it lies on it.

    distances : from the base line, evenly spaced over a panel, in the unit of `scale`.
    The largest one counts, up to three times what 80 % of those that are not zero stay below. Where
    there is no pole, what 99 % stay below counts too, up to 2 % of the scale.
    """
    sizes = np.abs(distances)
    sizes = sizes[sizes > _NOISE * scale]
    if not len(sizes):
        return 0.0
    most, nearly_all = np.quantile(sizes, [0.8, 0.99])
    rise = 0.0 if pole else min(nearly_all, 0.02 * scale)
    return float(min(sizes.max(), max(3 * most, rise)))


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
