"""The blocks of a printed report, as plain data for `report.typ`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from assessments.gap_report.charts import Chart, ChartTable, svg

Block = dict[str, Any]
Cell = str | Block


def heading(text: str, level: int = 1, *, new_page: bool = False) -> Block:
    """A heading; levels 1 and 2 are listed in the table of contents."""
    return {"kind": "heading", "text": text, "level": level, "new_page": new_page}


def paragraph(text: str, *, size: float = 9, quiet: bool = False) -> Block:
    """Running text."""
    return {"kind": "paragraph", "text": text, "size": size, "quiet": quiet}


def listing(items: Iterable[str], *, numbered: bool = False, size: float = 9) -> Block:
    """A list of sentences."""
    return {"kind": "list", "items": list(items), "numbered": numbered, "size": size}


def chart(drawn: Chart, *, width: float = 493, title: bool = True) -> Block:
    """A chart with its finding as caption and its numbers as alternative text."""
    return {
        "kind": "chart",
        "svg": svg(drawn),
        "alt": drawn.alt,
        "title": drawn.title if title else "",
        "width": width,
    }


def chart_row(charts: Sequence[Chart], places: int, *, width: float) -> Block:
    """Small charts side by side, in a row for `places` charts; `width` of each in points."""
    drawn = [chart(item, width=width) for item in charts]
    return {"kind": "row", "charts": drawn, "places": places}


def table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    widths: Sequence[float],
    *,
    size: float = 7.5,
) -> Block:
    """A table with its header repeated on every page."""
    return {
        "kind": "table",
        "caption": caption,
        "header": list(header),
        "rows": [list(row) for row in rows],
        "widths": list(widths),
        "size": size,
    }


def chart_table(numbers: ChartTable, widths: Sequence[float] = (), *, size: float = 7.5) -> Block:
    """The numbers of a chart; the first column is the widest unless said otherwise."""
    fitting = widths or (2.0, *(1.0 for _ in numbers.header[1:]))
    return table(numbers.caption, numbers.header, numbers.rows, fitting, size=size)


def level_cell(level: int | None, possible: int, text: str) -> Block:
    """A cell with the level as filled steps and as text."""
    return {"level": level, "possible": possible, "lines": [text] if text else [], "lead": False}


def lines_cell(first: str, *more: str) -> Block:
    """A cell with an emphasised first line; empty lines are left out."""
    lines = [line for line in (first, *more) if line]
    return {"level": None, "possible": 0, "lines": lines, "lead": True}


def columns(parts: Sequence[Sequence[Block]], widths: Sequence[float]) -> Block:
    """Blocks side by side."""
    return {"kind": "columns", "columns": [list(part) for part in parts], "widths": list(widths)}


def contents(title: str) -> Block:
    """The table of contents."""
    return {"kind": "contents", "title": title}
