"""The panels that read the picture: thresholds, cursor, comparison, uncertainty, words."""

from __future__ import annotations

from html import escape
from typing import Final

import ipywidgets as widgets

from renp_widgets.apps.spectrum.compute import Scene
from renp_widgets.apps.spectrum.model import ExplorerModel
from renp_widgets.apps.spectrum.session import COMPARISONS, MAX_PINS, View
from renp_widgets.apps.spectrum.words.readouts import (
    band_readout,
    cursor_readout,
    inspected_window,
    inspector,
    threshold_table,
)
from renp_widgets.checks import RefusedInput
from renp_widgets.live.controls import NumberControl, Panel, row, small_button
from renp_widgets.live.fields import Number
from renp_widgets.live.look import Look
from renp_widgets.live.text import swatch
from renp_widgets.physics.kinematics import CHANNELS


class ComparePanel(Panel):
    """The pins, and what the live spectrum is compared with."""

    _model: ExplorerModel

    def __init__(self, model: ExplorerModel) -> None:
        self.name = widgets.Text(placeholder="a name of its own", layout={"width": "18em"})
        self.pin = small_button("pin the curve", "Hold the present curve as a reference.")
        self.compare = widgets.ToggleButtons(
            options=[(name, name) for name in COMPARISONS],
            style={"button_width": "6.6em"},
            layout={"width": "auto"},
            tooltips=["no residual", "live minus pinned", "live over pinned"],
        )
        self.reference = widgets.Dropdown(options=[""], layout={"width": "18em"})
        self.pin_rows = [self._pin_row(k) for k in range(MAX_PINS)]
        parts = [
            row(widgets.Label("hold it as"), self.name, self.pin),
            *(line for line, _ in self.pin_rows),
            row(widgets.Label("residual"), self.compare, widgets.Label("with"), self.reference),
        ]
        for part in (parts[0], parts[-1]):
            part.add_class("renp-control")
        super().__init__(model, parts)
        self.pin.on_click(self._on(self._pin))
        self.compare.observe(self._on(lambda how: self._model.look(compare=how)), "value")
        self.reference.observe(self._on(lambda name: self._model.look(reference=name)), "value")

    def _pin_row(self, k: int) -> tuple[widgets.HBox, widgets.HTML]:
        label = widgets.HTML(layout={"width": "22em"})
        show = small_button("go to it", "Make this the live curve.")
        remove = small_button("let go", "Take this curve away.")
        show.on_click(self._on(self._restore, k))
        remove.on_click(self._on(self._remove, k))
        return row(label, show, remove), label

    def _pin(self) -> None:
        self._model.pin(self.name.value.strip())
        self.name.value = ""

    def _restore(self, k: int) -> None:
        self._model.state = self._model.pins[k].state

    def _remove(self, k: int) -> None:
        self._model.unpin(self._model.pins[k].name)

    def _show(self, scene: Scene) -> None:
        names = [name for name, _ in scene.pinned]
        colors = Look.of(scene.view).pin_colors
        for k, (line, label) in enumerate(self.pin_rows):
            line.layout.display = None if k < len(names) else "none"
            if k < len(names):
                label.value = swatch(colors[k], escape(names[k]))
        if self.reference.options != tuple(names or [""]):
            self.reference.options = names or ("",)
        reference = self._model.reference
        self.reference.value = reference.name if reference else ""
        self.pin.disabled = len(names) == MAX_PINS
        self.compare.value = scene.view.compare
        self.reference.disabled = scene.view.compare == "none" or len(names) < 2


_FIRST_CURSOR: Final = 1e-3  # eV from the end point: where the cursor comes at first
_OMEGA: Final = Number(
    label="or at ω", unit="eV", digits=9, tip="The same place as a photon energy."
)


