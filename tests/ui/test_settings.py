"""Pictures and files are the same to the byte, whatever the user's settings of matplotlib are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.style
import pytest

from renp_widgets.ui import (
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
    *(ReachExplorer, SensitivityExplorer, SpectrumExplorer, UnitarityExplorer),
]
SETTINGS: dict[str, dict[str, Any] | str] = {
    "usetex": {"text.usetex": True},
    "large": {"font.size": 30, "axes.labelsize": 30, "xtick.labelsize": 30, "axes.linewidth": 9},
    "fonts": {
        "font.family": "cursive",
        "mathtext.fontset": "stix",
        "text.hinting": "force_autohint",
    },
    "lines": {
        "lines.linewidth": 9,
        "lines.marker": "o",
        "path.sketch": (9, 9, 9),
        "hatch.color": "r",
    },
    "colours": {"text.color": "red", "axes.facecolor": "blue", "axes.edgecolor": "green"},
    "axes": {
        "axes.spines.top": False,
        "axes.grid": True,
        "xtick.direction": "in",
        "axes.xmargin": 0.3,
    },
    "resolution": {"figure.dpi": 300, "savefig.dpi": 20, "savefig.bbox": "tight"},
    "layout": {"figure.autolayout": True, "figure.facecolor": "red", "savefig.transparent": True},
    "files": {"pdf.fonttype": 3, "svg.fonttype": "path", "svg.hashsalt": "x", "pdf.compression": 0},
    "dark_background": "dark_background",
    "ggplot": "ggplot",
    "fivethirtyeight": "fivethirtyeight",
}


def pictures(made: Callable[[], Any], folder: Path) -> list[bytes]:
    app = made()
    moving = app.picture.value
    app.settle()
    seen = [moving, app.picture.value]
    for suffix in ("png", "svg", "pdf"):
        app.save(folder / f"x.{suffix}")
        seen.append((folder / f"x.{suffix}").read_bytes())
    assert app.model.errors == []
    app.close()
    return seen


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[Any, list[bytes]]:
    folder = tmp_path_factory.mktemp("expected")
    return {app: pictures(app, folder) for app in APPS}


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_do_not_matter(name: str, expected: Any, tmp_path: Path) -> None:
    settings = SETTINGS[name]
    with mpl.rc_context():
        if isinstance(settings, str):
            matplotlib.style.use(settings)
        else:
            mpl.rcParams.update(settings)
        before = dict(mpl.rcParams)
        apps = APPS if name == "usetex" else [SpectrumExplorer]
        for app in apps:
            assert pictures(app, tmp_path) == expected[app], app
        assert dict(mpl.rcParams) == before
