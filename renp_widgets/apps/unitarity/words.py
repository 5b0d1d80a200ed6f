"""What the unitarity explorer says: the sum rule, and how many events would tell."""

from __future__ import annotations

import math

from renp_widgets.apps.unitarity.compute import EVENTS, Discrimination, Mixings
from renp_widgets.apps.unitarity.state import (
    DIAGONAL,
    OFF_DIAGONAL,
    PUBLISHED,
    UnitarityState,
)

_MOST = 1e12  # events: beyond this no experiment goes


def beyond_published(state: UnitarityState) -> str:
    """Which elements are beyond their published limit, as a sentence; "" for none."""
    beyond = [name for name in DIAGONAL if getattr(state, name) < PUBLISHED[name]]
    beyond += [name for name in OFF_DIAGONAL if getattr(state, name) > PUBLISHED[name]]
    if not beyond:
        return ""
    names = ", ".join(name.replace("_", "").replace("alpha", "α") for name in beyond)
    return f"Beyond the published 90% limit: {names}."


def discrimination_words(told: tuple[Discrimination, Discrimination] | None) -> str:
    """How many events would tell N from U; `told` is None where they are the same."""
    if told is None:
        return "α is the unit matrix: there is nothing to tell from unitary mixing."
    free, known = (_sentence(each) for each in told)
    return (
        f"{EVENTS} events at 20 trigger energies would tell this from unitary mixing by {free} if "
        f"only the shape counts, by {known} if the normalisation were known."
    )


def summary(state: UnitarityState, mixings: Mixings) -> str:
    """The picture in words."""
    text = (
        f"Yb, {state.ordering} ordering, lightest mass {1e3 * state.lightest_mass:.4g} meV. The "
        f"sum of |a_ij|^2 is {mixings.total:.4f}, for unitary mixing "
        f"{mixings.unitary_total:.4f}."
    )
    there = mixings.unitary > 0
    detuning = mixings.detuning[there]
    if state.residual == "ratio":
        name, values = "ratio of the spectra", mixings.intensity[there] / mixings.unitary[there]
    else:
        name, values = "difference of the spectra", (mixings.intensity - mixings.unitary)[there]
    return (
        f"{text} The {name} goes from {values[0]:.4g} at a detuning of {detuning[0]:.3g} eV to "
        f"{values[-1]:.4g} at {detuning[-1]:.3g} eV."
    )


def _sentence(told: Discrimination) -> str:
    if math.isinf(told.significance):
        return "one event"
    if told.events > _MOST:
        return "0σ (no number of events would do)"
    needed = f"{_count(told.events)} events, {_count(told.events / 10)} days at 10 a day"
    return f"{told.significance:.2g}σ (3σ takes {needed})"


def _count(events: float) -> str:
    if events < 1e5:
        return f"{float(f'{events:.2g}'):.0f}"
    mantissa, exponent = f"{events:.1e}".split("e")
    digits = str(int(exponent)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa}×10{digits}"
