"""Response: how the counts answer to the size x of one coupling, and where they exclude it.

Amplitudes add, so the signal at a trigger is exactly

    S(x) = S_0 + A x + C |x| + B x^2

with the Standard Model's S_0, the interference A (Cauchy and Schwarz: |A| <= 2 sqrt(S_0 B)) and the
new part's own B. C appears only where a laser line meets a mediator's pole: a mediator made on
shell has a width in proportion to |x|, and its narrow peak the area |x|^2 / |x|.

chi^2 need not rise with |x|: interference can cancel what B adds, and a free normalisation can
absorb it. So x counts as excluded only where every larger x of its sign is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.likelihood import poisson_chi2
from renp_widgets.values import Array

__all__ = ["Response", "excluded_beyond", "lowest_chi2"]

_SAMPLES: Final = 192  # of x, evenly in log x
_ROUNDS: Final = 8  # of narrowing dips down, by a factor of 4 each, and crossings, of 8
_POINTS: Final = 9  # in a round
_FAR: Final = 1e12  # times what is counted, where the new signal alone gives chi^2 its shape
_MOST: Final = 1e30  # counts


@dataclass(frozen=True, eq=False)
class Response:
    """Signal counts of R couplings against their sizes x >= 0.

    standard : S_0, (K,), counts.
    interference : A, (R, K); for negative sizes of a coupling, with the other sign.
    on_shell, square : C and B, (R, K).
    """

    standard: Array
    interference: Array
    on_shell: Array
    square: Array

    def rows(self, index: NDArray[np.intp]) -> Response:
        """The response of some of the couplings."""
        parts = self.interference, self.on_shell, self.square
        return Response(self.standard, *(part[index] for part in parts))

    def of_sign(self, sign: int) -> Response:
        """The response to x sign, with sign = 1 or -1."""
        return Response(self.standard, sign * self.interference, self.on_shell, self.square)

    def signal(self, x: Array, rows: NDArray[np.intp]) -> Array:
        """Signal, (N, n, K), for sizes x (N, n) of the couplings `rows` (N,)."""
        linear = (self.interference + self.on_shell)[rows, None]
        size = x[..., None]
        signal = self.standard + size * (linear + size * self.square[rows, None])
        return np.clip(signal, 0.0, _MOST)

    def sizes(self, signal: Array) -> Array:
        """The x at which the new part alone gives this `signal` (K,) > 0, (R, K); may be inf."""
        c, b = self.on_shell, self.square
        with np.errstate(divide="ignore"):
            return np.asarray(2 * signal / (c + np.sqrt(c**2 + 4 * b * signal)))

    def span(self, observed: Array, background: Array, limit: float, far: float = _FAR) -> Array:
        """Sizes between which chi^2 leaves 0 and settles, low and high, (2, R).

        Below low chi^2 < `limit`, since 2 n (y - ln(1 + y)) < 2 n y^2 for a relative change y of
        the counts n that is above -0.6. A coupling that never acts has inf for both.
        """
        expected = self.standard + background
        small = min(0.5, np.sqrt(limit / (4 * expected.sum())))
        root = np.sqrt(self.standard + small * expected) + np.sqrt(self.standard)
        changes = (small * expected) ** 2 / np.where(root > 0, root, 1.0) ** 2
        changes = np.where(expected > 0, changes, limit / (8 * len(expected)))
        low = self.sizes(changes).min(axis=-1)
        high = self.sizes(far * (observed + expected + limit))
        return np.stack([low, np.where(np.isinf(high), low[:, None], high).max(axis=-1)])


def excluded_beyond(
    experiment: Experiment, observed: Array, response: Response, limit: float
) -> Array:
    """The smallest size, (R,), beyond which chi^2 >= `limit` everywhere; inf where there is none.

    Parameters
    ----------
    experiment : with the background and the normalisation, which is profiled.
    observed : what the truth expects, (K,), counts.
    response : of the hypotheses; with the size 0 it is the truth.
    """
    low, high = response.span(observed, experiment.background_counts, limit)
    sizes = np.full(len(low), np.inf)
    rows = np.flatnonzero(np.isfinite(low))  # the others never act
    if not len(rows):
        return sizes
    chi2 = _chi2(experiment, observed, response)
    grid = _between(low[rows], high[rows], _SAMPLES)
    values = chi2(grid, rows)
    last = _last(values < limit)
    excluded = last < _SAMPLES - 1
    if not excluded.any():
        return sizes
    grid, values, last, rows = grid[excluded], values[excluded], last[excluded], rows[excluded]
    each = np.arange(len(rows))
    below, above = grid[each, last], grid[each, last + 1]

    row, k = _dips(values)
    outside = k > last[row] + 1
    row, k = row[outside], k[outside]
    places, lowest = _narrowed(chi2, grid, row, k, rows)
    for n in np.flatnonzero(lowest < limit):  # in a row they ascend: the outermost one stays
        below[row[n]], above[row[n]] = places[n], grid[row[n], k[n] + 1]
    for _ in range(_ROUNDS):
        x = _between(below, above)
        last = _last(chi2(x[:, :-1], rows) < limit)
        below, above = x[each, last], x[each, last + 1]
    sizes[rows] = above
    return sizes


def lowest_chi2(
    experiment: Experiment, observed: Array, response: Response, accuracy: float = 1e-8
) -> Array:
    """The lowest chi^2 over all sizes x >= 0, 0 included, (R,); `accuracy` is that of small ones.

    Parameters
    ----------
    experiment, response : as in `excluded_beyond`.
    observed : (R, K), counts, a row for every coupling.
    """
    chi2 = _chi2(experiment, observed, response)
    rows = np.arange(len(response.square))
    best = chi2(np.zeros((len(rows), 1)), rows)[:, 0]
    background = experiment.background_counts
    low, high = response.span(observed.max(axis=0), background, accuracy)
    rows = rows[np.isfinite(low)]
    if not len(rows):
        return best
    grid = _between(low[rows], high[rows], _SAMPLES)
    values = chi2(grid, rows)
    best[rows] = np.minimum(best[rows], values.min(axis=1))
    row, k = _dips(values)
    np.minimum.at(best, rows[row], _narrowed(chi2, grid, row, k, rows)[1])
    return best


_Chi2 = Callable[[Array, NDArray[np.intp]], Array]


def _chi2(experiment: Experiment, observed: Array, response: Response) -> _Chi2:
    """chi^2 at sizes (N, n) of the couplings `rows` (N,), (N, n)."""
    background, prior = experiment.background_counts, experiment.normalisation_prior

    def chi2(x: Array, rows: NDArray[np.intp]) -> Array:
        counts = observed if observed.ndim == 1 else observed[rows, None]
        return poisson_chi2(counts, response.signal(x, rows), background, prior)[0]

    return chi2


def _between(low: Array, high: Array, points: int = _POINTS) -> Array:
    """Sizes from low to high (N,), both included, evenly in their logarithm, (N, points)."""
    steps = np.linspace(0.0, 1.0, points)
    x = low[:, None] * np.exp(np.log(high / low)[:, None] * steps)
    x[:, -1] = high
    return np.asarray(x)


def _last(inside: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The last sample of every row that is inside; 0 where none is."""
    found = inside.shape[1] - 1 - inside[:, ::-1].argmax(axis=1)
    return np.where(inside.any(axis=1), found, 0)


def _dips(values: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and samples that are below both neighbours; samples ascend in a row."""
    inner = values[:, 1:-1]
    row, k = np.nonzero((inner <= values[:, :-2]) & (inner < values[:, 2:]))
    return row, k + 1


def _narrowed(
    chi2: _Chi2, grid: Array, row: NDArray[np.intp], k: NDArray[np.intp], rows: NDArray[np.intp]
) -> tuple[Array, Array]:
    """Where the dips at samples `k` of `row` are lowest, and chi^2 there."""
    places, lowest = grid[row, k], np.full(len(row), np.inf)
    if not len(row):
        return places, lowest
    low, high = grid[row, k - 1], grid[row, k + 1]
    each = np.arange(len(row))
    for _ in range(_ROUNDS):
        x = _between(low, high)
        values = chi2(x, rows[row])
        best = values.argmin(axis=1)
        places, lowest = x[each, best], values[each, best]
        low, high = x[each, np.maximum(best - 1, 0)], x[each, np.minimum(best + 1, _POINTS - 1)]
    return places, lowest
