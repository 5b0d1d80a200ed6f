import math
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps.spectrum.compute import Scene, compute
from renp_widgets.apps.spectrum.session import Pin, View
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.apps.spectrum.words.captions import caption, changes, summary, titles
from renp_widgets.physics.uncertainty import SpectrumBand

STATE = ExplorerState()
HOSTILE = ("<img src=x onerror=alert(1)>", "$x$", 'a "quoted" & <b>name</b>')
STATES = [
    ExplorerState(lightest_mass=mass, ordering=ordering)
    for mass in (0.0, 0.01, 0.05, 1.0)
    for ordering in ("normal", "inverted")
] + [
    ExplorerState(target="Xe", nature="dirac", mediator="vector", mediator_mass=0.01),
    ExplorerState(mediator="scalar", element="12", scalar_kind="pseudoscalar", delta=1.0),
    ExplorerState(mediator="dipole"),
    ExplorerState(target="custom", e_eg=0.11, e_vg=0.13, lightest_mass=0.05),
    ExplorerState(target="custom", e_eg=0.02, e_vg=0.03, lightest_mass=0.5),
    ExplorerState(target="custom", e_eg=999.0, e_vg=999.9, alpha21=1.0, alpha31=2.0),
]


def scene(
    state: ExplorerState = STATE,
    view: View | None = None,
    pins: tuple[Pin, ...] = (),
    band: SpectrumBand | None = None,
) -> Scene:
    view = view or View()
    compared = next((p.state for p in pins if p.name == view.reference), None)
    if compared is None and pins:
        compared = pins[0].state
    spectrum = compute(state, view, compared if view.compare != "none" else None)
    return Scene(spectrum, view, tuple((p.name, compute(p.state, view)) for p in pins), band)


def band(**shares: float) -> SpectrumBand:
    detuning = np.geomspace(1e-4, 0.9, 30)
    quantiles = np.stack([np.zeros(30), np.linspace(0.0, 0.1, 30)])
    return SpectrumBand(
        detuning, (0.025, 0.975), quantiles, {k: np.full(30, x) for k, x in shares.items()}
    )


def test_the_title_leaves_out_phases_only_where_they_do_nothing() -> None:
    phases = {"nature": "dirac", "delta": 0.0, "alpha21": math.pi}
    assert titles(compute(ExplorerState(**phases)))[1] == "m₁ = 10 meV"  # type: ignore[arg-type]
    pair = ExplorerState(**phases, mediator="vector", element="13")  # type: ignore[arg-type]
    assert titles(compute(pair))[1].split("    ") == ["m₁ = 10 meV", "δ = 0°"]
    majorana = replace(pair, nature="majorana")
    assert titles(compute(majorana))[1].split("    ")[1:] == ["δ = 0°", "α₂₁ = 180°"]


def test_a_summary_reads_the_picture() -> None:
    assert summary(scene()) == (
        "Yb, normal ordering, Majorana neutrinos, m1 = 10 meV (lightest), m2 = 13.24 meV, "
        "m3 = 51.1 meV. "
        "The spectrum ends at 1.0717 eV (1156.9 nm), 9.331e-5 eV below the end point E_eg/2. "
        "From the end point outwards, channels open at detunings (and I where the next one opens): "
        "11 at 9.331e-5 eV (I = 0.00205), 12 at 1.26e-4 eV (I = 0.0277), "
        "22 at 1.636e-4 eV (I = 0.0452), 13 at 8.708e-4 eV (I = 0.046), "
        "23 at 9.657e-4 eV (I = 0.0496), 33 at 0.002436 eV. "
        "I is 0.1049 at 1 eV and at most 0.231."
    )


