"""History as readers meet it: pages, the address that keeps a choice, the file, the way back."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from assessments.models import Department, FacilityFact, OutpatientClinic, ProcedureVolume, User
from tests import factories as make
from tests.history.told import delete, edit

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def department() -> Department:
    return make.department(name="Spine unit")


@pytest.fixture
def ada(department: Department) -> User:
    return make.user(role="editor", of=department, first_name="Ada", last_name="Muster")


@pytest.fixture
def browser(ada: User) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def history(department: Department, rest: str = "") -> str:
    return f"/departments/{department.pk}/history/{rest}"


def downloaded(browser: Client, address: str) -> list[list[str]]:
    response = browser.get(address)
    assert isinstance(response, StreamingHttpResponse)
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_change_stands_with_person_field_old_and_new_value(
    browser: Client, department: Department, ada: User
) -> None:
    edit(ada, make.clinic(department=department, name="Scoliosis"), sessions_per_month=7)
    page = browser.get(history(department))
    assert "2 changes" not in page.text  # department, clinic added, clinic changed
    for text in ("3 changes", "Ada Muster", "Scoliosis", "<del>4</del>", "<ins>7</ins>"):
        assert text in page.text


def test_department_without_a_change_says_so(browser: Client, department: Department) -> None:
    Department.history.all().delete()
    assert "Nothing has been changed yet." in browser.get(history(department)).text


def test_choice_stays_over_the_pages(browser: Client, department: Department, ada: User) -> None:
    clinic = make.clinic(department=department)
    for sessions in range(51):
        edit(ada, clinic, sessions_per_month=sessions)
    choice = f"section=network&person={ada.pk}&what=changed"
    first = browser.get(history(department, f"?{choice}"))
    assert "51 changes" in first.text
    assert f'href="?{escape(choice)}&amp;page=2"' in first.text
    second = browser.get(history(department, f"?{choice}&page=2"))
    assert second.text.count("<tr>") == 2  # the head and one change
    assert f'history.csv?{escape(choice)}"' in second.text


def test_choice_is_kept_in_the_form(browser: Client, department: Department) -> None:
    page = browser.get(history(department, "?section=network&since=2025-01-31"))
    assert '<option value="network" selected>' in page.text
    assert 'value="2025-01-31"' in page.text
    assert "No change fits this choice." in page.text


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("since=2025-02-01&until=2025-01-01", "The end is before the start."),
        ("since=yesterday", "Enter a valid date."),
        ("section=nowhere", "nowhere is not one of the available choices."),
        ("person=4711", "4711 is not one of the available choices."),
        (f"field={quote(SCRIPT)}", "is not one of the available choices."),
    ],
)
def test_choice_that_cannot_be_shown_is_told(
    browser: Client, department: Department, choice: str, said: str
) -> None:
    page = browser.get(history(department, f"?{choice}"))
    assert "This choice cannot be shown" in page.text
    assert said in page.text
    assert SCRIPT not in page.text


def test_stored_markup_is_shown_as_text(browser: Client, department: Department, ada: User) -> None:
    clinic = make.clinic(department=department, name=SCRIPT)
    edit(ada, clinic, name=f"{SCRIPT}2")
    gone = delete(ada, clinic)
    key = OutpatientClinic.history.get(pk=gone).id
    for rest in ("", f"clinics/{key}/", "deleted/"):
        page = browser.get(history(department, rest))
        assert SCRIPT not in page.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_record_has_a_page_of_all_its_states(
    browser: Client, department: Department, ada: User
) -> None:
    surgeon = make.surgeon(department=department, code="S1", name="Dr Ahorn")
    edit(ada, surgeon, name="Dr Birke")
    page = browser.get(history(department, f"surgeons/{surgeon.pk}/"))
    assert "<h1>Dr Birke (S1)</h1>" in page.text
    assert "Dr Ahorn (S1)" in page.text
    assert history(department, f"surgeons/{surgeon.pk}/") in browser.get(history(department)).text


def test_consultant_reads_codes_instead_of_names(department: Department, ada: User) -> None:
    surgeon = make.surgeon(department=department, code="S1", name="Dr Ahorn")
    make.training(surgeon=surgeon)
    edit(ada, surgeon, name="Dr Birke")
    delete(ada, make.certificate(surgeon=surgeon))
    client = Client()
    client.force_login(make.user(role="consultant", of=department))
    for rest in ("", f"surgeons/{surgeon.pk}/", "deleted/"):
        page = client.get(history(department, rest))
        assert "S1" in page.text
        assert "Ahorn" not in page.text
        assert "Birke" not in page.text


def test_page_of_a_record_elsewhere_or_of_an_account_does_not_exist(
    browser: Client, department: Department, ada: User
) -> None:
    elsewhere = make.surgeon()
    for rest in (f"surgeons/{elsewhere.pk}/", f"accounts/{ada.pk}/", "nothing/1/", "surgeons/0/"):
        assert browser.get(history(department, rest)).status_code == 404
    for rest in ("", "deleted/", "history.csv"):
        assert browser.get(history(elsewhere.department, rest)).status_code == 404


def test_administrator_sees_every_department_and_chooses_one_and_a_person(
    department: Department, ada: User
) -> None:
    client = Client()
    client.force_login(make.administrator())
    edit(ada, make.clinic(department=department, name="Here"), sessions_per_month=9)
    make.clinic(name="Elsewhere")

    everything = client.get("/administration/history/").text
    assert "Here" in everything
    assert "Elsewhere" in everything
    assert str(department) in everything
    one = client.get("/administration/history/", {"department": str(department.pk)}).text
    assert "Elsewhere</" not in one.partition("<tbody>")[2]
    by_ada = client.get("/administration/history/", {"person": ada.pk}).text
    assert by_ada.count("<tr>") == 2
    assert "<ins>9</ins>" in by_ada


def test_deleted_entry_is_brought_back_by_its_button(
    browser: Client, department: Department, ada: User
) -> None:
    past = delete(ada, make.fact(department=department, value=8))
    page = browser.get(history(department, "deleted/"))
    assert "1 entry was deleted" in page.text
    restore = f"/departments/{department.pk}/records/facts/{past}/restore/"
    assert restore in page.text

    after = browser.post(restore, follow=True)
    assert FacilityFact.objects.get().value == 8
    assert "was brought back" in after.text
    assert restore not in after.text


def test_volume_whose_place_was_taken_has_no_button_and_is_refused(
    browser: Client, department: Department, ada: User
) -> None:
    past = delete(ada, make.volume(department=department, operations=5))
    make.volume(department=department, operations=6)
    restore = f"/departments/{department.pk}/records/volumes/{past}/restore/"
    page = browser.get(history(department, "deleted/"))
    assert "stands in its place now" in page.text
    assert restore not in page.text
    assert "cannot be brought back" in browser.post(restore, follow=True).text
    assert ProcedureVolume.objects.get().operations == 6


def test_button_of_a_deletion_of_31_days_ago_is_gone_and_refused(
    browser: Client, department: Department, ada: User
) -> None:
    past = delete(ada, make.clinic(department=department))
    OutpatientClinic.history.filter(pk=past).update(
        history_date=timezone.now() - timedelta(days=31)
    )
    restore = f"/departments/{department.pk}/records/clinics/{past}/restore/"
    assert "Nothing waits here." in browser.get(history(department, "deleted/")).text
    assert "more than 30 days ago" in browser.post(restore, follow=True).text
    assert not OutpatientClinic.objects.exists()
    assert "deleted" in browser.get(history(department)).text


def test_consultant_reads_what_was_deleted_but_cannot_bring_it_back(
    department: Department, ada: User
) -> None:
    past = delete(ada, make.clinic(department=department, name="Scoliosis"))
    client = Client()
    client.force_login(make.user(role="consultant", of=department))
    page = client.get(history(department, "deleted/"))
    assert "Scoliosis" in page.text
    assert "restore" not in page.text
    restore = f"/departments/{department.pk}/records/clinics/{past}/restore/"
    assert client.post(restore).status_code == 403


def test_file_has_a_line_a_field_with_harmless_cells(
    browser: Client, department: Department, ada: User
) -> None:
    clinic = make.clinic(department=department, name="Scoliosis")
    edit(ada, clinic, name='=HYPERLINK("x")', sessions_per_month=7)
    edit(ada, clinic, name="@x")
    head, *rows = downloaded(browser, history(department, "history.csv?what=changed"))
    assert head[5:9] == ["What happened", "Field", "Before", "After"]
    assert [row[6:9] for row in rows] == [
        ["Name", '\'=HYPERLINK("x")', "'@x"],
        ["Name", "Scoliosis", '\'=HYPERLINK("x")'],
        ["Sessions a month", "4", "7"],
    ]
    assert {row[1] for row in rows} == {"Ada Muster"}


def test_file_names_surgeons_by_their_codes(browser: Client, department: Department) -> None:
    make.training(surgeon=make.surgeon(department=department, code="S1", name="Dr Ahorn"))
    text = str(downloaded(browser, history(department, "history.csv")))
    assert "Ahorn" not in text
    assert "Fellowship, Deformity, S1" in text


def test_file_begins_with_the_mark_of_utf_8_and_is_named(
    browser: Client, department: Department
) -> None:
    response = browser.get(history(department, "history.csv"))
    assert isinstance(response, StreamingHttpResponse)
    assert response.getvalue().startswith(b"\xef\xbb\xbfWhen,")
    assert "history-klinikum-teststadt" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "private, no-store"


def test_file_of_a_long_history_takes_few_queries_at_a_time(
    browser: Client, department: Department
) -> None:
    for number in range(40):
        surgeon = make.surgeon(department=department, code=f"M{number}")
        for year in range(2010, 2023):
            make.volume(surgeon=surgeon, year=year)
    with CaptureQueriesContext(connection) as captured:
        rows = downloaded(browser, history(department, "history.csv"))
    assert len({row[4] for row in rows}) > 560
    assert len(captured) < 20


def test_file_speaks_the_language_of_the_page(browser: Client, department: Department) -> None:
    response = browser.get(history(department, "history.csv"), headers={"accept-language": "de"})
    assert isinstance(response, StreamingHttpResponse)
    assert "Versorgungsstufe" in response.getvalue().decode()
