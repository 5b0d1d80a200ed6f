"""Pictures and files are the same to the byte, whatever the user's settings of matplotlib are."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.style
import pytest

from renp_widgets.apps import (
    BlindSpotExplorer,
    CoherenceExplorer,
    LevelScheme,
    PrintedExplorer,
    PropagatorExplorer,
    ReachExplorer,
    SensitivityExplorer,
    SpectrumExplorer,
    UnitarityExplorer,
)

APPS = [
    *(BlindSpotExplorer, CoherenceExplorer, LevelScheme, PrintedExplorer, PropagatorExplorer),
    *(ReachExplorer, SensitivityExplorer, UnitarityExplorer),
]
SETTINGS: dict[str, dict[str, Any] | str] = {
    "usetex": {"text.usetex": True},
    "words": {
        "font.size": 30,
        "font.family": "cursive",
        "mathtext.fontset": "stix",
        "text.hinting": "force_autohint",
        "text.color": "red",
        "axes.labelsize": 30,
        "xtick.labelsize": 30,
    },
    "lines": {
        "lines.linewidth": 9,
        "lines.marker": "o",
        "path.sketch": (9, 9, 9),
        "hatch.color": "r",
        "axes.linewidth": 9,
        "axes.facecolor": "blue",
        "axes.edgecolor": "green",
        "axes.spines.top": False,
        "axes.grid": True,
        "axes.xmargin": 0.3,
        "xtick.direction": "in",
    },
    "files": {
        "figure.dpi": 300,
        "figure.autolayout": True,
        "figure.facecolor": "red",
        "savefig.dpi": 20,
        "savefig.bbox": "tight",
        "savefig.transparent": True,
        "pdf.fonttype": 3,
        "pdf.compression": 0,
        "svg.fonttype": "path",
        "svg.hashsalt": "x",
    },
    "dark_background": "dark_background",
    "ggplot": "ggplot",
    "fivethirtyeight": "fivethirtyeight",
}


def pictures(made: Callable[[], Any], folder: Path) -> list[bytes]:
    app = made()
    moving = app.picture.value
    app.settle()
    seen = [moving, app.picture.value]
    for suffix in ("png", "svg", "pdf") if made is SpectrumExplorer else ("pdf",):
        app.save(folder / f"x.{suffix}")
        seen.append((folder / f"x.{suffix}").read_bytes())
    assert app.model.errors == []
    app.close()
    return seen


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Any], list[bytes]]:
    folder = tmp_path_factory.mktemp("expected")
    return cache(lambda app: pictures(app, folder))


@pytest.mark.parametrize(
    ("name", "app"),
    [(name, SpectrumExplorer) for name in SETTINGS] + [("usetex", app) for app in APPS],
)
def test_settings_do_not_matter(name: str, app: type, expected: Any, tmp_path: Path) -> None:
    settings = SETTINGS[name]
    with mpl.rc_context():
        if isinstance(settings, str):
            matplotlib.style.use(settings)
        else:
            mpl.rcParams.update(settings)
        before = dict(mpl.rcParams)
        seen = pictures(app, tmp_path)
        assert dict(mpl.rcParams) == before
    assert seen == expected(app)
