import dataclasses
import pickle
import re
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.statistics.experiment import DAY, Experiment

NU = rw.Neutrinos.from_oscillation("normal", 0.01)
HEAVY = rw.Neutrinos.from_oscillation("normal", 0.2)
DETUNING = [1e-4, 1e-3, 1e-2, 0.2]
GOOD: dict[str, Any] = {"target": rw.YB, "detuning": DETUNING, "live_time": DAY}


def test_counts_are_rate_times_spectrum_times_eta_times_time() -> None:
    time, eta, background = [1e5, 2e5, 3e5, 4e5], [0.1, 0.2, 0.3, 0.4], [1e-4, 0.0, 2e-4, 1e-5]
    experiment = Experiment(
        rw.XE, DETUNING, time, density=2e21, volume=50.0, eta=eta, background=background
    )
    spectrum = rw.spectral_function(rw.XE, NU, detuning=DETUNING)
    rate = rw.reference_rate(rw.XE, 2e21, 50.0)
    signal = [float(rate * i * e * t) for i, e, t in zip(spectrum, eta, time, strict=True)]
    noise = [b * t for b, t in zip(background, time, strict=True)]
    np.testing.assert_allclose(experiment.signal_counts(NU), signal, rtol=1e-13)
    np.testing.assert_allclose(experiment.background_counts, noise, rtol=1e-13)
    np.testing.assert_allclose(experiment.counts(NU), np.add(signal, noise), rtol=1e-13)


def test_signal_is_that_of_events() -> None:
    experiment = Experiment(**GOOD, eta=0.5)
    options = {"live_time": DAY, "density": 1e21, "volume": 100.0, "eta": 0.5}
    expected = rw.events(rw.YB, NU, detuning=DETUNING, **options)
    np.testing.assert_allclose(experiment.signal_counts(NU), expected, rtol=1e-13)


def test_one_number_is_for_every_trigger() -> None:
    one = Experiment(**GOOD, eta=0.5, background=1e-5)
    many = Experiment(rw.YB, DETUNING, [DAY] * 4, eta=[0.5] * 4, background=[1e-5] * 4)
    np.testing.assert_array_equal(one.counts(NU), many.counts(NU))
    for each in (one, many):
        np.testing.assert_array_equal(each.live_times, [DAY] * 4)
        np.testing.assert_allclose(each.background_counts, [1e-5 * DAY] * 4)
        np.testing.assert_array_equal(each.triggers, DETUNING)
        np.testing.assert_allclose(each.omega, rw.YB.e_eg / 2 - np.array(DETUNING), rtol=1e-15)


def test_batches() -> None:
    experiment = Experiment(**GOOD, background=1e-6)
    nu = rw.Neutrinos.from_oscillation("normal", np.array([[0.0], [0.01]]), alpha21=[0.0, 1.0, 2.0])
    counts = experiment.counts(nu)
    assert counts.shape == (2, 3, 4)
    one = rw.Neutrinos.from_oscillation("normal", 0.01, alpha21=2.0)
    np.testing.assert_allclose(counts[1, 2], experiment.counts(one), rtol=1e-13)


def test_rate_given_directly() -> None:
    nameless = dataclasses.replace(rw.YB, a_vg=None, spin_factor=None)
    experiment = Experiment(nameless, DETUNING, 10.0, rate=3.0, density=1e10)
    assert experiment.reference_rate == 3.0
    spectrum = rw.spectral_function(rw.YB, NU, detuning=DETUNING)
    np.testing.assert_allclose(experiment.signal_counts(NU), 30 * spectrum, rtol=1e-14)
    assert Experiment(**GOOD).reference_rate == pytest.approx(5.35e-4, rel=1e-3)


def test_options_reach_the_spectrum() -> None:
    dirac = dataclasses.replace(NU, nature="dirac")
    moments = (rw.DipoleMoments(magnetic=np.eye(3) * 1e-10),)
    plain = Experiment(**GOOD).signal_counts(dirac)
    for options, more in (
        ({"average": "coupled"}, {}),
        ({}, {"interactions": moments}),
        ({"average": "coupled"}, {"interactions": moments}),
    ):
        counts = Experiment(**GOOD, **options).signal_counts(dirac, **more)
        spectrum = rw.spectral_function(rw.YB, dirac, detuning=DETUNING, **options, **more)
        ratio = spectrum / rw.spectral_function(rw.YB, dirac, detuning=DETUNING)
        np.testing.assert_allclose(counts, plain * ratio, rtol=1e-12)
        assert np.abs(ratio - 1).max() > 0.05


