"""How soon, how often and in which order a page shows what a key on a slider asks for.

One definition for all that is compared: a change is on screen from the first animation frame of the
browser whose start finds it complete, a picture decoded or a text in place.
"""

from __future__ import annotations

import base64
import math
import time
import zlib
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .lab import Notebook

INTERVAL = 0.033  # seconds between the presses of a held key
REST = 500  # milliseconds without a change: at rest, the sharp frame included

NAIVE = """
import time

import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatLogSlider, interact

import renp_widgets as rw

def spectrum(lightest_mass):
    neutrinos = rw.Neutrinos.from_oscillation("normal", lightest_mass)
    half = rw.YB.e_eg / 2
    detuning = np.union1d(np.geomspace(1e-9, 0.9 * half, 600), np.linspace(0, 0.999 * half, 200))
    intensity = rw.spectral_function(rw.YB, neutrinos, detuning=detuning)
    thresholds = rw.thresholds(rw.YB, neutrinos)
    figure, (full, end) = plt.subplots(1, 2, figsize=(9.6, 4.2), dpi=100, layout="constrained")
    full.plot(half - detuning, intensity, color="black")
    end.plot(detuning, intensity, color="black")
    end.set(xscale="log", xlim=(0.1, 1e-7), xlabel="detuning [eV]")
    full.set(xlim=(0, 1.03 * half), xlabel="photon energy [eV]", ylabel="spectral function")
    for k, (i, j) in enumerate(thresholds.channels):
        full.axvline(thresholds.omega[k], color=f"C{k}", lw=1)
        end.axvline(thresholds.detuning[k], color=f"C{k}", lw=2)
        place = (thresholds.detuning[k], 1.02)
        end.annotate(f"{i}{j}", place, xycoords=("data", "axes fraction"), ha="center")
    for axes in (full, end):
        axes.grid(color="0.85")
        axes.set_ylim(0, 1.05 * intensity.max())
    figure.suptitle(f"Yb, normal ordering, Majorana    m₁ = {1e3 * lightest_mass:.4g} meV")
    plt.show()

def work(changes):
    start = time.perf_counter()
    for k in range(changes):
        spectrum(0.01 * 1.002**k)
    return (time.perf_counter() - start) / changes

slider = FloatLogSlider(value=0.01, min=-5, max=0, step=0.02, readout=False).add_class("moved")
interact(spectrum, lightest_mass=slider);
"""
"""The notebook that one writes first: the figure anew for each value."""

EXPLORER = """
import time
import zlib
from dataclasses import replace

from renp_widgets.apps import SpectrumExplorer

app = SpectrumExplorer()
app.controls["lightest_mass"].add_class("moved")
drawn = []  # of each frame: mass, checksum, size, and whether it is one of motion

def keep(change):
    png = change["new"]
    moving = int.from_bytes(png[16:20], "big") == int(app.picture.width)
    drawn.append((app.model.state.lightest_mass, zlib.crc32(png), len(png), moving))

app.picture.observe(keep, "value")

def work(changes):
    start = time.perf_counter()
    for k in range(changes):
        app.model.state = replace(app.model.state, lightest_mass=0.01 * 1.002**k)
    return (time.perf_counter() - start) / changes
"""

COMPARED = """
for name, mass in (("a", 0.005), ("b", 0.02), ("c", 0.05)):
    app.model.state = replace(app.model.state, lightest_mass=mass)
    app.model.pin(name)
app.model.state = replace(app.model.state, lightest_mass=0.01)
app.model.view = replace(app.model.view, compare="ratio")
"""

ECHO = """
import ipywidgets

slider = ipywidgets.FloatSlider(readout=False).add_class("moved")
label = ipywidgets.Label("0").add_class("echo")
slider.observe(lambda change: setattr(label, "value", f"{change['new']}"), "value")
ipywidgets.VBox([slider, label])
"""
"""The floor: nothing but the way to the kernel and back."""

PICTURE, OUTPUT, LABEL = "img.widget-image", ".jp-OutputArea img", ".echo"
"""What moves on the page: of the explorer, of `interact` and of the echo."""

