"""Reach curves and tables of elements: `pytest tests/benchmarks --benchmark-enable -s` prints how
long they take. Without that option each runs once, with few masses, and is only looked at.
"""

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import renp_widgets as rw
from renp_widgets.physics.mediators import MediatorCoupling
from renp_widgets.statistics import Hypothesis
from renp_widgets.statistics.element_tables import moment_table
from renp_widgets.statistics.experiment import DAY, Experiment
from renp_widgets.statistics.mediator_reach import coupling_reach

TRUTH = Hypothesis("normal", 0.01, "dirac")
DETUNINGS = (1.1e-4, 1.6e-4, 2.5e-4, 9e-4, 1.2e-3, 3e-3, 1e-2, 1e-1)
CASES = {
    "normalisation free": ({}, 120, {}),
    "with background": ({"background": 1e-5}, 120, {}),
    "with a laser line": ({"linewidth": 1e-6}, 120, {}),
    "lightest mass free": ({}, 6, {"free": ("lightest_mass",)}),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("mediator", ["vector", "scalar"])
def test_reach_curve(
    name: str, mediator: str, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    more, masses, options = CASES[name]
    grid = np.geomspace(1e-4, 1e6, masses if benchmark.enabled else 2)
    experiment = Experiment(rw.YB, DETUNINGS, 10 * DAY, **more)
    coupling = MediatorCoupling(mediator)
    reach = benchmark.pedantic(
        lambda: coupling_reach(experiment, TRUTH, coupling, grid, **options),
        rounds=1 if options else 3,
        warmup_rounds=0 if options else 1,
    )
    assert np.isfinite(reach.coupling[0])
    assert reach.coupling.shape == grid.shape
    if benchmark.enabled:
        seconds = benchmark.stats.stats.median
        with capsys.disabled():
            print(f"\n{mediator}, {name}: {len(grid)} masses, both signs, in {seconds:.3f} s")


def test_table_of_moments(benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]) -> None:
    experiment = Experiment(rw.YB, DETUNINGS, 10 * DAY, background=1e-5)
    table = benchmark.pedantic(lambda: moment_table(experiment, TRUTH), rounds=3)
    assert table.significances.shape == (12, 12)
    if benchmark.enabled:
        with capsys.disabled():
            print(f"\n12 x 12 moments in {benchmark.stats.stats.median:.3f} s")
