"""What couples beyond the Standard Model, as the apps know it: one record for each.

A record holds all that an app says of it: symbol, fields of the state, citation, words, code; the
physics is elsewhere. States have the fields `mediator`, `element`, `phase` and `nature`, and those
that the record names.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from renp_widgets.live.text import number
from renp_widgets.physics.couplings import UNIVERSAL, named_coupling
from renp_widgets.physics.form_factors import DipoleMoments
from renp_widgets.physics.interactions import Interaction
from renp_widgets.physics.mediators import MediatorCoupling

STANDARD: Final = "D. N. Dinh et al., Phys. Lett. B 719, 154 (2013), arXiv:1209.4808"
"""Where the spectrum of the Standard Model comes from."""


@dataclass(frozen=True, kw_only=True)
class Mediator:
    """A mediator with a mass, in the field `mediator_mass`.

    option : what its button says. symbol, plain : its name in titles, and in ASCII.
    coupling, kind : the fields of its size, and of a further choice ("" is none).
    product, plain_product : the size, in symbols and in ASCII.
    code : of its class, of its coupling, and of what that couples in `rw.ClassMediator(...)`.
    limited : the quantity that published limits are on.
    """

    option: str
    symbol: str
    plain: str
    coupling: str
    kind: str = ""
    product: str
    plain_product: str
    code: tuple[str, str, str]
    citation: str

    massive = True

    @property
    def limited(self) -> str:
        """What published limits are on."""
        return f"|{self.plain_product}|"

    @property
    def fields(self) -> set[str]:
        """The fields of a state that say how large it is."""
        more = {self.kind: self.kind, "mediator_mass": self.massive}
        return {self.coupling, *(name for name, there in more.items() if there)}

    def size(self, state: Any) -> float:
        """The product of couplings, or moment."""
        return float(getattr(state, self.coupling))

    def idle(self, state: Any) -> str:
        """Why the chosen coupling does nothing, or "" where it acts."""
        return self.pattern(state).idle(state.nature)

    def interaction(self, state: Any) -> Interaction:
        """What it is for the physics."""
        return self.pattern(state).interaction(state.mediator_mass, self.size(state))

    def name(self, _state: Any) -> str:
        """Its name in a few characters."""
        return self.symbol

    def title(self, state: Any) -> str:
        """For the picture."""
        size = f"{self.symbol}: {self.product} = {self.size(state):.3g}, {state.element}"
        return size + (f", M = {state.mediator_mass:.4g} eV" if self.massive else "")

    def words(self, state: Any, element: str) -> str:
        """For captions."""
        kind = f"{getattr(state, self.kind)}, " if self.kind else ""
        size = f"{self.plain_product} = {number(self.size(state))} ({kind}{element})"
        mass = f" and M = {number(state.mediator_mass)} eV" if self.massive else ""
        return f"{self.plain} with {size}{mass}"

    def note(self, state: Any, states: str) -> str:
        """For tables, with all digits."""
        kind = f"{getattr(state, self.kind)} coupling " if self.kind else ""
        size = f"{state.mediator}; {kind}{self.plain_product} = {self.size(state)!r}"
        mass = f"mediator of mass {state.mediator_mass!r} eV; " if self.massive else ""
        return f"{mass}{size}; {states}"

    def lines(self, state: Any) -> list[str]:
        """Python that makes `new`."""
        kind, symbol, field = self.code
        field += f"_{getattr(state, self.kind)}" if self.kind else ""
        return [
            f"{symbol} = {math.sqrt(self.size(state))!r}  # of electron and neutrinos alike",
            f"new = rw.{kind}Mediator({state.mediator_mass!r}, {symbol}, "
            f"{field}={_matrix(state).format(symbol)})  # eV",
        ]

    def pattern(self, state: Any) -> MediatorCoupling:
        """How it couples, whatever its mass and the size of its coupling."""
        return MediatorCoupling(state.mediator, state.element, state.phase, state.scalar_kind)


class Dipoles(Mediator):
    """Dipole moments, with the photon as mediator."""

    massive = False

    def idle(self, state: Any) -> str:
        """As in Mediator."""
        if state.nature == "majorana":
            if state.is_diagonal:
                return "diagonal moments of Majorana neutrinos vanish"
            if state.phase == "real":
                return "real moments of Majorana neutrinos vanish"
        return ""

    def interaction(self, state: Any) -> Interaction:
        """As in Mediator."""
        moments = named_coupling(state.element, state.phase, self.size(state))
        return DipoleMoments(**{state.dipole_kind: moments})

    def name(self, state: Any) -> str:
        """As in Mediator."""
        return str(state.dipole_kind)

    def title(self, state: Any) -> str:
        """As in Mediator."""
        symbol = {"magnetic": "μ", "electric": "ε"}[state.dipole_kind]
        return f"{symbol} = {self.size(state):.3g} μ_B, {state.element}"

    def words(self, state: Any, element: str) -> str:
        """As in Mediator."""
        return f"{state.dipole_kind} moment {number(self.size(state))} mu_B ({element})"

    def note(self, state: Any, states: str) -> str:
        """As in Mediator."""
        return f"{state.dipole_kind} dipole moment of {self.size(state)!r} mu_B; {states}"

    def lines(self, state: Any) -> list[str]:
        """As in Mediator."""
        moment = _matrix(state).format(repr(self.size(state)))
        return [f"new = rw.DipoleMoments({state.dipole_kind}={moment})  # Bohr magnetons"]


def _matrix(state: Any) -> str:
    """Python that makes a coupling matrix, with a place for its size."""
    if state.element == UNIVERSAL:
        return "rw.universal_coupling({})"
    factor = "" if state.phase == "real" or state.is_diagonal else "1j * "
    return f"rw.element_coupling({state.element[0]}, {state.element[1]}, {factor}{{}})"


_MEDIATORS: Final = "S.-F. Ge and P. Pasquini, Eur. Phys. J. C 82, 208 (2022), arXiv:2110.03510"

BEYOND: Final[dict[str, Mediator]] = {
    "vector": Mediator(
        option="Z′",
        symbol="Z′",
        plain="Z'",
        coupling="vector_coupling",
        product="g_e g_ν",
        plain_product="g_e g_nu",
        code=("Vector", "g", "g_left"),
        citation=_MEDIATORS,
    ),
    "scalar": Mediator(
        option="ϕ",
        symbol="ϕ",
        plain="scalar phi",
        coupling="scalar_coupling",
        kind="scalar_kind",
        product="y_e y_ν",
        plain_product="y_e y_nu",
        code=("Scalar", "y", "y"),
        citation=_MEDIATORS,
    ),
    "dipole": Dipoles(
        option="dipoles",
        symbol="γ",
        plain="photon",
        coupling="dipole_moment",
        kind="dipole_kind",
        product="moment",
        plain_product="dipole moment",
        code=("", "", ""),
        citation="S.-F. Ge and P. Pasquini, Phys. Lett. B 841, 137911 (2023), arXiv:2206.11717",
    ),
}
"""The records, by the field `mediator` of a state."""


def citation(mediator: str) -> str:
    """Where the spectrum with a mediator comes from, or that of the Standard Model ("none")."""
    return BEYOND[mediator].citation if mediator in BEYOND else STANDARD
