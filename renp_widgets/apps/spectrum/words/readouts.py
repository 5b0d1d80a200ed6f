"""Read-outs as HTML: thresholds, one of them inspected, cursor and uncertainty."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Final

import numpy as np

from renp_widgets.apps.spectrum.compute import Scene, Spectrum
from renp_widgets.apps.spectrum.words.phrases import frequency
from renp_widgets.apps.spectrum.words.sentences import variance_shares
from renp_widgets.live.fields import Window
from renp_widgets.live.text import bar, facts, note, number, percent, swatch, table
from renp_widgets.physics.constants import HC
from renp_widgets.physics.couplings import axial_couplings
from renp_widgets.physics.kinematics import CHANNELS
from renp_widgets.physics.onsets import Onset
from renp_widgets.physics.rates import reference_rate
from renp_widgets.values import Array


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


_DAY: Final = 86400.0  # s
_PARAMETERS: Final = {
    "sin2_theta12": "sin²θ₁₂",
    "sin2_theta13": "sin²θ₁₃",
    "sin2_theta23": "sin²θ₂₃",
    "delta": "δ",
    "dm2_21": "Δm²₂₁",
}


def threshold_table(spectrum: Spectrum, colors: Sequence[str]) -> str:
    """The thresholds as an HTML table: omega_ij, shift, wavelength and |a_ij|^2 per channel."""
    thresholds = spectrum.thresholds
    rows = []
    for k, name in enumerate(CHANNELS):
        omega, never = float(thresholds.omega[k]), thresholds.omega[k] <= 0
        rows.append(
            (
                swatch(colors[k], name),
                "never open" if never else f"{omega:.9f}",
                f"{thresholds.detuning[k]:.4e}",
                "" if never else f"{HC / omega:.6f}",
                f"{spectrum.couplings[k]:.4f}",
            )
        )
    head = (
        "channel",
        "ω<sub>ij</sub> (eV)",
        "shift (eV)",
        "wavelength (nm)",
        "|a<sub>ij</sub>|²",
    )
    return table(rows, head)


def cursor_readout(scene: Scene, colors: Sequence[str]) -> str:
    """What is read at the cursor: photon energy, I with its channels, pinned I, events per day.

    "" without a cursor.
    """
    spectrum, detuning = scene.spectrum, scene.view.cursor
    if detuning is None:
        return ""
    state, target = spectrum.state, spectrum.target
    omega = target.end_point - detuning
    if omega <= 0:
        return note(
            f"The cursor is beyond the spectrum: at a detuning of {number(detuning)} eV no photon "
            f"energy is left, the end point is E_eg/2 = {number(target.end_point, 7)} eV."
        )
    parts = state.channel_intensities(detuning)
    total = float(parts.sum())
    rows = [
        ("ω", f"{omega:.9f} eV"),
        ("detuning", f"{number(detuning, 6)} eV"),
        ("wavelength", f"{HC / omega:.6f} nm"),
        ("from the end point", frequency(detuning)),
        ("I(ω)", number(total, 5)),
    ]
    if spectrum.standard is not None:
        alone = float(state.standard.intensity(detuning))
        rows.append(("I in the Standard Model", number(alone, 5)))
    for name, held in scene.pinned:
        rows.append((f"I of “{escape(name)}”", _pinned(held, spectrum, detuning, total)))
    rows.append(("events per day", _events(scene, total)))
    return facts(rows) + _shares(spectrum, detuning, parts / total if total else parts, colors)


def band_readout(scene: Scene) -> str:
    """Which oscillation parameter dominates the uncertainty; "" without a band."""
    band, average = scene.band, variance_shares(scene)
    if band is None:
        return ""
    if not average:
        return note("The oscillation parameters leave this spectrum as it is.")
    ordering = scene.spectrum.state.ordering
    order = list(average)
    first = _parameter(order[0], ordering)
    text = f"{first} dominates: {percent(average[order[0]])} of the variance of I over the band."
    head, columns = ["parameter", "share of the variance"], [average]
    at = scene.view.cursor
    low, high = (np.interp(at or 0.0, band.detuning, band.quantiles[n]) for n in (0, -1))
    if at is not None and at <= band.detuning[-1] and high > low:
        within = percent(band.levels[-1] - band.levels[0])
        text += f" At the cursor {within} of the spectra lie from {number(low)} to {number(high)}."
        head.append("at the cursor")
        columns.append(
            {n: float(np.interp(at, band.detuning, share)) for n, share in band.shares.items()}
        )
    rows = [(_parameter(n, ordering), *(percent(column[n]) for column in columns)) for n in order]
    return note(text) + table(rows, head)


def _shares(spectrum: Spectrum, detuning: float, shares: Array, colors: Sequence[str]) -> str:
    """Each channel's share of I at a detuning, as number and bar."""
    is_open = spectrum.thresholds.detuning < detuning
    if not is_open.any():
        return note("No channel is open here.")
    rows = []
    for k, name in enumerate(CHANNELS):
        share = float(shares[k])
        words = f"{percent(share)} {bar(colors[k], share)}" if is_open[k] else "closed"
        rows.append((swatch(colors[k], name), f'<div style="text-align:left">{words}</div>'))
    return table(rows, ("channel", "share of I"))


def _pinned(held: Spectrum, live: Spectrum, detuning: float, total: float) -> str:
    """I of a pinned spectrum at the photon energy of the live one, and the ratio to it."""
    # The difference of end points is exactly 0 for the same target: nothing is lost near them.
    shift = held.target.end_point - live.target.end_point
    value = float(held.state.intensity(detuning + shift))
    ratio = f" (live/pinned {number(total / value)})" if value > 0 else ""
    return number(value, 5) + ratio


def _events(scene: Scene, total: float) -> str:
    """Gamma_0 I eta t for one day."""
    target, view = scene.spectrum.target, scene.view
    if target.a_vg is None or target.spin_factor is None:
        return "no rate: a_vg of this target is not known"
    scale = float(reference_rate(target, view.density, view.volume))
    count = number(scale * total * _DAY, 3)
    return f"{count} for η = 1; Γ₀ = {number(scale, 3)} s⁻¹ is good to O(1)"


def _parameter(name: str, ordering: str) -> str:
    """An oscillation parameter by its symbol, as HTML."""
    if name == "dm2_3l":
        return "Δm²₃₁" if ordering == "normal" else "Δm²₃₂"
    return _PARAMETERS.get(name, escape(name))
