"""Every public name, called with what nobody should pass: refused by the argument's name, or right.

Arguments come from a call that works; one at a time is replaced by something hostile.
"""

import copy
import inspect
import pickle
import warnings
from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass
from typing import Any

import astropy.units as u
import numpy as np
import pandas as pd
import pint
import pytest

import renp_widgets as rw
from renp_widgets.statistics import Hypothesis
from renp_widgets.values import FrozenMapping

NU = rw.Neutrinos.from_oscillation("normal", 0.01)
DIRAC = rw.Neutrinos.from_oscillation("normal", 0.01, "dirac")
TRUTH = Hypothesis("normal", 0.01)
EXPERIMENT = rw.Experiment(rw.YB, [1e-3, 0.01, 0.02, 0.1], 86400.0)
OTHER = Hypothesis("normal", 0.012)
COUNTS = EXPERIMENT.counts(NU)
FREE = Hypothesis("normal", 0.05, free=("lightest_mass",))
SMOOTH = rw.Experiment(rw.YB, [6e-3, 0.01, 0.02, 0.1], 86400.0, rate=1.0)  # no kink nearby
COUPLING = rw.statistics.MediatorCoupling()
RNG = np.random.default_rng(1)


def double(x: float, _seed: Any = None) -> float:
    return 2 * x


