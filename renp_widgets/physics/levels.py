"""The levels of the targets, and the selection rules of dipole radiation between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from renp_widgets.checks import choice
from renp_widgets.physics.targets import XE, YB

__all__ = ["ATOMS", "KINDS", "Atom", "Level", "obstacles"]

KINDS: Final = ("E1", "M1")
"""Electric and magnetic dipole transitions."""


@dataclass(frozen=True)
class Level:
    """A level of an atom.

    ket : "e", "v" or "g". term : its configuration and term, in mathtext.
    j : total angular momentum, in units of hbar. parity : +1 or -1. energy : above |g>, eV.
    """

    ket: str
    term: str
    j: int
    parity: int
    energy: float


@dataclass(frozen=True)
class Atom:
    """The three levels of a target; lifetime : of |v>, s, if nothing but v -> g empties it."""

    excited: Level
    virtual: Level
    ground: Level
    lifetime: float


# Configurations, J and energies: see the targets. p is odd: one or five of them make odd parity.
ATOMS: Final = {
    "Yb": Atom(
        Level("e", r"6s6p\ ^3P_0", 0, -1, YB.e_eg),
        Level("v", r"6s6p\ ^3P_1", 1, -1, YB.e_vg),
        Level("g", r"6s^2\ ^1S_0", 0, 1, 0.0),
        1 / (YB.a_vg or 1.0),
    ),
    "Xe": Atom(
        Level("e", r"5p^5 6s\ ^2[3/2]_2", 2, -1, XE.e_eg),
        Level("v", r"5p^5 6s\ ^2[3/2]_1", 1, -1, XE.e_vg),
        Level("g", r"5p^6\ ^1S_0", 0, 1, 0.0),
        1 / (XE.a_vg or 1.0),
    ),
}
"""Level schemes by the name of the target."""


def obstacles(kind: str, upper: Level, lower: Level) -> tuple[str, ...]:
    """Why an E1 or M1 transition is forbidden: "angular momentum", "parity", both, or neither.

    A dipole carries one unit of angular momentum, so that |J - 1| <= J' <= J + 1, which excludes
    0 -> 0. The electric dipole is odd under parity, the magnetic one even.
    """
    choice("kind", kind, KINDS)
    found = []
    if not abs(upper.j - 1) <= lower.j <= upper.j + 1:
        found.append("angular momentum")
    if upper.parity * lower.parity != (-1 if kind == "E1" else 1):
        found.append("parity")
    return tuple(found)
