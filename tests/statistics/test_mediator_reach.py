"""The reach in mediator couplings, beside dense scans that know nothing of how it is found."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.physics.couplings import ELEMENTS
from renp_widgets.physics.mediators import MediatorCoupling
from renp_widgets.statistics import Hypothesis, fit
from renp_widgets.statistics.element_tables import coupling_table
from renp_widgets.statistics.experiment import DAY, Experiment
from renp_widgets.statistics.mediator_reach import (
    TRIGGER_LINEWIDTH,
    CouplingReach,
    coupling_reach,
    mediator_response,
    reach_steps,
)
from renp_widgets.statistics.questions import asimov_counts

TRUTH = Hypothesis("normal", 0.01, alpha21=1.0, alpha31=2.0)
DETUNINGS = (1.1e-4, 2.5e-4, 9e-4, 1.2e-3, 3e-3, 1e-1)
MASSES = np.geomspace(1e-4, 1e4, 9)


LINE = TRIGGER_LINEWIDTH


def experiment(days: float = 10.0, detuning: Sequence[float] = DETUNINGS, **more) -> Experiment:
    return Experiment(rw.YB, detuning, days * DAY, **({"linewidth": LINE} | more))


def couplings() -> list[MediatorCoupling]:
    kinds = [("vector", "scalar"), ("scalar", "scalar"), ("scalar", "pseudoscalar")]
    return [
        MediatorCoupling(mediator, element, phase, kind)
        for (mediator, kind), element, phase in product(kinds, ELEMENTS, ("real", "imaginary"))
    ]


def brute_chi2(
    e: Experiment, coupling: MediatorCoupling, mass: float, products: np.ndarray
) -> np.ndarray:
    """chi^2 at every product, from spectra with everything on, and closed forms for s.

    Without background; the normalisation free or known.
    """
    root = np.sqrt(np.abs(products))
    matrix = np.zeros((3, 3), dtype=complex)
    if coupling.element == "universal":
        matrix += np.eye(3)
    else:
        i, j = (int(k) - 1 for k in coupling.element)
        matrix[i, j] = 1j if coupling.phase == "imaginary" and i != j else 1.0
        matrix[j, i] = matrix[i, j].conj()
    matrices = root[:, None, None] * matrix
    if coupling.mediator == "vector":
        mediator = rw.VectorMediator(mass, np.sign(products) * root, matrices, width=0.0)
    else:
        kind = {f"y_{coupling.scalar_kind}": matrices}
        mediator = rw.ScalarMediator(mass, np.sign(products) * root, **kind, width=0.0)
    nu = TRUTH.neutrinos()
    scale = e.reference_rate * e.live_times
    n, signal = (
        scale * rw.line_averaged(rw.YB, nu, LINE, detuning=e.triggers, interactions=x)
        for x in ((), (mediator,))
    )
    if e.normalisation_prior is None:
        signal = signal * (n.sum() / signal.sum(axis=-1))[:, None]
    return 2 * np.sum(signal - n + n * np.log(n / signal), axis=-1)


def general_chi2(e: Experiment, coupling: MediatorCoupling, mass: float, product: float) -> float:
    mediator = coupling.interaction(mass, product)
    return fit(e, asimov_counts(e, TRUTH), replace(TRUTH, interactions=(mediator,))).chi2


@pytest.mark.parametrize("prior", [0.0, None])
@pytest.mark.parametrize("days", [10.0, 1e3, 1e7])
@pytest.mark.parametrize(
    "coupling",
    [
        MediatorCoupling(),
        MediatorCoupling(element="11"),
        MediatorCoupling(element="13", phase="imaginary"),
        MediatorCoupling("scalar"),
        MediatorCoupling("scalar", "23", scalar_kind="pseudoscalar"),
    ],
    ids=lambda x: x.label,
)
def test_outermost_crossing_of_a_dense_scan(
    coupling: MediatorCoupling, days: float, prior: float | None
) -> None:
    e = experiment(days, normalisation_prior=prior)
    masses = [1e-3, 0.3, 30.0] if days == 10 else [0.3]
    reach = coupling_reach(e, TRUTH, coupling, masses)
    for k, mass in enumerate(masses):
        for sign, found in ((1, reach.positive[k]), (-1, reach.negative[k])):
            response = mediator_response(e, TRUTH, coupling, np.array([mass])).of_sign(sign)
            typical = response.sizes(response.standard)
            x = np.geomspace(1e-6 * typical.min(), 1e4 * typical[np.isfinite(typical)].max(), 8000)
            inside = np.flatnonzero(brute_chi2(e, coupling, mass, sign * x) < 9)
            if inside[-1] == len(x) - 1:
                assert found == np.inf
            else:
                assert x[inside[-1]] * (1 - 1e-6) <= found <= x[inside[-1] + 1] * (1 + 1e-6)


def test_interference_opens_a_second_window() -> None:
    """At x = -A/B a heavy mediator changes no counts, however many they are."""
    e = experiment(1e9, normalisation_prior=0.0)
    coupling = MediatorCoupling(element="11")
    reach = coupling_reach(e, TRUTH, coupling, [1e3])
    response = mediator_response(e, TRUTH, coupling, np.array([1e3]))
    same = -response.interference[0] / response.square[0]
    sign = np.sign(same[0])
    outer = reach.positive[0] if sign > 0 else reach.negative[0]
    inner = reach.negative[0] if sign > 0 else reach.positive[0]
    assert outer > 100 * inner
    x = sign * np.geomspace(2 * inner, outer / 1.5, 100)
    assert brute_chi2(e, coupling, 1e3, x).max() > 1e6  # excluded, but larger ones are not
    assert brute_chi2(e, coupling, 1e3, np.array([sign * outer]))[0] == pytest.approx(9, rel=1e-3)


@pytest.mark.parametrize("background", [0.0, 1e-4])
@pytest.mark.parametrize("prior", [None, 0.0, 0.1])
@pytest.mark.parametrize("coupling", couplings()[::5], ids=lambda x: x.label)
def test_general_fit_at_the_reach(
    coupling: MediatorCoupling, prior: float | None, background: float
) -> None:
    e = experiment(100, normalisation_prior=prior, background=background)
    reach = coupling_reach(e, TRUTH, coupling, [1e-2, 1.0, 1e6], significance=2.0)
    for mass, *ends in zip(reach.masses, reach.positive, -reach.negative, strict=True):
        for x in ends:
            if np.isfinite(x):
                assert general_chi2(e, coupling, mass, x) == pytest.approx(4.0, rel=1e-6)
    vanishing = ("phi S 23 imaginary", "phi P 13 imaginary")  # for Majorana neutrinos
    assert np.isfinite(reach.coupling).any() == (coupling.label not in vanishing)


def test_flat_for_light_and_square_for_heavy_mediators() -> None:
    e = experiment(normalisation_prior=0.0)
    for coupling in (MediatorCoupling(), MediatorCoupling("scalar")):
        light = coupling_reach(e, TRUTH, coupling, [1e-4, 1e-3]).coupling
        assert light[1] == pytest.approx(light[0], rel=0.01)
        heavy = coupling_reach(e, TRUTH, coupling, [1e4, 2e4, 1e6]).coupling
        assert heavy[1:] / heavy[0] == pytest.approx([4, 1e4], rel=1e-6)


def test_dips_at_resonances() -> None:
    """Beside the line the reach is proportional to |M^2 - M_k^2|; in it it has the line's width."""
    e = experiment(normalisation_prior=0.0, detuning=(1e-6, *DETUNINGS))
    reach = coupling_reach(e, TRUTH, MediatorCoupling(), MASSES)
    assert reach.resonances == pytest.approx(np.sqrt(2 * rw.YB.e_eg * np.array(DETUNINGS)))
    for resonance in reach.resonances[1:]:
        mass = resonance * np.array([1.0, 1 + 1e-6, 1 - 1e-6, 1.01])
        on, above, below, off = coupling_reach(e, TRUTH, MediatorCoupling(), mass).positive
        shift = 1e-6 * resonance**2 / rw.YB.e_eg / LINE  # standard deviations
        for side in (above, below):
            assert side / on == pytest.approx(np.exp(shift**2 / 2), rel=1e-3)
        assert on < 1e-20 * off
        trigger = resonance**2 / (2 * rw.YB.e_eg)
        away = trigger + LINE * np.array([50.0, 100.0, -50.0])
        near = coupling_reach(e, TRUTH, MediatorCoupling(), np.sqrt(2 * rw.YB.e_eg * away)).positive
        assert near[1] / near[0] == pytest.approx(2, rel=0.01)
        assert near[0] < near[2] * 10
    above = coupling_reach(e, TRUTH, MediatorCoupling(element="33"), MASSES).resonances
    assert above == pytest.approx(reach.resonances[-2:])  # where the pair 33 is open


