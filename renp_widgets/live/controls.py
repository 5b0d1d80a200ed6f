"""Controls: the widgets that are made of an app's fields, and the panels that hold them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from html import escape
from typing import Any, NoReturn

import ipywidgets as widgets
import traitlets

from renp_widgets.checks import RefusedInput
from renp_widgets.live.fields import Choice, Field, Number
from renp_widgets.live.model import LiveModel
from renp_widgets.live.units import read_number, written


class Controls(dict[str, "ChoiceControl | NumberControl"]):
    """Controls by the field of the state; another name is told which there are."""

    def __missing__(self, field: str) -> NoReturn:
        raise KeyError(f"there is no control {field!r}; there are {', '.join(self)}")


def make_controls(fields: Mapping[str, Field], defaults: object) -> Controls:
    """A fresh widget for each field; its reset button sets the value of `defaults`."""
    controls = Controls()
    for name, field in fields.items():
        default = getattr(defaults, name)
        if isinstance(field, Choice):
            controls[name] = ChoiceControl(field, default)
        elif isinstance(field, Number):
            controls[name] = NumberControl(field, default)
        else:
            raise TypeError(f"field {name!r} must be a Choice or a Number, got {field!r}")
        controls[name].add_class(f"renp-{name}")
    return controls


def small_button(text: str, tooltip: str, width: str = "auto") -> widgets.Button:
    """A button that takes no more room than its text."""
    return widgets.Button(description=text, tooltip=tooltip, layout={"width": width})


def line(text: str, *, refused: bool = False) -> str:
    """A line of plain text as HTML, "" for none; what is refused is told to who hears the page."""
    style = 'role="alert" style="color:#8c0d00;background:#fdecea;' if refused else 'style="'
    return f'<div {style}padding:0 8px">{escape(text)}</div>' if text else ""


class _Control(widgets.HBox):
    """What both kinds of control share: a label for who hears the page, and the way back.

    said : what became of an entry, below it: the last one was refused, or how it was understood.
    """

    value = traitlets.Any(allow_none=True)
    in_hand = False  # whether the page, not code, is setting the value

    def __init__(
        self,
        field: Field,
        default: object,
        parts: list[widgets.Widget | None],
        last: widgets.Widget | None = None,
    ) -> None:
        self._field = field
        self._moved: object = default  # what the page has set last
        self.reset = small_button("↺", "", "2em")
        self.set_default(default)
        self.reset.on_click(self._on_reset)
        inputs = widgets.HBox(
            [part for part in [*parts, self.reset] if part is not None],
            layout={"align_items": "center", "max_width": "100%"},
        )
        self.said = widgets.HTML(layout={"display": "none"}).add_class("renp-said-of")
        super().__init__(
            [inputs, self.said] if last is None else [inputs, last, self.said],
            layout={"align_items": "center", "flex_flow": "row wrap", "margin": "0 8px 0 0"},
        )
        self.add_class("renp-control")

    def _on_reset(self, _: object) -> None:
        self._move(self.default)

    def set_default(self, value: object) -> None:
        """Let the reset button lead back to another value."""
        self.default = value
        self.reset.tooltip = f"back to {self._field.describe(value)}"

    def refuse(self, error: Exception) -> str:
        """Say why the value that the page has set last is refused; the words."""
        words = self._field.refusal(self._moved, error)
        self._say(words, refused=True)
        return words

    def _say(self, text: str = "", *, refused: bool = False) -> None:
        self._refused = refused
        self.said.value = line(text, refused=refused)
        self.said.layout.display = None if text else "none"

    def _move(self, value: object) -> None:
        """Take a value from the page."""
        self._say()
        self._moved = value
        self.in_hand = True
        try:
            self.value = value
        finally:
            self.in_hand = False

    def _follow_reset(self, value: object) -> None:
        # Hidden, it keeps its place: nothing moves when it comes.
        self.reset.layout.visibility = "hidden" if value == self.default else "visible"


class ChoiceControl(_Control):
    """Buttons or a drop-down list of a Choice; `value` is the state's."""

    def __init__(self, choice: Choice, default: object) -> None:
        self._choice = choice
        longest = max(map(len, choice.options))
        if choice.dropdown:
            width = f"{3.5 + 0.56 * longest:.2f}em"
            self.buttons = widgets.Dropdown(
                options=[*choice.options.items()], layout={"width": width}
            )
        else:
            self.buttons = widgets.ToggleButtons(
                options=[*choice.options.items()],
                tooltips=[choice.tip] * len(choice.options),
                style={"button_width": f"{1.7 + 0.62 * longest:.2f}em"},
                layout={"width": "auto"},
            )
        self.value = self.buttons.value
        traitlets.dlink((self, "value"), (self.buttons, "value"))
        self.buttons.observe(lambda change: self._move(change["new"]), "value")
        label = widgets.Label(choice.label, layout={"flex": "0 0 auto"}) if choice.label else None
        super().__init__(choice, default, [label, self.buttons])

    @traitlets.validate("value")
    def _known(self, proposal: Any) -> object:
        values = [*self._choice.options.values()]
        if proposal["value"] not in values:
            name = self._choice.label or "the choice"
            raise RefusedInput(f"{name} must be one of {values}, got {proposal['value']!r}")
        return proposal["value"]

    def follow(self, value: object, _number: float | None, reason: str) -> None:
        """Show the state's value; disabled for a `reason`."""
        self._say()
        self.value = value
        self.buttons.disabled = bool(reason)
        self.buttons.tooltip = reason or self._choice.tip
        self._follow_reset(value)


