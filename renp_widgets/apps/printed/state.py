"""PrintedState: which of the talk's formulas to look at, and for which neutrinos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from renp_widgets.apps.common import fields
from renp_widgets.live.fields import State, choice, number
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.oscillation import OSCILLATION_DATA

AVERAGE: Final = "average"
"""The one that is no difference in print: two averages over the intermediate state."""
MEDIATED: Final = ("vector", "interference", "squares", "conjugate")
"""The formulas with a mediator."""
TITLES: Final = {
    "step": "the step Θ",
    "couplings": "the couplings a_ij",
    "vector": "Z′: the mass term",
    "interference": "ϕ: the interference",
    "squares": "ϕ: Majorana neutrinos",
    "conjugate": "ϕ: + h.c.",
    AVERAGE: "the average",
}
"""What there is to compare, and what each is called."""


@dataclass(frozen=True)
class PrintedState(State):
    """A formula, and the neutrinos (normal ordering, no Majorana phases) to see it with."""

    formula: str = choice(
        "couplings",
        label="formula",
        options={title: name for name, title in TITLES.items()},
        dropdown=True,
        tip="Which formula to look at; all else is as derived.",
    )
    nature: str = fields.nature(
        default="dirac",
        options={"Dirac": "dirac", "Majorana": "majorana"},
        tip="Majorana neutrinos are their own antiparticles.",
    )
    lightest_mass: float = fields.lightest_mass(
        high=0.3, slider=(0.01, 300.0, 0.02), tip="Normal ordering: m1."
    )
    mediator_mass: float = number(
        4.0,
        low=2.5,  # above ytterbium's E_eg, so that there is no pole
        high=1000.0,
        about="eV",
        label="mediator M",
        unit="eV",
        slider=(2.5, 1000.0, 0.02),
        log=True,
        visible=lambda state: state.formula in MEDIATED,
        tip="Its coupling stays: a heavier one adds less.",
    )
    oscillation: str = fields.oscillation()

    @property
    def neutrinos(self) -> Neutrinos:
        """The neutrinos, without batch."""
        data = OSCILLATION_DATA[self.oscillation]
        return Neutrinos.from_oscillation(
            "normal", self.lightest_mass, self.nature, oscillation=data
        )
