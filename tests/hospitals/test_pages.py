"""Hospitals and departments: created, changed and deleted on pages, by administrators."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from assessments.models import Department, Draft, Hospital, User
from tests import factories as make
from tests.accounts.test_passwords import link
from tests.pages.markup import faults, text

pytestmark = pytest.mark.django_db

HOSPITALS = "/administration/hospitals/"
NEW = f"{HOSPITALS}new/"
KLINIKUM = {"name": "Klinikum Musterstadt", "city": "Musterstadt", "country": "de"}
UNIT = {"name": "Spine unit", "care_tier": "specialised", "currency": "EUR", "beds": "40"}


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(make.administrator(first_name="Rita", last_name="R"))
    return client


def page_of(hospital: Hospital) -> str:
    return f"{HOSPITALS}{hospital.pk}/"


def removal_of(department: Department) -> str:
    return f"/administration/departments/{department.pk}/delete/"


def hidden(page: Any, name: str) -> str:
    """The value of a hidden field of the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found
    return found[1]


def shown(root: Client, address: str) -> str:
    """The words of a page, which has no faults."""
    page = root.get(address)
    assert page.status_code == 200
    assert faults(page.text) == []
    return text(page.text)


# From an empty site to a director --------------------------------------------------------


def test_new_administrator_comes_from_an_empty_site_to_a_director_at_work(
    root: Client, mailoutbox: list[EmailMessage]
) -> None:
    def follow(page: Any, words: str) -> Any:
        """Open the address of the link or button with these words."""
        links = re.findall(r'href="([^"]+)"[^>]*>([^<]*)', page.text)
        opened = root.get(next(to for to, name in links if " ".join(name.split()) == words))
        assert faults(opened.text) == []
        return opened

    def fill_in(page: Any, values: dict[str, str]) -> Any:
        return root.post(page.wsgi_request.get_full_path(), values, follow=True)

    page = follow(root.get("/"), "Hospitals and departments")
    assert "No hospital yet." in text(page.text)
    page = follow(page, "Create a hospital")
    page = fill_in(page, KLINIKUM)
    assert "Klinikum Musterstadt was added." in text(page.text)
    assert faults(page.text) == []
    page = follow(page, "Create a department")
    page = fill_in(page, UNIT)
    assert "Spine unit was added." in text(page.text)
    assert "1 department has no director yet" in text(page.text)
    page = follow(page, "Invite the director")
    place = f"department:{Department.objects.get().pk}"
    assert f'<option value="{place}" selected>' in page.text
    assert '<option value="director" selected>' in page.text
    invited = {
        "first_name": "Nora",
        "last_name": "Neu",
        "email": "nora@example.org",
        "roles-TOTAL_FORMS": hidden(page, "roles-TOTAL_FORMS"),
        "roles-INITIAL_FORMS": hidden(page, "roles-INITIAL_FORMS"),
        "roles-0-role": "director",
        "roles-0-place": place,
    }
    page = fill_in(page, invited)
    assert "The invitation to nora@example.org was sent." in text(page.text)
    assert "has no director yet" not in shown(root, page_of(Hospital.objects.get()))

    nora = Client()
    address = nora.get(link(mailoutbox)).headers["Location"]
    chosen = "quiet-lamp-over-harbour"
    nora.post(address, {"password1": chosen, "password2": chosen})
    department = Department.objects.get()
    assert nora.get(f"/departments/{department.pk}/edit/").status_code == 200
    assert (department.hospital.country, department.beds) == ("DE", 40)
    assert department.history.get().history_user.first_name == "Rita"
    assert department.hospital.history.get().history_user.first_name == "Rita"


# The list --------------------------------------------------------------------------------


def test_list_counts_departments(root: Client) -> None:
    hospital = make.hospital(name="Klinikum A", city="Astadt")
    make.department(hospital=hospital)
    make.department(hospital=hospital)
    make.hospital(name="Klinikum B")
    words = shown(root, HOSPITALS)
    assert "2 hospitals" in words
    assert words.count("Hospitals and departments") == 3  # title, breadcrumb, heading
    assert "Klinikum A Astadt DE 2" in words
    assert "Klinikum B – DE 0" in words


def test_hospital_shows_who_directs_each_department(root: Client) -> None:
    hospital = make.hospital(name="Klinikum A")
    one, other = (make.department(hospital=hospital, name=name) for name in ("One", "Other"))
    make.user(role="director", of=one, first_name="Ada", last_name="A")
    make.user(role="editor", of=other, first_name="Bob", last_name="B")
    page = root.get(page_of(hospital))
    assert "1 department has no director yet" in text(page.text)
    assert "Ada A" in text(page.text)
    assert "Bob B" not in text(page.text)
    assert page.text.count(f"invite/?department={other.pk}") == 2
    assert f"invite/?department={one.pk}" not in page.text

    make.user(role="director", of=hospital, first_name="Cleo", last_name="C")
    words = shown(root, page_of(hospital))
    assert "has no director yet" not in words
    assert "Director of all departments Cleo C" in words


