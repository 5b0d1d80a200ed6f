"""Small pieces of HTML. No text has a colour of its own: it is read on light and dark pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

__all__ = ["bar", "facts", "note", "swatch", "table"]

_CELL: Final = "text-align:right;padding:0 14px"
_TABLE: Final = "font-variant-numeric:tabular-nums;line-height:1.5;white-space:nowrap"


def table(rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> str:
    """A table whose digits line up, from rows of cells that are HTML already."""
    body = "".join(f"<tr>{_cells('td', row)}</tr>" for row in rows)
    top = f"<thead><tr>{_cells('th', head)}</tr></thead>" if head else ""
    return (
        f'<div style="overflow-x:auto"><table style="{_TABLE}">{top}<tbody>{body}</tbody></table>'
        "</div>"
    )


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Names and what they stand for, side by side, from HTML; long lines go on below."""
    cell = "text-align:left;vertical-align:top;font-weight:normal;padding:0 14px"
    body = "".join(
        f'<tr><th scope="row" style="{cell};white-space:nowrap">{name}</th>'
        f'<td style="{cell}">{value}</td></tr>'
        for name, value in rows
    )
    return f'<table style="font-variant-numeric:tabular-nums;line-height:1.5">{body}</table>'


def note(html: str) -> str:
    """A line of HTML in a box of its own, aligned with the tables."""
    return f'<div style="padding:0 14px;line-height:1.5">{html}</div>'


def swatch(color: str, html: str) -> str:
    """A square of a colour, and what it stands for."""
    return f'<span style="color:{escape(color)}">■</span> {html}'


def bar(color: str, share: float) -> str:
    """A horizontal bar as long as a share from 0 to 1; the number stands beside it."""
    style = f"display:inline-block;height:0.7em;width:{90 * share:.1f}px;background:{escape(color)}"
    return f'<span style="{style}" aria-hidden="true"></span>'


def _cells(tag: str, cells: Sequence[str]) -> str:
    return "".join(f'<{tag} style="{_CELL}">{cell}</{tag}>' for cell in cells)
