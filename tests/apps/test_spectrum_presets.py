import re
from dataclasses import replace

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps import SpectrumExplorer
from renp_widgets.apps.spectrum.compute import Spectrum, compute
from renp_widgets.apps.spectrum.presets import PRESETS, Preset
from renp_widgets.apps.spectrum.session import Session

NAMED = {preset.name: preset for preset in PRESETS}
ORDERINGS = [preset for preset in PRESETS if preset.group == "Ordering and mass scale"]
MOMENTS = [p for p in PRESETS if p.state.mediator == "dipole" and not p.pins]


def shown(preset: Preset) -> Spectrum:
    return compute(preset.state, None, preset.pins[0].state if preset.pins else None)


def at(preset: Preset, *detuning: float) -> np.ndarray:
    state = preset.state
    return rw.spectral_function(
        state.atom, state.neutrinos, detuning=detuning, interactions=state.interactions
    )


def opens(preset: Preset) -> dict[str, float]:
    """Detunings of the thresholds by channel, meV."""
    thresholds = shown(preset).thresholds
    names = [f"{i}{j}" for i, j in thresholds.channels]
    return dict(zip(names, (1e3 * thresholds.detuning).tolist(), strict=True))


def ratio(preset: Preset) -> tuple[np.ndarray, np.ndarray]:
    """Detunings, and I over what it is compared with: the first pin, or the Standard Model."""
    spectrum = shown(preset)
    other = spectrum.reference if preset.pins else spectrum.standard
    assert other is not None
    open_ = other > 0
    return spectrum.detuning[open_], spectrum.intensity[open_] / other[open_]


def test_names_differ_groups_stay_together_and_words_are_few() -> None:
    assert len(NAMED) == len(PRESETS)
    groups = [preset.group for preset in PRESETS]
    assert groups == sorted(groups, key=groups.index)
    for preset in PRESETS:
        assert 20 < len(preset.text) <= 160
        assert preset.text.endswith(".")
        assert re.search(r"arXiv:\d{4}\.\d{4,5}$", preset.citation)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_is_a_session_that_can_be_shown(preset: Preset) -> None:
    session = preset.session
    assert isinstance(session, Session)
    assert (session.state, session.pins, session.view.compare) == (
        preset.state,
        preset.pins,
        preset.compare,
    )
    assert (preset.compare != "none") == bool(preset.pins)
    assert preset.state.idle_coupling == ""
    spectrum = shown(preset)
    assert np.isfinite(spectrum.intensity).all()
    assert spectrum.intensity.max() > 0.1


def test_eight_spectra_of_both_orderings() -> None:
    states = [(p.state.ordering, p.state.lightest_mass) for p in ORDERINGS]
    assert states == [(o, m) for o in ("normal", "inverted") for m in (0.0, 1e-3, 0.01, 0.05)]
    assert ORDERINGS[2].name == "Normal, 10 meV"
    # each differs from every other by more than a line's width of a panel 0.25 high
    curves = [at(p, *np.geomspace(1e-7, 0.1, 300)) for p in ORDERINGS]
    for n, curve in enumerate(curves):
        for m in range(n):
            both_light = {n % 4, m % 4} == {0, 1} and n // 4 == m // 4
            assert np.abs(curve - curves[m]).max() > (1e-4 if both_light else 5e-3)


def test_normal_ordering_says_where_it_opens() -> None:
    massless, light, middle, heavy = ORDERINGS[:4]
    assert opens(massless)["11"] == 0
    assert max(opens(massless).values()) == opens(massless)["33"] == pytest.approx(2.34, abs=6e-3)
    assert opens(light)["11"] == pytest.approx(0.93e-3, abs=5e-6)
    assert [opens(p)["12"] for p in (massless, light)] == pytest.approx([18e-3, 22e-3], abs=5e-4)
    for channel in ("13", "22", "23", "33"):
        assert opens(light)[channel] == pytest.approx(opens(massless)[channel], rel=0.05)
    first, last = ("11", "12", "22"), ("13", "23", "33")
    places = opens(middle)
    assert [min(places[c] for c in first), max(places[c] for c in first)] == pytest.approx(
        [0.09, 0.16], abs=5e-3
    )
    assert [min(places[c] for c in last), max(places[c] for c in last)] == pytest.approx(
        [0.87, 2.44], abs=5e-3
    )
    places = opens(heavy)
    assert min(places.values()) == pytest.approx(2.33, abs=5e-3)
    assert max(places[c] for c in first) - min(places[c] for c in first) < 0.0705
    assert max(places.values()) == places["33"] == pytest.approx(4.68, abs=5e-3)


def test_inverted_ordering_says_where_it_opens_and_how_high_it_is() -> None:
    massless, light, middle, heavy = ORDERINGS[4:]
    assert opens(massless)["33"] == 0
    assert opens(massless)["11"] == pytest.approx(2.25, abs=5e-3)
    until = np.geomspace(1e-4, opens(massless)["11"] * 1e-3, 200)
    assert at(massless, *until) / at(ORDERINGS[0], *until) == pytest.approx(0.5, abs=0.05)
    assert opens(light)["33"] == pytest.approx(0.93e-3, abs=5e-6)
    assert [opens(light)[c] for c in ("13", "23")] == pytest.approx([0.59, 0.60], abs=6e-3)
    assert min(opens(middle)[c] for c in ("11", "12", "22")) == pytest.approx(2.34, abs=5e-3)
    before, small, large = at(middle, 0.8e-3, 2.3e-3, 5e-3)
    assert small - before < 0.2 * (large - small)
    places = opens(heavy)
    assert min(places.values()) == places["33"] == pytest.approx(2.33, abs=5e-3)
    assert max(places.values()) == places["22"] == pytest.approx(4.65, abs=5e-3)


