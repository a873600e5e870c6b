"""The parts of a workbook: XML read a piece at a time, bounded by what it makes of it.

openpyxl keeps all parts of a workbook as objects before the first row can be read, and fills rows
and cells that are not there; a file of some kilobytes then takes minutes. Here only what is used
becomes an object, and every part ends where a limit is passed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import IO, Any
from xml.parsers.expat import ParserCreate

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from assessments.import_records.problems import Place, refuse
from assessments.imports.files.limits import MEGABYTE, Limits

_PIECE = 64 * 1024
# A tag or comment that is longer is no part of a workbook; the parser would keep it as a whole.
_LONGEST_TOKEN = MEGABYTE
_LONGEST_FORMAT, _LONGEST_NUMBER = 255, 100
_DEEPEST = 64
_ENCODINGS = {"", "utf-8", "utf8", "utf-16", "us-ascii", "ascii"}
_SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
# Cells in a row of the widest sheet that a spreadsheet can have.
_WIDEST = 16_384
# Bytes of memory: a reference, a number with its reference, a row without its cells, and a short
# text in a dictionary.
_POINTER, _NUMBER, _ROW, _SMALL = 8, 40, 128, 256

Row = tuple[int, tuple[Any, ...]]


class Budget:
    """What all parts of one workbook may cost together: tags, and bytes of memory for contents."""

    def __init__(self, limits: Limits) -> None:
        self.tags, self.memory = limits.zip_tags, limits.workbook_memory

    def keep(self, size: int) -> None:
        """Take bytes of memory for something that is kept."""
        self.memory -= size
        if self.memory < 0:
            raise refuse("zip_bomb")


class Part:
    """Parses one part; subclasses say which elements they look at."""

    tags: tuple[str, ...] = ()

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.is_over = False
        self._depth = 0
        self._names = {f"{space} {tag}": tag for space in _SPACES for tag in self.tags}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element of `tags` begins."""

    def end(self, tag: str) -> None:
        """An element of `tags` ends."""

    def text(self, text: str) -> None:
        """A piece of text in whatever element is open."""

    def parse(self, stream: IO[bytes]) -> Iterator[None]:
        """Parse until the part or `is_over`, with a pause after each piece.

        Raises `UnreadableFile` where a limit is passed, else `ValueError`, `LookupError` or
        `ExpatError` where the part is damaged, has a document type or a rare encoding.
        """
        parser = ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._started, self._ended
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler, parser.XmlDeclHandler = _refused, _declared
        fed = 0
        while not self.is_over:
            piece = stream.read(_PIECE)
            self.budget.tags -= piece.count(b"<")
            if self.budget.tags < 0:
                raise refuse("zip_bomb")
            parser.Parse(piece, not piece)
            fed += len(piece)
            if fed - max(parser.CurrentByteIndex, 0) > _LONGEST_TOKEN:
                raise refuse("zip_bomb")
            yield
            if not piece:
                break

    def read(self, stream: IO[bytes]) -> None:
        """Parse the part; raises as `parse`."""
        for _ in self.parse(stream):
            pass

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise refuse("zip_bomb")
        tag = self._names.get(name)
        if tag is not None:
            self.start(tag, attributes)

    def _ended(self, name: str) -> None:
        self._depth -= 1
        tag = self._names.get(name)
        if tag is not None:
            self.end(tag)


def _refused(*_arguments: Any) -> None:
    raise ValueError("a document type")


def _declared(_version: str, encoding: str | None, _standalone: int) -> None:
    # In others a tag may not look like one.
    if (encoding or "").lower() not in _ENCODINGS:
        raise ValueError("a rare encoding")


@dataclass(frozen=True)
class SheetName:
    """A sheet as the workbook lists it, with the key of the part that holds it."""

    title: str
    key: str
    is_hidden: bool


