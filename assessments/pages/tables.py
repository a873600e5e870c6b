"""Tables as pages show them; on a phone each cell has the name of its column beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

DASH = "–"


@dataclass(frozen=True)
class TableColumn:
    """A column; `short` replaces `label` beside the cells on a phone, where space is short."""

    label: str
    short: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under columns; the first cell of a row names it. Cells are text or safe markup."""

    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[object, ...], ...]
    is_caption_shown: bool = True

    @property
    def lines(self) -> Iterator[tuple[object, list[tuple[TableColumn, object]]]]:
        """Each row as the cell that names it, and its other cells with their columns."""
        for name, *cells in self.rows:
            yield name, list(zip(self.columns[1:], cells, strict=True))


def or_dash(value: object) -> object:
    """The value, or a dash where there is none; 0 is a value."""
    return DASH if value is None or value == "" else value


def quiet(text: object) -> SafeString:
    """Text in a less prominent style."""
    return format_html('<small class="quiet">{}</small>', text)
