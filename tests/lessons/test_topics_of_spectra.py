"""The questions of notebooks 04 to 06: their answers by other ways, their hints, what they show."""

import math
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps import ExplorerState, FocusedExplorer, UnitarityExplorer
from renp_widgets.lessons.topics import EXERCISES
from renp_widgets.lessons.topics.thresholds import _COUNTS, _DETUNINGS

E_EG = 2143.49  # meV
PLACES = {
    f"{i}{j}": (a + b) ** 2 / (2 * E_EG)
    for i, a in enumerate((5.0, 10.0, 50.0), 1)
    for j, b in enumerate((5.0, 10.0, 50.0), 1)
    if i <= j
}


def question(name: str) -> Any:
    return EXERCISES[name]


def revealed(name: str, kind: type) -> Any:
    app = question(name).reveal()
    app.settle()
    assert isinstance(app, kind)
    assert app.model.errors == []
    return app


# 04


def test_the_six_places_are_those_of_the_formula() -> None:
    ask = question("thresholds: six places")
    assert ask.places() == pytest.approx(PLACES)
    assert ask.mark(PLACES) == ""
    near = rw.Neutrinos.from_oscillation("normal", 0.005, "dirac").masses
    np.testing.assert_allclose(near, [0.005, 0.010, 0.050], rtol=0.01)  # as the explanation says


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda a, b: a**2 + b**2, "added the squares"),
        (lambda a, b: 2 * (a + b) ** 2, "too far by the same factor"),
        (lambda a, b: (a + b) ** 2 / 4, "not their mean"),
        (lambda a, b: 1e5 / (a + b), "A heavier pair takes more"),
    ],
)
def test_misplaced_thresholds_get_the_hint_that_fits(wrong: Any, said: str) -> None:
    masses = (5.0, 10.0, 50.0)
    places = {
        name: wrong(masses[int(name[0]) - 1], masses[int(name[1]) - 1]) / (2 * E_EG)
        for name in PLACES
    }
    assert said in question("thresholds: six places").mark(places)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (41.4, "the mass of the pair"),
        (29.3, "a factor of two under the root"),
        (14.6, "a factor of two under the root"),
        (0.0207, "in eV"),
        (0.4, "The detuning is not the mass"),
    ],
)
def test_wrong_mass_scales_get_the_hint_that_fits(wrong: float, said: str) -> None:
    assert said in question("thresholds: the mass scale").mark(wrong)


def test_the_mass_scale_is_where_the_spectrum_begins() -> None:
    mass = question("thresholds: the mass scale").answer()
    assert mass == pytest.approx(math.sqrt(0.4 * E_EG / 2))
    app = revealed("thresholds: the mass scale", FocusedExplorer)
    first = app.model.scene.spectrum.thresholds.detuning.min()
    assert first == pytest.approx(0.4e-3)


def test_the_counts_are_a_draw_from_the_ordering_that_is_right() -> None:
    truth = rw.statistics.Hypothesis(question("thresholds: the ordering").stated(), 0.001)
    experiment = rw.Experiment(rw.YB, 1e-3 * np.array(_DETUNINGS), live_time=1.0)
    expected = experiment.with_events(1000, truth.neutrinos()).signal_counts(truth.neutrinos())
    assert tuple(np.random.default_rng(1).poisson(expected)) == _COUNTS
    app = revealed("thresholds: the ordering", FocusedExplorer)
    assert app.model.state.ordering == truth.ordering


# 05


def test_dirac_and_majorana_differ_as_the_spectral_function_says() -> None:
    made = {
        nature: rw.Neutrinos.from_oscillation("normal", 0.05, nature)
        for nature in ("dirac", "majorana")
    }
    detuning = [0.003, 0.006, 0.015, 0.05, 0.15, 0.5, 1.0]
    dirac, majorana = (
        rw.spectral_function(rw.YB, made[nature], detuning=detuning) for nature in made
    )
    shortfall = 1 - majorana / dirac
    shape = question("nature: the shape")
    np.testing.assert_allclose(shape.heights(), shortfall / shortfall.max())
    assert question("nature: how small").answer() == pytest.approx(100 * shortfall[2])
    assert "does not grow with" in shape.mark(np.linspace(0.1, 1.0, 7))
    assert "does not begin at 0" in shape.mark([0.0, 0.5, 1.0, 0.8, 0.5, 0.2, 0.1])
    revealed("nature: the shape", FocusedExplorer)


