"""The one way in for case lists: which format the files are, and their coded rows."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.imports import case_template, chinese_front_page, german_p21
from assessments.imports.case_rows import CaseOptions, CaseRows, Troubles
from assessments.imports.case_tables import CaseTable, csv_case_table, xlsx_case_tables
from assessments.imports.limits import MEGABYTE, Limits, current_limits
from assessments.imports.problems import UnreadableFile, refuse
from assessments.imports.reading import file_format

# Enough of a workbook to see the names of its columns.
LOOKED_AT_ROWS = 20


@dataclass(frozen=True)
class SourceFile:
    """A file as it was uploaded."""

    name: str
    data: bytes


def read_cases(
    files: Sequence[SourceFile], options: CaseOptions, *, limits: Limits | None = None
) -> CaseRows:
    """The coded rows of one import: several files, or a ZIP of them.

    Raises `UnreadableFile`, and nothing else, with every problem found.
    """
    limits = limits or current_limits()
    tables = case_tables(files, limits)
    troubles = Troubles(limits.case_problems)
    found = _read(tables, options, troubles)
    if troubles.count:
        raise UnreadableFile(troubles.found, more=troubles.count - len(troubles.found))
    if found.procedures.empty:
        raise refuse("no_cases")
    return found


def is_case_list(files: Sequence[SourceFile], limits: Limits | None = None) -> bool:
    """Whether the files are for `read_cases`: several, a ZIP, or one whose columns say so."""
    limits = limits or current_limits()
    try:
        if len(files) > 1 or unpacked(files, limits) != list(files):
            return True
        tables = case_tables(files, limits, first_rows=LOOKED_AT_ROWS)
    except UnreadableFile:
        return False
    return any(
        module.recognise(tables) is not None
        for module in (german_p21, chinese_front_page, case_template)
    )


def digest_of(files: Sequence[SourceFile]) -> str:
    """SHA-256 over the contents, whatever the order and names of the files.

    Of a single file it is the file's own.
    """
    digests = sorted(hashlib.sha256(file.data).hexdigest() for file in files)
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def case_tables(
    files: Sequence[SourceFile], limits: Limits, first_rows: int | None = None
) -> list[CaseTable]:
    """All tables of the files that name their columns; of workbooks only the first rows, if so."""
    tables: list[CaseTable] = []
    for file in unpacked(files, limits):
        if len(file.data) > limits.case_bytes:
            raise refuse("too_large", limit=f"{limits.case_bytes / MEGABYTE:g}")
        form = file_format(file.data, file.name)
        if form == "xlsx":
            tables += xlsx_case_tables(file.name, file.data, limits, first_rows)
        elif form == "text":
            table = csv_case_table(file.name, file.data, limits)
            tables += [table] if table is not None else []
    return tables


def unpacked(files: Sequence[SourceFile], limits: Limits) -> list[SourceFile]:
    """The files, those of a ZIP in its place; a workbook is a ZIP too and stays as it is."""
    found: list[SourceFile] = []
    for file in files:
        if not file.data.startswith(b"PK"):
            found.append(file)
            continue
        try:
            with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
                members = [member for member in archive.infolist() if not member.is_dir()]
                if any(member.filename == "xl/workbook.xml" for member in members):
                    found.append(file)
                    continue
                _check_members(members, limits)
                found += [SourceFile(one.filename, archive.read(one)) for one in members]
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
            raise refuse("broken_zip") from error
    return found


def _check_members(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse by the archive's directory what would unpack too far, before anything is unpacked."""
    if any(member.flag_bits & 1 for member in members):
        raise refuse("encrypted")
    sizes = [member.file_size for member in members]
    bombs = [
        member
        for member in members
        if member.file_size > limits.zip_ratio * max(member.compress_size, 1)
        and member.file_size > MEGABYTE
    ]
    if len(members) > limits.zip_members or sum(sizes) > limits.case_bytes or bombs:
        raise refuse("zip_bomb")


def _read(tables: Sequence[CaseTable], options: CaseOptions, troubles: Troubles) -> CaseRows:
    parts = german_p21.recognise(tables)
    if parts is not None:
        return german_p21.read(parts, options, troubles)
    page = chinese_front_page.recognise(tables)
    if page is not None:
        return chinese_front_page.read(page, options, troubles)
    assigned = case_template.recognise(tables, options.columns)
    if assigned is not None:
        return case_template.read(assigned, options, troubles)
    raise _not_recognised(tables)


def _not_recognised(tables: Sequence[CaseTable]) -> UnreadableFile:
    """The refusal, naming what the most promising table lacks."""
    if not tables:
        return refuse("no_case_table")
    best = max((case_template.assign(table) for table in tables), key=lambda one: len(one.columns))
    return refuse(
        "no_case_columns",
        missing=", ".join(best.missing),
        found=", ".join(header for header in best.table.headers if header.strip()),
    )
