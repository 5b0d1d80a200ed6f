"""ExplorerState: everything that decides what an explorer shows, in one frozen, hashable value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from numpy.typing import ArrayLike

from renp_widgets.apps.common.fields import (
    CUSTOM,
    ENERGY_BOUNDS,
    MAX_LIGHTEST_MASS,
    MEDIATOR_MASS_BOUNDS,
    TARGET_NAMES,
    TWO_PI,
)
from renp_widgets.checks import choice, real_number
from renp_widgets.physics.couplings import ELEMENTS, UNIVERSAL, is_diagonal, named_coupling
from renp_widgets.physics.form_factors import DipoleMoments
from renp_widgets.physics.interactions import Interaction
from renp_widgets.physics.neutrinos import NATURES, ORDERINGS, Neutrinos
from renp_widgets.physics.onsets import Onset, onset
from renp_widgets.physics.oscillation import DEFAULT_DATA, OSCILLATION_DATA, OscillationParameters
from renp_widgets.physics.spectrum import channel_spectra, spectral_function
from renp_widgets.physics.targets import TARGETS, YB, Target
from renp_widgets.physics.uncertainty import SpectrumBand, spectrum_band
from renp_widgets.statistics import MediatorCoupling
from renp_widgets.values import Array

_CHOICES: Final = {
    "target": TARGET_NAMES,
    "ordering": ORDERINGS,
    "nature": NATURES,
    "mediator": ("none", "vector", "scalar", "dipole"),
    "element": ELEMENTS,
    "phase": ("real", "imaginary"),
    "scalar_kind": ("scalar", "pseudoscalar"),
    "dipole_kind": ("magnetic", "electric"),
    "oscillation": OSCILLATION_DATA,
}


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
    delta : Dirac CP phase, radians in [0, 2 pi]; None is the best fit of `oscillation`.
    alpha21, alpha31 : Majorana phases, radians in [0, 2 pi]; without effect for Dirac neutrinos.
    mediator : "none", "vector" (Z'), "scalar" (phi) or "dipole" (the photon).
    mediator_mass : of Z' or phi, eV, in [1e-4, 1e6].
    vector_coupling : g_e g_nu of Z', left-handed, in [1e-40, 1]; its width takes g_e = g_nu.
    scalar_coupling : y_e y_nu of phi, in [1e-40, 1]; its width takes y_e = y_nu.
    dipole_moment : Bohr magnetons, in [1e-40, 1].
    element : what couples: "universal" (all states alike) or the pair "11", "12", ... "33".
    phase : "real" or "imaginary" coupling of a pair of different states.
    scalar_kind : "scalar" or "pseudoscalar" coupling of phi to neutrinos.
    dipole_kind : "magnetic" or "electric".
    oscillation : whose oscillation parameters, one of OSCILLATION_DATA.
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
    mediator: str = "none"
    mediator_mass: float = 0.5
    vector_coupling: float = 1e-24
    scalar_coupling: float = 1e-18
    dipole_moment: float = 1e-10
    element: str = UNIVERSAL
    phase: str = "real"
    scalar_kind: str = "scalar"
    dipole_kind: str = "magnetic"
    oscillation: str = field(default=DEFAULT_DATA, metadata={"linked": True})

    def __post_init__(self) -> None:
        low, high = ENERGY_BOUNDS
        numbers = {
            "e_eg": real_number("e_eg (eV)", self.e_eg, low=low, high=high),
            "e_vg": real_number("e_vg (eV)", self.e_vg, low=low, high=high),
            "lightest_mass": real_number(
                "lightest_mass (eV)", self.lightest_mass, low=0.0, high=MAX_LIGHTEST_MASS
            ),
        }
        for name, allowed in _CHOICES.items():
            choice(name, getattr(self, name), allowed)
        low, high = MEDIATOR_MASS_BOUNDS
        mass = real_number("mediator_mass (eV)", self.mediator_mass, low=low, high=high)
        numbers["mediator_mass"] = mass
        for name in ("vector_coupling", "scalar_coupling", "dipole_moment"):
            numbers[name] = real_number(name, getattr(self, name), low=1e-40, high=1.0)
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
            alpha21=self.majorana_phases[0],
            alpha31=self.majorana_phases[1],
            delta=self.delta,
            oscillation=self.parameters,
        )

    def intensity(self, detuning: ArrayLike) -> Array:
        """I at detunings below the end point, eV, in their shape, dimensionless."""
        return spectral_function(
            self.atom, self.neutrinos, detuning=detuning, interactions=self.interactions
        )

    def channel_intensities(self, detuning: ArrayLike) -> Array:
        """Each channel's part of `intensity`, (n_channels, N); a scalar drops the last axis."""
        return channel_spectra(
            self.atom, self.neutrinos, detuning=detuning, interactions=self.interactions
        )

    def onset(self, channel: tuple[int, int]) -> Onset:
        """How `intensity` begins at the threshold of a channel, such as (1, 2)."""
        return onset(self.atom, self.neutrinos, channel, self.interactions)

    def band(self, detuning: ArrayLike) -> SpectrumBand:
        """The band of `intensity` over the uncertainty of the oscillation parameters.

        detuning : (N,), eV, ascending.
        """
        alpha21, alpha31 = self.majorana_phases
        return spectrum_band(
            self.atom,
            self.ordering,
            self.lightest_mass,
            self.nature,
            detuning=detuning,
            alpha21=alpha21,
            alpha31=alpha31,
            delta=self.delta,
            oscillation=self.parameters,
            interactions=self.interactions,
        )

    @property
    def standard(self) -> ExplorerState:
        """The same without what couples beside the Standard Model."""
        return replace(self, mediator="none")

    @property
    def parameters(self) -> OscillationParameters:
        """The oscillation parameters of the ordering."""
        return OSCILLATION_DATA[self.oscillation][self.ordering]

    @property
    def majorana_phases(self) -> tuple[float, float]:
        """alpha21 and alpha31 in use, radians: Dirac neutrinos have none.

        A phase left in their mixing would turn the basis in which couplings of mass states are
        given.
        """
        return (0.0, 0.0) if self.nature == "dirac" else (self.alpha21, self.alpha31)

    @property
    def idle_delta(self) -> str:
        """Why the Dirac CP phase does nothing, or "" where it acts."""
        interferes = self.mediator in ("vector", "scalar") and self.element in ("13", "23")
        if self.nature == "majorana" or interferes:
            return ""
        return "no phase changes this spectrum of Dirac neutrinos"

    @property
    def delta_value(self) -> float:
        """The Dirac CP phase in use, radians: `delta`, or the best fit where that is None."""
        return float(self.parameters.delta) if self.delta is None else self.delta  # type: ignore[arg-type]

    @property
    def is_diagonal(self) -> bool:
        """Whether every mass state couples to itself alone: such couplings are real."""
        return is_diagonal(self.element)

    @property
    def mediator_coupling(self) -> MediatorCoupling:
        """How the mediator couples, where there is one."""
        return MediatorCoupling(self.mediator, self.element, self.phase, self.scalar_kind)

    @property
    def idle_coupling(self) -> str:
        """Why the chosen coupling does nothing, or "" where it acts."""
        if self.mediator in ("vector", "scalar"):
            return self.mediator_coupling.idle(self.nature)
        if self.mediator == "dipole" and self.nature == "majorana":
            if self.is_diagonal:
                return "diagonal moments of Majorana neutrinos vanish"
            if self.phase == "real":
                return "real moments of Majorana neutrinos vanish"
        return ""

    def acting(self) -> ExplorerState:
        """The same, or with the first element and phase with which the coupling does something."""
        if not self.idle_coupling:
            return self
        phases = _CHOICES["phase"]
        tries = (replace(self, element=e, phase=p) for e in ELEMENTS for p in phases)
        return next(state for state in tries if not state.idle_coupling)

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        """What couples beside the Standard Model; empty where the chosen coupling does nothing."""
        if self.mediator == "none" or self.idle_coupling:
            return ()
        if self.mediator == "dipole":
            moments = named_coupling(self.element, self.phase, self.dipole_moment)
            return (DipoleMoments(**{self.dipole_kind: moments}),)
        products = {"vector": self.vector_coupling, "scalar": self.scalar_coupling}
        mediator = self.mediator_coupling.interaction(self.mediator_mass, products[self.mediator])
        return (mediator,)
