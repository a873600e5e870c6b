"""What a kind of import is to page, background run and command.

`services.uploads` lists the kinds. What their pages show is said by `views.import_pages`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from assessments.import_records.overrides import OverrideNote
from assessments.imports.files.source_files import Progress, SourceFile
from assessments.models import Department, ImportBatch, User


@dataclass(frozen=True)
class Upload:
    """The files of one import, and what was said about them.

    `system`: the code system, empty where the codes tell. `year`: take only this one. `complete`:
    a code that is not listed was not performed (lists of codes only). `columns`: of a case list,
    what is meant -> the name of its column, assigned by hand, "" where it has none; what is not
    named is found by its name. None: as the names tell, or as it was assigned by hand before.
    `progress` is told how many rows of a case list were read.
    """

    files: Sequence[SourceFile]
    system: str = ""
    year: int | None = None
    complete: bool = True
    columns: Mapping[str, str] | None = None
    progress: Progress | None = None


@dataclass(frozen=True)
class KindWords:
    """What the import page says: `accepted` within a sentence; a heading and what it explains."""

    accepted: str | Promise
    name: str | Promise
    about: str | Promise


class Propose(Protocol):
    """Stores what the files hold as previews, several where the files are imported one a year.

    Raises `UnreadableFile` with every problem, `ImportRefused`, or `PermissionDenied`.
    """

    def __call__(
        self, *, user: User, department: Department, upload: Upload
    ) -> list[ImportBatch]: ...


class Restrict(Protocol):
    """Takes of the previews of one upload only what is asked for, and returns them.

    `departments`: keys in the files, none: as proposed. `year` was heeded by `Propose`, unless the
    kind has to refuse it. Raises as `Propose`.
    """

    def __call__(
        self,
        *,
        user: User,
        batches: list[ImportBatch],
        departments: Sequence[str],
        year: int | None,
    ) -> list[ImportBatch]: ...


class Change(Protocol):
    """Confirms or undoes an import. Raises `ImportRefused` or `PermissionDenied`."""

    def __call__(self, *, user: User, batch: ImportBatch) -> ImportBatch: ...


def _its_kind(batch: ImportBatch) -> str:
    return batch.kind


@dataclass(frozen=True)
class Kind:
    """One kind of import.

    `key` is its member of `ImportKind`. `recognise`: whether an upload for a department is of this
    kind; kinds are asked in their order. `formats`: names of its formats; none: `key` is the only
    one. `format_of`: the format in which the files of an import were. `system`: the only code
    system of the kind, "" where there are several or none. `covers_years`: an import is for all
    years it takes, not for one. `asks_columns`: the reader may assign the columns of such files by
    hand. `reclassify`: counts a preview again after the hospital has classified codes otherwise;
    None where the codes are not kept.
    """

    key: str
    words: KindWords
    recognise: Callable[[Department, Upload], bool]
    propose: Propose
    restrict: Restrict
    confirm: Change
    undo: Change
    formats: tuple[str, ...] = ()
    format_of: Callable[[ImportBatch], str] = _its_kind
    system: str = ""
    covers_years: bool = False
    asks_columns: bool = True
    reclassify: Callable[[ImportBatch, Sequence[OverrideNote]], None] | None = None
