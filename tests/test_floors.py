import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from renp_widgets import floors
from renp_widgets.floors import check_floors

NAMES = ("numpy", "scipy", "matplotlib", "ipywidgets", "pillow", "anywidget")


def test_what_is_installed_is_new_enough() -> None:
    check_floors(*NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_older_version_is_refused_in_one_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
    floor = next(x for x in project["dependencies"] if x.startswith(f"{name}>=")).split(">=")[1]
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


def test_without_metadata_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> list[str]:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(floors, "version", missing)
    check_floors(*NAMES)
    monkeypatch.setattr(floors, "requires", missing)
    check_floors(*NAMES)


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
