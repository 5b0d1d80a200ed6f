import re
from html import unescape
from html.parser import HTMLParser
from timeit import repeat

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.apps.spectrum.compute import Scene, compute, compute_band
from renp_widgets.apps.spectrum.session import Pin, View
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.apps.spectrum.words.readouts import band_readout, cursor_readout, threshold_table
from renp_widgets.physics.constants import HC
from renp_widgets.physics.kinematics import CHANNELS
from renp_widgets.physics.uncertainty import SpectrumBand

COLORS = ("#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59")
STATE = ExplorerState()
HOSTILE = ("<img src=x onerror=alert(1)>", "$x$", "a\" onload='alert(1)' & </td>")


def scene(state: ExplorerState = STATE, pins: tuple[Pin, ...] = (), **view: object) -> Scene:
    look = View(**view)  # type: ignore[arg-type]
    pinned = tuple((pin.name, compute(pin.state)) for pin in pins)
    return Scene(compute(state, look), look, pinned)


class _Page(HTMLParser):
    """The rows of a page's tables as text, its tags, and whether tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.rows: list[list[str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data


def read(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    page.close()
    assert page.open == []
    assert page.tags <= {"div", "table", "thead", "tbody", "tr", "td", "th", "span", "sub", "sup"}
    # nothing but swatches and bars has a colour: readable on dark pages too
    for style in re.findall(r'style="([^"]*)"', html):
        if "color:" in style or "background:" in style:
            assert any(color in style for color in COLORS)
    assert not re.search(r"\b(nan|inf|None)\b", page.text)
    return page


def cells(html: str) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in read(html).rows}


def test_the_table_has_the_thresholds() -> None:
    spectrum = compute(ExplorerState(ordering="inverted", lightest_mass=0.02))
    rows = cells(threshold_table(spectrum, COLORS))
    assert len(rows) == 7
    for k, name in enumerate(CHANNELS):
        omega, shift, wavelength, coupling = rows[f"■ {name}"]
        assert float(omega) == pytest.approx(spectrum.thresholds.omega[k], abs=1e-9)
        assert float(shift) == pytest.approx(spectrum.thresholds.detuning[k], rel=1e-4)
        assert float(wavelength) == pytest.approx(HC / spectrum.thresholds.omega[k], abs=1e-6)
        assert float(coupling) == pytest.approx(spectrum.couplings[k], abs=5e-5)


def test_the_table_says_what_never_opens() -> None:
    state = ExplorerState(target="custom", e_eg=0.02, e_vg=0.03, lightest_mass=0.5)
    rows = cells(threshold_table(compute(state), COLORS))
    assert rows["■ 33"][0] == "never open"
    assert rows["■ 33"][2] == ""


def test_the_cursor_reads_the_spectrum() -> None:
    rows = cells(cursor_readout(scene(cursor=2e-4), COLORS))
    omega = rw.YB.end_point - 2e-4
    assert rows["ω"] == [f"{omega:.9f} eV"]
    assert rows["detuning"] == ["2e-4 eV"]
    assert rows["wavelength"] == [f"{HC / omega:.6f} nm"]
    assert rows["from the end point"] == ["48.36 GHz"]
    parts = rw.channel_spectra(rw.YB, STATE.neutrinos, detuning=2e-4)
    assert float(rows["I(ω)"][0]) == pytest.approx(float(parts.sum()), rel=1e-4)
    for k, name in enumerate(CHANNELS):
        if parts[k] == 0:
            assert rows[f"■ {name}"] == ["closed"]
        else:
            share = float(rows[f"■ {name}"][0].split(" %")[0])
            assert share == pytest.approx(100 * parts[k] / parts.sum(), abs=0.051)


def test_bars_are_as_long_as_their_shares() -> None:
    html = cursor_readout(scene(cursor=0.01), COLORS)
    parts = rw.channel_spectra(rw.YB, STATE.neutrinos, detuning=0.01)
    widths = [float(x) for x in re.findall(r"width:([\d.]+)px;background:#", html)]
    assert np.array(widths) / sum(widths) == pytest.approx(parts / parts.sum(), abs=2e-3)


def test_the_cursor_counts_events_with_the_gamma_0_that_it_shows() -> None:
    view = {"cursor": 0.01, "density": 1e20, "volume": 50.0}
    (words,) = cells(cursor_readout(scene(**view), COLORS))["events per day"]
    expected = rw.events(
        rw.YB, STATE.neutrinos, detuning=0.01, live_time=86400, density=1e20, volume=50.0
    )
    assert float(words.split(" ")[0]) == pytest.approx(float(expected), rel=5e-3)
    assert "η = 1" in words
    assert "Γ₀ = 2.68e-7 s⁻¹ is good to O(1)" in words
    (usual,) = cells(cursor_readout(scene(cursor=0.01), COLORS))["events per day"]
    assert "Γ₀ = 5.35e-4 s⁻¹" in usual
    (words,) = cells(cursor_readout(scene(ExplorerState(target="custom"), cursor=0.01), COLORS))[
        "events per day"
    ]
    assert words == "no rate: a_vg of this target is not known"


def test_the_cursor_reads_mediator_and_pins_and_escapes_names() -> None:
    state = ExplorerState(mediator="vector")
    pins = (
        Pin(HOSTILE[0], ExplorerState(nature="dirac", lightest_mass=0.0)),
        Pin(HOSTILE[1], ExplorerState(target="Xe")),
        Pin(HOSTILE[2], ExplorerState(lightest_mass=0.4)),
    )
    html = cursor_readout(scene(state, pins, cursor=2e-4), COLORS)
    rows = cells(html)
    live = float(state.intensity(2e-4))
    assert float(rows["I(ω)"][0]) == pytest.approx(live, rel=1e-4)
    alone = float(rows["I in the Standard Model"][0])
    assert alone == pytest.approx(float(STATE.intensity(2e-4)), rel=1e-4)
    for name, pin in zip(HOSTILE[:2], pins[:2], strict=True):
        value, ratio = re.fullmatch(
            r"([\d.e-]+) \(live/pinned ([\d.e-]+)\)", rows[f"I of “{name}”"][0]
        ).groups()  # type: ignore[union-attr]
        expected = rw.spectral_function(
            pin.state.atom, pin.state.neutrinos, omega=rw.YB.end_point - 2e-4
        )
        assert float(value) == pytest.approx(float(expected), rel=1e-4)
        assert float(ratio) == pytest.approx(live / float(expected), rel=1e-3)
    assert rows[f"I of “{HOSTILE[2]}”"] == ["0"]
    assert "<img" not in html
    assert HOSTILE[0] in unescape(html)


def test_beyond_the_spectrum_and_above_all_thresholds() -> None:
    assert cursor_readout(scene(), COLORS) == ""
    for detuning in (rw.YB.end_point, 2.0, 1000.0):
        page = read(cursor_readout(scene(cursor=detuning), COLORS))
        assert "beyond the spectrum" in page.text
        assert page.rows == []
    page = read(cursor_readout(scene(cursor=1e-8), COLORS))
    assert ["I(ω)", "0"] in page.rows
    assert page.text.endswith("No channel is open here.")
    last = np.nextafter(rw.YB.end_point, 0)
    assert "100.0 %" not in read(cursor_readout(scene(cursor=float(last)), COLORS)).text
    massless = scene(ExplorerState(lightest_mass=0.0), cursor=1e-300)
    assert cells(cursor_readout(massless, COLORS))["■ 11"][0].startswith("100.0 %")


def test_reading_the_cursor_takes_about_as_long_as_one_spectrum() -> None:
    shown = scene(cursor=0.01)
    reading = repeat(lambda: cursor_readout(shown, COLORS), number=1, repeat=20)
    computing = repeat(lambda: compute(ExplorerState()), number=1, repeat=20)
    assert min(reading) < 5 * min(computing)


def fake_band(**shares: float) -> SpectrumBand:
    detuning = np.linspace(0.1, 0.5, 5)
    quantiles = np.stack([np.zeros(5), [0.0, 0.1, 0.2, 0.1, 0.0]])
    return SpectrumBand(
        detuning, (0.025, 0.975), quantiles, {k: np.full(5, x) for k, x in shares.items()}
    )


def with_band(band: SpectrumBand, state: ExplorerState = STATE, **view: object) -> Scene:
    shown = scene(state, **view)
    return Scene(shown.spectrum, shown.view, (), band)


def test_the_band_names_its_dominant_parameter() -> None:
    assert band_readout(scene()) == ""
    band = fake_band(sin2_theta12=0.3, dm2_3l=0.7)
    page = read(band_readout(with_band(band)))
    assert page.text.startswith("Δm²₃₁ dominates: 70.0 % of the variance of I over the band.")
    assert page.rows[1:] == [["Δm²₃₁", "70.0 %"], ["sin²θ₁₂", "30.0 %"]]
    page = read(band_readout(with_band(band, ExplorerState(ordering="inverted"), cursor=0.25)))
    assert page.rows[1] == ["Δm²₃₂", "70.0 %", "70.0 %"]
    assert "At the cursor 95.0 % of the spectra lie from 0 to 0.15." in page.text
    for nowhere in (1e-3, 0.1, 0.9):  # no width, or no band, there
        assert "cursor" not in read(band_readout(with_band(band, cursor=nowhere))).text
    page = read(band_readout(with_band(fake_band(**{"<b>": 1.0}))))
    assert ["<b>", "100.0 %"] in page.rows


def test_the_band_may_have_no_cause() -> None:
    page = read(band_readout(with_band(fake_band(delta=0.0))))
    assert page.text == "The oscillation parameters leave this spectrum as it is."


def test_a_resonance_does_not_decide_what_dominates() -> None:
    state = ExplorerState(mediator="vector", mediator_mass=0.5)
    resonance = compute(state).resonance
    assert resonance is not None
    detuning = np.array([1e-3, resonance, 0.5])
    quantiles = np.array([[0.0, 0.0, 0.0], [0.01, 1e19, 0.01]])
    shares = {"delta": np.array([0.0, 1.0, 0.0]), "dm2_21": np.array([1.0, 0.0, 1.0])}
    band = SpectrumBand(detuning, (0.025, 0.975), quantiles, shares)
    assert read(band_readout(with_band(band, state))).text.startswith("Δm²₂₁ dominates: 100.0 %")


def test_a_real_band_is_read_out() -> None:
    view = View(cursor=1e-3, band=True)
    band = compute_band(STATE, view)
    page = read(band_readout(with_band(band, cursor=1e-3)))
    assert "dominates" in page.text
    assert {row[0] for row in page.rows[1:]} == {
        "sin²θ₁₂",
        "sin²θ₁₃",
        "sin²θ₂₃",
        "δ",
        "Δm²₂₁",
        "Δm²₃₁",
    }
    for column in (1, 2):
        total = sum(float(row[column].removesuffix(" %")) for row in page.rows[1:])
        assert total == pytest.approx(100, abs=0.4)
