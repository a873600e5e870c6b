"""Sentences that explain the bounds of an estimate, with their numbers."""

from __future__ import annotations

import pytest

from assessments.gap_report.report.bounds import bound_notes
from assessments.models.choices import EstimateCategory
from benchmarks.casemix.estimate_bounds import Bound, Range


def test_main_diagnoses_bound_names_both_intervals() -> None:
    (note,) = bound_notes([Bound("tum", Range(64, 88), "main_diagnoses", Range(2, 49))])
    assert note.category == "tum"
    assert note.text == (
        "Tumour operations: the procedure codes alone would allow 64–88; the main diagnoses "
        "allow 2–49 and were used as the bound."
    )


def test_access_bound_names_the_access_codes() -> None:
    (note,) = bound_notes([Bound("spine", Range(600, 1580), "access_codes", Range(1017, 1047))])
    assert note.text == (
        "Spine operations: the procedure codes alone would allow 600–1,580; the access codes "
        "allow 1,017–1,047 and were used as the bound."
    )


def test_access_codes_that_cannot_be_complete_are_told_but_not_used() -> None:
    (note,) = bound_notes(
        [Bound("spine", Range(600, 900), "access_codes", Range(3, 3), used=False)]
    )
    assert note.text == (
        "Spine operations: the access codes (3) cannot be complete, as the procedure codes allow "
        "600–900; they were not used as a bound."
    )


def test_bounds_keep_their_order_and_none_gives_no_note() -> None:
    bounds = [
        Bound("tra", Range(1, 3), "main_diagnoses", Range(22, 39)),
        Bound("deg", Range(600, 1047), "main_diagnoses", Range(587, 609)),
    ]
    assert [note.category for note in bound_notes(bounds)] == ["tra", "deg"]
    assert bound_notes([]) == ()


@pytest.mark.parametrize("category", EstimateCategory.values)
def test_every_category_is_named_in_words(category: str) -> None:
    (note,) = bound_notes([Bound(category, Range(0, 1), "main_diagnoses", Range(0, 1))])
    assert note.text.startswith(f"{EstimateCategory(category).label}: ")


def test_no_code_and_no_diagnosis_is_said_plainly() -> None:
    (note,) = bound_notes([Bound("def", Range(0, 0), "main_diagnoses", Range(0, 0))])
    assert note.text == (
        "Deformity operations: neither a procedure code nor a main diagnosis names any."
    )
