"""ExplorerState: everything that decides what an explorer shows, in one frozen, hashable value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from renp_widgets.neutrinos import NATURES, ORDERINGS, Neutrinos
from renp_widgets.oscillation import NUFIT_6_0
from renp_widgets.targets import TARGETS, YB, Target
from renp_widgets.validation import choice, real_number

__all__ = [
    "CUSTOM",
    "ENERGY_BOUNDS",
    "MAX_LIGHTEST_MASS",
    "TARGET_NAMES",
    "TWO_PI",
    "ExplorerState",
]

CUSTOM: Final = "custom"
TARGET_NAMES: Final = (*TARGETS, CUSTOM)

MAX_LIGHTEST_MASS: Final = 1.0
"""Upper bound of the lightest mass, eV: beyond twice KATRIN's limit of 0.45 eV on m_beta
(KATRIN, Science 388, 180 (2025))."""

ENERGY_BOUNDS: Final = (0.01, 1000.0)
"""Bounds of the custom level energies, eV."""

TWO_PI: Final = 6.283185307179586
"""Upper bound of the phases, radians."""


@dataclass(frozen=True)
class ExplorerState:
    """The state of an explorer. Vary it with `dataclasses.replace`.

    Parameters
    ----------
    target : "Yb", "Xe" or "custom".
    e_eg, e_vg : level energies of the custom target, eV; without effect for the others.
    ordering : "normal" or "inverted".
    nature : "dirac" or "majorana".
    lightest_mass : eV, in [0, 1]; 0 is exactly massless.
    delta : Dirac CP phase, radians in [0, 2 pi]; None is NuFIT 6.0's best fit for the ordering.
    alpha21, alpha31 : Majorana phases, radians in [0, 2 pi]; without effect for Dirac neutrinos.
    """

    target: str = YB.name
    e_eg: float = YB.e_eg
    e_vg: float = YB.e_vg
    ordering: str = "normal"
    nature: str = "majorana"
    lightest_mass: float = 0.01
    delta: float | None = None
    alpha21: float = 0.0
    alpha31: float = 0.0

    def __post_init__(self) -> None:
        choice("target", self.target, TARGET_NAMES)
        choice("ordering", self.ordering, ORDERINGS)
        choice("nature", self.nature, NATURES)
        low, high = ENERGY_BOUNDS
        numbers = {
            "e_eg": real_number("e_eg (eV)", self.e_eg, low=low, high=high),
            "e_vg": real_number("e_vg (eV)", self.e_vg, low=low, high=high),
            "lightest_mass": real_number(
                "lightest_mass (eV)", self.lightest_mass, low=0.0, high=MAX_LIGHTEST_MASS
            ),
        }
        for phase in ("delta", "alpha21", "alpha31"):
            if phase != "delta" or self.delta is not None:
                numbers[phase] = real_number(
                    f"{phase} (rad)", getattr(self, phase), low=0.0, high=TWO_PI
                )
        for name, number in numbers.items():
            object.__setattr__(self, name, number)  # plain floats: hashable and comparable
        Target(CUSTOM, self.e_eg, self.e_vg)  # the levels must fit together

    @property
    def atom(self) -> Target:
        """The target that the state names."""
        return TARGETS.get(self.target) or Target(CUSTOM, self.e_eg, self.e_vg)

    @property
    def neutrinos(self) -> Neutrinos:
        """The neutrinos that the state describes."""
        return Neutrinos.from_oscillation(
            self.ordering,
            self.lightest_mass,
            self.nature,
            alpha21=self.alpha21,
            alpha31=self.alpha31,
            delta=self.delta,
        )

    @property
    def delta_value(self) -> float:
        """The Dirac CP phase in use, radians: `delta`, or the best fit where that is None."""
        return float(NUFIT_6_0[self.ordering].delta) if self.delta is None else self.delta  # type: ignore[arg-type]
