"""ExplorerState: everything that decides what an explorer shows, in one frozen, hashable value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from numpy.typing import ArrayLike

from renp_widgets.apps.common import fields
from renp_widgets.apps.common.beyond import BEYOND
from renp_widgets.live.fields import State, choice, number
from renp_widgets.physics.couplings import ELEMENTS, is_diagonal
from renp_widgets.physics.interactions import Interaction
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.onsets import Onset, onset
from renp_widgets.physics.oscillation import OSCILLATION_DATA, OscillationParameters
from renp_widgets.physics.spectrum import channel_spectra, spectral_function
from renp_widgets.physics.targets import TARGETS, YB, Target
from renp_widgets.physics.uncertainty import SpectrumBand, spectrum_band
from renp_widgets.values import Array

CUSTOM: Final = "custom"


def _preset(state: Any) -> str:
    return "" if state.target == CUSTOM else f"the level energies are those of {state.target}"


@dataclass(frozen=True)
class ExplorerState(State):
    """The state of an explorer. Vary it with `dataclasses.replace`."""

    target: str = fields.target(options=fields.names(*TARGETS, CUSTOM))
    e_eg: float = number(
        YB.e_eg,
        low=0.01,
        high=1000.0,
        about="eV",
        label="E_eg",
        unit="eV",
        idle=_preset,
        stands=lambda state: state.atom.e_eg,
        tip="Energy of the excited state |e> above the ground state, of the custom target.",
    )
    e_vg: float = number(
        YB.e_vg,
        low=0.01,
        high=1000.0,
        about="eV",
        label="E_vg",
        unit="eV",
        idle=_preset,
        stands=lambda state: state.atom.e_vg,
        tip="Energy of the virtual state |v>, of the custom target; it lies above E_eg.",
    )
    ordering: str = fields.ordering()
    nature: str = fields.nature()
    lightest_mass: float = fields.lightest_mass()
    delta: float | None = fields.angle(
        default=None,
        label="δ",
        special=("best fit", None),
        idle=lambda state: state.idle_delta,
        stands=lambda state: state.delta_value,
        tip="Dirac CP phase of the mixing matrix, PDG convention.",
    )
    alpha21: float = fields.alpha21()
    alpha31: float = fields.alpha31()
    mediator: str = fields.mediator()
    mediator_mass: float = fields.mediator_mass()
    vector_coupling: float = fields.vector_coupling()
    scalar_coupling: float = fields.scalar_coupling()
    dipole_moment: float = fields.dipole_moment()
    element: str = fields.element()
    phase: str = fields.phase()
    scalar_kind: str = fields.scalar_kind()
    dipole_kind: str = choice(
        "magnetic",
        options=fields.names("magnetic", "electric"),
        visible=lambda state: state.mediator == "dipole",
        tip="Magnetic moment μ or electric dipole moment ε.",
    )
    oscillation: str = fields.oscillation()

    def _agree(self) -> None:
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
        """The same without what couples beyond the Standard Model."""
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
        massive = self.mediator in BEYOND and BEYOND[self.mediator].massive
        interferes = massive and self.element in ("13", "23")
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
    def idle_coupling(self) -> str:
        """Why the chosen coupling does nothing, or "" where it acts."""
        return BEYOND[self.mediator].idle(self) if self.mediator in BEYOND else ""

    def acting(self) -> ExplorerState:
        """The same, or with the first element and phase with which the coupling does something."""
        if not self.idle_coupling:
            return self
        tries = (replace(self, element=e, phase=p) for e in ELEMENTS for p in ("real", "imaginary"))
        return next(state for state in tries if not state.idle_coupling)

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        """What couples beyond the Standard Model; empty where the chosen coupling does nothing."""
        if self.mediator not in BEYOND or self.idle_coupling:
            return ()
        return (BEYOND[self.mediator].interaction(self),)
