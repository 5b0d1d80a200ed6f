import copy
import dataclasses
import math
import pickle
from inspect import signature
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.physics.oscillation import DEFAULT_DATA, DEFAULT_PRESET, OSCILLATION_DATA

# NuFIT 6.0 with SK atmospheric data, JHEP 12 (2024) 216, as printed: best fit, 1 sigma up and down,
# 3 sigma range; degrees, 1e-5 eV^2 and 1e-3 eV^2.
NUFIT_6_0 = {
    "normal": {
        "sin2_theta12": (0.308, 0.012, 0.011, 0.275, 0.345),
        "sin2_theta23": (0.470, 0.017, 0.013, 0.435, 0.585),
        "sin2_theta13": (0.02215, 0.00056, 0.00058, 0.02030, 0.02388),
        "delta": (212, 26, 41, 124, 364),
        "dm2_21": (7.49, 0.19, 0.19, 6.92, 8.05),
        "dm2_3l": (2.513, 0.021, 0.019, 2.451, 2.578),
    },
    "inverted": {
        "sin2_theta12": (0.308, 0.012, 0.011, 0.275, 0.345),
        "sin2_theta23": (0.550, 0.012, 0.015, 0.440, 0.584),
        "sin2_theta13": (0.02231, 0.00056, 0.00056, 0.02060, 0.02409),
        "delta": (274, 22, 25, 201, 335),
        "dm2_21": (7.49, 0.19, 0.19, 6.92, 8.05),
        "dm2_3l": (-2.484, 0.020, 0.020, -2.547, -2.421),
    },
}
# NuFIT 6.1 (December 2025, with JUNO's first data) with SK, as printed: best fit, 1 sigma up, down.
NUFIT_6_1 = {
    "normal": {
        "sin2_theta12": (0.3088, 0.0067, 0.0066),
        "sin2_theta23": (0.470, 0.017, 0.014),
        "sin2_theta13": (0.02248, 0.00055, 0.00059),
        "delta": (212, 26, 36),
        "dm2_21": (7.537, 0.094, 0.100),
        "dm2_3l": (2.511, 0.021, 0.020),
    },
    "inverted": {
        "sin2_theta12": (0.3088, 0.0067, 0.0066),
        "sin2_theta23": (0.550, 0.013, 0.016),
        "sin2_theta13": (0.02262, 0.00057, 0.00056),
        "delta": (274, 22, 25),
        "dm2_21": (7.537, 0.094, 0.100),
        "dm2_3l": (-2.483, 0.020, 0.020),
    },
}
UNITS = {"delta": math.pi / 180, "dm2_21": 1e-5, "dm2_3l": 1e-3}
GOOD = {
    "sin2_theta12": 0.3,
    "sin2_theta13": 0.02,
    "sin2_theta23": 0.5,
    "delta": 1.0,
    "dm2_21": 7e-5,
    "dm2_3l": 2.5e-3,
}
orderings = pytest.mark.parametrize("ordering", ["normal", "inverted"])


def close(*expected: float) -> Any:
    return pytest.approx(expected, rel=1e-12)


@orderings
def test_nufit_6_0(ordering: str) -> None:
    preset = rw.NUFIT_6_0[ordering]
    for name, (best, up, down, *three_sigma) in NUFIT_6_0[ordering].items():
        unit = UNITS.get(name, 1)
        assert (getattr(preset, name),) == close(best * unit)
        assert preset.one_sigma[name] == close((best - down) * unit, (best + up) * unit)
        assert preset.three_sigma[name] == close(*(end * unit for end in three_sigma))
    assert "JHEP 12 (2024) 216" in preset.citation


@orderings
def test_nufit_6_1(ordering: str) -> None:
    preset = rw.NUFIT_6_1[ordering]
    for name, (best, up, down) in NUFIT_6_1[ordering].items():
        unit = UNITS.get(name, 1)
        assert (getattr(preset, name),) == close(best * unit)
        assert preset.one_sigma[name] == close((best - down) * unit, (best + up) * unit)
    assert preset.three_sigma is None
    assert preset.citation.startswith("NuFIT 6.1 (December 2025, with JUNO's first data) with SK")


def test_presets_have_short_names() -> None:
    names = {key: {x.name for x in preset.values()} for key, preset in OSCILLATION_DATA.items()}
    assert names == {"nufit-6.1": {"NuFIT 6.1 (with SK)"}, "nufit-6.0": {"NuFIT 6.0 (with SK)"}}


