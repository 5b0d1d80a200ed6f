import dataclasses
import re
from typing import Any

import numpy as np
import pytest
from scipy import constants

import renp_widgets as rw
from renp_widgets.physics.rates import events, reference_rate

NU = rw.Neutrinos.from_oscillation("normal", 0.01)
SETUP = {"live_time": 86400.0, "density": 1e21, "volume": 100.0}
OMEGA = np.array([0.5, 0.9, 1.05, 1.2])


def test_reference_rate_of_ytterbium() -> None:
    # Published values for these numbers scatter from 0.4 to 2 mHz.
    assert reference_rate(rw.YB, 1e21, 100.0) == pytest.approx(5.35e-4, rel=1e-3)


@pytest.mark.parametrize("target", [rw.YB, rw.XE], ids=lambda target: target.name)
def test_reference_rate_in_si_units(target: rw.Target) -> None:
    # G_F and the levels in joules, the density in m^-3, the volume in m^3.
    g_fermi = 1.1663787e-23 * (constants.hbar * constants.c) ** 3 / constants.e**2
    levels = target.e_eg / (2 * target.e_vg**3) / constants.e**2
    expected = 3 * (1e27**3 * 1e-4) * g_fermi**2 * target.a_vg * levels * target.spin_factor
    assert reference_rate(target, 1e21, 100.0) == pytest.approx(expected, rel=1e-12)


def test_reference_rate_broadcasts() -> None:
    density, volume = np.array([1e20, 1e21])[:, None], np.array([1.0, 10.0, 100.0])
    rate = reference_rate(rw.YB, density, volume)
    expected = reference_rate(rw.YB, 1e21, 100.0) * (density / 1e21) ** 3 * (volume / 100)
    np.testing.assert_allclose(rate, expected, rtol=1e-14)


def test_events_are_rate_times_spectrum_times_eta_times_time() -> None:
    eta, time = np.array([0.1, 0.2, 0.3, 0.4]), np.array([1e3, 2e4, 3e5, 4e6])
    counts = events(rw.YB, NU, OMEGA, live_time=time, density=1e21, volume=100.0, eta=eta)
    spectrum = rw.spectral_function(rw.YB, NU, OMEGA)
    np.testing.assert_allclose(
        counts, reference_rate(rw.YB, 1e21, 100.0) * spectrum * eta * time, rtol=1e-14
    )
    assert counts[3] == 0


def test_events_a_day_of_the_literature() -> None:
    # "Current technology (probably) allows O(10) events/days" (NuFact 2022)
    assert events(rw.YB, NU, omega=0.5, **SETUP) == pytest.approx(9.76, abs=0.01)


def test_events_take_detuning() -> None:
    by_detuning = events(rw.YB, NU, detuning=rw.YB.end_point - OMEGA, **SETUP)
    np.testing.assert_allclose(by_detuning, events(rw.YB, NU, OMEGA, **SETUP), rtol=1e-12)


def test_events_of_a_batch() -> None:
    nu = rw.Neutrinos.from_oscillation("normal", [0.0, 0.05])
    density = np.array([1e20, 1e21, 2e21])[:, None]
    counts = events(rw.YB, nu, OMEGA, live_time=OMEGA * 1e5, density=density, volume=[1.0, 100.0])
    assert counts.shape == (3, 2, 4)
    one = rw.Neutrinos.from_oscillation("normal", 0.05)
    expected = events(rw.YB, one, OMEGA, live_time=OMEGA * 1e5, density=2e21, volume=100.0)
    np.testing.assert_allclose(counts[2, 1], expected, rtol=1e-14)


def test_scalar_omega_drops_the_axis() -> None:
    counts = events(rw.YB, NU, omega=0.5, live_time=1e5, density=[1e20, 1e21], volume=100.0)
    assert counts.shape == (2,)
    assert counts[1] == pytest.approx(1000 * counts[0], rel=1e-14)


def test_interactions_and_average_reach_the_spectrum() -> None:
    moments = rw.DipoleMoments(magnetic=np.eye(3) * 1e-10)
    dirac = dataclasses.replace(NU, nature="dirac")
    for change in ({"interactions": (moments,)}, {"average": "coupled"}):
        ratio = events(rw.YB, dirac, 0.9, **SETUP, **change) / events(rw.YB, dirac, 0.9, **SETUP)
        plain = rw.spectral_function(rw.YB, dirac, 0.9)
        assert ratio == pytest.approx(rw.spectral_function(rw.YB, dirac, 0.9, **change) / plain)
        assert abs(ratio - 1) > 0.1


def test_linewidth() -> None:
    width, omega = 1e-4, rw.thresholds(rw.YB, NU).omega
    counts = events(rw.YB, NU, omega, linewidth=width, average="coupled", **SETUP)
    line = rw.line_averaged(rw.YB, NU, width, omega, average="coupled")
    rate = reference_rate(rw.YB, 1e21, 100.0)
    np.testing.assert_allclose(counts, rate * line * 86400, rtol=1e-14)
    assert np.all(counts > events(rw.YB, NU, omega, average="coupled", **SETUP))


def test_rates_need_what_targets_may_lack() -> None:
    for name in ("a_vg", "spin_factor"):
        with pytest.raises(ValueError, match="rates need a_vg and spin_factor of the target, got"):
            reference_rate(dataclasses.replace(rw.YB, **{name: None}), 1e21, 100.0)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"target": "Yb"}, TypeError, "target must be a Target, got 'Yb'"),
        ({"neutrinos": None}, TypeError, "neutrinos must be a Neutrinos, got None"),
        ({"omega": -0.5}, ValueError, "omega must be finite and > 0, got -0.5"),
        ({"detuning": 0.1}, TypeError, "give exactly one of omega and detuning"),
        ({"density": -1.0}, ValueError, "density must be in [0, 1e+30], got -1.0"),
        ({"density": np.inf}, ValueError, "density must be in [0, 1e+30], got inf"),
        ({"volume": "1"}, TypeError, "volume must be real numbers, got '1'"),
        ({"live_time": [1.0, np.nan]}, ValueError, "live_time[1] must be in [0, 1e+30], got nan"),
        ({"eta": 1.5}, ValueError, "eta must be in [0, 1], got 1.5"),
        ({"linewidth": -1e-6}, ValueError, "linewidth must be in [0, 1e+15], got -1e-06"),
        ({"average": "mean"}, ValueError, "average must be one of"),
        ({"interactions": None}, TypeError, "interactions must be a tuple or list of"),
        (
            {"density": [1e20, 1e21], "volume": [1.0, 2.0, 3.0]},
            ValueError,
            "batch shapes do not broadcast: density (2,), volume (3,)",
        ),
        (
            {"omega": OMEGA, "live_time": [1.0, 2.0]},
            ValueError,
            "batch shapes do not broadcast: spectrum (4,), live_time (2,)",
        ),
    ],
)
def test_bad_input(change: dict[str, Any], error: type[Exception], message: str) -> None:
    good = {"target": rw.YB, "neutrinos": NU, "omega": 0.5, **SETUP}
    with pytest.raises(error, match=re.escape(message)):
        events(**(good | change))
