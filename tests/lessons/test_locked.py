"""Apps that exercises keep back until they are solved or given up."""

from __future__ import annotations

import ipywidgets as widgets
import pytest

from renp_widgets.lessons import exercise, locked
from renp_widgets.lessons.exercises import Exercise


@pytest.fixture
def asked() -> tuple[Exercise, Exercise]:
    return exercise("unitarity: the sum"), exercise("unitarity: six bars")


def test_it_opens_when_all_are_solved_or_given_up(asked: tuple[Exercise, Exercise]) -> None:
    app = widgets.HTML("the answer")
    lock = locked(app, *asked)
    assert not lock.is_open
    assert app not in lock.children
    assert "once the 2 questions above are solved" in lock.children[0].value
    asked[0].input.value = "0.7"
    asked[0].check.click()
    assert not asked[0].done
    asked[0].input.value = "0.720"
    asked[0].check.click()
    assert (asked[0].done, asked[0].solved, lock.is_open) == (True, True, False)
    asked[1].show.click()
    assert (asked[1].done, asked[1].shown, lock.is_open) == (True, True, True)
    assert lock.children == (app,)
    assert locked(widgets.HTML(), *asked).is_open


def test_a_key_opens_it_without_an_answer(asked: tuple[Exercise, Exercise]) -> None:
    app = widgets.HTML("the answer")
    lock = locked(app, asked[0])
    assert "once the question above is solved" in lock.children[0].value
    lock.key.click()
    assert lock.is_open
    assert not asked[0].done


def test_a_cell_that_prints_the_answer_waits_for_it(
    asked: tuple[Exercise, Exercise], capsys: pytest.CaptureFixture[str]
) -> None:
    assert not asked[0].answered()
    assert capsys.readouterr().out.startswith("First answer the question above, or give it up")
    asked[0].show.click()
    assert asked[0].answered()
    assert capsys.readouterr().out == ""


def test_what_is_no_app_or_no_exercise_is_refused(asked: tuple[Exercise, Exercise]) -> None:
    with pytest.raises(TypeError, match="app must be a DOMWidget"):
        locked("app", asked[0])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="exercises must be an Exercise"):
        locked(widgets.HTML(), "unitarity: the sum")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="exercises must be one or more"):
        locked(widgets.HTML())


@pytest.mark.parametrize(
    ("name", "field"), [("nature: how small", None), ("coherence: random phases", "curve")]
)
def test_what_one_reveals_does_not_answer_the_next(name: str, field: str | None) -> None:
    ask = exercise(name)
    ask.show.click()
    assert ask.done
    if field is None:
        assert ask.revealed is None
    else:
        assert not getattr(ask.revealed.model.state, field)  # type: ignore[union-attr]
