"""Every field of each app's state and view, with hostile values and with numpy's values."""

import pickle
from dataclasses import fields
from typing import Any

import astropy.units as u
import numpy as np
import pandas as pd
import pint
import pytest

from renp_widgets.apps.blind_spots.state import BlindSpotState
from renp_widgets.apps.coherence.state import CoherenceState
from renp_widgets.apps.levels.state import LevelState
from renp_widgets.apps.printed.state import PrintedState
from renp_widgets.apps.propagator.state import PropagatorState
from renp_widgets.apps.reach.state import ReachState
from renp_widgets.apps.sensitivity.state import SensitivityState
from renp_widgets.apps.spectrum.session import View
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.apps.unitarity.state import UnitarityState
from renp_widgets.live.fields import Appearance

STATES = [
    *(ExplorerState, View, Appearance, SensitivityState, ReachState, CoherenceState, LevelState),
    *(PropagatorState, BlindSpotState, UnitarityState, PrintedState),
]
FIELDS = [(state, field.name) for state in STATES for field in fields(state)]
IDS = [f"{state.__name__}.{name}" for state, name in FIELDS]
HOSTILE: dict[str, Any] = {
    "unit": 0.5 * u.meV,
    "no dimension": 1 * u.dimensionless_unscaled,
    "pint": 0.5 * pint.UnitRegistry().meV,
    "masked": np.ma.masked_array(0.5),
    "bytes": b"1",
    "object": object(),
    "huge": 10**400,
    "nan": float("nan"),
    "array": np.array([0.5, 0.6]),
    "imaginary": 1j,
}


@pytest.mark.parametrize(("state", "name"), FIELDS, ids=IDS)
def test_hostile_values(state: type, name: str) -> None:
    for what, value in HOSTILE.items():
        with pytest.raises((TypeError, ValueError)) as caught:
            state(**{name: value})
        assert name in str(caught.value), (what, str(caught.value))
        if what in ("unit", "pint", "masked") and isinstance(getattr(state(), name), float):
            assert isinstance(caught.value, TypeError), what
            assert "unit" in str(caught.value) or "masked" in str(caught.value)


@pytest.mark.parametrize(("state", "name"), FIELDS, ids=IDS)
def test_values_of_numpy_and_pandas_are_kept_plain(state: type, name: str) -> None:
    value = getattr(state(), name)
    if not isinstance(value, bool | int | float):
        return
    for made in (np.array(value)[()], pd.Series([value])[0]):
        kept = getattr(state(**{name: made}), name)
        assert kept == value
        assert type(kept) is type(value)
    if isinstance(value, bool):
        with pytest.raises(TypeError, match=f"{name} must be True or False, got 1"):
            state(**{name: 1})
    else:
        with pytest.raises((TypeError, ValueError), match=name):
            state(**{name: True})


@pytest.mark.parametrize("state", STATES)
def test_states_survive(state: type) -> None:
    assert pickle.loads(pickle.dumps(state())) == state()
