"""Hypothesis: three neutrinos, what is held fixed and what a fit may vary, and its chi^2."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from renp_widgets.checks import (
    RefusedInput,
    angle,
    choice,
    instance,
    real_array,
    real_number,
    square_array,
)
from renp_widgets.physics.interactions import Interaction, check_interactions, interaction_shapes
from renp_widgets.physics.kinematics import channel_indices
from renp_widgets.physics.neutrinos import (
    NATURES,
    ORDERINGS,
    Neutrinos,
    non_unitary,
    oscillation_of,
)
from renp_widgets.physics.oscillation import DEFAULT_PRESET, PARAMETERS, OscillationParameters
from renp_widgets.physics.targets import Target
from renp_widgets.statistics.experiment import Experiment
from renp_widgets.statistics.likelihood import explained_chi2
from renp_widgets.values import Array, FrozenMapping, Value

__all__ = ["FREE_PARAMETERS", "HUGE", "Hypothesis", "Objective"]

PHASES: Final = ("alpha21", "alpha31")
"""The Majorana phases, which lie on circles."""
FREE_PARAMETERS: Final = ("lightest_mass", *PHASES, *PARAMETERS)
"""What a fit may vary."""
_OWN: Final = ("lightest_mass", *PHASES, "delta")  # a hypothesis' own numbers


@dataclass(frozen=True, eq=False)
class Hypothesis(Value):
    """Three neutrinos as `Neutrinos.from_oscillation` makes them, and which numbers are free.

    Parameters
    ----------
    ordering : "normal" or "inverted".
    lightest_mass : eV.
    nature : "dirac" or "majorana".
    alpha21, alpha31 : Majorana phases, radians.
    delta : Dirac CP phase, radians; None takes that of `oscillation`.
    oscillation : a preset (parameters by ordering) or one set of parameters.
    matrix : non-unitary mixing, (3, 3), as in `non_unitary`; None is none.
    interactions : what couples beyond the Standard Model, as in `spectral_function`.
    free : names from FREE_PARAMETERS. The lightest mass is free in `mass_range`, the phases on
        their circle. An oscillation parameter is held by its pull ((x - best fit) / width)^2, with
        the widths of its `one_sigma` interval, within its `three_sigma` interval and five widths,
        or without one within three widths.
    mass_range : where the lightest mass may be, (low, high), eV.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> hypothesis = rw.statistics.Hypothesis("inverted", 0.02, free=["lightest_mass", "alpha21"])
    >>> hypothesis.values
    {'lightest_mass': 0.02, 'alpha21': 0.0}
    """

    ordering: str
    lightest_mass: float = 0.0
    nature: str = "majorana"
    _: KW_ONLY
    alpha21: float = 0.0
    alpha31: float = 0.0
    delta: float | None = None
    oscillation: Mapping[str, OscillationParameters] | OscillationParameters = field(
        default_factory=lambda: DEFAULT_PRESET, repr=False
    )
    matrix: ArrayLike | None = None
    interactions: Sequence[Interaction] = ()
    free: Sequence[str] = ()
    mass_range: tuple[float, float] = (0.0, 0.3)

    def __post_init__(self) -> None:
        choice("ordering", self.ordering, ORDERINGS)
        choice("nature", self.nature, NATURES)
        ends = real_array("mass_range", self.mass_range, "eV")
        if ends.shape != (2,):
            raise RefusedInput(f"mass_range must be two numbers, got {self.mass_range!r}")
        low = real_number("mass_range[0]", ends[0], "eV", low=0.0)
        high = real_number("mass_range[1]", ends[1], "eV", low=low, high=1e3, open_low=True)
        object.__setattr__(self, "mass_range", (low, high))
        mass = real_number("lightest_mass", self.lightest_mass, "eV", low=0.0)
        object.__setattr__(self, "lightest_mass", mass)
        for name in (*PHASES, "delta"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, angle(name, getattr(self, name)))
        if isinstance(self.free, str) or not isinstance(self.free, Sequence):
            raise TypeError(f"free must be a sequence of names, got {self.free!r}")
        object.__setattr__(self, "free", tuple(self.free))
        for name in self.free:
            choice("free", name, FREE_PARAMETERS)
        if len(set(self.free)) < len(self.free):
            raise RefusedInput(f"free must name each parameter once, got {self.free}")
        interactions = check_interactions(self.interactions)
        object.__setattr__(self, "interactions", interactions)
        for name, shape in interaction_shapes(interactions).items():
            if shape:
                raise RefusedInput(f"{name} must have no batch, got batch shape {shape}")
        if self.matrix is not None:
            matrix = square_array("matrix", self.matrix, n_states=3)
            matrix.flags.writeable = False
            object.__setattr__(self, "matrix", matrix)
        if isinstance(self.oscillation, Mapping):
            preset = FrozenMapping(self.oscillation)
            object.__setattr__(self, "oscillation", preset)
        self.ranges  # noqa: B018 - free parameters must have intervals
        if self.neutrinos().batch_shape:
            raise RefusedInput("a hypothesis must have no batch")

    @property
    def parameters(self) -> OscillationParameters:
        """The oscillation parameters of this ordering."""
        return oscillation_of(self.ordering, self.oscillation)

    @property
    def ranges(self) -> dict[str, tuple[float, float]]:
        """Lowest and highest value of every free parameter, in its unit."""
        ranges = {}
        for name in self.free:
            if name == "lightest_mass":
                ranges[name] = self.mass_range
            elif name in PARAMETERS:
                best, widths, cuts = self.parameters.one_sigma_errors(name)
                ranges[name] = (best - cuts[0] * widths[0], best + cuts[1] * widths[1])
            else:
                ranges[name] = (0.0, 2 * math.pi)
        return ranges

    @property
    def values(self) -> dict[str, float]:
        """The present value of every free parameter, in its unit."""
        given = self.parameters
        values = {}
        for name in self.free:
            value = getattr(self, name, None)
            values[name] = float(getattr(given, name) if value is None else value)
        return values

    def neutrinos(self, **values: ArrayLike) -> Neutrinos:
        """The neutrinos, with other `values` of free parameters; arrays make a batch."""
        own: dict[str, Any] = {name: getattr(self, name) for name in _OWN}
        oscillation: dict[str, Any] = {k: v for k, v in values.items() if k not in own}
        parameters = replace(self.parameters, **oscillation) if oscillation else self.parameters
        own |= {k: v for k, v in values.items() if k in own}
        mass = own.pop("lightest_mass")
        made = Neutrinos.from_oscillation(
            self.ordering, mass, self.nature, oscillation=parameters, **own
        )
        return made if self.matrix is None else non_unitary(made, self.matrix)

    def signal_counts(self, experiment: Experiment, **values: ArrayLike) -> Array:
        """The signal that an experiment expects, B + (K,), counts; `values` as in `neutrinos`."""
        return experiment.signal_counts(self.neutrinos(**values), self.interactions)

    def pull(self, **values: ArrayLike) -> Array:
        """Sum of the pulls of free oscillation parameters, of the values' batch shape."""
        total = np.zeros(())
        for name, value in values.items():
            if name in PARAMETERS:
                best, widths, _ = self.parameters.one_sigma_errors(name)
                x = np.asarray(value) - best
                width = np.where(x < 0, *widths)
                # On a side without width there is no room, only rounding.
                total = total + (x / np.where(width > 0, width, np.inf)) ** 2
        return np.asarray(total)

    def fixed(self, **values: float) -> Hypothesis:
        """The hypothesis with nothing free, at these values of the free parameters."""
        own: dict[str, Any] = {k: v for k, v in values.items() if k in _OWN}
        oscillation: dict[str, Any] = {k: v for k, v in values.items() if k not in own}
        parameters = replace(self.parameters, **oscillation) if oscillation else self.oscillation
        return replace(self, free=(), oscillation=parameters, **own)

    def crossings(self, target: Target, detuning: Array) -> Array:
        """Lightest masses at which some threshold crosses some trigger, ascending, eV.

        At a threshold sqrt(2 E_eg d) = m_i + m_j, and m_i^2 - m_j^2 is fixed by oscillations. There
        chi^2 has kinks, or turns infinite.
        """
        squares = self.neutrinos(lightest_mass=0.0).masses ** 2
        i, j = channel_indices(3)
        pair_mass = np.sqrt(2 * target.e_eg * detuning[detuning > 0])[:, None]
        difference = (squares[i] - squares[j]) / pair_mass
        heavy, light = (pair_mass + difference) / 2, (pair_mass - difference) / 2
        lightest = heavy**2 - squares[i]
        real = (heavy >= 0) & (light >= 0) & (lightest >= 0)
        masses = np.unique(np.sqrt(lightest[real]))
        low, high = self.mass_range
        return masses[(masses > low) & (masses < high)]


