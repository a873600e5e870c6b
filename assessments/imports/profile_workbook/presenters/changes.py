"""What a profile workbook changes: a table for each sheet, and the choices that are open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.imports.profile_workbook.presenters.words import Choice, ProfileWords, state_of
from assessments.imports.profile_workbook.reading.contents import ProfileWorkbookDetails
from assessments.imports.profile_workbook.services.entries import ANSWERS, MODELS, VOLUMES, Step
from assessments.imports.profile_workbook.services.importing import done_steps, preview
from assessments.imports.profile_workbook.services.writing import sheet_name
from assessments.models import ImportBatch
from assessments.models.choices import ImportStatus
from assessments.pages.tables import DASH, Table, TableColumn, or_dash

TAKE, SEEN = "take-", "seen-"
_MOST_ROWS: Final = 500


@dataclass(frozen=True)
class ProfilePage:
    """What the page shows; `years` are those of which yearly records change."""

    headline: str
    tables: list[Table]
    choices: list[Choice]
    notes: list[str]
    can_be_confirmed: bool
    years: list[int]


def page_of(batch: ImportBatch, *, by_name: bool) -> ProfilePage:
    """The page of a workbook; before confirmation against what is on record now."""
    is_preview = batch.status == ImportStatus.PREVIEW
    steps = preview(batch) if is_preview else done_steps(batch)
    details = ProfileWorkbookDetails.read(batch)
    changing = [step for step in steps if step.state != "same"]
    words = ProfileWords(batch, changing, by_name=by_name)
    choices = [choice for step in changing for choice in words.choices(step)]
    return ProfilePage(
        headline=_headline(changing, words, len(choices)),
        tables=_tables(changing, words),
        choices=choices,
        notes=_notes(details, changing),
        can_be_confirmed=is_preview and bool(changing) and not choices,
        years=details.years,
    )


def _headline(steps: list[Step], words: ProfileWords, choices: int) -> str:
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


def _tables(steps: list[Step], words: ProfileWords) -> list[Table]:
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


def _rows(step: Step, words: ProfileWords, states: dict[str, str]) -> Iterator[tuple[object, ...]]:
    """One row for each field that changes; one for a whole record that is added or removed."""
    if step.state == "changed":
        for name, label, before, after in words.fields(step):
            happens = states[state_of(step, name)]
            yield words.record(step), happens, label, or_dash(before), or_dash(after)
    elif step.state in states:
        fields = [(label, before or after) for _name, label, before, after in words.fields(step)]
        listed = format_html_join(mark_safe("<br>"), "{}: {}", fields)
        is_added = step.state == "added"
        before_after = (DASH, listed) if is_added else (listed, DASH)
        yield words.record(step), states[step.state], _("all"), *before_after


def _table(sheet: str, rows: list[tuple[object, ...]]) -> Table:
    columns = (
        TableColumn(_("Entry")),
        TableColumn(_("What happens")),
        TableColumn(_("Field")),
        TableColumn(_("Before")),
        TableColumn(_("After")),
    )
    caption = sheet_name(sheet)
    if len(rows) > _MOST_ROWS:
        caption = _("%(sheet)s: the first %(shown)s of %(all)s changes") % {
            "sheet": caption,
            "shown": wording.number(_MOST_ROWS),
            "all": wording.number(len(rows)),
        }
    return Table(caption, columns, tuple(rows[:_MOST_ROWS]))


def _notes(found: ProfileWorkbookDetails, steps: list[Step]) -> list[str]:
    """Notes on unchanged rows, deleted rows, missing sheets, and entries that stayed."""
    notes = []
    if found.unchanged:
        text = ngettext(
            "%(count)s row of the workbook was not changed.",
            "%(count)s rows of the workbook were not changed.",
            found.unchanged,
        )
        notes.append(text % {"count": wording.number(found.unchanged)})
    if found.left_out:
        text = ngettext(
            "%(count)s row was deleted from the workbook; its entry stays as it is.",
            "%(count)s rows were deleted from the workbook; their entries stay as they are.",
            found.left_out,
        )
        notes.append(text % {"count": wording.number(found.left_out)})
    if found.missing:
        names = _(", ").join(sheet_name(sheet) for sheet in found.missing)
        notes.append(
            _("Sheets that are not in the file, whose sections stay as they are: %(names)s.")
            % {"names": names}
        )
    if any(step.entry.remove and step.entry.sheet == "surgeons" for step in steps):
        notes.append(_("With a surgeon, certificates and training are removed too."))
    if found.kept:
        notes.append(not_undone_note(found.kept))
    return notes


def not_undone_note(kept: int) -> str:
    """How many entries stayed when a workbook was undone."""
    text = ngettext(
        "%(count)s entry was changed by hand since and stayed as it was then.",
        "%(count)s entries were changed by hand since and stayed as they were then.",
        kept,
    )
    return text % {"count": wording.number(kept)}
