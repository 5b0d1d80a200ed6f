from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from matplotlib.transforms import Bbox

from renp_widgets.apps.reach.compute import Point, ReachScene
from renp_widgets.apps.reach.plot import COUPLINGS, plot
from renp_widgets.apps.reach.state import ReachState
from renp_widgets.live.fast_text import Lettering, width
from renp_widgets.live.fields import THEMES, Appearance
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.look import DPI, POINTS
from renp_widgets.statistics.mediator_reach import CouplingReach

MASSES = np.geomspace(1e-4, 1e6, 21)
RISING = 1e-24 * (1 + MASSES**2)
CURVE = CouplingReach(MASSES, RISING, 3 * RISING, np.array([0.01, 0.1]), 1e-7)
POINT = Point(2.0, 1e-23, 0.1)


def scene(state: ReachState | None = None, **choices: object) -> ReachScene:
    values = {"view": Appearance(), "curve": CURVE, "point": POINT, **choices}
    return ReachScene(state or ReachState(), **values)  # type: ignore[arg-type]


@pytest.fixture
def figure() -> PlotFigure:
    figure = PlotFigure(plot)
    figure.update(scene())
    return figure


def test_the_curves_are_the_reach_of_both_signs(figure: PlotFigure) -> None:
    np.testing.assert_array_equal(figure.artists["reach"].get_data(), (MASSES, RISING))
    np.testing.assert_array_equal(figure.artists["opposite"].get_data(), (MASSES, 3 * RISING))
    assert figure.artists["opposite"].get_visible()
    assert not figure.artists["profiled"].get_visible()
    figure.update(scene(curve=replace(CURVE, negative=RISING), profiled=CURVE))
    assert not figure.artists["opposite"].get_visible()
    np.testing.assert_array_equal(figure.artists["profiled"].get_data(), (MASSES, RISING))
    figure.update(scene())
    assert not figure.artists["profiled"].get_visible()


def test_where_nothing_is_excluded_the_line_leaves_upwards(figure: PlotFigure) -> None:
    some = np.where(MASSES > 10, np.inf, RISING)
    figure.update(scene(curve=replace(CURVE, positive=some)))
    drawn = figure.artists["reach"].get_ydata()
    assert np.all(np.isfinite(drawn))
    np.testing.assert_array_equal(drawn[MASSES <= 10], RISING[MASSES <= 10])
    assert np.all(drawn[MASSES > 10] > figure.axes["plane"].get_ylim()[1])
    (shade,) = figure.artists["excluded"].get_paths()
    assert np.all(np.isfinite(shade.vertices))
    assert shade.contains_point((1.0, 1e-20))
    assert not shade.contains_point((1.0, 1e-25))
    assert not shade.contains_point((1e5, 1e-8))


def test_published_limits_lie_over_their_masses(figure: PlotFigure) -> None:
    ends = [tuple(map(tuple, x)) for x in figure.artists["limits"].get_segments()]
    # Those on axial and vector couplings, 3.4e-6 and 3.2e-6 squared, would lie on each other.
    assert ends == [((1e-4, pytest.approx(3.4e-6**2)), (1e4, pytest.approx(3.4e-6**2)))]
    assert "PandaX-II axial and vector, 90%" in [
        name.get_text() for name in figure.artists["limit names"][2:]
    ]
    (box,) = figure.artists["ranges"].get_segments()
    np.testing.assert_allclose([box.min(axis=0), box.max(axis=0)], [(1e-3, 1e-26), (1e4, 1e-15)])
    figure.update(scene(ReachState(mediator="scalar")))
    (box,) = figure.artists["ranges"].get_segments()
    np.testing.assert_allclose(box.min(axis=0), (1e-3, 1e-19))
    assert [x[1, 0] for x in figure.artists["limits"].get_segments()] == [3e4, 2e4]


