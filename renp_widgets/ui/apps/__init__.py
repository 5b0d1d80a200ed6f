"""The apps that notebooks call: each wires a model, its controls and a figure."""

from renp_widgets.ui.apps.blind_spots import BlindSpotExplorer
from renp_widgets.ui.apps.coherence import CoherenceExplorer
from renp_widgets.ui.apps.focused import FocusedExplorer
from renp_widgets.ui.apps.levels import LevelScheme
from renp_widgets.ui.apps.printed import PrintedExplorer
from renp_widgets.ui.apps.propagator import PropagatorExplorer
from renp_widgets.ui.apps.reach import ReachExplorer
from renp_widgets.ui.apps.sensitivity import SensitivityExplorer
from renp_widgets.ui.apps.spectrum import SpectrumExplorer
from renp_widgets.ui.apps.unitarity import UnitarityExplorer

__all__ = [
    "BlindSpotExplorer",
    "CoherenceExplorer",
    "FocusedExplorer",
    "LevelScheme",
    "PrintedExplorer",
    "PropagatorExplorer",
    "ReachExplorer",
    "SensitivityExplorer",
    "SpectrumExplorer",
    "UnitarityExplorer",
]
