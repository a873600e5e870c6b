"""Case lists as text files: their separator, the names of their columns, and their rows."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from assessments.import_records.problems import Place, Problem, refuse
from assessments.imports.case_lists.reading.tables import (
    HEADER_ROWS,
    PIECE,
    Cells,
    check_columns,
    header_row,
)
from assessments.imports.files.columns import plain_name
from assessments.imports.files.csv_lines import faulty_lines
from assessments.imports.files.limits import Limits
from assessments.imports.files.recognition import as_utf8, check_size
from assessments.imports.files.tables import csv_delimiter

# Cells that are in memory at once.
_PIECE_CELLS = 4_000_000
_LOOKED_AT = 200_000
# A column with fewer different texts among its first rows is read as categories, which is faster
# for codes and slower for the numbers of cases.
_SAMPLE, _FEW = 5_000, 0.1
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class CsvTable:
    """A table of a text file in UTF-8; its rows begin below the first `above` lines."""

    file: str
    headers: Cells
    data: bytes = field(repr=False)
    delimiter: str
    above: int
    limits: Limits
    sheet: str = ""
    is_hidden: bool = False

    @property
    def names(self) -> Cells:
        """The columns without letter case and signs."""
        return tuple(plain_name(header) for header in self.headers)

    @property
    def about_rows(self) -> int:
        """As `CaseTable.about_rows`; lines within quotation marks count too."""
        return self.data.count(b"\n")

    @cached_property
    def _quoted(self) -> bool:
        return b'"' in self.data

    def faults(self) -> list[Problem]:
        """As `CaseTable.faults`; texts in quotation marks are only looked at when they are read."""
        if self._quoted:
            return []
        found = faulty_lines(self.data, self.delimiter, self.above, self.headers, self.limits)
        # The last one stands there again for each that is only counted.
        once = {id(one): one for one in found}
        named = {
            key: replace(one, place=replace(one.place, file=self.file)) for key, one in once.items()
        }
        return [named[id(one)] for one in found]

    def pieces(self, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
        """As `CaseTable.pieces`. Raises `UnreadableFile` for a row that is no row of the table."""
        # One column more than there are headers: it is filled only in a row that is too wide.
        read = [*columns, len(self.headers)] if self._quoted else list(columns)
        row = self.above + 1
        try:
            kinds = self._kinds(read)
            for piece in self._reader(read, kinds) if kinds else ():
                piece.index = pd.RangeIndex(row, row + len(piece))
                row += len(piece)
                if row - self.above - 1 > self.limits.case_rows:
                    most = self.limits.case_rows
                    raise refuse("too_many_cases", Place(file=self.file), limit=most)
                yield self._checked(pd.DataFrame({one: _texts(piece[one]) for one in read}))
        except (pd.errors.ParserError, csv.Error, UnicodeDecodeError) as error:
            raise refuse("broken_table", Place(row=row, file=self.file)) from error

    def _reader(self, columns: Sequence[int], kinds: Any, rows: int | None = None) -> Any:
        size = max(1_000, min(PIECE, _PIECE_CELLS // max(1, len(columns))))
        reader = pd.read_csv(
            self._lines(),
            sep=self.delimiter,
            header=None,
            names=list(range(len(self.headers) + self._quoted)),
            usecols=list(columns),
            nrows=rows,
            dtype=kinds,
            na_filter=False,
            skip_blank_lines=False,
            index_col=False,
            encoding="utf-8",
            chunksize=size,
        )
        for number, piece in enumerate(reader):
            yield piece.iloc[1:] if number == 0 else piece

    def _lines(self) -> io.BufferedReader:
        """The rows below an added line of as many cells as there are columns.

        pandas takes the number of columns from the first rows, which may have fewer cells.
        """
        ends = itertools.islice(_LINE_END.finditer(self.data), self.above - 1, None)
        start = next((end.end() for end in ends), len(self.data))
        first = self.delimiter.encode() * (len(self.headers) - 1 + self._quoted) + b"\n"
        return io.BufferedReader(_JoinedBytes(first, memoryview(self.data)[start:]))

    def _kinds(self, columns: Sequence[int]) -> dict[int, Any]:
        pieces = list(self._reader(columns, object, _SAMPLE))
        head = pd.concat(pieces) if pieces else pd.DataFrame(columns=list(columns))
        if head.empty:
            return {}
        few = _FEW * len(head)
        return {one: "category" if head[one].nunique() < few else object for one in columns}

    def _checked(self, piece: pd.DataFrame) -> pd.DataFrame:
        """The piece; with quotation marks in the file, too wide rows and long cells are refused."""
        if not self._quoted:
            return piece
        names, most = len(self.headers), self.limits.case_cell_characters
        wide = np.flatnonzero(piece[names] != "")
        if wide.size:
            place = Place(row=int(piece.index[wide[0]]), file=self.file)
            raise refuse("wide_row", place, found=names + 1, names=names)
        for column in range(len(self.headers)):
            if column not in piece.columns:
                continue
            long = [at for at, text in enumerate(piece[column].array) if len(text) > most]
            if long:
                place = Place(
                    row=int(piece.index[long[0]]), column=self.headers[column], file=self.file
                )
                raise refuse("long_cell", place, limit=most)
        return piece.drop(columns=names)


class _JoinedBytes(io.RawIOBase):
    """Reads several byte strings as one file, without copying them."""

    def __init__(self, *parts: bytes | memoryview) -> None:
        super().__init__()
        self._parts = [memoryview(part) for part in parts]

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer from the first part that is left; 0 at the end."""
        while self._parts and not self._parts[0]:
            del self._parts[0]
        if not self._parts:
            return 0
        taken = min(len(buffer), len(self._parts[0]))
        buffer[:taken] = self._parts[0][:taken]
        self._parts[0] = self._parts[0][taken:]
        return taken


def csv_case_table(
    name: str, data: bytes, limits: Limits, known: Collection[str]
) -> CsvTable | None:
    """The table of a text file; None where no row names columns."""
    check_size(data, limits.for_cases())
    text = as_utf8(data)
    if b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    beginning = text[:_LOOKED_AT].decode("utf-8", errors="ignore")
    delimiter = csv_delimiter(beginning)
    reader = csv.reader(io.StringIO(beginning, newline=""), delimiter=delimiter)
    rows: list[tuple[Cells, int]] = []
    try:
        for _number, cells in zip(range(HEADER_ROWS), reader, strict=False):
            rows.append((tuple(cells), reader.line_num))
    except csv.Error as error:
        # A cell that is too long: below the names of the columns it is found with its place.
        if header_row([cells for cells, _line in rows], known) is None:
            raise refuse("broken_table", Place(row=reader.line_num)) from error
    header = header_row([cells for cells, _line in rows], known)
    if header is None:
        return None
    headers = rows[header][0]
    check_columns(len(headers), limits)
    return CsvTable(name, headers, text, delimiter, rows[header][1], limits)


def _texts(column: pd.Series) -> pd.Series:
    """The column without spaces around its texts and without missing values."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        found = column.to_numpy(dtype=object)
        texts = [text.strip() if isinstance(text, str) else "" for text in found]
        return pd.Series(texts, index=column.index, dtype=object)
    written = [str(text).strip() for text in column.cat.categories]
    # The last one stands for missing values, whose number is -1.
    numbers, distinct = pd.factorize(np.array([*written, ""], dtype=object))
    codes = numbers[column.cat.codes]
    categories = pd.Index(distinct, dtype=object)
    return pd.Series(pd.Categorical.from_codes(codes, categories=categories), index=column.index)
