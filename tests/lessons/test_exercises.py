"""Exercises as a reader meets them: wrong, told why, right, and the app that shows it."""

import gc
import json
import math
import re
import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from ipywidgets import HTML, HTMLMath
from ipywidgets.widgets.widget import _instances

from renp_widgets import YB, Neutrinos, thresholds
from renp_widgets.apps import SpectrumExplorer
from renp_widgets.lessons import Exercise, exercise
from renp_widgets.lessons.questions import (
    ChoiceQuestion,
    NoAnswerError,
    NumberQuestion,
    PlacementQuestion,
    Question,
    SketchQuestion,
)
from renp_widgets.lessons.topics import EXERCISES
from renp_widgets.live.reruns import family


def edges() -> dict[str, float]:
    """Detuning of the lightest and of the heaviest pair's threshold, eV."""
    found = thresholds(YB, Neutrinos.from_oscillation("normal", lightest_mass=0.01))
    return {"11": found.detuning[0], "33": found.detuning[-1]}


NUMBER = NumberQuestion(
    "How far below the end point does channel 33 open?",
    "meV",
    lambda: 1e3 * edges()["33"],
    hints=((lambda x: abs(x / 4.876 - 1) < 0.1, "The photon gets <half> of it."),),
    explanation="It costs $(2m_3)^2/(2E_{eg})$.\n\nThe others cost less.",
    reveal=SpectrumExplorer,
)
CHOICE = ChoiceQuestion(
    "Which channel opens last?",
    ("11", "22", "33"),
    lambda: max(edges(), key=edges().__getitem__),
    {"11": "The lightest pair costs least."},
)
PLACEMENT = PlacementQuestion(
    "Place both.",
    ("11", "33"),
    "eV",
    1e-6,
    1e-1,
    edges,
    hints=((lambda at: at["11"] > at["33"], "The heavier pair opens later."),),
)
SKETCH = SketchQuestion(
    "Sketch it.",
    (1, 2, "end"),
    0.0,
    10.0,
    lambda: np.array([9.0, 4.0, 1.0]),
    hints=((lambda y: y[0] < y[2], "It falls."),),
)
# A question, values that are wrong, each with what is said to it, and one that is right.
CASES: list[tuple[Any, list[tuple[Any, str]], Any]] = [
    (
        NUMBER,
        [("4.9", "The photon gets <half> of it."), (2.1, "Close, but too small.")],
        "2.43 meV",
    ),
    (CHOICE, [("11", "The lightest pair costs least.")], "33"),
    (
        PLACEMENT,
        [
            ({"11": 1e-3, "33": 1e-4}, "The heavier pair opens later."),
            ({"11": 9.4e-5, "33": 1e-1}, "Right: 11. Too high: 33."),
        ],
        {"11": 1e-4, "33": 2.3e-3},
    ),
    (
        SKETCH,
        [((1, 2, 3), "It falls."), ((4.5, 4.5, 0.5), "Right: 1, end. Too high: 2.")],
        (4.5, 2.2, 0.4),
    ),
]
QUESTIONS = [question for question, _, _ in CASES]


def name(value: object) -> str:
    return type(value).__name__ if isinstance(value, Question) else ""


def page(ask: Exercise) -> str:
    """All that the page is told."""
    states = [part.get_state() for part in family(ask)]
    return json.dumps(states, default=lambda part: f"a {type(part).__name__}")


@pytest.mark.parametrize(("question", "wrong", "right"), CASES, ids=name)
def test_wrong_then_right(question: Any, wrong: list[tuple[Any, str]], right: Any) -> None:
    ask = Exercise(question)
    assert ask.show.layout.display == "none"
    for tries, (value, said) in enumerate(wrong, start=1):
        ask.input.value = value
        ask.check.click()
        assert ask.page.summary == f"✗ Not yet. {said}"
        assert (ask.tries, ask.solved) == (tries, False)
        assert ask.show.layout.display is None
    ask.input.value = right
    ask.check.click()
    assert ask.page.summary.startswith("✓ Right.")
    assert question.explanation in ask.page.summary
    assert (ask.tries, ask.solved, ask.shown) == (len(wrong) + 1, True, False)
    assert (ask.revealed is None) == (question.reveal is None)
    assert ask.errors == []
    ask.check.click()
    ask.show.click()
    assert (ask.tries, ask.shown) == (len(wrong) + 1, False)  # that was it


