import re
from pathlib import Path
from typing import Any

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_library_example_runs_as_printed() -> None:
    (code,) = re.findall(r"```python\n(import numpy.*?)```", README, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    assert names["spectrum"].shape == names["seen"].shape == (500,)
    assert names["spectra"].shape == (200, 3)


def test_pictures_and_notebooks_that_it_names_are_there() -> None:
    for path in re.findall(r"notebooks/[\w/]+\.\w+", README):
        assert (Path(__file__).parents[1] / path).is_file()
