"""The same file for two years of a department: a wrong year, unless its rows name the years."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments.imports.batches.services.refusals import (
    AlreadyImported,
    AlreadyInPreview,
    ImportedForAnotherYear,
)
from assessments.imports.code_lists.reading.recognition import read_file
from assessments.imports.code_lists.services import importing as imports
from assessments.models import Department, ImportBatch, User, VolumeEstimate
from tests import factories
from tests.imports.code_lists.test_import_pages import upload

pytestmark = pytest.mark.django_db

WITHOUT_YEAR = b"code;count\n5-831.0;120\n5-032.00;150\n"
TWO_YEARS = b"code;count;year\n5-831.0;120;2018\n5-831.0;140;2019\n"


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def director(department: Department) -> User:
    return factories.user(role="director", of=department)


def proposed(
    user: User,
    department: Department,
    year: int,
    data: bytes = WITHOUT_YEAR,
    name: str = "list.csv",
) -> ImportBatch:
    parsed = read_file(data, name)
    return imports.propose(user=user, department=department, parsed=parsed, year=year)


def test_file_without_a_year_in_force_for_one_is_refused_for_another(
    director: User, department: Department
) -> None:
    batch = proposed(director, department, 2018)
    imports.confirm(user=director, batch=batch)
    with pytest.raises(ImportedForAnotherYear) as refused:
        proposed(director, department, 2019, name="renamed.csv")
    assert refused.value.batch == batch
    for part in ("for 2018 before (list.csv)", str(director), "undo that import", "for 2019"):
        assert part in str(refused.value)
    assert ImportBatch.objects.count() == 1
    with pytest.raises(AlreadyImported):
        proposed(director, department, 2018)


def test_preview_made_before_is_refused_at_its_confirmation(
    director: User, department: Department
) -> None:
    wrong, right = (proposed(director, department, year) for year in (2018, 2019))
    imports.confirm(user=director, batch=wrong)
    with pytest.raises(AlreadyInPreview):
        proposed(director, department, 2019)
    with pytest.raises(ImportedForAnotherYear):
        imports.confirm(user=director, batch=right)
    assert set(VolumeEstimate.objects.values_list("year", flat=True)) == {2018}
    imports.undo(user=director, batch=wrong)
    imports.confirm(user=director, batch=right)
    assert set(VolumeEstimate.objects.values_list("year", flat=True)) == {2019}


def test_file_whose_rows_name_the_years_is_imported_for_each(
    director: User, department: Department
) -> None:
    for year in (2018, 2019):
        imports.confirm(user=director, batch=proposed(director, department, year, TWO_YEARS))
    assert ImportBatch.objects.filter(status="confirmed").count() == 2


def test_other_department_may_import_the_file_for_another_year(
    director: User, department: Department
) -> None:
    imports.confirm(user=director, batch=proposed(director, department, 2018))
    other = factories.department()
    factories.membership(user=director, role="editor", of=other)
    assert proposed(director, other, 2019).year == 2019


def test_page_leads_to_the_import_that_holds_the_file(
    client: Client, director: User, department: Department
) -> None:
    batch = imports.confirm(user=director, batch=proposed(director, department, 2018))
    client.force_login(director)
    response = upload(client, department, WITHOUT_YEAR, "list.csv", year=2019)
    assert response.url == reverse("import_preview", args=[batch.pk])
    page = client.get(response.url).content.decode()
    assert "was imported for 2018 before" in page
    assert reverse("import_undo", args=[batch.pk]) in page
