"""ReachState: an experiment, a kind of mediator, and a point of the mass-coupling plane."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from renp_widgets.apps.common import fields
from renp_widgets.apps.common.beyond import BEYOND
from renp_widgets.apps.common.counting import CountingState
from renp_widgets.live.fields import choice
from renp_widgets.physics.interactions import Interaction
from renp_widgets.physics.mediators import MediatorCoupling
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.mediator_reach import TRIGGER_LINEWIDTH, over_a_line

SIGNIFICANCES: Final[dict[str, float]] = {"90%": 1.645, "2σ": 2.0, "3σ": 3.0}
"""What counts as excluded, standard deviations by what it is called."""
_POINT: Final = ("mediator_mass", "vector_coupling", "scalar_coupling")
_SHARED: Final = (
    *("target", "ordering", "nature", "lightest_mass", "alpha21", "alpha31", "oscillation"),
    *("mediator", "element", "phase", "scalar_kind", *_POINT),
)


@dataclass(frozen=True)
class ReachState(CountingState):
    """A counting experiment, the mediator that it looks for, and one point of the plane."""

    significance: float = choice(
        SIGNIFICANCES["90%"],
        label="excluded at",
        options=SIGNIFICANCES,
        tip="How clearly the experiment must tell a coupling from none, counted over a laser line "
        f"of {TRIGGER_LINEWIDTH:.0e} eV (standard deviation).",
    )
    mediator: str = fields.mediator(
        default="vector",
        label="mediator",
        options={each.option: name for name, each in BEYOND.items() if each.massive},
        tip="What to look for: a vector mediator Z′ or a scalar mediator ϕ.",
    )
    element: str = fields.element()
    phase: str = fields.phase()
    scalar_kind: str = fields.scalar_kind()
    mediator_mass: float = fields.mediator_mass()
    vector_coupling: float = fields.vector_coupling()
    scalar_coupling: float = fields.scalar_coupling()

    @property
    def experiment(self) -> Experiment:
        """The experiment that the state describes, with a laser line."""
        return over_a_line(super().experiment)

    @property
    def shared(self) -> dict[str, Any]:
        """The fields that a spectrum explorer has, too, by name: the spectrum at the point."""
        return {name: getattr(self, name) for name in _SHARED}

    @property
    def coupling(self) -> float:
        """The chosen point's coupling: g_e g_nu or y_e y_nu."""
        return BEYOND[self.mediator].size(self)

    @property
    def looked_for(self) -> MediatorCoupling:
        """How the mediator couples, whatever its mass and coupling."""
        return BEYOND[self.mediator].pattern(self)

    def at(self, mass: float, coupling: float) -> ReachState:
        """The state with another point chosen: a mass (eV) and a coupling of the mediator."""
        point: dict[str, Any] = {BEYOND[self.mediator].coupling: coupling, "mediator_mass": mass}
        return replace(self, **point)

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        """The mediator at the chosen point; empty where the coupling does nothing."""
        return () if self.idle_coupling else (BEYOND[self.mediator].interaction(self),)

    @property
    def question(self) -> ReachState:
        """The state without its point: what the reach depends on."""
        none: dict[str, Any] = {name: getattr(ReachState, name) for name in _POINT}
        return replace(self, **none)

    @property
    def is_diagonal(self) -> bool:
        """Whether every mass state couples to itself alone: such couplings are real."""
        return self.looked_for.is_diagonal

    @property
    def idle_coupling(self) -> str:
        """Why the chosen coupling does nothing, or "" where it acts."""
        return BEYOND[self.mediator].idle(self)