@pytest.mark.parametrize("question", QUESTIONS, ids=name)
def test_the_answer_is_computed_when_it_is_asked_for_and_not_before(question: Any) -> None:
    calls = []

    def answer() -> Any:
        calls.append(1)
        return question.answer()

    ask = Exercise(replace(question, answer=answer, reveal=None))
    before = page(ask)
    assert calls == []
    assert f"{edges()['33'] * 1e3:.3g}" not in before
    assert 'stroke-dasharray=\\"4 3' not in before
    assert 'stroke-dasharray=\\"5 4' not in before
    ask.check.click()
    if question is not NUMBER and question is not CHOICE:
        assert calls


@pytest.mark.parametrize("question", QUESTIONS, ids=name)
def test_show_me_gives_the_answer_away(question: Any) -> None:
    ask = Exercise(replace(question, reveal=None))
    ask.show.click()
    assert (ask.solved, ask.shown, ask.tries, ask.errors) == (False, True, 0, [])
    assert question.stated() in ask.feedback.value
    assert all(part.disabled for part in ask.input._inputs)


def test_the_true_marks_are_dashed() -> None:
    ask = Exercise(PLACEMENT)
    before = ask.input.picture.value
    ask.show.click()
    assert before.count("4 3") == 0
    assert ask.input.picture.value.count("4 3") == 2


@pytest.mark.parametrize(
    ("sketch", "top"), [(5.0, 77.0), (10.0, 12.0), (0.0, 12.0)], ids=["as high", "full", "flat"]
)
def test_the_true_curve_is_as_high_as_the_sketch(sketch: float, top: float) -> None:
    ask = Exercise(SKETCH)
    ask.input.value = (sketch, sketch, sketch)
    before = ask.input.picture.value
    ask.show.click()
    assert before.count("<polyline") == 1
    (true, given) = re.findall(r'<polyline points="([^"]*)"', ask.input.picture.value)
    first, *_ = (float(spot.split(",")[1]) for spot in true.split())
    assert first == pytest.approx(top)  # of 12 at the top of the axis and 142 at its foot
    assert given.split()[0].endswith(f",{142 - 13 * sketch:.1f}")


@pytest.mark.parametrize("text", ["", "  ", "many", "nan", "inf", "1,23,4", "<b>", "1e400"])
def test_what_is_no_number_is_told_and_not_counted(text: str) -> None:
    ask = Exercise(NUMBER)
    ask.input.value = text
    ask.check.click()
    assert (ask.tries, ask.errors) == (0, [])
    assert ask.page.summary.startswith("! ")
    assert "<b>" not in ask.feedback.value
    assert ask.show.layout.display == "none"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (CHOICE, None),
        (CHOICE, "12"),
        (PLACEMENT, {"11": 1e-3}),
        (PLACEMENT, {"11": 1e-3, "33": 0.0}),
        (SKETCH, (0, 0, 0)),
        (SKETCH, (1, 2)),
        (SKETCH, (1, 2, float("nan"))),
        (NUMBER, True),
    ],
)
def test_what_cannot_be_marked_says_why(question: Any, value: Any) -> None:
    with pytest.raises(NoAnswerError, match=r"\."):
        question.mark(value)


@pytest.mark.parametrize(
    ("value", "answer", "said"),
    [
        (10.4, 10, ""),
        (9.6, 10, ""),
        (10.6, 10, "Close, but too large."),
        (21, 10, "Too large by more than a factor of two."),
        (101, 10, "Too large by more than a factor of ten. It is asked in eV."),
        (0.99, 10, "Too small by more than a factor of ten. It is asked in eV."),
        (-10, 10, "The sign is wrong."),
        (-20.1, -10, "Too large in size by more than a factor of two."),
        (0, 10, "Too small."),
        (0, 0, ""),
        (0.04, 0, ""),
        (0.06, 0, "Too large."),
        ("1.0e1", 10, ""),
        (" 10 eV ", 10, ""),
        ("−10", -10, ""),
    ],
)
def test_general_hints_of_numbers(value: Any, answer: float, said: str) -> None:
    assert NumberQuestion("?", "eV", lambda: answer).mark(value) == said