def test_resonances_are_of_open_pairs_though_lines_reach_further() -> None:
    first = rw.thresholds(rw.YB, TRUTH.neutrinos()).detuning[0]
    e = experiment(detuning=(-LINE, first - 3 * LINE, first + 3 * LINE))
    assert np.all(e.signal_counts(TRUTH.neutrinos())[1:] > 0)
    reach = coupling_reach(e, TRUTH, MediatorCoupling(), MASSES)
    assert reach.resonances == pytest.approx(np.sqrt(2 * rw.YB.e_eg * e.triggers[2:]))


def test_an_experiment_without_linewidth_gets_one() -> None:
    """A pole that is exactly on a trigger needs no moving."""
    bare = experiment(normalisation_prior=0.0, linewidth=0.0)
    coupling, masses = MediatorCoupling(), [1.0, float(np.sqrt(2 * rw.YB.e_eg * DETUNINGS[3]))]
    for e, line in ((bare, TRIGGER_LINEWIDTH), (replace(bare, linewidth=1e-9), 1e-9)):
        found = coupling_reach(e, TRUTH, coupling, masses)
        assert found.linewidth == line
        wide = coupling_reach(replace(e, linewidth=line), TRUTH, coupling, masses)
        np.testing.assert_array_equal(found.coupling, wide.coupling)
        table = coupling_table(e, TRUTH, [coupling, MediatorCoupling(element="13")], masses[1])
        wide_table = coupling_table(
            replace(e, linewidth=line), TRUTH, [coupling, MediatorCoupling(element="13")], masses[1]
        )
        np.testing.assert_array_equal(table.significances, wide_table.significances)
        assert table.sizes[0] == pytest.approx(found.positive[1], rel=1e-6)
    steps = (
        reach_steps(e, TRUTH, coupling, masses[0], free=["lightest_mass"])
        for e in (bare, replace(bare, linewidth=TRIGGER_LINEWIDTH))
    )
    known, given = ([*each][-1] for each in steps)
    np.testing.assert_array_equal(known, given)


