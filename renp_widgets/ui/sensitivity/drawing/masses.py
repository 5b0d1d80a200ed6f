"""MassPanel: chi^2 against the lightest mass in both orderings."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from renp_widgets.ui.drawing.dressing import placed
from renp_widgets.ui.drawing.lettering import width
from renp_widgets.ui.drawing.looks import BAND_ALPHA, DPI, POINTS, Box, Look
from renp_widgets.ui.sensitivity.answers import Sensitivity
from renp_widgets.ui.sensitivity.drawing.panel import DASHED, Panel, ordering_color
from renp_widgets.ui.sensitivity.state import MASS_RANGE

__all__ = ["MassPanel"]

_LINEAR: Final = 3.0  # meV, below which the axis is linear, and logarithmic beyond
_TICKS: Final = (0, 1, 2, 5, 10, 20, 50, 100, 300)  # meV
_TOPS: Final = (25.0, 100.0, 400.0)
_STEPS: Final = 5  # of sqrt(chi^2), from the foot to the top
_FAR: Final = 1e9  # in place of infinity: the line leaves the panel
_EXCLUDED: Final = "excluded by one event"
_LEVELS: Final = {1.0: "1σ", 9.0: "3σ"}


class MassPanel(Panel):
    """Delta chi^2, on a scale of standard deviations, against the lightest mass.

    Masses that one event excludes have their line along the upper edge.

    profiles, excluded : lines of both orderings, by name. interval : the 68.3% interval.
    truth : a rule at the true mass. note : what the lines along the edge mean.
    """

    def __init__(self, figure: Figure, look: Look, box: Box) -> None:
        super().__init__(figure, look, box, "lightest mass [meV]", "Δχ²")
        axes, colors = self.axes, look.colors
        axes.set_xscale("asinh", linear_width=_LINEAR)
        axes.set_yscale("function", functions=(_root, np.square))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_minor_locator(NullLocator())
            axis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
        axes.xaxis.set_major_locator(FixedLocator(_TICKS))
        axes.set_xlim(0.0, 1e3 * MASS_RANGE[1])
        for level, name in _LEVELS.items():
            axes.axhline(level, color=colors.standard, lw=1.0 * look.line, ls=(0, (1, 1.5)))
            axes.text(
                1.0,
                level,
                f" {name}",
                transform=axes.get_yaxis_transform(),
                color=colors.ink,
                size=8 * look.type,
                va="center",
            )
        self.interval: Any = self._moving(
            PolyCollection([], facecolor=colors.band, alpha=BAND_ALPHA[0], linewidth=0)
        )
        placed(axes, self.interval, axes.get_xaxis_transform())
        self.truth = self._rule(color=colors.standard, lw=1.0 * look.line)
        self.profiles, self.excluded = {}, {}
        for ordering in ("normal", "inverted"):
            style = {"color": ordering_color(look, ordering), "lw": 1.8 * look.line}
            self.profiles[ordering] = self._line(**style)
            self.excluded[ordering] = self._rule(**{**style, "lw": 3.0 * look.line})
        self.note = self._words()
        self._unit = 9 * look.type * DPI / POINTS / self.size[0]
        self._set_top(_TOPS[0])

    def update(self, shown: Sensitivity) -> bool:
        """Show the profiles; the upper limit changes only if the best fits leave it."""
        state, profiles = shown.state, shown.verdict.profiles
        lowest = min(profile.best_chi2 for profile in profiles.values())
        for ordering, profile in profiles.items():
            masses, rise = 1e3 * profile.masses, profile.chi2 - lowest
            self.profiles[ordering].set_data(masses, np.minimum(rise, _FAR))
            for artist in (self.profiles[ordering], self.excluded[ordering]):
                artist.set_linestyle("-" if ordering == state.ordering else DASHED)
            height = 0.985 if ordering == state.ordering else 0.95
            hidden = np.where(np.isinf(rise), height, np.nan)
            self.excluded[ordering].set_data(masses, hidden)
        self.interval.set_verts(
            [[(a, 0), (b, 0), (b, 1), (a, 1)] for a, b in 1e3 * shown.intervals]
        )
        self.truth.set_data([1e3 * state.lightest_mass] * 2, [0.0, 1.0])
        self._explain_excluded(shown)
        changed = self._limit(max(p.best_chi2 for p in profiles.values()) - lowest)
        entries: list[tuple[Any, str]] = [
            (self.profiles[x], x) for x in (state.ordering, shown.other)
        ]
        entries += [(self.interval, "68% interval"), (self.truth, "truth")]
        return changed | self._key(entries, 2)

    def _explain_excluded(self, shown: Sensitivity) -> None:
        """Write below the lines along the edge, right-aligned, if there are any."""
        ends = [p.masses[-1] for p in shown.verdict.profiles.values() if np.isinf(p.chi2[-1])]
        self.note.set_text(_EXCLUDED if ends else "")
        self.note.set_position((0.97 - self._unit * width(_EXCLUDED, 1.0), 0.86))

    def _limit(self, best: float) -> bool:
        top = next((x for x in _TOPS if 1.15 * best < x), _TOPS[-1])
        if math.isinf(best):
            top = _TOPS[0]
        if top == self._top:
            return False
        self._set_top(top)
        return True

    def _set_top(self, top: float) -> None:
        self._top = top
        self.axes.set_ylim(0.0, top)
        ticks = (np.arange(_STEPS + 1) * math.sqrt(top) / _STEPS) ** 2
        self.axes.yaxis.set_major_locator(FixedLocator([*ticks]))


def _root(x: Any) -> Any:
    return np.sqrt(np.maximum(x, 0.0))
