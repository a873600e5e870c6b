"""States in words: what a record was called, and what its fields held."""

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
    """The inputs of all benchmarks by their ids, in the reader's language."""
    language = get_language() or "en"
    return {
        item.id: item
        for key in reversed(library.versions())
        for item in library.load(key.id, key.version, language).inputs
    }


class HistoryWords:
    """Tells states in the reader's language."""

    def __init__(self, known: KnownNames) -> None:
        self._names = known
        self._inputs = known_inputs()

    def name(self, kind: Kind, row: Any) -> str:
        """What the record was called in this state."""
        if kind.model is Surgeon:
            return surgeon_name(row, by_name=self._names.by_name)
        if kind.model is User:
            return person_name(row)
        fields = [_field(kind, name) for name in kind.name]
        return ", ".join(
            self.value(kind, field, row) for field in fields if getattr(row, field.attname)
        )

    def label(self, field: models.Field[Any, Any]) -> str:
        """What a field is called."""
        return capfirst(str(field.verbose_name))

    def value(self, kind: Kind, field: models.Field[Any, Any], row: Any) -> str:
        """What the field held; "" for nothing."""
        held = getattr(row, field.attname)
        if held is None or held == "":
            return ""
        if isinstance(field, models.ForeignKey):
            return self._names.of(field.related_model, held)
        if kind.model is Surgeon and field.name == "name" and not self._names.by_name:
            return _("(name, not shown)")
        if kind.is_answer and field.name == "input_id":
            item = self._inputs.get(held)
            return item.label if item else str(held)
        if kind.model is FacilityFact and field.name == "value":
            item = self._inputs.get(row.input_id)
            return wording.answer_text(item, held) if item else wording.recorded_text(held)
        return _plain(field, held)


def _field(kind: Kind, name: str) -> models.Field[Any, Any]:
    field = kind.model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def _plain(field: models.Field[Any, Any], held: Any) -> str:
    """A value that needs nothing but its field to be understood."""
    if field.choices:
        return str(dict(field.flatchoices).get(held, held))
    if isinstance(held, dict):
        # Columns assigned by hand: what is meant, and the name in the file.
        return "; ".join(f"{meant}: {name}" for meant, name in held.items() if name)
    if isinstance(held, bool):
        return wording.yes_no(held)
    if isinstance(held, datetime):
        return date_format(timezone.localtime(held), "SHORT_DATETIME_FORMAT")
    if isinstance(held, date):
        return date_format(held, "SHORT_DATE_FORMAT")
    if isinstance(held, int | float) and not field.name.endswith("year"):
        return wording.recorded_text(held)
    return str(held)
