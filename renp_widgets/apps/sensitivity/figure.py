"""SensitivityFigure: what is counted, what it says of the lightest mass, and how soon."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from renp_widgets.apps.sensitivity.compute import ASKED, DAYS, Sensitivity
from renp_widgets.apps.sensitivity.state import MASS_RANGE
from renp_widgets.apps.sensitivity.words import title
from renp_widgets.live.fast_text import Lettering, elided, width
from renp_widgets.live.figure import BaseFigure, Panel, placed
from renp_widgets.live.look import BAND_ALPHA, DPI, POINTS, WIDTH, Box, Look
from renp_widgets.live.model import LiveScene
from renp_widgets.live.ticks import nice_above, set_detuning, set_residual

DASHED: Final = (0, (5, 2))
"""Dashes of the ordering that is not the true one."""
_ORDERING_COLORS: Final = {"normal": 0, "inverted": 2}  # of a look's channels


def ordering_color(look: Look, ordering: str) -> str:
    """The colour of an ordering, as #rrggbb."""
    return look.channel_colors[_ORDERING_COLORS[ordering]]


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


_LOW, _HIGH = 0.1, 100.0  # standard deviations
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


# Pixels: left, bottom, width, height. Their fractions of a pixel put the axes on the same pixels at
# one and at two dots each.
_PIXELS: Final[dict[bool, dict[str, Box]]] = {
    False: {
        "counts": (66.3, 357.7, 870.0, 210.0),
        "masses": (66.3, 60.7, 385.0, 210.0),
        "exposure": (551.3, 60.7, 385.0, 210.0),
    },
    True: {
        "counts": (102.1, 484.9, 828.0, 250.0),
        "masses": (102.1, 90.9, 350.0, 250.0),
        "exposure": (580.1, 90.9, 350.0, 250.0),
    },
}
_HEIGHT: Final = {False: 622, True: 840}


class SensitivityFigure(BaseFigure):
    """The sensitivity explorer's figure.

    counts, masses, exposure : its panels.
    """

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return WIDTH, _HEIGHT[self.look.lecture]

    def _update(self, scene: LiveScene) -> None:
        """Show a scene."""
        self._follow(scene.view)
        self.counts.at_rest = self.at_rest
        changed = [panel.update(scene.result) for panel in self._panels]
        self.background += any(changed)

    def _make(self) -> None:
        look, (_, height) = self.look, self.size
        boxes = {
            name: (x / WIDTH, y / height, w / WIDTH, h / height)
            for name, (x, y, w, h) in _PIXELS[look.lecture].items()
        }
        self.counts = CountsPanel(self.figure, look, boxes["counts"])
        self.masses = MassPanel(self.figure, look, boxes["masses"])
        self.exposure = ExposurePanel(self.figure, look, boxes["exposure"])
        self._panels = (self.counts, self.masses, self.exposure)
        self.moving = [artist for panel in self._panels for artist in panel.moving]
