"""SensitivityExplorer: what an experiment would see, what it would say, and how soon."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import ipywidgets as widgets

from renp_widgets.apps.sensitivity.model import SensitivityModel
from renp_widgets.apps.sensitivity.plot import plot
from renp_widgets.apps.sensitivity.state import SensitivityState
from renp_widgets.apps.sensitivity.words import (
    answers_table,
    answers_words,
    conditions,
    sentences,
    study_words,
)
from renp_widgets.live.app import LiveApp, opening
from renp_widgets.live.controls import row, small_button
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.model import LiveScene
from renp_widgets.live.timing import Steps, Task
from renp_widgets.statistics import alternative
from renp_widgets.statistics.toys import ToyStudy, toy_study_steps

_EXPERIMENTS: Final = 1000


class SensitivityExplorer(LiveApp):
    """What an experiment would see: counts, the lightest mass, ordering and nature, live.

    Parameters
    ----------
    state : what to show first.
    backend : "image" (PNG frames, needs core ipywidgets alone) or "ipympl" (matplotlib's own
        canvas with its toolbar, where ipympl is installed).

    Attributes
    ----------
    model : the SensitivityModel; assign `model.state` to change what is shown.
    draw_one : the button that draws one experiment at random; its seed is `model.state.seed`.
    study : the button that draws and fits 1000 of them, step by step; `task` shows how far it is.
    answers, words : the questions with their answers, and what else there is to say.
    """

    kind = SensitivityState
    rows = (
        "target ordering nature",
        "lightest_mass oscillation",
        "alpha21 alpha31",
        "days rate",
        "n_triggers normalisation",
        "low_detuning high_detuning",
        "background seed",
    )
    label = "counts, lightest mass and exposure"

    model: SensitivityModel
    figure: PlotFigure

    def __init__(
        self, state: SensitivityState | None = None, *, backend: str = "image", **fields: Any
    ) -> None:
        model = SensitivityModel(opening(SensitivityState, state, fields))
        super().__init__(model, PlotFigure(plot), backend=backend)
        self.task = Task(self.model)
        self.draw_one = small_button(
            "draw one experiment", "Counts drawn at random from the truth, and their fits."
        )
        self.study = small_button(
            f"{_EXPERIMENTS} experiments",
            "Draw and fit many experiments: how often do they find the truth?",
        )
        self.answers, self.words = widgets.HTML(), widgets.HTML()
        self._studied: SensitivityState | None = None
        self.draw_one.on_click(self._on_draw)
        self.study.on_click(self._on_study)
        self._open(
            [
                self.toolbar,
                *self._rows(),
                row(self.draw_one, self.study, self.task),
                self.note,
                self.screen,
                self.answers,
                self.words,
            ]
        )

    def settle(self) -> None:
        """Finish the work that goes on, and draw the frame at rest."""
        self.task.finish()
        super().settle()

    def _on_draw(self, _button: Any) -> None:
        with self.model.report():
            self.model.draw()

    def _on_study(self, _button: Any) -> None:
        with self.model.report():
            self._studied = replace(self.model.state, seed=None)
            self.task.start(
                "drawing experiments",
                _study_steps(self._studied),
                lambda study: self.model.add(self.model.state, study=study),
            )

    def _tell(self, scene: LiveScene) -> None:
        if self.task.running and replace(scene.state, seed=None) != self._studied:
            self.task.cancel()
        shown, study = scene.result, scene.extras.get("study")
        self.answers.value = answers_table(shown)
        many = study_words(shown, study) if study is not None else ""
        self.words.value = answers_words(shown) + many + conditions(shown)

    def _tell_at_rest(self, scene: LiveScene) -> None:
        self.frontend.summary = sentences(scene.result)

    def _shown(self, _state: SensitivityState) -> dict[str, float]:
        return {"seed": float(self.model.last_seed)}

    def _hint(self) -> str:
        dropped = self.model.dropped
        if dropped is None:
            return ""
        return f"Experiment {dropped} belonged to other settings: the counts are expected ones now."


def _study_steps(state: SensitivityState) -> Steps[ToyStudy]:
    """Many experiments, drawn and fitted with both orderings; the same ones for the same state."""
    truth = state.truth
    other = alternative("ordering", truth)
    steps = toy_study_steps(state.experiment, truth, other, n=_EXPERIMENTS)
    for study in steps:
        yield len(study.rise), _EXPERIMENTS
    return study