def test_a_summary_groups_thresholds_and_names_the_massless_end_point() -> None:
    text = summary(scene(ExplorerState(lightest_mass=0.05)))
    assert "11, 12 and 22 at 0.002333 to 0.002403 eV (I = 0.0336), 13 and 23 at 0.003403" in text
    text = summary(scene(ExplorerState(lightest_mass=0.0, ordering="inverted")))
    assert "ends at 1.0717 eV (1156.8 nm), the end point E_eg/2." in text
    assert "33 at 0 eV (I = 0.0217), 13 and 23 at 5.616e-4 to 5.792e-4 eV" in text
    assert "m3 = 0 meV (lightest)." in text


def test_the_heights_of_the_steps_are_those_of_the_spectrum() -> None:
    for state in STATES[:6]:
        spectrum = compute(state)
        text = summary(scene(state))
        groups = re.findall(r"at ([\de.-]+)(?: to [\de.-]+)? eV \(I = ([\de.-]+)\)", text)
        edges = np.sort(spectrum.thresholds.detuning)
        for _, height in groups:
            reached = state.intensity(edges)
            assert np.isclose(reached, float(height), rtol=6e-3).any()
        at = re.search(r"I is ([\de.-]+) at ([\de.-]+) eV", text)
        assert at
        exact = rw.spectral_function(state.atom, state.neutrinos, omega=float(at[2]))
        assert float(at[1]) == pytest.approx(float(exact), rel=6e-4)


def test_a_summary_says_what_never_opens() -> None:
    text = summary(scene(STATES[-3]))
    assert "never: 13, 23 and 33" in text
    text = summary(scene(STATES[-2]))
    assert text.endswith("No channel opens: I is 0 at all photon energies.")


def test_a_summary_names_the_mediator_and_its_resonance() -> None:
    vector = ExplorerState(mediator="vector", mediator_mass=0.7)
    text = summary(scene(vector))
    assert "Z' with g_e g_nu = 1e-24 (universal) and M = 0.7 eV." in text
    assert "(0.1049 in the Standard Model)" in text
    assert "at 0.95745 eV (detuning 0.1143 eV) the mediator is made on shell" in text
    light = replace(vector, mediator_mass=0.05, element="33")
    assert "too small for the pairs it couples to" in summary(scene(light))
    assert "on shell" in summary(scene(replace(light, element="11")))


def test_a_summary_compares_with_the_pin_that_the_residual_shows() -> None:
    dirac = Pin("Dirac", ExplorerState(nature="dirac", lightest_mass=0.1))
    live = ExplorerState(lightest_mass=0.1)
    pins = (Pin("other", STATE), dirac)
    text = summary(scene(live, View(compare="ratio", reference="Dirac"), pins))
    found = re.search(
        r'Pinned: "other" and "Dirac"; the live spectrum differs most from "Dirac" at a detuning '
        r"of ([\de.-]+) eV: ([\de.-]+) against ([\de.-]+), a ratio of ([\de.-]+)\.$",
        text,
    )
    assert found
    place, mine, other, ratio = map(float, found.groups())
    assert mine == pytest.approx(float(live.intensity(place)), rel=1e-3)
    assert other == pytest.approx(float(dirac.state.intensity(place)), rel=1e-3)
    assert ratio == pytest.approx(mine / other, rel=1e-3)
    grid = np.geomspace(1e-3, 1.0, 4000)
    differences = np.abs(live.intensity(grid) - dirac.state.intensity(grid))
    assert abs(mine - other) == pytest.approx(differences.max(), rel=0.03)
    plain = summary(scene(live, View(), pins))
    assert plain.endswith('Pinned: "other" and "Dirac".')
    same = summary(scene(live, View(compare="difference"), (Pin("same", live),)))
    assert same.endswith('Pinned: "same"; the live spectrum equals that of "same".')
    xenon = summary(scene(live, View(compare="ratio"), (Pin("Xe", ExplorerState(target="Xe")),)))
    assert xenon.endswith('"Xe" has another target and is not compared.')


