"""A case list in preview for another department, or in another code system, without its file."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.imports.batches.services.refusals import (
    AlreadyImported,
    AlreadyInPreview,
    ClassifiedOtherwise,
    NotInPreview,
    SystemDoesNotFit,
)
from assessments.imports.case_lists.reading.contents import CaseListDetails, CaseListRows
from assessments.imports.case_lists.services import importing as case_imports
from assessments.imports.case_lists.services import rereading
from assessments.imports.files.source_files import SourceFile
from assessments.models import Department, ImportBatch, ProcedureVolume, Surgeon, User
from tests import factories
from tests.imports.case_lists.lists import TEMPLATE, files, p21

pytestmark = pytest.mark.django_db

# In ICD-9-CM, and in the Chinese list as well: the second code only there, the third only here.
NINE = (
    "case;date;main_dx;procedures;surgeon\n"
    "1;2024-03-05;M41.1;81.08;Weber\n"
    "2;2024-03-06;M51.1;80.5107;Kern\n"
    "3;2023-03-06;M51.1;80.51;Kern\n"
)


@pytest.fixture
def department() -> Department:
    return factories.department(name="Neurosurgery")


@pytest.fixture
def other(department: Department) -> Department:
    return factories.department(hospital=department.hospital, name="Orthopaedics")


@pytest.fixture
def director(department: Department) -> User:
    return factories.user(role="director", of=department.hospital)


def proposed(
    user: User, department: Department, sources: list[SourceFile], **options: Any
) -> ImportBatch:
    return case_imports.propose(user=user, department=department, files=sources, **options)


def other_systems(batch: ImportBatch) -> dict[str, int]:
    """Spine operations by each other system in which the files were read."""
    return {system: one.total for system, one in CaseListRows.read(batch).other_systems.items()}


def read_so(batch: ImportBatch) -> tuple[int | None, str]:
    """Operations that are taken, and the system of the diagnoses."""
    details = CaseListDetails.read(batch)
    return details.operations, details.diagnosis_system


def reread(user: User, batch: ImportBatch, **changed: Any) -> ImportBatch:
    asked = {"department": batch.department, "system": batch.code_system, **changed}
    return rereading.reread(user=user, batch=batch, **asked)


def test_preview_moves_to_another_department_with_its_keys_and_surgeons(
    director: User, department: Department, other: Department
) -> None:
    factories.surgeon(department=department, code="S1")
    theirs = factories.surgeon(department=other, code="S2")
    batch = proposed(director, department, files(template=TEMPLATE))
    ours = Surgeon.objects.get(department=department).pk
    assert sorted(filter(None, CaseListDetails.read(batch).surgeons)) == [ours]
    batch = reread(director, batch, department=other)
    assert batch.department == other
    assert sorted(filter(None, CaseListDetails.read(batch).surgeons)) == [theirs.pk]
    case_imports.confirm(user=director, batch=batch)
    assert set(ProcedureVolume.objects.values_list("department", flat=True)) == {other.pk}

    # What was remembered for each department holds there.
    first = proposed(director, department, p21())
    keys = list(CaseListDetails.read(first).departments)
    case_imports.choose(
        user=director, batch=first, departments=["HA1700"], years=[2024], surgeons={}
    )
    moved = reread(director, first, department=other)
    details = CaseListDetails.read(moved)
    assert (details.departments, details.years) == (keys, [2024])
    back = reread(director, moved, department=department)
    assert CaseListDetails.read(back).departments == ["HA1700"]


def test_same_files_there_are_refused_and_nothing_moves(
    director: User, department: Department, other: Department
) -> None:
    batch = proposed(director, department, files(template=TEMPLATE))
    theirs = proposed(director, other, files(template=TEMPLATE))
    with pytest.raises(AlreadyInPreview):
        reread(director, batch, department=other)
    case_imports.confirm(user=director, batch=theirs)
    with pytest.raises(AlreadyImported, match="was imported for 2024 before"):
        reread(director, batch, department=other)
    batch.refresh_from_db()
    assert batch.department == department
    with pytest.raises(NotInPreview):
        reread(director, theirs, department=other)


def test_preview_only_moves_where_the_user_may_record(
    director: User, department: Department
) -> None:
    batch = proposed(director, department, files(template=TEMPLATE))
    with pytest.raises(PermissionDenied):
        reread(director, batch, department=factories.department())
    stranger = factories.user(role="director", of=factories.department())
    with pytest.raises(PermissionDenied):
        reread(stranger, batch, department=department)


def test_preview_read_by_what_a_hospital_classifies_otherwise_stays_in_that_hospital(
    director: User, department: Department, other: Department
) -> None:
    factories.code_override(hospital=department.hospital, changed_by=director)
    elsewhere = factories.department()
    factories.membership(user=director, role="director", of=elsewhere)
    batch = proposed(director, department, files(template=TEMPLATE))
    with pytest.raises(ClassifiedOtherwise, match="Upload the files again for that department"):
        reread(director, batch, department=elsewhere)
    assert reread(director, batch, department=other).department == other


def test_codes_that_fit_two_systems_are_kept_in_both_and_can_be_changed_and_back(
    director: User, department: Department
) -> None:
    batch = proposed(director, department, files(nine=NINE), system="ICD9CM3_CN")
    assert other_systems(batch) == {"ICD9CM3": 2}
    assert read_so(batch) == (3, "ICD10CN")
    before = batch.rows, batch.findings
    batch = reread(director, batch, system="ICD9CM3")
    assert read_so(batch) == (2, "ICD10")
    assert other_systems(batch) == {"ICD9CM3_CN": 3}
    batch = reread(director, batch, system="ICD9CM3_CN")
    assert (batch.rows, batch.findings) == before
    with pytest.raises(SystemDoesNotFit):
        reread(director, batch, system="OPS")
    # As if the files had been uploaded for the other system.
    other = proposed(director, department, files(nine=NINE), system="ICD9CM3")
    again = reread(director, other, system="ICD9CM3_CN")
    assert case_imports.chosen_cases(again) == case_imports.chosen_cases(batch)


def test_codes_of_one_system_only_leave_nothing_to_choose(
    director: User, department: Department
) -> None:
    for sources in (files(template=TEMPLATE), p21()):
        batch = proposed(director, department, sources)
        assert other_systems(batch) == {}


def test_years_that_were_left_out_stay_out(director: User, department: Department) -> None:
    batch = proposed(director, department, files(nine=NINE), system="ICD9CM3_CN", year=2024)
    batch = reread(director, batch, system="ICD9CM3")
    assert CaseListDetails.read(batch).years == [2024]


def test_page_offers_departments_and_systems_and_says_what_was_done(
    client: Client, director: User, department: Department, other: Department
) -> None:
    client.force_login(director)
    upload = SimpleUploadedFile("nine.csv", NINE.encode())
    answers = {"department": department.pk, "file": [upload], "system": "ICD9CM3_CN"}
    shown = text_of(client.post(reverse("import_new"), answers, follow=True))
    assert "ICD-9-CM, volume 3: 2 spine operations in the files" in shown
    batch = ImportBatch.objects.get()
    address = reverse("import_reread", args=[batch.pk])
    shown = text_of(client.post(address, {"department": other.pk, "system": "nonsense"}))
    assert 'href="#id_system"' in shown
    answers = {"department": other.pk, "system": "ICD9CM3"}
    shown = text_of(client.post(address, answers, follow=True))
    assert "counted again by your choice" in shown
    assert "Orthopaedics" in shown
    assert "2 spine operations in 2023–2024" in shown
    batch.refresh_from_db()
    assert (batch.department, batch.code_system) == (other, "ICD9CM3")


def test_page_of_one_department_and_system_asks_nothing(
    client: Client, director: User, department: Department
) -> None:
    client.force_login(director)
    batch = proposed(director, department, files(template=TEMPLATE))
    shown = text_of(client.get(reverse("import_preview", args=[batch.pk])))
    assert "Read for another department" not in shown
    assert "The codes fit no other one." in shown


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())
