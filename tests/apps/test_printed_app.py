"""The explorer of formulas: what it compares, what it draws, and what it says."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

import renp_widgets as rw
from renp_widgets.apps import PrintedExplorer, PrintedState
from renp_widgets.apps.printed.compute import comparison, scalar_mediator, vector_mediator
from renp_widgets.apps.printed.plot import plot
from renp_widgets.apps.printed.state import MEDIATED, TITLES
from renp_widgets.apps.printed.words import explanation
from renp_widgets.live.fields import THEMES, Appearance
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.model import LiveScene

natures = pytest.mark.parametrize("nature", ["dirac", "majorana"])


def interactions(state: PrintedState) -> tuple:
    if state.formula not in MEDIATED:
        return ()
    made = vector_mediator if state.formula == "vector" else scalar_mediator
    return (made(state.mediator_mass),)


def ratio_at(detuning: float, **state: object) -> float:
    return float(np.interp(detuning, *comparison(PrintedState(**state)).ratio))


@natures
@pytest.mark.parametrize("formula", TITLES)
def test_what_is_derived_is_the_spectral_function(formula: str, nature: str) -> None:
    state = PrintedState(formula, nature, 0.02)
    shown = comparison(state)
    spectrum = rw.spectral_function(
        rw.YB, state.neutrinos, shown.omega, interactions=interactions(state)
    )
    np.testing.assert_allclose(shown.derived, spectrum, rtol=1e-9, atol=1e-12)
    assert np.isfinite(shown.printed).all()


def test_the_couplings_differ_by_a_sum_rule_far_from_the_thresholds() -> None:
    assert ratio_at(1.0, formula="couplings") == pytest.approx(11 / 3, rel=1e-3)


def test_near_the_first_threshold_the_printed_couplings_are_those_of_one_element() -> None:
    u_e1 = abs(PrintedState().neutrinos.mixing[0, 0]) ** 2
    first, second = np.unique(comparison(PrintedState()).thresholds)[:2]
    between = ratio_at(first + 0.5 * (second - first), formula="couplings")
    assert between == pytest.approx(((u_e1 + 0.5) / (u_e1 - 0.5)) ** 2, rel=1e-6)


def test_the_printed_step_leaves_nothing() -> None:
    assert not comparison(PrintedState("step")).printed.any()


@pytest.mark.parametrize("formula", MEDIATED)
@natures
def test_which_formulas_have_the_limit_of_the_standard_model(formula: str, nature: str) -> None:
    ratio = ratio_at(0.1, formula=formula, nature=nature, mediator_mass=1000.0)
    wrong = (formula, nature) == ("vector", "majorana")
    assert (abs(ratio - 1) > 1) == wrong
    if not wrong:
        assert ratio == pytest.approx(1, abs=1e-4)


def test_the_printed_squares_are_right_for_dirac_neutrinos_only() -> None:
    shown = comparison(PrintedState("squares", "dirac"))
    np.testing.assert_allclose(shown.printed, shown.derived, rtol=1e-9, atol=1e-12)
    assert ratio_at(0.1, formula="squares", nature="majorana") < 0.9


def test_the_printed_interference_is_none() -> None:
    state = PrintedState("interference", mediator_mass=3.0)
    shown = comparison(state)
    both = [
        rw.spectral_function(
            rw.YB, state.neutrinos, shown.omega, interactions=[scalar_mediator(3.0, sign)]
        )
        for sign in (1.0, -1.0)
    ]
    np.testing.assert_allclose(shown.printed, np.mean(both, axis=0), rtol=1e-9, atol=1e-12)
    assert np.max(np.abs(shown.printed - shown.derived)) > 1e-3


def test_a_conjugate_once_more_makes_the_square_sixteen_times_as_large() -> None:
    state = PrintedState("conjugate", mediator_mass=50.0)
    shown = comparison(replace(state, formula="interference"))  # printed: no interference
    without = rw.spectral_function(rw.YB, state.neutrinos, shown.omega)
    square, k = shown.printed - without, np.searchsorted(shown.detuning, 0.5)
    interference = shown.derived - shown.printed
    added = (comparison(state).printed - without)[k]
    assert added == pytest.approx(16 * square[k] + 4 * interference[k], rel=1e-3)


@pytest.mark.parametrize(("omega", "ratio"), [(0.5, 0.97), (1.00, 0.48), (1.06, 0.12)])
def test_the_average_takes_the_end_of_the_spectrum_down(omega: float, ratio: float) -> None:
    found = ratio_at(rw.YB.end_point - omega, formula="average", lightest_mass=0.0)
    assert found == pytest.approx(ratio, rel=0.06)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"formula": "spin"}, "formula"),
        ({"nature": "weyl"}, "nature"),
        ({"lightest_mass": 0.4}, "lightest_mass"),
        ({"mediator_mass": 2.0}, "mediator_mass"),
    ],
)
def test_a_state_names_what_it_refuses(change: dict, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        PrintedState(**change)


# The figure.


def drawn(state: PrintedState, **view: object) -> PlotFigure:
    figure = PlotFigure(plot)
    figure.update(LiveScene(state, comparison(state), Appearance(**view)))
    return figure


@natures
@pytest.mark.parametrize("formula", TITLES)
def test_curves_and_ratios_are_drawn_and_stay_within_the_limits(formula: str, nature: str) -> None:
    state = PrintedState(formula, nature)
    shown, figure = comparison(state), drawn(state)
    np.testing.assert_array_equal(figure.artists["derived end"].get_ydata(), shown.derived)
    np.testing.assert_array_equal(figure.artists["printed full"].get_xdata(), shown.omega)
    np.testing.assert_array_equal(figure.artists["ratio end"].get_ydata(), shown.ratio[1])
    for name, panel in (("printed full", "full"), ("ratio full", "full strip")):
        low, high = figure.axes[panel].get_ylim()
        values = figure.artists[name].get_ydata()
        assert low <= values.min()
        assert values.max() <= high


def test_limits_stay_while_the_mass_moves_a_little() -> None:
    figure, state = PlotFigure(plot), PrintedState()
    for mass in (0.0100, 0.0101, 0.0102):
        moved = replace(state, lightest_mass=mass)
        figure.update(LiveScene(moved, comparison(moved), Appearance()))
        if mass == 0.0100:
            background = figure.background
    assert figure.background == background


def test_another_formula_has_limits_of_its_own_at_once() -> None:
    figure = drawn(PrintedState("couplings"))
    for formula in ("interference", "squares", "step"):
        state = PrintedState(formula)
        figure.update(LiveScene(state, comparison(state), Appearance()))
        other = drawn(state)
        for panel, axes in figure.axes.items():
            assert axes.get_ylim() == other.axes[panel].get_ylim()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("lecture", [False, True])
@pytest.mark.parametrize("formula", ["average", "interference"])
def test_words_are_whole_and_apart(theme: str, lecture: bool, formula: str) -> None:
    figure = drawn(PrintedState(formula), theme=theme, lecture=lecture)
    canvas = FigureCanvasAgg(figure.figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    title = figure.moving[-1]
    assert title.get_text() == figure.plot.titles[0][1]
    boxes = [title.get_window_extent(renderer)]
    boxes.append(Bbox.from_bounds(*figure.keys.boxes["end"]))
    boxes += [x.yaxis.label.get_window_extent(renderer) for x in figure.axes.values()]
    boxes += [x.xaxis.label.get_window_extent(renderer) for x in figure.axes.values()]
    boxes += [x.get_window_extent(renderer) for x in figure.axes.values()]
    boxes = [box for box in boxes if box.width > 0]
    frame = figure.figure.bbox
    for k, box in enumerate(boxes):
        assert frame.x0 <= box.x0
        assert frame.y0 <= box.y0
        assert box.x1 <= frame.x1
        assert box.y1 <= frame.y1
        assert not [other for other in boxes[:k] if box.overlaps(other)]


# The app.


def test_the_controls_set_the_state_and_the_mediator_mass_shows_where_it_matters() -> None:
    app = PrintedExplorer()
    assert app.controls["mediator_mass"].layout.display == "none"
    app.controls["formula"].value = "vector"
    app.controls["nature"].value = "majorana"
    app.controls["mediator_mass"].value = 10.0
    app.settle()
    assert app.model.state == PrintedState("vector", "majorana", 0.01, 10.0)
    assert app.controls["mediator_mass"].layout.display is None
    assert "Z′" in app.frontend.summary
    assert app.model.errors == []
    app.close()


@pytest.mark.parametrize("formula", TITLES)
def test_both_formulas_are_on_the_page(formula: str) -> None:
    app = PrintedExplorer(PrintedState(formula))
    assert app.words.value == explanation(app.model.state)
    assert app.words.value.count("$") % 2 == 0
    assert app.words.value.count("{") == app.words.value.count("}")
    app.close()


def test_the_figure_is_saved(tmp_path: Path) -> None:
    app = PrintedExplorer(PrintedState("average"))
    app.save(tmp_path / "average.pdf")
    assert (tmp_path / "average.pdf").read_bytes().startswith(b"%PDF")
    assert app.model.errors == []
    app.close()
