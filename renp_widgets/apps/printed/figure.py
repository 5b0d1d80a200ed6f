"""PrintedFigure: two spectra over the whole range and near the end point, and their ratio below.

Axes, key and title are background; curves, ratios and thresholds move. It knows no widgets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from renp_widgets.apps.printed.compute import Comparison
from renp_widgets.apps.printed.state import AVERAGE, TITLES
from renp_widgets.apps.printed.words import curve_names
from renp_widgets.live.figure import BaseFigure, dress, line, placed
from renp_widgets.live.look import Box, Look
from renp_widgets.live.model import LiveScene
from renp_widgets.live.ticks import (
    nice_above,
    set_detuning,
    set_energy,
    set_intensity,
    set_residual,
)
from renp_widgets.physics.targets import YB
from renp_widgets.values import Array

_CHARACTER: Final = 8.0  # pixels, width of a tick label's character and of what keeps it apart
_END: Final = (0.1, 1e-6)  # detunings at the ends of the panel "end", eV


class PrintedFigure(BaseFigure):
    """The figure of the explorer of formulas, a LiveFigure.

    figure : the matplotlib Figure; it stays the same whatever the look.
    axes, strips : "full" (against the photon energy) and "end" (against the detuning).
    printed, derived, ratios : lines, by panel.
    thresholds : of the six channels, by panel.
    moving, background, palette, paper, panels : as every LiveFigure has them.
    """

    panels: Final[Mapping[str, Box]] = {}

    def __init__(self, look: Look | None = None) -> None:
        self._formula = ""
        self.axes: dict[str, Axes] = {}
        self.strips: dict[str, Axes] = {}
        self.printed: dict[str, Line2D] = {}
        self.derived: dict[str, Line2D] = {}
        self.ratios: dict[str, Line2D] = {}
        self.thresholds: dict[str, LineCollection] = {}
        super().__init__(look)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels: those of a figure with residual strips."""
        return self._sized.size

    @property
    def _sized(self) -> Look:
        return replace(self.look, residual=True)

    def _update(self, scene: LiveScene) -> None:
        """Show a scene."""
        self._follow(scene.view)
        state, shown = scene.state, scene.result
        anew = state.formula != self._formula
        if anew:
            self._formula = state.formula
            self._name(curve_names(state), TITLES[state.formula])
        choose = anew or self.at_rest
        self.background += sum(self._show(name, shown, anew=choose) for name in self.axes) + anew

    def _make(self) -> None:
        look, (width, height) = self._sized, self.size
        self._formula = ""
        for name in ("full", "end"):
            self._make_panel(name)
        ink, edge = look.colors.ink, look.boxes["full"][0]
        self.title = self.figure.text(
            edge, 1 - 32 * look.type / height, "", color=ink, size=11 * look.type
        )
        size: Any = {"color": ink, "size": 10 * look.type}
        self.axes["full"].set_ylabel("spectral function I", **size)
        self.ratio_label = self.strips["full"].set_ylabel("", **size)
        for axes in (self.axes["full"], self.strips["full"]):
            axes.yaxis.set_label_coords(-45 * look.type / (look.boxes["full"][2] * width), 0.5)

    def _make_panel(self, name: str) -> None:
        look, colors = self._sized, self.look.colors
        axes = self.axes[name] = self.figure.add_axes(look.boxes[name])
        strip = self.strips[name] = self.figure.add_axes(look.boxes[f"{name} strip"])
        for each in (axes, strip):
            dress(each, look)
            self._scale(name, each)
        axes.tick_params(which="both", bottom=False, labelbottom=False)
        set_intensity(axes.yaxis, look.type, "left", 0.0)
        set_residual(strip.yaxis, look.type)
        energy = "photon energy  ω  [eV]"
        detuning = r"detuning  $E_{eg}/2-ω$  [eV]"
        label = energy if name == "full" else detuning
        strip.set_xlabel(label, color=colors.ink, size=10 * look.type)
        strip.axhline(1.0, color=colors.ink, lw=1.0 * look.line)
        edges = LineCollection([], colors=colors.standard, linewidths=0.8 * look.line)
        edges.set(linestyle=(0, (1, 2)), snap=False)
        placed(axes, edges, axes.get_xaxis_transform())
        self.thresholds[name] = edges
        self.derived[name] = line(axes, color=colors.ink, lw=1.8 * look.line)
        self.printed[name] = line(axes, color=colors.resonance, lw=1.8 * look.line, ls=(0, (5, 2)))
        self.ratios[name] = line(strip, color=colors.resonance, lw=1.6 * look.line)
        self.moving += [edges, self.derived[name], self.printed[name], self.ratios[name]]

    def _scale(self, name: str, axes: Axes) -> None:
        room = self._sized.boxes[name][2] * self.size[0] / (_CHARACTER * self.look.type)
        if name == "full":
            axes.set_xlim(0.0, YB.end_point)
            set_energy(axes.xaxis, room)
        else:
            axes.set(xscale="log", xlim=_END)
            set_detuning(axes.xaxis, room)

    def _name(self, names: tuple[str, str], title: str) -> None:
        """Write the title and the key."""
        look = self.look
        self.title.set_text(title.replace("a_ij", "$a_{ij}$"))
        self.ratio_label.set_text("ratio" if self._formula == AVERAGE else "printed / derived")
        first, second = names
        self.axes["end"].legend(
            [self.printed["end"], self.derived["end"], self.thresholds["end"]],
            [first, second, "thresholds"],
            loc="lower right",
            bbox_to_anchor=(1.0, 1.0),
            ncols=1 if look.lecture else 3,
            frameon=False,
            fontsize=9 * look.type,
            labelcolor=look.colors.ink,
            borderpad=0.2,
            borderaxespad=0.3,
            columnspacing=1.5,
        )

    def _show(self, name: str, shown: Comparison, *, anew: bool) -> bool:
        """Draw one panel and its strip; whether limits have changed."""
        where = self._across(name, shown.detuning)
        self.printed[name].set_data(where, shown.printed)
        self.derived[name].set_data(where, shown.derived)
        edges = [self._across(name, x) for x in shown.thresholds if name == "full" or x > 0]
        self.thresholds[name].set_segments([[(x, 0.0), (x, 1.0)] for x in edges])
        detuning, ratio = shown.ratio
        self.ratios[name].set_data(self._across(name, detuning), ratio)
        seen = YB.end_point if name == "full" else _END[0]
        heights = np.stack([shown.printed, shown.derived])[:, shown.detuning <= seen]
        changed = self._limit(name, heights, anew=anew)
        return changed | self._limit_ratio(name, ratio[detuning <= seen], anew=anew)

    @staticmethod
    def _across(name: str, detuning: Any) -> Any:
        return YB.end_point - detuning if name == "full" else detuning

    def _limit(self, name: str, heights: Array, *, anew: bool) -> bool:
        axes = self.axes[name]
        low, high = axes.get_ylim()
        foot, peak = float(heights.min()), float(heights.max())
        foot = foot if foot < -0.01 * peak else 0.0
        if not anew and 0.25 * high < peak <= high and 0.25 * low >= foot >= low:
            return False
        below = nice_above(-1.05 * foot) if foot else 0.0
        axes.set_ylim(-below, nice_above(1.05 * peak))
        return bool(axes.get_ylim() != (low, high))

    def _limit_ratio(self, name: str, ratio: Array, *, anew: bool) -> bool:
        strip = self.strips[name]
        low, high = strip.get_ylim()
        up, down = max(float(ratio.max()) - 1, 0.0), max(1 - float(ratio.min()), 0.0)
        if not anew and _holds(high - 1, up) and _holds(1 - low, down):
            return False
        above, below = (nice_above(max(1.05 * x, 0.05)) for x in (up, down))
        above, below = max(above, 0.2 * below), max(below, 0.2 * above)
        if down <= 1.0 < below:  # nothing is negative
            below = 1.0 + 0.05 * above
        strip.set_ylim(1 - below, 1 + above)
        return bool(strip.get_ylim() != (low, high))


def _holds(span: float, reach: float) -> bool:
    """Whether limits that are so far away hold what reaches so far, and do not dwarf it."""
    return reach <= span <= max(6 * reach, 0.3) or (reach == 0.0 and span > 0.0)
