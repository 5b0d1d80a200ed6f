"""The apps. They are handed out lazily, so that state and model stay free of widget libraries."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from renp_widgets.ui.apps import ReachExplorer, SensitivityExplorer, SpectrumExplorer
    from renp_widgets.ui.reach.state import ReachState
    from renp_widgets.ui.sensitivity.state import SensitivityState
    from renp_widgets.ui.session import Pin, Session, View
    from renp_widgets.ui.state import ExplorerState

__all__ = [
    "ExplorerState",
    "Pin",
    "ReachExplorer",
    "ReachState",
    "SensitivityExplorer",
    "SensitivityState",
    "Session",
    "SpectrumExplorer",
    "View",
]

_HOMES: Final = {
    "ExplorerState": "state",
    "Pin": "session",
    "ReachExplorer": "apps",
    "ReachState": "reach.state",
    "SensitivityExplorer": "apps",
    "SensitivityState": "sensitivity.state",
    "Session": "session",
    "SpectrumExplorer": "apps",
    "View": "session",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
