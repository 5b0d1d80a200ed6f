from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

from renp_widgets.apps.spectrum.compute import Scene, compute
from renp_widgets.apps.spectrum.plot import plot
from renp_widgets.apps.spectrum.session import View
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.residuals import residual, residual_span

from .scenes import LONG_NAME, STATE, scene

PHASE = ("α₂₁ = π", replace(STATE, alpha21=np.pi))


def strips(figure: PlotFigure) -> list[Axes]:
    return [figure.axes[name] for name in ("full strip", "end strip")]


def texts(figure: PlotFigure) -> str:
    return "\n".join(x.get_text() for x in figure.figure.artists if isinstance(x, Text))


def drawn(*pins: tuple[str, ExplorerState], **choices: Any) -> PlotFigure:
    figure = PlotFigure(plot)
    figure.update(scene(pins=pins, **choices))
    return figure


def curve(figure: PlotFigure, axes: Axes) -> tuple[np.ndarray, np.ndarray]:
    """The residual in a strip."""
    line = figure.artists["residual full" if axes is figure.axes["full strip"] else "residual end"]
    return np.asarray(line.get_xdata()), np.asarray(line.get_ydata())


def test_difference_and_ratio() -> None:
    intensity, reference = np.array([0.0, 1.0, 3.0, 0.0]), np.array([0.0, 0.0, 2.0, 5.0])
    difference, there = residual(intensity, reference, "difference")
    np.testing.assert_array_equal(difference, intensity - reference)
    assert there.all()
    ratio, there = residual(intensity, reference, "ratio")
    np.testing.assert_array_equal(there, [False, False, True, True])
    np.testing.assert_array_equal(ratio, [1.5, 0.0])


def test_a_ratio_is_finite_whatever_the_reference() -> None:
    intensity = np.array([1e120, 1e-300, 5e-324, 1.0])
    for reference in (5e-324, 1e-300, 1e-20, 1.0, 1e120):
        ratio, _ = residual(intensity, np.full(4, reference), "ratio")
        assert np.isfinite(ratio).all()


def test_span_holds_what_is_smooth_and_cuts_what_diverges() -> None:
    x = np.linspace(1e-6, 1, 300)
    assert residual_span(0.01 * np.sin(7 * x), 1.0) == pytest.approx(0.01, rel=1e-2)
    assert residual_span(0.01 + 1e-4 / x, 1.0) < 0.05
    rise = 2e-5 / x**1.5  # smooth over nearly all of the panel, and steep at its end
    assert residual_span(rise, 1.0) > 3 * residual_span(rise, 1.0, pole=True)
    assert np.mean(rise > residual_span(rise, 1.0)) < 0.015
    assert residual_span(np.zeros(300), 1.0) == 0
    assert residual_span(1e-15 * x, 1.0) == 0


@pytest.mark.parametrize("compare", ["difference", "ratio"])
def test_the_strips_show_the_residual(compare: str) -> None:
    figure = drawn(PHASE, compare=compare)
    intensity, reference = (compute(s).intensity for s in (STATE, PHASE[1]))
    spectrum = scene(pins=(PHASE,), compare=compare).spectrum
    expected, there = residual(spectrum.intensity, spectrum.reference, compare)  # type: ignore[arg-type]
    full, end = strips(figure)
    np.testing.assert_array_equal(curve(figure, end)[0], spectrum.detuning[there])
    np.testing.assert_array_equal(curve(figure, full)[0], spectrum.omega[there])
    for axes in (full, end):
        np.testing.assert_array_equal(curve(figure, axes)[1], expected)
    assert intensity.shape == reference.shape
    assert "I₀: α₂₁ = π" in texts(figure)
    assert full.get_ylabel() == {"difference": "I − I₀", "ratio": "I / I₀"}[compare]


@pytest.mark.parametrize("compare", ["difference", "ratio"])
def test_a_majorana_phase_fills_the_strip_near_the_end_point(compare: str) -> None:
    """alpha21 from 0 to pi at 10 meV changes I by a few per mille."""
    figure = drawn(PHASE, compare=compare)
    _, end = strips(figure)
    low, high = end.get_ylim()
    x, residuals = curve(figure, end)
    seen = residuals[(x > 1e-4) & (x < 1e-1)]
    assert low <= seen.min() <= seen.max() <= high
    assert np.ptp(seen) > 0.2 * (high - low)


