import dataclasses
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw

EV_PER_INVERSE_CM = 1 / 8065.543937


def test_ytterbium() -> None:
    # NIST Handbook of Basic Atomic Spectroscopic Data; Dinh et al., arXiv:1209.4808
    assert (rw.YB.e_eg, rw.YB.e_vg) == (2.14349, 2.23072)
    assert rw.YB.e_eg == pytest.approx(17288.439 * EV_PER_INVERSE_CM, abs=5e-6)
    assert rw.YB.e_vg == pytest.approx(17992.007 * EV_PER_INVERSE_CM, abs=1e-5)
    assert (rw.YB.a_vg, rw.YB.spin_factor, rw.YB.j_e) == (1.15e6, 2, 0)


def test_xenon() -> None:
    # NIST Atomic Spectra Database
    assert (rw.XE.e_eg, rw.XE.e_vg) == (8.31532, 8.43652)
    assert rw.XE.e_eg == pytest.approx(67067.547 * EV_PER_INVERSE_CM, abs=5e-6)
    assert rw.XE.e_vg == pytest.approx(68045.156 * EV_PER_INVERSE_CM, abs=1e-5)
    assert (rw.XE.a_vg, rw.XE.spin_factor, rw.XE.j_e) == (2.73e8, 1 / 6, 2)


def test_presets() -> None:
    assert rw.TARGETS == {"Yb": rw.YB, "Xe": rw.XE}
    assert all(target.citation for target in rw.TARGETS.values())
    assert all(target.magnetic_ratio == 1 for target in rw.TARGETS.values())


def test_end_point() -> None:
    assert rw.Target("x", 3.0, 4.0).end_point == 1.5


@pytest.mark.parametrize(("j_e", "weight"), [(0, 1.0), (1, -0.5), (2, 0.1)])
def test_transverse_weight(j_e: int, weight: float) -> None:
    assert rw.Target("x", 1.0, 2.0, j_e=j_e).transverse_weight == weight


def test_transverse_weight_needs_j_e() -> None:
    with pytest.raises(
        ValueError, match=r"needs j_e \(0, 1 or 2\) of the target, got Target\(name='x'"
    ):
        _ = rw.Target("x", 1.0, 2.0).transverse_weight


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"name": 1}, TypeError, "name must be a string, got 1"),
        ({"e_eg": 0.0}, ValueError, r"e_eg must be in \[1e-18, 1e\+18\], got 0.0"),
        ({"e_eg": -1.0}, ValueError, "e_eg must be in .*, got -1.0"),
        ({"e_eg": float("nan")}, ValueError, "e_eg must be in .*, got nan"),
        ({"e_eg": "2.1"}, TypeError, "e_eg must be real numbers, got '2.1'"),
        ({"e_eg": True}, TypeError, "e_eg must be real numbers, got True"),
        ({"e_eg": [2.1]}, ValueError, r"e_eg must be one number, got .* shape \(1,\)"),
        ({"e_vg": float("inf")}, ValueError, "e_vg must be in .*, got inf"),
        ({"e_vg": 2.14349}, ValueError, "e_vg must be larger than e_eg = 2.14349 eV, got 2.14349"),
        ({"e_vg": 1.0}, ValueError, "e_vg must be larger than e_eg = 2.14349 eV, got 1.0"),
        ({"a_vg": 0.0}, ValueError, "a_vg must be finite and > 0, got 0.0"),
        ({"spin_factor": -2.0}, ValueError, "spin_factor must be finite and > 0, got -2.0"),
        ({"j_e": 3}, ValueError, r"j_e must be a whole number in \[0, 2\], got 3"),
        ({"j_e": 0.5}, ValueError, r"j_e must be a whole number in \[0, 2\], got 0.5"),
        ({"magnetic_ratio": float("nan")}, ValueError, "magnetic_ratio must be finite, got nan"),
    ],
)
def test_bad_field(change: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        dataclasses.replace(rw.YB, **change)


def test_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        rw.YB.e_eg = 1.0  # type: ignore[misc]


def test_compare_and_hash() -> None:
    same = dataclasses.replace(rw.YB)
    assert same == rw.YB
    assert hash(same) == hash(rw.YB)
    assert dataclasses.replace(rw.YB, e_eg=np.nextafter(2.14349, 3)) != rw.YB
