"""Questions: what is asked, what counts as right, and what to say to what is wrong.

The answer is a function. It is called when a reader's value is marked, and never before. Texts are
plain: an empty line parts paragraphs, and $...$ is a formula.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import RefusedInput, real_array, real_number
from renp_widgets.live.units import Reading, read_number
from renp_widgets.values import Array


class NoAnswerError(RefusedInput):
    """What was given cannot be marked; the message tells the reader why."""


@dataclass(frozen=True)
class Question:
    """What all kinds share.

    Parameters
    ----------
    prompt : the question.
    explanation : what is said once it is solved or given up.
    reveal : makes the app or figure that shows the answer; called once it is solved or given up.
    """

    prompt: str
    explanation: str = field(default="", kw_only=True)
    reveal: Callable[[], Any] | None = field(default=None, kw_only=True)

    def mark(self, value: Any) -> str:
        """Why a value is wrong, without the answer; "" if it is right.

        Raises NoAnswerError, with words for the reader, if there is nothing to mark.
        """
        raise NotImplementedError

    def stated(self) -> str:
        """The answer in words."""
        raise NotImplementedError

    def left(self, _tries: int) -> float:
        """How many answers are left to choose from after so many wrong ones."""
        return math.inf


@dataclass(frozen=True)
class NumberQuestion(Question):
    """Type a number.

    Parameters
    ----------
    unit : that the number is asked in; "" for a pure number.
    answer : gives the number, in `unit`.
    tolerance : relative to the answer, or absolute where that is 0.
    margin : absolute, in place of `tolerance`; 0 is none. Half a power of ten, for an exponent.
    hints : pairs of a test for a wrong value and the misconception that it shows; the first that
        fits is said.
    """

    unit: str
    answer: Callable[[], float]
    tolerance: float = 0.05
    hints: tuple[tuple[Callable[[float], bool], str], ...] = ()
    margin: float = field(default=0.0, kw_only=True)

    def __post_init__(self) -> None:
        real_number("tolerance", self.tolerance, low=0.0)
        real_number("margin", self.margin, low=0.0)

    def mark(self, value: str | float) -> str:
        """As in Question; a text may end with the unit, or one of the same kind."""
        reading, answer = self._read(value), real_number("answer", self.answer())
        number, said = reading.value, f" ({reading.said}.)" if reading.said else ""
        if abs(number - answer) <= (self.margin or self.tolerance * (abs(answer) or 1.0)):
            return ""
        if number * answer < 0.0:
            return f"The sign is wrong.{said}"
        return (_fitting(self.hints, number) or _size(number, answer, self.unit)) + said

    @property
    def room(self) -> str:
        """How near is near enough, in words; "" where it must be exact."""
        if self.margin:
            return f"right within ±{self.margin:g}"
        return f"right within {100 * self.tolerance:.2g}% of the answer" if self.tolerance else ""

    def stated(self) -> str:
        """The answer to three digits, with its unit."""
        return f"{self.answer():.3g} {self.unit}".rstrip()

    def _read(self, value: str | float) -> Reading:
        try:
            return read_number(f"{value}", self.unit)
        except RefusedInput as error:
            raise NoAnswerError(f"{error}") from None


@dataclass(frozen=True)
class ChoiceQuestion(Question):
    """Choose one.

    Parameters
    ----------
    options : what there is to choose from; plain words, without formulas.
    answer : gives the right one.
    hints : the misconception that a wrong option shows, by option.
    """

    options: tuple[str, ...]
    answer: Callable[[], str]
    hints: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(set(self.options)) != len(self.options) or len(self.options) < 2:
            raise RefusedInput(f"options must be two or more that differ, got {self.options}")
        strange = set(self.hints) - set(self.options)
        if strange:
            raise RefusedInput(f"hints must be for options, got {sorted(strange)}")

    def mark(self, value: str | None) -> str:
        """As in Question."""
        if value is None:
            raise NoAnswerError("Choose one of the options first.")
        if value not in self.options:
            raise NoAnswerError(f"“{value}” is not one of the options.")
        if value == self.stated():
            return ""
        return self.hints.get(value, "This one does not hold. Choose another.")

    def left(self, tries: int) -> float:
        """As in Question."""
        return len(self.options) - tries

    def stated(self) -> str:
        """The right option."""
        answer = self.answer()
        if answer not in self.options:
            raise RefusedInput(f"answer must be one of {self.options}, got {answer!r}")
        return answer


@dataclass(frozen=True)
class PlacementQuestion(Question):
    """Place marks on a logarithmic axis.

    Parameters
    ----------
    names : of the marks.
    unit : of the axis.
    low, high : ends of the axis, in `unit`, above 0.
    answer : gives the places by name, in `unit`.
    tolerance : relative: 0.2 is right from 0.8 to 1.2 of the answer.
    hints : pairs of a test for wrong places, by name, and the misconception that they show; the
        first that fits is said.
    """

    names: tuple[str, ...]
    unit: str
    low: float
    high: float
    answer: Callable[[], Mapping[str, float]]
    tolerance: float = 0.25
    hints: tuple[tuple[Callable[[Mapping[str, float]], bool], str], ...] = ()

    def __post_init__(self) -> None:
        real_number("low", self.low, low=0.0, open_low=True)
        real_number("high", self.high, low=self.low, open_low=True)
        real_number("tolerance", self.tolerance, low=0.0)

    def mark(self, value: Mapping[str, float]) -> str:
        """As in Question."""
        answer = self.places()
        try:
            places = self._checked(value)
        except (KeyError, ValueError, TypeError):
            raise NoAnswerError("Place every mark first.") from None
        off = {name: places[name] / answer[name] - 1 for name in self.names}
        if all(abs(part) <= self.tolerance for part in off.values()):
            return ""
        return _fitting(self.hints, places) or _sides(off, self.tolerance)

    def stated(self) -> str:
        """The places to three digits."""
        return ", ".join(
            f"{name}: {place:.3g} {self.unit}".rstrip() for name, place in self.places().items()
        )

    def places(self) -> dict[str, float]:
        """The right places by name, in the order of `names`."""
        answer = self.answer()
        if set(answer) != set(self.names):
            raise RefusedInput(f"answer must place {self.names}, got {tuple(answer)}")
        return self._checked(answer)

    def _checked(self, places: Mapping[str, float]) -> dict[str, float]:
        return {
            name: real_number(name, places[name], low=0.0, open_low=True) for name in self.names
        }


@dataclass(frozen=True)
class SketchQuestion(Question):
    """Sketch a curve by moving points up and down. Its shape counts, its scale does not.

    Parameters
    ----------
    x : where the points are, numbers or words; they are evenly spaced on the page.
    low, high : ends of the vertical axis.
    answer : gives the true heights at `x`, (x,), in any unit; marked, both curves are divided by
        their largest modulus.
    tolerance : how far a point may be off, as a fraction of the largest.
    hints : pairs of a test for a wrong sketch, its heights (x,) divided by the largest modulus, and
        the misconception that it shows; the first that fits is said.
    musts : pairs of a test that a right sketch passes, however near its points are, and what to
        say where one does not.

    A point on the wrong side of 0 by more than a quarter of the tolerance is wrong, too.
    """

    x: tuple[str | float, ...]
    low: float
    high: float
    answer: Callable[[], ArrayLike]
    tolerance: float = 0.15
    hints: tuple[tuple[Callable[[Array], bool], str], ...] = ()
    musts: tuple[tuple[Callable[[Array], bool], str], ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        real_number("low", self.low)
        real_number("high", self.high, low=self.low, open_low=True)
        real_number("tolerance", self.tolerance, low=0.0)
        if len(self.x) < 2:
            raise RefusedInput(f"x must have two points or more, got {self.x}")

    def mark(self, value: ArrayLike) -> str:
        """As in Question."""
        answer = self.heights()
        try:
            sketch = real_array("sketch", value)
        except (ValueError, TypeError):
            raise NoAnswerError("Give every point a height first.") from None
        if sketch.shape != answer.shape:
            raise NoAnswerError("Give every point a height first.")
        largest = np.abs(sketch).max()
        if largest == 0.0:
            raise NoAnswerError("All points are at zero. Move them first.")
        sketch = sketch / largest
        off = dict(zip((f"{x}" for x in self.x), sketch - answer, strict=True))
        if all(abs(height) <= self.tolerance for height in off.values()):
            if np.any((sketch * answer < 0.0) & (np.abs(sketch) > self.tolerance / 4)):
                return "The sizes are near enough, but the sign of a small one is wrong."
            return next((hint for holds, hint in self.musts if not holds(sketch)), "")
        return _fitting(self.hints, sketch) or _sides(off, self.tolerance)

    def stated(self) -> str:
        """Where to look."""
        return "the dashed curve"

    def heights(self) -> Array:
        """The true heights divided by their largest modulus, (x,)."""
        answer = real_array("answer", self.answer())
        if answer.shape != (len(self.x),) or not answer.any():
            raise RefusedInput(f"answer must have {len(self.x)} heights, not all 0, got {answer}")
        largest: float = np.abs(answer).max()
        return answer / largest


def _fitting(hints: Iterable[tuple[Callable[[Any], bool], str]], value: Any) -> str:
    """The first hint whose test a value passes, or ""."""
    return next((hint for fits, hint in hints if fits(value)), "")


def _size(number: float, answer: float, unit: str) -> str:
    """How a number is off, in words that do not give the answer away."""
    if answer == 0.0 or number == 0.0:
        side = "large" if number > answer else "small"
        return f"Too {side}."
    ratio = number / answer
    side, factor = ("large", ratio) if ratio > 1.0 else ("small", 1.0 / ratio)
    if answer < 0.0:
        side = f"{side} in size"
    if factor > 10.0:
        asked = f" It is asked in {unit}." if unit else ""
        return f"Too {side} by more than a factor of ten.{asked}"
    for least, words in ((2.0, " by more than a factor of two"), (1.25, "")):
        if factor > least:
            return f"Too {side}{words}."
    return f"Close, but too {side}."


def _sides(off: Mapping[str, float], tolerance: float) -> str:
    """Which of several values are too high, and which too low."""
    groups: dict[str, list[str]] = {"Right": [], "Too high": [], "Too low": []}
    for name, by in off.items():
        groups["Right" if abs(by) <= tolerance else "Too high" if by > 0 else "Too low"].append(
            name
        )
    return " ".join(f"{what}: {', '.join(names)}." for what, names in groups.items() if names)