energies = {"target": rw.YB, "neutrinos": NU, "omega": 1.0, "detuning": None}
spectrum = {**energies, "interactions": (), "average": "isotropic"}
counted = {"experiment": EXPERIMENT, "truth": TRUTH}
# What works, by public name: those that are not here take no arguments or are no functions.
GOOD: dict[str, dict[str, Any]] = {
    "DipoleMoments": {"magnetic": np.eye(3), "electric": np.eye(3)},
    "Experiment": {f.name: getattr(EXPERIMENT, f.name) for f in fields(EXPERIMENT)}
    | {"rate": 1e-3, "normalisation_prior": 0.1},
    "Neutrinos": {"masses": [0.01, 0.02, 0.05], "mixing": NU.mixing, "nature": "dirac"},
    "Neutrinos.from_oscillation": {
        "ordering": "normal",
        "lightest_mass": 0.01,
        "nature": "majorana",
        "alpha21": 0.1,
        "alpha31": 0.1,
        "delta": 1.0,
        "oscillation": rw.NUFIT_6_1,
    },
    "OscillationParameters": {
        f.name: getattr(rw.NUFIT_6_0["normal"], f.name) for f in fields(rw.NUFIT_6_0["normal"])
    },
    "ScalarMediator": {
        "mass": 0.5,
        "y_e": 1e-9,
        "y_scalar": np.eye(3),
        "y_pseudoscalar": np.eye(3),
        "width": 1e-9,
    },
    "Target": {
        "name": "x",
        "e_eg": 1.0,
        "e_vg": 2.0,
        "a_vg": 1.0,
        "spin_factor": 1.0,
        "j_e": 0,
        "magnetic_ratio": 0.5,
        "citation": "",
    },
    "VectorMediator": {
        "mass": 0.5,
        "g_e": 1e-9,
        "g_left": np.eye(3),
        "g_right": np.eye(3),
        "width": 1e-9,
        "longitudinal": False,
    },
    "axial_couplings": {"neutrinos": NU},
    "blind_directions": {"neutrinos": NU, "flavour": "e"},
    "channel_spectra": spectrum,
    "channels": {"n_states": 3},
    "coherence_factor": {"n_atoms": 10, "momentum": [1.0, 0.0, 0.0], "size": 100.0},
    "detuning_grid": {
        "target": rw.YB,
        "neutrinos": NU,
        "low": 1e-5,
        "high": 0.1,
        "points": 10,
        "peaks": [1e-3],
    },
    "effective_moment_flavour": {
        "neutrinos": NU,
        "dipoles": rw.DipoleMoments(np.eye(3)),
        "flavour": "e",
    },
    "effective_moment_solar": {
        "neutrinos": NU,
        "dipoles": rw.DipoleMoments(np.eye(3)),
        "probabilities": [0.6, 0.3, 0.1],
    },
    "effective_moment_stellar": {"neutrinos": NU, "dipoles": rw.DipoleMoments(np.eye(3))},
    "element_coupling": {"i": 1, "j": 2, "coupling": 1.0, "n_states": 3},
    "events": {
        **spectrum,
        "live_time": 1.0,
        "density": 1e21,
        "volume": 1.0,
        "eta": 1.0,
        "linewidth": 0.0,
    },
    "flavour_coupling": {"matrix": np.eye(3), "neutrinos": NU},
    "form_factor": {"momentum": [1.0, 0.0, 0.0], "size": 100.0},
    "line_averaged": {**spectrum, "linewidth": 1e-5},
    "mixing_matrix": {
        "sin2_theta12": 0.3,
        "sin2_theta13": 0.02,
        "sin2_theta23": 0.5,
        "delta": 1.0,
        "alpha21": 1.0,
        "alpha31": 1.0,
    },
    "non_unitary": {"neutrinos": NU, "matrix": np.eye(3)},
    "onset": {
        "target": rw.YB,
        "neutrinos": NU,
        "channel": (1, 1),
        "interactions": (),
        "average": "isotropic",
    },
    "reference_rate": {"target": rw.YB, "density": 1e21, "volume": 1.0},
    "sample_oscillation": {"parameters": rw.NUFIT_6_0["normal"], "samples": 5, "seed": 1},
    "sampled_coherence_factor": {
        "n_atoms": 10,
        "momentum": [1.0, 0.0, 0.0],
        "size": 100.0,
        "rng": RNG,
        "samples": 1,
    },
    "scan": {
        "function": double,
        "tasks": [1.0],
        "executor": None,
        "file": None,
        "progress": False,
        "seed": None,
    },
    "scan_steps": {
        "function": double,
        "tasks": [1.0],
        "executor": None,
        "file": None,
        "seed": None,
    },
    "spectral_function": spectrum,
    "spectrum_band": {
        "target": rw.YB,
        "ordering": "normal",
        "lightest_mass": 0.01,
        "nature": "majorana",
        "detuning": [1e-3, 1e-2],
        "alpha21": 0.1,
        "alpha31": 0.1,
        "delta": 1.0,
        "oscillation": rw.NUFIT_6_0,
        "interactions": (),
        "samples": 5,
        "levels": (0.1, 0.9),
        "seed": 1,
    },
    "stimulated_factor": {"n_photons": 3},
    "thresholds": {"target": rw.YB, "neutrinos": NU},
    "universal_coupling": {"coupling": 1.0, "n_states": 3},
    "statistics.Hypothesis": {
        **{f.name: getattr(TRUTH, f.name) for f in fields(TRUTH)},
        "delta": 1.0,
        "matrix": np.eye(3),
        "oscillation": rw.NUFIT_6_0,
    },
    "statistics.MediatorCoupling": {
        "mediator": "vector",
        "element": "universal",
        "phase": "real",
        "scalar_kind": "scalar",
    },
    "statistics.alternative": {"question": "ordering", "truth": TRUTH, "free": ()},
    "statistics.best_triggers": {**counted, "other": OTHER, "count": 2, "low": 1e-3, "high": 0.1},
    "statistics.coupling_reach": {
        **counted,
        "coupling": COUPLING,
        "masses": [1.0],
        "significance": 3.0,
        "free": (),
    },
    "statistics.coupling_table": {**counted, "couplings": [COUPLING], "mass": 1.0, "sizes": 1e-24},
    "statistics.discrimination": {**counted, "other": OTHER},
    "statistics.exposure_needed": {**counted, "other": OTHER, "significance": 3.0},
    "statistics.fit": {"experiment": EXPERIMENT, "observed": COUNTS, "hypothesis": OTHER},
    "statistics.lightest_mass_profile": counted,
    "statistics.mass_profile": {"experiment": EXPERIMENT, "observed": COUNTS, "hypothesis": TRUTH},
    "statistics.minos_intervals": {
        "experiment": SMOOTH,
        "observed": SMOOTH.counts(FREE.neutrinos()),
        "rise": 1.0,
        "hypothesis": FREE,
    },
    "statistics.moment_reach": {**counted, "significance": 3.0},
    "statistics.moment_table": {**counted, "sizes": 1e-11},
    "statistics.poisson_chi2": {
        "observed": [1.0, 2.0],
        "signal": [1.0, 1.0],
        "background": 1.0,
        "prior": 0.1,
    },
    "statistics.significance_against_exposure": {**counted, "other": OTHER, "factors": [1.0]},
    "statistics.toy_counts": {**counted, "n": 2, "seed": 1},
    "statistics.toy_study": {
        **counted,
        "other": OTHER,
        "n": 2,
        "seed": 1,
        "executor": None,
        "file": None,
        "progress": False,
    },
    "statistics.toy_study_steps": {
        **counted,
        "other": OTHER,
        "n": 2,
        "seed": 1,
        "executor": None,
        "file": None,
    },
}
RESULTS = {
    *("Limit", "Onset", "SpectrumBand", "Thresholds", "statistics.CouplingReach"),
    *("statistics.ElementTable", "statistics.Fit", "statistics.MassProfile"),
    *("statistics.MomentReach", "statistics.ToyStudy", "statistics.TriggerChoice"),
}
"""Made by functions, not by users."""

