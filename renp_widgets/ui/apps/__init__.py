"""The apps that notebooks call: each wires a model, its controls and a figure."""

from renp_widgets.ui.apps.spectrum import SpectrumExplorer

__all__ = ["SpectrumExplorer"]