class NumberControl(_Control):
    """Slider, number box and check box of a Number; `value` is the state's, in its unit.

    default : the value that the reset button sets.
    number : what unticking the check box sets, before any other number was shown.
    """

    def __init__(self, field: Number, default: float | None, number: float | None = None) -> None:
        self._of = field
        self._following = False
        self._shown = 0.0  # the number in the box
        self._number = number or default or 0.0
        self._special = field.special[1] if field.special else None
        self.slider = _slider(field.slider, field.log) if field.slider else None
        self.box = widgets.Text(continuous_update=False, layout={"width": "7em"})
        self.toggle = None
        if field.special:
            self.toggle = widgets.Checkbox(
                description=field.special[0], indent=False, layout={"width": "auto"}
            )
            self.toggle.observe(self._on_toggle, "value")
        self._inputs = [part for part in (self.slider, self.box, self.toggle) if part]
        self.box.observe(self._on_box, "value")
        if self.slider:
            self.slider.observe(self._on_slider, "value")
        narrow = not self.slider
        label, unit = (
            widgets.Label(text, layout={"width": width, "flex": "0 0 auto"})
            for text, width in (
                (field.label, "auto" if narrow else "6.8em"),
                (field.unit, "auto" if narrow else "2.6em"),
            )
        )
        super().__init__(field, default, [label, self.slider, self.box, unit], self.toggle)

    def follow(self, value: float | None, number: float | None, reason: str) -> None:
        """Show the state's value, as `number` where it stands for one; disabled for a `reason`."""
        digits = self._of.digits
        self._number = number or self._number
        text = "" if number is None else written(number * self._of.scale, digits)
        self._shown = shown = float(text or 0.0)
        self._say()
        self._following = True
        try:
            self.value = value
            self.box.value = text
            if self.slider is not None and not self._is_here(self._place(shown)):
                self.slider.value = self._value_at(self._place(shown))
            if self.toggle:
                self.toggle.value = value == self._special
        finally:
            self._following = False
        for part in self._inputs:
            part.disabled = bool(reason)
            part.tooltip = reason or self._of.tip
        self._follow_reset(value)

    def _on_box(self, change: Any) -> None:
        if self._following:
            return
        field, typed = self._of, change["new"]
        try:
            reading = read_number(typed, field.unit)
        except RefusedInput as error:
            self._say(f"{error}", refused=True)
            return
        self._move(field.turned(reading.value) / field.scale)
        if not self._refused:  # else what was typed stays, to be mended
            typed = written(self._shown, field.digits)
            self._say(reading.said)
        self._following = True
        try:
            self.box.value = typed
        finally:
            self._following = False

    def _on_slider(self, change: Any) -> None:
        # The front end moves a slider to its nearest step and reports that as a change. It is none:
        # the state keeps the exact value.
        if not self._following and not self._is_here(self._place(self._shown)):
            value = change["new"] / self._of.scale
            self._move(round(value) if self._of.whole else value)

    def _place(self, shown: float) -> float:
        """Where the slider stands for a value, in steps from its low end."""
        low, high, step = self._of.slider or (0.0, 0.0, 1.0)
        inside = min(max(shown, low), high)
        if self._of.log:
            return math.log10(inside / low) / step
        return (inside - low) / step

    def _value_at(self, place: float) -> float:
        low, _, step = self._of.slider or (0.0, 0.0, 1.0)
        steps = round(place) * step
        return float(low * 10**steps if self._of.log else low + steps)

    def _is_here(self, place: float) -> bool:
        """Whether the slider already stands on the step nearest to a place."""
        if self.slider is None:
            return True
        return abs(self._place(self.slider.value) - place) < 0.5 + 1e-9

    def _on_toggle(self, change: Any) -> None:
        if not self._following:
            self._move(self._special if change["new"] else self._number)


