"""The controls of a CountingState, in a table that the apps of statistics share."""

from __future__ import annotations

from typing import Any, Final

from renp_widgets.targets import TARGETS
from renp_widgets.ui.controls import CONTROLS
from renp_widgets.ui.counting import MAX_TRIGGERS, NORMALISATIONS
from renp_widgets.ui.entries import Choice, Quantity, Table

__all__ = ["COUNTING_CONTROLS"]

_SHARED: Final = ("ordering", "nature", "lightest_mass", "alpha21", "alpha31", "oscillation")

COUNTING_CONTROLS: Final[Table[Any]] = {
    "target": Choice(
        "target", tuple((name, name) for name in TARGETS), "The atom: its spectrum ends at E_eg/2."
    ),
    **{field: CONTROLS[field] for field in _SHARED},
    "days": Quantity(
        "exposure",
        "days",
        "Live time in all. Every trigger has an equal share of it.",
        slider=(1.0, 1e6, 0.05),
        logarithmic=True,
    ),
    "n_triggers": Quantity(
        "triggers",
        "",
        "How many energies of the trigger laser, evenly spaced in the logarithm of the detuning.",
        slider=(1, MAX_TRIGGERS, 1),
    ),
    "low_detuning": Quantity(
        "from",
        "meV",
        "Detuning E_eg/2 - ω of the first trigger.",
        scale=1e3,
        slider=(1e-3, 1e3, 0.05),
        logarithmic=True,
    ),
    "high_detuning": Quantity(
        "to",
        "meV",
        "Detuning E_eg/2 - ω of the last trigger.",
        scale=1e3,
        slider=(1e-3, 1e3, 0.05),
        logarithmic=True,
    ),
    "background": Quantity(
        "background",
        "/day",
        "Expected background counts per day of live time at a trigger, known exactly.",
        slider=(0.01, 100.0, 0.05),
        logarithmic=True,
        special=("none", 0.0),
    ),
    "rate": Quantity(
        "Γ₀",
        "s⁻¹",
        "Reference rate: 5.35e-4 s⁻¹ for Yb with 1e21 cm⁻³ and 100 cm³. It is good to a factor of "
        "order 1.",
        slider=(1e-7, 1.0, 0.05),
        logarithmic=True,
    ),
    "normalisation": Choice(
        "Γ₀ is",
        tuple((name, name) for name in NORMALISATIONS),
        "How well the rate is known: not at all, to 10%, or exactly.",
    ),
}
"""The controls by the field of a CountingState that they set."""
