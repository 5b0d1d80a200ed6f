"""What is published on the plane of mass and coupling: limits, and the reach of RENP."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from renp_widgets.apps.common.beyond import BEYOND
from renp_widgets.apps.reach.compute import ReachScene
from renp_widgets.apps.reach.state import SIGNIFICANCES, ReachState
from renp_widgets.live.text import number
from renp_widgets.physics.constants import HC
from renp_widgets.physics.limits import LIMITS, MISSING_LIMITS, Limit
from renp_widgets.statistics.mediator_reach import line_meets

_APART: Final = 1.5  # ratio of couplings below which lines lie on each other


@dataclass(frozen=True)
class Published:
    """A published limit, or range of limits, and the mediator masses for which it holds.

    masses : lowest and highest, eV.
    couplings : lowest and highest; one value twice for a single limit.
    """

    limit: Limit
    masses: tuple[float, float]
    couplings: tuple[float, float]

    @property
    def is_range(self) -> bool:
        """Whether it is a range, not a limit."""
        return self.couplings[0] < self.couplings[1]

    @property
    def name(self) -> str:
        """What to call it in a figure."""
        if self.limit.confidence is None:
            return f"{self.limit.name}, {self.limit.citation.split()[-1]}"
        return f"{self.limit.name}, {self.limit.confidence:.0%}"


def published(mediator: str) -> tuple[Published, ...]:
    """What is published for a "vector" or "scalar" mediator, by falling coupling."""
    found = [
        Published(limit, limit.masses, _range(limit.value))
        for limit in LIMITS
        if limit.quantity == BEYOND[mediator].limited and limit.masses
    ]
    return tuple(sorted(found, key=lambda each: -each.couplings[1]))


def merged(shown: Sequence[Published]) -> list[Published]:
    """Limits that a plot could not tell apart as one, with the weaker of their couplings.

    They are from one source, at one confidence, and for the same masses.
    """
    together: list[Published] = []
    for each in shown:
        last = together[-1] if together else each
        alike = (last.limit.citation, last.limit.confidence, last.masses)
        if (
            last is not each
            and not (last.is_range or each.is_range)
            and alike == (each.limit.citation, each.limit.confidence, each.masses)
            and last.couplings[0] < _APART * each.couplings[0]
        ):
            source, _, kind = last.limit.name.partition(" ")
            name = f"{source} {kind} and {each.limit.name.removeprefix(source).strip()}"
            together[-1] = replace(last, limit=replace(last.limit, name=name))
        else:
            together.append(each)
    return together


def _range(value: float | tuple[float, float]) -> tuple[float, float]:
    return value if isinstance(value, tuple) else (value, value)


def titles(state: ReachState) -> tuple[str, str]:
    """The title in two parts: atom, neutrinos and mediator; the experiment."""
    nature = {"dirac": "Dirac", "majorana": "Majorana"}[state.nature]
    kind = f"{BEYOND[state.mediator].symbol} ({_couples(state)})"
    lightest = "m₁" if state.ordering == "normal" else "m₃"
    mass = f"{lightest} = {number(1e3 * state.lightest_mass)} meV"
    triggers = "1 trigger" if state.n_triggers == 1 else f"{state.n_triggers} triggers"
    background = f"{number(state.background)} a day" if state.background else "none"
    return (
        f"{state.target}, {state.ordering} ordering, {nature}, {mass}: {kind}",
        f"{number(state.days)} days at {triggers}, background {background}, "
        f"Γ₀ = {number(state.rate, 3)}/s ({state.normalisation})",
    )


def curve_names(state: ReachState) -> dict[str, str]:
    """What to call the curves."""
    return {
        "reach": f"excluded above, {level_name(state)}",
        "opposite": "negative product",
        "profiled": "lightest mass free",
    }


def level_name(state: ReachState) -> str:
    """What the state's significance is called, such as "90%"."""
    return next(name for name, value in SIGNIFICANCES.items() if value == state.significance)


def signs_differ(scene: ReachScene) -> bool:
    """Whether one can see that the reach is another one for products of the other sign."""
    return not np.allclose(scene.curve.positive, scene.curve.negative, rtol=0.05, atol=0.0)


def reach_at(scene: ReachScene, mass: float) -> float:
    """The reach at a mass, eV, between those of the curve; inf where a neighbour is."""
    curve = scene.curve
    with np.errstate(invalid="ignore"):
        found = np.interp(math.log(mass), np.log(curve.masses), np.log(curve.positive))
    return math.inf if np.isnan(found) else float(np.exp(found))


