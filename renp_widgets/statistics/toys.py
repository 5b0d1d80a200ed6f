"""Toys: many experiments drawn at random from a truth, and what their fits make of it.

They show how the test statistic Delta chi^2 and the best lightest mass are distributed, and how
often the interval chi^2 <= chi^2_min + 1 contains the true mass (`ToyStudy.coverage`).

The theorem of S. S. Wilks (Ann. Math. Stat. 9, 60 (1938)) says 68.3% where chi^2 is a parabola over
the width of the interval and the true mass is far from the ends of its range. So it is with many
events and triggers that no threshold crosses nearby: at 50 meV in Yb with six triggers from 4 to
100 meV, 1e5 events give 68.3 +- 0.5%. A kink within the interval breaks the rule: with 1000 events
at 20 triggers from 1e-5 to 0.1 eV, normal ordering, it is 61.9 +- 0.5% at 10 meV and 58.3 +- 0.6%
at 3 meV; at 10 meV 1e4 events make it 68.1 +- 0.5%, a line of 10 micro-eV 66.3 +- 0.5%. So does a
mass near 0, where the interval cannot reach below: there it is 74.7 +- 0.5% at 1 meV and
82.7 +- 0.4% at 0, near the 84.1% of H. Chernoff (Ann. Math. Stat. 25, 573 (1954)). (8000 toys
each, with NuFIT 6.1.)
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import instance, random_seed, real_number, whole_number
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.fits import fit
from renp_widgets.statistics.hypothesis import Hypothesis
from renp_widgets.statistics.lightest_mass import MassTable
from renp_widgets.statistics.likelihood import poisson_chi2
from renp_widgets.statistics.questions import asimov_counts
from renp_widgets.statistics.scan import Progress, scan, scan_steps
from renp_widgets.values import Array, Value

if TYPE_CHECKING:
    import os

    from renp_widgets.statistics.workers import Workers

__all__ = ["ToyStudy", "toy_counts", "toy_study", "toy_study_steps"]

_TASK: Final = 25  # toys in one task of a scan


@dataclass(frozen=True, eq=False)
class ToyStudy(Value):
    """What the fits of n toys found.

    best_mass : lightest mass at the lowest chi^2 of the truth with its lightest mass free, (n,),
        eV; of equal ones the lowest, as in a toy without any event.
    chi2 : chi^2 there, (n,).
    rise : how far above it chi^2 is at the true mass, (n,).
    delta_chi2 : how far above it the alternative's lowest chi^2 is, (n,); may be inf.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> study = rw.statistics.toy_study(experiment, truth, n=25)
    >>> len(study.best_mass), bool((study.rise >= 0).all())
    (25, True)
    """

    best_mass: Array
    chi2: Array
    rise: Array
    delta_chi2: Array

    def coverage(self, rise: float = 1.0) -> tuple[float, float]:
        """Part of the toys whose interval has the true mass in it, and its standard error.

        The interval is where chi^2 is at most `rise` above its lowest value. The error is binomial:
        sqrt(p (1 - p) / n). A toy without any event allows every mass, and so the true one.
        """
        rise = real_number("rise", rise, low=0.0, open_low=True)
        part = float(np.mean(self.rise <= rise))
        return part, float(np.sqrt(part * (1 - part) / len(self.rise)))


def toy_counts(
    experiment: Experiment, truth: Hypothesis, n: int, seed: int | np.random.SeedSequence
) -> Array:
    """Counts of n experiments, (n, K): Poisson numbers around what the truth expects.

    Parameters
    ----------
    experiment : with a prior, every toy draws its signal's normalisation from it, but not below 0.
    truth : what nature is like; what it leaves free does not matter.
    n : how many.
    seed : >= 0, or a SeedSequence: the same one draws the same counts.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> rw.statistics.toy_counts(experiment, truth, n=3, seed=1).shape
    (3, 5)
    """
    signal = asimov_counts(experiment, truth) - experiment.background_counts
    background = experiment.background_counts
    random = np.random.default_rng(random_seed("seed", seed))
    scale = random.normal(
        1.0, experiment.normalisation_prior or 0.0, size=(whole_number("n", n, 1), 1)
    )
    expected = np.maximum(scale, 0.0) * signal + background
    # numpy draws Poisson numbers as 64-bit integers.
    real_number("largest expected count of the experiment", expected.max(), high=1e18)
    return random.poisson(expected).astype(np.float64)


def toy_study(
    experiment: Experiment,
    truth: Hypothesis,
    other: Hypothesis | None = None,
    *,
    n: int = 1000,
    seed: int = 0,
    executor: Workers = None,
    file: str | os.PathLike[str] | None = None,
    progress: Progress = False,
) -> ToyStudy:
    """Draw toys from the truth and fit them, with the truth and with an alternative.

    Parameters
    ----------
    experiment : what is counted.
    truth : what nature is like, with its lightest mass within `mass_range`. Its fit has that mass
        free, and nothing else.
    other : the alternative, with what it leaves free; fast if that is the lightest mass or nothing,
        a `fit` of its own for every toy otherwise. None is the truth as it is.
    n : how many toys.
    seed : >= 0; the study depends on it and on n, not on the workers.
    executor, file, progress : as in `scan`; a task is 25 toys.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> rw.statistics.toy_study(experiment, truth, n=25).best_mass.shape
    (25,)
    """
    function, tasks = _scan(experiment, truth, other, n, seed)
    return _study(scan(function, tasks, executor=executor, file=file, progress=progress, seed=seed))


def toy_study_steps(
    experiment: Experiment,
    truth: Hypothesis,
    other: Hypothesis | None = None,
    *,
    n: int = 1000,
    seed: int = 0,
    executor: Workers = None,
    file: str | os.PathLike[str] | None = None,
) -> Generator[ToyStudy, None, None]:
    """The study of the toys that are done, after each task; the last one is `toy_study`.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> [len(study.rise) for study in rw.statistics.toy_study_steps(experiment, truth, n=50)]
    [25, 50]
    """
    function, tasks = _scan(experiment, truth, other, n, seed)
    done: dict[int, Array] = {}
    with closing(scan_steps(function, tasks, executor=executor, file=file, seed=seed)) as steps:
        for index, value in steps:
            done[index] = value
            yield _study(done[k] for k in sorted(done))


def _scan(
    experiment: Experiment, truth: Hypothesis, other: Hypothesis | None, n: int, seed: int
) -> tuple[partial[Array], list[int]]:
    """What a scan runs: the function, and how many toys each task is."""
    instance("experiment", experiment, Experiment)
    instance("truth", truth, Hypothesis)
    low, high = truth.mass_range
    real_number("lightest_mass of the truth", truth.lightest_mass, "eV", low=low, high=high)
    truth = replace(truth, free=())
    other = truth if other is None else other
    instance("other", other, Hypothesis)
    table = MassTable(experiment, truth)
    alternatives = MassTable(experiment, other) if other.free == ("lightest_mass",) else None
    whole_number("seed", seed, 0, None)
    whole, rest = divmod(whole_number("n", n, 1), _TASK)
    tasks = [_TASK] * whole + [rest] * (rest > 0)
    return partial(_fits, experiment, truth, other, table, alternatives), tasks


def _fits(
    experiment: Experiment,
    truth: Hypothesis,
    other: Hypothesis,
    table: MassTable,
    alternatives: MassTable | None,
    n: int,
    seed: np.random.SeedSequence,
) -> Array:
    """One task: best mass, its chi^2, that of the truth, and the alternative's lowest, (n, 4)."""
    counts = toy_counts(experiment, truth, n, seed)
    masses = table.best_masses(counts)
    chi2 = _chi2(experiment, truth, counts, masses)
    true = _chi2(experiment, truth, counts, truth.lightest_mass)
    masses = np.where(true < chi2, truth.lightest_mass, masses)
    if alternatives is not None:
        lowest = _chi2(experiment, other, counts, alternatives.best_masses(counts))
    elif other.free:
        lowest = np.array([fit(experiment, each, other).chi2 for each in counts])
    else:
        lowest = _chi2(experiment, other, counts, other.lightest_mass)
    return np.stack([masses, np.minimum(chi2, true), true, lowest], axis=-1)


def _chi2(
    experiment: Experiment, hypothesis: Hypothesis, counts: Array, masses: ArrayLike
) -> Array:
    """chi^2 of counts (n, K) at one lightest mass or n of them, (n,)."""
    signal = hypothesis.signal_counts(experiment, lightest_mass=masses)
    background, prior = experiment.background_counts, experiment.normalisation_prior
    return poisson_chi2(counts, signal, background, prior)[0]


def _study(results: Iterable[Array]) -> ToyStudy:
    masses, chi2, true, other = np.concatenate(list(results)).T
    return ToyStudy(masses, chi2, true - chi2, other - chi2)
