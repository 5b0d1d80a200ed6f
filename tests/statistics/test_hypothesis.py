import dataclasses
import pickle
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

import renp_widgets as rw
from renp_widgets.statistics import FREE_PARAMETERS, Hypothesis

orderings = pytest.mark.parametrize("ordering", ["normal", "inverted"])
ANGLES_AND_SPLITTINGS = FREE_PARAMETERS[3:]
MATRIX = [[0.99, 0, 0], [0.01j, 0.98, 0], [0.02, -0.01, 0.97]]


def same(a: rw.Neutrinos, b: rw.Neutrinos) -> bool:
    arrays = zip((a.masses, a.mixing), (b.masses, b.mixing), strict=True)
    return a.nature == b.nature and all(np.array_equal(x, y) for x, y in arrays)


@orderings
@pytest.mark.parametrize("delta", [None, 1.0])
def test_neutrinos(ordering: str, delta: float | None) -> None:
    given = {"alpha21": 0.5, "alpha31": 2.0, "delta": delta}
    hypothesis = Hypothesis(ordering, 0.02, "dirac", **given)
    expected = rw.Neutrinos.from_oscillation(ordering, 0.02, "dirac", **given)
    assert same(hypothesis.neutrinos(), expected)
    masses, phases = np.array([[0.0], [0.1]]), np.array([0.0, 1.0, 2.0])
    batch = hypothesis.neutrinos(lightest_mass=masses, alpha21=phases)
    given["alpha21"] = phases
    expected = rw.Neutrinos.from_oscillation(ordering, masses, "dirac", **given)
    assert same(batch, expected)


@orderings
def test_neutrinos_at_other_oscillation_parameters(ordering: str) -> None:
    values = np.array([0.29, 0.31])
    hypothesis = Hypothesis(ordering, 0.02, free=("sin2_theta12",))
    parameters = dataclasses.replace(rw.NUFIT_6_1[ordering], sin2_theta12=values)
    expected = rw.Neutrinos.from_oscillation(ordering, 0.02, oscillation=parameters)
    assert same(hypothesis.neutrinos(sin2_theta12=values), expected)


def test_non_unitary_mixing() -> None:
    hypothesis = Hypothesis("normal", 0.02, matrix=MATRIX)
    expected = rw.non_unitary(rw.Neutrinos.from_oscillation("normal", 0.02), MATRIX)
    assert same(hypothesis.neutrinos(), expected)


@orderings
@pytest.mark.parametrize("preset", [rw.NUFIT_6_0, rw.NUFIT_6_1], ids=["6.0", "6.1"])
def test_ranges_and_values(ordering: str, preset: Any) -> None:
    fit = preset[ordering]
    options = {"free": FREE_PARAMETERS, "mass_range": (0, 0.1), "oscillation": preset}
    hypothesis = Hypothesis(ordering, 0.02, alpha31=1.0, **options)
    assert tuple(hypothesis.ranges) == tuple(hypothesis.values) == FREE_PARAMETERS
    assert hypothesis.ranges["lightest_mass"] == (0.0, 0.1)
    assert hypothesis.ranges["alpha21"] == pytest.approx((0, 2 * np.pi))
    for name in ANGLES_AND_SPLITTINGS:
        best, (low, high) = getattr(fit, name), fit.one_sigma[name]
        three = best - 3 * (best - low), best + 3 * (high - best)
        if fit.three_sigma is not None:
            three = fit.three_sigma[name]
        # theta_23's other octant is farther away than five widths.
        ends = max(three[0], best - 5 * (best - low)), min(three[1], best + 5 * (high - best))
        assert hypothesis.ranges[name] == pytest.approx(ends, rel=1e-12)
        assert hypothesis.values[name] == getattr(fit, name)
    assert hypothesis.values["lightest_mass"] == 0.02
    assert hypothesis.values["alpha31"] == 1.0
    assert Hypothesis(ordering, free=("delta",), delta=3.0).values == {"delta": 3.0}


@orderings
@pytest.mark.parametrize("name", ANGLES_AND_SPLITTINGS)
def test_pulls(ordering: str, name: str) -> None:
    fit = rw.NUFIT_6_1[ordering]
    low, high = fit.one_sigma[name]
    best = getattr(fit, name)
    hypothesis = Hypothesis(ordering, free=(name,))
    x = np.array([low, best, high, best + 2 * (high - best), best - 1.5 * (best - low)])
    np.testing.assert_allclose(hypothesis.pull(**{name: x}), [1, 0, 1, 4, 2.25], atol=1e-9)


