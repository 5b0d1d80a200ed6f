"""One home for I of a state: curve, band, cursor, files and code agree for any state."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import matplotlib.pyplot as plt
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from renp_widgets.apps.spectrum.compute import Scene, compute, compute_band
from renp_widgets.apps.spectrum.export import to_code, to_csv
from renp_widgets.apps.spectrum.session import Session, View
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.physics.couplings import ELEMENTS
from renp_widgets.physics.kinematics import CHANNELS
from renp_widgets.physics.oscillation import PARAMETERS

DETUNING = np.geomspace(1e-5, 0.5, 40)
states = st.builds(
    ExplorerState,
    target=st.sampled_from(["Yb", "Xe", "custom"]),
    ordering=st.sampled_from(["normal", "inverted"]),
    nature=st.sampled_from(["dirac", "majorana"]),
    lightest_mass=st.sampled_from([0.0, 0.01, 0.1]),
    delta=st.none() | st.floats(0, 6.28),
    alpha21=st.floats(0, 6.28),
    alpha31=st.floats(0, 6.28),
    mediator=st.sampled_from(["none", "vector", "scalar", "dipole"]),
    mediator_mass=st.sampled_from([0.1, 5.0, 100.0]),
    vector_coupling=st.sampled_from([1e-24, 1e-22]),
    scalar_coupling=st.just(1e-17),
    element=st.sampled_from(ELEMENTS),
    phase=st.sampled_from(["real", "imaginary"]),
    scalar_kind=st.sampled_from(["scalar", "pseudoscalar"]),
    dipole_kind=st.sampled_from(["magnetic", "electric"]),
    oscillation=st.sampled_from(["nufit-6.1", "nufit-6.0"]),
)


def assert_in_band(state: ExplorerState, detuning: np.ndarray) -> None:
    """The curve lies in its band where the oscillation parameters are known to 1e-7."""
    fit = state.parameters
    ends = {name: (getattr(fit, name), 1e-7 * abs(getattr(fit, name))) for name in PARAMETERS}
    one_sigma = {name: (best - width, best + width) for name, (best, width) in ends.items()}
    known = replace(fit, one_sigma=one_sigma, three_sigma=None)
    with patch.object(ExplorerState, "parameters", known):
        band = state.band(detuning)
    curve = state.intensity(detuning)
    low, high = band.quantiles[0], band.quantiles[-1]
    assert np.all((low * (1 - 1e-9) <= curve) & (curve <= high * (1 + 1e-9)))
    np.testing.assert_allclose(high, low, rtol=1e-4, atol=1e-300)


def test_phases_of_dirac_neutrinos_are_none_in_the_band_either() -> None:
    state = ExplorerState(
        nature="dirac",
        alpha21=np.pi,
        mediator="vector",
        element="12",
        mediator_mass=5.0,
        vector_coupling=1e-22,
    )
    shown = compute_band(state, View())
    np.testing.assert_array_equal(shown.quantiles, state.band(shown.detuning).quantiles)
    assert_in_band(state, shown.detuning)


@given(states)
@settings(max_examples=50)
def test_the_curve_lies_in_its_band(state: ExplorerState) -> None:
    assert_in_band(state, DETUNING)


@given(states)
@settings(max_examples=25)
def test_everything_asks_the_same_place(state: ExplorerState) -> None:
    spectrum = compute(state)
    np.testing.assert_array_equal(spectrum.intensity, state.intensity(spectrum.detuning))
    parts = state.channel_intensities(DETUNING)
    np.testing.assert_allclose(parts.sum(axis=0), state.intensity(DETUNING), rtol=1e-12)
    if spectrum.standard is not None:
        alone = replace(state, mediator="none").intensity(spectrum.detuning)
        np.testing.assert_array_equal(spectrum.standard, alone)


@given(states)
@settings(max_examples=8)
def test_files_and_code_hold_the_curve(state: ExplorerState) -> None:
    rows = to_csv(Scene(compute(state))).splitlines()
    table = np.genfromtxt([x for x in rows if x[0] != "#"], delimiter=",", names=True)
    at = table["detuning_eV"]
    np.testing.assert_allclose(table["I"], state.intensity(at), rtol=1e-12)
    for name, part in zip(CHANNELS, state.channel_intensities(at), strict=True):
        np.testing.assert_allclose(table[f"I_{name}"], part, rtol=1e-12)
    if state.interactions:
        np.testing.assert_allclose(table["I_standard"], state.standard.intensity(at), rtol=1e-12)
    names: dict[str, Any] = {}
    plt.switch_backend("agg")  # whatever other tests have drawn with
    exec(to_code(Session(state)), names)
    plt.close("all")
    expected = state.intensity(names["detuning"])
    np.testing.assert_allclose(names["intensity"], expected, rtol=1e-12, atol=1e-300)
