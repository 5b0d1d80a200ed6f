"""The lines of thresholds and resonance, and the words in a figure that say what it shows."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from renp_widgets.apps.spectrum.compute import Scene
from renp_widgets.apps.spectrum.drawing.panes import Pane
from renp_widgets.apps.spectrum.words.captions import mediator_title, titles
from renp_widgets.live.artists import fraction, placed, segments
from renp_widgets.live.fast_text import Lettering, elided, width, wrapped
from renp_widgets.live.look import DPI, HIGHLIGHT_ALPHA, POINTS, Look
from renp_widgets.live.ticks import spread
from renp_widgets.physics.kinematics import CHANNELS
from renp_widgets.physics.uncertainty import SpectrumBand
from renp_widgets.values import Array

NAMES: Final = (*CHANNELS, "M")
"""Of the lines: the channels' thresholds, and the resonance of a mediator."""
# Pixels, for type of the usual size: from label to label, and heights above the panel.
_GAP: Final = 33.0
_LEADER_HEIGHTS: Final = (19.5, 26.5)
_LABEL_HEIGHT: Final = 36.5
_SWATCH: Final = 9.7
_CAP_HEIGHT: Final = 10.1
_STRIPE: Final = (-16.0, 18.4, 20.0)  # from left to right, and its height


class ThresholdLines:
    """The lines through both panels; above the end point, labels with swatches and leaders.

    edge_markers : stand at the edge for lines beyond it.
    moving : all artists but the lines themselves, in drawing order.
    """

    def __init__(self, full: Pane, end: Pane, look: Look) -> None:
        axes, ink = end.axes, look.colors.ink
        self._full, self._end, self._look = full, end, look
        # One pixel, for type of the usual size, as fractions of the panel.
        self._dx, self._dy = fraction(look.type, end.box, look)
        pixel = look.type * 0.72  # in points
        self.stripe = Line2D([], [], color=look.colors.highlight, alpha=HIGHLIGHT_ALPHA)
        self.stripe.set(lw=_STRIPE[2] * pixel, solid_capstyle="butt", snap=False)
        placed(axes, self.stripe, axes.transAxes, clip=False)
        self.leaders = segments(axes, look, axes.transAxes, "solid")
        self.swatches = segments(axes, look, axes.transAxes, "solid")
        self.leaders.set(linewidth=0.9 * look.line)
        self.swatches.set(linewidth=_SWATCH * pixel, capstyle="butt")
        self.edge_markers = [
            Line2D([], [], color=color, lw=0, marker=">", ms=8 * look.line, mew=0, snap=False)
            for color in look.line_colors
        ]
        self.labels = [Lettering(0, 0, text=name, color=ink, size=10 * look.type) for name in NAMES]
        for artist in (*self.edge_markers, *self.labels):
            placed(axes, artist, axes.transAxes, clip=False)

    @property
    def moving(self) -> list[Any]:
        """Its artists, in drawing order."""
        return [self.stripe, self.leaders, self.swatches, *self.edge_markers, *self.labels]

    def update(self, scene: Scene) -> None:
        """Draw and label the lines of a scene, and let the inspected one stand out."""
        spectrum, inspected = scene.spectrum, scene.view.inspected
        detuning = spectrum.thresholds.detuning
        widths = (0.8 + 3 * np.sqrt(spectrum.couplings)) * self._look.line
        if spectrum.resonance is not None:
            detuning = np.append(detuning, spectrum.resonance)
            widths = np.append(widths, 2.0 * self._look.line)
        omega = spectrum.target.end_point - detuning
        self._full.lines.set_segments([self._full.through(x) for x in omega])
        self._full.lines.set_linewidth((0.5 * widths).tolist())
        x = np.array([self._end.place_of(d) for d in detuning])
        at = np.clip(x, 0.0, 1.0)
        segments = [
            self._end.through(place) if place == there else [(place, 0), (place, 0)]
            for place, there in zip(at, x, strict=True)
        ]
        self._end.lines.set_segments(segments)
        self._end.lines.set_linewidth(widths.tolist())
        self._label(at, x == at, inspected)
        k = NAMES.index(inspected) if inspected else None
        for pane in (self._full, self._end):
            place = None if k is None else pane.x(spectrum.target, detuning[k])
            pane.show_rule(pane.highlight, place)

    def _label(self, at: Array, inside: NDArray[np.bool_], inspected: str) -> None:
        """Label lines at these fractions of the panel's width, in the order of NAMES.

        inside : False where a line lies beyond the edge, at which it then gets a marker.
        inspected : the name of the line whose label stands out, or "".
        """
        order = np.argsort(at, kind="stable")
        x = np.empty_like(at)
        x[order] = spread(at[order], _GAP * self._dx, 14 * self._dx, 1 - 14 * self._dx)
        low, high = (1 + height * self._dy for height in _LEADER_HEIGHTS)
        middle, half = 1 + _LABEL_HEIGHT * self._dy, 0.5 * _SWATCH * self._dx
        swatches = x - 9.0 * self._dx
        self.leaders.set_segments(
            [((a, 1.0), (b, low), (b, high)) for a, b in zip(at, x, strict=True)]
        )
        self.swatches.set_segments([((b - half, middle), (b + half, middle)) for b in swatches])
        self.stripe.set_visible(False)
        for k, (label, marker) in enumerate(zip(self.labels, self.edge_markers, strict=True)):
            shown = k < len(at)  # there is no resonance
            label.set_visible(shown)
            if np.size(marker.get_xdata()):
                marker.set_data([], [])
            if shown:
                label.set_position((x[k] - 1.5 * self._dx, middle - 0.5 * _CAP_HEIGHT * self._dy))
            if shown and not inside[k]:
                marker.set_data([at[k]], [1.0])
                marker.set_marker("<" if at[k] == 0 else ">")
            if shown and NAMES[k] == inspected:
                left, right, _ = _STRIPE
                ends = [x[k] + left * self._dx, x[k] + right * self._dx]
                self.stripe.set(data=(ends, [middle, middle]), visible=True)


