"""What the figures share: fonts, margins, and text that Plotly shows as it is written."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from assessments.gap_report.charts.palette import INK, PAGE_FONTS, PAPER

Figure = dict[str, Any]
LONGEST, FIRST_CHINESE = 120, "\u2e80"
ACROSS = 52
LINE = 15.6  # from one line of words to the next, in pixels


def shown(text: str) -> str:
    """Text as text: Plotly reads <b>, <br> and <a> in labels as markup."""
    return escape(text)


def broken(text: str, characters: int, lines: int = 2) -> str:
    """Text broken into lines of about so many characters; what does not fit ends in an ellipsis."""
    return "<br>".join(map(shown, pieces(text, characters, lines)))


# Breaking lines is slow, and the labels of a benchmark are the same on every page.
@lru_cache(maxsize=4096)
def pieces(text: str, characters: int, lines: int = 2) -> tuple[str, ...]:
    """The lines of `broken`, at least one, not yet escaped."""
    # Chinese has no spaces to break at; a word of another script is not torn apart.
    found = textwrap.wrap(
        text[:LONGEST],
        characters,
        max_lines=lines,
        placeholder=" …",
        break_long_words=any(char >= FIRST_CHINESE for char in text),
    )
    return tuple(found) or ("",)


def across(text: str) -> int:
    """How many characters of this text a phone shows side by side; Chinese ones are wider."""
    return ACROSS // 2 if any(char >= FIRST_CHINESE for char in text) else ACROSS


def fits(text: str) -> bool:
    """Whether a phone shows the text on one line."""
    return sum(1 + (char >= FIRST_CHINESE) for char in text) <= ACROSS


def rounded(value: float | None) -> float | None:
    """Four places are finer than a pixel."""
    return None if value is None else round(value, 4)


def layout(height: int, **more: Any) -> Figure:  # values of Plotly's schema
    """The layout every figure starts from."""
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