class Frame(Part):
    """The sheets that the workbook lists, and from which day it counts."""

    tags = ("sheet", "workbookPr")

    def __init__(self, budget: Budget, most_sheets: int) -> None:
        super().__init__(budget)
        self.sheets: list[SheetName] = []
        self.epoch = WINDOWS_EPOCH
        self._most = most_sheets

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """As `Part.start`."""
        if tag == "workbookPr":
            if attributes.get("date1904") in ("1", "true"):
                self.epoch = MAC_EPOCH
        elif len(self.sheets) < self._most:
            # In the namespace of relations.
            key = next((text for one, text in attributes.items() if one.endswith(" id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append(SheetName(attributes.get("name", ""), key, hidden))


class Relations(Part):
    """`found`: key of a part -> the last word of its type, and where it is."""

    tags = ("Relationship",)

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self._names = {f"{_RELATIONS} {tag}": tag for tag in self.tags}
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """As `Part.start`."""
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.budget.keep(256 + sum(map(sys.getsizeof, attributes.values())))
        self.found[attributes.get("Id", "")] = kind, attributes.get("Target", "")


class Days(Part):
    """By which styles of cells a number is a day, a time or a length of time.

    `styles`: the number of each such style -> whether it is a length. `epoch`: the first day.
    """

    tags = ("numFmt", "cellXfs", "xf")

    def __init__(self, budget: Budget, epoch: datetime) -> None:
        super().__init__(budget)
        self.styles: dict[str, bool] = {}
        self._epoch = epoch
        self._formats = dict(BUILTIN_FORMATS)
        self._judged: dict[str, tuple[bool, bool]] = {}
        self._count = 0
        self._is_inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """As `Part.start`."""
        if tag == "cellXfs":
            self._is_inside = True
        elif tag == "numFmt":
            code = attributes.get("formatCode", "")[:_LONGEST_FORMAT]
            self.budget.keep(_SMALL + sys.getsizeof(code))
            self._formats[int(attributes["numFmtId"])] = code
        elif self._is_inside:
            is_day, is_length = self._kind(attributes.get("numFmtId") or "0")
            if is_day:
                self.budget.keep(_SMALL)
                self.styles[str(self._count)] = is_length
            self._count += 1

    def end(self, tag: str) -> None:
        """As `Part.end`."""
        if tag == "cellXfs":
            self._is_inside = False

    def of(self, number: float, style: str) -> Any:
        """The day, time or length of time that the number stands for in such a style."""
        try:
            return from_excel(number, self._epoch, timedelta=self.styles[style])
        except (OverflowError, ValueError):
            return "#VALUE!"

    def _kind(self, number: str) -> tuple[bool, bool]:
        if number not in self._judged:
            code = self._formats.get(int(number), "")
            self.budget.keep(_SMALL)
            self._judged[number] = bool(is_date_format(code)), bool(is_timedelta_format(code))
        return self._judged[number]


class _Texts(Part):
    """A part with texts of cells: without the readings that stand above East Asian texts.

    Of a text that is longer than a cell may be, one character more than that is kept.
    """

    def __init__(self, budget: Budget, longest: int) -> None:
        super().__init__(budget)
        self._most = self._left = longest + 1
        self._found: list[str] = []
        self._takes = self._is_above = False

    def text(self, text: str) -> None:
        """As `Part.text`."""
        if self._takes and self._left > 0:
            self._found.append(text[: self._left])
            self._left -= len(text)

    def _whole(self) -> str:
        """The text that was found; the next piece begins another one."""
        text = "".join(self._found)
        self._found.clear()
        self._left = self._most
        return text


class SharedTexts(_Texts):
    """The texts that cells name by their numbers; with `count` only the first so many."""

    tags = ("si", "t", "rPh")

    def __init__(self, budget: Budget, limits: Limits, count: int | None = None) -> None:
        super().__init__(budget, limits.cell_characters)
        self.listed: list[str] = []
        self._count = count

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """As `Part.start`."""
        if tag == "t":
            self._takes = not self._is_above
        elif tag == "rPh":
            self._is_above = True

    def end(self, tag: str) -> None:
        """As `Part.end`."""
        if tag == "t":
            self._takes = False
        elif tag == "rPh":
            self._is_above = False
        else:
            # As openpyxl does: _x005F_ stands for a "_" that begins no escape.
            text = self._whole().replace("x005F_", "")
            self.budget.keep(sys.getsizeof(text) + _POINTER)
            self.listed.append(text)
            if len(self.listed) == self._count:
                self.is_over = True


class SharedText(int):
    """In a cell: the number of its text among `SharedTexts`."""

    __slots__ = ()


class SheetRows(_Texts):
    """The rows of a sheet: only rows and cells that hold something become objects.

    Ends with the rows, so that nothing that follows them is read. Formulas give the value that they
    were saved with. `texts`: those that cells share; None: their numbers stand in the cells.
    """

    tags = ("sheetData", "row", "c", "v", "t", "rPh")

    def __init__(
        self,
        title: str,
        budget: Budget,
        limits: Limits,
        days: Days,
        texts: Sequence[str] | None,
    ) -> None:
        super().__init__(budget, max(limits.cell_characters, _LONGEST_NUMBER))
        self._title, self._limits, self._days, self._shared = title, limits, days, texts
        self._ready: list[Row] = []
        self._row = self._cells = 0
        self._values: list[Any] = []
        self._column, self._kind, self._style = -1, "", ""
        self._is_in_row = self._is_in_cell = False

    def rows(self, stream: IO[bytes], most_bytes: int | None = None) -> Iterator[Row]:
        """Number and cells of every row that holds something, among the first bytes if so."""
        for number, _ in enumerate(self.parse(stream), start=1):
            yield from self._ready
            self._ready.clear()
            if most_bytes is not None and number * _PIECE >= most_bytes:
                return

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """As `Part.start`."""
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self._start_row(attributes)
        elif tag in ("v", "t"):
            # A text in a cell has its own element; any other value stands in "v".
            is_text = self._kind == "inlineStr"
            self._takes = self._is_in_cell and is_text == (tag == "t") and not self._is_above
        elif tag == "rPh":
            self._is_above = True

    def end(self, tag: str) -> None:
        """As `Part.end`."""
        if tag in ("v", "t"):
            self._takes = False
        elif tag == "c":
            self._is_in_cell = False
            if self._found:
                self._put(self._value(self._whole()))
        elif tag == "row":
            self._end_row()
        elif tag == "rPh":
            self._is_above = False
        else:
            self.is_over = True

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(float(attributes.get("r") or self._row + 1))
        if number <= self._row or self._is_in_row:
            raise ValueError("rows out of order")
        self._row, self._cells, self._column, self._is_in_row = number, 0, -1, True

    def _end_row(self) -> None:
        self._is_in_row = False
        if self._values:
            self.budget.keep(_ROW + _NUMBER * len(self._values))
            self._ready.append((self._row, tuple(self._values)))
            self._values.clear()

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cells += 1
        if self._cells > _WIDEST or self._is_in_cell or not self._is_in_row:
            raise ValueError("cells where none can be")
        self._is_in_cell = True
        name = attributes.get("r")
        self._column = _column(name) if name else self._column + 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")

    def _value(self, text: str) -> Any:
        """What the text of a cell means."""
        kind = self._kind
        if kind == "s":
            return SharedText(text) if self._shared is None else self._shared[int(text)]
        if kind == "n":
            is_whole = "." not in text and "e" not in text and "E" not in text
            number = int(text) if is_whole else float(text)
            return (
                self._days.of(number, self._style) if self._style in self._days.styles else number
            )
        if kind == "b":
            return bool(int(text))
        if kind == "d":
            return from_ISO8601(text)
        self.budget.keep(sys.getsizeof(text))
        return text

    def _put(self, value: Any) -> None:
        """Keep a value in its row."""
        place, values = self._column, self._values
        if isinstance(value, str):
            if not value or value.isspace():
                return
            if len(value) > self._limits.cell_characters:
                raise refuse("long_cell", self._place(), limit=self._limits.cell_characters)
        if place >= self._limits.columns:
            raise refuse("too_many_columns", self._place(), limit=self._limits.columns)
        if place < len(values):
            values[place] = value
            return
        if place > len(values):
            values.extend([None] * (place - len(values)))
        values.append(value)

    def _place(self) -> Place:
        column = get_column_letter(self._column + 1)
        return Place(sheet=self._title, row=self._row, column=column)


@lru_cache(maxsize=_WIDEST)
def _number_of(letters: str) -> int:
    return int(column_index_from_string(letters)) - 1


def _column(name: str) -> int:
    """Which column a cell such as AB12 is in, from 0."""
    return _number_of(name.rstrip("0123456789"))
