"""Mediator reach: the smallest coupling of a light mediator that an experiment excludes.

The truth is the Standard Model, the hypothesis the same neutrinos with a mediator as well: a vector
Z' of coupling g_e g_nu, or a scalar phi of coupling y_e y_nu. (S.-F. Ge and P. Pasquini, Eur. Phys.
J. C 82, 208 (2022), arXiv:2110.03510.) What to expect, with q^2 = 2 E_eg d at the triggers:

    M^2 >> q^2   the propagator is -1/M^2: the reach grows like M^2
    M^2 << q^2   it is 1/q^2: the reach does not depend on M
    M^2 = q^2    the trigger meets the pole, where the mediator is made on shell: a dip

A dip is as wide as the laser's line, over which all counts are averaged, and deeper by many orders
of magnitude than the rest: a mediator made on shell costs one coupling in the amplitude, not two,
so that its signal is proportional to |g_e g_nu| where the two are equal, and to 1/linewidth. An
experiment without linewidth gets one, TRIGGER_LINEWIDTH: a line of no width would see no pole but
those at which it is exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.checks import RefusedInput, instance, real_array, real_number
from renp_widgets.floors import check_floors
from renp_widgets.physics.constants import ELECTRON_MASS, G_FERMI
from renp_widgets.physics.kinematics import mass_detuning
from renp_widgets.physics.linewidth import LINE_REACH
from renp_widgets.physics.mediators import MediatorCoupling
from renp_widgets.physics.neutrinos import uncoupled
from renp_widgets.physics.spectrum import spectral_function
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.fits import fit
from renp_widgets.statistics.hypothesis import Hypothesis
from renp_widgets.statistics.questions import asimov_counts
from renp_widgets.statistics.response import Response, excluded_beyond
from renp_widgets.statistics.scan import scan
from renp_widgets.values import Array, Value

__all__ = [
    "TRIGGER_LINEWIDTH",
    "CouplingReach",
    "coupling_reach",
    "line_meets",
    "mediator_response",
    "over_a_line",
    "reach_steps",
]

TRIGGER_LINEWIDTH: Final = 1e-7
"""Standard deviation of the trigger laser's line, eV, where an experiment gives none.

A choice, for what a pulsed laser can do: a Gaussian pulse of 7.8 ns has this line at the Fourier
limit, 57 MHz wide at half its height.
"""


def over_a_line(experiment: Experiment) -> Experiment:
    """The experiment with the line of its laser, or with that of TRIGGER_LINEWIDTH."""
    instance("experiment", experiment, Experiment)
    if experiment.linewidth > 0:
        return experiment
    return replace(experiment, linewidth=TRIGGER_LINEWIDTH)


def line_meets(experiment: Experiment, masses: Array) -> NDArray[np.bool_]:
    """Whether some trigger's line meets the pole of mediators of these masses (n,), eV."""
    away = np.abs(mass_detuning(experiment.target, masses)[:, None] - experiment.triggers)
    return np.asarray((away < LINE_REACH * experiment.linewidth).any(axis=1))


def mediator_response(
    experiment: Experiment, truth: Hypothesis, coupling: MediatorCoupling, masses: Array
) -> Response:
    """The counts' response to g_e g_nu or y_e y_nu of mediators of these masses (n,), eV.

    A width matters only where a line meets the pole.
    """
    experiment = over_a_line(experiment)
    instance("truth", truth, Hypothesis)
    neutrinos = truth.neutrinos()
    alone = uncoupled(neutrinos)
    standard = truth.signal_counts(experiment)
    size = G_FERMI * (masses**2 + experiment.target.e_eg**2)  # as strong as the weak force
    if coupling.mediator == "scalar":
        size *= ELECTRON_MASS / experiment.target.e_eg
    once, both = np.empty((2, len(masses), len(standard)))
    met = line_meets(experiment, masses)
    for some, width in ((met, None), (~met, 0.0)):
        if some.any():
            mediator = coupling.interaction(masses[some], size[some], width)
            once[some] = experiment.signal_counts(alone, (mediator,))
            both[some] = experiment.signal_counts(neutrinos, (*truth.interactions, mediator))
    twice = 4 * once
    if met.any():
        mediator = coupling.interaction(masses[met], 2 * size[met])
        twice[met] = experiment.signal_counts(alone, (mediator,))
    interference = (both - standard - once) / size[:, None]
    on_shell = np.maximum(2 * once - twice / 2, 0.0) / size[:, None]
    square = np.maximum(twice / 2 - once, 0.0) / size[:, None] ** 2
    return Response(standard, interference, on_shell, square)


