"""Columns that are not recognised: chosen from the file, remembered, seen, changed, removed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from assessments.imports.case_lists.reading.contents import CaseListDetails
from assessments.imports.case_lists.reading.heads import column_choices
from assessments.imports.files.source_files import SourceFile
from assessments.models import ColumnAssignment, Department, ImportBatch, ImportRun
from tests import factories
from tests.imports.case_lists.lists import files, p21

pytestmark = pytest.mark.django_db

UNKNOWN = (
    "Akte;Tag;Dx 1;Dx 2;Dx 3;Ziffer 1;Ziffer 2;Arzt;Name\n"
    "T1;2024-03-05;M41.1;I10;J45;5-838.a0;5-83b.54;S1;Petra Patientin\n"
    "T2;2024-03-06;M51.1;;;5-831.0;;S2;Paul Patient\n"
)
CHOSEN = {
    "case": "Akte",
    "date": "Tag",
    "main": "Dx 1",
    "others": "Dx",
    "codes": "Ziffer",
    "surgeon": "Arzt",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.IMPORT_FOLDER = tmp_path / "imports"
    return tmp_path / "imports"


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def page(client: Client, department: Department) -> Client:
    client.force_login(factories.user(role="director", of=department, username="ada"))
    return client


def upload(page: Client, department: Department, sources: list[SourceFile], **answers: Any) -> Any:
    uploads = [SimpleUploadedFile(source.name, source.data) for source in sources]
    answers |= {"department": department.pk, "file": uploads}
    return page.post(reverse("import_new"), answers)


def text_of(response: Any) -> str:
    """The page's text with its markup, in one line."""
    return re.sub(r"\s+", " ", response.content.decode())


def assign(page: Client, run: ImportRun, **chosen: str) -> Any:
    return page.post(reverse("import_run_columns", args=[run.pk]), CHOSEN | chosen)


def test_columns_are_chosen_once_and_remembered_for_the_hospital(
    page: Client, client: Client, department: Department, folder: Path
) -> None:
    response = upload(page, department, files(liste=UNKNOWN))
    run = ImportRun.objects.get()
    assert response.url == reverse("import_run", args=[run.pk])
    shown = text_of(page.get(response.url))
    assert "Which column means what?" in shown
    assert '<option value="Ziffer">Ziffer 1, Ziffer 2</option>' in shown
    assert "at most for an hour" in shown
    for cell in ("T1", "M41.1", "Petra Patientin"):
        assert cell not in shown
    response = page.get(assign(page, run).url)
    batch = ImportBatch.objects.get()
    preview = reverse("import_preview", args=[batch.pk])
    assert response["Location"] == preview
    shown = text_of(page.get(preview))
    assert "2 spine operations in 2024: 1 degenerative, 1 deformity" in shown
    assert "As assigned by ada on" in shown
    assert "Case ID: Akte; Operation date: Tag; Main diagnosis: Dx 1" in shown
    assert not list(folder.glob("*/*"))

    # Another department of the hospital, another file with the same columns.
    other = factories.department(hospital=department.hospital)
    client.force_login(factories.user(role="editor", of=other))
    text = UNKNOWN.replace("5-831.0", "5-832.1") + "T3;2024-05-05;M51.1;;;5-831.0;;S2;\n"
    response = upload(client, other, files(mai=text))
    second = ImportBatch.objects.exclude(pk=batch.pk).get()
    assert response.url == reverse("import_preview", args=[second.pk])
    assert "As assigned by ada on" in text_of(client.get(response.url))
    assert CaseListDetails.read(second).operations == 3


def test_another_hospital_is_asked_itself(page: Client, department: Department) -> None:
    upload(page, department, files(liste=UNKNOWN))
    assign(page, ImportRun.objects.get())
    stranger = factories.department()
    page.force_login(factories.user(role="director", of=stranger))
    response = upload(page, stranger, files(liste=UNKNOWN))
    assert "/imports/runs/" in response.url


def test_needed_columns_and_the_same_column_twice_are_refused(
    page: Client, department: Department
) -> None:
    upload(page, department, files(liste=UNKNOWN))
    run = ImportRun.objects.get()
    shown = text_of(assign(page, run, case="", others="Dx 1", surgeon="Tag"))
    assert 'href="#id_case">Case ID: Choose a column' in shown
    assert "This column is chosen for “Main diagnosis” already." in shown
    assert "This column is chosen for “Operation date” already." in shown
    assert '<option value="Arzt">' in shown
    shown = text_of(assign(page, run, date="not in the file"))
    assert 'href="#id_date"' in shown
    assert not ImportBatch.objects.exists()


def test_wrong_column_shows_its_problems_and_can_be_mended(
    page: Client, department: Department
) -> None:
    upload(page, department, files(liste=UNKNOWN))
    run = ImportRun.objects.get()
    shown = text_of(page.get(assign(page, run, date="Arzt", surgeon="").url))
    assert "Was another column meant?" in shown
    assert "“S1” is not a day." in shown
    assert '<option value="Arzt" selected>Arzt</option>' in shown
    assert page.get(assign(page, run).url).status_code == 302
    assert CaseListDetails.read(ImportBatch.objects.get()).operations == 2


