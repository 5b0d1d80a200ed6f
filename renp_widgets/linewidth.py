"""What a laser of finite linewidth sees: the spectral function averaged over a Gaussian line.

    I_line(d_0) = integral dd' I(d') exp(-(d' - d_0)^2 / (2 s^2)) / (s sqrt(2 pi))

with detunings d and the line's standard deviation s. I has kinks at the thresholds, a step at the
end point, and at a mediator's pole a peak as narrow as 1e-27 eV and as high as it is narrow. So the
integral is cut at these points, and from each cut the nodes spread as x = c sinh^2(t): dense on the
scale c, where the function varies like sqrt(x) at a threshold or like a Lorentzian of width c at a
pole, and evenly in log x beyond, whatever lies between. The distance to the pole is the variable
there, so that the nodes resolve widths far below the spacing of floating-point detunings.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.bilinears import Interaction
from renp_widgets.interactions import check_interactions, interaction_shapes
from renp_widgets.kinematics import mass_detuning, photon_energies, thresholds
from renp_widgets.neutrinos import Neutrinos
from renp_widgets.spectrum import spectra
from renp_widgets.targets import Target
from renp_widgets.validation import Shape, broadcast_shape, instance, real_array

__all__ = ["line_averaged"]

Array = NDArray[np.float64]

_REACH: Final = 14.0  # standard deviations; beyond, the line's weight is below 1e-43
_CHUNK: Final = 256  # energies whose nodes are held at a time


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
    linewidth : standard deviation of the line, eV, > 0; may have the batch shape B.
    omega, detuning, interactions, average : as in `spectral_function`. A photon energy above the
        end point is fine: part of the line lies below.
    """
    instance("target", target, Target)
    instance("neutrinos", neutrinos, Neutrinos)
    chosen = check_interactions(interactions)
    sigma = real_array("linewidth", linewidth, low=1e-15, high=1e15)
    photons = photon_energies(target, omega, detuning)
    batch = broadcast_shape(
        neutrinos=neutrinos.batch_shape,
        photon_energies=photons.detuning.shape[:-1],
        linewidth=sigma.shape,
        **interaction_shapes(chosen),
    )
    centers = np.broadcast_to(photons.detuning, (*batch, photons.detuning.shape[-1]))
    result = np.empty(centers.shape)
    for index in np.ndindex(batch):
        one = Neutrinos(
            _entry(neutrinos.masses, index, batch, 1),
            _entry(neutrinos.mixing, index, batch, 2),
            neutrinos.nature,
        )
        acting = [_entry_of(interaction, index, batch) for interaction in chosen]
        width = float(np.broadcast_to(sigma, batch)[index])
        result[index] = _average(target, one, width, centers[index], acting, average)
    return result[..., 0] if photons.is_scalar else result


def _average(
    target: Target,
    neutrinos: Neutrinos,
    sigma: float,
    centers: Array,
    interactions: Sequence[Interaction],
    average: str,
) -> Array:
    cuts = [0.0, *thresholds(target, neutrinos).detuning.tolist()]
    poles, scales = [], [1e-8 * sigma]
    for interaction in interactions:
        pole = interaction.pole(neutrinos)
        if pole is None:
            continue
        poles.append(float(mass_detuning(target, pole.mass)))
        scale = float(pole.mass * pole.width) / (2 * target.e_eg)
        if scale > 0:
            scales.append(scale)
        elif np.any(np.abs(centers - poles[-1]) < _REACH * sigma):
            if pole.given:
                raise ValueError(
                    "width must be positive or None where the line meets the pole, got 0.0"
                )
            if pole.mass == 0 and neutrinos.masses.min() == 0:
                raise ValueError(
                    "mass must be > 0 where the line meets the end point of massless neutrinos, "
                    "got 0.0"
                )
    rule = _Rule(sigma, min(scales), np.unique(cuts + poles), target.end_point)

    result = np.empty(centers.shape)
    for start in range(0, len(centers), _CHUNK):
        some = slice(start, start + _CHUNK)
        x, distances, weights, row = rule.nodes(centers[some], poles)
        values = spectra(
            target, neutrinos, None, x, interactions, average, by_channel=False, offsets=distances
        )
        result[some] = np.bincount(row, weights * values, len(centers[some]))
    return result


