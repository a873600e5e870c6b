"""Department: everything recorded, how complete it is, and the way to the gap reports."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Department, User
from benchmarks import library
from tests import factories as make
from tests.pages.markup import faults, text
from tests.pages.records import YEAR, YEARS, estimated_department, recorded_department

pytestmark = pytest.mark.django_db


def page(client: Client, department: Department, user: User | None = None, **headers: str) -> str:
    client.force_login(user or make.user(role="director", of=department))
    response = client.get(f"/departments/{department.pk}/", headers=headers)
    assert response.status_code == 200
    return response.text


def test_sentence_counts_surgeons_operations_and_complete_parts(client: Client) -> None:
    # 2 surgeons x 90 minimally invasive + 12 deformity + 4 tumour = 196 in the latest year.
    words = text(page(client, recorded_department()))
    assert (
        f"2 surgeons and 196 spine operations in {YEAR}; "
        "3 of 8 parts of the profile are complete." in words
    )


def test_shows_every_kind_of_record_with_its_words(client: Client) -> None:
    by = make.user(first_name="Ada", last_name="Lovelace")
    words = text(page(client, recorded_department(by=by)))
    for shown in (
        "Dr Ahorn S1 Orthopaedics Consultant surgeon 2015– DWG Master certificate (2020)",
        "Fellowship Universitätsklinikum Beispielstadt 2018-01–2018-12",
        "Oncology hospital 2018– 2019 0 / 0 / 12",
        "Deformity 4 – 2018–",
        "Any complication 2024 Minimally invasive 4 / 100 4 % (1.6–9.8) 30 days Own count",
        "12 conferences a year",
        "Ada Lovelace,",
    ):
        assert shown in words


def test_volumes_stand_by_year_and_kind(client: Client) -> None:
    words = text(page(client, recorded_department()))
    assert f"Kind {' '.join(map(str, YEARS))} All spine operations 196 196 196" in words
    assert "Deformity 12 12 12 Tumour 4 4 4" in words
    assert "Tubular or microendoscopic 180 180 180" in words


def test_estimates_show_their_interval_and_no_upper_bound_as_from(client: Client) -> None:
    words = text(page(client, estimated_department()))
    assert "All spine operations 80–120 (estimate)" in words
    assert "Tumour from 9 (estimate)" in words
    assert f"{YEAR} estimated from a code list" in words
    assert f"80–120 (estimate) spine operations in {YEAR}; 0 of 8 parts" in words


def test_counts_outrank_the_estimates_of_the_same_year(client: Client) -> None:
    department = estimated_department()
    make.volume(department=department, year=YEAR, operations=7)
    words = text(page(client, department))
    assert "All spine operations 7" in words
    assert "estimate)" not in words


def test_estimates_of_an_undone_import_are_not_shown(client: Client) -> None:
    department = make.department()
    batch = make.import_batch(department=department, status="preview")
    make.estimate(batch=batch)
    assert "Nothing has been recorded yet." in text(page(client, department))


def test_every_question_of_the_benchmark_is_listed_with_or_without_answer(client: Client) -> None:
    words = text(page(client, recorded_department()))
    asked = [i for i in library.load(library.DEFAULT_ID).inputs if i.source == "reported"]
    assert len(asked) > 20
    assert [item.label for item in asked if item.label not in words] == []


def test_section_declared_complete_without_entries_reads_none_declared(client: Client) -> None:
    department = make.department()
    make.volume(department=department, year=YEAR)
    make.complete(department=department, year=YEAR, section="clinics")
    assert "Outpatient clinics complete none, declared" in text(page(client, department))


def test_sentence_of_a_department_with_answers_only_counts_the_complete_parts(
    client: Client,
) -> None:
    department = make.department()
    make.fact(department=department)
    html = page(client, department)
    assert '<p class="lede">0 of 8 parts of the profile are complete.</p>' in html


def test_links_to_the_gap_report_of_every_year_latest_first(client: Client) -> None:
    department = recorded_department()
    html = page(client, department)
    places = [html.index(f"/departments/{department.pk}/gap/{year}/") for year in YEARS]
    assert places == sorted(places, reverse=True)


def test_empty_department_says_what_to_do(client: Client) -> None:
    department = make.department()
    html = page(client, department)
    assert "Nothing has been recorded yet." in text(html)
    assert f"/departments/{department.pk}/import/" in html
    assert "0 of 21 answers" in text(html)
    assert faults(html) == []


def test_consultant_reads_but_is_offered_no_import(client: Client) -> None:
    department = recorded_department()
    html = page(client, department, make.user(role="consultant", of=department))
    assert f"/departments/{department.pk}/import/" not in html
    assert f"/departments/{department.pk}/imports/" in html


def test_as_many_queries_for_many_records_as_for_few(client: Client) -> None:
    department = recorded_department()
    client.force_login(make.user(role="director", of=department))

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert client.get(f"/departments/{department.pk}/").status_code == 200
        return len(context)

    queries()
    few = queries()
    for number in range(12):
        surgeon = make.surgeon(department=department, birth_year=1960 + number)
        make.certificate(surgeon=surgeon)
        make.training(surgeon=surgeon)
        make.volume(surgeon=surgeon, year=2010 + number)
        make.outcome(department=department, year=2000 + number, recorded_by=make.user())
        make.partnership(department=department)
    assert queries() == few
    assert few <= 20


def test_hostile_texts_stay_text(client: Client) -> None:
    bad = "<img src=x onerror=alert(1)>"
    department = make.department(name=bad, note=bad, hospital=make.hospital(name=bad, city=bad))
    make.training(surgeon=make.surgeon(department=department, name=bad), institution=bad)
    make.partnership(department=department, partner=bad)
    make.clinic(department=department, name=bad)
    html = page(client, department)
    assert "<img" not in html
    assert text(html).count(bad) >= 8
    assert faults(html) == []


@pytest.mark.parametrize("language", ["en", "de", "zh-hans"])
def test_markup_is_sound_in_every_language(client: Client, language: str) -> None:
    html = page(client, recorded_department(), accept_language=language)
    assert f'<html lang="{language}">' in html
    assert faults(html) == []
