"""The lightest mass: chi^2 against it, its best value, and the intervals that counts allow.

Where a threshold crosses a trigger, chi^2 has a kink like sqrt(|m - m_c|), or turns infinite. These
crossings are known in closed form (`Hypothesis.crossings`). Between two of them chi^2 is smooth in

    m = a + (b - a) (1 - cos t) / 2,    0 <= t <= pi,

which also straightens the square roots at both ends; so every piece is sampled evenly in t, and the
lowest dips are narrowed down. No minimum hides behind a kink.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.experiment import Experiment
from renp_widgets.statistics.hypotheses import Hypothesis
from renp_widgets.statistics.objective import Objective
from renp_widgets.validation import real_number
from renp_widgets.values import Value

__all__ = ["MassProfile", "mass_profile"]

Array = NDArray[np.float64]

_SAMPLES: Final = 13  # of every piece, with both ends
_DIPS: Final = 12  # how many of the lowest dips are narrowed down
_NARROW: Final = np.linspace(0.0, 1.0, 17)
_ROUNDS: Final = 8  # of narrowing down, by a factor of 8 each
_CUT: Final = np.linspace(0.0, 1.0, 65)  # of what holds an interval's end: few calls, many masses
_CUTS: Final = 8  # to the rounding of a double


@dataclass(frozen=True, eq=False)
class MassProfile(Value):
    """chi^2 against the lightest mass.

    masses : (N,), eV, ascending; among them every mass at which a threshold crosses a trigger, and
        the bottoms of the lowest dips.
    chi2 : (N,); inf where something was observed that cannot be expected.
    best_mass, best_chi2 : the lowest point, eV.
    evaluations : at how many masses chi^2 was computed.
    """

    masses: Array
    chi2: Array
    best_mass: float
    best_chi2: float
    evaluations: int
    _objective: Objective = field(repr=False, compare=False)

    def intervals(self, rise: float = 1.0) -> Array:
        """Where chi^2 <= best_chi2 + `rise`, (n, 2), eV: low and high ends, ascending.

        A rise of 1 is 68.3% for one parameter. They may be several. They are found between
        neighbours of `masses`, and end where the range of the hypothesis does. A bump that barely
        rises above the limit between two neighbours does not divide an interval.
        """
        limit = self.best_chi2 + real_number("rise", rise, low=0.0, open_low=True)
        if np.isinf(limit):
            return np.empty((0, 2))
        inside = self.chi2 <= limit
        change = np.flatnonzero(inside[1:] != inside[:-1])
        low, high = self.masses[change], self.masses[change + 1]
        opens = inside[change + 1]
        rows = np.arange(len(change))
        for _ in range(_CUTS if len(change) else 0):
            places = low[:, None] + (high - low)[:, None] * _CUT
            chi2 = self._objective.chi2({"lightest_mass": places[:, 1:-1]})
            before = (chi2 <= limit) != opens[:, None]
            k = before.cumprod(axis=1).sum(axis=1)
            low, high = places[rows, k], places[rows, k + 1]
        ends = (low + high) / 2
        first = self.masses[:1] if inside[0] else self.masses[:0]
        last = self.masses[-1:] if inside[-1] else self.masses[:0]
        return np.concatenate([first, ends, last]).reshape(-1, 2)


def mass_profile(
    experiment: Experiment, observed: ArrayLike, hypothesis: Hypothesis
) -> MassProfile:
    """chi^2 of a hypothesis against the lightest mass, all over its `mass_range`.

    Parameters
    ----------
    experiment : what is counted, and the signal's normalisation, which is profiled.
    observed : counts, (K,).
    hypothesis : all but the lightest mass is held fixed, whatever is free.
    """
    return profile_of(Objective(experiment, observed, hypothesis))


def profile_of(objective: Objective) -> MassProfile:
    """The profile of an objective's chi^2: see `mass_profile`."""
    edges = piece_edges(objective.hypothesis, objective.experiment)
    start, length = edges[:-1, None], np.diff(edges)[:, None]
    turn = np.linspace(0.0, np.pi, _SAMPLES)
    masses = masses_at(start, length, turn)
    masses[:, -1] = edges[1:]
    # Pieces share their ends, which are asked for once.
    flat = np.append(masses[:, :-1].ravel(), edges[-1])
    values = objective.chi2({"lightest_mass": flat})
    chi2 = np.concatenate([values[:-1].reshape(len(masses), -1), _next_starts(values)], axis=1)

    if np.isfinite(values).any():
        piece, k = _dips(chi2)
        low, high = turn[np.maximum(k - 1, 0)], turn[np.minimum(k + 1, _SAMPLES - 1)]
        rows = np.arange(len(piece))
        for _ in range(_ROUNDS):
            places = low[:, None] + (high - low)[:, None] * _NARROW
            narrowed = masses_at(start[piece], length[piece], places)
            found = objective.chi2({"lightest_mass": narrowed})
            k = found.argmin(axis=1)
            low, high = (
                places[rows, np.maximum(k - 1, 0)],
                places[rows, np.minimum(k + 1, len(_NARROW) - 1)],
            )
        flat, values = np.append(flat, narrowed[rows, k]), np.append(values, found[rows, k])
        best = values.argmin()
    else:
        best = objective.unexplained({"lightest_mass": flat}).argmin()
    order = np.argsort(flat, kind="stable")
    return MassProfile(
        flat[order],
        values[order],
        float(flat[best]),
        float(values[best]),
        objective.evaluations,
        objective,
    )


def masses_at(start: Array, length: Array, turn: Array) -> Array:
    """Masses at places t of smooth pieces, eV, as the formula above has it."""
    return np.asarray(start + length * (1 - np.cos(turn)) / 2)


def piece_edges(hypothesis: Hypothesis, experiment: Experiment) -> Array:
    """Ends of the smooth pieces, ascending, eV."""
    low, high = hypothesis.mass_range
    inner = hypothesis.crossings(experiment.target, experiment.triggers)
    edges = np.concatenate([[low], inner, [high]])
    apart = np.diff(edges) > 1e-12 * high
    return np.append(edges[:-1][apart], high)


def _next_starts(values: Array) -> Array:
    """chi^2 at the end of every piece, (pieces, 1)."""
    return values[_SAMPLES - 1 :: _SAMPLES - 1, None]


def _dips(chi2: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Piece and sample of the lowest samples that are below both their neighbours."""
    around = np.pad(chi2, ((0, 0), (1, 1)), constant_values=np.inf)
    dip = np.isfinite(chi2) & (chi2 <= around[:, :-2]) & (chi2 <= around[:, 2:])
    piece, k = np.nonzero(dip)
    lowest = np.argsort(chi2[piece, k], kind="stable")[:_DIPS]
    return piece[lowest], k[lowest]
