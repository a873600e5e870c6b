"""Thresholds of a measure: what is asked, by which evidence, and whether it is met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessments.gap_report.report.contents import MeasureRow
from assessments.gap_report.report.measures import source_rows
from benchmarks import library
from tests.benchmarks.build import frame_of
from tests.gap_report.report.contexts import NBSP, answered, context_of, rows_of
from tests.gap_report.report.examples import RATE, SERVICES, STAIRS, SURGEONS


def row(measure: dict[str, Any], answers: Mapping[str, float], **facts: Any) -> MeasureRow:
    return answered(measure, answers, **facts)[1]


def test_higher_is_better_asks_for_at_least() -> None:
    texts = [t.value_text for t in row(SURGEONS, {}).thresholds]
    assert texts == [f"≥{NBSP}1 surgeon", f"≥{NBSP}2 surgeons", f"≥{NBSP}4 surgeons"]


def test_lower_is_better_allows_at_most() -> None:
    texts = [t.value_text for t in row({**RATE, "thresholds": [10, 6.5, 5]}, {}).thresholds]
    assert texts == [f"≤{NBSP}{n}{NBSP}% of patients" for n in ("10", "6.5", "5")]


def test_counted_services_are_asked_for_of_their_total() -> None:
    assert [t.value_text for t in row(SERVICES, {}).thresholds] == [
        f"≥{NBSP}{n} of 4" for n in (1, 3, 4)
    ]


def test_steps_name_everything_asked_up_to_the_level() -> None:
    assert [t.value_text for t in row(STAIRS, {}).thresholds] == [
        "xray",
        "xray and ct",
        "xray, ct and mri",
    ]


def test_yes_no_threshold_asks_for_yes() -> None:
    measure = {"id": "tower", "inputs": ["tower"], "thresholds": [1, 1, 1]}
    found = row(measure, {}, inputs={"tower": "yes_no"})
    assert [t.value_text for t in found.thresholds] == ["yes", "yes", "yes"]


def test_unknown_threshold_says_so_and_asks_nothing() -> None:
    found = row({**SURGEONS, "thresholds": [1, "unknown", 4]}, {"people": 1})
    assert found.thresholds[1].value is None
    assert found.thresholds[1].value_text == "not known"
    assert found.thresholds[1].verdict == "not_asked"
    assert found.thresholds[1].verdict_text == "nothing is asked at level 2"


def test_level_without_threshold_has_no_threshold_row() -> None:
    found = row({**SURGEONS, "thresholds": ["none", 1, 2]}, {"people": 1})
    assert [(t.level, t.verdict) for t in found.thresholds] == [(2, "met"), (3, "missed")]


def test_verdicts_follow_the_interval() -> None:
    measure = {"id": "volume", "inputs": ["n"], "thresholds": [5, 10, 50]}
    found = row(measure, {"n": 15, "n:low": 9, "n:high": 21})
    assert [t.verdict for t in found.thresholds] == ["met", "cannot_tell", "missed"]
    assert [t.verdict_text for t in found.thresholds] == [
        "meets level 1",
        "cannot tell yet for level 2",
        "misses level 3",
    ]
    assert found.level_text == "level 1, up to 2 possible"


def test_grade_and_place_stand_beside_the_threshold() -> None:
    threshold = row(SURGEONS, {}).thresholds[0]
    assert (threshold.grade, threshold.grade_text) == ("C", "C: assumption, editable")
    assert (threshold.source_number, threshold.source_title) == (1, "None")
    assert threshold.place == "nowhere"


def test_sources_are_numbered_by_first_citation_and_only_cited_ones_listed() -> None:
    context = context_of(library.load(library.DEFAULT_ID), frame_of({}))
    sources = source_rows(context.benchmark)
    assert [source.number for source in sources] == list(range(1, len(sources) + 1))
    # The first measure is all assumption, the first source cited after it is for its curve.
    assert [source.id for source in sources[:2]] == ["assumption", "ube_curve_2025"]
    titles = {source.number: source.title for source in sources}
    rows = rows_of(context)
    cited = {t.source_number for r in rows for t in r.thresholds}
    assert cited == set(titles)
    assert all(t.source_title == titles[t.source_number] for r in rows for t in r.thresholds)


def test_mandatory_measure_says_from_which_level() -> None:
    found = row({**SURGEONS, "mandatory_from": 2}, {"people": 1})
    assert (found.mandatory_from, found.mandatory_text) == (2, "mandatory from level 2")
    assert found.blocking is True
    assert row(SURGEONS, {"people": 1}).mandatory_text == ""


def test_levers_are_words() -> None:
    found = row({**SURGEONS, "levers": ["alliance", "hire"]}, {})
    assert found.levers == ("referral alliance", "new surgeon")
