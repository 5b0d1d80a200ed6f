"""What the pointer and the keys mean: events of the front end, as changes of the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from renp_widgets.apps.spectrum.model import ExplorerModel
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.model import press
from renp_widgets.physics.constants import HC

_NEAR: Final = 0.012  # of a panel's width: a click this near to a threshold means it
_STEP: Final = 0.01  # of the end-point panel's width: what an arrow key moves the cursor by


class Gestures:
    """Turns the front end's events into changes of a model.

    read_out(panel, x, text) : shows a text at a fraction of a panel's width.
    inspect(channel) : brings up what is known about a threshold.
    """

    def __init__(
        self,
        model: ExplorerModel,
        figure: PlotFigure,
        read_out: Callable[[str, float, str], None],
        inspect: Callable[[str], None],
    ) -> None:
        self._model = model
        self._figure = figure
        self._read_out = read_out
        self._inspect = inspect

    def act(self, event: dict[str, Any]) -> None:
        """Do what an event asks for; what goes wrong is shown by the model."""
        with self._model.report():
            match event:
                case {"kind": "hover", "panel": panel, "x": x}:
                    self._read_out(panel, x, self._reading(panel, x))
                case {"kind": "click", "panel": panel, "x": x}:
                    self._click(panel, x)
                case {"kind": "zoom", "panel": panel, "x0": x0, "x1": x1, "y0": y0, "y1": y1}:
                    corners = [self._figure.data_at(panel, *at) for at in ((x0, y0), (x1, y1))]
                    self._zoom(panel, corners)
                case {"kind": "home", "panel": panel}:
                    self._model.look(**{f"{panel}_window": None})
                case {"kind": "cursor", "steps": steps}:
                    self._move_cursor(steps)
                case {"kind": "key", "key": key}:
                    self._key(key)

    def _detuning_at(self, panel: str, x: float) -> float:
        at = self._figure.data_at(panel, x, 0.0)[0]
        return at if panel == "end" else self._model.state.atom.end_point - at

    def _reading(self, panel: str, x: float) -> str:
        state = self._model.state
        detuning, end_point = self._detuning_at(panel, x), state.atom.end_point
        if detuning <= 0:
            return "beyond the end point: I = 0"
        if detuning >= end_point:
            return ""
        omega = end_point - detuning
        return (
            f"ω = {omega:.7g} eV, {HC / omega:.6g} nm\n"
            f"detuning {detuning:.3e} eV\nI = {float(state.intensity(detuning)):.4g}"
        )

    def _click(self, panel: str, x: float) -> None:
        """A threshold under the pointer is inspected; elsewhere the cursor comes."""
        if self._model.scene is None:
            return
        thresholds = self._model.scene.spectrum.thresholds
        at = thresholds.detuning if panel == "end" else thresholds.omega
        places = [self._figure.place_of(panel, float(place), 0.0)[0] for place in at]
        away = np.abs(np.array(places) - x)
        nearest = int(away.argmin())
        if away[nearest] < _NEAR:
            i, j = thresholds.channels[nearest]
            self._inspect(f"{i}{j}")
        elif (detuning := self._detuning_at(panel, x)) > 0:
            self._model.look(cursor=detuning)

    def _key(self, key: str) -> None:
        match key:
            case "pin":
                self._model.pin()
            case "home":
                self._model.look(full_window=None, end_window=None)
            case "zoom-in":
                self._zoom_at_cursor(0.25)
            case "zoom-out":
                self._zoom_at_cursor(1.0)
            case _:
                press(self._model, key)

    def _cursor_place(self) -> float:
        """Where the cursor is in the end-point panel; the middle where there is none."""
        cursor = self._model.view.cursor
        return 0.5 if cursor is None else self._figure.place_of("end", cursor, 0.0)[0]

    def _move_cursor(self, steps: int) -> None:
        there = self._model.view.cursor is not None
        x = self._cursor_place() + (_STEP * steps if there else 0.0)
        self._model.look(cursor=self._detuning_at("end", min(max(x, 0.0), 1.0)))

    def _zoom_at_cursor(self, half: float) -> None:
        """Zoom the end-point panel to `half` its width on either side of the cursor."""
        x = self._cursor_place()
        self._zoom(
            "end", [self._figure.data_at("end", *at) for at in ((x - half, 0), (x + half, 1))]
        )

    def _zoom(self, panel: str, corners: list[tuple[float, float]]) -> None:
        (left, right), (low, high) = map(sorted, zip(*corners, strict=True))
        self._model.look(**{f"{panel}_window": (left, right, low, high)})
