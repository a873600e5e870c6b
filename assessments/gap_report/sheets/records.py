"""The sheets of records: surgeons, volumes, outcomes, and unknown codes."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments import wording
from assessments.gap_report.report.casemix_kinds import CasemixRow
from assessments.gap_report.report.contents import GapReport, OutcomeRow, SurgeonRow, TrendPoint
from assessments.gap_report.sheets.measures import yes_no
from assessments.pages.spreadsheets.sheet import Cell, Number, Sheet, SheetColumn, number
from benchmarks.library.definition import LEVELS


def surgeons_sheet(report: GapReport) -> Sheet:
    """Surgeons by their codes, never by name."""
    table = report.surgeons
    pillars = [{"pillar": label} for label in table.labels]
    return Sheet(
        title=_("Surgeons"),
        columns=(
            SheetColumn(pgettext("surgeon", "Code"), 10),
            SheetColumn(_("Specialty"), 20),
            SheetColumn(_("Position"), 20),
            *(SheetColumn(_("%(pillar)s: operations this year") % p, 16) for p in pillars),
            *(SheetColumn(_("%(pillar)s: operations so far") % p, 16) for p in pillars),
            *(SheetColumn(_("%(pillar)s: training completed") % p, 16) for p in pillars),
            SheetColumn(_("Certificates"), 36),
        ),
        rows=tuple(map(_surgeon, table.rows)),
        empty=_("No surgeon is recorded for this year."),
        fixed_columns=1,
    )


def _surgeon(row: SurgeonRow) -> tuple[Cell, ...]:
    return (
        row.code,
        row.specialty,
        row.position,
        *map(_count, row.cases),
        *map(_count, row.cumulative),
        *map(yes_no, row.trained),
        _(", ").join(row.certificates),
    )


def volumes_sheet(report: GapReport) -> Sheet:
    """Operations of each domain by year, then the case mix of the report's year."""
    over_years, case_mix = _("Over the years"), _("Case mix")
    rows = [_volume(over_years, s.label, p.year, p) for s in report.trend for p in s.points]
    rows += [_volume(case_mix, row.label, report.year, row) for row in report.casemix]
    return Sheet(
        title=_("Volumes"),
        columns=(
            SheetColumn(_("Table"), 18),
            SheetColumn(_("Operations"), 40),
            SheetColumn(_("Year"), 8),
            SheetColumn(_("Value")),
            SheetColumn(_("At least")),
            SheetColumn(_("At most")),
            SheetColumn(_("As the report says it"), 26),
        ),
        rows=tuple(rows),
        empty=_("No volumes are recorded."),
    )


def _volume(table: str, label: str, year: int, row: TrendPoint | CasemixRow) -> tuple[Cell, ...]:
    return (
        table,
        label,
        Number(year, grouped=False),
        number(row.value, about=(row.low, row.high) != (row.value, row.value)),
        number(row.low),
        number(row.high),
        row.text,
    )


def outcomes_sheet(report: GapReport) -> Sheet:
    """Rates with their intervals, and the ceilings they are judged by."""
    labels = {domain.id: domain.label for domain in report.domains}
    decimals = {measure.id: measure.decimals for measure in report.measures}
    ceilings = [{"level": level} for level in LEVELS]
    return Sheet(
        title=_("Outcomes"),
        columns=(
            SheetColumn(_("Domain"), 18),
            SheetColumn(_("Outcome"), 38),
            SheetColumn(_("Events"), 9),
            SheetColumn(_("Observed cases"), 10),
            SheetColumn(_("Rate, per cent"), 10),
            SheetColumn(_("At least, per cent"), 10),
            SheetColumn(_("At most, per cent"), 10),
            SheetColumn(_("As the report says it"), 26),
            *(SheetColumn(_("Ceiling of level %(level)s, per cent") % c, 12) for c in ceilings),
            SheetColumn(_("Verdict"), 48),
            SheetColumn(_("Id of the measure"), 28),
        ),
        rows=tuple(
            _outcome(row, labels[row.domain], decimals[row.measure_id]) for row in report.outcomes
        ),
        empty=_("No outcomes are recorded."),
    )


def _outcome(row: OutcomeRow, domain: str, decimals: int) -> tuple[Cell, ...]:
    ceilings = {ceiling.level: ceiling.value for ceiling in row.ceilings}
    return (
        domain,
        row.label,
        _count(row.events),
        _count(row.cases),
        number(row.rate, decimals),
        number(row.low, decimals),
        number(row.high, decimals),
        row.text,
        *(number(ceilings.get(level), decimals) for level in LEVELS),
        row.verdict_text,
        row.measure_id,
    )


def _count(count: int | None) -> Cell:
    """A count as a number; a text if it is not shown."""
    return wording.not_shown() if count is None else Number(count)


def codes_sheets(report: GapReport) -> list[Sheet]:
    """The sheet of codes to check, if the file of the estimates has any."""
    if not report.unplaced_codes:
        return []
    columns = (
        SheetColumn(_("Code"), 16),
        SheetColumn(_("At least")),
        SheetColumn(_("At most")),
        SheetColumn(_("Place in the file"), 20),
        SheetColumn(_("Why"), 70),
    )
    rows = tuple(
        (code.code, Number(code.count_low), Number(code.count_high), code.place, code.text)
        for code in report.unplaced_codes
    )
    return [Sheet(_("Codes to check"), columns, rows)]
