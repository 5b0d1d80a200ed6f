"""The choice of triggers: at which detunings to count, so as to answer a question best.

The total live time is given, and shared equally. The best triggers have the largest chi^2, in which
an event that the alternative cannot expect counts as in `exposure_needed` for 3 sigma; and chi^2 is
the smallest over what the alternative leaves free. So the search takes turns. One side holds a
table of signals over candidate detunings and over the alternative's masses, and exchanges one
trigger at a time for the best candidate until none gains (V. V. Fedorov, Theory of Optimal
Experiments, Academic Press (1972), chapter 3). Then a full fit answers with the values that explain
these triggers best, which join the table with the masses of other dips of chi^2; and candidates
join between the triggers and those next to them.

The choice is the best of all sets that had a full fit, the even spacing among them. A better set
may exist: this is a search, without proof. Parameters other than the lightest mass are in the table
at their own values and at those of the full fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renp_widgets.checks import RefusedInput, instance, real_number, whole_number
from renp_widgets.physics.kinematics import thresholds
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.fits import Fit, fit, fit_of
from renp_widgets.statistics.hypothesis import Hypothesis, Objective
from renp_widgets.statistics.lightest_mass import MassProfile, profile_of
from renp_widgets.statistics.likelihood import chi2_per_event, explained_chi2
from renp_widgets.statistics.questions import asimov_counts
from renp_widgets.statistics.zoom import dips
from renp_widgets.values import Array, Value

__all__ = ["TriggerChoice", "best_triggers"]

Indices = NDArray[np.intp]
_CANDIDATES: Final = 80
_MASSES: Final = 100
_NEXT_TO: Final = (0.999, 1.001)  # times a threshold of the truth, where candidates are as well
_DIPS: Final = 8
_ROUNDS: Final = 40
_STARTS: Final = 3  # times that other starts are tried
_GAIN: Final = 3e-3  # of chi^2: less is none
_EVENT: Final = chi2_per_event(3.0**2)


@dataclass(frozen=True, eq=False)
class TriggerChoice(Value):
    """Triggers chosen for a question, and evenly spaced ones to compare with.

    experiment, even_experiment : with the chosen triggers, and with those even in log(detuning).
    fit, even_fit : what `discrimination` finds there; of several alternatives, the hardest.
    evaluations : at how many points chi^2 was computed in the search.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-3, 1e-2], live_time=1e6)
    >>> other = rw.statistics.Hypothesis("inverted", lightest_mass=0.01)
    >>> choice = rw.statistics.best_triggers(experiment, truth, other, 2)
    >>> choice.fit.chi2 >= choice.even_fit.chi2
    True
    """

    experiment: Experiment
    fit: Fit
    even_experiment: Experiment
    even_fit: Fit
    evaluations: int

    @property
    def detuning(self) -> Array:
        """The chosen triggers, (K,), eV, ascending; one that comes twice has twice the time."""
        return self.experiment.triggers


def best_triggers(
    experiment: Experiment,
    truth: Hypothesis,
    other: Hypothesis | Sequence[Hypothesis],
    count: int,
    *,
    low: float = 1e-5,
    high: float = 0.1,
) -> TriggerChoice:
    """The detunings that discriminate an alternative from the truth best, in the same live time.

    Parameters
    ----------
    experiment : all but its triggers, with one `eta` and one `background`. The sum of its live
        times is shared equally.
    truth : what nature is like; what it leaves free does not matter.
    other : such as `alternative("ordering", truth)`. Of several, the hardest to exclude counts:
        masses on both sides of the truth's, with nothing free, ask for a narrow interval.
    count : how many triggers; at least 2, unless the normalisation has a prior.
    low, high : range of the detunings, eV. Candidates are everywhere, and next to the thresholds.

    Without a prior and pulls they need the shortest exposure for 3 sigma (`exposure_needed`).

    Examples
    --------
    >>> import renp_widgets as rw
    >>> truth = rw.statistics.Hypothesis("normal", lightest_mass=0.01)
    >>> experiment = rw.Experiment(rw.YB, [1e-3, 1e-2], live_time=1e6)
    >>> other = rw.statistics.Hypothesis("inverted", lightest_mass=0.01)
    >>> choice = rw.statistics.best_triggers(experiment, truth, other, 2)
    >>> len(choice.detuning)
    2
    """
    instance("experiment", experiment, Experiment)
    instance("truth", truth, Hypothesis)
    others = tuple(other) if isinstance(other, tuple | list) else (other,)
    if not others:
        raise RefusedInput("other must be at least one hypothesis, got none")
    for each in others:
        instance("other", each, Hypothesis)
    least = 2 if experiment.normalisation_prior is None else 1
    count = whole_number("count", count, 1, 100)
    if count < least:
        raise RefusedInput(
            f"count must be a whole number in [{least}, 100], got {count}; one trigger alone says "
            "nothing as long as the normalisation is free: chi^2 is 0"
        )
    low = real_number("low", low, "eV", low=0.0, open_low=True)
    end = experiment.target.end_point
    high = real_number("high", high, "eV", low=low, high=end, open_low=True, open_high=True)
    single = _single(experiment, count)
    even = np.geomspace(low, high, count) if count > 1 else np.array([high])
    asimov_counts(replace(single, detuning=even), truth)  # refuses where there is no signal at all

    edges = np.outer(thresholds(experiment.target, truth.neutrinos()).detuning, _NEXT_TO).ravel()
    edges = edges[(edges > low) & (edges < high)]
    table = _Table(single, truth, others)
    table.add_candidates(np.concatenate([even, edges, np.geomspace(low, high, _CANDIDATES)]))
    seen = [np.arange(count)]
    table.fit(seen[0])
    highest = partial(max, key=table.figure_of_merit)
    chosen = highest(map(table.exchanged, (seen[0], table.grown(count))))
    best, tried = 0.0, 0
    for _ in range(_ROUNDS):
        expected = table.figure_of_merit(chosen)
        seen.append(chosen)
        table.fit(chosen)
        merit = table.figure_of_merit(chosen)
        settled = merit >= (1 - _GAIN) * expected and merit <= (1 + _GAIN) * best
        best = max(best, merit)
        table.add_candidates(table.between(chosen))
        # Where nothing gains any more, other starts may lead to a better set.
        starts = (seen[0], table.grown(count)) if settled else (highest(seen),)
        chosen = highest(map(table.exchanged, starts))
        tried += settled
        if settled and (tried == _STARTS or table.figure_of_merit(chosen) <= (1 + _GAIN) * best):
            break
    best_one, even_one = (table.experiment(each) for each in (highest(seen), seen[0]))
    fits = (_hardest(each, truth, others) for each in (best_one, even_one))
    return TriggerChoice(best_one, next(fits), even_one, next(fits), table.evaluations)


class _Table:
    """Expected counts of the truth, and of alternatives, if one trigger is at a candidate.

    A set of triggers is given by the indices of candidates, (K,); sets are (B, K).
    """

    def __init__(self, single: Experiment, truth: Hypothesis, others: Sequence[Hypothesis]) -> None:
        self._single, self._truth, self._others = single, truth, others
        self._rows = [(each, _masses(each)) for each in others]
        self._pulls = np.zeros(sum(len(masses) for _, masses in self._rows))
        self._detuning, self._signal = np.empty(0), np.empty(0)
        self._others_signal = np.empty((len(self._pulls), 0))
        self._background = single.background_counts[:1]
        self.evaluations = 0

    def experiment(self, chosen: Indices) -> Experiment:
        """The experiment with these triggers."""
        return replace(self._single, detuning=np.sort(self._detuning[chosen]))

    def add_candidates(self, detuning: Array) -> None:
        """Candidates after those that there are."""
        at = replace(self._single, detuning=detuning)
        signal = self._truth.signal_counts(at)
        others = np.concatenate(
            [each.signal_counts(at, lightest_mass=masses) for each, masses in self._rows]
        )
        self._detuning = np.concatenate([self._detuning, detuning])
        self._signal = np.concatenate([self._signal, signal])
        self._others_signal = np.concatenate([self._others_signal, others], axis=1)

    def between(self, chosen: Indices) -> Array:
        """Detunings between those of a set and the candidates next to them, eV."""
        every = np.unique(self._detuning)
        k = np.searchsorted(every, np.unique(self._detuning[chosen]))
        below, above = np.maximum(k - 1, 0), np.minimum(k + 1, len(every) - 1)
        return np.concatenate([np.sqrt(every[k] * every[n]) for n in (below, above)])

    def fit(self, chosen: Indices) -> None:
        """Let each alternative's best values join the table, and those of its other dips."""
        experiment = self.experiment(chosen)
        observed = _counts(experiment, self._truth)
        at = replace(self._single, detuning=self._detuning)
        for other in self._others:
            found = fit_of(Objective(experiment, observed, other, _EVENT))
            masses = np.array([found.hypothesis.lightest_mass])
            if "lightest_mass" in other.free:
                objective = Objective(experiment, observed, found.hypothesis, _EVENT)
                profile = profile_of(objective)
                self.evaluations += profile.evaluations
                masses = np.append(masses, _dips(profile))
            self._rows.append((found.hypothesis, masses))
            pull = np.full(len(masses), other.pull(**found.parameters))
            self._pulls = np.append(self._pulls, pull)
            signals = found.hypothesis.signal_counts(at, lightest_mass=masses)
            self._others_signal = np.concatenate([self._others_signal, signals])
            self.evaluations += found.evaluations

    def figure_of_merit(self, chosen: Indices) -> float:
        """Of one set: see `figures_of_merit`."""
        return float(self.figures_of_merit(chosen[None])[0])

    def figures_of_merit(self, sets: Indices) -> Array:
        """The smallest chi^2 of the table's rows, (B,), with _EVENT for unexplained events."""
        observed, others = self._signal[sets] + self._background, self._others_signal[:, sets]
        prior = self._single.normalisation_prior
        chi2, _, unexplained = explained_chi2(observed, others, self._background, prior)
        self.evaluations += chi2.size
        return np.asarray((chi2 + _EVENT * unexplained + self._pulls[:, None]).min(axis=0))

    def exchanged(self, start: Indices) -> Indices:
        """A set in which no exchange of one trigger for another candidate gains anything."""
        chosen, best = start.copy(), self.figure_of_merit(start)
        still = 0
        while still < len(chosen):
            for k in range(len(chosen)):
                sets = np.tile(chosen, (len(self._signal), 1))
                sets[:, k] = np.arange(len(sets))
                merits = self.figures_of_merit(sets)
                still += 1
                if merits.max() > (1 + _GAIN / 3) * best:
                    chosen, best, still = sets[merits.argmax()], float(merits.max()), 0
        return chosen

    def grown(self, count: int) -> Indices:
        """The best pair of candidates, and then the best one to add, until there are enough."""
        every = np.arange(len(self._signal))
        if count == 1:
            return every[[self.figures_of_merit(every[:, None]).argmax()]]
        pairs = np.stack(np.triu_indices(len(every)), axis=-1)
        chosen: Indices = pairs[self.figures_of_merit(pairs).argmax()]
        while len(chosen) < count:
            sets = np.column_stack([np.tile(chosen, (len(every), 1)), every])
            chosen = sets[self.figures_of_merit(sets).argmax()]
        return chosen


