"""Names of the records that states refer to: surgeons, users, departments, hospitals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Max

from assessments.history.reading.states import State
from assessments.models import Department, Hospital, Surgeon, User

Rows = dict[Any, Any]


@dataclass(frozen=True)
class KnownNames:
    """The latest states of the records referred to, including deleted ones.

    Without `by_name`, surgeons are named by their codes, as in every export.
    """

    by_name: bool
    rows: dict[type[models.Model], Rows] = field(default_factory=dict)

    def of(self, model: type[models.Model], key: Any) -> str:
        """The name of a record; its key if the record is not known."""
        row = self.rows.get(model, {}).get(key)
        if row is None:
            return str(key)
        if model is Surgeon:
            return surgeon_name(row, by_name=self.by_name)
        if model is User:
            return person_name(row)
        if model is Department:
            return f"{self.of(Hospital, row.hospital_id)} – {row.name}"
        return str(row.name)

    def department_of(self, state: State) -> UUID | None:
        """The id of the department that the record belongs to, or None."""
        row = state.row
        if state.kind.owner == "surgeon":
            surgeon = self.rows.get(Surgeon, {}).get(row.surgeon_id)
            return surgeon and surgeon.department_id
        if state.kind.owner:
            key: UUID | None = row.id if state.kind.owner == "id" else row.department_id
            return key
        return None


def surgeon_name(row: Any, *, by_name: bool) -> str:
    """Name and code of a surgeon, or the code alone."""
    return f"{row.name} ({row.code})" if by_name and row.name else str(row.code)


def person_name(row: Any) -> str:
    """First and last name of a user, or the user name if both are empty."""
    return f"{row.first_name} {row.last_name}".strip() or str(row.username)


def names(states: Iterable[State], *, by_name: bool, with_departments: bool) -> KnownNames:
    """The names that the states refer to; at most one query for each model.

    `with_departments`: also the names of the departments that the records belong to.
    """
    known = KnownNames(by_name)
    states = list(states)
    keys = _references(states)
    known.rows[Surgeon] = _latest(Surgeon, keys[Surgeon])
    known.rows[User] = _latest(User, keys[User])
    if with_departments:
        keys[Department] |= {known.department_of(state) for state in states}
    known.rows[Department] = _latest(Department, keys[Department])
    keys[Hospital] |= {row.hospital_id for row in known.rows[Department].values()}
    known.rows[Hospital] = _latest(Hospital, keys[Hospital])
    return known


def _references(states: list[State]) -> dict[type[models.Model], set[Any]]:
    keys: dict[type[models.Model], set[Any]] = defaultdict(set)
    for state in states:
        for model_field in state.kind.fields:
            if isinstance(model_field, models.ForeignKey):
                for row in filter(None, (state.row, state.before)):
                    keys[model_field.related_model].add(getattr(row, model_field.attname))
    return keys


def _latest(model: type[models.Model], keys: set[Any]) -> Rows:
    keys = keys - {None}
    if not keys:
        return {}
    history = model.history.order_by()  # type: ignore[attr-defined]
    newest = history.filter(id__in=keys).values("id").annotate(newest=Max("history_id"))
    return {row.id: row for row in history.filter(history_id__in=newest.values("newest"))}
