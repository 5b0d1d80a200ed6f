"""What the level scheme says: a caption beside each slide, a table of levels, and sentences."""

from __future__ import annotations

from typing import Final

from renp_widgets.apps.levels.compute import Scheme
from renp_widgets.live.text import table
from renp_widgets.physics.constants import HC
from renp_widgets.physics.levels import KINDS, Level, obstacles

TITLES: Final = {
    "laser": "A usual laser",
    "forbidden": "From |e⟩: one photon is forbidden",
    "two_step": "E1 × M1: a detour by |v⟩",
    "renp": "RENP: a photon and two neutrinos",
}


def caption(shown: Scheme) -> tuple[str, ...]:
    """Paragraphs of plain text that explain a slide, with no-break spaces within formulas."""
    return tuple(
        paragraph.replace("~", "\N{NO-BREAK SPACE}")
        for paragraph in _CAPTIONS[shown.state.step](shown)
    )


def sentences(shown: Scheme) -> str:
    """The picture in plain text."""
    return " ".join((f"{shown.state.target}. {TITLES[shown.state.step]}.", *caption(shown)))


def levels_table(shown: Scheme) -> str:
    """The levels, and whether one photon can lead from each to |g>: HTML.

    The first slide does not say yet what the second one is about.
    """
    atom = shown.atom
    asked = atom.excited if shown.state.step == "laser" else None
    rows = [
        (
            f"|{level.ket}⟩",
            f"{level.j}",
            "odd" if level.parity < 0 else "even",
            f"{level.energy:.5f}" if level.energy else "0",
            f"{HC / level.energy:.1f}" if level.energy else "–",
            *("?" if level is asked else _verdict(kind, level, atom.ground) for kind in KINDS),
        )
        for level in (atom.virtual, atom.excited, atom.ground)
    ]
    head = ("level", "J", "parity", "eV", "nm to |g⟩", "E1 to |g⟩", "M1 to |g⟩")
    return table(rows, head)


def _verdict(kind: str, level: Level, ground: Level) -> str:
    if level is ground:
        return "–"
    found = obstacles(kind, level, ground)
    return f"no: {' and '.join(found)}" if found else "yes"


def _laser(shown: Scheme) -> tuple[str, ...]:
    life = shown.atom.lifetime
    time = f"{1e6 * life:.2f} µs" if life > 1e-7 else f"{1e9 * life:.2f} ns"
    return (
        "One photon comes in, two go out: with the same energy, direction and phase.",
        f"From |v⟩ to |g⟩, parity changes and J goes from 1 to 0: E1 is allowed. "
        f"Alone, the state lives {time}.",
        f"ω~=~{shown.omega:.4f}~eV, {shown.wavelength:.1f} nm",
    )


def _forbidden(shown: Scheme) -> tuple[str, ...]:
    j = shown.atom.excited.j
    rule = (
        "A photon carries at least one unit of angular momentum. From J~=~0 to J~=~0 no single "
        "photon can be emitted, of any kind."
        if j == 0
        else "A dipole photon carries one unit of angular momentum. From J~=~2 to J~=~0 two are "
        "needed: E1 and M1 are forbidden, and what is left (M2) is very slow."
    )
    return (
        rule,
        "M1 fails twice: it keeps the parity, and here it changes from odd to even.",
        "So |e⟩ lives long, and there is time for something rare.",
    )


def _detour(shown: Scheme) -> str:
    return (
        f"|v⟩ is never reached: with energy {shown.rest:.3g}~eV already given away, the atom "
        f"lacks E_vg~−~ω~=~{shown.gap:.4g}~eV for it. The amplitude is divided by this gap."
    )


def _two_step(shown: Scheme) -> tuple[str, ...]:
    return (
        f"M1 from |e⟩ to |v⟩: same parity, J from {shown.atom.excited.j} to 1. "
        "E1 from |v⟩ to |g⟩. Both are allowed.",
        _detour(shown),
        f"E1 photon: ω~=~{shown.omega:.4f}~eV, {shown.wavelength:.1f} nm",
    )


def _renp(shown: Scheme) -> tuple[str, ...]:
    return (
        "The pair takes the place of the M1 photon: its axial current meets the electron's spin, "
        "which has the selection rules of M1.",
        _detour(shown),
        f"photon: ω~=~{shown.omega:.4f}~eV, {shown.wavelength:.1f} nm",
        f"pair: E_eg~−~ω~=~{shown.rest:.4f}~eV",
    )


_CAPTIONS: Final = {
    "laser": _laser,
    "forbidden": _forbidden,
    "two_step": _two_step,
    "renp": _renp,
}
