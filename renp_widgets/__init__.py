"""RENP: radiative emission of neutrino pairs from atoms, for sliders and for papers.

Units are eV throughout, photon energies are the last axis, and leading axes are batch axes.
"""

from renp_widgets.floors import check_floors

check_floors("numpy", "scipy")

from renp_widgets import statistics
from renp_widgets.physics.coherence import (
    coherence_factor,
    form_factor,
    sampled_coherence_factor,
    stimulated_factor,
)
from renp_widgets.physics.couplings import (
    axial_couplings,
    element_coupling,
    flavour_coupling,
    universal_coupling,
)
from renp_widgets.physics.effective_moments import (
    blind_directions,
    effective_moment_flavour,
    effective_moment_solar,
    effective_moment_stellar,
)
from renp_widgets.physics.form_factors import DipoleMoments
from renp_widgets.physics.kinematics import Thresholds, channels, detuning_grid, thresholds
from renp_widgets.physics.limits import LIMITS, Limit
from renp_widgets.physics.linewidth import line_averaged
from renp_widgets.physics.mediators import ScalarMediator, VectorMediator
from renp_widgets.physics.neutrinos import Neutrinos, mixing_matrix, non_unitary
from renp_widgets.physics.onsets import Onset, onset
from renp_widgets.physics.oscillation import NUFIT_6_0, NUFIT_6_1, OscillationParameters
from renp_widgets.physics.rates import events, reference_rate
from renp_widgets.physics.spectrum import channel_spectra, spectral_function
from renp_widgets.physics.targets import TARGETS, XE, YB, Target
from renp_widgets.physics.uncertainty import SpectrumBand, sample_oscillation, spectrum_band
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.scan import scan, scan_steps

__version__ = "0.1.0"

__all__ = [
    "LIMITS",
    "NUFIT_6_0",
    "NUFIT_6_1",
    "TARGETS",
    "XE",
    "YB",
    "DipoleMoments",
    "Experiment",
    "Limit",
    "Neutrinos",
    "Onset",
    "OscillationParameters",
    "ScalarMediator",
    "SpectrumBand",
    "Target",
    "Thresholds",
    "VectorMediator",
    "axial_couplings",
    "blind_directions",
    "channel_spectra",
    "channels",
    "coherence_factor",
    "detuning_grid",
    "effective_moment_flavour",
    "effective_moment_solar",
    "effective_moment_stellar",
    "element_coupling",
    "events",
    "flavour_coupling",
    "form_factor",
    "line_averaged",
    "mixing_matrix",
    "non_unitary",
    "onset",
    "reference_rate",
    "sample_oscillation",
    "sampled_coherence_factor",
    "scan",
    "scan_steps",
    "spectral_function",
    "spectrum_band",
    "statistics",
    "stimulated_factor",
    "thresholds",
    "universal_coupling",
]
