"""A gap report from files alone: one year, or the years of several quality reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from assessments.gap_report.report.bounds import bound_notes
from assessments.gap_report.report.build import gap_report
from assessments.gap_report.report.contents import GapReport, Subject
from assessments.gap_report.report.context import Context
from assessments.gap_report.report.unknown_codes import unknown_codes
from assessments.import_records.code_list_contents import ListedDepartment, OperationEstimates
from assessments.import_records.code_systems import spine_codes
from assessments.import_records.estimates import find_operations, policy_of
from assessments.import_records.listings import Listing, ParsedFile
from assessments.import_records.problems import refuse
from assessments.import_records.proposed_answers import proposed_answers
from assessments.imports.code_lists.reading.recognition import read_file, spine_listings, year_of
from assessments.imports.code_lists.reading.report_set import (
    holds_reports,
    read_reports,
    same_departments,
)
from assessments.imports.files.source_files import SourceFile
from benchmarks import library
from benchmarks.casemix.rules import CasemixPolicy
from benchmarks.library.definition import Benchmark
from benchmarks.records.derivation import inputs_frame
from benchmarks.records.record_tables import RecordTables, build
from benchmarks.scoring.tolerant_scoring import score_tolerantly

# The files have one department, whatever its key in each of them.
_DEPARTMENT = "department"


@dataclass(frozen=True)
class _Year:
    """One year of the department, and what its file gives."""

    year: int
    parsed: ParsedFile
    listing: Listing
    found: OperationEstimates


def report_from_files(
    files: Sequence[Path],
    *,
    year: int | None,
    department: str,
    system: str,
    complete: bool = True,
    benchmark: str,
    language: str,
) -> GapReport:
    """The report of one department of the files, in the active language (which is `language`).

    Of quality reports of several years it is for `year`, or for the last; the others are in its
    trend. `department`: its key in the file of that year. `complete`: a code that is not listed was
    not performed. Raises `UnreadableFile`, `CommandError` where a department must be chosen, or
    OSError.
    """
    name, _at, version = benchmark.partition("@")
    chosen = library.load(name, version or None, language)
    policy = policy_of(chosen)
    sources = [SourceFile(path.name, path.read_bytes()) for path in files]
    if holds_reports(sources):
        years = _years_of(read_reports(sources), year, department, policy)
    elif len(sources) > 1:
        raise CommandError(_("Lists of codes are read one at a time."))
    else:
        parsed = read_file(sources[0].data, sources[0].name, system=system)
        year = year_of(parsed, year)
        years = [_year(parsed, year, _listing(parsed, year, department), policy, complete)]
    return gap_report(_context(years, year or years[-1].year, chosen, language))


def _years_of(
    reports: Sequence[ParsedFile], year: int | None, key: str, policy: CasemixPolicy
) -> list[_Year]:
    """The same department in each report that lists it with spine codes."""
    by_year = {year_of(one, year if len(reports) == 1 else None): one for one in reports}
    shown = max(by_year) if year is None else year
    if shown not in by_year:
        listed = ", ".join(str(one) for one in by_year)
        raise refuse("year_not_listed", year=shown, years=listed)
    chosen = _listing(by_year[shown], shown, key)
    departments = same_departments({one: _choices(parsed) for one, parsed in by_year.items()})
    own = next(one for one in departments if one.keys.get(shown) == chosen.key)
    return [
        _year(parsed, one, listing, policy)
        for one, parsed in by_year.items()
        for listing in parsed.listings
        if listing.key == own.keys.get(one)
    ]


def _choices(parsed: ParsedFile) -> list[ListedDepartment]:
    counts = spine_codes(parsed.listings, parsed.system)
    return [
        ListedDepartment(
            key=one.key,
            name=one.name,
            specialty_keys=list(one.specialty_keys),
            spine_codes=counts[one.key],
        )
        for one in parsed.listings
        if counts[one.key]
    ]


def _year(
    parsed: ParsedFile, year: int, listing: Listing, policy: CasemixPolicy, complete: bool = True
) -> _Year:
    found = find_operations(listing, system=parsed.system, complete=complete, policy=policy)
    return _Year(year, parsed, listing, found)


def _listing(parsed: ParsedFile, year: int, key: str) -> Listing:
    found = spine_listings((one.of_year(year) for one in parsed.listings), parsed.system)
    if key:
        found = tuple(one for one in found if one.key == key)
    if len(found) == 1:
        return found[0]
    choices = "\n".join(f"  --department {one.key}  {one.name}" for one in parsed.listings)
    if key:
        text = _("No department with the key %(key)s operates on the spine. In the file:")
    else:
        text = _("Several departments operate on the spine. Choose one:")
    raise CommandError(f"{text % {'key': key}}\n{choices}")


def _context(years: Sequence[_Year], shown: int, benchmark: Benchmark, language: str) -> Context:
    """`shown`: the year of the report; the others are beside it."""
    tables = _tables(years)
    keys = [(_DEPARTMENT, one.year) for one in years]
    judged = score_tolerantly(inputs_frame(tables, benchmark, keys), benchmark)
    here = next(one for one in years if one.year == shown)
    parsed, listing, found = here.parsed, here.listing, here.found
    return Context(
        subject=Subject(
            department_id="",
            hospital=listing.name or parsed.name,
            department=_("from the file %(file)s") % {"file": parsed.name},
            country="",
            care_tier="",
            is_fictional=False,
            note="",
        ),
        department=_DEPARTMENT,
        benchmark=benchmark,
        digest=library.digest(benchmark.id, benchmark.version),
        language=language,
        years=tuple(one.year for one in years),
        year=shown,
        inputs=judged.inputs,
        scores=judged.scores,
        tables=tables,
        people={},
        bounds=bound_notes(found.bounds),
        file_name=parsed.name,
        set_aside=tuple(one for one in judged.set_aside if one.row[1] == shown),
        unplaced_codes=unknown_codes(found.codes, listing.procedures),
        remarks=tuple(str(remark) for remark in parsed.remarks),
    )


def _tables(years: Sequence[_Year]) -> RecordTables:
    estimates = [
        (one.year, category, interval)
        for one in years
        for category, interval in one.found.categories.items()
    ]
    answers = [
        (one.year, answer) for one in years for answer in proposed_answers(one.parsed.structure)
    ]
    return build(
        {
            "estimates": {
                "department": [_DEPARTMENT] * len(estimates),
                "year": [year for year, _category, _interval in estimates],
                "category": [category for _year, category, _interval in estimates],
                **{
                    end: [getattr(interval, end) for _year, _category, interval in estimates]
                    for end in ("low", "likely", "high")
                },
            },
            "facts": {
                "department": [_DEPARTMENT] * len(answers),
                "year": [year for year, _answer in answers],
                "input_id": [answer.input_id for _year, answer in answers],
                "value": [answer.value for _year, answer in answers],
            },
        },
        [_DEPARTMENT],
    )
