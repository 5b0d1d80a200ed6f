"""LevelFigure: three levels to scale, what goes from one to another, and a caption beside them.

Each slide is drawn anew: there is no artist that moves. It knows no widgets.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from renp_widgets.apps.levels.compute import Scheme
from renp_widgets.apps.levels.words import TITLES, caption
from renp_widgets.live.fast_text import wrapped
from renp_widgets.live.figure import BaseFigure
from renp_widgets.live.look import DPI, POINTS, WIDTH, Box, Look
from renp_widgets.live.model import LiveScene
from renp_widgets.physics.levels import Level

# Pixels: left, bottom, width, height of the levels, and where the caption begins.
_PIXELS: Final[dict[bool, Box]] = {
    False: (66.3, 30.7, 550.0, 390.0),
    True: (96.3, 40.7, 500.0, 520.0),
}
_HEIGHT: Final = {False: 450, True: 600}
_CAPTION: Final = {False: 645.0, True: 618.0}
_MARGIN: Final = 14.0  # pixels, right of the caption
_LINES: Final = {"e": (0.14, 0.45), "v": (0.6, 0.91), "g": (0.14, 0.91)}
_TERM_GAP: Final = 0.012  # of the height, between a level and its words


class LevelFigure(BaseFigure):
    """The level scheme's figure.

    figure : the matplotlib Figure, for a back end; it stays the same whatever the look.
    axes : where the levels are, at their energies in eV.
    moving : empty, for every slide is drawn anew; `background` counts them.
    palette, paper : the colours in use; a picture mixes those of the palette with the paper's only.
    panels : empty, for no panel listens to a pointer.
    """

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return WIDTH, _HEIGHT[self.look.lecture]

    def _update(self, scene: LiveScene) -> None:
        """Show a slide."""
        self.set_look(Look.of(scene.view))
        shown: Scheme = scene.result
        self._top = 1.2 * shown.atom.virtual.energy
        self.axes.set(xlim=(0, 1), ylim=(-self._top / 9, self._top))
        for level in (shown.atom.ground, shown.atom.excited, shown.atom.virtual):
            self._level(level, _unused(shown) == level.ket)
        {
            "laser": self._laser,
            "forbidden": self._forbidden,
            "two_step": self._detour,
            "renp": self._detour,
        }[shown.state.step](shown)
        self._caption(shown)

    def _make(self) -> None:
        look, (_, height) = self.look, self.size
        x, y, w, h = _PIXELS[look.lecture]
        self.axes: Axes = self.figure.add_axes((x / WIDTH, y / height, w / WIDTH, h / height))
        ink = look.colors.ink
        self.axes.set_facecolor(self.paper)
        self.axes.spines[["top", "right", "bottom"]].set_visible(False)
        self.axes.spines["left"].set(color=ink, linewidth=0.8 * look.line)
        self.axes.tick_params(bottom=False, labelbottom=False, colors=ink, labelsize=9 * look.type)
        self.axes.set_ylabel("energy above  |g⟩  [eV]", color=ink, size=10 * look.type)

    # The slides

    def _laser(self, shown: Scheme) -> None:
        top, middle = shown.omega, shown.omega / 2
        self._arrow((0.63, top), (0.63, 0.0), self._photon)
        self._words(0.645, 0.28 * top, "E1", self._photon)
        self._wave((0.16, middle), (0.58, middle), "ω in")
        for sign, name in ((1, "ω out"), (-1, "ω out")):
            height = middle + sign * 0.09 * top
            self._wave((0.67, height), (0.97, height), name, below=sign < 0)

    def _forbidden(self, shown: Scheme) -> None:
        top, color = shown.atom.excited.energy, self.look.channel_colors[2]
        self._arrow((0.3, top), (0.3, 0.0), color, linestyle=(0, (4, 3)))
        size = 17 * self.look.type
        self.axes.plot(0.3, top / 2, "x", color=color, ms=size, mew=3 * self.look.line)
        self._words(0.36, top / 2, "E1, M1\nforbidden", color, weight="bold")

    def _detour(self, shown: Scheme) -> None:
        omega, top = shown.omega, shown.atom.excited.energy
        pair = shown.state.step == "renp"
        color = self.look.channel_colors[4] if pair else self._photon
        ink = self.look.colors.standard
        self.axes.plot(
            (0.14, 0.91), (omega, omega), color=ink, ls=(0, (3, 3)), lw=1.2 * self.look.line
        )
        half = (omega + top) / 2
        self._arrow((0.3, top), (0.3, omega), color)
        self._words(0.285, half, "M1", color, ha="right")
        if pair:
            for sign, name in ((1, r"$\nu_i$"), (-1, r"$\bar{\nu}_j$")):
                end = half + sign * 0.055 * top
                self._arrow((0.32, half), (0.46, end), color)
                self._words(0.47, end, name, color)
        else:
            self._wave((0.32, half), (0.56, half), r"$E_{eg}-\omega$")
        self._arrow((0.42, omega), (0.42, 0.0), self._photon)
        self._words(0.405, omega / 2, "E1", self._photon, ha="right")
        self._wave((0.44, omega / 2), (0.72, omega / 2), r"photon  $\omega$")
        self._arrow((0.75, omega), (0.75, shown.atom.virtual.energy), ink, style="<->")
        gap = (omega + shown.atom.virtual.energy) / 2
        self._words(0.765, gap, r"$E_{vg}-\omega$" + f"\n{shown.gap:.3f} eV", ink)

    # Their parts

    @property
    def _photon(self) -> str:
        return self.look.channel_colors[0]

    def _level(self, level: Level, unused: bool) -> None:
        """A level with its name, pale where a slide does without it."""
        colors = self.look.colors
        color = colors.grid if unused else colors.ink
        low, high = _LINES[level.ket]
        width = 2.2 * self.look.line
        self.axes.plot((low, high), (level.energy,) * 2, color=color, lw=width)
        energy = f"{level.energy:.4f} eV" if level.energy else ""
        ground = level.ket == "g"
        self.axes.text(
            low,
            level.energy + (-1 if ground else 1) * _TERM_GAP * self._top,
            rf"$|{level.ket}\rangle$  ${level.term}$" + (f"\n{energy}" if energy else ""),
            va="top" if ground else "bottom",
            color=colors.standard if unused else color,
            size=10 * self.look.type,
        )

    def _arrow(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        color: str,
        style: str = "-|>",
        linestyle: Any = "-",
    ) -> None:
        self.axes.annotate(
            "",
            end,
            start,
            arrowprops={
                "arrowstyle": style,
                "color": color,
                "linewidth": 1.8 * self.look.line,
                "linestyle": linestyle,
                "shrinkA": 0,
                "shrinkB": 0,
                "mutation_scale": 14 * self.look.type,
            },
        )

    def _wave(
        self, start: tuple[float, float], end: tuple[float, float], name: str, below: bool = False
    ) -> None:
        """A photon on its way, with its name above or below."""
        (x, y), (last, _) = start, end
        neck = last - 0.035
        along = np.linspace(x, neck, 200)
        waves = round((neck - x) / 0.035)
        swing = 0.012 * self._top
        height = y + swing * np.sin(2 * np.pi * waves * (along - x) / (neck - x))
        self.axes.plot(along, height, color=self._photon, lw=1.6 * self.look.line)
        self._arrow((neck, y), end, self._photon)
        aside = (-2.4 if below else 2.4) * swing
        self._words((x + last) / 2, y + aside, name, self._photon, ha="center", below=below)

    def _words(
        self, x: float, y: float, text: str, color: str, below: bool | None = None, **style: Any
    ) -> None:
        """Words on a halo of paper, centred on a height, or above or below it."""
        place = {None: "center", True: "top", False: "bottom"}[below]
        words = self.axes.text(x, y, text, color=color, va=place, size=11 * self.look.type, **style)
        words.set_path_effects([withStroke(linewidth=3, foreground=self.paper)])

    def _caption(self, shown: Scheme) -> None:
        """The title and its paragraphs, beside the levels."""
        lecture, ink = self.look.lecture, self.look.colors.ink
        left, height = _CAPTION[lecture], _HEIGHT[lecture]
        size = 10 * (1.3 if lecture else 1.0)
        pixels = size * DPI / POINTS
        room = WIDTH - left - _MARGIN
        y = height - 48.0
        paragraphs = ((TITLES[shown.state.step], "bold"), *((p, "normal") for p in caption(shown)))
        for text, weight in paragraphs:
            # Bold letters are wider than those that are measured.
            for row in wrapped(text, pixels, room / (1.12 if weight == "bold" else 1.0)):
                words = self.figure.text(left / WIDTH, y / height, row, color=ink, size=size)
                words.set(parse_math=False, weight=weight)
                y -= 1.4 * pixels
            y -= 0.6 * pixels


def _unused(shown: Scheme) -> str:
    """The level that a slide does without."""
    return {"laser": "e", "forbidden": "v"}.get(shown.state.step, "")
