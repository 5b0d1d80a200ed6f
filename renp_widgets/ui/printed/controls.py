"""The controls of the explorer of formulas."""

from __future__ import annotations

from typing import Final

from renp_widgets.ui.entries import Choice, Quantity, Table
from renp_widgets.ui.printed.state import FORMULAS, MEDIATED, PrintedState
from renp_widgets.ui.printed.words import TITLES

__all__ = ["PRINTED_CONTROLS"]

PRINTED_CONTROLS: Final[Table[PrintedState]] = {
    "formula": Choice(
        "formula",
        tuple((TITLES[name], name) for name in FORMULAS),
        "Which formula to look at; all else is as derived.",
        dropdown=True,
    ),
    "nature": Choice(
        "nature",
        (("Dirac", "dirac"), ("Majorana", "majorana")),
        "Majorana neutrinos are their own antiparticles.",
    ),
    "lightest_mass": Quantity(
        "lightest mass",
        "meV",
        "Normal ordering: m1.",
        scale=1e3,
        slider=(0.01, 300.0, 0.02),
        logarithmic=True,
        special=("massless", 0.0),
    ),
    "mediator_mass": Quantity(
        "mediator M",
        "eV",
        "Its coupling stays: a heavier one adds less.",
        slider=(2.5, 1000.0, 0.02),
        logarithmic=True,
        visible=lambda state: state.formula in MEDIATED,
    ),
}
"""The controls by the field of a PrintedState that they set."""