def test_the_scale_of_a_sketch_does_not_count() -> None:
    assert SKETCH.mark((9, 4, 1)) == SKETCH.mark((0.9, 0.4, 0.1)) == ""
    upside_down = replace(SKETCH, answer=lambda: [-9, -4, -1], low=-1.0, high=1.0, hints=())
    assert upside_down.mark((-9, -4, -1)) == ""
    assert upside_down.mark((9, 4, 1)) == "Too high: 1, 2, end."


def test_enter_checks_what_is_in_the_box() -> None:
    ask = Exercise(NUMBER)
    receive = ask.page._handle_custom_msg
    receive({"kind": "enter", "text": "4.9"}, [])
    assert (ask.input.value, ask.tries) == ("4.9", 1)
    receive({"kind": "enter", "text": None}, [])
    receive({"kind": "enter", "text": 7}, [])
    assert ask.tries == 3
    for strange in ("enter", {}, {"kind": "leave"}, None):
        receive(strange, [])
    assert (ask.tries, ask.errors) == (3, [])


def test_sliders_move_the_value_and_the_value_moves_them() -> None:
    ask = Exercise(PLACEMENT)
    ask.input.sliders["33"].value = -math.log10(2e-3)
    assert ask.input.value["33"] == pytest.approx(2e-3)
    assert "0.002" in ask.page.names[1]
    ask.input.value = {"11": 1e-5, "33": 1e-4}
    assert ask.input.value == {"11": 1e-5, "33": 1e-4}
    assert ask.input.sliders["11"].value == pytest.approx(5)
    ask = Exercise(SKETCH)
    before = ask.input.picture.value
    ask.input.sliders[2].value = 1.0
    assert ask.input.value == (5.0, 5.0, 1.0)
    assert ask.input.picture.value != before


@pytest.mark.parametrize("question", QUESTIONS, ids=name)
def test_every_part_has_a_name(question: Any) -> None:
    ask = Exercise(question)
    assert question.prompt in ask.page.label
    assert len(ask.page.names) == (0 if question is CHOICE else len(ask.input._inputs))


def test_texts_are_escaped() -> None:
    evil = "<img src=x onerror=alert(1)>"
    for question in (
        replace(CHOICE, prompt=evil, options=("11", "33"), hints={"11": evil}, explanation=evil),
        PlacementQuestion(evil, (evil,), evil, 1e-3, 1.0, lambda: {evil: 0.1}),
        SketchQuestion(evil, (evil, 2), 0.0, 1.0, lambda: [0, 1]),
    ):
        ask = Exercise(question)
        ask.input.value = "11" if question.hints else ask.input.value
        ask.check.click()
        ask.show.click()
        html = "".join(x.value for x in family(ask) if isinstance(x, HTML | HTMLMath))
        assert "&lt;img" in html
        assert "<img" not in html


def fails(error: Exception) -> Callable[..., Any]:
    def fail(*_: Any) -> Any:
        raise error

    return fail


@pytest.mark.parametrize(
    "broken",
    [
        replace(NUMBER, answer=fails(RuntimeError("no <such> luck")), reveal=None),
        replace(NUMBER, hints=((fails(RuntimeError("no <such> luck")), ""),), reveal=None),
        replace(NUMBER, answer=lambda: 5.0, reveal=fails(RuntimeError("no <such> luck"))),
    ],
)
def test_what_breaks_is_shown_and_kept(broken: Question) -> None:
    ask = Exercise(broken)
    ask.input.value = 5.0
    ask.check.click()
    assert ask.errors == ["RuntimeError: no <such> luck"]
    assert "no &lt;such&gt; luck" in ask.feedback.value


