"""The sentences of the problems of case lists: kind -> (what is wrong, what to do)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Texts = dict[str, tuple[str | Promise, str | Promise]]

ASK_SENDER = _("Download or export the file again and upload it unchanged.")
_DAY = _("Write the day as 2024-03-05 or 05.03.2024.")
_CHECK_DAY = _("Check the date of the operation.")
CASE_TEXTS: Texts = {
    "no_case_table": (
        _("No table with named columns was found."),
        _(
            "The first row names the columns, with a semicolon, a tab, a comma or a bar between "
            "them; see the template."
        ),
    ),
    "no_case_columns": (
        _("The columns do not name a case list: %(missing)s not found among %(found)s."),
        _("Assign the columns by hand, or use the template."),
    ),
    "several_tables": (
        _("The files hold tables of different kinds, so that columns cannot be assigned by hand."),
        _("Choose only the file, or leave only the sheet, that lists the operations."),
    ),
    "no_cases": (
        _("The list has no case with a procedure code."),
        _("Check the period and the filter of the export."),
    ),
    "operations_without_day": (
        _("None of the spine operations has a day, so that their year is not known."),
        _("Export the day of every operation too."),
    ),
    "too_many_cases": (
        _("There are more than %(limit)d rows."),
        _("Export one year at a time."),
    ),
    "wide_row": (
        _("The row has %(found)d columns, but %(names)d are named."),
        _("Check for a separator inside a text; put such texts in quotation marks."),
    ),
    "missing_columns": (
        _("The column %(missing)s is missing."),
        _("Export the list with this column, or give it this name."),
    ),
    "not_a_case_table": (
        _("This is not a table of cases."),
        _("Choose files in CSV or XLSX, or a ZIP that holds only those."),
    ),
    "cases_too_large": (
        _("The files have more than %(limit)s MB."),
        _("Export one year at a time."),
    ),
    "too_many_sheet_rows": (
        _("There are more than %(limit)d rows on one sheet."),
        _("Save the sheet as CSV, which may have more rows."),
    ),
    "too_many_case_columns": (
        _("There are more than %(limit)d columns."),
        _("Export only the columns that are needed; see the template."),
    ),
    "too_many_codes": (
        _("The list has more than %(limit)d different codes."),
        _("Check which column holds the codes, or export one year at a time."),
    ),
    "case_zip_bomb": (
        _("The file would unpack to far more than a case list needs."),
        _("Unpack it and choose the files inside, or save the list as CSV."),
    ),
    "nested_zip": (
        _("This is a ZIP archive inside another one, or one that holds no table."),
        _("Unpack it and choose the files inside."),
    ),
    "cut_off": (
        _("The last row ends early: the file seems to be cut off here."),
        ASK_SENDER,
    ),
    "p21_without_diagnoses": (
        _("The data set has procedures (OPS.csv) but no diagnoses (ICD.csv)."),
        _("Choose both files together, or the whole ZIP."),
    ),
    "p21_other_period": (
        _(
            "The operations of OPS.csv were made in %(operations)s, but the stays of FAB.csv are "
            "of %(stays)s."
        ),
        _("Choose the files of one data set together."),
    ),
    "p21_other_diagnoses": (
        _("None of the cases of OPS.csv has a diagnosis in ICD.csv."),
        _("Choose the files of one data set together, and compare their case numbers."),
    ),
    "p21_other_stays": (
        _("None of the cases of OPS.csv has a stay in FAB.csv."),
        _("Choose the files of one data set together, and compare their case numbers."),
    ),
    "p21_zeros_unclear": (
        _(
            "Case numbers have lost the zeros before them, and those of the other files have "
            "several lengths, so that the zeros cannot be put back."
        ),
        ASK_SENDER,
    ),
    "case_number_cut": (
        _(
            "The case number “%(text)s” was cut by a spreadsheet, so that different cases look "
            "the same."
        ),
        _(
            "Export the file again and do not save it in a spreadsheet before the import; or "
            "format the column as text before the file is opened there."
        ),
    ),
    "unknown_diagnosis_kind": (
        _("“%(text)s” is no kind of diagnosis."),
        _("Write HD for the main diagnosis of a case and ND for every other one."),
    ),
    "unknown_cancelled": (
        _("“%(text)s” does not say whether the row is cancelled."),
        _("Write yes or no, or leave the cell of a valid row empty."),
    ),
    "not_a_day": (_("“%(text)s” is not a day."), _DAY),
    "mixed_days": (
        _("Some days have the month first and some the day first."),
        _DAY,
    ),
    "day_out_of_range": (
        _("The day “%(text)s” lies before 1990."),
        _CHECK_DAY,
    ),
    "day_to_come": (_("The day “%(text)s” lies in the future."), _CHECK_DAY),
    "short_years": (
        _(
            "Days such as “%(text)s” have a year of two digits, and no day of the list tells where "
            "it stands."
        ),
        _("Write years with four digits, as in 2024-03-05 or 05.03.2024."),
    ),
    "no_day": (
        _("The day of the operation is missing."),
        _(
            "Write the day as 2024-03-05 or 05.03.2024. Where it stands only in the first row of a "
            "case (merged cells), fill it into the rows below."
        ),
    ),
    "no_case": (
        _("The case number is missing."),
        _(
            "Every row needs the number of its case; it is not kept. Where it stands only in the "
            "first row of a case (merged cells), fill it into the rows below."
        ),
    ),
    "unknown_status": (
        _("“%(text)s” does not say whether the operation took place."),
        _(
            "Write done or cancelled, or delete the rows that do not count. If the column speaks "
            "of something else, assign the columns by hand, with none for the status."
        ),
    ),
    "too_many_case_departments": (
        _("The column of the department has %(found)d different texts: it is none."),
        _("Assign the columns by hand, with none or another one for the department."),
    ),
    "not_levels": (
        _("“%(text)s” is no number of levels."),
        _(
            "Write how many segments were operated on as a whole number from 1 to 25, or leave the "
            "cell empty."
        ),
    ),
    "not_yes_or_no": (
        _("“%(text)s” is neither yes nor no."),
        _("Write yes or no, or leave the cell empty where nobody looked."),
    ),
}
