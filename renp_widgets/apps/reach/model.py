"""ReachModel: what the reach explorer shows; a new point needs no new curve."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import traitlets

from renp_widgets.apps.reach.compute import ReachScene, compute_point, live_reach
from renp_widgets.apps.reach.state import ReachState
from renp_widgets.live.fields import Appearance
from renp_widgets.live.model import LiveModel
from renp_widgets.statistics.mediator_reach import CouplingReach


class ReachModel(LiveModel):
    """A LiveModel of a ReachState; `computations` counts curves."""

    state: traitlets.Instance[ReachState] = traitlets.Instance(ReachState)
    scene: traitlets.Instance[ReachScene | None] = traitlets.Instance(ReachScene, allow_none=True)

    def __init__(
        self, state: ReachState | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(clock)
        self.start(state=ReachState() if state is None else state, view=Appearance())

    def refine(self, state: ReachState, curve: CouplingReach) -> None:
        """Show the fine curve of a state, unless the question is another one by now."""
        scene = self.scene
        if scene is not None and scene.state.question == state.question:
            self.scene = replace(scene, curve=curve, is_fine=True)

    def profile(self, state: ReachState, curve: CouplingReach) -> None:
        """Show a state's curve with the lightest mass free, unless the question is another one."""
        scene = self.scene
        if scene is not None and scene.state.question == state.question:
            self.scene = replace(scene, profiled=curve)

    def _compose(self) -> ReachScene:
        state, view, scene = self.state, self.view, self.scene
        if scene is not None and scene.state == state:
            return replace(scene, state=state, view=view)
        point = compute_point(state)
        if scene is not None and scene.state.question == state.question:
            return replace(scene, state=state, view=view, point=point)
        curve = live_reach(state)
        self.computations += 1
        return ReachScene(state, view, curve, point)
