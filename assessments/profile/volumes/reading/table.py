"""Operations by year and kind, counted or estimated, as a department's page shows them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.report.casemix_kinds import Kind
from assessments.models import Department, ProcedureVolume, VolumeEstimate
from assessments.models.choices import (
    EstimateCategory,
    ImportStatus,
    Pathology,
    Technique,
    TechniqueFamily,
)

ALL: Kind = ("", "")
ESTIMATED_KINDS: dict[str, Kind] = {
    EstimateCategory.SPINE: ALL,
    EstimateCategory.DEG: ("pathology", Pathology.DEG),
    EstimateCategory.DEF: ("pathology", Pathology.DEF),
    EstimateCategory.TUM: ("pathology", Pathology.TUM),
    EstimateCategory.TRA: ("pathology", Pathology.TRA),
    EstimateCategory.MIS: ("technique", Technique.MIS),
    EstimateCategory.AUGMENTATION: ("technique_family", TechniqueFamily.AUGMENTATION),
}


@dataclass(frozen=True)
class VolumeLine:
    """One kind of operation over the years; an empty cell: not known for that year.

    `counts` are the exact numbers: 0 where a counted year has none, None where a year was not
    counted.
    """

    label: str
    cells: tuple[str, ...]
    counts: tuple[int | None, ...]
    is_total: bool = False
    kind: Kind = ALL


@dataclass(frozen=True)
class VolumeTable:
    """One line for each kind of operation, under headings; `years` in rising order."""

    years: tuple[int, ...]
    estimated_years: frozenset[int]
    imports: dict[int, tuple[UUID, str]]  # year -> import of its estimates: id, file name
    groups: tuple[tuple[str, tuple[VolumeLine, ...]], ...]
    totals: dict[int, str]  # all operations of each year, as text


def volume_table(department: Department) -> VolumeTable:
    """The department's volumes; two queries. A counted year does not show estimates."""
    counts = _counted(department)
    counted_years = {year for year, _kind in counts}
    cells = {key: wording.number(operations) for key, operations in counts.items()}
    estimates, imports = _estimated(department)
    cells |= {key: text for key, text in estimates.items() if key[0] not in counted_years}
    years = tuple(sorted({year for year, _kind in cells}))
    return VolumeTable(
        years=years,
        estimated_years=frozenset(years) - counted_years,
        imports=imports,
        groups=_groups(cells, counts, years),
        totals={year: cells.get((year, ALL), "") for year in years},
    )


def _counted(department: Department) -> Counter[tuple[int, Kind]]:
    axes = ("pathology", "technique", "technique_family")
    sums: Counter[tuple[int, Kind]] = Counter()
    rows = ProcedureVolume.objects.filter(department=department).order_by("year")
    for row in rows.values("year", *axes).annotate(sum=Sum("operations")):
        sums[row["year"], ALL] += row["sum"]
        for axis in axes:
            if row[axis]:
                sums[row["year"], (axis, row[axis])] += row["sum"]
    return sums


def _estimated(
    department: Department,
) -> tuple[dict[tuple[int, Kind], str], dict[int, tuple[UUID, str]]]:
    """Each year's estimates as text, and the import they come from."""
    rows = VolumeEstimate.objects.filter(
        department=department,
        batch__status=ImportStatus.CONFIRMED,
        category__in=list(ESTIMATED_KINDS),
    ).annotate(file=F("batch__file_name"))
    texts, imports = {}, {}
    for row in rows:
        texts[row.year, ESTIMATED_KINDS[row.category]] = wording.measured(
            row.likely, row.low, row.high, unit="", decimals=0, estimated=True
        )
        imports[row.year] = (row.batch_id, row.file)
    return texts, imports


def _groups(
    cells: dict[tuple[int, Kind], str],
    counts: Counter[tuple[int, Kind]],
    years: tuple[int, ...],
) -> tuple[tuple[str, tuple[VolumeLine, ...]], ...]:
    wanted: list[tuple[str, list[tuple[str, Kind]]]] = [
        ("", [(_("All spine operations"), ALL)]),
        (_("By pathology"), [(str(o.label), ("pathology", o.value)) for o in Pathology]),
        (_("By technique"), [(str(o.label), ("technique", o.value)) for o in Technique]),
        (
            _("Minimally invasive, by technique family"),
            [(str(o.label), ("technique_family", o.value)) for o in TechniqueFamily],
        ),
    ]
    groups = []
    counted = {year for year, _kind in counts}
    for heading, kinds in wanted:
        lines = tuple(
            VolumeLine(
                label=label,
                cells=tuple(cells.get((year, kind), "") for year in years),
                counts=tuple(counts[year, kind] if year in counted else None for year in years),
                is_total=kind == ALL,
                kind=kind,
            )
            for label, kind in kinds
            if any((year, kind) in cells for year in years)
        )
        if lines:
            groups.append((heading, lines))
    return tuple(groups)
