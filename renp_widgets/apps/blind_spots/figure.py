"""BlindSpotFigure: effective moments beside their limits, and what RENP sees. No widgets."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.ticker import NullLocator

from renp_widgets.apps.blind_spots.compute import DETUNINGS, Seen, limits_on
from renp_widgets.apps.blind_spots.state import SIZE_BOUNDS
from renp_widgets.apps.blind_spots.words import title
from renp_widgets.live.fast_text import Lettering, width
from renp_widgets.live.figure import BaseFigure, dress, line, placed
from renp_widgets.live.look import DPI, POINTS
from renp_widgets.live.model import LiveScene
from renp_widgets.live.text import number
from renp_widgets.live.ticks import set_detuning, spread

_ROWS: Final = {
    "mu_e": r"$μ_e$  reactor",
    "mu_mu": r"$μ_μ$  accelerator",
    "mu_tau": r"$μ_τ$  accelerator",
    "mu_sun": r"$μ_☉$  solar",
    "mu_star": r"$μ_⋆$  red giants",
}
_NAMES: Final = {  # as in limits, and as on the figure
    "TRGB omega Centauri": "ω Cen",
    "TRGB NGC 4258": "NGC 4258",
}
_HEIGHTS: Final = (1e-12, 1e3)  # ends of the spectrum's upward axis
_LOWEST: Final = 1e-30  # in place of 0: there a line leaves its panel downwards
_COLORS: Final = {"12": 1, "13": 2, "23": 4}  # of a look's channels
_NAME, _BAR = 0.36, 0.72  # of a row, from its top: where its words and its bar are
_CHARACTER: Final = 8.0  # pixels, width of a tick label's character and of what keeps it apart
_GAP: Final = 26.0  # pixels, from label to label


class BlindSpotFigure(BaseFigure):
    """The blind spot explorer's figure.

    figure : the matplotlib Figure; it stays the same whatever the look.
    moments, spectrum : the axes.
    bars : the effective moments, by row. values : what stands beside them.
    magnetic, electric, standard : the curves. thresholds, labels : where the transitions open.
    title : where the moments are.
    moving, background, palette, paper : as every LiveFigure has them.
    panels : empty, for no panel listens to a pointer.
    """

    def _update(self, scene: LiveScene) -> None:
        """Show a scene. The axes stay as they are."""
        self._follow(scene.view)
        result: Seen = scene.result
        self._show_bars(result)
        for name in ("magnetic", "electric", "standard"):
            height = np.maximum(getattr(result, name), _LOWEST)
            getattr(self, name).set_data(result.detuning, height)
        self._show_thresholds(result)
        self.title.set_text(title(scene.state))

    def _make(self) -> None:
        look = self.look
        self.moments = self.figure.add_axes(look.boxes["full"])
        self.spectrum = self.figure.add_axes(look.boxes["end"])
        self._words: Any = {"color": look.colors.ink, "size": 10 * look.type}
        self._dress_moments()
        self._dress_spectrum()
        self._make_artists()

    # What does not move

    def _dress_moments(self) -> None:
        """One row for each effective moment, with its limits."""
        look, axes = self.look, self.moments
        dress(axes, look)
        axes.grid(visible=False, axis="y")
        axes.set(xscale="log", xlim=SIZE_BOUNDS, ylim=(len(_ROWS), 0))
        axes.yaxis.set_major_locator(NullLocator())
        set_detuning(axes.xaxis, self._room("full"))
        axes.set_xlabel(r"effective moment  [$μ_B$]", **self._words)
        marks = []
        for k, (quantity, name) in enumerate(_ROWS.items()):
            limits = limits_on(quantity)
            sources = ", ".join(_NAMES.get(source, source) for source in limits)
            if look.lecture:  # there is no room for them
                sources = ""
            axes.text(
                0.02,
                k + _NAME,
                f"{name}: {sources}" if sources else name,
                transform=axes.get_yaxis_transform(),
                color=look.colors.ink,
                size=9 * look.type,
            )
            marks += [[(x, k + _BAR - 0.2), (x, k + _BAR + 0.2)] for x in limits.values()]
        self.limits = LineCollection(marks, colors=look.colors.channels[2])
        self.limits.set(linewidth=2.4 * look.line)

    def _dress_spectrum(self) -> None:
        look, axes = self.look, self.spectrum
        dress(axes, look)
        axes.set(xscale="log", yscale="log", xlim=DETUNINGS[::-1], ylim=_HEIGHTS)
        set_detuning(axes.xaxis, self._room("end"))
        set_detuning(axes.yaxis, 5 * look.boxes["end"][3] * look.size[1] / (28 * look.type))
        axes.set_xlabel(r"detuning from the end point  $E_{eg}/2-ω$  [eV]", **self._words)
        axes.set_ylabel("spectral function I(ω)", **self._words)
        wide = look.boxes["end"][2] * look.size[0]
        axes.yaxis.set_label_coords(-48.1 * look.type / wide, 0.5)

    def _room(self, box: str) -> float:
        return self.look.boxes[box][2] * self.look.size[0] / (_CHARACTER * self.look.type)

    def _make_artists(self) -> None:
        look, colors = self.look, self.look.colors
        self.bars = {
            row: line(self.moments, color=colors.channels[3], lw=9 * look.type) for row in _ROWS
        }
        for bar in self.bars.values():
            bar.set(solid_capstyle="butt", snap=False)
        placed(self.moments, self.limits, self.moments.transData)  # on top of the bars
        self.values = {row: self._lettering(self.moments, 9) for row in _ROWS}
        self.thresholds = {
            element: line(
                self.spectrum, color=colors.channels[k], ls=look.line_dashes[k], lw=1.4 * look.line
            )
            for element, k in _COLORS.items()
        }
        for rule in self.thresholds.values():
            rule.set(transform=self.spectrum.get_xaxis_transform(), snap=False)
        self.labels = {element: self._lettering(self.spectrum, 10) for element in _COLORS}
        styles: dict[str, Any] = {
            "standard": {"color": colors.standard, "ls": (0, (5, 2)), "lw": 1.6 * look.line},
            "electric": {"color": colors.pins[1], "ls": (0, (9, 2)), "lw": 2.2 * look.line},
            "magnetic": {"color": colors.pins[0], "lw": 2.2 * look.line},
        }
        curves = {name: line(self.spectrum, **style) for name, style in styles.items()}
        self.standard, self.electric, self.magnetic = curves.values()
        names = ["without moments", "electric part", "magnetic part"]
        self.spectrum.legend(
            [*curves.values()][::-1],
            names[::-1],
            loc="lower right",
            bbox_to_anchor=(1.0, 1.07),
            ncols=3,
            frameon=False,
            fontsize=9 * look.type,
            labelcolor=colors.ink,
            borderaxespad=0.0,
            columnspacing=1.5,
        )
        self.title = Lettering(0, 0, color=colors.ink, size=11 * look.type)
        placed(self.moments, self.title, self.figure.transFigure, clip=False)
        across, up = look.size
        self.title.set_position((11.5 / across, 1 - 24 * look.type / up))
        self.moving = [*self.bars.values(), self.limits, *self.values.values()]
        self.moving += [*self.thresholds.values(), *self.labels.values(), *curves.values()]
        self.moving.append(self.title)

    def _lettering(self, axes: Any, size: float) -> Lettering:
        """Words whose place is in fractions of the axes."""
        words = Lettering(0, 0, color=self.look.colors.ink, size=size * self.look.type)
        placed(axes, words, axes.transAxes, clip=False)
        return words

    # What moves

    def _show_bars(self, result: Seen) -> None:
        low, _ = SIZE_BOUNDS
        across = self.look.boxes["full"][2] * self.look.size[0]
        for k, (row, value) in enumerate(result.effective.items()):
            ends = [low, value] if value > low else []
            self.bars[row].set_data(ends, [k + _BAR] * len(ends))
            excluded = any(value > limit for limit in limits_on(row).values())
            words = f"{number(value, 2)} excluded" if excluded else number(value, 2)
            words = words if value else "0: blind"
            wide = width(words, 9 * self.look.type * DPI / POINTS) / across
            self.values[row].set_text(words)
            self.values[row].set_position((0.98 - wide, 1 - (k + _NAME) / len(_ROWS)))

    def _show_thresholds(self, result: Seen) -> None:
        high, low = self.spectrum.get_xlim()
        unit = self.look.type / (self.look.boxes["end"][2] * self.look.size[0])
        names = sorted(result.thresholds, key=lambda name: -result.thresholds[name])
        x = np.array([result.thresholds[name] for name in names])
        places = np.log(x / high) / np.log(low / high)
        at = spread(places, _GAP * unit, 0.0, 1 - 14 * unit)
        for name, detuning, place in zip(names, x, at, strict=True):
            self.thresholds[name].set_data([detuning, detuning], [0, 1])
            self.labels[name].set_text(name)
            self.labels[name].set_position((place - 7 * unit, 1.02))
