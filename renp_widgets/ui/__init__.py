"""The apps. They are handed out lazily, so that state and model stay free of widget libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from renp_widgets.ui.apps import SpectrumExplorer
    from renp_widgets.ui.state import ExplorerState

__all__ = ["ExplorerState", "SpectrumExplorer"]


def __getattr__(name: str) -> Any:
    if name == "SpectrumExplorer":
        from renp_widgets.ui.apps import SpectrumExplorer

        return SpectrumExplorer
    if name == "ExplorerState":
        from renp_widgets.ui.state import ExplorerState

        return ExplorerState
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
