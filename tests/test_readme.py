import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from renp_widgets.physics.limits import MISSING_LIMITS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def example(first: str) -> dict[str, Any]:
    """What the code under a heading makes, run as it is printed."""
    (code,) = re.findall(rf"## {re.escape(first)}.*?```python\n(import.*?)```", README, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    return names


def test_the_statistics_example_runs_as_printed() -> None:
    names = example("What could an experiment see?")
    found, rw = names["found"], names["rw"]
    assert round(found.significance, 1) == 4.2
    assert round(found.parameters["lightest_mass"], 3) == 0.011
    needed = rw.statistics.exposure_needed(names["experiment"], names["truth"], names["other"])
    assert round(needed, 1) == 0.5


def test_the_library_example_runs_as_printed() -> None:
    names = example("Compute")
    assert names["spectrum"].shape == names["seen"].shape == (500,)
    assert names["spectra"].shape == (200, 3)


def test_pictures_and_notebooks_that_it_names_are_there() -> None:
    for path in re.findall(r"notebooks/[\w/]+\.\w+", README):
        assert (ROOT / path).is_file()


def test_the_papers_are_cited() -> None:
    papers = README.partition("## The papers")[2]
    for number in (
        "2306.12953",
        "1211.4904",
        "1604.08008",
        "1904.10366",
        "1411.7459",
        "1612.02423",
    ):
        assert f"https://arxiv.org/abs/{number}" in papers
    assert "https://doi.org/10.3390/psf2023008051" in papers


def test_no_text_claims_more_reach_than_the_proceedings() -> None:
    names = ("07_light_mediators", "09_what_an_experiment_could_see")
    notebooks = [(ROOT / "notebooks" / f"{name}.ipynb").read_text("utf-8") for name in names]
    for text in (README, *notebooks):
        assert "3 to 4 orders of magnitude" in text
        assert "10.3390/psf2023008051" in text
        for missing in MISSING_LIMITS:
            assert missing in text.lower()
        assert "orders of magnitude further. " not in text


def test_the_badges_open_the_projects_repository() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    repository = project["urls"]["Repository"].removeprefix("https://github.com/")
    launches = re.findall(r"\]\((https://mybinder\.org/v2/gh/[^)]*)\) (\w+)", README)
    assert launches == [
        (f"https://mybinder.org/v2/gh/{repository}/HEAD?urlpath={path}", name)
        for path, name in (
            ("lab%2Ftree%2Fnotebooks%2F01_explore_spectrum.ipynb", "JupyterLab"),
            ("voila%2Frender%2Fnotebooks%2Fapps%2Fexplorer.ipynb", "the"),
        )
    ]
    check = [sys.executable, ROOT / ".ci" / "address", "--check"]
    told = subprocess.run(check, capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")


def test_another_address_is_drift_and_is_written_everywhere(tmp_path: Path) -> None:
    places = ["README.md", "notebooks/apps/explorer.ipynb", "notebooks/apps/sensitivity.ipynb"]
    for name in (".ci/address", *places):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    other = '[project.urls]\nRepository = "https://github.com/some/other"\n'
    (tmp_path / "pyproject.toml").write_text(other, encoding="utf-8")
    command = [sys.executable, tmp_path / ".ci/address"]
    told = subprocess.run([*command, "--check"], capture_output=True, text=True)
    assert told.returncode == 1
    assert "run .ci/address" in told.stderr
    subprocess.run(command, check=True)
    assert subprocess.run([*command, "--check"]).returncode == 0
    for name in places:
        before, after = ((root / name).read_text(encoding="utf-8") for root in (ROOT, tmp_path))
        assert after == before.replace("renp-kit/renp-widgets", "some/other") != before


def test_no_other_text_names_the_repository() -> None:
    owner = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
    address = owner["Repository"].removeprefix("https://github.com/")
    for folder in ("renp_widgets", "notebooks", "binder"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".js", ".html", ".ipynb", "") and path.is_file():
                found = address in path.read_text(encoding="utf-8")
                assert not found or path.parent.name == "apps", path
