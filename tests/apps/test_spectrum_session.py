from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from renp_widgets.apps.spectrum.session import MAX_PINS, Pin, Session, View, free_name
from renp_widgets.apps.spectrum.state import ExplorerState

STATE = ExplorerState()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("theme", "sepia", "theme must be one of"),
        ("lecture", 1, "lecture must be True or False"),
        ("compare", "log", "compare must be one of"),
        ("reference", " x", "reference must have 1 to 40"),
        ("reference", "x" * 41, "reference must have 1 to 40"),
        ("cursor", 0.0, "cursor"),
        ("cursor", float("nan"), "cursor"),
        ("inspected", "21", "inspected must be one of"),
        ("band", None, "band must be True or False"),
        ("full_window", (0.1, 0.2, 0.3), "full_window must be four numbers"),
        ("full_window", (0.2, 0.1, 0.0, 0.1), "full_window: x low must lie well below x high"),
        ("full_window", (0.1, 0.2, 0.1, 0.1), "full_window: I low must lie well below I high"),
        ("end_window", (0.0, 0.2, 0.0, 0.1), "end_window .x low. must be > 0"),
        ("end_window", (0.1, float("inf"), 0.0, 0.1), "end_window .x high."),
        ("density", 0.0, "density"),
        ("volume", -1.0, "volume"),
    ],
)
def test_a_view_refuses_what_it_cannot_show(field: str, value: Any, says: str) -> None:
    with pytest.raises((ValueError, TypeError), match=says):
        View(**{field: value})


def test_views_are_values() -> None:
    view = View(cursor=np.float64(0.5), end_window=[1e-4, 1e-3, 0, 1])  # type: ignore[arg-type]
    assert view == View(cursor=0.5, end_window=(1e-4, 1e-3, 0.0, 1.0))
    assert hash(view) == hash(replace(view))
    assert type(view.cursor) is float


@pytest.mark.parametrize("name", ["", " x", "x" * 41, "a\nb", "\x00", None, 3])
def test_a_pin_has_a_name_to_print(name: Any) -> None:
    with pytest.raises((ValueError, TypeError), match="pin name"):
        Pin(name, STATE)


def test_a_session_has_few_pins_with_names_of_their_own() -> None:
    with pytest.raises(ValueError, match="'a' twice"):
        Session(pins=(Pin("a", STATE), Pin("a", STATE)))
    with pytest.raises(ValueError, match=f"at most {MAX_PINS}"):
        Session(pins=tuple(Pin(f"{k}", STATE) for k in range(MAX_PINS + 1)))


def test_free_names_say_what_a_state_is_and_differ() -> None:
    pins: list[Pin] = []
    state = replace(STATE, ordering="inverted", mediator="vector", lightest_mass=1 / 3)
    for _ in range(MAX_PINS):
        pins.append(Pin(free_name(state, pins), state))
    assert pins[0].name == "Yb IO 333.3 meV Majorana Z′"
    assert pins[1].name == "Yb IO 333.3 meV Majorana Z′ (2)"
    assert len(Session(pins=tuple(pins)).pins) == MAX_PINS


def test_names_for_pins_keep_their_limit() -> None:
    state = ExplorerState(
        target="custom", lightest_mass=0.01234, mediator="dipole", dipole_kind="magnetic"
    )
    pins: list[Pin] = []
    for _ in range(MAX_PINS):
        pins.append(Pin(free_name(state, pins), state))
    assert len({pin.name for pin in pins}) == MAX_PINS