def test_a_summary_names_what_dominates_the_band_and_what_is_zoomed_on() -> None:
    view = View(band=True, end_window=(1e-3, 4e-3, 0.0, 0.1))
    text = summary(scene(STATE, view, band=band(delta=0.25, dm2_3l=0.75)))
    assert text.endswith(
        "The band's width is mostly due to Dm^2_31 (75 % of the variance); "
        "zoomed on detunings from 0.001 to 0.004 eV."
    )
    text = summary(scene(STATE, view, band=band(delta=0.0)))
    assert "The oscillation parameters leave I as it is" in text


@pytest.mark.parametrize("state", STATES)
def test_texts_are_short_plain_and_without_nan(state: ExplorerState) -> None:
    pins = tuple(Pin(name, STATE) for name in HOSTILE)
    shown = scene(state, View(compare="difference", reference="$x$"), pins)
    for text in (summary(shown), caption(shown)):
        assert not re.search(r"\bnan\b|\binf\b|None|\{|\}|  ", text)
        assert text.isascii()
        for name in HOSTILE:  # the user's own words, as they are
            assert f'"{name}"' in text
    alone = summary(scene(state))
    assert 2 <= len(re.findall(r"\.(?: |$)", alone)) <= 6


def test_a_caption_has_all_parameters_version_and_sources() -> None:
    state = ExplorerState(
        lightest_mass=0.0123456, alpha21=1.0, mediator="dipole", element="12", phase="imaginary"
    )
    pins = (Pin("Dirac", replace(state, nature="dirac")), Pin("same", state))
    view = View(compare="ratio", full_window=(0.5, 1.0, 0.0, 0.2))
    text = caption(scene(state, view, pins, band(delta=1.0)))
    for words in (
        "Yb (E_eg = 2.14349 eV, E_vg = 2.23072 eV), normal ordering, Majorana neutrinos",
        "m1 = 12.3456 meV (lightest)",
        "delta = 212 deg (best fit), alpha21 = 57.3 deg, alpha31 = 0 deg",
        "magnetic moment 1e-10 mu_B (12 imaginary). ",
        "33 at 0.002",
        "Dashed: the Standard Model alone.",
        'Pinned "Dirac": nature Dirac.',
        'Pinned "same": the same state.',
        'Residual: the ratio to "Dirac".',
        "Band: 2.5, 97.5 % quantiles",
        "Zoomed on photon energies from 0.5 to 1 eV.",
        "arXiv:1209.4808",
        "arXiv:2206.11717",
        "arXiv:2410.05380",
        f"Made with renp_widgets {rw.__version__}.",
    ):
        assert words in text
    assert "\n" not in text
    assert "arXiv:2206.11717" not in caption(scene())
    assert "No channel opens" in caption(scene(STATES[-2]))


def after(view: View | None = None, **fields: object) -> Scene:
    return scene(replace(STATE, **fields), view)  # type: ignore[arg-type]


def test_changes_say_what_moved_and_by_how_much() -> None:
    assert changes(None, scene()) == ""
    assert changes(scene(), scene()) == ""
    assert changes(scene(), after(lightest_mass=0.0126)) == (
        "Lightest mass from 10 to 12.6 meV: threshold 11 moved from 9.331e-5 to 1.481e-4 eV; "
        "threshold 33 moved from 0.002436 to 0.002491 eV; I at 1 eV fell by 0.056 %."
    )
    assert changes(scene(), after(ordering="inverted")).startswith(
        "Ordering from normal to inverted: threshold 33 moved from 0.002436 to 9.331e-5 eV; "
        "threshold 22 moved from 1.636e-4 to 0.00241 eV; I at 1 eV fell by 0.71 %"
    )
    assert changes(scene(), after(nature="dirac")) == (
        "Nature from Majorana to Dirac: I at 1 eV rose by 0.42 %."
    )
    assert changes(scene(), after(target="Xe")) == (
        "Target from Yb to Xe: the end point moved from 1.0717 to 4.1577 eV."
    )
    assert changes(scene(), after(mediator="vector")).endswith(
        "I at 1 eV rose from 0.1049 to 0.4248."
    )
    assert changes(scene(), after(lightest_mass=1.0)).endswith("I at 1 eV fell from 0.1049 to 0.")
    assert changes(after(lightest_mass=1.0), after(lightest_mass=0.9)).endswith(
        "I at 1 eV stays 0."
    )


