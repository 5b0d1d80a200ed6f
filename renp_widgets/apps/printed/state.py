"""PrintedState: which of the talk's formulas to look at, and for which neutrinos."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from renp_widgets.checks import choice, real_number
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.oscillation import DEFAULT_DATA, OSCILLATION_DATA

AVERAGE: Final = "average"
"""The one that is no difference in print: two averages over the intermediate state."""
MEDIATED: Final = ("vector", "interference", "squares", "conjugate")
"""The formulas with a mediator."""
FORMULAS: Final = ("step", "couplings", *MEDIATED, AVERAGE)
"""What there is to compare."""


@dataclass(frozen=True)
class PrintedState:
    """A formula, and the neutrinos (normal ordering, no Majorana phases) to see it with.

    Parameters
    ----------
    formula : one of FORMULAS.
    nature : "dirac" or "majorana".
    lightest_mass : m_1, eV, in [0, 0.3].
    mediator_mass : M, eV, in [2.5, 1000]: above ytterbium's E_eg, so that there is no pole.
    oscillation : whose oscillation parameters, one of OSCILLATION_DATA.
    """

    formula: str = "couplings"
    nature: str = "dirac"
    lightest_mass: float = 0.01
    mediator_mass: float = 4.0
    oscillation: str = field(default=DEFAULT_DATA, metadata={"linked": True})

    def __post_init__(self) -> None:
        choice("formula", self.formula, FORMULAS)
        choice("nature", self.nature, ("dirac", "majorana"))
        choice("oscillation", self.oscillation, OSCILLATION_DATA)
        mass = real_number("lightest_mass (eV)", self.lightest_mass, low=0.0, high=0.3)
        heavy = real_number("mediator_mass (eV)", self.mediator_mass, low=2.5, high=1000.0)
        object.__setattr__(self, "lightest_mass", mass)
        object.__setattr__(self, "mediator_mass", heavy)

    @property
    def neutrinos(self) -> Neutrinos:
        """The neutrinos, without batch."""
        data = OSCILLATION_DATA[self.oscillation]
        return Neutrinos.from_oscillation(
            "normal", self.lightest_mass, self.nature, oscillation=data
        )
