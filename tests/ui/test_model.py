from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.ui import model as model_module
from renp_widgets.ui.model import ExplorerModel, compute
from renp_widgets.ui.state import ExplorerState

STATES = [
    ExplorerState(lightest_mass=0.0),
    ExplorerState(ordering="inverted", lightest_mass=1e-3, nature="dirac"),
    ExplorerState(target="Xe", alpha21=1.0, lightest_mass=0.05),
    ExplorerState(target="custom", e_eg=0.01, e_vg=0.02, lightest_mass=0.5),
]


@pytest.mark.parametrize("state", STATES)
def test_compute_is_the_spectral_function_of_the_state(state: ExplorerState) -> None:
    spectrum = compute(state)
    expected = rw.spectral_function(state.atom, state.neutrinos, detuning=spectrum.detuning)
    np.testing.assert_array_equal(spectrum.intensity, expected)
    assert np.all(np.diff(spectrum.detuning) > 0)
    a = rw.axial_couplings(state.neutrinos)
    for k, (i, j) in enumerate(spectrum.thresholds.channels):
        assert spectrum.couplings[k] == pytest.approx(abs(a[i - 1, j - 1]) ** 2, rel=1e-14)


def test_the_grid_holds_every_threshold_so_that_kinks_are_sharp() -> None:
    spectrum = compute(ExplorerState(lightest_mass=0.01))
    assert set(spectrum.thresholds.detuning) <= set(spectrum.detuning)


def test_one_change_is_one_computation_and_one_notification() -> None:
    model, seen = ExplorerModel(), []
    model.observe(lambda change: seen.append(change["new"]), "spectrum")
    assert model.computations == 1
    model.state = replace(model.state, lightest_mass=0.02)
    assert (model.computations, len(seen)) == (2, 1)
    assert model.spectrum is seen[0]
    model.state = replace(model.state)  # equal: nothing happens
    assert (model.computations, len(seen)) == (2, 1)


def test_an_exception_is_shown_and_counted_and_the_last_spectrum_stays(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    model = ExplorerModel()
    last = model.spectrum

    def fail(_: Any) -> None:
        raise ZeroDivisionError("no such luck")

    monkeypatch.setattr(model_module, "compute", fail)
    model.state = replace(model.state, lightest_mass=0.02)
    assert model.errors == ["ZeroDivisionError: no such luck"]
    assert model.message == model.errors[0]
    assert model.spectrum is last
    assert "ZeroDivisionError" in caplog.text  # with its traceback, for who debugs
    monkeypatch.undo()
    model.state = replace(model.state, lightest_mass=0.03)
    assert model.message == ""
    assert len(model.errors) == 1
