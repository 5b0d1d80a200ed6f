"""The spectrum beside a plain C loop: `pytest tests/benchmarks --benchmark-enable`.

Without that option each case runs once and only compares the numbers. With it, Python and C take
turns in one run, so that what slows the machine slows both, and the ratio of medians is printed.
"""

import ctypes
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import renp_widgets as rw

NORMAL = rw.NUFIT_6_1["normal"]
ALPHA31 = 0.7
Run = Callable[[], np.ndarray]


class PlainC:
    """spectrum.c on arrays: each method is one call of one C function."""

    def __init__(self, library: Path) -> None:
        self._library = ctypes.CDLL(str(library))

    def neutrinos(
        self, lightest_mass: np.ndarray, alpha21: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Majorana neutrinos in normal ordering: masses (B, 3) and mixing (B, 3, 3)."""
        n_batch = len(lightest_mass)
        masses, mixing = np.empty((n_batch, 3)), np.empty((n_batch, 3, 3), dtype=complex)
        angles = NORMAL.sin2_theta12, NORMAL.sin2_theta13, NORMAL.sin2_theta23
        v = rw.mixing_matrix(*angles, NORMAL.delta)
        splittings = ctypes.c_double(NORMAL.dm2_21), ctypes.c_double(NORMAL.dm2_3l)
        self._library.oscillation(
            n_batch,
            _pointer(lightest_mass),
            _pointer(alpha21),
            ctypes.c_double(ALPHA31),
            *splittings,
            _pointer(v),
            _pointer(masses),
            _pointer(mixing),
        )
        return masses, mixing

    def spectrum(self, masses: np.ndarray, mixing: np.ndarray, omega: np.ndarray) -> np.ndarray:
        """Spectra (B, N) of Majorana neutrinos in ytterbium."""
        spectrum = np.empty((len(masses), len(omega)))
        levels = ctypes.c_double(rw.YB.e_eg), ctypes.c_double(rw.YB.e_vg)
        self._library.spectral_function(
            *(len(masses), masses.shape[1], len(omega)),
            *levels,
            1,
            _pointer(masses),
            _pointer(mixing),
            _pointer(omega),
            _pointer(spectrum),
        )
        return spectrum


def _pointer(array: np.ndarray) -> ctypes.c_void_p:
    assert array.flags.c_contiguous
    return ctypes.c_void_p(array.ctypes.data)


@pytest.fixture(scope="module")
def plain_c(tmp_path_factory: pytest.TempPathFactory) -> PlainC:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler (cc) to compare with")
    library = tmp_path_factory.mktemp("c") / "spectrum.so"
    source = Path(__file__).with_name("spectrum.c")
    options = ["-O2", "-shared", "-fPIC"]
    subprocess.run([compiler, *options, "-o", library, source, "-lm"], check=True)
    return PlainC(library)


def medians(runs: tuple[Run, ...], rounds: int) -> list[float]:
    """Median times of runs that take turns, s."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for run, taken in zip(runs, times, strict=True):
            start = time.perf_counter()
            run()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def compare(
    name: str,
    runs: tuple[Run, Run],
    rounds: int,
    benchmark: BenchmarkFixture,
    capsys: pytest.CaptureFixture[str],
) -> tuple[np.ndarray, np.ndarray]:
    """The results of Python and C, and their times where benchmarks are on."""
    python, c = runs
    of_c = c()
    if benchmark.enabled:
        of_python, of_c_loop = medians(runs, rounds)
        benchmark.extra_info |= {"c_median_s": of_c_loop, "ratio_to_c": of_python / of_c_loop}
        with capsys.disabled():
            print(
                f"\n{name}: Python {of_python * 1e3:.3f} ms, C {of_c_loop * 1e3:.3f} ms, "
                f"ratio {of_python / of_c_loop:.2f}"
            )
    return benchmark(python), of_c


def assert_same(
    of_python: np.ndarray, of_c: np.ndarray, nu: rw.Neutrinos, omega: np.ndarray
) -> None:
    # At the thresholds the printed formula of the C loop loses its digits.
    edges = rw.thresholds(rw.YB, nu).detuning[..., None]
    detuning = rw.YB.end_point - omega
    away = np.all(np.abs(detuning - edges) > 1e-3 * edges, axis=-2)
    assert away.mean() > 0.99
    of_c = of_c.reshape(of_python.shape)
    np.testing.assert_allclose(of_python[away], of_c[away], rtol=1e-9, atol=0)


def test_one_spectrum(
    plain_c: PlainC, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    omega = np.linspace(0.001, 1.0717, 2000)
    nu = rw.Neutrinos.from_oscillation("normal", 0.01, alpha21=1.0, alpha31=ALPHA31)
    masses, mixing = nu.masses[None].copy(), nu.mixing[None].copy()
    runs = (
        lambda: rw.spectral_function(rw.YB, nu, omega=omega),
        lambda: plain_c.spectrum(masses, mixing, omega),
    )
    of_python, of_c = compare("2,000 energies", runs, 300, benchmark, capsys)
    assert of_python.shape == (2000,)
    assert_same(of_python, of_c, nu, omega)


@pytest.mark.parametrize("part", ["neutrinos and spectra", "spectra alone"])
def test_scan(
    part: str, plain_c: PlainC, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    omega = np.linspace(0.02, 1.0717, 50)
    lightest_mass = np.geomspace(1e-4, 0.1, 200)[:, None]
    alpha21 = np.linspace(0, 2 * np.pi, 200)
    flat = [np.ascontiguousarray(x.ravel()) for x in np.broadcast_arrays(lightest_mass, alpha21)]

    def neutrinos() -> rw.Neutrinos:
        return rw.Neutrinos.from_oscillation(
            "normal", lightest_mass, alpha21=alpha21, alpha31=ALPHA31
        )

    nu, in_c = neutrinos(), plain_c.neutrinos(*flat)
    runs = {
        "spectra alone": (
            lambda: rw.spectral_function(rw.YB, nu, omega=omega),
            lambda: plain_c.spectrum(*in_c, omega),
        ),
        "neutrinos and spectra": (
            lambda: rw.spectral_function(rw.YB, neutrinos(), omega=omega),
            lambda: plain_c.spectrum(*plain_c.neutrinos(*flat), omega),
        ),
    }[part]
    of_python, of_c = compare(f"200 x 200 scan, {part}", runs, 15, benchmark, capsys)
    assert of_python.shape == (200, 200, 50)
    assert_same(of_python, of_c, nu, omega)


@pytest.mark.parametrize("nature", ["dirac", "majorana"])
def test_every_interaction(
    nature: str, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    omega = np.linspace(0.001, 1.0717, 2000)
    nu = rw.Neutrinos.from_oscillation("normal", 0.01, nature, alpha21=1.0, alpha31=ALPHA31)
    g = rw.flavour_coupling([[1.0, 0.5j, 0.2], [-0.5j, 0.3, 0.4], [0.2, 0.4, -0.6]], nu)
    interactions = (
        rw.VectorMediator(0.7, 1e-12, 1e-11 * g, -2e-11 * g, longitudinal=True),
        rw.ScalarMediator(0.4, 1e-9, 1e-8 * g, 2e-8 * g.T),
        rw.DipoleMoments(1e-10j * g.imag, 2e-10j * g.imag),
    )
    runs = (
        lambda: rw.spectral_function(rw.YB, nu, omega=omega, interactions=interactions),
        lambda: rw.spectral_function(rw.YB, nu, omega=omega),
    )
    if benchmark.enabled:
        with_all, alone = medians(runs, 300)
        benchmark.extra_info |= {"sm_median_s": alone, "ratio_to_sm": with_all / alone}
        with capsys.disabled():
            print(
                f"\n2,000 energies, {nature}: every interaction on {with_all * 1e3:.3f} ms, "
                f"Standard Model {alone * 1e3:.3f} ms, ratio {with_all / alone:.2f}"
            )
    assert np.all(benchmark(runs[0])[omega < 1.07] != runs[1]()[omega < 1.07])
