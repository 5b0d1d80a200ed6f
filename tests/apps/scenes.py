"""Scenes for tests of what draws them."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from renp_widgets.apps.spectrum.compute import Scene, Spectrum, compute
from renp_widgets.apps.spectrum.session import View
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.physics.uncertainty import SpectrumBand

STATE = ExplorerState()
LONG_NAME = "a pin whose name takes all the 40 letters"[:40]
PINS = (
    ("standard", replace(STATE, lightest_mass=0.012, alpha21=np.pi)),
    ("costs $5 or $x^2$", replace(STATE, nature="dirac")),
    (LONG_NAME, replace(STATE, ordering="inverted")),
    ("xenon", replace(STATE, target="Xe")),
    (LONG_NAME[::-1], replace(STATE, lightest_mass=0.03)),
)


def scene(
    state: ExplorerState = STATE,
    pins: tuple[tuple[str, ExplorerState], ...] = (),
    band: bool = False,
    **view: Any,
) -> Scene:
    """The scene that a model would make of a state, pins and fields of a view."""
    seen = View(**view)
    compared = None
    if seen.compare != "none" and pins:
        compared = dict(pins).get(seen.reference, pins[0][1])
    spectrum = compute(state, seen, compared)
    pinned = tuple((name, compute(pin, seen)) for name, pin in pins)
    return Scene(spectrum, seen, pinned, made_up_band(spectrum) if band else None)


def made_up_band(spectrum: Spectrum) -> SpectrumBand:
    """Quantiles that lie around the spectrum itself."""
    factors = np.array([0.9, 0.95, 1.0, 1.06, 1.13])
    levels = (0.025, 0.16, 0.5, 0.84, 0.975)
    return SpectrumBand(spectrum.detuning, levels, np.outer(factors, spectrum.intensity), {})


def contrast(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Contrast ratio of two colours, red, green and blue from 0 to 1 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: NDArray[np.float64]) -> float:
    """Relative luminance of a colour (WCAG 2.2)."""
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
