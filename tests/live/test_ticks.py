from typing import Any

import numpy as np
import pytest
from matplotlib.axis import Axis
from matplotlib.figure import Figure

from renp_widgets.apps.spectrum.wavelengths import WAVELENGTHS
from renp_widgets.live.tickers import (
    set_as_said,
    set_detuning,
    set_energy,
    set_intensity,
    set_residual,
)
from renp_widgets.live.ticks import compact
from renp_widgets.physics.constants import HC


def labels(axis: Axis, low: float, high: float) -> list[str]:
    axis.axes.set_xlim(low, high) if axis is axis.axes.xaxis else axis.axes.set_ylim(low, high)
    ticks = axis.get_major_locator()()
    return axis.get_major_formatter().format_ticks(ticks)


def numbers(texts: list[str]) -> list[float]:
    return [float(text.replace("−", "-")) for text in texts]


@pytest.fixture
def x() -> Axis:
    return Figure().add_subplot().xaxis


@pytest.fixture
def y() -> Axis:
    return Figure().add_subplot().yaxis


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.2e-7, "1.2e−7"), (-3.0, "−3"), (1e14, "1e14"), (0.25, "0.25"), (1e5, "100000")],
)
def test_compact_numbers(value: float, text: str) -> None:
    assert compact(value) == text


def test_energies_have_the_digits_that_tell_them_apart(x: Axis) -> None:
    set_energy(x, 43)
    assert labels(x, 0, 1.1) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    assert labels(x, 1.0716, 1.0717) == ["1.07162", "1.07164", "1.07166", "1.07168"]


def test_detunings_below_a_decade_have_mantissas(x: Axis) -> None:
    x.axes.set_xscale("log")
    set_detuning(x, 57)
    assert labels(x, 1e-7, 1e-1) == [f"$10^{{{n}}}$" for n in range(-7, 0)]
    assert labels(x, 1e-4, 3e-3) == ["1e−4", "2e−4", "5e−4", "1e−3", "2e−3"]
    assert labels(x, 1.1e-4, 1.35e-4) == ["1.15e−4", "1.20e−4", "1.25e−4", "1.30e−4"]
    shown = labels(x, 9.7e-4, 1.04e-3)
    assert len(set(shown)) == len(shown) >= 2
    np.testing.assert_allclose(numbers(shown), x.get_major_locator()(), rtol=1e-9)
    assert labels(x, 0.9, 12.0) == ["$10^{0}$", "$10^{1}$"]
    assert labels(x, 0.7, 8.0) == ["1", "2", "5"]


def test_minor_ticks_of_detunings_go_where_there_are_decades(x: Axis) -> None:
    x.axes.set_xscale("log")
    set_detuning(x, 57)
    x.axes.set_xlim(1e-4, 1e-1)
    minor = x.get_minor_locator()()
    assert {2e-4, 9e-2} <= set(np.asarray(minor).tolist())
    x.axes.set_xlim(1.1e-4, 1.35e-4)
    assert len(x.get_minor_locator()()) == 0


def test_intensities_leave_out_what_their_ticks_have_in_common(y: Axis) -> None:
    set_intensity(y, 1.0, "left", 0.0)
    assert labels(y, 0, 0.25) == ["0.00", "0.05", "0.10", "0.15", "0.20", "0.25"]
    assert y.get_major_formatter().get_offset() == ""
    assert labels(y, 0, 8e9) == ["0", "2", "4", "6", "8"]
    assert y.get_major_formatter().get_offset() == "1e9"
    assert labels(y, 0.04511, 0.04512)[:2] == ["0.0", "0.2"]
    assert y.get_major_formatter().get_offset() == "1e−5\n+0.04511"
    assert labels(y, 0, 1e-7) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    assert y.get_major_formatter().get_offset() == "1e−7"


@pytest.mark.parametrize(
    ("base", "span"),
    [(0.0, 10.0**n) for n in range(-8, 12)] + [(1.0, 10.0**n) for n in range(-3, 12)],
)
def test_residuals_never_have_an_offset(y: Axis, base: float, span: float) -> None:
    set_residual(y, 1.0)
    low = 0.0 if base and span >= 1 else base - span
    shown = labels(y, low, base + span)
    assert y.get_major_formatter().get_offset() == ""
    assert len(set(shown)) == len(shown) >= 3
    assert all(len(text) <= 6 for text in shown)
    ticks = y.get_major_locator()()
    np.testing.assert_allclose(numbers(shown), ticks, atol=1e-9 * np.ptp(ticks))


@pytest.mark.parametrize("window", [(0.0, 1.1), (0.2, 1.0), (1.0716, 1.0717)])
def test_wavelengths_stand_at_their_photon_energies(x: Axis, window: tuple[float, float]) -> None:
    set_as_said(x, WAVELENGTHS.places, WAVELENGTHS.labels, 43.0)
    shown = labels(x, *window)
    assert len(shown) >= 2
    energies = HC / np.array(numbers(shown))
    np.testing.assert_allclose(energies, x.get_major_locator()(), rtol=1e-9)
    assert np.all((energies >= window[0]) & (energies <= window[1]))


@pytest.mark.parametrize("set_ticks", [set_detuning, set_energy, set_intensity, set_residual])
@pytest.mark.parametrize("low", [1e-3, 1.0, -2e-3])
@pytest.mark.parametrize("span", [2e-9, 2e-6, 1e-3])
def test_no_two_ticks_have_the_same_label(set_ticks: Any, low: float, span: float) -> None:
    axes = Figure().add_axes((0.1, 0.1, 0.8, 0.8))
    log = set_ticks is set_detuning
    axes.set_xscale("log" if log else "linear")
    more = {set_intensity: (1.0, "left", 0.0), set_residual: (1.0,)}.get(set_ticks, (57.0,))
    set_ticks(axes.xaxis, *more)
    low = abs(low) if log else low
    axes.set_xlim(low, low + span)
    labels = [text.get_text() for text in axes.get_xticklabels()]
    assert len(labels) > 1
    assert len(set(labels)) == len(labels), labels
