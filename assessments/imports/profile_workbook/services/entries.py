"""Merges what a profile workbook changes with what others changed since its download."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import models

from assessments.editing.merging import as_text, merge
from assessments.imports.profile_workbook.reading.contents import Decision, Entry, Texts
from assessments.models import (
    Certificate,
    Department,
    FacilityFact,
    OutcomeRecord,
    OutpatientClinic,
    Partnership,
    ProcedureVolume,
    Surgeon,
    TrainingRecord,
    UnavailableInput,
)
from assessments.models.versioned import Versioned
from assessments.profile.answers.reading.stated_answers import StatedAnswer
from assessments.profile.volumes.services import cell_of

# The sheets of single records in the order in which they are written: surgeons before what they
# have. The first holds the department itself.
MODELS: Final[dict[str, type[Versioned]]] = {
    "department": Department,
    "surgeons": Surgeon,
    "certificates": Certificate,
    "trainings": TrainingRecord,
    "partnerships": Partnership,
    "clinics": OutpatientClinic,
    "outcomes": OutcomeRecord,
}
VOLUMES, ANSWERS = "volumes", "answers"
# In the place of a field, where the removal of a record conflicts with a change by somebody else.
WHOLE: Final = "whole"
# Prefix of the key of a surgeon who is added by the same workbook; the code follows.
NEW: Final = "new:"
MINE, THEIRS = "mine", "theirs"

# By token of the field: which side was chosen, and what the other side was then.
Decisions = Mapping[str, Decision]


@dataclass(frozen=True)
class Step:
    """What becomes of an entry: added, changed, removed, same, or gone (its record was deleted).

    `before` and `after` are the fields that change. `conflicts`: fields that somebody else changed
    too, or `WHOLE`; `theirs`: what these hold now.
    """

    entry: Entry
    state: str
    before: Texts = field(default_factory=dict)
    after: Texts = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    theirs: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class StoredProfile:
    """What is on record now."""

    records: dict[str, dict[str, Any]]
    volumes: dict[str, Texts]
    answers: dict[str, Texts]

    def of(self, entry: Entry) -> Texts | None:
        """The texts that an entry's fields hold now; None where its record is gone."""
        if entry.sheet == VOLUMES:
            return self.volumes.get(entry.key, {})
        if entry.sheet == ANSWERS:
            return self.answers.get(entry.key, {})
        record = self.records[entry.sheet].get(entry.key)
        return None if record is None else as_text(record, entry.base or entry.values)


def stored_profile(
    department: Department, years: Collection[int], inputs: Collection[str]
) -> StoredProfile:
    """Everything the workbook of a department holds; ten queries."""
    records: dict[str, dict[str, Any]] = {"department": {"department": _fresh(department)}}
    for sheet, model in list(MODELS.items())[1:]:
        of_surgeon = model is Certificate
        rows: models.QuerySet[Any] = model._default_manager.filter(
            **{"surgeon__department" if of_surgeon else "department": department}
        )
        if of_surgeon:
            rows = rows.select_related("surgeon")
        records[sheet] = {str(row.pk): row for row in rows}
    volumes: dict[str, Texts] = {}
    for row in ProcedureVolume.objects.filter(department=department, half=0, year__in=years):
        of = volumes.setdefault(str(row.surgeon_id or ""), {})
        of[cell_of(row).name] = str(row.operations)
    answers: dict[str, Texts] = {}
    asked = {"department": department, "year__in": years, "input_id__in": inputs}
    for reason in UnavailableInput.objects.filter(**asked):
        text = " ".join(reason.reason.split())
        answers.setdefault(str(reason.year), {})[reason.input_id] = StatedAnswer(reason=text).key
    for fact in FacilityFact.objects.filter(**asked):  # an answer outranks a reason
        answers.setdefault(str(fact.year), {})[fact.input_id] = StatedAnswer(fact.value).key
    return StoredProfile(records, volumes, answers)


def steps_of(entries: Iterable[Entry], stored: StoredProfile, decisions: Decisions) -> list[Step]:
    """What becomes of each entry."""
    return [_step(entry, stored, decisions) for entry in entries]


def mark(texts: Texts) -> str:
    """A digest of the fields."""
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()[:16]


def _fresh(department: Department) -> Department:
    return Department.objects.get(pk=department.pk)


def _step(entry: Entry, stored: StoredProfile, decisions: Decisions) -> Step:
    if not entry.key and entry.sheet in MODELS:
        return _added(entry, stored)
    theirs = stored.of(entry)
    if theirs is None:
        return Step(entry, "same" if entry.remove else "gone")
    if entry.remove:
        return _removed(entry, theirs, decisions)
    mine, base = dict(entry.values), dict(entry.base)
    for name in entry.values:
        decided = decisions.get(entry.token(name))
        if decided and decided.take == THEIRS:
            del mine[name]
        elif decided:
            base[name] = decided.seen
    merged = merge(base, mine, theirs)
    disputed = {*merged.conflicts, *merged.taken}
    after = {
        name: text
        for name, text in mine.items()
        if name not in disputed and text != theirs.get(name, "")
    }
    return Step(
        entry,
        "changed" if after or merged.conflicts else "same",
        before={name: theirs.get(name, "") for name in after},
        after=after,
        conflicts=merged.conflicts,
        theirs={name: theirs.get(name, "") for name in merged.conflicts},
    )


def _added(entry: Entry, stored: StoredProfile) -> Step:
    """A new record; "same" where an equal one was added since, as by the same workbook."""
    for record in stored.records[entry.sheet].values():
        if as_text(record, entry.values) == entry.values:
            return Step(entry, "same")
    return Step(entry, "added", after=dict(entry.values))


def _removed(entry: Entry, theirs: Texts, decisions: Decisions) -> Step:
    decided, now = decisions.get(entry.token(WHOLE)), mark(theirs)
    if decided and decided.take == THEIRS:
        return Step(entry, "same")
    is_agreed = theirs == entry.base or (decided is not None and decided.seen == now)
    conflicts = () if is_agreed else (WHOLE,)
    return Step(entry, "removed", before=theirs, conflicts=conflicts, theirs={WHOLE: now})
