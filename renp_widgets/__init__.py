"""RENP: radiative emission of neutrino pairs from atoms, for sliders and for papers.

Units are eV throughout, photon energies are the last axis, and leading axes are batch axes. Names
are handed out lazily: who asks for a spectrum does not wait for scans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np  # noqa: F401  # loaded, it says its version without importlib.metadata

from renp_widgets.doors import door
from renp_widgets.floors import check_floors

check_floors("numpy")

if TYPE_CHECKING:
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

__version__ = "0.2.0"

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

_HOMES: Final = {
    "LIMITS": "physics.limits",
    "NUFIT_6_0": "physics.oscillation",
    "NUFIT_6_1": "physics.oscillation",
    "TARGETS": "physics.targets",
    "XE": "physics.targets",
    "YB": "physics.targets",
    "DipoleMoments": "physics.form_factors",
    "Experiment": "statistics.experiment",
    "Limit": "physics.limits",
    "Neutrinos": "physics.neutrinos",
    "Onset": "physics.onsets",
    "OscillationParameters": "physics.oscillation",
    "ScalarMediator": "physics.mediators",
    "SpectrumBand": "physics.uncertainty",
    "Target": "physics.targets",
    "Thresholds": "physics.kinematics",
    "VectorMediator": "physics.mediators",
    "axial_couplings": "physics.couplings",
    "blind_directions": "physics.effective_moments",
    "channel_spectra": "physics.spectrum",
    "channels": "physics.kinematics",
    "coherence_factor": "physics.coherence",
    "detuning_grid": "physics.kinematics",
    "effective_moment_flavour": "physics.effective_moments",
    "effective_moment_solar": "physics.effective_moments",
    "effective_moment_stellar": "physics.effective_moments",
    "element_coupling": "physics.couplings",
    "events": "physics.rates",
    "flavour_coupling": "physics.couplings",
    "form_factor": "physics.coherence",
    "line_averaged": "physics.linewidth",
    "mixing_matrix": "physics.neutrinos",
    "non_unitary": "physics.neutrinos",
    "onset": "physics.onsets",
    "reference_rate": "physics.rates",
    "sample_oscillation": "physics.uncertainty",
    "sampled_coherence_factor": "physics.coherence",
    "scan": "statistics.scan",
    "scan_steps": "statistics.scan",
    "spectral_function": "physics.spectrum",
    "spectrum_band": "physics.uncertainty",
    "statistics": "statistics",
    "stimulated_factor": "physics.coherence",
    "thresholds": "physics.kinematics",
    "universal_coupling": "physics.couplings",
}


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


__getattr__ = door(__name__, _HOMES)
