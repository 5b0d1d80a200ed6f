"""CoherenceExplorer: the phases of atoms in a box, and what becomes of their sum."""

from __future__ import annotations

import ipywidgets as widgets

from renp_widgets.apps.coherence.compute import ensemble
from renp_widgets.apps.coherence.plot import plot
from renp_widgets.apps.coherence.state import DRAWN, CoherenceState
from renp_widgets.apps.coherence.words import numbers_table, sentences
from renp_widgets.live.app import FunctionApp
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.model import LiveScene


class CoherenceExplorer(FunctionApp):
    """N atoms with their phases: from N at random to N^2 in step, times N_gamma + 1.

    Parameters
    ----------
    state : a CoherenceState: what to show first.
    backend : as in `SpectrumExplorer`.

    Attributes
    ----------
    model : assign `model.state` to change what is shown.
    numbers : the table of factors.
    """

    kind = CoherenceState
    rows = ("n_atoms size", "momentum seed", "n_photons curve")
    label = "phases of atoms in a box"
    compute = staticmethod(ensemble)
    plot = staticmethod(plot)

    figure: PlotFigure

    def _page(self) -> list[widgets.Widget]:
        self.numbers = widgets.HTML()
        return [self.note, self.screen, self.numbers]

    def _tell(self, scene: LiveScene) -> None:
        self.numbers.value = numbers_table(scene.result)

    def _tell_at_rest(self, scene: LiveScene) -> None:
        self.frontend.summary = sentences(scene.result)

    def _hint(self) -> str:
        n = self.model.state.n_atoms
        return f"{DRAWN} of the {n} atoms are drawn; all of them count." if n > DRAWN else ""
