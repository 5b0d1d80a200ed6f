"""The apps that notebooks call: each wires a model, its controls and a figure."""

from renp_widgets.ui.apps.reach import ReachExplorer
from renp_widgets.ui.apps.sensitivity import SensitivityExplorer
from renp_widgets.ui.apps.spectrum import SpectrumExplorer

__all__ = ["ReachExplorer", "SensitivityExplorer", "SpectrumExplorer"]
