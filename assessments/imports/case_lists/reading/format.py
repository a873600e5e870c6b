"""What a format of case lists is: how it is recognised and read, and its texts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from assessments.import_records.problems import UnreadableFile
from assessments.imports.case_lists.reading.rows import CaseRows, ReadingContext
from assessments.imports.case_lists.reading.tables import CaseTable


@dataclass(frozen=True)
class FormatWords:
    """The name of the format, and by what it was recognised."""

    name: str | Promise
    why: str | Promise


@dataclass(frozen=True)
class Recognised:
    """The tables of a format among those of the files, and their reader."""

    tables: tuple[CaseTable, ...]
    read: Callable[[ReadingContext], CaseRows]


@dataclass(frozen=True)
class Format:
    """One format of case lists; `formats.FORMATS` lists all of them.

    `words`: by the names that its reader gives in `CaseRows.format`, several where the format has
    dialects. `column_names`: names of columns in the form of `plain_name`, which show the row that
    names the columns among the lines above it. `recognise`: None where no table is of this format.
    `lacking`: the refusal of tables that are nearly of this format, None where none is.
    """

    words: Mapping[str, FormatWords]
    column_names: Collection[str]
    recognise: Callable[[Sequence[CaseTable]], Recognised | None]
    lacking: Callable[[Sequence[CaseTable]], UnreadableFile | None]
