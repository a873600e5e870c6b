"""Surgeons are shown by code, except to those who may see names and want to."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from assessments.models import Department, User
from assessments.permissions import SEE_NAMES, roles_that_may
from tests import factories as make
from tests.gap_report.downloads import opened
from tests.pages.records import YEAR, recorded_department
from tests.test_access import ROLES, TABLE, World, built, world

__all__ = ["built", "world"]

pytestmark = pytest.mark.django_db
NAME, CODE = "Dr Ahorn", "S1"
# Pages that list surgeons, and where a consultant might still meet a name.
LISTS = ["", "sections/surgeons/", "sections/training/", f"gap/{YEAR}/", "volumes/"]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def switch(client: Client, names: bool, back: str = "/") -> str:
    sent = {"names": "1" if names else "0", "next": back}
    return client.post("/names/", sent).headers["Location"]


@pytest.fixture
def department() -> Department:
    return recorded_department()


def own_page(department: Department) -> str:
    return f"surgeons/{department.surgeons.get(code=CODE).pk}/"


def test_directors_and_editors_may_see_names() -> None:
    assert roles_that_may(SEE_NAMES) == ("director", "editor")


@pytest.mark.parametrize("page", LISTS)
def test_director_sees_names_until_switching_to_codes(department: Department, page: str) -> None:
    client = browser(make.user(role="director", of=department))
    address = f"/departments/{department.pk}/{page}"
    assert NAME in client.get(address).text
    assert switch(client, names=False, back=address) == address
    switched = client.get(address).text
    assert NAME not in switched
    assert CODE in switched
    switch(client, names=True)
    assert NAME in client.get(address).text


def test_page_of_a_surgeon_follows_the_switch(department: Department) -> None:
    client = browser(make.user(role="editor", of=department))
    address = f"/departments/{department.pk}/{own_page(department)}"
    assert f"{NAME} ({CODE}) has done" in client.get(address).text
    switch(client, names=False)
    shown = client.get(address).text
    assert NAME not in shown
    assert "S1 has done" in shown


def test_choice_of_a_surgeon_in_a_form_follows_the_switch(department: Department) -> None:
    client = browser(make.user(role="editor", of=department))
    address = f"/departments/{department.pk}/records/trainings/new/"
    assert f">{NAME} ({CODE})</option>" in client.get(address).text
    switch(client, names=False)
    assert f">{CODE}</option>" in client.get(address).text
    assert NAME not in client.get(address).text


@pytest.mark.parametrize("page", LISTS)
def test_consultant_has_no_switch_and_none_that_works(department: Department, page: str) -> None:
    client = browser(make.user(role="consultant", of=department))
    address = f"/departments/{department.pk}/{page}"
    assert "Show names" not in client.get(address).text
    switch(client, names=True)
    shown = client.get(address).text
    assert NAME not in shown
    assert CODE in shown


def test_director_elsewhere_sees_codes_where_only_consulting(department: Department) -> None:
    person = make.user(role="director", of=make.department())
    make.membership(user=person, role="consultant", of=department)
    assert NAME not in browser(person).get(f"/departments/{department.pk}/").text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "", "javascript:x"])
def test_switch_leads_nowhere_else(back: str) -> None:
    assert switch(browser(make.user()), names=True, back=back) == "/"


CONSULTED = [
    route
    for route, (get, _post) in TABLE.items()
    if dict(zip(ROLES, get.split(), strict=True))["consultant"] == "200"
    and "<uuid:department_id>" in route
]


def words(content: bytes, content_type: str) -> str:
    if content_type == opened.XLSX:
        return opened.words(content)
    if content_type != "application/pdf":
        return content.decode()
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("route", CONSULTED)
def test_consultant_gets_a_name_in_no_page_and_no_download(world: World, route: str) -> None:
    lead = world.department.surgeons.get(code=CODE)
    lead.specialty = "neurosurgery"  # so that the history has something to tell of
    lead.save()
    client = world.client("consultant")
    switch(client, names=True)
    fixed = world.address(route)
    partner, own = f"/partnerships/{world.partner.pk}/", f"/surgeons/{lead.pk}/"
    addresses = {fixed, fixed.replace(partner, own)}
    addresses |= {fixed.replace("/network/", f"/{page}/") for page in ("surgeons", "training")}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        content = b"".join(answer) if answer.streaming else answer.content
        text = words(content, answer.headers["Content-Type"].partition(";")[0])
        assert "Ahorn" not in text, address
        assert "Birke" not in text, address


@pytest.mark.parametrize(
    "file", ["summary.pdf", "full.pdf", "report.xlsx", "report.csv", "report.json"]
)
def test_downloads_name_nobody_even_for_the_director(department: Department, file: str) -> None:
    client = browser(make.user(role="director", of=department))
    answer = client.get(f"/departments/{department.pk}/gap/{YEAR}/{file}")
    text = words(answer.content, answer.headers["Content-Type"].partition(";")[0])
    assert "Ahorn" not in text
    assert CODE in text or file in {"summary.pdf", "report.csv"}
