import warnings
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps import SpectrumExplorer
from renp_widgets.apps.spectrum.state import ExplorerState


def test_state_is_frozen_hashable_and_comparable() -> None:
    state = ExplorerState(lightest_mass=np.float64(0.02))
    assert {state: 1}[ExplorerState(lightest_mass=0.02)] == 1
    assert type(state.lightest_mass) is float
    with pytest.raises(AttributeError):
        state.ordering = "inverted"  # type: ignore[misc]


def test_state_names_its_target_and_neutrinos() -> None:
    assert ExplorerState().atom is rw.YB
    assert ExplorerState(target="Xe").atom is rw.XE
    custom = ExplorerState(target="custom", e_eg=3.0, e_vg=4.0)
    assert (custom.atom.e_eg, custom.atom.e_vg) == (3.0, 4.0)
    state = ExplorerState(ordering="inverted", nature="dirac", lightest_mass=0.0, delta=1.0)
    assert state.neutrinos.nature == "dirac"
    assert state.neutrinos.masses[2] == 0.0
    assert np.angle(state.neutrinos.mixing[0, 2]) == pytest.approx(-1.0)


def test_delta_none_is_the_best_fit_of_the_ordering() -> None:
    for ordering in ("normal", "inverted"):
        best = rw.NUFIT_6_1[ordering].delta
        assert ExplorerState(ordering=ordering).delta_value == best
    assert ExplorerState(delta=0.0).delta_value == 0.0


@pytest.mark.parametrize(
    ("field", "value", "error", "says"),
    [
        ("target", "Cs", ValueError, "target must be one of .*'Yb'.*got 'Cs'"),
        ("ordering", "Normal", ValueError, "ordering must be one of"),
        ("nature", None, TypeError, "nature must be one of"),
        (
            "lightest_mass",
            -0.01,
            ValueError,
            r"lightest_mass \(eV\) must be in \[0, 1\], got -0.01",
        ),
        ("lightest_mass", 1.5, ValueError, "lightest_mass"),
        ("lightest_mass", float("nan"), ValueError, "lightest_mass.*got nan"),
        ("lightest_mass", "0.1", TypeError, "lightest_mass"),
        ("delta", 7.0, ValueError, r"delta \(rad\) must be in \[0, 6.28"),
        ("alpha21", -1.0, ValueError, "alpha21"),
        ("alpha31", 1j, TypeError, "alpha31"),
        ("e_eg", 3.0, ValueError, "e_vg must be larger than e_eg = 3.0 eV, got 2.23072"),
        ("e_vg", 0.0, ValueError, "e_vg"),
        ("mediator", "photon", ValueError, "mediator must be one of.*'dipole'.*got 'photon'"),
        ("mediator_mass", 0.0, ValueError, r"mediator_mass \(eV\) must be in \[0.0001, 1e\+06\]"),
        ("vector_coupling", -1e-20, ValueError, "vector_coupling must be in"),
        ("dipole_moment", float("inf"), ValueError, "dipole_moment must be in"),
        ("element", "21", ValueError, "element must be one of"),
        ("phase", "complex", ValueError, "phase must be one of"),
    ],
)
def test_bad_values_are_refused(
    field: str, value: object, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        replace(ExplorerState(), **{field: value})


def test_every_field_has_a_control() -> None:
    assert {field.name for field in fields(ExplorerState)} == set(SpectrumExplorer().controls)


@pytest.mark.parametrize("nature", ["dirac", "majorana"])
@pytest.mark.parametrize("mediator", ["vector", "scalar", "dipole"])
@pytest.mark.parametrize("element", ["universal", "22", "13"])
@pytest.mark.parametrize("phase", ["real", "imaginary"])
def test_idle_couplings_are_those_that_change_nothing(
    nature: str, mediator: str, element: str, phase: str
) -> None:
    state = ExplorerState(
        nature=nature, mediator=mediator, element=element, phase=phase, lightest_mass=0.02
    )
    omega = np.linspace(0.1, 1.06, 9)
    standard = rw.spectral_function(rw.YB, state.neutrinos, omega)
    if state.idle_coupling:
        assert state.interactions == ()
        active = replace(state, nature="dirac").interactions
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # real Majorana moments: the very case
            total = rw.spectral_function(rw.YB, state.neutrinos, omega, interactions=active)
        np.testing.assert_array_equal(total, standard)
    else:
        total = rw.spectral_function(rw.YB, state.neutrinos, omega, interactions=state.interactions)
        assert np.all(total != standard)


@pytest.mark.parametrize("mediator", ["none", "vector", "scalar", "dipole"])
@pytest.mark.parametrize("element", ["universal", "11", "12", "13", "23"])
def test_a_phase_acts_on_dirac_neutrinos_where_it_is_said_to(mediator: str, element: str) -> None:
    state = ExplorerState(
        nature="dirac",
        mediator=mediator,
        element=element,
        vector_coupling=1e-23,
        scalar_coupling=1e-16,
    )

    def intensity(**phases: float) -> Any:
        turned = replace(state, **phases)
        return rw.spectral_function(
            turned.atom, turned.neutrinos, omega=[0.3, 1.0], interactions=turned.interactions
        )

    np.testing.assert_array_equal(intensity(alpha21=1.0, alpha31=2.0), intensity())
    acts = not np.allclose(intensity(delta=0.3), intensity(delta=1.7), rtol=1e-9)
    assert acts == (not state.idle_delta)
