import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from renp_widgets.apps.reach import compute as masses_of
from renp_widgets.apps.reach.compute import (
    Steps,
    compute_point,
    fine_masses,
    fine_steps,
    live_masses,
    live_reach,
)
from renp_widgets.apps.reach.model import ReachModel
from renp_widgets.apps.reach.plot import plot
from renp_widgets.apps.reach.state import ReachState
from renp_widgets.apps.reach.words import curve_names, line, point_words, reach_at, reading, summary
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.statistics import poisson_chi2

STATES = [
    ReachState(),
    ReachState(n_triggers=1, low_detuning=1e-6),
    ReachState(n_triggers=100, background=3.0, target="Xe"),
    ReachState(mediator="scalar", lightest_mass=0.5, high_detuning=1.0),
]
FEW = ReachState(n_triggers=4, low_detuning=1e-3, normalisation="10%")


def result(steps: Steps) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value


def dips(state: ReachState) -> np.ndarray:
    """The masses at which a trigger inside the spectrum meets the pole."""
    poles = np.sqrt(2 * state.atom.e_eg * state.experiment.triggers)
    return poles[poles > 2 * state.lightest_mass]


@pytest.mark.parametrize("state", STATES)
def test_masses_go_from_end_to_end(state: ReachState) -> None:
    live, fine = live_masses(state), fine_masses(state)
    for masses in (live, fine):
        assert (masses[0], masses[-1]) == (1e-4, 1e6)
        assert np.all(np.diff(masses) > 0)
    assert len(live) <= 90
    assert 160 < len(fine) < 2000


@pytest.mark.parametrize("state", [STATES[0], STATES[1], STATES[3]])
def test_masses_are_on_poles_and_on_both_sides_of_their_lines(state: ReachState) -> None:
    line = state.experiment.linewidth
    for masses in (live_masses(state), fine_masses(state)):
        away = (masses**2 - dips(state)[:, None] ** 2) / (2 * state.atom.e_eg) / line
        assert np.abs(away).min(axis=1) == pytest.approx(0, abs=1e-6)
        for side in (away, -away):
            beside = np.where(side > 10, side, np.inf).min(axis=1)
            assert np.all(
                beside * line < 0.031 * dips(state) ** 2 / (2 * state.atom.e_eg) + 16 * line
            )
    within = fine_masses(state) ** 2 - dips(state)[:, None] ** 2
    inside = np.abs(within / (2 * state.atom.e_eg)) < 9 * line
    assert np.all(inside.sum(axis=1) >= 4)


def test_how_deep_a_dip_is_does_not_depend_on_the_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is what the laser's line makes it."""
    fine = result(fine_steps(FEW))
    k = np.searchsorted(fine.masses, dips(FEW) * (1 - 1e-12))
    depths = fine.positive[k]
    assert np.all(depths < 1e-25 * np.interp(1.2 * dips(FEW), fine.masses, fine.positive))
    for curve in (live_reach(FEW), finer(monkeypatch)):
        k = np.searchsorted(curve.masses, dips(FEW) * (1 - 1e-12))
        np.testing.assert_allclose(curve.positive[k], depths, rtol=1e-3)
        lowest = [curve.positive[np.abs(curve.masses / pole - 1) < 0.1].min() for pole in dips(FEW)]
        np.testing.assert_allclose(lowest, depths, rtol=1e-3)


def finer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The curve of a grid three times as dense."""
    monkeypatch.setattr(masses_of, "_EVENLY", 3 * masses_of._EVENLY)
    for name in ("_NEARER", "_WITHIN"):
        sides = getattr(masses_of, name)
        places = np.linspace(0, len(sides) - 1, 3 * len(sides) - 2)
        monkeypatch.setattr(masses_of, name, np.interp(places, np.arange(len(sides)), sides))
    return result(fine_steps(FEW))


def chi2_at(state: ReachState) -> float:
    """chi^2 of a state's point, from the counts themselves."""
    experiment = state.experiment
    standard = replace(ExplorerState(**state.shared), mediator="none")
    observed = experiment.counts(standard.neutrinos)
    signal = experiment.signal_counts(
        standard.neutrinos, ExplorerState(**state.shared).interactions
    )
    prior = experiment.normalisation_prior
    return float(poisson_chi2(observed, signal, experiment.background_counts, prior)[0])


@pytest.mark.parametrize("mass", [1e-3, 0.3, 40.0])
@pytest.mark.parametrize("mediator", ["vector", "scalar"])
def test_on_the_curve_chi2_is_what_the_level_asks_for(mediator: str, mass: float) -> None:
    state = replace(FEW, mediator=mediator, background=1.0, significance=3.0, element="12")
    curve = result(fine_steps(state))
    k = int(np.abs(np.log(curve.masses / mass)).argmin())
    on = state.at(float(curve.masses[k]), float(curve.positive[k]))
    assert chi2_at(on) == pytest.approx(9.0, rel=0.02)
    assert compute_point(on).significance == pytest.approx(3.0, rel=0.01)


