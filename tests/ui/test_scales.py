import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renp_widgets.constants import HC
from renp_widgets.ui.scales import nice_above, spread, wavelength_ticks

POSITIONS = st.lists(st.floats(0, 1), min_size=1, max_size=6)


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


@pytest.mark.parametrize("end_point", [0.005, 0.05, 1.071745, 4.15766, 500.0])
def test_wavelength_ticks_lie_inside_and_apart(end_point: float) -> None:
    ticks = wavelength_ticks(end_point)
    at = HC / ticks / end_point
    assert len(ticks) >= 3
    assert np.all((at > 0) & (at <= 1))
    assert np.all(-np.diff(at) > 0.05)
