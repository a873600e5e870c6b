"""The steps of an assessment: who may take each, from which status, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from assessments.models import Assessment, AssessmentStep, ProcedureVolume
from assessments.sign_off.services import refusals as errors
from assessments.sign_off.services import steps as assessments
from benchmarks import library
from tests import factories as make
from tests.pages.records import YEAR
from tests.sign_off.records import SITE, STAGES, People, at_stage, benchmark, draft, people

pytestmark = pytest.mark.django_db

ROLES = ("director", "editor", "consultant", "root")
# Each step: its call, who may take it, from which stages, and the status it leads to.
Step = Callable[..., Assessment]
STEPS: dict[str, tuple[Step, dict[str, str], set[str], set[str], str]] = {
    "submit": (assessments.submit, {}, {"director", "root"}, {"draft"}, "submitted"),
    "take_back": (assessments.take_back, {}, {"director", "root"}, {"submitted"}, "draft"),
    "request_correction": (
        assessments.request_correction,
        {"reason": "Please check."},
        {"consultant", "root"},
        {"submitted", "reviewed"},
        "draft",
    ),
    "accept": (assessments.accept, {}, {"consultant", "root"}, {"submitted"}, "reviewed"),
    "sign_off": (assessments.sign_off, {}, {"consultant", "root"}, {"reviewed"}, "signed_off"),
    "reopen": (
        assessments.reopen,
        {"reason": ""},
        {"director", "root"},
        {"signed_off"},
        "draft",
    ),
}


@pytest.fixture
def who() -> People:
    return people()


def person(who: People, role: str) -> Any:
    return getattr(who, role)


def state() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Assessment, AssessmentStep)]


def test_start_makes_a_draft_with_its_first_step(who: People) -> None:
    found = draft(who)
    assert (found.status, found.revision, found.created_by) == ("draft", 1, who.director)
    assert found.benchmark_key == ("german-three-pillar", "1.0")
    step = found.steps.get()
    assert (step.event, step.before, step.after, step.by) == ("started", "", "draft", who.director)


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("role", ROLES)
def test_step_is_taken_by_its_roles_only(who: People, name: str, role: str) -> None:
    call, words, roles, stages, after = STEPS[name]
    found = at_stage(who, min(stages, key=STAGES.index))
    before = state()
    given = {"user": person(who, role), "assessment": found, "site": SITE} | words
    if role not in roles:
        with pytest.raises(PermissionDenied):
            call(**given)
        assert state() == before
        return
    changed = call(**given)
    assert changed.status == after
    step = AssessmentStep.objects.latest("pk")
    assert (step.assessment, step.by, step.after) == (changed, person(who, role), after)
    assert step.reason == words.get("reason", "")


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("stage", STAGES)
def test_step_from_another_status_is_refused_and_changes_nothing(
    who: People, name: str, stage: str
) -> None:
    call, words, _roles, stages, _after = STEPS[name]
    if stage in stages:
        return
    found = at_stage(who, stage)
    before = state()
    with pytest.raises(errors.AssessmentRefused):
        call(user=who.root, assessment=found, site=SITE, **words)
    assert state() == before


def test_outsider_may_take_no_step(who: People) -> None:
    found = at_stage(who, "reviewed")
    outsider = make.user(role="director", of=make.department())
    for call, words, *_rest in STEPS.values():
        with pytest.raises(PermissionDenied):
            call(user=outsider, assessment=found, site=SITE, **words)


@pytest.mark.parametrize(
    ("stage", "call", "text"),
    [
        ("draft", assessments.sign_off, "This assessment is a draft: submit it first."),
        ("submitted", assessments.sign_off, "It has to be accepted first."),
        ("reviewed", assessments.accept, "Consultant Muster has already accepted this."),
        ("signed_off", assessments.sign_off, "Consultant Muster has already signed this off."),
    ],
)
def test_refusal_says_in_words_what_somebody_else_did(
    who: People, stage: str, call: Step, text: str
) -> None:
    with pytest.raises(errors.AssessmentRefused, match=text):
        call(user=who.root, assessment=at_stage(who, stage), site=SITE)


def test_stale_page_cannot_decide_twice(who: People) -> None:
    seen = at_stage(who, "submitted")
    same = Assessment.objects.get(pk=seen.pk)
    assessments.accept(user=who.consultant, assessment=seen, site=SITE)
    with pytest.raises(errors.IsReviewed):
        assessments.accept(user=who.root, assessment=same, site=SITE)


def test_correction_empties_who_submitted_and_reviewed_but_the_steps_stay(who: People) -> None:
    found = at_stage(who, "reviewed")
    found = assessments.request_correction(
        user=who.consultant, assessment=found, reason="  Volumes of 2024?  ", site=SITE
    )
    assert (found.submitted_by, found.submitted_at) == (None, None)
    assert (found.reviewed_by, found.reviewed_at) == (None, None)
    events = [(step.event, step.reason) for step in found.steps.all()]
    assert events == [
        ("started", ""),
        ("submitted", ""),
        ("accepted", ""),
        ("correction", "Volumes of 2024?"),
    ]


@pytest.mark.parametrize(
    ("reason", "error"),
    [("", errors.NothingWritten), (" \n ", errors.NothingWritten), ("x" * 10_000, errors.TooLong)],
)
def test_correction_without_a_reason_one_can_read_is_refused(
    who: People, reason: str, error: type[errors.AssessmentRefused]
) -> None:
    found = at_stage(who, "submitted")
    with pytest.raises(error):
        assessments.request_correction(
            user=who.consultant, assessment=found, reason=reason, site=SITE
        )
    found.refresh_from_db()
    assert found.status == "submitted"


def test_second_start_leads_to_the_first_and_a_signed_off_one_has_to_be_reopened(
    who: People,
) -> None:
    found = draft(who)
    with pytest.raises(errors.AlreadyOpen) as refused:
        draft(who)
    assert refused.value.assessment == found
    signed = at_stage(who, "signed_off", YEAR - 1)
    with pytest.raises(errors.ReopenInstead) as told:
        draft(who, YEAR - 1)
    assert told.value.assessment == signed


def test_another_benchmark_of_the_same_year_is_another_assessment(who: People) -> None:
    first = draft(who)
    other = assessments.start(
        user=who.director,
        department=who.department,
        year=YEAR,
        benchmark=library.load("us-acss"),
        site=SITE,
    )
    assert (other.benchmark_id, other.revision) == ("us-acss", 1)
    assert first.pk != other.pk


@pytest.mark.parametrize("role", ["editor", "consultant"])
def test_only_directors_and_administrators_start(who: People, role: str) -> None:
    with pytest.raises(PermissionDenied):
        assessments.start(
            user=person(who, role),
            department=who.department,
            year=YEAR,
            benchmark=benchmark(),
            site=SITE,
        )


def test_year_without_records_is_not_submitted(who: People) -> None:
    found = draft(who, 2001)
    with pytest.raises(errors.NothingToJudge, match="Nothing is recorded for 2001"):
        assessments.submit(user=who.director, assessment=found, site=SITE)


def test_year_emptied_after_the_review_is_not_signed_off(who: People) -> None:
    found = at_stage(who, "reviewed")
    ProcedureVolume.objects.filter(department=who.department).delete()
    who.department.outcomerecords.all().delete()
    who.department.facilityfacts.all().delete()
    with pytest.raises(errors.NothingToJudge):
        assessments.sign_off(user=who.consultant, assessment=found, site=SITE)
    found.refresh_from_db()
    assert found.status == "reviewed"


def test_reopening_starts_the_next_revision_and_leaves_the_signed_off_one(who: People) -> None:
    signed = at_stage(who, "signed_off")
    before = Assessment.objects.filter(pk=signed.pk).values().get()
    following = assessments.reopen(
        user=who.director, assessment=signed, reason="Late outcomes.", site=SITE
    )
    assert (following.revision, following.status, following.report) == (2, "draft", None)
    assert Assessment.objects.filter(pk=signed.pk).values().get() == before
    with pytest.raises(errors.AlreadyOpen):
        assessments.reopen(user=who.director, assessment=signed, reason="", site=SITE)
    step = following.steps.get()
    assert (step.event, step.reason) == ("reopened", "Late outcomes.")


def test_database_keeps_one_open_revision_a_year_and_benchmark() -> None:
    first = make.assessment()
    with pytest.raises(IntegrityError), transaction.atomic():
        make.assessment(department=first.department, revision=2)
    make.assessment(department=first.department, revision=2, status="signed_off")


def test_a_department_with_assessments_is_not_deleted_by_mistake(who: People) -> None:
    draft(who)
    with pytest.raises(ProtectedError):
        who.department.delete()


def test_assessments_are_visible_with_their_department(who: People) -> None:
    mine, other = draft(who), make.assessment()
    assert list(Assessment.objects.visible_to(who.editor)) == [mine]
    assert set(Assessment.objects.visible_to(who.root)) == {mine, other}
    assert not Assessment.objects.visible_to(make.user()).exists()


def test_an_assessment_goes_to_and_fro_a_bounded_number_of_times_a_day(
    who: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assessments, "MOST_STEPS_A_DAY", 3)
    found = at_stage(who, "submitted")
    found = assessments.take_back(user=who.director, assessment=found, site=SITE)
    before = state()
    with pytest.raises(errors.TooManySteps, match="3 steps within a day"):
        assessments.submit(user=who.director, assessment=found, site=SITE)
    assert state() == before
    AssessmentStep.objects.update(at=timezone.now() - timedelta(hours=25))
    assessments.submit(user=who.director, assessment=found, site=SITE)
