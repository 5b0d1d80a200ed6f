"""Pinned spectra: their curves in both panels, and the row of names at the foot of the figure."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from renp_widgets.ui.drawing.lettering import elided, legible, width
from renp_widgets.ui.drawing.looks import DPI, POINTS, Look
from renp_widgets.ui.drawing.panes import Pane
from renp_widgets.ui.scene import Spectrum
from renp_widgets.ui.session import MAX_PINS

__all__ = ["PinnedCurves", "shared_widths"]

# Pixels: a sample of a line, from name to sample, and height for type of the usual size.
_SAMPLE: Final = 42.0
_GAP: Final = 22.0
_HEIGHT: Final = 10.0


def shared_widths(wanted: list[float], room: float) -> list[float]:
    """Widths that fit into `room` together: as wanted, or else with the widest ones cut alike."""
    if sum(wanted) <= room:
        return wanted
    share, left = 0.0, room
    for n, least in enumerate(sorted(wanted)):
        share = left / (len(wanted) - n)
        if least > share:
            break
        left -= least
    return [min(each, share) for each in wanted]


class PinnedCurves:
    """Up to five pinned spectra, which do not move with the sliders.

    Every one is drawn at its own photon energies, and near the end point against the detuning from
    its own end point: of another target, one sees what lies within the panels as they are.

    names, samples : the texts in the row at the foot, and the lines before them.
    """

    def __init__(self, figure: Figure, look: Look, panes: tuple[Pane, ...]) -> None:
        self._look, self._panes = look, panes
        self._pinned: Any = ()
        self._left = look.boxes["full"][0] * look.size[0]
        left, _, across, _ = look.boxes["end"]
        self._room = (left + across) * look.size[0] - self._left
        size, ink = 9 * look.type, look.colors.ink
        self.names = [figure.text(0, 0, "", color=ink, size=size) for _ in range(MAX_PINS)]
        for name in self.names:
            name.set_parse_math(False)
        self.samples = [
            Line2D([], [], transform=figure.transFigure, **style) for style in look.pin_styles
        ]
        for sample in self.samples:
            figure.add_artist(sample)

    def update(self, pinned: tuple[tuple[str, Spectrum], ...]) -> bool:
        """Draw pinned spectra; whether they are others than before."""
        if pinned == self._pinned:
            return False
        self._pinned = pinned
        for k in range(MAX_PINS):
            for pane in self._panes:
                spectrum = pinned[k][1] if k < len(pinned) else None
                if spectrum is None:
                    pane.pins[k].set_data([], [])
                else:
                    pane.show(pane.pins[k], spectrum, spectrum.intensity)
        self._write([legible(name) for name, _ in pinned])
        return True

    def _write(self, names: list[str]) -> None:
        """The row of names, in which long ones are shortened where there is no room."""
        scale, (across, up) = self._look.type, self._look.size
        size = 9 * scale * DPI / POINTS
        wanted = [width(name, size) for name in names]
        room = self._room - len(names) * (_SAMPLE + _GAP) + _GAP
        x, y = self._left, _HEIGHT * scale
        places = shared_widths(wanted, room) + [np.nan] * (MAX_PINS - len(names))
        for k, (text, line) in enumerate(zip(self.names, self.samples, strict=True)):
            text.set_text(elided(names[k], size, places[k]) if k < len(names) else "")
            line.set_data([], [])
            if k < len(names):
                middle = y + 0.26 * size
                line.set_data([x / across, (x + _SAMPLE - 6) / across], [middle / up] * 2)
                text.set_position(((x + _SAMPLE) / across, y / up))
                x += _SAMPLE + places[k] + _GAP
