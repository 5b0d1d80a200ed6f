import gc
import weakref
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from renp_widgets import XE, YB
from renp_widgets.apps.spectrum.compute import Scene, Spectrum, compute
from renp_widgets.apps.spectrum.plot import plot
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.live.fields import THEMES
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.look import Look

from .scenes import LONG_NAME, PINS, STATE, scene

STATES = [
    ExplorerState(lightest_mass=mass, ordering=ordering)
    for mass in (0.0, 1e-3, 0.01, 0.05, 0.4)
    for ordering in ("normal", "inverted")
] + [
    ExplorerState(target="Xe", nature="dirac"),
    ExplorerState(mediator="vector", mediator_mass=0.1),
    ExplorerState(mediator="scalar", mediator_mass=1e-4, element="12", scalar_kind="pseudoscalar"),
    ExplorerState(mediator="vector", vector_coupling=1.23e-17, mediator_mass=2.05),
    ExplorerState(target="custom", e_eg=0.02, e_vg=999.99, alpha21=3.3, alpha31=6.2, delta=0.4),
    ExplorerState(target="custom", e_eg=999.98, e_vg=999.99, ordering="inverted"),
]
WINDOWS = [
    {"end_window": (1.1e-4, 1.35e-4, 0.001, 0.02), "full_window": (1.0716, 1.0717, 0.0, 0.05)},
    {"end_window": (1e-4, 3e-3, 0.04511, 0.04512), "full_window": (0.2, 1.0, 0.1001, 0.10012)},
    {"end_window": (9.7e-4, 1.04e-3, -1.0, 3e9), "full_window": (0.9, 1.1, -0.2, 1e-7)},
    {
        "end_window": (1.20000001e-4, 1.200000012e-4, 0.01, 0.02),
        "full_window": (1.0716200001, 1.0716200012, 0.0, 0.05),
    },
]


def drawn(state: ExplorerState = STATE, **choices: Any) -> PlotFigure:
    figure = PlotFigure(plot)
    figure.update(scene(state, **choices))
    return figure


def across(figure: PlotFigure, panel: str, k: int) -> float:
    """Where the line of a threshold, or of the resonance, is on a panel's axis."""
    (x, top), (same, foot) = figure.artists[f"lines {panel}"].get_segments()[k]
    assert (x, top, foot) == (same, 1.0, 0.0)
    return figure.data_at(panel, x, 0.0)[0]


def written(figure: PlotFigure) -> list[Text]:
    """All that stands in the figure, but for what its axes write."""
    return [
        x for x in figure.figure.artists if isinstance(x, Text) and x.get_text() and x.get_visible()
    ]


def texts(figure: PlotFigure) -> list[str]:
    return [text.get_text() for text in written(figure)]


def at_the_edge(figure: PlotFigure) -> list[bool]:
    """Which of the tags have a marker at the edge of their panel."""
    shapes, _, *names = figure.artists["tags"]
    n = sum(bool(name.get_text()) for name in names)
    markers = shapes.get_paths()[1 + len(names) :]
    return [bool(np.ptp(path.vertices, axis=0).all()) for path in markers] or [False] * n


# The curves


def test_the_curves_are_the_spectrum() -> None:
    spectrum = compute(ExplorerState())
    figure = PlotFigure(plot)
    figure.update(Scene(spectrum))
    detuning, intensity = figure.artists["intensity end"].get_data()
    np.testing.assert_array_equal(detuning, spectrum.detuning)
    np.testing.assert_array_equal(intensity, spectrum.intensity)
    omega, intensity = figure.artists["intensity full"].get_data()
    np.testing.assert_array_equal(omega[:-2], spectrum.omega[::-1])
    np.testing.assert_array_equal(intensity[-2:], [0.0, 0.0])  # nothing above the end point


@pytest.mark.parametrize("state", STATES)
def test_every_threshold_has_a_line_at_its_place_or_a_marker_at_the_edge(
    state: ExplorerState,
) -> None:
    figure, thresholds = drawn(state), compute(state).thresholds
    low, high = sorted(figure.axes["end"].get_xlim())
    for k, detuning in enumerate(thresholds.detuning):
        assert at_the_edge(figure)[k] != (low <= detuning <= high)
        assert across(figure, "end", k) == pytest.approx(detuning)
        assert across(figure, "full", k) == pytest.approx(thresholds.omega[k])


