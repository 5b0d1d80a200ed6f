import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps import BlindSpotExplorer, BlindSpotState
from renp_widgets.apps.blind_spots.compute import effective_moments, limits_on
from renp_widgets.apps.blind_spots.words import summary
from renp_widgets.live.fields import THEMES
from renp_widgets.live.look import WIDTH

FLAVOURS = ("e", "mu", "tau")


@pytest.fixture
def app() -> BlindSpotExplorer:
    app = BlindSpotExplorer()
    app.settle()
    return app


def acting(state: BlindSpotState) -> np.ndarray[Any, Any]:
    """lambda = mu - i eps as it acts for Majorana neutrinos."""
    dipoles = state.dipoles
    magnetic, electric = np.asarray(dipoles.magnetic), np.asarray(dipoles.electric)
    return (magnetic - magnetic.T) - 1j * (electric - electric.T)


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("ordering", ["normal", "inverted"])
@pytest.mark.parametrize(("turn", "phase"), [(0.0, 0.0), (0.3, 0.7), (math.pi / 2, math.pi / 2)])
def test_effective_moments_are_sums_over_amplitudes(
    flavour: str, ordering: str, turn: float, phase: float
) -> None:
    state = BlindSpotState(flavour, turn, phase, 2e-11, ordering)
    result, mixing = effective_moments(state), state.neutrinos.mixing
    for k, name in enumerate(FLAVOURS):
        amplitudes = acting(state) @ mixing[k].conj()
        expected = math.sqrt(sum(abs(x) ** 2 for x in amplitudes))
        assert result.effective[f"mu_{name}"] == pytest.approx(expected, abs=1e-24)
    # Only the angle to its own blind direction matters to a flavour.
    assert result.effective[f"mu_{flavour}"] == pytest.approx(2e-11 * math.sin(turn), abs=1e-24)
    assert result.effective[f"mu_{state.next_flavour}"] == pytest.approx(
        2e-11 * math.cos(turn), abs=1e-24
    )
    assert result.effective["mu_star"] == pytest.approx(2e-11)
    squares = sum(result.effective[f"mu_{name}"] ** 2 for name in FLAVOURS)
    assert squares == pytest.approx(2 * result.effective["mu_star"] ** 2)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_in_the_blind_spot_only_that_flavour_and_never_renp_is_blind(flavour: str) -> None:
    result = effective_moments(BlindSpotState(flavour))
    assert [name for name, x in result.effective.items() if x == 0.0] == [f"mu_{flavour}"]
    assert np.all((result.magnetic + result.electric)[result.detuning > 1.5e-4] > 0)


def test_the_phase_turns_magnetic_into_electric_and_no_effective_moment() -> None:
    first = BlindSpotState("mu", turn=0.4)
    last = replace(first, phase=math.pi / 2)
    before, after = effective_moments(first), effective_moments(last)
    assert before.effective == pytest.approx(after.effective)
    assert np.abs(first.dipoles.magnetic).max() > np.abs(first.dipoles.electric).max()
    np.testing.assert_allclose(last.dipoles.electric, first.dipoles.magnetic, atol=1e-26)
    np.testing.assert_allclose(last.dipoles.magnetic, -first.dipoles.electric, atol=1e-26)
    step = 1.01 * before.thresholds["12"]
    near, far = np.searchsorted(before.detuning, [step, 0.09])
    parts = [x.magnetic + x.electric for x in (before, after)]
    assert parts[0][near] > 10 * parts[1][near]
    assert parts[0][far] == pytest.approx(parts[1][far], rel=0.05)


def test_the_parts_add_up_to_the_spectrum() -> None:
    state = BlindSpotState("tau", 0.5, 0.5, 1e-10)
    result = effective_moments(state)
    whole = rw.spectral_function(
        rw.YB, state.neutrinos, detuning=result.detuning, interactions=[state.dipoles]
    )
    np.testing.assert_allclose(result.standard + result.magnetic + result.electric, whole)
    m = state.neutrinos.masses
    assert result.thresholds["13"] == pytest.approx((m[0] + m[2]) ** 2 / (2 * rw.YB.e_eg))


