import pytest
from hypothesis import given
from hypothesis import strategies as st

from renp_widgets.apps.spectrum.drawing.comparison import shared_widths

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
