"""What experiments see of dipole moments, in words."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from renp_widgets.apps.blind_spots.compute import EffectiveMoments, limits_on
from renp_widgets.apps.blind_spots.state import BlindSpotState
from renp_widgets.live.text import number

_FLAVOURS: Final = {"e": "electron", "mu": "muon", "tau": "tau"}
_DEGREES: Final = math.degrees(1.0)
_SOURCES: Final = {f"mu_{x}": f"the scattering of {_FLAVOURS[x]} neutrinos" for x in _FLAVOURS}


def title(state: BlindSpotState) -> str:
    """Where the moments are, in a few words."""
    here, there = _FLAVOURS[state.flavour], _FLAVOURS[state.next_flavour]
    if state.turn == 0.0:
        return f"In the blind spot of {here} neutrinos"
    turn = f"{state.turn * _DEGREES:.0f}°"
    return f"From the blind spot of {here} neutrinos, {turn} towards that of {there} neutrinos"


def summary(result: EffectiveMoments) -> str:
    """Who sees the moments, who excludes them, and what RENP adds."""
    blind = [words for name, words in _SOURCES.items() if result.effective[name] == 0.0]
    excluding = []
    for name, value in result.effective.items():
        for source, limit in list(limits_on(name).items())[:1]:
            if value > limit:
                excluding.append(f"{source} ({number(value, 2)} against {number(limit, 2)} μ_B)")
    text = f"Nothing is seen in {' or '.join(blind)}. " if blind else ""
    text += f"Excluded by {', '.join(excluding)}. " if excluding else "Not excluded. "
    shown = result.standard > 0
    share = np.max((result.magnetic + result.electric)[shown] / result.standard[shown])
    return text + f"RENP: the dipole part is up to {number(share, 2)} of the rest."
