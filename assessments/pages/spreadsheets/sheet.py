"""A sheet as plain data: columns with widths, rows of texts and numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A number as the report holds it, and the number of decimals shown."""

    value: float
    decimals: int = 0
    grouped: bool = True  # with thousands separators; False for a year
    about: bool = False  # the middle of an estimate, which nobody should quote as a count


@dataclass(frozen=True)
class MarkedCell:
    """A text that stands out, because something is wrong with it."""

    text: str


Cell = str | Number | MarkedCell | None


@dataclass(frozen=True)
class SheetColumn:
    """A column; `width` in characters. `choices`: the drop-down list of cells to be filled in."""

    header: str
    width: int = 12
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One table; `empty` is the text shown where it has no row."""

    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    rows_to_fill_in: int = 0  # number of rows below the header that the reader fills in
    fixed_columns: int = 0  # stay visible when scrolling to the right


def number(value: float | None, decimals: int = 0, *, about: bool = False) -> Number | None:
    """The number, or an empty cell where there is none: never a zero."""
    return None if value is None else Number(value, decimals, about=about)
