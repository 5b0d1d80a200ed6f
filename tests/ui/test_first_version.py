"""What the first version gave away opens, and shows the curves that it showed then."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.ui import SensitivityExplorer, SpectrumExplorer
from renp_widgets.ui.sharing import from_json, from_link, to_json, to_link
from renp_widgets.ui.state import ExplorerState

FOLDER = Path(__file__).parents[1] / "data" / "first_version"
LINKS = json.loads((FOLDER / "links.json").read_text(encoding="utf-8"))
ROWS = (FOLDER / "spectrum.csv").read_text(encoding="utf-8").splitlines()
TABLE = np.genfromtxt([x for x in ROWS if x[0] != "#"], delimiter=",", names=True)


@pytest.mark.parametrize("suffix", ["json", "csv", "py", "link"])
def test_it_opens_with_its_own_curve(suffix: str) -> None:
    if suffix == "link":
        app = SpectrumExplorer.from_link(LINKS["spectrum"])
    else:
        app = SpectrumExplorer.from_file(FOLDER / f"spectrum.{suffix}")
    assert app.model.errors == []
    state = app.model.state
    assert (state.oscillation, state.lightest_mass) == ("nufit-6.0", 0.02)
    assert app.model.view.cursor == 1e-3
    np.testing.assert_allclose(state.intensity(TABLE["detuning_eV"]), TABLE["I"], rtol=1e-12)
    if suffix == "json":
        assert [pin.state.oscillation for pin in app.model.pins] == ["nufit-6.0"]
        old = app.model.pins[0].state.intensity(TABLE["detuning_eV"])
        np.testing.assert_allclose(old, TABLE["I_reference"], rtol=1e-12)
    assert "oscillation=nufit-6.0" in app.link
    app.close()


def test_links_of_other_apps() -> None:
    app = SensitivityExplorer.from_link(LINKS["sensitivity"])
    truth = app.model.state.truth
    assert truth.neutrinos() == rw.Neutrinos.from_oscillation(
        "normal", 0.02, oscillation=rw.NUFIT_6_0
    )
    app.close()


def test_oscillation_data_are_always_named() -> None:
    for state in (ExplorerState(), ExplorerState(oscillation="nufit-6.0")):
        link = to_link(state)
        assert link.startswith("?v=2&")
        assert f"oscillation={state.oscillation}" in link
        assert from_link(link).state == state
        text = to_json(from_link(link))
        assert json.loads(text)["state"]["oscillation"] == state.oscillation
        assert from_json(text).state == state


def test_a_link_without_version_takes_todays_defaults() -> None:
    assert from_link("?ordering=inverted").state == ExplorerState(ordering="inverted")
    old = from_link("?v=1&ordering=inverted").state
    assert old == ExplorerState(ordering="inverted", oscillation="nufit-6.0")
    named = from_link("?v=1&oscillation=nufit-6.1").state
    assert named == ExplorerState()


@pytest.mark.parametrize("data", ["nufit-6.0", "nufit-6.1"])
def test_the_best_fit_is_that_of_the_data(data: str) -> None:
    state = ExplorerState(ordering="inverted", oscillation=data)
    preset = {"nufit-6.0": rw.NUFIT_6_0, "nufit-6.1": rw.NUFIT_6_1}[data]["inverted"]
    assert state.delta_value == preset.delta
    made = rw.Neutrinos.from_oscillation("inverted", 0.01, oscillation=preset)
    assert state.neutrinos == made
    assert replace(state, ordering="normal").parameters.citation == preset.citation
