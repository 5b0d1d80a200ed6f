"""CoherenceState: the atoms, their box and the net momentum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from renp_widgets.checks import real_number, truth_value

MOST_ATOMS: Final = 1000
DRAWN: Final = 200
"""The first atoms are drawn, so many of them at most."""


@dataclass(frozen=True)
class CoherenceState:
    """What the coherence explorer shows.

    Parameters
    ----------
    n_atoms : number N of atoms, from 1 to 1000.
    size : edge L of the cubic box, nm, in [1, 1e9].
    momentum : net momentum |p| of what leaves, along x, eV, in [0, 100].
    n_photons : photons N_gamma in the mode already, in [0, 1e30].
    seed : of the atoms' places, from 0 to 9999.
    curve : whether |sum|^2 is drawn for all sizes of the box, or for this one alone.
    """

    n_atoms: int = 60
    size: float = 1000.0
    momentum: float = 0.1
    n_photons: float = 0.0
    seed: int = 1
    curve: bool = False

    def __post_init__(self) -> None:
        values: dict[str, float] = {
            "n_atoms": round(real_number("n_atoms", self.n_atoms, low=1, high=MOST_ATOMS)),
            "size": real_number("size", self.size, "nm", low=1.0, high=1e9),
            "momentum": real_number("momentum", self.momentum, "eV", low=0.0, high=100.0),
            "n_photons": real_number("n_photons", self.n_photons, low=0.0, high=1e30),
            "seed": round(real_number("seed", self.seed, low=0, high=9999)),
            "curve": truth_value("curve", self.curve),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)
