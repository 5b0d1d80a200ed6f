"""Experiment: at which photon energies a RENP experiment counts, for how long, and what it expects.

N_k = Gamma_0 I(omega_k) eta t_k at the trigger laser's energies omega_k with live times t_k, and
background counts b_k on top. Gamma_0 is that of `reference_rate`, or given. (D. N. Dinh et al.,
Phys. Lett. B 719, 154 (2013), arXiv:1209.4808; N. Song et al., Phys. Rev. D 93, 013020 (2016),
arXiv:1510.00421.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import RefusedInput, choice, instance, real_array, real_number
from renp_widgets.physics.interactions import Interaction
from renp_widgets.physics.linewidth import LINE_REACH, line_averaged, line_widths
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.rates import reference_rate
from renp_widgets.physics.spectrum import AVERAGES
from renp_widgets.physics.targets import Target
from renp_widgets.values import Array, Value

__all__ = ["DAY", "Experiment"]

DAY = 86400.0
"""Seconds in a day."""


@dataclass(frozen=True, eq=False)
class Experiment(Value):
    """A counting experiment at K trigger energies.

    Parameters
    ----------
    target : the atom.
    detuning : the triggers, E_eg/2 - omega_k, (K,), eV; at least one of them > 0, or so near that
        part of its line is.
    live_time : t_k at every trigger, seconds, > 0: a number or (K,).
    density : number density n of excited atoms, cm^-3.
    volume : V, cm^3.
    eta : dynamical factor, in [0, 1]: a number or (K,).
    rate : Gamma_0, s^-1, given directly; None is that of `target`, `density` and `volume`.
    background : expected background, s^-1 at every trigger: a number or (K,).
    linewidth : standard deviation of the laser's Gaussian line, eV, as in `line_averaged`; 0 is
        none.
    normalisation_prior : relative standard deviation of Gamma_0 eta; None leaves the signal's
        normalisation free, 0 has it known.
    average : as in `spectral_function`.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> experiment = rw.Experiment(rw.YB, [1e-3, 1e-2], live_time=86400.0)
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> print(experiment.signal_counts(nu).round(2))
    [2.14 3.47]
    """

    target: Target
    detuning: ArrayLike
    live_time: ArrayLike
    density: float = 1e21
    volume: float = 100.0
    eta: ArrayLike = 1.0
    rate: float | None = None
    background: ArrayLike = 0.0
    linewidth: float = 0.0
    normalisation_prior: float | None = None
    average: str = "isotropic"

    def __post_init__(self) -> None:
        instance("target", self.target, Target)
        choice("average", self.average, AVERAGES)
        limits = {"high": self.target.end_point, "open_high": True}
        detuning = real_array("detuning", self.detuning, "eV", **limits)  # type: ignore[arg-type]
        if detuning.ndim != 1:
            raise RefusedInput(f"detuning must be one row of triggers, got shape {detuning.shape}")
        line = float(line_widths(real_number("linewidth", self.linewidth, "eV")))
        if not np.any(detuning > -LINE_REACH * line):
            raise RefusedInput(
                "detuning must have a trigger inside the spectrum, which is at detunings > 0, "
                f"got none in {self.detuning!r}"
            )
        time = real_array("live_time", self.live_time, "s", low=0.0, high=1e30, open_low=True)
        eta = real_array("eta", self.eta, low=0.0, high=1.0)
        background = real_array("background", self.background, "s^-1", low=0.0, high=1e30)
        rows = {"detuning": detuning, "live_time": time, "eta": eta, "background": background}
        for name, array in rows.items():
            if array.ndim and array.shape != detuning.shape:
                raise RefusedInput(
                    f"{name} must be one number or {len(detuning)} of them, one for each trigger, "
                    f"got shape {array.shape}"
                )
            array.flags.writeable = False
            object.__setattr__(self, name, array if array.ndim else float(array))
        numbers = {"linewidth": line}
        for name, unit in (("density", "cm^-3"), ("volume", "cm^3"), ("rate", "s^-1")):
            if (value := getattr(self, name)) is not None:
                numbers[name] = real_number(name, value, unit, low=0.0, high=1e30, open_low=True)
        if (prior := self.normalisation_prior) is not None:
            limit = real_number("normalisation_prior", prior, low=0.0, high=1e6)
            numbers["normalisation_prior"] = limit
        for name, number in numbers.items():
            object.__setattr__(self, name, number)
        real_number("rate", self.reference_rate, "s^-1", low=0.0, high=1e30, open_low=True)

    @property
    def triggers(self) -> Array:
        """Detunings of the triggers, (K,), eV."""
        return np.asarray(self.detuning)

    @property
    def omega(self) -> Array:
        """Photon energies of the triggers, (K,), eV."""
        return self.target.end_point - self.triggers

    @property
    def live_times(self) -> Array:
        """Live time t_k at every trigger, (K,), seconds."""
        return np.broadcast_to(self.live_time, self.triggers.shape)

    @property
    def reference_rate(self) -> float:
        """Gamma_0, s^-1: as given, or that of target, density and volume."""
        if self.rate is not None:
            return self.rate
        return float(reference_rate(self.target, self.density, self.volume))

    @property
    def background_counts(self) -> Array:
        """Expected background b_k, (K,), counts."""
        return np.asarray(np.asarray(self.background) * self.live_times)

    def signal_counts(
        self, neutrinos: Neutrinos, interactions: Sequence[Interaction] = ()
    ) -> Array:
        """Expected signal Gamma_0 I eta t_k, B + (K,), counts.

        Parameters
        ----------
        neutrinos, interactions : as in `spectral_function`, of batch shape B.
        """
        spectrum = line_averaged(
            self.target,
            neutrinos,
            self.linewidth,
            detuning=self.triggers,
            interactions=interactions,
            average=self.average,
        )
        return np.asarray(spectrum * (self.reference_rate * np.asarray(self.eta) * self.live_times))

    def counts(self, neutrinos: Neutrinos, interactions: Sequence[Interaction] = ()) -> Array:
        """Expected counts, signal and background, B + (K,)."""
        return self.signal_counts(neutrinos, interactions) + self.background_counts

    def exposed(self, factor: float) -> Experiment:
        """The same experiment with all live times multiplied by `factor` > 0."""
        factor = real_number("factor", factor, low=0.0, high=1e30, open_low=True)
        return replace(self, live_time=self.live_times * factor)

    def with_events(
        self, events: float, neutrinos: Neutrinos, interactions: Sequence[Interaction] = ()
    ) -> Experiment:
        """The same experiment with the rate Gamma_0 at which the signal is `events` in all.

        Parameters
        ----------
        events : expected signal counts over all triggers, > 0.
        neutrinos, interactions : the truth, without batch.
        """
        events = real_number("events", events, low=0.0, high=1e30, open_low=True)
        one = replace(self, rate=1.0)
        counts = one.signal_counts(neutrinos, interactions)
        if counts.ndim > 1:
            raise RefusedInput(f"the truth must have no batch, got counts of shape {counts.shape}")
        total = counts.sum()
        if total == 0:
            raise RefusedInput(
                f"events can be {events:g} only where some trigger is inside the spectrum; "
                f"no channel is open at detunings from {self.triggers.min():.6g} to "
                f"{self.triggers.max():.6g} eV"
            )
        return replace(self, rate=float(events / total))
