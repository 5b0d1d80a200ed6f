"""What a picture shows, in words: its titles, a summary, what has changed, a caption to print.

Summary, changes and caption are plain text, ASCII but for the names of pins. Those are the user's:
whoever puts them into HTML escapes them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from renp_widgets import __version__
from renp_widgets.apps.common.beyond import BEYOND, STANDARD, citation
from renp_widgets.apps.spectrum.compute import Scene, Spectrum
from renp_widgets.apps.spectrum.words import sentences
from renp_widgets.apps.spectrum.words.phrases import data_words, round_energy, state_changes
from renp_widgets.live.text import distinct, listed, number
from renp_widgets.physics.targets import TARGETS


def titles(spectrum: Spectrum) -> tuple[str, str]:
    """The title in two parts: what only a click changes, and what a slider changes."""
    state, name = spectrum.state, spectrum.target.name
    if state.target not in TARGETS:
        name += f" ({state.e_eg:.5g}, {state.e_vg:.5g} eV)"
    nature = {"dirac": "Dirac", "majorana": "Majorana"}[state.nature]
    lightest = "m₁" if state.ordering == "normal" else "m₃"
    alpha21, alpha31 = state.majorana_phases
    phases = {"δ": state.delta, "α₂₁": alpha21 or None, "α₃₁": alpha31 or None}
    if state.idle_delta:
        del phases["δ"]
    moving = [f"{lightest} = {1e3 * state.lightest_mass:.4g} meV"]
    moving += [f"{k} = {math.degrees(x):.4g}°" for k, x in phases.items() if x is not None]
    clicked = [name, f"{state.ordering} ordering", nature, data_words(state)]
    return ", ".join(filter(None, clicked)), "    ".join(moving)


def mediator_title(spectrum: Spectrum) -> str:
    """What couples beyond the Standard Model, or ""."""
    return (
        "" if spectrum.standard is None else BEYOND[spectrum.state.mediator].title(spectrum.state)
    )


def summary(scene: Scene) -> str:
    """The picture in up to six sentences, for those who do not see it, and to read beside it."""
    spectrum = scene.spectrum
    clauses = [
        sentences.about(spectrum),
        sentences.ending(spectrum),
        sentences.steps(spectrum),
        sentences.heights(spectrum),
        sentences.comparison(scene),
        "; ".join(filter(None, [sentences.dominance(scene), *sentences.zooms(scene.view)])),
    ]
    return _paragraph(clauses)


def changes(old: Scene | None, new: Scene) -> str:
    """What differs between two pictures, in one sentence; "" if nothing does, or without `old`."""
    if old is None:
        return ""
    states = state_changes(old.spectrum.state, new.spectrum.state)
    named = listed([f"{name} from {before} to {after}" for name, before, after in states])
    words = [f"{named}: {_effects(old.spectrum, new.spectrum)}"] if states else []
    before, after = ({name: x.state for name, x in s.pinned} for s in (old, new))
    words += [f'"{name}" pinned' for name in after if name not in before]
    words += [f'"{name}" no longer pinned' for name in before if name not in after]
    words += [f'"{n}" pinned anew' for n in after if n in before and after[n] != before[n]]
    seen = _looks(old)
    words += [text for field, (value, text) in _looks(new).items() if seen[field][0] != value]
    return _paragraph(["; ".join(words)])


def caption(scene: Scene) -> str:
    """A caption for an exported figure: one paragraph, with all parameters and its sources."""
    spectrum, state = scene.spectrum, scene.spectrum.state
    clauses = [
        "radiative emission of neutrino pairs: spectral function I against the photon energy, and "
        "near the end point E_eg/2 against the detuning from it",
        sentences.about(spectrum, every=True),
        sentences.steps(spectrum) or sentences.ending(spectrum),
    ]
    if spectrum.standard is not None:
        clauses.append("dashed: the Standard Model alone")
    for name, held in scene.pinned:
        differing = [f"{field} {value}" for field, _, value in state_changes(state, held.state)]
        clauses.append(f'pinned "{name}": {listed(differing) or "the same state"}')
    if sentences.residual(scene):
        clauses.append(f"residual: {sentences.residual(scene)}")
    if scene.band is not None:
        levels = ", ".join(number(100 * level, 3) for level in scene.band.levels)
        clauses.append(
            f"band: {levels} % quantiles over the uncertainty of the oscillation parameters"
        )
    clauses += sentences.zooms(scene.view)
    formulas = dict.fromkeys([STANDARD, citation(state.mediator)])
    clauses += [f"formulas: {'; '.join(formulas)}", state.parameters.citation]
    clauses.append(f"made with renp_widgets {__version__}")
    return _paragraph(clauses)


def _effects(old: Spectrum, new: Spectrum) -> str:
    """What a change of state does to thresholds and height, in numbers."""
    if old.target.end_point != new.target.end_point:
        before, after = distinct(old.target.end_point, new.target.end_point, 5)
        return f"the end point moved from {before} to {after} eV"
    words = []
    edges = [x.thresholds.detuning.tolist() for x in (old, new)]
    moved = [k for k in np.argsort(edges[1], kind="stable") if edges[0][k] != edges[1][k]]
    for k in dict.fromkeys([*moved[:1], *moved[-1:]]):
        i, j = new.thresholds.channels[k]
        before, after = distinct(edges[0][k], edges[1][k])
        words.append(f"threshold {i}{j} moved from {before} to {after} eV")
    omega = round_energy(new.target.end_point)
    detuning = new.target.end_point - omega
    heights = [float(x.state.intensity(detuning)) for x in (old, new)]
    return "; ".join([*words, f"I at {number(omega)} eV {_moved(*heights)}"])


def _moved(before: float, after: float) -> str:
    if abs(after - before) <= 1e-11 * max(before, after):  # rounding
        return f"stays {number(after)}"
    verb = "rose" if after > before else "fell"
    if 0.5 * before <= after <= 2 * before:
        return f"{verb} by {number(100 * abs(after / before - 1), 2)} %"
    return f"{verb} from {' to '.join(distinct(before, after))}"


def _looks(scene: Scene) -> dict[str, tuple[Any, str]]:
    """What of a picture is not its spectra: by aspect, the value and how to say it."""
    view, residual = scene.view, sentences.residual(scene)
    full, end = view.full_window, view.end_window
    inspected = f"threshold {view.inspected}" if view.inspected else "no threshold"
    return {
        "theme": (view.theme, f"theme {view.theme}"),
        "lecture": (view.lecture, "large type" if view.lecture else "usual type"),
        "residual": (residual, f"residual: {residual or 'none'}"),
        "cursor": (
            view.cursor,
            f"cursor at a detuning of {number(view.cursor)} eV" if view.cursor else "no cursor",
        ),
        "inspected": (view.inspected, f"{inspected} under inspection"),
        "full_window": (full, sentences.zoomed("photon energies", full)),
        "end_window": (end, sentences.zoomed("detunings", end)),
        "density": (view.density, f"density {number(view.density)} cm^-3"),
        "volume": (view.volume, f"volume {number(view.volume)} cm^3"),
        "band": (scene.band is not None, sentences.dominance(scene) or "no band"),
    }


def _paragraph(clauses: list[str]) -> str:
    return " ".join(f"{text[0].upper()}{text[1:]}." for text in clauses if text)
