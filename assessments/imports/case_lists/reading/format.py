"""What a format of case lists is to the rest: how it is told, how it is read, and its words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from assessments.import_records.problems import UnreadableFile
from assessments.imports.case_lists.reading.rows import CaseRows, ReadingContext
from assessments.imports.case_lists.reading.tables import CaseTable


@dataclass(frozen=True)
class FormatWords:
    """What the format is called, and by what it is told from the others."""

    name: str | Promise
    why: str | Promise


@dataclass(frozen=True)
class Recognised:
    """The tables of a format among those of the files, and their reader."""

    tables: tuple[CaseTable, ...]
    read: Callable[[ReadingContext], CaseRows]


@dataclass(frozen=True)
class Format:
    """One format of case lists; `case_formats.FORMATS` lists all of them.

    `words`: by the names that its reader gives in `CaseRows.format`, several where the format has
    dialects. `column_names`: names of columns, as `plain_name` has them, by which its tables are
    told from the lines above. `recognise`: None where no table is of this format. `lacking`: the
    refusal of tables that are nearly of this format, None where none is.
    """

    words: Mapping[str, FormatWords]
    column_names: Collection[str]
    recognise: Callable[[Sequence[CaseTable]], Recognised | None]
    lacking: Callable[[Sequence[CaseTable]], UnreadableFile | None]