def test_a_spectrum_without_open_channels_is_drawn_flat() -> None:
    figure = drawn(ExplorerState(target="custom", e_eg=0.02, e_vg=0.03, lightest_mass=0.5))
    assert np.all(figure.artists["intensity full"].get_ydata() == 0)
    assert figure.axes["full"].get_ylim() == (0.0, 1.0)


def test_the_title_says_what_is_shown() -> None:
    state = ExplorerState(lightest_mass=0.0215, delta=0.0, alpha31=np.pi)
    figure = drawn(state)
    assert "m₁ = 21.5 meV    δ = 0°    α₃₁ = 180°" in texts(figure)
    figure.update(scene(replace(state, nature="dirac", ordering="inverted")))
    assert {"m₃ = 21.5 meV", "Yb, inverted ordering, Dirac"} <= {*texts(figure)}


def test_the_resonance_has_a_line_and_the_axis_is_for_what_lies_beside_it() -> None:
    state = ExplorerState(mediator="vector", mediator_mass=0.2)
    spectrum, figure = compute(state), drawn(state)
    resonance = 0.2**2 / (2 * spectrum.target.e_eg)
    assert spectrum.resonance == pytest.approx(resonance)
    assert across(figure, "full", 6) == pytest.approx(spectrum.target.end_point - resonance)
    assert across(figure, "end", 6) == pytest.approx(resonance)
    assert spectrum.intensity.max() > 1e6
    assert figure.axes["end"].get_ylim()[1] < 1e3
    for mass in np.geomspace(0.01, 1.9, 30):  # no grid point falls on the pole by chance
        beside = compute(replace(state, mediator_mass=mass))
        assert np.isfinite(beside.intensity).all()
    heavy = drawn(ExplorerState(mediator="vector", mediator_mass=1e3))
    assert len(heavy.artists["lines end"].get_segments()) == 6


def test_the_inspected_threshold_stands_out() -> None:
    figure = drawn(inspected="33")
    shown = [artist for artist in figure.moving if artist.get_visible()]
    figure.update(scene())
    extra = [artist for artist in shown if not artist.get_visible()]
    assert extra == [figure.artists["highlight full"], figure.artists["highlight end"]]
    threshold = compute(STATE).thresholds
    figure.update(scene(inspected="33"))
    assert [float(x.get_xdata()[0]) for x in extra] == [threshold.omega[5], threshold.detuning[5]]
    behind = figure.artists["tags"][0].get_paths()[0].vertices  # the tag
    name = figure.artists["tags"][2 + 5].get_position()[0]
    assert behind[:, 0].min() < name < behind[:, 0].max()


def test_the_marker_of_a_massless_pair_has_its_colour() -> None:
    figure = drawn(ExplorerState(lightest_mass=0.0))
    shapes = figure.artists["tags"][0]
    (k,) = [n for n, marked in enumerate(at_the_edge(figure)) if marked]
    painted = shapes.get_facecolor()
    np.testing.assert_array_equal(painted[1 + 7 + k], painted[1 + k])
    assert to_hex(painted[1 + k]) == figure.look.channel_colors[0]


# Limits


def test_axes_stay_while_the_lightest_mass_moves() -> None:
    figure = drawn(ExplorerState())
    background, limits = (
        figure.background,
        [figure.axes["end"].get_xlim(), figure.axes["end"].get_ylim()],
    )
    for mass in np.geomspace(1e-5, 0.1, 30):
        figure.update(scene(ExplorerState(lightest_mass=mass)))
    assert figure.background == background
    assert [figure.axes["end"].get_xlim(), figure.axes["end"].get_ylim()] == limits


def test_axes_follow_a_curve_that_leaves_and_a_new_target() -> None:
    figure = drawn(ExplorerState())
    background = figure.background
    for state in (
        ExplorerState(lightest_mass=0.4),
        ExplorerState(target="Xe"),
        ExplorerState(target="custom", e_eg=0.02, e_vg=5.0),
    ):
        spectrum = compute(state)
        figure.update(Scene(spectrum))
        assert figure.background > background
        background = figure.background
        assert figure.axes["full"].get_ylim()[1] >= spectrum.intensity.max()
        assert figure.axes["full"].get_xlim()[1] > spectrum.target.end_point


