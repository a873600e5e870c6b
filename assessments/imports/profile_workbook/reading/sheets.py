"""What a profile workbook consists of: its sheets as plain data, for writer and reader.

The first row of each sheet names its columns by keys that are the same in every language; it is
hidden. Headings stand below it, records from the third row on. The first column holds the keys of
the records, the second one says which of them shall be removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

# The first cell of every sheet: the mark and the name of the sheet.
MARK: Final = "profile:"
ABOUT: Final = "about"  # hidden: what the records were when the workbook was made
LISTS: Final = "lists"  # hidden: what drops down
GUIDE: Final = "guide"
REMOVE: Final = "remove"
FIRST_ROW: Final = 3

Content = str | int | float | date | None


@dataclass(frozen=True)
class ProfileColumn:
    """A column: `kind` is text, whole, number, date or choice; `choices` drop down."""

    key: str
    label: str
    help: str = ""
    kind: str = "text"
    choices: tuple[str, ...] = ()
    width: int = 18
    is_needed: bool = False


@dataclass(frozen=True)
class ProfileRow:
    """A record: its key, what stands in the columns, and choices of this row alone by column."""

    key: str
    cells: tuple[Content, ...]
    choices: tuple[str, ...] = ()  # for every column of kind "answer"
    note: str = ""


@dataclass(frozen=True)
class ProfileSheet:
    """One section. `spare`: empty rows to add records; `removes`: records can be marked."""

    name: str
    title: str
    columns: tuple[ProfileColumn, ...]
    rows: tuple[ProfileRow, ...]
    spare: int = 0
    removes: bool = False
    fixed: int = 0  # columns of `columns` that stay in sight


@dataclass(frozen=True)
class ReadRow:
    """A row as it came back: its number in the file, its key, and its cells by key of column."""

    number: int
    key: str
    cells: dict[str, Content]

    @property
    def is_empty(self) -> bool:
        """Whether nothing but the key stands in it."""
        return not any(str(cell or "").strip() for cell in self.cells.values())


@dataclass(frozen=True)
class ReadSheet:
    """A sheet as it came back; `letters`: the column of the file by key."""

    name: str
    title: str
    letters: dict[str, str]
    rows: tuple[ReadRow, ...]


@dataclass(frozen=True)
class ReadProfile:
    """A workbook as it came back. `about` is the signed text, untouched."""

    about: str
    sheets: dict[str, ReadSheet]
