"""What a case list brings, as plain data for scripts: the same that its page says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assessments.imports.batches.presenters.data import Data, common_data, not_taken
from assessments.imports.batches.presenters.kind import Line
from assessments.imports.case_lists.presenters.completeness import Completeness
from assessments.imports.case_lists.presenters.preview import case_preview_of, headline
from assessments.imports.case_lists.reading.answers import case_answers
from assessments.imports.case_lists.reading.contents import CaseListDetails, CaseListRows
from assessments.imports.case_lists.reading.marks import aid_sums, level_sums
from assessments.imports.case_lists.reading.stored_counts import (
    NO_WORD,
    VOLUME,
    StoredCases,
    outcome_sums,
    summed,
)
from assessments.models import ImportBatch, Surgeon


def case_line(batches: Sequence[ImportBatch]) -> Line:
    """The years that are taken, and the headline of the page."""
    (batch,) = batches
    details = CaseListDetails.read(batch)
    taken = CaseListRows.read(batch).chosen(details.departments, details.years)
    return Line(", ".join(str(year) for year in details.years), headline(taken))


def case_data(batches: Sequence[ImportBatch]) -> Data:
    """The preview; surgeons by their codes, and none of the names in the file."""
    (batch,) = batches
    preview = case_preview_of(batch)
    details, taken, recorded, stored = (
        preview.details,
        preview.taken,
        preview.recorded,
        preview.stored,
    )
    undated = sum(row.operations for row in stored.operations if not row.year)
    return {
        **common_data(batch, preview.remarks),
        "recognised": details.format,
        "why": preview.why,
        "columns_by_hand": details.columns.names if details.columns else {},
        "headline": preview.headline,
        "rows": details.file_rows,
        "cases": details.cases,
        "departments": preview.stored.by_department,
        "departments_taken": details.departments,
        "years": list(preview.stored.years),
        "years_taken": details.years,
        "completeness": _completeness(preview.completeness),
        "operations": _listed(summed(taken.operations, VOLUME), VOLUME, "operations"),
        "by_surgeon": _by_surgeon(batch, details, taken),
        "confidence": _listed(
            summed(taken.operations, ("confidence",)), ("confidence",), "operations"
        ),
        "outcomes": [
            {"year": year, "pillar": pillar, "outcome": name, "cases": cases, "events": events}
            for (year, pillar, name), (cases, events) in sorted(
                outcome_sums(taken.outcomes).items()
            )
        ],
        "aids": [
            {"year": year, "pillar": pillar, "aid": aid, **asdict(found)}
            for (year, pillar, aid), found in sorted(aid_sums(taken.operations).items())
        ],
        "levels": _listed(level_sums(taken.operations), ("levels", "pathology"), "operations"),
        "answers": [
            {"year": year, "input": answer.input_id, "value": answer.value}
            for year, answer in case_answers(taken.operations)
        ],
        "unread_words": [row._asdict() for row in stored.unread_words or ()],
        "codes_not_counted": [code._asdict() for code in taken.codes if code.code],
        "recorded_so_far": []
        if recorded is None
        else _listed(recorded.operations, ("year", "pathology", "technique"), "operations"),
        "not_taken": not_taken(preview.remarks, [code.status for code in stored.codes], undated),
    }


def _completeness(found: Completeness) -> Data:
    """Every figure of the first part of the page."""
    return {
        "is_known": found.is_known,
        "first": list(found.first),
        "others": list(found.others),
        "cases": found.cases,
        "operations": found.operations,
        "with_main_diagnosis": found.with_main,
        "years": [
            {
                "year": one.year,
                "operations": one.operations,
                "recorded": one.recorded,
                "is_taken": one.is_taken,
                "is_sparse": one.is_sparse,
                "months": list(one.months),
                "months_without": list(one.gaps),
            }
            for one in found.years
        ],
    }


def _by_surgeon(batch: ImportBatch, details: CaseListDetails, taken: StoredCases) -> list[Data]:
    """Operations by the code of the surgeon; "" for words that mean no known surgeon."""
    codes = dict(Surgeon.objects.filter(department=batch.department_id).values_list("pk", "code"))
    sums: dict[str, int] = {}
    for (number,), operations in summed(taken.operations, ("surgeon",)).items():
        code = codes.get(details.surgeons[number], "") if number != NO_WORD else ""
        sums[code] = sums.get(code, 0) + operations
    return [{"surgeon": code, "operations": count} for code, count in sorted(sums.items())]


def _listed(sums: Any, by: tuple[str, ...], name: str) -> list[Data]:
    return [{**dict(zip(by, key, strict=True)), name: count} for key, count in sorted(sums.items())]
