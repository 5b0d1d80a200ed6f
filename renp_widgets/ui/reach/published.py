"""What is published on the plane of mass and coupling: limits, and the reach of RENP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from renp_widgets.bounds import LIMITS, Limit

__all__ = ["QUANTITIES", "Published", "published"]

QUANTITIES: Final = {"vector": "|g_e g_nu|", "scalar": "|y_e y_nu|"}
"""What a limit is on, by `ReachState.mediator`."""


@dataclass(frozen=True)
class Published:
    """A published limit, or range of limits, and the mediator masses for which it holds.

    masses : lowest and highest, eV.
    couplings : lowest and highest; one value twice for a single limit.
    """

    limit: Limit
    masses: tuple[float, float]
    couplings: tuple[float, float]

    @property
    def is_range(self) -> bool:
        """Whether it is a range, not a limit."""
        return self.couplings[0] < self.couplings[1]

    @property
    def name(self) -> str:
        """What to call it in a figure."""
        if self.limit.confidence is None:
            return f"{self.limit.name}, {self.limit.citation.split()[-1]}"
        return f"{self.limit.name}, {self.limit.confidence:.0%}"


def published(mediator: str) -> tuple[Published, ...]:
    """What is published for a "vector" or "scalar" mediator, by falling coupling."""
    found = [
        Published(limit, limit.masses, _range(limit.value))
        for limit in LIMITS
        if limit.quantity == QUANTITIES[mediator] and limit.masses
    ]
    return tuple(sorted(found, key=lambda each: -each.couplings[1]))


def _range(value: float | tuple[float, float]) -> tuple[float, float]:
    return value if isinstance(value, tuple) else (value, value)
