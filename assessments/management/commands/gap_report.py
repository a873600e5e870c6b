"""A gap report without a browser or database: `manage.py gap_report FILE --pdf out.pdf`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from assessments.gap_report.print import pdf
from assessments.gap_report.report.as_json import json_text
from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.report.small_counts import with_small_counts_hidden
from assessments.gap_report.report.unknown_codes import UnknownCode
from assessments.import_records.problems import UnreadableFile
from assessments.management.file_reports import report_from_files
from benchmarks import library

# The most points that a warning lists; the JSON lists all.
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
        parser.add_argument(
            "files",
            nargs="+",
            type=Path,
            help="quality report (XML) or code list (CSV, XLSX); or quality reports of several "
            "years, also as ZIP",
        )
        parser.add_argument(
            "--year",
            type=int,
            help="year of the figures, if not in the file name; of several reports the one to "
            "judge, the last by default",
        )
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

        Unknown codes and remarks on the file go to the error output; they change neither the line
        nor the exit code.
        """
        with override(options["language"]):
            try:
                report = report_from_files(
                    options["files"],
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
                path = error.filename or options["files"][0]
                raise CommandError(_cannot(error, path)) from error
            if report.unplaced_codes or report.remarks:
                names = ", ".join(path.name for path in options["files"])
                self.stderr.write(warning(report, names), self.style.WARNING)
            written = with_small_counts_hidden(report) if settings.HIDE_SMALL_COUNTS else report
            if options["pdf"]:
                _write(options["pdf"], pdf(written, "full" if options["full"] else "summary"))
            if options["json"]:
                _write(options["json"], json_text(written).encode())
            self.stdout.write(one_line(report))


def one_line(report: GapReport) -> str:
    """Benchmark, rung, level of every pillar, coverage."""
    parts = [
        f"{report.benchmark.id} {report.benchmark.version}, {report.year}",
        _("overall level: %(rung)s") % {"rung": report.rung_label},
        *(f"{domain.label}: {domain.level_text}" for domain in report.pillars or report.domains),
        _("coverage: %(coverage)s") % {"coverage": report.coverage_text},
    ]
    return " | ".join(parts)


def warning(report: GapReport, file: str) -> str:
    """The unknown codes of the file and the remarks on it, with their places and the remedy."""
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
    statuses = {code.status for code in codes}
    lines += [str(text) for status, text in REMEDIES.items() if status in statuses]
    return "\n".join(lines)


def _point(code: UnknownCode) -> str:
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


def _cannot(error: OSError, path: Path | str) -> str:
    return _("%(path)s: %(reason)s.") % {"path": path, "reason": error.strerror or error}
