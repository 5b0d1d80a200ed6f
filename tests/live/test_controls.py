import pytest

from renp_widgets.live.controls import ChoiceControl, NumberControl, make_controls

from .wave import WaveState


@pytest.fixture
def controls() -> dict[str, ChoiceControl | NumberControl]:
    return make_controls(WaveState.declared(), WaveState())


def test_a_table_makes_one_control_for_each_field_with_its_reset(
    controls: dict[str, ChoiceControl | NumberControl],
) -> None:
    assert {name: type(control) for name, control in controls.items()} == {
        "frequency": NumberControl,
        "overtones": NumberControl,
        "damped": ChoiceControl,
    }
    for name, control in controls.items():
        control.reset.click()
        assert control.value == getattr(WaveState(), name)


def test_a_choice_can_be_between_values_that_are_no_names(
    controls: dict[str, ChoiceControl | NumberControl],
) -> None:
    damped = controls["damped"]
    damped.buttons.value = True
    assert damped.value is True
    damped.follow(False, None, "")
    assert damped.buttons.value is False
    assert WaveState.declared()["damped"].describe(True) == "damped"


def test_a_slider_of_whole_numbers_gives_them(
    controls: dict[str, ChoiceControl | NumberControl],
) -> None:
    overtones = controls["overtones"]
    overtones.follow(0, 0, "")
    overtones.slider.value = 3.0
    assert overtones.value == 3
    assert WaveState(overtones=overtones.value) == WaveState(overtones=3)