def test_limits_are_the_published_ones_ascending() -> None:
    assert limits_on("mu_sun") == {"XENONnT": 6.4e-12, "LZ": 1.1e-11, "Borexino": 2.8e-11}
    assert list(limits_on("mu_sun")) == ["XENONnT", "LZ", "Borexino"]
    assert limits_on("mu_tau") == {}


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1e-12, "Not excluded"),
        (5e-12, "Excluded by TRGB omega Centauri (5e-12 against 1.2e-12 μ_B)."),
    ],
)
def test_the_words_say_who_excludes_and_who_is_blind(size: float, words: str) -> None:
    text = summary(effective_moments(BlindSpotState(size=size)))
    assert words in text
    assert "Nothing is seen in the scattering of electron neutrinos" in text
    assert "Nothing" not in summary(effective_moments(BlindSpotState(turn=0.2, size=size)))


@pytest.mark.parametrize(
    ("field", "value"), [("turn", 2.0), ("phase", -0.1), ("size", 1.0), ("flavour", "nu")]
)
def test_a_wrong_state_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        BlindSpotState(**{field: value})  # type: ignore[arg-type]


def test_sliders_move_bars_and_curves(app: BlindSpotExplorer) -> None:
    figure = app.figure
    assert len(figure.artists["mu_e"].get_paths()) == 0
    assert figure.artists["value mu_e"].get_text() == "0: blind"
    app.controls["turn"].slider.value = 30.0
    app.controls["size"].value = 1e-10
    (bar,) = figure.artists["mu_e"].get_paths()
    assert bar.vertices[:, 0].max() == pytest.approx(5e-11)
    assert figure.artists["value mu_e"].get_text() == "5e-11 excluded"
    assert figure.artists["value mu_tau"].get_text() == "1e-10"  # there is no limit
    result = app.model.scene.result
    np.testing.assert_array_equal(figure.artists["magnetic"].get_xdata(), result.detuning)
    drawn = np.asarray(figure.artists["magnetic"].get_ydata())
    np.testing.assert_array_equal(drawn[drawn > 1e-29], result.magnetic[drawn > 1e-29])
    assert np.all(drawn > 0)
    assert list(figure.artists["threshold 12"].get_xdata()) == [result.thresholds["12"]] * 2
    app.settle()
    assert "30° towards that of muon neutrinos" in app.frontend.summary
    assert app.model.errors == []


def test_the_background_stays_and_labels_do_not_overlap(app: BlindSpotExplorer) -> None:
    before = app.figure.background
    for mass in (0.0, 0.01, 0.05, 1.0):
        app.controls["lightest_mass"].value = mass
        _, _, *labels = app.figure.artists["thresholds"]
        assert [label.get_text() for label in labels] == ["12", "13", "23"]
        box = app.figure.axes["spectrum"].get_position()
        places = (label.get_position()[0] / WIDTH for label in labels)
        x = sorted((place - box.x0) / box.width for place in places)
        assert min(np.diff(x)) > 0.05
        assert x[0] > -0.05
        assert x[-1] < 1.0
    assert app.figure.background == before
    assert app.model.errors == []


@pytest.mark.parametrize("theme", THEMES)
def test_every_look_shows_the_state(app: BlindSpotExplorer, theme: str, tmp_path: Path) -> None:
    app.model.look(theme=theme, lecture=True)
    app.settle()
    assert app.figure.artists["value mu_e"].get_text() == "0: blind"
    app.save(tmp_path / "blind.pdf")
    assert (tmp_path / "blind.pdf").read_bytes().startswith(b"%PDF")
    assert app.model.errors == []


def test_reset_goes_back_to_the_start() -> None:
    start = BlindSpotState("tau", size=1e-12)
    app = BlindSpotExplorer(start)
    app.controls["flavour"].value = "e"
    app.toolbar.reset.click()
    assert app.model.state == start
