from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

from renp_widgets.apps.sensitivity.compute import compute
from renp_widgets.apps.sensitivity.plot import plot
from renp_widgets.apps.sensitivity.state import SensitivityState
from renp_widgets.live.fields import THEMES, Appearance
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.model import LiveScene

STATE = SensitivityState()
ORDERINGS = ("normal", "inverted")


def scene(state: SensitivityState, **view: Any) -> LiveScene:
    return LiveScene(state, compute(state), Appearance(**view))


def drawn(state: SensitivityState = STATE, **view: Any) -> PlotFigure:
    figure = PlotFigure(plot)
    figure.update(scene(state, **view))
    return figure


def test_points_bars_and_curves_are_the_counts() -> None:
    state = replace(STATE, background=2.0, seed=4)
    shown, artists = compute(state), drawn(state).artists
    detuning, counts = artists["points"].get_data()
    np.testing.assert_array_equal(detuning, state.experiment.triggers)
    np.testing.assert_array_equal(counts, shown.verdict.counts)
    for (x, low), (same, high) in artists["bars"].get_segments():
        k = np.flatnonzero(detuning == x)[0]
        assert x == same
        assert (high - low) / 2 == pytest.approx(np.sqrt(counts[k]))
    for ordering in ORDERINGS:
        fit = artists[f"fit {ordering}"].get_ydata()
        np.testing.assert_array_equal(fit, shown.curves[ordering])
    assert artists["truth"].get_visible()
    assert artists["floor"].get_paths()[0].vertices[:, 1].max() == pytest.approx(10.0)


def test_the_true_ordering_is_solid_and_the_other_dashed() -> None:
    figure = drawn()
    for kind in ("fit", "profile"):
        assert figure.artists[f"{kind} normal"].get_linestyle() == "-"
        assert figure.artists[f"{kind} inverted"].get_linestyle() == "--"
    figure.update(scene(replace(STATE, ordering="inverted")))
    assert figure.artists["profile inverted"].get_linestyle() == "-"


def test_profiles_start_at_the_best_fit_of_both() -> None:
    figure = drawn(replace(STATE, seed=1))
    lowest = [figure.artists[f"profile {name}"].get_ydata().min() for name in ORDERINGS]
    assert min(lowest) == 0.0
    assert max(lowest) > 0


def test_masses_that_one_event_excludes_lie_along_the_edge_and_are_named() -> None:
    figure = drawn()
    profile = compute(STATE).verdict.profiles["normal"]
    masses, height = figure.artists["excluded normal"].get_data()
    np.testing.assert_array_equal(np.isfinite(height), np.isinf(profile.chi2))
    np.testing.assert_array_equal(masses, 1e3 * profile.masses)
    assert figure.artists["excluded"].get_text() == "excluded by one event"
    figure.update(scene(replace(STATE, background=1.0)))
    assert figure.artists["excluded"].get_text() == ""
    assert not np.isfinite(figure.artists["excluded normal"].get_ydata()).any()


def test_significances_and_the_present_exposure() -> None:
    shown, figure = compute(STATE), drawn()
    for question, outlook in shown.outlooks.items():
        np.testing.assert_array_equal(figure.artists[question].get_ydata(), outlook.significance)
        (days,), (now,) = figure.artists[f"{question} now"].get_data()
        assert days == STATE.days
        assert now == pytest.approx(np.sqrt(shown.verdict.chi2[question]))


def test_an_answer_that_is_certain_is_a_step() -> None:
    shown, figure = compute(STATE), PlotFigure(plot)
    certain = replace(shown.outlooks["ordering"], certain=True, days=30.0)
    outlooks = {**shown.outlooks, "ordering": certain}
    figure.update(LiveScene(STATE, replace(shown, outlooks=outlooks), Appearance()))
    days, height = figure.artists["ordering"].get_data()
    assert set(days) == {30.0}
    assert height[-1] > figure.axes["exposure"].get_ylim()[1]


def test_axes_and_background_stay_while_a_slider_moves_a_little() -> None:
    figure = drawn()
    background = figure.background
    for mass in (0.0101, 0.0102, 0.0103):
        figure.update(scene(replace(STATE, lightest_mass=mass)))
    assert figure.background == background
    figure.update(scene(replace(STATE, days=1000.0)))
    assert figure.background == background + 1
    top = figure.axes["counts"].get_ylim()[1]
    assert top > figure.artists["points"].get_ydata().max()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("lecture", [False, True])
@pytest.mark.parametrize("seed", [None, 3])
def test_words_are_whole_and_apart(theme: str, lecture: bool, seed: int | None) -> None:
    state = replace(STATE, background=1.0, seed=seed, ordering="inverted", target="Xe")
    figure = drawn(state, theme=theme, lecture=lecture)
    canvas = FigureCanvasAgg(figure.figure)
    for artist in figure.moving:
        artist.set_animated(False)
    canvas.draw()
    renderer = canvas.get_renderer()
    frame = figure.figure.bbox
    panels = [*figure.axes.values()]
    assert len(panels) == 3
    boxes = [Bbox.from_bounds(*box) for box in figure.keys.boxes.values() if box]
    assert len(boxes) == 3
    for axes in panels:
        labels = (axes.xaxis.label, axes.yaxis.label)
        boxes += [label.get_window_extent(renderer) for label in labels]
    title = figure.moving[-1]
    assert title.get_text() == figure.plot.titles[0][1]
    boxes.append(title.get_window_extent(renderer))
    for k, box in enumerate(boxes):
        assert frame.x0 <= box.x0 < box.x1 <= frame.x1
        assert frame.y0 <= box.y0 < box.y1 <= frame.y1
        for axes in panels:
            assert not box.shrunk(0.98, 0.9).overlaps(axes.bbox)
        for other in boxes[:k]:
            assert not box.overlaps(other)


def test_places_and_values_agree_with_the_axes_on_every_scale() -> None:
    figure = drawn()
    for panel, x, y in (("counts", 2e-4, 7.0), ("masses", 1.5, 3.0), ("exposure", 30.0, 2.0)):
        axes = figure.axes[panel]
        place = axes.transAxes.inverted().transform(axes.transData.transform((x, y)))
        assert figure.place_of(panel, x, y) == pytest.approx(tuple(place))
        assert figure.data_at(panel, *place) == pytest.approx((x, y))


def test_a_look_is_made_anew_in_the_same_figure() -> None:
    figure = drawn()
    kept, height = figure.figure, figure.figure.get_figheight()
    figure.update(scene(STATE, theme="dark", lecture=True))
    assert figure.figure is kept
    assert kept.get_figheight() > height
    assert figure.paper == "#15171c"
    assert len(figure.artists["points"].get_xdata()) == STATE.n_triggers
