import re

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps.spectrum.compute import Scene, compute
from renp_widgets.apps.spectrum.session import View
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.apps.spectrum.words.readouts import inspected_window, inspector
from renp_widgets.physics.constants import HC
from renp_widgets.physics.kinematics import CHANNELS

COLORS = ("#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59")
STATES = [
    ExplorerState(lightest_mass=mass, ordering=ordering, nature=nature)
    for mass in (0.0, 1e-5, 0.01, 0.05, 1.0)
    for ordering in ("normal", "inverted")
    for nature in ("majorana", "dirac")
] + [
    ExplorerState(mediator="vector", mediator_mass=0.12, element="33"),
    ExplorerState(mediator="scalar", mediator_mass=0.1, target="Xe"),
    ExplorerState(target="custom", e_eg=0.11, e_vg=0.13, lightest_mass=0.05),
]


def inspected(state: ExplorerState, channel: str) -> str:
    html = inspector(Scene(compute(state), View(inspected=channel)), COLORS)
    return re.sub(r"<[^>]*>", "", re.sub("</t[dh]>", " | ", html).replace("<sup>", "^"))


def test_nothing_is_inspected_by_default() -> None:
    assert inspector(Scene(compute(ExplorerState())), COLORS) == ""


def test_the_formula_has_its_numbers_put_in() -> None:
    text = inspected(ExplorerState(), "12")
    assert text.startswith(
        "■ ω12 = Eeg/2 − (m1 + m2)²/(2 Eeg) = 1.071745 − (0.01 + 0.013243)²/(2 × 2.14349) = "
        "1.071618985 eV"
    )
    assert pytest.approx(1.071618985, abs=4e-9) == 1.071745 - (0.01 + 0.013243) ** 2 / (2 * 2.14349)
    assert f"{HC / 1.0716189848:.4f}" in text
    assert "1.26015e-4 eV = 30.47 GHz" in text


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("channel", CHANNELS)
def test_numbers_are_those_of_the_physics(state: ExplorerState, channel: str) -> None:
    text = inspected(state, channel)
    assert not re.search(r"\b(nan|inf|None)\b", text)
    i, j = int(channel[0]) - 1, int(channel[1]) - 1
    a = rw.axial_couplings(state.neutrinos)[i, j]
    assert f"|a{channel}|² | {abs(a) ** 2:.4g} |" in text
    assert (f"Re a{channel}² | {(a**2).real:.4g} (") in text or abs((a**2).real) < 1e-3
    assert ("unused: Dirac" in text) == (state.nature == "dirac")
    height = re.search(rf"I{channel} ([\d.e-]+) eV beyond it \| ([\d.e-]+), ([\d.]+) % of I", text)
    if "never opens" in text:
        assert compute(state).thresholds.omega[CHANNELS.index(channel)] <= 0
        return
    assert height
    at = compute(state).thresholds.detuning[CHANNELS.index(channel)] + float(height[1])
    parts = rw.channel_spectra(
        state.atom, state.neutrinos, detuning=at, interactions=state.interactions
    )
    assert float(height[2]) == pytest.approx(parts[CHANNELS.index(channel)], rel=6e-4)
    share = 100 * parts[CHANNELS.index(channel)] / parts.sum()
    assert float(height[3]) == pytest.approx(share, abs=0.051)


def test_the_onset_is_true_near_the_threshold() -> None:
    for state, channel, power in (
        (ExplorerState(), "33", 0.5),
        (ExplorerState(lightest_mass=0.0), "12", 2.0),
    ):
        text = inspected(state, channel)
        found = re.search(
            r"rises like ([\d.e+-]+) (√\(x/eV\)|\(x/eV\)\^2), .* up to x = ([\d.e-]+) eV to 10 %",
            text,
        )
        assert found
        assert (found[2] == "√(x/eV)") == (power == 0.5)
        x = 1e-3 * float(found[3])
        edge = float(compute(state).thresholds.detuning[CHANNELS.index(channel)])
        parts = rw.channel_spectra(state.atom, state.neutrinos, detuning=edge + x)
        expected = float(found[1]) * x**power
        assert parts[CHANNELS.index(channel)] == pytest.approx(expected, rel=0.02)


def test_a_massless_channel_is_a_step_and_a_dark_one_never_rises() -> None:
    text = inspected(ExplorerState(lightest_mass=0.0), "11")
    height = re.search(r"a step of ([\d.]+) at the end point", text)
    assert height
    neutrinos = ExplorerState(lightest_mass=0.0).neutrinos
    exact = rw.spectral_function(rw.YB, neutrinos, detuning=1e-12)
    assert float(height[1]) == pytest.approx(float(exact), rel=3e-3)
    never = inspected(STATES[-1], "33")
    assert "never opens: the pair is heavier than Eeg" in never


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("channel", CHANNELS)
def test_windows_are_valid_and_hold_their_threshold(state: ExplorerState, channel: str) -> None:
    spectrum = compute(state)
    edge = float(spectrum.thresholds.detuning[CHANNELS.index(channel)])
    window = inspected_window(spectrum, channel)
    if edge == 0 or edge >= spectrum.target.end_point:
        assert window is None
        return
    assert window is not None
    assert View(end_window=window).end_window == window
    left, right, low, high = window
    assert left <= edge / 1.0199 or edge > 0.9 * spectrum.target.end_point
    assert edge < right < spectrum.target.end_point
    middle = (np.log(edge) - np.log(left)) / (np.log(right) - np.log(left))
    assert middle == pytest.approx(0.5, abs=0.01) or right > 0.5 * spectrum.target.end_point
    inside = state.intensity(np.geomspace(left, right, 1000))
    if spectrum.resonance is None or not left < spectrum.resonance < right:
        assert low < inside.min() < inside.max() < high
        assert inside.max() - inside.min() > 0.5 * (high - low)


def test_a_window_shows_one_threshold_alone_where_it_can() -> None:
    spectrum = compute(ExplorerState())
    for k, channel in enumerate(CHANNELS):
        window = inspected_window(spectrum, channel)
        assert window is not None
        inside = (spectrum.thresholds.detuning > window[0]) & (
            spectrum.thresholds.detuning < window[1]
        )
        assert inside.nonzero()[0].tolist() == [k]
    close = compute(ExplorerState(lightest_mass=0.05))  # 11 and 12 lie 1.5 % apart
    window = inspected_window(close, "12")
    assert window is not None
    assert window[1] / window[0] == pytest.approx(1.02**2)


@pytest.mark.parametrize("element", ["11", "33"])
def test_a_resonance_in_the_window_does_not_hide_the_threshold(element: str) -> None:
    state = ExplorerState(mediator="vector", mediator_mass=0.12, element=element)
    spectrum = compute(state)
    window, edge = inspected_window(spectrum, "33"), float(spectrum.thresholds.detuning[5])
    assert window is not None
    assert spectrum.resonance is not None
    assert window[0] < spectrum.resonance < window[1]
    before, after = state.intensity([edge, edge * (spectrum.resonance / edge) ** 0.2])
    assert window[2] < before < after < window[3]
    assert after - before > 0.1 * (window[3] - window[2])
    assert spectrum.intensity.max() > 1e6 * window[3]


def test_a_resonance_on_a_threshold_leaves_a_window() -> None:
    on_it = 2 * float(ExplorerState().neutrinos.masses[2])
    state = ExplorerState(mediator="vector", mediator_mass=on_it, element="11")
    window = inspected_window(compute(state), "33")
    assert window is not None
    assert View(end_window=window).end_window == window
    assert window[3] < 1e3
