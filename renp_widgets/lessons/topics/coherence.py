"""Exercises of notebook 03: sums of phases, what they make of momentum, and the rate."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renp_widgets.apps.coherence.app import CoherenceExplorer
from renp_widgets.apps.coherence.state import CoherenceState
from renp_widgets.lessons.questions import ChoiceQuestion, NumberQuestion, Question, SketchQuestion
from renp_widgets.physics.coherence import coherence_factor, form_factor
from renp_widgets.physics.constants import HC
from renp_widgets.physics.rates import reference_rate
from renp_widgets.physics.targets import YB

_CM: Final = 1e7  # nm
_WAVES: Final = (0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
_SUM: Final = r"$|\sum_a e^{i\mathbf{p}\cdot\mathbf{x}_a}|^2$"
_PHOTON: Final = np.array([1.0, 0.0, 0.0])  # eV
# What the pair's momentum may be when the photon has 1 eV along +x.
_PAIRS: Final[Mapping[str, tuple[float, float, float]]] = {
    "anything: neutrinos share the energy as they like": (0.0, 0.0, 0.3),
    "1.143 eV along −x": (-(YB.e_eg - 1.0), 0.0, 0.0),
    "1 eV along −x": (-1.0, 0.0, 0.0),
    "1 eV along +x": (1.0, 0.0, 0.0),
}


def _surviving() -> str:
    return max(_PAIRS, key=lambda name: float(form_factor(_PHOTON + _PAIRS[name], _CM)))


def _along_box(waves: tuple[float, ...]) -> NDArray[np.float64]:
    """Form factors for so many wavelengths along the box."""
    return form_factor([(n * HC / _CM, 0.0, 0.0) for n in waves], _CM)


def _near(value: float) -> Callable[[float], bool]:
    """Whether a number is what a misconception gives, to 5%."""
    return lambda number: abs(number - value) <= 0.05 * value


EXERCISES: Final[Mapping[str, Question]] = {
    "coherence: random phases": NumberQuestion(
        "1000 atoms are in phase. How many atoms with random phases would it take to make, on "
        "average, as large a " + _SUM + "?",
        "",
        lambda: float(coherence_factor(1000, (0.0, 0.0, 0.0), _CM)),
        hints=(
            (_near(1000.0), "A walk of 1000 steps in random directions does not get as far."),
            (
                _near(math.sqrt(1000.0)),
                "This is how far a random walk of 1000 steps gets. It would take more atoms, then.",
            ),
            (
                lambda number: number > 1e8,
                "The square counts, not the sum: a walk of N random steps is about √N long.",
            ),
        ),
        explanation="In phase, the sum is N and its square $N^2$. With random phases, the double "
        "sum of exp(i p·(x − x′)) over pairs of atoms has N terms of an atom with itself, each 1. "
        "All others are 0 on average. One draw scatters about this by 100%: try other seeds.",
        reveal=lambda: CoherenceExplorer(CoherenceState(1000, 1000.0, 30.0)),
    ),
    "coherence: the curve": SketchQuestion(
        "Many atoms fill a box evenly. Sketch " + _SUM + ", as a fraction of $N^2$, against the "
        "number of wavelengths along the box.",
        _WAVES,
        0.0,
        1.0,
        lambda: _along_box(_WAVES),
        0.12,
        (
            (
                lambda sketch: sketch[4] > 0.2,
                "Look at one whole wavelength along the box: every phase occurs as often as every "
                "other. Where does the walk end?",
            ),
            (
                lambda sketch: sketch[0] < 0.8,
                "With a tenth of a wavelength along the box, the phases differ by 36 degrees at "
                "most. The arrows are nearly parallel.",
            ),
            (
                lambda sketch: sketch[6] > 0.2,
                "With one and a half wavelengths, one closes to a circle. Only what is left over "
                "still counts.",
            ),
        ),
        musts=(
            (
                lambda sketch: bool(sketch[6] > sketch[4] + 0.01),
                "Near enough, but one thing is missing. At one wavelength the walk is back at its "
                "start. And half a wavelength further?",
            ),
        ),
        explanation="The walk bends into a circle, closes at one wavelength, and goes round again. "
        "Its length is N sin(x)/x with x = |p| L/2ħc.",
        reveal=lambda: CoherenceExplorer(CoherenceState(1000, 1000.0, HC / 1000.0, curve=True)),
    ),
    "coherence: what survives": ChoiceQuestion(
        "A trigger laser along +x makes the photon: it has 1 eV, in energy and momentum. The atoms "
        f"have $E_{{eg}}$ = {YB.e_eg} eV to give, and the target is a centimetre long. "
        "Which momentum must the pair of neutrinos have for all atoms to add up?",
        tuple(_PAIRS),
        _surviving,
        {
            "anything: neutrinos share the energy as they like": "A single atom could take up what "
            "is missing. But then the phases of distant atoms differ, and they do not add up.",
            "1.143 eV along −x": "This is the pair's energy. If its momentum were as large, photon "
            "and pair together would still carry some away.",
            "1 eV along +x": "Then 2 eV are carried away along x, and the phases turn every "
            "620 nm.",
        },
        explanation="The sum of all momenta must vanish: no atom is pushed. The pair's momentum is "
        "opposite to the photon's, and with its energy of 1.143 eV it has an invariant mass of "
        "√(1.143² − 1²) = 0.555 eV. This is how the photon's energy tells about neutrino masses.",
    ),
    "coherence: one centimetre": NumberQuestion(
        "The target is 1 cm long. The sum of photon and pair has the net momentum p along it. At "
        "which |p| > 0 do the atoms first cancel altogether? ($2\\pi\\hbar c$ = 1239.84 eV nm)",
        "eV",
        lambda: HC / _CM,
        0.05,
        (
            (
                _near(HC / (2 * np.pi * _CM)),
                "This is ħc/L: the phases differ by one radian from end to end. To cancel, they "
                "have to go all the way round.",
            ),
            (
                _near(HC / (2 * _CM)),
                "Half a wavelength along the box: the arrows make a half circle. It is not closed.",
            ),
        ),
        explanation="One wavelength along the target. So momentum is conserved only to about a "
        "part in 10⁴ of the photon's, the better the longer the target.",
        reveal=lambda: CoherenceExplorer(CoherenceState(200, _CM, HC / _CM, curve=True)),
    ),
    "coherence: twice the density": NumberQuestion(
        "The density of excited atoms is doubled, and the volume stays. By which factor does the "
        "reference rate $\\Gamma_0$ grow?",
        "",
        lambda: float(reference_rate(YB, 2e21, 100.0) / reference_rate(YB, 1e21, 100.0)),
        0.01,
        (
            (_near(2.0), "So it would be if each atom acted for itself."),
            (
                _near(4.0),
                "This is what coherence alone makes of it. There is also the field that is stored "
                "in the target and stimulates.",
            ),
            (_near(16.0), "One power too many: count coherence twice and the field once."),
        ),
        explanation="n³: two powers from coherence and one from the stored field.",
    ),
}
"""Questions by name."""
