"""What a preview calls the entries that change."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from assessments.imports.profile_workbook.presenters.changes import page_of
from assessments.imports.profile_workbook.services import importing as profile_imports
from assessments.models import OutpatientClinic, Partnership, TrainingRecord
from tests import factories as make
from tests.imports.profile_workbook.workbooks import downloaded, proposal, with_cell, with_row
from tests.pages.records import recorded_department

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("by_name", [True, False])
def test_entries_go_by_their_names_and_surgeons_as_the_reader_may_see_them(
    by_name: bool, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    department = recorded_department()
    user = make.user(role="editor", of=department)
    training = TrainingRecord.objects.get(department=department)
    clinic = OutpatientClinic.objects.get(department=department)
    partner = Partnership.objects.get(department=department)
    data = downloaded(department)
    data = with_cell(data, "department", "department", "beds", 40)
    data = with_cell(data, "trainings", str(training.pk), "supervised_cases", 33)
    data = with_cell(data, "clinics", str(clinic.pk), "sessions_per_month", 9)
    data = with_cell(data, "partnerships", str(partner.pk), "remove", "remove")
    data = with_row(
        data,
        "surgeons",
        code="S7",
        name="Dr Eibe",
        specialty="Neurosurgery",
        position="Resident",
        start_year=2020,
    )
    batch = profile_imports.propose(
        user=user, department=department, proposed=proposal(user, department, data)
    )
    with django_assert_max_num_queries(16):
        page = page_of(batch, by_name=by_name)
    lead = "Dr Ahorn (S1)" if by_name else "S1"
    assert [str(row[0]) for table in page.tables for row in table.rows] == [
        "Spine surgery",
        "S7",
        f"{lead} · Fellowship · Deformity",
        f"{partner.partner} · {partner.get_kind_display()}",
        f"{clinic.get_pillar_display()} · {clinic.name}",
    ]
    shown = " ".join(str(cell) for table in page.tables for row in table.rows for cell in row)
    assert ("Dr Eibe" in shown) == by_name
    profile_imports.confirm(user=user, batch=batch)
    batch.refresh_from_db()
    assert "Spine surgery" in str(page_of(batch, by_name=by_name).tables[0].rows[0][0])
