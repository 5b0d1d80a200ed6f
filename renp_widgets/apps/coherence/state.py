"""CoherenceState: the atoms, their box and the net momentum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from renp_widgets.live.fields import State, choice, number

MOST_ATOMS: Final = 1000
DRAWN: Final = 200
"""The first atoms are drawn, so many of them at most."""


@dataclass(frozen=True)
class CoherenceState(State):
    """What the coherence explorer shows."""

    n_atoms: int = number(
        60,
        low=1,
        high=MOST_ATOMS,
        whole=True,
        label="atoms N",
        slider=(1.0, float(MOST_ATOMS), 0.05),
        log=True,
        tip="How many there are.",
    )
    size: float = number(
        1e3,
        low=1.0,
        high=1e9,
        about="nm",
        label="box L",
        unit="µm",
        scale=1e-3,
        slider=(0.01, 1e4, 0.05),
        log=True,
        tip="Edge of the box.",
    )
    momentum: float = number(
        0.1,
        low=0.0,
        high=100.0,
        about="eV",
        label="momentum p",
        unit="eV",
        slider=(1e-4, 10.0, 0.05),
        log=True,
        special=("p = 0", 0.0),
        tip="Of all that leaves an atom, together. 0: photon and pair balance.",
    )
    n_photons: float = number(
        0.0,
        low=0.0,
        high=1e30,
        label="photons N_γ",
        slider=(1.0, 1e12, 0.25),
        log=True,
        special=("none", 0.0),
        tip="How many are in the mode already.",
    )
    seed: int = number(
        1,
        low=0,
        high=9999,
        whole=True,
        label="seed",
        tip="Of the atoms' places: another one, other places.",
    )
    curve: bool = choice(
        False,
        label="curve",
        options={"hidden": False, "shown": True},
        tip="|sum|² for all sizes of the box, of these atoms and on average.",
    )
