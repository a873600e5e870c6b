"""Reports how far the reading of case lists has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from assessments.import_records.problems import Problem
from assessments.imports.case_lists.reading.tables import CaseTable, Cells
from assessments.imports.files.source_files import Progress


class _Count:
    """Counts the rows that were read, of all tables together."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._read = 0
        self._begun: dict[int, int] = {}

    def begin(self, table: CaseTable) -> None:
        """Start a table; where it is read a second time, its first reading no longer counts."""
        self._read -= self._begun.pop(id(table), 0)
        self._begun[id(table)] = 0

    def add(self, table: CaseTable, rows: int, about: int) -> None:
        """Report that some rows of a table were read."""
        self._begun[id(table)] += rows
        self._read += rows
        self._progress(min(self._read, about), about)


@dataclass(frozen=True)
class _Watched:
    """A table that reports how many of its rows were read."""

    table: CaseTable
    count: _Count
    # The approximate number of rows of all tables.
    about: int

    @property
    def file(self) -> str:
        """As `CaseTable.file`."""
        return self.table.file

    @property
    def sheet(self) -> str:
        """As `CaseTable.sheet`."""
        return self.table.sheet

    @property
    def is_hidden(self) -> bool:
        """As `CaseTable.is_hidden`."""
        return self.table.is_hidden

    @property
    def headers(self) -> Cells:
        """As `CaseTable.headers`."""
        return self.table.headers

    @property
    def names(self) -> Cells:
        """As `CaseTable.names`."""
        return self.table.names

    @property
    def about_rows(self) -> int:
        """As `CaseTable.about_rows`."""
        return self.table.about_rows

    def faults(self) -> list[Problem]:
        """As `CaseTable.faults`."""
        return self.table.faults()

    def pieces(self, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
        """As `CaseTable.pieces`."""
        self.count.begin(self.table)
        for piece in self.table.pieces(columns):
            yield piece
            self.count.add(self.table, len(piece), self.about)


def watched(tables: Sequence[CaseTable], progress: Progress) -> tuple[CaseTable, ...]:
    """The same tables; `progress` is called after every piece that is read."""
    count = _Count(progress)
    about = sum(table.about_rows for table in tables)
    return tuple(_Watched(table, count, about) for table in tables)
