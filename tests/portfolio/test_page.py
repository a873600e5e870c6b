"""Portfolio: what a reader sees of all departments, sorts, filters and turns over."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import User
from assessments.portfolio import views as portfolio
from benchmarks import library
from tests import factories as make
from tests.pages.markup import faults, text
from tests.pages.records import YEAR, estimated_department, recorded_department

pytestmark = pytest.mark.django_db


@pytest.fixture
def director() -> User:
    """Alice, director of a hospital with a strong, an estimated and an empty department."""
    hospital = make.hospital(name="Klinikum Ahornstadt")
    recorded_department(hospital=hospital, name="Wirbelsäulenzentrum")
    estimated_department(hospital=hospital)
    make.department(hospital=hospital, name="New unit", care_tier="primary")
    return make.user(username="alice", role="director", of=hospital)


def page(client: Client, user: User, query: str = "", **headers: str) -> str:
    client.force_login(user)
    response = client.get(f"/{query}", headers=headers)
    assert response.status_code == 200
    return response.text


def names(html: str) -> list[str]:
    """The departments of the table, in order."""
    return re.findall(r'<a href="/departments/[0-9a-f-]{36}/">([^<]+)</a>', html)


def test_sentence_counts_departments_by_rung_before_the_table(
    client: Client, director: User
) -> None:
    words = text(page(client, director))
    assert "You see 3 departments: 2 below Basic standard; 1 without records." in words
    assert words.index("You see 3") < words.index("Biggest blocker")


def test_row_shows_rung_levels_coverage_trend_and_blocker(client: Client, director: User) -> None:
    html = page(client, director, "?q=Wirbel")
    words = text(html)
    for shown in (f"Gap report {YEAR}", "Klinikum Ahornstadt", "% ", "to report", "level 0"):
        assert shown in words
    assert "<polyline" in html
    assert re.search(r"2022: [\d.]+\s*; 2023: [\d.]+\s*; 2024: [\d.]+", words)


def test_department_without_records_offers_an_import(client: Client, director: User) -> None:
    html = page(client, director, "?rung=nothing")
    assert names(html) == ["New unit"]
    assert re.search(r'href="/departments/[0-9a-f-]+/import/"', html)


def test_consultant_is_offered_no_import(client: Client) -> None:
    department = make.department()
    html = page(client, make.user(role="consultant", of=department))
    assert names(html) == [department.name]
    assert "/import/" not in html


def test_account_without_department_is_told_what_to_do(client: Client) -> None:
    html = page(client, make.user(username="newcomer"))
    assert "An administrator has to assign you" in text(html)
    assert "newcomer" in text(html)
    assert faults(html) == []


def test_administrator_of_an_empty_site_is_told_to_create_a_department(client: Client) -> None:
    html = page(client, make.administrator())
    assert "Create a hospital with a department first" in text(html)
    assert 'href="/administration/hospitals/"' in html
    assert faults(html) == []


def test_director_sees_no_department_of_another_hospital(client: Client, director: User) -> None:
    make.department(name="Secret unit")
    assert "Secret unit" not in page(client, director)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["Estimated", "New unit", "Wirbelsäulenzentrum"]),
        ("name", ["Estimated", "New unit", "Wirbelsäulenzentrum"]),
        ("-name", ["Wirbelsäulenzentrum", "New unit", "Estimated"]),
        ("coverage", ["New unit", "Estimated", "Wirbelsäulenzentrum"]),
        ("-index", ["Wirbelsäulenzentrum", "Estimated", "New unit"]),
        ("-rung", ["Wirbelsäulenzentrum", "Estimated", "New unit"]),
        ("-level-MIS", ["Wirbelsäulenzentrum", "Estimated", "New unit"]),
        ("missing", ["New unit", "Wirbelsäulenzentrum", "Estimated"]),
        ("tier", ["New unit", "Estimated", "Wirbelsäulenzentrum"]),
        ("no-such-column", ["Estimated", "New unit", "Wirbelsäulenzentrum"]),
    ],
)
def test_sorts_by_column(client: Client, director: User, sort: str, expected: list[str]) -> None:
    assert names(page(client, director, f"?sort={sort}")) == expected


def test_sorted_column_says_so_and_offers_the_other_direction(
    client: Client, director: User
) -> None:
    html = page(client, director, "?sort=-index&q=e")
    assert html.count('aria-sort="descending"') == 1
    assert re.search(r'href="\?sort=index&amp;q=e"', html)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=ahornstadt+wirbel", ["Wirbelsäulenzentrum"]),
        ("?q=ESTIM", ["Estimated"]),
        ("?tier=primary", ["New unit"]),
        ("?rung=0", ["Estimated", "Wirbelsäulenzentrum"]),
        ("?rung=0&tier=specialised&q=wirbel", ["Wirbelsäulenzentrum"]),
    ],
)
def test_filters(client: Client, director: User, query: str, expected: list[str]) -> None:
    html = page(client, director, query)
    assert names(html) == expected
    assert f"{len(expected)} of 3 departments" in text(html)


def test_choice_that_fits_nothing_offers_the_way_back(client: Client, director: User) -> None:
    html = page(client, director, "?q=nowhere")
    assert names(html) == []
    assert "No department fits this choice." in text(html)


def test_pages_turn_and_keep_the_choice(
    client: Client, director: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portfolio, "PAGE_SIZE", 2)
    first = page(client, director, "?sort=-name")
    assert names(first) == ["Wirbelsäulenzentrum", "New unit"]
    assert "Page 1 of 2" in text(first)
    assert 'href="?sort=-name&amp;page=2"' in first
    assert names(page(client, director, "?sort=-name&page=2")) == ["Estimated"]
    assert names(page(client, director, "?sort=-name&page=99")) == ["Estimated"]


def test_judges_by_the_benchmark_asked_for(client: Client, director: User) -> None:
    assert "us-acss@1.0" in page(client, director)
    other = page(client, director, "?benchmark=us-acss@1.0")
    assert re.search(r'value="us-acss@1.0"\s+selected', other)


def test_unknown_benchmark_is_not_found(client: Client, director: User) -> None:
    client.force_login(director)
    assert client.get("/?benchmark=nonsense@9.9").status_code == 404


def test_as_many_queries_for_many_departments_as_for_one(client: Client) -> None:
    hospital = make.hospital()
    recorded_department(hospital=hospital, name="First")
    user = make.user(role="director", of=hospital)
    client.force_login(user)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as context:
            assert client.get("/").status_code == 200
        return len(context)

    queries()  # the first page reads what later ones have in memory
    one = queries()
    for number in range(8):
        recorded_department(hospital=hospital, name=f"Unit {number}")
    assert queries() == one
    assert one <= 12


def test_hostile_names_stay_text(client: Client) -> None:
    name = "<script>alert(1)</script>\"'&amp;{{ x }}"
    hospital = make.hospital(name=f"H{name}")
    recorded_department(hospital=hospital, name=f"D{name}")
    html = page(client, make.user(role="director", of=hospital), "?q=%3Cscript%3E")
    assert "<script>alert" not in html
    assert f"D{name}" in text(html)
    assert faults(html) == []


@pytest.mark.parametrize("language", ["de", "zh-hans"])
def test_page_comes_in_the_readers_language(client: Client, director: User, language: str) -> None:
    html = page(client, director, accept_language=language)
    assert f'<html lang="{language}">' in html
    labels = [
        domain.label for domain in library.load(library.DEFAULT_ID, language=language).domains
    ]
    assert all(label in text(html) for label in labels)
    assert "Minimally invasive surgery" not in text(html)
    assert faults(html) == []


def test_markup_is_sound(client: Client, director: User) -> None:
    assert faults(page(client, director)) == []
