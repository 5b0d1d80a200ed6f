"""PrintedExplorer: the talk's formulas as printed, beside those derived."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets as widgets

from renp_widgets.apps.printed.compute import comparison
from renp_widgets.apps.printed.figure import PrintedFigure
from renp_widgets.apps.printed.state import FORMULAS, MEDIATED, PrintedState
from renp_widgets.apps.printed.words import TITLES, explanation, summary
from renp_widgets.live.app import LiveApp, opening
from renp_widgets.live.fields import Choice, Quantity, Table
from renp_widgets.live.model import FunctionModel, LiveScene
from renp_widgets.live.toolbar import AppToolbar

PRINTED_CONTROLS: Final[Table[PrintedState]] = {
    "formula": Choice(
        "formula",
        tuple((TITLES[name], name) for name in FORMULAS),
        "Which formula to look at; all else is as derived.",
        dropdown=True,
    ),
    "nature": Choice(
        "nature",
        (("Dirac", "dirac"), ("Majorana", "majorana")),
        "Majorana neutrinos are their own antiparticles.",
    ),
    "lightest_mass": Quantity(
        "lightest mass",
        "meV",
        "Normal ordering: m1.",
        scale=1e3,
        slider=(0.01, 300.0, 0.02),
        logarithmic=True,
        special=("massless", 0.0),
    ),
    "mediator_mass": Quantity(
        "mediator M",
        "eV",
        "Its coupling stays: a heavier one adds less.",
        slider=(2.5, 1000.0, 0.02),
        logarithmic=True,
        visible=lambda state: state.formula in MEDIATED,
    ),
}
"""The controls by the field of a PrintedState that they set."""


class PrintedExplorer(LiveApp):
    """A formula of the talk as its slides print it, beside the derived one: spectra and ratio.

    Parameters
    ----------
    state : what to show first.
    backend : as in `SpectrumExplorer`.

    Attributes
    ----------
    model : assign `model.state` to change what is shown.
    words : the two formulas, and why they differ.
    """

    model: FunctionModel
    figure: PrintedFigure

    def __init__(
        self, state: PrintedState | None = None, *, backend: str = "image", **fields: Any
    ) -> None:
        model = FunctionModel(opening(PrintedState, state, fields), comparison)
        super().__init__(model, PrintedFigure(), PRINTED_CONTROLS, backend=backend)
        self.frontend.label = "spectra as printed and as derived"
        self.toolbar = AppToolbar(model)
        self.words = widgets.HTMLMath()
        rows = self._rows("formula nature", "lightest_mass mediator_mass")
        self._open([self.toolbar, *rows, self.words, self.note, self.screen])

    def _on_moving(self, scene: LiveScene) -> None:
        self.toolbar.show(scene)
        self.words.value = explanation(scene.state)

    def _on_rest(self, scene: LiveScene) -> None:
        self.frontend.summary = summary(scene.state, scene.result)
