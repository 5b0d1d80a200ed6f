from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renp_widgets.live.layout import laid_out, shared_widths
from renp_widgets.live.look import Look
from renp_widgets.live.plot import STRIPS, Axis, Layout, Panel

PANEL = {"x": Axis((0.0, 1.0)), "y": Axis((0.0, 1.0))}

WIDTHS = st.lists(st.floats(1, 300), max_size=5)


@given(WIDTHS, st.floats(50, 900))
def test_shared_widths_fit_and_cut_only_the_widest(wanted: list[float], room: float) -> None:
    widths = shared_widths(wanted, room)
    assert sum(widths) <= room * (1 + 1e-12) or widths == wanted
    cut = [width for width, want in zip(widths, wanted, strict=True) if width < want]
    if sum(wanted) <= room:
        assert cut == []
    else:
        assert sum(widths) == pytest.approx(room)
        assert max(widths) == pytest.approx(min(cut))


def panels(rows: int) -> dict[str, Panel]:
    return {f"{k} {n}": Panel(**PANEL, column=k, row=n) for k in range(2) for n in range(rows)}


def snapped(edge: float, dots: int, look: Look) -> float:
    """Where Agg puts the middle of an axis, in pixels, with so many dots a pixel."""
    odd = round(0.8 * look.line * dots * 100 / 72) % 2
    return float((np.floor(dots * edge + 0.5) + 0.5 * odd) / dots)


@pytest.mark.parametrize("lecture", [False, True])
@pytest.mark.parametrize(("layout", "rows"), [(Layout(), 1), (STRIPS, 2)])
def test_boxes_lie_inside_the_picture_and_apart(layout: Layout, rows: int, lecture: bool) -> None:
    look = Look(lecture=lecture)
    (width, height), boxes = laid_out(layout, panels(rows), lecture=lecture)
    assert width == 960
    assert len(boxes) == 2 * rows
    for (x, y, w, h), (left, bottom, across, up) in combinations(boxes.values(), 2):
        assert x + w < left or left + across < x or y + h < bottom or bottom + up < y
    for x, y, w, h in boxes.values():
        assert 0 < x < x + w < width
        assert 0 < y < y + h < height
        for edge in (x, x + w, height - y, height - y - h):
            assert snapped(edge, 1, look) == snapped(edge, 2, look)
            assert snapped(edge + 0.04, 1, look) == snapped(edge - 0.04, 2, look)


def test_what_lecture_and_strips_do_to_the_size() -> None:
    looks = ((Layout(), False), (Layout(), True), (STRIPS, False))
    plain, lecture, strips = (laid_out(x, panels(1), lecture=y)[0][1] for x, y in looks)
    assert Look(lecture=True).type == pytest.approx(1.5)
    assert lecture > plain
    assert 100 < strips - plain < 200
