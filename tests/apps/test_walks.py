"""Wherever controls go, picture and controls agree; what is refused is said in words."""

import os
from html import escape
from typing import Any

import numpy as np
import pytest

from renp_widgets.live.fields import Choice

from .test_at_rest import APPS

MOVES = int(os.environ.get("RENP_MOVES", "60"))  # 500 have been tried


def anywhere(entry: Any, random: np.random.Generator) -> Any:
    """A value that the hand can give a control, in the state's unit; None if it has none."""
    if isinstance(entry, Choice):
        return [*entry.options.values()][random.integers(len(entry.options))]
    if entry.slider is None:
        return None
    low, high, _ = entry.slider
    if entry.whole:
        return int(random.integers(low, high + 1))
    if random.random() < 0.1:
        return float(random.choice([low, high])) / entry.scale
    if entry.log and low > 0:
        return float(np.exp(random.uniform(*np.log((low, high))))) / entry.scale
    return float(random.uniform(low, high)) / entry.scale


@pytest.mark.parametrize("app_type", APPS)
def test_picture_and_controls_agree_wherever_a_hand_goes(app_type: type) -> None:
    random, app = np.random.default_rng(12), app_type()
    fields = [name for name, control in app.controls.items() if control is not None]
    for _ in range(MOVES):
        name = fields[random.integers(len(fields))]
        value = anywhere(app._fields[name], random)
        if value is None:
            continue
        errors, before = len(app.model.errors), app.model.state
        app.controls[name]._move(value)
        state, scene = app.model.state, app.model.scene
        shown = scene.spectrum.state if hasattr(scene, "spectrum") else scene.state
        assert shown == state
        for field, control in app.controls.items():
            assert control.value == getattr(state, field), field
        if len(app.model.errors) > errors:
            assert state == before
            message = app.model.errors[-1]
            assert escape(message) in app.controls[name].said.value
            assert "refused" in message
            assert "Error" not in message
            assert "[" not in message.replace("in [", ""), message
    app.close()
