from dataclasses import replace

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps.spectrum.compute import compute, compute_band
from renp_widgets.apps.spectrum.session import View
from renp_widgets.apps.spectrum.state import ExplorerState

STATES = [
    ExplorerState(lightest_mass=0.0),
    ExplorerState(ordering="inverted", lightest_mass=1e-3, nature="dirac"),
    ExplorerState(target="Xe", alpha21=1.0, lightest_mass=0.05),
    ExplorerState(target="custom", e_eg=0.01, e_vg=0.02, lightest_mass=0.5),
    ExplorerState(mediator="vector", mediator_mass=0.7),
]


def exact(state: ExplorerState, detuning: np.ndarray) -> np.ndarray:
    return rw.spectral_function(
        state.atom, state.neutrinos, detuning=detuning, interactions=state.interactions
    )


@pytest.mark.parametrize("state", STATES)
def test_compute_is_the_spectral_function_of_the_state(state: ExplorerState) -> None:
    spectrum = compute(state)
    np.testing.assert_array_equal(spectrum.intensity, exact(state, spectrum.detuning))
    assert np.all(np.diff(spectrum.detuning) > 0)
    a = rw.axial_couplings(state.neutrinos)
    for k, (i, j) in enumerate(spectrum.thresholds.channels):
        assert spectrum.couplings[k] == pytest.approx(abs(a[i - 1, j - 1]) ** 2, rel=1e-14)


def test_the_grid_holds_every_threshold_so_that_kinks_are_sharp() -> None:
    spectrum = compute(ExplorerState(lightest_mass=0.01))
    assert set(spectrum.thresholds.detuning) <= set(spectrum.detuning)


@pytest.mark.parametrize(
    "view",
    [
        View(full_window=(1.05, 1.0501, 0.0, 1.0)),
        View(end_window=(1e-4, 1.01e-4, 0.0, 1.0)),
        View(full_window=(1.05, 1.3, 0.0, 1.0), end_window=(1e-12, 500.0, 0.0, 1.0)),
    ],
)
def test_zoomed_parts_get_energies_of_their_own(view: View) -> None:
    state = ExplorerState()
    spectrum = compute(state, view)
    inside = np.zeros(len(spectrum.detuning), dtype=bool)
    if view.full_window:
        low, high = view.full_window[:2]
        inside |= (spectrum.omega >= low) & (spectrum.omega <= high)
    if view.end_window:
        inside |= (spectrum.detuning >= view.end_window[0]) & (
            spectrum.detuning <= view.end_window[1]
        )
    before = len(compute(state).detuning)
    assert np.count_nonzero(inside) >= 290 or len(spectrum.detuning) > before + 100
    np.testing.assert_array_equal(spectrum.intensity, exact(state, spectrum.detuning))


def test_the_reference_is_on_the_same_energies() -> None:
    other = ExplorerState(alpha21=np.pi, mediator="scalar", scalar_coupling=1e-15)
    spectrum = compute(ExplorerState(), None, other)
    assert spectrum.reference is not None
    np.testing.assert_array_equal(spectrum.reference, exact(other, spectrum.detuning))
    assert compute(ExplorerState(), None, replace(other, target="Xe")).reference is None


@pytest.mark.parametrize("state", STATES)
def test_the_band_lies_around_the_best_fit(state: ExplorerState) -> None:
    band = compute_band(state, View())
    low, median, high = (band.quantiles[k] for k in (0, 2, 4))
    best = exact(state, band.detuning)
    assert np.all(low <= high)
    if best.any():
        inside = (low <= best) & (best <= high)
        assert inside.mean() > 0.9
        far = band.detuning > 1e-2
        np.testing.assert_allclose(median[far], best[far], rtol=0.05)
