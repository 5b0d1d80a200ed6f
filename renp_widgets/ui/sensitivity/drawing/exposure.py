"""ExposurePanel: how well each question is answered, against exposure."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from renp_widgets.ui.drawing.looks import Box, Look
from renp_widgets.ui.drawing.ticks import set_detuning
from renp_widgets.ui.sensitivity.answers import ASKED, DAYS, Sensitivity
from renp_widgets.ui.sensitivity.drawing.panel import Panel

__all__ = ["ExposurePanel"]

_CHARACTER: Final = 8.0  # pixels, width of a tick label's character and of what keeps it apart
_LOW, _HIGH = 0.1, 100.0  # standard deviations
_FAR: Final = 1e9  # in place of infinity: the line leaves the panel
_DASHES: Final[dict[str, Any]] = {"ordering": "-", "mass": (0, (6, 2)), "nature": (0, (5, 2, 1, 2))}
_NAMES: Final = {"ordering": "ordering", "mass": "mass > 0", "nature": "nature"}


class ExposurePanel(Panel):
    """Significance in the median against exposure, with one dot for each question at present.

    curves, dots : by question. now : a rule at the present exposure.
    """

    def __init__(self, figure: Figure, look: Look, box: Box) -> None:
        super().__init__(figure, look, box, "exposure [days]", "significance [σ]")
        axes, colors = self.axes, look.colors
        axes.set_xscale("log")
        axes.set_yscale("log")
        set_detuning(axes.xaxis, self.size[0] / (_CHARACTER * look.type))
        axes.yaxis.set_major_locator(FixedLocator([0.1, 1.0, 10.0, 100.0]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.set(xlim=(DAYS[0], DAYS[-1]), ylim=(_LOW, _HIGH))
        axes.axhline(3.0, color=colors.standard, lw=1.0 * look.line, ls=(0, (1, 1.5)))
        axes.text(
            1.0,
            3.0,
            " 3σ",
            transform=axes.get_yaxis_transform(),
            color=colors.ink,
            size=8 * look.type,
            va="center",
        )
        self.now = self._rule(color=colors.standard, lw=1.0 * look.line)
        shades = {
            "ordering": colors.channels[4],
            "mass": colors.channels[5],
            "nature": colors.pins[1],
        }
        self.curves, self.dots = {}, {}
        for question in ASKED:
            color, dashes = shades[question], _DASHES[question]
            self.curves[question] = self._line(color=color, ls=dashes, lw=1.8 * look.line)
            self.dots[question] = self._line(color=color, marker="o", ms=5.5 * look.line)
            self.dots[question].set(markeredgecolor=colors.paper, mew=0.8, snap=False)

    def update(self, shown: Sensitivity) -> bool:
        """Show the outlooks, and what the present counts say."""
        days = shown.state.days
        self.now.set_data([days, days], [0.0, 1.0])
        for question, outlook in shown.outlooks.items():
            # A certain answer comes with its first event: a step there.
            x, y = DAYS, np.clip(outlook.significance, 1e-9, _FAR)
            if outlook.certain:
                x, y = np.array([outlook.days] * 2), np.array([_LOW, _FAR])
            self.curves[question].set_data(x, y)
            now = np.sqrt(max(shown.verdict.chi2[question], 0.0))
            self.dots[question].set_data([days], [np.clip(now, 1e-9, _FAR)])
        return self._key([(self.curves[question], _NAMES[question]) for question in ASKED], 2)
