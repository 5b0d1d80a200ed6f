"""A plot is drawn as it says, with artists that are kept."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex

from renp_widgets.live.fields import Appearance
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.plot import (
    STRIPS,
    Area,
    Axis,
    Curve,
    Key,
    Label,
    Mark,
    Notes,
    Panel,
    Plot,
    Prose,
    Segments,
    Tags,
    Top,
)

X = np.linspace(0.0, 1.0, 5)
PANELS = {
    "left": Panel(
        Axis((0.0, 1.0), "x"), Axis((0.0, 2.0), "y", needs=(0.0, 1.5)), key=Key(), listens=True
    ),
    "right": Panel(Axis((10.0, 0.1), scale="log"), Axis((1.0, 100.0), scale="log"), column=1),
}
MARKS: list[Mark] = [
    Area("area", "left", [[(0, 0), (1, 0), (1, 1)]], color="band", alpha=0.2),
    Segments("steps", "left", [[(0, 1), (1, 1)], [(0, 2), (1, 2)]], color=("ink", "channel 3")),
    Curve("rule", "right", [1.0, 1.0], [0.0, 1.0], at="rule", still=True),
    Curve("curve", "left", X, X**2, color="channel 1", key="square"),
    Curve("points", "left", X, X, color="pin 0", dashes="none", marker="o", key="points"),
    Label("word", "right", 1.0, 10.0, "here", dx=3.0, align="center"),
    Tags("names", "right", [1.0, 1.01, 5.0], ["11", "12", "22"], leaders=True),
]
PLOT = Plot(PANELS, MARKS, [("", "title"), ("", "below it"), ("right", "beside it")])


def drawn(plot: Plot = PLOT, **look: Any) -> PlotFigure:
    figure = PlotFigure(lambda scene: scene.plot)
    figure.update(scene(plot, **look))
    return figure


def scene(plot: Plot, **look: Any) -> Any:
    return SimpleNamespace(plot=plot, view=Appearance(**look))


def changed(name: str, **changes: Any) -> Plot:
    return replace(PLOT, marks=[replace(x, **changes) if x.name == name else x for x in MARKS])


def test_artists_show_their_marks() -> None:
    figure = drawn()
    np.testing.assert_array_equal(figure.artists["curve"].get_data(), (X, X**2))
    assert figure.artists["curve"].get_color() == figure.look.channel_colors[1]
    assert figure.artists["points"].get_color() == figure.look.pin_colors[0]
    colors = [to_hex(c) for c in figure.artists["steps"].get_colors()]
    assert colors == [figure.look.colors.ink, figure.look.channel_colors[3]]
    assert figure.plot["curve"].key == "square"
    assert figure.axes["right"].get_xlim() == (10.0, 0.1)
    assert figure.artists["rule"] not in figure.moving
    assert figure.artists["curve"] in figure.moving


def test_artists_are_kept_and_what_moves_is_no_background() -> None:
    figure = drawn()
    artists, before = dict(figure.artists), figure.background
    figure.update(scene(changed("curve", y=0.5 * X)))
    figure.update(scene(changed("word", text="there", x=2.0)))
    figure.update(scene(changed("points", shown=False)))
    assert figure.artists == artists
    assert figure.background == before
    assert not figure.artists["points"].get_visible()
    figure.update(scene(PLOT, theme="dark"))
    assert figure.background == before + 1
    assert figure.artists["curve"] is not artists["curve"]
    assert figure.paper == figure.look.colors.paper
    assert figure.figure is drawn_figure(figure)


def drawn_figure(figure: PlotFigure) -> Any:
    return figure.axes["left"].get_figure()


def test_other_marks_are_made_anew() -> None:
    figure = drawn()
    before = figure.background
    figure.update(scene(replace(PLOT, marks=MARKS[:4])))
    assert figure.background == before + 1
    assert [*figure.artists] == ["area", "steps", "rule", "curve"]


def test_axes_hold_still_while_what_they_show_fits() -> None:
    figure = drawn()
    before = figure.background

    def update(high: float, needed: float, *, at_rest: bool = False) -> float:
        up = replace(PANELS["left"].y, limits=(0.0, high), needs=(0.0, needed))
        left = replace(PANELS["left"], y=up)
        panels = {**PANELS, "left": left}
        figure.update(scene(replace(PLOT, panels=panels)), at_rest=at_rest)
        return float(figure.axes["left"].get_ylim()[1])

    assert update(1.0, 0.9) == 2.0  # it fits
    assert figure.background == before
    assert update(1.0, 0.9, at_rest=True) == 1.0
    assert update(3.0, 2.5) == 3.0  # it does not fit
    assert update(1.0, 0.5) == 1.0  # it would be dwarfed
    assert figure.background == before + 3


def test_places_and_data_are_inverse() -> None:
    figure = drawn()
    for panel, x, y in (("left", 0.3, 1.2), ("right", 0.5, 30.0)):
        place = figure.place_of(panel, x, y)
        assert figure.data_at(panel, *place) == pytest.approx((x, y))
        at = (
            figure.axes[panel]
            .transAxes.inverted()
            .transform(figure.axes[panel].transData.transform((x, y)))
        )
        assert place == pytest.approx(tuple(at))
    assert [*figure.panels] == ["left"]
    left, bottom, wide, high = figure.panels["left"]
    assert figure.axes["left"].get_position().bounds == pytest.approx((left, bottom, wide, high))


@pytest.mark.parametrize("lecture", [False, True])
def test_words_stand_where_they_are_said_to(lecture: bool) -> None:
    figure = drawn(lecture=lecture)
    unit = figure.look.type
    x, y, w, h = figure.sheet.boxes["right"]
    word = figure.artists["word"]
    assert word.get_position()[0] + 0.5 * figure.sheet.wide("here", 9.0) == pytest.approx(
        x + 0.5 * w + 3 * unit
    )
    assert word.get_position()[1] == pytest.approx(y + 0.5 * h)
    _, _, first, second, third = figure.artists["names"]
    assert second.get_position()[0] - third.get_position()[0] > 20 * unit
    assert abs(first.get_position()[0] - second.get_position()[0]) > 20 * unit  # not on each other
    titles = [title.get_position() for title in figure.titles]
    assert titles[0][0] == titles[1][0] < titles[2][0]
    assert titles[0][1] > titles[1][1]
    assert titles[0][1] == titles[2][1]


def test_the_key_explains_what_is_shown_the_uppermost_first() -> None:
    figure = drawn()

    def shown() -> list[str]:
        words = {
            name: words for name, (_, words) in figure.keys.samples.items() if words.get_visible()
        }
        return sorted(words, key=lambda name: words[name].get_position()[0])

    assert shown() == ["points", "curve"]
    figure.update(scene(changed("points", shown=False)))
    assert shown() == ["curve"]
    assert not figure.keys.samples["points"][0].get_visible()


def test_a_fresh_figure_draws_the_same() -> None:
    figure = drawn()
    other = figure.fresh()
    other.update(scene(PLOT), at_rest=True)
    assert other.figure is not figure.figure
    np.testing.assert_array_equal(other.artists["curve"].get_data(), (X, X**2))


def test_what_is_no_mark_is_refused() -> None:
    with pytest.raises(TypeError, match=r"marks must be of live\.plot"):
        drawn(replace(PLOT, marks=[Mark("odd", "left")]))
    with pytest.raises(AttributeError, match="mauve"):
        drawn(changed("curve", color="mauve"))


def test_what_is_still_is_drawn_anew_when_it_changes_alone() -> None:
    figure = drawn()
    artists, before = dict(figure.artists), figure.background
    figure.update(scene(changed("rule", x=[1.0, 1.0])))  # equal, if not the same
    assert figure.background == before
    figure.update(scene(changed("rule", x=[2.0, 2.0])))
    assert figure.background == before + 1
    assert figure.artists == artists
    assert [*figure.artists["rule"].get_xdata()] == [2.0, 2.0]


def test_limits_that_someone_else_has_set_stay_until_the_plot_is_about_something_else() -> None:
    figure = drawn()
    before, place = figure.background, figure.artists["word"].get_position()
    figure.axes["right"].set_xlim(5.0, 0.5)
    assert figure.background == before + 1
    assert figure.artists["word"].get_position() != place  # follows at once
    figure.update(scene(PLOT), at_rest=True)
    assert figure.axes["right"].get_xlim() == (5.0, 0.5)
    figure.update(scene(replace(PLOT, about="another")))
    assert figure.axes["right"].get_xlim() == (10.0, 0.1)
    assert figure.artists["word"].get_position() == place


def test_a_panel_that_shares_an_axis_follows_the_other() -> None:
    below = Panel(PANELS["left"].x, Axis((0.0, 1.0)), row=1, shares="left")
    figure = drawn(replace(PLOT, panels={**PANELS, "below": below}, layout=STRIPS))
    figure.axes["left"].set_xlim(0.2, 0.3)
    assert figure.axes["below"].get_xlim() == (0.2, 0.3)


def test_tags_have_swatches_and_markers_for_places_beyond_the_edge() -> None:
    colors = ["channel 0", "channel 1", "channel 2"]
    figure = drawn(changed("names", places=[0.01, 1.0], colors=colors, lit=1))
    shapes, _, *names = figure.artists["names"]
    assert [name.get_text() for name in names] == ["11", "12", ""]
    lit, *swatches, first, second = (path.get_extents() for path in shapes.get_paths())
    assert [swatch.width > 0 for swatch in swatches] == [True, True, False]
    assert lit.x0 < names[1].get_position()[0] < lit.x1
    assert first.width > 5  # the axis goes from 10 down to 0.1
    assert second.width == 0
    right = figure.axes["right"].bbox.x1
    assert first.x0 < right < first.x1


def test_notes_avoid_what_is_drawn() -> None:
    low = Curve("low", "left", X, 0.01 + 0.0 * X)
    high = Curve("high", "left", X, 1.9 + 0.0 * X)
    notes = Notes("notes", "left", ["one", "two"])
    axes = drawn().axes["left"].bbox

    def heights(*marks: Mark) -> list[float]:
        figure = drawn(replace(PLOT, marks=[*marks, notes]))
        lines = [line for line in figure.artists["notes"] if line.get_text()]
        return [(line.get_position()[1] - axes.y0) / axes.height for line in lines]

    assert max(heights(high)) < 0.3
    assert min(heights(low)) > 0.7
    assert max(heights(low, high)) < 0.3  # there is no room at all


def test_titles_are_shortened_before_they_reach_the_next() -> None:
    figure = drawn(replace(PLOT, titles=[("", 200 * "w"), ("right", "beside it")]))
    first, second = figure.titles
    assert first.get_text().endswith("…")
    assert (
        first.get_position()[0] + figure.sheet.wide(first.get_text(), 11) < second.get_position()[0]
    )
    stacked = replace(PLOT, layout=replace(PLOT.layout, stacked=True))
    places = [title.get_position() for title in drawn(stacked, lecture=True).titles]
    assert len({x for x, _ in places}) == 1
    assert len({y for _, y in places}) == 3


def test_another_measure_stands_above_a_panel() -> None:
    top = Top("names", lambda *limits: np.array(limits[:2]), lambda x: [f"at {each}" for each in x])
    panels = {**PANELS, "left": replace(PANELS["left"], top=top)}
    (above,) = drawn(replace(PLOT, panels=panels)).axes["left"].child_axes
    assert [*above.xaxis.get_majorticklocs()] == [0.0, 1.0]
    assert [label.get_text() for label in above.xaxis.get_ticklabels()] == ["at 0.0", "at 1.0"]


def test_markers_at_the_edge_have_the_colours_of_their_tags() -> None:
    colors = ["channel 0", "channel 1", "channel 2"]
    figure = drawn(changed("names", places=[0.01, 1.0], colors=colors))
    shapes = figure.artists["names"][0]
    painted = [to_hex(color) for color in shapes.get_facecolor()]
    k = [path.get_extents().width > 0 for path in shapes.get_paths()]
    assert [painted[n] for n, there in enumerate(k) if there] == [
        figure.look.channel_colors[n] for n in (0, 1, 0)
    ]


def test_limits_that_the_figure_has_given_before_are_its_own() -> None:
    """A toolbar's "home" brings them back, also in panels that have moved on since."""
    figure = drawn()

    def update(high: float) -> float:
        up = replace(PANELS["left"].y, limits=(0.0, high), needs=(0.0, high))
        panels = {**PANELS, "left": replace(PANELS["left"], y=up)}
        figure.update(scene(replace(PLOT, panels=panels)))
        return float(figure.axes["left"].get_ylim()[1])

    assert update(9.0) == 9.0
    figure.axes["left"].set_ylim(0.0, 2.0)
    assert update(9.0) == 9.0