def test_invitation_without_a_department_proposes_no_role(root: Client) -> None:
    for address in ("", "?department=nonsense", f"?department={make.user().pk}"):
        page = root.get(f"/administration/people/invite/{address}")
        assert page.status_code == 200
        assert '<option value="director" selected>' not in page.text


# A hospital ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": "  "}, "This field is required."),
        ({"country": ""}, "This field is required."),
        ({"country": "Deutschland"}, "Enter the two letters of the country"),
        ({"name": "x" * 201}, "200"),
    ],
)
def test_hospital_with_a_mistake_comes_back_as_typed(
    root: Client, changes: dict[str, str], told: str
) -> None:
    page = root.post(NEW, KLINIKUM | changes)
    assert page.status_code == 200
    assert told in text(page.text)
    assert "Nothing was saved" in text(page.text)
    assert 'value="Musterstadt"' in page.text
    assert faults(page.text) == []
    assert not Hospital.objects.exists()


@pytest.mark.parametrize("name", ["Klinikum Musterstadt", " klinikum  MUSTERSTADT "])
def test_name_of_another_hospital_is_refused(root: Client, name: str) -> None:
    make.hospital(name="Klinikum Musterstadt", city="Musterstadt")
    page = root.post(NEW, KLINIKUM | {"name": name})
    assert page.status_code == 200
    assert "Klinikum Musterstadt is in the list already (city: Musterstadt)." in text(page.text)
    assert Hospital.objects.count() == 1
    other = make.hospital(name="Another")
    page = root.get(f"{page_of(other)}edit/")
    typed = KLINIKUM | {"name": name, "version": hidden(page, "version")}
    assert "is in the list already" in text(root.post(f"{page_of(other)}edit/", typed).text)
    other.refresh_from_db()
    assert other.name == "Another"


def test_hospital_is_changed_by_name(root: Client) -> None:
    hospital = make.hospital(name="Old", city="Astadt")
    page = root.get(f"{page_of(hospital)}edit/")
    assert 'value="Old"' in page.text
    assert faults(page.text) == []
    typed = {"name": "New  name", "city": "", "country": "ch", "version": hidden(page, "version")}
    page = root.post(f"{page_of(hospital)}edit/", typed, follow=True)
    assert "New name was saved." in text(page.text)
    hospital.refresh_from_db()
    assert (hospital.name, hospital.city, hospital.country) == ("New name", "", "CH")
    assert hospital.history.latest().history_user.first_name == "Rita"
    assert "New name" in shown(root, "/administration/history/")


def test_hospital_older_than_the_history_is_changed_too(root: Client) -> None:
    hospital = make.hospital()
    Hospital.history.all().delete()
    address = f"{page_of(hospital)}edit/"
    typed = KLINIKUM | {"version": hidden(root.get(address), "version")}
    assert root.post(address, typed).status_code == 302


def test_hospital_changed_by_two_is_not_overwritten_unseen(root: Client) -> None:
    hospital = make.hospital(name="Old")
    address = f"{page_of(hospital)}edit/"
    mine = KLINIKUM | {"version": hidden(root.get(address), "version")}
    root.post(address, mine | {"name": "Theirs"})
    page = root.post(address, mine)
    assert "it is Theirs, Musterstadt, DE now" in text(page.text)
    hospital.refresh_from_db()
    assert hospital.name == "Theirs"
    root.post(address, mine | {"version": hidden(page, "version")})
    hospital.refresh_from_db()
    assert hospital.name == "Klinikum Musterstadt"


def test_what_was_typed_is_kept_as_a_draft_and_forgotten_once_saved(root: Client) -> None:
    assert root.post("/drafts/", KLINIKUM | {"draft_path": NEW}).status_code == 200
    page = root.get(NEW)
    assert 'value="Klinikum Musterstadt"' in page.text
    assert "This is your draft" in text(page.text)
    root.post(NEW, KLINIKUM)
    assert not Draft.objects.exists()
    address = f"{page_of(Hospital.objects.get())}departments/new/"
    root.post("/drafts/", UNIT | {"draft_path": address})
    assert 'value="Spine unit"' in root.get(address).text


# A department ----------------------------------------------------------------------------


def test_department_with_a_mistake_comes_back_as_typed(root: Client) -> None:
    address = f"{page_of(make.hospital())}departments/new/"
    page = root.post(address, UNIT | {"care_tier": "", "beds": "9999", "currency": "Euro"})
    words = text(page.text)
    assert "Care tier: This field is required." in words
    assert "5000" in words
    assert "Enter the three letters of the currency" in words
    assert 'value="Spine unit"' in page.text
    assert faults(page.text) == []
    assert not Department.objects.exists()


