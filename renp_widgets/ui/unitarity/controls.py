"""The controls of the unitarity explorer, by the field of the state that they set."""

from __future__ import annotations

import math
from typing import Final

from renp_widgets.ui.entries import Choice, Quantity, Table
from renp_widgets.ui.unitarity.state import (
    DIAGONAL,
    MAX_MASS,
    OFF_DIAGONAL,
    PUBLISHED,
    RESIDUALS,
    UnitarityState,
)

__all__ = ["UNITARITY_CONTROLS"]

_SUBSCRIPTS: Final = str.maketrans("123", "₁₂₃")


def _diagonal(name: str) -> Quantity[UnitarityState]:
    symbol = "α" + name[-2:].translate(_SUBSCRIPTS)
    limit = f"Published: above {PUBLISHED[name]:g} at 90%, from oscillations."
    return Quantity(symbol, "", f"1 for unitary mixing. {limit}", slider=(0.7, 1.0, 0.001))


def _size(name: str) -> Quantity[UnitarityState]:
    symbol = "|α" + name[-2:].translate(_SUBSCRIPTS) + "|"
    limit = f"Published: below {PUBLISHED[name]:g} at 90%, from oscillations."
    return Quantity(symbol, "", f"0 for unitary mixing. {limit}", slider=(0.0, 0.2, 0.001))


def _phase(name: str) -> Quantity[UnitarityState]:
    symbol = "α" + name[-2:].translate(_SUBSCRIPTS)

    def idle(state: UnitarityState) -> str:
        return "" if getattr(state, name) else f"{symbol} is 0"

    return Quantity(
        f"arg {symbol}",
        "°",
        f"Phase of {symbol}.",
        scale=math.degrees(1.0),
        slider=(0.0, 360.0, 1.0),
        inactive=idle,
    )


UNITARITY_CONTROLS: Final[Table[UnitarityState]] = {
    "ordering": Choice(
        "ordering",
        (("normal", "normal"), ("inverted", "inverted")),
        "Normal: m1 is the lightest mass; inverted: m3 is.",
    ),
    "residual": Choice(
        "compare by",
        tuple((name, name) for name in RESIDUALS),
        "How the spectrum is compared with that of unitary mixing.",
    ),
    "lightest_mass": Quantity(
        "lightest mass",
        "meV",
        "Mass of the lightest neutrino.",
        scale=1e3,
        slider=(0.01, 1e3 * MAX_MASS, 0.02),
        logarithmic=True,
        special=("massless", 0.0),
    ),
    **{name: _diagonal(name) for name in DIAGONAL},
    **{name: _size(name) for name in OFF_DIAGONAL},
    **{name.replace("alpha", "phase"): _phase(name) for name in OFF_DIAGONAL},
}