_STEPS: Final = 16  # outwards from the reach with known neutrinos
_PRECISION: Final = 1e-4  # of a profiled reach
_FAR: Final = 1e4  # times what is counted: where the steps end


@dataclass(frozen=True, eq=False)
class CouplingReach(Value):
    """The smallest products g_e g_nu (vector) or y_e y_nu (scalar) that are excluded.

    masses : of the mediator, (n,), eV, as given.
    positive, negative : sizes of products of that sign, (n,), dimensionless: every larger one of
        this sign is excluded. inf where arbitrarily large ones are not, because the coupling does
        not act, or its signal is that of the Standard Model with another normalisation;
        interference may exclude some smaller ones still.
    resonances : the masses at which a trigger meets the pole, ascending, eV; only of triggers
        inside the spectrum, and M > m_i + m_j of a pair that couples.
    linewidth : standard deviation of the laser's line that all counts were averaged over, eV.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> z_prime = rw.statistics.MediatorCoupling("vector", element="universal")
    >>> found = rw.statistics.coupling_reach(experiment, truth, z_prime, [1.0, 10.0])
    >>> print(found.resonances.round(3))
    [0.021 0.065 0.207 0.463 0.655]
    """

    masses: Array
    positive: Array
    negative: Array
    resonances: Array
    linewidth: float

    @property
    def coupling(self) -> Array:
        """The size that is excluded for both signs, (n,), dimensionless."""
        return np.maximum(self.positive, self.negative)


def coupling_reach(
    experiment: Experiment,
    truth: Hypothesis,
    coupling: MediatorCoupling,
    masses: ArrayLike,
    *,
    significance: float = 3.0,
    free: Sequence[str] = (),
    **options: Any,
) -> CouplingReach:
    """The reach of an experiment in the coupling of a mediator, against its mass.

    Parameters
    ----------
    experiment : what is counted; its normalisation is profiled. With a linewidth of 0 it gets that
        of `statistics.TRIGGER_LINEWIDTH`.
    truth : what nature is like; what it leaves free does not matter.
    coupling : how the mediator couples. It adds to what the truth has.
    masses : of the mediator, (n,), eV, > 0.
    significance : sqrt(chi^2) from which on a coupling counts as excluded.
    free : what the hypothesis leaves free besides the normalisation, as in `Hypothesis`. Each mass
        is then a task of `scan`, of some dozens of fits; without, all are done at once.
    options : of `scan` (executor, file, progress), with `free`.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> z_prime = rw.statistics.MediatorCoupling("vector", element="universal")
    >>> found = rw.statistics.coupling_reach(experiment, truth, z_prime, [10.0])
    >>> f"{found.coupling[0]:.1e}"
    '1.4e-22'
    """
    instance("coupling", coupling, MediatorCoupling)
    given = real_array("masses", masses, "eV", low=0.0, high=1e18, open_low=True)
    if given.ndim != 1:
        raise RefusedInput(f"masses must be one row of numbers, got shape {given.shape}")
    significance = real_number("significance", significance, low=0.0, open_low=True)
    experiment = over_a_line(experiment)
    response = mediator_response(experiment, truth, coupling, given)
    if replace(truth, free=free).free:
        profiled = partial(_profiled, experiment, truth, coupling, significance, tuple(free))
        positive, negative = np.stack(scan(profiled, given, **options), axis=-1)
    elif options:
        raise TypeError(f"{', '.join(options)} go with free parameters, got free={free!r}")
    else:
        observed = asimov_counts(experiment, truth)
        positive, negative = (
            excluded_beyond(experiment, observed, response.of_sign(sign), significance**2)
            for sign in (1, -1)
        )
    acting = np.any(response.square + response.on_shell > 0, axis=0)
    acting &= _inside(experiment, truth, coupling)
    resonances = np.sqrt(2 * experiment.target.e_eg * np.unique(experiment.triggers[acting]))
    return CouplingReach(given, positive, negative, resonances, experiment.linewidth)


