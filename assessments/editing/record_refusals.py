"""Why a record was not changed; the text of each can be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from assessments.editing.refusals import Refused
from assessments.models import User
from assessments.models.versioned import Versioned


class RecordRefused(Refused):
    """Nothing was changed."""


class RecordGone(RecordRefused):
    """Somebody has deleted the record meanwhile."""

    text = _("This entry has been deleted meanwhile. Recently deleted entries can be brought back.")


class ChangedMeanwhile(RecordRefused):
    """The record is not as it was when its deletion was asked for."""

    text = _("This entry was changed meanwhile. Look at it again before you delete it.")


class StillUsed(RecordRefused):
    """Other records depend on this one: the volumes of a surgeon."""

    text = _(
        "This surgeon has operations on record, which would be lost. Enter the last year in the "
        "department instead: the cases stay."
    )


class TooLate(RecordRefused):
    """Deleted longer ago than deletions can be taken back."""

    text = _("This entry was deleted more than 30 days ago and cannot be brought back.")


class PlaceTaken(RecordRefused):
    """The deleted record has been entered anew, or what it belongs to no longer exists."""

    text = _(
        "This entry cannot be brought back: it has been entered anew meanwhile, or what it belongs "
        "to was deleted too."
    )


class ReplacedByImport(RecordRefused):
    """A case list in force replaced the record; restored, its operations would count twice."""

    text = _(
        "This entry was replaced by the import of %(file)s, which is in force: it would count "
        "twice. Undo that import, and the entry comes back by itself."
    )


class TooManyRecords(RecordRefused):
    """The department has so many entries of the kind that no more are taken."""

    text = _("The department has %(count)d entries of this kind, so no more are taken.")


@dataclass(frozen=True)
class FieldConflict:
    """A field that two people changed: its value before, and the value of each, as text."""

    name: str
    before: str
    mine: str
    theirs: str
    label: str = ""


class EditConflict(RecordRefused):
    """Somebody else changed the same fields since the form was opened.

    `current` is the record as it is now; `person` changed it last, at `moment`. `taken` names the
    fields that only they changed.
    """

    text = _("Somebody else changed the same fields meanwhile. Choose field by field.")

    def __init__(
        self,
        conflicts: tuple[FieldConflict, ...],
        taken: tuple[str, ...],
        current: Versioned,
        person: User | None,
        moment: datetime | None,
    ) -> None:
        super().__init__()
        self.conflicts = conflicts
        self.taken = taken
        self.current = current
        self.person = person
        self.moment = moment