@pytest.mark.parametrize("windows", WINDOWS)
def test_windows_are_shown_exactly_and_kept(windows: dict[str, Any]) -> None:
    figure = drawn(**windows)
    for mass in (0.01, 0.02, 0.4):
        figure.update(scene(replace(STATE, lightest_mass=mass), **windows))
        assert figure.axes["full"].get_xlim() == windows["full_window"][:2]
        assert figure.axes["full"].get_ylim() == windows["full_window"][2:]
        assert figure.axes["end"].get_xlim() == windows["end_window"][1::-1]
        assert figure.axes["end"].get_ylim() == windows["end_window"][2:]
    figure.update(scene())
    for panel, home in drawn().axes.items():
        axes = figure.axes[panel]
        assert axes.get_xlim() == home.get_xlim()
        assert axes.get_ylim() == home.get_ylim()


def test_the_zoomed_part_of_the_full_range_follows_the_window() -> None:
    figure = drawn()
    (zoom,) = figure.axes["full"].patches
    assert (zoom.get_x(), zoom.get_width()) == pytest.approx((YB.end_point - 0.1, 0.1 - 1e-7))
    figure.update(scene(end_window=(1e-3, 1e-2, 0.0, 1.0)))
    assert (zoom.get_x(), zoom.get_width()) == pytest.approx((YB.end_point - 1e-2, 9e-3))
    figure.update(scene())
    assert (zoom.get_x(), zoom.get_width()) == pytest.approx((YB.end_point - 0.1, 0.1 - 1e-7))


def test_limits_that_someone_else_has_set_stay_until_they_are_home_again() -> None:
    figure = drawn()
    home = figure.axes["end"].get_xlim(), figure.axes["end"].get_ylim()
    background = figure.background
    figure.axes["end"].set(xlim=(1e-3, 1e-5), ylim=(0.0, 0.02))
    assert figure.background > background
    threshold = compute(STATE).thresholds.detuning[0]
    assert across(figure, "end", 0) == pytest.approx(threshold)  # follows at once
    (zoom,) = figure.axes["full"].patches
    assert zoom.get_width() == pytest.approx(1e-3 - 1e-5)
    light = scene(ExplorerState(mediator="vector", vector_coupling=1e-17))
    figure.update(light)  # would otherwise want another height
    assert (figure.axes["end"].get_xlim(), figure.axes["end"].get_ylim()) == (
        (1e-3, 1e-5),
        (0.0, 0.02),
    )
    figure.axes["end"].set(xlim=home[0], ylim=home[1])
    figure.update(light)
    assert figure.axes["end"].get_xlim() == home[0]
    assert figure.axes["end"].get_ylim()[1] > home[1][1]
    figure.axes["end"].set(xlim=(1e-3, 1e-5))
    figure.update(scene(replace(STATE, target="Xe")))
    assert (
        figure.axes["end"].get_xlim() == drawn(replace(STATE, target="Xe")).axes["end"].get_xlim()
    )


@pytest.mark.parametrize("panel", ["full", "end"])
def test_places_and_data_are_each_others_inverse(panel: str) -> None:
    for windows in ({}, *WINDOWS):
        figure = drawn(**windows)
        for x, y in ((0.0, 0.0), (0.25, 0.5), (1.0, 1.0)):
            data, intensity = figure.data_at(panel, x, y)
            assert type(data) is type(intensity) is float
            # A window of a billionth of the photon energy leaves seven digits.
            assert figure.place_of(panel, data, intensity)[0] == pytest.approx(x, abs=1e-6)
        axes = figure.axes[panel]
        corner = axes.get_xlim()[0], axes.get_ylim()[0]
        assert figure.data_at(panel, 0, 0) == pytest.approx(corner, rel=1e-12)
        left, bottom, width, height = figure.panels[panel]
        assert axes.get_position().bounds == pytest.approx((left, bottom, width, height))


# Looks


