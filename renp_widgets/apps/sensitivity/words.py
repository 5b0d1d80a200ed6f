"""What the sensitivity explorer says: its title, its tables, and sentences for who listens.

Titles and sentences are plain text; tables and notes are HTML.
"""

from __future__ import annotations

import math
from html import escape
from typing import Final

import numpy as np

from renp_widgets.apps.sensitivity.compute import ASKED, Sensitivity
from renp_widgets.live.text import distinct, listed, note, number, table
from renp_widgets.statistics.toys import ToyStudy
from renp_widgets.values import Array

_NATURES: Final = {"majorana": "Majorana", "dirac": "Dirac"}
_EXCLUDED: Final = "excluded by one event"
_QUESTIONS: Final = {
    "ordering": "normal or inverted?",
    "mass": "lightest mass above 0?",
    "nature": "Majorana or Dirac?",
}
_MANY_YEARS: Final = 3.0  # from which on years are said
_YEAR: Final = 365.25  # days
_BINS: Final = 40
_WIDTH, _HEIGHT = 360.0, 70.0  # of the histogram


def title(shown: Sensitivity) -> str:
    """What is true, and how much is counted: one line."""
    state = shown.state
    lightest = "m₁" if state.ordering == "normal" else "m₃"
    truth = f"{_about(shown)}, {lightest} = {1e3 * state.lightest_mass:.4g} meV"
    if state.seed is None:
        return f"{truth}    {count(shown.signal)} signal events expected"
    return f"{truth}    experiment {state.seed}: {count(shown.verdict.counts.sum())} counts"


def count(events: float) -> str:
    """A number of events or days: whole if it is large, with an exponent if it is very large."""
    return f"{events:.0f}" if 100 <= events < 1e6 else number(float(events), 3)


def sentences(shown: Sensitivity) -> str:
    """The picture in plain text."""
    state = shown.state
    background = shown.experiment.background_counts.sum()
    parts = [
        f"{_about(shown)}, lightest mass {number(1e3 * state.lightest_mass)} meV.",
        f"{count(shown.signal)} signal events and "
        f"{count(background) if background else 'no'} background events are expected in "
        f"{count(state.days)} days at {state.n_triggers} triggers from "
        f"{number(state.low_detuning)} to {number(state.high_detuning)} eV of detuning.",
    ]
    if state.seed is None:
        against = [
            f"{name} {_strength(shown.outlooks[question].certain, shown.median.chi2[question])}"
            for question, name in _alternatives(shown).items()
        ]
        parts.append(f"The median experiment disfavours {listed(against)}.")
    else:
        parts.append(f"Experiment {state.seed} was drawn: {_preference(shown)}.")
    parts.append(f"Lightest mass in {state.ordering} ordering: {_intervals(shown.intervals)}.")
    limit = _excluded_from(shown)
    if limit is not None:
        parts.append(f"Masses above {number(1e3 * limit, 3)} meV are {_EXCLUDED}.")
    return " ".join(parts)


def answers_table(shown: Sensitivity) -> str:
    """The three questions with their answers."""
    drawn = shown.state.seed is not None
    rows = []
    for question in ASKED:
        outlook, chi2 = shown.outlooks[question], shown.verdict.chi2[question]
        sigma = math.sqrt(max(shown.median.chi2[question], 0.0))
        rows.append(
            [
                _QUESTIONS[question],
                _EXCLUDED if outlook.certain else number(sigma, 2),
                *([_EXCLUDED if math.isinf(chi2) else _signed(chi2)] if drawn else []),
                _duration(outlook.days),
                count(outlook.events) if math.isfinite(outlook.events) else "–",
            ]
        )
    here = [f"Δχ² of experiment {shown.state.seed}"] if drawn else []
    return table(rows, ["question", "expected σ", *here, "3σ after", "events"])


def answers_words(shown: Sensitivity) -> str:
    """What is expected, or was drawn, and the lightest mass, as HTML."""
    background = shown.experiment.background_counts.sum()
    parts = [f"{count(shown.signal)} signal events expected"]
    parts += [f"{count(background)} of background" if background else "no background"]
    if shown.state.seed is not None:
        parts = [f"this experiment: {_preference(shown)}"]
    parts += [f"lightest mass {_intervals(shown.intervals)}"]
    limit = _excluded_from(shown)
    if limit is not None:
        parts += [f"above {number(1e3 * limit, 3)} meV {_EXCLUDED}"]
    return note(f"<p>{escape(' · '.join(parts))}</p>")


def conditions(shown: Sensitivity) -> str:
    """What is assumed, as HTML."""
    state = shown.state
    phases = [f"{math.degrees(x):.4g}°" for x in (state.alpha21, state.alpha31)]
    text = (
        f"Γ₀ = {number(state.rate, 3)} s⁻¹ is good to O(1): an exposure holds for this rate, "
        "its events hold for any. The other ordering and the other nature have their lightest mass "
        f"free; Majorana phases are held at α₂₁ = {phases[0]}, α₃₁ = {phases[1]}. "
        "Where one event excludes, 3σ stands for one such event as likely as not, "
        "or for less where the other counts say something as well."
    )
    return note(f'<p style="max-width:60em;opacity:0.85">{escape(text)}</p>')


