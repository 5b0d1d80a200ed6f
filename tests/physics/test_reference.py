"""Values of I computed with 50 digits, each within its own tolerance.

`rtol` is how well double precision can know a value: ten times the spread when each input moves by
one unit in the last place, never below 1e-12. Where no channel is open I must be exactly 0.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw

DATA = json.loads(Path(__file__).parents[1].joinpath("data", "reference.json").read_text())

Case = dict[str, Any]
sector_cases = pytest.mark.parametrize("case", DATA["sector"], ids=lambda case: case["id"])
kernel_cases = pytest.mark.parametrize("case", DATA["kernel"], ids=lambda case: case["id"])


def sector_neutrinos(case: Case) -> rw.Neutrinos:
    parameters = rw.OscillationParameters(
        case["sin2_theta12"],
        case["sin2_theta13"],
        case["sin2_theta23"],
        case["delta_rad"],
        case["dm21_eV2"],
        case["dm3l_eV2"],
    )
    return rw.Neutrinos.from_oscillation(
        case["ordering"],
        case["m_lightest_eV"],
        case["nature"],
        alpha21=case["alpha21_rad"],
        alpha31=case["alpha31_rad"],
        oscillation=parameters,
    )


def kernel_neutrinos(case: Case) -> rw.Neutrinos:
    mixing = matrix(case["mixing"])
    return rw.Neutrinos(masses=case["masses_eV"], mixing=mixing, nature=case["nature"])


def matrix(numbers: dict[str, list[list[float]]]) -> np.ndarray:
    return np.array(numbers["re"]) + 1j * np.array(numbers["im"])


def interactions(case: Case) -> tuple[Any, ...]:
    chosen: list[Any] = []
    if vector := case.get("vector"):
        chosen.append(
            rw.VectorMediator(
                vector["mass_eV"],
                vector["g_e"],
                matrix(vector["g_left"]),
                matrix(vector["g_right"]),
                width=vector["width_eV"],
                longitudinal=vector["longitudinal"],
            )
        )
    if scalar := case.get("scalar"):
        chosen.append(
            rw.ScalarMediator(
                scalar["mass_eV"],
                scalar["y_e"],
                matrix(scalar["y_scalar"]),
                matrix(scalar["y_pseudoscalar"]),
                width=scalar["width_eV"],
            )
        )
    if dipole := case.get("dipole"):
        moments = dipole["magnetic_muB"], dipole["electric_muB"]
        chosen.append(rw.DipoleMoments(*map(matrix, moments)))
    return tuple(chosen)


def target(case: Case) -> rw.Target:
    return rw.Target("reference", case["E_eg_eV"], case["E_vg_eV"], j_e=case.get("j_e"))


def assert_values(case: Case, neutrinos: rw.Neutrinos) -> None:
    arguments = target(case), neutrinos
    options = {
        "detuning": case["detuning_eV"],
        "interactions": interactions(case),
        "average": case.get("average", "isotropic"),
    }
    total = rw.spectral_function(*arguments, **options)
    parts = rw.channel_spectra(*arguments, **options)
    expected, rtol = np.array(case["I"]), np.array(case["rtol"])
    for spectrum in (total, parts.sum(axis=0)):
        np.testing.assert_array_equal(spectrum[expected == 0], 0)
        assert np.all(np.abs(spectrum - expected) <= rtol * expected)


@sector_cases
def test_neutrinos_from_oscillation(case: Case) -> None:
    neutrinos = sector_neutrinos(case)
    np.testing.assert_allclose(neutrinos.masses, case["masses_eV"], rtol=1e-14)
    np.testing.assert_allclose(np.abs(neutrinos.mixing[0]), case["abs_Ue"], rtol=1e-14)


@sector_cases
def test_thresholds(case: Case) -> None:
    thresholds = rw.thresholds(target(case), sector_neutrinos(case))
    expected = case["threshold_detuning_eV"]
    assert ["".join(map(str, channel)) for channel in thresholds.channels] == list(expected)
    np.testing.assert_allclose(thresholds.detuning, list(expected.values()), rtol=1e-14)


@sector_cases
def test_spectrum_of_three_flavours(case: Case) -> None:
    assert_values(case, sector_neutrinos(case))
    assert max(case["I"]) > 0.1


@kernel_cases
@pytest.mark.filterwarnings("ignore:real and diagonal (magnetic|electric) moments:UserWarning")
def test_spectrum_with_any_mixing_and_interactions(case: Case) -> None:
    neutrinos = kernel_neutrinos(case)
    a = rw.axial_couplings(neutrinos)
    np.testing.assert_allclose(a, matrix(case["a"]), rtol=0, atol=1e-15)
    assert_values(case, neutrinos)


def test_tables_are_complete() -> None:
    assert len(DATA["sector"]) == 24
    assert len(DATA["kernel"]) == 60
    kinds = [(len(interactions(case)), case["average"], case["nature"]) for case in DATA["kernel"]]
    for nature in ("dirac", "majorana"):
        assert kinds.count((3, "coupled", nature)) == 3
        assert kinds.count((1, "isotropic", nature)) == 21


def test_poles_are_met_exactly() -> None:
    # Mediators' widths in the tables matter: some detunings sit on the pole to the last digit.
    met = 0
    for case in DATA["kernel"]:
        for mediator in (case.get("vector"), case.get("scalar")):
            if mediator and mediator["width_eV"] > 0:
                pole = mediator["mass_eV"] ** 2 / (2 * case["E_eg_eV"])
                distance = np.abs(np.array(case["detuning_eV"]) / pole - 1)
                met += int(distance.min() < 1e-12)
    assert met >= 5
