"""SpectrumFigure: matplotlib artists made once for each look, then updated. It knows no widgets.

Two panels: the full range, and the end point against logarithmic detuning, where the six thresholds
spread over decades. What moves with a slider is `moving`; all else is background, and `background`
counts its changes, so that a drawing back end can keep it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from matplotlib.patches import Rectangle

from renp_widgets.apps.spectrum.compute import Scene
from renp_widgets.apps.spectrum.drawing.comparison import PinnedCurves, ResidualStrips
from renp_widgets.apps.spectrum.drawing.labels import Notes, ThresholdLines
from renp_widgets.apps.spectrum.drawing.panes import Pane
from renp_widgets.apps.spectrum.drawing.wavelengths import set_wavelength
from renp_widgets.checks import instance
from renp_widgets.live.artists import fixed_settings, fraction
from renp_widgets.live.base_figure import BaseFigure
from renp_widgets.live.export import File, write
from renp_widgets.live.look import Box, Look
from renp_widgets.live.ticks import compact, set_detuning, set_energy, set_intensity

CHANNEL_COLORS: Final = Look().channel_colors
_CHARACTER: Final = 8.0  # pixels, width of a tick label's character and of what keeps it apart


class SpectrumFigure(BaseFigure):
    """The explorer's figure; `scene` is what it shows."""

    def __init__(self, look: Look | None = None) -> None:
        self.scene: Scene | None = None
        self._showing = False
        super().__init__(look)

    def set_look(self, look: Look) -> None:
        """Make all artists anew, in the same Figure."""
        instance("look", look, Look)
        scene, self.scene = self.scene, None  # there are no axes now that could show it
        super().set_look(look)
        self.end.callbacks.connect("xlim_changed", self._on_zoom)
        self.scene = scene
        if scene is not None:
            with fixed_settings():
                self._show(scene)

    def _make(self) -> None:
        look = self.look
        self._panes = tuple(Pane(self.figure, look, name) for name in ("full", "end"))
        self._full, self._end = self._panes
        self._pins = PinnedCurves(self.figure, look, self._panes)
        self._residual = ResidualStrips(self.figure, look, self._panes)
        self._lines = ThresholdLines(self._full, self._end, look)
        self._dress()
        self._notes = Notes(self.figure, look, self._full)
        self._name_artists()
        panes = [artist for pane in self._panes for artist in pane.moving]
        self.moving = [*panes, *self._residual.lines]
        self.moving += [*self._lines.moving, *self._notes.moving]

    def _update(self, scene: Scene) -> None:
        """Show a scene."""
        self.scene = scene
        look = Look.of(scene.view, residual=scene.view.compare != "none")
        if look == self.look:
            self._show(scene)
        else:
            self.set_look(look)

    def save(
        self,
        file: File,
        format: str,  # noqa: A002
        caption: str = "",
        dpi: float = 200.0,
    ) -> None:
        """Write the figure as it is, with a caption below it, as "pdf", "svg" or "png".

        file : a path or a binary file. dpi : of PNG, dots per inch; the figure is 9.6 inches wide.
        Text stays text in PDF, whose fonts are embedded, and in SVG, which needs DejaVu Sans.
        """
        copy = SpectrumFigure(self.look)
        if self.scene is not None:
            copy.update(self.scene, at_rest=True)
            for mine, its in zip(self._panes, copy._panes, strict=True):
                its.limit_like(mine)
        write(copy.figure, copy.look, copy.moving, file, format, caption, dpi)

    # What a pointer needs

    @property
    def panels(self) -> Mapping[str, Box]:
        """The boxes of the panels "full" and "end", in fractions of the figure."""
        return {pane.name: pane.box for pane in self._panes}

    def data_at(self, panel: str, x: float, y: float) -> tuple[float, float]:
        """x (eV) and I at a place, which is in fractions of a panel from its lower left."""
        return self._pane(panel).data_at(x, y)

    def place_of(self, panel: str, x: float) -> float:
        """Where a value of a panel's x axis (eV) is, as a fraction of its width."""
        return self._pane(panel).place_of(x)

    def _pane(self, name: str) -> Pane:
        return {pane.name: pane for pane in self._panes}[name]

    # What does not move

    def _dress(self) -> None:
        """Axes, ticks and labels of the panels."""
        look, ink = self.look, self.look.colors.ink
        full, end = self._full.axes, self._end.axes
        end.set_xscale("log")
        end.set_xlim(1e-1, 1e-7)
        full_room, end_room = (
            pane.box[2] * look.size[0] / (_CHARACTER * look.type) for pane in self._panes
        )
        set_energy(full.xaxis, full_room)
        set_detuning(end.xaxis, end_room)
        # Clear of the wavelengths, and of the labels of the lines.
        for pane, ha, x in zip(self._panes, ("left", "right"), (-63, -4), strict=True):
            across, _ = fraction(x * look.type, pane.box, look)
            set_intensity(pane.axes.yaxis, look.type, ha, across)
        full.format_coord = lambda x, y: f"ω = {x:.7g} eV, I = {compact(y, 4)}"  # type: ignore[method-assign]
        end.format_coord = lambda x, y: f"detuning {compact(x, 4)} eV, I = {compact(y, 4)}"  # type: ignore[method-assign]
        size: Any = {"color": ink, "size": 10 * look.type}
        feet = [pane.all_axes[-1] for pane in self._panes]
        feet[0].set_xlabel("photon energy ω [eV]", **size)
        feet[1].set_xlabel(r"detuning from the end point  $E_{eg}/2-ω$  [eV]", **size)
        full.set_ylabel("spectral function I(ω)", **size)
        across, _ = fraction(49.7 * look.type, self._full.box, look)
        for axes in self._full.all_axes:
            axes.yaxis.set_label_coords(-across, 0.5)  # fixed, whatever the ticks' digits
        self._zoom = Rectangle((0, 0), 0, 1, transform=full.get_xaxis_transform(), zorder=0)
        self._zoom.set_color(look.colors.zoom)
        full.add_patch(self._zoom)
        self._zoomed: tuple[float, float] | None = None
        wavelength = full.secondary_xaxis("top")
        wavelength.set_xlabel("wavelength [nm]", color=ink, size=9 * look.type)
        wavelength.tick_params(colors=ink, labelsize=8 * look.type, width=0.8 * look.line)
        wavelength.spines[:].set(color=ink, linewidth=0.8 * look.line)
        set_wavelength(wavelength.xaxis, look.type * 343 / (self._full.box[2] * look.size[0]))

    def _name_artists(self) -> None:
        """Hand out what belongs to a panel by names of its own."""
        self.full, self.end = self._full.axes, self._end.axes
        self.curve_full, self.curve_end = self._full.curve, self._end.curve
        self.standard_full, self.standard_end = self._full.standard, self._end.standard
        self.lines_full, self.lines_end = self._full.lines, self._end.lines
        self.leaders, self.swatches = self._lines.leaders, self._lines.swatches
        self.edge_markers, self.labels = self._lines.edge_markers, self._lines.labels
        self.title = self._notes.title

    # What moves

    def _on_zoom(self, _axes: Any) -> None:
        """Let what depends on limits follow where someone else has set them, such as a toolbar."""
        if not self._showing and self.scene is not None:
            with fixed_settings():
                self._show(self.scene)

    def _show(self, scene: Scene) -> None:
        self._showing = True
        try:
            self._arrange(scene)
        finally:
            self._showing = False

    def _arrange(self, scene: Scene) -> None:
        spectrum = scene.spectrum
        changed = self._pins.update(scene.pinned)
        changed |= self._limit(scene)
        changed |= self._residual.update(scene, at_rest=self.at_rest)
        for pane in self._panes:
            pane.show(pane.curve, spectrum, spectrum.intensity)
            pane.show(pane.standard, spectrum, spectrum.standard)
            pane.show_band(spectrum.target, scene.band)
            pane.show_cursor(spectrum, scene.view.cursor)
        self._lines.update(scene)
        changed |= self._notes.update(scene)
        self.background += changed

    def _limit(self, scene: Scene) -> bool:
        """Choose the limits of both panels; whether they have changed."""
        spectrum, view, changed = scene.spectrum, scene.view, False
        target, detuning = spectrum.target, spectrum.thresholds.detuning
        high = 10.0 ** math.floor(math.log10(0.1 * target.end_point))
        low = 1e-6 * high
        if np.any((detuning > 0.5 * high) & (detuning < target.end_point)):
            high = target.end_point
        limits = {"full": (0.0, 1.03 * target.end_point), "end": (high, low)}
        windows = {"full": view.full_window, "end": view.end_window}
        shown = [(x.target, x.detuning, x.intensity, x.resonance) for _, x in scene.pinned]
        shown.append((target, spectrum.detuning, spectrum.intensity, spectrum.resonance))
        if scene.band is not None:
            band = scene.band
            shown.append((target, band.detuning, band.quantiles[-1], spectrum.resonance))
        for pane in self._panes:
            window = windows[pane.name]
            before = pane.seen
            anew = pane.frame((target, high), limits[pane.name], window) or self.at_rest
            if window is None:
                pane.fit(max(pane.peak(*each) for each in shown), anew=anew)
            changed |= pane.seen != before
        left, right = sorted(self.end.get_xlim())
        if (zoomed := (target.end_point - right, target.end_point - left)) != self._zoomed:
            self._zoom.set_bounds(zoomed[0], 0, zoomed[1] - zoomed[0], 1)
            self._zoomed = zoomed
            changed = True
        return changed
