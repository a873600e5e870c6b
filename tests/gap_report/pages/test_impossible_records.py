"""One implausible record: pages report it where it is shown, and nothing else is affected."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from assessments.imports.code_lists.reading.recognition import read_file
from assessments.imports.code_lists.services import importing as imports
from assessments.models import Department
from tests import factories as make
from tests.pages.markup import text
from tests.pages.records import YEAR, recorded_department

pytestmark = pytest.mark.django_db

PAGES = ("", "gap/{year}/", "gap/{year}/report.json", "gap/{year}/summary.pdf")


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(make.administrator())
    return client


def of(department: Department, part: str) -> str:
    return f"/departments/{department.pk}/{part.format(year=YEAR)}"


@pytest.mark.parametrize(
    ("input_id", "value"),
    [
        ("intensive_care_department", 7),
        ("intensive_care_department", 0.5),
        ("icu_access", 9),
        ("specialists_on_call", 1e300),
        ("specialists_on_call", float("inf")),
        ("no_such_question", 5),
    ],
)
def test_impossible_answer_breaks_no_page(root: Client, input_id: str, value: float) -> None:
    department = recorded_department(name="Sound")
    wrong = recorded_department(name="Wrong answer")
    make.fact(department=wrong, input_id=input_id, value=value)
    assert "Sound" in text(root.get("/").text)
    for shown in (department, wrong):
        for part in PAGES:
            assert root.get(of(shown, part)).status_code == 200, part


def test_impossible_answer_is_told_on_dashboard_and_profile(root: Client) -> None:
    department = recorded_department()
    department.facilityfacts.filter(year=YEAR).update(value=50_000)
    dashboard = text(root.get(of(department, "gap/{year}/")).text)
    told = "50,000 is recorded, but only 0 to 366 is possible. It is taken as not reported."
    assert told in dashboard
    profile = text(root.get(of(department, "")).text)
    assert "50,000 (impossible, taken as not reported)" in profile
    other_year = root.get(f"/departments/{department.pk}/gap/{YEAR - 1}/").text
    assert "It is taken as not reported" not in text(other_year)


def test_absurd_import_hides_no_other_department(root: Client) -> None:
    sound = recorded_department(name="Sound")
    department = make.department(name="Absurd")
    batch = imports.propose(
        user=make.administrator(),
        department=department,
        parsed=read_file(b"code;count\n5-831.0;500000\n5-835.9;400000\n", "codes.csv"),
        year=YEAR,
    )
    imports.confirm(user=batch.uploaded_by, batch=batch)
    words = text(root.get("/").text)
    assert "Sound" in words
    assert "Absurd" in words
    assert root.get(of(sound, "gap/{year}/")).status_code == 200
    report = json.loads(root.get(of(department, "gap/{year}/report.json")).text)
    told = [m["reason_text"] for m in report["measures"] if "is recorded" in m["reason_text"]]
    assert told
    assert all("only 0 to 20,000 is possible" in sentence for sentence in told)
