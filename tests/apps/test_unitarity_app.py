from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps import UnitarityExplorer, UnitarityState
from renp_widgets.apps.unitarity.compute import Mixings, compared, discriminations
from renp_widgets.apps.unitarity.plot import plot
from renp_widgets.apps.unitarity.state import PUBLISHED
from renp_widgets.apps.unitarity.words import beyond_published, discrimination_words, summary

UNITARY = UnitarityState(alpha_11=1.0)


def brute_force_total(state: UnitarityState) -> float:
    """The sum rule flavour by flavour: a = N^dagger W N with W = diag(1, -1, -1) / 2."""
    alpha = state.matrix
    w = np.diag([0.5, -0.5, -0.5])
    square = alpha @ alpha.conj().T
    return float(np.trace(w @ square @ w @ square).real)


# State


def test_published_limits_are_those_of_the_table() -> None:
    assert PUBLISHED == {
        "alpha_11": 0.969,
        "alpha_22": 0.995,
        "alpha_33": 0.890,
        "alpha_21": 0.013,
        "alpha_31": 0.033,
        "alpha_32": 0.009,
    }


def test_the_matrix_has_sizes_and_phases_where_they_belong() -> None:
    state = UnitarityState(alpha_22=0.9, alpha_31=0.02, phase_31=np.pi / 2)
    wanted = [[0.969, 0, 0], [0, 0.9, 0], [0.02j, 0, 1]]
    np.testing.assert_allclose(state.matrix, wanted, atol=1e-15)
    assert not state.is_unitary
    assert UNITARY.is_unitary


@pytest.mark.parametrize(
    ("field", "value"),
    [("alpha_11", 1.2), ("alpha_21", -0.1), ("phase_21", 7.0), ("lightest_mass", 2.0)],
)
def test_values_out_of_range_are_refused(field: str, value: float) -> None:
    with pytest.raises(ValueError, match=rf"{field}.* must be"):
        replace(UNITARY, **{field: value})


def test_names_that_are_not_there_are_refused() -> None:
    with pytest.raises(ValueError, match="ordering must be one of"):
        UnitarityState(ordering="none")
    with pytest.raises(ValueError, match="residual must be one of"):
        UnitarityState(residual="none")


# Answers


def test_unitary_mixing_gives_three_quarters_and_the_spectrum_of_the_standard_model() -> None:
    mixings = compared(UNITARY)
    assert mixings.total == pytest.approx(0.75, abs=1e-12)
    np.testing.assert_allclose(mixings.intensity, mixings.unitary, rtol=1e-12)
    standard = rw.Neutrinos.from_oscillation("normal", 0.01, "dirac")
    there = rw.spectral_function(rw.YB, standard, detuning=mixings.detuning)
    np.testing.assert_allclose(mixings.unitary, there, rtol=1e-12)


@pytest.mark.parametrize(
    "state",
    [
        UnitarityState(),
        UnitarityState(**PUBLISHED, phase_21=1.0, phase_31=2.0, ordering="inverted"),
        UnitarityState(alpha_11=0.8, alpha_21=0.1, phase_21=4.0),
    ],
)
def test_the_sum_is_the_one_of_the_flavours_and_what_the_spectrum_tends_to(
    state: UnitarityState,
) -> None:
    state = replace(state, lightest_mass=0.0)
    mixings = compared(state)
    assert mixings.total == pytest.approx(brute_force_total(state), rel=1e-12)
    ratio = mixings.intensity[-1] / mixings.unitary[-1]  # far from all thresholds
    assert ratio == pytest.approx(mixings.total / 0.75, rel=2e-3)


def test_a_common_factor_changes_no_shape_and_no_number_of_events_tells_it() -> None:
    state = UnitarityState(alpha_11=0.9, alpha_22=0.9, alpha_33=0.9)
    mixings = compared(state)
    there = mixings.unitary > 0
    np.testing.assert_allclose(mixings.intensity[there], 0.9**4 * mixings.unitary[there])
    free, known = discriminations(state)
    assert free.significance < 1e-4
    assert known.significance > 3
    words = discrimination_words((free, known))
    assert "by 0σ (no number of events would do) if only the shape counts" in words


def test_counts_needed_are_those_of_the_statistics() -> None:
    state = UnitarityState()
    free, known = discriminations(state)
    assert known.significance > free.significance > 0
    for told in (free, known):  # chi^2 grows in proportion to the events
        assert told.events == pytest.approx(1000 * (3 / told.significance) ** 2, rel=1e-3)
    assert "3σ takes 1.3×10⁵ events" in discrimination_words((free, known))


# Words