def test_heavy_mediators_are_those_of_no_width() -> None:
    """However heavy: a width as large as M, of couplings above 1, is none of a contact force."""
    e = experiment(normalisation_prior=0.0)
    reach = coupling_reach(e, TRUTH, MediatorCoupling(), [1e6, 1e15]).coupling
    assert reach[1] / reach[0] == pytest.approx(1e18, rel=1e-6)


@pytest.mark.parametrize("linewidth", [1e-9, 1e-7])
def test_line_on_a_resonance(linewidth: float) -> None:
    """An on-shell mediator's signal is proportional to |x| and, in the peak, to 1/linewidth."""
    e = experiment(linewidth=linewidth, normalisation_prior=0.0, detuning=DETUNINGS[1:3])
    masses = np.append(np.sqrt(2 * rw.YB.e_eg * e.triggers[1:]), 10.0)
    reach = coupling_reach(e, TRUTH, MediatorCoupling(), masses)
    for mass, *ends in zip(masses, reach.positive, -reach.negative, strict=True):
        for x in ends:
            assert general_chi2(e, MediatorCoupling(), mass, x) == pytest.approx(9, rel=1e-6)
    other = coupling_reach(replace(e, linewidth=10 * linewidth), TRUTH, MediatorCoupling(), masses)
    assert other.coupling / reach.coupling == pytest.approx([10, 1], rel=0.01)


def test_signs() -> None:
    e = experiment()
    real = replace(TRUTH, alpha21=0.0, alpha31=0.0, delta=0.0)
    imaginary = MediatorCoupling(element="12", phase="imaginary")
    same = coupling_reach(e, real, imaginary, MASSES)  # conjugate couplings
    assert same.positive == pytest.approx(same.negative, rel=1e-6)
    differing = coupling_reach(e, TRUTH, MediatorCoupling(), MASSES[:3])
    assert np.all(differing.negative > 1.5 * differing.positive)
    assert np.array_equal(differing.coupling, differing.negative)