def reading(scene: ReachScene, mass: float) -> str:
    """What to read out where the pointer is."""
    reach = reach_at(scene, mass)
    words = f"excluded above {number(reach, 2)}" if math.isfinite(reach) else "nothing excluded"
    return f"M = {number(mass, 3)} eV\n{words}"


def point_words(scene: ReachScene) -> str:
    """The chosen point in a few sentences."""
    state = scene.state
    where = f"M = {number(state.mediator_mass)} eV, {BEYOND[state.mediator].product} = "
    where += number(state.coupling, 3)
    if state.idle_coupling:
        return f"{where}: this coupling does nothing: {state.idle_coupling}."
    return " ".join([f"{where}: {_verdict(scene)}.", _on_shell(scene), _limits(state)])


def summary(scene: ReachScene) -> str:
    """The picture in words, for those who do not see it."""
    state, curve = scene.state, scene.curve
    ends = []
    for mass in (1e-4, 1.0, 1e4):
        reach = reach_at(scene, mass)
        ends.append(f"{number(reach, 2) if math.isfinite(reach) else 'nothing'} at {mass:g} eV")
    best = curve.positive.min()
    depth = f", at {number(best, 2)} at best" if math.isfinite(best) else ""
    product = BEYOND[state.mediator].plain_product
    return (
        f"Reach in {product} ({_couples(state)}) against the mediator's mass: "
        f"{level_name(state)} exclusion from {', '.join(ends)}; {len(curve.resonances)} triggers "
        f"on a resonance, where the laser's line of {number(curve.linewidth)} eV (standard "
        f"deviation) limits the reach{depth}. {point_words(scene)}"
    )


def _couples(state: ReachState) -> str:
    words = [] if state.is_diagonal else [state.phase]
    words += [state.scalar_kind] if state.mediator == "scalar" else []
    return ", ".join([state.element, *words])


def _verdict(scene: ReachScene) -> str:
    """What this experiment says about the point."""
    state, significance, reach = scene.state, scene.point.significance, scene.point.reach
    if math.isinf(significance):
        return "excluded by one event of this experiment"
    size = f"at {significance:.1f}σ" if significance < 1000 else f"at {significance:.0e}σ"
    if reach is None:
        return f"excluded {size} by this experiment"
    if math.isinf(reach):
        return f"not excluded by this experiment ({size}), which leaves large couplings open"
    return (
        f"not excluded by this experiment ({size}), which excludes from {number(reach, 2)} on "
        f"({level_name(state)})"
    )


def _on_shell(scene: ReachScene) -> str:
    """At which photon energy the mediator is made on shell."""
    target, detuning = scene.state.atom, scene.point.detuning
    if detuning is None:
        return f"M is above E_eg = {number(target.e_eg)} eV: the mediator is never made on shell."
    omega = target.end_point - detuning
    words = (
        f"The mediator is made on shell at ω = {omega:.6g} eV ({HC / omega:.5g} nm), "
        f"detuning {number(detuning, 3)} eV"
    )
    if line_meets(scene.state.experiment, np.array([scene.state.mediator_mass]))[0]:
        electron, _, neutrino = BEYOND[scene.state.mediator].product.partition(" ")
        words += (
            f", in the line of a trigger: there counts go like {electron}² alone, and here "
            f"{electron} = {neutrino}"
        )
    return f"{words}."


def _limits(state: ReachState) -> str:
    """Which published limits exclude the point, and which limits are not in the figure."""
    names = [
        each.limit.name
        for each in published(state.mediator)
        if not each.is_range
        and each.masses[0] <= state.mediator_mass <= each.masses[1]
        and state.coupling > each.couplings[1]
    ]
    return (
        "Limits drawn, of neutrinos scattering on electrons, that exclude it: "
        f"{', '.join(names) or 'none'}. {missing()}; XENONnT, which improves PandaX-II by about an "
        "order of magnitude (arXiv:2208.02144)."
    )


def missing() -> str:
    """Which limits are not in the figure."""
    return f"Not drawn: {', '.join(MISSING_LIMITS)}"


def line(scene: ReachScene) -> str:
    """What the counts are averaged over."""
    return f"laser line σ = {number(scene.curve.linewidth)} eV"
