"""RENP: radiative emission of neutrino pairs from atoms, for sliders and for papers.

Units are eV throughout, photon energies are the last axis, and leading axes are batch axes.
"""

from renp_widgets.interactions import axial_couplings
from renp_widgets.kinematics import Thresholds, channels, detuning_grid, thresholds
from renp_widgets.neutrinos import Neutrinos, mixing_matrix
from renp_widgets.oscillation import NUFIT_6_0, NUFIT_6_1, OscillationParameters
from renp_widgets.spectrum import channel_spectra, spectral_function
from renp_widgets.targets import TARGETS, XE, YB, Target

__version__ = "0.1.0"

__all__ = [
    "NUFIT_6_0",
    "NUFIT_6_1",
    "TARGETS",
    "XE",
    "YB",
    "Neutrinos",
    "OscillationParameters",
    "Target",
    "Thresholds",
    "axial_couplings",
    "channel_spectra",
    "channels",
    "detuning_grid",
    "mixing_matrix",
    "spectral_function",
    "thresholds",
]