def test_pulls_add_up() -> None:
    fit = rw.NUFIT_6_1["normal"]
    hypothesis = Hypothesis("normal", free=("lightest_mass", "dm2_21", "delta", "alpha21"))
    pull = hypothesis.pull(
        dm2_21=fit.one_sigma["dm2_21"][0],
        delta=np.array(fit.one_sigma["delta"]),
        alpha21=2.0,
        lightest_mass=0.1,
    )
    np.testing.assert_allclose(pull, [2.0, 2.0], rtol=1e-9)
    assert hypothesis.pull(alpha21=1.0) == 0


@pytest.mark.parametrize("ends", [(0.47, 0.48), (0.46, 0.47), (0.47, 0.47)])
def test_sides_without_width(ends: tuple[float, float]) -> None:
    fit = rw.NUFIT_6_0["normal"]
    one = {**fit.one_sigma, "sin2_theta23": ends}
    fit = dataclasses.replace(fit, one_sigma=one, three_sigma=None)
    hypothesis = Hypothesis("normal", free=("sin2_theta23",), oscillation=fit)
    low, high = hypothesis.ranges["sin2_theta23"]
    assert (low, high) == pytest.approx((0.47 - 3 * (0.47 - ends[0]), 0.47 + 3 * (ends[1] - 0.47)))
    assert hypothesis.pull(sin2_theta23=0.47) == 0
    for end, reached in ((low, low < 0.47), (high, high > 0.47)):
        assert hypothesis.pull(sin2_theta23=end) == pytest.approx(9.0 * reached, abs=1e-9)


def crossings(hypothesis: Hypothesis, target: rw.Target, detuning: np.ndarray) -> list[float]:
    """Where a threshold meets a trigger, by bracketing."""
    low, high = hypothesis.mass_range
    found = []
    for channel in range(6):
        for trigger in detuning[detuning > 0]:

            def beyond(mass: float, channel: int = channel, trigger: float = trigger) -> float:
                nu = hypothesis.neutrinos(lightest_mass=mass)
                return float(rw.thresholds(target, nu).detuning[channel] / trigger - 1)

            if beyond(low) < 0 < beyond(high):
                found.append(brentq(beyond, low, high, xtol=1e-16, rtol=1e-14))
    return sorted(found)


@settings(max_examples=25)
@given(
    st.sampled_from(["normal", "inverted"]),
    st.sampled_from([rw.YB, rw.XE]),
    st.lists(st.floats(-6, -0.5).map(lambda x: 10.0**x), min_size=1, max_size=3, unique=True),
    st.floats(0, 0.05),
)
def test_crossings(
    ordering: str, target: rw.Target, detuning: list[float], lowest_mass: float
) -> None:
    hypothesis = Hypothesis(ordering, mass_range=(lowest_mass, 0.4))
    triggers = np.array([-1e-3, 0.0, *detuning])
    found = hypothesis.crossings(target, triggers)
    assert np.all(np.diff(found) > 0)
    # m^2 is a difference: for small masses the rounding of 2.5e-3 eV^2 shows.
    expected = crossings(hypothesis, target, triggers)
    assert len(found) == len(np.unique(expected))
    np.testing.assert_allclose(found**2, np.unique(expected) ** 2, rtol=1e-10, atol=1e-16)


def test_crossings_do_not_depend_on_the_mass() -> None:
    detuning = np.geomspace(1e-5, 0.1, 20)
    one, other = (Hypothesis("inverted", mass).crossings(rw.YB, detuning) for mass in (0.0, 0.2))
    np.testing.assert_array_equal(one, other)
    assert len(one) > 20


def test_fixed() -> None:
    hypothesis = Hypothesis("normal", 0.01, free=("lightest_mass", "alpha21", "dm2_21"))
    fixed = hypothesis.fixed(lightest_mass=0.02, alpha21=1.0, dm2_21=7.6e-5)
    assert fixed.free == ()
    expected = hypothesis.neutrinos(lightest_mass=0.02, alpha21=1.0, dm2_21=7.6e-5)
    assert same(fixed.neutrinos(), expected)
    assert same(hypothesis.fixed().neutrinos(), hypothesis.neutrinos())
    assert hypothesis.fixed(alpha21=1.0).oscillation == rw.NUFIT_6_1