_MOST: Final = 1e30  # counts
HUGE: Final = 1e100
"""In place of infinity, where a search subtracts values."""


class Objective:
    """chi^2 of a hypothesis against counts; `evaluations` counts the points asked for.

    event : what a count that cannot be expected adds to chi^2: inf, or an `chi2_per_event`.
    """

    def __init__(
        self,
        experiment: Experiment,
        observed: ArrayLike,
        hypothesis: Hypothesis,
        event: float = math.inf,
    ) -> None:
        instance("experiment", experiment, Experiment)
        instance("hypothesis", hypothesis, Hypothesis)
        self.observed = real_array("observed", observed, "counts", low=0.0, high=_MOST)
        self.experiment, self.hypothesis, self.event = experiment, hypothesis, event
        if self.observed.shape != experiment.triggers.shape:
            raise RefusedInput(
                f"observed must have one number of counts for each of "
                f"{len(experiment.triggers)} triggers, got shape {self.observed.shape}"
            )
        self.evaluations = 0

    def signal(self, values: Mapping[str, ArrayLike]) -> Array:
        """Expected signal with normalisation 1, B + (K,), at values of batch shape B."""
        counts = self.hypothesis.signal_counts(self.experiment, **values)
        if np.any(counts > _MOST):
            raise RefusedInput(
                f"the hypothesis must expect at most {_MOST:g} events at a trigger, got "
                f"{counts.max():.3g}: its couplings or the exposure are too large"
            )
        return counts

    def at(self, values: Mapping[str, ArrayLike]) -> tuple[Array, Array, Array]:
        """chi^2 with all pulls, the normalisation, and counts that cannot be expected, all B."""
        experiment = self.experiment
        signal = self.signal(values)
        self.evaluations += signal.size // signal.shape[-1]
        chi2, scale, unexplained = explained_chi2(
            self.observed, signal, experiment.background_counts, experiment.normalisation_prior
        )
        some = unexplained > 0
        chi2[some] += self.event * unexplained[some]
        return chi2 + self.hypothesis.pull(**values), scale, unexplained

    def chi2(self, values: Mapping[str, ArrayLike]) -> Array:
        """chi^2 with all pulls, B."""
        return self.at(values)[0]

    def unexplained(self, values: Mapping[str, ArrayLike]) -> Array:
        """Observed counts at the triggers where nothing can be expected, B."""
        return self.at(values)[2]
