"""The apps. They are handed out lazily, so that state and model stay free of widget libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renp_widgets.doors import door

if TYPE_CHECKING:
    from renp_widgets.apps.blind_spots.app import BlindSpotExplorer
    from renp_widgets.apps.blind_spots.state import BlindSpotState
    from renp_widgets.apps.coherence.app import CoherenceExplorer
    from renp_widgets.apps.coherence.state import CoherenceState
    from renp_widgets.apps.launching import launch_link
    from renp_widgets.apps.levels.app import LevelScheme
    from renp_widgets.apps.levels.state import LevelState
    from renp_widgets.apps.printed.app import PrintedExplorer
    from renp_widgets.apps.printed.state import PrintedState
    from renp_widgets.apps.propagator.app import PropagatorExplorer
    from renp_widgets.apps.propagator.state import PropagatorState
    from renp_widgets.apps.reach.app import ReachExplorer
    from renp_widgets.apps.reach.state import ReachState
    from renp_widgets.apps.sensitivity.app import SensitivityExplorer
    from renp_widgets.apps.sensitivity.state import SensitivityState
    from renp_widgets.apps.spectrum.app import SpectrumExplorer
    from renp_widgets.apps.spectrum.focused import FocusedExplorer
    from renp_widgets.apps.spectrum.session import Pin, Session, View
    from renp_widgets.apps.spectrum.state import ExplorerState
    from renp_widgets.apps.unitarity.app import UnitarityExplorer
    from renp_widgets.apps.unitarity.state import UnitarityState

__all__ = [
    "BlindSpotExplorer",
    "BlindSpotState",
    "CoherenceExplorer",
    "CoherenceState",
    "ExplorerState",
    "FocusedExplorer",
    "LevelScheme",
    "LevelState",
    "Pin",
    "PrintedExplorer",
    "PrintedState",
    "PropagatorExplorer",
    "PropagatorState",
    "ReachExplorer",
    "ReachState",
    "SensitivityExplorer",
    "SensitivityState",
    "Session",
    "SpectrumExplorer",
    "UnitarityExplorer",
    "UnitarityState",
    "View",
    "launch_link",
]

_HOMES: Final = {
    "BlindSpotExplorer": "blind_spots.app",
    "BlindSpotState": "blind_spots.state",
    "CoherenceExplorer": "coherence.app",
    "CoherenceState": "coherence.state",
    "ExplorerState": "spectrum.state",
    "FocusedExplorer": "spectrum.focused",
    "LevelScheme": "levels.app",
    "LevelState": "levels.state",
    "Pin": "spectrum.session",
    "PrintedExplorer": "printed.app",
    "PrintedState": "printed.state",
    "PropagatorExplorer": "propagator.app",
    "PropagatorState": "propagator.state",
    "ReachExplorer": "reach.app",
    "ReachState": "reach.state",
    "SensitivityExplorer": "sensitivity.app",
    "SensitivityState": "sensitivity.state",
    "Session": "spectrum.session",
    "SpectrumExplorer": "spectrum.app",
    "UnitarityExplorer": "unitarity.app",
    "UnitarityState": "unitarity.state",
    "View": "spectrum.session",
    "launch_link": "launching",
}


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


_NEEDS: Final = ("matplotlib", "ipywidgets", "pillow", "anywidget")
__getattr__ = door(__name__, _HOMES, *_NEEDS, below=__name__)
