"""Exercises of notebook 02: what an atom may emit, and what the detour costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from renp_widgets.apps.levels.app import LevelScheme
from renp_widgets.apps.levels.compute import scheme
from renp_widgets.apps.levels.state import LevelState
from renp_widgets.lessons.questions import ChoiceQuestion, NumberQuestion, Question
from renp_widgets.physics.constants import ELECTRON_MASS, HC
from renp_widgets.physics.levels import ATOMS, KINDS, obstacles
from renp_widgets.physics.targets import XE, YB

_BOTH: Final = "E1 and M1"
_NEITHER: Final = "neither of them"
_MEASURED: Final = LevelState("renp", share=1.0 / YB.end_point)  # a photon of 1 eV


def _one_photon() -> str:
    atom = ATOMS["Yb"]
    open_ = [kind for kind in KINDS if not obstacles(kind, atom.excited, atom.ground)]
    return {0: _NEITHER, 1: open_[0] if open_ else "", 2: _BOTH}[len(open_)]


def _two_steps() -> str:
    atom = ATOMS["Yb"]
    return next(
        f"{first}, then {second}"
        for first in KINDS
        for second in KINDS
        if not obstacles(first, atom.excited, atom.virtual)
        and not obstacles(second, atom.virtual, atom.ground)
    )


def _near(value: float, tolerance: float = 0.02) -> Callable[[float], bool]:
    """Whether a number is what a misconception gives."""
    return lambda number: abs(number - value) <= tolerance * value


def _slide(step: str, target: str = "Yb") -> Callable[[], LevelScheme]:
    return lambda: LevelScheme(LevelState(step, target))


EXERCISES: Final[Mapping[str, Question]] = {
    "laser: one photon": ChoiceQuestion(
        "In ytterbium, |e⟩ is 6s6p ³P₀, with J = 0 and odd parity, and |g⟩ is 6s² ¹S₀, with J = 0 "
        "and even parity. Which dipole transition leads from one to the other by a single photon?",
        (*KINDS, _BOTH, _NEITHER),
        _one_photon,
        {
            "E1": "Parity agrees: it changes, as E1 asks. Now angular momentum. The photon takes "
            "at least one unit away, and the atom has J = 0 before and after.",
            "M1": "M1 leaves the parity as it is, and here it changes.",
            _BOTH: "E1 changes the parity and M1 does not. Both at once is not possible.",
        },
        explanation="Parity alone would allow E1. Angular momentum forbids every single photon "
        "between J = 0 and J = 0. This is why the state lives so long, and why it can wait for a "
        "rare process.",
        reveal=_slide("forbidden"),
    ),
    "laser: two steps": ChoiceQuestion(
        "The detour goes by |v⟩ = 6s6p ³P₁, with J = 1 and odd parity. Which kinds of transition "
        "are its two steps, from |e⟩ to |v⟩ and from |v⟩ to |g⟩?",
        tuple(f"{first}, then {second}" for first in KINDS for second in KINDS),
        _two_steps,
        {
            "E1, then E1": "Each E1 changes the parity. Two of them lead from odd back to odd.",
            "M1, then M1": "M1 keeps the parity. Somewhere on the way it has to change.",
            "E1, then M1": "The parities would fit if |v⟩ were even. Compare |v⟩ with |e⟩.",
        },
        explanation="|e⟩ and |v⟩ have the same parity, so the first step is magnetic. From |v⟩ to "
        "|g⟩ the parity changes, so the second one is electric.",
        reveal=_slide("two_step"),
    ),
    "laser: the gap": NumberQuestion(
        "The photon of RENP in ytterbium is measured to have $\\omega$ = 1.0 eV. In the state "
        "in between, the pair is out already and the atom is in |v⟩. By how much does the "
        "energy of this state exceed $E_{eg}$? "
        f"($E_{{eg}}$ = {YB.e_eg} eV, $E_{{vg}}$ = {YB.e_vg} eV)",
        "eV",
        lambda: scheme(_MEASURED).gap,
        0.02,
        (
            (
                _near(YB.e_vg - YB.e_eg),
                "This is how far |v⟩ is above |e⟩. But the pair has energy too, and it is out.",
            ),
            (
                _near(YB.e_eg - 1.0),
                "This is the energy of the pair. The atom is in |v⟩ besides, which costs $E_{vg}$.",
            ),
            (
                _near(YB.e_vg + YB.e_eg - 1.0),
                "This is all the energy of that state. How much of it is not there to begin with?",
            ),
        ),
        explanation="The state has $E_{vg} + (E_{eg} - \\omega)$. Take $E_{eg}$ away: "
        "$E_{vg} - \\omega$ is left. The amplitude is divided by it, and the spectral "
        "function by its square.",
        reveal=lambda: LevelScheme(_MEASURED),
    ),
    "laser: shortest wavelength": NumberQuestion(
        "If neutrinos had no mass, which would be the shortest wavelength of a photon from RENP in "
        f"xenon? ($E_{{eg}}$ = {XE.e_eg} eV, and a photon of 1 eV has a wavelength of {HC:.1f} "
        "nm.) The momenta of photon and pair are opposite.",
        "nm",
        lambda: HC / XE.end_point,
        0.02,
        (
            (
                _near(HC / XE.e_eg, 0.007),
                "That photon would take all of $E_{eg}$. The pair has the same momentum as the "
                "photon, and so it has energy too.",
            ),
            (
                _near(HC / XE.e_vg, 0.007),
                "This is the photon of the usual laser line, from |v⟩. RENP begins in |e⟩.",
            ),
        ),
        explanation="The pair has the photon's momentum, in the other direction, so its energy is "
        "at least as large as $\\omega$. At best each has half: $\\omega = E_{eg}/2$.",
        reveal=lambda: LevelScheme(LevelState("renp", "Xe", 1.0)),
    ),
    "laser: pseudoscalar": NumberQuestion(
        r"A new scalar particle couples to the electron by $i y\,\bar e\gamma_5 e$, another new "
        r"particle by $g\,\bar e\gamma^k\gamma_5 e$. With y = g = 1 and a pair of momentum "
        "|q| = 1 eV along the spin, how large is the first matrix element, divided by the "
        "second? ($m_e$ = 511 keV)",
        "",
        lambda: 1.0 / (2 * ELECTRON_MASS),
        0.1,
        (
            (_near(1 / ELECTRON_MASS, 0.1), "Look at the factor in the denominator of the table."),
            (
                lambda number: 0.0 < number < 1e-11,
                "This is how the rates compare. The question is about matrix elements.",
            ),
            (
                lambda number: number > 0.1,
                "One of the two is suppressed: a pseudoscalar needs the lower components of the "
                "electron's spinor, and these are of the order of momentum over mass.",
            ),
        ),
        explanation="Both give the electron's spin, so both are M1. But the pseudoscalar has the "
        "factor $|q|/(2 m_e)$, about a millionth.",
    ),
}
"""Questions by name."""
