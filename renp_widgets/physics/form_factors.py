"""Form factors of the neutrino: its magnetic and electric dipole moments, by way of the photon."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import Shape
from renp_widgets.physics.constants import BOHR_MAGNETON, G_FERMI
from renp_widgets.physics.interactions import Contribution, freeze, of_states
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.values import Value

__all__ = ["DipoleMoments"]


@dataclass(frozen=True, eq=False)
class DipoleMoments(Value):
    """Magnetic and electric dipole moments, with the photon as mediator.

    S.-F. Ge and P. Pasquini, Phys. Lett. B 841, 137911 (2023), arXiv:2206.11717:

    L = -1/2 nubar_i sigma^{kl} (mu_ij + i gamma5 eps_ij) nu_j F_kl

    Parameters
    ----------
    magnetic, electric : mu and eps in the mass basis, Hermitian B + (n, n), Bohr magnetons; None is
        0. For Majorana neutrinos only the imaginary part off the diagonal acts, doubled: pass half
        of a published Majorana moment.

    `batch_shape` is B.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> dipoles = rw.DipoleMoments(rw.element_coupling(1, 2, 1e-11j))
    >>> print(dipoles.magnetic[0, 1])
    1e-11j
    """

    magnetic: ArrayLike | None = None
    electric: ArrayLike | None = None
    batch_shape: Shape = field(init=False)
    array_axes: ClassVar = {"magnetic": 2, "electric": 2}

    def __post_init__(self) -> None:
        freeze(self, unit="Bohr magnetons")

    def contributions(self, neutrinos: Neutrinos) -> Iterator[Contribution]:
        """The moments; with a UserWarning where part of them cannot act for Majorana neutrinos."""
        for bilinear in ("magnetic", "electric"):
            matrix = of_states(bilinear, getattr(self, bilinear), neutrinos)
            if neutrinos.nature == "majorana" and np.any(matrix.real):
                warnings.warn(
                    f"real and diagonal {bilinear} moments vanish for Majorana neutrinos",
                    stacklevel=2,
                )
            yield Contribution(bilinear, BOHR_MAGNETON**2 / G_FERMI * matrix)

    def pole(self, _neutrinos: Neutrinos) -> None:
        """None: the photon is massless, and its propagator is part of the formula."""
