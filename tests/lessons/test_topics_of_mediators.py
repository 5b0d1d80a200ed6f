"""The questions of notebooks 07 and 08: their answers by other ways, hints, what they show."""

import math
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps import BlindSpotExplorer, FocusedExplorer, PropagatorExplorer
from renp_widgets.lessons.topics import EXERCISES

E_EG = 2.14349
DIRAC = rw.Neutrinos.from_oscillation("normal", 0.02, "dirac")


def question(name: str) -> Any:
    return EXERCISES[name]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("mediators: times the W", PropagatorExplorer),
        ("mediators: three poles", PropagatorExplorer),
        ("mediators: nature", FocusedExplorer),
        ("moments: where they begin", FocusedExplorer),
        ("moments: who is blind", BlindSpotExplorer),
    ],
)
def test_the_app_that_is_revealed_works(name: str, kind: type) -> None:
    app = question(name).reveal()
    app.settle()
    assert isinstance(app, kind)
    assert app.model.errors == []


# 07


def test_a_massless_propagator_is_one_over_q_squared() -> None:
    ask = question("mediators: times the W")
    assert ask.answer() == pytest.approx((80.37e9) ** 2 / (2 * E_EG * 1e-3), rel=1e-3)
    assert ask.mark("1.5e24") == ""


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("1.2e12", "one over squares of masses"),
        ("6.5e21", "right for q² = 1 eV²"),
        ("6.5e27", "taken the detuning for q"),
        ("6.6e-25", "other way round"),
        ("1.5e6", "one unit"),
        ("1e24", "Too small"),
    ],
)
def test_wrong_ratios_get_the_hint_that_fits(wrong: str, said: str) -> None:
    assert said in question("mediators: times the W").mark(wrong)


def test_the_poles_are_where_the_mediator_is_on_shell() -> None:
    ask = question("mediators: three poles")
    for name, detuning in ask.places().items():
        mass = float(name.split()[0])
        mediator = rw.ScalarMediator(mass, 1e-12, rw.universal_coupling(1e-12))
        assert rw.YB.end_point - detuning == pytest.approx(float(mediator.resonance(rw.YB)))


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ((0.5, 0.05, 5e-4), "nearer to the end point"),
        ((0.025, 0.25, 0.75), "as if the pair were at rest"),
        ((0.005, 0.05, 0.15), "grow like M"),
        ((1.17e-3, 0.117, 1.05), "factor of two"),
        ((5.8e-4, 0.0583, 0.9), "Too high: 1.5 eV"),
    ],
)
def test_misplaced_poles_get_the_hint_that_fits(places: tuple[float, ...], said: str) -> None:
    ask = question("mediators: three poles")
    assert said in ask.mark(dict(zip(ask.names, places, strict=True)))


def test_only_a_vector_interferes() -> None:
    def spectrum(mediator: str, product: float) -> float:
        coupling = rw.statistics.MediatorCoupling(mediator)
        interaction = coupling.interaction(0.5, product)
        return float(rw.spectral_function(rw.YB, DIRAC, omega=1.05, interactions=[interaction]))

    assert spectrum("scalar", 1e-17) == pytest.approx(spectrum("scalar", -1e-17))
    assert spectrum("vector", 1e-24) > 1.2 * spectrum("vector", -1e-24)
    assert question("mediators: the sign").stated() == "that of Z′ only"


def test_majorana_neutrinos_feel_a_scalar_twice() -> None:
    added = []
    for nature in ("dirac", "majorana"):
        neutrinos = rw.Neutrinos.from_oscillation("normal", 0.02, nature)
        mediator = rw.ScalarMediator(0.1, 1e-6, rw.universal_coupling(1e-6))
        both, standard = (
            rw.spectral_function(rw.YB, neutrinos, omega=1.0, interactions=x)
            for x in ((mediator,), ())
        )
        added.append(float(both - standard))
    assert added[1] == pytest.approx(2 * added[0])
    assert question("mediators: nature").stated() == "twice as much"


# 08


def test_moments_begin_at_the_sum_of_the_masses() -> None:
    ask = question("moments: where they begin")
    for name, detuning in ask.places().items():
        dipoles = rw.DipoleMoments(rw.element_coupling(int(name[0]), int(name[1]), 1e-8))
        around = detuning * np.array([0.999, 1.001])
        both, standard = (
            rw.spectral_function(rw.YB, DIRAC, detuning=around, interactions=x)
            for x in ((dipoles,), ())
        )
        assert (both - standard)[0] == 0.0
        assert (both - standard)[1] > 0.0
    np.testing.assert_allclose(1e3 * DIRAC.masses, [20.0, 21.8, 54.0], atol=0.05)  # as it says


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda a, b: max((a - b) ** 2 / (2 * E_EG), 1e-6), "differences of masses"),
        (lambda a, b: 1e-6 / (a + b), "Heavier pairs cost more"),
        (lambda a, b: (a + b) ** 2 / E_EG, "factor of two"),
        (lambda a, b: (a + b) ** 2 / (3 * E_EG), "Too low"),
    ],
)
def test_misplaced_steps_get_the_hint_that_fits(wrong: Any, said: str) -> None:
    ask, masses = question("moments: where they begin"), DIRAC.masses
    places = {name: wrong(masses[int(name[0]) - 1], masses[int(name[1]) - 1]) for name in ask.names}
    assert said in ask.mark(places)


def test_the_magnetic_part_is_the_steeper_one() -> None:
    step = question("moments: where they begin").places()["12"]
    added = {}
    for kind in ("magnetic", "electric"):
        dipoles = rw.DipoleMoments(**{kind: rw.element_coupling(1, 2, 1e-6)})
        added[kind] = rw.spectral_function(
            rw.YB, DIRAC, detuning=step * np.array([1.0001, 1.0004, 100.0]), interactions=[dipoles]
        )
    # Delta and Delta^3: x^(1/2) and x^(3/2) in the distance x from the step.
    assert added["magnetic"][1] / added["magnetic"][0] == pytest.approx(2.0, rel=0.01)
    assert added["electric"][1] / added["electric"][0] == pytest.approx(8.0, rel=0.01)
    assert added["electric"][2] == pytest.approx(added["magnetic"][2], rel=0.05)
    assert question("moments: the steeper one").stated() == "the magnetic moment"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("4e8", "ratio of the moments"),
        ("2e7", "for a mass of 1 eV"),
        ("4e14", "for a mass of 1 eV"),
        ("6e-18", "other way round"),
    ],
)
def test_wrong_signals_get_the_hint_that_fits(wrong: str, said: str) -> None:
    ask = question("moments: how far to go")
    assert said in ask.mark(wrong)
    assert ask.mark(f"{(6.4e-12 / (3.2e-19 * 0.05)) ** 2:.2g}") == ""


def test_a_reactor_sees_what_touches_electron_neutrinos_only() -> None:
    flavours = np.zeros((3, 3))
    flavours[1, 2] = flavours[2, 1] = 1.0
    dipoles = rw.DipoleMoments(rw.flavour_coupling(flavours, DIRAC))
    assert rw.effective_moment_flavour(DIRAC, dipoles, "e") < 1e-15
    assert rw.effective_moment_flavour(DIRAC, dipoles, "mu") == pytest.approx(1.0)
    assert rw.effective_moment_solar(DIRAC, dipoles) > 0.5
    assert rw.effective_moment_stellar(DIRAC, dipoles) == pytest.approx(math.sqrt(2))
    assert question("moments: who is blind").stated() == "reactor experiments"
