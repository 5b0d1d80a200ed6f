import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from renp_widgets.statistics import likelihood, poisson_chi2

from .counting import plain_chi2

amounts = st.one_of(st.just(0.0), st.floats(1e-3, 1e4))
trigger = st.tuples(amounts, amounts, amounts)  # observed, signal, background
triggers = st.lists(trigger, min_size=1, max_size=6).map(lambda rows: np.array(rows).T)
priors = st.one_of(st.none(), st.just(0.0), st.floats(1e-3, 1e2))


def at(scale: float, rows: np.ndarray, prior: float | None = None) -> float:
    n, s, b = rows
    return plain_chi2(n, scale * s + b, scale, prior)


@given(triggers, priors)
def test_lowest_over_the_normalisation(rows: np.ndarray, prior: float | None) -> None:
    chi2, scale = (float(x) for x in poisson_chi2(*rows, prior=prior))
    n, s, b = rows
    if np.any((n > 0) & (s + b == 0)):
        assert chi2 == math.inf
        return
    rounding = 1e-12 * (1 + rows.sum())
    assert chi2 == pytest.approx(at(scale, rows, prior), rel=1e-10, abs=rounding)
    if prior == 0:
        assert scale == 1
        return
    ends = [np.log(scale) - 1, np.log(scale) + 1] if scale > 0 else [-30, 0]
    found = minimize_scalar(
        lambda x: min(at(math.exp(x), rows, prior), 1e300),
        bounds=ends,
        method="bounded",
        options={"xatol": 1e-12},
    )
    for other in (found.fun, at(0.5 * scale, rows, prior), at(2 * scale, rows, prior)):
        assert chi2 <= other + rounding + 1e-10 * abs(chi2)
    assert chi2 <= at(1.0, rows, prior) + rounding
    if scale > 1e-6 and s.sum() > 1:  # otherwise chi^2 hardly depends on it
        assert at(scale, rows, prior) == pytest.approx(found.fun, rel=1e-9, abs=rounding)


extremes = st.one_of(st.just(0.0), st.floats(-320, 30).map(lambda x: 10.0**x))


@settings(max_examples=120)
@given(
    st.lists(st.tuples(extremes, extremes, extremes), min_size=1, max_size=5),
    st.one_of(st.none(), extremes.filter(lambda x: x < 1e6)),
)
def test_never_nan(rows: list[tuple[float, float, float]], prior: float | None) -> None:
    n, s, b = np.array(rows).T
    chi2, scale = poisson_chi2(n, s, b, prior)
    assert chi2 >= 0
    assert scale >= 0
    if np.any((n > 1e-99) & (s == 0) & (b == 0)):
        assert chi2 == np.inf


def test_closed_form_without_background() -> None:
    chi2, scale = poisson_chi2([3.0, 5.0, 0.0], [1.0, 1.0, 2.0])
    assert scale == 2.0
    assert chi2 == pytest.approx(2 * (3 * math.log(3 / 2) + 5 * math.log(5 / 2)), rel=1e-14)


def test_one_trigger_with_background() -> None:
    # s S + b = n where that is possible, else nothing but background.
    for n in (2.0, 7.0):
        chi2, scale = poisson_chi2([n], [4.0], [3.0])
        assert scale == pytest.approx(max(n - 3, 0) / 4, rel=1e-14)
        expected = 0.0 if n > 3 else 2 * (1 + 2 * math.log(2 / 3))
        assert chi2 == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize("prior", [None, 0.0, 0.1])
def test_what_is_expected_gives_exactly_nothing(prior: float | None) -> None:
    rng = np.random.default_rng(1)
    s = 10 ** rng.uniform(-3, 5, (50, 12))
    b = 10 ** rng.uniform(-3, 3, (50, 12))
    chi2, scale = poisson_chi2(s, s, prior=prior)
    assert np.all(chi2 == 0)
    assert np.all(scale == 1)
    chi2, scale = poisson_chi2(s + b, s, b, prior)
    assert np.all(chi2 < 1e-24)
    np.testing.assert_allclose(scale, 1, rtol=1e-9)


