"""A map of chi^2 beside its bare spectra: `pytest tests/benchmarks --benchmark-enable`.

Without that option the map is made once and some of its points are compared. With it, both take
turns in one run, so that what slows the machine slows both, and the ratio of medians is printed.
"""

import math
import statistics
import time
from collections.abc import Callable

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import renp_widgets as rw
from renp_widgets.statistics import Hypothesis
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.hypothesis import Objective

TRUTH = Hypothesis("normal", 0.01, alpha21=1.0, alpha31=0.7)
DETUNING = np.geomspace(1e-5, 0.3, 50)
MASSES = np.geomspace(1e-4, 0.1, 200)[:, None]
PHASES = np.linspace(0, 2 * np.pi, 200)


def medians(runs: tuple[Callable[[], np.ndarray], ...], rounds: int) -> list[float]:
    """Median times of runs that take turns, s."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for run, taken in zip(runs, times, strict=True):
            start = time.perf_counter()
            run()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


@pytest.mark.parametrize("background", [0.0, 1e-5], ids=["no background", "background"])
def test_map_of_chi2(
    background: float, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    experiment = Experiment(rw.YB, DETUNING, 1e5, background=background)
    experiment = experiment.with_events(1000, TRUTH.neutrinos())
    observed = experiment.counts(TRUTH.neutrinos())
    objective = Objective(experiment, observed, TRUTH)

    def chi2() -> np.ndarray:
        return objective.chi2({"lightest_mass": MASSES, "alpha21": PHASES})

    def spectra() -> np.ndarray:
        nu = rw.Neutrinos.from_oscillation("normal", MASSES, alpha21=PHASES, alpha31=0.7)
        return rw.spectral_function(rw.YB, nu, detuning=DETUNING)

    if benchmark.enabled:
        chi2(), spectra()
        of_map, bare = medians((chi2, spectra), 15)
        benchmark.extra_info |= {"bare_median_s": bare, "ratio_to_bare": of_map / bare}
        with capsys.disabled():
            print(
                f"\nchi^2 at 200 x 200 points, 50 triggers, background {background:g}: "
                f"{of_map * 1e3:.0f} ms, bare spectra {bare * 1e3:.0f} ms, "
                f"ratio {of_map / bare:.2f}"
            )

    found = benchmark(chi2)
    assert found.shape == (200, 200)
    rate = experiment.reference_rate * 1e5
    rows, columns = np.array([0, 60, 131, 133, 199]), np.array([0, 31, 32, 100])
    for i, row in zip(rows, spectra()[np.ix_(rows, columns)] * rate, strict=True):
        for j, signal in zip(columns, row, strict=True):
            assert found[i, j] == pytest.approx(
                lowest(observed, signal, background * 1e5), rel=1e-6
            )


def lowest(observed: np.ndarray, signal: np.ndarray, background: float) -> float:
    """chi^2 with the best normalisation, number by number."""
    if not background and np.any((signal == 0) & (observed > 0)):
        return math.inf
    low, high = 0.0, 1e3
    for _ in range(80):
        scale = (low + high) / 2
        pairs = [(n, s) for n, s in zip(observed, signal, strict=True) if s > 0]
        slope = sum(s - n * s / (scale * s + background) for n, s in pairs)
        low, high = (scale, high) if slope < 0 else (low, scale)
    expected = scale * signal + background
    terms = [
        mean - n + (n * math.log(n / mean) if n > 0 else 0.0)
        for n, mean in zip(observed, expected, strict=True)
    ]
    return 2 * math.fsum(terms)
