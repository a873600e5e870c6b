"""`manage.py import_volumes` with a profile workbook: the same as its page does."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Department, ImportBatch, Surgeon, User
from assessments.profile.records import services as records
from tests import factories as make
from tests.imports.case_lists.lists import TEMPLATE
from tests.imports.profile_workbook.workbooks import downloaded, with_cell, with_row
from tests.pages.records import recorded_department

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return make.administrator(username="admin")


@pytest.fixture
def department(admin: User) -> Department:
    return recorded_department()


@pytest.fixture
def lead(department: Department) -> Surgeon:
    return Surgeon.objects.get(code="S1")


@pytest.fixture
def workbook(department: Department, lead: Surgeon, tmp_path: Path) -> Path:
    data = with_cell(downloaded(department), "surgeons", str(lead.pk), "birth_year", 1975)
    data = with_cell(data, "surgeons", str(lead.pk), "name", "Dr Eibe")
    path = tmp_path / "profile.xlsx"
    path.write_bytes(data)
    return path


def run(workbook: Path, department: Department, *more: Any) -> str:
    output = io.StringIO()
    named = (workbook, "--department", department.pk, *more)
    call_command("import_volumes", *map(str, named), stdout=output)
    return output.getvalue()


def refused(workbook: Path, department: Department, *more: Any) -> str:
    with pytest.raises(CommandError) as caught:
        run(workbook, department, *more)
    assert caught.value.returncode == 1
    return str(caught.value)


def test_workbook_is_confirmed_and_said_on_one_line(
    workbook: Path, department: Department, lead: Surgeon
) -> None:
    line = run(workbook, department)
    assert f"{department} | profile_workbook | 0 added, 1 changed, 0 removed" in line
    assert line.endswith("| confirmed\n")
    lead.refresh_from_db()
    assert (lead.birth_year, lead.name) == (1975, "Dr Eibe")
    assert "was imported" in refused(workbook, department)


def test_dry_run_previews_and_leaves_nothing(
    workbook: Path, department: Department, lead: Surgeon, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    assert "nothing was changed" in run(workbook, department, "--dry-run", "--json", out)
    assert not ImportBatch.objects.exists()
    text = out.read_text(encoding="utf-8")
    data = json.loads(text)
    assert (data["recognised"], data["status"]) == ("profile_workbook", "dry_run")
    (change,) = data["changes"]
    assert (change["sheet"], change["entry"], change["state"]) == ("surgeons", "S1", "changed")
    after = {one["field"]: one["after"] for one in change["fields"]}
    assert after == {"birth_year": "1975", "name": "not shown"}
    assert "Eibe" not in text
    assert "Ahorn" not in text


def test_problems_of_a_workbook_are_told_with_their_places(
    department: Department, tmp_path: Path
) -> None:
    path = tmp_path / "profile.xlsx"
    path.write_bytes(with_row(downloaded(department), "surgeons", code="S7"))
    text = refused(path, department)
    assert "sheet “Surgeons”, row 5, column E: This field is required." in text


def test_what_two_people_changed_is_left_to_the_page(
    workbook: Path, department: Department, lead: Surgeon, admin: User
) -> None:
    held = {"birth_year": str(lead.birth_year or "")}
    records.change(user=admin, record=lead, values={"birth_year": 1970}, base=held)
    text = refused(workbook, department)
    assert "Choose field by field on the import page" in text
    assert not ImportBatch.objects.exists()
    lead.refresh_from_db()
    assert lead.birth_year == 1970


@pytest.mark.parametrize("asked", [("--year", 2024), ("--fab", "1700")])
def test_part_of_a_workbook_cannot_be_asked_for(
    workbook: Path, department: Department, asked: tuple[Any, ...]
) -> None:
    assert "taken as a whole" in refused(workbook, department, *asked)
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"), [("cases.csv", TEMPLATE.encode()), ("report.xml", b"<a/>")]
)
def test_other_file_than_the_workbook_that_was_asked_for_is_refused(
    department: Department, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    text = refused(path, department, "--format", "profile_workbook")
    assert "none of the sheets of a profile workbook" in text
