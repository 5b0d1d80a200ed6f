"""Uncertainty: what that of the oscillation parameters makes of a spectrum.

Each parameter follows a two-sided normal distribution about its best fit b, half of it on each
side, with the distance from b to that end of the 1 sigma interval as the side's width:

    x = b + w_- z  (z < 0),    x = b + w_+ z  (z > 0),    z normal,

so that the median is b and 68 % lie in the interval; it is cut off at the ends of the 3 sigma
interval, or without one (NuFIT 6.1) at three widths. Correlations and second minima, such as the
other octant of theta_23, are left out: the fits publish them as chi^2 tables (I. Esteban et al.,
JHEP 12 (2024) 216, arXiv:2410.05380).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import (
    RefusedInput,
    angle,
    choice,
    instance,
    real_array,
    real_number,
    whole_number,
)
from renp_widgets.physics.interactions import Interaction, check_interactions, interaction_shapes
from renp_widgets.physics.neutrinos import ORDERINGS, Neutrinos, oscillation_of
from renp_widgets.physics.oscillation import DEFAULT_PRESET, PARAMETERS, OscillationParameters
from renp_widgets.physics.spectrum import spectral_function
from renp_widgets.physics.targets import Target
from renp_widgets.values import Array, Value

__all__ = ["SpectrumBand", "sample_oscillation", "spectrum_band"]

_STRATA: Final = 32  # values of one parameter, for its share
_ROUNDING: Final = 1e-13  # relative changes of I below this are not changes
_MAX_SAMPLES: Final = 10_000
_MAX_NUMBERS: Final = 20_000_000  # in the spectra of all samples: 160 MB


@dataclass(frozen=True, eq=False)
class SpectrumBand(Value):
    """Quantiles of the spectrum over sampled oscillation parameters.

    detuning : (N,), eV, ascending.
    levels : the probabilities, ascending, such as (0.025, 0.16, 0.5, 0.84, 0.975).
    quantiles : (n_levels, N), dimensionless: I below which that share of the samples lies.
    shares : by parameter, (N,): its share of the variance of I at that detuning, 0 to 1. They add
        up to 1 where I varies, and are all 0 where it does not.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> band = rw.spectrum_band(rw.YB, "normal", 0.01, detuning=[0.01, 0.1], samples=20)
    >>> max(band.shares, key=lambda name: band.shares[name][0])
    'dm2_3l'
    """

    detuning: Array
    levels: tuple[float, ...]
    quantiles: Array
    shares: Mapping[str, Array]


def sample_oscillation(
    parameters: OscillationParameters, samples: int = 500, seed: int = 0
) -> OscillationParameters:
    """Samples of the six parameters, (samples,), independent of each other.

    They are a Latin hypercube (M. D. McKay et al., Technometrics 21, 239 (1979)): every parameter
    takes one value in each of `samples` equally probable parts of its distribution, in an order of
    its own. Quantiles are steadier than with free draws, and the median is the best fit.

    Parameters
    ----------
    parameters : one set, no arrays, with `one_sigma`; cut off at `three_sigma`, or without that at
        three widths, and where sin^2 theta or the sign of a splitting would stop being physical.
        delta comes out in [0, 2 pi).
    samples : 1 to 10,000.
    seed : of the random numbers; the same one gives the same samples.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> samples = rw.sample_oscillation(rw.NUFIT_6_1["normal"], samples=200)
    >>> f"{samples.sin2_theta12.mean():.3f} +- {samples.sin2_theta12.std():.3f}"
    '0.309 +- 0.007'
    """
    return _quantile_parameters(parameters, _hypercube(samples, seed))


def spectrum_band(
    target: Target,
    ordering: str,
    lightest_mass: float,
    nature: str = "majorana",
    *,
    detuning: ArrayLike,
    alpha21: float = 0.0,
    alpha31: float = 0.0,
    delta: float | None = None,
    oscillation: Mapping[str, OscillationParameters] | OscillationParameters = DEFAULT_PRESET,
    interactions: Sequence[Interaction] = (),
    samples: int = 500,
    levels: Sequence[float] = (0.025, 0.16, 0.5, 0.84, 0.975),
    seed: int = 0,
) -> SpectrumBand:
    """The band that the uncertainty of the oscillation parameters makes of I.

    The lightest mass, the Majorana phases and the interactions are fixed. Shares compare the
    variances of I with one parameter varied and the others at their best fit.

    Parameters
    ----------
    target : the atom.
    ordering, lightest_mass, nature, alpha21, alpha31, oscillation : as in
        `Neutrinos.from_oscillation`; numbers, no arrays.
    detuning : (N,), eV, ascending.
    delta : radians: fixed at this value, not varied. None: varied like the others.
    interactions : as in `spectral_function`, without batch.
    samples, seed : as in `sample_oscillation`; (samples + 192) N may be up to 20 million.
    levels : two or more probabilities in [0, 1], ascending.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> band = rw.spectrum_band(rw.YB, "normal", 0.01, detuning=[0.01, 0.1], samples=20)
    >>> band.quantiles.shape  # levels, detunings
    (5, 2)
    """
    parameters = oscillation_of(choice("ordering", ordering, ORDERINGS), oscillation)
    mass = real_number("lightest_mass", lightest_mass, "eV", low=0.0)
    phases = {"alpha21": alpha21, "alpha31": alpha31, "delta": delta}
    fixed: dict[str, Any] = {k: angle(k, v) for k, v in phases.items() if v is not None}
    for name, shape in interaction_shapes(check_interactions(interactions)).items():
        if shape:
            raise RefusedInput(f"{name} must have no batch, got batch shape {shape}")
    energies = _ascending("detuning", detuning, "eV")
    probabilities = _ascending("levels", levels, low=0.0, high=1.0)
    if len(probabilities) < 2:
        raise RefusedInput(f"levels must be two or more probabilities, got {levels!r}")

    drawn = _hypercube(samples, seed)
    # The middles of equally probable parts of one parameter, the others at their medians: for a
    # variance in one dimension 32 of these do what many hundreds of random samples would.
    middles = (np.arange(_STRATA) + 0.5) / _STRATA
    one_by_one = 0.5 + np.kron(np.eye(len(PARAMETERS)), middles - 0.5)
    points = np.hstack([drawn, one_by_one])
    if points.shape[1] * len(energies) > _MAX_NUMBERS:
        raise RefusedInput(
            f"samples and energies must make at most {_MAX_NUMBERS} numbers, "
            f"got {points.shape[1]} x {len(energies)}"
        )
    varied = _quantile_parameters(parameters, points)
    neutrinos = Neutrinos.from_oscillation(ordering, mass, nature, oscillation=varied, **fixed)
    spectra = spectral_function(target, neutrinos, detuning=energies, interactions=interactions)
    return SpectrumBand(
        detuning=energies,
        levels=tuple(probabilities.tolist()),
        quantiles=np.quantile(spectra[:samples], probabilities, axis=0),
        shares=_shares(spectra[samples:].reshape(len(PARAMETERS), _STRATA, -1)),
    )


def _hypercube(samples: int, seed: int) -> Array:
    """Probabilities in (0, 1), (6, samples), each row with one in every part of equal length."""
    samples = whole_number("samples", samples, 1, _MAX_SAMPLES)
    rng = np.random.default_rng(whole_number("seed", seed, 0, None))
    parts = rng.permuted(np.tile(np.arange(samples), (len(PARAMETERS), 1)), axis=1)
    inside = rng.uniform(1e-9, 1 - 1e-9, parts.shape)  # the ends need not be physical
    return np.asarray((parts + inside) / samples)


def _quantile_parameters(
    parameters: OscillationParameters, probabilities: Array
) -> OscillationParameters:
    """The parameters below which these shares (6, n) of their distributions lie."""
    from statistics import NormalDist  # scipy.special would take longer to import than a band takes

    instance("parameters", parameters, OscillationParameters)
    normal = NormalDist()
    values: dict[str, Any] = {}
    for name, row in zip(PARAMETERS, probabilities, strict=True):
        best, widths, cuts = parameters.one_sigma_errors(name)
        upper = (row > 0.5).astype(int)
        inside = np.array([normal.cdf(cut) - 0.5 for cut in cuts])
        shares = 0.5 + (2 * row - 1) * inside[upper]
        z = np.array([normal.inv_cdf(share) for share in shares.tolist()])
        values[name] = best + np.array(widths)[upper] * z
    values["delta"] %= 2 * np.pi
    return replace(parameters, **values)


def _shares(spectra: Array) -> dict[str, Array]:
    """Shares of the variance from spectra (6, values, N)."""
    variances = spectra.var(axis=1)
    variances[variances <= (_ROUNDING * spectra.max(axis=1)) ** 2] = 0.0
    total = variances.sum(axis=0)
    shares = np.divide(variances, total, out=np.zeros_like(variances), where=total > 0)
    return dict(zip(PARAMETERS, shares, strict=True))


def _ascending(
    name: str, value: ArrayLike, unit: str = "", low: float = -np.inf, high: float = np.inf
) -> Array:
    array = real_array(name, value, unit, low=low, high=high)
    if array.ndim != 1 or np.any(np.diff(array) <= 0):
        raise RefusedInput(f"{name} must be one row of ascending numbers, got {value!r}")
    return array
