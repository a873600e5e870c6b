"""What is stored of imports: read as it was ever written, and named where it is damaged.

The files in `tests/data/imports/stored` were stored by the code of their time: those called
`oldest_` by the first that knew their kind, the others by the last before contents had models.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pydantic import ValidationError

import assessments
from assessments.import_records.code_list_contents import CodeListEstimates, CodeListRows
from assessments.import_records.contents import DamagedContents, StoredColumn
from assessments.imports.case_lists.reading.contents import CaseListDetails, CaseListRows
from assessments.imports.case_lists.services import importing as case_imports
from assessments.imports.profile_workbook.reading.contents import (
    ProfileWorkbookDetails,
    ProfileWorkbookRows,
)
from assessments.models import Department, ImportBatch, ProcedureVolume, User
from assessments.models.choices import ImportKind
from tests import factories

STORED = sorted((Path(__file__).parents[2] / "data" / "imports" / "stored").glob("*.json"))
NAMES = [path.stem for path in STORED]
# The models of the two columns, by kind.
ROWS: dict[str, type[StoredColumn]] = {
    ImportKind.QUALITY_REPORT: CodeListRows,
    ImportKind.CODE_LIST: CodeListRows,
    ImportKind.CASE_LIST: CaseListRows,
    ImportKind.PROFILE_WORKBOOK: ProfileWorkbookRows,
}
DETAILS: dict[str, type[StoredColumn]] = {
    ImportKind.QUALITY_REPORT: CodeListEstimates,
    ImportKind.CODE_LIST: CodeListEstimates,
    ImportKind.CASE_LIST: CaseListDetails,
    ImportKind.PROFILE_WORKBOOK: ProfileWorkbookDetails,
}
# What a value may have become: nothing, another type, another shape.
DAMAGES: tuple[Any, ...] = (None, "Weber, Anna", 12.5, True, [], {}, [[]], {"columns": 3})


def stored(name: str) -> dict[str, Any]:
    path = next(path for path in STORED if path.stem == name)
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def batch_of(data: dict[str, Any]) -> ImportBatch:
    """The import with these contents, not saved."""
    return ImportBatch(file_name="list.csv", **data)


def details_of(batch: ImportBatch) -> StoredColumn:
    return DETAILS[batch.kind].read(batch)


def saved(name: str, department: Department, user: User) -> ImportBatch:
    data = stored(name)
    confirmed = {"confirmed_by": None, "confirmed_at": None}
    if data["status"] in {"preview", "undone"}:
        data |= confirmed
    return factories.import_batch(department=department, uploaded_by=user, **data)


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def director(department: Department) -> User:
    return factories.user(role="director", of=department)


@pytest.fixture
def page(client: Client, director: User) -> Client:
    client.force_login(director)
    return client


def test_every_kind_has_models_and_stored_examples() -> None:
    kinds = {kind.value for kind in ImportKind}
    assert set(ROWS) == set(DETAILS) == kinds
    assert {stored(name)["kind"] for name in NAMES} == kinds


@pytest.mark.parametrize("name", NAMES)
def test_what_was_stored_before_is_read_and_written_as_it_was(name: str) -> None:
    data = stored(name)
    batch = batch_of(data)
    rows, details = ROWS[batch.kind].read(batch), details_of(batch)
    if name.startswith(("oldest_", "case_list_")):
        # What came since is added, with nothing in it: to case lists a second department.
        assert _holds(details.as_json(), data["findings"])
        assert _rows_as_before(rows.as_json(), data["rows"])
        assert ROWS[batch.kind].from_json(rows.as_json()) == rows
    else:
        assert (rows.as_json(), details.as_json()) == (data["rows"], data["findings"])


def _rows_as_before(now: Any, before: Any) -> bool:
    """Whether the rows of each packed table begin as they were stored."""
    tables = [name for name, value in before.items() if isinstance(value, dict) and "rows" in value]
    return all(
        [row[: len(before[name]["columns"])] for row in now[name]["rows"]] == before[name]["rows"]
        for name in tables
    )


def _holds(whole: Any, part: Any) -> bool:
    if not isinstance(part, dict):
        return bool(whole == part)
    return all(key in whole and _holds(whole[key], value) for key, value in part.items())


def test_numbers_of_stored_contents_are_those_of_the_file() -> None:
    cases = batch_of(stored("case_list_confirmed"))
    rows, details = CaseListRows.read(cases), CaseListDetails.read(cases)
    assert (rows.total, details.operations, details.years) == (3, 3, [2024])
    assert rows.operations[0].marks["monitoring"] == [2, 2]
    assert rows.operations[0].levels == {"4": 2}
    assert details.set_aside is not None
    assert sum(one.operations for one in details.set_aside.volumes) == 4
    codes = batch_of(stored("code_list_confirmed"))
    spine = CodeListEstimates.read(codes).categories["spine"]
    assert (spine.low, spine.likely, spine.high) == (120, 148, 175)
    listing = CodeListRows.read(codes).chosen("1")
    assert listing is not None
    assert [(row.code, row.count) for row in listing.procedures][:1] == [("5-831.0", 120)]
    workbook = ProfileWorkbookDetails.read(batch_of(stored("profile_workbook_confirmed")))
    assert workbook.traces is not None
    assert workbook.traces["surgeons"].added == {"3": 1}
    assert workbook.traces["department"].changed.popitem()[1].before["beds"] is None


def test_operations_of_the_oldest_case_lists_have_no_marks() -> None:
    rows = CaseListRows.read(batch_of(stored("oldest_case_list_confirmed")))
    assert [(row.marks, row.levels) for row in rows.operations] == [({}, {})] * 4
    assert (rows.own, rows.other_systems) == ([], {})


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_page_of_a_stored_import_opens(
    name: str, page: Client, department: Department, director: User
) -> None:
    batch = saved(name, department, director)
    response = page.get(reverse("import_preview", args=[batch.pk]))
    assert response.status_code == 200
    assert batch.file_name in response.content.decode()


@pytest.mark.django_db
def test_oldest_case_list_is_taken_back_with_what_it_had_replaced(
    department: Department, director: User
) -> None:
    batch = saved("oldest_case_list_confirmed", department, director)
    text = json.dumps(batch.findings)
    (replaced,) = batch.findings["set_aside"]["volumes"]
    batch.findings = json.loads(text.replace(replaced["department_id"], str(department.pk)))
    batch.save()
    undone = case_imports.undo(user=director, batch=batch)
    volume = ProcedureVolume.objects.get()
    assert (volume.year, volume.pathology, volume.operations) == (2024, "DEF", 3)
    assert CaseListDetails.read(undone).set_aside is None


def damaged(data: Any) -> Iterator[Any]:
    """Copies of the data in each of which one value is another, or gone."""
    for place in _places(data):
        for damage in (*DAMAGES, KeyError):
            changed = copy.deepcopy(data)
            parent = changed
            for key in place[:-1]:
                parent = parent[key]
            if damage is KeyError:
                del parent[place[-1]]
            else:
                parent[place[-1]] = damage
            yield changed


def _places(data: Any) -> Iterator[tuple[Any, ...]]:
    keys = data.keys() if isinstance(data, dict) else range(min(len(data), 2))
    for key in keys:
        yield (key,)
        if isinstance(data[key], dict | list):
            yield from ((key, *rest) for rest in _places(data[key]))


@pytest.mark.parametrize("name", NAMES)
def test_damaged_contents_are_named_without_what_they_hold(name: str) -> None:
    data = stored(name)
    refused: list[DamagedContents] = []
    columns: tuple[tuple[str, Mapping[str, type[StoredColumn]]], ...]
    columns = (("rows", ROWS), ("findings", DETAILS))
    for column, models in columns:
        for contents in damaged(data[column]):
            error = _refusal(models[data["kind"]], batch_of(data | {column: contents}))
            if error:
                refused.append(error)
    assert refused
    assert all(error.place.partition(".")[0] in {"rows", "findings"} for error in refused)
    assert not [error for error in refused if "Weber" in f"{error} {error.__cause__}"]


def _refusal(model: type[StoredColumn], batch: ImportBatch) -> DamagedContents | None:
    try:
        model.read(batch)
    except DamagedContents as error:
        return error
    return None


@pytest.mark.parametrize(
    ("name", "model", "contents", "place"),
    [
        ("code_list_confirmed", CodeListEstimates, {}, "findings.codes"),
        ("code_list_confirmed", CodeListRows, {"listings": [{}]}, "rows.listings.0.key"),
        ("case_list_confirmed", CaseListRows, {"words": "S1"}, "rows.words"),
        ("case_list_confirmed", CaseListDetails, None, "findings"),
        ("profile_workbook_preview", ProfileWorkbookDetails, [], "findings"),
    ],
)
def test_damage_is_named_by_its_place(name: str, model: Any, contents: Any, place: str) -> None:
    batch = batch_of(stored(name) | {model.column: contents})
    with pytest.raises(DamagedContents, match=re.escape(f"({place})")):
        model.read(batch)


@pytest.mark.parametrize("name", ["code_list_confirmed", "case_list_confirmed"])
def test_contents_take_no_other_values(name: str) -> None:
    details = details_of(batch_of(stored(name)))
    with pytest.raises(ValidationError):
        details.with_values(years=["2024"])
    with pytest.raises(ValidationError):
        details.with_values(found=True)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_page_of_a_damaged_import_says_so(
    name: str,
    page: Client,
    department: Department,
    director: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    batch = saved(name, department, director)
    ImportBatch.objects.update(findings={"years": "Weber, Anna"})
    response = page.get(reverse("import_preview", args=[batch.pk]))
    assert response.status_code == 500
    text = response.content.decode()
    assert f"What is stored of the import {batch} cannot be read (findings." in text
    assert f"Import {batch.pk} cannot be read at findings." in caplog.text
    assert "Weber" not in text + caplog.text


@pytest.mark.django_db
def test_confirming_a_damaged_preview_changes_nothing(
    page: Client, department: Department, director: User
) -> None:
    batch = saved("case_list_preview", department, director)
    ImportBatch.objects.update(rows={})
    response = page.post(reverse("import_confirm", args=[batch.pk]))
    assert response.status_code == 500
    assert "Nothing was changed" in response.content.decode()
    assert ImportBatch.objects.get().status == "preview"
    assert not ProcedureVolume.objects.exists()


@pytest.mark.django_db
def test_imports_in_short_tell_what_the_models_call_so(
    department: Department, director: User
) -> None:
    for name in ("case_list_preview", "profile_workbook_preview", "quality_report_preview"):
        batch = saved(name, department, director)
        short = ImportBatch.objects.in_short().get(pk=batch.pk)
        details = details_of(batch)
        for column in ("years", "files", "operations"):
            assert getattr(short, column) == getattr(details, column, None)


def test_nobody_but_the_models_looks_into_stored_contents() -> None:
    root = Path(assessments.__file__).parent
    looks = re.compile(r"\w\.findings\b(?! import)|findings__|\bbatch\.rows\b")
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if "migrations" not in path.parts and looks.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"models/import_batch.py"}
    pages = root.parent / "templates"
    assert not [path for path in pages.rglob("*.html") if ".findings" in path.read_text("utf-8")]
