"""A small app of the shared parts, for tests of them."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from renp_widgets.live.app import FunctionApp
from renp_widgets.live.fields import State, choice, number
from renp_widgets.live.model import LiveScene
from renp_widgets.live.plot import Axis, Curve, Layout, Panel, Plot
from renp_widgets.live.timing import Task

TIME: Final = np.linspace(0.0, 1.0, 50)


@dataclass(frozen=True)
class WaveState(State):
    """A wave: its frequency, its overtones, and whether it is damped."""

    frequency: float = number(
        1.0,
        low=0.1,
        high=10.0,
        about="Hz",
        label="f",
        unit="mHz",
        scale=1e3,
        slider=(100.0, 10000.0, 100.0),
        tip="Of the wave.",
    )
    overtones: int = number(
        0,
        low=0,
        high=5,
        whole=True,
        label="overtones",
        slider=(0.0, 5.0, 1.0),
        idle=lambda state: "damped waves have none" if state.damped else "",
        tip="How many there are.",
    )
    damped: bool = choice(False, options={"steady": False, "damped": True}, tip="Whether it fades.")


def wave(state: WaveState) -> NDArray[np.float64]:
    """The wave at the times TIME, (50,)."""
    if state.frequency == 6.66:
        raise ZeroDivisionError("<i>no such wave</i>")
    tones = range(1, 2 + state.overtones * (not state.damped))
    amplitude = sum(np.sin(2 * np.pi * n * state.frequency * TIME) / n for n in tones)
    return amplitude * np.exp(-TIME * state.damped)


def plot(scene: LiveScene) -> Plot:
    """One line in a panel that listens."""
    panel = Panel(Axis((0.0, 1.0)), Axis((-2.0, 2.0)), listens=True)
    line = Curve("line", "wave", TIME, scene.result)
    return Plot({"wave": panel}, [line], layout=Layout(columns=(1.0,)))


class Wave(FunctionApp):
    """Shows a wave, and sums it up step by step when it is asked to."""

    kind = WaveState
    rows = ("frequency overtones", "damped")
    compute = staticmethod(wave)
    plot = staticmethod(plot)

    def _page(self) -> list[Any]:
        self.task = Task(self.model)
        self.rests: list[Any] = []
        return [self.note, self.screen, self.task]

    def settle(self) -> None:
        self.task.finish()
        super().settle()

    def add_up(self) -> None:
        """Find the mean of the wave's square, a time by a step."""
        state, result = self.model.state, self.model.scene.result

        def steps() -> Any:
            total = 0.0
            for k, value in enumerate(result):
                total += value**2
                yield k + 1, len(result)
            return total / len(result)

        self.task.start("adding up", steps(), lambda mean: self.model.add(state, mean=mean))

    def _tell_at_rest(self, scene: LiveScene) -> None:
        self.rests.append(scene)

    def _hint(self) -> str:
        return "a < b" if self.model.state.overtones else ""