class ThresholdPanel(Panel):
    """The table of thresholds, and one of them under inspection."""

    _model: ExplorerModel

    def __init__(self, model: ExplorerModel) -> None:
        self.table = widgets.HTML()
        self.inspector = widgets.HTML()
        self.chooser = widgets.ToggleButtons(
            options=[("none", ""), *((name, name) for name in CHANNELS)],
            style={"button_width": "3.6em"},
            layout={"width": "auto"},
            tooltips=["no threshold"] + [f"the threshold of channel {name}" for name in CHANNELS],
        )
        self.zoom = small_button("zoom on it", "Show this threshold alone in the right panel.")
        self.home = small_button("whole range", "Both panels as they were before zooming.")
        super().__init__(
            model,
            [
                row(widgets.Label("inspect"), self.chooser, self.zoom, self.home),
                self.inspector,
                self.table,
            ],
        )
        self.chooser.observe(self._on(lambda channel: self._model.look(inspected=channel)), "value")
        self.zoom.on_click(self._on(self._zoom))
        self.home.on_click(self._on(lambda: self._model.look(full_window=None, end_window=None)))

    def _zoom(self) -> None:
        channel = self._model.view.inspected
        window = inspected_window(self._model.scene.spectrum, channel)
        if window is None:
            raise RefusedInput(
                f"threshold {channel} has no place on a logarithmic axis: it lies at detuning 0, "
                "or never opens"
            )
        self._model.look(end_window=window)

    def _show(self, scene: Scene) -> None:
        view, colors = scene.view, Look.of(scene.view).channel_colors
        self.chooser.value = view.inspected
        self.zoom.disabled = not view.inspected
        self.home.disabled = view.full_window is None and view.end_window is None
        self.inspector.value = inspector(scene, colors) if view.inspected else ""
        self.table.value = threshold_table(scene.spectrum, colors)


class CursorPanel(Panel):
    """The cursor's place and what is read there."""

    _model: ExplorerModel

    def __init__(self, model: ExplorerModel) -> None:
        usual = View()
        fields = View.declared()
        self.detuning = NumberControl(fields["cursor"], None, _FIRST_CURSOR)
        self.omega = NumberControl(_OMEGA, None)
        self.omega.box.layout.width = "9em"
        self.omega.reset.layout.display = "none"
        self.density = NumberControl(fields["density"], usual.density)
        self.volume = NumberControl(fields["volume"], usual.volume)
        self.readout = widgets.HTML()
        super().__init__(
            model, [row(self.detuning, self.omega), row(self.density, self.volume), self.readout]
        )
        for field, control in self._controls.items():
            look = self._on(
                lambda x, field=field: self._model.look(**{field: x}), beside=control.refuse
            )
            control.observe(look, "value")
        self.omega.observe(self._on(self._set_omega, beside=self.omega.refuse), "value")

    @property
    def _controls(self) -> dict[str, NumberControl]:
        return {"cursor": self.detuning, "density": self.density, "volume": self.volume}

    def _set_omega(self, omega: float) -> None:
        end_point = self._model.state.atom.end_point
        if not 0 < omega < end_point:
            raise RefusedInput(f"it must be above 0 and below {end_point:.9g} eV")
        self._model.look(cursor=end_point - omega)

    def _show(self, scene: Scene) -> None:
        view = scene.view
        for field, control in self._controls.items():
            value = getattr(view, field)
            control.follow(value, value, "")
        end_point = scene.spectrum.target.end_point
        omega = None if view.cursor is None else end_point - view.cursor
        self.omega.follow(omega, omega, "")
        self.readout.value = (
            "" if view.cursor is None else cursor_readout(scene, Look.of(view).channel_colors)
        )


class UncertaintyPanel(Panel):
    """The band of the oscillation parameters' uncertainty, and what dominates it."""

    def __init__(self, model: ExplorerModel) -> None:
        self.band = widgets.ToggleButton(
            description="show the band",
            tooltip="Quantiles of 500 spectra with oscillation parameters drawn from their errors.",
            layout={"width": "auto"},
        )
        self.readout = widgets.HTML()
        self._text = ""
        super().__init__(model, [row(self.band), self.readout])
        self.band.observe(self._on(lambda shown: self._model.look(band=shown)), "value")

    def _show(self, scene: Scene) -> None:
        self.band.value = scene.view.band
        if scene.band is not None:
            self._text = band_readout(scene)
        # While the picture moves there is no band, and the last words fade in their place.
        faded = f'<div style="opacity:0.4">{self._text}</div>'
        self.readout.value = "" if not scene.view.band else self._text if scene.band else faded


class WordsPanel(Panel):
    """The picture in words, and what changed last."""

    def __init__(self, model: ExplorerModel) -> None:
        self.text = widgets.HTML()
        super().__init__(model, [self.text])

    def tell(self, changed: str, text: str) -> None:
        """Show two plain texts."""
        paragraphs = "".join(f"<p>{escape(part)}</p>" for part in (changed, text) if part)
        self.text.value = f'<div style="line-height:1.5;max-width:60em">{paragraphs}</div>'

    def _show(self, _scene: Scene) -> None:
        """What it shows comes at rest, by `tell`."""
