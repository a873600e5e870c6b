"""Surgeon by pillar: who operates what, and who is trained for it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments import wording
from assessments.charts.chart import Cell, Chart, ChartTable, HeatmapValues
from assessments.reports.gap_report import GapReport, SurgeonRow, SurgeonTable

TRAINED_SIGN = "▲"


def surgeon_chart(report: GapReport, *, show_names: bool) -> Chart | None:
    """The heatmap, or None where no surgeon is recorded."""
    table = report.surgeons
    if not table.rows or not table.pillars:
        return None
    names = tuple(row.name if show_names and row.name else row.code for row in table.rows)
    totals = [sum(row.cases[at] or 0 for row in table.rows) for at in range(len(table.pillars))]
    values = HeatmapValues(
        columns=table.labels,
        names=names,
        cells=tuple(_cells(row, totals) for row in table.rows),
        trained_label=_("%(sign)s completed training") % {"sign": TRAINED_SIGN},
        share_label=_("Numbers: operations this year. Shade: share of the pillar's operations."),
    )
    return Chart(
        id="surgeons",
        kind="surgeons",
        domain="",
        title=table.statement,
        alt=_alt(values),
        values=values,
        table=_table(table, names),
    )


def _cells(row: SurgeonRow, totals: list[int]) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            cases=cases,
            share=cases / total if cases and total else 0.0,
            trained=trained,
            text=wording.count(cases) + (f" {TRAINED_SIGN}" if trained else ""),
        )
        for cases, total, trained in zip(row.cases, totals, row.trained, strict=True)
    )


def _alt(values: HeatmapValues) -> str:
    trained = _("trained")
    rows = "; ".join(
        f"{name}: "
        + _(", ").join(
            f"{column} {wording.count(cell.cases)}" + (f" ({trained})" if cell.trained else "")
            for column, cell in zip(values.columns, cells, strict=True)
        )
        for name, cells in zip(values.names, values.cells, strict=True)
    )
    return _("Operations of each surgeon by pillar. %(rows)s.") % {"rows": rows}


def _table(table: SurgeonTable, names: tuple[str, ...]) -> ChartTable:
    trained = _("trained")
    return ChartTable(
        caption=_("Operations this year (all so far) and completed training, by surgeon"),
        header=(_("Surgeon"), _("Specialty"), _("Position"), *table.labels, _("Certificates")),
        rows=tuple(
            (
                name,
                row.specialty,
                row.position,
                *(
                    f"{wording.count(cases)} ({wording.count(total)})"
                    + (f", {trained}" if is_trained else "")
                    for cases, total, is_trained in zip(
                        row.cases, row.cumulative, row.trained, strict=True
                    )
                ),
                _(", ").join(row.certificates) or "—",
            )
            for name, row in zip(names, table.rows, strict=True)
        ),
    )
