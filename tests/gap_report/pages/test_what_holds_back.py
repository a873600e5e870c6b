"""The list of what holds back: what the next rung waits for first, under its own heading."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.views.dashboard import report_context
from tests.gap_report.pages.test_gap_dashboard import rendered
from tests.pages.markup import faults, text
from tests.reports_sample import sample

pytestmark = pytest.mark.django_db


def report(*, holding: int, rung: int = 1, answered: bool = True) -> GapReport:
    """The sample, its first gaps of those that block holding the next rung."""
    example = sample()
    missing = {gap.measure_id for gap in example.missing_answers}
    blocking = [gap for gap in example.blocking if (gap.measure_id not in missing) is answered]
    chosen = {gap.measure_id for gap in blocking[:holding]}
    gaps = tuple(replace(gap, holds_rung=gap.measure_id in chosen) for gap in example.gaps)
    return replace(example, gaps=gaps, rung=rung)


def shown(example: GapReport) -> str:
    """The words between the section's heading and the next section."""
    html = rendered(example)
    assert faults(html) == []
    part = html[html.index('id="blocking"') : html.index('id="missing"')]
    return text(f"<main {part}</main>").partition("What to do next")[0]


def test_gaps_of_the_next_rung_stand_first_under_its_name() -> None:
    example = report(holding=1)
    context = report_context(example)
    first, others = context["holding_rung"], context["holding_level"]
    words = shown(example)
    assert len(first) == 1
    assert others
    places = [
        words.index(part)
        for part in (
            f"For the next overall level: {example.rungs[1]}",
            first[0].statement,
            "For further levels",
            *(gap.statement for gap in others),
        )
    ]
    assert places == sorted(places)


def test_gaps_need_no_second_heading_where_no_rung_waits_for_any() -> None:
    words = shown(report(holding=0))
    assert "For the next overall level" not in words
    assert "For further levels" not in words
    assert report_context(report(holding=0))["holding_level"][0].statement in words


def test_rung_that_waits_for_answers_only_says_so() -> None:
    words = shown(report(holding=1, answered=False))
    assert "Only missing answers hold the next overall level back." in words
    assert words.index("Only missing answers") < words.index("For further levels")


def test_report_without_any_gap_says_that_nothing_holds_back() -> None:
    assert "No mandatory measure holds a level back." in shown(replace(sample(), gaps=()))


def test_level_held_by_missing_answers_only_says_so() -> None:
    example = sample()
    missing = {gap.measure_id for gap in example.missing_answers}
    gaps = tuple(
        replace(gap, holds_rung=False) for gap in example.gaps if gap.measure_id in missing
    )
    assert any(gap.blocks for gap in gaps)
    assert "Only missing answers hold the levels back." in shown(replace(example, gaps=gaps))


def test_card_at_the_highest_level_does_not_say_so_twice() -> None:
    example = sample()
    top = replace(example.domains[0], level=3, level_possible=3, blocking=(), open=())
    sentence = f"{top.sentence}."

    def card(level: int) -> str:
        domains = (replace(top, level=level), *example.domains[1:])
        html = rendered(replace(example, domains=domains, headline="-"))
        return text(html[: html.index('id="blocking"')] + ">")

    assert sentence not in card(3)
    assert sentence in card(2)


def test_each_chart_is_headed_by_its_finding_and_its_domain_is_named_once() -> None:
    example = sample()
    html = rendered(example)
    words = text(html)
    for domain in example.domains:
        assert f'<h3 id="title-gaps-{domain.id}">{domain.sentence}</h3>' in html
        assert f"{domain.label} {domain.sentence}" not in words.partition("Gaps, measure by")[2]