UNITS = pint.UnitRegistry()
CARRYING = {
    "astropy": 10 * u.meV,
    "astropy, dimensionless": 1 * u.dimensionless_unscaled,
    "astropy array": [10, 20] * u.meV,
    "list of astropy": [1 * u.meV, 2 * u.meV],
    "object array of astropy": np.array([1 * u.meV, None], dtype=object),
    "pint": 10 * UNITS.meV,
    "pint array": np.array([1.0, 2.0]) * UNITS.meV,
    "nested pint": ((1 * UNITS.meV,),),
}
MASKED = {
    "masked array": np.ma.masked_array([1.0, 2.0], [False, True]),
    "masked constant": np.ma.masked,
    "unmasked masked array": np.ma.masked_array([1.0]),
    "list of masked": [np.ma.masked_array([1.0]), 1.0],
}


class Odd:
    """Something that numpy cannot read."""

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError("no array")


HOSTILE = {
    "none": None,
    "text": "1.0",
    "bytes": b"1.0",
    "true": True,
    "object": object(),
    "odd": Odd(),
    "huge": 10**400,
    "huge negative": -(10**400),
    "nan": float("nan"),
    "infinity": float("inf"),
    "imaginary": 1j,
    "empty": [],
    "ragged": [[1.0], [1.0, 2.0]],
    "dictionary": {"a": 1},
    "set": {1.0, 2.0},
    "type": float,
    "date": np.datetime64("2026-01-01"),
    "interval": np.timedelta64(1, "D"),
    "structured": np.zeros(2, dtype=[("x", float)]),
    "deep": np.zeros((1,) * 40),
    "function": double,
    "series of texts": pd.Series(["a", "b"]),
}
# Arguments that take what is hostile elsewhere.
TAKES = {
    ("scan", "function"), ("scan", "tasks"), ("scan", "progress"), ("scan", "executor"),
    ("scan_steps", "function"), ("scan_steps", "tasks"), ("scan_steps", "executor"),
    ("statistics.toy_study", "executor"), ("statistics.toy_study", "progress"),
    ("statistics.toy_study_steps", "executor"),
    ("Target", "citation"), ("OscillationParameters", "citation"),
}  # fmt: skip