def test_words_tell_the_picture() -> None:
    state = UnitarityState()
    mixings = compared(state)
    there = mixings.unitary > 0
    text = summary(state, mixings)
    assert f"sum of |a_ij|^2 is {mixings.total:.4f}, for unitary mixing 0.7500" in text
    last = mixings.intensity[-1] / mixings.unitary[-1]
    assert f"{last:.4g} at 0.1 eV" in text
    difference = summary(replace(state, residual="difference"), mixings)
    first = (mixings.intensity - mixings.unitary)[there][0]
    assert f"difference of the spectra goes from {first:.4g} at" in difference
    assert "nothing to tell" in discrimination_words(None)


def test_words_name_what_is_beyond_the_limits() -> None:
    assert beyond_published(UnitarityState(**PUBLISHED)) == ""
    text = beyond_published(UnitarityState(alpha_22=0.9, alpha_31=0.1))
    assert text == "Beyond the published 90% limit: α22, α31."


# Figure and app


@pytest.fixture
def app() -> UnitarityExplorer:
    app = UnitarityExplorer()
    app.settle()
    return app


def test_the_figure_shows_what_was_computed(app: UnitarityExplorer) -> None:
    artists, mixings = app.figure.artists, app.model.scene.result
    assert isinstance(mixings, Mixings)
    tops = [path.vertices[:, 1].max() for path in artists["strengths"].get_paths()]
    np.testing.assert_allclose(tops, [*mixings.strengths, mixings.total])
    caps = [segment[0, 1] for segment in artists["unitary strengths"].get_segments()]
    np.testing.assert_allclose(caps, [*mixings.unitary_strengths, 0.75])
    np.testing.assert_array_equal(artists["intensity"].get_ydata(), mixings.intensity)
    np.testing.assert_array_equal(artists["unitary"].get_ydata(), mixings.unitary)
    there = mixings.unitary > 0
    ratio = mixings.intensity[there] / mixings.unitary[there]
    np.testing.assert_allclose(artists["residual"].get_ydata(), ratio)
    np.testing.assert_allclose(artists["sum rule"].get_ydata(), mixings.total / 0.75)
    low, high = app.figure.axes["strip"].get_ylim()
    assert low < ratio[-1] < 1 < high


def test_the_residual_can_be_the_difference(app: UnitarityExplorer) -> None:
    app.controls["residual"].value = "difference"
    mixings = app.model.scene.result
    there = mixings.unitary > 0
    difference = (mixings.intensity - mixings.unitary)[there]
    np.testing.assert_allclose(app.figure.artists["residual"].get_ydata(), difference)
    low, high = app.figure.axes["strip"].get_ylim()
    assert low < difference.min() < difference.max() < high
    assert not app.figure.artists["sum rule"].get_visible()


@pytest.mark.parametrize(("mass", "theme"), [(0.0, "light"), (0.05, "dark"), (0.3, "print")])
def test_every_state_can_be_drawn(mass: float, theme: str) -> None:
    app = UnitarityExplorer(UnitarityState("inverted", mass, alpha_33=0.0, alpha_32=1.0))
    app.model.look(theme=theme, lecture=True)
    app.settle()
    assert app.model.errors == []
    assert app.rest_draws == 1
    heights = app.figure.artists["intensity"].get_ydata()
    assert np.all(heights <= app.figure.axes["spectrum"].get_ylim()[1])


def test_nothing_but_moving_artists_changes_within_the_axes(app: UnitarityExplorer) -> None:
    background = app.figure.background
    app.controls["alpha_11"].slider.value = 0.975
    assert app.figure.background == background
    app.controls["alpha_11"].slider.value = 0.7
    assert app.figure.background > background


def test_buttons_lead_to_unitary_mixing_and_to_the_limits(app: UnitarityExplorer) -> None:
    assert "0.27σ" in app.words.value
    app.controls["lightest_mass"].value = 0.02
    app.unitary.click()
    app.settle()
    assert app.model.state == replace(UNITARY, lightest_mass=0.02)
    assert "nothing to tell" in app.words.value
    app.published.click()
    assert app.model.state == UnitarityState(lightest_mass=0.02, **PUBLISHED)
    assert beyond_published(app.model.state) == ""
    app.toolbar.reset.click()
    assert app.model.state == UnitarityState()
    app.controls["alpha_22"].value = 0.9
    assert "α22" in app.note.value
    assert app.model.errors == []


def test_a_phase_of_nothing_is_idle(app: UnitarityExplorer) -> None:
    assert app.controls["phase_21"].slider.disabled
    app.controls["alpha_21"].value = 0.01
    assert not app.controls["phase_21"].slider.disabled


def test_a_saved_figure_shows_the_state(app: UnitarityExplorer, tmp_path: Path) -> None:
    app.controls["alpha_11"].value = 0.9
    app.save(tmp_path / "unitarity.svg")
    assert "0.664" in (tmp_path / "unitarity.svg").read_text(encoding="utf-8")


def test_a_fresh_figure_can_be_made(app: UnitarityExplorer) -> None:
    figure = app.figure.fresh()
    assert figure.moving == []
    figure.update(app.model.scene)
    assert figure.moving
    assert plot(app.model.scene).titles == figure.plot.titles
