"""UnitarityState: masses, and the mixing N = alpha U of light neutrinos with heavy relatives."""

from __future__ import annotations

import cmath
from dataclasses import dataclass, field, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renp_widgets.apps.common.fields import TWO_PI
from renp_widgets.checks import choice, real_number
from renp_widgets.physics.limits import LIMITS
from renp_widgets.physics.neutrinos import ORDERINGS, Neutrinos, non_unitary
from renp_widgets.physics.oscillation import DEFAULT_DATA, OSCILLATION_DATA
from renp_widgets.statistics import Hypothesis

DIAGONAL: Final = ("alpha_11", "alpha_22", "alpha_33")
OFF_DIAGONAL: Final = ("alpha_21", "alpha_31", "alpha_32")
RESIDUALS: Final = ("ratio", "difference")
MAX_MASS: Final = 0.3
"""Upper bound of the lightest mass, eV: above it no channel is open where the picture ends."""


def _published() -> dict[str, float]:
    names = {name.replace("_", ""): name for name in (*DIAGONAL, *OFF_DIAGONAL)}
    by_field = {names.get(limit.quantity.strip("|")): limit.value for limit in LIMITS}
    return {
        name: value for name, value in by_field.items() if name and not isinstance(value, tuple)
    }


PUBLISHED: Final = _published()
"""Published limits by field: lower ones on the diagonal, upper ones on the sizes below it."""


@dataclass(frozen=True)
class UnitarityState:
    """The mixing matrix N = alpha U, with U unitary, and the masses.

    Parameters
    ----------
    ordering : "normal" or "inverted".
    lightest_mass : eV, in [0, 0.3].
    alpha_11, alpha_22, alpha_33 : the real diagonal of alpha, in [0, 1].
    alpha_21, alpha_31, alpha_32 : sizes of the elements below it, in [0, 1].
    phase_21, phase_31, phase_32 : their phases, radians in [0, 2 pi].
    residual : how the spectrum is compared with that of U: "ratio" or "difference".
    oscillation : whose oscillation parameters U and the masses have, one of OSCILLATION_DATA.
    """

    ordering: str = "normal"
    lightest_mass: float = 0.01
    alpha_11: float = PUBLISHED["alpha_11"]
    alpha_22: float = 1.0
    alpha_33: float = 1.0
    alpha_21: float = 0.0
    alpha_31: float = 0.0
    alpha_32: float = 0.0
    phase_21: float = 0.0
    phase_31: float = 0.0
    phase_32: float = 0.0
    residual: str = "ratio"
    oscillation: str = field(default=DEFAULT_DATA, metadata={"linked": True})

    def __post_init__(self) -> None:
        choice("ordering", self.ordering, ORDERINGS)
        choice("residual", self.residual, RESIDUALS)
        choice("oscillation", self.oscillation, OSCILLATION_DATA)
        for each in fields(self):
            name, value = each.name, getattr(self, each.name)
            if isinstance(value, str):
                continue
            unit, high = "", 1.0
            if name == "lightest_mass":
                unit, high = " (eV)", MAX_MASS
            elif name.startswith("phase"):
                unit, high = " (rad)", TWO_PI
            number = real_number(f"{name}{unit}", value, low=0.0, high=high)
            object.__setattr__(self, name, number)  # plain floats: hashable and comparable

    @property
    def matrix(self) -> NDArray[np.complex128]:
        """alpha, lower triangular, (3, 3), as in `non_unitary`."""
        alpha = np.diag([complex(getattr(self, name)) for name in DIAGONAL])
        for name in OFF_DIAGONAL:
            i, j = (int(digit) - 1 for digit in name[-2:])
            phase = getattr(self, name.replace("alpha", "phase"))
            alpha[i, j] = getattr(self, name) * cmath.exp(1j * phase)
        return alpha

    @property
    def is_unitary(self) -> bool:
        """Whether alpha is the unit matrix."""
        return bool(np.all(self.matrix == np.eye(3)))

    @property
    def unitary_neutrinos(self) -> Neutrinos:
        """Dirac neutrinos of these masses with the mixing U."""
        data = OSCILLATION_DATA[self.oscillation]
        return Neutrinos.from_oscillation(
            self.ordering, self.lightest_mass, "dirac", oscillation=data
        )

    @property
    def neutrinos(self) -> Neutrinos:
        """Dirac neutrinos of these masses with the mixing N."""
        return non_unitary(self.unitary_neutrinos, self.matrix)

    @property
    def hypothesis(self) -> Hypothesis:
        """The same for `statistics`."""
        data = OSCILLATION_DATA[self.oscillation]
        return Hypothesis(
            self.ordering, self.lightest_mass, "dirac", matrix=self.matrix, oscillation=data
        )
