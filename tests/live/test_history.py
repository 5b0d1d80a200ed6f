import pytest

from renp_widgets.live.model import History


@pytest.fixture
def time() -> list[float]:
    return [0.0]


@pytest.fixture
def history(time: list[float]) -> History[str]:
    return History(lambda: time[0])


def test_steps_go_back_and_forth(history: History[str]) -> None:
    history.remember("a")
    history.remember("b")
    assert history.undo("c") == "b"
    assert history.undo("b") == "a"
    assert history.undo("a") is None
    assert history.redo("a") == "b"
    history.remember("b", ["x"])  # another way on: the old future is gone
    assert not history.can_redo
    assert history.redo("d") is None


@pytest.mark.parametrize(
    ("changed", "number", "pause", "steps"),
    [("x", True, 0.9, 1), ("x", True, 1.1, 2), ("y", True, 0.1, 2), ("x", False, 0.1, 2)],
)
def test_changes_of_one_number_in_a_row_are_one_step(
    history: History[str],
    time: list[float],
    changed: str,
    number: bool,
    pause: float,
    steps: int,
) -> None:
    history.remember("a", ["x"], number=True)
    time[0] += pause
    history.remember("b", [changed], number=number)
    here, taken = "c", []
    while (step := history.undo(here)) is not None:
        taken.append(here := step)
    assert taken == ["b", "a"][-steps:]


def test_what_came_back_to_its_start_is_no_step(history: History[str]) -> None:
    history.remember("a")
    assert history.can_undo("b")
    assert not history.can_undo("a")
    assert history.undo("a") is None
