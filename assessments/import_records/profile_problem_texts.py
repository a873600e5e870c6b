"""The sentences of the problems of profile workbooks: kind -> (what is wrong, what to do)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Texts = dict[str, tuple[str | Promise, str | Promise]]

_NEW_ONE = _("Download a new workbook and copy your entries into it.")
PROFILE_TEXTS: Texts = {
    "profile_cell": ("%(said)s", _("Correct the cell and upload the workbook again.")),
    "profile_row": ("%(said)s", _("Correct the row and upload the workbook again.")),
    "profile_alone": (
        _("A profile workbook was chosen together with other files."),
        _("Upload the workbook alone, and the other files after it."),
    ),
    "profile_as_a_whole": (
        _("A profile workbook is taken as a whole, with all its years."),
        _("Name neither a year nor a department of the file."),
    ),
    "profile_too_many": (
        _("More than %(limit)d entries are new or changed."),
        _("Upload and confirm a part of them, then download a new workbook for the others."),
    ),
    "profile_not_ours": (
        _("What this site notes in its workbooks is missing or was changed."),
        _NEW_ONE,
    ),
    "profile_of_another": (
        _("This workbook was not made for the department that was chosen."),
        _(
            "Choose the department for which it was downloaded, or download a workbook for this "
            "one."
        ),
    ),
    "profile_without_sheets": (
        _("The file has none of the sheets of a profile workbook."),
        _NEW_ONE,
    ),
    "profile_sheet_hidden": (
        _("The sheet is hidden, so that nobody sees what is in it."),
        _("Show the sheet, or delete it: a sheet that is missing changes nothing."),
    ),
    "profile_sheet_twice": (
        _("This section stands in the workbook twice."),
        _("Delete one of the two sheets."),
    ),
    "profile_sheet_unknown": (
        _("The hidden first row names a section that does not exist: “%(text)s”."),
        _NEW_ONE,
    ),
    "profile_column_twice": (
        _("The hidden first row names the column “%(text)s” twice."),
        _("Delete the column that was copied, or clear its cell in the first row."),
    ),
    "profile_column_unknown": (
        _("The hidden first row names a column that does not exist: “%(text)s”."),
        _("Clear that cell of the first row, or download a new workbook."),
    ),
    "profile_column_missing": (
        _("The column “%(label)s” is missing, or its name in the hidden first row was changed."),
        _("Headings may be changed, columns may not be deleted. Download a new workbook."),
    ),
    "profile_key_unknown": (
        _("The key “%(text)s” in the first column belongs to no entry of this sheet."),
        _("Clear the key to add a new entry, or copy it again from the workbook as downloaded."),
    ),
    "profile_key_twice": (
        _("The key “%(text)s” stands in row %(other)d too."),
        _("Clear the key of the row that is a new entry."),
    ),
    "profile_gone": (
        _("This entry has been deleted meanwhile, and was changed in the workbook."),
        _("Delete the row, or clear its key to add the entry anew."),
    ),
    "profile_remove": (
        _("“%(text)s” says neither that the entry is to be removed nor that it stays."),
        _("Choose from the list, or leave the cell empty to keep the entry."),
    ),
    "profile_remove_new": (
        _("A new entry is marked to be removed."),
        _("Delete the row, or clear the mark."),
    ),
    "profile_no_surgeon": (
        _("No surgeon has the code “%(text)s”."),
        _("Write a code of the sheet of surgeons, or add the surgeon there."),
    ),
    "profile_no_category": (
        _("“%(text)s” is no category of operations."),
        _("Choose it from the list."),
    ),
    "profile_fixed": (
        _("Surgeon and category of a row that is there already cannot be changed."),
        _("Write the numbers into a new row, and clear them in this one."),
    ),
    "profile_row_twice": (
        _("This stands in row %(other)d too."),
        _("Put both rows together."),
    ),
}