def test_the_live_curve_is_the_fine_one_at_fewer_masses() -> None:
    live, fine = live_reach(FEW), result(fine_steps(FEW))
    outside = (live.masses < 1e-3) | (live.masses > 20)
    between = np.exp(
        np.interp(np.log(live.masses[outside]), np.log(fine.masses), np.log(fine.positive))
    )
    np.testing.assert_allclose(live.positive[outside], between, rtol=0.03)
    np.testing.assert_allclose(live.resonances, fine.resonances)
    assert len(fine.resonances) == 4


# The model


def test_a_new_point_or_look_keeps_the_curves() -> None:
    model = ReachModel(FEW)
    fine = result(fine_steps(FEW))
    model.refine(FEW, fine)
    model.profile(FEW, fine)
    model.state = FEW.at(3.0, 1e-22)
    model.look(theme="dark")
    assert model.computations == 1
    scene = model.scene
    assert scene is not None
    assert (scene.curve, scene.profiled, scene.is_fine) == (fine, fine, True)
    assert scene.state == model.state
    assert scene.view.theme == "dark"
    model.state = replace(model.state, days=2.0)
    assert model.computations == 2
    assert model.scene is not None
    assert (model.scene.profiled, model.scene.is_fine) == (None, False)
    model.refine(FEW, fine)  # too late
    model.profile(FEW, fine)
    assert model.scene.curve is not fine
    assert model.scene.profiled is None
    model.undo()
    assert model.state == FEW.at(3.0, 1e-22)


# The words


def words(state: ReachState) -> str:
    scene = ReachModel(state).scene
    assert scene is not None
    return point_words(scene)


def test_the_point_in_words() -> None:
    excluded = words(FEW.at(0.5, 1e-20))
    assert excluded.startswith("M = 0.5 eV, g_e g_ν = 1e-20: excluded at ")
    assert "made on shell at ω = 1.01343 eV (1223.4 nm)" in excluded
    assert "neutrinos scattering on electrons, that exclude it: none. Not drawn: " in excluded
    assert "stellar cooling, fifth forces, cosmology; XENONnT" in excluded
    allowed = words(FEW.at(5.0, 1e-30))
    assert "not excluded by this experiment (at 0.0σ), which excludes from " in allowed
    assert "M is above E_eg = 2.143 eV: the mediator is never made on shell." in allowed
    assert "exclude it: PandaX-II axial, PandaX-II vector." in words(FEW.at(9e3, 1e-9))
    assert "exclude it: none." in words(FEW.at(1.1e4, 1e-9))
    idle = replace(FEW, mediator="scalar", element="12", phase="imaginary")
    assert "this coupling does nothing: imaginary couplings of Majorana" in words(idle)


def test_a_point_on_a_pole_has_words() -> None:
    pole = math.sqrt(2 * FEW.atom.e_eg * FEW.experiment.triggers[0])
    text = words(FEW.at(pole, 1e-30))
    assert ": excluded at " in text
    assert "made on shell at ω = 1.07075 eV" in text
    assert "in the line of a trigger: there counts go like g_e² alone, and here g_e = g_ν." in text
    off = words(FEW.at(1.001 * pole, 1e-40))
    assert "which excludes from " in off
    assert "in the line of" not in off


def test_a_point_within_what_no_normalisation_tells_apart_is_not_called_excluded() -> None:
    text = words(replace(FEW, normalisation="free", days=4.0).at(0.5, 1e-20))
    assert "not excluded by this experiment (at 1.2σ), which leaves large couplings" in text


def test_where_nothing_is_excluded_the_words_say_so() -> None:
    idle = replace(FEW, mediator="scalar", element="12", phase="imaginary")
    scene = ReachModel(idle).scene
    assert scene is not None
    assert np.all(np.isinf(scene.curve.positive))
    assert np.isinf(reach_at(scene, 1.0))
    assert reading(scene, 1.0) == "M = 1 eV\nnothing excluded"
    assert "exclusion from nothing at 0.0001 eV, nothing at 1 eV" in summary(scene)
    assert "laser's line of 1e-7 eV (standard deviation) limits the reach. " in summary(scene)
    assert curve_names(scene.state)["reach"] == "excluded above, 90%"
    shown = [x.name for x in plot(scene).marks if x.key and x.shown]
    assert shown == ["reach"]  # the only one that the key explains
    assert line(scene) == "laser line σ = 1e-7 eV"


def test_a_reading_is_between_the_masses_of_the_curve() -> None:
    scene = ReachModel(FEW).scene
    assert scene is not None
    masses, couplings = scene.curve.masses, scene.curve.positive
    assert reach_at(scene, float(masses[3])) == pytest.approx(couplings[3])
    assert reach_at(scene, 5e5) == pytest.approx(couplings[-1] / 4, rel=0.01)  # as M^2
    assert reading(scene, 1e6).startswith("M = 1e6 eV\nexcluded above ")
    assert "Reach in g_e g_nu (universal) against the mediator's mass: 90%" in summary(scene)
