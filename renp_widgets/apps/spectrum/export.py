"""A session as JSON, as a code cell and as a table, and back. What is read is data, never run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

import numpy as np

from renp_widgets import __version__
from renp_widgets.apps.common.beyond import BEYOND, STANDARD, citation
from renp_widgets.apps.spectrum.compute import Scene, Spectrum
from renp_widgets.apps.spectrum.session import MAX_PINS, Pin, Session, View
from renp_widgets.apps.spectrum.state import CUSTOM, ExplorerState
from renp_widgets.checks import RefusedInput
from renp_widgets.live.links import (
    FORMAT_VERSION,
    _checked,
    _object,
    _parsed,
    _refuse_unknown,
    check_version,
    from_data,
    parameters,
    parts,
    shortened,
    to_link,
)
from renp_widgets.physics.constants import HC
from renp_widgets.physics.couplings import UNIVERSAL
from renp_widgets.physics.kinematics import CHANNELS
from renp_widgets.physics.oscillation import OSCILLATION_DATA


def from_link(text: str) -> Session:
    """The session of a link: a query string, with or without its "?", or a whole address.

    Fields that are not given have their defaults; "none" is None where that is allowed. What the
    address says to servers is passed over, all else must be known.
    """
    return Session(*parts(parameters(text), ExplorerState, View))


_FORMAT: Final = "renp_widgets session"
_KEYS: Final = ("format", "version", "made_by", "state", "view", "pins")


def to_json(session: Session) -> str:
    """All of a session, pins included, as indented JSON; numbers with all their digits."""
    document = {
        "format": _FORMAT,
        "version": FORMAT_VERSION,
        "made_by": f"renp_widgets {__version__}",
        "state": asdict(session.state),
        "view": asdict(session.view),
        "pins": [{"name": pin.name, "state": asdict(pin.state)} for pin in session.pins],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def from_json(text: str | bytes) -> Session:
    """The session of a JSON text, or of a file's bytes in UTF-8.

    `format` must be there, and the names of pins; all else that is missing has its default.
    """
    document = _object(_parsed(text), "the JSON")
    if document.get("format") != _FORMAT:
        got = shortened(document.get("format"))
        raise RefusedInput(f"format must be {_FORMAT!r}, got {got}: this is no session")
    version = document.get("version", FORMAT_VERSION)
    check_version("version", version)
    _refuse_unknown(document, _KEYS)
    pins = document.get("pins", [])
    if not isinstance(pins, list) or len(pins) > MAX_PINS:
        got = f"{len(pins)}" if isinstance(pins, list) else shortened(pins)
        raise RefusedInput(f"pins must be a list of at most {MAX_PINS}, got {got}")
    return Session(
        from_data(ExplorerState, document.get("state", {}), "state", version),
        from_data(View, document.get("view", {}), "view"),
        tuple(_pin(pin, f"pins[{k}]", version) for k, pin in enumerate(pins)),
    )


def _pin(data: object, path: str, version: int) -> Pin:
    pin = _object(data, path)
    _refuse_unknown(pin, ("name", "state"), f"{path}.")
    name = _checked(f"{path}.name", pin.get("name"), str)
    state = from_data(ExplorerState, pin.get("state", {}), f"{path}.state", version)
    try:
        return Pin(name, state)
    except RefusedInput as error:
        raise RefusedInput(f"{path}: {error}") from None


_HEADER: Final = 20_000  # characters at the top in which the session is looked for
# As it is written, or as a spreadsheet has saved it: quoted, and padded with empty fields.
_NOTE: Final = re.compile(r"""^\ufeff?"?# session: (\S+?)[",;\t\r ]*$""", re.MULTILINE)
_PRESETS: Final = {
    name: name.upper().replace("-", "_").replace(".", "_") for name in OSCILLATION_DATA
}


def to_code(session: Session) -> str:
    """A code cell that computes and draws the spectrum of a session's state; pins are left out.

    It needs renp_widgets and matplotlib alone; `detuning` (eV) and `intensity` are its results.
    """
    state = session.state
    target = f"rw.{state.target.upper()}"
    if state.target == CUSTOM:
        target = f'rw.Target("custom", e_eg={state.e_eg!r}, e_vg={state.e_vg!r})  # eV'
    alpha21, alpha31 = state.majorana_phases
    phases = {"alpha21": alpha21 or None, "alpha31": alpha31 or None, "delta": state.delta}
    coupling = _coupling_code(state)
    has_peak = bool(coupling) and BEYOND[state.mediator].massive
    lines = [
        f"# session: {to_link(session.state, session.view)}",
        "import matplotlib.pyplot as plt",
        "import renp_widgets as rw",
        "",
        f"target = {target}",
        "neutrinos = rw.Neutrinos.from_oscillation(  # eV, radians",
        f'    "{state.ordering}", lightest_mass={state.lightest_mass!r}, nature="{state.nature}",',
        *(f"    {name}={phase!r}," for name, phase in phases.items() if phase is not None),
        f"    oscillation=rw.{_PRESETS[state.oscillation]},",
        ")",
        *coupling,
        "low, high = 1e-9 * target.end_point, 0.999 * target.end_point",
        *(["peak = new.mass**2 / (2 * target.e_eg)"] if has_peak else []),
        "detuning = rw.detuning_grid(target, neutrinos, low, high"
        + (", peaks=[peak])" if has_peak else ")"),
        "intensity = rw.spectral_function(",
        "    target, neutrinos, detuning=detuning" + (", interactions=[new]" if coupling else ""),
        ")",
        "",
        "figure, axes = plt.subplots()",
        "axes.plot(detuning, intensity)",
        "for place in rw.thresholds(target, neutrinos).detuning:",
        '    axes.axvline(place, color="grey", linewidth=0.8, linestyle=":")',
        'axes.set_xscale("log")',
        "axes.invert_xaxis()  # the photon energy grows to the right",
        'axes.set_xlabel("detuning E_eg/2 - omega (eV)")',
        'axes.set_ylabel("spectral function I")',
        f'axes.set_title("{state.atom.name}, {state.ordering} ordering, {_nature(state)}")',
        "plt.show()",
    ]
    return "\n".join(lines) + "\n"


def to_app_code(session: Session) -> str:
    """Two lines of code that open a session in an explorer; pins are left out."""
    return (
        "from renp_widgets.apps import SpectrumExplorer\n"
        f'SpectrumExplorer.from_link("{to_link(session.state, session.view)}")\n'
    )


def from_code(text: str) -> Session:
    """The session of a cell that `to_code` wrote, as its comment says; nothing is run."""
    return _noted_session(text)


def to_csv(shown: Scene | Spectrum) -> str:
    """A spectrum as a table with commas, under lines of provenance that begin with "# ".

    Columns: detuning and photon energy (eV), wavelength (nm), I and its parts I_11 ... I_33 by
    channel, then I without the mediator and I of the pin that is compared with, where there are
    any. Numbers have all their digits.
    """
    scene = shown if isinstance(shown, Scene) else Scene(shown)
    spectrum, state = scene.spectrum, scene.spectrum.state
    parts = state.channel_intensities(spectrum.detuning)
    columns = {
        "detuning_eV": spectrum.detuning,
        "omega_eV": spectrum.omega,
        "wavelength_nm": HC / spectrum.omega,
        "I": spectrum.intensity,
        **{f"I_{channel}": part for channel, part in zip(CHANNELS, parts, strict=True)},
    }
    for name, column in (("standard", spectrum.standard), ("reference", spectrum.reference)):
        if column is not None:
            columns[f"I_{name}"] = column
    about = [f"# {line}" for line in _provenance(scene)]
    header = [
        "# read it with pandas.read_csv(file, comment='#') or "
        f"numpy.genfromtxt(file, delimiter=',', names=True, skip_header={len(about) + 1})",
        *about,
    ]
    rows = np.column_stack(list(columns.values())).tolist()
    table = [",".join(map(repr, row)) for row in rows]
    return "\n".join([*header, ",".join(columns), *table]) + "\n"


def from_csv(text: str) -> Session:
    """The session of a table that `to_csv` wrote, as its header says."""
    return _noted_session(text)


def _noted_session(text: str) -> Session:
    note = _NOTE.search(text[:_HEADER])
    if note is None:
        got = shortened(text[:60])
        raise RefusedInput(f'a line with "# session: ?v=..." must be at the top, got {got}')
    return from_link(note[1])


def _coupling_code(state: ExplorerState) -> list[str]:
    """Lines that make `new`, what couples beyond the Standard Model; none where nothing does."""
    if state.mediator == "none" or state.idle_coupling:
        return []
    return BEYOND[state.mediator].lines(state)


def _provenance(scene: Scene) -> Iterator[str]:
    """What a table says of itself, line by line."""
    spectrum, target = scene.spectrum, scene.spectrum.target
    state, edges = spectrum.state, spectrum.thresholds
    oscillation = state.parameters
    yield f"renp_widgets {__version__}: spectrum of radiative emission of neutrino pairs (RENP)"
    yield f"session: {to_link(state, scene.view)}"
    yield f"target: {target.name}; E_eg = {target.e_eg!r} eV; E_vg = {target.e_vg!r} eV"
    masses = [f"m{k} = {m!r} eV" for k, m in enumerate(state.neutrinos.masses.tolist(), 1)]
    yield "; ".join([f"neutrinos: {_nature(state)}; {state.ordering} ordering", *masses])
    best = " (best fit)" if state.delta is None else ""
    phases = "alpha21 = {!r}; alpha31 = {!r}".format(*state.majorana_phases)
    yield f"phases (rad): delta = {state.delta_value!r}{best}; {phases}"
    names = ("sin2_theta12", "sin2_theta13", "sin2_theta23", "dm2_21", "dm2_3l")
    values = [f"{name} = {getattr(oscillation, name)!r}" for name in names]
    yield "; ".join([f"oscillation: {oscillation.name}", *values])
    yield f"beyond the Standard Model: {_coupling_words(state)}"
    for channel, omega, detuning in zip(CHANNELS, edges.omega, edges.detuning, strict=True):
        yield f"threshold {channel}: omega = {float(omega)!r} eV; detuning = {float(detuning)!r} eV"
    yield "detuning_eV = E_eg/2 - omega_eV; omega_eV: photon energy; wavelength_nm: in vacuum"
    yield "I: spectral function (dimensionless; isotropic average); I_ij: channel ij; they sum to I"
    if spectrum.standard is not None:
        yield "I_standard: I without what is beyond the Standard Model"
    if spectrum.reference is not None:
        pins = [pin for name, pin in scene.pinned if name == scene.view.reference]
        pins += [pin for _, pin in scene.pinned]
        yield "I_reference: I of " + (to_link(pins[0].state) if pins else "another state")
    yield f"cite: renp_widgets {__version__}, as its CITATION.cff says"
    yield f"cite: {STANDARD}"
    yield f"cite: {oscillation.citation}"
    if spectrum.standard is not None:
        yield f"cite: {citation(state.mediator)}"


def _coupling_words(state: ExplorerState) -> str:
    if state.mediator == "none" or state.idle_coupling:
        return "nothing" + (f" ({state.idle_coupling})" if state.idle_coupling else "")
    states = "all states alike" if state.element == UNIVERSAL else f"states {state.element}"
    if not state.is_diagonal:
        states += f" ({state.phase})"
    return BEYOND[state.mediator].note(state, states)


def _nature(state: ExplorerState) -> str:
    return state.nature.capitalize()
