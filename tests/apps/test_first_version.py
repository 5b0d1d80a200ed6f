"""What the first version gave away opens, and shows the curves that it showed then."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps import SensitivityExplorer, SpectrumExplorer
from renp_widgets.apps.blind_spots.state import BlindSpotState
from renp_widgets.apps.printed.state import PrintedState
from renp_widgets.apps.propagator.state import PropagatorState
from renp_widgets.apps.propagator.words import summary
from renp_widgets.apps.reach.state import ReachState
from renp_widgets.apps.spectrum.compute import Scene, compute
from renp_widgets.apps.spectrum.export import from_json, from_link, to_csv, to_json
from renp_widgets.apps.spectrum.session import free_name
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.apps.spectrum.words.captions import caption, titles
from renp_widgets.apps.spectrum.words.phrases import state_changes
from renp_widgets.apps.spectrum.words.sentences import about
from renp_widgets.apps.unitarity.state import UnitarityState
from renp_widgets.live.links import parts, to_link

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


@pytest.mark.parametrize(
    "kind",
    [BlindSpotState, ExplorerState, PrintedState, PropagatorState, ReachState, UnitarityState],
)
def test_every_state_that_has_neutrinos_names_their_data(kind: type[Any]) -> None:
    assert parts({"v": "1"}, kind) == [kind(oscillation="nufit-6.0")]
    assert parts({}, kind) == [kind()]
    assert to_link(kind()).endswith("oscillation=nufit-6.1")
    with pytest.raises(ValueError, match=r"^oscillation must be one of .*'nufit-6\.1'"):
        kind(oscillation="nufit-5")


def test_a_width_in_words_is_that_of_the_data() -> None:
    mass = 0.02648  # just below twice m_2 of NuFIT 6.1, just above that of 6.0
    old, new = (PropagatorState("Yb", mass, data) for data in ("nufit-6.0", "nufit-6.1"))
    assert summary(old) != summary(new)


def test_words_name_other_data() -> None:
    old, new = ExplorerState(oscillation="nufit-6.0", lightest_mass=0.02), ExplorerState()
    assert ("oscillation data", "NuFIT 6.1 (with SK)", "NuFIT 6.0 (with SK)") in state_changes(
        new, old
    )
    assert titles(compute(old))[0] == "Yb, normal ordering, Majorana, NuFIT 6.0 (with SK)"
    assert titles(compute(new))[0] == "Yb, normal ordering, Majorana"
    assert "NuFIT 6.0 (with SK)" in about(compute(old))
    text = caption(Scene(compute(new), pinned=(("a", compute(old)),)))
    assert 'Pinned "a": lightest mass 20 meV and oscillation data NuFIT 6.0 (with SK).' in text
    assert "oscillation: NuFIT 6.0 (with SK); sin2_theta12 = 0.308;" in to_csv(compute(old))
    assert free_name(old, ()) == "Yb NO 20 meV Majorana NuFIT 6.0"
    assert free_name(new, ()) == "Yb NO 10 meV Majorana"


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
