"""The pages on which administrators look after people."""

from __future__ import annotations

import re

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from assessments.models import Department, User
from tests import factories as make
from tests.accounts.codes import protected
from tests.accounts.test_passwords import link
from tests.pages.markup import faults, text

pytestmark = pytest.mark.django_db

PEOPLE = "/administration/people/"
NEW = "quiet-lamp-over-harbour"
Mailbox = list[EmailMessage]


@pytest.fixture
def administrator() -> User:
    return make.administrator(first_name="Adam", last_name="Verwaltung")


@pytest.fixture
def root(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


@pytest.fixture
def department() -> Department:
    return make.department(hospital=make.hospital(name="Klinikum Musterstadt"), name="Spine")


def invitation(**changes: object) -> dict[str, object]:
    form = {"first_name": "Nora", "last_name": "Neu", "email": "nora@example.org", "language": ""}
    management = {"roles-TOTAL_FORMS": 3, "roles-INITIAL_FORMS": 0}
    return form | management | changes


def page_of(person: User) -> str:
    return f"{PEOPLE}{person.pk}/"


def test_administration_leads_to_people_and_to_hospitals(root: Client) -> None:
    page = root.get("/administration/")
    assert f'href="{PEOPLE}"' in page.text
    assert 'href="/administration/hospitals/"' in page.text
    assert faults(page.text) == []


def test_member_is_told_that_the_page_is_for_administrators(client: Client) -> None:
    client.force_login(make.user())
    page = client.get(PEOPLE)
    assert page.status_code == 403
    assert "This page is for administrators of the site." in text(page.text)
    assert faults(page.text) == []


def test_list_tells_roles_status_and_protection_of_each(
    root: Client, department: Department
) -> None:
    active = make.user(
        role="editor", of=department, first_name="Ada", last_name="A", email="ada@example.org"
    )
    protected(active)
    make.user(first_name="Bob", last_name="B", email="b@example.org", is_active=False)
    invited = make.user(first_name="Cleo", last_name="C", email="c@example.org", password=None)
    assert not invited.has_usable_password()

    page = root.get(PEOPLE)
    words = text(page.text)
    assert "4 people" in words
    assert "Ada A ada@example.org Editor: Klinikum Musterstadt – Spine active – yes" in words
    assert "Bob B b@example.org – deactivated – no" in words
    assert "Cleo C c@example.org – invited – no" in words
    assert "Adam Verwaltung – Administrator active" in words
    assert faults(page.text) == []


def test_list_is_searched_by_words_in_name_and_e_mail(root: Client) -> None:
    make.user(first_name="Ada", last_name="Lovelace", email="al@example.org")
    make.user(first_name="Ada", last_name="Yonath", email="ay@example.org")
    assert "Lovelace" not in root.get(PEOPLE, {"q": "ada ay@"}).text
    assert "Yonath" in root.get(PEOPLE, {"q": "ada ay@"}).text
    nobody = root.get(PEOPLE, {"q": "zzz"})
    assert "Nobody fits these words." in text(nobody.text)
    assert faults(nobody.text) == []


def test_list_goes_on_on_further_pages_and_keeps_the_search(root: Client) -> None:
    for number in range(60):
        make.user(first_name="Ada", last_name=f"Number {number:02}")
    first = root.get(PEOPLE, {"q": "number"})
    assert "60 people" in text(first.text)
    assert "Number 49" in first.text
    assert "Number 50" not in first.text
    assert "?q=number&amp;page=2" in first.text
    assert "Number 50" in root.get(PEOPLE, {"q": "number", "page": "2"}).text


def test_invited_person_chooses_a_password_with_the_link_and_is_in(
    root: Client, department: Department, mailoutbox: Mailbox
) -> None:
    answer = root.post(
        f"{PEOPLE}invite/",
        invitation(
            **{"roles-0-role": "editor", "roles-0-place": f"department:{department.pk}"},
            **{"roles-2-role": "director", "roles-2-place": f"hospital:{department.hospital_id}"},
        ),
        follow=True,
    )
    assert "The invitation to nora@example.org was sent." in text(answer.text)
    assert "Invited; no password has been chosen yet." in text(answer.text)
    assert faults(answer.text) == []

    found = re.search(r"http://testserver(/\S+)", str(mailoutbox[0].body))
    assert found
    visitor = Client()
    page = visitor.get(found[1], follow=True)
    assert "For the account of Nora Neu" in text(page.text)
    chosen = {"password1": NEW, "password2": NEW}
    assert visitor.post(page.redirect_chain[-1][0], chosen).headers["Location"] == "/"
    assert "Editor: Klinikum Musterstadt – Spine" in text(visitor.get("/account/").text)
    person = User.objects.get(email="nora@example.org")
    assert person.memberships.count() == 2
    assert "The account is active" in text(root.get(page_of(person)).text)


def test_invitation_form_is_sound_and_offers_every_place(
    root: Client, department: Department
) -> None:
    page = root.get(f"{PEOPLE}invite/")
    assert f'value="hospital:{department.hospital_id}"' in page.text
    assert f'value="department:{department.pk}"' in page.text
    assert faults(page.text) == []


def test_address_in_use_is_told_at_its_field_and_what_was_typed_is_kept(root: Client) -> None:
    make.user(first_name="Ada", last_name="Lovelace", email="nora@example.org")
    page = root.post(f"{PEOPLE}invite/", invitation())
    assert "Ada Lovelace has an account with this address already." in text(page.text)
    assert 'value="Nora"' in page.text
    assert faults(page.text) == []


@pytest.mark.parametrize("half", ["role", "place"])
def test_half_a_role_is_refused(
    root: Client, department: Department, mailoutbox: Mailbox, half: str
) -> None:
    whole = {"role": "editor", "place": f"department:{department.pk}"}
    page = root.post(f"{PEOPLE}invite/", invitation(**{f"roles-1-{half}": whole[half]}))
    assert "Choose both, the role and where it holds." in text(page.text)
    assert faults(page.text) == []
    assert mailoutbox == []


def test_invitation_is_sent_again_from_the_person_s_page(root: Client, mailoutbox: Mailbox) -> None:
    person = make.user(email="nora@example.org", password=None)
    assert "Send the invitation again" in text(root.get(page_of(person)).text)
    page = root.post(f"{page_of(person)}invite-again/", follow=True)
    assert "The invitation was sent again." in text(page.text)
    assert mailoutbox[0].to == ["nora@example.org"]


def test_role_is_added_and_removed_again(root: Client, department: Department) -> None:
    person = make.user()
    form = {"role": "editor", "place": f"department:{department.pk}"}
    added = root.post(f"{page_of(person)}roles/", form, follow=True)
    assert "Editor: Klinikum Musterstadt – Spine" in text(added.text)
    assert faults(added.text) == []
    held = person.memberships.get()
    removed = root.post(f"{page_of(person)}roles/{held.pk}/remove/", follow=True)
    assert "The role was removed." in text(removed.text)
    assert not person.memberships.exists()


def test_role_that_cannot_be_added_is_told_on_the_page(
    root: Client, department: Department
) -> None:
    person = make.user(role="editor", of=department, first_name="Ada")
    form = {"role": "director", "place": f"department:{department.pk}"}
    page = root.post(f"{page_of(person)}roles/", form, follow=True)
    assert "Ada is Editor there already." in text(page.text)
    empty = root.post(f"{page_of(person)}roles/", {})
    assert "The role was not added" in text(empty.text)
    assert faults(empty.text) == []


def test_role_of_somebody_else_is_not_removed_by_this_address(
    root: Client, department: Department
) -> None:
    held = make.user(role="editor", of=department).memberships.get()
    other = make.user()
    assert root.post(f"{page_of(other)}roles/{held.pk}/remove/").status_code == 404
    held.refresh_from_db()


def test_deactivated_person_is_out_at_once_and_in_again_after_reactivation(
    root: Client, department: Department
) -> None:
    person = make.user(role="editor", of=department)
    theirs = Client()
    theirs.force_login(person)
    page = root.post(f"{page_of(person)}deactivate/", follow=True)
    assert "The account is deactivated: nobody can log in" in text(page.text)
    assert faults(page.text) == []
    assert theirs.get("/").status_code == 302

    root.post(f"{page_of(person)}reactivate/")
    theirs.force_login(person)
    assert theirs.get("/").status_code == 200


def test_administration_is_given_and_taken(root: Client) -> None:
    person = make.user()
    theirs = Client()
    theirs.force_login(person)
    root.post(f"{page_of(person)}make-administrator/")
    assert theirs.get(PEOPLE).status_code == 200
    root.post(f"{page_of(person)}end-administrator/")
    assert theirs.get(PEOPLE).status_code == 403


def test_own_page_offers_nothing_that_locks_oneself_out(root: Client, administrator: User) -> None:
    make.administrator()
    page = root.get(page_of(administrator))
    assert "This is your own account" in text(page.text)
    assert "deactivate/" not in page.text
    assert "end-administrator/" not in page.text
    assert faults(page.text) == []
    refused = root.post(f"{page_of(administrator)}deactivate/", follow=True)
    assert "Ask another administrator." in text(refused.text)
    administrator.refresh_from_db()
    assert administrator.is_active


def test_second_factor_of_somebody_who_lost_the_phone_is_reset(root: Client) -> None:
    person = make.user(username="ada")
    assert "Reset the second factor" not in root.get(page_of(person)).text
    protected(person)
    assert "Reset the second factor" in root.get(page_of(person)).text
    root.post(f"{page_of(person)}reset-second-factor/")
    form = {"username": "ada", "password": make.PASSWORD}
    assert Client().post("/login/", form).headers["Location"] == "/"


def test_unknown_person_and_unknown_action_are_not_found(root: Client, administrator: User) -> None:
    assert root.get(f"{PEOPLE}999999/").status_code == 404
    assert root.post(f"{page_of(administrator)}promote/").status_code == 404


def details(**changes: str) -> dict[str, str]:
    return {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org"} | changes


def test_name_and_e_mail_are_changed_with_the_username_of_an_invitation(root: Client) -> None:
    person = make.user(username="bob@example.org", email="bob@example.org", last_name="B")
    address = f"{page_of(person)}edit/"
    assert f'href="{address}"' in root.get(page_of(person)).text
    form = root.get(address)
    assert 'value="bob@example.org"' in form.text
    assert faults(form.text) == []
    answer = root.post(address, details(), follow=True)
    assert "Name and e-mail were saved." in text(answer.text)
    person.refresh_from_db()
    assert str(person) == "Ada Lovelace"
    assert person.email == person.username == "ada@example.org"


def test_e_mail_of_two_accounts_is_never_the_same(root: Client) -> None:
    make.user(email="taken@example.org", first_name="Grace", last_name="Hopper")
    person = make.user(email="bob@example.org")
    address = f"{page_of(person)}edit/"
    for refused in (details(email="TAKEN@example.org"), details(email=""), details(email="x")):
        page = root.post(address, refused)
        assert page.status_code == 200
        assert 'value="Lovelace"' in page.text
        assert faults(page.text) == []
    taken = root.post(address, details(email="TAKEN@example.org"))
    assert "Grace Hopper has an account with this address already." in text(taken.text)
    person.refresh_from_db()
    assert person.email == "bob@example.org"


def test_link_to_a_new_password_ends_with_a_change_of_the_e_mail(
    root: Client, mailoutbox: Mailbox
) -> None:
    person = make.user(email="bob@example.org")
    Client().post("/account/password/new/", {"email": "bob@example.org"})
    sent = link(mailoutbox)
    root.post(f"{page_of(person)}edit/", details())
    assert "no longer" in text(Client().get(sent, follow=True).text)
