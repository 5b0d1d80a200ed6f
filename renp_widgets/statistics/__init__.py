"""Statistics: what a counting experiment can tell about neutrinos. Names are handed out lazily."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renp_widgets.doors import door

if TYPE_CHECKING:
    from renp_widgets.physics.mediators import MediatorCoupling
    from renp_widgets.statistics.dipole_reach import MomentReach, moment_reach
    from renp_widgets.statistics.element_tables import ElementTable, coupling_table, moment_table
    from renp_widgets.statistics.fits import Fit, fit, minos_intervals
    from renp_widgets.statistics.hypothesis import FREE_PARAMETERS, Hypothesis
    from renp_widgets.statistics.lightest_mass import MassProfile, mass_profile
    from renp_widgets.statistics.likelihood import poisson_chi2
    from renp_widgets.statistics.mediator_reach import (
        TRIGGER_LINEWIDTH,
        CouplingReach,
        coupling_reach,
    )
    from renp_widgets.statistics.questions import (
        QUESTIONS,
        alternative,
        discrimination,
        exposure_needed,
        lightest_mass_profile,
        significance_against_exposure,
    )
    from renp_widgets.statistics.toys import ToyStudy, toy_counts, toy_study, toy_study_steps
    from renp_widgets.statistics.triggers import TriggerChoice, best_triggers

__all__ = [
    "FREE_PARAMETERS",
    "QUESTIONS",
    "TRIGGER_LINEWIDTH",
    "CouplingReach",
    "ElementTable",
    "Fit",
    "Hypothesis",
    "MassProfile",
    "MediatorCoupling",
    "MomentReach",
    "ToyStudy",
    "TriggerChoice",
    "alternative",
    "best_triggers",
    "coupling_reach",
    "coupling_table",
    "discrimination",
    "exposure_needed",
    "fit",
    "lightest_mass_profile",
    "mass_profile",
    "minos_intervals",
    "moment_reach",
    "moment_table",
    "poisson_chi2",
    "significance_against_exposure",
    "toy_counts",
    "toy_study",
    "toy_study_steps",
]

_HOMES: Final = {
    "FREE_PARAMETERS": "statistics.hypothesis",
    "QUESTIONS": "statistics.questions",
    "TRIGGER_LINEWIDTH": "statistics.mediator_reach",
    "CouplingReach": "statistics.mediator_reach",
    "ElementTable": "statistics.element_tables",
    "Fit": "statistics.fits",
    "Hypothesis": "statistics.hypothesis",
    "MassProfile": "statistics.lightest_mass",
    "MediatorCoupling": "physics.mediators",
    "MomentReach": "statistics.dipole_reach",
    "ToyStudy": "statistics.toys",
    "TriggerChoice": "statistics.triggers",
    "alternative": "statistics.questions",
    "best_triggers": "statistics.triggers",
    "coupling_reach": "statistics.mediator_reach",
    "coupling_table": "statistics.element_tables",
    "discrimination": "statistics.questions",
    "exposure_needed": "statistics.questions",
    "fit": "statistics.fits",
    "lightest_mass_profile": "statistics.questions",
    "mass_profile": "statistics.lightest_mass",
    "minos_intervals": "statistics.fits",
    "moment_reach": "statistics.dipole_reach",
    "moment_table": "statistics.element_tables",
    "poisson_chi2": "statistics.likelihood",
    "significance_against_exposure": "statistics.questions",
    "toy_counts": "statistics.toys",
    "toy_study": "statistics.toys",
    "toy_study_steps": "statistics.toys",
}


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


__getattr__ = door(__name__, _HOMES)