def test_a_view_brings_its_look_into_the_same_figure() -> None:
    figure = drawn()
    matplotlib_figure = figure.figure
    sizes = []
    for view in (
        {"theme": "dark"},
        {"theme": "print", "lecture": True},
        {"compare": "ratio"},
        {"compare": "difference"},
        {},
    ):
        figure.update(scene(**view))
        assert figure.figure is matplotlib_figure
        assert figure.look == Look.of(scene(**view).view)
        assert figure.paper == figure.look.colors.paper
        assert len(figure.artists["intensity end"].get_xdata()) > 400
        sizes.append((len(matplotlib_figure.axes), *(100 * matplotlib_figure.get_size_inches())))
    np.testing.assert_allclose(
        sizes,
        [[2 if k in (0, 1, 4) else 4, 960, s] for k, s in enumerate((440, 602, 590, 590, 440))],
    )


def test_looks_do_not_pile_up() -> None:
    figure = drawn(pins=PINS, compare="ratio")
    old = weakref.ref(figure.artists["intensity end"])
    figure.update(scene(theme="dark"))
    gc.collect()
    assert old() is None


def test_a_look_without_a_change_makes_nothing_anew() -> None:
    figure = drawn(theme="dark")
    curve, background = figure.artists["intensity end"], figure.background
    figure.update(scene(theme="dark"))
    assert figure.artists["intensity end"] is curve
    assert figure.background == background


def every_text(figure: PlotFigure) -> list[Bbox]:
    """Boxes of all that is written: each may touch no other, nor the picture's edge."""
    renderer = figure.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    texts = written(figure)
    for axes in figure.figure.axes:
        for each in (axes, *axes.child_axes):
            for axis in (each.xaxis, each.yaxis):
                ticks = [*axis.get_ticklabels(which="both")] if axis.get_visible() else []
                texts += [axis.label, axis.get_offset_text(), *ticks]
    boxes = [
        text.get_window_extent(renderer)
        for text in texts
        if text.get_visible() and text.get_text() and on_axis(text)
    ]
    shapes, _, *names = figure.artists["tags"]
    n = sum(bool(name.get_text()) for name in names)
    assert n >= 6
    return boxes + [path.get_extents() for path in shapes.get_paths()[1 : 1 + n]]


def on_axis(text: Any) -> bool:
    """False for the labels of ticks that lie beyond their axis, which are not drawn."""
    axes = text.axes
    if axes is None or text.get_text() in {*"M", "11", "12", "13", "22", "23", "33"}:
        return True
    x, y = axes.transData.inverted().transform(text.get_transform().transform(text.get_position()))
    (left, right), (low, high) = sorted(axes.get_xlim()), sorted(axes.get_ylim())
    along_x, along_y = (left <= x <= right), (low <= y <= high)
    return bool(along_x or along_y or axes.xaxis.label is text or axes.yaxis.label is text)


@pytest.mark.parametrize(
    ("lecture", "compare"), [(False, "none"), (False, "ratio"), (True, "difference")]
)
@pytest.mark.parametrize("state", STATES)
def test_words_neither_overlap_nor_leave_the_picture(
    state: ExplorerState, lecture: bool, compare: str
) -> None:
    assert (
        ill_placed(drawn(state, pins=PINS, lecture=lecture, compare=compare, inspected="12")) == []
    )


@pytest.mark.parametrize("lecture", [False, True])
@pytest.mark.parametrize("windows", WINDOWS)
def test_words_neither_overlap_nor_leave_a_zoomed_picture(
    windows: dict[str, Any], lecture: bool
) -> None:
    assert ill_placed(drawn(pins=PINS, compare="ratio", lecture=lecture, **windows)) == []


@pytest.mark.parametrize("theme", THEMES)
def test_words_are_at_the_same_places_in_every_theme(theme: str) -> None:
    figure, light = drawn(pins=PINS, theme=theme), drawn(pins=PINS)
    assert ill_placed(figure) == []
    assert ill_placed(light) == []
    for mine, its in zip(every_text(figure), every_text(light), strict=True):
        np.testing.assert_array_equal(mine.bounds, its.bounds)


