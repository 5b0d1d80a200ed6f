"""What the panels below the picture share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from renp_widgets.ui.live import LiveModel

__all__ = ["Panel", "row"]


def row(*children: widgets.Widget | None) -> widgets.HBox:
    """Widgets side by side, going on below where there is no room."""
    return widgets.HBox(
        [child for child in children if child is not None],
        layout={"flex_flow": "row wrap", "align_items": "center"},
    )


class Panel(widgets.VBox):
    """What the panels share: `show` a scene, and act on the model with errors in sight."""

    def __init__(self, model: LiveModel, children: list[widgets.Widget]) -> None:
        self._model = model
        self._showing = False
        super().__init__(children)

    def show(self, scene: Any) -> None:
        """Follow a scene, without setting off another change."""
        self._showing = True
        try:
            self._show(scene)
        finally:
            self._showing = False

    def _show(self, scene: Any) -> None:
        raise NotImplementedError

    def _on(
        self,
        action: Callable[..., None],
        *arguments: Any,
        beside: Callable[[Exception], str] | None = None,
    ) -> Callable[[Any], None]:
        """`action` as a callback of a widget: silent while showing, its errors in sight.

        beside : as in `LiveModel.report`.
        """

        def callback(change: Any) -> None:
            if self._showing:
                return
            # A button gives itself, a trait its change.
            values = (change["new"],) if isinstance(change, dict) else arguments
            with self._model.report(beside=beside):
                try:
                    action(*values)
                except Exception:
                    if self._model.scene is not None:
                        self.show(self._model.scene)  # what is refused goes back
                    raise

        return callback
