"""Texts of what a profile workbook changes: entries, fields, values, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments import wording
from assessments.editing.merging import as_text
from assessments.imports.profile_workbook.reading.contents import Texts
from assessments.imports.profile_workbook.services.cells import whole_department
from assessments.imports.profile_workbook.services.entries import (
    ANSWERS,
    MODELS,
    NEW,
    VOLUMES,
    WHOLE,
    Step,
)
from assessments.imports.profile_workbook.services.importing import benchmark_of
from assessments.imports.profile_workbook.services.record_sheets import NAME, fields_of, model_field
from assessments.imports.profile_workbook.services.writing import sheet_name
from assessments.models import ImportBatch, Surgeon
from assessments.profile.answers.reading.stated_answers import StatedAnswer, stated_text
from assessments.profile.volumes.reading.categories import cell_of_name

# The fields that name an entry; the first three that are filled are used. Never a surgeon's name.
_CALLED: Final = ("code", "surgeon", "partner", "kind", "year", "pillar", "outcome", "name")


@dataclass(frozen=True)
class Choice:
    """A field that two people changed, with both values, of which one has to be chosen."""

    token: str
    label: str
    before: str
    mine: str
    theirs: str
    seen: str


class ProfileWords:
    """Sheets, records, fields and values as people read them."""

    def __init__(self, batch: ImportBatch, steps: Iterable[Step], *, by_name: bool) -> None:
        self.by_name = by_name
        self._department = batch.department.name
        self._records = _records(steps)
        self._benchmark = benchmark_of(batch, get_language() or "en")
        self._inputs = self._benchmark.input_by_id
        own = Surgeon.objects.filter(department=batch.department_id)
        self._surgeons = {str(one.pk): one.shown(by_name=by_name) for one in own}

    def fields(self, step: Step) -> Iterator[tuple[str, str, str, str]]:
        """Name, label, and values before and after, of each field that changes."""
        names = {**step.before, **step.after}
        for name in names:
            before, after = step.before.get(name, ""), step.after.get(name, "")
            if step.state != "changed" and not (before or after):
                continue
            yield (
                name,
                self.label(step, name),
                self.value(step, name, before),
                self.value(step, name, after),
            )

    def count(self, step: Step, state: str) -> int:
        """How many changes of this kind a step counts for: one a record, one a cell or answer."""
        if step.entry.sheet in {VOLUMES, ANSWERS}:
            return sum(state_of(step, name) == state for name in step.after)
        return int(step.state == state)

    def record(self, step: Step) -> str:
        """The name of the entry."""
        entry = step.entry
        if entry.sheet == VOLUMES:
            return self.surgeon(entry.key) if entry.key else whole_department()
        if entry.sheet == ANSWERS:
            return entry.key
        if entry.sheet == "department":
            return self._department
        if entry.sheet == "surgeons" and entry.key in self._surgeons:
            return self._surgeons[entry.key]
        held = self._records.get((entry.sheet, entry.key), {})
        texts = {**held, **entry.base, **entry.values, **step.before, **step.after}
        names = ("code",) if entry.sheet == "surgeons" else _CALLED
        called = [self.value(step, name, texts[name]) for name in names if texts.get(name)]
        is_known = held or step.state != "changed"
        return " · ".join(called[:3]) if is_known else _("row %d") % entry.row

    def surgeon(self, key: str) -> str:
        """A surgeon as the reader may see one; of a new one the code."""
        return self._surgeons.get(key) or key.removeprefix(NEW).upper()

    def label(self, step: Step, name: str) -> str:
        """The name of the field."""
        sheet = step.entry.sheet
        if sheet == VOLUMES:
            cell = cell_of_name(name)
            return f"{cell.category.full_label}, {cell.year}" if cell else name
        if sheet == ANSWERS:
            return self._inputs[name].label if name in self._inputs else name
        return str(capfirst(str(model_field(sheet, name).verbose_name)))

    def value(self, step: Step, name: str, text: str) -> str:
        """A value as people read it; "" where there is none."""
        sheet = step.entry.sheet
        if not text:
            return ""
        if sheet == VOLUMES:
            return wording.number(int(text))
        if sheet == ANSWERS:
            item = self._inputs.get(name)
            return stated_text(item, StatedAnswer.of_key(text)) if item else text
        if sheet == "surgeons" and name == NAME and not self.by_name:
            return _("not shown")
        field = model_field(sheet, name)
        if isinstance(field, models.ForeignKey):
            return self.surgeon(text)
        if isinstance(field, models.DateField):
            return date_format(field.to_python(text), "SHORT_DATE_FORMAT")
        return str(dict(field.flatchoices).get(text, text))

    def choices(self, step: Step) -> Iterator[Choice]:
        """The fields of a step that wait for a choice."""
        entry = step.entry
        for name in step.conflicts:
            token = entry.token(name)
            if name == WHOLE:
                yield Choice(
                    token,
                    f"{sheet_name(entry.sheet)}: {self.record(step)}",
                    "",
                    _("remove the entry"),
                    _("keep it as it was changed"),
                    step.theirs[name],
                )
                continue
            yield Choice(
                token,
                f"{sheet_name(entry.sheet)}, {self.record(step)}: {self.label(step, name)}",
                self.value(step, name, entry.base.get(name, "")),
                self.value(step, name, entry.values[name]),
                self.value(step, name, step.theirs[name]),
                step.theirs[name],
            )


def state_of(step: Step, name: str) -> str:
    """What happens to a field: added, changed or removed.

    In volumes and answers each field is an entry of its own.
    """
    if step.entry.sheet not in {VOLUMES, ANSWERS} or (step.before[name] and step.after[name]):
        return step.state
    return "added" if step.after[name] else "removed"


def _records(steps: Iterable[Step]) -> dict[tuple[str, str], Texts]:
    """The naming fields of the records that change, by sheet and key; one query for each sheet."""
    keys: dict[str, list[str]] = {}
    for step in steps:
        sheet = step.entry.sheet
        if sheet in MODELS and sheet not in {"department", "surgeons"} and step.entry.key:
            keys.setdefault(sheet, []).append(step.entry.key)
    found = {}
    for sheet, of_sheet in keys.items():
        names = [name for name in fields_of(sheet, by_name=False) if name in _CALLED]
        for record in MODELS[sheet]._default_manager.filter(pk__in=of_sheet):
            found[sheet, str(record.pk)] = as_text(record, names)
    return found
