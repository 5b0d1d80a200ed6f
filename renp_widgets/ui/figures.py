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
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from renp_widgets.constants import HC
from renp_widgets.kinematics import channels
from renp_widgets.targets import TARGETS, Target
from renp_widgets.ui.model import Spectrum

__all__ = ["CHANNEL_COLORS", "INK", "SpectrumFigure", "spread"]

Array = NDArray[np.float64]

INK: Final = "#1c1c22"
GRID: Final = "#e4e4e8"
# petroff10 (M. A. Petroff, arXiv:2107.02270), and dashes, so that channels differ in grey too.
CHANNEL_COLORS: Final = ("#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59")
_DASHES: Final = (
    (0, ()),
    (0, (6, 2)),
    (0, (1.5, 1.5)),
    (0, (5, 1.5, 1, 1.5)),
    (0, (3, 1.5)),
    (0, (8, 1.5, 1, 1.5, 1, 1.5)),
)
_NICE: Final = np.array([1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0])
_WAVELENGTHS: Final = np.array([1.0, 1.2, 1.5, 2.0, 3.0, 5.0])
_LABEL_GAP: Final = 0.072  # of the end-point panel's width
_LABEL_HEIGHT: Final = 1.13  # of its height


class SpectrumFigure:
    """The explorer's figure.

    figure : the matplotlib Figure, for a back end or `savefig`.
    moving : the artists that `update` changes, in drawing order.
    background : counts the changes of everything else.
    """

    def __init__(self, width: int = 960, height: int = 420, dpi: int = 100) -> None:
        self.figure = Figure(figsize=(width / dpi, height / dpi), dpi=dpi)
        self.background = 0
        self._target: Target | None = None
        self.full = self.figure.add_axes((0.062, 0.125, 0.365, 0.665))
        self.end = self.figure.add_axes((0.5, 0.125, 0.485, 0.665))
        self._wavelength = self.full.secondary_xaxis("top")
        self._static()
        self.curve_full = self.full.plot([], [], color=INK, lw=1.8)[0]
        self.curve_end = self.end.plot([], [], color=INK, lw=1.8)[0]
        style = {"colors": CHANNEL_COLORS, "linestyles": _DASHES}
        blend = self.full.get_xaxis_transform()
        self.lines_full = self.full.add_collection(
            LineCollection([], transform=blend, **style), autolim=False
        )
        inside = self.end.transAxes
        self.lines_end = self.end.add_collection(
            LineCollection([], transform=inside, **style), autolim=False
        )
        self.leaders = self.end.add_collection(
            LineCollection([], transform=inside, colors=CHANNEL_COLORS, linewidths=0.9),
            autolim=False,
        )
        free = {"transform": inside, "clip_on": False, "lw": 0, "mew": 0}
        self.swatches = [
            self.end.plot([], [], "s", ms=7, **free, color=c)[0] for c in CHANNEL_COLORS
        ]
        self.edge_markers = [
            self.end.plot([], [], ">", ms=8, **free, color=c)[0] for c in CHANNEL_COLORS
        ]
        self.labels = [
            self.end.plot([], [], **_as_marker(f"{i}{j}"), **free, color=INK)[0]
            for i, j in channels(3)
        ]
        title = {"color": INK, "size": 11, "va": "center"}
        self._heading = self.figure.text(0.012, 0.955, "", **title)
        self.title = self.figure.text(0.36, 0.955, "", **title)
        self.leaders.set_clip_on(False)
        self.moving: list[Any] = [
            *(self.lines_full, self.lines_end, self.leaders, self.curve_full, self.curve_end),
            *(*self.swatches, *self.edge_markers, *self.labels, self.title),
        ]
        for artist in self.moving:
            artist.set_animated(True)

    def _static(self) -> None:
        for axes in (self.full, self.end):
            axes.set_axisbelow(True)
            axes.grid(color=GRID, lw=0.8)
            axes.tick_params(colors=INK, labelsize=9, which="both")
            axes.set_ylim(0, 1)
        self.full.set_xlabel("photon energy ω [eV]", color=INK, size=10)
        self.full.set_ylabel("spectral function I(ω)", color=INK, size=10)
        self._wavelength.set_xlabel("wavelength [nm]", color=INK, size=9)
        self._wavelength.tick_params(colors=INK, labelsize=8)
        self.end.set_xscale("log")
        self.end.set_xlim(1e-1, 1e-7)
        self.end.set_xlabel(r"detuning from the end point  $E_{eg}/2-ω$  [eV]", color=INK, size=10)

    def update(self, spectrum: Spectrum) -> None:
        """Show `spectrum`. Axes stay as they are unless the target changes or the curve leaves."""
        target = spectrum.target
        anew = target != self._target
        if anew:
            self._set_target(target)
        thresholds = spectrum.thresholds
        high = 10.0 ** math.floor(math.log10(0.1 * target.end_point))
        low = 1e-6 * high
        if np.any((thresholds.detuning > 0.5 * high) & (thresholds.omega > 0)):
            high = target.end_point
        self._set_limits(self.end.set_xlim, self.end.get_xlim(), (high, low))
        self._fit(self.full, spectrum.intensity, anew=anew)
        self._fit(self.end, spectrum.intensity[spectrum.detuning <= high], anew=anew)

        beyond = [target.end_point, 2 * target.end_point]
        self.curve_full.set_data(
            np.concatenate([spectrum.omega[::-1], beyond]),
            np.concatenate([spectrum.intensity[::-1], [0.0, 0.0]]),
        )
        self.curve_end.set_data(spectrum.detuning, spectrum.intensity)
        self._update_thresholds(spectrum)
        heading, title = _titles(spectrum)
        if heading != self._heading.get_text():
            self._heading.set_text(heading)
            self.background += 1
        self.title.set_text(title)

    def _update_thresholds(self, spectrum: Spectrum) -> None:
        thresholds = spectrum.thresholds
        widths = 0.8 + 3 * np.sqrt(spectrum.couplings)
        self.lines_full.set_segments([((x, 0), (x, 1)) for x in thresholds.omega])
        self.lines_full.set_linewidths(0.5 * widths)
        left, right = np.log10(self.end.get_xlim())
        with np.errstate(divide="ignore"):  # a massless threshold sits at detuning 0
            x = (left - np.log10(thresholds.detuning)) / (left - right)
        at = np.clip(x, 0.0, 1.0)
        order = np.argsort(at, kind="stable")
        label_x = np.empty_like(at)
        label_x[order] = spread(at[order], _LABEL_GAP, 0.03, 0.97)
        inside = x == at
        self.lines_end.set_segments(
            [((a, 0), (a, 1 if i else 0)) for a, i in zip(at, inside, strict=True)]
        )
        self.lines_end.set_linewidths(widths)
        self.leaders.set_segments(
            [((a, 1.0), (b, 1.07), (b, 1.095)) for a, b in zip(at, label_x, strict=True)]
        )
        for k in range(len(at)):
            self.swatches[k].set_data([label_x[k] - 0.013], [_LABEL_HEIGHT])
            self.labels[k].set_data([label_x[k] + 0.013], [_LABEL_HEIGHT])
            self.edge_markers[k].set_data(*(([], []) if inside[k] else ([at[k]], [1.0])))
            self.edge_markers[k].set_marker("<" if x[k] < 0 else ">")

    def _set_target(self, target: Target) -> None:
        self._target = target
        top = 1.03 * target.end_point
        self.full.set_xlim(0, top)
        wavelengths = wavelength_ticks(target.end_point)
        self._wavelength.set_ticks(HC / wavelengths, [f"{x:g}" for x in wavelengths])
        self.background += 1

    def _fit(self, axes: Axes, intensity: Array, *, anew: bool) -> None:
        top, peak = axes.get_ylim()[1], float(intensity.max())
        if anew or peak > top or 0 < peak < 0.25 * top:
            top = nice_above(1.05 * peak) if peak > 0 else 1.0
            self._set_limits(axes.set_ylim, axes.get_ylim(), (0.0, top))

    def _set_limits(self, setter: Any, old: tuple[float, float], new: tuple[float, float]) -> None:
        if old != new:
            setter(*new)
            self.background += 1