def test_a_divergence_at_the_threshold_of_the_reference_leaves_the_rest_in_sight() -> None:
    figure = drawn(("heavier", replace(STATE, lightest_mass=0.0102)), compare="ratio")
    _, end = strips(figure)
    x, residuals = curve(figure, end)
    assert residuals.max() > 2 * end.get_ylim()[1]
    seen = residuals[(x > 3e-4) & (x < 1e-1)]
    assert np.ptp(seen) > 0.1 * np.ptp(end.get_ylim())


def test_limits_stay_while_the_residual_fits() -> None:
    figure = drawn(PHASE, compare="difference")
    pinned = scene(pins=(PHASE,)).pinned
    view = View(compare="difference")

    def show(alpha21: float) -> None:
        spectrum = compute(replace(STATE, alpha21=alpha21), view, PHASE[1])
        figure.update(Scene(spectrum, view, pinned))

    show(0.0)
    background = figure.background
    limits = [axes.get_ylim() for axes in strips(figure)]
    for alpha21 in np.linspace(0, 0.2, 10):
        show(alpha21)
    assert figure.background == background
    assert [axes.get_ylim() for axes in strips(figure)] == limits
    show(3.1)  # hardly a difference
    assert figure.background == background + 1
    show(np.pi)  # none at all
    assert figure.background == background + 1


@pytest.mark.parametrize("compare", ["difference", "ratio"])
def test_what_is_the_same_lies_on_the_base_line(compare: str) -> None:
    base = {"difference": 0.0, "ratio": 1.0}[compare]
    figure = drawn(("itself", STATE), compare=compare)
    for axes in strips(figure):
        assert np.all(curve(figure, axes)[1] == base)
        low, high = axes.get_ylim()
        assert low < base < high
        assert high - base == pytest.approx(base - low)


def test_the_named_pin_is_compared_and_its_style_marks_the_base_line() -> None:
    other = ("other", replace(STATE, ordering="inverted"))
    figure = drawn(PHASE, other, compare="ratio", reference="other")
    assert "I₀: other" in texts(figure)
    _, color = figure.look.pin_colors[:2]
    for panel in ("full", "end"):
        assert figure.artists[f"base {panel}"].get_color() == color


def test_a_pin_that_moves_up_in_the_row_takes_its_style_along() -> None:
    figure = drawn(("other", STATE), PHASE, compare="ratio", reference=PHASE[0])
    figure.update(scene(pins=(PHASE,), compare="ratio", reference=PHASE[0]))
    for panel in ("full", "end"):
        assert figure.artists[f"base {panel}"].get_color() == figure.look.pin_colors[0]


def test_a_window_below_zero_leaves_the_strip_upright() -> None:
    figure = drawn(PHASE, compare="difference", end_window=(1e-4, 1e-2, -2.0, -1.0))
    for axes in strips(figure):
        assert axes.get_ylim()[0] < 0 < axes.get_ylim()[1]


def test_without_anything_to_compare_with_the_strip_says_why() -> None:
    figure = drawn(compare="ratio")
    assert "nothing is pinned" in texts(figure)
    name = f"$x^2$ {LONG_NAME}"[:40]
    figure = drawn((name, replace(STATE, target="Xe")), compare="difference")
    assert "has another target" in texts(figure)
    assert "$x^2$" in texts(figure)
    assert not any(x.get_parse_math() for x in figure.figure.artists if isinstance(x, Text))
    for axes in strips(figure):
        assert len(curve(figure, axes)[0]) <= 2
    assert "nothing is pinned" not in texts(drawn(PHASE, compare="ratio"))


def test_mediators_far_above_the_reference_are_drawn_without_complaint() -> None:
    state = replace(STATE, mediator="vector", mediator_mass=1e-4, vector_coupling=1.0)
    for compare in ("difference", "ratio"):
        figure = PlotFigure(plot)
        figure.update(scene(state, pins=(("none", STATE),), compare=compare))
        figure.update(scene(STATE, pins=(("strong", state),), compare=compare))
        for axes in strips(figure):
            assert np.isfinite(curve(figure, axes)[1]).all()
            assert np.isfinite(axes.get_ylim()).all()


@pytest.mark.parametrize("high", [0.0, -0.01])
def test_a_window_at_or_below_zero_has_a_strip_of_some_height(high: float) -> None:
    for pins in ((), (PHASE,)):
        figure = drawn(*pins, compare="difference", full_window=(0.1, 1.0, -0.1, high))
        low, top = figure.axes["full strip"].get_ylim()
        assert low < 0 < top
