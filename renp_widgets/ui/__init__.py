"""The apps. They are handed out lazily, so that state and model stay free of widget libraries."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from renp_widgets.floors import check_floors

if TYPE_CHECKING:
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
    from renp_widgets.ui.blind_spots.state import BlindSpotState
    from renp_widgets.ui.coherence.state import CoherenceState
    from renp_widgets.ui.exercises.exercise import Exercise, exercise
    from renp_widgets.ui.exercises.locked import locked
    from renp_widgets.ui.launching import launch_link
    from renp_widgets.ui.levels.state import LevelState
    from renp_widgets.ui.printed.state import PrintedState
    from renp_widgets.ui.propagator.state import PropagatorState
    from renp_widgets.ui.reach.state import ReachState
    from renp_widgets.ui.sensitivity.state import SensitivityState
    from renp_widgets.ui.session import Pin, Session, View
    from renp_widgets.ui.state import ExplorerState
    from renp_widgets.ui.unitarity.state import UnitarityState

__all__ = [
    "BlindSpotExplorer",
    "BlindSpotState",
    "CoherenceExplorer",
    "CoherenceState",
    "Exercise",
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
    "exercise",
    "launch_link",
    "locked",
]

_HOMES: Final = {
    "BlindSpotExplorer": "apps.blind_spots",
    "BlindSpotState": "blind_spots.state",
    "CoherenceExplorer": "apps.coherence",
    "CoherenceState": "coherence.state",
    "Exercise": "exercises.exercise",
    "ExplorerState": "state",
    "FocusedExplorer": "apps.focused",
    "LevelScheme": "apps.levels",
    "LevelState": "levels.state",
    "Pin": "session",
    "PrintedExplorer": "apps.printed",
    "PrintedState": "printed.state",
    "PropagatorExplorer": "apps.propagator",
    "PropagatorState": "propagator.state",
    "ReachExplorer": "apps.reach",
    "ReachState": "reach.state",
    "SensitivityExplorer": "apps.sensitivity",
    "SensitivityState": "sensitivity.state",
    "Session": "session",
    "SpectrumExplorer": "apps.spectrum",
    "UnitarityExplorer": "apps.unitarity",
    "UnitarityState": "unitarity.state",
    "View": "session",
    "exercise": "exercises.exercise",
    "launch_link": "launching",
    "locked": "exercises.locked",
}


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    check_floors("matplotlib", "ipywidgets", "pillow", "anywidget")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
