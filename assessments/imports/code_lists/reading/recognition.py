"""Reads quality reports and code lists: recognises the format, the year and the code system."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from assessments.import_records.code_systems import examples_of, looks_like, recognise, spine_codes
from assessments.import_records.department_keys import department_words, listed_departments
from assessments.import_records.listings import CodeCount, Listing, ParsedFile
from assessments.import_records.problems import Problem, UnreadableFile, refuse
from assessments.imports.code_lists.reading.code_list import read_code_list, with_codes_only
from assessments.imports.code_lists.reading.quality_report import (
    FIRST_YEAR,
    LAST_YEAR,
    SYSTEM,
    read_quality_report,
    year_in_name,
)
from assessments.imports.files.limits import Limits, current_limits
from assessments.imports.files.recognition import check_size, decode, file_format, too_large
from assessments.imports.files.tables import csv_tables
from assessments.imports.files.workbooks import xlsx_tables
from benchmarks.casemix.code_meanings import look_up
from benchmarks.casemix.code_overrides import Overrides
from benchmarks.casemix.estimates import HIDDEN_HIGH, HIDDEN_LOW


def read_file(
    file: bytes | Path, name: str = "", *, system: str = "", limits: Limits | None = None
) -> ParsedFile:
    """Read a quality report (XML) or a code list (CSV, XLSX).

    `name` is the file's name (a path's own by default): it can say the report year. `system` is
    the code system of a code list; empty: recognised by its codes. Raises `UnreadableFile`, and
    nothing else, naming every problem with its place and remedy.
    """
    limits = limits or current_limits()
    if isinstance(file, Path):
        name = name or file.name
        if file.stat().st_size > limits.file_bytes:
            raise too_large(limits)
        file = file.read_bytes()
    check_size(file, limits)
    form = file_format(file, name)
    if form == "xml":
        return _report(file, name, limits)
    return _code_list(file, name, system, form, limits)


def spine_listings(
    listings: Iterable[Listing], system: str, overrides: Overrides = ()
) -> tuple[Listing, ...]:
    """The listings that operate on the spine. Raises `UnreadableFile` when none does."""
    listed = tuple(listings)
    counts = spine_codes(listed, system, overrides)
    found = tuple(listing for listing in listed if counts[listing.key])
    if found:
        return found
    rows = [row for listing in listed for row in listing.procedures]
    foreign = looks_like(rows, system)
    if foreign:
        raise refuse("other_system", system=system, looks_like=foreign)
    raise _no_spine_codes(listed, system)


def _no_spine_codes(listed: tuple[Listing, ...], system: str) -> UnreadableFile:
    """The refusal, with the departments where they have names, and a few of the codes found."""
    codes = list(dict.fromkeys(row.code for one in listed for row in one.procedures))
    is_report = any(one.name or one.specialty_keys for one in listed)
    departments = listed_departments(
        [
            department_words("", one.name, one.specialty_keys, len(_codes(one.procedures)))
            for one in listed
        ]
    )
    if not codes and is_report:
        return refuse("no_procedures_of", departments=departments)
    if not codes:
        return refuse("no_procedures")
    examples = examples_of(codes, system)
    if not examples:
        return refuse("no_code_forms")
    values: dict[str, Any] = {"codes": len(codes), "examples": examples}
    if is_report:
        return refuse("no_spine_codes_of", departments=departments, **values)
    return refuse("no_spine_codes", **values)


def report_remarks(
    parsed: ParsedFile, listings: Iterable[Listing], year: int, overrides: Overrides = ()
) -> list[Problem]:
    """What is worth knowing of a report: an unknown year, and operations that no estimate counts.

    `listings`: the departments that are told of. Of another file nothing.
    """
    if parsed.structure is None:
        return []
    remarks = []
    if not FIRST_YEAR <= year <= LAST_YEAR:
        values: dict[str, Any] = {"year": year, "first": FIRST_YEAR, "last": LAST_YEAR}
        remarks.append(Problem("report_of_another_time", values=values))
    for listing in listings:
        found = _spinal(listing.outpatient, parsed.system, overrides)
        if found:
            low = sum(HIDDEN_LOW if row.count is None else row.count for row in found)
            high = sum(HIDDEN_HIGH if row.count is None else row.count for row in found)
            values = {
                "department": listing.name or ", ".join(listing.specialty_keys) or "–",
                "span": str(low) if low == high else f"{low}–{high}",
            }
            remarks.append(Problem("outpatients_not_counted", values=values))
    return remarks


def _spinal(rows: tuple[CodeCount, ...], system: str, overrides: Overrides) -> list[CodeCount]:
    """The rows whose code stands for a spine operation of its own, whatever the diagnosis."""
    found = look_up(system, sorted(_codes(rows)), overrides)
    is_own = (found["status"] == "classified") & (found["role"] == "core")
    spinal = set(found.loc[is_own & ~found["needs_spine_diagnosis"].astype(bool), "code"])
    return [row for row in rows if row.code in spinal]


def _codes(rows: tuple[CodeCount, ...]) -> set[str]:
    return {row.code for row in rows}


def year_of(parsed: ParsedFile, year: int | None) -> int:
    """The year to import: the one given, or the file's own. Raises `UnreadableFile` in doubt."""
    listed = ", ".join(str(one) for one in parsed.years)
    if year is None:
        if parsed.year is not None:
            return parsed.year
        raise refuse("several_years", years=listed) if listed else refuse("year_needed")
    if parsed.years and year not in parsed.years:
        raise refuse("year_not_listed", year=year, years=listed)
    if parsed.year is not None and year != parsed.year:
        raise refuse("year_differs", found=parsed.year, year=year)
    return year


def _report(data: bytes, name: str, limits: Limits) -> ParsedFile:
    listings, structure, remarks = read_quality_report(decode(data), limits)
    return replace(
        _parsed("quality_report", data, name, SYSTEM),
        listings=listings,
        structure=structure,
        remarks=remarks,
        year=year_in_name(name),
    )


def _code_list(data: bytes, name: str, system: str, form: str, limits: Limits) -> ParsedFile:
    tables = xlsx_tables(data, limits) if form == "xlsx" else csv_tables(decode(data), limits)
    listing, remarks = read_code_list(tables, limits)
    system = system or recognise(listing.procedures)
    listing, unreadable = with_codes_only(listing, system)
    rows = (*listing.procedures, *(listing.diagnoses or ()))
    years = tuple(sorted({row.year for row in rows if row.year is not None}))
    return replace(
        _parsed("code_list", data, name, system),
        listings=(listing,),
        remarks=(*remarks, *unreadable),
        years=years,
        year=years[0] if len(years) == 1 else None,
    )


def _parsed(kind: str, data: bytes, name: str, system: str) -> ParsedFile:
    digest = hashlib.sha256(data).hexdigest()
    return ParsedFile(kind, name, digest, len(data), system, ())
