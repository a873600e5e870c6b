"""The tables of texts of problems do not name two problems alike."""

from __future__ import annotations

from collections import Counter

from assessments.import_records import problem_texts
from assessments.import_records.problem_texts import TEXTS


def test_every_kind_of_problem_stands_in_one_table() -> None:
    tables = [
        table
        for name, table in vars(problem_texts).items()
        if name.endswith("_TEXTS") and isinstance(table, dict)
    ]
    named = Counter(kind for table in tables for kind in table)
    assert [kind for kind, times in named.items() if times > 1] == []
    assert set(named) == set(TEXTS)
