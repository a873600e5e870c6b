"""The sentences of the problems of an official list: kind -> (what is wrong, what to do)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.import_records.case_problem_texts import ASK_SENDER, Texts

_TAKE_CODES = _(
    "Choose the file with all codes: its name is like ops2026syst_kodes.txt. The ZIP in which it "
    "is published can be chosen too."
)

OFFICIAL_TEXTS: Texts = {
    "official_no_codes_file": (
        _("The archive has no file of codes (its name is like ops2026syst_kodes.txt)."),
        _TAKE_CODES,
    ),
    "official_several_files": (
        _("The archive has several files of codes: %(names)s."),
        _("Unpack it and choose one of them."),
    ),
    "official_not_text": (_("This is no text file."), _TAKE_CODES),
    "official_layout": (
        _(
            "The row has not the layout of the list: at least %(needed)d fields with a semicolon "
            "between them, of which the 7th is the code."
        ),
        _TAKE_CODES,
    ),
    "official_other_list": (
        _("This is the list of another classification: it begins with the code %(code)s."),
        _TAKE_CODES,
    ),
    "official_fields": (
        _("The row has %(found)d fields, but the first row has %(fields)d."),
        ASK_SENDER,
    ),
    "official_place": (
        _(
            "“%(text)s” stands where T (the code is the end of its branch) or N (it is not) is "
            "expected."
        ),
        ASK_SENDER,
    ),
    "official_code": (_("“%(text)s” is not a code of OPS."), ASK_SENDER),
    "official_no_title": (_("The code %(code)s has no title."), ASK_SENDER),
    "official_long_title": (
        _("The title of the code %(code)s has more than %(limit)d characters."),
        ASK_SENDER,
    ),
    "official_twice": (
        _("The code %(code)s stands in row %(first)d already."),
        ASK_SENDER,
    ),
    "official_rows": (_("There are more than %(limit)d rows."), _TAKE_CODES),
    "official_incomplete": (
        _("The list has no code that begins with %(groups)s, so it is not complete."),
        ASK_SENDER,
    ),
    "official_year_needed": (
        _("The name of the file does not say the year of the list."),
        _("Enter the year."),
    ),
    "official_year_differs": (
        _("The file is for %(found)d, but %(year)d was entered."),
        _("Enter the year of the file, or leave the field empty."),
    ),
}
