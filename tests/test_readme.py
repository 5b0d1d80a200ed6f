import re
from pathlib import Path
from typing import Any

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


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
        assert (Path(__file__).parents[1] / path).is_file()
