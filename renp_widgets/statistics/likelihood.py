"""The chi^2 of counts, with the signal's overall normalisation profiled.

Counts n_k observed at trigger k, where s S_k + b_k are expected: signal S_k, known background b_k,
and one normalisation s >= 0 of all signal, since Gamma_0 eta is poorly known. For Poisson counts

    chi^2 = min over s of  2 sum_k [ N_k - n_k + n_k ln(n_k / N_k) ] + ((s - 1)/sigma)^2,
    N_k = s S_k + b_k

(S. Baker and R. D. Cousins, Nucl. Instrum. Meth. 221, 437 (1984)), with the last term where the
normalisation has a prior of relative width sigma. With the expected counts of the truth in place of
n_k it is the median chi^2 of many experiments ("Asimov": G. Cowan et al., Eur. Phys. J. C 71, 1554
(2011), arXiv:1007.1727). It is convex in s: without background the minimum is a closed form,
otherwise Newton's method climbs to it from below.

Where something is observed and nothing can be expected (S_k = b_k = 0 < n_k), chi^2 is infinite:
one such event excludes. How much exposure that takes is another question. With x times the exposure
let chi^2 be x c at all other triggers, and x u the events that cannot be expected. One of these is
as likely as not at x u = ln 2, which alone is enough for any `wanted` chi^2; both together are at

    x = wanted / (c + (wanted/ln 2) u),

as if each such event added wanted/ln 2 to chi^2 (`chi2_per_event`).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import RefusedInput, broadcast_shape, flat_batch, real_array, real_number
from renp_widgets.values import Array

__all__ = ["chi2_per_event", "explained_chi2", "poisson_chi2"]

_BLOCK: Final = 24576  # numbers in a temporary array: it stays in the cache
_STEPS: Final = 200  # of Newton's method, which needs about five
_NOTHING: Final = 1e-100  # counts: less is none, and squares of what is left are numbers
_KNOWN: Final = 1e-9  # a narrower prior has the normalisation known: (s - 1)/sigma would be noise


def poisson_chi2(
    observed: ArrayLike,
    signal: ArrayLike,
    background: ArrayLike = 0.0,
    prior: float | None = None,
) -> tuple[Array, Array]:
    """chi^2 and the normalisation s that makes it smallest, both B; chi^2 may be inf.

    Parameters
    ----------
    observed : n_k >= 0, B + (K,), counts: of an experiment, or those that a truth expects.
    signal : S_k >= 0, B + (K,), expected signal counts for s = 1.
    background : b_k >= 0, B + (K,), expected background counts.
    prior : relative standard deviation sigma of s around 1; None leaves s free, 0 fixes it
        (and whatever is below 1e-9).

    Examples
    --------
    >>> import renp_widgets as rw
    >>> chi2, normalisation = rw.statistics.poisson_chi2([10, 20], signal=[12, 18])
    >>> f"{chi2:.4f} at {normalisation:.1f}"
    '0.5680 at 1.0'
    """
    given = {"observed": observed, "signal": signal, "background": background}
    arrays = {name: real_array(name, value, low=0.0, high=1e30) for name, value in given.items()}
    for x in arrays.values():
        x[x < _NOTHING] = 0.0
    shape = broadcast_shape(**{name: x.shape for name, x in arrays.items()})
    if not shape:
        raise RefusedInput(
            "observed and signal must have the triggers as their last axis, got none"
        )
    if prior is not None:
        prior = real_number("prior", prior, low=0.0, high=1e6)
        prior = prior if prior >= _KNOWN else 0.0
    batch, n_triggers = shape[:-1], shape[-1]
    rows = [
        flat_batch(np.broadcast_to(x, np.broadcast_shapes(x.shape, (n_triggers,))), batch)
        for x in arrays.values()
    ]
    chi2, scale = np.empty(math.prod(batch)), np.empty(math.prod(batch))
    step = max(1, _BLOCK // n_triggers)
    for start in range(0, len(chi2), step):
        some = slice(start, start + step)
        n, s, b = (x[some] for x in rows)
        scale[some] = _normalisation(n, s, b, prior)
        chi2[some] = deviance(n, scale[some, None] * s + b)
    if prior:
        chi2 += ((scale - 1) / prior) ** 2
    return chi2.reshape(batch), scale.reshape(batch)


def explained_chi2(
    observed: Array, signal: Array, background: Array, prior: float | None
) -> tuple[Array, Array, Array]:
    """As `poisson_chi2`, where something can be expected; and the counts at the others, B."""
    empty = (signal < _NOTHING) & (background < _NOTHING)
    unexplained = np.where(empty & (observed >= _NOTHING), observed, 0.0)
    chi2, scale = poisson_chi2(observed - unexplained, signal, background, prior)
    return chi2, scale, np.asarray(unexplained.sum(axis=-1))


def chi2_per_event(wanted: float) -> float:
    """What an event that cannot be expected adds to chi^2, if the exposure is to reach `wanted`."""
    return wanted / math.log(2)


def deviance(observed: Array, expected: Array) -> Array:
    """2 sum_k [ N_k - n_k + n_k ln(n_k / N_k) ] over the last axis; inf where n_k > 0 = N_k."""
    # ln(1 + x) keeps the digits where n and N are close; where N is far above n, the logarithm does
    # not matter. 0/0, where nothing is observed nor expected, counts as 0.
    difference = observed - expected
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        x = np.maximum(difference / expected, -1 + 2.0**-53)
        terms = observed * np.log1p(x) - difference
    return np.asarray(2 * np.fmax(terms, 0.0).sum(axis=-1))


def _normalisation(n: Array, s: Array, b: Array, prior: float | None) -> Array:
    """The best normalisation, (b,), of rows (b, K).

    With r_k = b_k / S_k the slope of chi^2 is twice

        f(s) = sum_k S_k - sum_k n_k / (s + r_k) + (s - 1)/sigma^2,

    which rises and is concave: Newton's method climbs to its root from any start below, and never
    passes it. Such a start is the root with every r_k replaced by their mean, weighted with n_k
    (Jensen's inequality), which without background is the answer; and the highest root that one
    trigger would have alone, which is never many factors of two away, however the r_k spread.
    """
    if prior == 0.0:
        return np.ones(len(s))
    pull = 0.0 if prior is None else prior**-2
    total = s.sum(axis=-1)
    dark = total == 0  # no signal to scale
    slope = np.where(dark, 1.0, total) - pull
    acting = s > 0
    n = np.where(acting, n, 0.0)
    with np.errstate(over="ignore"):
        r = np.minimum(np.divide(b, s, out=np.zeros_like(s), where=acting), 1e30)
    seen = n.sum(axis=-1)
    mean = (n * r).sum(axis=-1) / np.where(seen > 0, seen, 1.0)
    scale = _root(pull, slope + pull * mean, seen - slope * mean)
    if np.any(r):
        each = slope[:, None]
        alone = _root(pull, each + pull * r, n - each * r).max(axis=-1)
        scale = np.maximum(scale, alone)
        scale = _climbed(scale, n, r, slope, pull)
    return np.where(dark, 1.0, scale)


def _root(p: float, q: Array, c: Array) -> Array:
    """The positive root of p x^2 + q x = c, without cancellation; 0 where there is none."""
    root = np.sqrt(np.maximum(q**2 + 4 * p * c, 0.0))
    rising = 2 * c / np.where(q > 0, q + root, 1.0)
    falling = (root - q) / (2 * p) if p else 0.0
    return np.maximum(np.where(q > 0, rising, falling), 0.0)


def _climbed(start: Array, n: Array, r: Array, slope: Array, pull: float) -> Array:
    """The root of the slope f above `start`."""
    scale = start
    for _ in range(_STEPS):
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = np.where(n > 0, 1 / (scale[:, None] + r), 0.0)
            f = slope + pull * scale - np.einsum("bk,bk->b", n, weight)
            rise = pull + np.einsum("bk,bk->b", n, weight**2)
            step = np.where(f < 0, -f / rise, 0.0)
        scale = scale + step
        if np.all(step <= 1e-15 * scale):
            return scale
    raise RuntimeError(f"the normalisation did not settle in {_STEPS} steps of Newton's method")