def test_marks_are_where_they_belong(figure: PlotFigure) -> None:
    places = [x[0, 0] for x in figure.artists["resonances"].get_segments()]
    panel = figure.plot["resonances"].panel
    assert [figure.data_at(panel, x)[0] for x in places] == pytest.approx([0.01, 0.1])
    np.testing.assert_array_equal(figure.artists["kinematic"].get_xdata(), 2.14349)
    figure.update(scene(ReachState("Xe").at(30.0, 1e-20)))
    np.testing.assert_array_equal(figure.artists["kinematic"].get_xdata(), 8.31532)
    assert (figure.artists["dot"].get_xdata(), figure.artists["dot"].get_ydata()) == (
        [30.0],
        [1e-20],
    )
    assert (30.0, 1e-20) in zip(*figure.artists["cross"].get_data(), strict=True)


def test_places_and_data_are_inverse(figure: PlotFigure) -> None:
    place = figure.place_of("plane", 0.3, 1e-20)
    assert figure.data_at("plane", *place) == pytest.approx((0.3, 1e-20))
    assert figure.data_at("plane", 0.0, 1.0) == pytest.approx((1e-4, COUPLINGS["vector"][1]))
    left, bottom, wide, high = figure.panels["plane"]
    at = figure.axes["plane"].transData.transform((0.3, 1e-20)) / figure.figure.bbox.size
    assert (left + place[0] * wide, bottom + place[1] * high) == pytest.approx(tuple(at))


def test_only_mediator_and_look_change_the_background(figure: PlotFigure) -> None:
    before = figure.background
    figure.update(scene(ReachState("Xe", days=1e3).at(1.0, 1e-9), curve=CURVE, profiled=CURVE))
    assert figure.background == before
    figure.update(scene(ReachState(mediator="scalar")))
    assert figure.background == before + 1
    assert figure.axes["plane"].get_ylim() == COUPLINGS["scalar"]
    figure.update(scene(ReachState(mediator="scalar"), view=Appearance("dark", lecture=True)))
    assert figure.background == before + 2
    assert figure.axes["plane"].get_ylim() == COUPLINGS["scalar"]
    assert figure.paper == figure.look.colors.paper


def box(text: Lettering) -> Bbox:
    """The box of a text in pixels of the figure, without what hangs below the line."""
    size = text.get_fontsize() * DPI / POINTS
    x, y = text.get_position()
    return Bbox.from_bounds(x, y, width(text.get_text(), size), 0.75 * size)


@pytest.mark.parametrize("lecture", [False, True])
@pytest.mark.parametrize(
    "state",
    [
        ReachState(),
        ReachState("Xe", mediator="scalar", element="12", phase="imaginary"),
        ReachState(
            "Xe",
            "inverted",
            lightest_mass=0.01234,
            mediator="scalar",
            scalar_kind="pseudoscalar",
            element="12",
            phase="imaginary",
            days=123.4,
            n_triggers=100,
            background=12.34,
            rate=1.234e-5,
        ),
    ],
)
def test_no_text_is_cut_or_on_another(state: ReachState, lecture: bool) -> None:
    figure = PlotFigure(plot)
    figure.update(scene(state, view=Appearance(lecture=lecture), profiled=CURVE))
    texts = [x for x in figure.moving if isinstance(x, Lettering) and x.get_visible()]
    boxes = [box(text) for text in texts if text.get_text()]
    assert len(boxes) == (10 if state.mediator == "vector" else 11)
    across, up = figure.figure.get_size_inches() * DPI
    for each in boxes:
        assert each.x0 >= 0
        assert each.x1 <= across
        assert each.y0 >= 0
        assert each.y1 <= up
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_is_in_the_palette(theme: str) -> None:
    figure = PlotFigure(plot)
    figure.update(scene(view=Appearance(theme)))
    colors = {
        figure.artists["reach"].get_color(),
        figure.artists["kinematic"].get_color(),
        figure.artists["profiled"].get_color(),
    }
    assert colors <= set(figure.palette)
