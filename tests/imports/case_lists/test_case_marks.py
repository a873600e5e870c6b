"""Levels, navigation and neuromonitoring of a case list, from its cells to sums and answers."""

from __future__ import annotations

import pytest

from assessments.import_records.problems import UnreadableFile
from assessments.imports.case_lists.reading.answers import case_answers
from assessments.imports.case_lists.reading.marks import (
    MarkedOperations,
    aid_sums,
    level_sums,
    with_levels,
    with_mark,
)
from assessments.imports.case_lists.reading.stored_counts import StoredCases
from tests.imports.case_lists.lists import OPTIONS, P21_ICD, P21_OPS, counts, files

HEAD = "case;date;main_dx;procedures;levels;navigation;neuromonitoring;complication\n"
# Four deformity operations of 2024 (one in two rows), one of 2023, and a disc.
ROWS = (
    "1;2024-03-05;M41.1;5-838.a0;6;yes;yes;no\n",
    "2;2024-03-06;M41.1;5-838.a0;8;no;no;yes\n",
    "3;2024-03-07;M41.1;5-838.a0, 8-925.00;6;;no;\n",  # the code says yes
    "4;2024-03-08;M41.1;5-838.a0;;;;\n",
    "4;2024-03-08;M41.1;5-83b.54;4;;yes;\n",
    "5;2023-03-08;M41.1;5-838.a0;;;yes;\n",
    "6;2024-03-09;M51.1;5-831.0, 5-988.0;1;;;no\n",  # the code says yes
)


def stored(*rows: str, head: str = HEAD) -> StoredCases:
    found = StoredCases.counted(counts(files(cases=head + "".join(rows))))
    # What is stored and read again is the same.
    assert StoredCases.from_json(found.as_json()) == found
    return found


def test_aids_are_counted_by_pillar_of_the_operations_of_which_they_are_known() -> None:
    sums = aid_sums(stored(*ROWS).operations)
    assert sums == {
        (2023, "DEF", "monitoring"): MarkedOperations(1, 1, 1),
        (2024, "DEF", "monitoring"): MarkedOperations(4, 4, 3),
        (2024, "DEF", "navigation"): MarkedOperations(4, 2, 1),
    }


def test_order_and_splitting_of_the_rows_change_nothing() -> None:
    whole = stored(*ROWS)
    turned = stored(*reversed(ROWS))
    assert turned == whole
    halves = files(a=HEAD + "".join(ROWS[:3]), b=HEAD + "".join(ROWS[3:]))
    assert StoredCases.counted(counts(halves)) == whole


def test_levels_are_a_distribution_by_pathology() -> None:
    operations = stored(*ROWS).operations
    assert level_sums(operations) == {(1, "DEG"): 1, (4, "DEF"): 1, (6, "DEF"): 2, (8, "DEF"): 1}
    assert sum(row.operations for row in with_levels(operations, "6")) == 2
    assert with_levels(operations, "7") == []


def test_marks_narrow_the_groups_of_codes_to_their_operations() -> None:
    operations = stored(*ROWS).operations
    known, so = (with_mark(operations, "complication", so=so) for so in (False, True))
    assert [sum(row.operations for row in rows) for rows in (known, so)] == [3, 1]


def test_monitoring_is_answered_only_where_each_deformity_operation_says_yes_or_no() -> None:
    def answers(*rows: str) -> list[tuple[int, str, float]]:
        found = case_answers(stored(*rows).operations)
        return [(year, answer.input_id, answer.value) for year, answer in found]

    assert answers(*ROWS) == [
        (2023, "def_neuromonitoring_percent", 100),
        (2024, "def_neuromonitoring_percent", 75),
        (2024, "navigation", 1),
    ]
    # One operation of which it is not known, and none with navigation.
    assert answers(*ROWS[1:4]) == []


def test_share_of_monitoring_is_rounded_as_on_pages() -> None:
    rows = [
        f"{case};2024-03-05;M41.1;5-838.a0;;;{'yes' if case == 1 else 'no'};\n"
        for case in range(1, 17)
    ]
    ((_year, answer),) = case_answers(stored(*rows).operations)
    # 1 of 16 is 6.25 per cent: a half, which readers round up.
    assert answer.value == 6.3


def test_codes_alone_say_yes_and_never_no() -> None:
    monitored = P21_OPS + "260100023;00;DRG;F2;2024;8-925.00;;202403050815;N;N;\n"
    found = StoredCases.counted(counts(files(OPS=monitored, ICD=P21_ICD)))
    assert all(sums.known == sums.so for sums in aid_sums(found.operations).values())
    assert case_answers(found.operations) == ()


@pytest.mark.parametrize("cell", ["0", "26", "1.5", "L4/5", "-2", "many", "２"])
def test_levels_that_are_no_number_are_refused_with_a_remedy(cell: str) -> None:
    row = f"1;2024-03-05;M41.1;5-838.a0;{cell};;;\n"
    with pytest.raises(UnreadableFile, match="is no number of levels"):
        counts(files(cases=HEAD + row), OPTIONS)


def test_imports_stored_before_have_nothing_of_it() -> None:
    found = stored(*ROWS).as_json()
    table = found["operations"]
    for name in ("marks", "levels", "other_department"):
        at = table["columns"].index(name)
        table["columns"].pop(at)
        for row in table["rows"]:
            row.pop(at)
    older = StoredCases.from_json(found).operations
    assert aid_sums(older) == {}
    assert level_sums(older) == {}
    assert case_answers(older) == ()
