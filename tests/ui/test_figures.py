from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

from renp_widgets.ui.figures import SpectrumFigure
from renp_widgets.ui.model import compute
from renp_widgets.ui.state import ExplorerState

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


def drawn(state: ExplorerState) -> SpectrumFigure:
    figure = SpectrumFigure()
    figure.update(compute(state))
    return figure


def test_the_curves_are_the_spectrum() -> None:
    spectrum = compute(ExplorerState())
    figure = SpectrumFigure()
    figure.update(spectrum)
    detuning, intensity = figure.curve_end.get_data()
    np.testing.assert_array_equal(detuning, spectrum.detuning)
    np.testing.assert_array_equal(intensity, spectrum.intensity)
    omega, intensity = figure.curve_full.get_data()
    np.testing.assert_array_equal(omega[:-2], spectrum.omega[::-1])
    np.testing.assert_array_equal(intensity[-2:], [0.0, 0.0])  # nothing above the end point


@pytest.mark.parametrize("state", STATES)
def test_every_threshold_has_a_line_at_its_place_or_a_marker_at_the_edge(
    state: ExplorerState,
) -> None:
    figure, thresholds = drawn(state), compute(state).thresholds
    low, high = sorted(figure.end.get_xlim())
    for k, detuning in enumerate(thresholds.detuning):
        segment = figure.lines_end.get_segments()[k]
        marked = len(figure.edge_markers[k].get_xdata()) == 1
        inside = low <= detuning <= high
        assert marked != inside
        assert np.ptp(segment[:, 1]) == (1 if inside else 0)
        if inside:
            pixel = figure.end.transAxes.transform((segment[0, 0], 0))[0]
            assert pixel == pytest.approx(figure.end.transData.transform((detuning, 0))[0])
        assert figure.lines_full.get_segments()[k][0, 0] == thresholds.omega[k]


@pytest.mark.parametrize("state", STATES)
def test_labels_neither_overlap_nor_leave_the_picture(state: ExplorerState) -> None:
    figure = drawn(state)
    FigureCanvasAgg(figure.figure).draw()
    boxes = [
        Bbox.union([figure.swatches[k].get_window_extent(), figure.labels[k].get_window_extent()])
        for k in range(7 if compute(state).resonance else 6)
    ]
    renderer = figure.figure.canvas.get_renderer()
    axes = [figure.full, figure.end, *figure.full.child_axes]
    boxes += [axis.get_tightbbox(renderer) for x in axes for axis in (x.xaxis, x.yaxis)]
    boxes = [box for box in boxes if box] + [t.get_window_extent() for t in figure.figure.texts]
    for n, box in enumerate(boxes):
        assert np.all(box.min >= 0)
        assert np.all(box.max <= figure.figure.bbox.max)
        assert not any(box.overlaps(other) for other in boxes[:n] if n > 6)


def test_axes_stay_while_the_lightest_mass_moves() -> None:
    figure = drawn(ExplorerState())
    background, limits = figure.background, [figure.end.get_xlim(), figure.end.get_ylim()]
    for mass in np.geomspace(1e-5, 0.1, 30):
        figure.update(compute(ExplorerState(lightest_mass=mass)))
    assert figure.background == background
    assert [figure.end.get_xlim(), figure.end.get_ylim()] == limits


def test_axes_follow_a_curve_that_leaves_and_a_new_target() -> None:
    figure = drawn(ExplorerState())
    background = figure.background
    for state in (
        ExplorerState(lightest_mass=0.4),
        ExplorerState(target="Xe"),
        ExplorerState(target="custom", e_eg=0.02, e_vg=5.0),
    ):
        spectrum = compute(state)
        figure.update(spectrum)
        assert figure.background > background
        background = figure.background
        assert figure.full.get_ylim()[1] >= spectrum.intensity.max()
        assert figure.full.get_xlim()[1] > spectrum.target.end_point


def test_a_spectrum_without_open_channels_is_drawn_flat() -> None:
    figure = drawn(ExplorerState(target="custom", e_eg=0.02, e_vg=0.03, lightest_mass=0.5))
    assert np.all(figure.curve_full.get_ydata() == 0)
    assert figure.full.get_ylim() == (0.0, 1.0)


def test_the_title_says_what_is_shown() -> None:
    state = ExplorerState(lightest_mass=0.0215, delta=0.0, alpha31=np.pi)
    figure = drawn(state)
    assert figure.title.get_text().split("    ") == ["m₁ = 21.5 meV", "δ = 0°", "α₃₁ = 180°"]
    figure.update(compute(replace(state, nature="dirac", ordering="inverted")))
    texts = [text.get_text() for text in figure.figure.texts]
    assert texts == ["Yb, inverted ordering, Dirac", "m₃ = 21.5 meV"]


def test_the_resonance_has_a_line_and_the_axis_is_for_what_lies_beside_it() -> None:
    state = ExplorerState(mediator="vector", mediator_mass=0.2)
    spectrum, figure = compute(state), drawn(state)
    resonance = 0.2**2 / (2 * spectrum.target.e_eg)
    assert spectrum.resonance == pytest.approx(resonance)
    assert figure.lines_full.get_segments()[6][0, 0] == spectrum.target.end_point - resonance
    x = figure.end.transAxes.transform((figure.lines_end.get_segments()[6][0, 0], 0))[0]
    assert x == pytest.approx(figure.end.transData.transform((resonance, 0))[0])
    assert spectrum.intensity.max() > 1e6
    assert figure.end.get_ylim()[1] < 1e3
    for mass in np.geomspace(0.01, 1.9, 30):  # no grid point falls on the pole by chance
        beside = compute(replace(state, mediator_mass=mass))
        assert np.isfinite(beside.intensity).all()
    heavy = drawn(ExplorerState(mediator="vector", mediator_mass=1e3))
    assert len(heavy.lines_end.get_segments()) == 6