def found(name: str) -> Callable[..., Any]:
    made: Any = rw
    for part in name.split("."):
        made = getattr(made, part)
    return made


def called(name: str, **changes: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # moments that vanish
        result = found(name)(**GOOD[name] | changes)
        return list(result) if inspect.isgenerator(result) else result


def numbers(result: Any) -> list[np.ndarray]:
    """All numbers in a result."""
    if is_dataclass(result):
        return [x for f in fields(result) for x in numbers(getattr(result, f.name, None))]
    if isinstance(result, tuple | list):
        return [x for each in result for x in numbers(each)]
    return [np.asarray(result)] if isinstance(result, float | np.ndarray) else []


def _is_numeric(good: Any) -> bool:
    return not isinstance(good, str) and np.asarray(good).dtype.kind in "iufc"


def test_every_public_function_is_here() -> None:
    known = {
        prefix + name
        for prefix, module in (("", rw), ("statistics.", rw.statistics))
        for name in module.__all__
        if callable(getattr(module, name)) and not isinstance(getattr(module, name), FrozenMapping)
    }
    assert known - RESULTS == set(GOOD) - {"Neutrinos.from_oscillation"}
    for name, arguments in GOOD.items():
        named = inspect.signature(found(name)).parameters.values()
        asked = {p.name for p in named if p.kind is not p.VAR_KEYWORD}
        assert set(arguments) == asked, name
        called(name)


ARGUMENTS = [(name, argument) for name, good in GOOD.items() for argument in good]


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS, ids=map(".".join, ARGUMENTS))
def test_hostile_values(name: str, argument: str) -> None:
    for what, value in HOSTILE.items():
        if (name, argument) in TAKES or argument == "file":
            continue
        try:
            result = called(name, **{argument: value})
        except (TypeError, ValueError) as error:
            text = str(error)
            either = argument in ("omega", "detuning") and "omega and detuning" in text
            assert argument in text or either, (what, text)
            assert len(text) < 1000, what
        else:
            assert not any(np.isnan(x).any() for x in numbers(result) if x.dtype.kind in "fc"), what


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS, ids=map(".".join, ARGUMENTS))
def test_units_and_masks_are_refused(name: str, argument: str) -> None:
    for what, value in (CARRYING | MASKED).items():
        if (name, argument) in TAKES or argument == "file":
            continue
        good = GOOD[name][argument]
        if argument == "detuning" and good is None:
            changes = {"detuning": value, "omega": None}
        else:
            changes = {argument: value}
        with pytest.raises((TypeError, ValueError)) as caught:
            called(name, **changes)
        assert argument in str(caught.value), (what, str(caught.value))
        if argument not in ("interactions", "channel", "free") and _is_numeric(good):
            assert isinstance(caught.value, TypeError), what
            assert "unit" in str(caught.value) or "masked" in str(caught.value), what


def test_the_unit_that_is_wanted_is_named() -> None:
    day = 5 * u.day
    cases: list[tuple[Callable[[], Any], str]] = [
        (lambda: rw.Neutrinos.from_oscillation("normal", 10 * u.meV), "lightest_mass .* eV"),
        (lambda: rw.Experiment(rw.YB, [0.1], day), "live_time .* in s, got .*5.* d"),
        (lambda: rw.Experiment(rw.YB, [0.1], 1.0, density=1 * u.cm**-3), "density .* cm\\^-3"),
        (lambda: rw.DipoleMoments(np.eye(3) * u.J / u.T), "magnetic .* in Bohr magnetons"),
        (lambda: rw.form_factor([1.0, 0, 0], 1 * u.cm), "size .* in nm"),
        (lambda: rw.Target("x", 1 * u.eV, 2.0), "e_eg .* in eV"),
        (lambda: rw.spectral_function(rw.YB, NU, 500 * u.nm), "omega .* in eV"),
    ]
    for made, message in cases:
        with pytest.raises(TypeError, match=message):
            made()


