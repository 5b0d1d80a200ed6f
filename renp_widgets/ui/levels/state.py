"""LevelState: which slide, which atom, and which photon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from renp_widgets.constants import HC
from renp_widgets.ui.levels.atoms import ATOMS, Atom
from renp_widgets.validation import choice, real_number

__all__ = ["STEPS", "LevelState", "Scheme", "scheme"]

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


@dataclass(frozen=True)
class Scheme:
    """A state with its energies, eV.

    omega : of the photon that is emitted by E1.
    rest : what is left of E_eg for the second photon or for the pair.
    gap : E_vg - omega, by which the energy of |v> and the rest exceeds E_eg.
    wavelength : of that photon, nm.
    """

    state: LevelState
    atom: Atom
    omega: float
    rest: float
    gap: float
    wavelength: float


def scheme(state: LevelState) -> Scheme:
    """The energies that a state stands for. A laser's photon has all of E_vg."""
    atom = ATOMS[state.target]
    upper = (atom.virtual if state.step == "laser" else atom.excited).energy
    one_photon = state.step in ("laser", "forbidden")
    omega = upper if one_photon else state.share * upper / 2
    return Scheme(state, atom, omega, upper - omega, atom.virtual.energy - omega, HC / omega)
