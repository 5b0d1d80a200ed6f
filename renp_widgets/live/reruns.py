"""Frees what a cell showed when it ran before, once nothing but the notebook holds it."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from typing import Any, Final
from weakref import WeakKeyDictionary, ref

import ipywidgets as widgets
from IPython.core.getipython import get_ipython
from ipywidgets.widgets.widget import _instances

_EXECUTIONS: Final[WeakKeyDictionary[widgets.Widget, dict[str, str]]] = WeakKeyDictionary()
"""Of each app that a cell has shown: in which execution of which cells."""
_OUTPUTS: Final = re.compile(r"_{1,3}|_\d+|result")
Back = Callable[[], None]


def shown(widget: widgets.Widget) -> None:
    """Note that the cell at work shows a widget, and free what it showed when it ran before.

    What has a name, or another cell shows, lives on.
    """
    kernel: Any = getattr(get_ipython(), "kernel", None)
    request: Any = kernel.get_parent() if hasattr(kernel, "get_parent") else None
    cell = request.get("metadata", {}).get("cellId") if isinstance(request, dict) else None
    if not cell:
        return
    execution = request["header"]["msg_id"]
    _EXECUTIONS.setdefault(widget, {})[cell] = execution
    for cells in _EXECUTIONS.values():
        if cells.get(cell, execution) != execution:
            del cells[cell]
    backs = [_let_go(x) for x, cells in list(_EXECUTIONS.items()) if not cells]
    if backs:
        gc.collect()  # ipywidgets closes what nobody holds
        for back in backs:
            back()


def forget(widget: widgets.Widget) -> Back:
    """Take a widget out of Out, _, __ and _1; what is returned puts it back, if it still lives."""
    places = list(_places(widget))
    for names, name in places:
        names[name] = None
    weak = ref(widget)

    def back() -> None:
        if (found := weak()) is not None:
            for names, name in places:
                names[name] = found

    return back


def family(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    """A widget and all that it is made of, or has ready."""
    yield widget
    for name in ("layout", "style", "children", "app"):
        value = getattr(widget, name, ())
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, widgets.Widget):
                yield from family(part)


def _places(widget: widgets.Widget) -> Iterator[tuple[dict[Any, Any], Any]]:
    """Where the notebook remembers a widget as an output."""
    shell: Any = get_ipython()
    if shell is None:
        return
    space, hidden = shell.user_ns, shell.user_ns_hidden
    memory = [space, hidden, space.get("Out", {}), vars(shell.displayhook)]
    if shell.last_execution_result is not None:
        memory.append(vars(shell.last_execution_result))
    for names in memory:
        for name, value in list(names.items()):
            if value is widget and (isinstance(name, int) or _OUTPUTS.fullmatch(name)):
                yield names, name


def _let_go(widget: widgets.Widget) -> Back:
    """Let nothing but its own parts and the user's names hold a widget; the way back, as above."""
    remembered = forget(widget)
    weak = []
    for part in set(family(widget)):
        if part.comm is not None:
            part.comm.on_msg(None)
            _instances.pop(part.model_id)
            weak.append(ref(part))

    def back() -> None:
        for each in weak:
            living = each()
            if living is not None and living.comm is not None:
                living.comm.on_msg(living._handle_msg)
                _instances[living.model_id] = living
        remembered()

    return back
