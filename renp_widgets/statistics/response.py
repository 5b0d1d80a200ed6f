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
from renp_widgets.statistics.zoom import between, first_crossing, lowest
from renp_widgets.values import Array

__all__ = ["Response", "excluded_beyond", "lowest_chi2"]

_SAMPLES: Final = 192  # of x, evenly in log x
_NARROW: Final = 9, 8  # samples and rounds; dips by a factor of 4 each, crossings by 8
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
    logs = between(np.log(low[rows]), np.log(high[rows]), _SAMPLES)
    values = chi2(logs, rows)
    beyond = (values >= limit)[:, ::-1].cumprod(axis=1).sum(axis=1)  # samples, from the outermost
    excluded = beyond > 0
    logs, values, beyond, rows = logs[excluded], values[excluded], beyond[excluded], rows[excluded]
    each, above = np.arange(len(rows)), _SAMPLES - beyond
    outer, inner = logs[each, above], logs[each, np.maximum(above - 1, 0)]

    row, k = _dips(values)
    outside = k > above[row]
    row, k = row[outside], k[outside]
    places, lower = _narrowed(chi2, logs, row, k, rows)
    for n in np.flatnonzero(lower < limit):  # in a row they ascend: the outermost one stays
        inner[row[n]], outer[row[n]] = places[n], logs[row[n], k[n] + 1]
    outer, _ = first_crossing(lambda x: chi2(x, rows) >= limit, outer, inner, *_NARROW)
    sizes[rows] = np.exp(outer)
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
    best = chi2(np.full((len(rows), 1), -np.inf), rows)[:, 0]
    background = experiment.background_counts
    low, high = response.span(observed.max(axis=0), background, accuracy)
    rows = rows[np.isfinite(low)]
    if not len(rows):
        return best
    logs = between(np.log(low[rows]), np.log(high[rows]), _SAMPLES)
    values = chi2(logs, rows)
    best[rows] = np.minimum(best[rows], values.min(axis=1))
    row, k = _dips(values)
    np.minimum.at(best, rows[row], _narrowed(chi2, logs, row, k, rows)[1])
    return best


_Chi2 = Callable[[Array, NDArray[np.intp]], Array]


def _chi2(experiment: Experiment, observed: Array, response: Response) -> _Chi2:
    """chi^2 at logarithms (N, n) of the sizes of the couplings `rows` (N,), (N, n)."""
    background, prior = experiment.background_counts, experiment.normalisation_prior

    def chi2(logs: Array, rows: NDArray[np.intp]) -> Array:
        counts = observed if observed.ndim == 1 else observed[rows, None]
        return poisson_chi2(counts, response.signal(np.exp(logs), rows), background, prior)[0]

    return chi2


def _dips(values: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and samples that are below both neighbours; samples ascend in a row."""
    inner = values[:, 1:-1]
    row, k = np.nonzero((inner <= values[:, :-2]) & (inner < values[:, 2:]))
    return row, k + 1


def _narrowed(
    chi2: _Chi2, logs: Array, row: NDArray[np.intp], k: NDArray[np.intp], rows: NDArray[np.intp]
) -> tuple[Array, Array]:
    """Where the dips at samples `k` of `row` are lowest, and chi^2 there."""
    if not len(row):
        return np.empty(0), np.empty(0)
    of_row = rows[row]
    return lowest(lambda x: chi2(x, of_row), logs[row, k - 1], logs[row, k + 1], *_NARROW)
