"""What a kind of import is to the upload page, the background run and the command.

`kinds.services` lists the kinds, `kinds.presenters` their pages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from assessments.import_records.overrides import OverrideNote
from assessments.imports.files.source_files import Progress, SourceFile
from assessments.models import Department, ImportBatch, User


class NotAtOnce(Exception):
    """Reading takes longer than a request can wait; the worker does it."""


@dataclass(frozen=True)
class Upload:
    """The files of one import, and the options that were given with them.

    `system`: the code system, empty: recognised by the codes. `year`: take only this year.
    `complete`: a code that is not listed was not performed (lists of codes only). `columns`: the
    columns of a case list that were assigned by hand, field -> name of the column, "" where the
    file has no such column; fields that are not in it are found by their usual names. None: the
    columns are found by their names, or by an assignment that is remembered. `progress` is called
    with the number of rows of a case list that were read. `at_once`: a request waits for it.
    """

    files: Sequence[SourceFile]
    system: str = ""
    year: int | None = None
    complete: bool = True
    columns: Mapping[str, str] | None = None
    progress: Progress | None = None
    at_once: bool = False


@dataclass(frozen=True)
class KindWords:
    """Texts of the import page.

    `accepted` stands within a sentence, `name` is a heading, `about` the paragraph below it.
    """

    accepted: str | Promise
    name: str | Promise
    about: str | Promise


class Propose(Protocol):
    """Stores the files as previews; several where each year is an import of its own.

    Raises `UnreadableFile` with every problem, `ImportRefused`, or `PermissionDenied`; `NotAtOnce`
    where a request waits and it takes longer than that.
    """

    def __call__(
        self, *, user: User, department: Department, upload: Upload
    ) -> list[ImportBatch]: ...


class Restrict(Protocol):
    """Reduces the previews of one upload to what is asked for, and returns them.

    `departments`: keys of departments in the files; empty: those that are remembered, and refused
    where nothing says which of several they are. `years`: those to take; empty: as proposed. A kind
    that cannot take single years refuses them. Raises as `Propose`.
    """

    def __call__(
        self,
        *,
        user: User,
        batches: list[ImportBatch],
        departments: Sequence[str],
        years: Sequence[int],
    ) -> list[ImportBatch]: ...


class Confirm(Protocol):
    """Puts a preview in force; `smaller`: years that may lose more than a third of what they have.

    Raises `ImportRefused` or `PermissionDenied`.
    """

    def __call__(
        self, *, user: User, batch: ImportBatch, smaller: Collection[int] = ()
    ) -> ImportBatch: ...


class Change(Protocol):
    """Undoes an import. Raises `ImportRefused` or `PermissionDenied`."""

    def __call__(self, *, user: User, batch: ImportBatch) -> ImportBatch: ...


def _as_it_should(_batch: ImportBatch) -> str:
    return ""


def _its_kind(batch: ImportBatch) -> str:
    return batch.kind


@dataclass(frozen=True)
class Kind:
    """One kind of import.

    `key` is its member of `ImportKind`. `recognise`: whether an upload for a department is of this
    kind; kinds are asked in the order of `KINDS`. `formats`: names of its formats; empty: `key` is
    the only one. `format_of`: the format of the files of an import. `system`: the only code system
    of the kind, "" where there are several or none. `covers_years`: an import is for all the years
    it takes, not for one. `asks_columns`: the columns of such files may be assigned by hand.
    `incomplete`: why a preview should not be confirmed without a look, "" where nothing speaks
    against it. `reclassify`: counts a preview again after the hospital has changed its own
    classification of codes; None where the codes are not stored.
    """

    key: str
    words: KindWords
    recognise: Callable[[Department, Upload], bool]
    propose: Propose
    restrict: Restrict
    confirm: Confirm
    undo: Change
    formats: tuple[str, ...] = ()
    format_of: Callable[[ImportBatch], str] = _its_kind
    system: str = ""
    covers_years: bool = False
    asks_columns: bool = True
    incomplete: Callable[[ImportBatch], str] = _as_it_should
    reclassify: Callable[[ImportBatch, Sequence[OverrideNote]], None] | None = None
