"""What is told of the operations of a case list, counted in operations."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assessments.imports.case_lists.reading.counting import count_cases
from assessments.imports.case_lists.reading.rows import CaseRows
from benchmarks.casemix.classification import DEFAULT_POLICY

# case, day, code, whether the reader wants it told
ROWS = (
    ("a", "2024-03-05", "5-831.0", True),
    ("a", "2024-03-05", "5-831.2", True),  # the same operation
    ("a", "2024-04-01", "5-831.0", False),
    ("b", "2024-03-07", "5-831.0", True),
    ("c", "2024-03-09", "5-83z.9", False),  # inside the chapter of the spine, not in the table
    ("d", "2024-12-09", "Bandscheibe", False),  # no code at all
    ("e", "2024-12-09", "5-470.0", False),  # another organ
)


def test_operations_are_told_by_month() -> None:
    case, day, code, told = zip(*ROWS, strict=True)
    procedures = pd.DataFrame(
        {"case": case, "date": pd.to_datetime(day), "code": pd.Categorical(code)}
    )
    diagnoses = pd.DataFrame({"case": ["a"], "code": ["M51.1"], "main": [True]})
    rows = CaseRows(
        format="german_p21",
        system="OPS",
        diagnosis_system="ICD10GM",
        procedures=procedures,
        diagnoses=diagnoses,
        told={"outside_stay": np.array(told)},
    )
    notes = count_cases(rows, DEFAULT_POLICY).notes
    assert [(row["month"], row["what"], row["operations"]) for row in notes] == [
        ("2024-03", "counted", 2),
        ("2024-04", "counted", 1),
        ("2024-03", "without_main", 1),
        ("2024-03", "unknown_codes", 1),
        ("2024-12", "unreadable_codes", 1),
        ("2024-03", "outside_stay", 2),
    ]
