"""ReachState: an experiment, a kind of mediator, and a point of the mass-coupling plane."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from renp_widgets.apps.common.counting import CountingState
from renp_widgets.apps.common.fields import MEDIATOR_MASS_BOUNDS
from renp_widgets.checks import RefusedInput, choice, real_number
from renp_widgets.physics.couplings import UNIVERSAL
from renp_widgets.physics.interactions import Interaction
from renp_widgets.physics.mediators import MediatorCoupling
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.mediator_reach import over_a_line

SIGNIFICANCES: Final[dict[str, float]] = {"90%": 1.645, "2σ": 2.0, "3σ": 3.0}
"""What counts as excluded, standard deviations by what it is called."""
_POINT: Final = ("mediator_mass", "vector_coupling", "scalar_coupling")
_SHARED: Final = (
    *("target", "ordering", "nature", "lightest_mass", "alpha21", "alpha31", "oscillation"),
    *("mediator", "element", "phase", "scalar_kind", *_POINT),
)
_COUPLINGS: Final = {"vector": "vector_coupling", "scalar": "scalar_coupling"}


@dataclass(frozen=True)
class ReachState(CountingState):
    """A counting experiment, the mediator that it looks for, and one point of the plane.

    Parameters
    ----------
    significance : at which a coupling counts as excluded: one of the values of SIGNIFICANCES.
    mediator : "vector" (Z') or "scalar" (phi).
    element, phase, scalar_kind : what couples, as in `ExplorerState`.
    mediator_mass : of the chosen point, eV, in [1e-4, 1e6].
    vector_coupling, scalar_coupling : g_e g_nu and y_e y_nu of the chosen point, in [1e-40, 1].
    """

    significance: float = SIGNIFICANCES["90%"]
    mediator: str = "vector"
    element: str = UNIVERSAL
    phase: str = "real"
    scalar_kind: str = "scalar"
    mediator_mass: float = 0.5
    vector_coupling: float = 1e-24
    scalar_coupling: float = 1e-18

    def __post_init__(self) -> None:
        super().__post_init__()
        choice("mediator", self.mediator, _COUPLINGS)
        level = real_number("significance", self.significance)
        object.__setattr__(self, "significance", level)
        if level not in SIGNIFICANCES.values():
            allowed = ", ".join(f"{x:g}" for x in SIGNIFICANCES.values())
            raise RefusedInput(f"significance must be one of {allowed}, got {level!r}")
        low, high = MEDIATOR_MASS_BOUNDS
        mass = real_number("mediator_mass (eV)", self.mediator_mass, low=low, high=high)
        object.__setattr__(self, "mediator_mass", mass)  # plain floats
        for name in _COUPLINGS.values():
            number = real_number(name, getattr(self, name), low=1e-40, high=1.0)
            object.__setattr__(self, name, number)
        _ = self.looked_for  # the parts of the coupling must be known

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
        return float(getattr(self, _COUPLINGS[self.mediator]))

    @property
    def looked_for(self) -> MediatorCoupling:
        """How the mediator couples, whatever its mass and coupling."""
        return MediatorCoupling(self.mediator, self.element, self.phase, self.scalar_kind)

    def at(self, mass: float, coupling: float) -> ReachState:
        """The state with another point chosen: a mass (eV) and a coupling of the mediator."""
        point: dict[str, Any] = {_COUPLINGS[self.mediator]: coupling, "mediator_mass": mass}
        return replace(self, **point)

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        """The mediator at the chosen point; empty where the coupling does nothing."""
        if self.idle_coupling:
            return ()
        return (self.looked_for.interaction(self.mediator_mass, self.coupling),)

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
        return self.looked_for.idle(self.nature)
