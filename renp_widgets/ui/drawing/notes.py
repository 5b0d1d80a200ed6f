"""The words in a figure that say what it shows: titles above, notes in a corner."""

from __future__ import annotations

from typing import Any, Final

from matplotlib.figure import Figure

from renp_widgets.ui.drawing.dressing import fraction, placed
from renp_widgets.ui.drawing.lettering import Lettering, elided, width, wrapped
from renp_widgets.ui.drawing.looks import DPI, POINTS, Look
from renp_widgets.ui.drawing.panes import Pane
from renp_widgets.ui.scene import Scene
from renp_widgets.ui.words.captions import mediator_title, titles
from renp_widgets.uncertainty import SpectrumBand

__all__ = ["Notes"]

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