def test_immutable() -> None:
    matrix, preset = np.array(MATRIX), dict(rw.NUFIT_6_0)
    free = ["lightest_mass"]
    hypothesis = Hypothesis("normal", 0.01, matrix=matrix, oscillation=preset, free=free)
    before = hypothesis.neutrinos()
    matrix[0, 0], preset["normal"] = 0.5, rw.NUFIT_6_1["normal"]
    free.append("alpha21")
    assert same(hypothesis.neutrinos(), before)
    assert hypothesis.free == ("lightest_mass",)
    with pytest.raises(dataclasses.FrozenInstanceError):
        hypothesis.lightest_mass = 0.0  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        hypothesis.matrix[0, 0] = 1.0  # type: ignore[index]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"oscillation": rw.NUFIT_6_0["normal"], "delta": 2.0},
        {"matrix": MATRIX, "free": ("lightest_mass", "dm2_21"), "mass_range": (0.01, 0.2)},
        {"interactions": (rw.DipoleMoments(1e-10 * np.eye(3)), rw.ScalarMediator(1.0, 1e-9))},
    ],
    ids=["plain", "own oscillation", "non-unitary", "interactions"],
)
def test_travels_to_workers(options: dict[str, Any]) -> None:
    hypothesis = Hypothesis("normal", 0.01, "dirac", alpha21=1.0, **options)
    copy = pickle.loads(pickle.dumps(hypothesis))
    assert same(copy.neutrinos(), hypothesis.neutrinos())
    assert (copy.free, copy.mass_range) == (hypothesis.free, hypothesis.mass_range)
    assert len(copy.interactions) == len(hypothesis.interactions)
    assert copy.ranges == hypothesis.ranges
    again = dataclasses.replace(copy, lightest_mass=0.02)
    assert again.neutrinos().masses[0] == 0.02


def test_parameters_without_intervals() -> None:
    bare = dataclasses.replace(rw.NUFIT_6_1["inverted"], one_sigma=None)
    fine = Hypothesis("inverted", oscillation=bare, free=("lightest_mass", "alpha21"))
    assert fine.neutrinos().masses[0] > 0.04
    message = "parameters of inverted ordering must have one_sigma intervals to be varied"
    with pytest.raises(ValueError, match=message):
        Hypothesis("inverted", oscillation=bare, free=("dm2_21",))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"ordering": "NO"}, ValueError, "ordering must be one of ('normal', 'inverted')"),
        ({"nature": "weyl"}, ValueError, "nature must be one of ('dirac', 'majorana')"),
        ({"lightest_mass": -0.1}, ValueError, "lightest_mass must be finite and >= 0, got -0.1"),
        ({"lightest_mass": [0.1, 0.2]}, ValueError, "lightest_mass must be one number"),
        ({"alpha21": np.inf}, ValueError, "alpha21 must be finite, got inf"),
        ({"alpha31": [0.0]}, ValueError, "alpha31 must be one number"),
        ({"delta": np.nan}, ValueError, "delta must be finite, got nan"),
        ({"delta": [1.0, 2.0]}, ValueError, "delta must be one number"),
        ({"free": "alpha21"}, TypeError, "free must be a sequence of names, got 'alpha21'"),
        ({"free": None}, TypeError, "free must be a sequence of names, got None"),
        ({"free": ("mass",)}, ValueError, "free must be one of ('lightest_mass', 'alpha21'"),
        ({"free": ("delta", "delta")}, ValueError, "free must name each parameter once"),
        ({"mass_range": 0.3}, ValueError, "mass_range must be two numbers, got 0.3"),
        ({"mass_range": (0.1, 0.1)}, ValueError, "mass_range[1] must be in (0.1, 1000], got 0.1"),
        ({"mass_range": (-0.1, 0.1)}, ValueError, "mass_range[0] must be finite and >= 0"),
        ({"mass_range": (0.0, np.nan)}, ValueError, "mass_range[1] must be finite, got nan"),
        ({"matrix": np.ones((3, 3))}, ValueError, "matrix must be lower triangular"),
        ({"matrix": np.eye(2)}, ValueError, "matrix must have shape (..., 3, 3)"),
        ({"matrix": np.ones((4, 1, 1)) * np.eye(3)}, ValueError, "must have no batch"),
        ({"oscillation": None}, TypeError, "oscillation must be OscillationParameters or a preset"),
        ({"oscillation": {}}, TypeError, "oscillation must be OscillationParameters or a preset"),
        (
            {"oscillation": rw.NUFIT_6_0["inverted"]},
            ValueError,
            "oscillation must be of normal ordering",
        ),
        ({"interactions": ("dipole",)}, TypeError, "interactions must be a tuple or list of"),
        (
            {"interactions": (rw.DipoleMoments(np.ones((4, 1, 1)) * np.eye(3)),)},
            ValueError,
            "must have no batch, got batch shape (4,)",
        ),
    ],
)
def test_bad_input(change: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        Hypothesis(**({"ordering": "normal"} | change))
