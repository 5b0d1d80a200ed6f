"""BlindSpotState: transition moments of Majorana neutrinos in and around a blind spot.

A transition moment of Majorana neutrinos is one complex vector of three components, and the
experiments with one flavour see the part of it across the row of the mixing matrix of that flavour.
So each flavour has one blind direction, with a phase that turns mu into eps, and the blind
directions of two flavours are at right angles: what one of them misses the other sees in full.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from renp_widgets.apps.common.fields import MAX_LIGHTEST_MASS
from renp_widgets.checks import choice, real_number
from renp_widgets.physics.effective_moments import FLAVOURS, blind_directions
from renp_widgets.physics.form_factors import DipoleMoments
from renp_widgets.physics.neutrinos import ORDERINGS, Neutrinos
from renp_widgets.physics.oscillation import DEFAULT_DATA, OSCILLATION_DATA
from renp_widgets.values import Matrix

SIZE_BOUNDS = (1e-14, 1e-8)
"""Bounds of the moments' size, Bohr magnetons."""


@dataclass(frozen=True)
class BlindSpotState:
    """Moments of Majorana neutrinos.

    Parameters
    ----------
    flavour : "e", "mu" or "tau": whose blind direction the moments start from.
    turn : angle towards the blind direction of the next flavour (e, mu, tau, e), radians in
        [0, pi/2].
    phase : turns magnetic moments (0, as magnetic as this direction allows) into electric ones
        (pi/2), radians in [0, pi/2].
    size : mu_star, which sees every direction alike, Bohr magnetons, in [1e-14, 1e-8].
    ordering : "normal" or "inverted".
    lightest_mass : eV, in [0, 1].
    oscillation : whose oscillation parameters, one of OSCILLATION_DATA.
    """

    flavour: str = "e"
    turn: float = 0.0
    phase: float = 0.0
    size: float = 1e-11
    ordering: str = "normal"
    lightest_mass: float = 0.01
    oscillation: str = field(default=DEFAULT_DATA, metadata={"linked": True})

    def __post_init__(self) -> None:
        choice("flavour", self.flavour, FLAVOURS)
        choice("ordering", self.ordering, ORDERINGS)
        choice("oscillation", self.oscillation, OSCILLATION_DATA)
        bounds = {
            "turn": ("rad", (0.0, math.pi / 2)),
            "phase": ("rad", (0.0, math.pi / 2)),
            "size": ("mu_B", SIZE_BOUNDS),
            "lightest_mass": ("eV", (0.0, MAX_LIGHTEST_MASS)),
        }
        for name, (unit, (low, high)) in bounds.items():
            number = real_number(f"{name} ({unit})", getattr(self, name), low=low, high=high)
            object.__setattr__(self, name, number)  # plain floats: hashable and comparable

    @property
    def next_flavour(self) -> str:
        """The flavour towards whose blind direction `turn` goes."""
        return FLAVOURS[(FLAVOURS.index(self.flavour) + 1) % len(FLAVOURS)]

    @property
    def neutrinos(self) -> Neutrinos:
        """Majorana neutrinos of this ordering and lightest mass."""
        data = OSCILLATION_DATA[self.oscillation]
        return Neutrinos.from_oscillation(
            self.ordering, self.lightest_mass, "majorana", oscillation=data
        )

    @property
    def dipoles(self) -> DipoleMoments:
        """The moments, as entries of the Lagrangian: half of the published transition moments."""
        neutrinos = self.neutrinos
        here, there = (
            _most_magnetic(neutrinos, flavour) for flavour in (self.flavour, self.next_flavour)
        )
        # A direction of unit length has mu_star = sqrt(2).
        moments = math.cos(self.turn) * here + math.sin(self.turn) * there
        mu, eps = self.size / math.sqrt(2) * moments
        cos, sin = math.cos(self.phase), math.sin(self.phase)
        return DipoleMoments(cos * mu - sin * eps, sin * mu + cos * eps)


def _most_magnetic(neutrinos: Neutrinos, flavour: str) -> Matrix:
    """(mu, eps) of unit length in the blind direction of a flavour, mu as large as can be."""
    pair = np.array([(x.magnetic, x.electric) for x in blind_directions(neutrinos, flavour)])
    magnetic = pair[:, 0]
    _, vectors = np.linalg.eigh(np.einsum("aij,bij->ab", magnetic.conj(), magnetic).real)
    moments: Matrix = np.einsum("a,akij->kij", vectors[:, -1], pair)
    largest = moments[0].imag.ravel()[np.abs(moments[0]).argmax()]
    return np.asarray(moments * np.sign(largest))  # the sign is free: fixed here
