"""Two people at the same moment: one decides, the other is told so. Needs real row locks."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from assessments.models import Assessment, AssessmentStep, User
from assessments.sign_off.services import steps as assessments
from assessments.sign_off.services.refusals import AlreadyOpen, AlreadySignedOff, AssessmentRefused
from tests import factories as make
from tests.sign_off.records import SITE, at_stage, draft, people

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time anyway"
    ),
]


def at_once(*calls: Callable[[], Assessment]) -> list[AssessmentRefused | None]:
    """Make the calls in threads that start together; the refusal of each, or None."""
    barrier = threading.Barrier(len(calls))
    refused: list[AssessmentRefused | None] = [None] * len(calls)

    def run(place: int, call: Callable[[], Assessment]) -> None:
        try:
            barrier.wait(timeout=10)
            call()
        except AssessmentRefused as error:
            refused[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return refused


def test_two_sign_offs_at_once_one_wins_and_the_other_hears_who() -> None:
    who = people()
    found = at_stage(who, "reviewed")
    other = make.user(role="consultant", of=who.department, first_name="Second")

    def sign_off(user: User) -> Callable[[], Assessment]:
        return lambda: assessments.sign_off(user=user, assessment=found, site=SITE)

    refused = at_once(sign_off(who.consultant), sign_off(other))
    (error,) = [one for one in refused if one is not None]
    assert isinstance(error, AlreadySignedOff)
    found.refresh_from_db()
    assert str(found.signed_off_by) in str(error)
    assert AssessmentStep.objects.filter(assessment=found, event="signed_off").count() == 1


def test_accept_and_correction_at_once_leave_one_outcome() -> None:
    who = people()
    found = at_stage(who, "submitted")
    refused = at_once(
        lambda: assessments.accept(user=who.consultant, assessment=found, site=SITE),
        lambda: assessments.take_back(user=who.director, assessment=found, site=SITE),
    )
    assert sum(one is not None for one in refused) == 1
    assert AssessmentStep.objects.filter(assessment=found).count() == 3


def test_two_starts_at_once_make_one_draft() -> None:
    who = people()
    refused = at_once(lambda: draft(who), lambda: draft(who))
    (error,) = [one for one in refused if one is not None]
    assert isinstance(error, AlreadyOpen)
    assert Assessment.objects.count() == 1
