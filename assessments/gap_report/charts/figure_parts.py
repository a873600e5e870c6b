"""Shared by the Plotly figures: layout, axes, and texts with escaping and line breaks."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from assessments.gap_report.charts.palette import INK, PAGE_FONTS, PAPER

Figure = dict[str, Any]
LONGEST, FIRST_CHINESE = 120, "\u2e80"
ACROSS = 52
LINE = 15.6  # height of a line of text, in pixels


def shown(text: str) -> str:
    """The text escaped for Plotly, which reads <b>, <br> and <a> in labels as markup."""
    return escape(text)


def broken(text: str, characters: int, lines: int = 2) -> str:
    """The escaped text in at most `lines` lines of about `characters`; the rest becomes "…"."""
    return "<br>".join(map(shown, pieces(text, characters, lines)))


# Cached because breaking lines is slow, and all pages share the labels of a benchmark.
@lru_cache(maxsize=4096)
def pieces(text: str, characters: int, lines: int = 2) -> tuple[str, ...]:
    """The lines of `broken` before escaping; at least one."""
    # Chinese has no spaces to break at; words of other scripts are not broken.
    wrapped = textwrap.wrap(
        text[:LONGEST],
        characters,
        max_lines=lines,
        placeholder=" …",
        break_long_words=any(char >= FIRST_CHINESE for char in text),
    )
    return tuple(wrapped) or ("",)


def across(text: str) -> int:
    """How many characters of this text fit on one line of a phone; Chinese ones are wider."""
    return ACROSS // 2 if any(char >= FIRST_CHINESE for char in text) else ACROSS


def fits(text: str) -> bool:
    """Whether the text fits on one line of a phone."""
    return sum(1 + (char >= FIRST_CHINESE) for char in text) <= ACROSS


def rounded(value: float | None) -> float | None:
    """The value rounded to four decimals, which is finer than a pixel."""
    return None if value is None else round(value, 4)


def layout(height: int, **more: Any) -> Figure:  # values of Plotly's schema
    """The layout of every figure; `more` adds or replaces entries. `height` in pixels."""
    margins = more.pop("margin", {"l": 8, "r": 8, "t": 8, "b": 8})
    return {
        "height": height,
        "margin": margins,
        "font": {"family": PAGE_FONTS, "size": 12, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "showlegend": False,
        "dragmode": False,
        **more,
    }


def bare_axis(**more: Any) -> Figure:  # values of Plotly's schema
    """An axis without line, grid or labels."""
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": ""}
    return {**hidden, "fixedrange": True, **more}
