"""The classifications of a hospital as they are stored with an import."""

from __future__ import annotations

from assessments.import_records.overrides import OverrideNote
from assessments.models import CodeOverride


def notes_of(hospital_id: int) -> list[OverrideNote]:
    """The notes of all overrides of the hospital; one query."""
    return [OverrideNote.from_json(note) for note in CodeOverride.objects.notes(hospital_id)]
