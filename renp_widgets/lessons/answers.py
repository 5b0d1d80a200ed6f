"""What a reader answers with: one composite widget for each kind of question, with one `value`."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets
import numpy as np
import traitlets

from renp_widgets.lessons import pictures
from renp_widgets.lessons.questions import (
    ChoiceQuestion,
    NumberQuestion,
    PlacementQuestion,
    Question,
    SketchQuestion,
)
from renp_widgets.live.units import written

_STEPS = 60  # of a vertical slider


class Field(widgets.VBox):
    """What the kinds share: `value`, to be marked, and its end.

    names : of the sliders or text boxes, for who hears the page.
    """

    value = traitlets.Any()
    names = traitlets.List(traitlets.Unicode())

    _inputs: Sequence[widgets.Widget]

    def finish(self) -> None:
        """Take no more answers, and lay the true one over the picture, if there is one."""
        for part in self._inputs:
            part.disabled = True


class NumberField(Field):
    """A box for a number; `value` is its text, and can be set to a number."""

    def __init__(self, question: NumberQuestion) -> None:
        self.box = widgets.Text(
            placeholder="a number",
            continuous_update=False,  # else a click on "check" could overtake what was typed
            layout={"width": "10em"},
        )
        self._inputs = [self.box]
        self.names = [f"your answer in {question.unit}" if question.unit else "your answer"]
        close = f" ({question.room})" if question.room else ""
        row = widgets.HBox(
            [
                widgets.Label("your answer"),
                self.box,
                widgets.Label(f"{question.unit}{close}".strip()),
            ],
            layout={"flex_flow": "row wrap"},
        )
        super().__init__([row])
        self.value = ""
        self.box.observe(lambda change: self.set_trait("value", change["new"]), "value")

    @traitlets.observe("value")
    def _on_value(self, change: Any) -> None:
        self.box.value = f"{change['new']}"


class ChoiceField(Field):
    """Radio buttons; `value` is the chosen option, or None."""

    def __init__(self, question: ChoiceQuestion) -> None:
        self.buttons = widgets.RadioButtons(
            options=question.options, index=None, layout={"width": "auto"}
        )
        self._inputs = [self.buttons]
        super().__init__([self.buttons])
        self.value = None
        traitlets.link((self, "value"), (self.buttons, "value"))


class PlacementField(Field):
    """A slider for each mark, and the axis with all of them; `value` is a dict by name.

    A slider goes with its mark: the larger places are at the left, its own `value` is -log10.
    """

    def __init__(self, question: PlacementQuestion) -> None:
        self._question = question
        self._following = False
        low, high = math.log10(question.low), math.log10(question.high)
        self.sliders = {
            name: widgets.FloatSlider(
                value=-(low + high) / 2,
                min=-high,
                max=-low,
                step=0.01,
                readout=False,
                layout={"width": "20em", "max_width": "100%"},
            )
            for name in question.names
        }
        self._inputs = list(self.sliders.values())
        self.picture = widgets.HTML()
        self._numbers = {name: widgets.Label(layout={"width": "8em"}) for name in question.names}
        rows = [
            widgets.HBox(
                [widgets.Label(name, layout={"width": "7em"}), slider, self._numbers[name]]
            )
            for name, slider in self.sliders.items()
        ]
        near = widgets.Label(f"(right within {100 * question.tolerance:.2g}% of the answer)")
        super().__init__([*rows, self.picture, near])
        self._on_slider()
        for slider in self._inputs:
            slider.observe(self._on_slider, "value")

    def finish(self) -> None:
        """As in Field."""
        super().finish()
        self._draw(self._question.places())

    def _on_slider(self, _change: Any = None) -> None:
        if not self._following:
            self.value = {name: 10**-slider.value for name, slider in self.sliders.items()}

    @traitlets.observe("value")
    def _on_value(self, change: Any) -> None:
        self._following = True
        for name, slider in self.sliders.items():
            place = -math.log10(change["new"][name])
            if abs(slider.value - place) > 1e-9:
                slider.value = place
            self._numbers[name].value = f"{written(change['new'][name], 3)} {self._question.unit}"
        self._following = False
        self.names = [f"{name}: {label.value}" for name, label in self._numbers.items()]
        self._draw()

    def _draw(self, true: dict[str, float] | None = None) -> None:
        asked = self._question
        self.picture.value = pictures.axis(self.value, asked.low, asked.high, asked.unit, true)


class SketchField(Field):
    """A vertical slider for each point, under the curve; `value` is a tuple of heights."""

    def __init__(self, question: SketchQuestion) -> None:
        self._question = question
        low, high = question.low, question.high
        self.sliders = [
            widgets.FloatSlider(
                value=(low + high) / 2,
                min=low,
                max=high,
                step=(high - low) / _STEPS,
                orientation="vertical",
                readout=False,
                layout={"height": "110px", "width": f"{pictures.COLUMN}px", "margin": "0"},
            )
            for _ in question.x
        ]
        self.names = [f"height at {x}" for x in question.x]
        self._inputs = self.sliders
        self.picture = widgets.HTML()
        near = f"(right within {100 * question.tolerance:.2g}% of the largest; the scale is free)"
        super().__init__([self.picture, widgets.HBox(self.sliders), widgets.Label(near)])
        self.value = tuple(slider.value for slider in self.sliders)
        self._draw()
        for slider in self.sliders:
            slider.observe(self._on_slider, "value")

    def finish(self) -> None:
        """As in Field; the true curve is as high as the sketch, or as the axis over a flat 0."""
        super().finish()
        asked = self._question
        scale = np.abs(self.value).max() or max(abs(asked.low), abs(asked.high))
        self._draw(asked.heights() * scale)

    def _on_slider(self, _change: Any) -> None:
        self.value = tuple(slider.value for slider in self.sliders)

    @traitlets.observe("value")
    def _on_value(self, change: Any) -> None:
        for slider, height in zip(self.sliders, change["new"], strict=True):
            slider.value = height
        self._draw()

    def _draw(self, true: Any = None) -> None:
        asked = self._question
        self.picture.value = pictures.sketch(asked.x, self.value, asked.low, asked.high, true)


_FIELDS: dict[type[Question], Callable[[Any], Field]] = {
    NumberQuestion: NumberField,
    ChoiceQuestion: ChoiceField,
    PlacementQuestion: PlacementField,
    SketchQuestion: SketchField,
}


def field(question: Question) -> Field:
    """A fresh field for a question."""
    return _FIELDS[type(question)](question)