WHOLE = [
    *(("Target", "j_e", 1), ("channels", "n_states", 3), ("element_coupling", "i", 1)),
    *(("element_coupling", "n_states", 3), ("universal_coupling", "n_states", 3)),
    *(("detuning_grid", "points", 10), ("sample_oscillation", "samples", 4)),
    *(("sample_oscillation", "seed", 2), ("sampled_coherence_factor", "n_atoms", 4)),
    *(("sampled_coherence_factor", "samples", 2), ("statistics.best_triggers", "count", 2)),
    *(("statistics.toy_counts", "n", 3), ("statistics.toy_counts", "seed", 3)),
    *(("scan", "seed", 3), ("spectrum_band", "samples", 4)),
]


def fresh(name: str) -> dict[str, Any]:
    return {"rng": np.random.default_rng(3)} if "rng" in GOOD[name] else {}


@pytest.mark.parametrize(("name", "argument", "value"), WHOLE)
def test_whole_numbers_of_numpy_and_pandas(name: str, argument: str, value: int) -> None:
    for made in (np.int64(value), np.uint8(value), pd.Series([value])[0], np.array(value)):
        one, two = (called(name, **{argument: x}, **fresh(name)) for x in (made, value))
        for x, y in zip(numbers(one), numbers(two), strict=True):
            np.testing.assert_array_equal(x, y)
    for bad in (True, np.True_, float(value), str(value)):
        with pytest.raises(ValueError, match=f"{argument} must be a whole number"):
            called(name, **{argument: bad})


@pytest.mark.parametrize("value", [True, False])
def test_truth_values_of_numpy(value: bool) -> None:
    mediator = rw.VectorMediator(1.0, 1e-9, np.eye(3), longitudinal=np.bool_(value))
    assert mediator.longitudinal is value
    with pytest.raises(TypeError, match="longitudinal must be True or False, got 1"):
        rw.VectorMediator(1.0, 1e-9, np.eye(3), longitudinal=1)  # type: ignore[arg-type]


def test_what_is_kept_is_plain() -> None:
    given = {name: np.array(x) for name, x in GOOD["Target"].items() if isinstance(x, float)}
    target = rw.Target("x", **given, j_e=np.int64(2))
    given["e_eg"][...] = 1.5
    assert target == rw.Target("x", 1.0, 2.0, a_vg=1.0, spin_factor=1.0, j_e=2, magnetic_ratio=0.5)
    assert {type(getattr(target, name)) for name in given} == {float}
    assert type(target.j_e) is int
    rate, width = np.array(1e-3), np.array(1e-6)
    experiment = rw.Experiment(rw.YB, [0.1], 1.0, rate=rate, linewidth=width)
    rate[...], width[...] = 7.0, 7.0
    assert (experiment.rate, experiment.linewidth) == (1e-3, 1e-6)
    mass, phase = np.array(0.01), np.array(1.0)
    hypothesis = Hypothesis("normal", mass, alpha21=phase, delta=phase)
    mass[...], phase[...] = 7.0, 7.0
    assert (hypothesis.lightest_mass, hypothesis.alpha21, hypothesis.delta) == (0.01, 1.0, 1.0)


ANGLES = [
    ("Neutrinos.from_oscillation", "delta"), ("Neutrinos.from_oscillation", "alpha21"),
    ("Neutrinos.from_oscillation", "alpha31"), ("OscillationParameters", "delta"),
    ("mixing_matrix", "delta"), ("mixing_matrix", "alpha21"), ("mixing_matrix", "alpha31"),
    ("spectrum_band", "delta"), ("spectrum_band", "alpha21"), ("spectrum_band", "alpha31"),
    ("statistics.Hypothesis", "delta"), ("statistics.Hypothesis", "alpha21"),
    ("statistics.Hypothesis", "alpha31"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "argument"), ANGLES)
