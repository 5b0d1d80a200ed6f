import re
from itertools import pairwise

import pytest

import renp_widgets as rw
from renp_widgets.apps.spectrum.words.mass_scale import lightest_mass_bounds, mass_scale_bar

DESI, PLANCK, KATRIN = "DESI DR2 + CMB", "Planck + BAO", "KATRIN"


@pytest.mark.parametrize("ordering", ["normal", "inverted"])
def test_bounds_saturate_their_limits(ordering: str) -> None:
    bounds = {bound.label: bound for bound in lightest_mass_bounds(ordering)}
    assert set(bounds) == {DESI, PLANCK, KATRIN}
    for limit in rw.LIMITS:
        if limit.name not in bounds:
            continue
        bound = bounds[limit.name]
        assert bound.citation == limit.citation
        neutrinos = rw.Neutrinos.from_oscillation(ordering, bound.mass or 0.0)
        quantity = {
            "m_beta": neutrinos.effective_beta_mass,
            "mass_sum": neutrinos.mass_sum,
        }[limit.quantity]
        if bound.mass is None:
            assert quantity > limit.value
        else:
            assert quantity == pytest.approx(limit.value, rel=1e-12)


def test_bounds_in_numbers() -> None:
    normal = {label: mass for label, mass, *_ in lightest_mass_bounds("normal")}
    assert normal == pytest.approx({KATRIN: 0.4499, PLANCK: 0.03014, DESI: 0.00425}, rel=1e-3)
    inverted = {label: mass for label, mass, *_ in lightest_mass_bounds("inverted")}
    assert inverted[DESI] is None  # the two heavy ones alone weigh 0.099 eV
    assert inverted[PLANCK] == pytest.approx(0.01602, rel=1e-3)


def segments(html: str) -> list[tuple[float, float, str]]:
    found = re.findall(r'left:([\d.]+)%;width:([\d.]+)%;[^"]*" title="([^"]*)"', html)
    return [(float(left), float(width), title) for left, width, title in found]


def test_the_bar_is_darker_where_more_limits_exclude() -> None:
    html = mass_scale_bar("normal", 0.01, 1000.0)
    parts = segments(html)
    assert len(parts) == 3
    # five decades: 4.25 meV is at log10(425)/5 of the way
    assert [part[0] for part in parts] == pytest.approx([52.57, 69.58, 93.06], abs=0.02)
    for (left, width, _), (start, _, _) in pairwise(parts):
        assert left + width == pytest.approx(start, abs=0.02)
    assert parts[-1][0] + parts[-1][1] == pytest.approx(100, abs=0.02)
    _, *shades = [float(x) for x in re.findall(r"rgba\(128,128,128,([\d.]+)\)\"", html)]
    assert shades[:3] == sorted(set(shades)) == shades[:2:-1]  # of the bar, and of its key
    assert [title.count("arXiv:") for _, _, title in parts] == [1, 2, 3]
    assert "&lt; 0.0642 eV at 95% CL in LambdaCDM" in parts[0][2]
    assert parts[0][2].startswith("disfavoured in ΛCDM by DESI DR2 + CMB")
    assert "; excluded by KATRIN" in parts[2][2]


def test_the_bar_says_in_words_what_it_shows() -> None:
    html = mass_scale_bar("inverted", 0.01, 1000.0)
    label = re.search(r'role="img" aria-label="([^"]*)"', html)
    assert label
    assert label[1].startswith(
        "Lightest mass in inverted ordering: above 447 meV excluded by KATRIN, m_beta &lt; 0.45 eV"
    )
    assert "every mass disfavoured in ΛCDM by DESI DR2 + CMB" in label[1]
    assert segments(html)[0][0] == 0
    said = " ".join(re.sub("<[^>]*>", " ", html).split())
    assert "excluded (90%): above 447 meV (KATRIN) · disfavoured in ΛCDM (95%): above" in said
    assert "above 16 meV (Planck + BAO) every mass (DESI DR2 + CMB)" in said
    assert "color:" not in html.replace("background", "")


def test_a_short_bar_holds_its_segments() -> None:
    for low, high in ((1.0, 10.0), (500.0, 1000.0), (0.001, 0.002)):
        for left, width, _ in segments(mass_scale_bar("normal", low, high)):
            assert 0 <= left <= 100
            assert 0 <= width <= 100 - left + 0.01


def test_ends_are_checked() -> None:
    with pytest.raises(ValueError, match="low"):
        mass_scale_bar("normal", 0.0, 1.0)
    with pytest.raises(ValueError, match="high"):
        mass_scale_bar("normal", 1.0, 1.0)
