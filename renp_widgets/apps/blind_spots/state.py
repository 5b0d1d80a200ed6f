"""BlindSpotState: transition moments of Majorana neutrinos in and around a blind spot.

A transition moment of Majorana neutrinos is one complex vector of three components, and the
experiments with one flavour see the part of it across the row of the mixing matrix of that flavour.
So each flavour has one blind direction, with a phase that turns mu into eps, and the blind
directions of two flavours are at right angles: what one of them misses the other sees in full.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from renp_widgets.apps.common import fields
from renp_widgets.live.fields import State, choice, number
from renp_widgets.physics.effective_moments import FLAVOURS, blind_directions
from renp_widgets.physics.form_factors import DipoleMoments
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.oscillation import OSCILLATION_DATA
from renp_widgets.values import Matrix

SIZE_BOUNDS = (1e-14, 1e-8)
"""Bounds of the moments' size, Bohr magnetons."""


_quarter = partial(fields.angle, high=math.pi / 2, slider=(0.0, 90.0, 1.0))


@dataclass(frozen=True)
class BlindSpotState(State):
    """Moments of Majorana neutrinos."""

    flavour: str = choice(
        "e",
        label="blind spot of",
        options={"e": "e", "μ": "mu", "τ": "tau"},
        tip="The flavour whose scattering does not see the moments at 0°.",
    )
    turn: float = _quarter(
        label="turn",
        tip="Towards the blind direction of the next flavour (e, μ, τ, e), which the first one "
        "sees in full.",
    )
    phase: float = _quarter(
        label="μ to ε",
        tip="Turns magnetic moments into electric ones: no effective moment changes. At 0° they "
        "are as magnetic as this direction allows.",
    )
    size: float = number(
        1e-11,
        low=SIZE_BOUNDS[0],
        high=SIZE_BOUNDS[1],
        about="mu_B",
        label="size",
        unit="μ_B",
        slider=(*SIZE_BOUNDS, 0.02),
        log=True,
        tip="Size of all moments together: the effective moment of stars.",
    )
    ordering: str = fields.ordering()
    lightest_mass: float = fields.lightest_mass()
    oscillation: str = fields.oscillation()

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
