"""Interactions from outside the package: any class with `batch_shape`, `contributions`, `pole`."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.physics.constants import ELECTRON_MASS, G_FERMI
from renp_widgets.physics.interactions import Contribution, Pole

GRID = np.geomspace(1e-5, 0.8, 40)
NU = rw.Neutrinos.from_oscillation("normal", 0.02, alpha21=1.0)
G = np.array([[1.0, 0.4j, 0.2], [-0.4j, 0.5, 0.1], [0.2, 0.1, -0.3]])


@dataclass(frozen=True)
class OwnVector:
    """A left-handed Z', whose parameters have names and axes of their own: the mass a number."""

    heaviness: float
    strengths: tuple[float, ...] = (1e-13,)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        return () if len(self.strengths) == 1 else (len(self.strengths),)

    def contributions(self, _neutrinos: rw.Neutrinos) -> list[tuple[str, Any]]:
        size = np.reshape(self.strengths, (*self.batch_shape, 1, 1)) / (math.sqrt(2) * G_FERMI)
        return [("vector", size * G), ("axial", size * G)]

    def pole(self, _neutrinos: rw.Neutrinos) -> tuple[float, float, bool]:
        return Pole(self.heaviness, 1e-3, given=True)  # type: ignore[arg-type]


class Shift:
    """A contact interaction: a constant shift of the left-handed coupling a_ij by `size` G."""

    batch_shape = ()

    bilinears: tuple[str, ...] = ("vector", "axial")

    def __init__(self, size: float) -> None:
        self.size = size

    def contributions(self, _neutrinos: rw.Neutrinos) -> Iterator[Contribution]:
        for bilinear in self.bilinears:
            yield Contribution(bilinear, self.size * G)

    def pole(self, _neutrinos: rw.Neutrinos) -> None:
        return None


class ScalarContact(Shift):
    """A contact interaction of spin 0, kS / G_F = `size` i G, in eV^-1."""

    bilinears = ("scalar",)

    def contributions(self, _neutrinos: rw.Neutrinos) -> Iterator[Contribution]:
        yield Contribution("scalar", 1j * self.size * G)


HEAVY = 1e7  # eV: q^2 is far below its square
PAIRS = {
    "mediator": (OwnVector(0.5), rw.VectorMediator(0.5, 1e-13, G, width=1e-3)),
    "contact": (
        Shift(-0.1),
        rw.VectorMediator(HEAVY, 0.1 * math.sqrt(2) * G_FERMI * HEAVY**2, G, width=0.0),
    ),
    "scalar contact": (
        ScalarContact(2.0),
        rw.ScalarMediator(HEAVY, 4.0 * ELECTRON_MASS * G_FERMI * HEAVY**2, G, width=0.0),
    ),
}
pairs = pytest.mark.parametrize(("own", "built_in"), PAIRS.values(), ids=PAIRS)


@pairs
@pytest.mark.parametrize("nature", ["dirac", "majorana"])
def test_spectra(own: Any, built_in: Any, nature: str) -> None:
    nu = replace(NU, nature=nature)
    for spectrum in (rw.spectral_function, rw.channel_spectra):
        found, known, alone = (
            spectrum(rw.YB, nu, detuning=GRID, interactions=chosen)
            for chosen in ([own], (built_in,), ())
        )
        np.testing.assert_allclose(found, known, rtol=1e-10)
        assert np.max(np.abs(found - alone)) > 1e-3
    line = (
        rw.line_averaged(rw.YB, nu, 1e-4, detuning=GRID, interactions=[x]) for x in (own, built_in)
    )
    np.testing.assert_allclose(*line, rtol=1e-10)


@pairs
def test_onset_and_band(own: Any, built_in: Any) -> None:
    found, known, alone = (
        [rw.onset(rw.YB, NU, channel, chosen) for channel in rw.channels(3)]
        for chosen in ([own], [built_in], [])
    )
    assert [x.power for x in found] == [x.power for x in known]
    expected = [pytest.approx(x.coefficient, rel=1e-10) for x in known]
    assert [x.coefficient for x in found] == expected
    assert found != alone
    bands = (
        rw.spectrum_band(rw.YB, "normal", 0.02, detuning=GRID, interactions=[x], samples=5)
        for x in (own, built_in)
    )
    np.testing.assert_allclose(*(band.quantiles for band in bands), rtol=1e-10)


@pairs
def test_statistics(own: Any, built_in: Any) -> None:
    experiment = rw.Experiment(rw.YB, GRID[::4], 1e6, linewidth=1e-5)
    truths = [rw.statistics.Hypothesis("normal", 0.02, interactions=[x]) for x in (own, built_in)]
    signals = (truth.signal_counts(experiment) for truth in truths)
    np.testing.assert_allclose(*signals, rtol=1e-10)
    questions = (
        rw.statistics.discrimination(experiment, x, rw.statistics.alternative("interactions", x))
        for x in truths
    )
    found, known = (question.chi2 for question in questions)
    assert found == pytest.approx(known, rel=1e-6)
    assert found > 0
    reaches = (rw.statistics.moment_reach(experiment, x).magnetic for x in truths)
    np.testing.assert_allclose(*reaches, rtol=1e-4)


def test_batch() -> None:
    sizes = (0.0, 1e-13, -2e-13)
    batched = rw.spectral_function(
        rw.YB, NU, detuning=GRID, interactions=[OwnVector(0.5, sizes), Shift(0.01)]
    )
    assert batched.shape == (3, 40)
    for k, size in enumerate(sizes):
        one = [OwnVector(0.5, (size,)), Shift(0.01)]
        single = rw.spectral_function(rw.YB, NU, detuning=GRID, interactions=one)
        np.testing.assert_allclose(batched[k], single, rtol=1e-12)
    with pytest.raises(ValueError, match=r"interactions\[0\] must have no batch, got .* \(3,\)"):
        rw.onset(rw.YB, NU, (1, 1), [OwnVector(0.5, sizes)])


def test_dipole_moments_of_others_are_seen() -> None:
    class Moments(Shift):
        bilinears = ("magnetic",)

    experiment = rw.Experiment(rw.YB, GRID[::4], 1e6)
    truth = rw.statistics.Hypothesis("normal", 0.02, interactions=[Moments(1.0)])
    with pytest.raises(ValueError, match="must have no dipole moments"):
        rw.statistics.moment_reach(experiment, truth)


def test_an_unknown_bilinear_is_refused() -> None:
    class Tensor(Shift):
        bilinears = ("tensor",)

    with pytest.raises(ValueError, match=r"bilinear of an interaction must be one of .* 'tensor'"):
        rw.spectral_function(rw.YB, NU, detuning=GRID, interactions=[Tensor(1.0)])
