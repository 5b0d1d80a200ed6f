"""Signals against the lightest mass, computed once, and the best mass for many experiments' counts.

The nodes are the Chebyshev points t of each smooth piece (`mass_profile` says why signals are
smooth in t). Between them signals are interpolated: J.-P. Berrut and L. N. Trefethen, SIAM Rev. 46,
501 (2004), with an error of about 1e-5 of a trigger's largest signal at worst.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from renp_widgets.experiment import Experiment
from renp_widgets.statistics.hypotheses import Hypothesis
from renp_widgets.statistics.likelihood import poisson_chi2
from renp_widgets.statistics.masses import masses_at, piece_edges

__all__ = ["MassTable"]

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

_LAST: Final = 16  # index of a piece's last node
_TURN: Final = np.pi * (1 - np.cos(np.linspace(0.0, np.pi, _LAST + 1))) / 2
_WEIGHTS: Final = np.array([0.5, *[-1.0, 1.0] * (_LAST // 2 - 1), -1.0, 0.5])
_BLOCK: Final = 1_000_000  # numbers in a temporary array
_TURNING: Final = np.linspace(0.0, 1.0, 9)
# One for each round of narrowing down by a factor of 4: how much neighbouring samples' distances
# differ, which for Chebyshev points is up to a factor of 3.
_RATIOS: Final = (3.0, *[1.0] * 8)


class MassTable:
    """The expected signals of a hypothesis over all its lightest masses.

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
        lowest = flat.min(axis=1)

        around = np.pad(chi2, ((0, 0), (0, 0), (1, 1)), constant_values=np.inf)
        toy, piece, k = np.nonzero((chi2 < around[..., :-2]) & (chi2 <= around[..., 2:]))
        chi2, turn = chi2[toy, piece], np.broadcast_to(_TURN, (len(toy), len(_TURN)))
        for ratio in _RATIOS:
            deep = _depth(chi2, k, ratio) <= lowest[toy]
            toy, piece, turn, k = toy[deep], piece[deep], turn[deep], k[deep]
            if not len(toy):  # chi^2 is inf at all masses
                break
            rows = np.arange(len(k))
            low = turn[rows, np.maximum(k - 1, 0)]
            high = turn[rows, np.minimum(k + 1, turn.shape[1] - 1)]
            turn = low[:, None] + (high - low)[:, None] * _TURNING
            chi2 = self._chi2(counts[toy, None, :], self._interpolated(piece, turn))
            k = chi2.argmin(axis=1)
            found, before = chi2.min(axis=1), lowest.copy()
            np.minimum.at(lowest, toy, found)
            better = (found == lowest[toy]) & (found < before[toy])
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
