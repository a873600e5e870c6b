"""Problems of a profile workbook while it is judged: each with its sheet, row and column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from assessments.import_records.problems import Place, Problem
from assessments.imports.profile_workbook.reading.sheets import REMOVE, ReadRow, ReadSheet

# Longer than any cell that is worth quoting.
_QUOTED = 200


class WorkbookProblems:
    """Collects what is wrong in the sheets."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(
        self, kind: str, sheet: ReadSheet, row: ReadRow | None, column: str = "", **values: Any
    ) -> None:
        """Note a problem; `column` is the key of a column, "key" the column of keys."""
        letter = "A" if column == "key" else sheet.letters.get(column, "")
        number = row.number if row else 1
        self.found.append(
            Problem(kind, Place(sheet=sheet.title, row=number, column=letter), values)
        )

    def say(self, sheet: ReadSheet, row: ReadRow, column: str, said: Iterable[str]) -> None:
        """Note the messages of a form or a service on a cell, or on the row."""
        quoted = row.cells.get(column)
        values = {} if quoted is None else {"text": str(quoted)[:_QUOTED]}
        is_cell = column in sheet.letters
        kind = "profile_cell" if is_cell else "profile_row"
        for text in said:
            self.add(kind, sheet, row, column if is_cell else "", said=str(text), **values)

    def of_form(self, sheet: ReadSheet, row: ReadRow, form: forms.BaseForm) -> None:
        """Note all errors of a form."""
        for name, errors in form.errors.as_data().items():
            column = "" if name == NON_FIELD_ERRORS else name
            if isinstance(form.fields.get(name), forms.DateField):
                self.say(sheet, row, column, _dates_said(errors, row.cells.get(name)))
            else:
                self.say(sheet, row, column, [text for one in errors for text in one.messages])


def _dates_said(errors: Iterable[ValidationError], cell: object) -> list[str]:
    """The messages of a field for days; that a text is none also says how days are written."""
    how = _("“%(text)s” is not a date. Write the day as 2024-03-05, or format the cell as a date.")
    said = how % {"text": str(cell)[:_QUOTED]}
    return [text for one in errors for text in ([said] if one.code == "invalid" else one.messages)]


def check_columns(
    sheet: ReadSheet, expected: dict[str, str], problems: WorkbookProblems, *, removes: bool
) -> bool:
    """Whether a sheet has its columns; `expected`: their labels by key."""
    before = len(problems.found)
    for key, label in expected.items():
        if key not in sheet.letters:
            problems.add("profile_column_missing", sheet, None, label=label)
    for key in sheet.letters:
        if key not in expected and not (removes and key == REMOVE):
            problems.add("profile_column_unknown", sheet, None, key, text=key)
    return len(problems.found) == before


def rows_with_unique_keys(sheet: ReadSheet, problems: WorkbookProblems) -> list[ReadRow]:
    """The rows, without those whose key stands in an earlier row."""
    seen: dict[str, int] = {}
    rows = []
    for row in sheet.rows:
        if row.key and row.key in seen:
            problems.add("profile_key_twice", sheet, row, "key", text=row.key, other=seen[row.key])
            continue
        if row.key:
            seen[row.key] = row.number
        rows.append(row)
    return rows
