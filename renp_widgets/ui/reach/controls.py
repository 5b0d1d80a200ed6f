"""The controls of the reach explorer: those of the experiment, and those of the spectrum explorer
for what couples.
"""

from __future__ import annotations

from typing import Any, Final

from renp_widgets.statistics.mediator_couplings import TRIGGER_LINEWIDTH
from renp_widgets.ui.controls import CONTROLS
from renp_widgets.ui.counting_controls import COUNTING_CONTROLS
from renp_widgets.ui.entries import Choice, Table
from renp_widgets.ui.reach.state import SIGNIFICANCES, ReachState

__all__ = ["REACH_CONTROLS"]

_SHARED: Final = (
    *("element", "phase", "scalar_kind"),
    *("mediator_mass", "vector_coupling", "scalar_coupling"),
)

# States of both explorers have what these controls ask for.
_OF_SPECTRUM: Final[Table[Any]] = {field: CONTROLS[field] for field in _SHARED}

REACH_CONTROLS: Final[Table[ReachState]] = {
    **COUNTING_CONTROLS,
    "significance": Choice(
        "excluded at",
        tuple(SIGNIFICANCES.items()),
        "How clearly the experiment must tell a coupling from none, counted over a laser line of "
        f"{TRIGGER_LINEWIDTH:.0e} eV (standard deviation).",
    ),
    "mediator": Choice(
        "mediator",
        (("Z′", "vector"), ("ϕ", "scalar")),
        "What to look for: a vector mediator Z′ or a scalar mediator ϕ.",
    ),
    **_OF_SPECTRUM,
}
"""The controls by the field of a ReachState that they set."""
