"""What published limits say about the lightest mass, as numbers and as a bar under its slider."""

from __future__ import annotations

import math
from functools import cache
from html import escape
from typing import Final, NamedTuple

from renp_widgets.checks import real_number
from renp_widgets.live.text import number
from renp_widgets.physics.limits import LIMITS
from renp_widgets.physics.neutrinos import Neutrinos
from renp_widgets.physics.oscillation import DEFAULT_DATA, OSCILLATION_DATA

# What is limited, as a property of `Neutrinos`, and what to call it.
_LIMITED: Final = {
    "m_beta": ("effective_beta_mass", "m_beta"),
    "mass_sum": ("mass_sum", "sum of masses"),
}
_VERDICTS: Final = {"m_beta": "excluded", "mass_sum": "disfavoured in ΛCDM"}
_SHADE: Final = 0.22  # opacity per limit


class MassBound(NamedTuple):
    """An upper bound on the lightest mass.

    label : the experiment.
    mass : eV; None where every lightest mass is excluded.
    citation : where the limit comes from.
    limit : what is limited, in words.
    confidence : as a percentage.
    verdict : "excluded" by a measurement here, or "disfavoured in ΛCDM", which a sum of masses is.
    """

    label: str
    mass: float | None
    citation: str
    limit: str
    confidence: str
    verdict: str


@cache
def lightest_mass_bounds(ordering: str, data: str = DEFAULT_DATA) -> tuple[MassBound, ...]:
    """The bounds that follow from limits on m_beta and on the sum of masses, for an ordering.

    With the best fit of `data`, one of OSCILLATION_DATA; loosest bound first.
    """
    bounds = []
    for limit in LIMITS:
        if limit.quantity in _LIMITED and isinstance(limit.value, float):
            words = f"{_LIMITED[limit.quantity][1]} < {number(limit.value)} {limit.unit}"
            confidence = f"{number(100 * (limit.confidence or 0.0))}%"
            words += f" at {confidence} CL"
            words += f" {limit.note}" if limit.note else ""
            mass = _largest_mass(ordering, limit.quantity, limit.value, data)
            verdict = _VERDICTS[limit.quantity]
            bounds.append(MassBound(limit.name, mass, limit.citation, words, confidence, verdict))
    return tuple(sorted(bounds, key=lambda bound: -(bound.mass or 0.0)))


def mass_scale_bar(ordering: str, low: float, high: float, data: str = DEFAULT_DATA) -> str:
    """A bar under a logarithmic slider of the lightest mass, darker where more limits hold.

    A key has the shades. low, high : ends of the slider, meV. data : whose oscillation parameters.
    """
    low = real_number("low (meV)", low, low=0.0, open_low=True)
    high = real_number("high (meV)", high, low=low, open_low=True)
    bounds = lightest_mass_bounds(ordering, data)
    # From left to right: where each bound begins to exclude, as a part of the bar.
    starts = [(_place(bound, low, high), bound) for bound in reversed(bounds)]
    ends = [place for place, _ in starts[1:]] + [1.0]
    parts = []
    for n, ((start, _), end) in enumerate(zip(starts, ends, strict=True), 1):
        title = "; ".join(
            f"{bound.verdict} by {bound.label}: {bound.limit} ({bound.citation})"
            for _, bound in starts[:n]
        )
        style = f"position:absolute;top:0;bottom:0;left:{100 * start:.2f}%;"
        style += f"width:{100 * (end - start):.2f}%;{_shade(n)}"
        parts.append(f'<span style="{style}" title="{escape(title)}"></span>')
    said = "; ".join(
        f"{_span(bound)} {bound.verdict} by {bound.label}, {bound.limit}" for bound in bounds
    )
    label = escape(f"Lightest mass in {ordering} ordering: {said}.")
    key = " · ".join(_key(verdict, shaded) for verdict, shaded in _grouped(bounds).items())
    return (
        f'<div role="img" aria-label="{label}" style="position:relative;height:7px;'
        f'border:1px solid rgba(128,128,128,0.5)">{"".join(parts)}</div>'
        '<div style="font-size:min(0.85em,14px);line-height:1.4;width:0;white-space:nowrap" '
        f'aria-hidden="true">{key}</div>'
    )


def _shade(n: int) -> str:
    """What is in the shade of `n` limits."""
    return f"background:rgba(128,128,128,{_SHADE * n:.2f})"


def _grouped(bounds: tuple[MassBound, ...]) -> dict[str, list[tuple[int, MassBound]]]:
    """The bounds by what they say, each with how many hold where it begins."""
    groups: dict[str, list[tuple[int, MassBound]]] = {}
    for n, bound in zip(range(len(bounds), 0, -1), bounds, strict=True):
        groups.setdefault(f"{bound.verdict} ({bound.confidence})", []).append((n, bound))
    return groups


def _key(verdict: str, shaded: list[tuple[int, MassBound]]) -> str:
    box = "display:inline-block;width:0.8em;height:0.8em;margin:0 0.3em;"
    spans = [
        f'<span style="{box}{_shade(n)}"></span>{escape(f"{_span(bound)} ({bound.label})")}'
        for n, bound in shaded
    ]
    return f"{escape(verdict)}:{''.join(spans)}"


def _span(bound: MassBound) -> str:
    return "every mass" if bound.mass is None else f"above {number(1e3 * bound.mass, 3)} meV"


def _place(bound: MassBound, low: float, high: float) -> float:
    """Where a bound lies on the bar from 0 to 1."""
    mass = 1e3 * (bound.mass or 0.0)
    return math.log(min(max(mass, low), high) / low) / math.log(high / low)


def _largest_mass(ordering: str, quantity: str, value: float, data: str) -> float | None:
    """The lightest mass at which the limited quantity, which grows with it, reaches a value."""
    name, _ = _LIMITED[quantity]

    def is_beyond(mass: float) -> bool:
        fit = OSCILLATION_DATA[data]
        return bool(
            getattr(Neutrinos.from_oscillation(ordering, mass, oscillation=fit), name) > value
        )

    low, high = 0.0, value  # no lightest mass is larger than m_beta or than the sum
    if is_beyond(low):
        return None
    for _ in range(60):
        middle = (low + high) / 2
        if is_beyond(middle):
            high = middle
        else:
            low = middle
    return low
