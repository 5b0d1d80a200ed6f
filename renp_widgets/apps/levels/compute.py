"""Scheme: what an atom may emit from a level, for a slide of the level scheme."""

from __future__ import annotations

from dataclasses import dataclass

from renp_widgets.apps.levels.state import LevelState
from renp_widgets.physics.constants import HC
from renp_widgets.physics.levels import ATOMS, Atom


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
