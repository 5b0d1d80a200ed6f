from dataclasses import replace

import numpy as np
import pytest

from renp_widgets.apps import ReachExplorer
from renp_widgets.apps.common.beyond import BEYOND
from renp_widgets.apps.common.counting import CountingState
from renp_widgets.apps.reach.state import SIGNIFICANCES, ReachState
from renp_widgets.apps.reach.words import published
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.physics.limits import LIMITS
from renp_widgets.statistics.experiment import DAY

# The experiment


def test_a_counting_state_describes_an_experiment() -> None:
    state = CountingState("Xe", days=6.0, n_triggers=3, background=5.0, normalisation="10%")
    experiment = state.experiment
    np.testing.assert_allclose(experiment.triggers, [1e-5, 1e-3, 0.1])
    np.testing.assert_allclose(experiment.background_counts, 10.0)
    assert experiment.live_time == 2 * DAY
    assert experiment.reference_rate == 5.35e-4
    assert experiment.normalisation_prior == 0.1
    assert experiment.target.name == "Xe"
    assert CountingState(n_triggers=1).experiment.triggers == pytest.approx(1e-5)
    assert CountingState(normalisation="known").experiment.normalisation_prior == 0


def test_the_truth_has_phases_only_for_majorana_neutrinos() -> None:
    state = CountingState(ordering="inverted", lightest_mass=0.02, alpha21=1.0, alpha31=2.0)
    truth = state.truth
    assert (truth.ordering, truth.lightest_mass, truth.alpha21, truth.alpha31, truth.free) == (
        *("inverted", 0.02, 1.0, 2.0),
        (),
    )
    assert replace(state, nature="dirac").truth.alpha21 == 0


def test_equal_states_are_equal_values() -> None:
    state = CountingState(days=np.float64(100), n_triggers=20.0)  # type: ignore[arg-type]
    assert state == CountingState()
    assert hash(state) == hash(CountingState())
    assert type(state.n_triggers) is int


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("target", "custom", "target must be one of"),
        ("days", 0.0, r"days \(live time in all\) must be in"),
        ("n_triggers", 2.5, "n_triggers must be a whole number, got 2.5"),
        ("n_triggers", 0, r"n_triggers \(number of triggers\) must be in \[1, 100\]"),
        ("low_detuning", 0.2, "low_detuning must be below high_detuning, got 0.2 and 0.1 eV"),
        ("background", -1.0, "background"),
        ("rate", np.nan, "rate"),
        ("normalisation", "20%", "normalisation must be one of"),
    ],
)
def test_what_is_no_experiment_is_refused(field: str, value: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(CountingState(), **{field: value})


# The plane


def test_a_point_is_a_state_of_the_spectrum_explorer() -> None:
    state = ReachState("Xe", nature="dirac", mediator="scalar", element="13", phase="imaginary")
    chosen = state.at(2.5, 3e-17)
    assert chosen.coupling == 3e-17
    assert ExplorerState(**chosen.shared) == ExplorerState(
        target="Xe",
        nature="dirac",
        mediator="scalar",
        element="13",
        phase="imaginary",
        mediator_mass=2.5,
        scalar_coupling=3e-17,
    )
    assert chosen.question == state.question
    assert chosen != state
    assert replace(chosen, days=3.0).question != state.question


def test_a_point_off_the_plane_and_an_unknown_level_are_refused() -> None:
    with pytest.raises(ValueError, match=r"mediator_mass \(eV\) must be in"):
        ReachState().at(1e7, 1e-20)
    with pytest.raises(ValueError, match=r"vector_coupling must be in"):
        ReachState().at(1.0, 2.0)
    with pytest.raises(ValueError, match=r"significance must be one of 1.645, 2, 3, got 5"):
        ReachState(significance=5)
    with pytest.raises(ValueError, match="mediator must be one of"):
        ReachState(mediator="dipole")


def test_a_point_has_all_that_both_explorers_have() -> None:
    both = {*ReachState.declared()} & {*ExplorerState.declared()}
    assert {*ReachState().shared} == both


def test_every_field_has_a_control_and_all_significances_are_on_offer() -> None:
    assert {*ReachExplorer().controls} == {*ReachState.declared()}
    assert ReachState.declared()["significance"].options == SIGNIFICANCES


# What is published


@pytest.mark.parametrize("mediator", ["vector", "scalar"])
def test_what_is_published_is_all_in_the_table_of_limits(mediator: str) -> None:
    found = published(mediator)
    limits = {limit for limit in LIMITS if limit.quantity == BEYOND[mediator].limited}
    assert {each.limit for each in found} == limits
    for each in found:
        if each.is_range:
            assert each.masses == (1e-3, 1e4)
            assert each.couplings == each.limit.value
            assert each.name == "RENP, arXiv:2110.03510"
        else:
            assert each.masses[0] == 0
            assert 1e4 <= each.masses[1] <= 3e4
            assert each.couplings == (each.limit.value,) * 2
            assert each.name == f"{each.limit.name}, 90%"
