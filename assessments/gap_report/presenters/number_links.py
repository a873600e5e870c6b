"""Links from numbers of operations (dashboard, department page) to the imports behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments import wording
from assessments.gap_report.charts import Chart
from assessments.gap_report.report.casemix_kinds import COUNTED_KINDS, CasemixRow
from assessments.gap_report.report.contents import GapReport, MeasureRow
from assessments.gap_report.report.volume_origins import Origin, VolumeOrigins
from assessments.models.choices import Pillar
from benchmarks.library.definition import Benchmark
from benchmarks.library.recipes import Operations

_AXES = {Pillar.MIS: "technique", Pillar.DEF: "pathology", Pillar.TUM: "pathology"}
# The filters of a measure's operations that the linked page accepts as query parameters.
_FILTERS = ("pathology", "technique", "group", "technique_family", "complexity")
# Columns before the pillars in a surgeon's row: name, specialty, position.
_BEFORE_PILLARS = 3

Text = SafeString | str


@dataclass(frozen=True)
class LinkedRow:
    """A row of the case mix; its number may be a link."""

    label: str
    text: Text


def linked(origins: VolumeOrigins, year: int, text: str, **chosen: object) -> Text:
    """The number of a year as a link to its groups of codes, or to the import it is estimated from.

    Plain text if the number was typed or imported only in part. `chosen` are filters for the page.
    """
    if not text or text == wording.number(0):
        return text
    if year in origins.case_lists:
        path = reverse("import_explain", args=[origins.case_lists[year]])
        address = f"{path}?{urlencode({'year': year} | chosen)}"
    elif year in origins.estimates:
        address = reverse("import_preview", args=[origins.estimates[year][0]])
    else:
        return text
    return format_html('<a href="{}">{}</a>', address, text)


def linked_casemix(report: GapReport, origins: VolumeOrigins) -> tuple[LinkedRow, ...]:
    """The case mix of the report's year with links."""

    def text(row: CasemixRow) -> Text:
        chosen = {row.axis: row.key} if row.kind in COUNTED_KINDS else {}
        return linked(origins, report.year, row.text, **chosen)

    return tuple(LinkedRow(row.label, text(row)) for row in report.casemix)


def linked_measure(
    row: MeasureRow, report: GapReport, benchmark: Benchmark, origins: VolumeOrigins
) -> Text:
    """The measure's value; a link if the measure counts operations."""
    measure = next((m for m in benchmark.measures if m.id == row.id), None)
    if measure is None or measure.formula != "value" or not row.value:
        return row.value_text
    recipe = benchmark.input_by_id[measure.inputs[0]].record
    if not isinstance(recipe, Operations):
        return row.value_text
    chosen = {name: ",".join(keys) for name in _FILTERS if (keys := getattr(recipe, name))}
    return linked(origins, report.year, row.value_text, **(_of_pillar(recipe.pillar) | chosen))


def linked_charts(
    charts: Iterable[Chart], report: GapReport, origins: VolumeOrigins
) -> tuple[Chart, ...]:
    """The charts with links in the tables of trends and surgeons; figures are unchanged."""
    drawn = {"trend": _linked_trend, "surgeons": _linked_surgeons}
    return tuple(
        drawn[chart.kind](chart, report, origins) if chart.kind in drawn else chart
        for chart in charts
    )


def _linked_trend(chart: Chart, _report: GapReport, origins: VolumeOrigins) -> Chart:
    chosen = _of_pillar(chart.domain)
    years = {str(point.year): point.year for point in chart.values.points}
    rows = tuple(
        (name, linked(origins, years[name], text, **chosen)) if name in years else (name, text)
        for name, text in chart.table.rows
    )
    return replace(chart, table=replace(chart.table, rows=rows))


def _linked_surgeons(chart: Chart, report: GapReport, origins: VolumeOrigins) -> Chart:
    rows = []
    for row, surgeon in zip(chart.table.rows, report.surgeons.rows, strict=True):
        cells = list(row)
        key = origins.surgeons.get(surgeon.code)
        for place, (pillar, cases) in enumerate(
            zip(report.surgeons.pillars, surgeon.cases, strict=True), start=_BEFORE_PILLARS
        ):
            chosen = _of_pillar(pillar)
            # Estimates exist for the department only, not for a surgeon.
            if key and cases and report.year in origins.case_lists:
                cells[place] = linked(origins, report.year, cells[place], **chosen, surgeon=key)
        rows.append(tuple(cells))
    return replace(chart, table=replace(chart.table, rows=tuple(rows)))


def _of_pillar(domain: str | None) -> dict[str, str]:
    """The filter for the operations of a pillar; empty (all operations) for other domains."""
    return {_AXES[Pillar(domain)]: str(domain)} if domain in Pillar.values else {}


@dataclass(frozen=True)
class YearOrigin:
    """A source of a year's operations: typed, imported, or estimated (`operations` is None).

    `address` is the page of the import, "" if the operations were typed.
    """

    year: int
    operations: int | None
    address: str
    file: str = ""
    person: str = ""
    moment: datetime | None = None

    @property
    def count(self) -> str:
        """The number of operations as text."""
        return "" if self.operations is None else wording.number(self.operations)


def year_origins(origins: VolumeOrigins, years: Iterable[int]) -> list[YearOrigin]:
    """The sources of the operations of these years, the latest year first."""
    wanted = set(years)
    counted = [_counted(origin) for origin in origins.lines]
    estimated = [
        YearOrigin(year, None, reverse("import_preview", args=[pk]), file)
        for year, (pk, file) in origins.estimates.items()
    ]
    of_years = [origin for origin in (*counted, *estimated) if origin.year in wanted]
    return sorted(of_years, key=lambda origin: -origin.year)


def _counted(origin: Origin) -> YearOrigin:
    address = reverse("import_preview", args=[origin.batch_id]) if origin.batch_id else ""
    return YearOrigin(
        origin.year, origin.operations, address, origin.file, origin.person, origin.moment
    )
