"""Channel strengths: how strongly each channel couples, from all interactions together.

Amplitudes add, so strengths are squares of sums. Per channel, summed over its ordered pairs ij and
ji and multiplied by w = 1 (Dirac) or 1/2 (Majorana), with the bilinears of `interactions`:

    vector, axial        sum |aL + aR|^2 / 2, sum |aL - aR|^2 / 2
    scalar               sum |(aL + aR) (m_i - m_j)/(sqrt2 q) - q kS / G_F|^2
    pseudoscalar         sum |i (aL - aR) (m_i + m_j)/(sqrt2 q) - q kP / G_F|^2
    magnetic, electric   sum |mu mu_B^2 / G_F|^2, sum |eps mu_B^2 / G_F|^2

all dimensionless. A scalar bilinear meets the divergence of the vector current, a pseudoscalar one
that of the axial current: parts of spin 0 interfere. Hermitian couplings need the pairs i <= j
alone, but a width makes propagators complex: all stay.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renp_widgets.checks import RefusedInput, Shape, choice, flat_batch
from renp_widgets.physics.couplings import axial_couplings
from renp_widgets.physics.interactions import (
    BILINEARS,
    Interaction,
    Pole,
    majorana_sum,
    pair_weight,
)
from renp_widgets.physics.kinematics import channels, mass_detuning, pair_masses
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.targets import Target
from renp_widgets.values import Array, Matrix

__all__ = ["Strengths"]

# The current whose divergence a bilinear of spin 0 meets.
_CURRENT: Final = {"scalar": "vector", "pseudoscalar": "axial"}


class Strengths:
    """The strengths of given neutrinos with given interactions, for blocks of a flat batch.

    Each bilinear is kept as real coefficients (b, 2 n^2, r): the real, then the imaginary parts of
    its ordered pairs' amplitudes, as they multiply the rows 1, Re P_1, Im P_1, Re P_2, ... with P_m
    the propagators. Without propagators r = 1, and but for spin 0 the strength is the same at all
    energies.

    poles : of the propagators; masses and widths (b, 1), eV.
    """

    def __init__(
        self,
        target: Target,
        neutrinos: Neutrinos,
        interactions: Sequence[Interaction],
        batch: Shape,
    ) -> None:
        n = neutrinos.n_states
        self._target = target
        self.poles: list[Pole] = []
        a = axial_couplings(neutrinos)
        contributions = [("vector", a, 0), ("axial", a, 0)]
        for interaction in interactions:
            row = 0
            pole = interaction.pole(neutrinos)
            if pole is not None:
                row = 1 + 2 * len(self.poles)
                mass, width = (flat_batch(np.asarray(x)[..., None], batch) for x in pole[:2])
                self.poles.append(Pole(mass, width, pole.given))
            contributions += [(*c, row) for c in interaction.contributions(neutrinos)]

        moving = {name for name, _, row in contributions if row}
        added: dict[str, Matrix] = {}
        for name, matrix, row in contributions:
            if name not in added:
                choice("bilinear of an interaction", name, BILINEARS)
                rows = 1 + 2 * len(self.poles) if name in moving else 1
                added[name] = np.zeros((*batch, rows, n, n), dtype=np.complex128)
            added[name][..., row, :, :] += matrix
            if row:
                added[name][..., row + 1, :, :] += 1j * matrix
        self._coefficients: dict[str, Array] = {}
        for name, matrices in added.items():
            acting = majorana_sum(name, matrices, neutrinos.nature)
            if name in ("vector", "axial") or np.any(acting):
                flat = acting.reshape(math.prod(batch), -1, n * n)
                parts = np.concatenate([flat.real, flat.imag], axis=2)
                self._coefficients[name] = parts.swapaxes(1, 2)

        self._sum = pair_weight(neutrinos.nature) * _members(n)
        self._masses: dict[str, Array] = {}
        if self._coefficients.keys() & _CURRENT.keys():
            total, difference = pair_masses(flat_batch(neutrinos.masses, batch))
            for name, masses in (("scalar", difference), ("pseudoscalar", total)):
                twice = np.tile(masses.reshape(-1, n * n, 1), (2, 1))  # real and imaginary parts
                self._masses[name] = twice / math.sqrt(2)
        self._fixed = {
            name: (rows[..., 0] ** 2 @ self._sum.T)[..., None] * _factor(name)
            for name, rows in self._coefficients.items()
            if name not in moving and name not in _CURRENT
        }

    def at(
        self, b: slice | NDArray[np.intp], detuning: Array, offsets: Sequence[Array] | None = None
    ) -> dict[str, Array]:
        """Strengths by name at detunings (b or 1, n), eV: (b, c, 1), with a propagator (b, c, n).

        `offsets` are the detunings counted from each pole, where they are known better than as a
        difference.
        """
        strengths = {name: fixed[b] for name, fixed in self._fixed.items()}
        if len(strengths) == len(self._coefficients):
            return strengths
        amplitudes = {name: rows[b] for name, rows in self._coefficients.items()}
        if self.poles:
            propagators = self._propagators(b, detuning, offsets)
            for name, rows in amplitudes.items():
                if rows.shape[-1] > 1:
                    amplitudes[name] = rows @ propagators
        q2 = 2 * self._target.e_eg * detuning[:, None]
        for name, amplitude in amplitudes.items():
            if name in self._masses:
                current = amplitudes[_CURRENT[name]] * self._masses[name][b]
                strengths[name] = self._sum @ (current - q2 * amplitude) ** 2 / q2
            elif name not in strengths:
                strengths[name] = self._sum @ amplitude**2 * _factor(name)
        return strengths

    def _propagators(
        self, b: slice | NDArray[np.intp], detuning: Array, offsets: Sequence[Array] | None
    ) -> Array:
        """The rows 1, Re P_1, Im P_1, ... with P = 1/(q^2 - M^2 + i M Gamma), (b, r, n)."""
        poles = [(mass[b], width[b], given) for mass, width, given in self.poles]
        rows = np.ones((len(poles[0][0]), 1 + 2 * len(poles), detuning.shape[-1]))
        for k, (mass, width, given) in enumerate(poles):
            offset = detuning - mass_detuning(self._target, mass) if offsets is None else offsets[k]
            denominator = 2 * self._target.e_eg * offset + 1j * mass * width
            if not denominator.all():
                on_pole = denominator == 0
                if given:
                    raise RefusedInput(
                        "width must be positive or None on the pole, got 0.0 at detuning "
                        f"{np.broadcast_to(detuning, on_pole.shape)[on_pole][0]} eV"
                    )
                denominator[on_pole] = np.inf  # computed: nothing open couples to this mediator
            propagator = 1 / denominator
            rows[:, 2 * k + 1] = propagator.real
            rows[:, 2 * k + 2] = propagator.imag
        return rows


def _factor(bilinear: str) -> float:
    return 0.5 if bilinear in ("vector", "axial") else 1.0


@cache
def _members(n: int) -> Array:
    """Which channel holds which row of a bilinear, (c, 2 n^2): 1 or 0."""
    pairs = [{(i - 1) * n + j - 1, (j - 1) * n + i - 1} for i, j in channels(n)]
    return np.array([[float(k in pair) for k in range(n * n)] * 2 for pair in pairs])
