"""The number of database queries does not grow with the rows of a workbook."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.import_records.problems import UnreadableFile
from assessments.imports.profile_workbook.services import importing as profile_imports
from assessments.models import Department, ProcedureVolume, User
from tests import factories as make
from tests.imports.profile_workbook.workbooks import downloaded, edited, page_of, proposal, with_row
from tests.pages.records import recorded_department

pytestmark = pytest.mark.django_db

YEARS = (2022, 2023, 2024, 2025)
GROUPS = ("adolescent", "adult", "other", "spondylolisthesis")


def grown(department: Department, surgeons: int) -> None:
    """Add surgeons with volumes of every year."""
    for number in range(surgeons):
        surgeon = make.surgeon(department=department, code=f"T{number}")
        ProcedureVolume.objects.bulk_create(
            ProcedureVolume(
                department=department,
                surgeon=surgeon,
                year=year,
                pathology="DEF",
                group=group,
                technique="open",
                operations=5,
            )
            for year in YEARS
            for group in GROUPS
        )


def one_more_everywhere(book: Any) -> None:
    """One operation more in each cell of volumes that has a number."""
    page = page_of(book, "volumes")
    for row in page.iter_rows(min_row=3, min_col=4):
        for cell in row:
            if isinstance(cell.value, int):
                cell.value += 1


def questions(user: User, department: Department) -> tuple[int, int, int]:
    """Queries of download, of the way to the preview, and of confirmation."""
    with CaptureQueriesContext(connection) as download:
        data = downloaded(department)
    data = edited(data, one_more_everywhere)
    with CaptureQueriesContext(connection) as judged:
        batch = profile_imports.propose(
            user=user, department=department, proposed=proposal(user, department, data)
        )
    with CaptureQueriesContext(connection) as confirmed:
        profile_imports.confirm(user=user, batch=batch)
    return len(download), len(judged), len(confirmed)


def test_more_rows_are_not_more_queries() -> None:
    found = []
    for surgeons in (1, 21):
        department = recorded_department()
        user = make.user(role="editor", of=department)
        grown(department, surgeons)
        found.append(questions(user, department))
    (few_down, few_up, few_done), (many_down, many_up, many_done) = found
    assert (many_down, many_up) == (few_down, few_up)
    assert few_up <= 35
    # The volumes of a surgeon are written at once, with the service of the grid.
    assert many_done - few_done <= 20 * 9


def test_no_more_changed_records_than_can_be_judged_in_time(settings: Any) -> None:
    department = recorded_department()
    user = make.user(role="editor", of=department)
    data = downloaded(department)
    for code in ("S7", "S8"):
        data = with_row(
            data,
            "surgeons",
            code=code,
            specialty="Neurosurgery",
            position="Resident",
            start_year=2020,
        )
    settings.IMPORT_LIMITS = {"profile_entries": 2}
    assert len(proposal(user, department, data).entries) == 2
    settings.IMPORT_LIMITS = {"profile_entries": 1}
    with pytest.raises(UnreadableFile, match="More than 1 entries"):
        proposal(user, department, data)
