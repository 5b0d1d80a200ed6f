"""The controls of the propagator explorer."""

from __future__ import annotations

from typing import Final

from renp_widgets.targets import TARGETS
from renp_widgets.ui.entries import Choice, Quantity, Table
from renp_widgets.ui.propagator.state import MASS_BOUNDS, PropagatorState

__all__ = ["PROPAGATOR_CONTROLS"]

PROPAGATOR_CONTROLS: Final[Table[PropagatorState]] = {
    "target": Choice(
        "target",
        tuple((name, name) for name in TARGETS),
        "The atom: q² reaches E_eg².",
    ),
    "mediator_mass": Quantity(
        "mass M",
        "eV",
        "Mass of the mediator, from far below a neutrino's to above the W boson's.",
        slider=(*MASS_BOUNDS, 0.02),
        logarithmic=True,
    ),
}
"""The controls by the field of a PropagatorState that they set."""
