"""The panels around the picture. A panel sets the model's view, pins or session, and shows a scene
when it is asked to.
"""

from renp_widgets.ui.panels.base import Panel, row
from renp_widgets.ui.panels.compare import ComparePanel
from renp_widgets.ui.panels.reading import (
    CursorPanel,
    ThresholdPanel,
    UncertaintyPanel,
    WordsPanel,
)
from renp_widgets.ui.panels.sections import Sections
from renp_widgets.ui.panels.share import SharePanel, exported, imported, imported_file
from renp_widgets.ui.panels.toolbar import AppToolbar, Toolbar

__all__ = [
    "AppToolbar",
    "ComparePanel",
    "CursorPanel",
    "Panel",
    "Sections",
    "SharePanel",
    "ThresholdPanel",
    "Toolbar",
    "UncertaintyPanel",
    "WordsPanel",
    "exported",
    "imported",
    "imported_file",
    "row",
]