def study_words(shown: Sensitivity, study: ToyStudy) -> str:
    """What many experiments say of the ordering and of the interval, as HTML."""
    delta, (part, error) = study.delta_chi2, study.coverage()
    low, middle, high = np.quantile(delta, [0.16, 0.5, 0.84], method="nearest")
    expected = shown.median.chi2["ordering"]
    text = (
        f"{len(delta)} experiments: {shown.state.ordering} ordering, the true one, fits better in "
        f"{100 * float(np.mean(delta > 0)):.1f}%. Δχ² has median "
        f"{_plain(middle)}, where {_plain(expected)} is expected, and is {_plain(low)} to "
        f"{_plain(high)} in 68% of them. "
        f"The 68% interval has the true mass in it in {100 * part:.1f} ± {100 * error:.1f}%."
    )
    return note(f"<p>{escape(text)}</p>{_histogram(delta)}")


def _about(shown: Sensitivity) -> str:
    state = shown.state
    return f"{state.target}, {state.ordering} ordering, {_NATURES[state.nature]}"


def _alternatives(shown: Sensitivity) -> dict[str, str]:
    nature = "dirac" if shown.state.nature == "majorana" else "majorana"
    return {
        "ordering": f"{shown.other} ordering",
        "mass": "a massless lightest neutrino",
        "nature": f"{_NATURES[nature]} neutrinos",
    }


def _strength(certain: bool, chi2: float) -> str:
    if certain:
        return "for certain with one event"
    return f"by {number(math.sqrt(max(chi2, 0.0)), 2)} standard deviations"


def _preference(shown: Sensitivity) -> str:
    """Which ordering an experiment prefers."""
    chi2, state = shown.verdict.chi2["ordering"], shown.state
    if chi2 == 0:
        return "neither ordering preferred"
    better = state.ordering if chi2 > 0 else shown.other
    by = "for certain" if math.isinf(chi2) else f"by Δχ² = {number(abs(chi2), 3)}"
    return f"{better} ordering preferred {by}"


def _intervals(intervals: Array) -> str:
    ends = [distinct(low, high, 3) for low, high in (1e3 * intervals).tolist()]
    spans = [f"{low} to {high} meV" for low, high in ends]
    return f"{' or '.join(spans)} (68%)"


def _excluded_from(shown: Sensitivity) -> float | None:
    """The lightest mass above which one event excludes the true ordering, eV."""
    profile = shown.verdict.profiles[shown.state.ordering]
    if np.isfinite(profile.chi2[-1]):
        return None
    return float(profile.masses[np.flatnonzero(np.isfinite(profile.chi2))[-1]])


def _duration(days: float) -> str:
    if math.isinf(days):
        return "never"
    many = days > _MANY_YEARS * _YEAR
    return f"{count(days / _YEAR)} years" if many else f"{count(days)} days"


def _signed(value: float) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number(abs(value), 3)}"


def _plain(value: float) -> str:
    return "∞" if math.isinf(value) else f"{'−' if value < 0 else ''}{number(abs(value), 3)}"


def _histogram(values: Array) -> str:
    """How often values occur: bars on a line, which is labelled at its ends and at 0."""
    finite = values[np.isfinite(values)]
    if len(finite) == 0:
        return ""
    low, high = min(0.0, float(finite.min())), max(1.0, float(finite.max()))
    counts, _ = np.histogram(finite, _BINS, (low, high))
    step = _WIDTH / _BINS
    bars = "".join(
        f'<rect x="{step * k:.1f}" y="{_HEIGHT * (1 - n / counts.max()):.1f}" '
        f'width="{step - 1:.1f}" height="{_HEIGHT * n / counts.max():.1f}"/>'
        for k, n in enumerate(counts)
    )
    zero = _WIDTH * (0.0 - low) / (high - low)
    rule = f'<path d="M{zero:.1f} 0V{_HEIGHT}M0 {_HEIGHT}H{_WIDTH}" stroke="currentColor"/>'
    ticks = "".join(
        f'<text x="{_WIDTH * (x - low) / (high - low):.1f}" y="{_HEIGHT + 14}" font-size="12" '
        f'text-anchor="{anchor}">{escape(_plain(float(f"{x:.3g}")))}</text>'
        for x, anchor in ((0.0, "middle"), (high, "end"))
    )
    label = escape(f"Histogram of Δχ² from {_plain(low)} to {_plain(high)}")
    return (
        f'<svg role="img" aria-label="{label}" viewBox="-10 0 {_WIDTH + 80} {_HEIGHT + 18}" '
        f'width="{_WIDTH + 90:.0f}" fill="currentColor"><g opacity="0.6">{bars}</g>{rule}{ticks}'
        f'<text x="{_WIDTH + 6}" y="{_HEIGHT + 14}" font-size="12">Δχ²</text></svg>'
    )
