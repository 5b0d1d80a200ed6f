"""The one search of dips and crossings, on functions whose answers are known."""

import numpy as np
import pytest

from renp_widgets.statistics.zoom import between, dips, first_crossing, lowest, neighbours

INF = np.inf


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3.0, 1.0, 2.0], [1]),
        ([1.0, 2.0, 0.0], [0, 2]),
        ([2.0, 1.0, 1.0, 3.0], [1]),  # of equal ones the first
        ([0.0, 0.0, 0.0], [0]),
        ([INF, INF, 1.0, INF], [2]),
        ([INF, INF], []),
    ],
)
def test_dips(values: list[float], expected: list[int]) -> None:
    assert np.flatnonzero(dips(np.array(values))).tolist() == expected
    several = np.array([[values, values[::-1]]])
    assert np.flatnonzero(dips(several)[0, 0]).tolist() == expected


def test_neighbours_stay_inside() -> None:
    places = between(np.array([0.0, 10.0, 20.0]), np.array([4.0, 14.0, 24.0]), 5)
    low, high = neighbours(places, np.array([0, 2, 4]))
    assert low.tolist() == [0, 11, 23]
    assert high.tolist() == [1, 13, 24]


def test_lowest_of_rows_at_once() -> None:
    bottoms = np.array([0.1, 0.5, 0.93, 1.0])
    calls = []

    def function(x: np.ndarray) -> np.ndarray:
        calls.append(x.shape)
        return np.abs(x - bottoms[:, None]) + 2.0

    place, value = lowest(function, np.zeros(4), np.ones(4), points=9, rounds=20)
    np.testing.assert_allclose(place, bottoms, rtol=0, atol=2.0 * 4.0**-20)
    np.testing.assert_allclose(value, 2.0, rtol=0, atol=2.0 * 4.0**-20)
    assert calls == [(4, 9)] * 20


def test_first_crossing_in_both_directions() -> None:
    def before(x: np.ndarray) -> np.ndarray:
        return (x < 0.3) | ((x > 0.7) & (x < 0.8))

    start, end = first_crossing(before, np.zeros(1), np.ones(1), points=9, rounds=12)
    assert start < 0.3 <= end
    assert end - start == pytest.approx(8.0**-12, rel=1e-3)
    start, end = first_crossing(lambda x: ~before(x), np.ones(1), np.zeros(1), 17, 12)
    assert end < 0.8 <= start


def test_nothing_to_search() -> None:
    start, end = first_crossing(lambda x: x > 0, np.empty(0), np.empty(0), 9, 3)
    assert start.size == end.size == 0