def test_nothing_observed() -> None:
    chi2, scale = poisson_chi2([0.0, 0.0], [3.0, 4.0], [1.0, 0.0])
    assert (chi2, scale) == (2.0, 0.0)
    # 2 s T + ((s - 1)/sigma)^2 is lowest at s = 1 - sigma^2 T, or 0.
    for sigma in (0.1, 0.3, 0.5):
        chi2, scale = poisson_chi2([0.0, 0.0], [3.0, 4.0], prior=sigma)
        best = max(1 - 7 * sigma**2, 0.0)
        assert scale == pytest.approx(best, abs=1e-15)
        assert chi2 == pytest.approx(14 * best + ((best - 1) / sigma) ** 2, rel=1e-13)
    assert poisson_chi2([0.0, 0.0], [3.0, 4.0], prior=0.0)[0] == 14


def test_no_signal_to_scale() -> None:
    chi2, scale = poisson_chi2([3.0], [0.0], [2.0], prior=0.1)
    assert scale == 1
    assert chi2 == pytest.approx(2 * (-1 + 3 * math.log(1.5)), rel=1e-14)


def test_one_event_excludes() -> None:
    chi2, _ = poisson_chi2([[1e-30, 5.0], [0.0, 5.0], [1.0, 0.0]], [0.0, 1.0])
    np.testing.assert_array_equal(chi2, [np.inf, 0.0, np.inf])
    chi2, _ = poisson_chi2([1e-30, 5.0], [0.0, 1.0], [1e-3, 0.0])
    assert np.isfinite(chi2)


@settings(max_examples=40)
@given(triggers, st.floats(1e-2, 1e2))
def test_exposure_and_rate(rows: np.ndarray, factor: float) -> None:
    n, s, b = rows
    chi2, scale = poisson_chi2(n, s, b)
    longer = poisson_chi2(factor * n, factor * s, factor * b)
    tolerance = {"rel": 1e-9, "abs": 1e-11 * (1 + rows.sum()) * max(factor, 1.0)}
    assert longer[0] == pytest.approx(factor * chi2, **tolerance)
    brighter = poisson_chi2(n, factor * s, b)
    assert brighter[0] == pytest.approx(chi2, **tolerance)
    if np.any(s) and np.isfinite(chi2) and s.sum() > 1:
        assert factor * brighter[1] == pytest.approx(float(scale), rel=1e-6, abs=1e-6)


