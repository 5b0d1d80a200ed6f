import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renp_widgets.checks import RefusedInput
from renp_widgets.live.units import read_number, written

READ = [
    ("10", "", 10.0, ""),
    ("10.5", "", 10.5, ""),
    ("10,5", "", 10.5, ""),
    ("20,7", "meV", 20.7, ""),
    ("0,124", "", 0.124, ""),
    (",5", "", 0.5, ""),
    (".5", "", 0.5, ""),
    ("5.", "", 5.0, ""),
    ("1,000", "", 1000.0, "1,000 was read as 1000"),
    ("12,345", "", 12345.0, "12,345 was read as 12345"),
    ("1,0000", "", 1.0, ""),
    ("0,001", "", 0.001, ""),
    ("1,000,000", "", 1e6, ""),
    ("1,234.5", "", 1234.5, ""),
    ("1 000 000", "", 1e6, ""),
    ("1/3", "", 1 / 3, ""),
    ("3/4", "", 0.75, ""),
    ("-1,5/2", "", -0.75, ""),
    ("1e-3", "", 1e-3, ""),
    ("1.2E+5", "", 1.2e5, ""),
    ("10^6", "", 1e6, ""),
    ("-10^-6", "", -1e-6, ""),
    ("10⁻⁶", "", 1e-6, ""),
    ("1.5×10^24", "", 1.5e24, ""),
    ("1.5x10^24", "", 1.5e24, ""),
    ("1.5 * 10**24", "", 1.5e24, ""),
    ("1.5·10²⁴", "", 1.5e24, ""),
    ("−5.1", "", -5.1, ""),
    ("+5", "", 5.0, ""),
    ("10 meV", "meV", 10.0, ""),
    ("0.01 eV", "meV", 10.0, ""),
    ("124 µeV", "eV", 1.24e-4, ""),
    ("124 μeV", "meV", 0.124, ""),
    ("124ueV", "eV", 1.24e-4, ""),
    ("1230 meV", "eV", 1.23, ""),
    ("0.298 µm", "nm", 298.0, ""),
    ("225 d", "days", 225.0, ""),
    ("5400 h", "days", 225.0, ""),
    ("180 deg", "rad", math.pi, ""),
    ("5 /day", "/day", 5.0, ""),
    ("2 %", "%", 2.0, ""),
    ("1,5 meV", "eV", 1.5e-3, ""),
    ("0.0000154", "meV", 1.54e-5, ""),
    ("0,00001", "", 1e-5, ""),
    ("0.00001/0.00002", "", 0.5, ""),
    ("10000000000000000000000", "", 1e22, ""),
    ("–5", "", -5.0, ""),
    ("10^(-3)", "", 1e-3, ""),
    ("1'000'000", "", 1e6, ""),
    ("10⁻³ cm⁻³", "cm⁻³", 1e-3, ""),
    ("1e21 cm^-3", "cm⁻³", 1e21, ""),
    ("1e-11 μB", "μ_B", 1e-11, ""),
    ("225 Days", "days", 225.0, ""),
    ("1 year", "days", 365.25, ""),
]


@pytest.mark.parametrize(
    "text", ["1 1/2", "1 5", "10 20", "10²5", "5²", "1.5 10^3", "12 34,5", "1 0000"]
)
def test_numbers_side_by_side_are_not_run_together(text: str) -> None:
    with pytest.raises(RefusedInput, match="not one number"):
        read_number(text)


@given(st.floats(min_value=1e-40, max_value=1e40))
def test_what_is_written_is_read_again(number: float) -> None:
    for digits in (6, 9):
        text = written(number, digits)
        assert read_number(text).value == float(f"{number:.{digits}g}")
        assert "e+" not in text
        assert "e-0" not in text
    plain = f"{number:.50f}"[:60]
    assert read_number(plain).value == float(plain)


@pytest.mark.parametrize(("text", "unit", "value", "said"), READ)
def test_a_number_is_read_as_it_was_meant(text: str, unit: str, value: float, said: str) -> None:
    reading = read_number(text, unit)
    assert reading.value == pytest.approx(value, rel=1e-12)
    assert reading.said == said


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("", "", "Type a number first"),
        ("  ", "meV", "Type a number first"),
        ("ten", "", "'ten' is not a number"),
        ("1.2.3", "", "several points"),
        ("1,23,456", "", "neither thousands nor one"),
        ("1.234,5", "", "neither thousands nor one"),
        ("1/0", "", "0 below the line"),
        ("nan", "", "not a number"),
        ("inf", "", "not a number"),
        ("1e999", "", "too large"),
        ("10 nm", "meV", "'nm' is not understood: the number is asked in meV"),
        ("10 meV", "", "the number is asked without a unit"),
        ("10 parsec", "meV", "'parsec' is not understood"),
        ("1" * 100, "", "not a number"),
        ("__import__('os')", "", "not a number"),
        ("<b>1</b>", "", "not a number"),
    ],
)
def test_what_is_no_number_says_why(text: str, unit: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_number(text, unit)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_python_s_own_spelling_is_understood(number: float) -> None:
    assert read_number(repr(number)).value == pytest.approx(number, rel=1e-15, abs=0.0)


@given(st.text(max_size=80), st.sampled_from(["", "meV", "days"]))
def test_any_text_is_a_number_or_refused(text: str, unit: str) -> None:
    with suppress(RefusedInput):
        assert math.isfinite(read_number(text, unit).value)
