"""Every question of the notebooks: it can be answered, and does not answer itself."""

import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from renp_widgets.lessons import Exercise
from renp_widgets.lessons import topics as lessons
from renp_widgets.lessons.questions import (
    ChoiceQuestion,
    NumberQuestion,
    PlacementQuestion,
    Question,
    SketchQuestion,
)
from renp_widgets.lessons.topics import EXERCISES, TOPICS

NUMBERS = {name: x for name, x in EXERCISES.items() if isinstance(x, NumberQuestion)}


def right(question: Question) -> Any:
    """A value that a reader could give, and that is right."""
    if isinstance(question, NumberQuestion):
        return f"{question.answer():.4g}"
    if isinstance(question, PlacementQuestion):
        places = question.places()
        assert all(question.low <= place <= question.high for place in places.values())
        return places
    if isinstance(question, SketchQuestion):
        heights = question.heights() * max(abs(question.low), abs(question.high))
        assert question.low <= heights.min() <= heights.max() <= question.high
        return tuple(heights)
    return question.stated()


@pytest.mark.parametrize("name", EXERCISES)
def test_it_is_wrong_first_and_can_be_solved(name: str) -> None:
    ask = Exercise(replace(EXERCISES[name], reveal=None))
    ask.check.click()
    assert not ask.solved
    ask.input.value = right(ask.question)
    ask.check.click()
    assert ask.solved
    assert ask.errors == []


@pytest.mark.parametrize("name", EXERCISES)
def test_it_explains_and_hints(name: str) -> None:
    question: Any = EXERCISES[name]
    assert question.explanation
    assert question.hints
    texts = [question.prompt, question.explanation, *said(question)]
    assert all(text.count("$") % 2 == 0 and text == text.strip() for text in texts)
    if isinstance(question, ChoiceQuestion):
        assert question.stated() not in question.hints


@pytest.mark.parametrize("question", NUMBERS.values(), ids=NUMBERS)
def test_no_hint_holds_the_answer(question: NumberQuestion) -> None:
    answer = question.answer()
    numbers = re.findall(r"\d+\.?\d*(?:[eE][+-]?\d+)?", " ".join(said(question)))
    assert not np.isclose([float(x) for x in numbers], abs(answer), rtol=5e-3).any()


def said(question: Any) -> list[str]:
    """What is said to wrong values."""
    if isinstance(question, ChoiceQuestion):
        return list(question.hints.values())
    return [hint for _, hint in question.hints]


def test_names_begin_with_their_topic_and_none_is_taken_twice() -> None:
    listed = [
        (topic, name)
        for topic in TOPICS
        for name in import_module(f"{lessons.__name__}.{topic}").EXERCISES
    ]
    assert [name for _, name in listed] == list(EXERCISES)
    assert all(name.startswith(f"{topic}: ") for topic, name in listed)
    folder = Path(lessons.__file__).parent
    assert {file.stem for file in folder.glob("[!_]*.py")} == set(TOPICS)
