"""Panel: axes with their labels, a key above them, and the artists that move in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from renp_widgets.ui.drawing.dressing import dress, line, placed
from renp_widgets.ui.drawing.lettering import Lettering
from renp_widgets.ui.drawing.looks import DPI, WIDTH, Box, Look

__all__ = ["DASHED", "Panel", "ordering_color"]

DASHED: Final = (0, (5, 2))
"""Dashes of the ordering that is not the true one."""

_ORDERING_COLORS: Final = {"normal": 0, "inverted": 2}  # of a look's channels


def ordering_color(look: Look, ordering: str) -> str:
    """The colour of an ordering, as #rrggbb."""
    return look.channel_colors[_ORDERING_COLORS[ordering]]


class Panel:
    """One of the panels.

    size : width and height, pixels.
    moving : the artists that change with every frame, in drawing order.
    """

    def __init__(self, figure: Figure, look: Look, box: Box, x: str, y: str) -> None:
        self.look = look
        self.axes = figure.add_axes(box)
        dress(self.axes, look)
        words: Any = {"color": look.colors.ink, "size": 10 * look.type}
        self.axes.set_xlabel(x, **words)
        self.axes.set_ylabel(y, **words)
        self.size = (box[2] * WIDTH, box[3] * figure.get_figheight() * DPI)
        # Fixed, whatever the ticks' digits.
        self.axes.yaxis.set_label_coords(-47.7 * look.type / self.size[0], 0.5)
        self.moving: list[Artist] = []
        self._named: list[str] = []

    def update(self, shown: Any) -> bool:
        """Show what was computed; whether anything but `moving` has changed."""
        raise NotImplementedError

    def _key(self, entries: Sequence[tuple[Any, str]], columns: int) -> bool:
        """Explain artists above the panel, in columns if type is large; whether it has changed."""
        names = [name for _, name in entries]
        if names == self._named:
            return False
        self._named = names
        self.axes.legend(
            [handle for handle, _ in entries],
            names,
            loc="lower left",
            bbox_to_anchor=(0.0, 1.0),
            ncols=columns if self.look.lecture else len(entries),
            frameon=False,
            fontsize=9 * self.look.type,
            labelcolor=self.look.colors.ink,
            borderpad=0.2,
            borderaxespad=0.2,
            handlelength=2.4,
            handletextpad=0.6,
            columnspacing=1.5,
        )
        return True

    def _moving(self, artist: Any) -> Any:
        self.moving.append(artist)
        return artist

    def _line(self, **style: Any) -> Line2D:
        """A moving line, empty at first."""
        made: Line2D = self._moving(line(self.axes, **style))
        return made

    def _rule(self, **style: Any) -> Line2D:
        """A moving vertical line from top to bottom."""
        rule = self._line(**style)
        rule.set(transform=self.axes.get_xaxis_transform(), snap=False)
        return rule

    def _words(self) -> Lettering:
        """Moving words, whose place is in fractions of the panel."""
        colors = self.look.colors
        words = Lettering(0, 0, halo=colors.paper, color=colors.ink, size=9 * self.look.type)
        placed(self.axes, words, self.axes.transAxes, clip=False)
        self.moving.append(words)
        return words
