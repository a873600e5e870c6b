"""What the department operates on: its case mix of the year, counted or estimated."""

from __future__ import annotations

from django.utils.translation import override

from assessments.gap_report.report.casemix_rows import casemix_rows
from assessments.models.choices import Pathology
from tests.gap_report.report.contexts import YEAR, recorded, tables_of, volume

ESTIMATES = [
    {"year": YEAR, "category": "spine", "low": 600, "likely": 824, "high": 1047},
    {"year": YEAR, "category": "tum", "low": 9, "likely": 9},
    {"year": YEAR, "category": "def", "low": 0, "likely": 0, "high": 0},
]


def test_counted_operations_add_up_by_pathology_and_by_technique() -> None:
    rows = casemix_rows(
        recorded(
            tables_of(
                surgeons=[{"key": "s1"}],
                volumes=[
                    volume(1200, technique="MIS"),
                    volume(30, surgeon="s1"),
                    volume(4, pathology="TUM", technique="microsurgical"),
                ],
            )
        )
    )
    assert [(row.label, row.value, row.text) for row in rows] == [
        ("Degenerative", 1230, "1,230"),
        ("Tumour", 4, "4"),
        ("Minimally invasive", 1200, "1,200"),
        ("Microsurgical", 4, "4"),
        ("Open", 30, "30"),
    ]
    assert all((row.low, row.high) == (row.value, row.value) for row in rows)


def test_case_mix_is_of_the_report_s_year_and_department_only() -> None:
    tables = tables_of(
        volumes=[
            volume(5),
            volume(70, year=YEAR - 1),
            volume(900, department="elsewhere", pathology="TUM"),
        ]
    )
    rows = casemix_rows(recorded(tables, years=(YEAR - 1, YEAR)))
    assert [(row.label, row.value) for row in rows] == [("Degenerative", 5), ("Open", 5)]


def test_without_counts_the_estimates_are_shown_with_their_ends() -> None:
    rows = casemix_rows(recorded(tables_of(estimates=ESTIMATES)))
    assert [(row.label, row.low, row.value, row.high, row.text) for row in rows] == [
        ("Spine operations", 600, 824, 1047, "600–1,047 (estimate)"),
        ("Tumour operations", 9, 9, None, "from 9 (estimate)"),
        ("Deformity operations", 0, 0, 0, "0"),
    ]


def test_counts_win_over_estimates() -> None:
    rows = casemix_rows(recorded(tables_of(estimates=ESTIMATES, volumes=[volume(5)])))
    assert [row.label for row in rows] == ["Degenerative", "Open"]


def test_year_without_operations_has_no_case_mix() -> None:
    tables = tables_of(facts=[{"year": YEAR, "input_id": "mm_conferences", "value": 4}])
    assert casemix_rows(recorded(tables)) == ()


def test_labels_are_in_the_language_of_the_report() -> None:
    with override("de"):
        rows = casemix_rows(recorded(tables_of(volumes=[volume(1200)])))
        assert [row.text for row in rows] == ["1.200", "1.200"]
        assert rows[0].label == str(Pathology.DEG.label)


def test_rows_name_what_they_count_by_key() -> None:
    rows = casemix_rows(recorded(tables_of(volumes=[volume(5), volume(4, pathology="TUM")])))
    assert [row.kind for row in rows] == [
        ("pathology", "DEG"),
        ("pathology", "TUM"),
        ("technique", "open"),
    ]
    estimated = casemix_rows(recorded(tables_of(estimates=ESTIMATES)))
    assert [row.kind for row in estimated] == [
        ("estimate", "spine"),
        ("estimate", "tum"),
        ("estimate", "def"),
    ]
