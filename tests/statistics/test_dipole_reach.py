"""The reach in dipole moments and the tables of elements, beside direct searches."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize, minimize_scalar

import renp_widgets as rw
from renp_widgets.physics.mediators import MediatorCoupling
from renp_widgets.statistics import Hypothesis, discrimination, poisson_chi2
from renp_widgets.statistics.dipole_reach import (
    MomentReach,
    moment_elements,
    moment_reach,
    moment_response,
)
from renp_widgets.statistics.element_tables import ElementTable, coupling_table, moment_table
from renp_widgets.statistics.experiment import DAY, Experiment

DETUNINGS = (1.1e-4, 2.5e-4, 9e-4, 1.2e-3, 3e-3, 1e-1)
NATURES = ("dirac", "majorana")
MAJORANA = Hypothesis("normal", 0.01, alpha21=1.0, alpha31=2.0)
TRUTHS = {"majorana": MAJORANA, "dirac": Hypothesis("normal", 0.01, "dirac")}


def experiment(days: float = 10.0, detuning: Sequence[float] = DETUNINGS, **more) -> Experiment:
    return Experiment(rw.YB, detuning, days * DAY, **more)


def dipoles(nature: str, kind: str, element: str, moment: float | np.ndarray) -> rw.DipoleMoments:
    """One moment in the published convention: mu_ij, or mu^M_ij = mu_ij - mu_ji."""
    i, j = (int(k) - 1 for k in element)
    matrix = np.zeros((*np.shape(moment), 3, 3), dtype=complex)
    entry = 0.5j * moment if nature == "majorana" else moment
    matrix[..., i, j], matrix[..., j, i] = entry, np.conj(entry)
    return rw.DipoleMoments(**{kind: matrix})


def each(reach: MomentReach) -> list[tuple[str, str, float]]:
    return [
        (kind, element, moment)
        for kind in ("magnetic", "electric")
        for element, moment in zip(reach.elements, getattr(reach, kind), strict=True)
    ]


@pytest.mark.parametrize("nature", NATURES)
@pytest.mark.parametrize(
    "more",
    [
        {"normalisation_prior": 0.0},
        {"normalisation_prior": 0.1, "background": 1e-4},
        {"background": 1e-5, "average": "coupled"},
        {"linewidth": 1e-5},
        {},
    ],
)
def test_general_fit_at_the_reach(nature: str, more: dict) -> None:
    truth, e = TRUTHS[nature], experiment(50, **more)
    for kind, element, moment in each(moment_reach(e, truth, significance=2.0)):
        if np.isinf(moment):  # absorbed by the normalisation
            assert (kind, element, nature) == ("electric", "33", "dirac")
            moments = dipoles(nature, kind, element, 1e-6)
            assert discrimination(e, truth, replace(truth, interactions=(moments,))).chi2 < 4
            continue
        for factor in (0.99, 1.0, 1.01, 10.0):
            moments = dipoles(nature, kind, element, factor * moment)
            chi2 = discrimination(e, truth, replace(truth, interactions=(moments,))).chi2
            if factor == 1:
                assert chi2 == pytest.approx(4, rel=1e-7)
            else:
                assert (chi2 > 4) == (factor > 1)


@pytest.mark.parametrize("nature", NATURES)
def test_elements_and_convention(nature: str) -> None:
    reach = moment_reach(experiment(), TRUTHS[nature])
    pairs = ("12", "13", "23") if nature == "majorana" else ("11", "12", "13", "22", "23", "33")
    assert reach.elements == moment_elements(nature) == pairs
    assert reach.magnetic.shape == reach.electric.shape == (len(pairs),)
    assert reach.per_entry == (2.0 if nature == "majorana" else 1.0)
    assert np.all((reach.magnetic > 3e-11) & (reach.magnetic < 3e-10))


def test_majorana_transition_moments_reach_less_far_by_root_two() -> None:
    """w sum |mu^M|^2 = |mu^M|^2 against 2 |mu|^2, where the Standard Model is the same."""
    light = {name: replace(truth, lightest_mass=1e-6) for name, truth in TRUTHS.items()}
    e = experiment(detuning=(0.05, 0.1, 0.3, 0.6), normalisation_prior=0.0)  # natures look alike
    dirac, majorana = (moment_reach(e, light[nature]) for nature in NATURES)
    chosen = [dirac.elements.index(pair) for pair in majorana.elements]
    assert majorana.magnetic == pytest.approx(np.sqrt(2) * dirac.magnetic[chosen], rel=1e-3)
    assert majorana.electric == pytest.approx(np.sqrt(2) * dirac.electric[chosen], rel=1e-3)


@pytest.mark.parametrize("nature", NATURES)
def test_scaling_with_exposure(nature: str) -> None:
    """Many events: the Standard Model's fluctuations are the background, chi^2 ~ t mu^4. Few, with
    the normalisation known: what counts is that anything is seen, chi^2 ~ t mu^2.
    """
    many = experiment(1e9)
    few = experiment(1e-9, normalisation_prior=0.0)
    for e, power in ((many, -1 / 4), (few, -1 / 2)):
        before, after = moment_reach(e, TRUTHS[nature]), moment_reach(e.exposed(16), TRUTHS[nature])
        for kind in ("magnetic", "electric"):
            ratio = getattr(after, kind) / getattr(before, kind)
            assert ratio == pytest.approx(16**power, rel=1e-3)


def test_nothing_to_see() -> None:
    truth = TRUTHS["dirac"]
    below = moment_reach(experiment(detuning=DETUNINGS[:4]), truth)  # no trigger where 33 is open
    assert np.isinf([below.magnetic[-1], below.electric[-1]]).all()
    assert np.isfinite(below.magnetic[:-1]).all()
    alone = moment_reach(experiment(1e6, detuning=(3e-3,)), truth)  # one number, free normalisation
    assert np.isinf([alone.magnetic, alone.electric]).all()


def brute_table(
    e: Experiment, truth: Hypothesis, hypotheses: list, sizes: np.ndarray
) -> np.ndarray:
    """The lowest chi^2 of a dense scan over sizes of both signs, and a search around it."""
    nu, n_sizes = truth.neutrinos(), len(sizes)
    counts = [e.counts(nu, (make(np.array(x)),)) for make, x in zip(hypotheses, sizes, strict=True)]
    table = np.zeros((n_sizes, n_sizes))
    for b, make in enumerate(hypotheses):
        tried = np.geomspace(1e-4, 1e4, 401) * sizes[b]
        for sign in (1, -1):
            signal = e.signal_counts(nu, (make(sign * tried),))
            for a, n in enumerate(counts):

                def chi2(log: float, n=n, make=make, sign=sign) -> float:
                    one = e.signal_counts(nu, (make(sign * np.exp(log)),))
                    found, _ = poisson_chi2(n, one, e.background_counts, e.normalisation_prior)
                    return float(found)

                values, _ = poisson_chi2(n, signal, e.background_counts, e.normalisation_prior)
                k = np.clip(np.argmin(values), 1, 399)
                ends = np.log(tried[[k - 1, k + 1]])
                lowest = minimize_scalar(chi2, bounds=ends, method="bounded").fun
                lowest = np.sqrt(min(lowest, values.min()))
                table[a, b] = lowest if sign == 1 else min(lowest, table[a, b])
    return table


@pytest.mark.parametrize("more", [{}, {"normalisation_prior": 0.05, "background": 1e-5}])
def test_moment_table_beside_searches(more: dict) -> None:
    e = experiment(100, **more)
    table = moment_table(e, MAJORANA)
    assert table.labels == ("mu 12", "mu 13", "mu 23", "eps 12", "eps 13", "eps 23")
    reach = moment_reach(e, MAJORANA)
    assert table.sizes == pytest.approx(np.concatenate([reach.magnetic, reach.electric]))
    hypotheses = [
        lambda x, kind=kind, element=element: dipoles("majorana", kind, element, x)
        for kind, element, _ in each(reach)
    ]
    expected = brute_table(e, MAJORANA, hypotheses, table.sizes)
    assert table.significances == pytest.approx(expected, rel=1e-4, abs=1e-4)
    assert np.all(np.diag(table.significances) == 0)


def test_convex_search_over_two_elements() -> None:
    """Row mu 12, column eps 12 of Dirac neutrinos, by a search in the plane of both signals."""
    e, truth = experiment(1e3), TRUTHS["dirac"]
    table = moment_table(e, truth, 2e-10)
    response = moment_response(e, truth)
    rows = [table.labels.index(name) for name in ("mu 12", "eps 12")]
    n = response.standard + table.sizes[rows[0]] ** 2 * response.square[rows[0]]
    other = response.square[rows[1]] * 1e-20

    def chi2(parts: np.ndarray) -> float:
        expected = parts[0] * response.standard + parts[1] * other
        return float(2 * np.sum(expected - n + n * np.log(n / expected)))

    found = minimize(
        chi2, [1.0, 1.0], bounds=[(1e-6, None), (0, None)], options={"ftol": 1e-15, "gtol": 1e-9}
    )
    assert table.significances[tuple(rows)] == pytest.approx(np.sqrt(found.fun), rel=1e-4)


def test_coupling_table_beside_searches() -> None:
    e = experiment(100, normalisation_prior=0.1)
    couplings = [MediatorCoupling(element=x) for x in ("universal", "11", "23")]
    couplings.append(MediatorCoupling("scalar", "12"))
    table = coupling_table(e, MAJORANA, couplings, 0.3)
    assert table.labels == ("Z' universal", "Z' 11", "Z' 23", "phi S 12")
    hypotheses = [lambda x, each=each: each.interaction(0.3, x, 0.0) for each in couplings]
    expected = brute_table(e, MAJORANA, hypotheses, table.sizes)
    assert table.significances == pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_degenerate_masses_hide_elements() -> None:
    """Above all thresholds of nearly equal masses the kind shows, the element hardly."""
    e, truth = experiment(1e4, (0.35, 0.6, 0.9)), replace(TRUTHS["dirac"], lightest_mass=0.5)
    table = moment_table(e, truth, 3e-10)
    same = np.kron(np.eye(2), np.ones((6, 6))).astype(bool)
    assert table.significances[same].max() < 1 < 10 < table.significances[~same].min()


def test_own_thresholds_tell_elements_apart() -> None:
    """A trigger between the thresholds of 13 and 33 shows that it is not 33."""
    truth = TRUTHS["dirac"]
    edges = dict(
        zip(
            ("11", "12", "13", "22", "23", "33"),
            rw.thresholds(rw.YB, truth.neutrinos()).detuning,
            strict=True,
        )
    )
    between = np.sqrt(edges["33"] * edges["23"])
    table = moment_table(experiment(100, (between, 0.1)), truth, 3e-10)
    row, column = (table.labels.index(f"mu {pair}") for pair in ("13", "33"))
    assert table.significances[row, column] > 5


def test_unseen_element_is_no_truth() -> None:
    table = moment_table(experiment(detuning=DETUNINGS[:4]), TRUTHS["dirac"])
    assert isinstance(table, ElementTable)
    unseen = table.labels.index("mu 33")
    assert table.sizes[unseen] == 0
    assert np.all(table.significances[unseen] < 1e-3)
    seen = table.labels.index("mu 11")
    assert table.significances[seen, unseen] > 2  # against the Standard Model


def test_bad_input() -> None:
    e = experiment()
    with pytest.raises(ValueError, match="no channel is open"):
        moment_reach(experiment(detuning=(1e-6,)), MAJORANA)
    with pytest.raises(ValueError, match="significance"):
        moment_reach(e, MAJORANA, significance=-1)
    with pytest.raises(ValueError, match="must have no dipole moments"):
        moment_reach(
            e, replace(MAJORANA, interactions=(dipoles("majorana", "magnetic", "12", 1e-11),))
        )
    with pytest.raises(ValueError, match="sizes must be one number or 6 of them"):
        moment_table(e, MAJORANA, [1e-11, 1e-11])
    with pytest.raises(ValueError, match=r"sizes\[0\]"):
        moment_table(e, MAJORANA, [-1e-11] * 6)
    with pytest.raises(ValueError, match="couplings must not be empty"):
        coupling_table(e, MAJORANA, [], 0.1)
    with pytest.raises(TypeError, match="couplings must be a MediatorCoupling"):
        coupling_table(e, MAJORANA, ["vector"], 0.1)
    with pytest.raises(ValueError, match="mass"):
        coupling_table(e, MAJORANA, [MediatorCoupling()], 0.0)
