"""Gap dashboard: where a department stands, what is missing, and the evidence for it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.report.unknown_codes import UnknownCode
from assessments.gap_report.views.dashboard import MOST_CODES, report_context
from assessments.models import Department, User
from benchmarks import library
from tests import factories as make
from tests.pages.markup import faults, text
from tests.pages.records import YEAR, YEARS, estimated_department, recorded_department
from tests.reports_sample import bare_sample, chinese_sample, german_sample, sample

pytestmark = pytest.mark.django_db
MOST_BYTES = 250_000
MOST_QUERIES = 20


def address(department: Department, year: int = YEAR, query: str = "") -> str:
    return f"/departments/{department.pk}/gap/{year}/{query}"


def page(client: Client, department: Department, user: User | None = None, query: str = "") -> str:
    client.force_login(user or make.user(role="director", of=department))
    response = client.get(address(department, query=query))
    assert response.status_code == 200
    return response.text


def rendered(report: GapReport) -> str:
    """The dashboard of a report that was built by hand, without any record."""
    department = make.department(name=report.subject.department)
    request = RequestFactory().get("/")
    request.user = make.user()
    benchmark = library.load(library.DEFAULT_ID)
    context = {
        "department": department,
        "year": report.year,
        "years": (report.year,),
        "benchmark": benchmark,
        "benchmarks": [],
        "user": request.user,
    } | report_context(report)
    return render_to_string("dashboard/dashboard.html", context, request)


def test_sentence_comes_first_then_standing_blockers_pictures_and_evidence() -> None:
    report = sample()
    words = text(rendered(report))
    order = [
        report.headline,
        f"Overall level: {report.rung_label}",
        "What holds the levels back Deformity operations a year",
        "Still to report Missing is not failed",
        "Levels reached, and what is unknown",
        "Gaps, measure by measure Minimally invasive",
        "Surgeons and competences Five of 8",
        "Operations over the years Operations of",
        "Outcomes 2 of 3",
        "Every measure with its evidence A:",
        f"Sources and method {report.benchmark.disclaimer}",
    ]
    places = [words.find(part) for part in order]
    assert -1 not in places, dict(zip(order, places, strict=True))
    assert places == sorted(places)


def test_every_number_of_the_report_stands_on_the_page_to_the_digit() -> None:
    report = sample()
    words = text(rendered(report))
    wanted = [report.overall_text, report.coverage_text]
    wanted += [d.index_text for d in report.domains] + [m.value_text for m in report.measures]
    wanted += [t.value_text for m in report.measures for t in m.thresholds]
    wanted += [gap.statement for gap in report.gaps if gap.blocks]
    wanted += [outcome.text for outcome in report.outcomes]
    wanted += [note.text for note in report.estimates] + list(report.benchmark.policy)
    wanted += [report.benchmark.digest, report.benchmark.disclaimer]
    assert [part for part in wanted if " ".join(part.split()) not in words] == []


def test_ladder_says_in_words_what_is_reached_possible_and_not() -> None:
    words = text(rendered(replace(sample(), rung=1, rung_possible=2)))
    assert "Basic standard reached" in words
    assert "Strength possible, answers are missing" in words
    assert "Maximum care not reached" in words


def test_missing_answers_are_listed_once_and_not_among_the_blockers() -> None:
    report = sample()
    unknown = [gap.label for gap in report.blocking if gap.status == "not_reported"]
    words = text(rendered(report))
    blockers = words[words.index("What holds the levels back Def") : words.index("Still to report")]
    assert unknown
    assert [label for label in unknown if label in blockers] == []


def test_thresholds_carry_their_verdict_in_words_grade_and_source() -> None:
    report = sample()
    words = text(rendered(report))
    first = report.measures[0].thresholds[0]
    assert f"{first.value_text} , {first.verdict_text}" in words
    assert f"({first.value_text}): {first.grade}, [{first.source_number}] {first.place}" in words


def test_each_chart_has_alternative_text_data_and_the_same_numbers_as_a_table() -> None:
    report = sample()
    html = rendered(report)
    charts = re.findall(r'data-chart="([^"]+)"', html)
    assert len(charts) == len(set(charts)) >= 9
    for name in charts:
        found = re.search(rf'<script[^>]+id="chart-{name}">(.+?)</script>', html, re.DOTALL)
        assert found is not None
        assert set(json.loads(found[1])) == {"data", "layout"}
    assert html.count('class="numbers"') == len(charts)
    assert html.count('role="img"') == len(charts)


def test_report_of_estimates_only_has_words_for_every_empty_part() -> None:
    words = text(rendered(bare_sample()))
    assert "No surgeon is recorded, so nobody's competence can be shown." in words
    assert "No outcome is recorded." in words
    assert faults(rendered(bare_sample())) == []


def test_hostile_report_cannot_leave_its_element() -> None:
    bad = "</script><script>alert(1)</script><b style='x'>"
    report = sample()
    surgeons = replace(
        report.surgeons,
        statement=bad,
        rows=tuple(replace(row, name=bad, code=bad) for row in report.surgeons.rows),
    )
    measures = tuple(replace(m, label=bad, value_text=bad, unit=bad) for m in report.measures)
    html = rendered(replace(report, headline=bad, surgeons=surgeons, measures=measures))
    assert "<script>alert" not in html
    assert "<b style" not in html
    assert faults(html) == []


@pytest.mark.parametrize(
    ("language", "report"),
    [("en", sample()), ("de", german_sample()), ("zh-hans", chinese_sample())],
    ids=["English", "German", "Chinese"],
)
def test_markup_is_sound_in_every_language(language: str, report: GapReport) -> None:
    with translation.override(language):
        html = rendered(report)
    assert f'<html lang="{language}">' in html
    assert report.subject.department in text(html)
    assert faults(html) == []


def test_real_records_become_a_page_with_the_surgeons_by_name(client: Client) -> None:
    html = page(client, recorded_department())
    assert "Dr Ahorn" in text(html)
    assert faults(html) == []


def test_years_and_benchmarks_can_be_switched_and_keep_each_other(client: Client) -> None:
    department = recorded_department()
    html = page(client, department, query="?benchmark=us-acss@1.0")
    for year in YEARS:
        assert f'href="{address(department, year)}?benchmark=us-acss%401.0"' in html
    assert re.search(r'value="us-acss@1.0"\s+selected', html)
    assert library.load("us-acss").title in text(html)
    assert (
        f'href="/departments/{department.pk}/gap/{YEAR}/full.pdf?benchmark=us-acss%401.0"' in html
    )


def test_year_without_records_says_so_and_offers_the_years_there_are(client: Client) -> None:
    department = recorded_department()
    client.force_login(make.user(role="director", of=department))
    response = client.get(address(department, 2001))
    assert response.status_code == 200
    assert "Nothing is recorded for 2001" in text(response.text)
    assert f'href="{address(department)}"' in response.text
    assert faults(response.text) == []


@pytest.mark.parametrize("query", ["?benchmark=nonsense", "?benchmark=german-three-pillar@9.9"])
def test_unknown_benchmark_is_not_found(client: Client, query: str) -> None:
    department = recorded_department()
    client.force_login(make.user(role="director", of=department))
    assert client.get(address(department, query=query)).status_code == 404


@pytest.mark.parametrize("year", [0, 1899, 99999])
def test_year_out_of_range_is_not_found(client: Client, year: int) -> None:
    department = recorded_department()
    client.force_login(make.user(role="director", of=department))
    assert client.get(address(department, year)).status_code == 404


def test_peers_are_only_departments_the_reader_may_see(client: Client) -> None:
    mine = recorded_department(name="Mine")
    for number in range(4):
        recorded_department(name=f"Other {number}")
    assert "departments you may see" not in text(page(client, mine))
    assert "Median of 4 other departments" in text(page(client, mine, make.administrator()))


def test_estimates_show_intervals_and_why(client: Client) -> None:
    words = text(page(client, estimated_department()))
    assert "from 9 operations a year (estimate)" in words
    assert "Where volumes are estimates" in words


def unplaced(code: str = "5-83z.9", count: str = "12") -> UnknownCode:
    return UnknownCode(
        code=code,
        count_low=12,
        count_high=12,
        count_text=count,
        status="unknown",
        looks_like="",
        place="",
        text="Inside a spine chapter, but not in our table: please check.",
    )


def test_codes_that_could_not_be_placed_stand_in_a_table_with_the_remarks_on_the_file() -> None:
    codes = (unplaced(), unplaced("81.08", "1–3"))
    remark = "row 8: The row “Total” names no code and was left out."
    html = rendered(replace(sample(), unplaced_codes=codes, remarks=(remark,)))
    words = text(html)
    assert "Codes to check What they stand for is not known" in words
    assert "Codes that could not be placed Code Count Why 5-83z.9 12 Inside a spine" in words
    assert "81.08 1–3 Inside a spine" in words
    assert f"Worth knowing about the file {remark}" in words
    assert faults(html) == []


def test_report_without_codes_to_check_says_nothing_of_them() -> None:
    words = text(rendered(replace(sample(), unplaced_codes=(), remarks=())))
    assert "Codes to check" not in words
    assert "Worth knowing about the file" not in words


def test_of_very_many_codes_to_check_the_page_shows_the_most_frequent_and_counts_the_rest() -> None:
    codes = tuple(unplaced(f"5-83z.{number}") for number in range(MOST_CODES + 2))
    words = text(rendered(replace(sample(), unplaced_codes=codes)))
    assert codes[MOST_CODES - 1].code in words
    assert codes[MOST_CODES].code not in words
    assert "2 more codes stand in the full PDF and in the JSON." in words


def test_query_budget_holds_whatever_the_amount_of_data(client: Client) -> None:
    hospital = make.hospital()
    department = recorded_department(hospital=hospital)
    client.force_login(make.user(role="director", of=hospital))

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert client.get(address(department)).status_code == 200
        return len(context)

    queries()
    few = queries()
    for number in range(20):
        surgeon = make.surgeon(department=department)
        make.certificate(surgeon=surgeon)
        make.volume(surgeon=surgeon, year=2000 + number)
    for number in range(5):
        recorded_department(hospital=hospital, name=f"Other {number}")
    assert queries() == few
    assert few <= MOST_QUERIES


def test_page_stays_small_for_forty_surgeons_and_ten_years(client: Client) -> None:
    department = recorded_department()
    for number in range(38):
        surgeon = make.surgeon(department=department, name=f"Dr Langer-Doppelname {number}")
        make.training(surgeon=surgeon)
        for year in (2023, 2024):
            make.volume(surgeon=surgeon, year=year, technique_family="ube", operations=12)
    for year in range(2012, 2022):
        make.volume(department=department, year=year)
    assert len(page(client, department).encode()) <= MOST_BYTES