def test_changes_that_do_nothing_say_so() -> None:
    for fields in ({"e_eg": 2.0}, {"delta": math.radians(212)}, {"mediator": "dipole"}):
        assert changes(scene(), after(**fields)).endswith(": I at 1 eV stays 0.1049.")
    tiny = changes(scene(), after(lightest_mass=0.01 * (1 + 1e-9)))
    assert tiny.startswith("Lightest mass from 10 to 10.00000001 meV: threshold 11 moved")
    assert tiny.endswith("I at 1 eV stays 0.1049.")  # to eleven digits
    small = changes(scene(), after(lightest_mass=0.01 * (1 + 1e-6)))
    assert re.search(r"I at 1 eV fell by [\d.]+e-7 %\.$", small)


def test_changes_are_numerically_true() -> None:
    for fields in ({"alpha21": 2.0}, {"lightest_mass": 0.03}, {"ordering": "inverted"}):
        text = changes(scene(), after(**fields))
        found = re.search(r"I at 1 eV (rose|fell) by ([\de.-]+) %", text)
        assert found
        before, now = (
            float(rw.spectral_function(rw.YB, s.neutrinos, omega=1.0))
            for s in (STATE, replace(STATE, **fields))  # type: ignore[arg-type]
        )
        change = float(found[2]) * (1 if found[1] == "rose" else -1)
        assert 100 * (now / before - 1) == pytest.approx(change, rel=0.06)


def test_changes_of_pins_and_view() -> None:
    name = HOSTILE[0]
    pins = (Pin(name, STATE),)
    assert changes(scene(), scene(pins=pins)) == f'"{name}" pinned.'
    assert changes(scene(pins=pins), scene()) == f'"{name}" no longer pinned.'
    anew = (Pin(name, replace(STATE, lightest_mass=0.0)),)
    assert changes(scene(pins=pins), scene(pins=anew)) == f'"{name}" pinned anew.'
    ratio = scene(view=View(compare="ratio"), pins=pins)
    assert changes(scene(pins=pins), ratio) == f'Residual: the ratio to "{name}".'
    assert changes(ratio, scene(pins=pins)) == "Residual: none."
    looks = {
        "Theme dark.": View(theme="dark"),
        "Large type.": View(lecture=True),
        "Cursor at a detuning of 0.001 eV.": View(cursor=1e-3),
        "Threshold 12 under inspection.": View(inspected="12"),
        "Zoomed on photon energies from 0.5 to 1 eV.": View(full_window=(0.5, 1.0, 0.0, 1.0)),
        "Density 1e20 cm^-3; volume 10 cm^3.": View(density=1e20, volume=10.0),
    }
    for words, view in looks.items():
        assert changes(scene(), scene(view=view)) == words
        assert changes(scene(view=view), scene()) != ""
        assert changes(scene(view=view), scene(view=view)) == ""
    assert changes(scene(), scene(band=band(delta=1.0))).startswith("The band's width is mostly")
    both = changes(scene(), scene(replace(STATE, nature="dirac"), View(theme="dark")))
    assert both == "Nature from Majorana to Dirac: I at 1 eV rose by 0.42 %; theme dark."


def test_words_need_no_widgets_and_no_figures() -> None:
    code = (
        "import sys; from renp_widgets.apps.spectrum import presets; "
        "from renp_widgets.apps.spectrum.words import captions, readouts; "
        "print([x for x in ('ipywidgets', 'matplotlib', 'PIL') if x in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
