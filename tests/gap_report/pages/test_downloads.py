"""Downloads: the gap report as PDF and JSON, with the numbers of the page."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from assessments.models import Department
from tests import factories as make
from tests.pages.markup import text
from tests.pages.records import YEAR, recorded_department

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20


@pytest.fixture
def department(client: Client) -> Department:
    """A recorded department whose director is logged in."""
    found = recorded_department(hospital=make.hospital(name="Klinikum Süd (示例)"))
    client.force_login(make.user(role="director", of=found))
    return found


def get(client: Client, department: Department, name: str = "", query: str = "") -> Any:
    response = client.get(f"/departments/{department.pk}/gap/{YEAR}/{name}{query}")
    assert response.status_code == 200
    return response


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize(
    ("name", "pages"), [("summary.pdf", range(2, 4)), ("full.pdf", range(4, 40))]
)
def test_pdf_opens_with_the_headline_of_the_page(
    client: Client, department: Department, name: str, pages: range
) -> None:
    response = get(client, department, name)
    assert response.headers["Content-Type"] == "application/pdf"
    assert len(PdfReader(io.BytesIO(response.content)).pages) in pages
    headline = json.loads(get(client, department, "report.json").content)["headline"]
    assert headline in text(get(client, department).text)
    assert headline.replace(" ", "") in words_of(response.content).replace(" ", "")


def test_file_is_named_after_department_year_and_benchmark(
    client: Client, department: Department
) -> None:
    header = get(client, department, "full.pdf").headers["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert f"gap-full-klinikum-s%C3%BCd-%E7%A4%BA%E4%BE%8B-spine-surgery-{YEAR}" in header
    assert header.endswith("german-three-pillar-1.0.pdf")


def test_json_says_which_benchmark_exactly_and_names_no_surgeon(
    client: Client, department: Department
) -> None:
    response = get(client, department, "report.json")
    report = json.loads(response.content)
    assert response.headers["Content-Type"] == "application/json"
    assert (report["benchmark"]["id"], report["benchmark"]["version"]) == (
        "german-three-pillar",
        "1.0",
    )
    assert len(report["benchmark"]["digest"]) == 64
    assert report["year"] == YEAR
    assert "S1" in response.text
    assert "Ahorn" not in response.text


def test_full_pdf_names_surgeons_by_code(client: Client, department: Department) -> None:
    words = words_of(get(client, department, "full.pdf").content)
    assert "S1" in words
    assert "Ahorn" not in words


def test_download_follows_the_benchmark_asked_for(client: Client, department: Department) -> None:
    report = json.loads(get(client, department, "report.json", "?benchmark=us-acss@1.0").content)
    assert report["benchmark"]["id"] == "us-acss"


def test_download_comes_in_the_readers_language(client: Client, department: Department) -> None:
    response = client.get(
        f"/departments/{department.pk}/gap/{YEAR}/report.json", headers={"accept-language": "de"}
    )
    assert json.loads(response.content)["language"] == "de"


@pytest.mark.parametrize("name", ["summary.pdf", "full.pdf", "report.json"])
def test_year_without_records_has_nothing_to_download(
    client: Client, department: Department, name: str
) -> None:
    assert client.get(f"/departments/{department.pk}/gap/2001/{name}").status_code == 404


@pytest.mark.parametrize("name", ["summary.pdf", "report.json"])
def test_query_budget(client: Client, department: Department, name: str) -> None:
    with CaptureQueriesContext(connection) as context:
        get(client, department, name)
    assert len(context) <= MOST_QUERIES