def test_linewidth() -> None:
    edge = rw.thresholds(rw.YB, NU).detuning.min()
    experiment = Experiment(rw.YB, [-1e-4, 0.9 * edge, 1e-3], DAY, linewidth=1e-4, rate=1e-3)
    line = rw.line_averaged(rw.YB, NU, 1e-4, detuning=experiment.triggers)
    np.testing.assert_allclose(experiment.signal_counts(NU), DAY * 1e-3 * line, rtol=1e-13)
    bare = dataclasses.replace(experiment, linewidth=0.0).signal_counts(NU)
    assert np.all(bare[:2] == 0)
    assert np.all(experiment.signal_counts(NU) > 0)


def test_a_trigger_above_the_end_point_counts_the_tail_of_its_line() -> None:
    massless = rw.Neutrinos(masses=np.zeros(3), mixing=NU.mixing)
    experiment = Experiment(rw.YB, [-3e-6], DAY, linewidth=1e-6)
    line = rw.line_averaged(rw.YB, massless, 1e-6, detuning=-3e-6)
    expected = line * experiment.reference_rate * DAY
    assert experiment.signal_counts(massless) == pytest.approx(expected, rel=1e-13)
    assert expected > 0
    with pytest.raises(ValueError, match="detuning must have a trigger inside the spectrum"):
        dataclasses.replace(experiment, linewidth=2e-7)


def test_triggers_above_the_end_point_count_background_alone() -> None:
    experiment = Experiment(rw.YB, [-0.1, 0.0, 0.1], 10.0, background=2.0)
    counts = experiment.counts(NU)
    np.testing.assert_array_equal(counts[:2], 20.0)
    assert counts[2] > 20


def test_exposed() -> None:
    experiment = Experiment(**GOOD, background=1e-5, normalisation_prior=0.1)
    longer = experiment.exposed(7.0)
    np.testing.assert_allclose(longer.counts(NU), 7 * experiment.counts(NU), rtol=1e-14)
    assert longer.normalisation_prior == 0.1
    np.testing.assert_array_equal(experiment.live_times, DAY)


def test_with_events() -> None:
    experiment = Experiment(**GOOD, background=1e-5, eta=[1.0, 0.5, 0.0, 1.0])
    for events in (1e-3, 1000.0, 1e12):
        scaled = experiment.with_events(events, NU)
        assert scaled.signal_counts(NU).sum() == pytest.approx(events, rel=1e-13)
        np.testing.assert_array_equal(scaled.background_counts, experiment.background_counts)
        shape = scaled.signal_counts(NU) / events
        expected = experiment.signal_counts(NU) / experiment.signal_counts(NU).sum()
        np.testing.assert_allclose(shape, expected, rtol=1e-13)


def test_with_events_of_interactions() -> None:
    dirac = dataclasses.replace(NU, nature="dirac")
    moments = (rw.DipoleMoments(magnetic=np.eye(3) * 1e-9),)
    scaled = Experiment(**GOOD).with_events(50, dirac, moments)
    assert scaled.signal_counts(dirac, moments).sum() == pytest.approx(50, rel=1e-13)
    assert scaled.signal_counts(dirac).sum() < 40


def test_immutable() -> None:
    given = np.array(DETUNING)
    experiment = Experiment(rw.YB, given, np.full(4, DAY), eta=np.ones(4), background=np.zeros(4))
    given[0] = 0.5
    assert experiment.triggers[0] == 1e-4
    with pytest.raises(dataclasses.FrozenInstanceError):
        experiment.eta = 0.5  # type: ignore[misc]
    for array in (experiment.triggers, experiment.live_times, experiment.eta):
        with pytest.raises(ValueError, match="read-only"):
            np.asarray(array)[0] = 1.0


