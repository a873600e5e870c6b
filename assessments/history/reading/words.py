"""Texts for states of records: names of records and values of fields."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments import wording
from assessments.history.reading.kinds import Kind
from assessments.history.reading.names import KnownNames, person_name, surgeon_name
from assessments.models import FacilityFact, Surgeon, User
from benchmarks import library
from benchmarks.library.definition import Input


def known_inputs() -> dict[str, Input]:
    """The inputs of all benchmarks by their ids, in the active language."""
    language = get_language() or "en"
    return {
        item.id: item
        for key in reversed(library.versions())
        for item in library.load(key.id, key.version, language).inputs
    }


class HistoryWords:
    """Names and values of states as texts in the active language."""

    def __init__(self, known: KnownNames) -> None:
        self._names = known
        self._inputs = known_inputs()

    def name(self, kind: Kind, row: Any) -> str:
        """The name of the record in this state."""
        if kind.model is Surgeon:
            return surgeon_name(row, by_name=self._names.by_name)
        if kind.model is User:
            return person_name(row)
        fields = [_field(kind, name) for name in kind.name]
        return ", ".join(
            self.value(kind, field, row) for field in fields if getattr(row, field.attname)
        )

    def label(self, field: models.Field[Any, Any]) -> str:
        """The label of a field."""
        return capfirst(str(field.verbose_name))

    def value(self, kind: Kind, field: models.Field[Any, Any], row: Any) -> str:
        """The value of the field as text; "" if it is empty."""
        value = getattr(row, field.attname)
        if value is None or value == "":
            return ""
        if isinstance(field, models.ForeignKey):
            return self._names.of(field.related_model, value)
        if kind.model is Surgeon and field.name == "name" and not self._names.by_name:
            return _("(name, not shown)")
        if kind.is_answer and field.name == "input_id":
            item = self._inputs.get(value)
            return item.label if item else str(value)
        if kind.model is FacilityFact and field.name == "value":
            item = self._inputs.get(row.input_id)
            return wording.answer_text(item, value) if item else wording.recorded_text(value)
        return _plain(field, value)


def _field(kind: Kind, name: str) -> models.Field[Any, Any]:
    field = kind.model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def _plain(field: models.Field[Any, Any], value: Any) -> str:
    """The text of a value that depends only on its field."""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, dict):
        # Manually assigned columns: the meaning, and the name of the column in the file.
        return "; ".join(f"{meant}: {name}" for meant, name in value.items() if name)
    if isinstance(value, bool):
        return wording.yes_no(value)
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, int | float) and not field.name.endswith("year"):
        return wording.recorded_text(value)
    return str(value)
