"""Exercise: a question on the page, from the first guess to the app that shows the answer."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Final

import anywidget
import ipywidgets as widgets
import traitlets

from renp_widgets.checks import choice, instance
from renp_widgets.lessons.answers import field
from renp_widgets.lessons.questions import NoAnswerError, Question
from renp_widgets.lessons.topics import EXERCISES
from renp_widgets.live.keeper import KEEPER
from renp_widgets.live.kept import show
from renp_widgets.live.reruns import family, forget

_MAX_TEXT: Final = 200


class ExercisePage(anywidget.AnyWidget):
    """A part without a size in the box of class `renp-question` that it serves.

    label : the box's name, for who hears the page.
    names : of the sliders or text boxes in it, in their order, for the same.
    summary : what is read out when it changes.
    """

    _esm = KEEPER + Path(__file__).with_name("exercises.js").read_text(encoding="utf-8")
    _css = Path(__file__).with_name("exercises.css").read_text(encoding="utf-8")

    label = traitlets.Unicode().tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    summary = traitlets.Unicode().tag(sync=True)

    def on_enter(self, callback: Callable[[str | None], object]) -> None:
        """Call back when Enter is pressed, with the text of the box that it is pressed in."""

        def receive(_widget: object, content: object, _buffers: object) -> None:
            if isinstance(content, dict) and content.get("kind") == "enter":
                text = content.get("text")
                callback(text[:_MAX_TEXT] if isinstance(text, str) else None)

        self.on_msg(receive)


_LOG = logging.getLogger(__name__)


class Exercise(widgets.VBox):
    """A question with its input and what is said to the reader.

    The answer is computed when "check" or "show me" is pressed, and is nowhere on the page before.

    question : a Question.

    Attributes
    ----------
    input : has `.value`: a text or number, an option, a dict of places, or a tuple of heights.
    check, show : the buttons; "show me" comes after the first wrong try.
    feedback : what is said, as escaped HTML.
    revealed : the app or figure with the answer, once there is one, or None.
    solved, shown : whether the reader has found the answer, or given up.
    done : whether one of the two; can be observed.
    tries : how many values were marked.
    errors : messages of everything that went wrong; a wrong value is none.
    """

    done = traitlets.Bool(default_value=False)

    def __init__(self, question: Question) -> None:
        instance("question", question, Question)
        self.question = question
        self.tries = 0
        self.solved = self.shown = False
        self.errors: list[str] = []
        self.revealed: widgets.Widget | None = None
        self.input = field(question)
        self.check = widgets.Button(description="check", button_style="primary")
        self.show = widgets.Button(description="show me", layout={"display": "none"})
        self.feedback = widgets.HTMLMath()
        self.page = ExercisePage(label=f"exercise: {question.prompt}")
        traitlets.dlink((self.input, "names"), (self.page, "names"))
        buttons = widgets.HBox([self.check, self.show])
        prompt = widgets.HTMLMath(_paragraphs(question.prompt))
        self._ask = widgets.VBox([prompt, self.input, buttons, self.feedback, self.page])
        self._ask.add_class("renp-question")
        super().__init__([self._ask])
        self.add_class("renp-exercise")
        self.check.on_click(lambda _: self._check())
        self.show.on_click(lambda _: self._show())
        self.page.on_enter(self._enter)
        self.input.observe(lambda _: self._forget(), "value")

    def _ipython_display_(self) -> None:
        """Show the exercise; and its question, where Python has gone."""
        show(self, _paragraphs(self.question.prompt))

    def close(self) -> None:
        """Remove the exercise from the page, and free the app that it has revealed."""
        if self.comm is None or sys.is_finalizing():  # closed already, or about to be
            return
        for widget in set(family(self)) - {self}:
            widget.close()
        self.revealed = None
        forget(self)
        super().close()

    def answered(self) -> bool:
        """Whether it is solved or given up, for a cell that prints the answer; says what to do.

        True on a page of Voila's, where no cell can be run again.
        """
        if self.done or "VOILA_REQUEST_URL" in os.environ:
            return True
        print("First answer the question above, or give it up; then run this cell again.")
        return False

    def _enter(self, text: str | None) -> None:
        """Enter was pressed: check what is in the box."""
        with self._report():
            if text is not None:
                self.input.value = text
        self._check()

    def _forget(self) -> None:
        """Another value: what was said of the last one goes."""
        if not (self.solved or self.shown):
            self.feedback.value = self.page.summary = ""

    def _check(self) -> None:
        """Mark the present value."""
        if self.solved or self.shown:
            return
        with self._report():
            try:
                hint = self.question.mark(self.input.value)
            except NoAnswerError as error:
                self._say("told", "!", f"{error}")
                return
            self.tries += 1
            self.solved = not hint
            if self.solved:
                self._say("right", "✓ Right.", self.question.explanation)
                self._reveal()
            elif self.question.left(self.tries) == 1:  # the next click would be no answer
                reasons = filter(None, (hint, self.question.explanation))
                self._say("wrong", "✗ No: it is the other one.", "\n\n".join(reasons))
                self.shown = True
                self._reveal()
            else:
                self._say("wrong", "✗ Not yet.", hint)
                self.show.layout.display = None

    def _show(self) -> None:
        """Give the answer away."""
        if self.solved or self.shown:
            return
        with self._report():
            answer = self.question.stated()
            self.shown = True
            self._say("told", f"The answer: {answer}.", self.question.explanation)
            self._reveal()

    def _reveal(self) -> None:
        """Take no more answers, and show the app that has this one."""
        self.done = self.check.disabled = self.show.disabled = True
        self.input.finish()
        if self.question.reveal is not None:
            self.revealed = self.question.reveal()
            self.children = (self._ask, self.revealed)

    def _say(self, kind: str, sign: str, text: str) -> None:
        body = _paragraphs(f"{sign} {text}")
        self.feedback.value = f'<div class="renp-{kind}">{body}</div>'
        self.page.summary = f"{sign} {text}"

    @contextmanager
    def _report(self) -> Iterator[None]:
        """Show and keep what is raised inside, where it would otherwise go unseen."""
        try:
            yield
        except Exception as error:
            _LOG.exception("in an exercise")
            message = f"{type(error).__name__}: {error}"
            self.errors.append(message)
            self._say("wrong", "! Something went wrong.", message)


def exercise(name: str) -> Exercise:
    """The exercise of that name, fresh; ValueError lists the names that there are."""
    return Exercise(EXERCISES[choice("name", name, EXERCISES)])


def _paragraphs(text: str) -> str:
    """Plain text as HTML; an empty line parts paragraphs."""
    return "".join(f"<p>{escape(part)}</p>" for part in text.strip().split("\n\n"))