def spread(x: Array, gap: float, low: float, high: float) -> Array:
    """Positions at least `gap` apart in [low, high], as near to the ascending `x` as can be.

    Least squares: isotonic regression of x - k gap, by its max-min formula.
    """
    k = np.arange(len(x))
    y = x - gap * k
    fit = [max(min(y[i : j + 1].mean() for j in range(n, len(y))) for i in range(n + 1)) for n in k]
    return np.clip(fit, low, high - gap * k[-1]) + gap * k


def nice_above(value: float) -> float:
    """The smallest round number that is not below `value` > 0."""
    decade = 10.0 ** math.floor(math.log10(value))
    return float(decade * _NICE[np.searchsorted(_NICE, value / decade)])


def wavelength_ticks(end_point: float) -> Array:
    """Round wavelengths, nm, whose photon energies below `end_point`, eV, lie well apart."""
    shortest = HC / end_point
    decades = 10.0 ** (math.floor(math.log10(shortest)) + np.arange(3))
    ticks: list[float] = []
    for wavelength in np.outer(decades, _WAVELENGTHS).ravel():
        position = shortest / wavelength
        if (
            position <= 1
            and (not ticks or shortest / ticks[-1] - position > 0.1)
            and position > 0.1
        ):
            ticks.append(float(wavelength))
    return np.array(ticks)


def _as_marker(text: str) -> dict[str, Any]:
    """`text` as a marker of 10 points, centred: drawn ten times faster than a Text, and as sharp."""
    path = TextPath((0, 0), text, size=10)
    path = path.transformed(Affine2D().translate(*-path.get_extents().get_points().mean(axis=0)))
    # A marker is scaled to fit its size: give it the size that leaves the text as it is.
    return {"marker": path, "ms": 2 * float(np.abs(path.vertices).max())}


def _titles(spectrum: Spectrum) -> tuple[str, str]:
    """What only a click changes, and what a slider changes."""
    state, name = spectrum.state, spectrum.target.name
    if state.target not in TARGETS:
        name += f" ({state.e_eg:g}, {state.e_vg:g} eV)"
    nature = {"dirac": "Dirac", "majorana": "Majorana"}[state.nature]
    lightest = "m₁" if state.ordering == "normal" else "m₃"
    moving = [f"{lightest} = {1e3 * state.lightest_mass:.4g} meV"]
    phases = {"δ": state.delta, "α₂₁": state.alpha21, "α₃₁": state.alpha31}
    if state.nature == "majorana":  # what is as it was at the start needs no words
        moving += [
            f"{name} = {math.degrees(phase):.4g}°" for name, phase in phases.items() if phase
        ]
    return f"{name}, {state.ordering} ordering, {nature}", "    ".join(moving)
