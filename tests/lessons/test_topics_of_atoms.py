"""The questions of notebooks 02 and 03: their answers by other ways, and what they show."""

import math
from typing import Any

import numpy as np
import pytest

from renp_widgets.apps import CoherenceExplorer, LevelScheme
from renp_widgets.lessons.topics import EXERCISES


def question(name: str) -> Any:
    return EXERCISES[name]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("laser: one photon", "neither of them"),
        ("laser: two steps", "M1, then E1"),
        ("coherence: what survives", "1 eV along −x"),
    ],
)
def test_choices(name: str, answer: str) -> None:
    ask = question(name)
    assert ask.stated() == answer
    assert set(ask.hints) == set(ask.options) - {answer}  # each wrong option has its hint
    for wrong, hint in ask.hints.items():
        assert ask.mark(wrong) == hint


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("laser: the gap", 2.23072 - 1.0),
        ("laser: shortest wavelength", 2 * 1239.84 / 8.31532),
        ("laser: pseudoscalar", 1 / 1021997.9),
        ("coherence: random phases", 1e6),
        ("coherence: one centimetre", 1239.84 / 1e7),
        ("coherence: twice the density", 8.0),
    ],
)
def test_numbers(name: str, answer: float) -> None:
    assert question(name).answer() == pytest.approx(answer, rel=1e-4)
    assert question(name).mark(answer) == ""


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("laser: the gap", 0.0872, "how far |v⟩ is above"),
        ("laser: the gap", 1.1435, "the energy of the pair"),
        ("laser: the gap", 3.374, "all the energy"),
        ("laser: shortest wavelength", 149.1, "would take all"),
        ("laser: shortest wavelength", 147.0, "usual laser line"),
        ("laser: pseudoscalar", 1.96e-6, "denominator"),
        ("laser: pseudoscalar", 9.6e-13, "how the rates compare"),
        ("laser: pseudoscalar", 1.0, "lower components"),
        ("coherence: random phases", 1000.0, "does not get as far"),
        ("coherence: random phases", 31.6, "It would take more"),
        ("coherence: random phases", 1e12, "about √N long"),
        ("coherence: one centimetre", 1.973e-5, "ħc/L"),
        ("coherence: one centimetre", 6.2e-5, "half circle"),
        ("coherence: twice the density", 2.0, "each atom acted for itself"),
        ("coherence: twice the density", 4.0, "stored"),
        ("coherence: twice the density", 16.0, "One power too many"),
    ],
)
def test_misconceptions_are_named(name: str, wrong: float, said: str) -> None:
    assert said in question(name).mark(wrong)


def test_the_sketch_is_a_sum_of_arrows() -> None:
    """Atoms placed evenly in a fine comb, added by hand."""
    ask = question("coherence: the curve")
    places = (np.arange(20000) + 0.5) / 20000
    square = [abs(np.exp(2j * math.pi * n * places).mean()) ** 2 for n in ask.x]
    np.testing.assert_allclose(ask.heights(), np.array(square) / square[0], atol=1e-6)
    assert "one whole wavelength" in ask.mark([1.0, 0.9, 0.8, 0.6, 0.5, 0.3, 0.1]).lower()
    assert "nearly parallel" in ask.mark([0.1, 0.5, 1.0, 0.5, 0.0, 0.5, 1.0])
    assert "one closes" in ask.mark([1.0, 0.8, 0.4, 0.1, 0.0, 0.2, 0.5])


@pytest.mark.parametrize(
    "name", [name for name in EXERCISES if name.startswith(("laser", "coherence"))]
)
def test_what_is_revealed(name: str) -> None:
    ask = question(name)
    if ask.reveal is None:
        return
    app = ask.reveal()
    app.settle()
    assert isinstance(app, LevelScheme if name.startswith("laser") else CoherenceExplorer)
    assert app.model.errors == []
    assert getattr(app.model.state, "curve", True) is (name != "coherence: random phases")
