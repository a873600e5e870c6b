"""How much a file may hold. `settings.IMPORT_LIMITS` overrides single fields."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Upper bounds, checked before or while a file is read.

    The largest published quality reports have about 10 MB and 300,000 elements; a hospital's
    code list about 10,000 rows. An XLSX member of repetitive rows shrinks about fifty times. A
    year's case list of a large hospital has some 100,000 cases and a million procedure rows;
    the fields that begin with `case` are for those; a cell of a workbook holds no more than
    `case_cell_characters`. Of the problems of a case list `case_problems` are kept for the
    workbook one can download (writing it takes 0.2 ms each), and `case_problems_shown` are
    shown. `zip_frame_bytes` is for the members that hold no rows (sheet names, styles),
    `zip_tags` for the beginnings and ends of XML elements in all: four a cell, so 50,000 rows
    of 10 cells; `workbook_memory` is for the bytes that texts and rows take in memory. Rows and
    columns are those that hold something. `reports` is how many quality reports may come at
    once. `official_rows` is for the official list of a classification, which has some 40,000
    codes. `profile_entries` is how many records a profile workbook may add or change: each is
    judged by its form, which takes some 20 ms. Volumes and answers do not count. Above
    `profile_entries_at_once` the worker judges them.
    """

    file_bytes: int = 25 * MEGABYTE
    rows: int = 50_000
    columns: int = 60
    cell_characters: int = 1_000
    sheets: int = 20
    elements: int = 800_000
    depth: int = 64
    zip_members: int = 500
    zip_member_bytes: int = 25 * MEGABYTE
    zip_total_bytes: int = 50 * MEGABYTE
    zip_frame_bytes: int = 2 * MEGABYTE
    zip_ratio: int = 150
    zip_tags: int = 2_000_000
    workbook_memory: int = 100 * MEGABYTE
    problems: int = 100
    reports: int = 20
    departments: int = 500
    official_rows: int = 60_000
    profile_entries: int = 1_000
    profile_entries_at_once: int = 50
    case_bytes: int = 400 * MEGABYTE
    case_rows: int = 3_000_000
    case_sheet_rows: int = 300_000
    case_columns: int = 1_000
    case_codes: int = 200_000
    codes_at_once: int = 10_000
    case_problems: int = 2_000
    case_problems_shown: int = 200
    case_cell_characters: int = 32_767

    def for_cases(self) -> Limits:
        """The limits of a workbook that is a case list."""
        return replace(
            self,
            rows=self.case_sheet_rows,
            columns=self.case_columns,
            cell_characters=self.case_cell_characters,
            file_bytes=self.case_bytes,
            zip_member_bytes=300 * MEGABYTE,
            zip_total_bytes=400 * MEGABYTE,
            zip_tags=60_000_000,
            workbook_memory=600 * MEGABYTE,
        )


def current_limits() -> Limits:
    """The limits in force."""
    return Limits(**getattr(settings, "IMPORT_LIMITS", {}))
