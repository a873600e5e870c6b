"""The services that invite people, change roles, and close and reopen accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.utils.translation import gettext, override
from pytest_django.fixtures import Settings

from assessments.accounts.services import people
from assessments.accounts.services.refusals import (
    AddressInUse,
    LastAdministrator,
    NotInvited,
    NotSent,
    OwnAccount,
    RoleHeld,
)
from assessments.models import Department, Membership, User
from tests import factories as make
from tests.accounts.codes import protected

pytestmark = pytest.mark.django_db

LINK = "https://spine.example.org/link/"
Mailbox = list[EmailMessage]


@pytest.fixture
def administrator() -> User:
    return make.administrator(first_name="Adam", last_name="Verwaltung")


@pytest.fixture
def department() -> Department:
    return make.department()


def invite(user: User, *roles: tuple[str, people.Place], **values: str) -> User:
    given = {
        "first_name": "Nora",
        "last_name": "Neu",
        "email": "Nora.Neu@Example.org",
        "language": "de",
    }
    return people.invite(user=user, roles=roles, link=lambda _person: LINK, **given | values)


def test_invited_person_gets_the_link_and_the_roles_in_the_own_language(
    administrator: User, department: Department, mailoutbox: Mailbox
) -> None:
    person = invite(administrator, ("editor", department), ("director", department.hospital))

    assert (person.username, person.email) == ("nora.neu@example.org", "nora.neu@example.org")
    assert not person.has_usable_password()
    roles = {(one.role, one.hospital, one.department) for one in person.memberships.all()}
    assert roles == {("editor", None, department), ("director", department.hospital, None)}
    (message,) = mailoutbox
    assert message.to == ["nora.neu@example.org"]
    assert LINK in message.body
    assert "Adam Verwaltung" in message.body
    with override("de"):
        assert f"- {gettext('Director')}: {department.hospital}" in message.body
    assert gettext("Director") not in message.body


def test_invitation_names_people_and_places_as_they_are_written(
    administrator: User, mailoutbox: Mailbox
) -> None:
    hospital = make.hospital(name="St. John's & Mary's")
    invite(administrator, ("director", hospital), last_name="O'Neill")
    assert "St. John's & Mary's" in mailoutbox[0].body
    assert "O'Neill" in mailoutbox[0].body


def test_invitation_and_role_are_in_the_history_with_who_gave_them(
    administrator: User, department: Department
) -> None:
    person = invite(administrator, ("editor", department))
    assert person.history.get().history_user == administrator
    assert person.memberships.get().history.get().history_user == administrator


@pytest.mark.parametrize("taken", ["email", "username"])
def test_address_with_an_account_is_refused_and_names_its_owner(
    administrator: User, mailoutbox: Mailbox, taken: str
) -> None:
    values: dict[str, Any] = {taken: "nora.neu@EXAMPLE.org"}
    make.user(first_name="Ada", last_name="Lovelace", **values)
    with pytest.raises(AddressInUse) as refused:
        invite(administrator)
    assert "Ada Lovelace has an account with this address already." in str(refused.value)
    assert mailoutbox == []


def test_invitation_that_cannot_be_sent_leaves_nothing_behind(
    administrator: User, department: Department, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    with pytest.raises(NotSent) as refused:
        invite(administrator, ("editor", department))
    assert "nora.neu@example.org could not be sent" in str(refused.value)
    assert not User.objects.filter(username="nora.neu@example.org").exists()


def test_same_place_twice_in_an_invitation_is_refused(
    administrator: User, department: Department, mailoutbox: Mailbox
) -> None:
    with pytest.raises(RoleHeld):
        invite(administrator, ("editor", department), ("director", department))
    assert mailoutbox == []
    assert not User.objects.filter(username="nora.neu@example.org").exists()


def test_invitation_is_sent_again_until_a_password_is_chosen(
    administrator: User, mailoutbox: Mailbox
) -> None:
    person = invite(administrator)
    people.invite_again(user=administrator, person=person, link=lambda _person: LINK)
    assert [message.to for message in mailoutbox] == [["nora.neu@example.org"]] * 2

    person.set_password(make.PASSWORD)
    person.save()
    with pytest.raises(NotInvited):
        people.invite_again(user=administrator, person=person, link=lambda _person: LINK)
    assert len(mailoutbox) == 2


def test_deactivated_person_gets_no_invitation(administrator: User, mailoutbox: Mailbox) -> None:
    person = invite(administrator)
    people.deactivate(user=administrator, person=person)
    with pytest.raises(NotInvited):
        people.invite_again(user=administrator, person=person, link=lambda _person: LINK)
    assert [LINK in message.body for message in mailoutbox] == [True, False]


def test_role_opens_a_department_and_its_removal_closes_it(
    administrator: User, department: Department
) -> None:
    person = make.user()
    membership = people.add_role(
        user=administrator, person=person, role="consultant", place=department
    )
    assert list(Department.objects.visible_to(person)) == [department]

    people.remove_role(user=administrator, membership=membership)
    person.refresh_from_db()
    assert not Department.objects.visible_to(person).exists()
    lines = Membership.history.filter(user=person).order_by("history_id")
    assert [(one.history_type, one.history_user) for one in lines] == [
        ("+", administrator),
        ("-", administrator),
    ]


def test_second_role_in_one_place_is_refused_and_says_which_one_is_held(
    administrator: User, department: Department
) -> None:
    person = make.user(role="editor", of=department, first_name="Ada")
    with pytest.raises(RoleHeld) as refused:
        people.add_role(user=administrator, person=person, role="director", place=department)
    assert str(refused.value) == "Ada is Editor there already. Remove that role first."
    # The hospital is another place than its department.
    people.add_role(user=administrator, person=person, role="director", place=department.hospital)
    assert person.memberships.count() == 2


def test_deactivated_person_comes_back_with_password_and_roles(
    administrator: User, department: Department
) -> None:
    person = make.user(role="editor", of=department)
    people.deactivate(user=administrator, person=person)
    person.refresh_from_db()
    assert not person.is_active

    people.reactivate(user=administrator, person=person)
    person.refresh_from_db()
    assert person.is_active
    assert person.check_password(make.PASSWORD)
    assert person.memberships.get().department == department
    assert {one.history_user for one in person.history.all()[:2]} == {administrator}


def test_administrator_is_made_and_unmade(administrator: User) -> None:
    person = make.user()
    people.make_administrator(user=administrator, person=person)
    person.refresh_from_db()
    assert (person.is_superuser, person.is_staff) == (True, True)

    people.end_administrator(user=administrator, person=person)
    person.refresh_from_db()
    assert (person.is_superuser, person.is_staff) == (False, False)
    assert person.history.latest().history_user == administrator


@pytest.mark.parametrize("change", [people.deactivate, people.end_administrator])
def test_nobody_shuts_the_own_account(administrator: User, change: Callable[..., None]) -> None:
    make.administrator()
    with pytest.raises(OwnAccount):
        change(user=administrator, person=administrator)
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.is_superuser


@pytest.mark.parametrize("change", [people.deactivate, people.end_administrator])
def test_last_administrator_stays(administrator: User, change: Callable[..., None]) -> None:
    make.administrator(is_active=False)
    with pytest.raises(LastAdministrator):
        change(user=administrator, person=administrator)
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.is_superuser


@pytest.mark.parametrize("change", [people.deactivate, people.end_administrator])
def test_administrator_who_was_shut_out_meanwhile_shuts_out_nobody(
    administrator: User, change: Callable[..., None]
) -> None:
    # Two administrators act against each other; the second one's request was under way already.
    other = make.administrator()
    change(user=other, person=administrator)
    with pytest.raises(PermissionDenied):
        change(user=administrator, person=other)
    other.refresh_from_db()
    assert other.is_active
    assert other.is_superuser


def test_second_factor_is_reset_with_its_recovery_codes_and_in_the_history(
    administrator: User,
) -> None:
    person, other = make.user(), make.user()
    protected(person)
    protected(other)
    people.reset_second_factor(user=administrator, person=person)

    assert set(Authenticator.objects.values_list("user", flat=True)) == {other.pk}
    latest = person.history.latest()
    assert latest.history_change_reason == people.SECOND_FACTOR_RESET
    assert latest.history_user == administrator


def test_people_are_administered_by_administrators_only(department: Department) -> None:
    director = make.user(role="director", of=department.hospital)
    person = make.user(role="editor", of=department)
    changes: list[Callable[[], object]] = [
        lambda: invite(director, ("editor", department)),
        lambda: people.invite_again(user=director, person=person, link=lambda _person: LINK),
        lambda: people.add_role(
            user=director, person=person, role="director", place=department.hospital
        ),
        lambda: people.remove_role(user=director, membership=person.memberships.get()),
        lambda: people.deactivate(user=director, person=person),
        lambda: people.reactivate(user=director, person=person),
        lambda: people.make_administrator(user=director, person=director),
        lambda: people.end_administrator(user=director, person=person),
        lambda: people.reset_second_factor(user=director, person=person),
    ]
    for change in changes:
        with pytest.raises(PermissionDenied):
            change()
    assert User.objects.count() == 2
    assert Membership.objects.count() == 2
