"""`manage.py clean_up` removes what is no longer needed, and nothing else."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from assessments.accounts.services import people
from assessments.editing import drafts
from assessments.imports.runs.services.reading import read_run
from assessments.models import Assessment, ImportBatch, Membership, Notice, User
from tests import factories

pytestmark = pytest.mark.django_db


def clean_up() -> str:
    out = io.StringIO()
    call_command("clean_up", stdout=out)
    return out.getvalue()


def invited(administrator: User, email: str) -> User:
    person = people.invite(
        user=administrator,
        first_name="Nora",
        last_name="Neu",
        email=email,
        language="de",
        roles=[("editor", factories.department())],
        link=lambda _person: "https://spine.example.org/link/",
    )
    User.objects.filter(pk=person.pk).update(date_joined=timezone.now() - timedelta(days=31))
    return person


def test_expired_sessions_go_with_what_is_listed_of_them() -> None:
    for name in ("old", "new"):
        client = Client()
        factories.user(username=name)
        client.post("/login/", {"username": name, "password": factories.PASSWORD})
    assert (Session.objects.count(), UserSession.objects.count()) == (2, 2)
    old = UserSession.objects.get(user__username="old")
    Session.objects.filter(session_key=old.session_key).update(expire_date=timezone.now())
    assert "1 ended sessions" in clean_up()
    assert Session.objects.count() == 1
    assert UserSession.objects.get().user.username == "new"


def test_old_drafts_and_tasks_go(settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    user = factories.user()
    drafts.keep(user=user, path="/x", fields={})
    user.drafts.update(saved_at=timezone.now() - timedelta(days=61))
    for status in ("SUCCESSFUL", "FAILED", "READY"):
        task = read_run.enqueue("0")
        DBTaskResult.objects.filter(pk=task.id).update(
            status=status, enqueued_at=timezone.now() - timedelta(days=31)
        )
    recent = read_run.enqueue("0")
    DBTaskResult.objects.filter(pk=recent.id).update(status="SUCCESSFUL")
    told = clean_up()
    assert "1 drafts" in told
    assert "3 old tasks" in told
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


def test_imports_that_nobody_confirmed_go_and_the_others_stay() -> None:
    department = factories.department()
    for status in ("preview", "discarded", "confirmed", "undone"):
        factories.import_batch(department=department, status=status, year=2024)
    ImportBatch.objects.update(uploaded_at=timezone.now() - timedelta(days=61))
    factories.import_batch(department=department, status="preview", year=2023)
    assert "2 unconfirmed imports" in clean_up()
    left = set(ImportBatch.objects.values_list("status", "year"))
    assert left == {("confirmed", 2024), ("undone", 2024), ("preview", 2023)}


def test_notices_that_were_read_long_ago_or_never_go() -> None:
    for days in (None, 10, 366):
        read_at = None if days is None else timezone.now() - timedelta(days=days)
        factories.notice(read_at=read_at)
    never_read = factories.notice()
    Notice.objects.filter(pk=never_read.pk).update(at=timezone.now() - timedelta(days=731))
    assert "2 old notices" in clean_up()
    assert Notice.objects.count() == 2


def test_invitation_that_nobody_used_is_withdrawn_with_its_roles() -> None:
    administrator = factories.administrator()
    unused = invited(administrator, "unused@example.org")
    asked_again = invited(administrator, "again@example.org")
    people.invite_again(
        user=administrator, person=asked_again, link=lambda _person: "https://spine.example.org/"
    )
    used = invited(administrator, "used@example.org")
    used.set_password(factories.PASSWORD)
    used.save()
    fresh = invited(administrator, "fresh@example.org")
    User.objects.filter(pk=fresh.pk).update(date_joined=timezone.now())
    by_another_way = invited(administrator, "provider@example.org")
    User.objects.filter(pk=by_another_way.pk).update(last_login=timezone.now())
    assert "1 invitations" in clean_up()
    left = {asked_again.pk, used.pk, fresh.pk, by_another_way.pk}
    assert set(User.objects.exclude(pk=administrator.pk).values_list("pk", flat=True)) == left
    assert not Membership.objects.filter(user=unused.pk).exists()


def test_nothing_else_goes_and_a_second_time_is_harmless() -> None:
    factories.administrator(last_login=None)
    User.objects.update(date_joined=timezone.now() - timedelta(days=400))
    factories.assessment(status="signed_off")
    people = User.objects.count()
    told = clean_up()
    assert re.findall(r"[1-9]\d* [a-z]+", told) == []
    assert clean_up() == told
    assert (User.objects.count(), Assessment.objects.count()) == (people, 1)