class _Rule:
    """The quadrature: where to cut, how finely to start from a cut, how far to reach."""

    def __init__(self, sigma: float, finest: float, cuts: Array, end_point: float) -> None:
        self._sigma, self._finest, self._cuts = sigma, finest, cuts
        self._last = end_point * (1 - 1e-12)  # the photon energy stays positive
        self._even = _legendre(32)
        decades = np.arcsinh(math.sqrt(2 * _REACH * sigma / finest))
        self._graded = _legendre(int(30 + 8 * decades))

    def nodes(
        self, centers: Array, poles: Sequence[float]
    ) -> tuple[Array, list[Array], Array, NDArray[np.intp]]:
        """Detunings, distances from each pole, weights, and the indices of their centers."""
        sigma = self._sigma
        low = np.clip(centers - _REACH * sigma, 0.0, self._last)
        high = np.clip(centers + _REACH * sigma, 0.0, self._last)
        # The line's own shape wants cuts as well, but none so near to the others that nodes which
        # start evenly from it would miss what the function does there.
        shoulders = centers + sigma * np.array([[-3.0], [0.0], [3.0]])
        nearest = self._cuts[np.abs(shoulders[..., None] - self._cuts).argmin(axis=-1)]
        shoulders = np.where(np.abs(shoulders - nearest) < sigma / 2, nearest, shoulders)
        cuts = np.broadcast_to(self._cuts[:, None], (len(self._cuts), len(centers)))
        edges = np.sort(np.clip(np.vstack([low, shoulders, cuts, high]), low, high), axis=0)

        parts = []
        half = np.diff(edges, axis=0) / 2
        for ends, sign in ((edges[:-1], 1.0), (edges[1:], -1.0)):
            cut = np.isin(ends, self._cuts)
            for chosen, graded in ((cut, True), (~cut, False)):
                segment, row = np.nonzero(chosen & (half > 0))
                step, weight = self._steps(half[segment, row], graded)
                parts.append((ends[segment, row], sign * step, weight, row))

        def gather(origin: Array | float) -> Array:
            """Places counted from `origin`; a step far below its end keeps its digits."""
            from_end = [
                (end - np.broadcast_to(origin, centers.shape)[row])[:, None] + step
                for end, step, _, row in parts
            ]
            return np.concatenate([x.ravel() for x in from_end])

        row = np.concatenate([np.repeat(row, step.shape[1]) for _, step, _, row in parts])
        weights = np.concatenate([weight.ravel() for _, _, weight, _ in parts])
        weights *= np.exp(-((gather(centers) / sigma) ** 2) / 2) / (sigma * math.sqrt(2 * np.pi))
        return gather(0.0), [gather(pole) for pole in poles], weights, row

    def _steps(self, length: Array, graded: bool) -> tuple[Array, Array]:
        """Steps over [0, length] and their weights, (segments, nodes)."""
        if not graded:
            t, w = self._even
            return np.outer(length, t), np.outer(length, w)
        t, w = self._graded
        span = np.arcsinh(np.sqrt(length / self._finest))[:, None]
        steps = self._finest * np.sinh(span * t) ** 2
        return steps, self._finest * span * np.sinh(2 * span * t) * w


@cache
def _legendre(points: int) -> tuple[Array, Array]:
    """Nodes and weights of Gauss and Legendre on [0, 1]."""
    t, w = np.polynomial.legendre.leggauss(points)
    return (t + 1) / 2, w / 2


def _entry(array: NDArray[Any], index: tuple[int, ...], batch: Shape, axes: int) -> NDArray[Any]:
    """One entry of a batch, of an array whose last `axes` axes are its own."""
    own = array.shape[array.ndim - axes :]
    entry: NDArray[Any] = np.broadcast_to(array, batch + own)[index]
    return entry


def _entry_of(interaction: Interaction, index: tuple[int, ...], batch: Shape) -> Interaction:
    """One entry of a batch of interactions."""
    axes = {"mass": 0, "g_e": 0, "y_e": 0, "width": 0}
    changes = {
        field.name: _entry(value, index, batch, axes.get(field.name, 2))
        for field in fields(interaction)  # type: ignore[arg-type]
        for value in [getattr(interaction, field.name)]
        if isinstance(value, np.ndarray)
    }
    return replace(interaction, **changes)  # type: ignore[type-var]