def test_the_default_has_one_home() -> None:
    assert DEFAULT_PRESET is OSCILLATION_DATA[DEFAULT_DATA]
    for function in (rw.Neutrinos.from_oscillation, rw.spectrum_band):
        assert signature(function).parameters["oscillation"].default is DEFAULT_PRESET
    assert rw.statistics.Hypothesis("normal").oscillation == DEFAULT_PRESET


def test_the_default_is_the_newest() -> None:
    assert DEFAULT_DATA == "nufit-6.1"
    assert OSCILLATION_DATA["nufit-6.1"] == rw.NUFIT_6_1
    assert OSCILLATION_DATA["nufit-6.0"] == rw.NUFIT_6_0
    for made in (
        rw.Neutrinos.from_oscillation("inverted", 0.01),
        rw.statistics.Hypothesis("inverted", 0.01).neutrinos(),
        ExplorerState(ordering="inverted").neutrinos,
    ):
        new = rw.Neutrinos.from_oscillation("inverted", 0.01, oscillation=rw.NUFIT_6_1)
        assert made == new


@orderings
@pytest.mark.parametrize("presets", [rw.NUFIT_6_0, rw.NUFIT_6_1], ids=["6.0", "6.1"])
def test_best_fit_lies_in_its_ranges(presets: Any, ordering: str) -> None:
    preset = presets[ordering]
    assert preset.ordering == ordering
    assert set(presets) == {"normal", "inverted"}
    for ranges in (preset.one_sigma, preset.three_sigma):
        for name, (low, high) in (ranges or {}).items():
            assert low < getattr(preset, name) < high


@orderings
@pytest.mark.parametrize("clone", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_pickle_and_copy(clone: Any, ordering: str) -> None:
    preset = rw.NUFIT_6_0[ordering]
    twin = clone(preset)
    assert twin is not preset
    for field in dataclasses.fields(preset):
        assert getattr(twin, field.name) == getattr(preset, field.name)


def test_frozen() -> None:
    preset = rw.NUFIT_6_0["normal"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        preset.delta = 0.0  # type: ignore[misc]
    with pytest.raises(TypeError, match="does not support item assignment"):
        preset.one_sigma["delta"] = (0.0, 1.0)
    with pytest.raises(TypeError, match="does not support item assignment"):
        rw.NUFIT_6_0["normal"] = preset


def test_ranges_are_copies() -> None:
    ranges = {"delta": (0.0, 2.0)}
    parameters = rw.OscillationParameters(**GOOD, one_sigma=ranges)
    ranges["delta"] = (5.0, 6.0)
    assert parameters.one_sigma == {"delta": (0.0, 2.0)}


def test_ordering_of_arrays() -> None:
    splitting = np.array([2.4e-3, 2.5e-3])
    assert rw.OscillationParameters(**(GOOD | {"dm2_3l": splitting})).ordering == "normal"
    assert rw.OscillationParameters(**(GOOD | {"dm2_3l": -splitting})).ordering == "inverted"


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"sin2_theta12": 1.01}, ValueError, r"sin2_theta12 must be in \[0, 1\], got 1.01"),
        ({"sin2_theta13": -0.1}, ValueError, r"sin2_theta13 must be in \[0, 1\], got -0.1"),
        ({"sin2_theta23": [0.5, 2]}, ValueError, r"sin2_theta23\[1\] must be in .*, got 2.0"),
        ({"delta": float("nan")}, ValueError, "delta must be finite, got nan"),
        ({"delta": "212"}, TypeError, "delta must be real numbers, got '212'"),
        ({"dm2_21": 0.0}, ValueError, "dm2_21 must be finite and > 0, got 0.0"),
        ({"dm2_21": 1j}, TypeError, "dm2_21 must be real numbers, got 1j"),
        ({"dm2_3l": 0.0}, ValueError, r"dm2_3l must be positive .* or negative .*, got 0.0"),
        ({"dm2_3l": [1e-3, -1e-3]}, ValueError, r"dm2_3l must be positive .* or negative"),
        ({"dm2_3l": -6e-5}, ValueError, "dm2_3l must be <= -dm2_21 .*, got -6e-05"),
    ],
)
def test_bad_field(change: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        rw.OscillationParameters(**(GOOD | change))


def test_later_changes_of_the_callers_array_do_not_get_in() -> None:
    delta = np.array([1.0, 2.0])
    parameters = rw.OscillationParameters(0.3, 0.02, 0.5, delta, 7.5e-5, 2.5e-3)
    delta[0] = np.nan
    np.testing.assert_array_equal(parameters.delta, [1.0, 2.0])