def test_the_strongest_phase_nearly_hides_the_difference() -> None:
    assert question("nature: which phase").stated() == "α₂₁"
    app = revealed("nature: which phase", FocusedExplorer)
    app.controls["alpha21"].value = math.pi
    spectrum = app.model.scene.spectrum
    there = spectrum.detuning > 0.006
    ratio = spectrum.intensity[there] / spectrum.reference[there]
    assert np.abs(ratio - 1).max() < 0.0025


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (1.3e6, "power of ten"),
        (3, "a count is known to 1%"),
        (5.0, "if the normalisation were known"),
        (8, "Too many"),
    ],
)
def test_wrong_numbers_of_events_get_the_hint_that_fits(wrong: float, said: str) -> None:
    assert said in question("nature: how many events").mark(wrong)


# 06


@pytest.mark.parametrize(
    ("wrong", "said"),
    [(0.75, "for unitary mixing"), (0.661, "the whole sum"), (0.735, "N twice"), (0.704, "twice")],
)
def test_wrong_sums_get_the_hint_that_fits(wrong: float, said: str) -> None:
    assert said in question("unitarity: the sum").mark(wrong)
    assert question("unitarity: the sum").mark((0.969**4 + 2) / 4) == ""


def test_the_bars_change_as_the_couplings_do() -> None:
    neutrinos = rw.Neutrinos.from_oscillation("normal", 0.01, "dirac")
    squares = [
        np.abs(rw.axial_couplings(rw.non_unitary(neutrinos, np.diag([x, 1.0, 1.0])))) ** 2
        for x in (0.9, 1.0)
    ]
    change = squares[0] - squares[1]
    wanted = [change[i - 1, j - 1] * (1 if i == j else 2) for i, j in rw.channels(3)]
    ask = question("unitarity: six bars")
    np.testing.assert_allclose(ask.heights(), np.array(wanted) / np.abs(wanted).max())
    assert "Not all of them fall" in ask.mark([-0.3, -1, -0.1, -0.1, -0.05, -0.05])
    assert "couples less" in ask.mark([0.3, 1, 0.1, 0.1, 0, 0])
    assert "muon and tau" in ask.mark([-0.3, -1, -0.1, 0.2, 0, -0.8])


def test_only_a_common_factor_is_invisible() -> None:
    ask = question("unitarity: invisible")
    assert ask.stated() == "α₁₁ = α₂₂ = α₃₃ = 0.95"
    app = revealed("unitarity: invisible", UnitarityExplorer)
    assert "no number of events would do" in app.words.value
    ratio = app.figure.artists["residual"].get_ydata()
    np.testing.assert_allclose(ratio, 0.95**4)


def test_the_rate_known_takes_thirty_times_fewer_events() -> None:
    ask = question("unitarity: how many events")
    assert ask.answer() == pytest.approx(5.1, abs=0.05)
    assert "if the normalisation were known" in ask.mark(3.66)
    app = revealed("unitarity: how many events", UnitarityExplorer)
    assert "1.3×10⁵ events, 13000 days at 10 a day) if only the shape counts" in app.words.value
    assert "4500 events, 450 days at 10 a day) if the normalisation were known" in app.words.value


def test_reveals_show_the_states_of_their_questions() -> None:
    state = revealed("thresholds: six places", FocusedExplorer).model.state
    assert state == ExplorerState(lightest_mass=0.005)
    app = revealed("unitarity: six bars", UnitarityExplorer)
    assert app.model.state.alpha_11 == 0.9
