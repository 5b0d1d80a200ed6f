"""What must not change the spectrum, and what must: fixed cases and Hypothesis properties."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import renp_widgets as rw
import renp_widgets.physics.constants
import renp_widgets.physics.form_factors
import renp_widgets.physics.mediators

DETUNING = np.geomspace(1e-3, 1.0, 50)
natures = pytest.mark.parametrize("nature", ["dirac", "majorana"])
many_examples = settings(max_examples=150)


def three_flavours(nature: str, **phases: float) -> np.ndarray:
    nu = rw.Neutrinos.from_oscillation("normal", 0.02, nature, **phases)
    return rw.spectral_function(rw.YB, nu, detuning=DETUNING)


PHASES = ({"delta": 2.0}, {"alpha21": 2.0}, {"alpha31": 2.0})


@pytest.mark.parametrize("phases", [*PHASES, {"delta": 1.0, "alpha21": 2.0, "alpha31": 3.0}])
def test_unitary_dirac_spectrum_knows_no_phase(phases: dict[str, float]) -> None:
    reference = three_flavours("dirac", delta=0.0)
    np.testing.assert_allclose(three_flavours("dirac", **phases), reference, rtol=1e-12)


@pytest.mark.parametrize("phases", PHASES)
def test_majorana_spectrum_knows_the_phases(phases: dict[str, float]) -> None:
    reference = three_flavours("majorana", delta=0.0)
    change = three_flavours("majorana", **({"delta": 0.0} | phases)) / reference - 1
    assert np.max(np.abs(change)) > 5e-4


def test_delta_matters_for_dirac_neutrinos_when_mixing_is_not_unitary() -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.02, "dirac", delta=[0.0, 2.0])
    for element, matters in (((0, 0), False), ((1, 0), True), ((2, 0), True), ((1, 1), True)):
        matrix = np.eye(3)
        matrix[element] += 0.03
        spectra = rw.spectral_function(rw.YB, rw.non_unitary(nu, matrix), detuning=DETUNING)
        change = np.max(np.abs(spectra[1] / spectra[0] - 1))
        assert change > 1e-5 if matters else change < 1e-13


@natures
def test_massless_neutrinos_hide_their_nature(nature: str) -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.0, nature, alpha21=1.0, alpha31=2.0)
    nu = dataclasses.replace(nu, masses=np.zeros(3))
    other = dataclasses.replace(nu, nature="dirac" if nature == "majorana" else "majorana")
    for average in ("isotropic", "coupled"):
        np.testing.assert_allclose(
            rw.channel_spectra(rw.YB, nu, detuning=DETUNING, average=average),
            rw.channel_spectra(rw.YB, other, detuning=DETUNING, average=average),
            rtol=1e-13,
        )


@natures
def test_decoupled_sterile_state_changes_nothing(nature: str) -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.02, nature)
    masses, mixing = np.append(nu.masses, 0.03), np.pad(nu.mixing, ((0, 0), (0, 1)))
    four = rw.Neutrinos(masses=masses, mixing=mixing, nature=nature)
    parts = rw.channel_spectra(rw.YB, four, detuning=DETUNING)
    sterile = np.array([4 in channel for channel in rw.channels(4)])
    np.testing.assert_array_equal(parts[sterile], 0)
    three = rw.channel_spectra(rw.YB, nu, detuning=DETUNING)
    np.testing.assert_allclose(parts[~sterile], three, rtol=1e-14)


@natures
def test_rotation_of_degenerate_states(nature: str) -> None:
    # For equal masses any unitary (Dirac) or real orthogonal (Majorana) basis will do.
    nu = rw.Neutrinos.from_oscillation("normal", 0.02, nature, alpha21=1.0)
    nu = dataclasses.replace(nu, masses=[0.03, 0.03, 0.05])
    rotation = np.eye(3, dtype=complex)
    phase = np.exp(0.4j) if nature == "dirac" else 1.0
    rotation[:2, :2] = [[0.6, 0.8 * phase], [-0.8 / phase, 0.6]]
    rotated = dataclasses.replace(nu, mixing=nu.mixing @ rotation)
    spectrum = rw.spectral_function(rw.YB, nu, detuning=DETUNING)
    np.testing.assert_allclose(
        rw.spectral_function(rw.YB, rotated, detuning=DETUNING), spectrum, rtol=1e-12
    )
    if nature == "majorana":
        rotation[:2, :2] = [[0.6, 0.8j], [0.8j, 0.6]]
        rotated = dataclasses.replace(nu, mixing=nu.mixing @ rotation)
        changed = rw.spectral_function(rw.YB, rotated, detuning=DETUNING)
        assert np.max(np.abs(changed / spectrum - 1)) > 1e-3


@dataclasses.dataclass(frozen=True)
class System:
    """An atom, any neutrinos, detunings at, next to and between thresholds, and an average."""

    target: rw.Target
    nu: rw.Neutrinos
    detuning: np.ndarray
    average: str

    def parts(self, **changes: object) -> np.ndarray:
        new = dataclasses.replace(self, **changes)
        return rw.channel_spectra(new.target, new.nu, detuning=new.detuning, average=new.average)

    def with_mixing(self, mixing: np.ndarray) -> np.ndarray:
        return self.parts(nu=dataclasses.replace(self.nu, mixing=mixing))


# Massless, tiny, degenerate, almost degenerate, and heavier than the atom can make.
MASSES = st.sampled_from([0.0, 1e-12, 1e-8, 0.05, np.nextafter(0.05, 1), 0.3]) | st.floats(1e-9, 5)


@st.composite
def systems(draw: st.DrawFn) -> System:
    target = rw.Target(
        "any",
        draw(st.sampled_from([2.14349, 8.31532, 0.01, 300.0])),
        1000.0,
        j_e=draw(st.sampled_from([0, 1, 2])),
    )
    masses = draw(st.lists(MASSES, min_size=2, max_size=5))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    mixing = rng.normal(size=(2, 3, len(masses)))
    nu = rw.Neutrinos(
        masses=masses,
        mixing=mixing[0] + 1j * mixing[1],
        nature=draw(st.sampled_from(["dirac", "majorana"])),
    )
    edges = rw.thresholds(target, nu).detuning
    powers = draw(st.lists(st.floats(-25, 0, exclude_max=True), min_size=1, max_size=4))
    detuning = np.concatenate(
        [
            [-target.e_eg, 0.0],
            target.end_point * 10.0 ** np.array(powers),
            edges,
            np.nextafter(edges[edges > 0], np.inf),
        ]
    )
    detuning = detuning[detuning < target.end_point]
    return System(target, nu, detuning, draw(st.sampled_from(["isotropic", "coupled"])))


@many_examples
@given(systems())
def test_positive_where_open_and_zero_where_closed(system: System) -> None:
    parts = system.parts()
    edges = rw.thresholds(system.target, system.nu).detuning
    assert np.all(np.isfinite(parts))
    np.testing.assert_array_equal(parts > 0, system.detuning > edges[:, None])
    np.testing.assert_array_equal(parts >= 0, True)
    total = rw.spectral_function(
        system.target, system.nu, detuning=system.detuning, average=system.average
    )
    np.testing.assert_allclose(total, parts.sum(axis=0), rtol=1e-13)


@many_examples
@given(systems(), st.sampled_from([2.0**-10, 2.0**10, 2.0**40]))
def test_unit_of_energy_does_not_matter(system: System, unit: float) -> None:
    # A power of two rounds nothing: I is dimensionless to the last bit.
    target = dataclasses.replace(
        system.target, e_eg=system.target.e_eg * unit, e_vg=system.target.e_vg * unit
    )
    nu = dataclasses.replace(system.nu, masses=system.nu.masses * unit)
    scaled = system.parts(target=target, nu=nu, detuning=system.detuning * unit)
    np.testing.assert_array_equal(scaled, system.parts())


def test_electronvolts_or_millielectronvolts() -> None:
    nu = rw.Neutrinos.from_oscillation("inverted", 0.02)
    in_mev = dataclasses.replace(nu, masses=nu.masses * 1000)
    target = rw.Target("Yb in meV", rw.YB.e_eg * 1000, rw.YB.e_vg * 1000)
    np.testing.assert_allclose(
        rw.spectral_function(target, in_mev, detuning=DETUNING * 1000),
        rw.spectral_function(rw.YB, nu, detuning=DETUNING),
        rtol=1e-12,
    )


@pytest.mark.parametrize("average", ["isotropic", "coupled"])
@pytest.mark.parametrize("linewidth", [None, 1e-3])
@natures
def test_dimensions_of_all_interactions(
    nature: str, linewidth: float | None, average: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spectrum(unit: float) -> np.ndarray:
        """With energies in units of 1/unit eV."""
        nu = rw.Neutrinos.from_oscillation("inverted", 0.02, nature, alpha21=1.0)
        nu = dataclasses.replace(nu, masses=nu.masses * unit)
        target = rw.Target("Xe", rw.XE.e_eg * unit, rw.XE.e_vg * unit, j_e=2)
        g = rw.flavour_coupling([[1.0, 0.5j, 0.2], [-0.5j, 0.3, 0.4], [0.2, 0.4, -0.6]], nu)
        interactions = [
            rw.VectorMediator(0.7 * unit, 1e-12, 1e-11 * g, -3e-11 * g, longitudinal=True),
            rw.VectorMediator(20.0 * unit, 1e-12, 1e-9 * g, 3e-9 * g, width=0.1 * unit),
            rw.ScalarMediator(1.5 * unit, 1e-9, 1e-8 * g, -2e-8 * g.T, width=0.1 * unit),
            rw.DipoleMoments(2e-10j * g.imag, 1e-10j * g.imag),
        ]
        options = {"detuning": DETUNING * unit, "interactions": interactions, "average": average}
        if linewidth is not None:
            return rw.line_averaged(target, nu, linewidth * unit, **options)
        return rw.channel_spectra(target, nu, **options)

    in_ev = spectrum(1.0)
    for name, dimension in (("G_FERMI", -2), ("ELECTRON_MASS", 1), ("BOHR_MAGNETON", -1)):
        constant = getattr(renp_widgets.physics.constants, name)
        for module in (renp_widgets.physics.form_factors, renp_widgets.physics.mediators):
            monkeypatch.setattr(module, name, constant * 1000.0**dimension, raising=False)
    np.testing.assert_allclose(spectrum(1000.0), in_ev, rtol=1e-10)
    assert in_ev.min() > 0


@many_examples
@given(systems(), st.permutations(range(5)))
def test_relabelled_states_relabel_the_channels(system: System, permutation: list[int]) -> None:
    n = system.nu.n_states
    order = [state for state in permutation if state < n]
    nu = dataclasses.replace(
        system.nu, masses=system.nu.masses[order], mixing=system.nu.mixing[:, order]
    )
    parts = dict(zip(rw.channels(n), system.parts(), strict=True))
    for (i, j), part in zip(rw.channels(n), system.parts(nu=nu), strict=True):
        old = sorted((order[i - 1] + 1, order[j - 1] + 1))
        np.testing.assert_allclose(part, parts[old[0], old[1]], rtol=1e-11)


@many_examples
@given(systems(), st.floats(-10, 10), st.floats(-10, 10))
def test_unobservable_phases(system: System, first: float, second: float) -> None:
    reference, mixing = system.parts(), system.nu.mixing
    charged_leptons = np.exp(1j * np.array([first, second, first - second]))[:, None]
    equal = [mixing.conj(), mixing * charged_leptons]
    signs = np.where(np.arange(system.nu.n_states) % 2, -1, 1)
    equal.append(mixing * signs)  # a Majorana field may change sign, a Dirac field its phase
    if system.nu.nature == "dirac":
        equal.append(mixing * np.exp(1j * first * np.arange(system.nu.n_states)))
    for other in equal:
        np.testing.assert_allclose(system.with_mixing(other), reference, rtol=1e-11)


@many_examples
@given(systems(), st.integers(0, 2**32), st.integers(2, 4))
def test_batches_do_not_mix(system: System, seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    shape = (size, 3, system.nu.n_states)
    mixing = rng.normal(size=shape) + 1j * rng.normal(size=shape)
    masses = system.nu.masses * rng.uniform(0, 2, (size, 1))
    batch = rw.Neutrinos(masses=masses, mixing=mixing, nature=system.nu.nature)
    parts = system.parts(nu=batch)
    for k in range(size):
        one = dataclasses.replace(batch, masses=masses[k], mixing=mixing[k])
        np.testing.assert_allclose(parts[k], system.parts(nu=one), rtol=1e-12)
