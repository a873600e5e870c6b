"""Workbooks that are refused: what is said, at which cell, and that nothing is recorded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from assessments.import_records.problems import Problem, UnreadableFile
from assessments.imports.files.source_files import SourceFile
from assessments.imports.profile_workbook.reading.reader import is_profile, read_profile
from assessments.models import Department, Partnership, Surgeon, User
from tests import factories as make
from tests.imports.profile_workbook.workbooks import (
    column_of,
    downloaded,
    edited,
    free_row,
    page_of,
    proposal,
)
from tests.pages.records import recorded_department

pytestmark = pytest.mark.django_db

Edit = Callable[[openpyxl.Workbook], None]


@pytest.fixture
def department() -> Department:
    return recorded_department()


@pytest.fixture
def editor(department: Department) -> User:
    return make.user(role="editor", of=department)


@pytest.fixture
def workbook(department: Department) -> bytes:
    return downloaded(department)


def put(sheet: str, column: str, value: Any, row: int = 3) -> Edit:
    """An edit that writes into a cell, of the first record where no row is named."""

    def edit(book: openpyxl.Workbook) -> None:
        page = page_of(book, sheet)
        place = 1 if column == "key" else column_of(page, column)
        page.cell(row, place).value = value

    return edit


def add(sheet: str, **values: Any) -> Edit:
    """An edit that adds a row."""

    def edit(book: openpyxl.Workbook) -> None:
        page = page_of(book, sheet)
        row = free_row(page)
        for column, value in values.items():
            page.cell(row, 1 if column == "key" else column_of(page, column)).value = value

    return edit


def on(sheet: str, change: Callable[[Worksheet], object]) -> Edit:
    """An edit of a whole sheet."""

    def edit(book: openpyxl.Workbook) -> None:
        change(page_of(book, sheet))

    return edit


def hide(page: Worksheet) -> None:
    page.sheet_state = "hidden"


def twice(book: openpyxl.Workbook) -> None:
    book.copy_worksheet(page_of(book, "clinics"))


def copied_row(page: Worksheet) -> None:
    for place, cell in enumerate(page[3], start=1):
        page.cell(4, place).value = cell.value


def without_note(book: openpyxl.Workbook) -> None:
    del book["about"]


NEW_SURGEON = {"specialty": "Neurosurgery", "position": "Resident", "start_year": 2020}
# Edit, kind of the problem, column of it, and a part of what is said.
BAD: dict[str, tuple[Edit, str, str, str]] = {
    "text in a number": (
        put("department", "beds", "many"),
        "profile_cell",
        "C",
        "“many” is not a number",
    ),
    "unknown choice": (
        put("surgeons", "position", "Chief"),
        "profile_cell",
        "F",
        "Select a valid choice. Chief",
    ),
    "year to come": (
        put("surgeons", "start_year", 2099),
        "profile_cell",
        "H",
        "2099 lies in the future",
    ),
    "more events than cases": (
        put("outcomes", "events", 101),
        "profile_cell",
        "G",
        "101 events among 100 cases cannot be",
    ),
    "emptied where something is needed": (
        put("surgeons", "code", None),
        "profile_cell",
        "C",
        "This field is required.",
    ),
    "code of another surgeon": (
        put("surgeons", "code", "s2"),
        "profile_cell",
        "C",
        "Another surgeon has this code",
    ),
    "day that is none": (
        put("certificates", "issued_on", "soon"),
        "profile_cell",
        "E",
        "“soon” is not a date. Write the day as 2024-03-05",
    ),
    "no such surgeon": (
        put("certificates", "surgeon", "S99"),
        "profile_cell",
        "C",
        "Select a valid choice.",
    ),
    "too many operations": (
        put("volumes", "n-2024", 20_001),
        "profile_cell",
        "F",
        "at most 20,000",
    ),
    "decimals in operations": (
        put("volumes", "n-2024", 1.5),
        "profile_cell",
        "F",
        "whole number",
    ),
    "volumes of nobody": (
        add("volumes", surgeon="S99", category="Deformity · Adult deformity · Open"),
        "profile_no_surgeon",
        "B",
        "S99",
    ),
    "no category": (
        add("volumes", surgeon="S1", category="Knees", **{"n-2024": 3}),
        "profile_no_category",
        "C",
        "Knees",
    ),
    "surgeon of a row of volumes": (
        put("volumes", "surgeon", "S2"),
        "profile_fixed",
        "B",
        "cannot be changed",
    ),
    "key that is none": (
        put("partnerships", "key", "999999"),
        "profile_key_unknown",
        "A",
        "999999",
    ),
    "key that is a text": (put("clinics", "key", "x|y"), "profile_key_unknown", "A", "x|y"),
    "key twice": (on("surgeons", copied_row), "profile_key_twice", "A", "stands in row 3 too"),
    "word beside removal": (
        put("clinics", "remove", "perhaps"),
        "profile_remove",
        "B",
        "perhaps",
    ),
    "new entry to be removed": (
        add("clinics", remove="remove", name="New"),
        "profile_remove_new",
        "B",
        "marked to be removed",
    ),
    "key of a column": (
        put("surgeons", "position", "rank", row=1),
        "profile_column_unknown",
        "F",
        "rank",
    ),
    "column deleted": (
        on("surgeons", lambda page: page.delete_cols(6)),
        "profile_column_missing",
        "",
        "Position",
    ),
    "column twice": (
        put("surgeons", "position", "code", row=1),
        "profile_column_twice",
        "F",
        "code",
    ),
    "hidden sheet": (on("surgeons", hide), "profile_sheet_hidden", "", "hidden"),
    "sheet twice": (twice, "profile_sheet_twice", "", "twice"),
    "sheet that is none": (
        put("clinics", "key", "profile:knees", row=1),
        "profile_sheet_unknown",
        "A",
        "knees",
    ),
    "note of the site removed": (without_note, "profile_not_ours", "", "missing or was changed"),
    "note of the site changed": (
        lambda book: book["about"].__setitem__("A2", "abc"),
        "profile_not_ours",
        "",
        "missing or was changed",
    ),
}


def refused(user: User, department: Department, data: bytes) -> tuple[Problem, ...]:
    with pytest.raises(UnreadableFile) as error:
        proposal(user, department, data)
    return error.value.problems


def test_what_is_wrong_is_said_with_its_place(department: Department, editor: User) -> None:
    data = downloaded(department)
    for name, (edit, kind, column, said) in BAD.items():
        problems = refused(editor, department, edited(data, edit))
        assert kind in {one.kind for one in problems}, (name, problems)
        found = next(one for one in problems if one.kind == kind)
        assert found.place.column == column, name
        assert said in found.message, name
        assert found.remedy, name


def test_every_problem_is_said_at_once(department: Department, editor: User) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        for name in ("text in a number", "unknown choice", "too many operations", "key twice"):
            BAD[name][0](book)

    problems = refused(editor, department, edited(downloaded(department), edit))
    assert {one.place.sheet for one in problems} == {"Department", "Surgeons", "Volumes"}


def test_new_surgeons_with_one_code_are_refused_as_on_the_page(
    department: Department, editor: User
) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        add("surgeons", code="S9", **NEW_SURGEON)(book)
        add("surgeons", code="s9", **NEW_SURGEON)(book)

    (problem,) = refused(editor, department, edited(downloaded(department), edit))
    assert (problem.place.row, problem.place.column) == (6, "C")
    assert "Another surgeon has this code" in problem.message


def test_other_departments_are_not_told_of(department: Department) -> None:
    other = recorded_department(name="Unseen unit")
    user = make.user(role="editor", of=department)
    make.membership(user=user, role="editor", of=other)
    (problem,) = refused(user, department, downloaded(other))
    assert problem.kind == "profile_of_another"
    assert "Unseen" not in str(problem)
    # A key of another department is as unknown as one that never was.
    foreign = Partnership.objects.get(department=other)
    data = edited(downloaded(department), put("partnerships", "key", str(foreign.pk)))
    (problem,) = refused(user, department, data)
    assert problem.kind == "profile_key_unknown"
    assert foreign.partner not in str(problem)


def test_sheets_rows_and_columns_of_ones_own_change_nothing(
    department: Department, editor: User
) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        del book["Training"]
        page = page_of(book, "surgeons")
        page.delete_rows(4)
        page.cell(2, 3).value = "Our own heading"
        page.cell(2, 30).value = "Notes"
        page.cell(3, 30).value = "call on Monday"
        book.create_sheet("Sums").cell(1, 1).value = "=SUM(A2:A3)"

    found = proposal(editor, department, edited(downloaded(department), edit))
    assert (list(found.entries), found.left_out, list(found.missing)) == ([], 1, ["trainings"])
    assert Surgeon.objects.filter(department=department).count() == 2


def test_formulas_are_never_calculated(department: Department, editor: User) -> None:
    data = edited(downloaded(department), put("department", "beds", "=6*7"))
    assert proposal(editor, department, data).entries == []


CONTENTS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 1, 1), date(9999, 12, 31)),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(["remove", "S1", "=1+1", "ja", "是", "#N/A", "profile:surgeons", "1.250"]),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_cells_is_taken_or_refused(
    department: Department, editor: User, workbook: bytes, data: st.DataObject
) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        for _number in range(data.draw(st.integers(1, 4))):
            page = data.draw(st.sampled_from(book.worksheets))
            row = data.draw(st.integers(1, 8))
            column = data.draw(st.integers(1, 14))
            cell = page.cell(row, column)
            if not isinstance(cell, MergedCell):
                cell.value = data.draw(CONTENTS)

    with suppress(UnreadableFile):
        proposal(editor, department, edited(workbook, edit))
    assert Surgeon.objects.filter(department=department).count() == 2


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1), piece=st.binary(max_size=40))
def test_damaged_bytes_are_read_or_refused(
    department: Department, editor: User, workbook: bytes, place: float, piece: bytes
) -> None:
    cut = int(place * len(workbook))
    data = workbook[:cut] + piece + workbook[cut + len(piece) :]
    with suppress(UnreadableFile):
        proposal(editor, department, data)


def test_several_files_are_refused(department: Department, editor: User) -> None:
    files = [SourceFile("a.xlsx", downloaded(department)), SourceFile("b.csv", b"a;b\n1;2\n")]
    assert is_profile(files)
    with pytest.raises(UnreadableFile, match="alone"):
        read_profile(files)
