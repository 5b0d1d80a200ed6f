"""CoherenceExplorer: the phases of atoms in a box, and what becomes of their sum."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets as widgets

from renp_widgets.apps.coherence.compute import ensemble
from renp_widgets.apps.coherence.figure import CoherenceFigure
from renp_widgets.apps.coherence.state import DRAWN, MOST_ATOMS, CoherenceState
from renp_widgets.apps.coherence.words import numbers_table, sentences
from renp_widgets.live.app import LiveApp, opening
from renp_widgets.live.fields import Choice, Quantity, Table
from renp_widgets.live.model import FunctionModel, LiveScene
from renp_widgets.live.toolbar import AppToolbar

_CONTROLS: Final[Table[CoherenceState]] = {
    "n_atoms": Quantity(
        "atoms N",
        "",
        "How many there are.",
        slider=(1.0, float(MOST_ATOMS), 0.05),
        logarithmic=True,
    ),
    "size": Quantity(
        "box L", "µm", "Edge of the box.", scale=1e-3, slider=(0.01, 1e4, 0.05), logarithmic=True
    ),
    "momentum": Quantity(
        "momentum p",
        "eV",
        "Of all that leaves an atom, together. 0: photon and pair balance.",
        slider=(1e-4, 10.0, 0.05),
        logarithmic=True,
        special=("p = 0", 0.0),
    ),
    "n_photons": Quantity(
        "photons N_γ",
        "",
        "How many are in the mode already.",
        slider=(1.0, 1e12, 0.25),
        logarithmic=True,
        special=("none", 0.0),
    ),
    "seed": Quantity("seed", "", "Of the atoms' places: another one, other places."),
    "curve": Choice(
        "curve",
        (("hidden", False), ("shown", True)),
        "|sum|² for all sizes of the box, of these atoms and on average.",
    ),
}


class CoherenceExplorer(LiveApp):
    """N atoms with their phases: from N at random to N^2 in step, times N_gamma + 1.

    Parameters
    ----------
    state : what to show first.
    backend : "image" (PNG frames, needs core ipywidgets alone) or "ipympl" (matplotlib's own
        canvas with its toolbar, where ipympl is installed).

    Attributes
    ----------
    model : assign `model.state`, a CoherenceState, to change what is shown.
    numbers : the table of factors.
    """

    model: FunctionModel
    figure: CoherenceFigure

    def __init__(
        self, state: CoherenceState | None = None, *, backend: str = "image", **fields: Any
    ) -> None:
        model = FunctionModel(opening(CoherenceState, state, fields), ensemble)
        super().__init__(model, CoherenceFigure(), _CONTROLS, backend=backend)
        self.frontend.label = "phases of atoms in a box"
        self.toolbar = AppToolbar(model)
        self.numbers = widgets.HTML()
        rows = self._rows("n_atoms size", "momentum seed", "n_photons curve")
        self._open([self.toolbar, *rows, self.note, self.screen, self.numbers])

    def _on_moving(self, scene: LiveScene) -> None:
        self.toolbar.show(scene)
        self.numbers.value = numbers_table(scene.result)

    def _on_rest(self, scene: LiveScene) -> None:
        self.frontend.summary = sentences(scene.result)

    def _hint(self) -> str:
        n = self.model.state.n_atoms
        return f"{DRAWN} of the {n} atoms are drawn; all of them count." if n > DRAWN else ""
