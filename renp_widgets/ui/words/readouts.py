"""Read-outs as HTML: thresholds, cursor, uncertainty; also the inspector and the mass scale.

Whatever is not written here is escaped. No text has a colour of its own, so that it can be read on
light and dark pages; `colors` are those of the channels, for swatches and bars.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renp_widgets.constants import HC
from renp_widgets.rates import reference_rate
from renp_widgets.ui.scene import Scene, Spectrum
from renp_widgets.ui.session import CHANNELS
from renp_widgets.ui.words.inspection import inspected_window, inspector
from renp_widgets.ui.words.markup import bar, facts, note, swatch, table
from renp_widgets.ui.words.mass_scale import lightest_mass_bounds, mass_scale_bar
from renp_widgets.ui.words.phrases import frequency, number, percent
from renp_widgets.ui.words.sentences import variance_shares

__all__ = [
    "band_readout",
    "cursor_readout",
    "inspected_window",
    "inspector",
    "lightest_mass_bounds",
    "mass_scale_bar",
    "threshold_table",
]

Array = NDArray[np.float64]

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
