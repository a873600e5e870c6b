"""A real neurosurgical department's code list of 2019, from the codes to the report."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from assessments.gap_report.report.bounds import bound_notes
from assessments.gap_report.report.build import gap_report
from assessments.gap_report.report.contents import GapReport
from benchmarks.casemix.estimates import estimate_operations
from tests.gap_report.report.contexts import NBSP, domain, gap, measure, recorded, tables_of

DATA = Path(__file__).parents[2] / "data"
YEAR = 2019
FILE = "2019-codes.csv"


@pytest.fixture(scope="module")
def report() -> GapReport:
    """The report of the code list alone: no surgeons, no answers, no outcomes."""
    estimate = estimate_operations(
        pd.read_csv(DATA / "real_department_procedures.csv", sep=";"),
        pd.read_csv(DATA / "real_department_diagnoses.csv", sep=";"),
        system="OPS",
    )
    tables = tables_of(
        estimates=[
            {"year": YEAR, "category": name, "low": one.low, "likely": one.likely, "high": one.high}
            for name, one in estimate.categories.items()
        ]
    )
    bounds = bound_notes(estimate.bounds)
    return gap_report(recorded(tables, years=(YEAR,), bounds=bounds, file_name=FILE))


def test_department_is_below_the_basic_standard_for_certain(report: GapReport) -> None:
    assert (report.rung, report.rung_possible) == (0, 0)
    assert report.rung_label == report.rung_possible_label == "below Basic standard"


def test_levels_are_certain_but_in_tumour_surgery_and_the_foundation(report: GapReport) -> None:
    assert {row.id: (row.level, row.level_possible) for row in report.domains} == {
        "MIS": (0, 0),
        "DEF": (0, 0),
        "TUM": (0, 2),
        "foundation": (0, 3),
    }
    assert [row.level_text for row in report.pillars] == [
        "level 0",
        "level 0",
        "level 0, up to 2 possible",
    ]


def test_headline_says_what_is_held_and_what_nobody_can_judge(report: GapReport) -> None:
    assert report.headline == (
        "Minimally invasive surgery is held at level 0 by 1 mandatory measure "
        "(2 more mandatory answers missing or uncertain); "
        "Deformity and scoliosis is held at level 0 by 1 mandatory measure "
        "(2 more mandatory answers missing or uncertain); "
        "Spinal tumour cannot be judged above level 0: "
        "3 mandatory answers are missing or uncertain."
    )


@pytest.mark.parametrize(
    ("name", "value", "verdicts"),
    [
        # At most 16, and one augmentation more: 10 % of 17.
        ("mis_operations", "0–17 operations a year (estimate)", ("missed",) * 3),
        ("def_operations", "0 operations a year", ("missed",) * 3),
        (
            "tum_operations",
            "2–49 operations a year (estimate)",
            ("cannot_tell", "cannot_tell", "missed"),
        ),
        (
            "tum_complex_operations",
            "2–24 operations a year (estimate)",
            ("met", "cannot_tell", "cannot_tell"),
        ),
        (
            "foundation_spine_operations",
            "600–1,050 operations a year (estimate)",
            ("met", "met", "missed"),
        ),
        # 8 of 362; at most 16 of 291.
        ("mis_share", f"0.0–5.5{NBSP}% of operations (estimate)", ("missed",) * 3),
    ],
)
def test_volumes_are_intervals_judged_by_both_ends(
    report: GapReport, name: str, value: str, verdicts: tuple[str, ...]
) -> None:
    row = measure(report, name)
    assert row.value_text == value
    assert tuple(threshold.verdict for threshold in row.thresholds) == verdicts
    assert row.origin_text == f"estimated from {FILE}"


def test_everything_else_is_not_reported_and_not_failed(report: GapReport) -> None:
    rest = [row for row in report.measures if row.value is None]
    assert len(rest) == len(report.measures) - 6
    assert {row.status for row in rest} == {"not_reported"}
    assert {threshold.verdict for row in rest for threshold in row.thresholds} == {"cannot_tell"}
    # The department is asked once about intensive care, which two measures wait for.
    waiting = {row.id for row in rest} - {row.measure_id for row in report.missing_answers}
    assert waiting == {"def_intensive_care"}


@pytest.mark.parametrize(
    ("name", "statement", "certain"),
    [
        ("def_operations", "15 more operations a year for level 1.", True),
        ("mis_operations", "33–50 more operations a year for level 1.", True),
        ("foundation_spine_operations", "150–600 more operations a year for level 3.", True),
        (
            "tum_operations",
            "Cannot tell yet: 2–49 operations a year (estimate) lies on both sides of what "
            f"level 1 asks for, ≥{NBSP}10 operations a year. Exact counts would tell.",
            False,
        ),
    ],
)
def test_gaps_are_ranges_or_open(
    report: GapReport, name: str, statement: str, certain: bool
) -> None:
    found = gap(report, name)
    assert (found.statement, found.certain) == (statement, certain)


def test_coverage_and_index_show_how_little_a_code_list_says(report: GapReport) -> None:
    assert report.coverage_text == f"14{NBSP}%"
    assert report.overall_text == "2.4 (1.3–87.4)"
    assert domain(report, "TUM").index_text == "13.3 (2.0–97.0)"


def test_diagnoses_that_bound_the_tumours_are_told_with_their_numbers(report: GapReport) -> None:
    why, *bounds = report.estimates
    assert FILE in why.text
    assert [note.category for note in bounds] == [
        "spine",
        "lumbar_disc_stenosis",
        "deg",
        "def",
        "tum",
        "tra",
    ]
    assert bounds[4].text == (
        "Tumour operations: the procedure codes alone would allow 64–88; the main diagnoses "
        "allow 2–49 and were used as the bound. Result: 2–49."
    )
    assert bounds[5].text == (
        "Trauma operations: the procedure codes that usually mean them allow 1–3, the main "
        "diagnoses 22–39: some may have been done with ordinary codes. Result: 1–39."
    )
    assert report.casemix_statement == (
        "Case mix of 2019, estimated: Degenerative 468–609, Tumour 2–49, Trauma 1–39 and "
        "Deformity 0."
    )


def test_case_mix_shows_the_estimates(report: GapReport) -> None:
    texts = {row.label: row.text for row in report.casemix}
    assert texts["Spine operations"] == "600–1,050 (estimate)"
    assert texts["Lumbar disc and stenosis operations"] == "291–432 (estimate)"
    assert texts["Deformity operations"] == "0"


def test_next_steps_begin_with_the_answers(report: GapReport) -> None:
    assert len(report.next_steps) == 4
    assert report.next_steps[0].startswith(f"Report {len(report.missing_answers)} missing answers")
    assert "Deformity operations: 15 more operations a year" in report.next_steps[2]
