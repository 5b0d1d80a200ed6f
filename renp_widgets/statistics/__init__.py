"""Statistics: what a counting experiment can tell about neutrinos."""

from renp_widgets.physics.mediators import MediatorCoupling
from renp_widgets.statistics.dipole_reach import MomentReach, moment_reach
from renp_widgets.statistics.element_tables import ElementTable, coupling_table, moment_table
from renp_widgets.statistics.fits import Fit, fit, minos_intervals
from renp_widgets.statistics.hypothesis import FREE_PARAMETERS, Hypothesis
from renp_widgets.statistics.lightest_mass import MassProfile, mass_profile
from renp_widgets.statistics.likelihood import poisson_chi2
from renp_widgets.statistics.mediator_reach import TRIGGER_LINEWIDTH, CouplingReach, coupling_reach
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
