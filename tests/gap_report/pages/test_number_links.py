"""Links from numbers of operations to their sources: codes, an import, or who typed them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from assessments.gap_report.views.dashboard import report_context
from assessments.imports.case_lists.services import importing as case_imports
from assessments.imports.code_lists.reading.recognition import read_file
from assessments.imports.code_lists.services import importing as imports
from assessments.models import Department, ImportBatch, ProcedureVolume, Surgeon, User
from tests import factories as make
from tests.imports.case_lists.lists import files
from tests.reports_sample import sample

pytestmark = pytest.mark.django_db

CASES = "case;date;main_dx;procedures;technique;surgeon\n" + "".join(
    f"{number};2024-03-05;{code};{technique};S1\n"
    for number, (code, technique) in enumerate(
        [
            ("M41.1;5-838.a0", ""),
            ("M41.1;5-838.a0", ""),
            ("M51.1;5-831.0", "UBE"),
            ("M51.1;5-831.0", "open"),
            ("C79.5;5-035.0", ""),
        ]
    )
)


@pytest.fixture
def department() -> Department:
    found = make.department()
    make.surgeon(department=found, code="S1")
    return found


@pytest.fixture
def ada(department: Department) -> User:
    return make.user(role="director", of=department, first_name="Ada", last_name="Muster")


@pytest.fixture
def page(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def imported(ada: User, department: Department) -> ImportBatch:
    batch = case_imports.propose(user=ada, department=department, files=files(cases=CASES))
    return case_imports.confirm(user=ada, batch=batch)


def dashboard(page: Client, department: Department, year: int = 2024) -> str:
    return text_of(page.get(reverse("gap_dashboard", args=[department.pk, year])))


def links(text: str, batch: ImportBatch) -> set[tuple[str, str]]:
    """What each link to groups of codes asks for, and its text."""
    explain = re.escape(reverse("import_explain", args=[batch.pk]))
    found = re.findall(rf'<a href="{explain}\?([^"]+)">([^<]+)</a>', text)
    return {(unquote(asked.replace("&amp;", "&")), shown) for asked, shown in found}


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_imported_numbers_lead_to_their_codes(
    page: Client, ada: User, department: Department
) -> None:
    batch = imported(ada, department)
    surgeon = Surgeon.objects.get().pk
    shown = dashboard(page, department)
    found = links(shown, batch)
    assert {
        ("year=2024&pathology=DEF", "2"),
        ("year=2024&pathology=DEF", "2 operations a year"),
        ("year=2024&technique=MIS", "1"),
        ("year=2024", "5 operations a year"),
        (f"year=2024&pathology=DEF&surgeon={surgeon}", "2 (2)"),
    } <= found
    assert "5 operations, imported from" in shown
    explain = reverse("import_explain", args=[batch.pk])
    either = page.get(f"{explain}?year=2024&group=lumbar_disc_stenosis,adult&pathology=DEG,DEF")
    assert either.status_code == 200
    for asked, number in found:
        behind = text_of(page.get(f"{explain}?{asked}"))
        assert f"{number.split()[0]} spine operation" in behind, asked

    shown = text_of(page.get(reverse("department", args=[department.pk])))
    found = links(shown, batch)
    assert {("year=2024", "5"), ("year=2024&technique_family=ube", "1")} <= found
    for asked, number in found:
        assert f"{number} spine operation" in text_of(page.get(f"{explain}?{asked}")), asked


def test_estimates_lead_to_the_import_they_rest_on(
    page: Client, ada: User, department: Department
) -> None:
    parsed = read_file(b"code;count\n5-831.0;120\n5-032.00;150\n", "codes.csv")
    batch = imports.propose(user=ada, department=department, parsed=parsed, year=2024)
    imports.confirm(user=ada, batch=batch)
    address = reverse("import_preview", args=[batch.pk])
    for shown in (
        dashboard(page, department),
        text_of(page.get(reverse("department", args=[department.pk]))),
    ):
        assert f'<a href="{address}">120' in shown
        assert f'2024: estimated from the codes of <a href="{address}">codes.csv</a>.' in shown


def test_typed_numbers_say_who_typed_them_and_when(
    page: Client, ada: User, department: Department
) -> None:
    make.volume(department=department, year=2024, operations=40, recorded_by=ada)
    for shown in (
        dashboard(page, department),
        text_of(page.get(reverse("department", args=[department.pk]))),
        text_of(page.get(reverse("volumes", args=[department.pk]))),
    ):
        assert "2024: 40 operations, entered by Ada Muster, " in shown
        assert "/explain/" not in shown


def test_year_that_was_imported_and_changed_by_hand_names_both_and_links_no_number(
    page: Client, ada: User, department: Department
) -> None:
    batch = imported(ada, department)
    changed = ProcedureVolume.objects.filter(pathology="TUM").get()
    changed.operations, changed.source = 7, "typed"
    changed.save()
    shown = dashboard(page, department)
    assert links(shown, batch) == set()
    assert "7 operations, entered by Ada Muster" in shown
    assert f'4 operations, imported from <a href="/imports/{batch.pk}/">cases.csv</a>' in shown


def test_signed_off_report_leads_nowhere_because_records_change() -> None:
    shown = report_context(sample())
    assert shown["casemix"] == sample().casemix
    assert shown["origins"] == []
    assert "<a" not in str([measure.value for one in shown["sections"] for measure in one.measures])
