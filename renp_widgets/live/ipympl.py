"""A figure on an ipympl canvas, whose toolbar zooms and whose footer says where the pointer is."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any

from renp_widgets.live.artists import fixed_settings
from renp_widgets.live.image import LiveFigure


class CanvasBackend:
    """Draws a figure into `picture`, an ipympl canvas, with the interface of `ImageBackend`.

    The moving artists are drawn over a kept background. What the toolbar zooms on stays while a
    slider moves: the figure leaves limits alone that it has not set itself, until another target or
    window asks for new ones; the toolbar's "home" gives the limits back to the figure.

    draws, rest_draws : how many frames were drawn while moving, and at rest; they look the same.
    """

    def __init__(self, figure: LiveFigure) -> None:
        try:
            ipympl = import_module("ipympl.backend_nbagg")
        except ImportError as error:
            raise ImportError(
                'this back end needs ipympl: pip install "renp-widgets[ipympl]"'
            ) from error
        self._figure = figure
        self._kept: tuple[Any, Any] = (None, None)  # what the region was kept for, and the region
        self.draws = 0
        self.rest_draws = 0
        with warnings.catch_warnings():  # ipympl gives traitlets more than they take
            warnings.filterwarnings("ignore", "Passing unrecognized arg", DeprecationWarning)
            self.picture = ipympl.Canvas(figure.figure)
            self._manager = ipympl.FigureManager(self.picture, 0)
        self.picture.header_visible = self.picture.resizable = False
        self.picture.toolbar_visible, self.picture.toolbar_position = "visible", "bottom"
        # The page gets its frames as messages; in the state they would be made and sent once more.
        self.picture.syncing_data_url = False
        # Keys belong to the app: matplotlib's own would change scales and grids.
        self.picture.mpl_disconnect(self._manager.key_press_handler_id)
        self._drawn = self.picture.mpl_connect("draw_event", self._complete)

    def draw(self) -> None:
        """Show the figure as it is now."""
        self._show()
        self.draws += 1

    def draw_sharp(self) -> None:
        """Show the figure at rest; a canvas has full colours and the screen's own pixels anyway."""
        self._show()
        self.rest_draws += 1

    def close(self) -> None:
        """Let go of the canvas and of what is kept for it."""
        self.picture.mpl_disconnect(self._drawn)
        self._manager.toolbar.close()
        self.picture.close()
        self._kept = (None, None)

    def _show(self) -> None:
        renderer = self.picture.get_renderer()
        wanted, region = self._kept
        if wanted != self._now(renderer):
            self.picture.draw()  # and so `_complete`
            return
        renderer.restore_region(region)
        with fixed_settings():
            for artist in self._figure.moving:
                artist.draw(renderer)
        self.picture.blit()

    def _complete(self, event: Any) -> None:
        """Add what moves to a background that anyone has drawn, such as the toolbar."""
        if not self.picture.is_saving():  # which may be at another size
            region = self.picture.copy_from_bbox(self._figure.figure.bbox)
            self._kept = (self._now(event.renderer), region)
        with fixed_settings():
            for artist in self._figure.moving:
                artist.draw(event.renderer)

    def _now(self, renderer: Any) -> tuple[int, float, float]:
        return self._figure.background, renderer.width, renderer.height
