"""One threshold under inspection: its numbers as HTML, and the part of the panel that shows it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from renp_widgets.constants import HC
from renp_widgets.couplings import axial_couplings
from renp_widgets.onsets import Onset
from renp_widgets.ui.scene import Scene, Spectrum
from renp_widgets.ui.session import CHANNELS, Window
from renp_widgets.ui.words.markup import facts, note, swatch
from renp_widgets.ui.words.phrases import frequency, number, percent

__all__ = ["inspected_window", "inspector"]


def inspector(scene: Scene, colors: Sequence[str]) -> str:
    """The threshold under inspection: the formula with its numbers, couplings and onset.

    "" where none is inspected.
    """
    spectrum, name = scene.spectrum, scene.view.inspected
    if not name:
        return ""
    state, target, k = spectrum.state, spectrum.target, CHANNELS.index(name)
    i, j = spectrum.thresholds.channels[k]
    masses = [number(float(state.neutrinos.masses[m - 1]), 5) for m in (i, j)]
    omega, edge = float(spectrum.thresholds.omega[k]), float(spectrum.thresholds.detuning[k])
    formula = (
        f"{swatch(colors[k], f'ω<sub>{name}</sub>')} = E<sub>eg</sub>/2 − "
        f"(m<sub>{i}</sub> + m<sub>{j}</sub>)²/(2 E<sub>eg</sub>) = "
        f"{number(target.end_point, 10)} − ({masses[0]} + {masses[1]})²/(2 × "
        f"{number(target.e_eg, 10)}) = {number(omega, 10)} eV"
    )
    a = complex(axial_couplings(state.neutrinos)[i - 1, j - 1])
    majorana = "Majorana interference uses it" if state.nature == "majorana" else "unused: Dirac"
    rows = [(f"|a<sub>{name}</sub>|²", number(abs(a) ** 2))]
    rows.append((f"Re a<sub>{name}</sub>²", f"{number((a**2).real)} ({majorana})"))
    if omega <= 0:
        rows.append(("onset", "never opens: the pair is heavier than E<sub>eg</sub>"))
        return note(formula) + facts(rows)
    rows.insert(0, ("wavelength", f"{HC / omega:.6f} nm"))
    rows.insert(1, ("detuning", f"{number(edge, 6)} eV = {frequency(edge)}"))
    rows.append(("onset", _onset(state.onset((i, j)))))
    room = min(1e-3 * target.e_eg, 0.5 * (target.end_point - edge))
    x = 10.0 ** math.floor(math.log10(room))
    parts = state.channel_intensities(edge + x)
    share = f", {percent(parts[k] / parts.sum())} of I" if parts.sum() > 0 else ""
    rows.append(
        (f"I<sub>{name}</sub> {number(x)} eV beyond it", f"{number(float(parts[k]))}{share}")
    )
    return note(formula) + facts(rows)


def inspected_window(spectrum: Spectrum, channel: str) -> Window | None:
    """A part of the end-point panel that shows one threshold, alone if its neighbours allow that.

    For `View.end_window`: detunings and I, low and high. None for a threshold at detuning 0, where
    a logarithmic axis never comes, and for a channel that never opens.
    """
    k, target = CHANNELS.index(channel), spectrum.target
    edges = spectrum.thresholds.detuning
    edge = float(edges[k])
    if edge == 0 or spectrum.thresholds.omega[k] <= 0:
        return None
    others = edges[(edges > 0) & (edges != edge)]
    nearest = float(np.exp(np.abs(np.log(others / edge)).min())) if len(others) else math.inf
    factor = min(max(nearest**0.8, 1.02), 2.0)
    high = min(edge * factor, 0.5 * (edge + target.end_point))
    detuning = np.geomspace(edge / factor, high, 200)
    intensity = spectrum.state.intensity(detuning)
    if spectrum.resonance is not None and detuning[0] < spectrum.resonance < high:
        # Its peak is far above what the threshold adds: the height is for what lies next to that.
        near = np.abs(np.log(detuning / edge)) < 0.3 * abs(math.log(spectrum.resonance / edge))
        intensity = intensity[near] if near.sum() > 2 else np.sort(intensity)[:100]
    least, most = float(intensity.min()), float(intensity.max())
    margin = max(0.06 * (most - least), 1e-6 * most, 1e-12)
    return float(detuning[0]), high, least - margin, most + margin


def _onset(begins: Onset) -> str:
    """How a channel begins at its threshold, in words."""
    if begins.power is None:
        return "nothing couples to this channel"
    size, reach = number(begins.coefficient, 3), number(begins.reach, 2)
    if begins.power == 0:
        return f"a step of {size} at the end point"
    law = "√(x/eV)" if begins.power == 0.5 else f"(x/eV)<sup>{begins.power:g}</sup>"
    if begins.power < 0:
        return f"falls like {size} {law}, with x the detuning"
    rises = f"rises like {size} {law}, with x the detuning beyond it"
    return f"{rises}; up to x = {reach} eV to 10 %" if begins.reach else rises
