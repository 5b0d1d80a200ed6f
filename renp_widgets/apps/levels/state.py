"""LevelState: which slide, which atom, and which photon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from renp_widgets.apps.common import fields
from renp_widgets.live.fields import State, choice, number
from renp_widgets.physics.levels import ATOMS


def _one_photon(state: Any) -> str:
    return "one photon has all the energy" if state.step in ("laser", "forbidden") else ""


@dataclass(frozen=True)
class LevelState(State):
    """What the level scheme shows.

    Steps: the stimulated laser, one photon from |e>, E1 x M1 with two photons, and RENP, with a
    photon and a pair of neutrinos.
    """

    step: str = choice(
        "laser",
        options={
            "1 laser": "laser",
            "2 forbidden": "forbidden",
            "3 E1 × M1": "two_step",
            "4 RENP": "renp",
        },
        tip="The slides, one after another.",
    )
    target: str = fields.target(options=fields.names(*ATOMS), tip="The atom.")
    share: float = number(
        0.9,
        low=0.1,
        high=1.0,
        label="ω / (E_eg/2)",
        slider=(0.1, 1.0, 0.01),
        idle=_one_photon,
        tip="Energy of the E1 photon, as a share of half the excited state's.",
    )
