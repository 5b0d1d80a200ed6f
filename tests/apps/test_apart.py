"""Apps stand apart: who imports one loads no module of another."""

import json
import subprocess
import sys

import pytest

APPS = {
    "BlindSpotExplorer": "blind_spots",
    "CoherenceExplorer": "coherence",
    "LevelScheme": "levels",
    "PrintedExplorer": "printed",
    "PropagatorExplorer": "propagator",
    "ReachExplorer": "reach",
    "SensitivityExplorer": "sensitivity",
    "SpectrumExplorer": "spectrum",
    "UnitarityExplorer": "unitarity",
}


def loaded(code: str) -> list[str]:
    """The package's modules that a fresh Python has after some code."""
    code += "\nimport json, sys; print(json.dumps([x for x in sys.modules if 'renp_widgets' in x]))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found: list[str] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("name", APPS)
def test_an_app_loads_no_module_of_another(name: str) -> None:
    modules = loaded(f"from renp_widgets.apps import {name}")
    folders = {x.split(".")[2] for x in modules if x.count(".") > 2 and ".apps." in x}
    assert folders - {"common"} == {APPS[name]}
    assert not [x for x in modules if x.startswith("renp_widgets.lessons")]


def test_the_smallest_app_is_light() -> None:
    few = loaded("from renp_widgets.apps import CoherenceExplorer")
    assert len(few) < 50, few  # 98 before apps stood apart
    assert not [x for x in few if ".statistics" in x]
