"""The sheets of single records in a profile workbook: their forms, columns and rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db import models
from django.utils.text import capfirst

from assessments.editing.merging import as_text
from assessments.editing.record_forms import RecordForm
from assessments.imports.profile_workbook.reading.contents import Texts
from assessments.imports.profile_workbook.reading.sheets import (
    Content,
    ProfileColumn,
    ProfileRow,
    ProfileSheet,
)
from assessments.imports.profile_workbook.services.entries import MODELS, StoredProfile
from assessments.imports.profile_workbook.services.writing import sheet_name
from assessments.models import Department, Surgeon
from assessments.models.surgeon import in_code_order
from assessments.profile.records.forms.department import DepartmentForm
from assessments.profile.records.forms.kinds import KINDS

# The field with the name of a person; whoever works with codes has no such column.
NAME: Final = "name"
_SPARE = 50
_WIDTHS = {"whole": 14, "date": 14, "choice": 24, "text": 28}


def form_of(sheet: str) -> type[RecordForm]:
    """The form by which the records of a sheet are judged."""
    return DepartmentForm if sheet == "department" else KINDS[sheet].form


def fields_of(sheet: str, by_name: bool) -> list[str]:
    """The fields that are columns of a sheet."""
    fields: list[str] = list(form_of(sheet)._meta.fields or ())
    return [one for one in fields if by_name or (sheet, one) != ("surgeons", NAME)]


def model_field(sheet: str, name: str) -> models.Field[Any, Any]:
    """The field of the model behind a column."""
    field = MODELS[sheet]._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def default_text(sheet: str, name: str) -> str:
    """The value of a field of a new record that is not filled in, as in the empty form."""
    field = model_field(sheet, name)
    return str(field.get_default()) if field.has_default() else ""


def base_of(sheet: str, stored: StoredProfile, by_name: bool) -> dict[str, Texts]:
    """What the records of a sheet hold, by key."""
    names = fields_of(sheet, by_name)
    return {key: as_text(record, names) for key, record in stored.records[sheet].items()}


def record_sheets(
    department: Department, stored: StoredProfile, today: date, *, by_name: bool
) -> list[ProfileSheet]:
    """The sheets of single records, in the active language."""
    surgeons: list[Surgeon] = in_code_order(stored.records["surgeons"].values())
    codes = {str(one.pk): one.code for one in surgeons}
    return [_sheet(sheet, department, stored, today, codes, by_name) for sheet in MODELS]


def _sheet(
    sheet: str,
    department: Department,
    stored: StoredProfile,
    today: date,
    codes: dict[str, str],
    by_name: bool,
) -> ProfileSheet:
    names = fields_of(sheet, by_name)
    form = form_of(sheet)(department=department, today=today)
    base = base_of(sheet, stored, by_name)
    return ProfileSheet(
        name=sheet,
        title=sheet_name(sheet),
        columns=tuple(_column(sheet, name, form, tuple(codes.values())) for name in names),
        rows=tuple(
            ProfileRow(key, tuple(_content(sheet, name, base[key][name], codes) for name in names))
            for key in _in_order(sheet, stored, codes)
        ),
        spare=0 if sheet == "department" else _SPARE,
        removes=sheet != "department",
        fixed=1,
    )


def _in_order(sheet: str, stored: StoredProfile, codes: dict[str, str]) -> Iterable[str]:
    """The keys as the pages list the records: surgeons by their codes."""
    records = stored.records[sheet]
    if sheet == "surgeons":
        return codes
    places = {key: place for place, key in enumerate(codes)}
    return sorted(
        records, key=lambda key: places.get(str(getattr(records[key], "surgeon_id", "")), 0)
    )


def _column(sheet: str, name: str, form: RecordForm, codes: tuple[str, ...]) -> ProfileColumn:
    field, shown = model_field(sheet, name), form.fields[name]
    kind = _kind(field)
    choices = tuple(str(label) for _value, label in field.flatchoices)
    return ProfileColumn(
        key=name,
        label=capfirst(str(shown.label)),
        help=str(shown.help_text),
        kind=kind,
        choices=codes if isinstance(field, models.ForeignKey) else choices,
        width=_WIDTHS[kind],
        is_needed=shown.required and (sheet == "department" or not default_text(sheet, name)),
    )


def _kind(field: models.Field[Any, Any]) -> str:
    if field.flatchoices or isinstance(field, models.ForeignKey):
        return "choice"
    if isinstance(field, models.DateField):
        return "date"
    return "whole" if isinstance(field, models.IntegerField) else "text"


def _content(sheet: str, name: str, text: str, codes: dict[str, str]) -> Content:
    field = model_field(sheet, name)
    if text == "":
        return None
    if isinstance(field, models.ForeignKey):
        return codes[text]
    if field.flatchoices:
        return str(dict(field.flatchoices).get(text, text))
    kind = _kind(field)
    if kind == "date":
        return date.fromisoformat(text)
    return int(text) if kind == "whole" else text
