"""Dipole reach: the smallest dipole moment that an experiment excludes, for every element.

The truth has no dipole moments, the hypothesis one element of mu or eps. Dipoles do not interfere
with the rest, so S = S_0 + mu^2 B, and the larger the moment the larger chi^2, whatever the
normalisation does. (S.-F. Ge and P. Pasquini, Phys. Lett. B 841, 137911 (2023), arXiv:2206.11717:
RENP discriminates between single elements, which effective moments do not.)

Moments are in the published convention. For Dirac neutrinos that is the entry mu_ij of
`DipoleMoments`, of any phase. For Majorana neutrinos it is the transition moment
mu^M_ij = mu_ij - mu_ji, twice the imaginary entry; the other elements vanish.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from renp_widgets.checks import RefusedInput, instance, real_number
from renp_widgets.physics.couplings import element_coupling
from renp_widgets.physics.form_factors import DipoleMoments
from renp_widgets.physics.kinematics import channels
from renp_widgets.physics.neutrinos import uncoupled
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.hypothesis import Hypothesis
from renp_widgets.statistics.questions import asimov_counts
from renp_widgets.statistics.response import Response, excluded_beyond
from renp_widgets.values import Array, Value

__all__ = ["MOMENT_KINDS", "MomentReach", "moment_elements", "moment_reach", "moment_response"]

MOMENT_KINDS = ("magnetic", "electric")
"""mu and eps."""


@dataclass(frozen=True, eq=False)
class MomentReach(Value):
    """The smallest moments that are excluded: every larger one is.

    elements : what can be there, "11", "12", ... "33"; "12", "13" and "23" for Majorana neutrinos.
    magnetic, electric : moduli of mu and eps of these elements, (n,), Bohr magnetons, in the
        published convention; inf where no trigger sees the element, or where the counts are too few
        to discriminate its signal from the Standard Model's with another normalisation.
    per_entry : the published moment over the entry of `DipoleMoments`: 1, or 2 for Majorana.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> found = rw.statistics.moment_reach(experiment, truth)
    >>> found.elements, found.per_entry
    (('12', '13', '23'), 2.0)
    """

    elements: tuple[str, ...]
    magnetic: Array
    electric: Array
    per_entry: float


def moment_elements(nature: str) -> tuple[str, ...]:
    """The elements of dipole moments that can be there for neutrinos of this nature."""
    return tuple(f"{i}{j}" for i, j in channels(3) if nature == "dirac" or i != j)


def moment_reach(
    experiment: Experiment, truth: Hypothesis, *, significance: float = 3.0
) -> MomentReach:
    """The reach of an experiment in single elements of the dipole moments.

    Parameters
    ----------
    experiment : what is counted; its normalisation is profiled.
    truth : what nature is like, without dipole moments; the hypothesis adds one.
    significance : sqrt(chi^2) from which on a moment counts as excluded.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-4, 1e-3, 0.01, 0.05, 0.1], live_time=1e7)
    >>> found = rw.statistics.moment_reach(experiment, truth)
    >>> [f"{moment:.1e}" for moment in found.magnetic]  # Bohr magnetons
    ['5.0e-11', '7.7e-11', '7.4e-11']
    """
    limit = real_number("significance", significance, low=0.0, open_low=True) ** 2
    observed = asimov_counts(experiment, truth)
    sizes = excluded_beyond(experiment, observed, moment_response(experiment, truth), limit)
    magnetic, electric = np.split(sizes, len(MOMENT_KINDS))
    elements = moment_elements(truth.nature)
    return MomentReach(elements, magnetic, electric, _per_entry(truth.nature))


def moment_response(experiment: Experiment, truth: Hypothesis) -> Response:
    """The counts' response to moments in Bohr magnetons: all magnetic elements, then all electric.

    In the order of `moment_elements`, in the published convention.
    """
    instance("experiment", experiment, Experiment)
    instance("truth", truth, Hypothesis)
    neutrinos = truth.neutrinos()
    for interaction in truth.interactions:
        if any(name in MOMENT_KINDS for name, _ in interaction.contributions(neutrinos)):
            raise RefusedInput("interactions of the truth must have no dipole moments, got some")
    alone = uncoupled(neutrinos)
    entry = (1j if truth.nature == "majorana" else 1.0) / _per_entry(truth.nature)
    matrices = [
        element_coupling(int(element[0]), int(element[1]), entry)
        for element in moment_elements(truth.nature)
    ]
    square = np.concatenate(
        [
            experiment.signal_counts(alone, (DipoleMoments(**{kind: np.stack(matrices)}),))
            for kind in MOMENT_KINDS
        ]
    )
    standard = truth.signal_counts(experiment)
    return Response(standard, np.zeros_like(square), np.zeros_like(square), square)


def _per_entry(nature: str) -> float:
    return 2.0 if nature == "majorana" else 1.0
