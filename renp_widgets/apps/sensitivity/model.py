"""SensitivityModel: the state, what it says, and the experiments that were drawn."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from renp_widgets.apps.sensitivity.compute import compute
from renp_widgets.apps.sensitivity.state import MAX_SEED, SensitivityState
from renp_widgets.live.model import FunctionModel, LiveScene


class SensitivityModel(FunctionModel):
    """The model of the sensitivity explorer: its scene's result is a Sensitivity.

    An experiment that was drawn belongs to what it was drawn from: any other change of the state
    drops it. What longer work has found out stays while experiments are drawn.

    last_seed : of the last experiment that was drawn, 0 before the first.
    dropped : the seed of the experiment that the last change has dropped, or None.
    """

    last_seed: int = 0
    dropped: int | None = None

    def __init__(
        self,
        state: SensitivityState | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(SensitivityState() if state is None else state, compute, clock=clock)

    def draw(self) -> None:
        """Draw the next experiment."""
        self.state = replace(self.state, seed=self.last_seed % MAX_SEED + 1)

    def _adapt(self, old: SensitivityState) -> None:
        self.dropped = None
        if old.seed is not None and self.state.seed == old.seed:
            self.dropped = old.seed
            self.state = replace(self.state, seed=None)

    def _assign(self, **values: Any) -> None:
        self.dropped = None
        super()._assign(**values)

    def _compose(self) -> LiveScene:
        if self.state.seed is not None:
            self.last_seed = self.state.seed
        before: LiveScene | None = self.scene
        scene = super()._compose()
        if before is None or replace(before.state, seed=None) != replace(scene.state, seed=None):
            return scene
        return replace(scene, extras=before.extras)