def test_dirac_and_majorana_differ_by_as_much_as_they_say() -> None:
    dirac = NAMED["Dirac, 100 meV"]
    assert [min(opens(dirac).values()), max(opens(dirac).values())] == pytest.approx(
        [9.3, 11.7], abs=0.05
    )
    phases = replace(dirac.state, alpha21=1.0, alpha31=2.0, delta=3.0)
    np.testing.assert_allclose(
        compute(phases).intensity, compute(dirac.state).intensity, rtol=1e-12
    )
    detuning, quotient = ratio(NAMED["Majorana, 100 meV"])
    assert quotient.max() < 1
    assert quotient.min() == pytest.approx(1 - 0.059, abs=5e-4)
    assert detuning[quotient.argmin()] == pytest.approx(24e-3, rel=0.05)
    assert quotient[-1] > 0.99
    turned = NAMED["Majorana, α₂₁ = 180°"]
    detuning, quotient = ratio(turned)
    assert 1e3 * detuning[quotient.argmin()] == pytest.approx(opens(turned)["12"])
    assert quotient.min() == pytest.approx(0.95, abs=5e-3)
    assert quotient.max() == pytest.approx(1.04, abs=5e-3)
    assert opens(turned)["12"] == pytest.approx(9.37, abs=5e-3)
    assert detuning[quotient.argmax()] < 1e-3 * opens(turned)["12"] * 1.01


def against_standard(preset: Preset, omega: float) -> float:
    detuning = preset.state.atom.end_point - omega
    without = replace(preset, state=replace(preset.state, mediator="none"))
    return float(at(preset, detuning)[0] / at(without, detuning)[0])


def test_light_mediators_have_the_resonances_and_heights_that_they_say() -> None:
    vector, heavy, scalar = (p for p in PRESETS if p.group == "Light mediators")
    for preset, omega in ((vector, 0.957), (scalar, 1.013)):
        spectrum = shown(preset)
        assert spectrum.resonance is not None
        assert spectrum.target.end_point - spectrum.resonance == pytest.approx(omega, abs=5e-4)
    assert against_standard(vector, 0.98) == pytest.approx(3.4, abs=0.05)
    assert against_standard(vector, 0.87) == pytest.approx(0.89, abs=5e-3)
    assert shown(heavy).resonance is None
    end_point = heavy.state.atom.end_point
    assert against_standard(heavy, end_point - 0.01) == pytest.approx(1.55, abs=5e-3)
    assert against_standard(heavy, end_point - 1.0) == pytest.approx(1.73, abs=5e-3)
    assert against_standard(heavy, end_point - 1e-4) < 0.2
    assert against_standard(scalar, 1.0) == pytest.approx(5, abs=0.1)
    assert ratio(scalar)[1].min() >= 1


def test_magnetic_and_electric_moments_differ_by_as_much_as_they_say() -> None:
    magnetic, electric = NAMED["μ₃₃ against ε₃₃"], NAMED["ε₃₃ against μ₃₃"]
    assert electric.state == magnetic.pins[0].state
    assert magnetic.state == electric.pins[0].state
    detuning, quotient = ratio(magnetic)
    assert quotient.max() == pytest.approx(1.22, abs=5e-3)
    assert detuning[quotient.argmax()] == pytest.approx(3.4e-3, abs=5e-5)
    detuning, quotient = ratio(electric)
    assert quotient.min() == pytest.approx(0.82, abs=5e-3)
    assert quotient[-1] == pytest.approx(1, abs=1e-3)
    assert quotient[detuning <= opens(electric)["33"] * 1e-3] == pytest.approx(1)


@pytest.mark.parametrize("preset", MOMENTS, ids=lambda preset: preset.name)
def test_a_moment_shows_where_its_channel_opens(preset: Preset) -> None:
    element = preset.state.element
    place = re.search(rf"channel {element} opens, ([\d.]+) meV", preset.text)
    height = re.search(r"rises to ([\d.]+) times its height", preset.text)
    assert place
    assert height
    assert float(place[1]) == pytest.approx(opens(preset)[element], abs=6e-4)
    detuning, quotient = ratio(preset)
    before = detuning <= 1e-3 * opens(preset)[element] * (1 - 1e-9)
    assert quotient[before] == pytest.approx(1)
    assert quotient[~before][1:].min() > 1
    assert quotient.max() == pytest.approx(float(height[1]), rel=0.05)
    spectrum = shown(preset)
    assert spectrum.standard is not None
    seen = spectrum.intensity - spectrum.standard  # the end-point panel is 0.125 high
    assert seen[(spectrum.detuning > 1e-7) & (spectrum.detuning < 0.1)].max() > 0.015


def test_all_six_elements_have_a_moment() -> None:
    assert [p.state.element for p in MOMENTS] == ["11", "12", "13", "22", "23", "33"]
    assert [p.name for p in MOMENTS][1] == "μ₁₂"


@pytest.mark.parametrize("back", ["undo", "reset"])
def test_a_presets_words_go_with_its_state(back: str) -> None:
    app = SpectrumExplorer()
    preset = next(p for p in PRESETS if p.state.mediator == "vector")
    app.toolbar.presets.value = preset
    assert preset.text[:20] in app.note.value
    getattr(app.toolbar, back).click()
    assert app.model.state.mediator == "none"
    assert preset.text[:20] not in app.note.value
    app.close()
