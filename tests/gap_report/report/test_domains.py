"""Rows of the domains, the headline, and the next steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from assessments.gap_report.report.build import gap_report, rung_label
from assessments.gap_report.report.contents import DomainRow, GapRow, LevelBefore
from assessments.gap_report.report.domains import domain_rows, headline, next_steps
from benchmarks import library
from tests.benchmarks.build import frame_of, small_benchmark
from tests.gap_report.report.contexts import context_of, gap, rows_of


def count(name: str, **values: Any) -> dict[str, Any]:
    """A measure of a count that asks for 1, 2 and 3."""
    return {"id": name, "inputs": [f"{name}_n"], "thresholds": [1, 2, 3]} | values


def mandatory(name: str, **values: Any) -> dict[str, Any]:
    return count(name, mandatory_from=1) | values


def only_domain(measures: list[dict[str, Any]], answers: Mapping[str, float]) -> DomainRow:
    context = context_of(small_benchmark({"measures": measures}), frame_of(answers))
    (row,) = domain_rows(context, rows_of(context))
    return row


# --------------------------------------------------------------------------------- year before


def before(*years: tuple[int, Mapping[str, float]]) -> LevelBefore | None:
    """What the row of the last of these years says of the year before it."""
    inputs = frame_of(*(answers for _year, answers in years))
    benchmark = small_benchmark({"measures": [mandatory("a"), mandatory("b")]})
    context = context_of(benchmark, inputs, years=tuple(year for year, _answers in years))
    (row,) = domain_rows(context, rows_of(context))
    return row.before


def test_level_of_the_year_before_has_its_range_and_its_words() -> None:
    found = before((2022, {"a_n": 3, "b_n": 3}), (2023, {"a_n": 1, "b_n": 2}), (2024, {"a_n": 2}))
    assert found == LevelBefore(2023, 1, 1, "level 1")
    found = before((2023, {"a_n": 2}), (2024, {"a_n": 2, "b_n": 2}))
    assert found == LevelBefore(2023, 0, 2, "level 0, up to 2 possible")


@pytest.mark.parametrize(
    "earlier",
    [[], [(2022, {"a_n": 3, "b_n": 3})], [(2023, {})]],
    ids=["the first year", "a gap of a year", "nothing was judged"],
)
def test_level_of_the_year_before_may_be_unknown(earlier: list[Any]) -> None:
    assert before(*earlier, (2024, {"a_n": 2})) is None


# ------------------------------------------------------------------------------------ sentences


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"a_n": 1, "b_n": 2}, "DEF is held at level 1 by 1 mandatory measure"),
        ({"a_n": 0, "b_n": 0}, "DEF is held at level 0 by 2 mandatory measures"),
        # A measure that misses holds the level whatever the unknown one is.
        (
            {"a_n": 0},
            "DEF is held at level 0 by 1 mandatory measure "
            "(1 more mandatory answer missing or uncertain)",
        ),
    ],
)
def test_domain_held_by_mandatory_measures_says_by_how_many(
    answers: Mapping[str, float], expected: str
) -> None:
    assert only_domain([mandatory("a"), mandatory("b")], answers).sentence == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (
            {"a_n": 2},
            "DEF cannot be judged above level 0: 1 mandatory answer is missing or uncertain",
        ),
        ({}, "DEF cannot be judged above level 0: 2 mandatory answers are missing or uncertain"),
        (
            {"a_n": 2, "a_n:low": 1, "a_n:high": 3, "b_n": 2},
            "DEF cannot be judged above level 1: 1 mandatory answer is missing or uncertain",
        ),
    ],
)
def test_domain_held_by_unknown_answers_only_cannot_be_judged(
    answers: Mapping[str, float], expected: str
) -> None:
    row = only_domain([mandatory("a"), mandatory("b")], answers)
    assert row.sentence == expected
    assert row.level_possible > row.level


def test_domain_whose_other_measures_miss_has_too_few_of_them() -> None:
    row = only_domain([mandatory("a"), count("b"), count("c")], {"a_n": 2, "b_n": 1, "c_n": 1})
    assert row.sentence == "DEF is at level 1; too few of its other measures meet level 2"
    assert row.blocking == ()


def test_domain_whose_other_measures_are_unknown_has_too_few_known_ones() -> None:
    row = only_domain([mandatory("a"), count("b"), count("c")], {"a_n": 2, "b_n": 1})
    assert row.sentence == (
        "DEF is at level 1; too few of its other measures are known to meet level 2"
    )
    assert row.level_possible > row.level


def test_domain_at_the_top_just_says_so() -> None:
    row = only_domain([mandatory("a"), count("b")], {"a_n": 3, "b_n": 5})
    assert row.sentence == "DEF is at level 3"
    assert (row.level_text, row.index_text, row.coverage_text) == (
        "level 3",
        "100.0",
        "100\u00a0%",
    )


def test_headline_is_one_sentence_of_the_pillars() -> None:
    benchmark = small_benchmark(
        {
            "measures": [
                mandatory("a", domain="MIS"),
                mandatory("b", domain="DEF"),
                mandatory("c", domain="foundation"),
            ],
            "domains": {"MIS": "pillar", "DEF": "pillar", "foundation": "gate"},
        }
    )
    context = context_of(benchmark, frame_of({"a_n": 3, "b_n": 0, "c_n": 0}))
    assert headline(domain_rows(context, rows_of(context))) == (
        "MIS is at level 3; DEF is held at level 0 by 1 mandatory measure."
    )


def test_headline_of_a_benchmark_without_pillars_names_every_domain() -> None:
    benchmark = small_benchmark({"measures": [mandatory("a")], "domains": {"DEF": "pillar"}})
    context = context_of(benchmark, frame_of({"a_n": 3}))
    gates = tuple(replace(row, kind="gate") for row in domain_rows(context, rows_of(context)))
    assert headline(gates) == "DEF is at level 3."


# -------------------------------------------------------------------------------------- numbers


def test_domain_row_holds_what_scoring_found() -> None:
    measures = [mandatory("a", weight=3), count("b", weight=2), count("c")]
    row = only_domain(measures, {"a_n": 1, "b_n": 3})
    # Scored: 3 x 1 + 2 x 3 = 9 of 15; with c unknown: 9 to 12 of 18.
    assert (row.points, row.points_max) == (9, 15)
    assert row.index_text == "60.0 (50.0–66.7)"
    assert row.coverage == pytest.approx(100 * 5 / 6)
    assert row.coverage_text == "83\u00a0%"
    assert row.unknown == 1
    assert row.blocking == ("a",)


def test_domain_without_any_answer_has_no_index_but_a_range() -> None:
    row = only_domain([count("a")], {})
    assert row.index is None
    assert row.index_text == "— (0.0–100.0)"
    assert (row.coverage, row.coverage_text, row.unknown) == (0, "0\u00a0%", 1)
    assert row.level_text == "level 0, up to 3 possible"


@pytest.mark.parametrize(
    ("rung", "expected"),
    [
        (0, "below Basic standard"),
        (1, "Basic standard"),
        (2, "Strength"),
        (3, "High precision – authentic spine centre"),
        (4, "Maximum care"),
    ],
)
def test_rung_has_its_name_and_none_is_below_the_first(rung: int, expected: str) -> None:
    assert rung_label(library.load(library.DEFAULT_ID), rung) == expected


# ----------------------------------------------------------------------------------- next steps


def steps_of(measures: list[dict[str, Any]], answers: Mapping[str, float]) -> tuple[str, ...]:
    benchmark = small_benchmark({"measures": measures, "domains": {"DEF": "pillar"}})
    return gap_report(context_of(benchmark, frame_of(answers))).next_steps


def test_missing_answers_come_first_and_three_are_named() -> None:
    steps = steps_of([mandatory(name) for name in "abcd"], {})
    assert steps == ("Report 4 missing answers, first of all: a, b and c.",)


def test_single_missing_answer_is_singular() -> None:
    assert steps_of([count("a")], {}) == ("Report the missing answer: a.",)


def test_gap_step_says_where_what_and_how() -> None:
    measure = count("a", unit="surgeons", unit_one="surgeon", levers=["training", "hire"])
    assert steps_of([measure], {"a_n": 1}) == (
        "DEF – a: 1 more surgeon for level 2. Usual lever: training and new surgeon.",
    )


def test_steps_after_the_answers_close_gaps_in_their_order_up_to_five() -> None:
    names = ["a", "b", "c", "d", "e", "f"]
    measures = [*(count(name) for name in names), mandatory("held"), mandatory("unknown")]
    steps = steps_of(measures, {**{f"{name}_n": 0 for name in names}, "held_n": 0})
    assert len(steps) == 5
    assert steps[0] == "Report the missing answer: unknown."
    assert steps[1].startswith("DEF – held: ")
    assert [step[6] for step in steps[2:]] == ["a", "b", "c"]


def test_uncertain_gap_is_no_step_to_take() -> None:
    assert steps_of([count("a")], {"a_n": 2, "a_n:low": 0, "a_n:high": 5}) == ()


def test_measure_that_waits_for_an_answer_is_no_second_step() -> None:
    # One of two is still possible, which would be level 1; level 2 is missed for certain.
    services = {
        "id": "services",
        "formula": "count_of",
        "inputs": ["x", "y"],
        "thresholds": [1, 2, "none"],
        "mandatory_from": 2,
    }
    measures = [services, count("a")]
    benchmark = small_benchmark({"measures": measures})
    report = gap_report(context_of(benchmark, frame_of({"x": 0, "a_n": 3})))
    found = gap(report, "services")
    assert (found.next_level, found.certain, found.blocks) == (2, True, True)
    assert report.next_steps == ("Report the missing answer: services.",)


def test_top_department_has_nothing_to_do() -> None:
    assert steps_of([count("a")], {"a_n": 3}) == ()


def test_step_repeats_the_statement_of_its_gap() -> None:
    benchmark = library.load(library.DEFAULT_ID)
    report = gap_report(context_of(benchmark, frame_of({"def_operations": 1})))
    found = gap(report, "def_operations")
    assert found.statement == "14 more operations a year for level 1."
    assert any(found.statement in step and found.label in step for step in report.next_steps)


def test_steps_are_at_most_as_many_as_asked_for() -> None:
    benchmark = small_benchmark({"measures": [count(name) for name in "abc"]})
    report = gap_report(context_of(benchmark, frame_of({"a_n": 0, "b_n": 0, "c_n": 0})))
    gaps: tuple[GapRow, ...] = report.gaps
    assert len(next_steps(report.domains, gaps, (), most=2)) == 2


def test_nobody_is_told_to_begin_with_a_level_beyond_the_next() -> None:
    measures = [mandatory("a"), count("b")]
    report = gap_report(
        context_of(small_benchmark({"measures": measures}), frame_of({"a_n": 0, "b_n": 2}))
    )
    # b meets level 2 already: its way to level 3 leads nowhere while a misses level 1.
    assert [gap.measure_id for gap in report.gaps] == ["a", "b"]
    assert len(report.next_steps) == 1
    assert gap(report, "a").statement in report.next_steps[0]
