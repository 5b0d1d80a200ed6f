"""PropagatorFigure: |1/(q^2 - M^2)| against photon energy and detuning. It knows no widgets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from renp_widgets.apps.propagator.state import LOWEST_DETUNING, W_MASS, PropagatorState
from renp_widgets.apps.propagator.words import title
from renp_widgets.live.fast_text import Lettering
from renp_widgets.live.figure import BaseFigure, dress, line, placed
from renp_widgets.live.look import Box
from renp_widgets.live.model import LiveScene
from renp_widgets.live.ticks import set_detuning, set_energy

_SIZES: Final = (1e-24, 1e10)  # ends of the upward axes, eV^-2
_CHARACTER: Final = 8.0  # pixels, width of a tick label's character and of what keeps it apart
_CONTACT: Final = W_MASS**-2  # the propagator of the W boson
_PANELS: Final = {"energy": "full", "detuning": "end"}  # where a look has them


class PropagatorFigure(BaseFigure):
    """The propagator explorer's figure.

    figure : the matplotlib Figure; it stays the same whatever the look.
    energy, detuning : the axes, both with the same upward axis.
    curves, massless, poles : lines by panel: the mediator's, that of M = 0, and where it is on
        shell.
    title : the regime, in words. label : "M", above the line of the pole.
    moving, background, palette, paper : as every LiveFigure has them.
    """

    def _update(self, scene: LiveScene) -> None:
        """Show a scene. Axes stay as they are unless the target changes."""
        self._follow(scene.view)
        state, result = scene.state, scene.result
        end = state.atom.end_point
        if end != self._end_point:
            self._limit(end)
        places = {"energy": end - result.detuning, "detuning": result.detuning}
        for name, x in places.items():
            self.curves[name].set_data(x, np.minimum(result.size, 1e30))
            self.massless[name].set_data(x, result.massless)
        self._mark(state)
        self.title.set_text(title(state))

    @property
    def panels(self) -> Mapping[str, Box]:
        """The boxes of both panels, in fractions of the figure."""
        return {name: self.look.boxes[box] for name, box in _PANELS.items()}

    def detuning_at(self, panel: str, x: float) -> float:
        """Detuning (eV) at a fraction of a panel's width."""
        left, right = self._axes[panel].get_xlim()
        if panel == "energy":
            return max(self._end_point - left - x * (right - left), LOWEST_DETUNING)
        return float(left * (right / left) ** x)

    def _make(self) -> None:
        self._axes = {name: self.figure.add_axes(box) for name, box in self.panels.items()}
        self.energy, self.detuning = self._axes["energy"], self._axes["detuning"]
        for name, axes in self._axes.items():
            self._dress(name, axes)
        self._make_artists()
        self._limit(PropagatorState().atom.end_point)

    def _dress(self, name: str, axes: Axes) -> None:
        look, colors = self.look, self.look.colors
        dress(axes, look)
        axes.set(yscale="log", ylim=_SIZES)
        _, _, wide, high = self.panels[name]
        room = wide * look.size[0] / (_CHARACTER * look.type)
        set_detuning(axes.yaxis, 5 * high * look.size[1] / (28 * look.type))
        size: Any = {"color": colors.ink, "size": 10 * look.type}
        if name == "energy":
            set_energy(axes.xaxis, room)
            axes.set_xlabel("photon energy ω [eV]", **size)
            axes.set_ylabel(r"$|1/(q^2-M^2)|$  [eV$^{-2}$]", **size)
            axes.yaxis.set_label_coords(-47.7 * look.type / (wide * look.size[0]), 0.5)
            axes.text(
                0.03,
                12 * _CONTACT,
                r"W boson: $1/M_W^2$",
                transform=axes.get_yaxis_transform(),
                color=colors.ink,
                size=9 * look.type,
            )
        else:
            axes.set_xscale("log")
            set_detuning(axes.xaxis, room)
            axes.set_xlabel(r"detuning from the end point  $E_{eg}/2-ω$  [eV]", **size)
            axes.set_yticklabels([])
        axes.axhline(_CONTACT, color=colors.channels[2], lw=1.8 * look.line, ls=(0, (6, 2)))

    def _make_artists(self) -> None:
        look, colors = self.look, self.look.colors
        self.massless, self.curves, self.poles = {}, {}, {}
        for name, axes in self._axes.items():
            self.poles[name] = line(
                axes, color=colors.resonance, lw=1.6 * look.line, ls=(0, (1, 1))
            )
            self.poles[name].set(transform=axes.get_xaxis_transform(), snap=False)
            self.massless[name] = line(
                axes, color=colors.channels[0], lw=1.4 * look.line, ls=(0, (5, 1.5, 1, 1.5))
            )
            self.curves[name] = line(axes, color=colors.ink, lw=2.2 * look.line)
        across, up = look.size
        self.title, self.label = (
            Lettering(0, 0, color=colors.ink, size=points * look.type) for points in (11, 10)
        )
        placed(self.energy, self.title, self.figure.transFigure, clip=False)
        self.title.set_position((11.5 / across, 1 - 24 * look.type / up))
        placed(self.detuning, self.label, self.detuning.transAxes, clip=False)
        self.detuning.legend(
            [self.curves["detuning"], self.massless["detuning"]],
            ["mediator of mass M", "massless: 1/q²"],
            loc="lower right",
            bbox_to_anchor=(1.0, 1.0),
            ncols=2,
            frameon=False,
            fontsize=9 * look.type,
            labelcolor=colors.ink,
            borderaxespad=0.2,
        )
        lines = (self.poles, self.massless, self.curves)
        self.moving = [each for kind in lines for each in kind.values()]
        self.moving += [self.title, self.label]

    def _limit(self, end_point: float) -> None:
        """Choose the limits for a target."""
        self._end_point = end_point
        self.energy.set_xlim(0.0, 1.03 * end_point)
        self.detuning.set_xlim(end_point, LOWEST_DETUNING)
        self.background += 1

    def _mark(self, state: PropagatorState) -> None:
        """Show where the mediator is on shell."""
        places = {"energy": self._end_point - state.pole, "detuning": state.pole}
        shown = state.has_pole and state.pole > LOWEST_DETUNING
        for name, x in places.items():
            self.poles[name].set_data([x, x] if state.has_pole else [], [0, 1] * state.has_pole)
        self.label.set_text("M" if shown else "")
        if shown:
            left, right = self.detuning.get_xlim()
            x = math.log(state.pole / left) / math.log(right / left)
            self.label.set_position((min(x + 0.012, 0.96), 0.93))
