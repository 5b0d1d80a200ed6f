"""What Binder builds from: exact versions that serve the package, a current Python, a script."""

import os
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
BINDER = ROOT / "binder"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = ("lab", "ipympl", "voila")
PIN = r"([a-z0-9]+(?:-[a-z0-9]+)*)==([0-9][0-9a-z.]*)"

# Where repo2docker finds a `binder` folder, it reads none of these elsewhere; in it, an environment
# of conda's would take the place of requirements.txt, and a Dockerfile that of everything.
OTHER_WAYS = ("environment.yml", "environment.yaml", "Dockerfile", "setup.py", "Pipfile", "apt.txt")


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """The lines of requirements.txt that are not comments."""
    text = (BINDER / "requirements.txt").read_text(encoding="ascii")
    return [line for line in text.splitlines() if not line.lstrip().startswith("#")]


@pytest.fixture(scope="module")
def pins(lines: list[str]) -> dict[str, Version]:
    """The pinned version by name."""
    return dict(_pin(line) for line in lines)


def _pin(line: str) -> tuple[str, Version]:
    found = re.fullmatch(PIN, line)
    assert found, f"not an exact version: {line!r}"
    return found[1], Version(found[2])


def test_every_line_is_an_exact_version(lines: list[str], pins: dict[str, Version]) -> None:
    names = [line.split("==")[0] for line in lines]
    assert names == sorted(pins)
    assert len(pins) > 50
    assert "renp-widgets" not in pins  # postBuild installs it, after what seldom changes


def test_nothing_of_the_machine_that_made_it_is_in_it() -> None:
    text = (BINDER / "requirements.txt").read_text(encoding="ascii")
    assert not re.search(r"://|@|\.\./|(^|[\s(])[/~]|--|file:|-e ", text, re.MULTILINE)
    assert "\n#    .ci/pins\n" in text
    assert os.access(ROOT / ".ci/pins", os.X_OK)


@pytest.mark.parametrize("extra", [None, *EXTRAS])
def test_the_versions_are_what_the_package_asks_for(
    pins: dict[str, Version], extra: str | None
) -> None:
    optional = PROJECT["optional-dependencies"]
    for text in PROJECT["dependencies"] if extra is None else optional[extra]:
        wanted = Requirement(text)
        assert pins[canonicalize_name(wanted.name)] in wanted.specifier, text


def test_notebook_comes_with_its_jupyterlab(pins: dict[str, Version]) -> None:
    # Binder's image has an older one of both, and Notebook 7.n goes with JupyterLab 4.n alone.
    lab, notebook = pins["jupyterlab"], pins["notebook"]
    assert (lab.major, notebook.major, lab.minor) == (4, 7, notebook.minor)


def test_the_python_is_exact_and_one_that_the_package_knows() -> None:
    text = (BINDER / "runtime.txt").read_text(encoding="ascii")
    found = re.fullmatch(r"python-(3\.[0-9]+)\n", text)
    assert found
    assert Version(found[1]) in SpecifierSet(PROJECT["requires-python"])


def test_the_script_runs_and_stops_at_the_first_failure() -> None:
    script = BINDER / "postBuild"
    first, *rest = script.read_text(encoding="utf-8").splitlines()
    commands = [line for line in rest if line and not line.startswith("#")]
    assert os.access(script, os.X_OK)
    assert first == "#!/bin/bash"
    assert commands[0] == "set -e"
    assert any(re.fullmatch(r"pip install .*--no-deps \.", line) for line in commands)


@pytest.mark.parametrize("name", OTHER_WAYS)
def test_there_is_no_second_way_to_build(name: str) -> None:
    assert not (BINDER / name).exists()
    assert not (ROOT / name).exists()
    assert not (ROOT / "requirements.txt").exists()
    assert not (ROOT / ".binder").exists()