def ill_placed(figure: PlotFigure) -> list[Bbox]:
    """The boxes of words that leave the picture or touch others."""
    FigureCanvasAgg(figure.figure).draw()
    boxes = every_text(figure)
    assert len(boxes) > 30
    end = figure.figure.bbox.max
    return [
        box
        for n, box in enumerate(boxes)
        if np.any(box.min < 0) or np.any(box.max > end) or any(map(box.overlaps, boxes[:n]))
    ]


@pytest.mark.parametrize("lecture", [False, True])
@pytest.mark.parametrize("windows", [{}, *WINDOWS])
def test_every_axis_has_at_least_two_labels_that_differ(
    windows: dict[str, Any], lecture: bool
) -> None:
    figure = drawn(lecture=lecture, **windows)
    FigureCanvasAgg(figure.figure).draw()
    for axes in (figure.axes["full"], figure.axes["end"]):
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            shown = [
                label.get_text()
                for at, label in zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=True)
                if low <= at <= high
            ]
            assert len(shown) >= 2
            assert len(set(shown)) == len(shown)
            assert not any("+" in text for text in shown)


def test_labels_of_a_zoomed_detuning_say_where_they_are() -> None:
    figure = drawn(end_window=(1.1e-4, 1.35e-4, 0.0, 0.02))
    FigureCanvasAgg(figure.figure).draw()
    for at, label in zip(
        figure.axes["end"].get_xticks(), figure.axes["end"].xaxis.get_ticklabels(), strict=True
    ):
        assert float(label.get_text().replace("−", "-")) == pytest.approx(at, rel=1e-9)


# Notes


def note_texts(figure: PlotFigure) -> list[Text]:
    return [text for text in figure.artists["notes"] if text.get_text()]


def notes(figure: PlotFigure) -> list[str]:
    return [text.get_text() for text in note_texts(figure)]


def heights(figure: PlotFigure) -> list[float]:
    """Of the notes, in fractions of their panel."""
    to_panel = figure.axes["full"].transAxes.inverted()
    return [to_panel.transform(text.get_position())[1] for text in note_texts(figure)]


def test_notes_stand_where_the_curves_leave_room() -> None:
    figure = drawn(ExplorerState(mediator="vector", mediator_mass=0.3))
    assert "dashed: Standard Model" in notes(figure)
    assert min(heights(figure)) > 0.5  # the resonance leaves the rest of the curve at the foot
    figure.update(scene(ExplorerState(mediator="vector", vector_coupling=1e-30)))
    assert max(heights(figure)) < 0.3
    figure.update(scene())
    assert notes(figure) == []


def test_the_band_is_shaded_behind_the_curve_and_named() -> None:
    figure = drawn(band=True)
    shades = [figure.artists[f"shade {k} end"] for k in range(2)]
    assert [shade.get_visible() for shade in shades] == [True, True]
    spectrum = compute(STATE)
    for shade, (low, high) in zip(shades, ((0.9, 1.13), (0.95, 1.06)), strict=True):
        corners = shade.get_paths()[0].vertices
        for factor in (low, high):
            expected = np.stack([spectrum.detuning, factor * spectrum.intensity], axis=-1)
            distance = np.abs(corners[:, None] - expected[::50]).sum(axis=-1).min(axis=0)
            np.testing.assert_allclose(distance, 0, atol=1e-15)
        assert shade.get_zorder() < figure.artists["intensity end"].get_zorder()
    assert notes(figure) == ["shades: 68 % and 95 % of oscillation fits"]
    background = figure.background
    figure.update(scene())  # a slider moves: no band yet
    assert [shade.get_visible() for shade in shades] == [False, False]
    assert notes(figure) == []
    assert figure.background == background


# The cursor


def test_the_cursor_is_a_line_in_both_panels_and_a_dot_on_the_curve() -> None:
    figure, at = drawn(cursor=1e-3, compare="ratio", pins=PINS), 1e-3
    spectrum = compute(STATE)
    for panel, x in (("full", YB.end_point - at), ("end", at)):
        for part in (panel, f"{panel} strip"):
            rule = figure.artists[f"cursor {part}"]
            assert [*rule.get_xdata()] == [x, x]
            assert {*rule.get_ydata()} == {0.0, 1.0}
            assert rule.get_visible()
        dot = figure.artists[f"dot {panel}"]
        expected = np.interp(at, spectrum.detuning, spectrum.intensity)
        assert (*dot.get_xdata(), *dot.get_ydata()) == pytest.approx((x, expected))
    background = figure.background
    figure.update(scene(cursor=2e-3, compare="ratio", pins=PINS))
    assert figure.background <= background + 1  # pins were computed anew


