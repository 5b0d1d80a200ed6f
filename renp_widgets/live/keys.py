"""Keys and titles: the words around the panels of a plot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from matplotlib.lines import Line2D

from renp_widgets.live.artists import placed
from renp_widgets.live.fast_text import Lettering, elided
from renp_widgets.live.layout import shared_widths
from renp_widgets.live.look import Box
from renp_widgets.live.plot import Area, Key, Mark, Plot, Segments
from renp_widgets.live.sheet import Sheet

# Pixels, at the usual type.
_MARGIN: Final = 11.5  # left of titles
_GAP: Final = 10.0  # from title to title
_FOOT: Final = 10.0  # below a key at the foot
_SIZE: Final = 9.0  # points, of a key's words
TITLE: Final = 11.0
"""Points, of a title."""


class Keys:
    """What explains the marks of a plot: samples of them, and their words.

    samples : by the names of the marks.
    boxes : of the keys by panel, pixels from the lower left; None where nothing is shown.
    """

    def __init__(self, sheet: Sheet, plot: Plot, artists: Mapping[str, Any]) -> None:
        self._sheet = sheet
        self._said: dict[str, Any] = {}  # what the keys say
        self._still = {mark.name for mark in plot.marks if mark.still}
        self.boxes: dict[str, Box | None] = {}
        keyed = {name: panel.key.order for name, panel in plot.panels.items() if panel.key}
        self.samples = {
            mark.name: (_sample(sheet, mark, artists[mark.name]), sheet.words(_SIZE))
            for mark in plot.marks
            if mark.panel in keyed and (mark.key or mark.name in keyed[mark.panel])
        }

    def show(self, plot: Plot) -> bool:
        """Write all keys that have something else to say; whether still samples changed."""
        changed = False
        for name, panel in plot.panels.items():
            if panel.key is None:
                continue
            marks = [mark for mark in plot.marks if mark.panel == name]
            said = [(x.name, x.key if x.shown else "") for x in marks if x.name in self.samples]
            if said != self._said.get(name):
                self._said[name] = said
                self._write(name, panel.key, said[::-1])
                changed |= any(one in self._still for one, _ in said)
        return changed

    def _write(self, name: str, key: Key, said: Sequence[tuple[str, str]]) -> None:
        """Write a panel's key; what lies on top comes first, unless it has an order."""
        sheet, (x, y, w, h), unit = self._sheet, self._sheet.boxes[name], self._sheet.look.type
        if key.order:
            ranks = {one: rank for rank, one in enumerate(key.order)}
            said = sorted(said, key=lambda each: ranks.get(each[0], len(ranks)))
        for one, text in said:
            for artist in self.samples[one]:
                artist.set_visible(bool(text))
        em = sheet.pixels(_SIZE)
        space = em / unit if key.foot else em  # at the foot, where room is scarce
        handle, gap = (key.handle + 0.6) * space, 1.5 * space
        entries = [(*self.samples[one], text) for one, text in said if text]
        n, inside = max(len(entries), 1), key.above is None
        wide = [sheet.wide(text, _SIZE) for *_, text in entries]
        columns = n
        if key.foot:
            end = max(left + across for left, _, across, _ in sheet.boxes.values())
            wide = shared_widths(wide, end - x - n * (handle + gap) + gap)
        elif inside:
            columns = 1
        elif sheet.look.lecture:
            columns = min(key.lecture_columns, n)
        rows = math.ceil(n / columns)
        starts = range(0, n, rows)
        widths = [handle + max(wide[k : k + rows], default=0.0) for k in starts]
        room = sum(widths) + gap * (len(widths) - 1)
        left = x + 0.4 * em if inside or key.align == "left" else x + w - room - 0.4 * em
        foot = y + 0.6 * em if inside else y + h + 0.6 * em + (key.above or 0.0) * unit
        if key.foot:
            left, foot = x, _FOOT * unit
        self.boxes[name] = (left, foot, room, em * (1.6 * rows - 0.6)) if entries else None
        along = key.handle * space * np.array([0.0, 0.5, 1.0])
        for start, across in zip(starts, widths, strict=True):
            for k, (sample, words, text) in enumerate(entries[start : start + rows]):
                base = foot + 1.6 * em * (rows - 1 - k)
                sample.set_data(left + along, [base + 0.33 * em] * 3)
                words.set_text(elided(text, em, wide[start + k] * (1 + 1e-9)))
                words.set_position((left + handle, base))
            left += across + gap


def _sample(sheet: Sheet, mark: Mark, made: Any) -> Line2D:
    """A piece of a mark."""
    sample = Line2D([], [])
    if isinstance(made, Line2D):
        sample.update_from(made)
        sample.set(animated=False, markevery=[1], clip_box=None)
    else:
        color = sheet.color(mark.color if isinstance(mark.color, str) else mark.color[0])
        sample.set(color=color, solid_capstyle="butt")
        if isinstance(mark, Area):
            sample.set(alpha=mark.alpha, linewidth=6.3 * sheet.look.type)
        elif isinstance(mark, Segments):
            dashes = sheet.dashes(mark.dashes)
            sample.set_linestyle(dashes[0] if isinstance(dashes, list) else dashes)
            sample.set_linewidth(float(np.max(mark.width)) * sheet.look.line)
    placed(sheet.axes[mark.panel], sample, sheet.in_pixels, clip=False)
    return sample


def entitle(sheet: Sheet, words: Sequence[Lettering], titles: Sequence[tuple[str, str]]) -> None:
    """Write the titles: lines of one panel, or of none, stand below each other."""
    unit, (width, height) = sheet.look.type, sheet.size
    size = sheet.pixels(TITLE)
    stacked = sheet.layout.stacked and sheet.look.lecture
    places = [sheet.boxes[name][0] if name and not stacked else _MARGIN for name, _ in titles]
    for k, (title, (_, text)) in enumerate(zip(words, titles, strict=True)):
        x, above = places[k], places[:k].count(places[k])
        ends = [other - _GAP for other in places if other > x]
        title.set_text(elided(text, size, min([*ends, width - _MARGIN / 2]) - x))
        title.set_position((x, height - (24 + 21 * above) * unit))
