"""ReachFigure: the plane of a mediator's mass and coupling. It knows no widgets.

Only the axes with their ticks are background: all else may change with every frame.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.transforms import Affine2D

from renp_widgets.apps.common.fields import MEDIATOR_MASS_BOUNDS
from renp_widgets.apps.reach import words
from renp_widgets.apps.reach.compute import ReachScene
from renp_widgets.apps.reach.words import Published, merged, published
from renp_widgets.live.fast_text import Lettering, elided, width
from renp_widgets.live.figure import BaseFigure, dress, line, placed
from renp_widgets.live.look import BAND_ALPHA, DPI, POINTS, WIDTH, Box, Look
from renp_widgets.live.ticks import set_detuning, spread
from renp_widgets.values import Array

COUPLINGS: Final = {"vector": (1e-32, 1e-6), "scalar": (1e-26, 1e0)}
"""Ends of the axis of couplings, by mediator."""
_LABELS: Final = {"vector": r"$|g_e\,g_ν|$", "scalar": r"$|y_e\,y_ν|$"}
_HIGHEST: Final = 1e30  # in place of infinity: there a line leaves the plane upwards
_MOST: Final = 8  # of what is published, on one plane
_LEGEND: Final = 9.5  # points
# Pixels, for type of the usual size.
_SWATCH: Final = 32.0
_STEP: Final = 24.0
_TICK: Final = 8.0


class ReachFigure(BaseFigure):
    """The reach explorer's figure, a LiveFigure.

    figure : the matplotlib Figure; it stays the same whatever the look.
    plane : its axes.
    reach, opposite : the curves of both signs of the coupling.
    profiled : the curve with the lightest mass free.
    excluded : the shade of what the experiment excludes.
    limits, boxes : what is published: limits, and ranges of them.
    kinematic, resonances : M = E_eg, and at the foot the masses that a trigger meets on shell.
    cross, dot : the chosen point.
    moving, background, palette, paper : as every LiveFigure has them.
    """

    def __init__(self, look: Look | None = None) -> None:
        self._mediator = "vector"
        super().__init__(look)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return (WIDTH, 652) if self.look.lecture else (WIDTH, 536)

    def _make(self) -> None:
        # Their fractions of a pixel put the axes on the same pixels in both kinds of frames.
        left, foot, right, head = (118.1, 94.9, 30.1, 118.1) if self.look.lecture else (
            80.3, 62.7, 22.3, 78.3
        )  # fmt: skip
        across, up = self.size
        self._pixels = (left, foot, across - left - right, up - foot - head)
        self.plane = self.figure.add_axes(self.panels["plane"])
        self._dress()
        self._make_artists()

    def _update(self, scene: ReachScene) -> None:
        """Show a scene. The axes stay as they are unless the kind of mediator changes."""
        self._follow(scene.view)
        if scene.state.mediator != self._mediator:
            self._mediator = scene.state.mediator
            self.plane.set_ylim(*COUPLINGS[self._mediator])
            self.plane.set_ylabel(_LABELS[self._mediator])
            self.background += 1
        self._show_curves(scene)
        self._show_published()
        self._show_marks(scene)
        self._write(scene)

    # What a pointer needs

    @property
    def panels(self) -> Mapping[str, Box]:
        """The box of the plane, in fractions of the figure."""
        (x, y, w, h), (across, up) = self._pixels, self.size
        return {"plane": (x / across, y / up, w / across, h / up)}

    def data_at(self, x: float, y: float) -> tuple[float, float]:
        """Mass (eV) and coupling at a place, in fractions of the plane from its lower left."""
        (left, right), (low, high) = self.plane.get_xlim(), self.plane.get_ylim()
        return float(left * (right / left) ** x), float(low * (high / low) ** y)

    def place_of(self, mass: float, coupling: float) -> tuple[float, float]:
        """Where a mass (eV) and a coupling are, in fractions of the plane."""
        (left, right), (low, high) = self.plane.get_xlim(), self.plane.get_ylim()
        across = math.log(mass / left) / math.log(right / left)
        return across, math.log(coupling / low) / math.log(high / low)

    # What does not move

    def _dress(self) -> None:
        look, plane = self.look, self.plane
        dress(plane, look)
        plane.set(xscale="log", yscale="log", xlim=MEDIATOR_MASS_BOUNDS)
        plane.set_ylim(*COUPLINGS[self._mediator])
        _, _, across, up = self._pixels
        set_detuning(plane.xaxis, across / (8 * look.type))
        set_detuning(plane.yaxis, 5 * up / (28 * look.type))
        size: Any = {"color": look.colors.ink, "size": 10 * look.type}
        plane.set_xlabel("mass of the mediator M [eV]", **size)
        plane.set_ylabel(_LABELS[self._mediator], **size)
        plane.yaxis.set_label_coords(-56 * look.type / across, 0.5)
        plane.format_coord = lambda x, y: f"M = {x:.3g} eV, coupling {y:.3g}"  # type: ignore[method-assign]

    def _make_artists(self) -> None:
        look, plane, colors = self.look, self.plane, self.look.colors
        thick, thin = 2.2 * look.line, 0.9 * look.line
        self.excluded = PolyCollection([], facecolor=colors.band, alpha=BAND_ALPHA[0], linewidth=0)
        self.boxes = LineCollection([], colors=colors.channels[4], linestyles=[(0, (6, 3))])
        self.boxes.set_linewidth(1.4 * look.line)
        self.limits = LineCollection([], colors=colors.channels[2], linewidths=0.7 * thick)
        self.resonances = LineCollection([], colors=colors.resonance, linewidths=thin)
        for artist in (self.excluded, self.boxes, self.limits, self.resonances):
            placed(plane, artist, plane.transData)
        self.kinematic = line(plane, color=colors.resonance, lw=1.2 * look.line, dashes=(1.5, 2))
        styles: dict[str, Any] = {
            "opposite": {"color": colors.ink, "linewidth": thin},
            "profiled": look.pin_styles[0],
            "reach": {"color": colors.ink, "linewidth": thick},
        }
        curves = [line(plane, **style) for style in styles.values()]
        self.opposite, self.profiled, self.reach = curves
        self.cross = line(plane, color=colors.ink, lw=thin, dashes=(4, 3))
        self.dot = line(plane, color=colors.ink, marker="o", ms=7 * look.line)
        self.dot.set(markeredgecolor=colors.paper, mew=1.2, snap=False)
        (across, up), figure = self.size, self.figure
        self._in_pixels = Affine2D().scale(1 / across, 1 / up) + figure.transFigure
        self._swatches = {kind: Line2D([], [], **style) for kind, style in styles.items()}
        for swatch in self._swatches.values():
            placed(plane, swatch, self._in_pixels, clip=False)
        self._legend = {kind: self._text(_LEGEND) for kind in styles}
        self._titles = [self._text(11), self._text(11)]
        self._kinematic_name = self._text(9, halo=colors.paper)
        self._names = [self._text(9, halo=colors.paper) for _ in range(_MOST)]
        self._notes = {kind: self._text(9, halo=colors.paper) for kind in ("missing", "line")}
        self.moving = [self.excluded, self.boxes, self.limits, self.resonances]
        self.moving += [self.kinematic, *curves, self.cross]
        self.moving += [*self._names, *self._notes.values(), self._kinematic_name, self.dot]
        self.moving += [*self._swatches.values(), *self._legend.values(), *self._titles]

    def _text(self, size: float, halo: str | None = None) -> Lettering:
        """A text placed in pixels of the figure."""
        text = Lettering(0, 0, halo, color=self.look.colors.ink, size=size * self.look.type)
        placed(self.plane, text, self._in_pixels, clip=False)
        return text

    # What moves

    def _show_curves(self, scene: ReachScene) -> None:
        curve, (low, high) = scene.curve, COUPLINGS[self._mediator]
        reach = _drawn(curve.positive)
        self.reach.set_data(curve.masses, reach)
        shade = np.stack([curve.masses, np.clip(reach, 0.1 * low, 10 * high)], axis=-1)
        lid = [(curve.masses[-1], 10 * high), (curve.masses[0], 10 * high)]
        self.excluded.set_verts([np.concatenate([shade, lid])])
        self.opposite.set_data(curve.masses, _drawn(curve.negative))
        self.opposite.set_visible(words.signs_differ(scene))
        profiled = scene.profiled
        self.profiled.set_visible(profiled is not None)
        if profiled is not None:
            self.profiled.set_data(profiled.masses, _drawn(profiled.positive))

    def _show_published(self) -> None:
        """Draw what is published, and its names."""
        shown = merged(published(self._mediator))
        left, _ = self.plane.get_xlim()
        lines = [each for each in shown if not each.is_range]
        self.limits.set_segments(
            [[(max(x, left), each.couplings[0]) for x in each.masses] for each in lines]
        )
        boxes = [each for each in shown if each.is_range]
        self.boxes.set_segments([_outline(each) for each in boxes])
        unit, texts = self.look.type, iter(self._names)
        x, foot, _, up = self._pixels
        heights = [foot + up * self.place_of(1.0, each.couplings[0])[1] for each in lines]
        order = np.argsort(heights)
        middles = spread(np.array(heights)[order], _STEP * unit, foot, foot + up)
        for k, middle in zip(order, middles, strict=True):
            _put(next(texts), lines[k].name, x + 8 * unit, middle - 4.5 * unit)
        for each in boxes:
            right, low = self.place_of(each.masses[1], each.couplings[0])
            end = x + right * self._pixels[2] - 7 * unit - self._wide(each.name, 9)
            _put(next(texts), each.name, end, foot + low * up + 7 * unit)

    def _show_marks(self, scene: ReachScene) -> None:
        """Draw what belongs to masses, and the chosen point."""
        state, unit = scene.state, self.look.type
        (left, _), (low, high) = self.plane.get_xlim(), self.plane.get_ylim()
        x, foot, across, up = self._pixels
        e_eg = state.atom.e_eg
        self.kinematic.set_data([e_eg, e_eg], [low, high])
        place = x + across * self.place_of(e_eg, low)[0]
        _put(self._kinematic_name, "M = E_eg", place + 6 * unit, foot + 8 * unit)
        tip = low * (high / low) ** (_TICK * unit / up)
        self.resonances.set_segments([[(m, low), (m, tip)] for m in scene.curve.resonances])
        mass, coupling = state.mediator_mass, state.coupling
        self.cross.set_data([left, mass, mass], [coupling, coupling, low])
        self.dot.set_data([mass], [coupling])

    def _write(self, scene: ReachScene) -> None:
        """Titles and legend, above the plane, and notes in its corners."""
        unit, (across, up) = self.look.type, self.size
        for k, (text, title) in enumerate(
            zip(self._titles, words.titles(scene.state), strict=True)
        ):
            room = (across - 20 * unit) / _size(11 * unit)
            _put(text, elided(title, 1.0, room), 11.5, up - (23 + 21 * k) * unit)
        shown = dict(words.legend(scene))
        x, y = self._pixels[0], up - 65 * unit
        for kind, text in self._legend.items():
            self._swatches[kind].set_visible(kind in shown)
            text.set_visible(kind in shown)
        for kind, name in shown.items():
            self._swatches[kind].set_data([x, x + (_SWATCH - 7) * unit], [y + 4 * unit] * 2)
            _put(self._legend[kind], name, x + _SWATCH * unit, y)
            x += (_SWATCH + 18) * unit + self._wide(name, _LEGEND)
        x, foot, wide, high = self._pixels
        notes = {
            "missing": (words.missing(), high - 18 * unit),
            "line": (words.line(scene), 8 * unit),
        }
        for kind, (note, y) in notes.items():
            end = x + wide - 9 * unit - self._wide(note, 9)
            _put(self._notes[kind], note, end, foot + y)

    def _wide(self, text: str, size: float) -> float:
        """Width of a text of this type size, in pixels."""
        return width(text, _size(size * self.look.type))


def _size(points: float) -> float:
    return points * DPI / POINTS


def _put(text: Lettering, words: str, x: float, y: float) -> None:
    text.set_text(words)
    text.set_position((x, y))


def _drawn(couplings: Array) -> Array:
    """Couplings as a line shows them: infinity is far above the plane."""
    return np.minimum(couplings, _HIGHEST)


def _outline(each: Published) -> list[tuple[float, float]]:
    (left, right), (low, high) = each.masses, each.couplings
    return [(left, low), (right, low), (right, high), (left, high), (left, low)]
