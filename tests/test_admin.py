"""The administration: every list and form opens, searches, and stays in its number of queries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.imports.code_lists.services import importing as imports
from assessments.models import Assessment, FacilityFact, ImportBatch, OfficialList, Surgeon
from tests import factories

pytestmark = pytest.mark.django_db

# One builder for every model that has a list of its own.
BUILDERS: dict[str, Callable[[], models.Model]] = {
    "user": factories.user,
    "hospital": factories.hospital,
    "department": factories.department,
    "membership": lambda: factories.membership(
        user=factories.user(), role="editor", of=factories.department()
    ),
    "surgeon": factories.surgeon,
    "trainingrecord": factories.training,
    "procedurevolume": lambda: factories.volume(surgeon=factories.surgeon()),
    "partnership": factories.partnership,
    "outpatientclinic": factories.clinic,
    "outcomerecord": factories.outcome,
    "facilityfact": factories.fact,
    "unavailableinput": factories.unavailable,
    "surgeonalias": factories.surgeon_alias,
    "departmentkey": factories.department_key,
    "completesection": factories.complete,
    "assessment": lambda: (
        factories.comment(assessment=factories.assessment_step().assessment).assessment
    ),
    "importbatch": lambda: factories.estimate().batch,
    "importrun": factories.import_run,
    "columnassignment": factories.column_assignment,
    "codeoverride": factories.code_override,
    "officiallist": lambda: factories.official_list(year=2000 + OfficialList.objects.count()),
}
# Made by importing, and only looked at here.
LOOK_ONLY = {
    "assessment",
    "importbatch",
    "importrun",
    "columnassignment",
    "codeoverride",
    "officiallist",
}
# Edited within the form of the record they belong to.
INLINE = {"assessmentstep", "certificate", "comment", "notice", "volumeestimate"}
# What people have not saved is theirs alone.
PRIVATE = {"draft"}
# Tens of thousands, with a page of their own.
ELSEWHERE = {"officialcode"}


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(factories.administrator())
    return client


def address(name: str, action: str, *args: object) -> str:
    return reverse(f"admin:assessments_{name}_{action}", args=args)


def test_every_model_is_administered() -> None:
    models_of_app = {
        model._meta.model_name
        for model in apps.get_app_config("assessments").get_models()
        if not hasattr(model, "instance_type")  # a table of past states has pages of its own
    }
    registered = {
        m._meta.model_name for m in admin.site._registry if m._meta.app_label == "assessments"
    }
    assert registered == set(BUILDERS)
    assert models_of_app == set(BUILDERS) | INLINE | PRIVATE | ELSEWHERE


@pytest.mark.parametrize("name", BUILDERS)
def test_lists_take_the_same_queries_for_one_row_and_for_many(name: str, root: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert root.get(address(name, "changelist"), {"q": "Teststadt"}).status_code == 200
            assert root.get(address(name, "changelist")).status_code == 200
        return len(captured)

    BUILDERS[name]()
    few = queries()
    for _number in range(5):
        BUILDERS[name]()
    assert queries() == few


@pytest.mark.parametrize("name", BUILDERS)
def test_every_record_opens(name: str, root: Client) -> None:
    record = BUILDERS[name]()
    assert root.get(address(name, "change", record.pk)).status_code == 200


@pytest.mark.parametrize("name", sorted(set(BUILDERS) - LOOK_ONLY))
def test_every_record_can_be_added(name: str, root: Client) -> None:
    assert root.get(address(name, "add")).status_code == 200


def test_choosing_a_department_takes_the_same_queries_for_one_and_for_many(root: Client) -> None:
    chosen = {"app_label": "assessments", "model_name": "surgeon", "field_name": "department"}

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert root.get(reverse("admin:autocomplete"), chosen | {"term": "spine"}).json()
        return len(captured)

    factories.department()
    few = queries()
    for _number in range(5):
        factories.department()
    assert queries() == few


def test_imports_can_only_be_looked_at(root: Client) -> None:
    batch = factories.estimate().batch
    assert root.get(address("importbatch", "add")).status_code == 403
    assert root.post(address("importbatch", "delete", batch.pk), {"post": "yes"}).status_code == 403
    assert root.post(address("importbatch", "change", batch.pk), {"year": 2001}).status_code == 403
    assert list(ImportBatch.objects.values_list("year", flat=True)) == [factories.YEAR]
    assert batch.estimates.count() == 1


def test_assessments_can_only_be_looked_at(root: Client) -> None:
    found = factories.assessment_step().assessment
    assert root.get(address("assessment", "add")).status_code == 403
    for action, form in (("delete", {"post": "yes"}), ("change", {"year": 2001})):
        assert root.post(address("assessment", action, found.pk), form).status_code == 403
    assert list(Assessment.objects.values_list("year", flat=True)) == [factories.YEAR]


def test_a_changed_record_names_who_changed_it(root: Client) -> None:
    surgeon = factories.surgeon()
    form = {
        "department": surgeon.department_id,
        "code": "S99",
        "specialty": "trauma",
        "position": "head",
        "start_year": 2015,
        "prior_mis_cases": 0,
        "prior_def_cases": 0,
        "prior_tum_cases": 0,
        "certificates-TOTAL_FORMS": 0,
        "certificates-INITIAL_FORMS": 0,
    }
    assert root.post(address("surgeon", "change", surgeon.pk), form).status_code == 302
    changed = Surgeon.objects.select_related("recorded_by").get(pk=surgeon.pk)
    assert changed.code == "S99"
    assert changed.recorded_by is not None
    assert changed.recorded_by.is_superuser


def answer_form(fact: FacilityFact, **changes: object) -> dict[str, object]:
    kept = {"department": fact.department_id, "year": fact.year, "note": ""}
    return kept | {"input_id": fact.input_id, "value": fact.value} | changes


def test_imported_answer_changed_here_survives_the_undoing_of_its_import(root: Client) -> None:
    batch = factories.import_batch()
    fact = factories.fact(
        department=batch.department, batch=batch, source="imported", input_id="mri_available"
    )
    form = answer_form(fact, value=1)
    assert root.post(address("facilityfact", "change", fact.pk), form).status_code == 302
    imports.undo(user=factories.administrator(), batch=batch)
    fact.refresh_from_db()
    assert (fact.value, fact.source, fact.batch) == (1, "typed", None)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"value": 367}, "Possible is 0 to 366."),
        ({"value": "inf"}, "Enter a number."),
        ({"input_id": "mri_available", "value": 0.5}, "Possible is 0 to 1."),
        ({"input_id": "no_such_question"}, "No benchmark asks for this."),
        # Derived from records: an answer to it would be ignored.
        ({"input_id": "spine_operations", "value": 5}, "No benchmark asks for this."),
    ],
)
def test_answer_no_benchmark_could_count_is_refused(
    root: Client, changes: dict[str, object], told: str
) -> None:
    fact = factories.fact()
    form = answer_form(fact, **changes)
    response = root.post(address("facilityfact", "change", fact.pk), form)
    assert response.status_code == 200
    assert told in response.text
    fact.refresh_from_db()
    assert (fact.input_id, fact.value) == ("mm_conferences", 12)


def test_people_who_are_not_staff_stay_outside(client: Client) -> None:
    client.force_login(factories.user(role="director", of=factories.department()))
    assert client.get(reverse("admin:index")).status_code == 302