# Notes every key press, and every change of what is on screen with the time of its first frame. A
# frame is asked for only when something has changed: a page that is idle otherwise answers sooner.
_WATCH = """(selector) => {
  const content = () => {
    const part = document.querySelector(selector);
    if (!part?.matches('img')) return part?.textContent;
    return part.complete && part.naturalWidth && part.src;
  };
  let [last, asked] = [content(), 0];
  const ask = () => { asked ||= requestAnimationFrame(look); };
  const look = () => {
    asked = 0;
    const what = content();
    if (!what) ask(); // not decoded yet
    if (!what || what === last) return;
    watch.shown.push([what, performance.now()]);
    watch.moved = performance.now();
    last = what;
  };
  const key = ({ timeStamp }) => watch.keys.push(timeStamp);
  const changes = new MutationObserver(ask);
  const stop = () => {
    changes.disconnect();
    cancelAnimationFrame(asked);
    document.removeEventListener('keydown', key, true);
  };
  window.watch = { keys: [], shown: [], moved: performance.now(), selector, stop };
  const what = { childList: true, characterData: true, subtree: true, attributeFilter: ['src'] };
  changes.observe(jupyterapp.shell.currentWidget.node, what);
  document.addEventListener('keydown', key, true);
}"""
_AT_REST = """(rest) => {
  const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
  const part = document.querySelector(watch.selector);
  const blurred = part?.matches('.widget-image')
    && part.naturalWidth <= part.getAttribute('width'); // the sharp frame is still to come
  if (blurred || kernel.status !== 'idle') watch.moved = performance.now();
  return watch.shown.length && performance.now() - watch.moved > rest;
}"""
_WATCHED = "() => (watch.stop(), [watch.keys, watch.shown])"


@dataclass(frozen=True)
class Held:
    """What a held key has shown.

    keys : when it was pressed, ms.
    frames : (what, when) was shown: a text, or the checksum of a picture; when in ms.
    """

    keys: list[float]
    frames: list[tuple[str | int, float]]

    def lag(self, last: Container[str | int]) -> float:
        """Milliseconds from the last press until one of `last` is on screen; inf if it never is."""
        after = (when - self.keys[-1] for what, when in self.frames if what in last)
        return next(after, math.inf)


class Moved:
    """A notebook in which the slider of class `moved` changes what `selector` finds."""

    def __init__(self, notebook: Notebook, selector: str) -> None:
        self.notebook = notebook
        self._selector = selector
        notebook.run()
        self._handle = notebook.page.locator(".moved [role=slider]")
        self._handle.wait_for()
        notebook.page.locator(selector).first.wait_for()

    def latency(self, key: str) -> float:
        """Milliseconds from a key press to the first frame that shows something new."""
        held = self.hold(key, 1)
        return held.frames[0][1] - held.keys[0]

    def hold(self, key: str, presses: int, *, pictures: int = 0) -> Held:
        """Hold a key down for a number of presses, and wait for rest.

        pictures : to be shown meanwhile; on a slow machine the key is held longer for them, for up
            to three times as many presses.
        """
        page = self.notebook.page
        page.bring_to_front()
        self._handle.focus()
        page.evaluate(_WATCH, self._selector)
        start = time.monotonic()
        for press in range(3 * presses if pictures else presses):
            if press >= presses and page.evaluate("watch.shown.length") >= pictures:
                break
            time.sleep(max(0.0, start + press * INTERVAL - time.monotonic()))
            page.keyboard.down(key)
        page.keyboard.up(key)
        page.wait_for_function(_AT_REST, arg=REST, polling=100)
        keys, shown = page.evaluate(_WATCHED)
        return Held(keys, [(self._identity(what), when) for what, when in shown])

    def _identity(self, what: str) -> str | int:
        """The checksum of a picture, and a text as it is."""
        if not what.startswith(("blob:", "data:")):
            return what
        png = self.notebook.page.evaluate("(url) => pictures.png(url)", what)
        return zlib.crc32(base64.b64decode(png))


@dataclass(frozen=True)
class Drawn:
    """A frame that the kernel has sent.

    mass : the lightest one, eV, that it shows.
    checksum, size : of its PNG, bytes.
    moving : whether it is one of motion; else it is a sharp one, at rest.
    """

    mass: float
    checksum: int
    size: int
    moving: bool


def newly_drawn(explorer: Notebook) -> list[Drawn]:
    """What the explorer of `EXPLORER` has sent since this was last asked."""
    return [Drawn(*frame) for frame in explorer.kernel("[drawn[:], drawn.clear()][0]")]


def in_order(held: Held, sent: Iterable[Drawn]) -> bool:
    """Whether each picture that was shown was sent after the one that was shown before it."""
    later = iter([frame.checksum for frame in sent])
    return all(what in later for what, _ in held.frames)  # `in` goes on where it has stopped
