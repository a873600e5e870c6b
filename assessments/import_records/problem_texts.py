"""The sentences of every problem and remark: kind -> (what is wrong, what to do)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.import_records.case_problem_texts import ASK_SENDER, CASE_TEXTS, Texts
from assessments.import_records.official_problem_texts import OFFICIAL_TEXTS
from assessments.import_records.profile_problem_texts import PROFILE_TEXTS

_SAVE_AS = _("Save the list as XLSX or as CSV with the columns code and count.")
_SPINE_FILE = _(
    "Choose a file of a department that operates on the spine, and check the code system."
)
_WHOLE_NUMBER = _("Write the number of operations as a whole number, such as 12 or 1231.")

FILE_TEXTS: Texts = {
    "empty_file": (_("The file is empty."), ASK_SENDER),
    "too_large": (
        _("The file is larger than %(limit)s MB."),
        _("Upload the XML of one quality report, or a list with one row a code."),
    ),
    "pdf": (
        _("This is a PDF."),
        _(
            "Nothing is read from a PDF. Quality report: upload its XML, whose name ends in "
            "-xml.xml. Case list or list of codes: export it as CSV or XLSX."
        ),
    ),
    "old_excel": (_("This is a workbook of an old format (XLS)."), _SAVE_AS),
    "other_zip": (_("This is a ZIP archive without a workbook."), _SAVE_AS),
    "compressed": (_("The file is compressed."), _("Unpack it and upload the file inside.")),
    "binary": (_("This is neither text nor a workbook."), _SAVE_AS),
    "web_page": (
        _("This is a web page."),
        _("Download the XML file itself, not the page that links to it."),
    ),
    "encoding": (
        _("The characters cannot be read as UTF-8, Windows-1252 or GB18030."),
        _("Save the file as UTF-8."),
    ),
    "broken_zip": (_("The workbook is damaged."), ASK_SENDER),
    "zip_bomb": (
        _("The workbook would unpack to far more than a list of codes needs."),
        _("Copy the list into a new workbook and upload that."),
    ),
    "broken_workbook": (_("The workbook cannot be opened."), _SAVE_AS),
    "encrypted": (
        _("The workbook is protected by a password."),
        _("Remove the password and upload it again."),
    ),
    "too_many_rows": (
        _("There are more than %(limit)d rows."),
        _("Count the operations a code first: one row a code."),
    ),
    "too_many_columns": (
        _("There are more than %(limit)d columns."),
        _("Keep the columns code, count and year."),
    ),
    "long_cell": (
        _("A cell has more than %(limit)d characters."),
        _("Check for a quotation mark that is never closed."),
    ),
    "broken_table": (
        _("The row cannot be split into columns."),
        _("Check for a quotation mark that is never closed, or save the list as XLSX."),
    ),
}

XML_TEXTS: Texts = {
    "not_xml": (_("This is not an XML file, although its name says so."), ASK_SENDER),
    "broken_xml": (
        _("The XML is damaged or was cut off here (%(reason)s)."),
        ASK_SENDER,
    ),
    "document_type": (
        _("The file declares a document type or entities, which are never resolved here."),
        _("A quality report needs none: remove the DOCTYPE lines, or download the report again."),
    ),
    "too_deep": (
        _("Elements are nested more than %(limit)d deep."),
        ASK_SENDER,
    ),
    "too_many_departments": (
        _("The report lists more than %(limit)d departments."),
        ASK_SENDER,
    ),
    "too_many_elements": (_("There are more than %(limit)d elements."), ASK_SENDER),
    "other_xml": (
        _("This XML is not a structured quality report: its outermost element is %(root)s."),
        _("Upload the file whose name ends in -xml.xml; it starts with Qualitaetsbericht."),
    ),
    "section_twice": (
        _("The department has this section twice, so that its counts may stand there twice."),
        ASK_SENDER,
    ),
    "unknown_rows": (
        _("The section has no element %(row)s, but %(element)s, which is of no known schema."),
        _("Upload the report as it was published; reports of 2015 to 2025 can be read."),
    ),
    "count_and_hidden": (
        _("Code %(code)s has a count and says at the same time that it is hidden."),
        ASK_SENDER,
    ),
    "no_departments": (
        _("The report lists no department."),
        _("Upload the complete report of the site, not the file of its quality indicators."),
    ),
}

ROW_TEXTS: Texts = {
    "no_columns": (
        _("No column for the code and the count was found (first row: %(found)s)."),
        _("Name the columns code and count, separated by a semicolon, a tab or a comma."),
    ),
    "columns_for_command": (
        _("The file has the columns %(found_keys)s; not recognised: %(missing)s."),
        _(
            "Case list: say which column is which, as in --column %(example)s. List of codes: name "
            "the columns code and count."
        ),
    ),
    "no_rows": (_("There is no row with a code and a count."), _SAVE_AS),
    "no_code": (_("The code is missing."), _("Add the code, or delete the row.")),
    # The text is not repeated: it may be the number or the name of a patient.
    "not_a_code": (
        _("The cell holds no code."),
        _("Write one code a row, such as 5-831.0."),
    ),
    "code_became_date": (
        _("The spreadsheet program turned the code into a date."),
        _("Format the column as text and enter the code again."),
    ),
    "no_count": (
        _("The count of code %(code)s is missing."),
        _("Write the count; where the publisher hid a small one, write <4."),
    ),
    "negative_count": (_("The count “%(text)s” is negative."), _WHOLE_NUMBER),
    "fraction_count": (_("The count “%(text)s” is not a whole number."), _WHOLE_NUMBER),
    "not_a_count": (_("“%(text)s” is not a count."), _WHOLE_NUMBER),
    "huge_count": (
        _("The count “%(text)s” is higher than any department reaches."),
        _("Check the column: is it a number of operations?"),
    ),
    "unknown_small_count": (
        _("“%(text)s” hides a count, but only counts below 4 can be taken as hidden."),
        _("Write the count itself, or <4 where it is below 4."),
    ),
    "not_a_year": (
        _("“%(text)s” is not a year from %(first)d to %(last)d."),
        _("Write the year with four digits."),
    ),
}

CHOICE_TEXTS: Texts = {
    "year_needed": (
        _("The year is neither in the file name nor in the file."),
        _("Enter the year the figures are for."),
    ),
    "several_years": (
        _("The list covers several years: %(years)s."),
        _("Enter the year to import; the others can be imported afterwards."),
    ),
    "year_not_listed": (
        _("The list has no row for %(year)d, only for %(years)s."),
        _("Enter a year of the list."),
    ),
    "year_differs": (
        _("The file is for %(found)d, but %(year)d was entered."),
        _("Enter the year of the file, or leave the field empty."),
    ),
    "year_to_come": (
        _("%(year)d has not begun yet."),
        _("Check the year of the figures."),
    ),
    "no_spine_codes": (
        _("No spine operation was found. Codes in the file: %(codes)d, among them %(examples)s."),
        _SPINE_FILE,
    ),
    "no_code_forms": (
        _("No spine operation was found. No text in the column of the codes has the form of one."),
        _SPINE_FILE,
    ),
    "no_spine_codes_of": (
        _(
            "No spine operation was found (%(departments)s). Codes in the file: %(codes)d, among "
            "them %(examples)s."
        ),
        _SPINE_FILE,
    ),
    "no_procedures": (_("The file lists no procedure code."), _SPINE_FILE),
    "no_procedures_of": (
        _("The report lists no procedure code of any department (%(departments)s)."),
        _("Upload the complete report of the site, with its sections on procedures."),
    ),
    "other_system": (
        _("None of the codes belongs to %(system)s; they look like %(looks_like)s."),
        _("Choose %(looks_like)s as the code system."),
    ),
    "other_format": (
        _("The files are of the format %(found)s, not %(wanted)s."),
        _("Choose other files, or leave the format out so that it is recognised."),
    ),
    "unknown_fab": (
        _(
            "The files have no spine operation of the department key %(keys)s, only of: "
            "%(found_keys)s."
        ),
        _("Choose a key of the files."),
    ),
    "incomplete": (
        _("%(reason)s"),
        _("Export the files again with everything, or say --accept-incomplete."),
    ),
    "fab_needed": (
        _(
            "The files list several departments, and none of them is known to be this one: "
            "%(found_keys)s."
        ),
        _("Say which are, with --fab; several may be named."),
    ),
    "unknown_listing": (
        _("The report has no such department with spine codes, only: %(departments)s."),
        _("Choose one of these departments."),
    ),
    "unknown_report_fab": (
        _("No department %(keys)s of the report has spine codes, only: %(departments)s."),
        _("Name one of these departments by its key or its number, as in --fab 1700 or --fab 2."),
    ),
    "several_report_fabs": (
        _("Several departments of the report are called %(keys)s: %(departments)s."),
        _("Name one of them by its number, as in --fab 2."),
    ),
    "report_fab_needed": (
        _("Several departments of the report have spine codes: %(departments)s."),
        _("Say which one, with its key or its number, as in --fab 1700 or --fab 2."),
    ),
    "report_without_fab": (
        _("The report of %(years)s lists no spine code of the department %(name)s."),
        _("Leave that report out, or name the years to take with --years."),
    ),
}

# Quality reports of several years in one upload.
SET_TEXTS: Texts = {
    "mixed_files": (
        _("Quality reports and other files came together: %(reports)s; and %(others)s."),
        _(
            "Upload the reports (XML) together, and the other files in an upload of their own. "
            "Take PDF files out."
        ),
    ),
    "too_many_reports": (
        _("There are more than %(limit)d reports."),
        _("Upload them in several parts."),
    ),
    "report_without_year": (
        _("The name of the file does not say its year."),
        _(
            "Give it the name it was published with, such as 260100023-00-2019-xml.xml, or upload "
            "it by itself and enter the year."
        ),
    ),
    "only_indicators": (
        _("The files hold quality indicators only, and no report."),
        _("Upload the file whose name ends in -xml.xml; it starts with Qualitaetsbericht."),
    ),
    "indicators_left_out": (
        _("The file holds quality indicators and no procedures, and was left out."),
        "",
    ),
    "report_twice": (
        _("This is the same file as %(other)s."),
        _("Leave one of them out."),
    ),
    "year_twice": (
        _("%(other)s is a report for %(year)d too."),
        _("Choose one report a year, that of your own site."),
    ),
    "year_of_several": (
        _("The year %(year)d was entered, but there are several reports."),
        _("Leave the year empty: the name of each report says its own."),
    ),
}

REMARK_TEXTS: Texts = {
    "unreadable_codes": (
        _(
            "Texts without the form of a code in this column: %(rows)d. They may be numbers or "
            "names of patients, so they were not kept and are not shown."
        ),
        _("Check that the column holds codes only, and assign another one if it does not."),
    ),
    "code_twice": (
        _("Code %(code)s stands in the list more than once; its counts were added."),
        _("If it is the same count, remove the repeated row and import again."),
    ),
    "total_row": (_("The row “%(text)s” names no code and was left out."), ""),
    "sheet_left_out": (
        _("The sheet has no columns code and count and was left out."),
        _("If it holds codes, name its columns."),
    ),
    "report_of_another_time": (
        _(
            "This is a report of %(year)d; the elements of reports of %(first)d to %(last)d are "
            "known."
        ),
        _("Compare the numbers with the report as PDF before you confirm."),
    ),
    "outpatients_not_counted": (
        _(
            "Spine procedures of outpatients (§ 115b SGB V) that are not counted: %(span)s, of the "
            "department %(department)s."
        ),
        _("The estimate is of inpatients only, as the section on procedures is."),
    ),
    "hidden_sheet": (
        _("The sheet is hidden and was left out."),
        _("Show the sheet and import again if it belongs to the list."),
    ),
    "table_left_out": (
        _("This is no table with the columns of the list and was left out."),
        _("Compare the names of its columns with the template if it belongs to the list."),
    ),
    "p21_without_departments": (
        _("Without FAB.csv the whole hospital is counted."),
        _("Choose FAB.csv too, to count one department only."),
    ),
    "p21_zeros_lost": (
        _(
            "Case numbers had lost the zeros before them, which were put back; with them, numbers "
            "of the other files were found: %(numbers)d."
        ),
        _("Do not save the file in a spreadsheet before the import."),
    ),
    "p21_main_shares": (
        _(
            "Of %(cases)d cases with procedures, %(with_main)d have a main diagnosis; of "
            "%(diagnosed)d cases with diagnoses, %(with_procedures)d have procedures."
        ),
        _("Check that OPS.csv and ICD.csv are of the same period and complete."),
    ),
    "p21_stay_shares": (
        _("Of %(cases)d cases with procedures, %(with_stay)d have a stay in FAB.csv."),
        _("Check that OPS.csv and FAB.csv are of the same period and complete."),
    ),
    "operations_share_day": (
        _("The list has one day a case: all its codes count as one operation."),
        "",
    ),
    "cases_without_diagnoses": (
        _("The list has no diagnoses, so that pathology rests on the procedure codes alone."),
        _("Add a column main_dx; tumour and deformity are recognised by the diagnosis."),
    ),
    "status_not_used": (
        _("No word of this column says whether an operation took place: it was not used."),
        _("If it does, write done or cancelled in it, and import again."),
    ),
    "number_as_code": (
        _("Codes are stored as numbers; zeros at their beginning or end may be lost."),
        _("Format the code column as text, or check the codes below."),
    ),
    "first_zero_lost": (
        _(
            "Codes had lost the zero at their beginning, which was put back: %(written)s was read "
            "as %(code)s."
        ),
        _("Check these codes; format the code column as text before the list is saved again."),
    ),
}

TEXTS: Texts = {
    **FILE_TEXTS,
    **XML_TEXTS,
    **ROW_TEXTS,
    **CASE_TEXTS,
    **CHOICE_TEXTS,
    **SET_TEXTS,
    **REMARK_TEXTS,
    **PROFILE_TEXTS,
    **OFFICIAL_TEXTS,
}
