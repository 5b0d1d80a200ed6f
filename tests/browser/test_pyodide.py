"""The package in a browser's Python, run by Node: right, in one thread, and fast enough to drag."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from . import there
from .pyodide import (
    ROOT,
    project_wheel,
    pure_wheels,
    run_python,
)

pytestmark = pytest.mark.skipif(
    os.environ.get("RENP_LAUNCH") != "1", reason="takes a minute: RENP_LAUNCH=1 runs it"
)

THERE = Path(__file__).with_name("there.py")

HYPOTHESIS = "hypothesis==6.155.7"  # the last that has a wheel of Python alone

# All of the physics; of the statistics what the reference tables hold.
TESTS = (
    "test_checks",
    *(
        f"physics/test_{name}"
        for name in (
            *("channel_strengths", "coherence", "constants", "couplings", "effective_moments"),
            *("interactions", "kinematics", "linewidth", "neutrino_masses", "neutrinos", "onsets"),
            *("oscillation", "rates", "reference", "spectrum", "spectrum_batches"),
            *("spectrum_interactions", "targets", "uncertainty"),
        )
    ),
    *(f"statistics/test_{x}" for x in ("experiment", "likelihood", "scan", "statistics_reference")),
)

# Where an int has 32 bits: numbers beyond them, and numbers whose square is beyond them.
WHOLE_NUMBERS = """
import numpy as np
import renp_widgets as rw
from renp_widgets.statistics import Hypothesis
from renp_widgets.statistics.toys import toy_counts
many, truth = 10**10, Hypothesis("normal", 0.01)
nu, times = truth.neutrinos(), np.array([100_000, 2**31 - 1])
experiment = rw.Experiment(rw.YB, (1e-3, 1e-2), many * 86400, normalisation_prior=0)
means = experiment.counts(nu)
answer = {
    "coherence": rw.coherence_factor([2**31 - 1, many], (0, 0, 0), 1).tolist(),
    "squares": rw.coherence_factor(np.array([50_000, 100_000]), (0, 0, 0), 1).tolist(),
    "events": rw.events(
        rw.YB, nu, detuning=(1e-3, 1e-2), density=1e21, volume=many, live_time=times
    ).tolist(),
    "means": means.tolist(),
    "pulls": ((toy_counts(experiment, truth, 3, seed=2**63) - means) / np.sqrt(means)).tolist(),
    "seeds": [
        rw.scan(lambda _, seed: seed.generate_state(2), [0], seed=seed)[0].tolist()
        for seed in (2**31, 2**32 - 1, 2**40)
    ],
}
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project_wheel(tmp_path_factory.mktemp("wheel"))


def test_it_computes_the_same(pyodide: Path, wheel: Path, tmp_path: Path, capsys: Any) -> None:
    files = [f"tests/{name}.py" for name in TESTS]
    ask = f"\n{WHOLE_NUMBERS}\nprint(json.dumps(answer))\nrun_tests({files!r})"
    told = run_python(
        pyodide,
        THERE.read_text() + ask,
        packages=["numpy", "scipy"],
        wheels=[wheel, *pure_wheels(tmp_path, HYPOTHESIS)],
        folder=ROOT,
    )
    first, *_, last = told.splitlines()
    assert_same_numbers(json.loads(first))
    tests = json.loads(last)
    assert tests["status"] == tests["failed"] == tests["error"] == 0, told[-9000:]
    assert tests["passed"] > 1000
    assert tests["skipped"] < 20
    assert tests["bits"] == 32
    assert tests["interface"] == []
    with capsys.disabled():
        seconds = tests["seconds"]
        print(f"\nlaunch: Pyodide: {tests['passed']} tests of the physics in {seconds:.0f} s")


def assert_same_numbers(found: dict[str, Any]) -> None:
    scope: dict[str, Any] = {}
    exec(WHOLE_NUMBERS, scope)
    here = scope["answer"]
    assert found["seeds"] == here["seeds"]
    for name in ("coherence", "squares", "events", "means"):
        np.testing.assert_allclose(found[name], here[name], rtol=1e-12)
    assert min(found["means"]) > 2**32
    assert np.abs(found["pulls"]).max() < 5


def test_apps_follow_their_sliders(pyodide: Path, wheel: Path, capsys: Any) -> None:
    ask = "\nprint(json.dumps([await moved_apps(), await freed()]))"
    packages = ["numpy", "scipy", "matplotlib", "ipython"]
    told = run_python(pyodide, THERE.read_text() + ask, packages=packages, wheels=[wheel])
    apps, freeing = json.loads(told.splitlines()[-1])
    here = asyncio.run(there.moved_apps())
    lines = []
    for name, found in apps.items():
        times = found["move"] / here[name]["move"]
        assert found["errors"] == []
        assert found["draws"] == here[name]["draws"]
        assert found["bytes"] == pytest.approx(here[name]["bytes"], rel=0.2)
        lines.append(
            f"{name}: slider to frame {found['move']:.0f} ms, {times:.1f} times as long as here "
            f"(computing {found['computed']:.0f}, drawing {found['drawn']:.0f}); sharp frame "
            f"{found['sharp']:.0f} ms, {found['sharp'] / here[name]['sharp']:.1f} times"
        )
    # Dozens of fits, one at a time, and then given up.
    assert freeing["running"]
    assert freeing["words"].startswith("freeing the lightest mass: ")
    assert (freeing["after"], freeing["errors"]) == (False, [])
    assert freeing["longest"] < 1e3 * freeing["seconds"] / 10
    lines.append(
        f"freeing the lightest mass: {freeing['seconds']:.0f} s for the first of 31 masses, in "
        f"pieces of at most {freeing['longest']:.0f} ms"
    )
    with capsys.disabled():
        print("".join(f"\nlaunch: Pyodide: {line}" for line in lines))