def test_closing_frees_the_app_that_was_revealed() -> None:
    gc.collect()
    before = set(_instances)
    ask = Exercise(NUMBER)
    ask.show.click()
    app = ask.revealed
    assert isinstance(app, SpectrumExplorer)
    assert app in ask.children
    kept = [weakref.ref(part) for part in (ask, app, app.model, app.figure)]
    ask.close()
    ask.close()  # twice is once
    assert set(_instances) == before
    del ask, app
    gc.collect()
    assert [ref() for ref in kept] == [None] * 4


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: exercise("nothing"), "name must be one of"),
        (lambda: Exercise("nothing"), "question must be a Question"),  # type: ignore[arg-type]
        (lambda: replace(CHOICE, options=("a", "a")), "two or more that differ"),
        (lambda: replace(CHOICE, hints={"12": "?"}), "hints must be for options, got .*12"),
        (lambda: replace(PLACEMENT, low=0.0), "low must be"),
        (lambda: replace(PLACEMENT, high=1e-6), "high must be"),
        (lambda: replace(SKETCH, x=(1,)), "two points or more"),
        (lambda: replace(NUMBER, tolerance=-1.0), "tolerance must be"),
        (lambda: replace(CHOICE, answer=lambda: "12").stated(), "answer must be one of"),
        (lambda: replace(PLACEMENT, answer=dict).places(), "answer must place"),
        (lambda: replace(SKETCH, answer=lambda: [0, 0, 0]).heights(), "not all 0"),
    ],
)
def test_questions_check_themselves(make: Callable[[], Any], said: str) -> None:
    with pytest.raises((TypeError, ValueError), match=said):
        make()


def test_numbers_are_read_as_people_type_them() -> None:
    for text in ("2.438", "2,44 meV", "2438 µeV", "0.002438 eV", "2.438×10^0"):
        assert NUMBER.mark(text) == "", text
    assert NUMBER.mark("1,000").endswith(" (1,000 was read as 1000.)")
    with pytest.raises(NoAnswerError, match="asked in meV"):
        NUMBER.mark("2.4 nm")


def test_the_sign_is_told_before_anything_else() -> None:
    negative = replace(NUMBER, hints=((lambda x: x < 4.0, "Too few."),))
    assert negative.mark("-2.4") == "The sign is wrong."


@pytest.mark.parametrize(
    ("factor", "says"), [(1.2, "Close, but too large."), (1.3, "Too large."), (0.7, "Too small.")]
)
def test_close_is_within_a_quarter(factor: float, says: str) -> None:
    assert replace(NUMBER, hints=()).mark(factor * NUMBER.answer()) == says


def test_a_margin_is_absolute_and_on_show() -> None:
    exponent = NumberQuestion("Which power?", "", lambda: 6.1, margin=0.5)
    assert exponent.mark("5.7") == exponent.mark("6.5") == ""
    assert exponent.mark("5.5") == "Close, but too small."
    assert exponent.room == "right within ±0.5"


@pytest.mark.parametrize(
    ("factor", "right"), [(0.79, False), (0.81, True), (1.19, True), (1.21, False)]
)
def test_places_are_right_within_what_is_said(factor: float, right: bool) -> None:
    asked = replace(PLACEMENT, tolerance=0.2)
    places = {name: factor * at for name, at in edges().items()}
    assert (asked.mark(places) == "") is right


def test_a_sketch_must_have_its_signs_and_its_shape() -> None:
    bars = EXERCISES["unitarity: six bars"]
    right = bars.heights()
    assert bars.mark(right) == ""
    for k in (2, 5):  # 13 and 33
        wrong = right.copy()
        wrong[k] *= -0.06 / abs(right[k])
        assert "sign" in bars.mark(wrong)
    assert bars.mark([-0.12, -1, 0.05, 0.02, 0.1, -0.1]) != ""
    curve = EXERCISES["coherence: the curve"]
    assert curve.mark(curve.heights()) == ""
    falling = np.minimum(curve.heights(), [1, 1, 1, 1, 0, 0, 0])
    assert "one thing is missing" in curve.mark(falling)


def test_of_two_options_the_second_click_is_no_answer() -> None:
    asked = replace(CHOICE, options=("11", "33"), explanation="It is the heaviest.")
    ask = Exercise(asked)
    ask.input.value = "11"
    ask.check.click()
    assert ask.page.summary.startswith("✗ No: it is the other one. The lightest pair costs least.")
    assert ask.page.summary.endswith("It is the heaviest.")
    assert (ask.solved, ask.shown, ask.check.disabled) == (False, True, True)


def test_what_was_said_goes_when_the_answer_changes() -> None:
    ask = Exercise(NUMBER)
    ask.input.value = "5"
    ask.check.click()
    assert ask.feedback.value
    ask.input.box.value = "2.4"
    assert ask.feedback.value == ask.page.summary == ""
    ask.check.click()
    ask.input.box.value = "7"
    assert "Right" in ask.feedback.value
