"""Look: the theme and the size of a figure, and all that follows: colours, dashes, type.

Channels and pins have the petroff10 colours (M. A. Petroff, arXiv:2107.02270), darkened or
brightened where the paper asks for it, and dashes, so that they differ in grey too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matplotlib.colors import to_hex, to_rgb

from renp_widgets.checks import choice, truth_value
from renp_widgets.live.fields import THEMES, Appearance
from renp_widgets.live.plot import BAND_ALPHA, HIGHLIGHT_ALPHA

Box = tuple[float, float, float, float]
"""Left, bottom, width and height."""
Dashes = tuple[float, tuple[float, ...]]
WIDTH: Final = 960
DPI: Final = 100
POINTS: Final = 72  # per inch


@dataclass(frozen=True)
class Colors:
    """The colours of a theme, as #rrggbb.

    channels, pins : one for each channel, and for each pin.
    standard : the spectrum without the mediator.
    zoom : the part of the full range that the end-point panel shows.
    band, highlight : laid over the paper with BAND_ALPHA and HIGHLIGHT_ALPHA.
    """

    paper: str
    ink: str
    grid: str
    zoom: str
    standard: str
    resonance: str
    band: str
    highlight: str
    channels: tuple[str, ...]
    pins: tuple[str, ...]


_COLORS: Final = {
    "light": Colors(
        paper="#ffffff",
        ink="#1c1c22",
        grid="#dddddd",
        zoom="#eeeeee",
        standard="#717581",
        resonance="#e76300",
        band="#3f90da",
        highlight="#ffd84d",
        channels=("#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59"),
        pins=("#c2359f", "#00807c", "#2b4fd8", "#7d7420", "#8f1d4b"),
    ),
    "dark": Colors(
        paper="#15171c",
        ink="#ececf0",
        grid="#343843",
        zoom="#252933",
        standard="#9aa1b0",
        resonance="#ff8a1f",
        band="#5fa8ec",
        highlight="#a8861c",
        channels=("#5fa8ec", "#ffcc4d", "#ff5c5c", "#a9b8b6", "#bd84e8", "#cf9484"),
        pins=("#ee7ccf", "#3fc4bd", "#93a8ff", "#cfc46a", "#f28a5e"),
    ),
    "print": Colors(
        paper="#ffffff",
        ink="#000000",
        grid="#dcdcdc",
        zoom="#ececec",
        standard="#666666",
        resonance="#3a3a3a",
        band="#808080",
        highlight="#a0a0a0",
        channels=("#000000", "#7a7a7a", "#2e2e2e", "#8c8c8c", "#444444", "#666666"),
        pins=("#000000", "#7a7a7a", "#444444", "#8c8c8c", "#5a5a5a"),
    ),
}
_CHANNEL_DASHES: Final[tuple[Dashes, ...]] = (
    (0, ()),
    (0, (6, 2)),
    (0, (1.5, 1.5)),
    (0, (5, 1.5, 1, 1.5)),
    (0, (3, 1.5)),
    (0, (8, 1.5, 1, 1.5, 1, 1.5)),
)
_RESONANCE_DASHES: Final[Dashes] = (0, (1, 1))
_PIN_DASHES: Final[tuple[Dashes, ...]] = (
    (0, (9, 3)),
    (0, (8, 2.5, 1.5, 2.5)),
    (0, (2, 2)),
    (0, (8, 2, 1.5, 2, 1.5, 2)),
    (0, (5, 2.5)),
)
_PRINTED_PIN_WIDTHS: Final = (1.2, 2.0, 1.4, 1.8, 1.0)


@dataclass(frozen=True)
class Look:
    """How a figure looks. Vary it with `replace`.

    Parameters
    ----------
    theme : "light", "dark" or "print" (black and greys on white).
    lecture : large type and thick lines.
    """

    theme: str = "light"
    lecture: bool = False

    def __post_init__(self) -> None:
        choice("theme", self.theme, THEMES)
        object.__setattr__(self, "lecture", truth_value("lecture", self.lecture))

    @classmethod
    def of(cls, view: Appearance) -> Look:
        """The look that a view asks for."""
        return cls(view.theme, view.lecture)

    @property
    def colors(self) -> Colors:
        """The theme's colours."""
        return _COLORS[self.theme]

    @property
    def channel_colors(self) -> tuple[str, ...]:
        """One colour for each of the six channels, as #rrggbb."""
        return self.colors.channels

    @property
    def pin_colors(self) -> tuple[str, ...]:
        """One colour for each pin, in their order, as #rrggbb."""
        return self.colors.pins

    @property
    def line_colors(self) -> tuple[str, ...]:
        """The colours of the threshold lines, and of a mediator's resonance."""
        return (*self.colors.channels, self.colors.resonance)

    @property
    def line_dashes(self) -> tuple[Dashes, ...]:
        """The dashes that go with `line_colors`."""
        return (*_CHANNEL_DASHES, _RESONANCE_DASHES)

    @property
    def pin_dashes(self) -> tuple[Dashes, ...]:
        """One for each pin; they are good for black and white, too."""
        return _PIN_DASHES

    @property
    def pin_widths(self) -> tuple[float, ...]:
        """Of the pins' lines, points of the usual line width."""
        return _PRINTED_PIN_WIDTHS if self.theme == "print" else (1.6,) * len(_PIN_DASHES)

    @property
    def palette(self) -> tuple[str, ...]:
        """All colours in use but the paper's."""
        colors = self.colors
        wide = blended(colors.band, colors.paper, BAND_ALPHA[0])
        shades = (
            wide,
            blended(colors.band, wide, BAND_ALPHA[1]),
            blended(colors.highlight, colors.paper, HIGHLIGHT_ALPHA),
        )
        main = (colors.ink, colors.standard, colors.grid, colors.zoom, *shades)
        return tuple(dict.fromkeys((*main, *self.line_colors, *colors.pins)))

    @property
    def type(self) -> float:
        """Size of all type, as a multiple of the usual one."""
        return 1.5 if self.lecture else 1.0

    @property
    def line(self) -> float:
        """Width of all lines, as a multiple of the usual one."""
        return 1.6 if self.lecture else 1.0


def blended(color: str, paper: str, alpha: float) -> str:
    """The colour of `color` laid over `paper`, as #rrggbb."""
    pairs = zip(to_rgb(color), to_rgb(paper), strict=True)
    red, green, blue = (alpha * c + (1 - alpha) * p for c, p in pairs)
    return to_hex((red, green, blue))
