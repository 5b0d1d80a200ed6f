"""Interactions: the bilinears that they enter, and what each has to say of itself.

Every coupling enters one bilinear of neutrino i and antineutrino j (rows i, columns j):

    vector        nubar_i gamma^k nu_j             aL + aR
    axial         nubar_i gamma^k gamma5 nu_j      aL - aR
    scalar        nubar_i nu_j                     kS
    pseudoscalar  nubar_i i gamma5 nu_j            kP
    magnetic      nubar_i sigma^{kn} nu_j          mu
    electric      nubar_i i sigma^{kn} gamma5 nu_j eps

An interaction gives a matrix for each bilinear that it enters, in the units of `Contribution`; a
mediator's matrices are multiplied by 1/(q^2 - M^2 + i M Gamma). All contributions add in the
amplitude, so any number of interactions may be on together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, Final, NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renp_widgets.checks import RefusedInput, Shape, broadcast_shape, hermitian_array, real_array
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.values import Array, Matrix

__all__ = [
    "BILINEARS",
    "Contribution",
    "Interaction",
    "Pole",
    "check_interactions",
    "freeze",
    "interaction_shapes",
    "majorana_sum",
    "of_states",
    "pair_weight",
]

# A Majorana bilinear with i and j exchanged is the same one up to this sign.
_EXCHANGE: Final = {
    "vector": -1.0,
    "axial": 1.0,
    "scalar": 1.0,
    "pseudoscalar": 1.0,
    "magnetic": -1.0,
    "electric": -1.0,
}
BILINEARS: Final = tuple(_EXCHANGE)


class Contribution(NamedTuple):
    """What an interaction adds to one bilinear: a matrix B + (n, n), times the propagator if any.

    vector, axial: dimensionless. scalar, pseudoscalar: kS / G_F and -i kP / G_F, eV^-1 (the factor
    -i makes the interference with axial the real part of a product, like that of scalar with
    vector). magnetic, electric: mu mu_B^2 / G_F and eps mu_B^2 / G_F, dimensionless. With a
    propagator all of them gain eV^2.
    """

    bilinear: str
    matrix: Matrix


class Pole(NamedTuple):
    """Mass M and width Gamma of a propagator, eV, shape B; `given` if not computed."""

    mass: Array
    width: Array
    given: bool


def majorana_sum(bilinear: str, matrix: Matrix, nature: str) -> Matrix:
    """The matrix that acts: itself for Dirac, with its exchange, the same term, for Majorana.

    aL_ij -> aL_ij - aR_ji, aR_ij -> aR_ij - aL_ji, kS_ij -> kS_ij + kS_ji (kP alike),
    mu_ij -> mu_ij - mu_ji (eps alike). Sums over pairs are multiplied by `pair_weight`.
    """
    if nature == "dirac":
        return matrix
    return matrix + _EXCHANGE[bilinear] * matrix.swapaxes(-1, -2)


def pair_weight(nature: str) -> float:
    """w = 1/2 for Majorana: the sum over ordered pairs counts each of its states twice."""
    return 0.5 if nature == "majorana" else 1.0


@runtime_checkable
class Interaction(Protocol):
    """Something that couples to neutrinos beyond the Standard Model: any object that has these.

    Nothing here asks for more, nor for the names of its parameters.
    """

    @property
    def batch_shape(self) -> Shape:
        """B: how its parameters broadcast with the batches of neutrinos and photon energies."""

    def contributions(self, neutrinos: Neutrinos) -> Iterable[Contribution]:
        """Its matrices for these neutrinos, of shapes that broadcast with B + (n, n)."""

    def pole(self, neutrinos: Neutrinos) -> Pole | None:
        """The pole of its propagator, of shapes that broadcast with B; None without one."""


def check_interactions(interactions: object) -> tuple[Interaction, ...]:
    """`interactions` as a tuple, if they are a sequence of objects that can couple."""
    allowed = "a tuple or list of interactions, such as VectorMediator(...)"
    if not isinstance(interactions, tuple | list):
        raise TypeError(f"interactions must be {allowed}, got {interactions!r}")
    for k, interaction in enumerate(interactions):
        if isinstance(interaction, type) or not isinstance(interaction, Interaction):
            raise TypeError(f"interactions must be {allowed}, got [{k}] = {interaction!r}")
    return tuple(interactions)


def interaction_shapes(interactions: Sequence[Interaction]) -> dict[str, Shape]:
    """The interactions' batch shapes, by what to call them where they do not broadcast."""
    return {f"interactions[{k}]": x.batch_shape for k, x in enumerate(interactions)}


def freeze(interaction: Any, unit: str = "") -> None:
    """Replace the fields of an interaction by checked read-only arrays, and set `batch_shape`.

    Its `array_axes` say by field how many of an array's last axes are no batch: 0 for numbers, 2
    for matrices, whose `unit` this is.
    """
    energy: dict[str, Any] = {"unit": "eV", "low": 0.0, "high": 1e18}
    bounds: dict[str, dict[str, Any]] = {"mass": energy, "width": energy}
    optional = {f.name for f in fields(interaction) if f.default is None}
    shapes = {}
    for name, axes in interaction.array_axes.items():
        value = getattr(interaction, name)
        if value is None and name in optional:
            continue
        array: NDArray[np.generic]
        if axes:
            array = hermitian_array(name, value, unit=unit)
        else:
            array = real_array(name, value, **bounds.get(name, {"low": -1e30, "high": 1e30}))
        shapes[name] = array.shape[: array.ndim - axes]
        array.flags.writeable = False
        object.__setattr__(interaction, name, array)
    object.__setattr__(interaction, "batch_shape", broadcast_shape(**shapes))


def of_states(name: str, matrix: ArrayLike | None, neutrinos: Neutrinos) -> Matrix:
    """A coupling matrix as an array that fits the neutrinos; None is 0."""
    n = neutrinos.n_states
    if matrix is None:
        return np.zeros((n, n), dtype=np.complex128)
    array = np.asarray(matrix, dtype=np.complex128)
    if array.shape[-1] != n:
        raise RefusedInput(f"{name} must have shape (..., {n}, {n}), got {array.shape}")
    return array
