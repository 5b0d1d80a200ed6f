"""What a key on the slider shows, and in which order, beside the notebook that one writes first.

No test of how long anything takes by itself: machines differ. `bench_latency.py` prints that.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import pytest

from .lab import Lab, Notebook, running_browser
from .timing import (
    COMPARED,
    EXPLORER,
    NAIVE,
    OUTPUT,
    PICTURE,
    Drawn,
    Held,
    Moved,
    in_order,
    newly_drawn,
)

RIGHT, LEFT = "ArrowRight", "ArrowLeft"
PRESSES = 30
FEWEST = 5  # pictures of motion, while the key is held


@pytest.fixture(scope="module")
def moved(lab: Lab) -> Iterator[dict[str, Moved]]:
    codes = {
        "explorer": (f"{EXPLORER}\napp", PICTURE),
        "compared": (f"{EXPLORER}{COMPARED}\napp", PICTURE),
        "naive": (NAIVE, OUTPUT),
    }
    with running_browser() as browser:
        yield {
            name: Moved(Notebook(browser, lab, lab.write(f"latency-{name}", code)), selector)
            for name, (code, selector) in codes.items()
        }


@pytest.mark.parametrize(("name", "most_bytes"), [("explorer", 20_000), ("compared", 29_000)])
def test_a_held_key_shows_many_states_in_order_and_ends_at_the_last(
    moved: dict[str, Moved], name: str, most_bytes: int
) -> None:
    notebook = moved[name].notebook
    newly_drawn(notebook)
    held = moved[name].hold(RIGHT, PRESSES, pictures=2 * FEWEST)  # some may be sharp
    sent = newly_drawn(notebook)

    assert len(held.keys) >= PRESSES
    assert in_order(held, sent)
    assert held.frames[-1][0] == sent[-1].checksum
    assert sent[-1].mass == notebook.kernel("app.controls['lightest_mass'].value")
    assert not sent[-1].moving
    moving = [frame for frame in sent if frame.moving]
    assert len(moving) <= len(held.keys) + 1
    assert [frame.mass for frame in moving] == sorted({frame.mass for frame in moving})
    shown = {what for what, _ in held.frames}
    assert sum(frame.checksum in shown for frame in moving) >= FEWEST
    assert max(frame.size for frame in moving) <= most_bytes
    assert notebook.kernel("app.model.errors") == []
    assert notebook.complaints == []


def test_an_older_picture_after_a_newer_one_would_be_noticed() -> None:
    sent = [Drawn(0.01, checksum, 100, moving=True) for checksum in (1, 2, 3, 4)]
    assert in_order(Held([0.0], [(1, 1.0), (3, 2.0), (4, 3.0)]), sent)
    assert not in_order(Held([0.0], [(1, 1.0), (3, 2.0), (2, 3.0)]), sent)
    assert not in_order(Held([0.0], [(1, 1.0), (5, 2.0)]), sent)


def test_the_explorer_answers_far_sooner_than_a_figure_made_anew(moved: dict[str, Moved]) -> None:
    latencies: dict[str, list[float]] = {"explorer": [], "naive": []}
    for key in (RIGHT, LEFT) * 3:
        for name, times in latencies.items():
            times.append(moved[name].latency(key))
    explorer, naive = (statistics.median(times[1:]) for times in latencies.values())
    assert explorer < naive / 3, latencies
