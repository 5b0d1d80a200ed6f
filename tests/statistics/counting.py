"""chi^2 as the formulas have it, for comparison: slow, and without anything of the package."""

import math

import numpy as np

import renp_widgets as rw
from renp_widgets.statistics import Hypothesis
from renp_widgets.statistics.experiment import Experiment

LOGARITHMIC = np.geomspace(1e-5, 0.1, 20)  # triggers of the reference experiments, eV


def plain_chi2(observed, expected, scale=1.0, prior=None) -> float:
    """2 sum [N - n + n ln(n/N)] + ((s - 1)/sigma)^2, number by number."""
    total = 0.0
    for n, mean in zip(observed, expected, strict=True):
        if n == 0:
            total += mean
        elif mean == 0:
            return math.inf
        else:
            total += mean - n + n * math.log(n / mean)
    return 2 * total + (((scale - 1) / prior) ** 2 if prior else 0.0)


def profiled_chi2(observed, signal, background=0.0, prior=None, halvings=70):
    """Lowest chi^2 over s >= 0 for every row of `signal` (N, K), by halving where its slope is."""
    observed, signal = np.asarray(observed, dtype=float), np.atleast_2d(signal)
    background = np.broadcast_to(background, observed.shape)
    total, some = signal.sum(axis=-1), observed > 0
    scale = np.ones(len(signal))
    if prior is None and not np.any(background):
        acting = np.where(signal > 0, observed, 0.0).sum(axis=-1)
        scale = acting / np.where(total > 0, total, 1.0)
    elif prior != 0:
        # The slope is >= 0 where no row expects fewer counts than were observed, and s >= 1.
        low, high = np.zeros(len(signal)), 1 + observed.sum() / np.where(total > 0, total, np.inf)
        for _ in range(halvings):
            scale = (low + high) / 2
            with np.errstate(divide="ignore", invalid="ignore"):
                share = observed * signal / (scale[:, None] * signal + background)
            slope = total - np.where(signal > 0, share, 0.0).sum(axis=-1)
            slope += (scale - 1) / prior**2 if prior else 0.0
            low, high = np.where(slope < 0, scale, low), np.where(slope < 0, high, scale)
    expected = scale[:, None] * signal + background
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = expected - observed + np.where(some, observed * np.log(observed / expected), 0.0)
    chi2 = 2 * np.where(some, terms, expected).sum(axis=-1)
    # Without any signal nothing can be scaled.
    return chi2 + (np.where(total > 0, (scale - 1) / prior, 0.0) ** 2 if prior else 0.0)


def signals(experiment: Experiment, hypothesis: Hypothesis, **values) -> np.ndarray:
    """Expected signal (N, K) at many values of free parameters, from the spectral function."""
    names = ("lightest_mass", "alpha21", "alpha31", "delta")
    own = {name: values.get(name, getattr(hypothesis, name)) for name in names}
    given = hypothesis.oscillation
    if not isinstance(given, rw.OscillationParameters):
        given = given[hypothesis.ordering]
    names = ("sin2_theta12", "sin2_theta13", "sin2_theta23", "dm2_21", "dm2_3l")
    given = rw.OscillationParameters(
        **{name: values.get(name, getattr(given, name)) for name in names},
        delta=given.delta if own["delta"] is None else own["delta"],
    )
    mass = own.pop("lightest_mass")
    nu = rw.Neutrinos.from_oscillation(
        hypothesis.ordering, mass, hypothesis.nature, oscillation=given, **own
    )
    if hypothesis.matrix is not None:
        nu = rw.non_unitary(nu, hypothesis.matrix)
    spectrum = rw.spectral_function(
        experiment.target,
        nu,
        detuning=experiment.detuning,
        interactions=hypothesis.interactions,
        average=experiment.average,
    )
    rate = experiment.rate
    if rate is None:
        rate = rw.reference_rate(experiment.target, experiment.density, experiment.volume)
    return spectrum * rate * experiment.eta * experiment.live_time


def scanned_chi2(experiment: Experiment, observed, hypothesis: Hypothesis, **values) -> np.ndarray:
    """chi^2 without pulls, (N,), at many values of free parameters."""
    return profiled_chi2(
        observed,
        signals(experiment, hypothesis, **values),
        experiment.background * np.ones(len(experiment.detuning)) * experiment.live_time,
        experiment.normalisation_prior,
    )


def logarithmic(truth: Hypothesis, events: float = 1000.0, **options) -> Experiment:
    """The reference experiments: equal times at 20 triggers, and so many events in all."""
    experiment = Experiment(rw.YB, LOGARITHMIC, 1e5, **options)
    return experiment.with_events(events, truth.neutrinos(), truth.interactions)
