"""Surgeon × competence: who does how much of which pillar, this year and in all."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.gap_report.report.contents import SurgeonTable
from assessments.gap_report.report.context import Person
from assessments.gap_report.report.surgeons import surgeon_table
from benchmarks import library
from tests.gap_report.report.contexts import YEAR, recorded, tables_of, volume


def table(*, benchmark_id: str = library.DEFAULT_ID, **rows: Any) -> SurgeonTable:
    keys = [row["key"] for row in rows.get("surgeons", [])]
    people = {key: Person(key.upper(), f"Dr {key}", "Orthopaedics", "Head", ()) for key in keys}
    benchmark = library.load(benchmark_id)
    return surgeon_table(recorded(tables_of(**rows), people=people, benchmark=benchmark))


def codes(found: SurgeonTable) -> list[str]:
    return [row.code for row in found.rows]


def test_surgeons_have_cases_by_pillar_in_the_order_of_the_benchmark() -> None:
    found = table(
        surgeons=[{"key": "s1"}],
        volumes=[
            volume(40, surgeon="s1", technique="MIS"),
            volume(7, surgeon="s1", pathology="DEF"),
            # Two axes: this one counts for MIS and for TUM.
            volume(3, surgeon="s1", pathology="TUM", technique="MIS"),
            volume(99, surgeon="s1"),
        ],
    )
    assert found.pillars == ("MIS", "DEF", "TUM")
    assert found.labels == (
        "Minimally invasive surgery",
        "Deformity and scoliosis",
        "Spinal tumour",
    )
    assert found.rows[0].cases == (43, 7, 3)


def test_cases_so_far_include_earlier_years_and_those_before_the_records() -> None:
    found = table(
        surgeons=[{"key": "s1", "prior_mis": 100, "prior_def": 5}],
        volumes=[
            volume(10, surgeon="s1", technique="MIS"),
            volume(20, surgeon="s1", technique="MIS", year=YEAR - 3),
            volume(40, surgeon="s1", technique="MIS", year=YEAR + 1),
        ],
    )
    assert found.rows[0].cases == (10, 0, 0)
    assert found.rows[0].cumulative == (130, 5, 0)


def test_surgeons_stand_in_the_order_in_which_people_count() -> None:
    found = table(
        surgeons=[{"key": key} for key in ("s10", "s2", "s1")],
        volumes=[volume(5, surgeon="s10", technique="MIS")],
    )
    assert codes(found) == ["S1", "S2", "S10"]


@pytest.mark.parametrize(
    ("start", "leave", "shown"),
    [
        (YEAR, None, True),
        (YEAR + 1, None, False),
        (2010, YEAR, True),
        (2010, YEAR - 1, False),
    ],
)
def test_only_surgeons_in_post_in_the_year_are_listed(
    start: int, leave: int | None, shown: bool
) -> None:
    found = table(
        surgeons=[{"key": "s1", "start_year": start, "leave_year": leave}],
        volumes=[volume(5, surgeon="s1", technique="MIS")],
    )
    assert codes(found) == (["S1"] if shown else [])


def test_surgeon_of_another_department_never_appears() -> None:
    found = table(
        surgeons=[{"key": "s1"}, {"key": "s2", "department": "elsewhere"}],
        volumes=[
            volume(5, surgeon="s1", technique="MIS"),
            volume(500, surgeon="s2", technique="MIS", department="elsewhere"),
            volume(500, surgeon="s2", technique="MIS"),
        ],
    )
    assert codes(found) == ["S1"]
    assert found.rows[0].cases == (5, 0, 0)


@pytest.mark.parametrize(
    ("values", "trained"),
    [
        ({"status": "completed", "end_year": YEAR}, True),
        ({"status": "completed", "end_year": YEAR + 1}, False),
        ({"status": "running", "end_year": None}, False),
        ({"status": "planned", "end_year": YEAR}, False),
        ({"status": "completed", "end_year": None}, False),
        ({"status": "completed", "end_year": YEAR, "surgeon": "nobody"}, False),
    ],
)
def test_surgeon_is_trained_only_once_a_training_is_completed(
    values: dict[str, Any], trained: bool
) -> None:
    training = {"surgeon": "s1", "pillar": "DEF", "kind": "fellowship", "start_year": 2018}
    found = table(surgeons=[{"key": "s1"}], trainings=[training | values])
    assert found.rows[0].trained == (False, trained, False)


def test_training_of_one_surgeon_is_not_that_of_another() -> None:
    training = {"pillar": "TUM", "kind": "fellowship", "status": "completed", "end_year": 2020}
    found = table(surgeons=[{"key": "s1"}, {"key": "s2"}], trainings=[training | {"surgeon": "s2"}])
    assert [row.trained[2] for row in found.rows] == [False, True]


def test_surgeon_carries_name_specialty_position_and_certificates() -> None:
    person = Person("S1", "Dr Ahorn", "Neurosurgery", "Head of department", ("EUROSPINE diploma",))
    tables = tables_of(surgeons=[{"key": "s1"}, {"key": "s2"}])
    unknown, known = surgeon_table(recorded(tables, people={"s1": person})).rows
    assert (known.code, known.name, known.specialty, known.position, known.certificates) == (
        "S1",
        "Dr Ahorn",
        "Neurosurgery",
        "Head of department",
        ("EUROSPINE diploma",),
    )
    assert (unknown.code, unknown.name, unknown.certificates) == ("", "", ())


def test_statement_says_on_how_many_surgeons_each_pillar_rests() -> None:
    found = table(
        surgeons=[{"key": "s1"}, {"key": "s2"}],
        volumes=[
            volume(5, surgeon="s1", technique="MIS"),
            volume(6, surgeon="s2", technique="MIS"),
            volume(6, surgeon="s2", pathology="DEF"),
        ],
    )
    assert found.statement == (
        "2 surgeons operate in Minimally invasive surgery, "
        "1 surgeon operates in Deformity and scoliosis and 0 surgeons operate in Spinal tumour."
    )


def test_department_without_surgeons_says_so() -> None:
    found = table(volumes=[volume(5)])
    assert found.rows == ()
    assert found.statement == "No surgeons are recorded for this year."


def test_hidden_count_is_between_one_and_three() -> None:
    found = table(
        surgeons=[{"key": "s1"}],
        volumes=[volume(0, surgeon="s1", technique="MIS", suppressed=1)],
    )
    assert found.rows[0].cases == (1, 0, 0)


@pytest.mark.parametrize("benchmark_id", ["de-lg28", "dwg-reported", "us-acss"])
def test_benchmark_without_surgical_pillars_says_so(benchmark_id: str) -> None:
    found = table(
        benchmark_id=benchmark_id, surgeons=[{"key": "s1"}], volumes=[volume(5, surgeon="s1")]
    )
    assert (found.pillars, found.labels) == ((), ())
    assert [row.cases for row in found.rows] == [()]
    assert found.statement == "The benchmark has no surgical pillar."
