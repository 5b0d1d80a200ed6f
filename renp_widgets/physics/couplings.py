"""Coupling matrices in the mass basis: the Standard Model's, and helpers for the common others."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import (
    RefusedInput,
    broadcast_shape,
    complex_array,
    hermitian_array,
    instance,
    real_array,
    whole_number,
)
from renp_widgets.physics.kinematics import MAX_STATES, channels
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.values import Matrix

__all__ = [
    "ELEMENTS",
    "UNIVERSAL",
    "axial_couplings",
    "element_coupling",
    "flavour_coupling",
    "is_diagonal",
    "named_coupling",
    "universal_coupling",
]

UNIVERSAL: Final = "universal"
ELEMENTS: Final = (UNIVERSAL, *(f"{i}{j}" for i, j in channels(3)))
"""What may couple, by name: all mass states alike ("universal", the unit matrix in the mass basis,
which is that of flavours too only for unitary mixing), or one pair of them."""

# Flavour by flavour: the electron's row has 1 - 1/2, the others -1/2.
_CURRENTS: Final = np.array([[0.5], [-0.5], [-0.5]])


def axial_couplings(neutrinos: Neutrinos) -> Matrix:
    """Standard Model couplings a_ij = N*_ei N_ej - (N^dagger N)_ij / 2, B + (n, n), dimensionless.

    For unitary mixing this is U*_ei U_ej - delta_ij / 2: the charged current, and the neutral
    current with the electron's axial coupling -1/2 (D. N. Dinh et al., arXiv:1209.4808).

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> f"{(abs(rw.axial_couplings(nu)) ** 2).sum():.6f}"  # 3/4 whenever U is unitary
    '0.750000'
    """
    instance("neutrinos", neutrinos, Neutrinos)
    rows = neutrinos.mixing
    weighted = rows.conj() * _CURRENTS
    couplings: Matrix = weighted[..., 0, :, None] * rows[..., 0, None, :]
    for flavour in (1, 2):
        couplings += weighted[..., flavour, :, None] * rows[..., flavour, None, :]
    return couplings


def universal_coupling(coupling: ArrayLike, n_states: int = 3) -> Matrix:
    """The same `coupling` for every mass state: coupling times the unit matrix, B + (n, n).

    Only for unitary mixing is it the unit matrix of flavours as well.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> print(rw.universal_coupling(1e-3).real)
    [[0.001 0.    0.   ]
     [0.    0.001 0.   ]
     [0.    0.    0.001]]
    """
    value = real_array("coupling", coupling)
    unit = np.eye(whole_number("n_states", n_states, 1, MAX_STATES))
    return (value[..., None, None] * unit).astype(np.complex128)


def element_coupling(i: int, j: int, coupling: ArrayLike, n_states: int = 3) -> Matrix:
    """`coupling` at ij and its conjugate at ji, counted from 1; real if i = j. B + (n, n).

    Examples
    --------
    >>> import renp_widgets as rw
    >>> print(rw.element_coupling(1, 2, 0.5j))
    [[0.+0.j  0.+0.5j 0.+0.j ]
     [0.-0.5j 0.+0.j  0.+0.j ]
     [0.+0.j  0.+0.j  0.+0.j ]]
    """
    n_states = whole_number("n_states", n_states, 1, MAX_STATES)
    i, j = whole_number("i", i, 1, n_states), whole_number("j", j, 1, n_states)
    value = complex_array("coupling", coupling)
    if i == j and np.any(value.imag):
        raise RefusedInput(f"coupling must be real on the diagonal, got {coupling!r}")
    matrix = np.zeros((*value.shape, n_states, n_states), dtype=np.complex128)
    matrix[..., j - 1, i - 1] = value.conj()
    matrix[..., i - 1, j - 1] = value
    return matrix


def is_diagonal(element: str) -> bool:
    """Whether an element of ELEMENTS couples every mass state to itself alone."""
    return element == UNIVERSAL or element[0] == element[1]


def named_coupling(element: str, phase: str, coupling: ArrayLike) -> Matrix:
    """The matrix of one of ELEMENTS, B + (3, 3), times i for the phase "imaginary".

    Diagonal couplings are real, whatever the phase.
    """
    size = real_array("coupling", coupling)
    if element == UNIVERSAL:
        return universal_coupling(size)
    factor = 1j if phase == "imaginary" and not is_diagonal(element) else 1.0
    return element_coupling(int(element[0]), int(element[1]), factor * size)


def flavour_coupling(matrix: ArrayLike, neutrinos: Neutrinos) -> Matrix:
    """A Hermitian matrix of flavours e, mu, tau in the mass basis: U^dagger G U, B + (n, n).

    Examples
    --------
    >>> import renp_widgets as rw
    >>> nu = rw.Neutrinos.from_oscillation("normal", lightest_mass=0.01)
    >>> print(rw.flavour_coupling([[1, 0, 0], [0, 0, 0], [0, 0, 0]], nu).round(3)[0])
    [ 0.676+0.j     0.452+0.j    -0.105+0.065j]
    """
    instance("neutrinos", neutrinos, Neutrinos)
    flavour = hermitian_array("matrix", matrix, n_states=3)
    broadcast_shape(neutrinos=neutrinos.batch_shape, matrix=flavour.shape[:-2])
    u = neutrinos.mixing
    coupling: Matrix = u.conj().swapaxes(-1, -2) @ flavour @ u
    # Rounding must not cost Hermiticity, which the interactions check.
    return (coupling + coupling.conj().swapaxes(-1, -2)) / 2
