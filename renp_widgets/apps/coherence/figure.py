"""CoherenceFigure: atoms in a box with their phases, the sum of the phases, and |sum|^2.

Artists are made once for each look, then updated. What moves with a slider is `moving`; all else is
background, and `background` counts its changes. It knows no widgets.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullLocator

from renp_widgets.apps.coherence.compute import WAVES, Ensemble
from renp_widgets.apps.coherence.state import DRAWN
from renp_widgets.apps.coherence.words import title
from renp_widgets.live.fast_text import Lettering
from renp_widgets.live.figure import BaseFigure, dress, line, placed
from renp_widgets.live.look import WIDTH, Box
from renp_widgets.live.model import LiveScene
from renp_widgets.live.text import number
from renp_widgets.live.ticks import nice_above

# Pixels: left, bottom, width, height. Their fractions of a pixel put the axes on the same pixels at
# one and at two dots each.
_PIXELS: Final[dict[bool, dict[str, Box]]] = {
    False: {
        "atoms": (16.3, 52.7, 280.0, 280.0),
        "walk": (316.3, 52.7, 280.0, 280.0),
        "curve": (664.3, 52.7, 280.0, 280.0),
    },
    True: {
        "atoms": (16.3, 84.9, 270.0, 270.0),
        "walk": (302.3, 84.9, 270.0, 270.0),
        "curve": (680.3, 84.9, 262.0, 270.0),
    },
}
_HEIGHT: Final = {False: 372, True: 416}
_FRONTS: Final = 40  # wave fronts, at most
_HAND: Final = 0.05  # length of an atom's arrow, over L
_CIRCLE: Final = np.exp(2j * np.pi * np.linspace(0.0, 1.0, 181))


class CoherenceFigure(BaseFigure):
    """The coherence explorer's figure.

    figure : the matplotlib Figure, for a back end; it stays the same whatever the look.
    dots, hands, fronts : the atoms, their phases as hands of clocks, and the fronts of the wave.
    steps, total : the walk of the phases, and where it leads.
    sampled, mean, now : |sum|^2 against the size of the box, its mean, and the present one.
    key : explains the curves.
    moving : the artists that `update` changes, in drawing order.
    background : counts the changes of everything else.
    palette, paper : the colours in use; a picture mixes those of the palette with the paper's only.
    panels : empty, for no panel listens to a pointer.
    """

    panels: Final[dict[str, Box]] = {}

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return WIDTH, _HEIGHT[self.look.lecture]

    def _update(self, scene: LiveScene) -> None:
        """Show a scene. Axes stay as they are unless what they show asks for other ones."""
        self._follow(scene.view)
        shown: Ensemble = scene.result
        self._show_atoms(shown)
        self._show_walk(shown)
        self._show_curve(shown)

    def _show_atoms(self, shown: Ensemble) -> None:
        places = shown.places[:DRAWN, :2]
        angles = shown.phases[:DRAWN]
        ends = places + _HAND * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        self.dots.set_data(*places.T)
        self.hands.set_segments(np.stack([places, ends], axis=1))
        count = math.floor(shown.waves)
        fronts = np.arange(1, count + 1) / shown.waves if 0 < count <= _FRONTS else np.empty(0)
        self.fronts.set_segments([[(x, 0.0), (x, 1.0)] for x in fronts])
        self.heads["atoms"].set_text(title(shown))

    def _show_walk(self, shown: Ensemble) -> None:
        n = shown.state.n_atoms
        walk = shown.walk
        self.steps.set_data(walk.real, walk.imag)
        self.total.set_data([0.0, walk[-1].real], [0.0, walk[-1].imag])
        radius = nice_above(1.1 * max(float(abs(walk).max()), math.sqrt(n), 1.0))
        self.background += _limit(self.walk, (-radius, radius), (-radius, radius))
        for name, size in (("√N", math.sqrt(n)), ("N", float(n))):
            ring, label = self.rings[name]
            ring.set_data(size * _CIRCLE.real, size * _CIRCLE.imag)
            label.set_text(name if 0.15 * radius < size <= radius and n > 1 else "")
            label.set_position((-0.71 * size, 0.71 * size))
        self.heads["walk"].set_text(f"their sum: |Σ| = {number(math.sqrt(shown.factor), 3)}")

    def _show_curve(self, shown: Ensemble) -> None:
        n = shown.state.n_atoms
        low = 10.0 ** (math.floor(math.log10(n)) - 1)
        high = 10.0 ** math.ceil(math.log10(2 * n**2))
        self.background += _limit(self.curve, (WAVES[0], WAVES[-1]), (low, high))
        self.sampled.set_data(WAVES, np.maximum(shown.sampled, low / 10))
        self.mean.set_data(WAVES, shown.mean)
        self.background += self.key.get_visible() != shown.state.curve
        for artist in (self.sampled, self.mean, self.key):
            artist.set_visible(shown.state.curve)
        self.now.set_data([min(max(shown.waves, WAVES[0]), WAVES[-1])], [max(shown.factor, low)])
        for name, value, x in (("N", n, 0.012), ("N²", n**2, 12.0)):
            rule, label = self.rules[name]
            rule.set_data([WAVES[0], WAVES[-1]], [value, value])
            label.set_text(name if n > 1 else "")
            label.set_position((x, 1.2 * value))
        self.heads["curve"].set_text(f"|Σ|² = {number(shown.factor, 3)}")

    def _make(self) -> None:
        self.heads: dict[str, Lettering] = {}
        self.atoms, self.walk, self.curve = (
            self._panel(name) for name in _PIXELS[self.look.lecture]
        )
        self._make_atoms()
        self._make_walk()
        self._make_curve()

    def _panel(self, name: str) -> Axes:
        look = self.look
        x, y, w, h = _PIXELS[look.lecture][name]
        height = _HEIGHT[look.lecture]
        axes = self.figure.add_axes((x / WIDTH, y / height, w / WIDTH, h / height))
        dress(axes, look)
        self.heads[name] = self._words(axes, 0.0, 1.0 + 9.0 * look.type / h, axes.transAxes)
        return axes

    def _make_atoms(self) -> None:
        colors, width = self.look.colors, self.look.line
        # Room around the box for hands that point out of it.
        ends = (-1.2 * _HAND, 1 + 1.2 * _HAND)
        self.atoms.set(xlim=ends, ylim=ends, xticks=[], yticks=[])
        self.atoms.spines[:].set_visible(False)
        self.atoms.plot([0, 1, 1, 0, 0], [0, 0, 1, 1, 0], color=colors.ink, lw=1.0 * width)
        self._label(self.atoms.set_xlabel, "box of edge L,  p →")
        self.fronts = self._segments(colors.grid, 1.0 * width)
        self.hands = self._segments(colors.channels[0], 1.3 * width)
        self.dots = self._line(self.atoms, color=colors.ink, marker="o", ls="none", ms=2.6 * width)
        self.dots.set(markeredgewidth=0.0, snap=False)

    def _make_walk(self) -> None:
        colors, width = self.look.colors, self.look.line
        self.walk.set(xticks=[], yticks=[])
        self._label(self.walk.set_xlabel, "Re Σ exp(i p·x),  Im ↑")
        self.rings = {
            name: (
                self._line(self.walk, color=colors.standard, ls=dashes, lw=0.9 * width),
                self._words(self.walk, 0, 0, self.walk.transData),
            )
            for name, dashes in (("√N", (0, (1, 2))), ("N", (0, (5, 3))))
        }
        self.steps = self._line(self.walk, color=colors.channels[0], lw=1.2 * width)
        self.total = self._line(
            self.walk, color=colors.resonance, lw=2.4 * width, marker="o", markevery=[1]
        )

    def _make_curve(self) -> None:
        colors, width = self.look.colors, self.look.line
        self.curve.set(xscale="log", yscale="log")
        self._label(self.curve.set_xlabel, "wavelengths along the box")
        self._label(self.curve.set_ylabel, "|Σ exp(i p·x)|²")
        for axis in (self.curve.xaxis, self.curve.yaxis):
            axis.set_major_locator(LogLocator(numticks=6))
            axis.set_minor_locator(NullLocator())
        self.rules = {
            name: (
                self._line(self.curve, color=colors.standard, ls=dashes, lw=0.9 * width),
                self._words(self.curve, 0, 0, self.curve.transData),
            )
            for name, dashes in (("N", (0, (1, 2))), ("N²", (0, (5, 3))))
        }
        self.sampled = self._line(self.curve, color=colors.channels[0], lw=0.9 * width)
        self.mean = self._line(self.curve, color=colors.ink, lw=1.6 * width)
        self.now = self._line(
            self.curve, color=colors.resonance, marker="o", ms=8 * width, ls="none"
        )
        self.key = self.curve.legend(
            [self.mean, self.sampled],
            ["mean", "this draw"],
            loc="lower left",
            fontsize=8.5 * self.look.type,
            labelcolor=colors.ink,
            frameon=False,
            handlelength=1.2,
            borderaxespad=0.2,
        )

    def _line(self, axes: Axes, **style: Any) -> Line2D:
        made = line(axes, **style)
        self.moving.append(made)
        return made

    def _segments(self, color: str, width: float) -> Any:
        made: Any = LineCollection([], colors=color, linewidths=width)
        made.set_snap(False)
        placed(self.atoms, made, self.atoms.transData)
        self.moving.append(made)
        return made

    def _words(self, axes: Axes, x: float, y: float, transform: Any) -> Lettering:
        colors = self.look.colors
        words = Lettering(x, y, halo=colors.paper, color=colors.ink, size=9.5 * self.look.type)
        placed(axes, words, transform, clip=False)
        self.moving.append(words)
        return words

    def _label(self, setter: Any, text: str) -> None:
        setter(text, color=self.look.colors.ink, size=9.5 * self.look.type)


def _limit(axes: Axes, x: tuple[float, float], y: tuple[float, float]) -> bool:
    """Set the limits of axes; whether they have changed."""
    if axes.get_xlim() == x and axes.get_ylim() == y:
        return False
    axes.set(xlim=x, ylim=y)
    return True