_LINES: Final = 6
# Pixels, for type of the usual size: left and lower margin, and from line to line.
_LEFT, _FOOT, _STEP = 10.0, 11.0, 18.0
_WIDTH: Final = 0.84  # of the panel's, at most


class Notes:
    """Titles above the panels, and notes on dashes and shades in a corner of the full range.

    heading : what only a click changes. title : what a slider changes.
    """

    def __init__(self, figure: Figure, look: Look, pane: Pane) -> None:
        self._pane = pane
        ink, (across, up) = look.colors.ink, look.size
        size = 11 * look.type
        left, right = 11.5, look.boxes["end"][0] * across
        # Side by side, or on two lines where the type is large.
        places, ends = ((left, 24.0), (right, 24.0)), (right - 10, across - 5)
        if look.lecture:
            places, ends = ((left, 32.0), (left, 64.0)), (across - 5, across - 5)
        (x, y), (title_x, title_y) = ((x / across, 1 - y / up) for x, y in places)
        self.heading = figure.text(x, y, "", color=ink, size=size, parse_math=False)
        self.title = Lettering(title_x, title_y, color=ink, size=size, transform=figure.transFigure)
        figure.add_artist(self.title)
        points = size * DPI / POINTS
        self._rooms = [(end - x) / points for end, (x, _) in zip(ends, places, strict=True)]
        self._dx, self._dy = fraction(look.type, pane.box, look)
        # One unit of a note's size, as a fraction of the panel's width.
        self._unit = 9 * look.type * DPI / POINTS / (pane.box[2] * across)
        self._notes = [
            Lettering(0, 0, halo=look.colors.paper, color=ink, size=9 * look.type)
            for _ in range(_LINES)
        ]
        for note in self._notes:
            placed(pane.axes, note, pane.axes.transAxes, clip=False)

    @property
    def moving(self) -> list[Any]:
        """The artists that may change with every frame."""
        return [self.title, *self._notes]

    def update(self, scene: Scene) -> bool:
        """Write what a scene shows; whether the heading has changed."""
        before = self.heading.get_text()
        texts = (self.heading, self.title)
        for text, words, room in zip(texts, titles(scene.spectrum), self._rooms, strict=True):
            text.set_text(elided(words, 1.0, room))
        self._update_notes(scene)
        return self.heading.get_text() != before

    def _update_notes(self, scene: Scene) -> None:
        """Write below the curves, or above them if there is room only there."""
        notes = [] if scene.spectrum.standard is None else ["dashed: Standard Model"]
        notes += [mediator_title(scene.spectrum), _band_note(scene.band)]
        rows = [wrapped(note, 1.0, _WIDTH / self._unit) for note in notes if note]
        lines = [line for row in rows for line in reversed(row)]
        foot, height = _FOOT * self._dy, (_FOOT + _STEP * len(lines)) * self._dy
        if lines:
            right = _LEFT * self._dx + self._unit * max(width(line, 1.0) for line in lines)
            low, high = self._pane.span(scene, right)
            if low < height and high < 1 - height:
                foot = 1 - height + 9 * self._dy
        for k, note in enumerate(self._notes):
            note.set_text(lines[k] if k < len(lines) else "")
            note.set_position((_LEFT * self._dx, foot + _STEP * k * self._dy))


def _band_note(band: SpectrumBand | None) -> str:
    if band is None:
        return ""
    pairs = zip(band.levels, reversed(band.levels), strict=True)
    shares = [f"{100 * (high - low):.0f} %" for low, high in pairs if low < high]
    return f"shades: {' and '.join(reversed(shares))} of oscillation fits"
