"""What a profile workbook changes, as plain data for scripts: the same that its page says."""

from __future__ import annotations

from collections.abc import Sequence

from assessments import wording
from assessments.imports.batches.presenters.data import Data, common_data
from assessments.imports.batches.presenters.kind import Line
from assessments.imports.profile_workbook.presenters.changes import page_of
from assessments.imports.profile_workbook.presenters.words import ProfileWords
from assessments.imports.profile_workbook.reading.contents import ProfileWorkbookDetails
from assessments.imports.profile_workbook.services.entries import Step
from assessments.imports.profile_workbook.services.importing import preview
from assessments.models import ImportBatch


def profile_line(batches: Sequence[ImportBatch]) -> Line:
    """The years of yearly records that change, and the sentence of the page."""
    (batch,) = batches
    years = wording.years(tuple(ProfileWorkbookDetails.read(batch).years))
    return Line(years, page_of(batch, by_name=False).headline)


def profile_data(batches: Sequence[ImportBatch]) -> Data:
    """The preview; surgeons by their codes, and no names. Nothing of a workbook is left out."""
    (batch,) = batches
    steps = [step for step in preview(batch) if step.state != "same"]
    words = ProfileWords(batch, steps, by_name=False)
    return {
        **common_data(batch),
        "recognised": batch.kind,
        "headline": page_of(batch, by_name=False).headline,
        "years_taken": ProfileWorkbookDetails.read(batch).years,
        "changes": [_change(step, words) for step in steps],
        "choices_open": [
            {
                "field": choice.label,
                "before": choice.before,
                "mine": choice.mine,
                "theirs": choice.theirs,
            }
            for step in steps
            for choice in words.choices(step)
        ],
        "not_taken": {},
    }


def _change(step: Step, words: ProfileWords) -> Data:
    return {
        "sheet": step.entry.sheet,
        "row": step.entry.row,
        "entry": words.record(step),
        "state": step.state,
        "fields": [
            {"field": name, "label": label, "before": before, "after": after}
            for name, label, before, after in words.fields(step)
        ],
    }
