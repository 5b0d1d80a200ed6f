import math

import pytest
import scipy
from scipy import constants as codata

from renp_widgets.physics import constants

# Since 1.15 scipy has the 2022 tables; those of 2018 differ by less than 2e-9 in what is used here.
HAS_CODATA_2022 = tuple(map(int, scipy.__version__.split(".")[:2])) >= (1, 15)
RTOL = 1e-14 if HAS_CODATA_2022 else 2e-9


def in_codata(name: str) -> float:
    return float(codata.physical_constants[name][0])


def test_codata() -> None:
    mass = in_codata("electron mass energy equivalent in MeV") * 1e6
    assert pytest.approx(mass, rel=RTOL) == constants.ELECTRON_MASS
    alpha = in_codata("fine-structure constant")
    assert pytest.approx(alpha, rel=RTOL) == constants.FINE_STRUCTURE
    g_fermi = in_codata("Fermi coupling constant") * 1e-18  # from GeV^-2
    assert pytest.approx(g_fermi, rel=RTOL) == constants.G_FERMI


def test_exact_constants_of_the_si() -> None:
    assert pytest.approx(codata.hbar / codata.e, rel=1e-14) == constants.HBAR
    assert pytest.approx(codata.h * codata.c / codata.e * 1e9, rel=1e-14) == constants.HC
    assert pytest.approx(1239.84198, rel=1e-8) == constants.HC


def test_bohr_magneton() -> None:
    assert pytest.approx(2.96304e-7, rel=1e-6) == constants.BOHR_MAGNETON
    # e B is hbar c^2 (1 T) / (1 eV) in eV^2, and e = sqrt(4 pi alpha).
    tesla = codata.hbar * codata.c**2 / codata.e / math.sqrt(4 * math.pi * codata.alpha)
    in_si = in_codata("Bohr magneton in eV/T") / tesla
    assert pytest.approx(in_si, rel=1e-8) == constants.BOHR_MAGNETON
