"""The apps that notebooks call: each wires one model, its controls and a figure."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from html import escape
from typing import Any, Final

import ipywidgets as widgets

from renp_widgets.constants import HC
from renp_widgets.ui.backends import ImageBackend
from renp_widgets.ui.controls import CONTROLS, make_controls
from renp_widgets.ui.figures import CHANNEL_COLORS, SpectrumFigure
from renp_widgets.ui.model import ExplorerModel, Spectrum
from renp_widgets.ui.state import ExplorerState

__all__ = ["SpectrumExplorer"]

_REST: Final = 0.2  # seconds without a change after which the sharp frame is drawn


class SpectrumExplorer(widgets.VBox):
    """The live spectrum: controls, picture and a table of thresholds.

    model : the ExplorerModel; assign `model.state` to change what is shown.
    controls : the widgets by state field; each has `.value`, in the state's unit.
    picture : the `ipywidgets.Image` on screen.
    draws, rest_draws : how many moving and how many sharp frames were drawn.
    """

    _resting: asyncio.TimerHandle | None = None

    def __init__(self, state: ExplorerState | None = None) -> None:
        self.model = ExplorerModel(state)
        self.controls = make_controls()
        self.figure = SpectrumFigure()
        self._backend = ImageBackend(self.figure)
        self.table = widgets.HTML()
        self.note = widgets.HTML(layout={"min_height": "28px"})
        self._following = False
        self._settled = True

        self._follow()
        self._draw()
        self.model.observe(self._draw, "spectrum")
        self.model.observe(self._follow, "state")
        self.model.observe(self._say, "message")
        for field, control in self.controls.items():
            control.observe(lambda change, field=field: self._set(field, change["new"]), "value")
        super().__init__([*self._rows(), self.note, self.picture, self.table])

    @property
    def picture(self) -> widgets.Image:
        """The picture on screen."""
        return self._backend.picture

    @property
    def draws(self) -> int:
        """Moving frames drawn so far."""
        return self._backend.draws

    @property
    def rest_draws(self) -> int:
        """Sharp frames drawn so far."""
        return self._backend.rest_draws

    def settle(self) -> None:
        """Draw the frame at rest now, if one is pending."""
        if self._resting is not None:
            self._resting.cancel()
        if not self._settled:
            self._rest()

    def close(self) -> None:
        """Remove the app from the page and stop what is pending."""
        if self._resting is not None:
            self._resting.cancel()
        super().close()

    def _set(self, field: str, value: object) -> None:
        """A control has moved: the one way from controls to state."""
        if self._following:
            return
        with self.model.report(f"{CONTROLS[field].describe(value)} is refused: "):
            try:
                self.model.state = replace(self.model.state, **{field: value})  # type: ignore[arg-type]
            except Exception:
                self._follow()  # a refused value goes back to the state's
                raise

    def _follow(self, _change: Any = None) -> None:
        """Let every control show the state, without setting off another change."""
        state = self.model.state
        # What a control shows where the state's value stands for something else.
        shown = {"delta": state.delta_value, "e_eg": state.atom.e_eg, "e_vg": state.atom.e_vg}
        self._following = True
        try:
            for field, entry in CONTROLS.items():
                value = getattr(state, field)
                control = self.controls[field]
                control.follow(value, shown.get(field, value), entry.inactive(state))
                control.layout.display = None if entry.visible(state) else "none"
        finally:
            self._following = False
        self._say()

    def _draw(self, _change: Any = None) -> None:
        """Draw a moving frame now, and the sharp one once nothing has moved for a while."""
        spectrum = self.model.spectrum
        if spectrum is None:
            return
        with self.model.report():
            self.figure.update(spectrum)
            self._backend.draw()
            self.table.value = threshold_table(spectrum)
            self._settled = False
            if self._resting is not None:
                self._resting.cancel()
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:  # a script or a test: `settle` draws it
                self._resting = None
            else:
                self._resting = loop.call_later(_REST, self._rest)

    def _rest(self) -> None:
        self._resting = None
        with self.model.report():
            self._backend.draw_sharp()
            self._settled = True

    def _say(self, _change: Any = None) -> None:
        """Show the model's message, or else why the chosen coupling does nothing."""
        text, style = self.model.message, 'role="alert" style="color:#8c0d00;background:#fdecea;'
        idle = self.model.state.idle_coupling
        if idle and not text:
            text, style = f"This coupling does nothing: {idle}.", 'style="'
        self.note.value = f'<div {style}padding:0 8px">{escape(text)}</div>' if text else ""

    def _rows(self) -> list[widgets.Widget]:
        wrap = {"flex_flow": "row wrap", "align_items": "center"}
        return [
            widgets.HBox([self.controls[field] for field in row.split()], layout=wrap)
            for row in (
                "target ordering nature",
                "lightest_mass e_eg e_vg",
                "delta",
                "alpha21 alpha31",
                "mediator element phase scalar_kind dipole_kind",
                "mediator_mass vector_coupling scalar_coupling dipole_moment",
            )
        ]


def threshold_table(spectrum: Spectrum) -> str:
    """The thresholds as an HTML table: omega_ij, shift, wavelength and |a_ij|^2 per channel."""
    head = "".join(
        f'<th style="text-align:right;padding:0 14px">{name}</th>'
        for name in (
            "channel",
            "ω<sub>ij</sub> (eV)",
            "shift (eV)",
            "wavelength (nm)",
            "|a<sub>ij</sub>|²",
        )
    )
    rows = []
    thresholds = spectrum.thresholds
    for k, (i, j) in enumerate(thresholds.channels):
        omega, shift = thresholds.omega[k], thresholds.detuning[k]
        never = omega <= 0
        cells = (
            f'<span style="color:{CHANNEL_COLORS[k]}">■</span> {i}{j}',
            "never open" if never else f"{omega:.9f}",
            f"{shift:.4e}",
            "" if never else f"{HC / omega:.6f}",
            f"{spectrum.couplings[k]:.4f}",
        )
        rows.append(
            "<tr>"
            + "".join(f'<td style="text-align:right;padding:0 14px">{c}</td>' for c in cells)
            + "</tr>"
        )
    return (
        '<div style="overflow-x:auto"><table style="font-variant-numeric:tabular-nums;'
        'line-height:1.5;white-space:nowrap">'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
