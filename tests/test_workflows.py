"""What runs elsewhere: workflows, hooks and forms are read, and what they name is there."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = ROOT / ".github" / "workflows"
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAMES = ["ci", "pages", "release"]


def read(path: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def jobs(name: str) -> dict[str, Any]:
    found: dict[str, Any] = read(WORKFLOWS / f"{name}.yml")["jobs"]
    return found


def commands(name: str) -> list[str]:
    return [step["run"] for job in jobs(name).values() for step in job["steps"] if "run" in step]


def test_there_are_no_others() -> None:
    assert sorted(path.stem for path in WORKFLOWS.iterdir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_may_only_read_ends_in_time_and_pins_its_actions(name: str) -> None:
    workflow = read(WORKFLOWS / f"{name}.yml")
    assert set(workflow) >= {"name", True, "permissions", "jobs"}  # YAML reads "on" as true
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["runs-on"] == "ubuntu-latest"
        assert job["timeout-minutes"] <= 90
        for step in job["steps"]:
            assert re.fullmatch(r"[\w-]+/[\w-]+@(release/)?v\d+", step.get("uses", "a/b@v1"))
            python = step.get("with", {}).get("python-version", "3.11")
            assert f">={python}" == PROJECT["requires-python"]


def test_ci_is_what_anyone_can_run() -> None:
    assert commands("ci") == [".ci/run"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_pages_are_the_static_site_as_the_readme_builds_it() -> None:
    (command,) = commands("pages")
    assert f"\n{command}\n" in README
    build, folder = command.split()[-2:]
    assert (ROOT / build).is_file()
    upload, deploy = jobs("pages")["build"]["steps"][-1], jobs("pages")["deploy"]
    assert upload["with"]["path"] == folder
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}


def test_the_readme_leads_to_the_pages_of_the_repository() -> None:
    owner, name = PROJECT["urls"]["Repository"].removeprefix("https://github.com/").split("/")
    assert re.findall(r"https://[\w-]+\.github\.io/[^)]*", README) == [
        f"https://{owner}.github.io/{name}/api/renp_widgets.html"
    ]


def test_a_release_is_published_without_a_password() -> None:
    text = (WORKFLOWS / "release.yml").read_text(encoding="utf-8")
    assert "secrets" not in text
    assert "password:" not in text
    publish = jobs("release")["publish"]
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["needs"] == "build"
    assert publish["steps"][-1]["uses"].startswith("pypa/gh-action-pypi-publish@")
    assert read(WORKFLOWS / "release.yml")[True] == {"push": {"tags": ["v*"]}}


def test_hooks_are_the_tools_of_the_extras_and_ci_runs_them() -> None:
    (local,) = read(ROOT / ".pre-commit-config.yaml")["repos"]
    assert local["repo"] == "local"
    tools = {hook["entry"].split()[0] for hook in local["hooks"]}
    assert tools == {"ruff", "codespell", "nbstripout"}
    assert {hook["language"] for hook in local["hooks"]} == {"system"}
    extras = PROJECT["optional-dependencies"]
    installed = {re.split(r"[>\[]", x)[0] for x in (*extras["test"], *extras["lint"])}
    assert installed >= tools | {"pre-commit"}
    assert "pre-commit run --all-files" in CI


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_short(path: Path) -> None:
    form = read(path)
    if path.stem != "config":
        assert {"name", "description", "body"} <= set(form)
        identifiers = [part["id"] for part in form["body"]]
        assert 1 <= len(set(identifiers)) == len(identifiers) <= 3
        assert form["body"][0]["validations"] == {"required": True}


def test_files_that_ci_names_are_there() -> None:
    named = re.findall(r"([\w/.]+/\w*)(?:\{([\w,]+)\})?(\w*\.py)", CI)
    assert len(named) > 5
    for start, names, end in named:
        for name in names.split(","):
            assert (ROOT / f"{start}{name}{end}").is_file(), (start, name)