@pytest.mark.parametrize(
    ("coupling", "changes"),
    [
        (MediatorCoupling("scalar", "12", "imaginary"), {}),  # vanishes for Majorana neutrinos
        (MediatorCoupling("scalar"), {"average": "coupled"}),  # for Yb the spin sees no scalar
        (MediatorCoupling(element="33"), {"detuning": DETUNINGS[:4]}),  # no trigger sees 33
    ],
)
def test_nothing_acts(coupling: MediatorCoupling, changes: dict) -> None:
    reach = coupling_reach(experiment(**changes), TRUTH, coupling, MASSES)
    assert np.all(np.isinf(reach.positive))
    assert np.all(np.isinf(reach.negative))
    assert len(reach.resonances) == 0


def test_free_normalisation_absorbs_a_heavy_mediator() -> None:
    known = experiment(normalisation_prior=0.0)
    free = replace(known, normalisation_prior=None)
    assert np.all(np.isfinite(coupling_reach(known, TRUTH, MediatorCoupling(), MASSES).coupling))
    absorbed = coupling_reach(free, TRUTH, MediatorCoupling(), MASSES).coupling
    assert np.isfinite(absorbed[:4]).all()
    assert np.isinf(absorbed[-3:]).all()
    chi2 = brute_chi2(free, MediatorCoupling(), 1e4, np.geomspace(1e-18, 1.0, 2000))
    assert chi2.max() > 9 > chi2[-1]  # interference excludes some, but not all larger ones


@pytest.mark.parametrize(
    ("mediator", "heavy", "light"), [("vector", 1e-15, 1e-26), ("scalar", 1e-9, 1e-19)]
)
@pytest.mark.parametrize("days", [2.0, 10.0])
def test_published_orders_of_magnitude(
    mediator: str, heavy: float, light: float, days: float
) -> None:
    """Ge and Pasquini, arXiv:2110.03510, abstract: for M from 1e-3 to 1e4 eV the products reach
    down to 1e-15 to 1e-26 (Z') and 1e-9 to 1e-19 (phi).

    So the heavy end of the masses goes with the weak end of the reach. Assumed here: Yb, 1e21 cm^-3
    and 100 cm^3, triggers at 1.0700, 1.0712 and 1.0716 eV between the thresholds, the universal
    coupling, 3 standard deviations, all else known, the normalisation, too. What the paper assumes
    of these is not in its abstract. With a free normalisation 3 triggers exclude no heavy Z'.
    """
    e = experiment(days, rw.YB.end_point - np.array([1.07, 1.0712, 1.0716]), normalisation_prior=0)
    reach = coupling_reach(e, TRUTH, MediatorCoupling(mediator), [1e4, 1e-3]).coupling
    assert np.all(np.abs(np.log10(reach / [heavy, light])) < 1)
    assert e.signal_counts(TRUTH.neutrinos()).sum() == pytest.approx(5 * days, rel=0.2)


@pytest.mark.parametrize("coupling", couplings(), ids=lambda x: x.label)
@pytest.mark.parametrize("nature", ["dirac", "majorana"])
def test_couplings_are_those_of_the_spectrum_explorer(
    coupling: MediatorCoupling, nature: str
) -> None:
    state = ExplorerState(
        nature=nature,
        mediator=coupling.mediator,
        element=coupling.element,
        phase=coupling.phase,
        scalar_kind=coupling.scalar_kind,
        mediator_mass=0.1,
        vector_coupling=3e-24,
        scalar_coupling=3e-18,
    )
    size = 3e-24 if coupling.mediator == "vector" else 3e-18
    theirs, ours = (
        rw.spectral_function(rw.YB, state.neutrinos, detuning=DETUNINGS, interactions=x)
        for x in (state.interactions, (coupling.interaction(0.1, size),))
    )
    assert ours == pytest.approx(theirs, rel=1e-14)


