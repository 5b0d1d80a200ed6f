"""Coherence: why many atoms radiate together, and photons ask for more of themselves.

N atoms at positions x_a, a transition with the net momentum p (what the photons put in minus what
photon and neutrinos carry away), and a mode with N_gamma photons multiply the rate by

    |sum_a exp(i x_a . p)|^2     from N (|p| L >> 1, random phases) to N^2 (|p| L << 1)
    N_gamma + 1                  stimulated emission.

(M. Yoshimura, Phys. Rev. D 75, 113007 (2007), arXiv:hep-ph/0611362.) Momenta are in eV, lengths in
nm: p L / (hbar c) = 2 pi L / wavelength.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import RefusedInput, broadcast_shape, instance, real_array, whole_number
from renp_widgets.physics.constants import HC
from renp_widgets.values import Array

__all__ = ["coherence_factor", "form_factor", "sampled_coherence_factor", "stimulated_factor"]

_MAX: Final = 1e100  # squares stay numbers
_MAX_PHASES: Final = 10**10  # of a sampled sum: some minutes
_MAX_HELD: Final = 10**8  # at a time: 1.6 GB


def form_factor(momentum: ArrayLike, size: ArrayLike) -> Array:
    """|integral over a box of exp(i x . p)|^2 / V^2 = prod_k sinc^2(p_k L_k / 2), B.

    sinc(x) = sin(x) / x: 1 for p = 0, and small for |p| L >> 1.

    Parameters
    ----------
    momentum : p, eV, B + (3,).
    size : L, the edges of the box, nm, > 0, B + (3,); a single number is a cube.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> f"{rw.form_factor([0.0, 0.0, 1.0], 1000.0):.4f}"
    '0.0508'
    """
    return np.asarray(np.prod(np.sinc(_waves(momentum, size)) ** 2, axis=-1))


def coherence_factor(n_atoms: ArrayLike, momentum: ArrayLike, size: ArrayLike) -> Array:
    """Expectation of |sum_a exp(i x_a . p)|^2 = N + N (N - 1) F(p), B, with F of `form_factor`.

    Parameters
    ----------
    n_atoms : number N >= 1 of atoms, placed at random in the box, independently; B.
    momentum, size : as in `form_factor`.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> f"{rw.coherence_factor(1e6, [1.0, 0.0, 0.0], 100.0):.3e}"  # nearly N^2: |p| L < 1
    '9.788e+11'
    """
    n = real_array("n_atoms", n_atoms, low=1.0, high=_MAX)
    form = form_factor(momentum, size)
    broadcast_shape(n_atoms=n.shape, form_factor=form.shape)
    return np.asarray(n + n * (n - 1) * form)


def sampled_coherence_factor(
    n_atoms: int,
    momentum: ArrayLike,
    size: ArrayLike,
    rng: np.random.Generator,
    samples: int = 1,
) -> Array:
    """|sum_a exp(i x_a . p)|^2 with atoms at random in the box, the mean of `samples` draws, B.

    All momenta see the same atoms. Far from p = 0 one draw scatters like an exponential, by 100%.

    Parameters
    ----------
    n_atoms : number N >= 1 of atoms.
    momentum, size : as in `form_factor`.
    rng : random numbers, numpy.random.default_rng(seed).
    samples : how many draws, >= 1.

    Examples
    --------
    >>> import numpy as np
    >>> import renp_widgets as rw
    >>> f"{rw.sampled_coherence_factor(100, [0.0, 0.0, 0.0], 1000.0, np.random.default_rng(1)):.0f}"
    '10000'
    """
    n_atoms = whole_number("n_atoms", n_atoms, 1)
    samples = whole_number("samples", samples, 1)
    instance("rng", rng, np.random.Generator)
    waves = _waves(momentum, size)
    work = n_atoms * samples * waves.size // 3
    if n_atoms * max(3, waves.size // 3) > _MAX_HELD or work > _MAX_PHASES:
        raise RefusedInput(
            f"n_atoms times samples and momenta must be at most {_MAX_PHASES:.0e}, and n_atoms "
            f"times momenta at most {_MAX_HELD:.0e}, got n_atoms = {n_atoms}, samples = {samples}, "
            f"{waves.size // 3} momenta; `coherence_factor` is the mean for any number of atoms"
        )
    phases = 2 * np.pi * waves.reshape(-1, 3).T
    total = np.zeros(phases.shape[1])
    for _ in range(samples):
        amplitude = np.exp(1j * (rng.random((n_atoms, 3)) @ phases)).sum(axis=0)
        total += amplitude.real**2 + amplitude.imag**2
    return np.asarray(total.reshape(waves.shape[:-1]) / samples)


def stimulated_factor(n_photons: ArrayLike) -> Array:
    """N_gamma + 1: emission into a mode that holds N_gamma photons, over emission into none.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> float(rw.stimulated_factor(3))
    4.0
    """
    return real_array("n_photons", n_photons, low=0.0) + 1


def _waves(momentum: ArrayLike, size: ArrayLike) -> Array:
    """p L / (2 pi hbar c): the number of wavelengths along each edge, B + (3,)."""
    p = real_array("momentum", momentum, "eV", low=-_MAX, high=_MAX)
    length = real_array("size", size, "nm", low=0.0, high=_MAX, open_low=True)
    if p.ndim < 1 or p.shape[-1] != 3:
        raise RefusedInput(f"momentum must have shape (..., 3), got {p.shape}")
    if length.ndim and length.shape[-1] != 3:
        raise RefusedInput(f"size must be a number or have shape (..., 3), got {length.shape}")
    broadcast_shape(momentum=p.shape, size=length.shape)
    return p * length / HC