def test_hospital_has_no_two_departments_of_a_name(root: Client) -> None:
    hospital = make.hospital(name="Klinikum A")
    other = make.department(hospital=hospital, name="Other")
    make.department(hospital=hospital, name="Spine unit")
    twice = UNIT | {"name": "spine  UNIT"}
    told = "Klinikum A has a department with this name already."
    assert told in text(root.post(f"{page_of(hospital)}departments/new/", twice).text)
    page = root.get(f"/departments/{other.pk}/edit/")
    typed = twice | {"base": hidden(page, "base")}
    assert told in text(root.post(f"/departments/{other.pk}/edit/", typed).text)
    assert hospital.departments.count() == 2
    assert root.post(f"{page_of(make.hospital())}departments/new/", twice).status_code == 302


def test_name_of_a_department_is_for_administrators(root: Client) -> None:
    department = make.department(name="Old", **{k: UNIT[k] for k in ("care_tier", "currency")})
    address = f"/departments/{department.pk}/edit/"
    director = Client()
    director.force_login(make.user(role="director", of=department))
    for browser, expected in ((director, "Old"), (root, "New")):
        page = browser.get(address)
        assert ('name="name"' in page.text) == (browser is root)
        typed = UNIT | {"name": "New", "is_fictional": "on", "base": hidden(page, "base")}
        assert browser.post(address, typed).status_code == 302
        department.refresh_from_db()
        assert (department.name, department.is_fictional) == (expected, browser is root)
        assert department.beds == 40


# Deleting --------------------------------------------------------------------------------


def test_what_is_empty_is_deleted_after_a_question(root: Client) -> None:
    department = make.department(name="Spine unit", hospital=make.hospital(name="Klinikum A"))
    hospital = department.hospital
    assert "Delete Klinikum A – Spine unit?" in shown(root, removal_of(department))
    page = root.post(removal_of(department), follow=True)
    assert "Klinikum A – Spine unit was deleted." in text(page.text)
    assert Department.history.get(history_type="-").history_user.first_name == "Rita"
    assert "Delete Klinikum A?" in shown(root, f"{page_of(hospital)}delete/")
    page = root.post(f"{page_of(hospital)}delete/", follow=True)
    assert "Klinikum A was deleted." in text(page.text)
    assert Hospital.history.get(history_type="-").history_user.first_name == "Rita"
    assert not Hospital.objects.exists()
    assert root.get(page_of(hospital)).status_code == 404
    assert root.get(removal_of(department)).status_code == 404


@pytest.mark.parametrize(
    ("record", "what"),
    [
        (lambda department: make.surgeon(department=department), "Surgeons (1)"),
        (lambda department: make.fact(department=department), "1"),
        (lambda department: make.import_run(department=department), "Import"),
        (lambda department: make.user(role="editor", of=department), "Memberships (1)"),
        (lambda department: make.department_key(department=department), "Department keys (1)"),
    ],
)
def test_department_in_use_is_not_deleted(root: Client, record: Any, what: str) -> None:
    department = make.department(name="Spine unit")
    record(department)
    words = shown(root, removal_of(department))
    assert "cannot be deleted" in words
    assert what in words
    assert "btn-danger" not in root.get(removal_of(department)).text
    refused = root.post(removal_of(department), follow=True)
    assert "Spine unit was not deleted. It has:" in text(refused.text)
    assert Department.objects.filter(pk=department.pk).exists()


@pytest.mark.parametrize(
    "record",
    [
        lambda hospital: make.department(hospital=hospital),
        lambda hospital: make.user(role="director", of=hospital),
        lambda hospital: make.column_assignment(hospital=hospital),
        lambda hospital: make.code_override(hospital=hospital),
    ],
)
def test_hospital_in_use_is_not_deleted(root: Client, record: Any) -> None:
    hospital = make.hospital()
    record(hospital)
    assert "cannot be deleted" in shown(root, f"{page_of(hospital)}delete/")
    assert "was not deleted" in text(root.post(f"{page_of(hospital)}delete/", follow=True).text)
    assert Hospital.objects.filter(pk=hospital.pk).exists()


def test_services_are_for_administrators_alone(root: Client) -> None:
    hospital = make.hospital()
    director: User = make.user(role="director", of=hospital, is_staff=True)
    browser = Client()
    browser.force_login(director)
    for address in (HOSPITALS, NEW, page_of(hospital), f"{page_of(hospital)}delete/"):
        for method in ("GET", "POST"):
            assert browser.generic(method, address).status_code in (403, 405)
    assert "administration/hospitals" not in browser.get("/").text
