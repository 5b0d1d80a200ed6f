import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renp_widgets.apps.spectrum.wavelengths import wavelength_ticks
from renp_widgets.live.plot import nice_above
from renp_widgets.live.ticks import (
    decimals,
    detuning_ticks,
    energy_ticks,
    exact_decimals,
    round_ticks,
    spread,
)
from renp_widgets.physics.constants import HC

POSITIONS = st.lists(st.floats(0, 1), min_size=1, max_size=6)
ROOM = 43.0  # characters


@given(POSITIONS)
def test_spread_keeps_order_gap_and_bounds(positions: list[float]) -> None:
    x = np.sort(positions)
    places = spread(x, 0.07, 0.03, 0.97)
    assert np.all(np.diff(places) >= 0.07 - 1e-12)
    assert places[0] >= 0.03 - 1e-12
    assert places[-1] <= 0.97 + 1e-12


def test_spread_leaves_alone_what_does_not_collide() -> None:
    x = np.array([0.1, 0.3, 0.8])
    np.testing.assert_allclose(spread(x, 0.07, 0.0, 1.0), x)


def test_spread_centres_a_group_on_its_members() -> None:
    np.testing.assert_allclose(spread(np.full(3, 0.5), 0.1, 0.0, 1.0), [0.4, 0.5, 0.6])


@given(st.floats(1e-12, 1e12))
def test_nice_above_is_above_and_near(value: float) -> None:
    assert value * (1 - 1e-12) <= nice_above(value) <= 1.51 * value


@pytest.mark.parametrize(
    ("step", "places"), [(0.2, 1), (0.1, 1), (1.0, 0), (5.0, 0), (20.0, 0), (5e-7, 7), (1e-7, 7)]
)
def test_decimals_of_round_steps(step: float, places: int) -> None:
    assert decimals(step) == places


def test_exact_decimals_write_every_tick() -> None:
    assert exact_decimals(np.array([1.0, 2.0, 5.0]), 1.0) == 0
    assert exact_decimals(np.array([9.5, 1.0, 1.05]), 0.05) == 2
    assert exact_decimals(np.array([0.2, 0.4]), 0.2) == 1


@given(st.floats(-1e3, 1e3), st.floats(1e-6, 1e3), st.integers(1, 8))
def test_round_ticks_are_a_few_multiples_of_a_round_step(
    low: float, span: float, most: int
) -> None:
    ticks = round_ticks(low, low + span, most)
    assert 2 <= len(ticks) <= max(4, most + 1)
    steps = np.diff(ticks)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-4)
    mantissa = steps[0] / 10 ** np.floor(np.log10(steps[0] * (1 + 1e-4)))
    assert min(abs(mantissa - np.array([1, 2, 5]))) < 1e-2
    assert ticks[0] >= low - 1e-6 * span
    assert ticks[-1] <= low + span * (1 + 1e-6)


@given(st.floats(0, 500), st.floats(1e-6, 500))
def test_energy_ticks_are_at_least_two_that_fit(low: float, span: float) -> None:
    high = low + span
    ticks = energy_ticks(low, high, ROOM)
    assert 2 <= len(ticks) <= 8
    assert low - 1e-6 * span <= ticks[0] < ticks[-1] <= high + 1e-6 * span
    places = exact_decimals(ticks, float(np.diff(ticks).min()))
    labels = [f"{x:.{places}f}" for x in ticks]
    assert len(set(labels)) == len(labels)
    apart = np.diff(ticks).min() / span * ROOM
    assert apart >= max(map(len, labels))


@given(st.floats(1e-9, 10), st.floats(1e-8, 8))
def test_detuning_ticks_are_at_least_two_that_differ(low: float, decades: float) -> None:
    high = low * 10**decades
    ticks = detuning_ticks(low, high, ROOM)
    assert 2 <= len(ticks) <= 10
    assert np.all(np.diff(ticks) > 0)
    assert low * (1 - 1e-8) <= ticks[0] < ticks[-1] <= high * (1 + 1e-8)


def test_detuning_ticks_of_several_spans() -> None:
    np.testing.assert_allclose(detuning_ticks(1e-7, 1e-1, ROOM), 10.0 ** np.arange(-7, 0))
    np.testing.assert_allclose(
        detuning_ticks(1.5e-4, 3e-3, ROOM), [2e-4, 5e-4, 1e-3, 2e-3], rtol=1e-12
    )
    np.testing.assert_allclose(
        detuning_ticks(1.1e-4, 1.35e-4, ROOM), [1.15e-4, 1.2e-4, 1.25e-4, 1.3e-4], rtol=1e-12
    )


@pytest.mark.parametrize("end_point", [0.005, 0.05, 1.071745, 4.15766, 500.0])
@pytest.mark.parametrize("type_size", [1.0, 1.7])
def test_wavelength_ticks_lie_inside_and_apart(end_point: float, type_size: float) -> None:
    ticks = wavelength_ticks(0.0, 1.03 * end_point, ROOM / type_size)
    at = HC / ticks / (1.03 * end_point)
    assert len(ticks) >= 3
    assert np.all((at > 0) & (at <= 1))
    assert np.all(-np.diff(at) > 0.05 * type_size)


@pytest.mark.parametrize("span", [0.5, 0.1, 1e-2, 1e-4, 1e-6])
def test_wavelength_ticks_of_a_part_of_the_range(span: float) -> None:
    ticks = wavelength_ticks(1.0, 1.0 + span, ROOM)
    assert len(ticks) >= 2
    assert np.all((HC / ticks >= 1.0) & (HC / ticks <= 1.0 + span))
