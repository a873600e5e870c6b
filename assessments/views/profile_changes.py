"""What a profile workbook changes, in words: a table a sheet, and the choices that are open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments import wording
from assessments.forms.profile_cells import whole_department
from assessments.forms.profile_records import NAME, model_field
from assessments.models import ImportBatch, Surgeon
from assessments.models.choices import ImportStatus
from assessments.reports.responses import Response, response_text
from assessments.reports.volume_categories import cell_of_name
from assessments.services.profile_entries import ANSWERS, MODELS, NEW, VOLUMES, WHOLE, Step
from assessments.services.profile_imports import benchmark_of, done_steps, preview
from assessments.services.profile_writing import sheet_name
from assessments.views.tables import DASH, Column, Table, or_dash

TAKE, SEEN = "take-", "seen-"
_MOST_ROWS: Final = 500


@dataclass(frozen=True)
class Choice:
    """A field two people changed: what it is, and what each made of it."""

    token: str
    label: str
    before: str
    mine: str
    theirs: str
    seen: str


@dataclass(frozen=True)
class ProfilePage:
    """What the page shows."""

    headline: str
    tables: list[Table]
    choices: list[Choice]
    notes: list[str]
    can_be_confirmed: bool


def page_of(batch: ImportBatch, *, by_name: bool) -> ProfilePage:
    """The page of a workbook; before confirmation against what is on record now."""
    is_preview = batch.status == ImportStatus.PREVIEW
    steps = preview(batch) if is_preview else done_steps(batch)
    words = _Words(batch, by_name)
    changing = [step for step in steps if step.state != "same"]
    choices = [choice for step in changing for choice in words.choices(step)]
    return ProfilePage(
        headline=_headline(changing, words, len(choices)),
        tables=_tables(changing, words),
        choices=choices,
        notes=_notes(batch, changing),
        can_be_confirmed=is_preview and bool(changing) and not choices,
    )


class _Words:
    """Sheets, records, fields and values as people read them."""

    def __init__(self, batch: ImportBatch, by_name: bool) -> None:
        self.by_name = by_name
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
            return sum(_state_of(step, name) == state for name in step.after)
        return int(step.state == state)

    def record(self, step: Step) -> str:
        """What the entry is called."""
        entry = step.entry
        if entry.sheet == VOLUMES:
            return self.surgeon(entry.key) if entry.key else whole_department()
        if entry.sheet == ANSWERS:
            return entry.key
        texts = {**entry.base, **entry.values, **step.before, **step.after}
        called = [
            self.value(step, name, texts[name])
            for name in ("code", "surgeon", "partner", "kind", "year", "pillar", "outcome", "name")
            if texts.get(name) and not (entry.sheet == "surgeons" and name == NAME)
        ]
        if entry.sheet == "surgeons" and entry.key in self._surgeons:
            return self._surgeons[entry.key]
        row = _("row %d") % entry.row
        return " · ".join(called[:3]) if len(called) > 1 or step.state != "changed" else row

    def surgeon(self, key: str) -> str:
        """A surgeon as the reader may see one; of a new one the code."""
        return self._surgeons.get(key) or key.removeprefix(NEW).upper()

    def label(self, step: Step, name: str) -> str:
        """What the field is called."""
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
            return response_text(item, Response.of_key(text)) if item else text
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


def _headline(steps: list[Step], words: _Words, choices: int) -> str:
    counted = {
        state: sum(words.count(step, state) for step in steps)
        for state in ("added", "changed", "removed")
    }
    clauses = [
        _("%(added)s added, %(changed)s changed, %(removed)s removed")
        % {state: wording.number(count) for state, count in counted.items()}
    ]
    if choices:
        text = ngettext(
            "%(count)s choice is to be made first",
            "%(count)s choices are to be made first",
            choices,
        )
        clauses.append(text % {"count": choices})
    return wording.sentence(clauses)


def _tables(steps: list[Step], words: _Words) -> list[Table]:
    """A table for each sheet in which anything changes."""
    states = {"added": _("added"), "changed": _("changed"), "removed": _("removed")}
    tables = []
    for sheet in (*MODELS, VOLUMES, ANSWERS):
        rows: list[tuple[object, ...]] = []
        for step in steps:
            if step.entry.sheet != sheet:
                continue
            if step.state == "gone":
                rows.append((words.record(step), _("deleted meanwhile"), DASH, DASH, DASH))
            rows += _rows(step, words, states)
        if rows:
            tables.append(_table(sheet, rows))
    return tables


def _rows(step: Step, words: _Words, states: dict[str, str]) -> Iterator[tuple[object, ...]]:
    """A row a field that changes; one for a whole record that is added or removed."""
    if step.state == "changed":
        for name, label, before, after in words.fields(step):
            happens = states[_state_of(step, name)]
            yield words.record(step), happens, label, or_dash(before), or_dash(after)
    elif step.state in states:
        fields = [(label, before or after) for _name, label, before, after in words.fields(step)]
        listed = format_html_join(mark_safe("<br>"), "{}: {}", fields)
        is_added = step.state == "added"
        before_after = (DASH, listed) if is_added else (listed, DASH)
        yield words.record(step), states[step.state], _("all"), *before_after


def _state_of(step: Step, name: str) -> str:
    """What happens to a field; of volumes and answers each is an entry of its own."""
    if step.entry.sheet not in {VOLUMES, ANSWERS} or (step.before[name] and step.after[name]):
        return step.state
    return "added" if step.after[name] else "removed"


def _table(sheet: str, rows: list[tuple[object, ...]]) -> Table:
    columns = (
        Column(_("Entry")),
        Column(_("What happens")),
        Column(_("Field")),
        Column(_("Before")),
        Column(_("After")),
    )
    caption = sheet_name(sheet)
    if len(rows) > _MOST_ROWS:
        caption = _("%(sheet)s: the first %(shown)s of %(all)s changes") % {
            "sheet": caption,
            "shown": wording.number(_MOST_ROWS),
            "all": wording.number(len(rows)),
        }
    return Table(caption, columns, tuple(rows[:_MOST_ROWS]))


def _notes(batch: ImportBatch, steps: list[Step]) -> list[str]:
    """What else is worth knowing: rows left alone, sheets that are missing, what stayed."""
    found, notes = batch.findings, []
    if found["unchanged"]:
        text = ngettext(
            "%(count)s row of the workbook was not changed.",
            "%(count)s rows of the workbook were not changed.",
            found["unchanged"],
        )
        notes.append(text % {"count": wording.number(found["unchanged"])})
    if found["left_out"]:
        text = ngettext(
            "%(count)s row was deleted from the workbook; its entry stays as it is.",
            "%(count)s rows were deleted from the workbook; their entries stay as they are.",
            found["left_out"],
        )
        notes.append(text % {"count": wording.number(found["left_out"])})
    if found["missing"]:
        names = ", ".join(sheet_name(sheet) for sheet in found["missing"])
        notes.append(
            _("Sheets that are not in the file, whose sections stay as they are: %(names)s.")
            % {"names": names}
        )
    if any(step.entry.remove and step.entry.sheet == "surgeons" for step in steps):
        notes.append(_("With a surgeon, certificates and training are removed too."))
    if found.get("kept"):
        notes.append(kept_note(found["kept"]))
    return notes


def kept_note(kept: int) -> str:
    """How many entries stayed when a workbook was undone."""
    text = ngettext(
        "%(count)s entry was changed by hand since and stayed as it was then.",
        "%(count)s entries were changed by hand since and stayed as they were then.",
        kept,
    )
    return text % {"count": wording.number(kept)}
