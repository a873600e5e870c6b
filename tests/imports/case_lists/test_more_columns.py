"""Stays, days, departments and states of a general list: assigned on the page, and in a command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from assessments.imports.case_lists.reading.contents import CaseListDetails, CaseListRows
from assessments.models import Department, ImportBatch, ImportRun
from tests import factories
from tests.imports.case_lists.lists import files
from tests.imports.case_lists.test_column_pages import text_of, upload

pytestmark = pytest.mark.django_db

# Two stays of one patient, a second operation on a day of its own, another department, and an
# operation that was cancelled.
ROWS = (
    "Akte;Mal;Tag 1;Ziffer 1;Arzt 1;Tag 2;Ziffer 2;Arzt 2;Dx;Ort;Stand",
    "P1;1;2024-03-05;5-831.0;S1;2024-03-09;5-831.0;S2;C41.2;W2;erfolgt",
    "P1;2;2024-06-05;5-831.0;S1;;;;M51.1;W2;erfolgt",
    "P2;1;2024-06-05;5-831.0;S1;;;;M51.1;W1;erfolgt",
    "P3;1;2024-06-06;5-831.0;S1;;;;M51.1;W2;storniert",
)
LIST = "\n".join(ROWS) + "\n"
CHOSEN = {
    "case": "Akte",
    "admission": "Mal",
    "date": "Tag",
    "main": "Dx",
    "codes": "Ziffer",
    "surgeon": "Arzt",
    "department": "Ort",
    "status": "Stand",
}


@pytest.fixture
def department() -> Department:
    return factories.department()


def told(batch: ImportBatch) -> dict[str, int]:
    details = CaseListDetails.read(batch)
    taken = CaseListRows.read(batch).chosen(details.departments, details.years)
    assert taken.notes is not None
    sums: dict[str, int] = {}
    for note in taken.notes:
        sums[note.what] = sums.get(note.what, 0) + note.operations
    return sums


def test_all_of_them_are_assigned_on_the_page(
    client: Client, department: Department, tmp_path: Path, settings: Any
) -> None:
    """Before: no choice for them, one case of three operations with a tumour, and the cancelled one
    and that of the other department were counted too.
    """
    settings.IMPORT_FOLDER = tmp_path / "imports"
    client.force_login(factories.user(role="director", of=department, username="ada"))
    upload(client, department, files(liste=LIST))
    run = ImportRun.objects.get()
    shown = text_of(client.get(reverse("import_run", args=[run.pk])))
    assert '<option value="Tag">Tag 1, Tag 2</option>' in shown
    assert "Numbered columns are the days of the procedures of the same number." in shown
    for label in ("Admission number", "Department", "Status"):
        assert label in shown
    client.post(reverse("import_run_columns", args=[run.pk]), CHOSEN)
    batch = ImportBatch.objects.get()
    assert CaseListRows.read(batch).by_department == {"W2": 3, "W1": 1}
    assert told(batch) == {"counted": 3, "cancelled": 1}
    shown = text_of(client.get(reverse("import_preview", args=[batch.pk])))
    assert "3 spine operations in 2024: 1 degenerative, 2 tumour" in shown
    assert "Departments in the file that are this department" in shown
    assert "W1: 1 spine operation" in shown
    # The next file of the hospital is read so too.
    upload(client, department, files(mai=LIST + ROWS[2].replace("P1;2", "P9;1") + "\n"))
    later = ImportBatch.objects.exclude(pk=batch.pk).get()
    assert CaseListDetails.read(later).operations == 4


def test_command_takes_them_too(department: Department, tmp_path: Path) -> None:
    factories.user(is_superuser=True, username="root")
    (tmp_path / "liste.csv").write_text(LIST, encoding="utf-8")
    call_command(
        "import_volumes",
        str(tmp_path / "liste.csv"),
        department=str(department.pk),
        column=[f"{what}={name}" for what, name in CHOSEN.items()],
        fab=["W1"],
        json=tmp_path / "preview.json",
    )
    data = json.loads((tmp_path / "preview.json").read_text(encoding="utf-8"))
    assert data["departments"] == {"W2": 3, "W1": 1}
    assert data["departments_taken"] == ["W1"]
    assert data["columns_by_hand"] == CHOSEN
