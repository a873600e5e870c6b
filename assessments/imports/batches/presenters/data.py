"""What an import brings, as plain data for scripts: the part that all kinds share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assessments.import_records.problems import Problem, UnreadableFile
from assessments.models import ImportBatch

FORMAT, VERSION = "import-preview", 1
# Codes with these statuses may stand for spine operations that are missing from the result.
UNCLASSIFIED_STATUSES = ("unknown", "wrong_system")
# Kinds of remarks on tables and sheets that were not read.
_LEFT_OUT = ("table_left_out", "hidden_sheet", "sheet_left_out")

Data = dict[str, Any]


def common_data(batch: ImportBatch, remarks: Sequence[Problem] = ()) -> Data:
    """The keys that the data of every import has."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": batch.kind,
        "files": batch.file_name,
        "digest": batch.digest,
        "department": str(batch.department_id),
        "system": batch.code_system,
        "remarks": [problem_data(one) for one in remarks],
    }


def refusal_data(error: UnreadableFile) -> Data:
    """A refused file as plain data: every problem with its place and remedy."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "status": "refused",
        "problems": [problem_data(one) for one in error.problems],
        "more_problems": error.more,
    }


def not_taken(remarks: Sequence[Problem], statuses: Sequence[str], undated: int = 0) -> Data:
    """How much of the files could not be counted; all numbers are 0 where everything was.

    `statuses`: the status of each code. `undated`: the number of operations without a day.
    """
    return {
        "tables": sum(one.kind in _LEFT_OUT for one in remarks),
        "operations_without_day": undated,
        "codes": sum(status in UNCLASSIFIED_STATUSES for status in statuses),
    }


def problem_data(problem: Problem) -> Data:
    """A problem with its place and remedy."""
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