def test_a_key_that_changes_is_made_anew() -> None:
    def panels(key: Key | None) -> dict[str, Panel]:
        return {**PANELS, "left": replace(PANELS["left"], key=key)}

    figure = drawn()
    above = figure.keys.boxes["left"]
    figure.update(scene(replace(PLOT, panels=panels(Key(above=None)))))
    assert figure.keys.boxes["left"] != above
    figure.update(scene(replace(PLOT, panels=panels(None))))
    assert figure.keys.samples == {}


def test_a_still_sample_that_moves_is_background() -> None:
    still = replace(MARKS[3], still=True)
    plot = replace(PLOT, marks=[still if mark.name == "curve" else mark for mark in MARKS])
    figure = drawn(plot)
    before = figure.background
    gone = [replace(mark, shown=mark.name != "points") for mark in plot.marks]
    figure.update(scene(replace(plot, marks=gone)))
    assert figure.background == before + 1


def test_after_a_plot_that_fails_all_is_made_anew() -> None:
    figure = drawn()
    with pytest.raises(AttributeError, match="mauve"):
        figure.update(scene(changed("curve", color="mauve")))
    figure.update(scene(PLOT))
    assert figure.artists["curve"] in figure.figure.artists


def test_words_that_are_not_shown_are_not_seen() -> None:
    marks = [*MARKS, Notes("notes", "left", ["one"]), Prose("prose", "left", 99 * ["word"])]
    figure = drawn(replace(PLOT, marks=[replace(mark, shown=False) for mark in marks]))
    for mark in marks:
        made = figure.artists[mark.name]
        artists = made if isinstance(made, list) else [made]
        assert not any(artist.get_visible() for artist in artists)
    names = drawn(changed("names", places=[])).artists["names"][2:]
    assert [name.get_text() for name in names] == ["", "", ""]
