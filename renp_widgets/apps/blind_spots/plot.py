"""The blind spots' plot: effective moments beside their limits, and what RENP sees."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from renp_widgets.apps.blind_spots.compute import DETUNINGS, EffectiveMoments, limits_on
from renp_widgets.apps.blind_spots.state import SIZE_BOUNDS
from renp_widgets.apps.blind_spots.words import title
from renp_widgets.apps.common.axes import DETUNING
from renp_widgets.live.plot import (
    DASHED,
    Area,
    Axis,
    Curve,
    Key,
    Label,
    Mark,
    Panel,
    Plot,
    Segments,
    Tags,
)
from renp_widgets.live.text import number

_ROWS: Final = {
    "mu_e": r"$μ_e$  reactor",
    "mu_mu": r"$μ_μ$  accelerator",
    "mu_tau": r"$μ_τ$  accelerator",
    "mu_sun": r"$μ_☉$  solar",
    "mu_star": r"$μ_⋆$  red giants",
}
_NAMES: Final = {  # as in limits, and as on the figure
    "TRGB omega Centauri": "ω Cen",
    "TRGB NGC 4258": "NGC 4258",
}
_HEIGHTS: Final = (1e-12, 1e3)  # ends of the spectrum's upward axis
_LOWEST: Final = 1e-30  # in place of 0: there a line leaves its panel downwards
_CHANNELS: Final = {"12": 1, "13": 2, "23": 4}  # their colours and dashes
_NAME, _BAR = 0.36, 0.72  # of a row, from its top: where its words and its bar are
_BOX: Final = (0.11, -0.11, -0.11, 0.11)  # of a row: the corners of a bar above its middle
_LIMIT: Final = 0.2  # of a row: half of a limit
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "standard": {"color": "standard", "dashes": DASHED, "width": 1.6, "key": "without moments"},
    "electric": {"color": "pin 1", "dashes": (0, (9, 2)), "width": 2.2, "key": "electric part"},
    "magnetic": {"color": "pin 0", "width": 2.2, "key": "magnetic part"},
}
_PANELS: Final = {
    "moments": Panel(
        Axis(SIZE_BOUNDS, r"effective moment  [$μ_B$]", "log"),
        Axis((float(len(_ROWS)), 0.0), ticks="none"),
        grid="x",
    ),
    "spectrum": Panel(
        Axis(DETUNINGS[::-1], DETUNING, "log"),
        Axis(_HEIGHTS, "spectral function I(ω)", "log"),
        column=1,
        key=Key(above=19.6, lecture_columns=3),
    ),
}


def plot(scene: Any) -> Plot:
    """The plot of a LiveScene."""
    shown: EffectiveMoments = scene.result
    marks = [*_moments(shown, lecture=scene.view.lecture), *_spectrum(shown)]
    return Plot(_PANELS, marks, [("", title(scene.state))])


def _moments(shown: EffectiveMoments, *, lecture: bool) -> list[Mark]:
    """One row for each effective moment, with its limits on top."""
    low, _ = SIZE_BOUNDS
    marks: list[Mark] = []
    values: list[Mark] = []
    lines = []
    for k, (row, name) in enumerate(_ROWS.items()):
        value, limits, y = shown.effective[row], limits_on(row), k + _BAR
        sources = ", ".join(_NAMES.get(source, source) for source in limits)
        text = name if lecture or not sources else f"{name}: {sources}"  # large type has no room
        excluded = any(value > limit for limit in limits.values())
        words = number(value, 2) + " excluded" * excluded if value else "0: blind"
        at = 1 - (k + _NAME) / len(_ROWS)
        bar = [(x, y + up) for x, up in zip((low, low, value, value), _BOX, strict=True)]
        marks += [
            Label(f"name {row}", "moments", 0.02, at, text, at="axes", math=True, still=True),
            Area(row, "moments", [bar] if value > low else [], color="channel 3"),
        ]
        values.append(Label(f"value {row}", "moments", 0.98, at, words, at="axes", align="right"))
        lines += [[(x, y - _LIMIT), (x, y + _LIMIT)] for x in limits.values()]
    limit = Segments("limits", "moments", lines, color="channel 2", width=2.4)
    return [*marks, limit, *values]


def _spectrum(shown: EffectiveMoments) -> list[Mark]:
    """What RENP sees, and where the transitions open."""
    opening, marks = shown.thresholds, list[Mark]()
    for name, k in _CHANNELS.items():
        style: dict[str, Any] = {"color": f"channel {k}", "dashes": f"channel {k}", "width": 1.4}
        rule = [opening[name]] * 2, [0, 1]
        marks.append(Curve(f"threshold {name}", "spectrum", *rule, at="rule", **style))
    marks.append(Tags("thresholds", "spectrum", [*opening.values()], [*opening], gap=26, rise=5.6))
    for name, style in _STYLES.items():
        height = np.maximum(getattr(shown, name), _LOWEST)
        marks.append(Curve(name, "spectrum", shown.detuning, height, **style))
    return marks
