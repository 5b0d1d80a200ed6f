"""LevelState: which slide, which atom, and which photon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from renp_widgets.checks import choice, real_number
from renp_widgets.physics.levels import ATOMS

STEPS: Final = ("laser", "forbidden", "two_step", "renp")


@dataclass(frozen=True)
class LevelState:
    """What the level scheme shows.

    Parameters
    ----------
    step : "laser" (stimulated E1), "forbidden" (one photon from |e>), "two_step" (E1 x M1 with two
        photons) or "renp" (a photon and a pair of neutrinos).
    target : "Yb" or "Xe".
    share : energy of the E1 photon over E_eg / 2, in [0.1, 1].
    """

    step: str = "laser"
    target: str = "Yb"
    share: float = 0.9

    def __post_init__(self) -> None:
        choice("step", self.step, STEPS)
        choice("target", self.target, ATOMS)
        object.__setattr__(self, "share", real_number("share", self.share, low=0.1, high=1.0))