# Pins


def pinned_scene(*pins: tuple[str, ExplorerState], **choices: Any) -> Scene:
    return scene(pins=pins, **choices)


def test_pins_are_drawn_from_their_own_energies_and_are_background() -> None:
    figure = PlotFigure(plot)
    shown = pinned_scene(*PINS)
    figure.update(shown)
    for axes, x in ((figure.axes["full"], "omega"), (figure.axes["end"], "detuning")):
        for name, spectrum in shown.pinned:
            line = the_line_of(figure, axes, spectrum, x)
            assert line not in figure.moving, name
            assert line.get_zorder() < figure.artists["intensity end"].get_zorder()
    background = figure.background
    figure.update(shown)
    moved = compute(replace(STATE, lightest_mass=0.011))
    figure.update(replace(shown, spectrum=moved))
    assert figure.background == background
    figure.update(replace(shown, spectrum=moved, pinned=shown.pinned[1:]))
    assert figure.background == background + 1


def the_line_of(figure: PlotFigure, axes: Any, spectrum: Spectrum, x: str) -> Any:
    expected = np.sort(getattr(spectrum, x))
    found = [
        line
        for line in figure.figure.artists
        if isinstance(line, Line2D)
        and line.get_transform() == axes.transData
        and len(line.get_xdata()) >= len(expected)
        and np.array_equal(np.sort(line.get_xdata())[: len(expected)], expected)
        and set(spectrum.intensity) <= set(line.get_ydata())
    ]
    assert len(found) == 1
    return found[0]


def test_pins_differ_in_colour_and_dashes_and_have_their_names_below() -> None:
    figure = PlotFigure(plot)
    figure.update(pinned_scene(*PINS))
    background = [artist for artist in figure.figure.artists if artist not in figure.moving]
    samples = [line for line in background if isinstance(line, Line2D)]
    assert len({line.get_color() for line in samples if len(line.get_xdata())}) == 5
    assert not any(text.get_parse_math() for text in written(figure))
    names = texts(figure)
    assert "costs $5 or $x^2$" in names
    assert any(name.startswith("a pin whose") and name.endswith("…") for name in names)
    figure.update(pinned_scene((LONG_NAME, STATE)))
    assert LONG_NAME in texts(figure)  # there is room


def test_characters_that_the_font_lacks_are_replaced() -> None:
    figure = PlotFigure(plot)
    figure.update(pinned_scene(("質量 m₁ → 0 \N{OK HAND SIGN}", STATE)))
    FigureCanvasAgg(figure.figure).draw()  # a warning would be an error
    names = texts(figure)
    assert "\ufffd\ufffd m₁ → 0 \ufffd" in names


def test_axes_have_room_for_pins() -> None:
    light = ("light mediator", replace(STATE, mediator="vector", vector_coupling=1e-19))
    figure = drawn()
    usual = figure.axes["end"].get_ylim()[1]
    figure.update(pinned_scene(light))
    assert figure.axes["end"].get_ylim()[1] > 10 * usual
    figure.update(scene())
    assert figure.axes["end"].get_ylim()[1] == usual


def test_a_pin_of_another_target_is_seen_as_far_as_the_axes_reach() -> None:
    figure = drawn(pins=(("xenon", replace(STATE, target="Xe")),))
    assert figure.axes["full"].get_xlim()[1] == pytest.approx(1.03 * YB.end_point)
    figure = drawn(replace(STATE, target="Xe"), pins=(("ytterbium", STATE),))
    assert figure.axes["full"].get_xlim()[1] == pytest.approx(1.03 * XE.end_point)
    spectrum = compute(STATE)
    line = the_line_of(figure, figure.axes["full"], spectrum, "omega")
    assert line.get_ydata()[-1] == 0  # beyond its own end point
    other = the_line_of(figure, figure.axes["end"], spectrum, "detuning")
    assert other.get_ydata().max() > 0
