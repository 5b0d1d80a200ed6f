"""UnitarityState: masses, and the mixing N = alpha U of light neutrinos with heavy relatives."""

from __future__ import annotations

import cmath
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from renp_widgets.apps.common import fields
from renp_widgets.live.fields import State, choice, number
from renp_widgets.physics.limits import LIMITS
from renp_widgets.physics.neutrinos import Neutrinos, non_unitary
from renp_widgets.physics.oscillation import OSCILLATION_DATA
from renp_widgets.statistics import Hypothesis

DIAGONAL: Final = ("alpha_11", "alpha_22", "alpha_33")
OFF_DIAGONAL: Final = ("alpha_21", "alpha_31", "alpha_32")
_MAX_MASS: Final = 0.3  # eV: above it no channel is open where the picture ends


def _published() -> dict[str, float]:
    names = {name.replace("_", ""): name for name in (*DIAGONAL, *OFF_DIAGONAL)}
    by_field = {names.get(limit.quantity.strip("|")): limit.value for limit in LIMITS}
    return {
        name: value for name, value in by_field.items() if name and not isinstance(value, tuple)
    }


PUBLISHED: Final = _published()
"""Published limits by field: lower ones on the diagonal, upper ones on the sizes below it."""


_SUBSCRIPTS: Final = str.maketrans("123", "₁₂₃")


def _diagonal(name: str, default: float = 1.0) -> Any:
    return number(
        default,
        low=0.0,
        high=1.0,
        label="α" + name[-2:].translate(_SUBSCRIPTS),
        slider=(0.7, 1.0, 0.001),
        tip="On the real diagonal of α: 1 for unitary mixing. "
        f"Published: above {PUBLISHED[name]:g} at 90%, from oscillations.",
    )


def _size(name: str) -> Any:
    return number(
        0.0,
        low=0.0,
        high=1.0,
        label="|α" + name[-2:].translate(_SUBSCRIPTS) + "|",
        slider=(0.0, 0.2, 0.001),
        tip="Below the diagonal of α: 0 for unitary mixing. "
        f"Published: below {PUBLISHED[name]:g} at 90%, from oscillations.",
    )


def _phase(name: str) -> Any:
    symbol = "α" + name[-2:].translate(_SUBSCRIPTS)
    return fields.angle(
        label=f"arg {symbol}",
        idle=lambda state: "" if getattr(state, name) else f"{symbol} is 0",
        tip=f"Phase of {symbol}.",
    )


@dataclass(frozen=True)
class UnitarityState(State):
    """The mixing matrix N = alpha U, with U unitary, and the masses."""

    ordering: str = fields.ordering()
    lightest_mass: float = fields.lightest_mass(
        high=_MAX_MASS, slider=(0.01, 1e3 * _MAX_MASS, 0.02), tip="Mass of the lightest neutrino."
    )
    alpha_11: float = _diagonal("alpha_11", PUBLISHED["alpha_11"])
    alpha_22: float = _diagonal("alpha_22")
    alpha_33: float = _diagonal("alpha_33")
    alpha_21: float = _size("alpha_21")
    alpha_31: float = _size("alpha_31")
    alpha_32: float = _size("alpha_32")
    phase_21: float = _phase("alpha_21")
    phase_31: float = _phase("alpha_31")
    phase_32: float = _phase("alpha_32")
    residual: str = choice(
        "ratio",
        label="compare by",
        options=fields.names("ratio", "difference"),
        tip="How the spectrum is compared with that of unitary mixing.",
    )
    oscillation: str = fields.oscillation()

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
