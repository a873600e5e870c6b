"""Who is told of which step, in which language, and what the message must not hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext, override
from django_tasks_db.models import DBTaskResult

from assessments.models import Assessment, Notice, User
from assessments.sign_off.services import remarks
from assessments.sign_off.services import steps as assessments
from assessments.sign_off.services.notices import mark_read
from assessments.sign_off.services.refusals import NothingWritten
from tests import factories as make
from tests.sign_off.records import SITE, People, at_stage, people

pytestmark = pytest.mark.django_db
Capture = Callable[..., Any]
QUEUED = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "mail"],
    }
}


@pytest.fixture
def who() -> People:
    """A department whose members have an address each; one left, one is of another hospital."""
    found = people()
    make.user(role="consultant", of=found.department, email="left@example.org", is_active=False)
    make.user(role="consultant", of=make.department(), email="stranger@example.org")
    return found


# Event: the stage before, who acts, and who is told.
TOLD: dict[str, tuple[str, str, set[str]]] = {
    "submitted": ("draft", "director", {"consultant"}),
    "taken_back": ("submitted", "director", {"consultant"}),
    "correction": ("submitted", "consultant", {"director", "editor"}),
    "accepted": ("submitted", "consultant", {"director"}),
    "signed_off": ("reviewed", "consultant", {"director"}),
    "reopened": ("signed_off", "director", {"consultant"}),
}


def act(event: str, user: User, found: Assessment) -> Assessment:
    calls: dict[str, Callable[..., Assessment]] = {
        "submitted": assessments.submit,
        "taken_back": assessments.take_back,
        "correction": assessments.request_correction,
        "accepted": assessments.accept,
        "signed_off": assessments.sign_off,
        "reopened": assessments.reopen,
    }
    reason = {"reason": "SECRET-REASON 4711"} if event in {"correction", "reopened"} else {}
    return calls[event](user=user, assessment=found, site=SITE, **reason)


@pytest.mark.parametrize("event", TOLD)
def test_step_is_told_to_the_people_it_concerns_and_not_to_its_actor(
    who: People,
    event: str,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Capture,
) -> None:
    stage, actor, told = TOLD[event]
    found = at_stage(who, stage)
    Notice.objects.all().delete()
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        changed = act(event, getattr(who, actor), found)

    notices = list(Notice.objects.all())
    assert {notice.recipient.email for notice in notices} == {f"{t}@example.org" for t in told}
    assert {(n.event, n.assessment_id, n.by, n.read_at) for n in notices} == {
        (event, changed.pk, getattr(who, actor), None)
    }
    assert {tuple(mail.to) for mail in mailoutbox} == {(f"{t}@example.org",) for t in told}
    mail = mailoutbox[0]
    assert "Spine unit Süd" in mail.subject
    assert "2024" in mail.subject
    link = f"{SITE}/departments/{who.department.pk}/assessments/{changed.pk}/"
    assert link in mail.body
    assert "SECRET-REASON" not in mail.body


@pytest.mark.parametrize(
    ("actor", "told"),
    [
        ("consultant", {"director", "editor"}),
        ("director", {"consultant"}),
        ("editor", {"consultant"}),
        ("root", {"director", "editor", "consultant"}),
    ],
)
def test_comment_is_told_to_the_other_side(who: People, actor: str, told: set[str]) -> None:
    found = at_stage(who, "submitted")
    Notice.objects.all().delete()
    remarks.comment(user=getattr(who, actor), assessment=found, text="Why?", site=SITE)
    emails = set(Notice.objects.values_list("recipient__email", flat=True))
    assert emails == {f"{role}@example.org" for role in told}


def test_starting_a_draft_is_told_to_nobody(who: People) -> None:
    at_stage(who, "draft")
    assert not Notice.objects.exists()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_mail_is_in_the_recipients_language_whatever_the_actors(
    who: People,
    language: str,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Capture,
) -> None:
    who.consultant.language = language
    who.consultant.save()
    found = at_stage(who, "draft")
    actors = override("de" if language != "de" else "en")
    with actors, django_capture_on_commit_callbacks(execute=True):
        assessments.submit(user=who.director, assessment=found, site=SITE)
    with override(language):
        expected = gettext("Submitted")
    assert mailoutbox[0].subject.startswith(f"{expected}: ")


def test_nothing_is_mailed_when_the_step_is_rolled_back(who: People, settings: Any) -> None:
    settings.TASKS = QUEUED
    found = at_stage(who, "draft")

    @transaction.atomic
    def submit_in_vain() -> None:
        assessments.submit(user=who.director, assessment=found, site=SITE)
        assert DBTaskResult.objects.count() == 1
        raise NothingWritten

    with pytest.raises(NothingWritten):
        submit_in_vain()
    assert not DBTaskResult.objects.exists()


@pytest.mark.usefixtures("worker_keeps_connection")
def test_nothing_is_mailed_to_who_may_no_longer_see_the_notice(
    who: People, settings: Any, mailoutbox: list[EmailMessage]
) -> None:
    settings.TASKS = QUEUED
    found = at_stage(who, "draft")
    assessments.submit(user=who.director, assessment=found, site=SITE)
    assert mailoutbox == []
    who.consultant.memberships.all().delete()
    call_command("import_worker", "--once", "--interval", "0")
    assert mailoutbox == []
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_mail_server_that_fails_leaves_the_step_and_the_notice(
    who: People, settings: Any, django_capture_on_commit_callbacks: Capture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    found = at_stage(who, "draft")
    with django_capture_on_commit_callbacks(execute=True):
        assessments.submit(user=who.director, assessment=found, site=SITE)
    found.refresh_from_db()
    assert found.status == "submitted"
    assert Notice.objects.count() == 1


def test_person_without_address_and_set_up_without_site_get_notices_only(
    who: People, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Capture
) -> None:
    found = at_stage(who, "draft")
    make.user(role="consultant", of=who.department)
    with django_capture_on_commit_callbacks(execute=True):
        found = assessments.submit(user=who.director, assessment=found, site=SITE)
        assessments.take_back(user=who.director, assessment=found, site=None)
    assert len(mailoutbox) == 1
    assert Notice.objects.count() == 4


def test_notices_of_a_department_one_has_left_are_gone(who: People) -> None:
    at_stage(who, "submitted")
    assert Notice.objects.visible_to(who.consultant).count() == 1
    who.consultant.memberships.all().delete()
    who.consultant.refresh_from_db()
    assert not Notice.objects.visible_to(who.consultant).exists()


def test_marking_as_read_touches_ones_own_notices_only(who: People) -> None:
    assessment = make.assessment(department=who.department)
    mine = make.notice(recipient=who.director, assessment=assessment)
    other = make.notice(recipient=who.consultant, assessment=assessment)
    assert mark_read(user=who.director, notice=other) == 0
    assert mark_read(user=who.director, notice=mine) == 1
    assert mark_read(user=who.director) == 0
    assert Notice.objects.visible_to(who.consultant).unread().count() == 1