def test_degrees_are_refused(name: str, argument: str) -> None:
    for degrees in (212.0, -212.0, 13.0):
        with pytest.raises(ValueError, match=f"{argument}.* must be in radians, .*, got -?[0-9]"):
            called(name, **{argument: degrees})
    called(name, **{argument: 4 * np.pi})


def test_every_angle_is_tried() -> None:
    angles = ("delta", "alpha21", "alpha31")
    assert {(name, x) for name, good in GOOD.items() for x in angles if x in good} == set(ANGLES)


VALUES = [
    *(rw.YB, rw.NUFIT_6_0, rw.NUFIT_6_1, rw.NUFIT_6_1["normal"], rw.LIMITS, NU, TRUTH, COUPLING),
    *(EXPERIMENT, rw.DipoleMoments(np.eye(3)), rw.thresholds(rw.YB, NU), rw.TARGETS),
    rw.VectorMediator(0.5, 1e-9, np.eye(3), width=[0.1, 0.2]),
    rw.ScalarMediator(0.5, 1e-9, np.eye(3)),
    Hypothesis("normal", oscillation=rw.NUFIT_6_0["normal"], matrix=np.eye(3)),
    rw.onset(rw.YB, NU, (1, 1)),
    called("spectrum_band"),
    *(called(f"statistics.{name}") for name in ("fit", "mass_profile", "moment_reach")),
    *(called(f"statistics.{name}") for name in ("coupling_reach", "coupling_table", "toy_study")),
    called("statistics.best_triggers"),
]


@pytest.mark.parametrize("value", VALUES, ids=[type(x).__name__ for x in VALUES])
def test_values_survive(value: Any) -> None:
    for made in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value), copy.copy(value)):
        assert made == value
        assert type(made) is type(value)
        for x, y in zip(numbers(made), numbers(value), strict=True):
            assert x.flags.writeable == y.flags.writeable
        if not isinstance(value, dict | tuple):
            assert made == value
    if is_dataclass(value):
        assert set(asdict(value)) == {f.name for f in fields(value)}  # type: ignore[arg-type]
        assert value != "something else"


def test_values_that_differ() -> None:
    def neutrinos(mass: float) -> rw.Neutrinos:
        return rw.Neutrinos.from_oscillation("normal", mass)

    assert neutrinos(0.01) == NU != neutrinos(0.02)
    assert NU != DIRAC
    assert {NU: 1}[neutrinos(0.01)] == 1
    assert Hypothesis("normal", 0.01) == TRUTH != Hypothesis("normal", 0.02)
    assert hash(Hypothesis("normal", 0.01)) == hash(TRUTH)
    assert rw.NUFIT_6_0 != rw.NUFIT_6_1
    assert dict(rw.NUFIT_6_0) == rw.NUFIT_6_0


def test_table_units_are_refused() -> None:
    good = GOOD["OscillationParameters"]
    for changes in ({"dm2_21": 7.49}, {"dm2_3l": 2.513}, {"dm2_21": 7.49, "dm2_3l": 2.513}):
        with pytest.raises(ValueError, match=f"{next(iter(changes))} must be in eV\\^2"):
            rw.OscillationParameters(**good | changes)
    for splitting in (7.0e-5, -7.0e-5):
        with pytest.raises(ValueError, match="dm2_3l must be <= -dm2_21 in inverted and >= dm2_21"):
            rw.OscillationParameters(**good | {"dm2_3l": splitting})


def test_above_the_excitation_energy_nothing_is_defined() -> None:
    with pytest.raises(ValueError, match=r"omega must be at most E_eg = 2.14349 eV.* got 1157 eV"):
        rw.spectral_function(rw.YB, NU, omega=[1.0, 1157.0])
    assert rw.spectral_function(rw.YB, NU, omega=rw.YB.e_eg) == 0
    with pytest.raises(ValueError, match=r"e_vg must be larger.* in eV, not wavelengths"):
        rw.Target("Yb", e_eg=578.4, e_vg=555.8)
