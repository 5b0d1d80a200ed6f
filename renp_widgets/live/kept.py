"""What stays on a page whose Python has gone: a notebook opened again, or made into HTML."""

from __future__ import annotations

from typing import Final

import ipywidgets as widgets
from IPython.display import publish_display_data

from renp_widgets.live import reruns

# The widget's output comes first, what is kept follows, and one of them is on show. Where outputs
# have other names that is the widget; where styles are dropped, what is kept: the widget is, too.
_STYLE: Final = """<style>
.renp-kept { display: none; }
.jp-OutputArea-child .renp-kept { display: block; }
.jp-OutputArea-child:has(.renp-explorer, .renp-exercise, .renp-locked)
  + .jp-OutputArea-child:has(.renp-kept),
.jp-OutputArea-child:not(:has(.renp-explorer, .renp-exercise, .renp-locked)):has(
  + .jp-OutputArea-child .renp-kept) { display: none; }
</style>"""
_KEPT: Final = """<div class="renp-kept">{html}
<p><em>Python is not at work here: run this cell to bring it back.</em></p></div>"""


def show(widget: widgets.DOMWidget, html: str) -> None:
    """Display an app or an exercise; and `html` in its place where it cannot live."""
    live = widget._repr_mimebundle_() | {"text/plain": type(widget).__name__}
    kept = _STYLE + _KEPT.format(html=html)
    for data in (live, {"text/html": kept, "text/plain": "(run this cell to bring it back)"}):
        publish_display_data(data)  # type: ignore[no-untyped-call]
    reruns.shown(widget)
