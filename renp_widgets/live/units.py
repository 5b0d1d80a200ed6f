"""Numbers as people type them, 10,5 or 1.5×10^24 or 3/4 or 124 µeV, in the unit asked for."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from renp_widgets.checks import RefusedInput, shortened

_MOST: Final = 60  # characters
_PREFIXES: Final = {"n": -9, "µ": -6, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9}
_UNITS: Final[dict[str, tuple[str, float]]] = {
    **{f"{prefix}eV": ("energy", 10.0**power) for prefix, power in _PREFIXES.items()},
    **{f"{prefix}m": ("length", 10.0**power) for prefix, power in _PREFIXES.items()},
    "cm": ("length", 1e-2),
    **dict.fromkeys(("s", "seconds"), ("time", 1.0)),
    **dict.fromkeys(("min", "minutes"), ("time", 60.0)),
    **dict.fromkeys(("h", "hours"), ("time", 3600.0)),
    **dict.fromkeys(("d", "day", "days"), ("time", 86400.0)),
    **dict.fromkeys(("year", "years"), ("time", 365.25 * 86400.0)),
    **dict.fromkeys(("°", "deg", "degrees"), ("angle", math.pi / 180)),
    "rad": ("angle", 1.0),
    "%": ("fraction", 1e-2),
}
"""What a unit measures, and how large it is."""
_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_DIGITS: Final = r"\d+(?:[.,]\d+)*\.?|[.,]\d+"
_NUMBER: Final = re.compile(
    rf"(?P<minus>[-+]?)(?:(?P<digits>{_DIGITS})(?:[eE](?P<exponent>[-+]?\d{{1,3}})|"
    rf"[x×·*]10(?:\^|\*\*)(?P<power>[-+]?\d{{1,3}}))?(?:/(?P<below>{_DIGITS}))?)"
    r"(?P<unit>[^\d\s.,/^*×·-][^\d.,^*×·]*)?"
)
_GROUPS: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:\s\d{3})+(?!\d)")
_APART: Final = re.compile(r"[\d⁰¹²³⁴⁵⁶⁷⁸⁹]\s+[\d.,]|\d[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]")
"""Numbers side by side, which are no single one: 1 1/2, 10 20, 5²."""
_BARE_POWER: Final = re.compile(r"([-+]?)10(?:\^|\*\*)")


@dataclass(frozen=True)
class Reading:
    """A number that was typed.

    value : in the unit that was asked for.
    said : what was understood, where that is in doubt; "" elsewhere.
    """

    value: float
    said: str = ""


def read_number(text: str, unit: str = "") -> Reading:
    """The number in a text, in `unit`; another unit of the same kind is converted.

    A comma is a decimal one, unless groups of three digits show thousands: 10,5 and 0,124 are 10.5
    and 0.124; 1,000 and 1,000,000 are whole.
    """
    typed = text.strip()
    if not typed:
        raise RefusedInput("Type a number first.")
    plain = re.sub(r"(?<=10)([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", r"^\1 ", typed[: _MOST + 1])
    plain = re.sub(r"\^\(([-+−–]?\d+)\)", r"^\1", plain)
    if _APART.search(_GROUPS.sub("", plain)):
        raise RefusedInput(f"{shortened(typed)} is not one number. Write it like 1.5 or 3/2.")
    plain = _plain(re.sub(r"(?<=\d)['’](?=\d{3})", "", plain))
    if unit not in _UNITS:
        asked = _plain(unit)
        for spelling in (asked, re.sub(r"(-?\d+)$", r"^\1", asked), asked.replace("_", "")):
            plain = plain.removesuffix(spelling)
    plain = _BARE_POWER.sub(r"\g<1>1×10^", plain) if _BARE_POWER.match(plain) else plain
    found = _NUMBER.fullmatch(plain)
    if found is None or len(typed) > _MOST:
        raise RefusedInput(f"{shortened(typed)} is not a number. Write it like 0.012 or 1.2e-2.")
    digits, doubt = _decimal(found["digits"])
    power = int(found["exponent"] or found["power"] or 0)
    below, doubt_below = _decimal(found["below"]) if found["below"] else ("1", False)
    if float(below) == 0.0:
        raise RefusedInput(f"{shortened(typed)} has 0 below the line.")
    value = (-1 if found["minus"] == "-" else 1) * float(f"{digits}e{power}") / float(below)
    value *= _factor(found["unit"] or "", unit)
    if not math.isfinite(value):
        raise RefusedInput(f"{shortened(typed)} is too large.")
    return Reading(value, f"{typed} was read as {value:.10g}" if doubt or doubt_below else "")


def written(number: float, digits: int = 6) -> str:
    """A number as a box shows it: 0.0154, 1.54e-5, 1e21."""
    return re.sub(r"e([-+])0*", lambda sign: f"e{sign[1]}".rstrip("+"), f"{number:.{digits}g}")


def _plain(text: str) -> str:
    """A text without blanks, superscripts and doubles of the same sign."""
    plain = text.translate(_SUPERSCRIPTS).replace("μ", "µ")
    plain = re.sub("[−–]", "-", plain)
    return re.sub(r"\s", "", plain)


def _decimal(digits: str) -> tuple[str, bool]:
    """Digits with points and commas as Python writes them, and whether they could mean others."""
    if "," not in digits:
        if digits.count(".") > 1:
            raise RefusedInput(f"{digits} is not a number: it has several points.")
        return digits, False
    whole = re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(\.\d*)?", digits)
    if whole:
        return digits.replace(",", ""), digits.count(",") == 1 and "." not in digits
    if digits.count(",") > 1 or "." in digits:
        raise RefusedInput(f"{digits} is not a number: its commas are neither thousands nor one.")
    return digits.replace(",", "."), False


def _factor(typed: str, unit: str) -> float:
    """What a number in a typed unit is multiplied with to be in `unit`."""
    if typed in ("", unit):
        return 1.0
    kind, size = _UNITS.get(typed) or _UNITS.get(typed.lower(), ("", 0.0))
    if kind != "time" and typed not in _UNITS:  # mev could be meV and MeV
        kind = ""
    asked, asked_size = _UNITS.get(unit, (None, 1.0))
    if kind != asked:
        wanted = f"in {unit}" if unit else "without a unit"
        raise RefusedInput(f"{shortened(typed)} is not understood: the number is asked {wanted}.")
    return size / asked_size
