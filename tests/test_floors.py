import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.version import Version

import renp_widgets as rw
from renp_widgets import floors
from renp_widgets.floors import FLOORS, check_floors

NAMES = ("numpy", "scipy", "matplotlib", "ipywidgets", "pillow", "anywidget")
PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
DEPENDENCIES = tomllib.loads(PYPROJECT.read_text())["project"]["dependencies"]


def test_floors_are_those_of_the_project() -> None:
    assert set(FLOORS) == set(NAMES)
    assert {f"{name}>={floor}" for name, floor in FLOORS.items()} <= set(DEPENDENCIES)


def test_what_is_installed_is_new_enough() -> None:
    check_floors(*NAMES)
    for name, floor in FLOORS.items():
        assert Version(metadata.version(name)) >= Version(floor)


@pytest.mark.parametrize("name", NAMES)
def test_an_older_version_is_refused_in_one_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor = next(x for x in DEPENDENCIES if x.startswith(f"{name}>=")).split(">=")[1]
    major = int(floor.split(".")[0])
    for old in (f"{major - 1}.99.3", f"{major - 1}.9"):
        monkeypatch.setattr(floors, "version", lambda _, old=old: old)
        with pytest.raises(ImportError) as caught:
            check_floors(name)
        text = str(caught.value)
        assert text.startswith(f"renp_widgets needs {name} {floor} or later, found {old}: ")
    for new in (floor, f"{floor}.1", f"{floor}rc1", f"{major + 1}.0.dev0+local", f"{major}.999"):
        monkeypatch.setattr(floors, "version", lambda _, new=new: new)
        check_floors(name)


def test_what_is_not_installed_is_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert floors.version("a-package-that-nobody-has") is None
    monkeypatch.setattr(floors, "version", lambda _: None)
    check_floors(*NAMES)


def test_versions_of_what_is_loaded_and_what_is_not() -> None:
    loaded = "import numpy, sys; from renp_widgets.floors import version; print(version('numpy'))"
    code = f"{loaded}; print('importlib.metadata' in sys.modules); print(version('scipy'))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    versions = [metadata.version(name) for name in ("numpy", "scipy")]
    assert run.stdout.split() == [versions[0], "False", versions[1]]


def test_an_older_scipy_is_refused_where_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = rw.Experiment(rw.YB, [1e-3, 1e-2], 1e6, normalisation_prior=0.1)
    truth = rw.statistics.Hypothesis("normal", 0.01)
    other = rw.statistics.Hypothesis("inverted", 0.01)
    monkeypatch.setattr(floors, "version", lambda _: "1.0")
    with pytest.raises(ImportError, match=r"renp_widgets needs scipy 1.14 or later, found 1.0: "):
        rw.statistics.exposure_needed(experiment, truth, other)


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("numpy", "import renp_widgets"),
        ("matplotlib", "from renp_widgets.apps import SpectrumExplorer"),
        ("ipywidgets", "from renp_widgets.lessons import exercise"),
    ],
)
def test_an_import_says_it(name: str, use: str) -> None:
    code = f"""
import importlib.metadata as metadata
import numpy
if {name!r} == "numpy":  # is asked itself
    numpy.__version__ = "0.1"
real = metadata.version
metadata.version = lambda name: "0.1" if name == {name!r} else real(name)
try:
    {use}
except ImportError as error:
    print(error)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.startswith(f"renp_widgets needs {name} "), run.stdout
    assert run.stdout.count("\n") == 1
