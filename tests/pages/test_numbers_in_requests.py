"""Numbers and addresses in requests, written by hand: read where they are some, else left alone."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Department, Partnership
from assessments.pages.request import whole_number
from tests import factories as make
from tests.pages.records import YEAR, recorded_department

pytestmark = pytest.mark.django_db

DIGITS = "9" * 5_000  # Python refuses to read more than 4,300
NUMBERS = (DIGITS, str(2**63), "-1", "²", "NaN", "1\x00")


@dataclass
class Site:
    client: Client
    department: Department
    partner: Partnership

    def page(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.department.pk, *more])


@pytest.fixture
def site(client: Client) -> Site:
    department = recorded_department()
    client.force_login(make.user(role="director", of=department))
    return Site(client, department, make.partnership(department=department))


@pytest.mark.parametrize("text", [*NUMBERS, "", " 1", "1_0", "1.0", "٣"])
def test_text_that_is_no_number_is_none(text: str) -> None:
    assert whole_number(text) is None


def test_number_is_read() -> None:
    assert (whole_number("2024"), whole_number("0")) == (2024, 0)


@pytest.mark.parametrize("text", NUMBERS)
def test_record_is_not_deleted_by_such_a_version(site: Site, text: str) -> None:
    page = site.page("record_delete", "partnerships", site.partner.pk)
    assert site.client.post(page, {"version": text}).status_code == 302
    assert Partnership.objects.filter(pk=site.partner.pk).exists()


@pytest.mark.parametrize("text", NUMBERS)
def test_such_a_year_counts_as_none_or_is_not_found(site: Site, text: str) -> None:
    def post(page: str, **fields: str) -> int:
        return site.client.post(page, fields).status_code

    assert post(site.page("section_complete", "network"), year=text, complete="1") == 302
    assert post(site.page("year_undo", YEAR), source=text) == 302
    assert post(site.page("volumes"), first=text) == 302
    assert post(site.page("year_new"), year=text) == 200
    assert post(site.page("import_new"), year=text) == 200
    asked = quote(text)
    refused = {400} if "\x00" in text else {200, 404}
    for page in ("department", "volumes", "assessment_new", "year_compare", "import_list"):
        parameters = f"year={asked}&first={asked}&surgeon={asked}&from={asked}&page={asked}"
        assert site.client.get(f"{site.page(page)}?{parameters}").status_code in refused
    new = site.page("record_new", "certificates")
    assert site.client.get(f"{new}?surgeon={asked}").status_code in refused


@pytest.mark.parametrize("number", [DIGITS, str(2**63)])
def test_such_a_number_in_the_path_is_not_found(site: Site, number: str) -> None:
    for page in (f"records/partnerships/{number}/", f"surgeons/{number}/", f"gap/{number}/"):
        answer = site.client.get(f"/departments/{site.department.pk}/{page}")
        assert answer.status_code == 404


@pytest.mark.parametrize("back", ["NaN", "portfolio", "http://[", "//[", "", "nowhere"])
def test_switch_of_names_leads_to_no_address_that_is_none(site: Site, back: str) -> None:
    answer = site.client.post("/names/", {"next": back, "names": "1"})
    assert answer.headers["Location"] == "/"