def test_free_lightest_mass(tmp_path: Path) -> None:
    """Further out than with known neutrinos, to where the best mass gives the threshold."""
    e = experiment(100, DETUNINGS[1:5], normalisation_prior=0.0)
    coupling, masses = MediatorCoupling("scalar"), [1.0]
    options = {"free": ("lightest_mass",), "file": tmp_path / "reach.jsonl"}
    truth = replace(TRUTH, alpha21=0.0, alpha31=0.0, mass_range=(0.0, 0.05))
    known = coupling_reach(e, truth, coupling, masses)
    profiled = coupling_reach(e, truth, coupling, masses, **options)
    assert np.all(profiled.positive >= known.positive)
    assert profiled.positive[0] > 1.01 * known.positive[0]
    trial = coupling.interaction(1.0, profiled.positive[0])
    free = replace(truth, interactions=(trial,))
    masses_tried = np.linspace(0, 0.05, 20001)
    counts = e.signal_counts(free.neutrinos(lightest_mass=masses_tried), free.interactions)
    n = asimov_counts(e, truth)
    with np.errstate(divide="ignore"):
        chi2 = 2 * np.sum(counts - n + n * np.log(n / counts), axis=-1)
    assert chi2.min() == pytest.approx(9, rel=1e-2)
    done: list[int] = []
    again = coupling_reach(
        e, truth, coupling, masses, **options, progress=lambda n, _: done.append(n)
    )
    assert np.array_equal(again.positive, profiled.positive)
    assert done == [1]


def test_free_parameters_take_one_fit_by_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    e, coupling = experiment(100, DETUNINGS[1:3], normalisation_prior=0.0), MediatorCoupling()
    fits: list[Hypothesis] = []

    def noted(*arguments: Any) -> Any:
        fits.append(arguments[2])
        return fit(*arguments)

    monkeypatch.setattr("renp_widgets.statistics.mediator_reach.fit", noted)
    *none, reach = (
        (len(fits), found) for found in reach_steps(e, TRUTH, coupling, 1.0, free=["lightest_mass"])
    )
    assert none == [(k + 1, None) for k in range(len(fits))]
    assert len(set(fits)) == len(fits) > 10
    whole = coupling_reach(e, TRUTH, coupling, [1.0], free=["lightest_mass"])
    np.testing.assert_array_equal(reach[1], [whole.positive[0], whole.negative[0]])


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        (
            {"masses": [0.1, 0.0]},
            ValueError,
            r"masses\[1\] must be finite and|masses\[1\] must be in \(0",
        ),
        ({"masses": [-1.0]}, ValueError, r"masses\[0\]"),
        ({"masses": [[1.0]]}, ValueError, "masses must be one row"),
        ({"masses": []}, ValueError, "masses must not be empty"),
        ({"masses": [np.nan]}, ValueError, r"masses\[0\]"),
        ({"significance": 0.0}, ValueError, "significance"),
        ({"coupling": "vector"}, TypeError, "coupling must be a MediatorCoupling"),
        ({"free": ("mass",)}, ValueError, "free"),
        ({"progress": True}, TypeError, "progress go with free parameters"),
        ({"experiment": experiment(detuning=(1e-6,))}, ValueError, "no channel is open"),
    ],
)
def test_bad_input(changes: dict, error: type[Exception], message: str) -> None:
    given = {"experiment": experiment(), "coupling": MediatorCoupling(), "masses": [1.0]} | changes
    positional = [given.pop("experiment"), TRUTH, given.pop("coupling"), given.pop("masses")]
    with pytest.raises(error, match=message):
        coupling_reach(*positional, **given)


@pytest.mark.parametrize("field", ["mediator", "element", "phase", "scalar_kind"])
def test_bad_coupling(field: str) -> None:
    with pytest.raises(ValueError, match=f"{field} must be one of"):
        MediatorCoupling(**{field: "21"})


@pytest.mark.parametrize("more", [{}, {"normalisation_prior": 0.0}, {"background": 1e3}])
def test_no_mass_is_too_far(more: dict) -> None:
    masses = [1e-30, 0.1, np.nextafter(0.1, 1), 1e6, 1e18]
    e = experiment(detuning=(1.1e-4, 0.1**2 / (2 * rw.YB.e_eg)), **more)
    for coupling in (MediatorCoupling(), MediatorCoupling("scalar")):
        reach = coupling_reach(e, TRUTH, coupling, masses)
        assert isinstance(reach, CouplingReach)
        assert reach.positive.shape == reach.negative.shape == reach.coupling.shape == (5,)
        assert not np.isnan(reach.coupling).any()
        assert np.all(reach.coupling > 0)
