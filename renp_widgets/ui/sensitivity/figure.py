"""SensitivityFigure: what is counted, what it says of the lightest mass, and how soon.

Artists are made once for each look, then updated. What moves with a slider is `moving`; all else is
background, and `background` counts its changes. It knows no widgets.
"""

from __future__ import annotations

from typing import Any, Final

from matplotlib.figure import Figure

from renp_widgets.ui.drawing.looks import DPI, WIDTH, Box, Look
from renp_widgets.ui.live import LiveScene
from renp_widgets.ui.sensitivity.drawing.counts import CountsPanel
from renp_widgets.ui.sensitivity.drawing.exposure import ExposurePanel
from renp_widgets.ui.sensitivity.drawing.masses import MassPanel

__all__ = ["SensitivityFigure"]

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


class SensitivityFigure:
    """The sensitivity explorer's figure.

    figure : the matplotlib Figure, for a back end; it stays the same whatever the look.
    counts, masses, exposure : its panels.
    moving : the artists that `update` changes, in drawing order.
    background : counts the changes of everything else.
    palette, paper : the colours in use; a picture mixes those of the palette with the paper's only.
    panels : empty, for no panel listens to a pointer.
    """

    panels: Final[dict[str, Box]] = {}

    def __init__(self, look: Look | None = None) -> None:
        self.figure = Figure(dpi=DPI)
        self.background = 0
        self._set_look(Look() if look is None else look)

    def update(self, scene: LiveScene) -> None:
        """Show a scene. Axes stay as they are unless what they show leaves them."""
        look = Look.of(scene.view)
        if look != self.look:
            self._set_look(look)
        changed = [panel.update(scene.result) for panel in self._panels]
        self.background += any(changed)

    def _set_look(self, look: Look) -> None:
        """Make all artists anew, in the same Figure."""
        self.look, self.palette, self.paper = look, look.palette, look.colors.paper
        for axes in self.figure.axes:
            axes.set_xscale("linear")  # clearing would give a logarithmic axis a 0
        self.figure.clear()
        self.figure.set_facecolor(self.paper)
        height = _HEIGHT[look.lecture]
        self.figure.set_size_inches((WIDTH / DPI, height / DPI))
        boxes = {
            name: (x / WIDTH, y / height, w / WIDTH, h / height)
            for name, (x, y, w, h) in _PIXELS[look.lecture].items()
        }
        self.counts = CountsPanel(self.figure, look, boxes["counts"])
        self.masses = MassPanel(self.figure, look, boxes["masses"])
        self.exposure = ExposurePanel(self.figure, look, boxes["exposure"])
        self._panels = (self.counts, self.masses, self.exposure)
        self.moving: list[Any] = [artist for panel in self._panels for artist in panel.moving]
        for k, artist in enumerate(self.moving):
            artist.set(animated=True, zorder=3 + 0.01 * k)
        self.background += 1
