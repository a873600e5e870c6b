"""The first sheet: headline, levels and indices, and the benchmark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.report.contents import DomainRow, GapReport
from assessments.gap_report.sheets.measures import yes_no
from assessments.pages.spreadsheets.sheet import Cell, Number, Sheet, SheetColumn, number

# Label, text of the report, and its numbers: value, at least, at most.
Row = tuple[Cell, ...]


def orientation() -> str:
    """The label that every report carries: it is no certification."""
    return _("Orientation, not a certification")


def summary_sheet(report: GapReport) -> Sheet:
    """One fact for each row, as text and, if it is a number, as numbers."""
    rows = (
        *_opening(report),
        *_standing(report),
        *(row for domain in report.domains for row in _domain(domain)),
        *_peers(report),
        *_notes(report),
        *_benchmark(report),
    )
    return Sheet(
        title=_("Summary"),
        columns=(
            SheetColumn(_("Fact"), 40),
            SheetColumn(_("As the report says it"), 90),
            SheetColumn(_("Value")),
            SheetColumn(_("At least")),
            SheetColumn(_("At most")),
        ),
        rows=rows,
        fixed_columns=1,
    )


def _opening(report: GapReport) -> Iterator[Row]:
    subject = report.subject
    yield _("Result"), report.headline
    yield _("What this is"), orientation()
    yield _("Hospital"), subject.hospital
    yield _("Department"), subject.department
    yield _("Year"), str(report.year), Number(report.year, grouped=False)
    yield _("Country"), subject.country
    yield _("Care tier"), subject.care_tier
    yield _("Fictional department"), yes_no(subject.is_fictional)
    if subject.note:
        yield _("Note"), subject.note


def _standing(report: GapReport) -> Iterator[Row]:
    yield (
        _("Overall level"),
        report.rung_label,
        Number(report.rung),
        Number(report.rung),
        Number(report.rung_possible),
    )
    if report.rung_summary:
        yield _("What the overall level stands for"), report.rung_summary
    yield (
        _("Overall level still possible"),
        report.rung_possible_label,
        Number(report.rung_possible),
    )
    yield (
        _("Overall index"),
        report.overall_text,
        *_numbers(report.overall_index, report.overall_worst, report.overall_best),
    )
    yield _("Coverage in per cent"), report.coverage_text, number(report.coverage)
    if report.casemix_statement:
        yield _("Case mix"), report.casemix_statement


def _domain(domain: DomainRow) -> Iterator[Row]:
    facts = {"domain": domain.label}
    levels = (domain.level, domain.level, domain.level_possible)
    yield _("%(domain)s: level") % facts, domain.level_text, *map(Number, levels)
    yield (
        _("%(domain)s: index") % facts,
        domain.index_text,
        *_numbers(domain.index, domain.index_worst, domain.index_best),
    )
    yield (
        _("%(domain)s: coverage in per cent") % facts,
        domain.coverage_text,
        Number(domain.coverage),
    )
    points = wording.of(domain.points, domain.points_max)
    yield _("%(domain)s: points") % facts, points, Number(domain.points)
    yield _("%(domain)s: in one sentence") % facts, domain.sentence


def _numbers(value: float | None, low: float, high: float) -> Row:
    """An index with its worst and best case."""
    return number(value, 1), number(low, 1), number(high, 1)


def _peers(report: GapReport) -> Iterator[Row]:
    if report.peers is None:
        return
    yield _("Peers"), report.peers.statement, Number(report.peers.count)
    for domain in report.domains:
        if domain.id in report.peers.medians:
            median = report.peers.medians[domain.id]
            label = _("%(domain)s: median index of the peers") % {"domain": domain.label}
            yield label, wording.index(median), Number(median, 1)


def _notes(report: GapReport) -> Iterator[Row]:
    yield from _listed(_("What to do next"), report.next_steps)
    yield from _listed(_("Estimates and the bounds used"), (n.text for n in report.estimates))
    yield from _listed(_("Worth knowing about the file"), report.remarks)


def _benchmark(report: GapReport) -> Iterator[Row]:
    facts = report.benchmark
    yield _("Benchmark"), facts.title
    yield _("Id of the benchmark"), facts.id
    yield _("Version of the benchmark"), facts.version
    yield _("Digest of the definition (SHA-256)"), facts.digest
    yield _("Issuer"), facts.issuer
    yield _("Summary"), facts.summary
    yield _("Written by"), facts.authored_by
    yield _("Checked by"), facts.checked_by
    yield _("Reviewed on"), facts.reviewed_on.isoformat()
    yield _("Next review"), facts.next_review.isoformat()
    yield from _listed(_("Conventions of this benchmark"), facts.policy)
    yield _("Disclaimer"), facts.disclaimer


def _listed(label: str, texts: Iterable[str]) -> Iterator[Row]:
    """A row with the label for each text, so that the table can be sorted and filtered."""
    return ((label, text) for text in texts)
