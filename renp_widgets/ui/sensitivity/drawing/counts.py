"""CountsPanel: what is counted at the triggers, and what both orderings expect."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from renp_widgets.ui.drawing.dressing import placed
from renp_widgets.ui.drawing.lettering import Lettering, elided
from renp_widgets.ui.drawing.looks import DPI, POINTS, WIDTH, Box, Look
from renp_widgets.ui.drawing.scales import nice_above
from renp_widgets.ui.drawing.ticks import set_detuning, set_residual
from renp_widgets.ui.sensitivity.answers import Sensitivity
from renp_widgets.ui.sensitivity.drawing.panel import DASHED, Panel, ordering_color
from renp_widgets.ui.sensitivity.words import title

__all__ = ["CountsPanel"]

Array = NDArray[np.float64]

_CHARACTER: Final = 8.0  # pixels, width of a tick label's character and of what keeps it apart
_MARGIN: Final = 11.5  # pixels, left of the title


class CountsPanel(Panel):
    """Counts against detuning: points with error bars, and the curves of what is expected.

    points, bars : counts and their square roots. fits : the curves of both orderings, by name.
    truth : the curve of the truth, where the fits differ from it. floor : the background.
    at_rest : whether the upper limit is to be chosen anew.
    """

    at_rest = False

    def __init__(self, figure: Figure, look: Look, box: Box) -> None:
        x = r"detuning from the end point  $E_{eg}/2-ω$  [eV]"
        super().__init__(figure, look, box, x, "counts per trigger")
        axes, colors = self.axes, look.colors
        axes.set_xscale("log")
        set_detuning(axes.xaxis, self.size[0] / (_CHARACTER * look.type))
        set_residual(axes.yaxis, look.type)
        self.floor: Any = self._moving(PolyCollection([], facecolor=colors.zoom, linewidth=0))
        placed(axes, self.floor, axes.get_yaxis_transform())
        self.thresholds: Any = self._moving(
            LineCollection([], colors=colors.standard, linewidths=0.8 * look.line)
        )
        self.thresholds.set(linestyle=(0, (1, 2)), snap=False)
        placed(axes, self.thresholds, axes.get_xaxis_transform())
        self.truth = self._line(color=colors.standard, lw=1.2 * look.line)
        self.fits = {
            ordering: self._line(color=ordering_color(look, ordering), lw=1.8 * look.line)
            for ordering in ("normal", "inverted")
        }
        self.bars: Any = self._moving(
            LineCollection([], colors=colors.ink, linewidths=1.2 * look.line)
        )
        self.bars.set_snap(False)
        placed(axes, self.bars, axes.transData)
        self.points = self._line(color=colors.ink, marker="o", ms=4.5 * look.line, ls="none")
        self.points.set(markeredgecolor=colors.paper, mew=0.8, snap=False)
        height = figure.get_figheight() * DPI
        size = 11 * look.type
        place = _MARGIN / WIDTH, 1 - 24 * look.type / height
        self.title = Lettering(*place, color=colors.ink, size=size, transform=figure.transFigure)
        figure.add_artist(self.title)
        self.moving.append(self.title)
        self._room = (WIDTH - 2 * _MARGIN) / (size * DPI / POINTS)

    def update(self, shown: Sensitivity) -> bool:
        """Show the counts; until they rest the limits change only if what is shown leaves them."""
        state, verdict = shown.state, shown.verdict
        detuning, drawn = shown.experiment.triggers, state.seed is not None
        error = np.sqrt(verdict.counts)
        low, high = verdict.counts - error, verdict.counts + error
        self.points.set_data(detuning, verdict.counts)
        self.bars.set_segments(np.stack([(detuning, low), (detuning, high)]).transpose(2, 0, 1))
        self.thresholds.set_segments([[(x, 0.0), (x, 1.0)] for x in shown.thresholds if x > 0])
        background = float(shown.experiment.background_counts[0])
        self.floor.set_verts([[(0, 0), (1, 0), (1, background), (0, background)]])
        self.truth.set_data(shown.detuning, shown.curves["truth"])
        self.truth.set_visible(drawn)
        for ordering, curve in self.fits.items():
            curve.set_data(shown.detuning, shown.curves[ordering])
            curve.set_linestyle("-" if ordering == state.ordering else DASHED)
        self.title.set_text(elided(title(shown), 1.0, self._room))
        peak = max(float(high.max()), *(float(curve.max()) for curve in shown.curves.values()))
        changed = self._limit(state.window, peak, anew=self.at_rest)
        return changed | self._explain(shown, drawn=drawn, background=background > 0)

    def _limit(self, window: tuple[float, float], peak: float, *, anew: bool) -> bool:
        before = self.axes.get_xlim(), self.axes.get_ylim()
        self.axes.set_xlim(*reversed(window))
        top = before[1][1]
        if anew or not 0.25 * top < peak <= top:
            self.axes.set_ylim(0.0, nice_above(1.05 * peak))
        return (self.axes.get_xlim(), self.axes.get_ylim()) != before

    def _explain(self, shown: Sensitivity, *, drawn: bool, background: bool) -> bool:
        true, other = shown.state.ordering, shown.other
        points = "counts drawn, ±√N" if drawn else "counts expected, ±√N"
        entries = [(self.points, points)]
        entries += [(self.truth, "truth")] if drawn else []
        entries += [(self.fits[true], f"{true}, best fit" if drawn else f"{true}, the truth")]
        entries += [(self.fits[other], f"{other}, best fit")]
        entries += [(self.floor, "background")] if background else []
        return self._key(entries, 3)
