"""Exercises of notebook 05: what Majorana neutrinos and their phases do to the spectrum."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from renp_widgets.apps.spectrum.focused import FocusedExplorer
from renp_widgets.apps.spectrum.session import Pin
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.lessons.questions import ChoiceQuestion, NumberQuestion, Question, SketchQuestion
from renp_widgets.physics.targets import YB
from renp_widgets.statistics import Hypothesis, alternative, exposure_needed
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.values import Array

_MAJORANA: Final = ExplorerState(lightest_mass=0.05)
_DIRAC: Final = replace(_MAJORANA, nature="dirac")
_DETUNINGS: Final = (3, 6, 15, 50, 150, 500, 1000)  # meV
_PHASES: Final = {"δ": "delta", "α₂₁": "alpha21", "α₃₁": "alpha31"}
_NONE: Final = "none of them: a rate has no phases"
_EVENTS: Final = 1000
_HELICITY: Final = "Each mass turns a neutrino's helicity once, and both have to be turned."
_GRAVITY: Final = "Heavier neutrinos feel a stronger force."
_ENERGY: Final = "The masses take energy from the pair, and so from the rate."
_PROPAGATOR: Final = "A virtual neutrino is exchanged, and its propagator has a mass on top."


def _intensity(state: ExplorerState, detuning: tuple[float, ...]) -> Array:
    """I at detunings in meV."""
    return state.intensity(1e-3 * np.array(detuning))


def _shortfall() -> Array:
    """How far Majorana neutrinos lie below Dirac neutrinos, relative."""
    return 1 - _intensity(_MAJORANA, _DETUNINGS) / _intensity(_DIRAC, _DETUNINGS)


def _percent() -> float:
    detuning = (15.0,)
    ratio = _intensity(_MAJORANA, detuning) / _intensity(_DIRAC, detuning)
    return float(100 * (1 - ratio[0]))


def _strongest() -> str:
    """The phase that changes the spectrum most, over its circle."""

    def change(name: str) -> float:
        turned = [
            _intensity(replace(_MAJORANA, **{_PHASES[name]: phase}), _DETUNINGS)
            for phase in np.linspace(0.0, 2 * math.pi, 13)
        ]
        return float(np.max(np.ptp(turned, axis=0) / turned[0]))

    return max(_PHASES, key=change)


def _power_of_ten() -> float:
    """Of the events that it takes for 3 sigma."""
    truth = Hypothesis("normal", _MAJORANA.lightest_mass, "majorana")
    experiment = Experiment(YB, np.geomspace(1e-5, 0.1, 20), live_time=86400.0)
    experiment = experiment.with_events(_EVENTS, truth.neutrinos())
    factor = exposure_needed(experiment, truth, alternative("nature", truth))
    return math.log10(_EVENTS * factor)


def _compared(*controls: str) -> FocusedExplorer:
    return FocusedExplorer(_MAJORANA, controls, compare=Pin("Dirac", _DIRAC))


EXERCISES: Final[Mapping[str, Question]] = {
    "nature: two masses": ChoiceQuestion(
        "What Majorana neutrinos do differently is in proportion to $m_i m_j$. Why?",
        (_ENERGY, _HELICITY, _PROPAGATOR, _GRAVITY),
        lambda: _HELICITY,
        {
            _ENERGY: "They do, but for Dirac neutrinos just the same: that is in the thresholds "
            "and in $I^{(D)}_{ij}$.",
            _PROPAGATOR: "That is neutrinoless double beta decay. Here both neutrinos leave, and "
            "none is exchanged.",
            _GRAVITY: "The weak force does not know the mass.",
        },
        explanation="The pair is a left-handed neutrino and a right-handed antineutrino. If a "
        "neutrino is its own antiparticle, the same two particles can come out with their roles "
        "exchanged, and the two amplitudes interfere. But the roles have opposite helicities, and "
        "for massless particles these never mix: the overlap is $m/E$ for each of the two.",
    ),
    "nature: how small": NumberQuestion(
        "The masses are 50, 51 and 71 meV (normal ordering, phases $\\alpha = 0$). At a detuning "
        "of 15 meV, by how many percent does I of Majorana neutrinos lie below that of Dirac "
        "neutrinos? An estimate will do. (The pair has "
        "$q^2 = 2E_{eg}d = (0.25\\,\\mathrm{eV})^2$, the photon 1.06 eV.)",
        "%",
        _percent,
        0.45,
        (
            (
                lambda number: number < 0,
                "It is asked by how much it lies below: a positive number.",
            ),
            (
                lambda number: number > 10,
                "Compare $m^2$ with the squares of the energies in $I^{(D)}_{ij}$, where "
                "$\\omega^2/3$ is the largest part.",
            ),
            (
                lambda number: number > 3.0,
                "You may have compared $m^2$ with $q^2$ alone. In $I^{(D)}_{ij}$ there is "
                "$\\omega^2$, too, and that is larger here.",
            ),
            (lambda number: number < 0.3, "Is that a fraction? It is asked in percent."),
        ),
        explanation="$m^2 = 0.0025\\,\\mathrm{eV}^2$ stands against $I^{(D)} \\approx "
        "(q^2 + \\omega^2/3)/3 \\approx 0.15\\,\\mathrm{eV}^2$: 1.7%. The heavier third neutrino "
        "makes it a little more.",
    ),
    "nature: the shape": SketchQuestion(
        "Lightest mass 50 meV, phases $\\alpha = 0$. Sketch how far Majorana neutrinos lie below "
        "Dirac neutrinos, as a fraction of I, at these detunings in meV. (The last threshold is "
        "at 4.7 meV, and 1072 meV is the other end of the spectrum.)",
        _DETUNINGS,
        0.0,
        1.0,
        _shortfall,
        0.2,
        (
            (
                lambda sketch: bool(sketch[-1] > 0.7),
                "The term with $m_i m_j$ does not grow with $q^2 = 2E_{eg}d$, but all the rest "
                "does. What becomes of the fraction far from the end point?",
            ),
            (
                lambda sketch: bool(sketch[0] < 0.3),
                "Both kinds open with the same $\\Delta_{ij}$, so the fraction does not begin "
                "at 0.",
            ),
        ),
        explanation="It is largest near the thresholds, once all channels are open, where "
        "$m_i m_j$ is least small against $q^2$, and falls with $m_i m_j/q^2$. The pair as a whole "
        "is fast everywhere: it has the photon's momentum.",
        reveal=lambda: _compared("lightest_mass"),
    ),
    "nature: which phase": ChoiceQuestion(
        "For Majorana neutrinos three phases are in $a_{ij}$: $\\delta$, $\\alpha_{21}$ and "
        "$\\alpha_{31}$. Which one changes the spectrum most, if all masses are about 50 meV?",
        (*_PHASES, _NONE),
        _strongest,
        {
            "δ": "It comes with $U_{e3}$, in $a_{13}$ and $a_{23}$. How large are these?",
            "α₃₁": "It turns $a_{13}^2$ and $a_{23}^2$, which are small, as $|U_{e3}|^2 = 0.022$.",
            _NONE: "True for Dirac neutrinos, where only $|a_{ij}|^2$ counts. But "
            "$\\mathrm{Re}\\,a_{ij}^2$ has a phase.",
        },
        explanation="$a_{12}$ is by far the largest coupling between different states, and "
        "$a_{12}^2$ turns with $\\alpha_{21}$. At $180^\\circ$ its sign is reversed, and nearly "
        "cancels what 11, 22 and 33 do.",
        reveal=lambda: _compared("alpha21", "alpha31", "delta"),
    ),
    "nature: how many events": NumberQuestion(
        "The truth is Majorana with a lightest mass of 50 meV and $\\alpha = 0$, the rate is known "
        "badly, and there is no background. Some $10^n$ events tell it from Dirac at three "
        "standard deviations. What is n? (The shapes differ by a few tenths of a percent.)",
        "",
        _power_of_ten,
        margin=0.5,
        hints=(
            (
                lambda number: number > 20,
                "That is the number of events. It is asked for its power of ten.",
            ),
            (
                lambda number: number < 4.5,
                "With $10^4$ events a count is known to 1%, at best. The normalisation is free: "
                "what is common to all detunings does not help.",
            ),
            (
                lambda number: number < 5.5,
                "That would do if the normalisation were known. Only the shape counts.",
            ),
            (
                lambda number: number > 6.7,
                "Too many: N events know a shape to about $1/\\sqrt{N}$.",
            ),
        ),
        explanation="To see 0.3% at three standard deviations takes some $(3/0.003)^2 = 10^6$ "
        "events: 270 years, at the talk's $O(10)$ events a day.",
    ),
}
"""The questions by name."""
