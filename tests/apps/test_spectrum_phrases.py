import math
from dataclasses import replace

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps.spectrum.compute import compute
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.apps.spectrum.words.phrases import (
    acting_fields,
    frequency,
    mediator_words,
    parameter_words,
    phase_words,
    round_energy,
    state_changes,
    target_words,
)
from renp_widgets.live.text import distinct, listed, number

STATE = ExplorerState()
PAIR = ExplorerState(nature="dirac", mediator="vector", element="12", vector_coupling=1e-22)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (10.0, "10"),
        (0.10486, "0.1049"),
        (9.3305e-5, "9.331e-5"),
        (1e-24, "1e-24"),
        (2e-4, "2e-4"),
        (1e21, "1e21"),
        (-3.6e-2, "-0.036"),
        (123456.0, "1.235e5"),
    ],
)
def test_numbers_have_four_digits_and_short_exponents(value: float, text: str) -> None:
    assert number(value) == text
    assert float(text) == pytest.approx(value, rel=1e-3)


def test_numbers_that_differ_look_different() -> None:
    assert distinct(10.0, 12.6) == ("10", "12.6")
    assert distinct(10.0, 10.0000001) == ("10", "10.0000001")
    assert distinct(1.0, math.nextafter(1.0, 2.0))[0] != distinct(1.0, math.nextafter(1.0, 2.0))[1]
    assert distinct(2.0, 2.0) == ("2", "2")


def test_lists_and_frequencies() -> None:
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert frequency(1.0) == "241.8 THz"  # e/h = 241.799 THz per eV
    assert frequency(2e-4) == "48.36 GHz"
    assert frequency(1e-12) == "0.2418 kHz"


def test_round_energies_lie_inside_the_spectrum() -> None:
    assert [round_energy(target.end_point) for target in (rw.YB, rw.XE)] == [1.0, 3.0]
    for end_point in np.geomspace(0.005, 500, 300):
        energy = round_energy(float(end_point))
        assert 0.4 * end_point < energy <= 0.95 * end_point
        assert float(f"{energy:.0e}") == energy


def test_parameters_and_targets_have_names() -> None:
    assert parameter_words("dm2_3l", "normal") == "Dm^2_31"
    assert parameter_words("dm2_3l", "inverted") == "Dm^2_32"
    assert parameter_words("sin2_theta23", "normal") == "sin^2 theta23"
    assert target_words(STATE) == "Yb"
    assert target_words(ExplorerState(target="custom", e_eg=2.0, e_vg=3.0)) == (
        "custom target (E_eg = 2 eV, E_vg = 3 eV)"
    )


def test_intensities_are_those_of_the_state() -> None:
    spectrum = compute(PAIR)
    np.testing.assert_array_equal(PAIR.intensity(spectrum.detuning), spectrum.intensity)


def test_mediators_in_words() -> None:
    assert mediator_words(STATE) == ""
    assert mediator_words(PAIR) == "Z' with g_e g_nu = 1e-22 (12 real) and M = 0.5 eV"
    scalar = ExplorerState(mediator="scalar", scalar_kind="pseudoscalar", element="33")
    assert mediator_words(scalar) == (
        "scalar phi with y_e y_nu = 1e-18 (pseudoscalar, 33) and M = 0.5 eV"
    )
    idle = ExplorerState(mediator="dipole")
    assert mediator_words(idle) == (
        "magnetic moment 1e-10 mu_B (universal), without effect: "
        "diagonal moments of Majorana neutrinos vanish"
    )


def test_phases_are_named_where_they_act() -> None:
    assert phase_words(STATE) == ""
    assert phase_words(STATE, every=True) == (
        "delta = 212 deg (best fit), alpha21 = 0 deg, alpha31 = 0 deg"
    )
    assert phase_words(replace(STATE, delta=0.0, alpha31=math.pi)) == (
        "delta = 0 deg, alpha31 = 180 deg"
    )
    assert phase_words(ExplorerState(nature="dirac", alpha31=1.0), every=True) == ""
    assert phase_words(replace(PAIR, element="13", delta=1.0)) == "delta = 57.3 deg"
    assert phase_words(replace(PAIR, delta=1.0), every=True) == ""


@pytest.mark.parametrize(
    "state",
    [
        STATE,
        PAIR,
        ExplorerState(nature="dirac"),
        ExplorerState(nature="dirac", mediator="vector"),
        ExplorerState(mediator="scalar", element="13", nature="dirac", scalar_coupling=1e-16),
        ExplorerState(mediator="dipole"),
        ExplorerState(mediator="dipole", element="12", phase="imaginary"),
        ExplorerState(target="custom"),
    ],
)
def test_fields_that_do_not_act_change_nothing(state: ExplorerState) -> None:
    others = {
        "e_eg": 2.0,
        "e_vg": 2.5,
        "delta": 1.0,
        "alpha21": 1.0,
        "alpha31": 2.0,
        "mediator_mass": 0.7,
        "vector_coupling": 1e-20,
        "scalar_coupling": 1e-12,
        "dipole_moment": 1e-9,
        "scalar_kind": "pseudoscalar",
        "dipole_kind": "electric",
    }
    detuning = np.geomspace(1e-4, 0.9, 40)
    before = state.intensity(detuning)
    for field, value in others.items():
        after = replace(state, **{field: value}).intensity(detuning)  # type: ignore[arg-type]
        if field not in acting_fields(state):
            np.testing.assert_allclose(after, before, rtol=1e-12)
    # and a phase does act where it is said to
    for field in {"alpha21", "delta"} & acting_fields(state):
        after = replace(state, **{field: 1.0}).intensity(detuning)  # type: ignore[arg-type]
        assert np.abs(after - before).max() > 1e-6


def test_changes_of_a_state_leave_out_what_does_not_act() -> None:
    assert state_changes(STATE, STATE) == []
    assert state_changes(STATE, replace(STATE, lightest_mass=0.0126, e_eg=1.0)) == [
        ("lightest mass", "10", "12.6 meV")
    ]
    assert state_changes(STATE, replace(STATE, e_eg=1.0)) == [("E_eg", "2.143", "1 eV")]
    assert state_changes(STATE, replace(STATE, delta=0.0)) == [
        ("delta", "212 deg (best fit)", "0 deg")
    ]
    assert state_changes(PAIR, replace(PAIR, mediator="none", vector_coupling=1e-3)) == [
        ("mediator", mediator_words(PAIR), "none")
    ]
    assert state_changes(PAIR, replace(PAIR, phase="imaginary", scalar_kind="pseudoscalar")) == [
        ("phase", "real", "imaginary")
    ]
