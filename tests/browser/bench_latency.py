"""The explorer beside the notebook that one writes first, and beside an empty echo, in JupyterLab.

Run it from the root: python -m tests.browser.bench_latency [rounds]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from .lab import Notebook, running_browser, running_lab
from .timing import (
    COMPARED,
    ECHO,
    EXPLORER,
    INTERVAL,
    LABEL,
    NAIVE,
    OUTPUT,
    PICTURE,
    Drawn,
    Moved,
    in_order,
    newly_drawn,
)

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 4
PRESSES, HELD, CHANGES = 8, 30, 30
A, Z = "naive interact (A)", "empty echo (Z)"
KEYS = ("ArrowRight", "ArrowLeft")
CODES = {
    "explorer": (EXPLORER + "\napp", PICTURE),
    "explorer, 3 pins, ratio": (EXPLORER + COMPARED + "\napp", PICTURE),
    A: (NAIVE, OUTPUT),
    Z: (ECHO, LABEL),
}


@dataclass
class Measured:
    """What is measured of one notebook.

    latencies, lags : ms. frames : shown while a key is held. work : in the kernel for a change, ms.
    sent : what an explorer has sent. disordered : how often one has shown an older frame later.
    """

    latencies: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)
    sent: list[Drawn] = field(default_factory=list)
    disordered: int = 0
    work: float | None = None

    def hold(self, moved: Moved, key: str) -> None:
        """Hold a key, and note what it shows."""
        explorer = moved.notebook.kernel("'drawn' in globals()")
        if explorer:
            newly_drawn(moved.notebook)
        held = moved.hold(key, HELD)
        last, frames = {held.frames[-1][0]}, len(held.frames)
        if explorer:
            sent = newly_drawn(moved.notebook)
            last = {frame.checksum for frame in sent if frame.mass == sent[-1].mass}
            sharp = {frame.checksum for frame in sent if not frame.moving}
            frames = sum(what not in sharp for what, _ in held.frames)
            self.sent += sent
            self.disordered += not in_order(held, sent)
        self.lags.append(held.lag(last))
        self.frames.append(frames)


def measure() -> dict[str, Measured]:
    """All notebooks in one browser, in turn: a busy moment of the machine meets every one."""
    measured = {name: Measured() for name in CODES}
    with (
        tempfile.TemporaryDirectory() as home,
        running_lab(Path(home)) as lab,
        running_browser() as browser,
    ):
        moved = {
            name: Moved(Notebook(browser, lab, lab.write(f"bench-{k}", code)), selector)
            for k, (name, (code, selector)) in enumerate(CODES.items())
        }
        for one in moved.values():
            one.latency(KEYS[0])  # the first press wakes everything up
        for turn in range(ROUNDS):
            for name, one in moved.items():
                key = KEYS[turn % 2]  # there and back: no slider reaches its end
                measured[name].latencies += [one.latency(key) for _ in range(PRESSES)]
                measured[name].hold(one, key)
        for name, one in moved.items():
            if name != Z:
                measured[name].work = 1e3 * one.notebook.kernel(f"work({CHANGES})")
    return measured


def main() -> None:
    """Print latencies, what a held key shows, bytes of a frame and work in the kernel."""
    measured = measure()
    naive, echo = (statistics.median(measured[name].latencies) for name in (A, Z))
    print(f"key press to changed pixels, {ROUNDS * PRESSES} each")
    print(f"{'':26}{'median':>9}{'p95 (ms)':>10}{'A/x':>7}{'x/Z':>7}")
    for name, one in measured.items():
        median, p95 = (
            statistics.median(one.latencies),
            statistics.quantiles(one.latencies, n=20)[-1],
        )
        print(f"{name:26}{median:9.1f}{p95:10.1f}{naive / median:7.1f}{median / echo:7.2f}")

    print(f"\nkey held for {HELD} presses of {1e3 * INTERVAL:.0f} ms, median of {ROUNDS}")
    print(f"{'':26}{'frames':>9}{'x/A':>10}{'lag (ms)':>10}{'x/A':>7}  older after newer")
    frames, lag = statistics.median(measured[A].frames), statistics.median(measured[A].lags)
    for name, one in measured.items():
        n, late = statistics.median(one.frames), statistics.median(one.lags)
        order = f"{one.disordered:5} of {ROUNDS}" if one.sent else ""
        print(f"{name:26}{n:9.0f}{n / frames:10.1f}{late:10.0f}{late / lag:7.2f}  {order}")

    print("\nbytes of a moving frame, and work in the kernel for one change")
    print(f"{'':26}{'median':>9}{'largest':>10}{'work (ms)':>10}{'A/x':>7}")
    for name, one in measured.items():
        if one.work is not None:
            sizes = [frame.size for frame in one.sent if frame.moving]
            bytes_ = f"{statistics.median(sizes):9.0f}{max(sizes):10}" if sizes else f"{'':19}"
            print(f"{name:26}{bytes_}{one.work:10.1f}{measured[A].work / one.work:7.1f}")


if __name__ == "__main__":
    main()
