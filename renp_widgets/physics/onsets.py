"""Onsets: how the spectrum rises where a channel opens.

With x = d - d_ij, the detuning counted from the threshold of channel ij, that channel's part of I
begins as coefficient x^power. From the positive parts in `spectrum`, with u = x/d, v = v_0 + O(x),
v_0 = 4 m_i m_j / (m_i + m_j)^2, and all else at the threshold,

    both massive     Delta = sqrt(v_0 x / d_ij):  the parts with v (s waves) give x^(1/2),
                                                  those with u (p waves) x^(3/2)
    one massless     Delta = u = v = x / d_ij:    x^2
    both massless    Delta = u = v = 1:           a step at the end point

so that in the Standard Model, where both waves are there, I_ij begins with

    both massive     sqrt(8 E_eg m_i m_j) m_i m_j / M^2 sum [ |a_ij|^2 (1 + 2 omega^2 / (3 M^2))
                         - delta_M Re(a_ij^2) ] / (E_vg - omega)^2 x^(1/2),   M = m_i + m_j
    one massless     (2 E_eg / M^2)^2 (M^2/2 + omega^2/3) sum |a_ij|^2 / (E_vg - omega)^2 x^2
    both massless    omega^2/9 sum |a_ij|^2 / (E_vg - omega)^2

with omega = omega_ij and the sum over ij and ji (i = j: once). These limits are this kit's, of the
spectrum of D. N. Dinh et al., Phys. Lett. B 719, 154 (2013), arXiv:1209.4808.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from renp_widgets.checks import RefusedInput, choice, instance, shortened
from renp_widgets.physics.interactions import Interaction, check_interactions, interaction_shapes
from renp_widgets.physics.kinematics import channels, thresholds
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.spectrum import AVERAGES, Spectra, channel_spectra
from renp_widgets.physics.targets import Target
from renp_widgets.values import Array

__all__ = ["Onset", "onset"]

_MASSLESS: Final = 1e-50  # eV; smaller masses count as 0, so that powers of thresholds are floats
_FAR_LIGHTER: Final = 1e-15  # a mass below this part of the other one shows at no detuning
_ROUNDING: Final = 1e-26  # strengths are squares: below this part of the others they are rounding


@dataclass(frozen=True)
class Onset:
    """How the part of a channel (i, j) in I begins: coefficient x^power in x = d - d_ij, eV.

    channel : (i, j), counted from 1, i <= j.
    opens : False where m_i + m_j >= E_eg: such a channel is closed at all photon energies.
    power : 1/2, 3/2, 2, or 0 for a step (a massless pair: 1 where the coupled average has no step,
        negative with a massless mediator); None where the channel never opens, or nothing couples.
    coefficient : eV^-power, positive; 0 where the power is None.
    reach : eV, the largest x up to which the law holds to 10 %, from a grid with steps of 12 %. A
        tiny lighter mass leaves less than m_i m_j / E_eg to the square root; x^2 follows. 0 where
        the power is None, or where the reach is below 1e-12 d_ij or 1e-30 E_eg.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> rw.onset(rw.YB, nu, (1, 2)).kink
    True
    """

    channel: tuple[int, int]
    opens: bool
    power: float | None
    coefficient: float
    reach: float

    @property
    def step(self) -> float:
        """Height of the jump of I at the threshold, dimensionless; 0 for a continuous onset."""
        if self.power is None or self.power > 0:
            return 0.0
        return self.coefficient if self.power == 0 else math.inf

    @property
    def kink(self) -> bool:
        """Whether I or its slope jumps at the threshold: powers up to 1."""
        return self.power is not None and self.power <= 1


def onset(
    target: Target,
    neutrinos: Neutrinos,
    channel: tuple[int, int],
    interactions: Sequence[Interaction] = (),
    average: str = "isotropic",
) -> Onset:
    """How the part of a channel in I begins at its threshold, in the limit x -> 0.

    Parameters
    ----------
    target : the atom.
    neutrinos : one set, no batch.
    channel : (i, j), counted from 1, in either order.
    interactions, average : as in `spectral_function`; interactions without batch.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> rw.onset(rw.YB, nu, (3, 3)).power
    0.5
    """
    instance("target", target, Target)
    instance("neutrinos", neutrinos, Neutrinos)
    chosen = check_interactions(interactions)
    shapes = {"neutrinos": neutrinos.batch_shape, **interaction_shapes(chosen)}
    for name, shape in shapes.items():
        if shape:
            raise RefusedInput(f"{name} must have no batch, got batch shape {shape}")
    choice("average", average, AVERAGES)
    known = channels(neutrinos.n_states)
    whole = isinstance(channel, tuple | list) and all(
        isinstance(k, int | np.integer) for k in channel
    )
    pair = tuple(sorted(map(int, channel))) if whole else ()
    if pair not in known:
        raise RefusedInput(f"channel must be one of {known}, got {shortened(channel)}")
    k = known.index(pair)
    edge = float(thresholds(target, neutrinos).detuning[k])
    if edge >= target.end_point:
        return Onset(pair, False, None, 0.0, 0.0)
    light, heavy = sorted(float(neutrinos.masses[i - 1]) for i in pair)
    problem = _Problem(target, neutrinos, chosen, average, k, edge)
    power, coefficient = (
        problem.massive(light if light > _FAR_LIGHTER * heavy else 0.0, heavy)
        if heavy > _MASSLESS
        else problem.massless()
    )
    if power is None:
        return Onset(pair, True, None, 0.0, 0.0)
    return Onset(pair, True, power, coefficient, problem.reach(power, coefficient))


@dataclass(frozen=True, eq=False)
class _Problem:
    """What `onset` is asked, for the channel with index k, which opens at the detuning `edge`."""

    target: Target
    neutrinos: Neutrinos
    interactions: tuple[Interaction, ...]
    average: str
    k: int
    edge: float

    def massive(self, light: float, heavy: float) -> tuple[float | None, float]:
        """Power and coefficient from the waves at the threshold, however short the reach."""
        d = self.edge
        v_0 = 4 * light * heavy / (2 * self.target.e_eg * d)
        standard, acting = (
            Spectra(self.target, self.neutrinos, chosen, self.average, ()).waves(d)
            for chosen in ((), self.interactions)
        )
        s_waves, p_waves, both = acting[:, self.k].tolist()
        p_waves += v_0 * both
        if s_waves + p_waves <= _ROUNDING * standard[:2].max():
            return None, 0.0
        if light == 0:
            return 2.0, (s_waves + p_waves) / d**2
        delta = math.sqrt(v_0 / d)
        if s_waves <= _ROUNDING * p_waves:
            return 1.5, delta * p_waves / d
        return 0.5, delta * v_0 * s_waves

    def massless(self) -> tuple[float | None, float]:
        """Measured at the end point, where the propagator of a massless mediator diverges."""
        x = np.array([1e-60, 1e-58]) * self.target.end_point
        near, far = self._spectra(x, self.interactions)[self.k].tolist()
        if near <= _ROUNDING * self._spectra(x, ())[:, 0].max():
            return None, 0.0
        power = round(math.log10(far / near)) / 2
        return power, near / float(x[0]) ** power

    def reach(self, power: float, coefficient: float) -> float:
        """The largest x up to which the law holds to 10 %, eV."""
        room = 0.999 * (self.target.end_point - self.edge)
        first = max(1e-12 * self.edge, 1e-30 * room)
        if room < 2 * first:
            return 0.0
        points = 2 + int(20 * math.log10(room / first))
        detuning = self.edge + np.geomspace(first, room, points)
        x = detuning - self.edge  # the same as in the spectrum, whatever the sum is rounded to
        law = coefficient * x**power
        spectrum = self._spectra(detuning, self.interactions)[self.k]
        off = np.abs(spectrum - law) > 0.1 * law
        count = int(np.argmax(off)) if off.any() else len(x)
        return float(x[count - 1]) if count else 0.0

    def _spectra(self, detuning: Array, interactions: Sequence[Interaction]) -> Array:
        return channel_spectra(
            self.target,
            self.neutrinos,
            detuning=detuning,
            interactions=interactions,
            average=self.average,
        )