def _slider(
    span: tuple[float, float, float], logarithmic: bool
) -> widgets.FloatSlider | widgets.FloatLogSlider:
    low, high, step = span
    # It gives way where there is little room.
    layout = {"width": "200px", "flex": "0 1 auto", "min_width": "90px"}
    common = {"readout": False, "layout": layout}
    if logarithmic:
        ends = {"min": math.log10(low), "max": math.log10(high), "step": step}
        return widgets.FloatLogSlider(value=low, **ends, **common)
    return widgets.FloatSlider(value=low, min=low, max=high, step=step, **common)


def row(*children: widgets.Widget | None) -> widgets.HBox:
    """Widgets side by side, going on below where there is no room."""
    return widgets.HBox(
        [child for child in children if child is not None],
        layout={"flex_flow": "row wrap", "align_items": "center"},
    )


class Panel(widgets.VBox):
    """What the panels share: `show` a scene, and act on the model with errors in sight."""

    def __init__(self, model: LiveModel, children: list[widgets.Widget]) -> None:
        self._model = model
        self._showing = False
        super().__init__(children)

    def show(self, scene: Any) -> None:
        """Follow a scene, without setting off another change."""
        self._showing = True
        try:
            self._show(scene)
        finally:
            self._showing = False

    def _show(self, scene: Any) -> None:
        raise NotImplementedError

    def _on(
        self,
        action: Callable[..., None],
        *arguments: Any,
        beside: Callable[[Exception], str] | None = None,
    ) -> Callable[[Any], None]:
        """`action` as a callback of a widget: silent while showing, its errors in sight.

        beside : as in `LiveModel.report`.
        """

        def callback(change: Any) -> None:
            if self._showing:
                return
            # A button gives itself, a trait its change.
            values = (change["new"],) if isinstance(change, dict) else arguments
            with self._model.report(beside=beside):
                try:
                    action(*values)
                except Exception:
                    if self._model.scene is not None:
                        self.show(self._model.scene)  # what is refused goes back
                    raise

        return callback


class Sections:
    """Panels by name, and `buttons` that choose which one is seen; only that one is kept up."""

    def __init__(self, model: LiveModel, panels: Mapping[str, Panel]) -> None:
        self._model = model
        self._panels = panels
        self.buttons = widgets.ToggleButtons(
            options=[*panels], style={"button_width": "7.6em"}, layout={"width": "auto"}
        )
        self.buttons.observe(self._choose, "value")
        self._choose()

    def show(self, scene: Any) -> None:
        """Let the chosen panel follow a scene."""
        self._panels[self.buttons.value].show(scene)

    def _choose(self, _change: Any = None) -> None:
        for name, panel in self._panels.items():
            panel.layout.display = None if name == self.buttons.value else "none"
        scene = self._model.rested()
        if scene is not None:
            with self._model.report():
                self.show(scene)
