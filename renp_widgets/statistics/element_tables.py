"""Element tables: how well the one element that is there is discriminated from the others.

The truth is the Standard Model with one element of a kind, of a given size; the hypothesis the
Standard Model with another element or kind of any size, 0 included. (S.-F. Ge and P. Pasquini,
Phys. Lett. B 841, 137911 (2023), arXiv:2206.11717: "RENP can tell which element is non-zero",
because every element has its own thresholds.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import RefusedInput, instance, real_array, real_number, shortened
from renp_widgets.physics.mediators import MediatorCoupling
from renp_widgets.statistics.dipole_reach import MOMENT_KINDS, moment_elements, moment_response
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.hypothesis import Hypothesis
from renp_widgets.statistics.mediator_reach import mediator_response, over_a_line
from renp_widgets.statistics.questions import asimov_counts
from renp_widgets.statistics.response import Response, excluded_beyond, lowest_chi2
from renp_widgets.values import Array, Value

__all__ = ["ElementTable", "coupling_table", "moment_table"]

_OWN_REACH = 3.0  # standard deviations


@dataclass(frozen=True, eq=False)
class ElementTable(Value):
    """How well single elements are discriminated from each other.

    labels : of the elements, n.
    sizes : of each in the truth, (n,): Bohr magnetons in the published convention, or products of
        couplings.
    significances : (n, n), standard deviations by which the hypothesis (column) is excluded, at its
        best size, when the truth is the row; 0 on the diagonal, inf where one event decides.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> table = rw.statistics.moment_table(experiment, truth)
    >>> table.labels
    ('mu 12', 'mu 13', 'mu 23', 'eps 12', 'eps 13', 'eps 23')
    """

    labels: tuple[str, ...]
    sizes: Array
    significances: Array


def moment_table(
    experiment: Experiment, truth: Hypothesis, sizes: ArrayLike | None = None
) -> ElementTable:
    """The discrimination of every dipole moment from every other; labels are "mu 12", "eps 12".

    Parameters
    ----------
    experiment, truth : as in `moment_reach`.
    sizes : moments in the truth, Bohr magnetons in the published convention: one number or (n,), in
        the order of the labels, magnetic before electric. None is the reach of each at 3 standard
        deviations; 0 where that is inf.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> table = rw.statistics.moment_table(experiment, truth)
    >>> table.significances.shape
    (6, 6)
    """
    response = moment_response(experiment, truth)
    elements = moment_elements(truth.nature)
    symbols = dict(zip(MOMENT_KINDS, ("mu", "eps"), strict=True))
    labels = tuple(f"{symbols[kind]} {element}" for kind in MOMENT_KINDS for element in elements)
    return _table(experiment, truth, response, labels, sizes)


def coupling_table(
    experiment: Experiment,
    truth: Hypothesis,
    couplings: Sequence[MediatorCoupling],
    mass: float,
    sizes: ArrayLike | None = None,
) -> ElementTable:
    """The discrimination of every coupling of a mediator from every other, by its label.

    Parameters
    ----------
    experiment, truth : as in `coupling_reach`; counts are averaged over the same line.
    couplings : those to compare.
    mass : of every mediator, eV, > 0.
    sizes : products g_e g_nu or y_e y_nu in the truth, >= 0: one number or one for each coupling.
        None is the reach of each at 3 standard deviations, for positive products; 0 where that is
        inf. The hypothesis may have either sign.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> couplings = [rw.statistics.MediatorCoupling(element=pair) for pair in ("11", "22")]
    >>> table = rw.statistics.coupling_table(experiment, truth, couplings, mass=10.0)
    >>> print(table.labels, table.significances.round(1).tolist())
    ("Z' 11", "Z' 22") [[0.0, 3.6], [3.8, 0.0]]
    """
    if not isinstance(couplings, tuple | list):
        raise TypeError(f"couplings must be a tuple or list of them, got {shortened(couplings)}")
    if not couplings:
        raise RefusedInput("couplings must not be empty")
    for each in couplings:
        instance("couplings", each, MediatorCoupling)
    experiment = over_a_line(experiment)
    masses = np.array([real_number("mass", mass, "eV", low=0.0, high=1e18, open_low=True)])
    rows = [mediator_response(experiment, truth, each, masses) for each in couplings]
    response = Response(
        rows[0].standard,
        *(
            np.concatenate([getattr(row, name) for row in rows])
            for name in ("interference", "on_shell", "square")
        ),
    )
    return _table(experiment, truth, response, tuple(each.label for each in couplings), sizes)


def _table(
    experiment: Experiment,
    truth: Hypothesis,
    response: Response,
    labels: tuple[str, ...],
    sizes: ArrayLike | None,
) -> ElementTable:
    observed = asimov_counts(experiment, truth)
    n = len(labels)
    if sizes is None:
        own = excluded_beyond(experiment, observed, response, _OWN_REACH**2)
        own[np.isinf(own)] = 0.0
    else:
        own = real_array("sizes", sizes, low=0.0, high=1e30)
        if own.shape not in ((), (n,)):
            raise RefusedInput(f"sizes must be one number or {n} of them, got shape {own.shape}")
        own = np.broadcast_to(own, (n,)).copy()
    every = np.arange(n)
    counts = response.signal(own[:, None], every)[:, 0] + experiment.background_counts
    row, column = np.repeat(every, n), np.tile(every, n)
    signs = (1, -1) if np.any(response.interference) else (1,)
    chi2 = np.min(
        [
            lowest_chi2(experiment, counts[row], response.rows(column).of_sign(sign))
            for sign in signs
        ],
        axis=0,
    )
    significances = np.sqrt(chi2).reshape(n, n)
    np.fill_diagonal(significances, 0.0)  # the search ends close to it
    return ElementTable(labels, own, significances)
