"""Comments, and answers that are not available."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessments.gap_report.report import reading as read
from assessments.models import Comment, Notice, UnavailableInput
from assessments.sign_off.reading.open_answers import OpenAnswer, open_answers
from assessments.sign_off.services import refusals as errors
from assessments.sign_off.services import remarks
from assessments.sign_off.services import steps as assessments
from tests import factories as make
from tests.pages.records import YEAR
from tests.sign_off.records import SITE, People, at_stage, benchmark, draft, people

pytestmark = pytest.mark.django_db
# A rate: it waits for events and for observed cases.
RATE, RATE_INPUTS = "def_neuro_deficit", {"def_neuro_deficit_events", "def_neuro_deficit_cases"}


@pytest.fixture
def who() -> People:
    return people()


def waiting(who: People, measure_id: str = RATE) -> OpenAnswer | None:
    answers = open_answers(who.department, YEAR, benchmark())
    return next((answer for answer in answers if answer.measure_id == measure_id), None)


@pytest.mark.parametrize("role", ["director", "editor", "consultant", "root"])
@pytest.mark.parametrize(
    "subject", [{}, {"section": "volumes"}, {"measure_id": "mis_operations"}], ids=str
)
def test_everybody_of_the_department_comments(
    who: People, role: str, subject: dict[str, str]
) -> None:
    found = draft(who)
    user = getattr(who, role)
    said = remarks.comment(user=user, assessment=found, text=" <b>Why?</b> ", site=SITE, **subject)
    assert (said.text, said.by, said.resolved_at) == ("<b>Why?</b>", user, None)
    assert {"measure_id": said.measure_id, "section": said.section} == {
        "measure_id": "",
        "section": "",
    } | subject


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"text": " "}, errors.NothingWritten),
        ({"text": "x" * 10_000}, errors.TooLong),
        ({"text": "?", "measure_id": "no_such_measure"}, errors.NotAsked),
        ({"text": "?", "section": "kitchen"}, errors.NotAsked),
        ({"text": "?", "section": "volumes", "measure_id": "mis_operations"}, errors.NotAsked),
    ],
    ids=["blank", "too long", "unknown measure", "unknown section", "two subjects"],
)
def test_comment_that_says_nothing_or_on_nothing_is_refused(
    who: People, words: dict[str, str], error: type[errors.AssessmentRefused]
) -> None:
    with pytest.raises(error):
        remarks.comment(user=who.editor, assessment=draft(who), site=SITE, **words)
    assert not Comment.objects.exists()


def test_nothing_is_said_of_a_signed_off_assessment(who: People) -> None:
    found = at_stage(who, "reviewed")
    said = remarks.comment(user=who.consultant, assessment=found, text="Good.", site=SITE)
    assessments.sign_off(user=who.consultant, assessment=found, site=SITE)
    words: dict[str, Any] = {"user": who.director, "assessment": found}
    with pytest.raises(errors.AlreadySignedOff):
        remarks.comment(**words, text="One more thing.", site=SITE)
    with pytest.raises(errors.AlreadySignedOff):
        remarks.resolve(user=who.director, comment=said)
    with pytest.raises(errors.AlreadySignedOff):
        remarks.declare_unavailable(**words, measure_id=RATE, reason="No.")


def test_first_to_settle_a_comment_stays_named(who: People) -> None:
    said = make.comment(assessment=draft(who))
    remarks.resolve(user=who.consultant, comment=said)
    again = remarks.resolve(user=who.director, comment=said)
    assert again.resolved_by == who.consultant
    assert again.resolved_at is not None


def test_outsider_neither_comments_nor_settles(who: People) -> None:
    found = draft(who)
    outsider = make.user(role="consultant", of=make.department())
    with pytest.raises(PermissionDenied):
        remarks.comment(user=outsider, assessment=found, text="?", site=SITE)
    with pytest.raises(PermissionDenied):
        remarks.resolve(user=outsider, comment=make.comment(assessment=found))


@pytest.mark.parametrize("role", ["director", "editor", "root"])
def test_what_is_not_available_is_said_for_all_a_measure_waits_for(who: People, role: str) -> None:
    found = draft(who)
    user = getattr(who, role)
    remarks.declare_unavailable(
        user=user, assessment=found, measure_id=RATE, reason=" No registry. "
    )
    answer = waiting(who)
    assert answer is not None
    assert answer.is_declared
    assert answer.reasons == ("No registry.",)
    assert {item.id for item in answer.inputs} == RATE_INPUTS
    for said in UnavailableInput.objects.all():
        entry = said.history.get()
        assert (said.version, entry.history_type, entry.history_user) == (1, "+", user)


def test_second_reason_replaces_the_first_which_stays_in_the_history(who: People) -> None:
    found = draft(who)
    for reason in ("No registry.", "The registry starts next year."):
        remarks.declare_unavailable(
            user=who.director, assessment=found, measure_id=RATE, reason=reason
        )
    said = UnavailableInput.objects.get(input_id="def_neuro_deficit_cases")
    assert (said.version, said.reason) == (2, "The registry starts next year.")
    assert [entry.reason for entry in said.history.all()] == [said.reason, "No registry."]


def test_statement_is_taken_back_and_stays_in_the_history(who: People) -> None:
    found = draft(who)
    words: dict[str, Any] = {"assessment": found, "measure_id": RATE}
    remarks.declare_unavailable(user=who.director, reason="No registry.", **words)
    remarks.withdraw_unavailable(user=who.editor, **words)
    answer = waiting(who)
    assert answer is not None
    assert answer.reasons == ()
    latest = UnavailableInput.history.first()
    assert (latest.history_type, latest.history_user) == ("-", who.editor)


def test_what_is_answered_or_never_asked_is_refused(who: People) -> None:
    found = draft(who)
    assert waiting(who, "mis_operations") is None
    words: dict[str, Any] = {"user": who.director, "assessment": found, "reason": "No."}
    with pytest.raises(errors.AlreadyAnswered):
        remarks.declare_unavailable(**words, measure_id="mis_operations")
    with pytest.raises(errors.NotAsked):
        remarks.declare_unavailable(**words, measure_id="no_such_measure")


def test_consultant_does_not_speak_for_the_department(who: People) -> None:
    with pytest.raises(PermissionDenied):
        remarks.declare_unavailable(
            user=who.consultant, assessment=draft(who), measure_id=RATE, reason="No."
        )


def test_answers_are_missing_in_the_order_and_number_of_the_gap_report(who: People) -> None:
    report = read.department_report(who.department, YEAR, benchmark())
    answers = open_answers(who.department, YEAR, benchmark())
    assert [a.measure_id for a in answers] == [gap.measure_id for gap in report.missing_answers]


def test_comments_of_one_person_are_bounded_in_an_hour(
    who: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remarks, "MOST_AN_HOUR", 2)
    found = draft(who)
    for _ in range(2):
        remarks.comment(user=who.consultant, assessment=found, text="?", site=SITE)
    told = Notice.objects.count()
    with pytest.raises(errors.TooManyAtOnce, match="2 comments within an hour"):
        remarks.comment(user=who.consultant, assessment=found, text="?", site=SITE)
    assert (Comment.objects.count(), Notice.objects.count()) == (2, told)
    remarks.comment(user=who.editor, assessment=found, text="?", site=SITE)
    Comment.objects.update(at=timezone.now() - timedelta(minutes=61))
    remarks.comment(user=who.consultant, assessment=found, text="?", site=SITE)


def test_comments_of_one_assessment_are_bounded(
    who: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remarks, "MOST_COMMENTS", 1)
    found = draft(who)
    remarks.comment(user=who.consultant, assessment=found, text="?", site=SITE)
    with pytest.raises(errors.TooManyComments, match="1 comments"):
        remarks.comment(user=who.editor, assessment=found, text="?", site=SITE)
    assert Comment.objects.count() == 1
