"""Department: what is to do for a year, what would help most, and everything recorded."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Department, User
from benchmarks import library
from tests import factories as make
from tests.pages.markup import faults, text
from tests.pages.records import YEAR, YEARS, estimated_department, recorded_department

pytestmark = pytest.mark.django_db


def page(
    client: Client,
    department: Department,
    user: User | None = None,
    *,
    query: str = "",
    **headers: str,
) -> str:
    client.force_login(user or make.user(role="director", of=department))
    response = client.get(f"/departments/{department.pk}/{query}", headers=headers)
    assert response.status_code == 200
    return response.text


def test_sentence_says_how_complete_the_latest_year_is(client: Client) -> None:
    words = text(page(client, recorded_department()))
    # 15 volumes, 1 on certificates, 3 on training, 3 on the network, 1 answer, 2 of an outcome.
    assert (
        f"{YEAR} is complete to 37 %: 25 of 67 answers are there; complete sections: 1 of 6."
        in words
    )


def test_every_section_has_its_state_its_per_cent_and_what_it_holds(client: Client) -> None:
    words = text(page(client, recorded_department()))
    for row in (
        f"Surgeons in progress 100 % 1 of 1 2 surgeons in {YEAR}",
        f"Volumes complete 100 % 15 of 15 196 operations counted in {YEAR}",
        "Training in progress 75 % 3 of 4 1 training Still open: Surgeons under 45",
        f"Network and clinics in progress 100 % 3 of 3 1 partner and 1 clinic in {YEAR}",
        "Structure and process in progress 3 % 1 of 28 1 answer Still open:",
        f"Outcomes in progress 12 % 2 of 16 1 outcome of {YEAR} Still open:",
    ):
        assert row in words


def test_sections_lead_to_their_forms_for_the_year(client: Client) -> None:
    department = recorded_department()
    html = page(client, department, query=f"?year={YEAR - 1}")
    here = f"/departments/{department.pk}"
    for address in (
        *(f"{here}/sections/{name}/?year={YEAR - 1}" for name in ("surgeons", "training")),
        *(f"{here}/sections/{name}/?year={YEAR - 1}" for name in ("network", "outcomes")),
        f"{here}/volumes/",
        f"{here}/years/{YEAR - 1}/structure/?benchmark=german-three-pillar%401.0",
    ):
        assert f'href="{address}"' in html
        assert client.get(address).status_code == 200


def test_answers_that_help_lead_to_their_fields(client: Client) -> None:
    department = recorded_department()
    html = page(client, department)
    assert "Foundation cannot reach level 1 without it. Up to 18 points." in text(html)
    fields = re.findall(r'href="([^"]+/structure/[^"]+)#(div_id_[^"]+)"', html)
    assert len(fields) == 3
    for address, field in fields:
        assert f'id="{field}"' in client.get(address).text


def test_consultant_reads_the_tasks_without_a_way_to_change_anything(client: Client) -> None:
    department = recorded_department()
    html = page(client, department, make.user(role="consultant", of=department))
    here = f"/departments/{department.pk}"
    assert "Answers that would help most" in text(html)
    for address in ("sections/", "volumes/", "years/new/", "edit/", "import/", "records/"):
        assert f"{here}/{address}" not in html
    assert f"{here}/years/{YEAR}/structure/" not in html
    assert 'href="#volumes"' in html
    assert faults(html) == []


def test_another_year_and_another_benchmark_can_be_asked_for(client: Client) -> None:
    department = recorded_department()
    words = text(page(client, department, query=f"?year={YEAR - 2}&benchmark=de-lg28@1.0"))
    assert f"What is to do for {YEAR - 2}" in words
    assert f"{YEAR - 2} is complete to 0 %: 0 of 10 answers are there" in words
    assert "Volumes not asked" in words


@pytest.mark.parametrize("year", ["1800", "2999", "x", "99999999999999", "２０２４", "-1"])
def test_year_that_cannot_be_recorded_is_not_found(client: Client, year: str) -> None:
    department = make.department()
    client.force_login(make.user(role="director", of=department))
    assert client.get(f"/departments/{department.pk}/", {"year": year}).status_code == 404


def test_years_to_be_filled_in_next_are_offered_to_those_who_may(client: Client) -> None:
    department = recorded_department()
    this_year = timezone.localdate().year
    assert f'href="?year={this_year}"' in page(client, department)
    consultant = make.user(role="consultant", of=department)
    assert f'href="?year={this_year}"' not in page(client, department, consultant)


def test_member_of_one_department_finds_it_in_the_navigation(client: Client) -> None:
    department = make.department()
    mine = f'<a href="/departments/{department.pk}/"'
    client.force_login(make.user(role="editor", of=department))
    assert "My department" in text(client.get("/").text)
    assert mine in client.get("/benchmarks/").text
    assert 'aria-current="true">My department' in client.get(f"/departments/{department.pk}/").text


def test_member_of_several_departments_and_consultants_have_no_department_of_their_own(
    client: Client,
) -> None:
    hospital = make.hospital()
    first, _second = (make.department(hospital=hospital) for _number in range(2))
    for person in (
        make.user(role="director", of=hospital),
        make.user(role="consultant", of=first),
        make.administrator(),
    ):
        client.force_login(person)
        assert "My department" not in text(client.get(f"/departments/{first.pk}/").text)


def test_shows_every_kind_of_record_with_its_words(client: Client) -> None:
    by = make.user(first_name="Ada", last_name="Lovelace")
    words = text(page(client, recorded_department(by=by)))
    for shown in (
        "Dr Ahorn (S1) Orthopaedics Consultant surgeon 2015– DWG Master certificate (2020)",
        "Universitätsklinikum Beispielstadt 2018-01–2018-12",
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
    assert f"from a code list of {YEAR}: 80–120 (estimate)" in words


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


def test_links_to_the_gap_report_of_the_year_by_the_same_benchmark(client: Client) -> None:
    department = recorded_department()
    html = page(client, department, query=f"?year={YEAR - 1}&benchmark=de-lg28@1.0")
    gap = f"/departments/{department.pk}/gap/{YEAR - 1}/?benchmark=de-lg28%401.0"
    assert f'href="{gap}"' in html
    assert client.get(gap).status_code == 200


def test_empty_department_says_what_to_do(client: Client) -> None:
    department = make.department()
    html = page(client, department)
    assert "Nothing has been recorded yet." in text(html)
    assert f"/departments/{department.pk}/import/" in html
    assert "Structure and process not started 0 % 0 of 28" in text(html)
    assert faults(html) == []


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
    assert few <= 24


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
