"""Linewidth: the spectral function averaged over the Gaussian line of a laser.

    I_line(d_0) = integral dd' I(d') exp(-(d' - d_0)^2 / (2 s^2)) / (s sqrt(2 pi))

with detunings d and the line's standard deviation s. I has kinks at the thresholds, a step at the
end point, and at a mediator's pole a peak as narrow as 1e-27 eV and as high as it is narrow. Far
from all of these the rule of Gauss and Hermite is exact. Near them the integral is cut there, and
from each cut the nodes spread as x = c sinh^2(t): dense on the scale c, where the function varies
like sqrt(x) at a threshold or like a Lorentzian of width c at a pole, and evenly in log x beyond,
whatever lies between. The distance to the pole is the variable there, so that the nodes resolve
widths far below the spacing of floating-point detunings.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.checks import RefusedInput, broadcast_shape, flat_batch, instance, real_array
from renp_widgets.physics.interactions import Interaction, check_interactions, interaction_shapes
from renp_widgets.physics.kinematics import mass_detuning, photon_energies
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.spectrum import Spectra, spectral_function
from renp_widgets.physics.targets import Target
from renp_widgets.values import Array

__all__ = ["LINE_REACH", "line_averaged", "line_widths"]

Index = NDArray[np.intp]
Bools = NDArray[np.bool_]
LINE_REACH: Final = 14.0
"""Standard deviations at which a line ends: its weight beyond is below 1e-43."""
_CORE: Final = 8.9  # standard deviations; beyond, the weight is below 1e-17 of the center's
_FAR: Final = 64.0  # standard deviations from all that is not smooth
# Nodes of Gauss and Hermite, with errors of n! (2n + 1) / distance^(2n) next to a double pole:
_FEW: Final = 4  # at _FAR, 8e-13
_SOME: Final = 8  # at LINE_REACH, 3e-13
_EVEN: Final = 32  # nodes from an end that is no cut
_MANY: Final = 20  # and from a cut, a multiple of this: few rules are to be made
_AT_ONCE: Final = 65536  # energies that are looked at at a time ...
_CHUNK: Final = 256  # ... and of those that meet a cut, whose many nodes are held


def line_averaged(
    target: Target,
    neutrinos: Neutrinos,
    linewidth: ArrayLike,
    omega: ArrayLike | None = None,
    detuning: ArrayLike | None = None,
    *,
    interactions: Sequence[Interaction] = (),
    average: str = "isotropic",
) -> Array:
    """Spectral function seen with a Gaussian laser line, B + (N,), dimensionless.

    Parameters
    ----------
    linewidth : standard deviation of the line, eV, 0 or >= 1e-15; may have the batch shape B. 0 is
        the bare spectrum.
    omega, detuning, interactions, average : as in `spectral_function`. A photon energy above the
        end point is fine: part of the line may lie below, and where none does the average is 0.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> print(rw.line_averaged(rw.YB, nu, 1e-4, omega=[1.0, 1.0716]).round(5))
    [0.10486 0.0191 ]
    """
    sigma = line_widths(linewidth)
    if not sigma.all():
        bare = spectral_function(
            target, neutrinos, omega, detuning, interactions=interactions, average=average
        )
        if not sigma.ndim:
            return bare
    instance("target", target, Target)
    instance("neutrinos", neutrinos, Neutrinos)
    chosen = check_interactions(interactions)
    photons = photon_energies(target, omega, detuning)
    batch = broadcast_shape(
        neutrinos=neutrinos.batch_shape,
        photon_energies=photons.detuning.shape[:-1],
        linewidth=sigma.shape,
        **interaction_shapes(chosen),
    )
    centers = flat_batch(photons.detuning, batch)
    sigma = np.broadcast_to(sigma, batch).ravel()
    result = np.empty(centers.shape)
    if not sigma.all():
        spectrum = flat_batch(bare[..., None] if photons.is_scalar else bare, batch)
        result[sigma == 0] = spectrum[sigma == 0]
    wide = np.flatnonzero(sigma)
    if len(wide):
        flat = Spectra(target, neutrinos, chosen, average, batch)
        step = max(1, _AT_ONCE // centers.shape[-1])
        for rows in (wide[start : start + step] for start in range(0, len(wide), step)):
            result[rows] = _Lines(target, flat, rows, sigma[rows]).averaged(centers[rows])
    result = result.reshape(*batch, centers.shape[-1])
    return result[..., 0] if photons.is_scalar else result


def line_widths(linewidth: ArrayLike) -> Array:
    """`linewidth` as an array, eV, if it is one: 0, or not so narrow that detunings blur it."""
    sigma = real_array("linewidth", linewidth, "eV", low=0.0, high=1e15)
    narrow = sigma[(sigma > 0) & (sigma < 1e-15)]
    if narrow.size:
        raise RefusedInput(f"linewidth must be 0 or in [1e-15, 1e+15] eV, got {narrow[0]}")
    return sigma


class _Lines:
    """Lines of standard deviations `sigma` (b,), eV, for `rows` (b,) of a batch."""

    def __init__(self, target: Target, flat: Spectra, rows: Index, sigma: Array) -> None:
        self._target, self._flat, self._rows, self._sigma = target, flat, rows, sigma
        self._thresholds = flat.closing[rows]
        poles = [pole._replace(mass=pole.mass[rows], width=pole.width[rows]) for pole in flat.poles]
        none = np.empty((len(rows), 0))
        self._poles = np.hstack([none, *(mass_detuning(target, each.mass) for each in poles)])
        self._scales = np.hstack([none, *(each.mass * each.width for each in poles)])
        self._scales /= 2 * target.e_eg
        self._given = np.array([each.given for each in poles], dtype=bool)
        self._cuts = np.hstack([np.zeros((len(rows), 1)), self._thresholds, self._poles])

    def averaged(self, centers: Array) -> Array:
        """The averages around detunings (b, N)."""
        self._check(centers)
        ends = np.tile([0.0, self._target.end_point], (len(centers), 1))
        to_end, to_pole, to_threshold = (
            (x[:, None] - centers[..., None]) / self._sigma[:, None, None]
            for x in (ends, self._poles, self._thresholds)
        )
        # A narrow peak may outweigh the rest wherever the line meets it. Without one, the line is
        # over where its weight has decayed from the center's, or from that at the last threshold.
        closed = np.where(to_threshold < LINE_REACH, to_threshold, 0.0).max(axis=-1, initial=0.0)
        reach = np.minimum(np.hypot(closed, _CORE), LINE_REACH)
        from_end, from_pole, from_threshold = (
            np.abs(x).min(axis=-1, initial=np.inf) for x in (to_end, to_pole, to_threshold)
        )
        reach[from_pole < LINE_REACH] = LINE_REACH
        apart = np.minimum(from_end, from_pole)
        near = (apart < LINE_REACH) | (from_threshold < reach)
        far = np.minimum(apart, from_threshold) > _FAR

        result = self._smooth(np.arange(len(centers)), centers, _FEW, far)
        some = np.nonzero(~near & ~far)
        result[some] = self._smooth(some[0], centers[some][:, None], _SOME)[:, 0]
        row, k = np.nonzero(near)
        for start in range(0, len(row), _CHUNK):
            some = row[start : start + _CHUNK], k[start : start + _CHUNK]
            result[some] = self._cut(some[0], centers[some], reach[some])
        return result

    def _check(self, centers: Array) -> None:
        """Refuse lines that meet a pole of no width."""
        met = (
            np.abs(centers[..., None] - self._poles[:, None])
            < LINE_REACH * self._sigma[:, None, None]
        )
        bare = met.any(axis=1) & (self._scales == 0)
        if np.any(bare & self._given):
            raise RefusedInput(
                "width must be positive or None where the line meets the pole, got 0.0"
            )
        massless = self._thresholds.min(axis=1) == 0
        if np.any(bare & (self._poles == 0) & massless[:, None]):
            raise RefusedInput(
                "mass must be > 0 where the line meets the end point of massless neutrinos, got 0.0"
            )

    def _smooth(
        self, some: Index, centers: Array, points: int, acting: Bools | None = None
    ) -> Array:
        """Averages of `some` rows (h,) around smooth detunings (h, N); 0 where not `acting`."""
        t, weights = _hermite(points)
        sigma = np.broadcast_to(self._sigma[some, None], centers.shape)
        if acting is not None:
            centers, sigma = np.where(acting, centers, -1.0), np.where(acting, sigma, 0.0)
        step = sigma[..., None] * t
        x, *offsets = (
            (centers[..., None] - origin + step).reshape(len(some), centers.shape[1] * points)
            for origin in (0.0, *self._poles[some].T[..., None, None])
        )
        return np.asarray(self._values(some, x, offsets).reshape(step.shape) @ weights)

    def _cut(self, some: Index, centers: Array, reach: Array) -> Array:
        """Averages of `some` rows (h,) around one detuning each, cut where they are not smooth."""
        total = np.zeros(len(some))
        for row, x, offsets, weight in self._nodes(some, centers, reach):
            values = self._values(some[row], x, offsets)
            total += np.bincount(row, np.einsum("hn,hn->h", weight, values), len(some))
        return total

    def _values(self, some: Index, x: Array, offsets: Sequence[Array]) -> Array:
        return self._flat.at(self._target.end_point - x, x, self._rows[some], offsets)

    def _nodes(
        self, some: Index, centers: Array, reach: Array
    ) -> Iterator[tuple[Index, Array, list[Array], Array]]:
        """Some pieces of the lines: which line each is of, detunings (pieces, n), their distances
        from every pole, and their weights.
        """
        sigma, cuts, poles = self._sigma[some], self._cuts[some], self._poles[some]
        first = self._thresholds[some].min(axis=1)
        last = self._target.end_point * (1 - 1e-12)  # the photon energy stays positive
        low, high = (
            np.clip(centers + sign * reach * sigma, first, last)[:, None] for sign in (-1, 1)
        )
        # The line's own shape wants cuts as well, but none so near to the others that nodes which
        # start evenly from it would miss what the function does there.
        shoulders = centers[:, None] + sigma[:, None] * np.array([-_CORE, 0.0, _CORE])
        closest = np.abs(shoulders[..., None] - cuts[:, None]).argmin(axis=-1)
        nearest = np.take_along_axis(cuts, closest, axis=1)
        shoulders = np.where(np.abs(shoulders - nearest) < sigma[:, None] / 2, nearest, shoulders)
        edges = np.sort(np.clip(np.hstack([low, shoulders, cuts, high]), low, high), axis=1)

        is_cut = (edges[..., None] == cuts[:, None]).any(axis=-1)
        at_left, at_right = is_cut[:, :-1], is_cut[:, 1:]
        length = np.diff(edges, axis=1) / np.where(at_left & at_right, 2, 1)
        # From the left, unless the right end alone is a cut; and from a cut on the right.
        lengths = np.hstack([np.where(at_left | ~at_right, length, 0.0), at_right * length])
        origins = np.hstack([edges[:, :-1], edges[:, 1:]])
        signs = np.repeat([1.0, -1.0], length.shape[1])
        finest = self._finest(some, centers, reach)
        spans = np.arcsinh(np.sqrt(lengths / finest[:, None]))
        counts = _MANY * np.ceil((20 + 8 * spans) / _MANY)
        counts = np.where(np.hstack([at_left, at_right]), counts, 0)
        for count in np.unique(counts[lengths > 0]):
            row, k = np.nonzero((counts == count) & (lengths > 0))
            t, w = _legendre(int(count) or _EVEN)
            from_end, length = origins[row, k, None], lengths[row, k, None]
            if count == 0:
                step, weight = length * t, length * w
            else:
                c, span = finest[row, None], spans[row, k, None]
                step, weight = c * np.sinh(span * t) ** 2, c * span * np.sinh(2 * span * t) * w
            step *= signs[k, None]
            # A step far below its end keeps its digits.
            at = (from_end - centers[row, None] + step) / sigma[row, None]
            weight *= np.exp(-(at**2) / 2) / (sigma[row, None] * math.sqrt(2 * np.pi))
            yield row, from_end + step, [from_end - x[row, None] + step for x in poles.T], weight

    def _finest(self, some: Index, centers: Array, reach: Array) -> Array:
        """The scale from which nodes spread, (h,): of a pole's width, or between two marks.

        Marks are the cuts, and the other root of Delta_ij.
        """
        marks = np.hstack([self._cuts, self._flat.differing[self._rows]])[some]
        marks, poles, scales, sigma = (
            np.sort(marks, axis=1),
            self._poles[some],
            self._scales[some],
            self._sigma[some],
        )
        inside, met = (
            np.abs(x - centers[:, None]) <= (reach * sigma)[:, None] for x in (marks, poles)
        )
        gaps = np.where(inside[:, 1:] & inside[:, :-1], np.diff(marks, axis=1), 0.0)
        gap = np.where(gaps > 0, gaps, np.inf).min(axis=1)
        scale = np.where(met & (scales > 0), scales, np.inf).min(axis=1, initial=np.inf)
        return np.asarray(np.minimum(np.clip(gap, 1e-8 * sigma, sigma), scale))


@cache
def _legendre(points: int) -> tuple[Array, Array]:
    """Nodes and weights of Gauss and Legendre on [0, 1]."""
    t, w = np.polynomial.legendre.leggauss(points)
    return (t + 1) / 2, w / 2


@cache
def _hermite(points: int) -> tuple[Array, Array]:
    """Nodes and weights of Gauss and Hermite for a Gaussian of standard deviation 1."""
    t, w = np.polynomial.hermite_e.hermegauss(points)
    return t, w / math.sqrt(2 * np.pi)
