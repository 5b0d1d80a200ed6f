"""The controls of the sensitivity explorer, in one declarative table."""

from __future__ import annotations

import math
from typing import Final

from renp_widgets.ui.counting_controls import COUNTING_CONTROLS
from renp_widgets.ui.entries import Quantity, Table
from renp_widgets.ui.sensitivity.state import (
    MAX_LIGHTEST_MASS,
    TRIGGERS_BOUNDS,
    SensitivityState,
)

__all__ = ["CONTROLS"]

_DEGREES: Final = math.degrees(1.0)
_CIRCLE: Final = (0.0, 360.0, 1.0)
_PHASE: Final = "Majorana phase of m{} against m1; if the truth is Dirac, of what it is told from."

CONTROLS: Final[Table[SensitivityState]] = {
    **COUNTING_CONTROLS,
    "lightest_mass": Quantity(
        "lightest mass",
        "meV",
        "True mass of the lightest neutrino. Fits look for it from 0 to 300 meV.",
        scale=1e3,
        slider=(0.1, 1e3 * MAX_LIGHTEST_MASS, 0.02),
        logarithmic=True,
        special=("massless", 0.0),
    ),
    "alpha21": Quantity("α₂₁", "°", _PHASE.format(2), scale=_DEGREES, slider=_CIRCLE),
    "alpha31": Quantity("α₃₁", "°", _PHASE.format(3), scale=_DEGREES, slider=_CIRCLE),
    "n_triggers": Quantity(
        "triggers",
        "",
        "How many energies of the trigger laser, evenly spaced in the logarithm of the detuning.",
        slider=(*TRIGGERS_BOUNDS, 1.0),
    ),
    "seed": Quantity(
        "experiment",
        "",
        "Seed of the random numbers: the same seed draws the same experiment.",
        special=("expected counts", None),
    ),
}
"""The controls by the state field that they set."""
