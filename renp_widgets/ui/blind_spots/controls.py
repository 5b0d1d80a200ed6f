"""The controls of the blind spot explorer."""

from __future__ import annotations

import math
from typing import Final

from renp_widgets.ui.blind_spots.state import SIZE_BOUNDS, BlindSpotState
from renp_widgets.ui.controls import CONTROLS
from renp_widgets.ui.entries import Choice, Quantity, Table

__all__ = ["BLIND_SPOT_CONTROLS"]

_DEGREES: Final = math.degrees(1.0)
_QUARTER: Final = (0.0, 90.0, 1.0)

BLIND_SPOT_CONTROLS: Final[Table[BlindSpotState]] = {
    "flavour": Choice(
        "blind spot of",
        (("e", "e"), ("μ", "mu"), ("τ", "tau")),
        "The flavour whose scattering does not see the moments at 0°.",
    ),
    "turn": Quantity(
        "turn",
        "°",
        "Towards the blind direction of the next flavour, which the first one sees in full.",
        scale=_DEGREES,
        slider=_QUARTER,
    ),
    "phase": Quantity(
        "μ to ε",
        "°",
        "Turns magnetic moments into electric ones: no effective moment changes.",
        scale=_DEGREES,
        slider=_QUARTER,
    ),
    "size": Quantity(
        "size",
        "μ_B",
        "Size of all moments together: the effective moment of stars.",
        slider=(*SIZE_BOUNDS, 0.02),
        logarithmic=True,
    ),
    "ordering": CONTROLS["ordering"],
    "lightest_mass": CONTROLS["lightest_mass"],
}
"""The controls by the field of a BlindSpotState that they set."""
