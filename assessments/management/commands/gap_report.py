"""A gap report without a browser or database: `manage.py gap_report FILE --pdf out.pdf`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from assessments.imports import (
    Listing,
    ParsedFile,
    UnreadableFile,
    proposed_answers,
    read_file,
    spine_listings,
)
from assessments.imports.files import year_of
from assessments.imports.findings import Findings, find_operations, policy_of, stored_bounds
from assessments.print import pdf
from assessments.reports.as_json import json_text
from assessments.reports.bounds import bound_notes
from assessments.reports.build import gap_report
from assessments.reports.context import Context
from assessments.reports.gap_report import GapReport, Subject
from assessments.reports.unplaced import UnplacedCode, unplaced_codes
from benchmarks import library
from benchmarks.definition import Benchmark
from benchmarks.derivation import inputs_frame
from benchmarks.record_tables import RecordTables, build
from benchmarks.recorded import score_recorded

# A warning lists no more than this; the JSON has all.
MOST_SHOWN = 20
REMEDIES: dict[str, str | Promise] = {
    "unknown": gettext_lazy(
        "A code of a spine chapter that is in no table was not counted: compare it with the "
        "catalogue of its year. If it is right, its operations are missing from the result."
    ),
    "wrong_system": gettext_lazy(
        "A code of another system was not counted: correct it in the file, name the system of the "
        "list with --system, or put the codes of each system into a list of their own."
    ),
}


class Command(BaseCommand):
    help = (
        "Read a quality report (XML) or a code list (CSV, XLSX) and judge it against a benchmark."
    )
    # Nothing is read from the database and nothing is written to it.
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="quality report (XML) or code list (CSV, XLSX)")
        parser.add_argument("--year", type=int, help="year of the figures, if not in the file name")
        parser.add_argument("--department", default="", help="key of the department in the file")
        parser.add_argument("--system", default="", help="code system of a code list, such as OPS")
        parser.add_argument(
            "--incomplete",
            action="store_true",
            help="the list was cut: a code that is not listed may still have been performed",
        )
        parser.add_argument(
            "--benchmark", default=library.DEFAULT_ID, help="benchmark, as ID or ID@VERSION"
        )
        parser.add_argument(
            "--language", default="en", choices=[code for code, _name in settings.LANGUAGES]
        )
        parser.add_argument("--pdf", type=Path, help="write the report as PDF")
        parser.add_argument("--full", action="store_true", help="the full PDF, not the summary")
        parser.add_argument("--json", type=Path, help="write the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print rung, levels and coverage on one line; raise `CommandError` for bad input.

        Codes that could not be placed and remarks on the file go to the error output; they change
        neither the line nor the exit code.
        """
        with override(options["language"]):
            try:
                report = report_from_file(
                    options["file"],
                    year=options["year"],
                    department=options["department"],
                    system=options["system"],
                    complete=not options["incomplete"],
                    benchmark=options["benchmark"],
                    language=options["language"],
                )
            except (UnreadableFile, library.UnknownBenchmark) as error:
                raise CommandError(str(error)) from error
            except OSError as error:
                raise CommandError(_cannot(error, options["file"])) from error
            if report.unplaced_codes or report.remarks:
                self.stderr.write(warning(report, options["file"].name), self.style.WARNING)
            if options["pdf"]:
                _write(options["pdf"], pdf(report, "full" if options["full"] else "summary"))
            if options["json"]:
                _write(options["json"], json_text(report).encode())
            self.stdout.write(one_line(report))


def report_from_file(
    file: Path,
    *,
    year: int | None,
    department: str,
    system: str,
    complete: bool = True,
    benchmark: str,
    language: str,
) -> GapReport:
    """The report of one department of a file, in the active language (which is `language`).

    `complete`: a code that is not listed was not performed.
    """
    name, _at, version = benchmark.partition("@")
    chosen = library.load(name, version or None, language)
    parsed = read_file(file, file.name, system=system)
    year = year_of(parsed, year)
    listing = _listing(parsed, year, department)
    found = find_operations(
        listing, system=parsed.system, complete=complete, policy=policy_of(chosen)
    )
    return gap_report(_context(parsed, listing, year, found, chosen, language))


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


def _context(
    parsed: ParsedFile,
    listing: Listing,
    year: int,
    found: Findings,
    benchmark: Benchmark,
    language: str,
) -> Context:
    tables = _tables(parsed, listing, year, found)
    judged = score_recorded(inputs_frame(tables, benchmark, [(listing.key, year)]), benchmark)
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
        department=listing.key,
        benchmark=benchmark,
        digest=library.digest(benchmark.id, benchmark.version),
        language=language,
        years=(year,),
        year=year,
        inputs=judged.inputs,
        scores=judged.scores,
        tables=tables,
        people={},
        bounds=bound_notes(stored_bounds(found)),
        file_name=parsed.name,
        set_aside=judged.set_aside,
        unplaced_codes=unplaced_codes(found["codes"], listing.procedures),
        remarks=tuple(str(remark) for remark in parsed.remarks),
    )


def _tables(parsed: ParsedFile, listing: Listing, year: int, found: Findings) -> RecordTables:
    answers = proposed_answers(parsed.structure)
    categories: dict[str, dict[str, Any]] = found["categories"]
    return build(
        {
            "estimates": {
                "department": [listing.key] * len(categories),
                "year": [year] * len(categories),
                "category": list(categories),
                **{
                    end: [interval[end] for interval in categories.values()]
                    for end in ("low", "likely", "high")
                },
            },
            "facts": {
                "department": [listing.key] * len(answers),
                "year": [year] * len(answers),
                "input_id": [answer.input_id for answer in answers],
                "value": [answer.value for answer in answers],
            },
        },
        [listing.key],
    )


def one_line(report: GapReport) -> str:
    """Benchmark, rung, level of every pillar, coverage."""
    parts = [
        f"{report.benchmark.id} {report.benchmark.version}, {report.year}",
        _("rung: %(rung)s") % {"rung": report.rung_label},
        *(f"{domain.label}: {domain.level_text}" for domain in report.pillars or report.domains),
        _("coverage: %(coverage)s") % {"coverage": report.coverage_text},
    ]
    return " | ".join(parts)


def warning(report: GapReport, file: str) -> str:
    """What of the file could not be placed or is worth knowing, where, and what to do about it."""
    codes = report.unplaced_codes
    points = [*(_point(code) for code in codes), *report.remarks]
    heading = ngettext(
        "Warning: %(count)d point to check in %(file)s:",
        "Warning: %(count)d points to check in %(file)s:",
        len(points),
    )
    lines = [heading % {"count": len(points), "file": file}]
    lines += [f"  {point}" for point in points[:MOST_SHOWN]]
    more = len(points) - MOST_SHOWN
    if more > 0:
        lines.append(
            "  " + ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}
        )
    found = {code.status for code in codes}
    lines += [str(text) for status, text in REMEDIES.items() if status in found]
    return "\n".join(lines)


def _point(code: UnplacedCode) -> str:
    return _("%(place)s: code %(code)s (count %(count)s): %(reason)s") % {
        "place": code.place,
        "code": code.code,
        "count": code.count_text,
        "reason": code.text,
    }


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(_cannot(error, path)) from error


def _cannot(error: OSError, path: Path) -> str:
    return _("%(path)s: %(reason)s.") % {"path": path, "reason": error.strerror or error}