@settings(max_examples=40)
@given(triggers)
def test_a_wider_prior_is_never_worse(rows: np.ndarray) -> None:
    widths = [0.0, 1e-3, 1e-2, 0.1, 1.0, 10.0, 1e3, None]
    chi2 = np.array([poisson_chi2(*rows, prior=sigma)[0] for sigma in widths])
    if np.isfinite(chi2[0]):
        assert np.all(np.diff(chi2) <= 1e-10 * (1 + rows.sum()))
        narrow, known = poisson_chi2(*rows, prior=1e-8)[0], chi2[0]
        assert narrow == pytest.approx(known, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("prior", [1e-12, 1e-17, 1e-200, 5e-324])
def test_too_narrow_a_prior_has_it_known(prior: float) -> None:
    rows = [3.0, 5.0], [1.3, 1.7], [0.1, 0.2]
    assert poisson_chi2(*rows, prior=prior) == poisson_chi2(*rows, prior=0.0)


def test_close_counts_keep_their_digits() -> None:
    for x in (1e-5, 1e-8, -1e-11):
        n = 2.0**40
        expected = n + round(n * x)
        y = round(n * x) / n
        chi2, _ = poisson_chi2([n], [expected], prior=0.0)
        assert chi2 == pytest.approx(n * y**2 * (1 - 2 * y / 3), rel=1e-4 * abs(y) + 1e-5)


@pytest.mark.parametrize("expected", [1e-3, 1e-9, 1e-25, 1e-90])
def test_far_fewer_expected_than_observed(expected: float) -> None:
    # Just above a threshold that is: many were seen where hardly anything should be.
    chi2, _ = poisson_chi2([1e8], [expected], prior=0.0)
    assert chi2 == pytest.approx(2e8 * (math.log(1e8 / expected) - 1), rel=1e-10)


def test_far_fewer_observed_than_expected() -> None:
    chi2, scale = poisson_chi2([1e-310, 1.0], [1.0, 1.0])
    assert scale == pytest.approx(0.5)
    assert chi2 == pytest.approx(2 * math.log(2), rel=1e-14)


@pytest.mark.parametrize("faint", [1e-10, 1e-60, 1e-300])
def test_backgrounds_of_very_different_size(faint: float) -> None:
    # The normalisation of the first trigger alone is 3; the second has no say.
    chi2, scale = poisson_chi2([3.0, 1e6], [1.0, 1e-6], [faint, 1e6])
    assert scale == pytest.approx(3.0, rel=1e-5)
    assert chi2 < 1e-9


@pytest.mark.parametrize("prior", [None, 0.3])
def test_batches(prior: float | None) -> None:
    rng = np.random.default_rng(2)
    n = rng.poisson(5.0, (3, 1, 4)).astype(float)
    s = rng.uniform(0, 9, (2, 4)) * (rng.random((2, 4)) < 0.8)
    b = rng.uniform(0, 1, (3, 1, 1)) * np.array([0.0, 1.0, 1.0, 1.0])
    chi2, scale = poisson_chi2(n, s, b, prior)
    assert chi2.shape == scale.shape == (3, 2)
    for i in range(3):
        for j in range(2):
            one = poisson_chi2(n[i, 0], s[j], b[i, 0], prior)
            np.testing.assert_allclose([chi2[i, j], scale[i, j]], np.stack(one), rtol=1e-13)


def test_large_batches_are_as_small_ones() -> None:
    rng = np.random.default_rng(3)
    s, n = rng.uniform(0, 9, (7001, 7)), rng.poisson(3.0, 7)
    chi2, scale = poisson_chi2(n, s, 0.5)
    chosen = [0, 3510, 3511, 7000]
    for found, again in zip((chi2, scale), poisson_chi2(n, s[chosen], 0.5), strict=True):
        np.testing.assert_allclose(found[chosen], again, rtol=1e-13)


def test_inputs_stay_as_they_are() -> None:
    arrays = [np.array([3.0, 5.0]), np.array([1.0, 0.0]), np.array([0.5, 0.5])]
    before = [x.copy() for x in arrays]
    poisson_chi2(*arrays)
    np.testing.assert_array_equal(arrays, before)


def test_what_cannot_be_expected_is_counted_apart() -> None:
    """Where `poisson_chi2` is inf, and nowhere else: less than 1e-100 counts are none."""
    observed = np.array([4.0, 3.0, 1e-101])
    signal = np.array([[2.0, 1e-150, 0.0], [2.0, 1e-50, 0.0], [2.0, 5.0, 1.0]])
    chi2, scale, unexplained = likelihood.explained_chi2(observed, signal, np.zeros(3), None)
    np.testing.assert_array_equal(unexplained, [3.0, 0.0, 0.0])
    whole, scales = poisson_chi2(observed, signal)
    np.testing.assert_array_equal(np.isinf(whole), unexplained > 0)
    np.testing.assert_array_equal(chi2[1:], whole[1:])
    assert chi2[0] == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_array_equal(scale, scales)


def test_newton_says_when_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likelihood, "_STEPS", 1)
    with pytest.raises(RuntimeError, match="did not settle in 1 steps of Newton's method"):
        poisson_chi2([3.0, 5.0], [1.0, 4.0], [1.0, 0.1])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"observed": [-1.0, 2.0]}, ValueError, "observed[0] must be in [0, 1e+30], got -1.0"),
        ({"observed": [np.nan, 2.0]}, ValueError, "observed[0] must be in [0, 1e+30], got nan"),
        ({"signal": [1.0, np.inf]}, ValueError, "signal[1] must be in [0, 1e+30], got inf"),
        ({"background": -1.0}, ValueError, "background must be in [0, 1e+30], got -1.0"),
        ({"signal": "many"}, TypeError, "signal must be real numbers, got 'many'"),
        ({"signal": [1.0, 2.0, 3.0]}, ValueError, "do not broadcast: observed (2,), signal (3,)"),
        ({"observed": 1.0, "signal": 1.0}, ValueError, "the triggers as their last axis, got none"),
        ({"observed": []}, ValueError, "observed must not be empty"),
        ({"prior": -0.1}, ValueError, "prior must be in [0, 1e+06], got -0.1"),
        ({"prior": [0.1, 0.2]}, ValueError, "prior must be one number"),
    ],
)
def test_bad_input(change: dict, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        poisson_chi2(**({"observed": [1.0, 2.0], "signal": [1.0, 1.0]} | change))
