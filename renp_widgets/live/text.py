"""Numbers in words, and small pieces of HTML without a colour of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

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


def number(value: float, digits: int = 4) -> str:
    """`value` with so many significant digits: 0.1049, 8.713e-4, 1e21."""
    text = f"{value:.{digits}g}"
    if 0 < abs(value) < 1e-3 or "e" in text:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        if "." in mantissa:
            mantissa = mantissa.rstrip("0").rstrip(".")
        text = f"{mantissa}e{int(exponent)}"
    return text


def distinct(old: float, new: float, digits: int = 4) -> tuple[str, str]:
    """Two numbers with at least as many digits as tell them apart, if they differ."""
    while old != new and number(old, digits) == number(new, digits):
        digits += 1
    return number(old, digits), number(new, digits)


def listed(words: list[str]) -> str:
    """Words as a list in a sentence: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def percent(share: float) -> str:
    """A share from 0 to 1 in percent, with one decimal."""
    return f"{100 * share:.1f} %"
