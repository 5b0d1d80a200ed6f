"""The picture at rest is a function of state, view and pins alone, whatever the way there."""

from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
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
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.live.fields import Choice

APPS = [
    *(BlindSpotExplorer, CoherenceExplorer, LevelScheme, PrintedExplorer, PropagatorExplorer),
    *(ReachExplorer, SensitivityExplorer, SpectrumExplorer, UnitarityExplorer),
]


def rested(app: Any) -> bytes:
    app.settle()
    value: bytes = app.picture.value
    return value


def fresh(app: Any) -> bytes:
    """The picture at rest of a new app that is opened with what another one shows."""
    new = type(app)()
    values = {"state": app.model.state, "view": app.model.view}
    if isinstance(app, SpectrumExplorer):
        values["pins"] = app.model.pins
    new.model.start(**values)
    seen = rested(new)
    new.close()
    return seen


def moved(app: Any, random: np.random.Generator) -> None:
    """A random value of a random control, where it makes a state that can be computed."""
    field, entry = sorted(app._fields.items())[random.integers(len(app._fields))]
    if isinstance(entry, Choice):
        value = [*entry.options.values()][random.integers(len(entry.options))]
    elif entry.slider is None:
        return
    else:
        low, high, _ = entry.slider
        even = np.log((low, high)) if entry.log and low > 0 else (low, high)
        value = random.uniform(*even)
        value = float(np.exp(value) if entry.log and low > 0 else value) / entry.scale
    model, errors = app.model, len(app.model.errors)
    with suppress(ValueError):
        model.state = replace(model.state, **{field: value})
    if len(model.errors) > errors:  # the picture is that of the state before
        model.undo()


@pytest.mark.parametrize("app_type", APPS)
def test_the_way_there_does_not_matter(app_type: type) -> None:
    random, app = np.random.default_rng(7), app_type()
    for _ in range(12):
        moved(app, random)
    assert rested(app) == fresh(app), app.model.state
    for _ in range(4):
        app.model.undo()
    assert rested(app) == fresh(app)
    app.close()


def test_a_mediator_that_comes_and_goes_leaves_no_axes_behind(tmp_path: Path) -> None:
    app = SpectrumExplorer()
    first = rested(app)
    for back in ("undo", "none", "link"):
        app.model.state = replace(app.model.state, mediator="vector")
        rested(app)
        if back == "undo":
            app.model.undo()
        elif back == "none":
            app.model.state = replace(app.model.state, mediator="none")
        else:
            app.model.start(state=ExplorerState(), view=app.model.view)
        assert rested(app) == first, back
    app.save(tmp_path / "one.pdf")
    SpectrumExplorer().save(tmp_path / "two.pdf")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    app.close()


def test_pins_residuals_and_windows_leave_nothing_behind() -> None:
    app = SpectrumExplorer()
    first = rested(app)
    app.model.pin("a")
    app.model.look(compare="ratio", band=True, cursor=1e-3)
    app.model.state = replace(app.model.state, mediator="dipole", element="12", phase="imaginary")
    rested(app)
    app.model.look(full_window=(0.1, 0.5, 0.0, 0.9))
    assert rested(app) == fresh(app)
    app.model.state = replace(app.model.state, mediator="none")
    app.model.look(full_window=None)
    assert rested(app) == fresh(app)
    app.model.unpin("a")
    app.model.look(compare="none", band=False, cursor=None)
    assert rested(app) == first
    assert {f.name for f in fields(app.model.view)} >= {"cursor", "band", "full_window"}
    app.close()
