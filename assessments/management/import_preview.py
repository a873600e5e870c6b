"""What an import brings, as plain data for scripts: the same that its page says."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from assessments.imports import Problem, UnreadableFile
from assessments.imports.case_answers import case_answers
from assessments.imports.case_marks import aid_sums, level_sums
from assessments.imports.case_store import NO_WORD, VOLUME, StoredCases, outcome_sums, summed
from assessments.imports.contents_of_case_lists import CaseListDetails, CaseListRows
from assessments.imports.contents_of_code_lists import CodeListEstimates
from assessments.models import ImportBatch, Surgeon
from assessments.models.choices import ImportKind
from assessments.views.case_preview import case_preview_of

FORMAT, VERSION = "import-preview", 1
# Codes of these kinds may stand for spine operations that are missing from the result.
_NOT_PLACED = ("unknown", "wrong_system")
# What these remarks are about was not read.
_LEFT_OUT = ("table_left_out", "hidden_sheet", "sheet_left_out")

Data = dict[str, Any]


def preview_data(batch: ImportBatch) -> Data:
    """The preview as plain data; surgeons by their codes, and none of the names in the file."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": batch.kind,
        "files": batch.file_name,
        "digest": batch.digest,
        "department": str(batch.department_id),
        "system": batch.code_system,
        "remarks": [_problem(one) for one in _remarks(batch)],
        **(_cases(batch) if batch.kind == ImportKind.CASE_LIST else _estimate(batch)),
        "not_taken": not_taken(batch),
    }


def refusal_data(error: UnreadableFile) -> Data:
    """Why nothing was taken: every problem with its place and remedy."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "status": "refused",
        "problems": [_problem(one) for one in error.problems],
        "more_problems": error.more,
    }


def not_taken(batch: ImportBatch) -> Data:
    """What of the files could not be counted; everything is 0 where all was taken."""
    if batch.kind == ImportKind.CASE_LIST:
        stored = CaseListRows.read(batch)
        statuses = [code.status for code in stored.codes]
        undated = sum(row.operations for row in stored.operations if not row.year)
    else:
        statuses, undated = [code.status for code in CodeListEstimates.read(batch).codes], 0
    return {
        "tables": sum(one.kind in _LEFT_OUT for one in _remarks(batch)),
        "operations_without_day": undated,
        "codes": sum(status in _NOT_PLACED for status in statuses),
    }


def _remarks(batch: ImportBatch) -> list[Problem]:
    is_cases = batch.kind == ImportKind.CASE_LIST
    return (CaseListDetails if is_cases else CodeListEstimates).read(batch).remarks


def _cases(batch: ImportBatch) -> Data:
    preview = case_preview_of(batch)
    details, taken, recorded = preview.details, preview.taken, preview.recorded
    return {
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
        "codes_not_counted": [code._asdict() for code in taken.codes if code.code],
        "recorded_so_far": []
        if recorded is None
        else _listed(recorded.operations, ("year", "pathology", "technique"), "operations"),
    }


def _by_surgeon(batch: ImportBatch, details: CaseListDetails, taken: StoredCases) -> list[Data]:
    """Operations by the code of the surgeon; "" for words that nobody has been assigned to yet."""
    codes = dict(Surgeon.objects.filter(department=batch.department_id).values_list("pk", "code"))
    sums: dict[str, int] = {}
    for (number,), operations in summed(taken.operations, ("surgeon",)).items():
        code = codes.get(details.surgeons[number], "") if number != NO_WORD else ""
        sums[code] = sums.get(code, 0) + operations
    return [{"surgeon": code, "operations": count} for code, count in sorted(sums.items())]


def _estimate(batch: ImportBatch) -> Data:
    found = CodeListEstimates.read(batch)
    return {
        "recognised": batch.kind,
        "years_taken": [batch.year],
        "operations_estimated": {name: asdict(one) for name, one in found.categories.items()},
        "codes_not_counted": [code.as_json() for code in found.codes if code.status in _NOT_PLACED],
    }


def _listed(sums: Any, by: tuple[str, ...], name: str) -> list[Data]:
    return [{**dict(zip(by, key, strict=True)), name: count} for key, count in sorted(sums.items())]


def _problem(problem: Problem) -> Data:
    place = problem.place
    return {
        "kind": problem.kind,
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "message": problem.message,
        "remedy": problem.remedy,
    }
