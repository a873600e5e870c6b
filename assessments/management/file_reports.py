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
from assessments.import_records.department_keys import is_meant
from assessments.import_records.estimates import find_operations, policy_of
from assessments.import_records.listings import Listing, ParsedFile
from assessments.import_records.problems import refuse
from assessments.import_records.proposed_answers import proposed_answers
from assessments.imports.code_lists.reading.recognition import (
    read_file,
    report_remarks,
    spine_listings,
    year_of,
)
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
    """One year of the department: its file, its list in the file, and the estimates from it."""

    year: int
    parsed: ParsedFile
    listing: Listing
    estimates: OperationEstimates


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
    """The report of one department from its files, in the active language, which is `language`.

    Quality reports of several years give a report for `year`, or for the last year without one;
    the other years are its trend. `department` is the key of the department in the file of that
    year. `complete`: a code that is not listed was not performed. Raises `UnreadableFile`,
    `CommandError` where a department must be chosen, or OSError.
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
    asked = year if len(reports) == 1 else None
    by_year = {year_of(parsed, asked): parsed for parsed in reports}
    shown = max(by_year) if year is None else year
    if shown not in by_year:
        years = ", ".join(str(listed) for listed in by_year)
        raise refuse("year_not_listed", year=shown, years=years)
    chosen = _listing(by_year[shown], shown, key)
    departments = same_departments(
        {report_year: _choices(parsed) for report_year, parsed in by_year.items()}
    )
    own = next(same for same in departments if same.keys.get(shown) == chosen.key)
    return [
        _year(parsed, report_year, listing, policy)
        for report_year, parsed in by_year.items()
        for listing in parsed.listings
        if listing.key == own.keys.get(report_year)
    ]


def _choices(parsed: ParsedFile) -> list[ListedDepartment]:
    counts = spine_codes(parsed.listings, parsed.system)
    return [
        ListedDepartment(
            key=listing.key,
            name=listing.name,
            specialty_keys=list(listing.specialty_keys),
            spine_codes=counts[listing.key],
        )
        for listing in parsed.listings
        if counts[listing.key]
    ]


def _year(
    parsed: ParsedFile, year: int, listing: Listing, policy: CasemixPolicy, complete: bool = True
) -> _Year:
    estimates = find_operations(listing, system=parsed.system, complete=complete, policy=policy)
    return _Year(year, parsed, listing, estimates)


def _listing(parsed: ParsedFile, year: int, key: str) -> Listing:
    spinal = spine_listings((listing.of_year(year) for listing in parsed.listings), parsed.system)
    if key:
        spinal = tuple(one for one in spinal if is_meant(key, one.key, one.specialty_keys))
    if len(spinal) == 1:
        return spinal[0]
    choices = "\n".join(_choice(listing, parsed) for listing in parsed.listings)
    if key and spinal:
        text = _("Several departments with the key %(key)s operate on the spine. Choose one:")
    elif key:
        text = _("No department with the key %(key)s operates on the spine. In the file:")
    else:
        text = _("Several departments operate on the spine. Choose one:")
    raise CommandError(f"{text % {'key': key}}\n{choices}")


def _choice(listing: Listing, parsed: ParsedFile) -> str:
    """A department as the command takes it, with its official keys and number of spine codes."""
    keys = "".join(f" {key}" for key in listing.specialty_keys)
    codes = spine_codes([listing], parsed.system)[listing.key]
    return f"  --department {listing.key}  {listing.name}{keys} ({codes})"


def _context(years: Sequence[_Year], shown: int, benchmark: Benchmark, language: str) -> Context:
    """What the report is built from; `shown` is its year, the other years are its trend."""
    tables = _tables(years)
    keys = [(_DEPARTMENT, year.year) for year in years]
    judged = score_tolerantly(inputs_frame(tables, benchmark, keys), benchmark)
    current = next(year for year in years if year.year == shown)
    parsed, listing, estimates = current.parsed, current.listing, current.estimates
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
        years=tuple(year.year for year in years),
        year=shown,
        inputs=judged.inputs,
        scores=judged.scores,
        tables=tables,
        people={},
        bounds=bound_notes(estimates.bounds),
        file_name=parsed.name,
        implausible=tuple(problem for problem in judged.implausible if problem.row[1] == shown),
        unplaced_codes=unknown_codes(estimates.codes, listing.procedures),
        remarks=tuple(
            str(remark)
            for remark in (*parsed.remarks, *report_remarks(parsed, [listing], current.year))
        ),
    )


def _tables(years: Sequence[_Year]) -> RecordTables:
    estimates = [
        (year.year, category, interval)
        for year in years
        for category, interval in year.estimates.categories.items()
    ]
    answers = [
        (year.year, answer) for year in years for answer in proposed_answers(year.parsed.structure)
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
