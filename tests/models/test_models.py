"""What the database refuses, who sees which department, and choices equal to the engine's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, models, transaction

from assessments.models import (
    Department,
    Hospital,
    ImportBatch,
    Membership,
    OfficialCode,
    User,
    choices,
)
from benchmarks.library import definition, recipes
from benchmarks.records import record_tables
from tests import factories

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)
Builder = Callable[..., models.Model]


def membership(**values: Any) -> Membership:
    defaults: dict[str, Any] = {"user": factories.user(), "role": "editor"}
    return Membership.objects.create(**defaults | values)


# One value, or two that do not go together, for every check of the database.
def official_code(**values: Any) -> OfficialCode:
    if "of" not in values:
        values["of"] = factories.official_list()
    defaults: dict[str, Any] = {"code": "58310", "title": "Beispiel", "is_terminal": True}
    return OfficialCode.objects.create(**defaults | values)


CHECKS: dict[str, tuple[Builder, dict[str, Any]]] = {
    "department_care_tier_known": (factories.department, {"care_tier": "x"}),
    "membership_of_hospital_or_department": (membership, {}),
    "import_kind_known": (factories.import_batch, {"kind": "x"}),
    "import_status_known": (factories.import_batch, {"status": "x"}),
    "run_state_known": (factories.import_run, {"state": "x"}),
    "import_year_in_range": (factories.import_batch, {"year": 1989}),
    "import_confirmed_by_with_confirmed_at": (
        factories.import_batch,
        {"status": "preview", "confirmed_at": NOON},
    ),
    "import_undone_by_with_undone_at": (factories.import_batch, {"undone_at": NOON}),
    "outcome_year_in_range": (factories.outcome, {"year": 2101}),
    "outcome_pillar_known": (factories.outcome, {"pillar": "DEG"}),
    "outcome_outcome_known": (factories.outcome, {"outcome": "x"}),
    "outcome_counted_by_known": (factories.outcome, {"counted_by": "x"}),
    "outcome_events_not_above_cases": (factories.outcome, {"cases": 4, "events": 5}),
    "outcome_has_observed_cases": (factories.outcome, {"cases": 0, "events": 0}),
    "fact_year_in_range": (factories.fact, {"year": 1989}),
    "fact_not_negative": (factories.fact, {"value": -0.5}),
    "unavailable_year_in_range": (factories.unavailable, {"year": 1989}),
    "unavailable_has_reason": (factories.unavailable, {"reason": ""}),
    "complete_section_year_in_range": (factories.complete, {"year": 1989}),
    "complete_section_section_known": (factories.complete, {"section": "x"}),
    "partnership_kind_known": (factories.partnership, {"kind": "x"}),
    "partnership_since_year_in_range": (factories.partnership, {"since_year": 1949}),
    "partnership_since_year_not_above_until_year": (
        factories.partnership,
        {"since_year": 2018, "until_year": 2017},
    ),
    "partnership_since_year_not_above_written_since_year": (
        factories.partnership,
        {"since_year": 2018, "written_since_year": 2017},
    ),
    "clinic_pillar_known": (factories.clinic, {"pillar": "DEG"}),
    "clinic_since_year_in_range": (factories.clinic, {"since_year": 1949}),
    "clinic_since_year_not_above_until_year": (
        factories.clinic,
        {"since_year": 2018, "until_year": 2017},
    ),
    "surgeon_specialty_known": (factories.surgeon, {"specialty": "x"}),
    "surgeon_position_known": (factories.surgeon, {"position": "x"}),
    "surgeon_birth_year_in_range": (factories.surgeon, {"birth_year": 1899}),
    "surgeon_start_year_in_range": (factories.surgeon, {"start_year": 1949}),
    "surgeon_start_year_not_above_leave_year": (
        factories.surgeon,
        {"start_year": 2018, "leave_year": 2017},
    ),
    "certificate_kind_known": (factories.certificate, {"kind": "x"}),
    "certificate_issued_on_not_above_expires_on": (
        factories.certificate,
        {"issued_on": date(2020, 1, 2), "expires_on": date(2020, 1, 1)},
    ),
    "training_pillar_known": (factories.training, {"pillar": "DEG"}),
    "training_kind_known": (factories.training, {"kind": "x"}),
    "training_status_known": (factories.training, {"status": "x"}),
    "training_starts_on_not_above_ends_on": (
        factories.training,
        {"starts_on": date(2020, 1, 2), "ends_on": date(2020, 1, 1)},
    ),
    "training_completed_has_end": (factories.training, {"status": "completed", "ends_on": None}),
    "volume_year_in_range": (factories.volume, {"year": 2101}),
    "volume_half_known": (factories.volume, {"half": 3}),
    "volume_pathology_known": (factories.volume, {"pathology": "x"}),
    "volume_technique_known": (factories.volume, {"technique": "x"}),
    "volume_group_known": (factories.volume, {"group": "x"}),
    "volume_technique_family_known": (factories.volume, {"technique_family": "x"}),
    "volume_complexity_known": (factories.volume, {"complexity": "x"}),
    "volume_family_only_minimally_invasive": (
        factories.volume,
        {"technique": "open", "technique_family": "ube"},
    ),
    "volume_suppressed_is_small": (factories.volume, {"suppressed": True, "operations": 4}),
    "estimate_year_in_range": (factories.estimate, {"year": 2101}),
    "estimate_category_known": (factories.estimate, {"category": "x"}),
    "estimate_low_not_above_likely": (factories.estimate, {"low": 6, "likely": 5}),
    "estimate_likely_not_above_high": (factories.estimate, {"likely": 6, "high": 5, "low": 1}),
    "membership_role_known": (membership, {"role": "x"}),
    "assessment_status_known": (factories.assessment, {"status": "x"}),
    "assessment_year_in_range": (factories.assessment, {"year": 1989}),
    "assessment_submitted_by_with_submitted_at": (
        factories.assessment,
        {"status": "submitted", "submitted_by": None},
    ),
    "assessment_reviewed_by_with_reviewed_at": (
        factories.assessment,
        {"status": "reviewed", "reviewed_by": None},
    ),
    "assessment_signed_off_by_with_signed_off_at": (
        factories.assessment,
        {"status": "signed_off", "signed_off_by": None},
    ),
    "assessment_steps_match_status": (
        factories.assessment,
        {"status": "reviewed", "submitted_by": None, "submitted_at": None},
    ),
    "assessment_frozen_when_signed_off": (
        factories.assessment,
        {"status": "signed_off", "report": None},
    ),
    "assessment_step_is_a_transition": (factories.assessment_step, {"after": "signed_off"}),
    "assessment_step_correction_has_reason": (
        factories.assessment_step,
        {"event": "correction", "before": "submitted", "after": "draft"},
    ),
    "comment_section_known": (factories.comment, {"section": "x"}),
    "comment_on_one_thing": (
        factories.comment,
        {"section": "volumes", "measure_id": "mis_operations"},
    ),
    "comment_has_text": (factories.comment, {"text": ""}),
    "comment_resolved_by_with_resolved_at": (factories.comment, {"resolved_at": NOON}),
    "notice_event_known": (factories.notice, {"event": "x"}),
    "code_override_system_known": (factories.code_override, {"system": "x"}),
    "code_override_counts_known": (factories.code_override, {"counts": "x"}),
    "code_override_pathology_known": (factories.code_override, {"pathology": "x"}),
    "code_override_family_known": (factories.code_override, {"family": "x"}),
    "code_override_technique_known": (factories.code_override, {"technique": "x"}),
    "code_override_has_reason": (factories.code_override, {"reason": ""}),
    "code_override_differs": (
        factories.code_override,
        dict.fromkeys(("counts", "pathology", "family", "technique"), ""),
    ),
    "official_list_year_in_range": (factories.official_list, {"year": 1989}),
}
# What may exist once only: the builder, and the names of the values that must not come again.
ONCE: dict[str, tuple[Builder, tuple[str, ...]]] = {
    "department_once_a_hospital": (factories.department, ("hospital", "name")),
    "membership_once_a_hospital": (membership, ("user", "hospital")),
    "membership_once_a_department": (membership, ("user", "department")),
    "department_key_once": (factories.department_key, ("department",)),
    "surgeon_alias_once": (factories.surgeon_alias, ("department",)),
    "import_one_estimate_a_year": (factories.import_batch, ("department", "year")),
    "run_once_for_the_same_files": (factories.import_run, ("department", "digest")),
    "outcome_once": (factories.outcome, ("department", "year", "pillar", "outcome")),
    "fact_once": (factories.fact, ("department", "year", "input_id")),
    "unavailable_once": (factories.unavailable, ("department", "year", "input_id")),
    "draft_once_a_form": (factories.draft, ("user", "path")),
    "assessment_revision_once": (
        factories.assessment,
        ("department", "year", "benchmark_id", "benchmark_version", "revision", "status"),
    ),
    "assessment_one_open": (
        factories.assessment,
        ("department", "year", "benchmark_id", "benchmark_version"),
    ),
    "complete_section_once": (factories.complete, ("department", "year", "section")),
    "partnership_once": (factories.partnership, ("department", "partner", "kind")),
    "clinic_once": (factories.clinic, ("department", "pillar", "name")),
    "surgeon_code_once": (factories.surgeon, ("department", "code")),
    "certificate_once": (factories.certificate, ("surgeon", "kind", "issued_on")),
    "volume_once_a_surgeon": (factories.volume, ("surgeon", "department")),
    "volume_once_a_department": (factories.volume, ("department",)),
    "estimate_once": (factories.estimate, ("batch", "category")),
    "code_override_once": (factories.code_override, ("hospital", "system", "prefix")),
    "official_list_once_a_year": (factories.official_list, ("system", "year")),
    "official_code_once_a_list": (official_code, ("of", "code")),
}


def needed_for(name: str) -> dict[str, Any]:
    """What the builder does not choose by itself for this constraint."""
    values: dict[str, Callable[[], dict[str, Any]]] = {
        "volume_once_a_surgeon": lambda: {"surgeon": factories.surgeon()},
        "membership_role_known": lambda: {"department": factories.department()},
        "membership_once_a_hospital": lambda: {"hospital": factories.hospital()},
        "membership_once_a_department": lambda: {"department": factories.department()},
        "estimate_year_in_range": lambda: {"batch": factories.import_batch()},
        "fact_once": lambda: {"input_id": "navigation"},
        "assessment_revision_once": lambda: {"status": "signed_off"},
    }
    return values.get(name, dict)()


def refuse(build: Builder, values: dict[str, Any]) -> str:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        build(**values)
    return str(refused.value)


@pytest.mark.parametrize("name", CHECKS)
def test_the_database_refuses_values_that_cannot_be(name: str) -> None:
    build, values = CHECKS[name]
    assert name in refuse(build, needed_for(name) | values)


@pytest.mark.parametrize("name", ONCE)
def test_the_database_refuses_the_same_record_twice(name: str) -> None:
    build, identity = ONCE[name]
    first = build(**needed_for(name))
    refuse(build, {field: getattr(first, field) for field in identity})


def test_every_constraint_is_tried() -> None:
    constraints = {
        constraint.name
        for model in apps.get_app_config("assessments").get_models()
        for constraint in model._meta.constraints
    }
    assert constraints == set(CHECKS) | set(ONCE)


def test_a_membership_is_not_of_a_hospital_and_a_department_at_once() -> None:
    department = factories.department()
    both = {"hospital": department.hospital, "department": department}
    assert "membership_of_hospital_or_department" in refuse(membership, both)


def test_only_one_import_of_a_year_is_confirmed_but_previews_may_wait_beside_it() -> None:
    confirmed = factories.import_batch()
    same = {"department": confirmed.department, "year": confirmed.year}
    for status in ("preview", "superseded", "undone"):
        factories.import_batch(status=status, **same)
    assert ImportBatch.objects.filter(**same).count() == 4


def test_a_surgeon_with_volumes_is_not_deleted_by_mistake() -> None:
    surgeon = factories.surgeon()
    factories.volume(surgeon=surgeon)
    with pytest.raises(models.ProtectedError):
        surgeon.delete()


# Who sees what ------------------------------------------------------------------------------


class People:
    """Two hospitals; alice directs one, bob edits a department, charlie belongs nowhere."""

    def __init__(self) -> None:
        self.north, self.south = factories.hospital(), factories.hospital()
        self.north_one = factories.department(hospital=self.north)
        self.north_two = factories.department(hospital=self.north)
        self.south_one = factories.department(hospital=self.south)
        self.alice = factories.user(username="alice", role="director", of=self.north)
        self.bob = factories.user(username="bob", role="editor", of=self.south_one)
        factories.membership(user=self.bob, role="consultant", of=self.north_two)
        self.charlie = factories.user(username="charlie")
        self.root = factories.administrator(username="root")


@pytest.fixture
def people(db: None) -> People:
    return People()


def seen(person: User | AnonymousUser) -> set[Department]:
    return set(Department.objects.visible_to(person))


def written(person: User | AnonymousUser) -> set[Department]:
    return set(Department.objects.writable_by(person))


def test_a_director_of_a_hospital_sees_and_writes_all_its_departments(people: People) -> None:
    assert seen(people.alice) == written(people.alice) == {people.north_one, people.north_two}


def test_a_consultant_sees_what_only_an_editor_writes(people: People) -> None:
    assert seen(people.bob) == {people.south_one, people.north_two}
    assert written(people.bob) == {people.south_one}


def test_a_person_without_membership_sees_nothing(people: People) -> None:
    assert seen(people.charlie) == written(people.charlie) == set()
    assert seen(AnonymousUser()) == written(AnonymousUser()) == set()


def test_an_administrator_sees_and_writes_everything(people: People) -> None:
    everything = {people.north_one, people.north_two, people.south_one}
    assert seen(people.root) == written(people.root) == everything


def test_a_department_seen_for_two_reasons_is_listed_once(people: People) -> None:
    factories.membership(user=people.alice, role="editor", of=people.north_one)
    assert Department.objects.visible_to(people.alice).count() == 2
    assert Department.objects.writable_by(people.alice).count() == 2


def test_a_new_department_of_the_hospital_is_seen_at_once(people: People) -> None:
    new = factories.department(hospital=people.north)
    assert new in seen(people.alice)
    assert new not in seen(people.bob)


def test_imports_are_visible_with_their_department(people: People) -> None:
    batches = {
        department: factories.import_batch(department=department, uploaded_by=people.root)
        for department in (people.north_one, people.south_one)
    }
    for person, department in ((people.alice, people.north_one), (people.bob, people.south_one)):
        assert list(ImportBatch.objects.visible_to(person)) == [batches[department]]
    assert not ImportBatch.objects.visible_to(people.charlie).exists()


# Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kept", "engine"),
    [
        (choices.Pillar, recipes.Pillar),
        (choices.Pathology, recipes.Pathology),
        (choices.PathologyGroup, recipes.Group),
        (choices.Technique, recipes.Technique),
        (choices.TechniqueFamily, recipes.TechniqueFamily),
        (choices.Complexity, recipes.Complexity),
        (choices.EstimateCategory, recipes.EstimateCategory),
        (choices.TrainingKind, recipes.TrainingKind),
        (choices.TrainingStatus, record_tables.TrainingStatus),
        (choices.PartnerKind, recipes.PartnerKind),
        (choices.Outcome, recipes.Outcome),
        (choices.Section, record_tables.Declared),
        (choices.ProfileSection, definition.Section),
    ],
)
def test_records_and_recipes_use_the_same_words(
    kept: type[models.TextChoices], engine: Any
) -> None:
    assert set(kept.values) == set(get_args(engine))


def test_records_read_as_a_person_would_name_them_and_surgeons_by_code_unless_asked() -> None:
    hospital = Hospital(name="Klinikum Teststadt")
    assert str(Department(hospital=hospital, name="Spine")) == "Klinikum Teststadt – Spine"
    named, unnamed = factories.surgeon(code="S8", name="Dr. Probe"), factories.surgeon(code="S7")
    assert (str(named), str(unnamed)) == ("S8", "S7")
    assert named.shown(by_name=True) == "Dr. Probe (S8)"
    assert named.shown(by_name=False) == "S8"
    assert unnamed.shown(by_name=True) == "S7"