def _counts(experiment: Experiment, truth: Hypothesis) -> Array:
    return experiment.counts(truth.neutrinos(), truth.interactions)


def _hardest(experiment: Experiment, truth: Hypothesis, others: Sequence[Hypothesis]) -> Fit:
    """The fit of the alternative that is hardest to exclude."""
    observed = _counts(experiment, truth)
    fits = (fit(experiment, observed, each) for each in others)
    return min(fits, key=lambda found: (found.chi2, found.unexplained))


def _single(experiment: Experiment, count: int) -> Experiment:
    """The experiment with one trigger's share of the live time at all of its triggers."""
    shared = []
    for name in ("eta", "background"):
        values = np.unique(getattr(experiment, name))
        if len(values) > 1:
            raise RefusedInput(f"{name} must be the same at all triggers, got {values}")
        shared.append(float(values[0]))
    time = float(experiment.live_times.sum()) / count
    return replace(experiment, live_time=time, eta=shared[0], background=shared[1])


def _masses(other: Hypothesis) -> Array:
    """Lightest masses of an alternative in the table, eV: denser where they are small."""
    if "lightest_mass" not in other.free:
        return np.array([other.lightest_mass])
    low, high = other.mass_range
    return low + (high - low) * np.linspace(0.0, 1.0, _MASSES) ** 2


def _dips(profile: MassProfile) -> Array:
    """Masses of the lowest few dips, eV."""
    dip = dips(profile.chi2)
    lowest = np.argsort(profile.chi2[dip])[:_DIPS]
    return profile.masses[dip][lowest]