def test_travels_to_workers() -> None:
    experiment = Experiment(
        rw.XE, DETUNING, DAY, eta=[0.1, 0.2, 0.3, 0.4], background=1e-4, normalisation_prior=0.2
    )
    copy = pickle.loads(pickle.dumps(experiment))
    np.testing.assert_array_equal(copy.counts(NU), experiment.counts(NU))
    assert copy.normalisation_prior == 0.2
    assert copy.target == rw.XE


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"target": "Yb"}, TypeError, "target must be a Target, got 'Yb'"),
        ({"live_time": 0.0}, ValueError, "live_time must be in (0, 1e+30], got 0.0"),
        ({"live_time": -DAY}, ValueError, "live_time must be in (0, 1e+30], got -86400.0"),
        ({"live_time": [1.0, 2.0, 0.0, 1.0]}, ValueError, "live_time[2] must be in (0, 1e+30]"),
        ({"live_time": [1.0, 2.0]}, ValueError, "live_time must be one number or 4 of them"),
        ({"live_time": np.ones((1, 4))}, ValueError, "live_time must be one number or 4 of them"),
        ({"live_time": np.nan}, ValueError, "live_time must be in (0, 1e+30], got nan"),
        ({"detuning": 1e-3}, ValueError, "detuning must be one row of triggers, got shape ()"),
        ({"detuning": []}, ValueError, "detuning must not be empty"),
        ({"detuning": [[1e-3]]}, ValueError, "detuning must be one row of triggers"),
        (
            {"detuning": [-1e-3, 0.0]},
            ValueError,
            "detuning must have a trigger inside the spectrum, which is at detunings > 0, got none",
        ),
        ({"detuning": [0.1, 1.2]}, ValueError, "detuning[1] must be finite and < 1.07174, got 1.2"),
        ({"density": 0.0}, ValueError, "density must be in (0, 1e+30], got 0.0"),
        ({"volume": -1.0}, ValueError, "volume must be in (0, 1e+30], got -1.0"),
        ({"volume": [1.0, 2.0]}, ValueError, "volume must be one number"),
        ({"eta": 1.1}, ValueError, "eta must be in [0, 1], got 1.1"),
        ({"eta": [0.1, 0.2]}, ValueError, "eta must be one number or 4 of them"),
        ({"rate": 0.0}, ValueError, "rate must be in (0, 1e+30], got 0.0"),
        ({"rate": "fast"}, TypeError, "rate must be real numbers, got 'fast'"),
        ({"background": -1e-9}, ValueError, "background must be in [0, 1e+30], got -1e-09"),
        ({"background": [0.0, 1.0, 2.0]}, ValueError, "background must be one number or 4"),
        ({"linewidth": -1e-6}, ValueError, "linewidth must be in [0, 1e+15], got -1e-06"),
        (
            {"linewidth": 1e-20},
            ValueError,
            "linewidth must be 0 or in [1e-15, 1e+15] eV, got 1e-20",
        ),
        ({"linewidth": [1e-6] * 4}, ValueError, "linewidth must be one number"),
        ({"normalisation_prior": -0.1}, ValueError, "normalisation_prior must be in [0, 1e+06]"),
        ({"normalisation_prior": np.inf}, ValueError, "normalisation_prior must be in [0, 1e+06]"),
        ({"average": "mean"}, ValueError, "average must be one of"),
        (
            {"target": dataclasses.replace(rw.YB, a_vg=None)},
            ValueError,
            "rates need a_vg and spin_factor of the target",
        ),
    ],
)
def test_bad_input(change: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        Experiment(**(GOOD | change))


@pytest.mark.parametrize("factor", [0.0, -1.0, np.inf, np.nan])
def test_no_exposure(factor: float) -> None:
    with pytest.raises(ValueError, match=re.escape(f"factor must be in (0, 1e+30], got {factor}")):
        Experiment(**GOOD).exposed(factor)


def test_no_events() -> None:
    with pytest.raises(ValueError, match=r"events must be in \(0, 1e\+30\], got 0.0"):
        Experiment(**GOOD).with_events(0, NU)
    for experiment in (Experiment(rw.YB, [1e-3], DAY), Experiment(**GOOD, eta=0.0)):
        nu = NU if len(experiment.triggers) > 1 else HEAVY
        with pytest.raises(ValueError, match="events can be 10 only where some trigger is inside"):
            experiment.with_events(10, nu)
    batch = rw.Neutrinos.from_oscillation("normal", [0.0, 0.01])
    with pytest.raises(ValueError, match="the truth must have no batch"):
        Experiment(**GOOD).with_events(10, batch)
