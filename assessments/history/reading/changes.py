"""Changes to records, as texts for pages and downloads, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.history.reading.kinds import ADMINISTERED, DEPARTMENT_KINDS, KINDS, SECTIONS, Kind
from assessments.history.reading.lines import WHAT, HistoryLine, Source, people, what_happened
from assessments.history.reading.names import KnownNames, names
from assessments.history.reading.states import State, states
from assessments.history.reading.words import HistoryWords
from assessments.models import Department, User


@dataclass(frozen=True)
class FieldChange:
    """A field with its values before and after as texts; "" if empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A change to one record, or to `count` records at a time (imports, set-up)."""

    past_id: int
    moment: datetime
    person: str
    what: str  # a key of WHAT
    what_text: str
    kind: Kind
    section: str
    section_label: str
    record_id: Any
    name: str
    count: int
    fields: tuple[FieldChange, ...]
    file: str  # file name of the import, if any
    batch_id: UUID | None
    department_id: UUID | None
    department: str  # "" unless requested

    @property
    def has_page(self) -> bool:
        """Whether the record has a page of its own history."""
        return self.count == 1 and self.kind.slug in DEPARTMENT_KINDS and self.kind.owner != "id"


def sources_of(department_id: UUID) -> list[Source]:
    """The history of all records of a department."""
    return [(kind, kind.of_department(department_id)) for kind in DEPARTMENT_KINDS.values()]


def sources_of_record(department_id: UUID, kind: Kind, record_id: int) -> list[Source]:
    """The history of one record of a department."""
    return [(kind, kind.of_department(department_id).filter(id=record_id))]


def sources_of_everything(department_id: UUID | None = None) -> list[Source]:
    """The history of everything, or of all records that belong to one department."""
    if department_id is None:
        return [(kind, kind.history()) for kind in KINDS.values()]
    return [(kind, kind.of_department(department_id)) for kind in KINDS.values() if kind.owner]


def people_in(sources: Iterable[Source]) -> list[User]:
    """All users who made a change, sorted by name; one query."""
    return sorted(User.objects.filter(pk__in=people(sources)), key=str)


def changes(
    lines: Iterable[tuple[Any, ...]], *, by_name: bool, with_departments: bool = False
) -> tuple[Change, ...]:
    """The lines as texts; one query for each of their kinds, and at most four for names.

    `by_name`: surgeons by name and code; otherwise, as in every export, by their codes alone.
    """
    all_states = states(HistoryLine(*line) for line in lines)
    known = names(all_states, by_name=by_name, with_departments=with_departments)
    words = HistoryWords(known)
    return tuple(_change(state, words, known, with_departments) for state in all_states)


def _change(state: State, words: HistoryWords, known: KnownNames, with_departments: bool) -> Change:
    kind, row = state.kind, state.row
    what, section = what_happened(row), kind.section_of(row)
    batch = row.batch if kind.is_record else None
    department_id = known.department_of(state)
    person = row.history_user
    several = ngettext("%(count)s entry", "%(count)s entries", state.number)
    return Change(
        past_id=row.history_id,
        moment=row.history_date,
        person=str(person) if person else _("the system"),
        what=what,
        what_text=str(WHAT[what]),
        kind=kind,
        section=section,
        section_label=str((SECTIONS | ADMINISTERED)[section]),
        record_id=row.id,
        name=words.name(kind, row)
        if state.number == 1
        else several % {"count": wording.number(state.number)},
        count=state.number,
        fields=_fields(state, what, words) if state.number == 1 else (),
        file=batch.file_name if batch else "",
        batch_id=batch.pk if batch else None,
        department_id=department_id,
        department=known.of(Department, department_id)
        if with_departments and department_id
        else "",
    )


def _fields(state: State, what: str, words: HistoryWords) -> tuple[FieldChange, ...]:
    """The changed fields; for a new or deleted record, all filled fields that its name lacks."""
    kind, row, before = state.kind, state.row, state.before
    if what == "changed":
        pairs = [
            (field, words.value(kind, field, before) if before else "")
            for field in kind.fields
            if before is None or getattr(before, field.attname) != getattr(row, field.attname)
        ]
        return tuple(
            FieldChange(words.label(field), was, words.value(kind, field, row))
            for field, was in pairs
        )
    shown = [field for field in kind.fields if field.name not in kind.name]
    texts = [(words.label(field), words.value(kind, field, row)) for field in shown]
    return tuple(
        FieldChange(label, text, "") if what == "deleted" else FieldChange(label, "", text)
        for label, text in texts
        if text
    )
