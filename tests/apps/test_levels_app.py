from itertools import product
from typing import Any

import numpy as np
import pytest

from renp_widgets import TARGETS
from renp_widgets.apps import LevelScheme, LevelState
from renp_widgets.apps.levels.compute import scheme
from renp_widgets.apps.levels.plot import plot
from renp_widgets.apps.levels.words import levels_table, sentences
from renp_widgets.live.fields import THEMES, Appearance
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.look import Look
from renp_widgets.live.model import LiveScene
from renp_widgets.live.plot import Curve, Label
from renp_widgets.physics.levels import ATOMS, Level, obstacles


@pytest.fixture
def app() -> LevelScheme:
    app = LevelScheme()
    app.settle()
    return app


def drawn(state: LevelState, **view: Any) -> PlotFigure:
    figure = PlotFigure(plot)
    figure.update(LiveScene(state, scheme(state), Appearance(**view)))
    return figure


def level(j: int, parity: int) -> Level:
    return Level("x", "", j, parity, 1.0)


def test_levels_are_those_of_the_targets() -> None:
    assert set(ATOMS) == set(TARGETS)
    for name, atom in ATOMS.items():
        target = TARGETS[name]
        assert (atom.excited.energy, atom.virtual.energy) == (target.e_eg, target.e_vg)
        assert (atom.excited.j, atom.virtual.j, atom.ground.j) == (target.j_e, 1, 0)
        assert target.a_vg is not None
        assert atom.lifetime * target.a_vg == pytest.approx(1.0)


@pytest.mark.parametrize(("before", "after"), list(product(range(4), range(4))))
def test_a_dipole_makes_one_of_two_angular_momenta(before: int, after: int) -> None:
    """1 and J' add up to J if some projections m' + q = m exist for every |m| <= J: count them."""
    sums = [m + q for m in range(-after, after + 1) for q in (-1, 0, 1)]
    # States with projection m minus those with m + 1 are the multiplets with J = m.
    multiplets = sums.count(before) - sums.count(before + 1)
    found = obstacles("E1", level(before, -1), level(after, 1))
    assert found == (() if multiplets else ("angular momentum",))


def test_parity_tells_electric_from_magnetic() -> None:
    odd, even = level(1, -1), level(1, 1)
    assert obstacles("E1", odd, even) == obstacles("M1", odd, odd) == ()
    assert obstacles("M1", odd, even) == obstacles("E1", even, even) == ("parity",)
    with pytest.raises(ValueError, match="kind must be one of"):
        obstacles("E2", odd, even)


@pytest.mark.parametrize("name", ATOMS)
def test_one_photon_is_forbidden_and_two_steps_are_not(name: str) -> None:
    atom = ATOMS[name]
    assert obstacles("E1", atom.excited, atom.ground) == ("angular momentum",)
    assert obstacles("M1", atom.excited, atom.ground) == ("angular momentum", "parity")
    assert obstacles("M1", atom.excited, atom.virtual) == ()
    assert obstacles("E1", atom.virtual, atom.ground) == ()


def test_energies_add_up() -> None:
    yb = TARGETS["Yb"]
    shown = scheme(LevelState("renp", share=1.0 / yb.end_point))
    assert shown.omega == pytest.approx(1.0)
    assert shown.rest == pytest.approx(1.14349)
    # In between, the atom in |v> and the pair: more than there is, by the gap.
    assert yb.e_vg + shown.rest - yb.e_eg == pytest.approx(shown.gap)
    assert shown.wavelength == pytest.approx(1239.842, rel=1e-6)
    line = scheme(LevelState("laser"))
    assert (line.omega, line.rest, line.gap) == (yb.e_vg, 0.0, 0.0)
    assert line.wavelength == pytest.approx(555.80, abs=0.01)


@pytest.mark.parametrize(
    ("field", "value"), [("step", "maser"), ("target", "H"), ("share", 0.0), ("share", 1.1)]
)
def test_a_bad_state_is_refused(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=field):
        LevelState(**{field: value})


def heights(app: LevelScheme) -> set[float]:
    """The energies of horizontal lines in the picture."""
    figure = app.figure
    lines = [figure.artists[x.name] for x in figure.plot.marks if isinstance(x, Curve)]
    heights = [np.asarray(line.get_ydata()) for line in lines]
    return {round(float(y[0]), 6) for y in heights if len(y) == 2 and y[0] == y[1]}


def labels(figure: PlotFigure) -> list[Any]:
    return [figure.artists[x.name] for x in figure.plot.marks if isinstance(x, Label)]


def texts(app: LevelScheme) -> str:
    return " ".join(text.get_text() for text in labels(app.figure))


def test_slides_show_what_they_are_about(app: LevelScheme) -> None:
    levels = {0.0, 2.14349, 2.23072}
    assert heights(app) == levels
    assert "forbidden" not in texts(app)
    app.controls["step"].value = "forbidden"
    assert "forbidden" in texts(app)
    app.controls["step"].value = "two_step"
    omega = app.model.scene.result.omega
    assert heights(app) == levels | {round(omega, 6)}
    assert r"\nu" not in texts(app)
    app.controls["step"].value = "renp"
    assert r"$\nu_i$" in texts(app)
    app.controls["share"].value = 0.5
    assert round(2.14349 / 4, 6) in heights(app)
    app.controls["target"].value = "Xe"
    assert heights(app) == {0.0, 8.31532, 8.43652, round(8.31532 / 4, 6)}
    assert app.model.errors == []


def test_the_first_slide_does_not_answer_the_second(app: LevelScheme) -> None:
    assert "no: angular momentum" not in app.levels.value
    assert "yes" in app.levels.value
    app.controls["step"].value = "forbidden"
    assert app.levels.value == levels_table(app.model.scene.result)
    assert "no: angular momentum and parity" in app.levels.value
    app.settle()
    assert app.frontend.summary == sentences(app.model.scene.result)
    assert "No single" not in app.frontend.summary
    assert "no single photon" in app.frontend.summary.replace("\N{NO-BREAK SPACE}", " ")


def test_the_photon_is_chosen_where_there_is_a_choice(app: LevelScheme) -> None:
    assert app.controls["share"].slider.disabled
    app.controls["step"].value = "renp"
    assert not app.controls["share"].slider.disabled


@pytest.mark.parametrize("lecture", [False, True])
@pytest.mark.parametrize(
    ("step", "target"), list(product(LevelState.declared()["step"].options.values(), ATOMS))
)
def test_all_words_stay_in_the_picture_and_apart(step: str, target: str, lecture: bool) -> None:
    figure = drawn(LevelState(step, target, share=1.0), lecture=lecture)
    paper: Any = figure.figure
    words = [*figure.artists["caption"], *labels(figure)]
    boxes = [word.get_window_extent() for word in words if word.get_text()]
    room = paper.bbox
    for box in boxes:
        assert room.x0 <= box.x0 <= box.x1 <= room.x1, words
        assert room.y0 <= box.y0 <= box.y1 <= room.y1
    for k, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:k])


@pytest.mark.parametrize("theme", THEMES)
def test_looks(theme: str) -> None:
    figure = drawn(LevelState("renp"), theme=theme, lecture=True)
    assert figure.look == Look(theme, lecture=True)
    assert figure.paper == figure.look.colors.paper
    colors = {text.get_color() for text in labels(figure) if text.get_text()}
    assert colors <= set(figure.palette)


def test_it_is_saved(app: LevelScheme, tmp_path: Any) -> None:
    app.save(tmp_path / "levels.pdf")
    assert (tmp_path / "levels.pdf").read_bytes().startswith(b"%PDF")
