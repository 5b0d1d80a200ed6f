import math
from dataclasses import dataclass, replace
from typing import Any

import pytest

from renp_widgets.live.app import FunctionApp
from renp_widgets.live.fields import State, choice, number, other
from renp_widgets.live.links import kinds, parts, to_link

from .wave import WaveState, wave


def _even(name: str, value: object) -> object:
    if value not in (0, 2, 4):
        raise ValueError(f"{name} must be even, got {value!r}")
    return value


@dataclass(frozen=True)
class BoxState(State):
    """A box."""

    size: float = number(1e3, low=1.0, high=1e9, about="nm", label="L", unit="µm", scale=1e-3)
    n: int = number(3, low=0, high=9, whole=True)
    turn: float | None = number(None, low=0.0, high=1.0, open_low=True, special=("best", None))
    kind: str = choice("cube", label="kind", options={"cube": "cube", "ball": "sphere"})
    level: float = choice(2.0, options={"2σ": 2.0, "3σ": 3.0})
    open: bool = choice(False, options={"shut": False, "open": True}, linked=True)
    even: int = other(0, check=_even, what="0, 2 or 4", holds=(int, False), linked=False)

    def _agree(self) -> None:
        if self.n == 9 and self.open:
            raise ValueError("n must be below 9 where open is True")


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"size": 0.5}, ValueError, r"size \(nm\) must be in \[1, 1e\+09\], got 0.5"),
        ({"size": None}, TypeError, "size"),
        ({"size": math.nan}, ValueError, "size.*nan"),
        ({"n": 2.5}, ValueError, "n must be a whole number, got 2.5"),
        ({"n": True}, TypeError, "n"),
        ({"turn": 0.0}, ValueError, r"turn must be in \(0, 1\], got 0.0"),
        ({"kind": "ball"}, ValueError, r"kind must be one of \('cube', 'sphere'\), got 'ball'"),
        ({"level": 5}, ValueError, "level must be one of 2, 3, got 5.0"),
        ({"open": 1}, TypeError, "open must be True or False"),
        ({"even": 3}, ValueError, "even must be even, got 3"),
        ({"n": 9, "open": True}, ValueError, "n must be below 9 where open is True"),
    ],
)
def test_a_state_checks_its_fields(
    changes: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        replace(BoxState(), **changes)


def test_values_are_kept_plain() -> None:
    state = BoxState(size=5, n=4.0, level=3)  # type: ignore[arg-type]
    assert state == BoxState(5.0, 4, level=3.0)
    assert [type(x) for x in (state.size, state.n, state.level)] == [float, int, float]


def test_the_docstring_tells_every_field_its_unit_and_its_bounds() -> None:
    lines = (BoxState.__doc__ or "").splitlines()
    assert lines[0] == "A box."
    assert "size : nm, in [1, 1e+09]" in lines
    assert "turn : in (0, 1]; None is best" in lines
    assert "kind : one of 'cube', 'sphere'" in lines
    assert "even : 0, 2 or 4" in lines


def test_a_subclass_has_the_fields_of_its_base_and_may_declare_them_anew() -> None:
    @dataclass(frozen=True)
    class Small(BoxState):
        """A small box."""

        size: float = number(2.0, low=1.0, high=3.0)
        lid: bool = choice(True, options={"no": False, "yes": True})

    assert [*Small.declared()] == [*BoxState.declared(), "lid"]
    assert Small.declared()["size"].high == 3.0
    assert BoxState.declared()["size"].high == 1e9
    assert (Small.__doc__ or "").count("size :") == 1
    with pytest.raises(ValueError, match=r"size must be in \[1, 3\]"):
        Small(size=4.0)


def test_links_read_the_same_declaration() -> None:
    assert to_link(BoxState(size=2.0, even=2)) == "?v=2&size=2.0&open=false"
    assert kinds(BoxState)["turn"] == (float, True)
    assert kinds(BoxState)["n"] == (int, False)
    assert kinds(BoxState)["open"] == (bool, False)
    assert parts({"turn": "none", "n": "4", "open": "true"}, BoxState) == [BoxState(n=4, open=True)]


def test_words_are_in_the_unit_that_is_shown() -> None:
    declared = BoxState.declared()
    assert declared["size"].describe(2e3) == "L = 2 µm"
    assert declared["kind"].describe("sphere") == "kind = ball"
    with pytest.raises(ValueError, match="size") as caught:
        BoxState(size=0.1)
    said = declared["size"].refusal(0.1, caught.value)
    assert said == "L = 0.0001 µm is refused: it can be from 0.001 µm to 1e6 µm"


def test_a_field_without_a_place_on_the_page_is_an_error() -> None:
    parts: dict[str, Any] = {
        "kind": WaveState,
        "compute": staticmethod(wave),
    }
    for rows in (("frequency",), ("frequency overtones damped", "damped"), ("frequency other",)):
        with pytest.raises(TypeError, match="must place every field of WaveState once"):
            type("Hidden", (FunctionApp,), {**parts, "rows": rows})
    type(
        "Said",
        (FunctionApp,),
        {**parts, "rows": ("frequency",), "off_page": ("overtones", "damped")},
    )