def test_columns_that_are_recognised_can_be_assigned_by_hand_all_the_same(
    page: Client, department: Department
) -> None:
    text = "case;date;codes;procedures\nT1;2024-03-05;5-831.0;discectomy\n"
    text = text.replace("codes", "code").replace("procedures", "prozeduren")
    upload(page, department, files(liste=text), by_hand="on")
    run = ImportRun.objects.get()
    shown = text_of(page.get(reverse("import_run", args=[run.pk])))
    assert '<option value="case" selected>case</option>' in shown
    assert '<option value="prozeduren" selected>' in shown
    answers = {"case": "case", "date": "date", "codes": "code"}
    page.post(reverse("import_run_columns", args=[run.pk]), answers)
    batch = ImportBatch.objects.get()
    assert CaseListDetails.read(batch).operations == 1
    # The next one is read so too, although its names are known.
    upload(page, department, files(mai=text.replace("T1", "T2")))
    assert ImportBatch.objects.count() == 2
    # By hand again, without a column that was chosen before: the preview of the same file goes.
    upload(page, department, files(mai=text.replace("T1", "T2")), by_hand="on")
    run = ImportRun.objects.exclude(pk=run.pk).get()
    answers |= {"technique": "prozeduren"}
    page.post(reverse("import_run_columns", args=[run.pk]), answers)
    run.refresh_from_db()
    assert run.batch is not None
    columns = CaseListDetails.read(run.batch).columns
    assert columns is not None
    assert columns.names == answers
    assert ImportBatch.objects.filter(status="discarded").count() == 1
    assert ColumnAssignment.objects.get().columns["technique"] == "prozeduren"


def test_what_has_no_columns_to_choose_from_is_refused_as_before(
    page: Client, department: Department
) -> None:
    for text in ("a;b\nx;y\n", "%PDF-1.4", ""):
        response = upload(page, department, [SourceFile("x.csv", text.encode())], by_hand="on")
        assert "Nothing was changed" in text_of(response)
    several = text_of(upload(page, department, p21(), by_hand="on"))
    assert "tables of different kinds" in several
    shown = text_of(upload(page, department, files(a="ward;beds\nA;20\n")))
    assert "Name the columns code and count" in shown
    assert not ImportRun.objects.filter(state="done").exists()


def test_assignments_are_listed_changed_removed_and_brought_back(
    page: Client, department: Department
) -> None:
    upload(page, department, files(liste=UNKNOWN))
    assign(page, ImportRun.objects.get())
    listing = reverse("columns_list", args=[department.pk])
    assert listing in text_of(page.get(reverse("import_list", args=[department.pk])))
    shown = text_of(page.get(listing))
    assert "Assigned by ada" in shown
    assert "Akte" in shown
    assignment = ColumnAssignment.objects.get()
    edit = reverse("columns_edit", args=[department.pk, assignment.pk])
    assert 'value="Ziffer"' in text_of(page.get(edit))
    shown = text_of(page.post(edit, CHOSEN | {"case": "", "surgeon": "tag", "main": "§"}))
    assert 'href="#id_case"' in shown
    assert "This column is chosen for “Operation date” already." in shown
    assert "Enter a name with letters or digits." in shown
    shown = text_of(page.post(edit, CHOSEN | {"surgeon": "Operateurin"}, follow=True))
    assert "changed for the next files" in shown
    assert "Operateurin" in shown
    assert "/imports/runs/" in upload(page, department, files(x=UNKNOWN + "T5;;;;;;;;\n")).url

    remove = reverse("columns_remove", args=[department.pk, assignment.pk])
    shown = text_of(page.post(remove, follow=True))
    assert "None yet." in shown
    assert "Removed by ada" in shown
    past = ColumnAssignment.history.get(history_type="-")
    restore = reverse("columns_restore", args=[department.pk, past.pk])
    assert restore in shown
    assert "in use again" in text_of(page.post(restore, follow=True))
    assert ColumnAssignment.objects.get().columns["surgeon"] == "Operateurin"
    assert "removed meanwhile" in text_of(page.post(restore, follow=True))
    history = ColumnAssignment.history.order_by("history_date")
    assert [line.history_type for line in history] == ["+", "~", "-", "+"]
    assert {str(line.history_user) for line in history} == {"ada"}


def test_assignment_of_another_hospital_is_not_there(page: Client, department: Department) -> None:
    stranger = factories.column_assignment()
    for name in ("columns_edit", "columns_remove"):
        assert page.post(reverse(name, args=[department.pk, stranger.pk])).status_code == 404
    stranger.delete()
    past = ColumnAssignment.history.get(history_type="-")
    assert page.post(reverse("columns_restore", args=[department.pk, past.pk])).status_code == 404


def test_numbered_columns_can_be_chosen_together_or_one_by_one() -> None:
    found = column_choices(files(liste=UNKNOWN))
    assert [one.label for one in found.groups] == ["Dx 1, Dx 2, Dx 3", "Ziffer 1, Ziffer 2"]
    assert [one.name for one in found.of("main")] == UNKNOWN.splitlines()[0].split(";")
    assert found.twice({"main": "Dx 1", "others": "Dx"}) == []
    assert found.twice({"main": "Dx 1", "others": "Dx 1"}) == [("main", "others")]
    many = ";".join(f"OP{number}" for number in range(1, 20))
    (group,) = column_choices(files(liste=f"A;{many}\nx\n")).groups
    assert group.label == "OP1, OP2 … OP19"
