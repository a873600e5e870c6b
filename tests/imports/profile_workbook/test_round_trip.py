"""A workbook that comes back unchanged changes nothing; one changed cell is just that change."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.editing.merging import as_text
from assessments.imports.files.source_files import SourceFile
from assessments.imports.profile_workbook.reading.reader import is_profile
from assessments.imports.profile_workbook.services.entries import stored_profile
from assessments.management import demo
from assessments.models import Department, User
from assessments.models.choices import Position
from tests import factories as make
from tests.imports.profile_workbook.workbooks import downloaded, proposal, with_cell, with_row
from tests.pages.records import recorded_department

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "de", "zh-hans")


@pytest.fixture
def department() -> Department:
    return recorded_department()


@pytest.fixture
def editor(department: Department) -> User:
    return make.user(role="editor", of=department)


def test_nothing_would_change_in_any_demo_department_and_language() -> None:
    demo.load()
    administrator = make.administrator()
    for number, department in enumerate(Department.objects.select_related("hospital")):
        for place, language in enumerate(LANGUAGES):
            data = downloaded(department, language=language)
            # Somebody else reads it in another language.
            with override(LANGUAGES[(place + number) % len(LANGUAGES)]):
                found = proposal(administrator, department, data)
            assert found.entries == [], (department, language)
            assert found.left_out == 0
    assert number > 3


def test_an_empty_department_has_a_workbook_that_takes_its_first_entries() -> None:
    department = make.department()
    editor = make.user(role="editor", of=department)
    data = downloaded(department)
    assert proposal(editor, department, data).entries == []
    data = with_row(
        data,
        "surgeons",
        code="S1",
        specialty="Neurosurgery",
        position="Consultant surgeon",
        start_year=2019,
    )
    data = with_row(
        data, "certificates", surgeon="s1", kind="EUROSPINE diploma", issued_on="2020-03-05"
    )
    data = with_row(
        data,
        "volumes",
        surgeon="S1",
        category="Deformity · Adult deformity · Open",
        n_2024=12,
    )
    found = proposal(editor, department, data)
    assert next((one.sheet, one.key) for one in found.entries) == ("surgeons", "")


def test_workbook_is_recognised_by_its_content(department: Department) -> None:
    data = downloaded(department, language="zh-hans")
    assert is_profile([SourceFile("anything.bin", data)])
    other = io.BytesIO()
    openpyxl.Workbook().save(other)
    assert not is_profile([SourceFile("profile.xlsx", other.getvalue())])
    assert not is_profile([SourceFile("profile.xlsx", data[:-40])])


def test_names_are_only_for_who_may_see_them(department: Department, editor: User) -> None:
    assert "Ahorn" in _texts(downloaded(department, by_name=True))
    shown = _texts(downloaded(department, by_name=False))
    assert "Ahorn" not in shown
    assert proposal(editor, department, downloaded(department, by_name=False)).entries == []


def _texts(data: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(
        str(cell.value) for page in book.worksheets for row in page.rows for cell in row
    )


def test_one_changed_cell_is_that_change_alone(department: Department, editor: User) -> None:
    surgeon = department.surgeons.get(code="S2")
    data = downloaded(department, language="de")
    found = proposal(
        editor, department, with_cell(data, "surgeons", str(surgeon.pk), "start_year", 2012)
    )
    (entry,) = found.entries
    assert (entry.sheet, entry.key) == ("surgeons", str(surgeon.pk))
    assert (entry.base, entry.values) == ({"start_year": "2015"}, {"start_year": "2012"})


# Sheet, column -> what can be written there, as (content of the cell, the text it stands for).
EDITS: dict[tuple[str, str], st.SearchStrategy[tuple[Any, str]]] = {
    ("department", "beds"): st.integers(0, 5000).map(lambda n: (n, str(n))),
    ("department", "languages"): st.text("abcäß语 =+-", max_size=20).map(
        lambda text: (text, text.strip())
    ),
    ("surgeons", "position"): st.sampled_from(Position.choices).flatmap(
        lambda one: st.sampled_from(_written(one[0], Position)).map(lambda word: (word, one[0]))
    ),
    ("surgeons", "prior_mis_cases"): st.integers(0, 20_000).map(lambda n: (str(n), str(n))),
    ("certificates", "expires_on"): st.dates(date(2021, 1, 1), date(2040, 1, 1)).flatmap(
        lambda day: st.sampled_from([day, day.isoformat()]).map(lambda cell: (cell, str(day)))
    ),
    ("partnerships", "tum_referrals"): st.integers(0, 10_000).map(lambda n: (float(n), str(n))),
    ("outcomes", "events"): st.integers(0, 100).map(lambda n: (n, str(n))),
}


def _written(value: str, choices: type[Position]) -> list[str]:
    """How a choice can be written: its value, and its label in each language."""
    words = [value]
    for language in LANGUAGES:
        with override(language):
            words.append(str(choices(value).label))
    return words


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.data(), language=st.sampled_from(LANGUAGES))
def test_any_single_edit_arrives_as_exactly_that_change(
    department: Department, editor: User, drawn: st.DataObject, language: str
) -> None:
    sheet, column = drawn.draw(st.sampled_from(list(EDITS)))
    content, text = drawn.draw(EDITS[sheet, column])
    record = stored_profile(department, [], []).records[sheet]
    key = drawn.draw(st.sampled_from(sorted(record)))
    before = as_text(record[key], [column])[column]
    data = with_cell(downloaded(department, language=language), sheet, key, column, content)
    found = proposal(editor, department, data).entries
    changes = [(one.sheet, one.key, one.base, one.values) for one in found]
    expected = [(sheet, key, {column: before}, {column: text})] if text != before else []
    assert changes == expected
