"""SensitivityFigure: what is counted, what it says of the lightest mass, and how soon.

Artists are made once for each look, then updated. What moves with a slider is `moving`; all else is
background, and `background` counts its changes. It knows no widgets.
"""

from __future__ import annotations

from typing import Final

from renp_widgets.ui.drawing.base import BaseFigure
from renp_widgets.ui.drawing.looks import WIDTH, Box
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
