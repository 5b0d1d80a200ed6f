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

from renp_widgets.checks import real_number
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.hypothesis import Hypothesis, Objective
from renp_widgets.statistics.likelihood import poisson_chi2
from renp_widgets.statistics.zoom import between, dips, first_crossing, lowest, neighbours
from renp_widgets.values import Array, Value

__all__ = ["MassProfile", "MassTable", "mass_profile"]

_SAMPLES: Final = 13  # of every piece, with both ends
_DIPS: Final = 12  # how many of the lowest dips are narrowed down
_NARROW: Final = 17, 8  # samples and rounds, by a factor of 8 each
_CUT: Final = 65, 8  # for an interval's end, to the rounding of a double: few calls, many masses


@dataclass(frozen=True, eq=False)
class MassProfile(Value):
    """chi^2 against the lightest mass.

    masses : (N,), eV, ascending; among them every mass at which a threshold crosses a trigger, and
        the bottoms of the lowest dips.
    chi2 : (N,); inf where something was observed that cannot be expected.
    best_mass, best_chi2 : the lowest point, eV.
    evaluations : at how many masses chi^2 was computed.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> profile = rw.statistics.lightest_mass_profile(experiment, truth)
    >>> print((1e3 * profile.intervals(rise=1.0)).round(1), "meV")
    [[ 9.5 10.2]] meV
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
        opens = inside[change + 1, None]

        def before(masses: Array) -> NDArray[np.bool_]:
            return np.asarray((self._objective.chi2({"lightest_mass": masses}) <= limit) != opens)

        low, high = first_crossing(before, self.masses[change], self.masses[change + 1], *_CUT)
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

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> counts = experiment.counts(truth.neutrinos()).round()
    >>> f"{rw.statistics.mass_profile(experiment, counts, truth).best_mass:.3f} eV"
    '0.010 eV'
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
        piece, k = np.nonzero(dips(chi2))
        few = np.argsort(chi2[piece, k], kind="stable")[:_DIPS]
        piece, k = piece[few], k[few]

        def found(turn: Array) -> Array:
            narrowed = masses_at(start[piece], length[piece], turn)
            return objective.chi2({"lightest_mass": narrowed})

        turn, lower = lowest(found, *neighbours(np.tile(turn, (len(k), 1)), k), *_NARROW)
        bottoms = masses_at(start[piece, 0], length[piece, 0], turn)
        flat, values = np.append(flat, bottoms), np.append(values, lower)
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


Indices = NDArray[np.intp]
_LAST: Final = 16  # index of a piece's last node
_TURN: Final = np.pi * (1 - np.cos(np.linspace(0.0, np.pi, _LAST + 1))) / 2
_WEIGHTS: Final = np.array([0.5, *[-1.0, 1.0] * (_LAST // 2 - 1), -1.0, 0.5])
_BLOCK: Final = 1_000_000  # numbers in a temporary array
_TURNING: Final = 9  # samples in a round
# One for each round of narrowing down by a factor of 4: how much neighbouring samples' distances
# differ, which for Chebyshev points is up to a factor of 3.
_RATIOS: Final = (3.0, *[1.0] * 8)


class MassTable:
    """The expected signals of a hypothesis over all its lightest masses, computed once.

    The nodes are the Chebyshev points t of each smooth piece. Between them signals are
    interpolated: J.-P. Berrut and L. N. Trefethen, SIAM Rev. 46, 501 (2004), with an error of about
    1e-5 of a trigger's largest signal at worst.

    Parameters
    ----------
    experiment : what is counted; the signal's normalisation is profiled.
    hypothesis : all but the lightest mass is held fixed, whatever is free.
    """

    def __init__(self, experiment: Experiment, hypothesis: Hypothesis) -> None:
        edges = piece_edges(hypothesis, experiment)
        self._start, self._length = edges[:-1, None], np.diff(edges)[:, None]
        self._nodes = masses_at(self._start, self._length, _TURN)
        self._signal = hypothesis.signal_counts(experiment, lightest_mass=self._nodes)
        self._background = experiment.background_counts
        self._prior = experiment.normalisation_prior

    def best_masses(self, counts: Array) -> Array:
        """The mass of the lowest chi^2 of every experiment, (n,), eV; of equal ones the lowest.

        Parameters
        ----------
        counts : (n, K). Where chi^2 is inf at all masses, the answer is the lowest mass.
        """
        step = max(1, _BLOCK // self._signal.size)
        rows = range(0, len(counts), step)
        return np.concatenate([self._best_masses(counts[k : k + step]) for k in rows])

    def _best_masses(self, counts: Array) -> Array:
        chi2 = self._chi2(counts[:, None, None, :], self._signal)
        flat = chi2.reshape(len(counts), -1)
        best: Array = self._nodes.ravel()[flat.argmin(axis=1)]
        least = flat.min(axis=1)

        toy, piece, k = np.nonzero(dips(chi2))
        chi2, turn = chi2[toy, piece], np.broadcast_to(_TURN, (len(toy), len(_TURN)))
        for ratio in _RATIOS:
            deep = _depth(chi2, k, ratio) <= least[toy]
            toy, piece, turn, k = toy[deep], piece[deep], turn[deep], k[deep]
            if not len(toy):  # chi^2 is inf at all masses
                break
            turn = between(*neighbours(turn, k), _TURNING)
            chi2 = self._chi2(counts[toy, None, :], self._interpolated(piece, turn))
            k = chi2.argmin(axis=1)
            found, before = chi2.min(axis=1), least.copy()
            np.minimum.at(least, toy, found)
            better = (found == least[toy]) & (found < before[toy])
            start, length = self._start[piece[better], 0], self._length[piece[better], 0]
            best[toy[better]] = masses_at(start, length, turn[better, k[better]])
        return best

    def _interpolated(self, piece: Indices, turn: Array) -> Array:
        """Signals at places (q, r) within the pieces (q,), (q, r, K)."""
        distance = turn[..., None] - _TURN
        weights = _WEIGHTS / np.where(distance == 0, 1e-100, distance)
        weights /= weights.sum(axis=-1, keepdims=True)
        return np.asarray(np.maximum(weights @ self._signal[piece], 0.0))

    def _chi2(self, counts: Array, signal: Array) -> Array:
        return poisson_chi2(counts, signal, self._background, self._prior)[0]


def _depth(chi2: Array, k: Indices, ratio: float) -> Array:
    """Below what no convex function can dip that has these lowest samples, at k, (q,).

    ratio : of neighbouring distances between the samples, at most.
    """
    rows = np.arange(len(k))
    middle = np.clip(k, 1, chi2.shape[1] - 2)
    side = np.maximum(chi2[rows, middle - 1], chi2[rows, middle + 1])
    return np.asarray(chi2[rows, k] - ratio * (side - chi2[rows, k]))
