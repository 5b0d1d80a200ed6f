"""What is published on the plane of mass and coupling: limits, and the reach of RENP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from renp_widgets.bounds import LIMITS, Limit

__all__ = ["QUANTITIES", "Published", "merged", "published"]

QUANTITIES: Final = {"vector": "|g_e g_nu|", "scalar": "|y_e y_nu|"}
"""What a limit is on, by `ReachState.mediator`."""

_APART: Final = 1.5  # ratio of couplings below which lines lie on each other


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


def merged(shown: Sequence[Published]) -> list[Published]:
    """Limits that a plot could not tell apart as one, with the weaker of their couplings.

    They are from one source, at one confidence, and for the same masses.
    """
    together: list[Published] = []
    for each in shown:
        last = together[-1] if together else each
        alike = (last.limit.citation, last.limit.confidence, last.masses)
        if (
            last is not each
            and not (last.is_range or each.is_range)
            and alike == (each.limit.citation, each.limit.confidence, each.masses)
            and last.couplings[0] < _APART * each.couplings[0]
        ):
            source, _, kind = last.limit.name.partition(" ")
            name = f"{source} {kind} and {each.limit.name.removeprefix(source).strip()}"
            together[-1] = replace(last, limit=replace(last.limit, name=name))
        else:
            together.append(each)
    return together


def _range(value: float | tuple[float, float]) -> tuple[float, float]:
    return value if isinstance(value, tuple) else (value, value)
