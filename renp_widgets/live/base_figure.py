"""BaseFigure: a figure whose artists its own code makes and changes. It knows no widgets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from renp_widgets.live.artists import FixedFigure, fixed_settings
from renp_widgets.live.fields import Appearance
from renp_widgets.live.look import DPI, Box, Look


class BaseFigure:
    """Artists that are made once for each look, then updated.

    What moves with a slider is `moving`; all else is background, and `background` counts its
    changes, so that a drawing back end can keep it. A subclass makes its artists in `_make` and
    changes them in `_update(scene)`.

    figure : the matplotlib Figure, for a back end; it stays the same whatever the look.
    look : theme, type size and strips.
    moving : the artists that `update` changes, in drawing order.
    at_rest : whether the limits of axes are to be chosen anew.
    palette, paper : the colours in use; a picture mixes those of the palette with the paper's only.
    """

    def __init__(self, look: Look | None = None) -> None:
        with fixed_settings():
            self.figure = FixedFigure(dpi=DPI)
        self.background = 0
        self.at_rest = False
        self.moving: list[Any] = []
        self.set_look(Look() if look is None else look)

    def fresh(self) -> BaseFigure:
        """Another one that has shown nothing yet."""
        return type(self)()

    @property
    def panels(self) -> Mapping[str, Box]:
        """Boxes that listen to a pointer, by name, in fractions of the figure: none."""
        return {}

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return self.look.size

    def set_look(self, look: Look) -> None:
        """Make all artists anew, in the same Figure."""
        self.look, self.palette, self.paper = look, look.palette, look.colors.paper
        for axes in self.figure.axes:
            axes.set(xscale="linear", yscale="linear")  # clearing would give a log axis a 0
        self.figure.clear()
        self.figure.set_facecolor(self.paper)
        width, height = self.size
        self.figure.set_size_inches((width / DPI, height / DPI))
        self.moving = []
        with fixed_settings():
            self._make()
        for k, artist in enumerate(self.moving):
            artist.set(animated=True, zorder=3 + 0.01 * k)
        self.background += 1

    def update(self, scene: Any, *, at_rest: bool = False) -> None:
        """Show a scene.

        While something moves, axes hold still as long as what they show fits. At rest their limits
        follow from the scene alone.
        """
        self.at_rest = at_rest
        with fixed_settings():
            self._update(scene)

    def _follow(self, view: Appearance) -> None:
        """Take on the look of a view."""
        look = Look.of(view)
        if look != self.look:
            self.set_look(look)

    def _make(self) -> None:
        """Make the axes and the artists, and name those that move in `moving`."""
        raise NotImplementedError

    def _update(self, scene: Any) -> None:
        """Change the artists so that they show a scene."""
        raise NotImplementedError
