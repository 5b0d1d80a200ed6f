"""SpectrumFigure: matplotlib artists made once, then updated. It knows no widgets.

Two panels: the full range, and the end point against logarithmic detuning, where the six thresholds
spread over decades. What moves with a slider is `moving`; all else is background, and `background`
counts its changes, so that a drawing back end can keep it.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Affine2D, Transform
from numpy.typing import NDArray

from renp_widgets.constants import HC
from renp_widgets.kinematics import channels
from renp_widgets.targets import Target
from renp_widgets.ui.captions import mediator_title, titles
from renp_widgets.ui.model import Spectrum
from renp_widgets.ui.scales import nice_above, spread, wavelength_ticks

__all__ = ["CHANNEL_COLORS", "SpectrumFigure"]

Array = NDArray[np.float64]

INK: Final = "#1c1c22"
GRID: Final = "#dddddd"
STANDARD: Final = "#717581"  # the spectrum without the mediator
RESONANCE: Final = "#e76300"
ZOOM: Final = "#eeeeee"  # the part of the full range that the end-point panel shows
# petroff10 (M. A. Petroff, arXiv:2107.02270), and dashes, so that channels differ in grey too.
CHANNEL_COLORS: Final = ("#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59")
_DASHES: Final = (
    (0, ()),
    (0, (6, 2)),
    (0, (1.5, 1.5)),
    (0, (5, 1.5, 1, 1.5)),
    (0, (3, 1.5)),
    (0, (8, 1.5, 1, 1.5, 1, 1.5)),
    (0, (1, 1)),
)
# One line for each channel, and one for the resonance of a mediator.
_COLORS: Final = (*CHANNEL_COLORS, RESONANCE)
_LABELS: Final = (*(f"{i}{j}" for i, j in channels(3)), "M")
_LABEL_GAP: Final = 0.072  # of the end-point panel's width
_LABEL_HEIGHT: Final = 1.13  # of its height


class SpectrumFigure:
    """The explorer's figure.

    figure : the matplotlib Figure, for a back end or `savefig`.
    moving : the artists that `update` changes, in drawing order.
    background : counts the changes of everything else.
    palette : the colours in use; a picture mixes them with white only.
    """

    palette = (INK, STANDARD, *CHANNEL_COLORS, RESONANCE)

    def __init__(self) -> None:
        width, height, dpi = 960, 420, 100
        self.figure = Figure(figsize=(width / dpi, height / dpi), dpi=dpi)
        self.background = 0
        self._frame: tuple[Target, float] | None = None
        # These fractions of a pixel put the axes on the same pixels at one and at two dots each.
        self.full, self.end = (
            self.figure.add_axes((x / width, 52.7 / height, w / width, 280 / height))
            for x, w in ((66.3, 343), (480.3, 456))
        )
        self._panels = (self.full, self.end)
        self._wavelength = self.full.secondary_xaxis("top")
        self._static()
        self.standard_full, self.standard_end = (
            axes.plot([], [], color=STANDARD, lw=1.4, dashes=(4, 2))[0] for axes in self._panels
        )
        self.curve_full, self.curve_end = (
            axes.plot([], [], color=INK, lw=1.8)[0] for axes in self._panels
        )
        self.lines_full = self._lines(self.full, self.full.get_xaxis_transform(), _DASHES)
        self.lines_end = self._lines(self.end, self.end.transAxes, _DASHES)
        self.leaders = self._lines(self.end, self.end.transAxes, "solid")
        self.swatches = [self._mark("s", 7, color) for color in _COLORS]
        self.edge_markers = [self._mark(">", 8, color) for color in _COLORS]
        self.labels = [self._mark(*_as_marker(text), INK) for text in _LABELS]
        self._heading, self.title = (
            self.figure.text(x, 0.955, "", color=INK, size=11, va="center") for x in (0.012, 0.5)
        )
        self._legend = self.full.text(
            0.03, 0.04, "dashed: Standard Model", color=INK, size=9, transform=self.full.transAxes
        )
        self.mediator = self.full.text(
            0.03, 0.11, "", color=INK, size=9, transform=self.full.transAxes
        )
        self.leaders.set(clip_on=False, linewidth=0.9)
        self.moving: list[Any] = [
            *(self.lines_full, self.lines_end, self.leaders),
            *(self.standard_full, self.standard_end, self.curve_full, self.curve_end),
            *(*self.swatches, *self.edge_markers, *self.labels, self.title, self.mediator),
        ]
        for artist in self.moving:
            artist.set_animated(True)

    def _lines(self, axes: Axes, transform: Transform, dashes: Any) -> LineCollection:
        lines = LineCollection([], colors=_COLORS, linestyles=dashes, transform=transform)
        # Moves by less than a pixel, and stays put when the frame at rest comes.
        lines.set_snap(False)
        axes.add_collection(lines, autolim=False)
        return lines

    def _mark(self, marker: Any, size: float, color: str) -> Line2D:
        """A marker placed in fractions of the end-point panel, inside or outside it."""
        mark = Line2D([], [], color=color, lw=0, marker=marker, ms=size, mew=0, clip_on=False)
        mark.set(transform=self.end.transAxes, snap=False)
        return self.end.add_line(mark)

    def _static(self) -> None:
        for axes in self._panels:
            axes.set_axisbelow(True)
            axes.grid(color=GRID, lw=0.8)
            axes.tick_params(colors=INK, labelsize=9, which="both")
            axes.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
        self.full.set_xlabel("photon energy ω [eV]", color=INK, size=10)
        self.full.set_ylabel("spectral function I(ω)", color=INK, size=10)
        blend = self.full.get_xaxis_transform()
        self.full.yaxis.set_label_coords(-0.145, 0.5)  # fixed, whatever the ticks' digits
        self._zoom = Rectangle((0, 0), 0, 1, transform=blend, color=ZOOM, zorder=0)
        self.full.add_patch(self._zoom)
        self._wavelength.set_xlabel("wavelength [nm]", color=INK, size=9)
        self._wavelength.tick_params(colors=INK, labelsize=8)
        self.end.set_xscale("log")
        self.end.set_xlim(1e-1, 1e-7)
        self.end.set_xlabel(r"detuning from the end point  $E_{eg}/2-ω$  [eV]", color=INK, size=10)

    def update(self, spectrum: Spectrum) -> None:
        """Show `spectrum`. Axes stay as they are unless the target changes or the curve leaves."""
        target, thresholds = spectrum.target, spectrum.thresholds
        high = 10.0 ** math.floor(math.log10(0.1 * target.end_point))
        low = 1e-6 * high
        if np.any((thresholds.detuning > 0.5 * high) & (thresholds.omega > 0)):
            high = target.end_point
        anew = (target, high) != self._frame
        if anew:
            self._set_frame(target, low, high)
        # A resonance reaches far above any axis: the axis is for what lies beside it.
        beside = spectrum.detuning >= 0
        if spectrum.resonance is not None:
            beside = np.abs(spectrum.detuning / spectrum.resonance - 1) > 0.31
        self._fit(self.full, spectrum.intensity[beside], anew=anew)
        self._fit(self.end, spectrum.intensity[beside & (spectrum.detuning <= high)], anew=anew)

        _set_curves(self.curve_full, self.curve_end, spectrum, spectrum.intensity)
        _set_curves(self.standard_full, self.standard_end, spectrum, spectrum.standard)
        self._update_lines(spectrum)
        heading, title = titles(spectrum)
        legend = spectrum.standard is not None
        if heading != self._heading.get_text() or legend != self._legend.get_visible():
            self._heading.set_text(heading)
            self._legend.set_visible(legend)
            self.background += 1
        self.title.set_text(title)
        self.mediator.set_text(mediator_title(spectrum))

    def _update_lines(self, spectrum: Spectrum) -> None:
        """Threshold lines with their labels, and the line of the resonance."""
        detuning = spectrum.thresholds.detuning
        widths = 0.8 + 3 * np.sqrt(spectrum.couplings)
        if spectrum.resonance is not None:
            detuning, widths = np.append(detuning, spectrum.resonance), np.append(widths, 2.0)
        omega = spectrum.target.end_point - detuning
        self.lines_full.set_segments([((x, 0), (x, 1)) for x in omega])
        self.lines_full.set_linewidth((0.5 * widths).tolist())
        left, right = np.log10(self.end.get_xlim())
        with np.errstate(divide="ignore"):  # a massless threshold sits at detuning 0
            x = (left - np.log10(detuning)) / (left - right)
        at = np.clip(x, 0.0, 1.0)
        order = np.argsort(at, kind="stable")
        label_x = np.empty_like(at)
        label_x[order] = spread(at[order], _LABEL_GAP, 0.03, 0.97)
        inside = x == at
        self.lines_end.set_segments(
            [((a, 0), (a, 1 if i else 0)) for a, i in zip(at, inside, strict=True)]
        )
        self.lines_end.set_linewidth(widths.tolist())
        self.leaders.set_segments(
            [((a, 1.0), (b, 1.07), (b, 1.095)) for a, b in zip(at, label_x, strict=True)]
        )
        for k, marker in enumerate(self.edge_markers):
            shown = slice(k, k + 1)  # empty where there is no resonance
            self.swatches[k].set_data(label_x[shown] - 0.017, [_LABEL_HEIGHT] * len(at[shown]))
            self.labels[k].set_data(label_x[shown] + 0.014, [_LABEL_HEIGHT] * len(at[shown]))
            outside = at[shown][~inside[shown]]
            marker.set_data(outside, np.ones_like(outside))
            marker.set_marker("<" if len(outside) and outside[0] == 0 else ">")

    def _set_frame(self, target: Target, low: float, high: float) -> None:
        self._frame = (target, high)
        self.full.set_xlim(0, 1.03 * target.end_point)
        self.end.set_xlim(high, low)
        self._zoom.set_bounds(target.end_point - high, 0, high, 1)
        wavelengths = wavelength_ticks(target.end_point)
        self._wavelength.set_ticks(HC / wavelengths, [f"{x:g}" for x in wavelengths])
        self.background += 1

    def _fit(self, axes: Axes, intensity: Array, *, anew: bool) -> None:
        top, peak = axes.get_ylim()[1], float(intensity.max())
        if anew or peak > top or 0 < peak < 0.25 * top:
            axes.set_ylim(0.0, nice_above(1.05 * peak) if peak > 0 else 1.0)
            self.background += 1


def _as_marker(text: str) -> tuple[Path, float]:
    """`text` in 10 points as a centred marker, which is drawn ten times faster than a Text."""
    text_path = TextPath((0, 0), text, size=10)
    center = text_path.get_extents().get_points().mean(axis=0)
    path = text_path.transformed(Affine2D().translate(*-center))
    # A marker is scaled to fit its size: give it the size that leaves the text as it is.
    return path, 2 * float(np.abs(path.vertices).max())


def _set_curves(full: Line2D, end: Line2D, spectrum: Spectrum, intensity: Array | None) -> None:
    """The same curve in both panels, down to 0 beyond the end point; none where it is None."""
    if intensity is None:
        full.set_data([], [])
        end.set_data([], [])
        return
    beyond = [spectrum.target.end_point, 2 * spectrum.target.end_point]
    full.set_data(
        np.concatenate([spectrum.omega[::-1], beyond]),
        np.concatenate([intensity[::-1], [0.0, 0.0]]),
    )
    end.set_data(spectrum.detuning, intensity)
