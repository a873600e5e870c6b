"""Why an import was not changed; the text of each can be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.editing.refusals import Refused
from assessments.models import ImportBatch, ImportRun


class ImportRefused(Refused):
    """Nothing was changed; `batch` is the import concerned, if there is one."""

    text: str | Promise = _("The import could not be changed.")

    def __init__(self, batch: ImportBatch | None = None, **values: Any) -> None:
        self.batch = batch
        super().__init__(**values)

    def as_json(self) -> dict[str, Any]:
        """Plain data, without the import; `from_json` turns it back."""
        values = {
            name: value if isinstance(value, int) else str(value)
            for name, value in self.values.items()
        }
        return {"kind": type(self).__name__, "values": values}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> ImportRefused:
        """The refusal that `as_json` wrote; its text is in the language of whoever looks at it."""
        kinds = {kind.__name__: kind for kind in ImportRefused.__subclasses__()}
        return kinds.get(data["kind"], ImportRefused)(**data["values"])


class AlreadyImported(ImportRefused):
    """The same file is in force for the department and year."""

    text = _(
        "This file was imported for %(year)d before, by %(person)s. Nothing was changed. To read "
        "it differently, undo that import first."
    )


class ImportedForAnotherYear(ImportRefused):
    """The same file, whose rows name no year, is in force for another year of the department."""

    text = _(
        "This file was imported for %(other)d before (%(file)s), by %(person)s, and its rows name "
        "no year. Nothing was changed. If %(other)d was the wrong year, undo that import first and "
        "upload the file for %(year)d again; otherwise choose the file of %(year)d."
    )


class AlreadyInPreview(ImportRefused):
    """The same file waits for its confirmation."""

    text = _("This file is waiting for your confirmation already. Nothing was changed.")


class NotInPreview(ImportRefused):
    """Only an import in preview can be changed, confirmed or discarded."""

    text = _("This import is no longer a preview (%(status)s). Nothing was changed.")


class NotConfirmed(ImportRefused):
    """Only the import in force can be undone."""

    text = _("This import is not in force (%(status)s). Nothing was changed.")


class DepartmentNotChosen(ImportRefused):
    """The report has several departments with spine codes and none was chosen."""

    text = _("Choose first which department of the report to import.")


class SomeAlreadyHere(ImportRefused):
    """Of several reports some are in force or in preview already."""

    text = _(
        "Already imported, or waiting for your confirmation: %(files)s. Nothing was changed. Leave "
        "these files out, or undo their imports first."
    )


class OneListAtATime(ImportRefused):
    """Several files are imported as one only where they are case lists or reports."""

    text = _("Lists of codes are imported one at a time.")


class OneYearRefused(ImportRefused):
    """Of several years one cannot be changed, so none was."""

    text = _("%(year)d: %(reason)s No other year was changed either.")


class NoneWaiting(ImportRefused):
    """None of the years of an upload is in preview."""

    text = _("None of these years waits for a confirmation any more. Nothing was changed.")


class NothingChosen(ImportRefused):
    """A case list of which no operation is left by the choice of departments and years."""

    text = _("No operation is left. Choose at least one department of the file and one year.")


class ClassifiedOtherwise(ImportRefused):
    """A case list was read by what one hospital classifies otherwise, and another does not."""

    text = _(
        "%(hospital)s classifies other codes otherwise than the hospital for which the files were "
        "read. Nothing was changed. Upload the files again for that department."
    )


class SystemDoesNotFit(ImportRefused):
    """A case list was not read in this code system."""

    text = _(
        "The codes of the files do not fit %(system)s, so that they were not read so. Nothing was "
        "changed. If they are of that system, upload the files again and choose it."
    )


class ReplacedByLater(ImportRefused):
    """A later case list replaced records of this one."""

    text = _(
        "A later import (%(file)s) covers %(years)s too and replaced what this one had brought. "
        "Undo that import first. Nothing was changed."
    )


class SurgeonOfReplacedGone(ImportRefused):
    """A surgeon whose volumes would come back is no longer in the department's list."""

    text = _(
        "The operations that this import replaced belong to a surgeon who was deleted since. Bring "
        "that surgeon back first, from the deleted entries of the history. Nothing was changed."
    )


class AlreadyReading(ImportRefused):
    """The same files of the department are being read; `run` does it."""

    text = _("These files are being read already. Nothing was changed.")

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        super().__init__()


class TooMuchWaiting(ImportRefused):
    """So many files, or so large ones, of the person or the hospital wait that no more are kept."""

    text = _(
        "So many files of yours, or of this hospital, are waiting to be read that no more are "
        "taken. Nothing was stored. Cancel what is not needed, on the list of imports, or wait "
        "until it has been read."
    )


class TooManyPreviews(ImportRefused):
    """So many previews of the department wait to be confirmed that no more are made."""

    text = _(
        "%(count)d previews of this department wait to be confirmed, so no more are made. Nothing "
        "was stored. Confirm or discard what is there, on the list of imports."
    )


class WouldShrink(ImportRefused):
    """A year would lose more than a third of its operations, and nobody has agreed to that."""

    text = _(
        "A year would lose more than a third of its recorded operations (%(years)s). Nothing was "
        "changed. If the new number is right, say so for each of these years; otherwise leave the "
        "year out."
    )


class RunEnded(ImportRefused):
    """A run that has ended can be neither cancelled nor given columns."""

    text = _("The reading of these files has ended. Upload them again if they are still needed.")


class NoLongerAllowed(ImportRefused):
    """Whoever uploaded the files may not record in the department any more."""

    text = _("Whoever uploaded these files may not record in this department any more.")


class AssignmentGone(ImportRefused):
    """Somebody has removed the assignment of columns meanwhile."""

    text = _("This assignment of columns was removed meanwhile. Nothing was changed.")


class SurgeonGone(ImportRefused):
    """The surgeon whom a name in files meant is no longer in the department's list."""

    text = _("The surgeon whom %(name)s meant is no longer in the list. Nothing was changed.")


class NothingToChange(ImportRefused):
    """All that a profile workbook says is on record already."""

    text = _("Nothing would change: all that this workbook says is on record already.")


class OnlyRowsDeleted(ImportRefused):
    """All that differs in a profile workbook is that rows were deleted from it."""

    text = _(
        "Nothing would change. Rows of the workbook that were deleted: %(rows)d. That alone "
        "deletes no entry: keep its row and write “remove” in its column “Remove”; on a sheet "
        "without that column, clear the cells of the row."
    )


class ConflictsOpen(ImportRefused):
    """Fields that somebody else changed since the workbook was downloaded wait for a choice."""

    text = _(
        "Somebody else changed some of the same fields meanwhile. Choose field by field on the "
        "import page; nothing was changed."
    )


class ProfileRefused(ImportRefused):
    """An entry of a profile workbook cannot be recorded any more."""

    text = _("Row %(row)d of the sheet “%(sheet)s”: %(reason)s Nothing was changed.")


class ProfileNotUndone(ImportRefused):
    """What was entered since stands in the way of taking a profile workbook back."""

    text = _(
        "The workbook cannot be taken back: entries made since rest on its own, or stand in the "
        "place of what would come back, or its surgeon is gone. Nothing was changed."
    )