def reach_steps(
    experiment: Experiment,
    truth: Hypothesis,
    coupling: MediatorCoupling,
    mass: float,
    *,
    significance: float = 3.0,
    free: Sequence[str],
) -> Iterator[Array | None]:
    """The reach at one mass with free parameters, in steps; arguments as for `coupling_reach`.

    Each step but the last is a fit, and gives None. The last one gives the reach for positive and
    for negative products, (2,). A fit can only lower chi^2, so that it lies beyond the reach with
    known neutrinos.
    """
    check_floors("scipy")
    from scipy.optimize import brentq

    experiment = over_a_line(experiment)
    hypothesis = replace(truth, free=free)
    observed = asimov_counts(experiment, truth)
    response = mediator_response(experiment, hypothesis, coupling, np.array([mass]))
    far = response.span(observed, experiment.background_counts, significance**2, _FAR)[1, 0]
    width = None if line_meets(experiment, np.array([mass])) else 0.0
    fitted: dict[tuple[float, int], float] = {}

    def excess(log: float, sign: int) -> float:
        if (log, sign) not in fitted:
            raise _MissingError(log, sign)
        return fitted[log, sign]

    def outermost(sign: int) -> float:
        known = excluded_beyond(experiment, observed, response.of_sign(sign), significance**2)[0]
        inner, outer = np.log(known) - _PRECISION, np.log(max(far, 10 * known))
        if np.isinf(known) or excess(outer, sign) < 0:
            return np.inf
        low, *outwards, high = np.linspace(inner, outer, _STEPS)
        for x in reversed(outwards):  # beyond `high` all is excluded
            if excess(x, sign) < 0:
                low = x
                break
            high = x
        return float(np.exp(brentq(excess, low, high, args=(sign,), xtol=_PRECISION)))

    while True:
        try:
            yield np.array([outermost(1), outermost(-1)])
            return
        except _MissingError as missing:
            log, sign = missing.args
        # The search takes no time compared with a fit, so that it can begin anew after each.
        mediator = coupling.interaction(mass, sign * np.exp(log), width)
        tried = replace(hypothesis, interactions=(*hypothesis.interactions, mediator))
        fitted[log, sign] = fit(experiment, observed, tried).significance - significance
        yield None


class _MissingError(Exception):
    """A fit that the search needs: the logarithm of the product's size, and its sign."""


def _inside(
    experiment: Experiment, truth: Hypothesis, coupling: MediatorCoupling
) -> NDArray[np.bool_]:
    """Whether, at the very energy of a trigger, a pair that couples can be made, (K,)."""
    target = experiment.target
    spectrum = spectral_function(
        target,
        uncoupled(truth.neutrinos()),
        detuning=experiment.triggers,
        interactions=(coupling.interaction(2 * target.e_eg, 1.0, 0.0),),
        average=experiment.average,
    )
    return spectrum > 0


def _profiled(
    experiment: Experiment,
    truth: Hypothesis,
    coupling: MediatorCoupling,
    significance: float,
    free: Sequence[str],
    mass: float,
) -> Array:
    """What `reach_steps` comes to: a task of a scan."""
    *_, found = reach_steps(
        experiment, truth, coupling, float(mass), significance=significance, free=free
    )
    return np.asarray(found)
