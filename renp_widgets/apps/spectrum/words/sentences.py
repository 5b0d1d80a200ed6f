"""Parts of a picture as clauses in plain text: no capital at the start, no stop at the end."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renp_widgets.apps.spectrum.compute import Scene, Spectrum
from renp_widgets.apps.spectrum.session import View
from renp_widgets.apps.spectrum.words.phrases import (
    data_words,
    mediator_words,
    parameter_words,
    phase_words,
    round_energy,
    target_words,
)
from renp_widgets.live.fields import Window
from renp_widgets.live.text import distinct, listed, number
from renp_widgets.physics.constants import HC
from renp_widgets.physics.couplings import UNIVERSAL
from renp_widgets.physics.kinematics import CHANNELS, channels
from renp_widgets.values import Array

_TOGETHER: Final = 1.05  # thresholds within this ratio of the next one are named together
_BESIDE: Final = 0.31  # relative distance from a resonance beyond which its peak is over


def about(spectrum: Spectrum, *, every: bool = False) -> str:
    """Target, ordering, nature, masses and couplings; `every` parameter or those not as usual."""
    state, atom = spectrum.state, spectrum.target
    nature = {"dirac": "Dirac", "majorana": "Majorana"}[state.nature]
    name = target_words(state)
    if every:
        name = f"{atom.name} (E_eg = {number(atom.e_eg, 7)} eV, E_vg = {number(atom.e_vg, 7)} eV)"
    parts = [
        f"{name}, {state.ordering} ordering, {nature} neutrinos",
        masses(spectrum, 6 if every else 4),
        data_words(state),
        phase_words(state, every=every),
        mediator_words(state),
    ]
    return ", ".join(filter(None, parts))


def masses(spectrum: Spectrum, digits: int = 4) -> str:
    """The three masses in meV, the lightest one marked."""
    values = spectrum.state.neutrinos.masses
    named = [f"m{k} = {number(1e3 * m, digits)} meV" for k, m in enumerate(values, 1)]
    named[0 if spectrum.state.ordering == "normal" else 2] += " (lightest)"
    return ", ".join(named)


def ending(spectrum: Spectrum) -> str:
    """Where the spectrum ends: at the highest threshold."""
    thresholds = spectrum.thresholds
    omega, gap = float(thresholds.omega.max()), float(thresholds.detuning.min())
    if omega <= 0:
        return "no channel opens: I is 0 at all photon energies"
    where = f"{number(gap)} eV below the end point E_eg/2" if gap > 0 else "the end point E_eg/2"
    return f"the spectrum ends at {number(omega, 5)} eV ({number(HC / omega, 5)} nm), {where}"


def steps(spectrum: Spectrum) -> str:
    """The thresholds from the end point outwards, with I where the next one opens."""
    thresholds = spectrum.thresholds
    groups: list[list[int]] = []
    last = -1.0
    for k in np.argsort(thresholds.detuning, kind="stable").tolist():
        if thresholds.omega[k] <= 0:
            continue
        if not groups or thresholds.detuning[k] > _TOGETHER * last:
            groups.append([])
        groups[-1].append(k)
        last = float(thresholds.detuning[k])
    if not groups:
        return ""
    edges = thresholds.detuning[[group[0] for group in groups]]
    reached = [f" (I = {number(x, 3)})" for x in spectrum.state.intensity(edges)[1:]]
    parts = []
    for group, height in zip(groups, [*reached, ""], strict=True):
        ends = [number(float(thresholds.detuning[k])) for k in (group[0], group[-1])]
        place = " to ".join(dict.fromkeys(ends))
        parts.append(f"{listed([CHANNELS[k] for k in group])} at {place} eV{height}")
    closed = [name for name, omega in zip(CHANNELS, thresholds.omega, strict=True) if omega <= 0]
    if closed:
        parts.append(f"never: {listed(closed)}")
    hint = " (and I where the next one opens)" if reached else ""
    return f"from the end point outwards, channels open at detunings{hint}: {', '.join(parts)}"


def heights(spectrum: Spectrum) -> str:
    """I at a round energy, and at its highest or where the mediator is made on shell."""
    if spectrum.thresholds.omega.max() <= 0:
        return ""
    state, end_point, resonance = spectrum.state, spectrum.target.end_point, spectrum.resonance
    omega = round_energy(end_point)
    text = f"I is {number(float(state.intensity(end_point - omega)))} at {number(omega)} eV"
    if spectrum.standard is not None:
        without = state.standard.intensity(end_point - omega)
        text += f" ({number(float(without))} in the Standard Model)"
    if resonance is None:
        return f"{text} and at most {number(float(spectrum.intensity.max()), 3)}"
    place = f"{number(end_point - resonance, 5)} eV (detuning {number(resonance)} eV)"
    if _is_coupled_at(spectrum, resonance):
        return f"{text}; at {place} the mediator is made on shell and I has a peak"
    return f"{text}; the mediator's mass, at {place}, is too small for the pairs it couples to"


def comparison(scene: Scene) -> str:
    """What is pinned, and where the live spectrum differs most from the one it is compared with."""
    if not scene.pinned:
        return ""
    text = "pinned: " + listed([f'"{name}"' for name, _ in scene.pinned])
    spectrum, name = scene.spectrum, reference_name(scene)
    if not name:
        return text
    if spectrum.reference is None:
        return f'{text}; "{name}" has another target and is not compared'
    held = dict(scene.pinned)[name]
    beside = _beside(spectrum.detuning, spectrum.resonance)
    beside &= _beside(spectrum.detuning, held.resonance)
    live, other = spectrum.intensity[beside], spectrum.reference[beside]
    k = int(np.argmax(np.abs(live - other)))
    if live[k] == other[k]:
        return f'{text}; the live spectrum equals that of "{name}"'
    values = " against ".join(distinct(live[k], other[k]))
    ratio = f", a ratio of {number(live[k] / other[k])}" if other[k] > 0 else ""
    place = number(float(spectrum.detuning[beside][k]))
    beside_words = "" if beside.all() else ", beside resonances,"
    return (
        f'{text}; the live spectrum differs{beside_words} most from "{name}" at a detuning of '
        f"{place} eV: {values}{ratio}"
    )


def reference_name(scene: Scene) -> str:
    """The name of the pin that the residual compares with; "" where there is no residual."""
    names = [name for name, _ in scene.pinned]
    if scene.view.compare == "none" or not names:
        return ""
    return scene.view.reference if scene.view.reference in names else names[0]


def residual(scene: Scene) -> str:
    """What the residual panel shows: 'the ratio to "A"'; "" where there is none."""
    word = {"difference": "difference from", "ratio": "ratio to"}.get(scene.view.compare)
    name = reference_name(scene)
    return f'the {word} "{name}"' if name and scene.spectrum.reference is not None else ""


def dominance(scene: Scene) -> str:
    """What the uncertainty of the spectrum comes from; "" where no band is shown."""
    if scene.band is None:
        return ""
    shares = variance_shares(scene)
    if not shares:
        return "the oscillation parameters leave I as it is"
    name, share = next(iter(shares.items()))
    words = parameter_words(name, scene.spectrum.state.ordering)
    return f"the band's width is mostly due to {words} ({number(100 * share, 2)} % of the variance)"


def variance_shares(scene: Scene) -> dict[str, float]:
    """Each oscillation parameter's share of the variance of I over the band, greatest first.

    Energies are weighted by the square of the band's width, beside a resonance. Empty where there
    is no band, or none of them matters.
    """
    band = scene.band
    if band is None:
        return {}
    weights = (band.quantiles[-1] - band.quantiles[0]) ** 2
    weights = weights * _beside(band.detuning, scene.spectrum.resonance)
    sums = {name: float(share @ weights) for name, share in band.shares.items()}
    total = sum(sums.values())
    order = sorted(sums, key=lambda name: -sums[name])
    return {name: sums[name] / total for name in order} if total > 0 else {}


def zooms(view: View) -> list[str]:
    """The parts of the two panels that are zoomed on."""
    windows = {"photon energies": view.full_window, "detunings": view.end_window}
    return [zoomed(what, window) for what, window in windows.items() if window]


def zoomed(what: str, window: Window | None) -> str:
    """The part of a panel that is zoomed on, or that it shows all there is."""
    if window is None:
        return f"all {what} shown"
    low, high = window[:2]
    digits = 4 + int(math.log10(high / (high - low)))  # they tell more than the two ends apart
    return f"zoomed on {what} from {number(low, digits)} to {number(high, digits)} eV"


def _beside(detuning: Array, resonance: float | None) -> NDArray[np.bool_]:
    """The detunings away from a resonance, which reaches far above all else."""
    if resonance is None:
        return np.ones(len(detuning), dtype=np.bool_)
    return np.abs(detuning / resonance - 1) > _BESIDE


def _is_coupled_at(spectrum: Spectrum, detuning: float) -> bool:
    """Whether a channel that the mediator couples to is open at a detuning."""
    element = spectrum.state.element
    coupled = [i == j if element == UNIVERSAL else f"{i}{j}" == element for i, j in channels(3)]
    return bool(spectrum.thresholds.detuning[coupled].min() < detuning)
