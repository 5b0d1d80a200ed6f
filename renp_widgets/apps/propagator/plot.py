"""The propagator's plot: |1/(q^2 - M^2)| against photon energy and against detuning."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from renp_widgets.apps.common.axes import DETUNING
from renp_widgets.apps.propagator.state import LOWEST_DETUNING, W_MASS
from renp_widgets.apps.propagator.words import title
from renp_widgets.live.plot import Axis, Curve, Key, Label, Mark, Panel, Plot

_SIZES: Final = (1e-24, 1e10)  # ends of the upward axes, eV^-2
_CONTACT: Final = W_MASS**-2  # the propagator of the W boson


def plot(scene: Any) -> Plot:
    """The plot of a LiveScene; both panels have the same upward axis."""
    state, shown, end = scene.state, scene.result, scene.state.atom.end_point
    up = Axis(_SIZES, r"$|1/(q^2-M^2)|$  [eV$^{-2}$]", "log")
    panels = {
        "energy": Panel(Axis((0.0, 1.03 * end), "photon energy ω [eV]"), up, listens=True),
        "detuning": Panel(
            Axis((end, LOWEST_DETUNING), DETUNING, "log"),
            Axis(_SIZES, scale="log", bare=True),
            column=1,
            key=Key(),
            listens=True,
        ),
    }
    contact = r"W boson: $1/M_W^2$"
    marks: list[Mark] = [
        Label("W", "energy", 0.03 * end, 12 * _CONTACT, contact, math=True, still=True)
    ]
    for name, panel in panels.items():
        x = end - shown.detuning if name == "energy" else shown.detuning
        pole = end - state.pole if name == "energy" else state.pole
        rule = ([pole, pole], [0, 1]) if state.has_pole else ([], [])
        marks += [
            Curve(
                f"W {name}",
                name,
                panel.x.limits,
                [_CONTACT] * 2,
                color="channel 2",
                dashes=(0, (6, 2)),
                still=True,
            ),
            Curve(
                f"pole {name}",
                name,
                *rule,
                color="resonance",
                width=1.6,
                dashes=(0, (1, 1)),
                at="rule",
            ),
            Curve(
                f"massless {name}",
                name,
                x,
                shown.massless,
                color="channel 0",
                width=1.4,
                dashes=(0, (5, 1.5, 1, 1.5)),
                key="massless: 1/q²",
            ),
            Curve(
                f"mediator {name}",
                name,
                x,
                np.minimum(shown.size, 1e30),
                width=2.2,
                key="mediator of mass M",
            ),
        ]
    seen = state.has_pole and state.pole > LOWEST_DETUNING
    marks.append(Label("M", "detuning", state.pole, 0.93, "M" * seen, at="rule", dx=6, size=10))
    return Plot(panels, marks, [("", title(state))])
