"""Typed text reaches a spreadsheet as text, even if it begins like a formula."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from assessments.gap_report.sheets import csv_text, xlsx
from assessments.models import Department, User
from assessments.pages.spreadsheets.plain_text import begins_a_formula, safe_for_csv
from tests import factories as make
from tests import reports_sample
from tests.gap_report.downloads.opened import cells, csv_rows, opened, rows_of
from tests.history.told import edit
from tests.pages.records import YEAR, recorded_department

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)"]
SCRIPT = "<script>alert(1)</script>"
TYPED = [*FORMULAS, SCRIPT]


@pytest.mark.parametrize(
    "text", [*FORMULAS, "\t=1", "\r=1", "\n=1", "  =1+1", "＝1+1", "－1", "＋1", "＠SUM(A1)"]
)
def test_text_that_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_for_csv(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "S1", SCRIPT, "脊柱外科", "1+1", "a=b", "≥ 50", "–", "#N/A"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert safe_for_csv(text) == text


def filled_with(value: Any, text: str) -> Any:
    """The report with the text before every text of it but ids, which are no free text."""
    if isinstance(value, str):
        return f"{text}{value}"
    if isinstance(value, tuple):
        return tuple(filled_with(part, text) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"language", "domain", "id", "measure_id", "status", "pillars"}
        names = [field.name for field in fields(value) if field.name not in kept]
        changes = {name: filled_with(getattr(value, name), text) for name in names}
        return replace(value, **changes)
    return value


@pytest.mark.parametrize("text", TYPED)
def test_workbook_holds_every_text_of_a_report_as_text(text: str) -> None:
    report = filled_with(reports_sample.sample(), text)
    found = list(cells(opened(xlsx(report))))
    texts = [cell for cell in found if isinstance(cell.value, str)]
    assert {cell.data_type for cell in texts} == {"s"}
    assert {cell.data_type for cell in found} == {"s", "n"}
    assert len([cell for cell in texts if str(cell.value).startswith(text)]) > 500
    # Not even after somebody clicked into the cell and pressed Enter.
    assert all(cell.quotePrefix for cell in texts if begins_a_formula(str(cell.value)))


@pytest.mark.parametrize("text", TYPED)
def test_csv_has_no_cell_that_begins_a_formula(text: str) -> None:
    _head, *rows = csv_rows(csv_text(filled_with(reports_sample.sample(), text)).encode())
    written = [cell for row in rows for cell in row]
    assert not any(begins_a_formula(cell) for cell in written)
    assert sum(cell.startswith(safe_for_csv(text)) for cell in written) > 300


def test_number_below_zero_stays_a_number() -> None:
    report = reports_sample.sample()
    first = replace(report.measures[0], value=-1.5, low=-2.0)
    report = replace(report, measures=(first, *report.measures[1:]))
    head, row, *_rest = csv_rows(csv_text(report).encode())
    assert row[head.index("Value")] == "-1.5"
    assert row[head.index("At least")] == "-2"
    assert rows_of(opened(xlsx(report)), "Measures")[0]["Value"] == -1.5


# From the records to the file ---------------------------------------------------------------------


@pytest.fixture
def department(db: None) -> Department:
    return recorded_department()


@pytest.fixture
def editor(department: Department) -> User:
    return make.user(role="editor", of=department)


@pytest.fixture
def browser(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def answer(browser: Client, department: Department, file: str) -> bytes:
    return browser.get(f"/departments/{department.pk}/gap/{YEAR}/{file}").content


@pytest.mark.parametrize("text", TYPED)
def test_typed_texts_of_a_department_come_out_as_they_were_typed(
    browser: Client, department: Department, text: str
) -> None:
    department.name, department.note = text, text
    department.save()
    department.hospital.name = text
    department.hospital.save()
    department.surgeons.filter(code="S1").update(code=text[:20])
    book = opened(answer(browser, department, "report.xlsx"))
    assert not [cell for cell in cells(book) if cell.data_type not in {"s", "n"}]
    facts = {row["Fact"]: row["As the report says it"] for row in rows_of(book, "Summary")}
    assert [facts[name] for name in ("Hospital", "Department", "Note")] == [text] * 3
    assert text[:20] in [row["Code"] for row in rows_of(book, "Surgeons")]
    table = csv_rows(answer(browser, department, "report.csv"))
    assert not any(begins_a_formula(cell) for row in table for cell in row)


@pytest.mark.parametrize("text", TYPED)
def test_file_of_the_history_holds_every_typed_text_harmless(
    browser: Client, department: Department, editor: User, text: str
) -> None:
    edit(editor, department, name=text, note=text)
    edit(editor, department.surgeons.get(code="S1"), code=text[:20])
    edit(editor, make.partnership(department=department), partner=text)
    edit(editor, make.clinic(department=department), name=text)
    edit(editor, make.fact(department=department, input_id="mri_24h"), note=text)
    edit(editor, make.unavailable(department=department), reason=text)
    response = browser.get(f"/departments/{department.pk}/history/history.csv?what=changed")
    assert isinstance(response, StreamingHttpResponse)
    head, *rows = csv_rows(response.getvalue())
    after = [row[head.index("After")] for row in rows]
    assert after.count(safe_for_csv(text)) + after.count(safe_for_csv(text[:20])) >= 7
    assert not any(begins_a_formula(cell) for row in rows for cell in row)
